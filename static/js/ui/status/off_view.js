/**
 * Nothing drawn in view: the empty-board hint when there is nothing at all, the way back otherwise.
 */

import { part } from "../page/page_parts.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** Panning passes over empty places all the time; only staying there is being lost. */
const LOST_MS = 400;

export class OffViewHint {
  #editor;
  #hint = part("hint", HTMLElement);
  #back = part("back-to-content", HTMLElement);
  #timer = 0;
  #begun = false;

  /** @param {Editor} editor @param {Gestures} gestures */
  constructor(editor, gestures) {
    this.#editor = editor;
    gestures.live.subscribe((gesture) => {
      if (gesture !== null) this.#begin();
    });
    editor.view.subscribe(() => this.#soon());
    editor.page.subscribe(() => this.#soon());
    editor.camera.moves.subscribe(() => this.#soon());
    // Somebody else who draws shows how it is done.
    editor.peers.changes.subscribe(() => {
      if (!this.#begun && editor.peers.drafts().length > 0) this.#begin();
    });
    editor.status.subscribe(() => this.#showHint());
    editor.rights.subscribe(() => this.#showHint());
    this.#showHint();
    this.#soon();
  }

  /** The first line is the end of the hint, whoever draws it. */
  #begin() {
    this.#begun = true;
    this.#hint.hidden = true;
  }

  #soon() {
    if (!this.#hint.hidden) this.#showHint();
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#showHint();
      this.#back.hidden = !this.#isLost();
    }, LOST_MS);
  }

  #isLost() {
    const { view, camera, page } = this.#editor;
    return view.count(page.value) > 0 && !view.intersectsAny(camera.view(), page.value);
  }

  #showHint() {
    const { view, page, status, rights } = this.#editor;
    const known = status.value.state !== "loading";
    const empty = known && view.count(page.value) === 0 && view.pending.length === 0;
    const hidden = !empty || this.#begun || !rights.value.draw;
    if (this.#hint.hidden !== hidden) this.#hint.hidden = hidden;
  }
}
