/**
 * The status pill: whether the drawing is saved.
 *
 * `data-status` on the page carries the pill's state, `data-sync` (set by `page/lifecycle.js`) the connection's. They
 * differ in two cases: the pill stays "saving" for a moment after the last answer, so that it does not flicker while
 * somebody draws; a stalled gesture is "saving". The pill never says "saved" while an edit of this page is pending.
 */

import { STREAM_PAUSED } from "../../sync/close_codes.js";
import { byId } from "../elements/dom.js";
import { StalledGesture } from "./stalled_gesture.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {"saved" | "saving" | "offline" | "watching" | "stopped" | "loading"} PillState */

const SHOW_SAVED_AFTER_MS = 600;

export class StatusPill {
  #editor;
  #t;
  #isStalled;
  #text = byId("status-text", HTMLElement);
  #tryNow = byId("try-now", HTMLButtonElement);
  #progress = byId("arrival", HTMLProgressElement);
  /** @type {PillState} */
  #shown = "loading";
  #timer = 0;

  /** @param {Editor} editor @param {Gestures} gestures @param {Translate} t */
  constructor(editor, gestures, t) {
    this.#editor = editor;
    this.#t = t;
    this.#isStalled = new StalledGesture(gestures).isStalled;
    this.#isStalled.subscribe(() => this.#update());
    this.#tryNow.addEventListener("click", () => editor.tryNow());
    editor.status.subscribe(() => this.#update());
    editor.rights.subscribe(() => this.#update());
    editor.offlineStore.isStored.subscribe(() => this.#update());
    editor.arrived.subscribe((share) => this.#showProgress(share));
    this.#showProgress(editor.arrived.value);
    this.#update();
  }

  #update() {
    const next = this.#currentState();
    clearTimeout(this.#timer);
    // "Saved" may come late, but never early.
    if (next === "saved" && this.#shown === "saving")
      this.#timer = window.setTimeout(() => this.#show("saved"), SHOW_SAVED_AFTER_MS);
    else this.#show(next);
  }

  /** @param {number | null} share */
  #showProgress(share) {
    this.#progress.hidden = share === null;
    this.#progress.value = share ?? 0;
  }

  /** @returns {PillState} */
  #currentState() {
    const { state, code, retryAt } = this.#editor.status.value;
    if (state === "readonly") return "watching";
    // After a first attempt has failed the page says "offline", though it shows no board yet.
    const hasFailed = retryAt !== undefined || code === STREAM_PAUSED;
    if (state === "loading" && hasFailed) return "offline";
    if (state !== "synced") return state;
    return this.#isStalled.value ? "saving" : "saved";
  }

  /** @param {PillState} shown */
  #show(shown) {
    this.#shown = shown;
    document.documentElement.dataset.status = shown;
    const text = this.#textFor(shown);
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#tryNow.hidden = shown !== "offline";
  }

  /** @param {PillState} shown */
  #textFor(shown) {
    const t = this.#t;
    const { waiting, code } = this.#editor.status.value;
    const count = waiting + Number(this.#isStalled.value);
    switch (shown) {
      case "saved":
        return t("status-saved");
      case "saving":
        return t("status-saving", { count });
      case "offline":
        if (code === STREAM_PAUSED) return t("status-paused", { count });
        return this.#offlineText(count);
      case "watching":
        return code === "mode" ? t("status-frozen", { count }) : t("status-watching");
      case "stopped":
        return t("status-stopped");
      case "loading":
        return t("loading");
    }
  }

  /** @param {number} count  pending changes */
  #offlineText(count) {
    const t = this.#t;
    if (count === 0) return t("status-offline");
    const isStored = this.#editor.offlineStore.isStored.value !== false;
    return isStored ? t("status-offline-kept", { count }) : t("status-offline-waiting", { count });
  }
}
