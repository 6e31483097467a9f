/**
 * The menu of what lies under the pointer: of the selection, of a shape, which it selects, or of an empty place.
 */

import { byId } from "../elements/dom.js";
import { middleOfSelection } from "../selection/selection_middle.js";
import { CommandMenu } from "./command_menu.js";
import { alignSections, boardSections, selectionSections } from "./menu_sections.js";

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{editor: import("../../editor/editor.js").Editor, actions: import("../../tools/actions.js").Actions, commands: import("../../editor/commands.js").Commands, t: import("../settings/l10n.js").Translate}} ContextMenuParts */

export class ContextMenu {
  #editor;
  #actions;
  #commands;
  #surface = byId("overlay", HTMLElement);
  #menu;

  /** @param {ContextMenuParts} parts */
  constructor({ editor, actions, commands, t }) {
    this.#editor = editor;
    this.#actions = actions;
    this.#commands = commands;
    const run = (/** @type {string} */ id) => commands.run(id);
    this.#menu = new CommandMenu("context-menu", {
      ...{ name: t("context-menu"), nameOf: (id) => t(`shortcut-${id}`), run },
    });
    byId("board", HTMLElement).append(this.#menu.element);
  }

  /** Opens what aligns and distributes the selection. */
  openAlign() {
    const { x, y } = middleOfSelection(this.#editor, this.#surface);
    const sections = alignSections(this.#commands, this.#editor);
    this.#menu.open(sections, { left: x, right: x, top: y, bottom: y }, this.#surface);
  }

  /** @param {Point | null} place  in CSS pixels of the window; null for the place of the selection, or the middle */
  async open(place) {
    const { x, y } = place ?? middleOfSelection(this.#editor, this.#surface);
    const { camera, selection } = this.#editor;
    if (place !== null) {
      const { left, top } = this.#surface.getBoundingClientRect();
      await this.#actions.selectAt(camera.toBoard({ x: x - left, y: y - top }));
    }
    const sectionsOf = selection.size > 0 ? selectionSections : boardSections;
    const sections = sectionsOf(this.#commands, this.#editor);
    this.#menu.open(sections, { left: x, right: x, top: y, bottom: y }, this.#surface);
  }
}
