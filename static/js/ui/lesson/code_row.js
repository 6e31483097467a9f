/**
 * The code of the lesson in the teacher's panel: opens it, shows it, and ends the lesson.
 */

import { make } from "../elements/build.js";
import { showCode, spacedCode } from "./code_screen.js";

export class CodeRow {
  element = make("div", { class: "lesson-code" });
  #parts;
  #open = make("button", { type: "button", class: "button soft", id: "code-open" });
  #code = make("button", { type: "button", class: "button soft code-text", id: "code-show" });
  #end = make("button", { type: "button", class: "button soft", id: "code-end" });
  /** Null until it is known. @type {string | null} */
  #known = null;

  /** @param {import("./lesson_panel.js").PanelParts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { t } = parts;
    this.#open.textContent = t("code-open");
    this.#end.textContent = t("code-end");
    this.#code.setAttribute("aria-haspopup", "dialog");
    this.#open.addEventListener("click", () => this.#ask(true));
    this.#end.addEventListener("click", () => this.#ask(false));
    this.#code.addEventListener("click", () => {
      if (this.#known !== null) showCode(this.#known, t);
    });
    this.element.append(this.#open, this.#code, this.#end);
  }

  /** Shows whether the lesson is open to a code; asks for it if another teacher has opened it. */
  show() {
    const isOpen = this.#parts.editor.lesson.settings.value?.code === true;
    this.#open.hidden = isOpen;
    this.#code.hidden = !isOpen;
    this.#end.hidden = !isOpen;
    if (!isOpen) this.#known = null;
    else if (this.#known === null) this.#ask(true);
    else this.#name(this.#known);
  }

  /** @param {boolean} open */
  async #ask(open) {
    const hadFocus = this.element.contains(document.activeElement);
    const code = await this.#parts.actions.setCode(open);
    if (code !== null) this.#name(code);
    this.#known = code;
    this.show();
    if (hadFocus) (this.#open.hidden ? this.#code : this.#open).focus();
  }

  /** @param {string} code */
  #name(code) {
    const { t } = this.#parts;
    this.#code.textContent = spacedCode(code);
    this.#code.setAttribute("aria-label", t("code-show", { code: spacedCode(code) }));
  }
}
