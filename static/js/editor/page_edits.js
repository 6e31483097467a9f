/**
 * The edits of pages: add, delete, duplicate, move, name, and their paper and tone. Loaded on first use.
 */

import { copiesOf, originalsOf } from "../model/copies.js";
import { PAGE_NAME, PAGES } from "../model/limits.js";
import { truncated } from "../model/names.js";
import { placeOps } from "../model/page_places.js";

/** @typedef {import("../model/pages.js").PageRegisters} PageRegisters */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/reduce.js").PageOp} PageOp */
/** @typedef {import("../model/shape.js").Shape} Shape */
/** @typedef {import("./editor.js").Editor} Editor */

/** Listed pages of a board (SPEC O14). */
const MAX_PAGES = 500;

/** Numbers below are pages that everybody has; a new page gets a random one above (SPEC D10). */
const FIRST_RANDOM = 1_001;

/**
 * Adds a page after the shown one, with its paper and tone, and shows it.
 * @param {Editor} editor
 * @returns {number | null}  null, with a notice, when the board has no room
 */
export function addPage(editor) {
  const { page, view } = editor;
  return insertPage(editor, { after: page.value, like: view.page(page.value), shapes: [] });
}

/**
 * Adds a copy of a page with its shapes after it, and shows it: one step of undo.
 * @param {Editor} editor
 * @param {number} source
 * @param {string} name  of the copy
 * @returns {number | null}  null, with a notice, when it is too large or the board has no room
 */
export function duplicatePage(editor, source, name) {
  const { view, notices } = editor;
  const shapes = originalsOf(view.shapesOf(source), view.pool);
  if (shapes === null) {
    notices.set({ kind: "page-too-large" });
    return null;
  }
  const like = { ...view.page(source), name: truncated(name, PAGE_NAME) };
  return insertPage(editor, { after: source, like, shapes });
}

/**
 * Deletes a page with its locked shapes too, for everybody; what others draw on it meanwhile stays, and the page with it.
 * Another page is shown when it was the shown one. The last page of a board cannot be deleted.
 * @param {Editor} editor
 * @param {number} page
 * @returns {number | null}  number of the edit, for `Editor.restore`
 */
export function deletePage(editor, page) {
  const { pages, view, rights } = editor;
  if (!rights.value.draw || pages.listed.value.length === 1 || !pages.isListed(page)) return null;
  const next = pages.besides(page);
  /** @type {Op[]} */
  const ops = [];
  if (view.bounds(page) !== null) ops.push({ op: "clear", page, upto: view.board.head, all: true });
  ops.push({ op: "page", page, gone: true });
  if (page === editor.page.value) pages.turnTo(next);
  return editor.commit(ops);
}

/** Moves a page to a place in the list, from 0. @param {Editor} editor @param {number} page @param {number} place @returns {boolean} whether it has moved */
export function movePage(editor, page, place) {
  const pages = editor.pages.listed.value.map((other) => ({ ...other }));
  const from = pages.findIndex((other) => other.page === page);
  if (!editor.rights.value.draw || from === -1 || place < 0 || place >= pages.length) return false;
  if (from === place) return false;
  const others = pages.filter((other) => other.page !== page);
  editor.commit(placeOps(others, place, { page }));
  return true;
}

/** Writes registers of a page that differ from what they are. @param {Editor} editor @param {number} page @param {PageRegisters} registers */
export function writePage(editor, page, registers) {
  const now = editor.view.page(page);
  const changed = Object.entries(registers).filter(
    ([register, value]) => value !== now[/** @type {keyof PageRegisters} */ (register)],
  );
  if (changed.length === 0 || !editor.rights.value.draw) return;
  editor.commit([/** @type {PageOp} */ ({ op: "page", page, ...Object.fromEntries(changed) })]);
}

/** @param {Editor} editor @param {number} page @param {string} name */
export function renamePage(editor, page, name) {
  writePage(editor, page, { name: truncated(name.trim(), PAGE_NAME) });
}

/**
 * Moves shapes to another page, in one step of undo; they get new ids there.
 * @param {Editor} editor
 * @param {readonly Shape[]} shapes
 * @param {number} page
 * @returns {string[] | null}  ids of the moved shapes; null, with a notice, when they are too many
 */
export function moveShapes(editor, shapes, page) {
  const originals = originalsOf(shapes, editor.view.pool);
  if (originals === null) {
    editor.notices.set({ kind: "copy-limit" });
    return null;
  }
  const copies = copiesOf(originals, { newId: () => editor.newId(), page, dx: 0, dy: 0 });
  /** @type {Op[]} */
  const ops = copies.map((shape) => ({ op: "add", shape }));
  editor.commit([...ops, ...originals.map(({ id }) => /** @type {Op} */ ({ op: "del", id }))]);
  return copies.map(({ id }) => id);
}

/**
 * @param {Editor} editor
 * @param {{after: number, like: import("../model/pages.js").Page, shapes: readonly import("../model/shape.js").NewShape[]}} what
 * @returns {number | null}
 */
function insertPage(editor, { after, like, shapes }) {
  const { pages, notices, rights } = editor;
  const { value: listed } = pages.listed;
  if (!rights.value.draw) return null;
  if (listed.length >= MAX_PAGES) {
    notices.set({ kind: "page-limit" });
    return null;
  }
  const page = newNumber(editor);
  const { paper, tone, name } = like;
  const place = listed.findIndex((other) => other.page === after) + 1 || listed.length;
  const register = { page, paper, ...(tone !== "auto" && { tone }), ...(name !== "" && { name }) };
  /** @type {Op[]} */
  const ops = placeOps(listed, place, { ...register, gone: false });
  const newId = () => editor.newId();
  const copies = copiesOf(shapes, { newId, page, dx: 0, dy: 0, keepsLocks: true });
  ops.push(...copies.map((shape) => /** @type {Op} */ ({ op: "add", shape })));
  const onRefused = (/** @type {string} */ code) => {
    if (editor.page.value === page && !pages.isListed(page)) pages.turnTo(after);
    if (code !== "quota" || shapes.length > 0) return false;
    notices.set({ kind: "page-limit" });
    return true;
  };
  editor.commit(ops, { onRefused });
  pages.turnTo(page);
  return page;
}

/** A random number that no page of the board has. @param {Editor} editor @returns {number} */
export function newNumber({ view }) {
  for (;;) {
    const page = FIRST_RANDOM + Math.floor(Math.random() * (PAGES - FIRST_RANDOM));
    if (!view.board.pages.has(page) && view.bounds(page) === null) return page;
  }
}
