/**
 * The first view of a page: when the board has loaded, and when the person turns to a page for the first time.
 */

import { contains } from "../../model/box.js";
import { isReadable, showPageFirst } from "./zoom.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Shows a page that this tab has not shown yet. @param {Editor} editor */
export function showPageAtOnce(editor) {
  const { camera, view, page } = editor;
  camera.goTo(camera.centred({ x: 0, y: 0 }, 1));
  const bounds = view.bounds(page.value);
  if (bounds !== null && !contains(camera.view(), bounds)) showPageFirst(editor, "at once");
}

/** Moves the camera to the ink once, when the board has loaded. @param {Editor} editor */
export function showContentOnLoad(editor) {
  const { camera, view, page, status } = editor;
  const { x, y, zoom } = camera;
  const show = () => {
    for (const end of ends) end();
    const moved = camera.zoom !== zoom || camera.x !== x || camera.y !== y;
    const bounds = view.bounds(page.value);
    // After the first edit the board must not move under the pen.
    if (moved || bounds === null || view.pending.length > 0) return;
    if (!contains(camera.view(), bounds)) showPageFirst(editor);
  };
  const ends = [
    // The bounds arrive before the shapes. They suffice where the whole page is readable; the rest needs the shapes.
    view.subscribe(({ reset }) => {
      if (reset && isReadable(editor)) show();
    }),
    status.subscribe(({ state }) => {
      if (state !== "loading") show();
    }),
  ];
}
