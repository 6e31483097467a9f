/**
 * The page turner in the corner: the page before, "2 / 5", the page after; on the last page a new one instead.
 */

import { importWithRetry } from "../../platform/loading.js";
import { byId, query } from "../elements/dom.js";
import { loadStyles } from "../page/styles.js";
import { isolate } from "../settings/l10n.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("../status/announcer.js").Announcer} Announcer */

/** A press that follows a turn sooner was meant for the next page, whose button a new page's has replaced. */
const GUARD_MS = 500;

export class PageTurner {
  #editor;
  #t;
  #turner = byId("page-turner", HTMLElement);
  #previous = byId("page-previous", HTMLButtonElement);
  #figure = byId("page-figure", HTMLButtonElement);
  #next = byId("page-next", HTMLButtonElement);
  #add = byId("page-add", HTMLButtonElement);
  #turnedAt = Number.NEGATIVE_INFINITY;

  /** @param {{editor: Editor, t: Translate, announcer: Announcer}} chrome */
  constructor({ editor, t, announcer }) {
    this.#editor = editor;
    this.#t = t;
    const { pages, page, rights } = editor;
    pages.listed.subscribe(() => this.#show());
    rights.subscribe(() => this.#show());
    page.subscribe(() => {
      this.#turnedAt = performance.now();
      this.#show();
      announcer.sayNow(this.#place());
    });
    const guard = (/** @type {Event} */ event) => {
      const { target } = event;
      const isAdd = target instanceof Node && this.#add.contains(target);
      if (isAdd && performance.now() - this.#turnedAt < GUARD_MS) event.stopPropagation();
    };
    this.#turner.addEventListener("click", guard, { capture: true });
    this.#show();
    importWithRetry(() => loadStyles("page_turner")).then(() => {
      this.#turner.hidden = false;
    });
  }

  #show() {
    const { pages, rights } = this.#editor;
    const { place } = pages;
    const count = pages.listed.value.length;
    const isLast = place === count - 1;
    query("[aria-hidden]", this.#figure).textContent =
      `${place === -1 ? "–" : place + 1} / ${count}`;
    query(".visually-hidden", this.#figure).textContent = this.#place();
    const focused = document.activeElement;
    this.#previous.hidden = count === 1;
    this.#previous.ariaDisabled = String(place === 0);
    this.#add.hidden = !isLast || !rights.value.draw;
    this.#next.hidden = !this.#add.hidden || count === 1;
    this.#next.ariaDisabled = String(isLast);
    if (focused instanceof HTMLElement && focused.hidden && this.#turner.contains(focused))
      this.#figure.focus();
  }

  /** The shown page in words. */
  #place() {
    const { pages, page, view } = this.#editor;
    const { name } = view.page(page.value);
    const count = pages.listed.value.length;
    const figures = { place: pages.place + 1, count };
    const place = pages.place === -1 ? this.#t("page-gone") : this.#t("page-place", figures);
    return name === "" ? place : `${place}: ${isolate(name)}`;
  }
}
