/**
 * The pages of the board as this person sees them: the list, and the way from the shown page to the next.
 */

import { Signal } from "../platform/signal.js";

/** @typedef {import("../model/pages.js").Page} Page */
/** @typedef {import("../model/replica.js").Replica} Replica */

export class Pages {
  /** The listed pages in their order, at least one (SPEC D20). @type {Signal<readonly Page[]>} */
  listed;
  #view;
  #shown;
  /** Listed pages with shapes: drawing on others may list or unlist a page. @type {Set<number>} */
  #drawn = new Set();
  /** The last known place in the list of every page that was ever listed, from 1. @type {Map<number, number>} */
  #places = new Map();

  /** @param {Replica} view @param {Signal<number>} shown  number of the shown page */
  constructor(view, shown) {
    this.#view = view;
    this.#shown = shown;
    this.listed = new Signal(/** @type {readonly Page[]} */ (view.listedPages()));
    this.#remember();
    view.subscribe(({ reset, papers, changes }) => {
      const isTouched = (/** @type {{page: number}} */ { page }) =>
        view.count(page) > 0 !== this.#drawn.has(page);
      if (reset || papers || changes.some(isTouched)) this.#update();
    });
  }

  /** The place of the shown page in the list, from 0; -1 while it is not listed. */
  get place() {
    return this.#indexOf(this.#shown.value);
  }

  /** The place in the list that a page has, or had when it was listed last, from 1; 0 for a page that never was. @param {number} page */
  lastPlace(page) {
    return this.#places.get(page) ?? 0;
  }

  /** @param {number} page */
  isListed(page) {
    return this.#indexOf(page) !== -1;
  }

  /** The page to show instead of one that is deleted: the one before it, else the first of the others. @param {number} page @returns {number} */
  besides(page) {
    const others = this.listed.value.filter((other) => other.page !== page);
    return (others[this.lastPlace(page) - 2] ?? others[0])?.page ?? 1;
  }

  /** Shows another page. @param {number} page */
  turnTo(page) {
    if (page !== this.#shown.value) this.#shown.set(page);
  }

  /** Shows the page before or after the shown one; returns whether there is more than one page. @param {1 | -1} direction */
  turn(direction) {
    const { value: pages } = this.listed;
    const next = pages[this.place === -1 ? 0 : this.place + direction];
    if (next !== undefined) this.turnTo(next.page);
    return pages.length > 1;
  }

  /** Runs an undo or redo, and shows the page that it has changed when it is not the shown one. @param {() => void} run */
  follow(run) {
    const { value: shown } = this.#shown;
    const before = this.listed.value;
    /** @type {Set<number>} */
    const changed = new Set();
    const end = this.#view.subscribe(({ changes }) => {
      for (const { page } of changes) changed.add(page);
    });
    run();
    end();
    const wasListed = (/** @type {number} */ page) => before.some((other) => other.page === page);
    const isBack = this.listed.value.find(({ page }) => !wasListed(page));
    if (wasListed(shown) && !this.isListed(shown)) this.turnTo(this.besides(shown));
    else if (isBack !== undefined) this.turnTo(isBack.page);
    else if (!changed.has(shown)) {
      const other = [...changed].find((page) => this.isListed(page));
      if (other !== undefined) this.turnTo(other);
    }
  }

  /** @param {number} number */
  #indexOf(number) {
    return this.listed.value.findIndex(({ page }) => page === number);
  }

  #update() {
    const listed = this.#view.listedPages();
    this.listed.value = listed;
    this.#remember();
    this.listed.set(listed);
  }

  #remember() {
    const { value: pages } = this.listed;
    this.#drawn = new Set();
    pages.forEach(({ page }, at) => {
      this.#places.set(page, at + 1);
      if (this.#view.count(page) > 0) this.#drawn.add(page);
    });
  }
}
