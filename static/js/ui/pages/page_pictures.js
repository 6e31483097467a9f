/**
 * Small pictures of pages for their list. Only those in view are painted, one at a time and in slices; the others give their
 * memory back.
 */

import { Thumbnail } from "../../render/thumbnail.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Milliseconds that painting takes of a frame. */
const SLICE_MS = 4;
/** Time after a change before a picture is painted anew. */
const REST_MS = 600;

export class PagePictures {
  #editor;
  #observer;
  /** Pages in view. @type {Map<number, HTMLCanvasElement>} */
  #visible = new Map();
  /** Pages whose pictures are outdated or not painted. @type {Set<number>} */
  #stale = new Set();
  /** @type {WeakMap<Element, number>} */
  #pages = new WeakMap();
  /** @type {{page: number, job: Thumbnail} | null} */
  #current = null;
  #request = 0;
  #timer = 0;

  /** @param {Editor} editor @param {HTMLElement} root  the list, which scrolls */
  constructor(editor, root) {
    this.#editor = editor;
    this.#observer = new IntersectionObserver((entries) => this.#onSeen(entries), { root });
    editor.view.subscribe(({ reset, papers, changes }) => {
      if (reset || papers) for (const page of this.#visible.keys()) this.#stale.add(page);
      for (const { page } of changes) if (this.#visible.has(page)) this.#stale.add(page);
      // A shape of the current picture may be gone, and its points reused.
      if (this.#current !== null && this.#stale.has(this.#current.page)) this.#current = null;
      if (this.#stale.size > 0 && this.#timer === 0)
        this.#timer = window.setTimeout(() => {
          this.#timer = 0;
          this.update();
        }, REST_MS);
    });
  }

  /** @param {HTMLCanvasElement} canvas @param {number} page */
  watch(canvas, page) {
    this.#pages.set(canvas, page);
    this.#observer.observe(canvas);
  }

  /** Paints what is in view and outdated. */
  update() {
    if (this.#request === 0 && this.#stale.size > 0)
      this.#request = requestAnimationFrame(() => this.#paint());
  }

  /** @param {readonly IntersectionObserverEntry[]} entries */
  #onSeen(entries) {
    for (const { target, isIntersecting } of entries) {
      const page = this.#pages.get(target) ?? 0;
      const canvas = /** @type {HTMLCanvasElement} */ (target);
      if (isIntersecting) {
        this.#visible.set(page, canvas);
        this.#stale.add(page);
      } else {
        this.#visible.delete(page);
        this.#stale.delete(page);
        canvas.width = 0;
      }
    }
    this.update();
  }

  #paint() {
    this.#request = 0;
    const [page] = this.#stale;
    const canvas = page === undefined ? undefined : this.#visible.get(page);
    if (page === undefined || canvas === undefined || !canvas.isConnected) {
      if (page !== undefined) this.#stale.delete(page);
    } else {
      if (this.#current?.page !== page) {
        const { tone } = this.#editor.view.page(page);
        const theme = tone === "auto" ? interfaceTheme() : tone;
        this.#current = { page, job: new Thumbnail(canvas, this.#editor.view, { page, theme }) };
      }
      if (this.#current.job.run(performance.now() + SLICE_MS)) {
        this.#stale.delete(page);
        this.#current = null;
      }
    }
    this.update();
  }
}

/** The theme of pages without a tone. */
function interfaceTheme() {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
