/**
 * The ledge: inks, widths and tools. Its rail of inks and widths is open only for tools or selections that have a style.
 */

import { nearestIn } from "../../model/colour.js";
import { highlightColour, inkColour } from "../../model/custom_colour.js";
import { MIXED } from "../../model/style_fields.js";
import { ButtonGroup } from "../elements/button_group.js";
import { byId, query, queryAll } from "../elements/dom.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { ShapesButton } from "./shapes_button.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../../model/colour.js").InkName} InkName */
/** @typedef {import("../../model/colour.js").Palette} Palette */
/** @typedef {import("../../model/colour.js").Theme} Theme */
/** @typedef {import("../../model/styles.js").Colour} Colour */
/** @typedef {import("../../model/styles.js").WireStyle} WireStyle */
/** @typedef {import("../../tools/actions.js").StyleInUse} StyleInUse */
/** @typedef {import("../../tools/actions.js").Actions} Actions */
/** @typedef {import("../input/escape.js").Escape} Escape */
/** @template T @typedef {import("../../platform/signal.js").Signal<T>} Signal */

/** Tools that change nothing, so that somebody who may only watch can use them. */
const WATCHING_TOOLS = ["select", "hand", "laser"];

export class Ledge {
  #editor;
  #actions;
  #ledge = byId("ledge", HTMLElement);
  #rail;
  #tools;
  #shapes;
  #inks;
  #sizes;

