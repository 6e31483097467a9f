/**
 * The command palette: a field that finds whatever a person can do now, and does it. Loaded on first use.
 */

import { openDialog } from "../dialogs/dialogs.js";
import { byId } from "../elements/dom.js";
import { commandKey } from "../input/key_names.js";
import { textsIn } from "../settings/l10n.js";
import { foundCommands } from "./command_search.js";
import { keyLabel } from "./key_labels.js";
import { commandEntries, settingEntries } from "./palette_entries.js";
import { placeEntries } from "./palette_places.js";
import { addRecentCommand, recentCommands } from "./recent_commands.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {import("./palette_entries.js").Entry} Entry */
/**
 * @typedef {object} PaletteParts
 * @property {import("../../editor/commands.js").Commands} commands
 * @property {import("../../editor/editor.js").Editor} editor
 * @property {Translate} t
 * @property {import("../settings/theme.js").Theme} theme
 * @property {import("../status/toasts.js").Toasts} toasts
 * @property {(control: string) => void} openSettings
 */

/** Rows that Page Up and Page Down move. */
const PAGE_ROWS = 8;

export class Palette {
  #parts;
  #t;
  #english;
  #dialog = document.createElement("dialog");
  #field = document.createElement("input");
  #list = document.createElement("div");
  #count = document.createElement("p");
  /** All that can be found while the palette is open. @type {readonly Entry[]} */
  #entries = [];
  /** Those that are listed. @type {readonly Entry[]} */
  #found = [];
  /** The rows of those. @type {HTMLElement[]} */
  #rows = [];
  #active = 0;

  /** @param {PaletteParts} parts @param {Translate} english  texts in English */
  constructor(parts, english) {
    this.#parts = parts;
    this.#t = parts.t;
    this.#english = english;
    this.#build();
    this.#listen();
  }

  /** @param {PaletteParts} parts */
  static async load(parts) {
    const isEnglish = document.documentElement.lang === "en";
    // Without a network the search goes by the names in the page's language.
    const none = () => () => "";
    const english = isEnglish ? parts.t : await textsIn("en", "commands", "palette").catch(none);
    return new Palette(parts, english);
  }

