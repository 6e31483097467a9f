/**
 * The commands that step through the widths and inks of the ledge and the sizes of type, and the one that opens the style
 * panel.
 */

import { nearestIn, PALETTES } from "../../model/colour.js";
import { importWithRetry } from "../../platform/loading.js";
import { report } from "../../platform/signal.js";
import { loadPart } from "../page/parts.js";
import { SIZES, TYPE_SIZES, USUAL_TYPE } from "../settings/tool_styles.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/colour.js").InkName} InkName */
/** @typedef {import("../../tools/actions.js").Actions} Actions */
/** @typedef {import("../page/chrome.js").Chrome} Chrome */

/** @typedef {{editor: Editor, actions: Actions, withChrome: (run: (chrome: Chrome) => unknown) => void, waitFor: (work: Promise<unknown>) => void}} StyleParts */

/** @param {StyleParts} parts @returns {Command[]} */
export function styleCommands({ editor, actions, withChrome, waitFor }) {
  const eyedropper = () => loadPart(() => import("./eyedropper.js"), { styles: ["eyedropper"] });
  const copied = () => importWithRetry(() => import("./copied_style.js"));
  /** @param {1 | -1} direction */
  const resize = (direction) => {
    const chosen = actions.styleInUse()?.fields.get("size");
    const size = typeof chosen === "number" ? chosen : editor.style.value.size;
    const next =
      direction === 1 ? SIZES.find((step) => step > size) : SIZES.findLast((step) => step < size);
    actions.restyle({ size: next ?? size });
  };
  /** @param {1 | -1} direction */
  const recolour = (direction) => {
    const inUse = actions.styleInUse();
    const palette = inUse?.palette ?? "ink";
    const names = PALETTES[palette];
    const chosen = inUse?.fields.get("ink");
    const current = typeof chosen === "string" ? chosen : editor.style.value.ink;
    const shown = nearestIn(palette, current);
    // A colour of the person's own comes before all.
    const ink =
      names[
        (names.indexOf(/** @type {InkName} */ (shown)) + direction + names.length) % names.length
      ];
    if (ink !== undefined) actions.restyle({ ink });
  };
  /** @type {Promise<unknown>} */
  let lastResize = Promise.resolve();
  /** @param {1 | -1} direction */
  const resizeType = (direction) => {
    if (actions.styleInUse()?.fields.has("type") !== true) return false;
    // One after the other: a quick second press has to see what the first has done.
    lastResize = lastResize
      .then(() => importWithRetry(() => import("../text/refit.js")))
      .then(({ restyleFitted }) => {
        const type = actions.styleInUse()?.fields.get("type");
        const current = typeof type === "number" ? type : USUAL_TYPE;
        const next =
          direction === 1
            ? TYPE_SIZES.find((step) => step > current)
            : TYPE_SIZES.findLast((step) => step < current);
        return next === undefined ? undefined : restyleFitted(editor, actions, { type: next });
      })
      .catch(report);
    return true;
  };
  return [
    {
      id: "style-panel",
      keys: ["S"],
      isInMenu: true,
      run: () => withChrome((chrome) => chrome.toggleStylePanel({ focus: true })),
    },
    {
      ...{ id: "copy-style", keys: ["Ctrl+Alt+C"], isInMenu: true },
      run: () => waitFor(copied().then(({ copyStyle }) => copyStyle(editor, actions))),
    },
    {
      ...{ id: "paste-style", keys: ["Ctrl+Alt+V"], isInMenu: true },
      when: () => editor.rights.value.draw,
      run: () => waitFor(copied().then(({ pasteStyle }) => pasteStyle(editor, actions))),
    },
    {
      ...{ id: "eyedropper", keys: ["I"], isInMenu: true, isInBoardMenu: true },
      when: () => editor.rights.value.draw,
      run: () =>
        waitFor(eyedropper().then(({ startEyedropper }) => startEyedropper(editor, actions))),
    },
    { id: "type-down", keys: ["Ctrl+<"], inText: true, run: () => resizeType(-1) },
    { id: "type-up", keys: ["Ctrl+>"], inText: true, run: () => resizeType(1) },
    { id: "size-down", keys: ["[", "-"], run: () => resize(-1) },
    { id: "size-up", keys: ["]", "+", "="], run: () => resize(1) },
    { id: "ink-previous", keys: [","], run: () => recolour(-1) },
    { id: "ink-next", keys: ["."], run: () => recolour(1) },
  ];
}
