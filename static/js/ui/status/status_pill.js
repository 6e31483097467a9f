/**
 * The status pill: whether what was drawn is safe.
 *
 * `data-status` on the page carries what the pill says, `data-sync` (set elsewhere) what the
 * connection is; they differ in that a quick save is not shown, so that the pill does not flicker, and in
 * that a line nobody has finished is not saved.
 */

import { STREAM_PAUSED } from "../../sync/close_codes.js";
import { part } from "../page/page_parts.js";
import { Unfinished } from "../unfinished.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {"saved" | "saving" | "offline" | "watching" | "stopped" | "loading"} Shown */

const QUICK_MS = 600;

export class StatusPill {
  #editor;
  #t;
  #unfinished;
  #text = part("status-text", HTMLElement);
  #tryNow = part("try-now", HTMLButtonElement);
  #arrival = part("arrival", HTMLProgressElement);
  /** @type {Shown} */
  #shown = "loading";
  #timer = 0;

  /** @param {Editor} editor @param {Gestures} gestures @param {Translate} t */
  constructor(editor, gestures, t) {
    this.#editor = editor;
    this.#t = t;
    this.#unfinished = new Unfinished(gestures).rests;
    this.#unfinished.subscribe(() => this.#update());
    this.#tryNow.addEventListener("click", () => editor.tryNow());
    editor.status.subscribe(() => this.#update());
    editor.rights.subscribe(() => this.#update());
    editor.offlineStore.isStored.subscribe(() => this.#update());
    editor.arrived.subscribe((share) => this.#arrive(share));
    this.#arrive(editor.arrived.value);
    this.#update();
  }

  #update() {
    const next = this.#wanted();
    const quick = next === "saving" && (this.#shown === "saved" || this.#shown === "loading");
    if (!quick) {
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#show(next);
    } else if (this.#timer === 0) {
      this.#timer = window.setTimeout(() => {
        this.#timer = 0;
        this.#show(this.#wanted());
      }, QUICK_MS);
    }
  }

  /** @param {number | null} share */
  #arrive(share) {
    this.#arrival.hidden = share === null;
    this.#arrival.value = share ?? 0;
  }

  /** @returns {Shown} */
  #wanted() {
    const { state, code, retryAt } = this.#editor.status.value;
    if (state === "readonly") return "watching";
    // A first try that failed is no longer loading, though no board is shown yet.
    const hasFailed = retryAt !== undefined || code === STREAM_PAUSED;
    if (state === "loading" && hasFailed) return "offline";
    if (state !== "synced") return state;
    return this.#unfinished.value ? "saving" : "saved";
  }

  /** @param {Shown} shown */
  #show(shown) {
    this.#shown = shown;
    document.documentElement.dataset.status = shown;
    const text = this.#wording(shown);
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#tryNow.hidden = shown !== "offline";
  }

  /** @param {Shown} shown */
  #wording(shown) {
    const t = this.#t;
    const { waiting, code } = this.#editor.status.value;
    const count = waiting + Number(this.#unfinished.value);
    switch (shown) {
      case "saved":
        return t("status-saved");
      case "saving":
        return t("status-saving", { count });
      case "offline":
        if (code === STREAM_PAUSED) return t("status-paused", { count });
        return this.#offline(count);
      case "watching":
        return t("status-watching");
      case "stopped":
        return t("status-stopped");
      case "loading":
        return t("loading");
    }
  }

  /** @param {number} count  of changes that wait */
  #offline(count) {
    const t = this.#t;
    if (count === 0) return t("status-offline");
    const isKept = this.#editor.offlineStore.isStored.value !== false;
    return isKept ? t("status-offline-kept", { count }) : t("status-offline-waiting", { count });
  }
}
