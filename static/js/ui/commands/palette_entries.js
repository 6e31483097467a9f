/**
 * The entries of the command palette: commands of the table, settings of this browser.
 */

import { byId, query } from "../elements/dom.js";
import { obstacleTo } from "./obstacles.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/commands.js").CommandGroup} CommandGroup */
/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../settings/l10n.js").Translate} Translate */
/** A command with its name in the page's language and in English. @typedef {{id: string, name: string, other: string, group: CommandGroup | "settings" | "pages" | "people", keys: readonly string[], obstacle: string | null, run: () => void}} Entry  `obstacle`: why it cannot run now */
/** Names in the language of the page and in English. @typedef {{t: Translate, english: Translate}} Names */

/**
 * Commands that only keys can give, or that are steps of one direction of four, and the palette itself.
 */
const BY_KEYS_ONLY =
  /^(palette|context-menu|escape|hold-hand|next-region|previous-region|(resize-)?(far-)?(left|right|up|down))$/;

/** @param {Commands} commands @param {Editor} editor @param {Names} names @returns {Entry[]} */
export function commandEntries(commands, editor, { t, english }) {
  return commands.list
    .filter(({ id }) => !BY_KEYS_ONLY.test(id))
    .map((command) => ({
      id: command.id,
      name: t(`shortcut-${command.id}`),
      other: english(`shortcut-${command.id}`),
      group: command.group ?? "board",
      keys: command.keys,
      obstacle: reasonAgainst(command, editor, t),
      run() {
        commands.run(command.id);
        if (command.held === true) commands.run(command.id, false);
      },
    }));
}

/** Why a command cannot run now, in words, or null. @param {Command} command @param {Editor} editor @param {Translate} t */
function reasonAgainst(command, editor, t) {
  const obstacle = obstacleTo(command, editor);
  if (obstacle === null) return null;
  return obstacle === "nothing selected" ? t("palette-select-first") : t("palette-not-now");
}

/**
 * The settings of this browser: themes and languages are chosen at once, the others are shown in their dialog.
 * @param {import("../settings/theme.js").Theme} theme @param {(control: string) => void} show  opens the dialog at a control @param {Names} names @returns {Entry[]}
 */
export function settingEntries(theme, show, { t, english }) {
  /** @param {string} id @param {(of: Translate) => string} name @param {() => void} run @returns {Entry} */
  const entry = (id, name, run) => ({
    ...{ id, name: name(t), other: name(english), run },
    ...{ group: "settings", keys: [], obstacle: null },
  });
  /** @param {string} id @param {(of: Translate) => string} name */
  const shown = (id, name) => entry(id, name, () => show(id));
  return [
    entry(
      "theme-light",
      (of) => of("palette-theme-light"),
      () => theme.choose("light"),
    ),
    entry(
      "theme-dark",
      (of) => of("palette-theme-dark"),
      () => theme.choose("dark"),
    ),
    entry(
      "theme-system",
      (of) => of("palette-theme-system"),
      () => theme.choose("system"),
    ),
    entry(
      "lang-en",
      (of) => of("palette-lang-en"),
      () => followLanguageLink("en"),
    ),
    entry(
      "lang-it",
      (of) => of("palette-lang-it"),
      () => followLanguageLink("it"),
    ),
    shown("large-controls", (of) => of("palette-large-controls")),
    shown("pen-mode", (of) => of("palette-pen-mode")),
    shown("snap-shapes", (of) => of("palette-snap-shapes")),
    shown("single-keys", (of) => of("palette-single-keys")),
    shown("speak-changes", (of) => of("palette-speak-changes")),
    shown("settings-name-field", (of) => of("palette-name")),
  ];
}

/** The link stores the choice, and loads the page in the language. @param {string} lang */
function followLanguageLink(lang) {
  query(`a[data-lang=${lang}]`, byId("settings", HTMLElement)).click();
}
