/**
 * Has tiles painted by a worker. It is told only what has changed, and nothing at all before the first
 * tile is wished for: most boards begin empty.
 */

import { trustedScript } from "../platform/trusted_script.js";
import { fontFacesOf } from "./font_faces.js";
import { looksEqual } from "./looks_equal.js";
import { buffersOf, packNames, packShapes, Tags } from "./packing.js";
import { TEXT_FONT } from "./text.js";

/** @typedef {import("../model/colour.js").Theme} Theme */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./font_faces.js").Face} Face */
/** @typedef {import("./shape_copy.js").Batch} Batch */
/** @typedef {import("./tile_cache.js").PaintedTile} PaintedTile */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/** @typedef {import("./tile_requests.js").TileRequest} TileRequest */
/** What is wished, of which version of the board. @typedef {{version: number, requests: TileRequest[], urgent: number, theme: Theme, dpr: number, papers: [number, Paper][]}} TileOrder */
/** To the worker. `received` tiles had come when it was given. @typedef {TileOrder & {batch: Batch | null, received: number, faces: Face[] | null}} Order */
/** From the worker. @typedef {{tile: PaintedTile, usesText: boolean}} Answer */
/** @typedef {{onTile: (painted: PaintedTile, usesText: boolean) => void, onLost: () => void}} Listeners */

/** Shapes that are packed together: a few milliseconds. */
const SHAPES_AT_ONCE = 2000;

/** A worker that owes tiles and says nothing for so long, twice in a row, is lost; a page that slept is not. */
const PATIENCE_MS = 6000;

export class WorkerTileMaker {
  #board;
  #listeners;
  #worker;
  /** Whether the worker is being told of the board. */
  #hasBegun = false;
  /** Shapes that it will be told of. @type {Shape[]} */
  #unsent = [];
  /** Points that there is room for, when it is to begin anew. @type {number | null} */
  #reset = null;
  /** @type {TileOrder | null} */
  #requested = null;
  #tags = new Tags();
  /** Shapes that the worker has otherwise. @type {Map<string, {tag: string, n: number}>} */
  #changed = new Map();
  /** @type {Batch["visibilities"]} */
  #visibilities = null;
  /** Where the fonts of texts are, until the worker knows. @type {Face[] | null} */
  #faces = fontFacesOf(TEXT_FONT);
  #received = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * Throws where there are no such workers.
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

  /** Everything may be another. */
  reset() {
    this.#hasBegun = false;
    this.#unsent = [];
    this.#changed.clear();
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    if (!this.#hasBegun) return;
    for (const { id, before, after } of changes) {
      const shape = after ?? before;
      if (shape === null) continue;
      // That an edit is in the log changes nothing of what it did.
      const isBoth = before !== null && after !== null;
      const isSame = isBoth && before.z === after.z && looksEqual(before, after, this.#board.pool);
      if (!isSame) this.#changed.set(id, { tag: shape.tag, n: shape.n });
    }
  }

  /** @param {ReadonlyMap<string, Visibility>} visibilities  by id */
  setVisibility(visibilities) {
    const there = [...visibilities].flatMap(([id, kind]) => {
      const shape = this.#board.shape(id);
      return shape === undefined ? [] : [{ tag: shape.tag, n: shape.n, kind }];
    });
    const names = packNames(there, this.#tags);
    this.#visibilities = { names, kinds: there.map(({ kind }) => kind) };
  }

  /** Whether it has the board, so that wishes are fulfilled without a delay. */
  get isReady() {
    return this.#hasBegun && this.#unsent.length === 0;
  }

  /** Wishes for these tiles and no others. @param {TileOrder} want */
  request(want) {
    this.#requested = want;
    if (!this.#hasBegun && want.requests.length > 0) this.#begin();
    // Nobody waits for what is not seen: then the board is handed over bit by bit.
    if (want.urgent > 0) this.#sendShapes(Number.POSITIVE_INFINITY);
    if (this.isReady) this.#order(want, this.#batch([]));
  }

  /** Hands the board over until a time. Returns whether something is left. @param {number} deadline */
  work(deadline) {
    if (!this.#hasBegun || this.isReady) return false;
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

  /** Tells of shapes until a time. @param {number} deadline */
  #sendShapes(deadline) {
    const { requests: _, ...want } = this.#requested ?? { requests: [] };
    while (this.#unsent.length > 0 && performance.now() < deadline) {
      const part = this.#unsent.splice(-SHAPES_AT_ONCE);
      // The others have changed meanwhile, and will be told with the changes.
      const shapes = part.filter((shape) => this.#board.shape(shape.id) === shape);
      this.#order({ .../** @type {TileOrder} */ (want), requests: [] }, this.#batch(shapes));
    }
  }

  /** @param {TileOrder} want @param {Batch | null} batch */
  #order(want, batch) {
    const order = { ...want, batch, received: this.#received, faces: this.#faces };
    this.#faces = null;
    this.#worker.postMessage(order, batch === null ? [] : buffersOf(batch.put));
    if (want.requests.length === 0) this.#stopTimer();
    else if (this.#timer === undefined) this.#startTimer(2);
  }

  /** What the worker does not know yet, but for the shapes that are to be told later. @param {Shape[]} shapes @returns {Batch | null} */
  #batch(shapes) {
    const gone = [];
    for (const [id, name] of this.#changed) {
      const shape = this.#board.shape(id);
      if (shape === undefined) gone.push(name);
      else shapes.push(shape);
    }
    this.#changed.clear();
    const isNews = this.#reset !== null || this.#visibilities !== null;
    if (!isNews && shapes.length === 0 && gone.length === 0) return null;
    const put = packShapes(shapes, this.#board.pool, this.#tags);
    const names = packNames(gone, this.#tags);
    const batch = { reset: this.#reset, gone: names, put, visibilities: this.#visibilities };
    this.#visibilities = null;
    this.#reset = null;
    return { ...batch, tags: this.#tags.takeUnsent() };
  }

  /** @param {Answer} answer */
  #onMessage({ tile, usesText }) {
    this.#stopTimer();
    this.#received += 1;
    this.#listeners.onTile(tile, usesText);
  }

  /** Nothing is owed. */
  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param {number} times */
  #startTimer(times) {
    this.#timer = setTimeout(() => {
      if (times > 1) this.#startTimer(times - 1);
      else this.#lose("silence");
    }, PATIENCE_MS);
  }

  /** @param {string} why */
  #lose(why) {
    console.warn("tiles are painted on the page, for the worker is lost:", why);
    this.stop();
    this.#listeners.onLost();
  }
}

function startWorker() {
  if (typeof OffscreenCanvas === "undefined") throw new Error("no canvas in workers");
  const address = new URL("./tile_worker.js", import.meta.url);
  return new Worker(trustedScript(address.href), { type: "module" });
}
