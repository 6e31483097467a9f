/**
 * The image of a picture that is new on the board.
 */

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/shape.js").NewShape} NewShape */

/** The longest side of a new image, as a share of the view. */
const SHARE_OF_VIEW = 0.6;

/**
 * As large as the pixels on the screen, unless that is most of the view.
 * @param {Editor} editor
 * @param {{width: number, height: number}} picture
 * @param {{x: number, y: number}} middle
 * @returns {NewShape}
 */
export function newImage(editor, { width, height }, middle) {
  const { camera, page } = editor;
  const scale = Math.min(
    1,
    (SHARE_OF_VIEW * camera.width) / width,
    (SHARE_OF_VIEW * camera.height) / height,
  );
  const units = (/** @type {number} */ pixels) =>
    Math.max(1, Math.round(camera.unitsOf(pixels * scale)));
  const [w, h] = [units(width), units(height)];
  const id = editor.newId();
  return {
    ...{ id, kind: "image", page: page.value, geometry: { w, h }, image: id },
    pos: [Math.round(middle.x - w / 2), Math.round(middle.y - h / 2), 0],
    style: { ink: "black", size: 64 },
  };
}
