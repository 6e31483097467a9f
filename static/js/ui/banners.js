/**
 * What must be seen for as long as it lasts: a session that has ended, a server that cannot save.
 */

import { STORE } from "../sync/status.js";
import { part, partOf, parts } from "./page_parts.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("./l10n.js").Translate} Translate */

/** Close code of a server that cannot reach its storage. */
const STORE_AWAY = 4003;

export class Banners {
  #editor;
  #t;
  #place = part("banners", HTMLElement);
  /** @type {HTMLElement | null} */
  #state = null;
  #said = "";

  /** @param {Editor} editor @param {Translate} t */
  constructor(editor, t) {
    this.#editor = editor;
    this.#t = t;
    for (const banner of parts(".banner", this.#place)) {
      partOf("[data-dismiss]", banner).addEventListener("click", () => banner.remove());
    }
    editor.status.subscribe(() => this.#update());
    editor.rights.subscribe(() => this.#update());
    this.#update();
  }

  #update() {
    const stopped = this.#editor.status.value.state === "stopped";
    const text = this.#text();
    if (text === this.#said) return;
    this.#said = text;
    this.#state?.remove();
    this.#state = null;
    if (text !== "") this.#state = this.#make(text, stopped);
  }

  /** What there is to say now, empty for nothing. */
  #text() {
    const { state, code } = this.#editor.status.value;
    const { role, draw } = this.#editor.rights.value;
    if (state === "stopped") return this.#reason(code);
    // An editor who may not draw has more waiting than is kept here.
    if (!draw && role !== "viewer") return this.#t("queue-full");
    const cannotSave =
      (state === "offline" && code === STORE_AWAY) || (state === "saving" && code === STORE);
    return cannotSave ? this.#t("readonly-store") : "";
  }

  /** @param {string} text @param {boolean} canReload */
  #make(text, canReload) {
    const banner = document.createElement("div");
    banner.className = "banner warn";
    banner.setAttribute("role", "alert");
    this.#place.append(banner);
    const words = document.createElement("span");
    words.textContent = text;
    banner.append(words);
    if (canReload) {
      const reload = document.createElement("button");
      reload.type = "button";
      reload.className = "button soft compact";
      reload.textContent = this.#t("reload");
      reload.addEventListener("click", () => location.reload());
      banner.append(reload);
    }
    return banner;
  }

  /** @param {number | string | undefined} code  close code of the protocol */
  #reason(code) {
    const t = this.#t;
    switch (Number(code)) {
      case 4503:
        return t("stopped-forbidden");
      case 4509:
        return t("stopped-superseded");
      case 4510:
        return t("stopped-reload");
      case 404:
      case 4511:
        return t("stopped-gone");
      case 4500:
        return t("stopped-unreadable");
      default:
        return t("stopped-other", { code: code ?? "?" });
    }
  }
}
