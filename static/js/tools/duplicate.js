/**
 * Duplicates the selection: beside itself with a key or a button, elsewhere by a drag with Alt.
 */

import { addCopies, COPY_STEP_PX, originalsOfSelection } from "../editor/copying.js";

/** @typedef {import("../editor/editor.js").Editor} Editor */
/** In units. @typedef {{dx: number, dy: number}} Offset */

/** Duplicates the selection. Repeats how the last duplicate was moved while that is still selected. */
export class Duplicator {
  #editor;
  /** The last duplicate, and where its original began. @type {{ids: ReadonlySet<string>, id: string, x: number, y: number} | null} */
  #last = null;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
  }

  /** @returns {number} how many shapes were added */
  duplicate() {
    const editor = this.#editor;
    if (!editor.rights.value.draw || editor.selection.size === 0) return 0;
    const originals = originalsOfSelection(editor);
    const [first] = originals ?? [];
    if (originals === null || first === undefined) return 0;
    addCopies(editor, originals, { ...this.#step(), within: editor.groups.entered });
    const ids = editor.selection.value;
    // The copies are in the order of their originals.
    const [id = ""] = ids;
    this.#last = { ids, id, x: first.pos[0], y: first.pos[1] };
    editor.notices.set({ kind: "arranged", what: "duplicated", count: ids.size });
    return ids.size;
  }

  /** @returns {Offset} */
  #step() {
    const { camera, selection, view } = this.#editor;
    const last = this.#last;
    const shape = last === null ? undefined : view.shape(last.id);
    if (last !== null && shape !== undefined && isSameSet(last.ids, selection.value)) {
      const [dx, dy] = [shape.x - last.x, shape.y - last.y];
      if (dx !== 0 || dy !== 0) return { dx, dy };
    }
    const step = Math.max(1, Math.round(camera.unitsOf(COPY_STEP_PX)));
    return { dx: step, dy: step };
  }
}

/** @param {ReadonlySet<string>} a @param {ReadonlySet<string>} b */
function isSameSet(a, b) {
  return a.size === b.size && [...a].every((id) => b.has(id));
}
