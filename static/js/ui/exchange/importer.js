/**
 * Adds the content of a file to the board: all of it or nothing, as one step of undo.
 */

import { batchOps } from "../../editor/batch_ops.js";
import { newNumber } from "../../editor/page_edits.js";
import {
  countedBytes,
  countedBytesOf,
  MAX_BOARD_BYTES,
  MAX_PAGES,
  MAX_SHAPES,
} from "../../model/board_file.js";
import { union } from "../../model/box.js";
import { importOps } from "../../model/imported_ops.js";
import { PointPool } from "../../model/points.js";
import { shapeFromWire } from "../../model/shape.js";
import { blobOf, storePicture } from "./send_pictures.js";

/** @typedef {import("../../editor/editor.js").Editor} Editor */
/** @typedef {import("../../model/board_file.js").BoardFile} BoardFile */
/** @typedef {import("../../model/imported_ops.js").Destination} Destination */
/** @typedef {import("../../model/reduce.js").Op} Op */
/** Why a file does not fit: `count` of what it has, and `room` for it. @typedef {{why: "rights" | "loading" | "offline" | "bytes"} | {why: "shapes" | "pages", count: number, room: number}} Misfit */
/** @typedef {import("./make_files.js").Work & {signal: AbortSignal, onWait: () => void, onRefused: (code: string) => void}} ImportWork */

/** Bytes of edits that a browser keeps while it is offline (SPEC K4), and those that an edit needs around a shape. */
const OFFLINE_BYTES = 32 * 1024 * 1024;

/** Why the content of a file cannot be added now; null when it can. @param {Editor} editor @param {BoardFile} file @returns {Misfit | null} */
export function misfitOf({ view, rights, status }, { part, pages, shapes }) {
  if (!rights.value.draw) return { why: "rights" };
  if (!view.isWhole) return { why: "loading" };
  const there = view.all();
  const room = MAX_SHAPES - there.length;
  if (shapes.length > room) return { why: "shapes", count: shapes.length, room: Math.max(0, room) };
  const listed = view.listedPages().length;
  const added = part === "selection" ? 0 : pages.length;
  if (listed + added > MAX_PAGES)
    return { why: "pages", count: added, room: Math.max(0, MAX_PAGES - listed) };
  const bytes = shapes.reduce((sum, shape) => sum + countedBytesOf(shape), 0);
  const used = there.reduce((sum, shape) => sum + countedBytes(shape), 0);
  if (bytes + used > MAX_BOARD_BYTES) return { why: "bytes" };
  return status.value.state === "offline" && bytes > OFFLINE_BYTES ? { why: "offline" } : null;
}

/** Pictures that images of a file show without being in it, or on the board. @param {Editor} editor @param {BoardFile} file */
export function missingPictures({ view }, { shapes, images }) {
  const shown = picturesOn(view);
  const named = new Set(shapes.flatMap(({ image }) => (image == null ? [] : [image])));
  return [...named].filter((image) => !images.has(image) && !shown.has(image)).length;
}

/**
 * @param {Editor} editor
 * @param {BoardFile} file  that fits
 * @param {ImportWork} work
 * @returns {Promise<{count: number, pages: number[]} | null>}  shapes and new pages; null when the board did not take all of it
 */
export async function importFile(editor, file, work) {
  const { turns, onProgress } = work;
  const images = await storePictures(editor, file, work);
  const where = destinationOf(editor, file);
  const { ops, ids, pages } = importOps(file, { ...where, images });
  const added = pages.filter((page) => page !== where.first);
  const edits = batchOps(ops);
  let isRefused = false;
  /** @type {number | undefined} */
  let after;
  const onRefused = (/** @type {string} */ code) => {
    if (!isRefused) {
      isRefused = true;
      takeBack(editor, ids, added);
      work.onRefused(code);
    }
    return true;
  };
  // From here on it is added whole: nobody can cancel half of it.
  for (const [at, edit] of edits.entries()) {
    if (isRefused) break;
    after = editor.commit(edit, { ...(after !== undefined && { after }), onRefused });
    onProgress((at + 1) / edits.length);
    await turns.rest();
  }
  if (isRefused) return null;
  if (file.part === "selection") {
    editor.tool.set("select");
    editor.selection.select(ids);
  }
  return { count: ids.length, pages };
}

/** Removes what was added, because the board did not take all of it. @param {Editor} editor @param {readonly string[]} ids @param {readonly number[]} pages */
function takeBack(editor, ids, pages) {
  const { view } = editor;
  /** @type {Op[]} */
  const ops = ids.flatMap((id) => (view.shape(id) === undefined ? [] : [{ op: "del", id }]));
  ops.push(...pages.map((page) => /** @type {Op} */ ({ op: "page", page, gone: true })));
  if (ops.length > 0) editor.commit(ops, { history: false });
}

/** Sends the pictures that this board does not have. @param {Editor} editor @param {BoardFile} file @param {ImportWork} work @returns {Promise<Map<string, string>>}  id on this board by id in the file */
async function storePictures(editor, { shapes, images }, work) {
  const shown = picturesOn(editor.view);
  /** @type {Map<string, string>} */
  const ids = new Map();
  for (const { image } of shapes) {
    if (image == null || ids.has(image)) continue;
    const url = images.get(image);
    if (shown.has(image)) ids.set(image, image);
    else if (url !== undefined) {
      const id = editor.newId();
      await storePicture(id, blobOf(url), work);
      ids.set(image, id);
    }
    work.onProgress(ids.size / (images.size + 1));
  }
  return ids;
}

/** @param {import("../../model/replica.js").Replica} view @returns {Set<string | null>} */
function picturesOn(view) {
  return new Set(view.all().map(({ more }) => more?.image ?? null));
}

/** @param {Editor} editor @param {BoardFile} file @returns {Omit<Destination, "images">} */
function destinationOf(editor, file) {
  const { view, page, camera } = editor;
  const listed = view.listedPages();
  const [only] = listed;
  const isEmpty = listed.length === 1 && only !== undefined && view.count(only.page) === 0;
  const newId = () => editor.newId();
  const where = { newId, newPage: () => newNumber(editor), listed, onPage: null };
  if (file.part !== "selection") return { ...where, first: isEmpty ? only.page : null };
  const box = boxOf(file);
  const middle = camera.toBoard({ x: camera.width / 2, y: camera.height / 2 });
  const dx = Math.round(middle.x - (box.minX + box.maxX) / 2);
  const dy = Math.round(middle.y - (box.minY + box.maxY) / 2);
  return { ...where, first: null, onPage: { page: page.value, dx, dy } };
}

/** @param {BoardFile} file */
function boxOf({ shapes }) {
  const pool = new PointPool();
  const place = { author: 0, seq: 0, index: 0 };
  const boxes = shapes.map((shape) => shapeFromWire(shape, place, pool).box);
  return boxes.reduce(union, boxes[0] ?? { minX: 0, minY: 0, maxX: 0, maxY: 0 });
}
