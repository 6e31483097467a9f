/**
 * The commands of the page around the board: theme, focus mode, regions, and the dialogs.
 */

import { focusRegion } from "../input/regions.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("./chrome.js").Chrome} Chrome */
/** @typedef {import("../settings/theme.js").Theme} Theme */

/** `withChrome` runs a function once the controls have loaded. @typedef {{editor: import("../../editor/editor.js").Editor, theme: Theme, withChrome: (run: (chrome: Chrome) => unknown) => void}} PageCommandParts */

/** @param {PageCommandParts} parts @returns {Command[]} */
export function pageCommands({ editor, theme, withChrome }) {
  return [
    { id: "theme", keys: ["Alt+Shift+D"], run: () => theme.toggle() },
    {
      id: "focus-mode",
      keys: ["Ctrl+."],
      run() {
        const isOn = document.documentElement.toggleAttribute("data-bare");
        if (isOn) withChrome((chrome) => chrome.showFocusModeHint());
      },
    },
    {
      ...{ id: "picture", keys: ["Ctrl+U"], isInBoardMenu: true },
      run: () => withChrome((chrome) => chrome.pickPictures()),
    },
    {
      id: "describe",
      keys: ["Alt+Shift+A"],
      isInMenu: true,
      needsSelection: true,
      run: () => withChrome((chrome) => chrome.describe()),
    },
    { id: "pages", keys: ["Alt+Shift+P"], run: () => withChrome((chrome) => chrome.togglePages()) },
    {
      ...{ id: "add-page", keys: ["Alt+Shift+N"], isInBoardMenu: true },
      run: () => withChrome((chrome) => chrome.pages.add()),
    },
    {
      ...{ id: "to-page", keys: ["Alt+Shift+O"], isInMenu: true, needsSelection: true },
      run: () => withChrome(async ({ pages }) => (await pages.mover()).open()),
    },
    {
      ...{ id: "to-page-before", keys: ["Shift+PageUp"], onBoard: true, needsSelection: true },
      run: () => withChrome(async ({ pages }) => (await pages.mover()).moveBy(-1)),
    },
    {
      ...{ id: "to-page-after", keys: ["Shift+PageDown"], onBoard: true, needsSelection: true },
      run: () => withChrome(async ({ pages }) => (await pages.mover()).moveBy(1)),
    },
    {
      ...{ id: "find", keys: ["Ctrl+F"], isInBoardMenu: true },
      run: () => withChrome((chrome) => chrome.find()),
    },
    {
      ...{ id: "palette", keys: ["Ctrl+K"], inText: true, inPanels: true, isInBoardMenu: true },
      run: () => withChrome((chrome) => chrome.openPalette()),
    },
    {
      id: "settings",
      keys: ["Ctrl+,"],
      run: () => withChrome((chrome) => chrome.openSettings()),
    },
    {
      id: "export",
      keys: ["Ctrl+Shift+E"],
      run: () => withChrome((chrome) => chrome.exchange((exchange) => exchange.open())),
    },
    {
      ...{ id: "import", keys: ["Ctrl+O"], isInBoardMenu: true },
      run: () => withChrome((chrome) => chrome.exchange((exchange) => exchange.pick())),
    },
    {
      id: "print",
      keys: ["Ctrl+P"],
      run: () => withChrome((chrome) => chrome.exchange((exchange) => exchange.open("pdf"))),
    },
    {
      id: "copy-png",
      keys: ["Ctrl+Shift+C"],
      isInMenu: true,
      run: () => withChrome((chrome) => chrome.exchange((exchange) => exchange.copyAs("png"))),
    },
    {
      id: "copy-svg",
      keys: [],
      isInMenu: true,
      run: () => withChrome((chrome) => chrome.exchange((exchange) => exchange.copyAs("svg"))),
    },
    {
      ...{ id: "context-menu", keys: ["Shift+F10", "ContextMenu"], onBoard: true },
      run: () => withChrome((chrome) => chrome.openContextMenu(null)),
    },
    {
      ...{ id: "align", keys: [], isInMenu: true, needsSelection: true, group: "arrange" },
      when: () => editor.rights.value.draw && editor.selection.size > 1,
      run: () => withChrome((chrome) => chrome.openContextMenu("align")),
    },
    { id: "next-region", keys: ["F6"], run: () => focusRegion(1) },
    { id: "previous-region", keys: ["Shift+F6"], run: () => focusRegion(-1) },
    { id: "help", keys: ["?"], run: () => withChrome((chrome) => chrome.showHelp()) },
    {
      id: "hood",
      keys: ["Alt+Shift+U"],
      run: () => withChrome((chrome) => chrome.toggleHood()),
    },
    {
      id: "lesson",
      keys: ["Alt+Shift+L"],
      run: () => withChrome((chrome) => chrome.toggleLesson()),
    },
    {
      ...{ id: "freeze", keys: ["Alt+Shift+F"], inPanels: true },
      run: () => withChrome((chrome) => chrome.lesson.toggleFreeze()),
    },
    {
      id: "call-here",
      keys: ["Alt+Shift+B"],
      run: () =>
        withChrome((chrome) => chrome.lesson.attention.use((actions) => actions.callHere())),
    },
    {
      id: "lead",
      keys: ["Alt+Shift+M"],
      run: () =>
        withChrome((chrome) => chrome.lesson.attention.use((actions) => actions.toggleLead())),
    },
    {
      ...{ id: "hand-raise", keys: ["Alt+Shift+R"], inPanels: true },
      run: () =>
        withChrome((chrome) => chrome.lesson.attention.use((actions) => actions.toggleHand())),
    },
    { id: "clear", keys: [], run: () => withChrome((chrome) => chrome.clear()) },
    { id: "bring-back", keys: [], run: () => withChrome((chrome) => chrome.bringBack()) },
  ];
}

/** Shows the controls again. Returns whether they were hidden. */
export function leaveFocusMode() {
  const { documentElement: root } = document;
  const wasOn = root.hasAttribute("data-bare");
  root.removeAttribute("data-bare");
  return wasOn;
}
