/**
 * Shows, while no ink is in view, a hint on an empty board, else a button back to the drawing.
 */

import { byId } from "../elements/dom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */

/** Panning crosses empty places all the time: the button waits until the view rests on one. */
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
    editor.uploads.subscribe((uploads) => {
      if (uploads.length > 0) this.#endHint();
    });
    // Another person's first line ends the hint too.
    editor.peers.changes.subscribe(() => {
      if (!this.#hasDrawing && editor.peers.drafts().length > 0) this.#endHint();
    });
    editor.status.subscribe(() => this.#showHint());
    editor.rights.subscribe(() => this.#showHint());
    this.#showHint();
    this.#schedule();
  }

  /** Hides the hint for good: somebody has begun to draw. */
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
