/**
 * The bar at the selection, with what fingers need: duplicate, order, align, delete, and a menu of further commands.
 */

import { handlesOf } from "../../editor/handles.js";
import { union } from "../../model/box.js";
import { keyLabel } from "../commands/key_labels.js";
import { alignSections, selectionSections } from "../commands/menu_sections.js";
import { ButtonGroup } from "../elements/button_group.js";
import { byId, createIcon, queryAll } from "../elements/dom.js";
import { placeBar, turnsAbove } from "./bar_place.js";
import { SelectionMenu } from "./selection_menu.js";

/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../model/box.js").Box} Box */
/** @typedef {import("../../model/replica.js").Update} Update */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{editor: Editor, gestures: Gestures, commands: Commands, t: Translate}} SelectionBarParts */

/** The controls that the bar does not cover. */
const CONTROLS =
  ".corner, .ledge, #name-card, #banners > *, #toasts > *, .style-panel, .shape-panel";

const ORDER = ["to-front", "forward", "backward", "to-back"];

export class SelectionBar {
  #editor;
  #gestures;
  #commands;
  #bar = document.createElement("div");
  #menus;
  /** The button that aligns, of use for several shapes. @type {HTMLElement | undefined} */
  #align;
  /** The box around the selection in units; undefined when it has to be computed. @type {Box | null | undefined} */
  #frame;
  /** The other controls in CSS pixels; null when they have to be measured. @type {Box[] | null} */
  #controls = null;
  /** Id of the requested animation frame, 0 for none. */
  #request = 0;

