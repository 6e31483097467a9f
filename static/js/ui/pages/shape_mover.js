/**
 * Moves the selection to another page: to the one before or after, or to one chosen in a menu. Loaded on first use.
 */

import { addPage, moveShapes } from "../../editor/page_edits.js";
import { unlockedShapesWith } from "../../editor/selection.js";
import { CommandMenu } from "../commands/command_menu.js";
import { byId } from "../elements/dom.js";
import { middleOfSelection } from "../selection/selection_middle.js";
import { pageName, pageTitle } from "./page_names.js";

/** @typedef {import("./page_actions.js").PageParts} PageParts */

/** The entry of the menu that makes a page. */
const NEW = "new";

export class ShapeMover {
  #parts;
  #menu;

  /** @param {PageParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { editor, t } = parts;
    this.#menu = new CommandMenu("page-menu", {
      name: t("shortcut-to-page"),
      nameOf: (id) => (id === NEW ? t("page-add") : pageTitle(editor, Number(id), t)),
      run: (id) => this.#choose(id),
    });
    byId("board", HTMLElement).append(this.#menu.element);
  }

  /** Opens the menu of the other pages at the selection. */
  open() {
    const { editor } = this.#parts;
    if (!this.#canMove) return;
    const surface = byId("overlay", HTMLElement);
    const { x, y } = middleOfSelection(editor, surface);
    const others = editor.pages.listed.value.filter(({ page }) => page !== editor.page.value);
    const item = (/** @type {string} */ id) => ({ id, keys: [], run: () => undefined });
    const sections = [others.map(({ page }) => item(String(page))), [item(NEW)]];
    this.#menu.open(sections, { left: x, right: x, top: y, bottom: y }, surface);
  }

  /** Moves the selection to the page before or after the shown one. @param {1 | -1} direction */
  moveBy(direction) {
    const { pages } = this.#parts.editor;
    const next = pages.place === -1 ? undefined : pages.listed.value[pages.place + direction];
    if (next !== undefined && this.#canMove) this.#moveTo(next.page);
  }

  get #canMove() {
    const { editor } = this.#parts;
    return editor.rights.value.draw && editor.view.isWhole && editor.selection.size > 0;
  }

  /** @param {string} id */
  #choose(id) {
    const { editor } = this.#parts;
    if (!this.#canMove) return;
    const shapes = this.#shapes();
    const from = editor.page.value;
    const page = id === NEW ? addPage(editor) : Number(id);
    if (page === null) return;
    editor.pages.turnTo(from);
    this.#moveTo(page, shapes);
  }

  #shapes() {
    const { view, selection } = this.#parts.editor;
    return unlockedShapesWith(view, selection.value);
  }

  /** Moves shapes, shows the page and selects them there. @param {number} page @param {readonly import("../../model/shape.js").Shape[]} [shapes] */
  #moveTo(page, shapes = this.#shapes()) {
    const { editor, t, announcer } = this.#parts;
    if (shapes.length === 0) return;
    const ids = moveShapes(editor, shapes, page);
    if (ids === null) return;
    editor.pages.turnTo(page);
    editor.tool.set("select");
    editor.selection.select(ids);
    announcer.sayNow(t("shapes-moved", { count: ids.length, page: pageName(editor, page) }));
  }
}
