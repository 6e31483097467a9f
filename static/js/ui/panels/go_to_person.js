/**
 * Shows where a person is: the page, and on it the cursor, else the latest shape.
 */

import { pointOn } from "../../model/hit.js";
import { displayName, isolate } from "../settings/l10n.js";
import { animateCamera } from "../viewport/animate_camera.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../sync/peers.js").Peer} Peer */

/** @param {Peer} peer @param {{editor: Editor, toasts: import("../status/toasts.js").Toasts, t: import("../settings/l10n.js").Translate}} chrome */
export function goToPerson(peer, { editor, toasts, t }) {
  const { camera, pages, peers, page } = editor;
  const cursors = peers.cursors().filter((cursor) => peer.windows.includes(cursor.peer));
  const cursor = cursors.sort((a, b) => b.at - a.at)[0];
  const before = page.value;
  pages.turnTo(cursor?.page ?? peer.page);
  const place = cursor ?? lastShapeOf(peer, editor);
  if (place !== null) animateCamera(camera, camera.centred(place, camera.zoom));
  else if (page.value === before)
    toasts.show({ text: t("person-nowhere", { name: isolate(displayName(peer.name, t)) }) });
}

/** The place of the peer's latest shape on this page, for peers without a cursor (fingers have none). @param {Peer} peer @param {Editor} editor */
function lastShapeOf({ author }, { view, page }) {
  const drawn = view.shapesOf(page.value).filter((shape) => shape.author === author);
  if (author === 0 || drawn.length === 0) return null;
  const latest = drawn.reduce((one, other) => (other.seq >= one.seq ? other : one));
  return pointOn(latest, view.pool);
}
