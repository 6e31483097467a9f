/**
 * Escape takes back one thing at each press: the gesture, focus mode, the panel that has the focus, an entered group, the
 * selection.
 *
 * Before all of these the browser closes dialogs and menus, and a text that is being written ends itself.
 */

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/**
 * @typedef {object} ClosablePanel
 * @property {Pick<HTMLElement, "contains">} element
 * @property {() => boolean} isOpen
 * @property {() => void} close  also moves the focus out of the panel
 * @property {() => boolean} [isIdle]  whether it shows nothing once nothing is selected
 */

export class Escape {
  #editor;
  #gestures;
  #leaveFocusMode;
  #focused;
  /** @type {ClosablePanel[]} */
  #panels = [];

  /**
   * @param {{editor: Pick<Editor, "selection" | "groups">, gestures: Pick<Gestures, "cancel">, leaveFocusMode: () => boolean, focused?: () => Element | null}} parts
   *   `leaveFocusMode` returns whether the page was in focus mode, `focused` the element that has the focus
   */
  constructor({ editor, gestures, leaveFocusMode, focused = () => document.activeElement }) {
    this.#editor = editor;
    this.#gestures = gestures;
    this.#leaveFocusMode = leaveFocusMode;
    this.#focused = focused;
  }

  /** Lets Escape close a panel. @param {ClosablePanel} panel */
  add(panel) {
    this.#panels.push(panel);
  }

  /** Takes one thing back; returns false when there is none. */
  press() {
    return (
      this.#gestures.cancel() || this.#leaveFocusMode() || this.#closePanel() || this.#deselect()
    );
  }

  #closePanel() {
    const focused = this.#focused();
    const panel = this.#panels.find(({ element, isOpen }) => isOpen() && element.contains(focused));
    panel?.close();
    return panel !== undefined;
  }

  /** Leaves a group, or clears the selection and closes the panels that were open for it. */
  #deselect() {
    const { selection, groups } = this.#editor;
    if (groups.leave()) return true;
    if (selection.size === 0) return false;
    selection.clear();
    for (const { isOpen, isIdle, close } of this.#panels) {
      if (isOpen() && isIdle?.() === true) close();
    }
    return true;
  }
}