  /** Opens the palette, or closes it. */
  toggle() {
    if (this.#dialog.open) {
      this.#dialog.close();
      return;
    }
    const { commands, editor, theme, openSettings, t } = this.#parts;
    const names = { t, english: this.#english };
    this.#entries = [
      ...commandEntries(commands, editor, names),
      ...settingEntries(theme, openSettings, names),
      ...placeEntries(this.#parts),
    ];
    this.#field.value = "";
    this.#show();
    openDialog(this.#dialog);
    this.#field.focus();
  }

  #build() {
    const t = this.#t;
    const [dialog, field, list] = [this.#dialog, this.#field, this.#list];
    dialog.id = "palette";
    dialog.className = "dialog palette";
    dialog.setAttribute("aria-label", t("palette"));
    field.id = "palette-field";
    field.type = "text";
    field.className = "field";
    field.dir = "auto";
    field.autocomplete = "off";
    field.spellcheck = false;
    field.placeholder = t("palette-find");
    list.id = "palette-list";
    list.className = "palette-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", t("palette"));
    for (const [key, value] of Object.entries({
      role: "combobox",
      "aria-label": t("palette-find"),
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "true",
      enterkeyhint: "go",
    }))
      field.setAttribute(key, value);
    this.#count.setAttribute("role", "status");
    dialog.append(field, this.#count, list);
    document.body.append(dialog);
  }

  #listen() {
    this.#field.addEventListener("input", () => this.#show());
    this.#dialog.addEventListener("keydown", (event) => this.#press(event));
    // A press keeps the focus in the field.
    this.#list.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch") event.preventDefault();
    });
    this.#list.addEventListener("pointermove", ({ target }) => {
      const at = this.#rowAt(target);
      if (at !== -1 && at !== this.#active) this.#activate(at, { scroll: false });
    });
    this.#list.addEventListener("click", ({ target }) => {
      const at = this.#rowAt(target);
      if (at !== -1) this.#choose(at);
    });
  }

  /** @param {EventTarget | null} target */
  #rowAt(target) {
    const row = target instanceof Element ? target.closest("[role=option]") : null;
    return this.#rows.indexOf(/** @type {HTMLElement} */ (row));
  }

  #show() {
    const t = this.#t;
    const query = this.#field.value.trim();
    const recent = recentCommands();
    if (query === "") {
      const latest = recent.flatMap((id) => this.#entries.filter((entry) => entry.id === id));
      this.#found = [...latest, ...this.#entries.filter((entry) => !latest.includes(entry))];
    } else this.#found = foundCommands(this.#entries, query, recent);
    this.#rows = this.#found.map((entry, at) => this.#row(entry, at));
    const count = this.#rows.length;
    // Spoken after a search; shown only when it has found nothing.
    this.#count.className = count === 0 ? "palette-none" : "visually-hidden";
    this.#count.textContent = query === "" ? "" : t("palette-count", { count });
    this.#list.replaceChildren(...this.#rows);
    this.#list.scrollTop = 0;
    this.#activate(0);
  }

  /** @param {Entry} entry @param {number} at */
  #row({ name, keys, group, obstacle }, at) {
    const row = document.createElement("div");
    row.id = `palette-${at}`;
    row.setAttribute("role", "option");
    const text = document.createElement("span");
    text.textContent = name;
    const note = document.createElement("small");
    note.textContent = obstacle ?? this.#groupName(group);
    row.append(text, note);
    if (obstacle !== null) row.setAttribute("aria-disabled", "true");
    if (keys[0] !== undefined) {
      const key = document.createElement("kbd");
      key.textContent = keyLabel(keys[0]).replace("Ctrl", commandKey());
      row.append(key);
    }
    return row;
  }

  /** @param {Entry["group"]} group */
  #groupName(group) {
    const t = this.#t;
    const names = {
      tools: t("group-tools"),
      style: t("group-style"),
      edit: t("group-edit"),
      arrange: t("group-arrange"),
      view: t("group-view"),
      board: t("group-board"),
      settings: t("group-settings"),
      pages: t("group-pages"),
      people: t("group-people"),
    };
    return names[group];
  }

  /** @param {number} at @param {{scroll?: boolean}} [options] */
  #activate(at, { scroll = true } = {}) {
    this.#rows[this.#active]?.removeAttribute("aria-selected");
    this.#active = at;
    const row = this.#rows[at];
    this.#field.setAttribute("aria-activedescendant", row?.id ?? "");
    row?.setAttribute("aria-selected", "true");
    if (scroll) row?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const count = this.#rows.length;
    if (event.isComposing || event.altKey) return;
    const isPaletteKey = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    /** @type {Readonly<Record<string, number>>} */
    const moves = {
      ArrowDown: (this.#active + 1) % count,
      ArrowUp: (this.#active + count - 1) % count,
      PageDown: Math.min(this.#active + PAGE_ROWS, count - 1),
      PageUp: Math.max(this.#active - PAGE_ROWS, 0),
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (isPaletteKey) this.#dialog.close();
    else if (event.key === "Enter") this.#choose(this.#active);
    else if (next === undefined || event.shiftKey) return;
    else if (count > 0) this.#activate(next);
    event.preventDefault();
  }

  /** @param {number} at */
  #choose(at) {
    const entry = this.#found[at];
    if (entry === undefined || entry.obstacle !== null) return;
    // Pages and people are those of this board only.
    if (entry.group !== "pages" && entry.group !== "people") addRecentCommand(entry.id);
    this.#dialog.close();
    // The keys belong to the board again, also after a dialog that the command opens.
    byId("overlay", HTMLElement).focus({ preventScroll: true });
    entry.run();
  }
}
