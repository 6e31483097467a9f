/**
 * Nothing drawn in view: the empty-board hint when there is nothing at all, the way back otherwise.
 */

import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** Panning passes over empty places all the time; only staying there is being lost. */
const DELAY_MS = 400;

export class OffViewHint {
  #editor;
  #hint = byId("hint", HTMLElement);
  #back = byId("back-to-content", HTMLElement);
  #timer = 0;
  #hasDrawing = false;

  /** @param {Editor} editor @param {Gestures} gestures */
  constructor(editor, gestures) {
    this.#editor = editor;
    gestures.live.subscribe((gesture) => {
      if (gesture !== null) this.#endHint();
    });
    editor.view.subscribe(() => this.#schedule());
    editor.page.subscribe(() => this.#schedule());
    editor.camera.moves.subscribe(() => this.#schedule());
    // Somebody else who draws shows how it is done.
    editor.peers.changes.subscribe(() => {
      if (!this.#hasDrawing && editor.peers.drafts().length > 0) this.#endHint();
    });
    editor.status.subscribe(() => this.#showHint());
    editor.rights.subscribe(() => this.#showHint());
    this.#showHint();
    this.#schedule();
  }

  /** The first line is the end of the hint, whoever draws it. */
  #endHint() {
    this.#hasDrawing = true;
    this.#hint.hidden = true;
  }

  #schedule() {
    if (!this.#hint.hidden) this.#showHint();
    if (this.#timer !== 0) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#showHint();
      this.#back.hidden = !this.#isOffView();
    }, DELAY_MS);
  }

  #isOffView() {
    const { view, camera, page } = this.#editor;
    return view.count(page.value) > 0 && !view.intersectsAny(camera.view(), page.value);
  }

  #showHint() {
    const { view, page, status, rights } = this.#editor;
    const isLoaded = status.value.state !== "loading";
    const empty = isLoaded && view.count(page.value) === 0 && view.pending.length === 0;
    const hidden = !empty || this.#hasDrawing || !rights.value.draw;
    if (this.#hint.hidden !== hidden) this.#hint.hidden = hidden;
  }
}
