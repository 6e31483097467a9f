/**
 * The sign of the lesson's mode: it says on every screen who may draw, and why.
 */

import { byId, createIcon } from "../elements/dom.js";

/** @typedef {{icon: string, text: string, canClose?: boolean, action?: {label: string, run: () => void}}} Sign */

export class LessonSign {
  #parts;
  #actions;
  #element = document.createElement("div");
  #icon = createIcon("lock");
  #text = document.createElement("span");
  #action = document.createElement("button");
  #close = document.createElement("button");
  /** @type {Sign | null} */
  #shown = null;
  /** The state whose sign has been closed. */
  #closed = "";
  /** Whether this person had the pen while the board was frozen. */
  #hadPen = false;

  /** @param {import("./lesson_controls.js").LessonParts} parts @param {import("./lesson_actions.js").LessonActions} actions */
  constructor(parts, actions) {
    this.#parts = parts;
    this.#actions = actions;
    this.#build();
    const { editor } = parts;
    for (const signal of [editor.rights, editor.lesson.settings, editor.status])
      signal.subscribe(() => this.#show());
    this.#show();
  }

  #build() {
    const { t } = this.#parts;
    const element = this.#element;
    element.className = "banner lesson-sign";
    element.hidden = true;
    element.setAttribute("role", "status");
    this.#action.type = "button";
    this.#action.className = "button soft compact";
    this.#action.addEventListener("click", () => this.#shown?.action?.run());
    this.#close.type = "button";
    this.#close.className = "icon-button small";
    this.#close.setAttribute("aria-label", t("dismiss"));
    this.#close.append(createIcon("close"));
    this.#close.addEventListener("click", () => {
      this.#closed = this.#state();
      this.#show();
      byId("overlay", HTMLElement).focus({ preventScroll: true });
    });
    element.append(this.#icon, this.#text, this.#action, this.#close);
    byId("banners", HTMLElement).append(element);
  }

  /** All that decides the sign but the number of waiting changes. */
  #state() {
    const { rights, lesson } = this.#parts.editor;
    const { mode = "", quiet = false } = lesson.settings.value ?? {};
    return JSON.stringify([rights.value.role, mode, quiet, this.#hasPen]);
  }

  get #hasPen() {
    return this.#actions.hasPen(this.#parts.editor.view.author);
  }

  #show() {
    this.#tellOfPen();
    const sign = this.#closed === this.#state() ? null : this.#sign();
    const before = this.#shown;
    this.#shown = sign;
    this.#element.hidden = sign === null;
    if (sign === null || (before?.text === sign.text && before.icon === sign.icon)) return;
    const icon = createIcon(sign.icon);
    this.#icon.replaceWith(icon);
    this.#icon = icon;
    this.#text.textContent = sign.text;
    this.#action.hidden = sign.action === undefined;
    this.#action.textContent = sign.action?.label ?? "";
    this.#close.hidden = sign.canClose !== true;
  }

  /** @returns {Sign | null} */
  #sign() {
    const { editor, t } = this.#parts;
    const { role } = editor.rights.value;
    const lesson = editor.lesson.settings.value;
    if (lesson === null) return null;
    if (role === "owner") return this.#teacherSign(lesson);
    const count = editor.status.value.waiting;
    if (role === "viewer") return { icon: "eye", text: t("sign-watch"), canClose: true };
    if (lesson.mode === "frozen") {
      if (this.#hasPen) return { icon: "pen", text: t("sign-pen") };
      return { icon: "lock", text: t("sign-frozen", { count }) };
    }
    if (lesson.mode === "own-only")
      return { icon: "person", text: t("sign-own-only"), canClose: true };
    return lesson.quiet ? { icon: "eye", text: t("sign-quiet"), canClose: true } : null;
  }

  /** @param {import("../../sync/protocol.js").Lesson} lesson @returns {Sign | null} */
  #teacherSign({ mode, pen }) {
    const { t } = this.#parts;
    if (mode === "free") return null;
    const action = {
      label: t("sign-let-all"),
      run: () => void this.#actions.change({ mode: "free" }),
    };
    if (mode === "own-only") return { icon: "person", text: t("sign-teacher-own-only"), action };
    return { icon: "lock", text: t("sign-teacher-frozen", { count: pen.length }), action };
  }

  /** The pen comes and goes while its person looks at the board. */
  #tellOfPen() {
    const { editor, t, toasts } = this.#parts;
    const { mode = "free" } = editor.lesson.settings.value ?? {};
    const hasPen = mode === "frozen" && this.#hasPen && editor.rights.value.role === "editor";
    if (this.#hadPen && !hasPen && mode === "frozen") toasts.show({ text: t("pen-taken") });
    this.#hadPen = hasPen;
  }
}
