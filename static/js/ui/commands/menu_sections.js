/**
 * What the menus of the selection, of an empty place and of aligning list: the commands that can run now, those of a group together.
 */

import { obstacleTo } from "./obstacles.js";

/** @typedef {import("../../editor/commands.js").Command} Command */
/** @typedef {import("../../editor/commands.js").Commands} Commands */
/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** First and last in the menu of the selection, as in every program. */
const FIRST = ["cut", "copy", "paste", "duplicate"];
const LAST = ["delete"];

/** @param {Commands} commands @param {Editor} editor @returns {Command[][]} */
export function selectionSections({ list }, editor) {
  const listed = list.filter(
    (command) => command.isInMenu === true && obstacleTo(command, editor) === null,
  );
  const named = (/** @type {readonly string[]} */ ids) =>
    ids.flatMap((id) => listed.find((command) => command.id === id) ?? []);
  const others = listed.filter(({ id }) => !FIRST.includes(id) && !LAST.includes(id));
  return [named(FIRST), ...byGroup(others), named(LAST)];
}

/** @param {Commands} commands @param {Editor} editor @returns {Command[][]} */
export function boardSections({ list }, editor) {
  return byGroup(
    list.filter(
      (command) => command.isInBoardMenu === true && obstacleTo(command, editor) === null,
    ),
  );
}

/** What aligns and distributes the selection. @param {Commands} commands @param {Editor} editor @returns {Command[][]} */
export function alignSections({ list }, editor) {
  const can = list.filter((command) => obstacleTo(command, editor) === null);
  return [/^align-/, /^distribute-/].map((ids) => can.filter(({ id }) => ids.test(id)));
}

/** @param {readonly Command[]} commands @returns {Command[][]} */
function byGroup(commands) {
  const groups = new Set(commands.map(({ group }) => group));
  return [...groups].map((group) => commands.filter((command) => command.group === group));
}
