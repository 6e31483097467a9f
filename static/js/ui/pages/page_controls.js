/**
 * The controls of pages: the page turner, and on use the list of pages and what it does.
 */

import { byId } from "../elements/dom.js";
import { loadPart } from "../page/parts.js";
import { PageTurner } from "./page_turner.js";

/** @typedef {import("./page_actions.js").PageActions} PageActions */
/** @typedef {import("./page_panel.js").PagePanel} PagePanel */

export class PageControls {
  /** The list of pages, null until it is used. @type {Promise<PagePanel> | null} */
  panel = null;
  /** @type {Promise<PageActions> | null} */
  #actions = null;
  /** @type {Promise<import("./shape_mover.js").ShapeMover> | null} */
  #mover = null;
  #parts;

  /** @param {import("./page_actions.js").PageParts & {escapeKey: import("../input/escape.js").Escape}} parts */
  constructor(parts) {
    this.#parts = parts;
    new PageTurner(parts);
  }

  async add() {
    (await this.#loadActions()).add();
  }

  /** Opens or closes the list of pages. */
  async toggle() {
    this.panel ??= this.#loadPanel();
    (await this.panel).toggle();
  }

  /** What moves the selection to another page. */
  mover() {
    this.#mover ??= loadPart(() => import("./shape_mover.js"), {
      styles: ["command_menu"],
      texts: ["commands", "page_list"],
    }).then(({ ShapeMover }) => new ShapeMover(this.#parts));
    return this.#mover;
  }

  #loadActions() {
    this.#actions ??= loadPart(() => import("./page_actions.js"), {
      texts: ["page_list"],
    }).then(({ PageActions }) => new PageActions(this.#parts));
    return this.#actions;
  }

  async #loadPanel() {
    const actions = await this.#loadActions();
    const { PagePanel } = await loadPart(() => import("./page_panel.js"), {
      styles: ["side_panel", "page_panel"],
      texts: ["page_list"],
    });
    const button = byId("page-figure", HTMLButtonElement);
    const surface = byId("overlay", HTMLCanvasElement);
    return new PagePanel({ ...this.#parts, actions, button, surface });
  }
}