  /** @param {SelectionBarParts} parts */
  constructor({ editor, gestures, commands, t }) {
    this.#editor = editor;
    this.#gestures = gestures;
    this.#commands = commands;
    const run = (/** @type {string} */ id) => commands.run(id);
    this.#menus = [
      new SelectionMenu({
        ...{ id: "order", name: t("selection-order"), run, t },
        sections: () => [this.#find(ORDER)],
      }),
      new SelectionMenu({
        ...{ id: "align", name: t("selection-align"), run, t },
        sections: () => alignSections(commands, editor),
      }),
      new SelectionMenu({
        ...{ id: "selection-more", name: t("selection-more"), run, t },
        sections: () => selectionSections(commands, editor),
      }),
    ];
    const [order, align, more] = this.#menus;
    this.#align = align?.button;
    this.#bar.append(
      this.#button("duplicate", t("selection-duplicate")),
      order?.button ?? "",
      align?.button ?? "",
      this.#button("delete", t("selection-delete")),
      divider(),
      more?.button ?? "",
    );
    this.#build(t("selection-bar"));
    this.#listen();
    this.#update();
  }

  /** @param {readonly string[]} ids */
  #find(ids) {
    return ids.flatMap((id) => this.#commands.list.find((command) => command.id === id) ?? []);
  }

  /** @param {string} name */
  #build(name) {
    const bar = this.#bar;
    bar.id = "selection-bar";
    bar.className = "card selection-bar";
    bar.hidden = true;
    bar.dataset.region = "";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", name);
    byId("board", HTMLElement).append(bar, ...this.#menus.map(({ element }) => element));
    new ButtonGroup(bar, "run", (id) => this.#commands.run(id));
  }

  /** @param {string} id  of its command and icon @param {string} name */
  #button(id, name) {
    const [command] = this.#find([id]);
    const key = keyLabel(command?.keys[0] ?? "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button";
    button.setAttribute("aria-label", name);
    Object.assign(button.dataset, { run: id, tip: name, key });
    button.append(createIcon(id === "delete" ? "clear" : id));
    return button;
  }

  #listen() {
    const { selection, page, view, writing, rights, camera } = this.#editor;
    const reframe = () => {
      this.#frame = undefined;
      // At once, because the Tab key that deselects goes to the next control.
      if (selection.size === 0) this.#hide();
      else this.#schedule();
    };
    const update = () => this.#schedule();
    for (const signal of [selection, page]) signal.subscribe(reframe);
    for (const signal of [writing, rights]) signal.subscribe(update);
    view.subscribe((changes) => {
      if (this.#movesSelection(changes)) reframe();
    });
    this.#gestures.live.subscribe((live) => {
      if (live === null) this.#schedule();
      else this.#hide();
    });
    // At once, so that it moves in the same frame as the board.
    camera.moves.subscribe(() => {
      if (!this.#bar.hidden) this.#place();
      else if (selection.size > 0) this.#schedule();
    });
    const remeasure = new ResizeObserver(() => {
      this.#controls = null;
      this.#schedule();
    });
    for (const control of queryAll(CONTROLS)) remeasure.observe(control);
    remeasure.observe(byId("board", HTMLElement));
  }

  /** @param {Update} update */
  #movesSelection({ reset, changes }) {
    const { selection } = this.#editor;
    return selection.size > 0 && (reset || changes.some(({ id }) => selection.has(id)));
  }

  #schedule() {
    if (this.#request !== 0) return;
    this.#request = requestAnimationFrame(() => {
      this.#request = 0;
      this.#update();
    });
  }

  #update() {
    const { selection, rights, writing } = this.#editor;
    const isShown =
      selection.size > 0 &&
      rights.value.draw &&
      writing.value === null &&
      this.#gestures.live.value === null;
    if (!isShown) {
      this.#hide();
      return;
    }
    this.#frame ??= boxAround(this.#editor);
    // A toast may have come or gone.
    this.#controls = null;
    this.#bar.hidden = false;
    if (this.#align !== undefined) this.#align.hidden = selection.size < 2;
    this.#place();
  }

  #hide() {
    if (this.#bar.hidden) return;
    const parts = [this.#bar, ...this.#menus.map(({ element }) => element)];
    const hadFocus = parts.some((part) => part.contains(document.activeElement));
    for (const menu of this.#menus) menu.close();
    this.#bar.hidden = true;
    // Without this the focus would go to the body, where the board's keys do nothing.
    if (hadFocus) byId("overlay", HTMLElement).focus({ preventScroll: true });
  }

  #place() {
    const { camera, selectionFrame } = this.#editor;
    const bar = this.#bar;
    this.#controls ??= queryAll(CONTROLS).flatMap(boxOf);
    const size = { width: bar.offsetWidth, height: bar.offsetHeight };
    const frame = this.#frame == null ? null : toScreen(this.#frame, camera);
    const above = selectionFrame.turnsAbove;
    // The handle that is above makes room.
    const handles = handlesOf(this.#editor)
      .filter(({ kind }) => kind !== "rotate" || !above.value)
      .map(({ at }) => camera.toScreen(at));
    const surroundings = { view: camera, controls: this.#controls, handles };
    const place = frame === null ? null : placeBar(frame, size, surroundings);
    const isAbove = frame !== null && place !== null && turnsAbove(frame, place, this.#controls);
    if (isAbove !== above.value) above.set(isAbove);
    bar.style.visibility = place === null ? "hidden" : "";
    if (place !== null) bar.style.translate = `${Math.round(place.x)}px ${Math.round(place.y)}px`;
  }
}

/** The box around all that the selection paints. @param {Editor} editor @returns {Box | null} */
function boxAround({ selectionFrame }) {
  const boxes = selectionFrame.shapes.map(({ box }) => box);
  return boxes.length === 0 ? null : boxes.reduce(union);
}

/** @param {Box} box  in units @param {import("../../editor/camera.js").Camera} camera @returns {Box} in CSS pixels */
function toScreen({ minX, minY, maxX, maxY }, camera) {
  const corner = camera.toScreen({ x: minX, y: minY });
  const other = camera.toScreen({ x: maxX, y: maxY });
  return { minX: corner.x, minY: corner.y, maxX: other.x, maxY: other.y };
}

/** @param {HTMLElement} element @returns {Box[]}  none when it is not shown */
function boxOf(element) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return right > left ? [{ minX: left, minY: top, maxX: right, maxY: bottom }] : [];
}

function divider() {
  const line = document.createElement("span");
  line.className = "divider";
  return line;
}
