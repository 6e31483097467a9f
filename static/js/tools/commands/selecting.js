/**
 * The commands that group, align and distribute the selection, and that select what is like it. Their code loads on first
 * use.
 */

import { importWithRetry } from "../../platform/loading.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../editor/gestures.js").Gestures} Gestures */
/** @typedef {import("../align.js").Edge} Edge */
/** @typedef {import("../same.js").Trait} Trait */
/** @typedef {{editor: Editor, gestures: Gestures, waitFor: (work: Promise<unknown>) => void}} SelectingParts */

/** @param {SelectingParts} parts @returns {Command[]} */
export function selectingCommands({ editor, gestures, waitFor }) {
  const isIdle = () => gestures.live.value === null;
  const mayChange = () => isIdle() && editor.rights.value.draw && editor.selection.size > 1;
  const grouping = () => importWithRetry(() => import("../grouping.js"));
  const aligning = () => importWithRetry(() => import("../align.js"));
  const selecting = () => importWithRetry(() => import("../same.js"));
  /** @template T @param {() => Promise<T>} load @param {(module: T) => void} run */
  const late = (load, run) => () => waitFor(load().then(run));
  /** @param {Edge} edge @param {string} key @returns {Command} */
  const align = (edge, key) => ({
    ...{ id: `align-${edge}`, keys: [key], needsSelection: true, when: mayChange },
    run: late(aligning, (module) => module.align(editor, edge)),
  });
  /** @param {"x" | "y"} axis @param {string} key @returns {Command} */
  const distribute = (axis, key) => ({
    ...{ id: `distribute-${axis}`, keys: [key], needsSelection: true, when: mayChange },
    run: late(aligning, (module) => module.distribute(editor, axis)),
  });
  /** @param {Trait} trait @param {string} key @returns {Command} */
  const same = (trait, key) => ({
    ...{ id: `same-${trait}`, keys: [key], isInMenu: true, needsSelection: true },
    when: () => isIdle() && editor.selection.size > 0,
    run: late(selecting, (module) => module.selectSame(editor, trait)),
  });
  return [
    {
      ...{ id: "group", keys: ["Ctrl+G"], isInMenu: true, needsSelection: true, when: mayChange },
      run: late(grouping, (module) => module.group(editor)),
    },
    {
      ...{
        id: "ungroup",
        keys: ["Ctrl+Shift+G"],
        isInMenu: true,
        needsSelection: true,
        when: mayChange,
      },
      run: late(grouping, (module) => module.ungroup(editor)),
    },
    align("left", "Alt+A"),
    align("center", "Alt+H"),
    align("right", "Alt+D"),
    align("top", "Alt+W"),
    align("middle", "Alt+V"),
    align("bottom", "Alt+S"),
    distribute("x", "Alt+Shift+H"),
    distribute("y", "Alt+Shift+V"),
    same("colour", "Alt+C"),
    same("kind", "Alt+K"),
    same("author", "Alt+U"),
  ];
}
