/**
 * The controls of a lesson: the teacher's button, and on use the sign of the mode, the panel and the menu of a person.
 */

import { AttentionControls } from "../attention/attention_controls.js";
import { byId } from "../elements/dom.js";
import { loadPart } from "../page/parts.js";
import { readSetting, writeSetting } from "../settings/storage.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {{editor: Editor, t: import("../settings/l10n.js").Translate, toasts: import("../status/toasts.js").Toasts, announcer: import("../status/announcer.js").Announcer, escapeKey: import("../input/escape.js").Escape}} LessonParts */

export class LessonControls {
  /** Null until it is used. @type {Promise<import("./lesson_panel.js").LessonPanel> | null} */
  panel = null;
  /** @type {Promise<import("./lesson_actions.js").LessonActions> | null} */
  #actions = null;
  /** @type {Promise<import("./person_menu.js").PersonMenu> | null} */
  #menu = null;
  #hasSign = false;
  #parts;
  #button = byId("lesson-button", HTMLButtonElement);

  /** @param {LessonParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.attention = new AttentionControls(parts);
    const { editor } = parts;
    editor.rights.subscribe(() => this.#show());
    editor.lesson.settings.subscribe(() => this.#show());
    this.#show();
  }

  /** Whether this person decides about the lesson. */
  get isTeacher() {
    const { lesson, rights } = this.#parts.editor;
    return lesson.settings.value !== null && rights.value.role === "owner";
  }

  /** Opens or closes the panel, or tells why there is none. */
  async toggle() {
    if (!this.isTeacher) return (await this.#loadActions()).tellWhyNot();
    this.panel ??= this.#loadPanel();
    (await this.panel).toggle();
  }

  /** Freezes the board, or lets everybody draw again. */
  async toggleFreeze() {
    const actions = await this.#loadActions();
    if (this.isTeacher) await actions.toggleFreeze();
    else actions.tellWhyNot();
  }

  /** Opens what one may do about a person. @param {Peer} peer @param {HTMLElement} opener */
  async openPersonMenu(peer, opener) {
    const actions = await this.#loadActions();
    this.#menu ??= loadPart(() => import("./person_menu.js"), {
      styles: ["command_menu"],
      texts: ["lesson", "commands"],
    }).then(({ PersonMenu }) => new PersonMenu(this.#parts, actions));
    const menu = await this.#menu;
    await this.attention.use((views) =>
      menu.open(peer, opener, { views, isTeacher: this.isTeacher }),
    );
  }

  #show() {
    const { lesson, rights } = this.#parts.editor;
    const { isTeacher } = this;
    this.#button.hidden = !isTeacher;
    if (!isTeacher) this.panel?.then((panel) => panel.close());
    if (isTeacher) this.#offerOwnerLink();
    const settings = lesson.settings.value;
    if (this.#hasSign || settings === null) return;
    const isUsual = settings.mode === "free" && !settings.quiet && rights.value.role === "editor";
    if (isUsual) return;
    this.#hasSign = true;
    this.#loadSign();
  }

  /** Once in this browser. */
  async #offerOwnerLink() {
    const setting = `owner-link.${document.documentElement.dataset.board}`;
    const isKnown =
      this.#parts.editor.lesson.token === undefined || readSetting(setting) === "offered";
    if (isKnown) return;
    writeSetting(setting, "offered");
    (await this.#loadActions()).offerOwnerLink();
  }

  async #loadSign() {
    const actions = await this.#loadActions();
    const { LessonSign } = await loadPart(() => import("./lesson_sign.js"), {
      styles: ["lesson"],
      texts: ["lesson"],
    });
    new LessonSign(this.#parts, actions);
  }

  #loadActions() {
    this.#actions ??= loadPart(() => import("./lesson_actions.js"), {
      texts: ["lesson"],
    }).then(({ LessonActions }) => new LessonActions(this.#parts));
    return this.#actions;
  }

  async #loadPanel() {
    const actions = await this.#loadActions();
    const { LessonPanel } = await loadPart(() => import("./lesson_panel.js"), {
      styles: ["side_panel", "lesson", "switches"],
      texts: ["lesson"],
    });
    const surface = byId("overlay", HTMLCanvasElement);
    const { attention } = this;
    return new LessonPanel({ ...this.#parts, actions, attention, button: this.#button, surface });
  }
}
