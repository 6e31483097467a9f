/**
 * Turns key presses into actions by the table in `shortcuts.js`.
 *
 * Ignores keys in text fields, during composition, and in dialogs and menus that have keys of their own. Keys whose
 * action is missing or returns `false` go to the browser.
 */

import { isSingleKey, shortcutFor } from "./shortcuts.js";

/** @typedef {import("./shortcuts.js").Shortcut} Shortcut */

/**
 * Actions by the id of their shortcut. `down` is false when a held key is released. An action that returns false leaves
 * the key to the browser.
 * @typedef {Readonly<Record<string, (down: boolean) => boolean | void>>} KeyActions
 */

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select";
const HAS_OWN_KEYS = `${FIELDS}, [contenteditable]:not([contenteditable=false]), dialog, [role=dialog], [role=menu], [role=listbox]`;

export class Keyboard {
  /** Whether letters, digits and signs work as shortcuts without Ctrl or Alt. */
  singleKeys;
  #surface;
  #actions;
  /** Held shortcuts by the code of their key. @type {Map<string, Shortcut>} */
  #heldShortcuts = new Map();
  #listening = new AbortController();

  /**
   * @param {EventTarget} page  the window, which receives all keys
   * @param {Element} surface  the canvas that has the focus while the person is on the board
   * @param {KeyActions} actions
   * @param {{singleKeys?: boolean}} [options]
   */
  constructor(page, surface, actions, { singleKeys = true } = {}) {
    this.#surface = surface;
    this.#actions = actions;
    this.singleKeys = singleKeys;
    const { signal } = this.#listening;
    /** @param {string} type @param {(event: KeyboardEvent) => void} handler */
    const listen = (type, handler) =>
      page.addEventListener(type, /** @type {EventListener} */ (handler), { signal });
    listen("keydown", (event) => this.#press(event));
    listen("keyup", (event) => this.#release(event.code));
    // No keyup arrives while another window has the focus.
    listen("blur", () => this.#releaseAll());
  }

  stop() {
    this.#releaseAll();
    this.#listening.abort();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    // Browsers without isComposing send key code 229 during composition.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    const shortcut = shortcutFor(event);
    if (shortcut === null) return;
    const single = isSingleKey(event);
    if ((single && !this.singleKeys) || !this.#mayRun(shortcut, event.target)) return;
    const action = this.#actions[shortcut.id];
    if (action === undefined || action(true) === false) return;
    if (shortcut.held === true) this.#heldShortcuts.set(event.code, shortcut);
    event.preventDefault();
  }

  /** @param {Shortcut} shortcut @param {EventTarget | null} target */
  #mayRun(shortcut, target) {
    const element = target !== null && "closest" in target ? /** @type {Element} */ (target) : null;
    if (element === null || element === this.#surface) return true;
    if (element.closest(HAS_OWN_KEYS) !== null) return false;
    return shortcut.place === "page" || element === element.ownerDocument.body;
  }

  /** @param {string} code */
  #release(code) {
    const shortcut = this.#heldShortcuts.get(code);
    if (shortcut === undefined) return;
    this.#heldShortcuts.delete(code);
    this.#actions[shortcut.id]?.(false);
  }

  #releaseAll() {
    for (const code of [...this.#heldShortcuts.keys()]) this.#release(code);
  }
}
