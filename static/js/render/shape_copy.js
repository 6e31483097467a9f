/**
 * The worker's copy of the shown board: the shapes of all pages, and their visibility in gestures.
 */

import { Grid } from "../model/grid.js";
import { comparePaintOrder } from "../model/shape.js";
import { PointsCopy, tagOf, unpackShapes } from "./packing.js";

/** @typedef {import("../model/box.js").Box} Box */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./packing.js").Names} Names */
/** @typedef {import("./packing.js").Packed} Packed */
/** @typedef {import("./tile_painter.js").Source} Source */
/** @typedef {import("./tile_painter.js").Visibility} Visibility */
/**
 * A difference between the board and the copy.
 * @typedef {object} Batch
 * @property {number | null} reset  when set, the copy starts empty with room for this many points
 * @property {string[]} tags  new tags
 * @property {Names} gone
 * @property {Packed} put
 * @property {{names: Names, kinds: Visibility[]} | null} visibilities  all of them, null when they did not change
 */

/** @implements {Source} */
export class ShapeCopy {
  pool = new PointsCopy();
  /** Paper by page. @type {Map<number, Paper>} */
  papers = new Map();
  #onGone;
  /** @type {string[]} */
  #tags = [];
  /** By number of the tag, then by n. @type {Map<number, Shape>[]} */
  #shapes = [];
  /** By page. @type {Map<number, Grid>} */
  #grids = new Map();
  /** By tag, then by n. @type {Map<string, Map<number, Visibility>>} */
  #visibilities = new Map();

  /** @param {(shape: Shape) => void} onGone  called for each record that is no longer shown */
  constructor(onGone) {
    this.#onGone = onGone;
  }

  /** @param {Batch} batch */
  apply({ reset, tags, gone, put, visibilities }) {
    if (reset !== null) {
      this.pool = new PointsCopy(reset);
      this.#shapes = this.#tags.map(() => new Map());
      this.#grids.clear();
    }
    for (const tag of tags) {
      this.#tags.push(tag);
      this.#shapes.push(new Map());
    }
    for (const [at, place] of gone.tags.entries()) this.#remove(place, gone.ns[at] ?? 0);
    this.pool.apply(put);
    for (const [at, shape] of unpackShapes(put, this.#tags).entries()) {
      this.#put(tagOf(put, at), shape);
    }
    if (visibilities !== null) this.#visibility(visibilities);
  }

  /** @param {Box} box @param {number} page */
  query(box, page) {
    return (this.#grids.get(page)?.query(box) ?? []).sort(comparePaintOrder);
  }

  /** @param {number} page @returns {Paper} */
  paper(page) {
    return this.papers.get(page) ?? "blank";
  }

  /** @param {Shape} shape */
  visibilityOf({ tag, n }) {
    return this.#visibilities.size === 0 ? undefined : this.#visibilities.get(tag)?.get(n);
  }

  /** @param {number} place  of the tag @param {Shape} shape */
  #put(place, shape) {
    this.#remove(place, shape.n);
    this.#shapes[place]?.set(shape.n, shape);
    let grid = this.#grids.get(shape.page);
    if (grid === undefined) {
      grid = new Grid();
      this.#grids.set(shape.page, grid);
    }
    grid.insert(shape);
  }

  /** @param {number} place  of the tag @param {number} n */
  #remove(place, n) {
    const old = this.#shapes[place]?.get(n);
    if (old === undefined) return;
    this.#shapes[place]?.delete(n);
    this.#grids.get(old.page)?.remove(old);
    this.#onGone(old);
  }

  /** @param {{names: Names, kinds: Visibility[]}} visibilities */
  #visibility({ names, kinds }) {
    this.#visibilities.clear();
    for (const [at, kind] of kinds.entries()) {
      const tag = this.#tags[names.tags[at] ?? 0] ?? "";
      const ofTag = this.#visibilities.get(tag) ?? new Map();
      this.#visibilities.set(tag, ofTag);
      ofTag.set(names.ns[at] ?? 0, kind);
    }
  }
}
