/**
 * The browser's events of copying, cutting and pasting. Fields, dialogs and selected text of the page keep the browser's own
 * behaviour. The clipboard itself loads when there is something to copy; what comes earlier waits for it.
 */

import { importWithRetry, Lazy } from "../../platform/loading.js";
import { byId } from "../elements/dom.js";
import { HAS_OWN_KEYS } from "../input/keyboard.js";

/** @typedef {import("./clipboard.js").Clipboard} Clipboard */
/** @typedef {import("./clipboard.js").ClipboardParts} ClipboardParts */

export class ClipboardEvents {
  #editor;
  #waitFor;
  #clipboard;
  /** Place of the pointer over the board in CSS pixels; fingers have none. @type {{x: number, y: number} | null} */
  #pointer = null;

  /** @param {Omit<ClipboardParts, "pointer"> & {waitFor: (work: Promise<unknown>) => void}} parts  `waitFor`: makes keys wait */
  constructor({ waitFor, ...parts }) {
    const { editor, gestures } = parts;
    this.#editor = editor;
    this.#waitFor = waitFor;
    this.#clipboard = new Lazy(async () => {
      const { Clipboard } = await importWithRetry(() => import("./clipboard.js"));
      return new Clipboard({ ...parts, pointer: () => this.#pointer });
    });
    const surface = byId("overlay", HTMLCanvasElement);
    surface.addEventListener("pointermove", ({ pointerType, offsetX: x, offsetY: y }) => {
      this.#pointer = pointerType === "touch" ? null : { x, y };
    });
    surface.addEventListener("pointerleave", () => {
      this.#pointer = null;
    });
    document.addEventListener("copy", (event) => this.#onCopy(event));
    document.addEventListener("cut", (event) => this.#onCut(event));
    document.addEventListener("paste", (event) => this.#onPaste(event));
    // Ahead of the event, which takes its data only at once, and while there is a network.
    const load = () => {
      this.#clipboard.load();
    };
    editor.selection.subscribe(load);
    gestures.live.subscribe((live) => live === null && load());
  }

  /** Runs an action on the clipboard once it has loaded, before the keys that follow. @param {(clipboard: Clipboard) => unknown} act */
  run(act) {
    const { value } = this.#clipboard;
    if (value !== null) act(value);
    else this.#waitFor(this.#clipboard.load().then(act));
  }

  /** @param {ClipboardEvent} event */
  #onCopy(event) {
    if (!this.#isOurs(event) || this.#editor.selection.size === 0) return;
    event.preventDefault();
    const { value } = this.#clipboard;
    if (value !== null) value.copyInto(event);
    else this.run((clipboard) => clipboard.copy());
  }

  /** @param {ClipboardEvent} event */
  #onCut(event) {
    const { selection, rights } = this.#editor;
    if (!this.#isOurs(event) || selection.size === 0 || !rights.value.draw) return;
    event.preventDefault();
    const { value } = this.#clipboard;
    if (value !== null) value.cutInto(event);
    else this.run((clipboard) => clipboard.cut());
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const { clipboardData: data } = event;
    if (!this.#isOurs(event) || data === null) return;
    event.preventDefault();
    // The event has its data only now.
    const contents = new Map(data.types.map((type) => [type, data.getData(type)]));
    const files = [...data.files];
    this.run((clipboard) => clipboard.insertFrom(contents, files));
  }

  /** @param {Event} event */
  #isOurs({ target }) {
    if (this.#clipboard.value?.isAsked === true) return true;
    if (target instanceof Element && target.closest(HAS_OWN_KEYS) !== null) return false;
    return getSelection()?.isCollapsed !== false;
  }
}
