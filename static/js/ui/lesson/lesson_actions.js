/**
 * The teacher's changes of a lesson, each with a note when the server does not make it.
 */

import { copyText } from "../elements/clipboard.js";
import { displayName, isolate } from "../settings/l10n.js";
import { UNDO_MS } from "../status/toasts.js";

/** @typedef {import("../../sync/lesson_control.js").LessonChange} LessonChange */
/** @typedef {import("../../sync/peers.js").Peer} Peer */
/** @typedef {import("../../sync/protocol.js").Role} Role */

/** Most people who have the pen at once (SPEC R1). */
const MAX_PENS = 8;

/** A new owner reads the offer beside the first look at the board, ms. */
const OFFER_MS = 20_000;

export class LessonActions {
  #parts;

  /** @param {import("./lesson_controls.js").LessonParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get #lesson() {
    return this.#parts.editor.lesson;
  }

  /** Whether this browser has the secret of the board's owner, who alone may name teachers. */
  get isOwner() {
    return this.#lesson.token !== undefined;
  }

  /** @param {LessonChange} set @returns {Promise<boolean>} whether it is done */
  async change(set) {
    const { t, toasts } = this.#parts;
    const refusal = await this.#lesson.change(set);
    if (refusal !== null) toasts.show({ text: refusalText(refusal, t), error: true });
    return refusal === null;
  }

  async toggleFreeze() {
    const mode = this.#lesson.settings.value?.mode === "frozen" ? "free" : "frozen";
    await this.change({ mode });
  }

  /** @param {number} author */
  hasPen(author) {
    return author > 0 && (this.#lesson.settings.value?.pen ?? []).includes(author);
  }

  /** @param {Peer} peer */
  async givePen({ author, name }) {
    const { t, toasts } = this.#parts;
    const pen = this.#lesson.settings.value?.pen ?? [];
    if (pen.length >= MAX_PENS) {
      toasts.show({ text: t("pen-most", { count: MAX_PENS }), error: true });
      return;
    }
    if (!(await this.change({ pen: [...pen, author] }))) return;
    toasts.show({ text: t("pen-given", { name: isolate(displayName(name, t)) }) });
  }

  /** @param {number} author */
  async takePen(author) {
    const pen = this.#lesson.settings.value?.pen ?? [];
    await this.change({ pen: pen.filter((other) => other !== author) });
  }

  /** @param {Peer} peer @param {Role | null} role  null for what the link gives */
  async setRole({ author, name }, role) {
    const { t, toasts } = this.#parts;
    if (!(await this.change({ roles: { [author]: role } }))) return;
    const who = { name: isolate(displayName(name, t)) };
    if (role === "owner") toasts.show({ text: t("role-set-owner", who) });
    else if (role === "viewer") toasts.show({ text: t("role-set-viewer", who) });
    else toasts.show({ text: t("role-set-link", who) });
  }

  /** Offers the owner's link once, to whoever has just made the board. */
  offerOwnerLink() {
    const { t, toasts } = this.#parts;
    toasts.show({
      text: t("owner-offer"),
      ms: OFFER_MS,
      actions: [{ label: t("copy"), run: () => void this.copyOwnerLink() }],
    });
  }

  /** Opens the lesson to a code, or ends it. @param {boolean} open @returns {Promise<string | null>} the code, null if none is open */
  async setCode(open) {
    const { t, toasts } = this.#parts;
    const { refusal, code } = await this.#lesson.setCode(open);
    if (refusal !== null) toasts.show({ text: refusalText(refusal, t), error: true });
    else if (!open) toasts.show({ text: t("code-ended") });
    return code;
  }

  /** Removes a person, and offers the two things that may be wanted next. @param {Peer} peer */
  async remove(peer) {
    const { t, toasts } = this.#parts;
    if (!(await this.change({ roles: { [peer.author]: "out" } }))) return;
    const isOpen = this.#lesson.settings.value?.door !== "locked";
    /** @type {import("../status/toasts.js").ToastAction} */
    const back = {
      label: t("person-back"),
      run: (toast) => {
        toast.close();
        this.setRole(peer, null);
      },
    };
    /** @type {import("../status/toasts.js").ToastAction} */
    const lock = {
      label: t("door-lock"),
      run: async (toast) => {
        toast.close();
        if (await this.change({ door: "locked" }))
          toasts.show({ text: t("door-locked"), ms: UNDO_MS, actions: [back] });
      },
    };
    const text = t("person-removed", { name: isolate(displayName(peer.name, t)) });
    toasts.show({ text, ms: UNDO_MS, actions: isOpen ? [lock, back] : [back] });
  }

  /** Copies the link that makes whoever opens it the board's owner. */
  async copyOwnerLink() {
    const { t, toasts } = this.#parts;
    const { origin, board } = document.documentElement.dataset;
    // Empty unless the server knows its public address.
    const base = origin === undefined || origin === "" ? location.origin : origin;
    const isCopied = await copyText(`${base}/b/${board}#o=${this.#lesson.token}`);
    if (isCopied) toasts.show({ text: t("owner-link-copied") });
    else toasts.show({ text: t("owner-link-not-copied"), error: true });
  }

  /** Tells somebody who may not change the lesson why. */
  tellWhyNot() {
    const { t, toasts } = this.#parts;
    const isOwned = this.#lesson.settings.value !== null;
    toasts.show({ text: isOwned ? t("lesson-only-teachers") : t("lesson-no-owner") });
  }
}

/** @param {string} code @param {import("../settings/l10n.js").Translate} t */
function refusalText(code, t) {
  switch (code) {
    case "offline":
    case "503":
      return t("lesson-offline");
    case "role":
    case "token":
      return t("lesson-only-teachers");
    case "flood":
      return t("lesson-flood");
    case "store":
      return t("lesson-not-stored");
    default:
      return t("lesson-refused", { code });
  }
}
