/**
 * Turns key presses into commands by the table of commands.
 *
 * Ignores keys in text fields, during composition, and in dialogs and menus that have keys of their own. Keys
 * without a command, and those whose command returns `false`, go to the browser. While a command still loads its part of
 * the page, the keys that follow wait for it.
 */

import { isSingleKey, keyNames } from "./key_names.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/commands.js").Commands} Commands */

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select";
/** Elements that have keys of their own, and a clipboard. */
export const HAS_OWN_KEYS = `${FIELDS}, [contenteditable]:not([contenteditable=false]), dialog, [role=dialog], [role=menu]`;

/**
 * @typedef {object} KeyboardOptions
 * @property {boolean} [singleKeys]
 * @property {(key: string, hasCommand: boolean) => boolean} [type]  opens a field for a key that types something, or returns false
 * @property {() => boolean} [isPressed]  whether a gesture goes on, to which keys belong at once
 */

/** A person who types for 10 s makes fewer presses. */
const MAX_WAITING = 200;

export class Keyboard {
  /** Whether letters, digits and signs work as keys of commands without Ctrl or Alt. */
  singleKeys;
  #surface;
  #commands;
  #type;
  #isPressed;
  /** Ids of held commands by the code of their key. @type {Map<string, string>} */
  #held = new Map();
  /** Presses that wait for a command that loads. @type {{event: KeyboardEvent, isReleased: boolean}[]} */
  #waiting = [];
  #isReplaying = false;
  #listening = new AbortController();

  /**
   * @param {EventTarget} page  the window, which receives all keys
   * @param {Element} surface  the canvas that has the focus while the person is on the board
   * @param {Commands} commands
   * @param {KeyboardOptions} [options]
   */
  constructor(page, surface, commands, { singleKeys = true, type, isPressed = () => false } = {}) {
    this.#surface = surface;
    this.#commands = commands;
    this.singleKeys = singleKeys;
    this.#type = type;
    this.#isPressed = isPressed;
    const { signal } = this.#listening;
    /** @param {string} type @param {(event: KeyboardEvent) => void} handler */
    const listen = (type, handler) =>
      page.addEventListener(type, /** @type {EventListener} */ (handler), { signal });
    listen("keydown", (event) => this.#press(event));
    listen("keyup", ({ code }) => {
      for (const press of this.#waiting) if (press.event.code === code) press.isReleased = true;
      this.#release(code);
    });
    // No keyup arrives while another window has the focus.
    listen("blur", () => {
      for (const press of this.#waiting) press.isReleased = true;
      this.#releaseAll();
    });
    // Keys that come late must not act on what a pointer chooses meanwhile.
    listen("pointerdown", () => {
      this.#waiting = [];
    });
  }

  stop() {
    this.#waiting = [];
    this.#releaseAll();
    this.#listening.abort();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.defaultPrevented || event.isComposing || this.#mustWait(event)) return;
    // Browsers without isComposing send key code 229 during composition.
    const composes = event.keyCode === 229 || event.key === "Dead";
    const command = composes ? null : this.#commands.withKey(keyNames(event));
    // The field has the focus before the browser types, so that the key and a composition that it begins go there.
    if (
      this.#isText(event, composes) &&
      this.#type?.(event.key, command !== null && this.singleKeys)
    ) {
      // The field still loads: the key is typed into it then, before those that follow.
      if (this.#commands.loading !== null && !composes) {
        this.#wait(event, { isFirst: true });
        event.preventDefault();
      }
      return;
    }
    if (command === null || command.native === true) return;
    const single = isSingleKey(event);
    if ((single && !this.singleKeys) || !this.#mayRun(command, event.target)) return;
    // The browser closes an open menu first.
    if (event.key === "Escape" && this.#hasOpenMenu()) return;
    if (!this.#commands.run(command.id)) return;
    if (command.held === true) this.#held.set(event.code, command.id);
    event.preventDefault();
  }

  /** Keeps a press on the board for later while a command loads; returns whether it did. @param {KeyboardEvent} event */
  #mustWait(event) {
    if (this.#commands.loading === null || !this.#isOnBoard(event) || this.#isPressed())
      return false;
    const command = this.#commands.withKey(keyNames(event));
    // Reloading, copying and the like are the browser's, and at once.
    if (command === null ? !isTyped(event) : command.native === true) return false;
    if (!event.repeat) this.#wait(event);
    event.preventDefault();
    return true;
  }

  /** Keeps a press until the commands that load are done, in its order or before all others. @param {KeyboardEvent} event @param {{isFirst?: boolean}} [options] */
  #wait(event, { isFirst = false } = {}) {
    const press = { event, isReleased: false };
    if (isFirst) this.#waiting.unshift(press);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(press);
    if (this.#isReplaying) return;
    this.#isReplaying = true;
    this.#replay().finally(() => {
      this.#isReplaying = false;
    });
  }

  /** Repeats the presses that waited, each once nothing loads. What does not load in time takes them along. */
  async #replay() {
    const page = this.#surface.ownerDocument;
    while (this.#waiting.length > 0) {
      const { loading } = this.#commands;
      if (loading !== null) {
        if (!(await loading)) this.#waiting = [];
        continue;
      }
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const press = new KeyboardEvent("keydown", next.event);
      const isFree = (page.activeElement ?? this.#surface).dispatchEvent(press);
      if (isFree) typeInto(page, press);
      if (next.isReleased) this.#release(press.code);
    }
  }

  #hasOpenMenu() {
    const page = this.#surface.ownerDocument;
    return page.querySelector("[popover='']:popover-open, [popover=auto]:popover-open") !== null;
  }

  /** Whether a key on the board types something. @param {KeyboardEvent} event @param {boolean} composes */
  #isText(event, composes) {
    return this.#isOnBoard(event) && !event.repeat && (composes || isSingleKey(event));
  }

  /** @param {KeyboardEvent} event */
  #isOnBoard({ target }) {
    return target === this.#surface || target === this.#surface.ownerDocument.body;
  }

  /** @param {Command} command @param {EventTarget | null} target */
  #mayRun(command, target) {
    const element = target !== null && "closest" in target ? /** @type {Element} */ (target) : null;
    if (element === null || element === this.#surface) return true;
    if (command.inText === true && element.matches(".text-editor")) return true;
    if (command.inPanels === true && element.closest("[data-region]") !== null) return true;
    if (element.closest(HAS_OWN_KEYS) !== null) return false;
    if (element.closest("[data-board-keys]") !== null) return true;
    return command.onBoard !== true || element === element.ownerDocument.body;
  }

  /** @param {string} code */
  #release(code) {
    const id = this.#held.get(code);
    if (id === undefined) return;
    this.#held.delete(code);
    this.#commands.run(id, false);
  }

  #releaseAll() {
    for (const code of [...this.#held.keys()]) this.#release(code);
  }
}

/** Whether a key without a command can write something. @param {KeyboardEvent} event */
function isTyped(event) {
  return isSingleKey(event) || [" ", "Enter", "Backspace"].includes(event.key);
}

/**
 * Types a key into the field that has the focus, as the browser does for a press that it receives itself.
 * @param {Document} page @param {KeyboardEvent} event
 */
function typeInto(page, event) {
  if (page.activeElement?.matches(FIELDS) !== true) return;
  if (event.key === "Backspace") page.execCommand("delete");
  else if (event.key === "Enter") page.execCommand("insertText", false, "\n");
  else if (isSingleKey(event) || event.key === " ")
    page.execCommand("insertText", false, event.key);
}
