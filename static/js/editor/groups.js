/**
 * The groups of the board (SPEC D12). A press picks the whole group of a shape; a group is entered while only a part of it
 * is selected, and a press then picks what is in it.
 */

import { groupOf, isLocked } from "../model/more.js";
import { compareReadingOrder } from "../model/reading_order.js";
import { shapesWith } from "./selection.js";

/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./selection.js").Selection} Selection */
/** @typedef {import("./strokes.js").Strokes} Strokes */

export class Groups {
  #view;
  #selection;
  #strokes;
  /** Ids of the shapes of each group. @type {Map<string, Set<string>>} */
  #members = new Map();

  /** @param {{view: Replica, selection: Selection, strokes: Strokes}} editor */
  constructor({ view, selection, strokes }) {
    this.#view = view;
    this.#selection = selection;
    this.#strokes = strokes;
    view.subscribe(({ reset, changes }) => {
      if (reset) {
        this.#members.clear();
        for (const shape of view.all()) this.#add(shape);
      }
      for (const { before, after } of changes) {
        if (before?.more === after?.more) continue;
        if (before !== null) this.#remove(before);
        if (after !== null) this.#add(after);
      }
    });
  }

  /** The groups of a shape, the outermost first; a group of one counts as none. @param {Shape} shape */
  pathOf(shape) {
    return groupOf(shape).filter((group) => (this.#members.get(group)?.size ?? 0) > 1);
  }

  /** The groups that are entered, the outermost first. @returns {string[]} */
  get entered() {
    const [first, ...others] = shapesWith(this.#view, this.#selection.value);
    if (first === undefined) return [];
    let path = this.pathOf(first);
    for (const shape of others) {
      if (path.length === 0) break;
      const other = this.pathOf(shape);
      const end = path.findIndex((group, depth) => other[depth] !== group);
      if (end !== -1) path = path.slice(0, end);
    }
    const isPart = (/** @type {string} */ group) =>
      this.#peers(group, first).some((id) => !this.#selection.has(id));
    while (path.length > 0 && !isPart(path.at(-1) ?? "")) path = path.slice(0, -1);
    return path;
  }

  /** These ids and those of the strokes and groups that a press on them picks. @param {Iterable<string>} ids @returns {Set<string>} */
  whole(ids) {
    return this.#wholeIn(ids, this.#members.size === 0 ? [] : this.entered);
  }

  /** The group that a press on a shape picks, null when it picks the shape alone. @param {Shape} shape @param {readonly string[]} [entered] */
  unitOf(shape, entered = this.entered) {
    const path = this.pathOf(shape);
    const isInside = entered.every((group, depth) => path[depth] === group);
    return path[isInside ? entered.length : 0] ?? null;
  }

  /** Enters the group that a press on a shape picks, and selects what the shape is in it. @param {Shape} shape @returns {boolean} whether there is one */
  enter(shape) {
    const { entered } = this;
    const unit = this.unitOf(shape, entered);
    if (unit === null) return false;
    const path = this.pathOf(shape);
    this.#selection.select(this.#wholeIn([shape.id], path.slice(0, path.indexOf(unit) + 1)));
    return true;
  }

  /** Enters the group that alone is selected, at its first shape in reading order. @returns {boolean} whether there is one */
  enterSelected() {
    const shapes = shapesWith(this.#view, this.#selection.value);
    if (shapes.length === 0 || this.unitsOf(shapes).length > 1) return false;
    return this.enter(
      shapes.reduce((one, other) => (compareReadingOrder(one, other) < 0 ? one : other)),
    );
  }

  /** Leaves the innermost entered group, which is then selected. @returns {boolean} whether one was entered */
  leave() {
    const shapes = this.around();
    if (shapes.length > 0) this.#selection.select(this.#strokes.whole(shapes.map(({ id }) => id)));
    return shapes.length > 0;
  }

  /** The shapes of the innermost entered group. @returns {Shape[]} */
  around() {
    const group = this.entered.at(-1);
    const [first] = group === undefined ? [] : shapesWith(this.#view, this.#selection.value);
    if (group === undefined || first === undefined) return [];
    return shapesWith(this.#view, this.#peers(group, first));
  }

  /**
   * The first shape of each group, and the shapes outside of groups; only what is in the entered group while there is one.
   * @param {readonly Shape[]} shapes
   * @returns {readonly Shape[]}
   */
  firsts(shapes) {
    if (this.#members.size === 0) return shapes;
    const { entered } = this;
    const inside = entered.at(-1);
    /** @type {Map<string, Shape>} */
    const firsts = new Map();
    for (const shape of shapes) {
      const path = this.pathOf(shape);
      if (inside !== undefined && !path.includes(inside)) continue;
      const key = path[entered.length] ?? shape.id;
      const known = firsts.get(key);
      if (known === undefined || compareReadingOrder(shape, known) < 0) firsts.set(key, shape);
    }
    return [...firsts.values()];
  }

  /**
   * Divides shapes into what presses pick: groups, strokes and single shapes, in the order of the shapes.
   * @param {readonly Shape[]} shapes
   * @returns {Shape[][]}
   */
  unitsOf(shapes) {
    const { entered } = this;
    /** @type {Map<string, Shape[]>} */
    const units = new Map();
    const ids = new Set(shapes.map(({ id }) => id));
    for (const shape of shapes) {
      const group = this.unitOf(shape, entered);
      if (group === null && ids.has(this.#strokes.before(shape)?.id ?? "")) continue;
      const unit = group === null ? this.#strokes.from(shape) : [shape];
      const known = units.get(group ?? shape.id);
      if (known === undefined) units.set(group ?? shape.id, unit);
      else known.push(...unit);
    }
    return [...units.values()];
  }

  /** @param {Iterable<string>} ids @param {readonly string[]} entered */
  #wholeIn(ids, entered) {
    const all = this.#strokes.whole(ids);
    if (this.#members.size === 0) return all;
    const found = new Set();
    // The loop also visits ids that are added meanwhile.
    for (const id of all) {
      const shape = this.#view.shape(id);
      const group = shape === undefined ? null : this.unitOf(shape, entered);
      if (shape === undefined || group === null || found.has(group)) continue;
      found.add(group);
      for (const peer of this.#peers(group, shape)) all.add(peer);
    }
    return found.size === 0 ? all : this.#strokes.whole(all);
  }

  /** The shapes of a group that are on the page of one of them, and locked if it is: tools pass by what is locked (SPEC D13). @param {string} group @param {Shape} shape */
  #peers(group, { page, more }) {
    const locked = isLocked({ more });
    return [...(this.#members.get(group) ?? [])].filter((id) => {
      const peer = this.#view.shape(id);
      return peer?.page === page && isLocked(peer) === locked;
    });
  }

  /** @param {Shape} shape */
  #add(shape) {
    for (const group of groupOf(shape)) {
      const members = this.#members.get(group);
      if (members === undefined) this.#members.set(group, new Set([shape.id]));
      else members.add(shape.id);
    }
  }

  /** @param {Shape} shape */
  #remove(shape) {
    for (const group of groupOf(shape)) {
      const members = this.#members.get(group);
      members?.delete(shape.id);
      if (members?.size === 0) this.#members.delete(group);
    }
  }
}
