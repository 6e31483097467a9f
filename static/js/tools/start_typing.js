/**
 * Typing on the board begins the text of the selected shape. Letters that choose tools do so only right after the shape was
 * made; a key without a command does so at any time.
 */

import { openText } from "./text.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** @typedef {import("../editor/gestures.js").Gestures} Gestures */

/** The selection that a tool has left right after it made a shape. @type {WeakMap<Editor, ReadonlySet<string>>} */
const freshSelections = new WeakMap();

/** Notes that the selected shape has just been made. @param {Editor} editor */
export function noteMade(editor) {
  freshSelections.set(editor, editor.selection.value);
}

/** Opens the selected shape for writing; returns false unless it is one that has a text. @param {Editor} editor */
export function openSelected(editor) {
  const [id = "", ...others] = editor.selection.value;
  return others.length === 0 && openText(editor, editor.view.shape(id) ?? null);
}

/**
 * Returns a function that receives the keys that type something, before commands do. It opens the selected shape and
 * returns true for a key that begins its text.
 * @param {Editor} editor
 * @param {Gestures} gestures
 */
export function startTyping(editor, gestures) {
  gestures.live.subscribe((live) => {
    if (live !== null) freshSelections.delete(editor);
  });
  /** @param {string} key  as in a KeyboardEvent @param {boolean} hasCommand */
  return (key, hasCommand) => {
    const { tool, selection } = editor;
    if (tool.value !== "select" || gestures.live.value !== null) return false;
    const isFresh = freshSelections.get(editor) === selection.value;
    // Signs stay commands: hardly a label begins with one.
    if (hasCommand && !(isFresh && /^[\p{L}\p{N}]/u.test(key))) return false;
    const isOpen = openSelected(editor);
    if (isOpen) freshSelections.delete(editor);
    return isOpen;
  };
}