  /**
   * @param {Editor} editor
   * @param {Gestures} gestures
   * @param {Actions} actions
   * @param {{theme: Signal<Theme>, escapeKey: Escape}} page  `theme` is the one in effect
   */
  constructor(editor, gestures, actions, { theme, escapeKey }) {
    this.#editor = editor;
    this.#actions = actions;
    this.#rail = query(".rail", this.#ledge);
    for (const button of queryAll("[data-tool]", this.#ledge)) {
      button.hidden = gestures.tool(button.dataset.tool ?? "") === null;
    }
    this.#tools = new ButtonGroup(query(".tools", this.#ledge), "tool", (id) =>
      editor.tool.set(id),
    );
    this.#shapes = new ShapesButton(editor);
    this.#inks = new ButtonGroup(query(".chalks", this.#ledge), "ink", (ink) =>
      actions.restyle({ ink: /** @type {InkName} */ (ink) }),
    );
    this.#sizes = new ButtonGroup(byId("widths", HTMLElement), "size", (size) => {
      actions.restyle({ size: Number(size) });
      this.#toggleSheet(false);
    });
    this.#bindWidthSheet(escapeKey);
    theme.subscribe((shown) => this.#nameBlack(shown));
    this.#nameBlack(theme.value);
    for (const signal of [
      editor.tool,
      editor.style,
      editor.selection,
      editor.rights,
      editor.keepsTool,
      editor.writing,
    ]) {
      signal.subscribe(() => this.#show());
    }
    editor.view.subscribe(({ reset, changes }) => {
      const { selection, writing } = editor;
      const isInUse = (/** @type {string} */ id) => selection.has(id) || writing.value?.id === id;
      if (reset || changes.some(({ id }) => isInUse(id))) this.#show();
    });
    this.#show();
  }

  #show() {
    const { tool, style, rights } = this.#editor;
    // A selection shows its own style; where it is mixed no button is chosen.
    const inUse = this.#actions.styleInUse();
    const palette = inUse?.palette ?? "ink";
    const fields = inUse?.fields;
    const hasWidth = fields?.has("size") ?? true;
    const ink = oneOf(fields, "ink", style.value.ink);
    const size = oneOf(fields, "size", style.value.size);
    this.#tools.show(tool.value);
    this.#shapes.show();
    // The highlighter has one width and five colours, notes have six, each with its own button on the rail.
    this.#rail.dataset.palette = palette;
    this.#inks.show(ink === null ? "" : nearestIn(palette, ink));
    this.#nameYellow(palette);
    this.#sizes.show(String(size ?? ""));
    this.#rail.dataset.size = String(size ?? "mixed");
    this.#describeMixed(query(".chalks", this.#rail), ink === null);
    this.#describeMixed(byId("widths", HTMLElement), hasWidth && size === null);
    // The chosen ink is state, so it is set here; style sheets read these two properties.
    const shown = ink ?? style.value.ink;
    const root = document.documentElement.style;
    root.setProperty("--ink", inBothThemes(inkColour, shown));
    root.setProperty("--highlight", inBothThemes(highlightColour, shown));
    this.#rail.dataset.widths = hasWidth ? "all" : palette === "mark" ? "one" : "none";
    byId("width-button", HTMLButtonElement).disabled = !hasWidth;
    for (const button of queryAll("[data-tool]", this.#ledge)) {
      const isOff = !rights.value.draw && !WATCHING_TOOLS.includes(button.dataset.tool ?? "");
      button.ariaDisabled = isOff ? "true" : null;
    }
    this.#ledge.dataset.rail = inUse !== null && rights.value.draw ? "open" : "closed";
    this.#keepInView();
  }

  /** @param {HTMLElement} group @param {boolean} isMixed */
  #describeMixed(group, isMixed) {
    if (isMixed) group.setAttribute("aria-description", this.#rail.dataset.mixed ?? "");
    else group.removeAttribute("aria-description");
  }

  /** Names the button "yellow": ochre as an ink, yellow as a highlighter or a note. @param {Palette} palette */
  #nameYellow(palette) {
    const chalk = query("[data-ink=yellow]", this.#ledge);
    const { inkName = "", yellowName = "" } = chalk.dataset;
    nameChalk(chalk, palette === "ink" ? inkName : yellowName);
  }

  /** Names the button "black" by what it looks like: the ink is white on slate. @param {Theme} theme */
  #nameBlack(theme) {
    const chalk = query("[data-ink=black]", this.#ledge);
    const { paperName = "", slateName = "" } = chalk.dataset;
    nameChalk(chalk, theme === "dark" ? slateName : paperName);
  }

  /** Scrolls the rail until the chosen ink is visible. */
  #keepInView() {
    const chalks = query(".chalks", this.#ledge);
    /** @type {HTMLElement | null} */
    const chosen = chalks.querySelector("[aria-checked=true]");
    if (chosen === null) return;
    const before = chosen.offsetLeft - chalks.offsetLeft - chalks.scrollLeft;
    const overflow = before + chosen.offsetWidth * 1.5 - chalks.clientWidth;
    if (before < 0) chalks.scrollLeft += before;
    else if (overflow > 0) chalks.scrollLeft += overflow;
  }

  /** Binds the sheet that holds the widths on a phone, and the button at the end of the rail that opens it. @param {Escape} escapeKey */
  #bindWidthSheet(escapeKey) {
    byId("width-button", HTMLButtonElement).addEventListener("click", () =>
      this.#toggleSheet(this.#rail.dataset.sheet !== "open"),
    );
    bindSwipeToClose(byId("widths", HTMLElement), {
      isSheet: () => this.#rail.dataset.sheet === "open",
      close: () => this.#toggleSheet(false),
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (target instanceof Node && !this.#rail.contains(target)) this.#toggleSheet(false);
    });
    escapeKey.add({
      element: this.#rail,
      isOpen: () => this.#rail.dataset.sheet === "open",
      close: () => this.#toggleSheet(false),
    });
  }

  /** @param {boolean} open */
  #toggleSheet(open) {
    const button = byId("width-button", HTMLButtonElement);
    const wasOpen = this.#rail.dataset.sheet === "open";
    this.#rail.dataset.sheet = open ? "open" : "closed";
    button.setAttribute("aria-expanded", String(open));
    if (open) query("#widths [tabindex='0']", this.#rail).focus();
    else if (wasOpen && byId("widths", HTMLElement).contains(document.activeElement))
      button.focus();
  }
}

/** @param {HTMLElement} chalk @param {string} name */
function nameChalk(chalk, name) {
  chalk.setAttribute("aria-label", name);
  chalk.dataset.tip = name;
}

/**
 * The value of a field; null where shapes differ or have none, and the tool's where nothing has a style.
 * @template {"ink" | "size"} Key
 * @param {StyleInUse["fields"] | undefined} fields @param {Key} field @param {WireStyle[Key]} usual @returns {WireStyle[Key] | null}
 */
function oneOf(fields, field, usual) {
  if (fields === undefined) return usual;
  const value = fields.get(field) ?? MIXED;
  return value === MIXED ? null : /** @type {WireStyle[Key]} */ (value);
}

/** A colour as a style sheet writes it. @param {(colour: Colour, theme: "light" | "dark") => string} colourIn @param {Colour} colour */
export function inBothThemes(colourIn, colour) {
  return `light-dark(${colourIn(colour, "light")}, ${colourIn(colour, "dark")})`;
}
