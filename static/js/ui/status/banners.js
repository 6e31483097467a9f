/**
 * Banners for lasting states: a session that has ended, a server that cannot save, a lost connection.
 */

import { isOutdated } from "../../platform/loading.js";
import { CLOSED, OUT, RELOAD, ROLLED_BACK, STREAM_PAUSED } from "../../sync/close_codes.js";
import { STORE } from "../../sync/status.js";
import { byId, query, queryAll } from "../elements/dom.js";
import { readSetting, writeSetting } from "../settings/storage.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Close code: the server cannot reach its storage. */
const STORE_UNAVAILABLE = 4003;

/** Close code: the board has no room for another person. */
const FULL = 4004;

/** Most lost connections are back within this time: no banner before. */
const OFFLINE_MS = 1_500;

/** @typedef {{text: string, canReload?: boolean}} Message */

/** @type {Message} */
const NO_MESSAGE = { text: "" };

export class Banners {
  #editor;
  #t;
  #place = byId("banners", HTMLElement);
  /** @type {HTMLElement | null} */
  #banner = null;
  #message = NO_MESSAGE;
  /** When the connection was lost, in milliseconds of the page. @type {number | null} */
  #offlineSince = null;
  #timer = 0;

  /** @param {Editor} editor @param {Translate} t */
  constructor(editor, t) {
    this.#editor = editor;
    this.#t = t;
    for (const banner of queryAll(".banner", this.#place)) bindServerBanner(banner);
    editor.status.subscribe(() => this.#update());
    editor.rights.subscribe(() => this.#update());
    editor.offlineStore.isStored.subscribe(() => this.#update());
    isOutdated.subscribe(() => this.#update());
    this.#update();
  }

  #update() {
    this.#trackOffline();
    const message = this.#currentMessage();
    const { text } = message;
    if (text === this.#message.text) return;
    this.#banner?.remove();
    this.#banner = text === "" ? null : this.#createBanner(message);
    this.#message = message;
  }

  #trackOffline() {
    const isOffline = this.#editor.status.value.state === "offline";
    if (isOffline === (this.#offlineSince !== null)) return;
    clearTimeout(this.#timer);
    this.#offlineSince = isOffline ? performance.now() : null;
    if (isOffline) this.#timer = window.setTimeout(() => this.#update(), OFFLINE_MS);
  }

  /** The most important message for the current state. @returns {Message} */
  #currentMessage() {
    const { state, code } = this.#editor.status.value;
    if (state === "stopped") return { text: this.#stopReason(code), canReload: true };
    if (isOutdated.value) return { text: this.#stopReason(RELOAD), canReload: true };
    if (this.#editor.rights.value.why === "full") return { text: this.#t("queue-full") };
    const cannotSave =
      (state === "offline" && code === STORE_UNAVAILABLE) || (state === "saving" && code === STORE);
    if (cannotSave) return { text: this.#t("readonly-store") };
    if (state !== "synced" && code === FULL) return { text: this.#t("board-full") };
    if (code === STREAM_PAUSED) return { text: this.#t("gave-way") };
    // The status pill alone tells of edits that are stored on this device.
    if (this.#offlineSince === null || this.#editor.offlineStore.isStored.value !== false)
      return NO_MESSAGE;
    const isShort = performance.now() - this.#offlineSince < OFFLINE_MS;
    return isShort ? NO_MESSAGE : { text: this.#t("offline-only-here") };
  }

  /** @param {Message} said */
  #createBanner({ text, canReload }) {
    const banner = document.createElement("div");
    banner.className = "banner warn";
    banner.setAttribute("role", "alert");
    this.#place.append(banner);
    const span = document.createElement("span");
    span.textContent = text;
    banner.append(span);
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

  /** Number of waiting edits that a reload keeps. */
  #storedEdits() {
    const isStored = this.#editor.offlineStore.isStored.value === true;
    return isStored ? this.#editor.status.value.waiting : 0;
  }

  /** @param {number | string | undefined} code  close code of the protocol */
  #stopReason(code) {
    const t = this.#t;
    const { waiting: count } = this.#editor.status.value;
    if (code === OUT) return t("stopped-out", { count });
    if (code === CLOSED) return t("stopped-closed");
    switch (Number(code)) {
      case 4503:
        return t("stopped-forbidden");
      case 4504: {
        const { own = "" } = document.documentElement.dataset;
        return t("stopped-origin", { origin: location.origin, own });
      }
      case 4509:
        return t("stopped-superseded");
      case RELOAD:
        return t("stopped-reload", { count: this.#storedEdits() });
      case ROLLED_BACK:
        return t("stopped-rollback", { count: this.#storedEdits() });
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

/** Binds a banner of the server. One that arrives hidden shows until it is dismissed in this browser. @param {HTMLElement} banner */
function bindServerBanner(banner) {
  const isOnce = banner.hidden;
  const key = `banner.${banner.dataset.banner}`;
  banner.hidden = isOnce && readSetting(key) === "seen";
  query("[data-dismiss]", banner).addEventListener("click", () => {
    banner.remove();
    if (isOnce) writeSetting(key, "seen");
  });
}
