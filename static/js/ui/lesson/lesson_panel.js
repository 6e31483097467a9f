/**
 * The teacher's panel of the lesson: who may draw, whose pointers show, who has the pen, and what the link gives. It is a sheet
 * on a phone. Loaded on first use.
 */

import { make } from "../elements/build.js";
import { ButtonGroup } from "../elements/button_group.js";
import { byId, createIcon } from "../elements/dom.js";
import { createPanelHead } from "../elements/panel_head.js";
import { bindSwipeToClose } from "../elements/sheets.js";
import { covers } from "../panels/covers.js";
import { displayName } from "../settings/l10n.js";
import { CodeRow } from "./code_row.js";

/** @typedef {import("../../sync/protocol.js").Lesson} Lesson */
/** @typedef {import("../../sync/protocol.js").Mode} Mode */
/** @typedef {import("./lesson_controls.js").LessonParts & {actions: import("./lesson_actions.js").LessonActions, attention: import("../attention/attention_controls.js").AttentionControls, button: HTMLElement, surface: HTMLElement}} PanelParts */

export class LessonPanel {
  #parts;
  #panel = make("div", {
    id: "lesson-panel",
    class: "card side-panel lesson-panel",
    role: "region",
  });
  #hint = make("p", { class: "small", id: "lesson-mode-hint" });
  #quiet = make("input", { type: "checkbox", role: "switch", id: "lesson-quiet" });
  #pens = make("ul", { class: "lesson-pens" });
  #call = make("button", { type: "button", class: "button soft", id: "lesson-call" });
  #lead = make("button", { type: "button", class: "button soft", id: "lesson-lead" });
  #door = make("input", { type: "checkbox", role: "switch", id: "lesson-door" });
  #code;
  #mode;
  #access;
  /** @type {Record<Mode, string>} */
  #hints;
  #narrow = matchMedia("(max-width: 640px)");

  /** @param {PanelParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { t, actions, attention } = parts;
    const modes = createSegments("lesson-mode", {
      free: t("mode-free"),
      "own-only": t("mode-own-only"),
      frozen: t("mode-frozen"),
    });
    const access = createSegments("lesson-access", {
      draw: t("access-draw"),
      watch: t("access-watch"),
      none: t("access-none"),
    });
    this.#hints = {
      free: t("mode-free-hint"),
      "own-only": t("mode-own-only-hint"),
      frozen: t("mode-frozen-hint"),
    };
    modes.setAttribute("aria-describedby", this.#hint.id);
    this.#code = new CodeRow(parts);
    this.#build(modes, access);
    this.#mode = new ButtonGroup(modes, "value", (mode) =>
      this.#change({ mode: /** @type {Mode} */ (mode) }),
    );
    this.#access = new ButtonGroup(access, "value", (each) =>
      this.#change({ access: /** @type {Lesson["access"]} */ (each) }),
    );
    this.#door.addEventListener("change", () =>
      this.#change({ door: this.#door.checked ? "locked" : "open" }),
    );
    this.#call.addEventListener("click", () => attention.use((views) => views.callHere()));
    this.#lead.addEventListener("click", () => attention.use((views) => views.toggleLead()));
    this.#quiet.addEventListener("change", () => this.#change({ quiet: this.#quiet.checked }));
    this.#pens.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button !== null) actions.takePen(Number(button.dataset.author));
    });
    this.#listen();
  }

  get isOpen() {
    return this.#panel.matches(":popover-open");
  }

  toggle() {
    if (this.isOpen) return this.close();
    this.#panel.showPopover();
    this.#parts.button.setAttribute("aria-expanded", "true");
    this.#show();
    const chosen = this.#panel.querySelector("[aria-checked=true]");
    if (chosen instanceof HTMLElement) chosen.focus();
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidePopover();
    this.#parts.button.setAttribute("aria-expanded", "false");
    if (hadFocus) this.#parts.surface.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} modes @param {HTMLElement} access */
  #build(modes, access) {
    const { t, actions } = this.#parts;
    const panel = this.#panel;
    panel.popover = "manual";
    panel.dataset.region = "";
    panel.setAttribute("aria-label", t("lesson-title"));
    const title = make("h2", {}, t("lesson-title"));
    const quiet = make(
      "label",
      { class: "menu-row switch" },
      make("span", {}, t("lesson-quiet"), make("small", {}, t("lesson-quiet-hint"))),
      this.#quiet,
    );
    const door = make(
      "label",
      { class: "menu-row switch" },
      make("span", {}, t("lesson-door"), make("small", {}, t("lesson-door-hint"))),
      this.#door,
    );
    this.#call.textContent = t("lesson-call");
    this.#lead.textContent = t("lesson-lead");
    const body = make("div", { class: "lesson-body" });
    body.append(
      make("h3", { id: "lesson-mode-label" }, t("lesson-mode")),
      modes,
      this.#hint,
      quiet,
      make("h3", {}, t("lesson-views")),
      make("div", { class: "lesson-views" }, this.#call, this.#lead),
      make("h3", {}, t("lesson-pens")),
      this.#pens,
      make("h3", { id: "lesson-access-label" }, t("lesson-access")),
      access,
      door,
      make("h3", {}, t("lesson-code")),
      make("p", { class: "small" }, t("lesson-code-hint")),
      this.#code.element,
    );
    if (actions.isOwner) {
      const copy = make("button", { type: "button", class: "button soft", id: "owner-link" });
      copy.append(createIcon("copy"), make("span", {}, t("owner-link")));
      copy.addEventListener("click", () => actions.copyOwnerLink());
      body.append(
        make("h3", {}, t("owner-link-title")),
        make("p", { class: "small" }, t("owner-link-text")),
        copy,
      );
    }
    panel.append(createPanelHead(title, { t, close: () => this.close() }), body);
    document.querySelector(".corner")?.before(panel);
  }

  #listen() {
    const { editor, escapeKey } = this.#parts;
    const panel = this.#panel;
    escapeKey.add({ element: panel, isOpen: () => this.isOpen, close: () => this.close() });
    editor.lesson.settings.subscribe(() => this.#show());
    editor.peers.list.subscribe(() => this.#showPens());
    const showLead = () =>
      this.#lead.setAttribute("aria-pressed", String(editor.attention.leads.value));
    editor.attention.leads.subscribe(showLead);
    showLead();
    byId("people", HTMLElement).addEventListener("toggle", () => {
      if (covers("people", panel.id)) this.close();
    });
    bindSwipeToClose(panel, { isSheet: () => this.#narrow.matches, close: () => this.close() });
    document.addEventListener("pointerdown", ({ target }) => {
      const isInside = target instanceof Node && panel.contains(target);
      if (this.#narrow.matches && !isInside) this.close();
    });
  }

  /** @param {import("../../sync/lesson_control.js").LessonChange} set */
  async #change(set) {
    // The chosen button shows only once the server has made the change.
    if (!(await this.#parts.actions.change(set))) this.#show();
  }

  #show() {
    const lesson = this.#parts.editor.lesson.settings.value;
    if (!this.isOpen || lesson === null) return;
    const { mode, access, quiet, door } = lesson;
    this.#door.checked = door === "locked";
    this.#code.show();
    this.#mode.show(mode);
    this.#access.show(access);
    this.#quiet.checked = quiet;
    this.#hint.textContent = this.#hints[mode];
    this.#showPens();
  }

  #showPens() {
    if (!this.isOpen) return;
    const { editor, t } = this.#parts;
    const { pen = [] } = editor.lesson.settings.value ?? {};
    const focused =
      document.activeElement instanceof HTMLElement
        ? document.activeElement.dataset.author
        : undefined;
    const rows = pen.map((author) => {
      const peer = editor.peers.list.value.find((each) => each.author === author);
      const name = peer === undefined ? t("pen-away") : displayName(peer.name, t);
      const take = make(
        "button",
        { type: "button", class: "icon-button small" },
        createIcon("close"),
      );
      take.dataset.author = String(author);
      take.setAttribute("aria-label", t("pen-take-person", { name }));
      return make("li", {}, createIcon("pen"), make("bdi", {}, name), take);
    });
    if (rows.length === 0) rows.push(make("li", { class: "small" }, t("lesson-pens-none")));
    this.#pens.replaceChildren(...rows);
    if (focused === undefined) return;
    const again =
      this.#pens.querySelector(`[data-author="${focused}"]`) ?? this.#panel.querySelector("button");
    if (again instanceof HTMLElement) again.focus();
  }
}

/** A group of which one is chosen. @param {string} id @param {Record<string, string>} names  by value */
function createSegments(id, names) {
  const group = make("div", { id, class: "segments", role: "radiogroup" });
  group.setAttribute("aria-labelledby", `${id}-label`);
  for (const [value, name] of Object.entries(names)) {
    const button = make("button", { type: "button", role: "radio", "aria-checked": "false" }, name);
    button.dataset.value = value;
    group.append(button);
  }
  return group;
}
