/**
 * Toasts at the bottom: at most three. Their time stops under the pointer or the focus; errors stay until closed.
 */

import { byId, createIcon } from "../elements/dom.js";

/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** @typedef {{label: string, run: (toast: Toast) => void}} ToastAction */
/**
 * @typedef {object} ToastOptions
 * @property {string} text
 * @property {ToastAction[]} [actions]
 * @property {boolean} [error]
 * @property {number} [ms]  how long it shows; errors ignore it
 * @property {() => void} [onClose]  called however it closes
 */

/** How long a toast offers to undo what cannot be seen any more, in milliseconds. */
export const UNDO_MS = 10_000;

const MAX = 3;
const STAY_MS = 6_000;

class Toast {
  element = document.createElement("div");
  isError;
  #remaining;
  #resumedAt = 0;
  #timer = 0;
  #onClose;

  /** @param {ToastOptions} options @param {(toast: Toast) => void} onClose */
  constructor({ error = false, ms = STAY_MS }, onClose) {
    this.isError = error;
    this.#remaining = error ? Number.POSITIVE_INFINITY : ms;
    this.#onClose = onClose;
    const { element } = this;
    element.className = error ? "toast error" : "toast";
    element.setAttribute("role", error ? "alert" : "status");
    for (const type of ["pointerenter", "focusin"]) {
      element.addEventListener(type, () => this.#pause());
    }
    for (const type of ["pointerleave", "focusout"]) {
      element.addEventListener(type, () => this.#resume());
    }
    this.#resume();
  }

  close() {
    clearTimeout(this.#timer);
    if (!this.element.isConnected) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.remove();
    // Without this the focus would go to the body, where the board's keys do nothing.
    if (hadFocus) byId("overlay", HTMLElement).focus({ preventScroll: true });
    this.#onClose(this);
  }

  #pause() {
    if (this.#timer === 0) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#remaining -= performance.now() - this.#resumedAt;
  }

  #resume() {
    const isAttended =
      this.element.matches(":hover") || this.element.contains(document.activeElement);
    if (this.#timer !== 0 || isAttended || this.isError) return;
    this.#resumedAt = performance.now();
    this.#timer = window.setTimeout(() => this.close(), Math.max(1_000, this.#remaining));
  }
}

export class Toasts {
  #place = byId("toasts", HTMLElement);
  #t;
  /** @type {Toast[]} */
  #shown = [];

  /** @param {Translate} t */
  constructor(t) {
    this.#t = t;
  }

  /** @param {ToastOptions} options @returns {Toast} */
  show(options) {
    const toast = new Toast(options, (closed) => {
      this.#shown = this.#shown.filter((other) => other !== closed);
      options.onClose?.();
    });
    this.#shown.push(toast);
    if (this.#shown.length > MAX) {
      const first = this.#shown.find((other) => !other.isError) ?? this.#shown[0];
      first?.close();
    }
    // Added before its text: screen readers announce changes of a live region, not its first content.
    this.#place.append(toast.element);
    this.#fill(toast, options);
    return toast;
  }

  /** @param {Toast} toast @param {ToastOptions} options */
  #fill(toast, { text, actions = [] }) {
    if (toast.isError) toast.element.append(createIcon("alert"));
    const body = document.createElement("div");
    body.className = "toast-body";
    toast.element.append(body);
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    body.append(paragraph);
    for (const { label, run } of actions) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link-button";
      button.textContent = label;
      button.addEventListener("click", () => run(toast));
      body.append(button);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-button small";
    close.setAttribute("aria-label", this.#t("dismiss"));
    close.append(createIcon("close"));
    close.addEventListener("click", () => toast.close());
    toast.element.append(close);
  }
}
