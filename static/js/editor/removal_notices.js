/**
 * Notices about pages that others clear, delete and restore, and about deleted pages that somebody's ink brings back.
 */

import { restoredIds } from "./history_restores.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").RestoreOp} RestoreOp */
/** @typedef {import("./editor.js").Editor} Editor */

export class RemovalNotices {
  #editor;
  /** Keys of edits that cleared a page and are not restored. @type {Set<string>} */
  #openClears = new Set();
  /** Authors of tags, since this page loaded. @type {Map<string, number>} */
  #authors = new Map();
  /** Ids that restores have returned since this page loaded, by the key of the removing edit. @type {Map<string, Set<string>>} */
  #restoredIds = new Map();
  /** Deleted pages that are known to be back. @type {Set<number>} */
  #back = new Set();

  /** @param {Pick<Editor, "view" | "peers" | "status" | "notices" | "tag" | "pages">} editor */
  constructor(editor) {
    this.#editor = editor;
  }

  /** Whether everything that an edit removed is known to be on the board. @param {{tag: string, n: number}} edit */
  isBack({ tag, n }) {
    const ids = this.#restoredIds.get(`${tag}.${n}`);
    return ids !== undefined && [...ids].every((id) => this.#editor.view.shape(id) !== undefined);
  }

  /** @param {LoggedEdit} edit @param {number} count  removed shapes @param {boolean} isUndo */
  applied(edit, count, isUndo) {
    this.#authors.set(edit.tag, edit.author);
    const surprising = this.#recordRestores(edit, isUndo);
    // No notice for what came before this page loaded.
    if (this.#editor.status.value.state === "loading") return;
    const person = this.#editor.peers.list.value.find(({ author }) => author === edit.author);
    const isMine = edit.author === this.#editor.view.author || person?.me === true;
    const who = { isMine, name: person?.name ?? null };
    for (const { shapes = [] } of surprising)
      this.#editor.notices.set({ kind: "brought-back", ...who, count: shapes.length });
    this.#tellOfRemovals(edit, count, who);
    this.#tellOfReturns(edit, who);
  }

  /** The restores of an edit that surprise a class: a person's own undo needs no notice. @param {LoggedEdit} edit @param {boolean} isUndo @returns {RestoreOp[]} */
  #recordRestores({ author, tag, ops }, isUndo) {
    const surprising = [];
    for (const op of ops) {
      if (op.op !== "restore") continue;
      const named = { tag: op.tag ?? tag, n: op.n };
      const key = `${named.tag}.${named.n}`;
      const before = this.#restoredIds.get(key) ?? [];
      this.#restoredIds.set(key, new Set([...before, ...restoredIds(op)]));
      const isClear = this.#openClears.delete(key);
      if (isClear) this.#editor.notices.set({ kind: "restored", ...named });
      const isOwnUndo = isUndo || (!isClear && this.#authors.get(named.tag) === author);
      if (named.tag !== tag && !isOwnUndo) surprising.push(op);
    }
    return surprising;
  }

  /** Tells of a page that somebody else cleared or deleted. @param {LoggedEdit} edit @param {number} count @param {{isMine: boolean, name: string | null}} who */
  #tellOfRemovals({ tag, n, ops }, count, { isMine, name }) {
    let cleared = 0;
    let isDeleted = false;
    for (const op of ops) {
      if (op.op === "clear" && count > 0) cleared = op.page;
      if (op.op !== "page" || op.gone !== true) continue;
      this.#back.delete(op.page);
      isDeleted = !this.#editor.pages.isListed(op.page);
      if (isDeleted) cleared = op.page;
    }
    if (cleared === 0) return;
    if (count > 0) this.#openClears.add(`${tag}.${n}`);
    if (isMine) return;
    const place = this.#editor.pages.lastPlace(cleared);
    const what = { name, count, tag, n, page: cleared, place, isDeleted };
    this.#editor.notices.set({ kind: "cleared", ...what });
  }

  /** Tells of a deleted page that is listed again, because somebody who had not heard of it drew there. @param {LoggedEdit} edit @param {{isMine: boolean, name: string | null}} who */
  #tellOfReturns({ ops }, who) {
    const { view, notices } = this.#editor;
    for (const op of ops) {
      if (op.op !== "add") continue;
      const { page } = op.shape;
      if (this.#back.has(page) || !view.page(page).gone) continue;
      this.#back.add(page);
      const added = new Set(ops.map((other) => (other.op === "add" ? other.shape.id : "")));
      const isOnly = [...view.board.shapes.values()].every(
        (shape) => shape.page !== page || added.has(shape.id),
      );
      if (isOnly) notices.set({ kind: "page-back", ...who, page });
    }
  }
}
