/**
 * The layers of running moves and changes of many shapes, and of those that have just ended: a dropped layer stays until the settled
 * tiles show its shapes at their new position.
 */

import { DragLayer } from "./drag_layer.js";
import { OWN } from "./previews.js";

/** @typedef {import("../model/preview.js").ChangePreview} ChangePreview */
/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./drag_layer.js").ImageOf} ImageOf */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./view.js").View} View */
/** A move, or a resize or rotation that is too large to be painted shape by shape. @typedef {{key: string, preview: MovePreview | ChangePreview}} Moving */

/** Shapes of a move that are painted one by one in each frame; a larger move gets a layer. */
const MAX_SINGLE = 50;

/** Layers at a time, each of as many pixels as the view; this page's own gesture always gets one. */
const MAX_LAYERS = 4;

export class DragLayers {
  #board;
  #painter;
  #imageOf;
  /** Layers of running moves, by the key of the move. @type {Map<string, DragLayer>} */
  #active = new Map();
  /** The keys of moves of copies. @type {Set<string>} */
  #copying = new Set();
  /** @type {DragLayer[]} */
  #dropped = [];
  /** The shown page. */
  #page = 1;

  /** @param {Replica} board @param {Painter} painter @param {ImageOf} imageOf */
  constructor(board, painter, imageOf) {
    this.#board = board;
    this.#painter = painter;
    this.#imageOf = imageOf;
  }

  /** Whether there is any layer. */
  get any() {
    return this.#active.size > 0 || this.#dropped.length > 0;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    for (const layer of this.#active.values()) layer.change(changes);
  }

  /** Marks all layers as stale, because the look has changed. */
  invalidate() {
    for (const layer of this.#active.values()) layer.invalidate();
  }

  /** Closes all layers, because the board was replaced. */
  clear() {
    for (const layer of [...this.#active.values(), ...this.#dropped]) layer.close();
    this.#active.clear();
    this.#dropped = [];
  }

  /**
   * Updates the layers for the running moves, and paints until the deadline. The shapes of a move stay in place until its
   * layer is ready: `moved` are the moves to show, and `single` those of them without a layer.
   * @param {View} view
   * @param {{page: number, moves: readonly Moving[], deadline: number}} frame
   * @returns {{moved: Moving["preview"][], single: MovePreview[], isLeft: boolean}}
   */
  frame(view, { page, moves, deadline }) {
    this.#page = page;
    const many = moves.filter(({ preview }) => !isSingle(preview));
    this.#updateLayers(many);
    const single = moves.map(({ preview }) => preview).filter(isSingle);
    /** @type {Moving["preview"][]} */
    const moved = [...single];
    let isLeft = false;
    for (const { key, preview } of many) {
      const layer = this.#active.get(key);
      if (layer === undefined) continue;
      const by = preview.kind === "move" ? preview : preview.map;
      if (layer.paintUntil(view, by, deadline)) isLeft = true;
      if (layer.isReady) moved.push(preview);
    }
    return { moved, single, isLeft };
  }

  /** Shows the layers that are ready; the settled picture no longer has their shapes. */
  showReady() {
    for (const layer of this.#active.values()) layer.isVisible ||= layer.isReady;
  }

  /** Closes the dropped layers, because the settled picture is up to date. */
  closeDropped() {
    for (const layer of this.#dropped) layer.close();
    this.#dropped = [];
  }

  /** @param {CanvasRenderingContext2D} ctx  as large as the view @param {View} view */
  show(ctx, view) {
    const landing = this.#dropped.filter((layer) => layer.isLocated);
    for (const layer of [...landing, ...this.#active.values()]) {
      if (layer.isVisible && layer.page === this.#page) layer.show(ctx, view);
    }
  }

  /** @param {readonly Moving[]} moves */
  #updateLayers(moves) {
    const keys = new Set(moves.map(({ key }) => key));
    for (const [key, layer] of this.#active) {
      if (keys.has(key)) continue;
      this.#active.delete(key);
      layer.drop(this.#copying.has(key));
      this.#copying.delete(key);
      if (layer.isVisible) this.#dropped.push(layer);
      else layer.close();
    }
    for (const { key, preview } of moves) {
      if (isCopying(preview)) this.#copying.add(key);
      else this.#copying.delete(key);
      // The shapes of further moves of others stay where they are until the drop.
      const hasRoom = key.startsWith(OWN) || this.#active.size < MAX_LAYERS;
      if (!this.#active.has(key) && hasRoom) this.#active.set(key, this.#layerFor(preview));
    }
  }

  /** Reuses a dropped layer of the same shapes, as when an arrow key is pressed again. @param {Moving["preview"]} move */
  #layerFor({ kind, ids }) {
    const isOf = (/** @type {DragLayer} */ layer) => kind === "move" && layer.isLayerOf(ids);
    const dropped = this.#dropped.find((layer) => isOf(layer) && layer.isLocated);
    if (dropped === undefined) return new DragLayer(ids, this.#board, this.#painter, this.#imageOf);
    this.#dropped = this.#dropped.filter((layer) => layer !== dropped);
    return dropped;
  }
}

/** Whether the shapes of a move are painted one by one. @param {Moving["preview"]} preview @returns {preview is MovePreview} */
function isSingle(preview) {
  return preview.kind === "move" && preview.ids.size <= MAX_SINGLE;
}

/** Whether copies of shapes move, which stay where they are too. @param {Moving["preview"]} preview */
export function isCopying(preview) {
  return preview.kind === "move" && preview.isCopy === true;
}
