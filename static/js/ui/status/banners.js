/**
 * What must be seen for as long as it lasts: a session that has ended, a server that cannot save, a
 * connection that is away.
 */

import { RELOAD, STREAM_PAUSED } from "../../sync/close_codes.js";
import { STORE } from "../../sync/status.js";
import { part, partOf, parts } from "../page/page_parts.js";
import { readSetting, writeSetting } from "../settings/stored.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */

/** Close code of a server that cannot reach its storage. */
const STORE_AWAY = 4003;

/** Close code of a board on which no more people fit. */
const FULL = 4004;

/** Most connections are back before anybody could read that they were away. */
const OFFLINE_MS = 1_500;

/** @typedef {{text: string, canReload?: boolean}} Said */

/** @type {Said} */
const NOTHING = { text: "" };

export class Banners {
  #editor;
  #t;
  #place = part("banners", HTMLElement);
  /** @type {HTMLElement | null} */
  #state = null;
  #said = NOTHING;
  /** Since when the connection is away, in milliseconds of the page. @type {number | null} */
  #awaySince = null;
  #timer = 0;

  /** @param {Editor} editor @param {Translate} t */
  constructor(editor, t) {
    this.#editor = editor;
    this.#t = t;
    for (const banner of parts(".banner", this.#place)) offer(banner);
    editor.status.subscribe(() => this.#update());
    editor.rights.subscribe(() => this.#update());
    editor.offlineStore.isStored.subscribe(() => this.#update());
    this.#update();
  }

  #update() {
    this.#noteAway();
    const said = this.#saying();
    const { text } = said;
    if (text === this.#said.text) return;
    this.#state?.remove();
    this.#state = text === "" ? null : this.#make(said);
    this.#said = said;
  }

  #noteAway() {
    const isAway = this.#editor.status.value.state === "offline";
    if (isAway === (this.#awaySince !== null)) return;
    clearTimeout(this.#timer);
    this.#awaySince = isAway ? performance.now() : null;
    if (isAway) this.#timer = window.setTimeout(() => this.#update(), OFFLINE_MS);
  }

  /** What there is to say now. @returns {Said} */
  #saying() {
    const { state, code } = this.#editor.status.value;
    const { role, draw } = this.#editor.rights.value;
    if (state === "stopped") return { text: this.#reason(code), canReload: true };
    // An editor who may not draw has more waiting than is kept here.
    if (!draw && role !== "viewer") return { text: this.#t("queue-full") };
    const cannotSave =
      (state === "offline" && code === STORE_AWAY) || (state === "saving" && code === STORE);
    if (cannotSave) return { text: this.#t("readonly-store") };
    if (state !== "synced" && code === FULL) return { text: this.#t("board-full") };
    if (code === STREAM_PAUSED) return { text: this.#t("gave-way") };
    // What is kept here is said by the status alone.
    if (this.#awaySince === null || this.#editor.offlineStore.isStored.value !== false)
      return NOTHING;
    const isShort = performance.now() - this.#awaySince < OFFLINE_MS;
    return isShort ? NOTHING : { text: this.#t("offline-only-here") };
  }

  /** @param {Said} said */
  #make({ text, canReload }) {
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
      case 4504: {
        const { own = "" } = document.documentElement.dataset;
        return t("stopped-origin", { origin: location.origin, own });
      }
      case 4509:
        return t("stopped-superseded");
      case RELOAD: {
        const isKept = this.#editor.offlineStore.isStored.value === true;
        return t("stopped-reload", { count: isKept ? this.#editor.status.value.waiting : 0 });
      }
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

/** A note of the server; one that comes hidden is shown until it is dismissed in this browser. @param {HTMLElement} banner */
function offer(banner) {
  const isOnce = banner.hidden;
  const key = `banner.${banner.dataset.banner}`;
  banner.hidden = isOnce && readSetting(key) === "seen";
  partOf("[data-dismiss]", banner).addEventListener("click", () => {
    banner.remove();
    if (isOnce) writeSetting(key, "seen");
  });
}
