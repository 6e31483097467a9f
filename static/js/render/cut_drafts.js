/**
 * The part erasers of others: shows what remains of the strokes that they pass. The code that computes it loads with the
 * first of them.
 */

import { importWithRetry } from "../platform/loading.js";

/** @typedef {import("../model/cuts.js").Cuts} Cuts */
/** @typedef {import("../model/preview.js").CutPreview} CutPreview */
/** @typedef {import("../model/preview.js").Preview} Preview */
/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./previews.js").Draft} Draft */
/** The cuts along a way, and how many of its numbers they contain. @typedef {{cuts: Cuts, done: number}} Progress */

export class CutDrafts {
  #view;
  #onLoad;
  /** @type {typeof import("../model/cuts.js").Cuts | null} */
  #Cuts = null;
  #isLoading = false;
  /** By the list of places, which only grows. @type {WeakMap<readonly number[], Progress>} */
  #progress = new WeakMap();

  /** @param {Replica} view @param {() => void} onLoad */
  constructor(view, onLoad) {
    this.#view = view;
    this.#onLoad = onLoad;
  }

  /** The drafts of others, with what remains of strokes instead of the ways of their erasers. @param {readonly Draft[]} drafts @returns {readonly Draft[]} */
  shown(drafts) {
    if (!drafts.some(({ previews }) => previews.some(({ kind }) => kind === "cut"))) return drafts;
    return drafts.map((draft) => ({
      ...draft,
      previews: draft.previews.flatMap((each) =>
        each.kind === "cut" ? this.#remains(each) : [each],
      ),
    }));
  }

  /** @param {CutPreview} cut @returns {readonly Preview[]} */
  #remains({ page, radius, points }) {
    if (this.#Cuts === null) {
      this.#load();
      return [];
    }
    const known = this.#progress.get(points) ?? { cuts: new this.#Cuts(this.#view, page), done: 0 };
    this.#progress.set(points, known);
    for (; known.done < points.length; known.done += 2) {
      const [x = 0, y = 0] = points.slice(known.done, known.done + 2);
      const [fromX = x, fromY = y] = known.done === 0 ? [] : points.slice(known.done - 2);
      known.cuts.sweep({ x: fromX, y: fromY }, { x, y }, radius);
    }
    return known.cuts.previews();
  }

  #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    importWithRetry(() => import("../model/cuts.js")).then(({ Cuts }) => {
      this.#Cuts = Cuts;
      this.#onLoad();
    });
  }
}
