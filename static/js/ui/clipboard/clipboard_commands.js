/**
 * The commands of the clipboard. The browser acts on their keys and sends events; buttons run them here.
 */

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../page/chrome.js").Chrome} Chrome */
/** @typedef {import("./clipboard.js").Clipboard} Clipboard */

/** @param {(run: (chrome: Chrome) => unknown) => void} withChrome  runs a function once the controls have loaded @returns {Command[]} */
export function clipboardCommands(withChrome) {
  /** @param {string} id @param {string} key @param {(clipboard: Clipboard) => unknown} run @returns {Command} */
  const command = (id, key, run) => ({
    ...{ id, keys: [key], native: true, isInMenu: true },
    ...(id === "paste" ? { isInBoardMenu: true } : { needsSelection: true }),
    run: () => withChrome(({ clipboard }) => clipboard.run(run)),
  });
  return [
    command("copy", "Ctrl+C", (clipboard) => clipboard.copy()),
    command("cut", "Ctrl+X", (clipboard) => clipboard.cut()),
    command("paste", "Ctrl+V", (clipboard) => clipboard.paste()),
  ];
}
