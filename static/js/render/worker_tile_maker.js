/**
 * Has tiles painted by a worker. It sends only changes of the board, and nothing before the first request, because most
 * boards begin empty.
 */

import { intersects, union } from "../model/box.js";
import { trustedScript } from "../platform/trusted_script.js";
import { visitorHeaders } from "../sync/visitor.js";
import { fontFacesOf } from "./font_faces.js";
import { faceName } from "./fonts.js";
import { looksEqual } from "./looks_equal.js";
import { buffersOf, packNames, packShapes, Tags } from "./packing.js";
import { pictureBase } from "./page_pictures.js";
import { paintersOfCell } from "./tile_painter.js";

/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./font_faces.js").Face} Face */
/** @typedef {import("./fonts.js").Font} Font */
/** @typedef {import("./shape_copy.js").Batch} Batch */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/** @typedef {import("./tile_requests.js").TileRequest} TileRequest */
/** Tile requests for a version of the board. @typedef {{version: number, requests: TileRequest[], urgent: number, theme: Theme, dpr: number, papers: [number, Paper][]}} TileOrder */
/** Where pictures come from: the address before the id. @typedef {{base: string, headers: import("../sync/visitor.js").VisitorHeaders}} PictureSource */
/** A message to the worker; `received` is the number of tiles received before it. @typedef {TileOrder & {batch: Batch | null, received: number, faces: Face[], pictures: PictureSource | null}} Order  `pictures`: null while there are none */
/** A message from the worker: a tile, or that a picture is there. @typedef {{tile: PaintedTile} | {picture: string}} Answer */
/** @typedef {{onTile: (painted: PaintedTile) => void, onFont: (font: Font) => void, onPicture: (picture: string) => void, onLost: () => void}} Listeners  `onFont`: texts of a font are on the board; `onPicture`: the images that show it can be painted */

/** Shapes per batch, which takes a few milliseconds. */
const SHAPES_AT_ONCE = 2000;

/** So many new shapes at once, as of a chunk, are sent as the rest of the board is: the visible ones first. */
const MANY_NEW = 200;

/** A worker with open requests that is silent for two such intervals is lost; two, because the page may have slept. */
const PATIENCE_MS = 6000;

