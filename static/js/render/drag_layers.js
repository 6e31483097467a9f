/**
 * The moves of many shapes that are going on, each with its picture, and those that have just ended: their picture
 * stays until what is settled shows the shapes in their new place.
 */

import { DragLayer } from "./drag_layer.js";

/** @typedef {import("../model/preview.js").MovePreview} MovePreview */
/** @typedef {import("../model/replica.js").Change} Change */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./drag_layer.js").ImageOf} ImageOf */
/** @typedef {import("./paint.js").Painter} Painter */
/** @typedef {import("./view.js").View} View */

/** Shapes that are painted one by one in each frame. */
const MAX_SINGLE = 50;

export class DragLayers {
  #board;
  #painter;
  #imageOf;
  /** By the key of the move. @type {Map<string, DragLayer>} */
  #active = new Map();
  /** @type {DragLayer[]} */
  #dropped = [];
  /** That is shown. */
  #page = 1;

  /** @param {Replica} board @param {Painter} painter @param {ImageOf} imageOf  what is settled shows */
  constructor(board, painter, imageOf) {
    this.#board = board;
    this.#painter = painter;
    this.#imageOf = imageOf;
  }

  /** Whether there is any picture. */
  get any() {
    return this.#active.size > 0 || this.#dropped.length > 0;
  }

  /** @param {readonly Change[]} changes */
  change(changes) {
    for (const layer of this.#active.values()) layer.change(changes);
  }

  /** Everything looks otherwise. */
  invalidate() {
    for (const layer of this.#active.values()) layer.invalidate();
  }

  /** Everything is another. */
  clear() {
    for (const layer of [...this.#active.values(), ...this.#dropped]) layer.close();
    this.#active.clear();
    this.#dropped = [];
  }

  /**
   * Follows what is going on, and paints until a time. Until the picture of a move is there, its shapes stay where
   * they are: `moved` are those that are away from there, of which the `single` ones have no picture.
   * @param {View} view
   * @param {{page: number, moves: readonly {key: string, preview: MovePreview}[], deadline: number}} moment
   * @returns {{moved: MovePreview[], single: MovePreview[], isLeft: boolean}}
   */
  frame(view, { page, moves, deadline }) {
    this.#page = page;
    const many = moves.filter(({ preview }) => preview.ids.size > MAX_SINGLE);
    this.#updateLayers(many);
    const single = moves.map(({ preview }) => preview).filter(({ ids }) => ids.size <= MAX_SINGLE);
    const moved = [...single];
    let isLeft = false;
    for (const { key, preview } of many) {
      const layer = this.#active.get(key);
      if (layer === undefined) continue;
      const { dx, dy } = preview;
      if (layer.paintUntil(view, { dx, dy, deadline })) isLeft = true;
      if (layer.isReady) moved.push(preview);
    }
    return { moved, single, isLeft };
  }

  /** What is settled is seen without those whose picture is there: from now on that is seen. */
  showReady() {
    for (const layer of this.#active.values()) layer.isVisible ||= layer.isReady;
  }

  /** What is settled shows the board: nothing has to stand in for it. */
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

  /** @param {readonly {key: string, preview: MovePreview}[]} moves */
  #updateLayers(moves) {
    const keys = new Set(moves.map(({ key }) => key));
    for (const [key, layer] of this.#active) {
      if (keys.has(key)) continue;
      this.#active.delete(key);
      layer.drop();
      if (layer.isVisible) this.#dropped.push(layer);
      else layer.close();
    }
    for (const { key, preview } of moves) {
      if (!this.#active.has(key)) this.#active.set(key, this.#layerFor(preview));
    }
  }

  /** Who moves on what has just landed, as with a key that is pressed again, goes on with its picture. @param {MovePreview} move */
  #layerFor({ ids }) {
    const landed = this.#dropped.find((layer) => layer.isLayerOf(ids) && layer.isLocated);
    if (landed === undefined) return new DragLayer(ids, this.#board, this.#painter, this.#imageOf);
    this.#dropped = this.#dropped.filter((layer) => layer !== landed);
    return landed;
  }
}
