/**
 * The entries of the command palette that lead somewhere: the other pages of the board, and the people on it.
 */

import { pageTitle } from "../pages/page_names.js";
import { goToPerson } from "../panels/go_to_person.js";
import { displayName, isolate } from "../settings/l10n.js";

/** @typedef {import("./palette_entries.js").Entry} Entry */
/** @typedef {{editor: import("../../editor/editor.js").Editor, toasts: import("../status/toasts.js").Toasts, t: import("../settings/l10n.js").Translate}} PlaceParts */

/** @param {PlaceParts} parts @returns {Entry[]} */
export function placeEntries(parts) {
  const { editor, t } = parts;
  const { pages, page: shown, peers } = editor;
  const place = { other: "", keys: [], obstacle: null };
  const others = pages.listed.value.filter(({ page }) => page !== shown.value);
  return [
    ...peers.list.value
      .filter(({ me }) => !me)
      .map((peer) => ({
        ...place,
        id: `person-${peer.peer}`,
        name: t("palette-person", { name: isolate(displayName(peer.name, t)) }),
        group: /** @type {const} */ ("people"),
        run: () => goToPerson(peer, parts),
      })),
    ...others.map(({ page }) => ({
      ...place,
      id: `page-${page}`,
      name: pageTitle(editor, page, t),
      group: /** @type {const} */ ("pages"),
      run: () => pages.turnTo(page),
    })),
  ];
}
