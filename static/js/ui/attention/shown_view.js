/**
 * Shows the followers what this page shows, while there are any (SPEC Q1).
 */

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Largest absolute coordinate (SPEC D1), in units. */
const EDGE = 2 ** 26;

export class ShownView {
  #editor;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    const { attention, camera, page } = editor;
    const show = () => this.#show();
    attention.followers.subscribe(show);
    camera.moves.subscribe(show);
    page.subscribe(show);
    show();
  }

  #show() {
    const { attention } = this.#editor;
    // Nobody else sends a view: 600 people who scroll would cost the more the less anybody looks.
    if (attention.followers.value > 0 || attention.leads.value)
      attention.showView(ownPlace(this.#editor));
  }
}

/** The page and the view of this window. @param {Editor} editor @returns {import("../../sync/attention.js").Place} */
export function ownPlace({ camera, page }) {
  const { minX, minY, maxX, maxY } = camera.view();
  const [left, top] = [clamp(minX), clamp(minY)];
  const size = [Math.max(1, clamp(maxX) - left), Math.max(1, clamp(maxY) - top)];
  return { page: page.value, view: [left, top, size[0] ?? 1, size[1] ?? 1] };
}

/** @param {number} value */
function clamp(value) {
  return Math.round(Math.min(EDGE, Math.max(-EDGE, value)));
}
