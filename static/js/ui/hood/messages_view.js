/**
 * The messages of the connection: the list with its filters, and the selected entry in detail.
 */

import { make } from "../elements/build.js";
import { ButtonGroup } from "../elements/button_group.js";
import { createIcon } from "../elements/dom.js";
import { entryDetail } from "./entry_detail.js";
import { groupOf } from "./entry_names.js";
import { MessageList } from "./message_list.js";

/** @typedef {import("../../sync/frame_log.js").Entry} Entry */
/** @typedef {import("../../sync/frame_log.js").FrameLog} FrameLog */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{text: string, sender: string, group: string}} Filter */

export class MessagesView {
  element;
  #log;
  #t;
  #list;
  #detail;
  #note;
  #pause;
  #opener;
  /** @type {Filter} */
  #filter = { text: "", sender: "all", group: "all" };
  /** @type {Entry | null} */
  #selected = null;
  #shownFrames = -1;

  /** @param {{log: FrameLog, t: Translate}} parts */
  constructor({ log, t }) {
    this.#log = log;
    this.#t = t;
    this.#list = new MessageList({ t, onSelect: (entry) => this.#select(entry) });
    this.#detail = make("section", {
      class: "traffic-detail",
      tabindex: "-1",
      "aria-label": t("hood-detail"),
      hidden: "",
    });
    this.#note = make("p", { class: "small traffic-note", hidden: "" });
    this.#pause = this.#tool("pause", t("hood-pause"), () => this.#togglePause());
    this.#pause.setAttribute("aria-pressed", "false");
    const clear = this.#tool("clear", t("hood-clear"), () => {
      this.#list.select(null);
      log.clear();
    });
    const choices = make(
      "div",
      { class: "traffic-tools traffic-choices", id: "hood-choices" },
      ...this.#choices(),
    );
    this.#opener = this.#choicesOpener(choices);
    this.element = make(
      "div",
      { class: "traffic" },
      make("div", { class: "traffic-tools" }, this.#search(), this.#opener, this.#pause, clear),
      choices,
      this.#list.element,
      this.#note,
      this.#detail,
    );
  }

  show() {
    const { entries, startedAt, isPaused, skipped, dropped } = this.#log;
    const shown = entries.filter((entry) => this.#matches(entry));
    this.#list.show(shown, startedAt);
    const notes = [
      isPaused ? this.#t("hood-paused", { count: skipped }) : null,
      dropped > 0 ? this.#t("hood-dropped", { count: dropped }) : null,
    ].filter((note) => note !== null);
    this.#note.hidden = notes.length === 0;
    this.#note.textContent = notes.join(" ");
    // Its frames may be reported after it was selected.
    if (this.#selected !== null && this.#selected.frames.length !== this.#shownFrames)
      this.#showDetail();
  }

  /** @param {Entry} entry */
  #matches(entry) {
    const { text, sender, group } = this.#filter;
    if (entry.sender === null)
      return sender === "all" && (group === "all" || group === "control") && text === "";
    if (sender !== "all" && entry.sender !== sender) return false;
    if (group !== "all" && groupOf(entry) !== group) return false;
    return text === "" || `${entry.type} ${entry.text}`.toLowerCase().includes(text);
  }

  /** @param {Entry | null} entry */
  #select(entry) {
    this.#selected = entry;
    this.#showDetail();
  }

  #showDetail() {
    const entry = this.#selected;
    this.#detail.hidden = entry === null;
    this.#shownFrames = entry?.frames.length ?? -1;
    if (entry === null) return this.#detail.replaceChildren();
    const close = this.#tool("close", this.#t("hood-close-detail"), () => {
      this.#list.select(null);
      this.#list.element.focus();
    });
    this.#detail.replaceChildren(close, ...entryDetail(entry, this.#t));
  }

  #togglePause() {
    this.#log.isPaused = !this.#log.isPaused;
    if (!this.#log.isPaused) this.#log.skipped = 0;
    this.#pause.setAttribute("aria-pressed", String(this.#log.isPaused));
    this.show();
  }

  /** @param {string} icon @param {string} name @param {() => void} onPress */
  #tool(icon, name, onPress) {
    const button = make(
      "button",
      { type: "button", class: "icon-button small", "aria-label": name, "data-tip": name },
      createIcon(icon),
    );
    button.addEventListener("click", onPress);
    return button;
  }

  /** Opens the filters where they have no room of their own (`hood.css`). @param {HTMLElement} choices */
  #choicesOpener(choices) {
    const opener = this.#tool("tune", this.#t("hood-filters"), () => {
      const isOpen = choices.toggleAttribute("data-open");
      opener.setAttribute("aria-expanded", String(isOpen));
    });
    opener.classList.add("traffic-opener");
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", choices.id);
    return opener;
  }

  #search() {
    const t = this.#t;
    const field = make("input", {
      ...{ class: "field", type: "search", autocomplete: "off", placeholder: t("hood-search") },
      "aria-label": t("hood-search"),
    });
    field.addEventListener("input", () => {
      this.#filter.text = field.value.trim().toLowerCase();
      this.show();
    });
    return field;
  }

  #choices() {
    const t = this.#t;
    return [
      this.#choice("sender", t("hood-direction"), [
        ["all", t("hood-both")],
        ["page", `↑ ${t("hood-from-page")}`],
        ["server", `↓ ${t("hood-from-server")}`],
      ]),
      this.#choice("group", t("hood-kind"), [
        ["all", t("hood-all")],
        ["data", t("hood-edits")],
        ["live", t("hood-live")],
        ["control", t("hood-control-short")],
      ]),
    ];
  }

  /** @param {"sender" | "group"} key @param {string} label @param {[string, string][]} choices */
  #choice(key, label, choices) {
    const buttons = choices.map(([value, name]) =>
      make(
        "button",
        {
          type: "button",
          role: "radio",
          "aria-checked": String(value === "all"),
          "data-value": value,
        },
        name,
      ),
    );
    const group = make(
      "div",
      { class: "segments", role: "radiogroup", "aria-label": label },
      ...buttons,
    );
    const radios = new ButtonGroup(group, "value", (value) => {
      this.#filter[key] = value;
      radios.show(value);
      const { sender, group: kind } = this.#filter;
      this.#opener.toggleAttribute("data-filtered", sender !== "all" || kind !== "all");
      this.show();
    });
    return group;
  }
}
