/**
 * A cache of ink outlines as paths.
 *
 * The key is the shape's record, which is immutable, so a path is never stale. There are two generations: a path that is
 * not used while the young one fills up is dropped with the old one.
 */

import { Outliner, tipOf } from "../model/outline.js";
import { byteAt, intAt } from "../model/typed_arrays.js";

/** @typedef {import("../model/kinds.js").Points} Points */
/** @typedef {import("../model/shape.js").Shape} Shape */

/** Control points per generation, about 20 bytes each: 10 MB for both. */
const MAX_CONTROLS = 250_000;

export class PathCache {
  #outliner = new Outliner();
  /** @type {Map<Shape, {path: Path2D, controls: number}>} */
  #young = new Map();
  /** @type {Map<Shape, {path: Path2D, controls: number}>} */
  #old = new Map();
  #controls = 0;

  /** The outline of a shape, in units relative to its position. @param {Shape} shape @param {Points} pool */
  path(shape, pool) {
    const young = this.#young.get(shape);
    if (young !== undefined) return young.path;
    const entry = this.#old.get(shape) ?? this.#make(shape, pool);
    this.#store(shape, entry);
    return entry.path;
  }

  /** @param {Shape} shape  a record that is no longer shown */
  forget(shape) {
    this.#old.delete(shape);
    const entry = this.#young.get(shape);
    if (entry === undefined) return;
    this.#young.delete(shape);
    this.#controls -= entry.controls;
  }

  /** @param {Shape} shape @param {{path: Path2D, controls: number}} entry */
  #store(shape, entry) {
    if (this.#controls > MAX_CONTROLS) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#controls = 0;
    }
    this.#young.set(shape, entry);
    this.#controls += entry.controls;
  }

  /** @param {Shape} shape @param {Points} pool */
  #make({ kind, style, start, count }, { xy, pressure }) {
    const outliner = this.#outliner;
    outliner.begin(style.size, tipOf(kind));
    for (let at = start; at < start + count; at += 1) {
      outliner.add(intAt(xy, at * 2), intAt(xy, at * 2 + 1), byteAt(pressure, at));
    }
    const path = new Path2D();
    return { path, controls: outliner.trace(path) };
  }
}