export class WorkerTileMaker {
  #board;
  #listeners;
  #worker;
  /** Whether sending the board has begun. */
  #hasBegun = false;
  /** Shapes that are not sent yet. @type {Shape[]} */
  #unsent = [];
  /** Capacity of the points when the worker has to start empty, else null. @type {number | null} */
  #reset = null;
  /** @type {TileOrder | null} */
  #requested = null;
  #tags = new Tags();
  /** Shapes that have changed since they were sent. @type {Map<string, {tag: string, n: number}>} */
  #changed = new Map();
  /** @type {Batch["visibilities"]} */
  #visibilities = null;
  /** The fonts whose faces the worker has. @type {Set<Font>} */
  #fonts = new Set();
  /** Font faces that are not sent yet. @type {Face[]} */
  #faces = [];
  /** Set once images are on the board. @type {PictureSource | null} */
  #pictures = null;
  #received = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * Starts the worker; throws where the browser has no canvas in workers.
   * @param {Replica} board
   * @param {Listeners} listeners
   */
  constructor(board, listeners) {
    this.#board = board;
    this.#listeners = listeners;
    this.#worker = startWorker();
    this.#worker.onmessage = ({ data }) => this.#onMessage(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(event.message);
    };
    this.#worker.onmessageerror = () => this.#lose("an unreadable message");
  }

  /** Starts again, because the board was replaced. */
  reset() {
    this.#hasBegun = false;
    this.#unsent = [];
    this.#changed.clear();
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    if (!this.#hasBegun) return;
    if (changes.length >= MANY_NEW && changes.every(({ before }) => before === null)) {
      for (const { after } of changes) if (after !== null) this.#unsent.push(after);
      return;
    }
    for (const { id, before, after } of changes) {
      const shape = after ?? before;
      if (shape === null) continue;
      // The confirmation of an edit does not change the look of its shapes.
      const isBoth = before !== null && after !== null;
      const isSame = isBoth && before.z === after.z && looksEqual(before, after, this.#board.pool);
      if (!isSame) this.#changed.set(id, { tag: shape.tag, n: shape.n });
    }
  }

  /** @param {ReadonlyMap<string, Visibility>} visibilities  by id */
  setVisibility(visibilities) {
    const existing = [...visibilities].flatMap(([id, kind]) => {
      const shape = this.#board.shape(id);
      return shape === undefined ? [] : [{ tag: shape.tag, n: shape.n, kind }];
    });
    const names = packNames(existing, this.#tags);
    this.#visibilities = { names, kinds: existing.map(({ kind }) => kind) };
  }

  /** Whether the worker has the whole board, so that it answers requests without a delay. */
  get isReady() {
    return this.#hasBegun && this.#unsent.length === 0;
  }

  /** Replaces the requests. @param {TileOrder} order */
  request(order) {
    this.#requested = order;
    if (!this.#hasBegun && order.requests.length > 0) this.#begin();
    if (this.isReady) this.#order(order, this.#batch([]));
    else if (order.urgent > 0) this.#orderVisible(order);
  }

  /** Sends shapes until the deadline, unless visible tiles are awaited. Returns whether any are left. @param {number} deadline */
  work(deadline) {
    if (!this.#hasBegun || this.isReady || (this.#requested?.urgent ?? 0) > 0) return false;
    this.#sendShapes(deadline);
    if (this.isReady && this.#requested !== null) this.request(this.#requested);
    return !this.isReady;
  }

  stop() {
    this.#stopTimer();
    this.#worker.terminate();
  }

  #begin() {
    this.#hasBegun = true;
    this.#unsent = this.#board.all();
    this.#reset = this.#board.pool.capacity;
  }

  /** Requests the visible tiles and sends the shapes that these need; the rest of the board follows in `work`. @param {TileOrder} order */
  #orderVisible(order) {
    const requests = order.requests.slice(0, order.urgent);
    const page = requests[0]?.cell.page;
    const areas = requests.map(({ cell }) => paintersOfCell(cell, order.dpr).near);
    const area = areas.reduce(union);
    const near = [];
    const others = [];
    for (const shape of this.#unsent) {
      if (shape.page === page && intersects(shape.box, area)) near.push(shape);
      else others.push(shape);
    }
    this.#unsent = near;
    this.#sendShapes(Number.POSITIVE_INFINITY);
    this.#unsent = others;
    this.#order({ ...order, requests }, this.#batch([]));
  }

  /** Sends shapes until the deadline. @param {number} deadline */
  #sendShapes(deadline) {
    const order = /** @type {TileOrder} */ (this.#requested);
    while (this.#unsent.length > 0 && performance.now() < deadline) {
      const part = this.#unsent.splice(-SHAPES_AT_ONCE);
      // The others have changed meanwhile and are sent with the changes.
      const shapes = part.filter((shape) => this.#board.shape(shape.id) === shape);
      this.#order({ ...order, requests: [] }, this.#batch(shapes));
    }
  }

  /** Sends an order. @param {TileOrder} order @param {Batch | null} batch */
  #order(order, batch) {
    const message = {
      ...order,
      batch,
      received: this.#received,
      faces: this.#faces,
      pictures: this.#pictures,
    };
    this.#faces = [];
    this.#worker.postMessage(message, batch === null ? [] : buffersOf(batch.put));
    if (order.requests.length === 0) this.#stopTimer();
    else if (this.#timer === undefined) this.#startTimer(2);
  }

  /** Packs these shapes and all changes since the last batch; null when there are none. @param {Shape[]} shapes @returns {Batch | null} */
  #batch(shapes) {
    const gone = [];
    for (const [id, name] of this.#changed) {
      const shape = this.#board.shape(id);
      if (shape === undefined) gone.push(name);
      else shapes.push(shape);
    }
    this.#changed.clear();
    const hasOther = this.#reset !== null || this.#visibilities !== null;
    if (!hasOther && shapes.length === 0 && gone.length === 0) return null;
    const put = packShapes(shapes, this.#board.pool, this.#tags);
    this.#addFonts(shapes);
    if (shapes.some(({ kind }) => kind === "image"))
      this.#pictures ??= { base: pictureBase(), headers: visitorHeaders() };
    const names = packNames(gone, this.#tags);
    const batch = { reset: this.#reset, gone: names, put, visibilities: this.#visibilities };
    this.#visibilities = null;
    this.#reset = null;
    return { ...batch, tags: this.#tags.takeUnsent() };
  }

  /** Adds the faces of fonts that the worker does not have. @param {readonly Shape[]} shapes */
  #addFonts(shapes) {
    for (const { text, style } of shapes) {
      if (text === null || this.#fonts.has(style.font)) continue;
      this.#fonts.add(style.font);
      this.#faces.push(...fontFacesOf(faceName(style.font)));
      // The page measures and paints the same texts.
      this.#listeners.onFont(style.font);
    }
  }

  /** @param {Answer} answer */
  #onMessage(answer) {
    if ("picture" in answer) {
      this.#listeners.onPicture(answer.picture);
      return;
    }
    const { tile } = answer;
    this.#stopTimer();
    this.#received += 1;
    this.#listeners.onTile(tile);
  }

  /** Stops waiting for tiles. */
  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Reports the worker as lost after so many silent intervals. @param {number} times */
  #startTimer(times) {
    this.#timer = setTimeout(() => {
      if (times > 1) this.#startTimer(times - 1);
      else this.#lose("silence");
    }, PATIENCE_MS);
  }

  /** @param {string} why */
  #lose(why) {
    console.warn("tiles are painted on the page, because the worker is lost:", why);
    this.stop();
    this.#listeners.onLost();
  }
}

function startWorker() {
  if (typeof OffscreenCanvas === "undefined") throw new Error("no canvas in workers");
  const address = new URL("./tile_worker.js", import.meta.url);
  return new Worker(trustedScript(address.href), { type: "module" });
}
