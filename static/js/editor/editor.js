/**
 * What tools and chrome talk to: the board as it is shown, and everything a person does to it.
 */

import { BOARD_NAME, NAME } from "../model/limits.js";
import { truncated } from "../model/names.js";
import { Signal } from "../platform/signal.js";
import { batchOps, withOwnIds } from "./batch_ops.js";
import { History, idsReturned } from "./history.js";
import { Notices } from "./notices.js";
import { Selection } from "./selection.js";
import { Strokes } from "./strokes.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/colour.js").InkName} InkName */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("../sync/connection.js").Connection} Connection */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("../sync/connection.js").Event} Event */
/** @typedef {import("../sync/live_sender.js").DraftContent} DraftContent */
/** @typedef {import("../sync/edit_queue.js").PendingEdit} PendingEdit */
/** Size in units. @typedef {{ink: InkName, size: number}} Style */
/** @typedef {{role: "owner" | "editor" | "viewer", draw: boolean}} Rights */
/**
 * Something a person should know. `refused`: an edit was rolled back; `undo-changed`: somebody else
 * had changed part of it; `order-lost`: the server was set back, and so much was sent again;
 * `sent`: after a time offline everything is in; `cleared`: somebody else, whose name may not be
 * known, has cleared a page; `restored`: what that took away is back; `brought-back`: I, or somebody whose name may not
 * be known, brought back so many shapes of a clearing that another page did.
 * @typedef {{kind: "refused", code: string, n: number, tryAgain: () => void, copyText: string}
 *   | {kind: "undo-changed", undone: number, dropped: number}
 *   | {kind: "order-lost", sent: number}
 *   | {kind: "sent", count: number}
 *   | {kind: "cleared", name: string | null, count: number, tag: string, n: number}
 *   | {kind: "restored", tag: string, n: number}
 *   | {kind: "brought-back", isMine: boolean, name: string | null, count: number}} Notice
 */

export class Editor {
  camera;
  selection = new Selection();
  /** The page that is shown. */
  page = new Signal(1);
  /** Id of the chosen tool. */
  tool = new Signal("pen");
  /** @type {Signal<Style>} */
  style;
  /** @type {Signal<Rights>} */
  rights = new Signal(/** @type {Rights} */ ({ role: "editor", draw: true }));
  /** @type {Notices<Notice>} */
  notices = new Notices();
  /** The board as it is shown; read only. */
  view;
  /** Which of its shapes are one thing. */
  strokes;
  status;
  peers;
  /** What outlives this page. */
  offlineStore;
  #connection;
  #history;
  #lastId = 0;
  /** Edits that cleared a page, while nobody has brought it back. @type {Set<string>} */
  #openClears = new Set();
  /** What restores have put on the board since this page came, by the edit that took it away. @type {Map<string, Set<string>>} */
  #restoredIds = new Map();

  /** @param {Connection} connection @param {{camera: Camera, style: Style}} begun  where the board is seen, and with what the pen draws */
  constructor(connection, { camera, style }) {
    this.#connection = connection;
    this.camera = camera;
    this.view = connection.replica;
    this.strokes = new Strokes(this.view);
    this.status = connection.status;
    this.peers = connection.peers;
    this.offlineStore = connection.offlineStore;
    /** The share of the board that has come, null when nothing is on its way. */
    this.arrived = connection.boardLoader.progress;
    this.style = new Signal(style);
    this.#history = new History({
      view: connection.replica,
      tag: connection.tag,
      submit: (ops, upto) => connection.submit(ops, upto),
      tell: (outcome) => this.notices.set({ kind: "undo-changed", ...outcome }),
    });
    connection.events.subscribe((event) => {
      if (event !== null) this.#onEvent(event);
    });
    connection.status.subscribe(() => this.#updateRights());
    this.view.subscribe(({ reset, changes }) => {
      const isGone = changes.some(({ after }) => after === null);
      if (reset || isGone) this.selection.prune((id) => this.view.shape(id) !== undefined);
    });
    this.page.subscribe((page) => {
      this.selection.clear();
      connection.setPresence({ page, cursor: null });
    });
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  /** An id for a new shape. */
  newId() {
    this.#lastId += 1;
    return `${this.#connection.tag}.${this.#lastId}`;
  }

  /**
   * Does what one gesture came to. It may become several edits, but one undo takes it back.
   * @param {readonly Op[]} ops  at least one
   * @param {{history?: boolean}} [options]  settings are not undone
   * @returns {number} number of the last edit
   */
  commit(ops, { history = true } = {}) {
    if (history) return this.#history.commit(ops);
    let last = 0;
    for (const edit of batchOps(ops)) last = this.#connection.submit(edit);
    return last;
  }

  /** Shows others the gesture that is going on. @param {DraftContent} content */
  draft(content) {
    this.#connection.draft(content);
  }

  /** @param {number | null} n  of the edit that the gesture became, null when it was given up */
  endDraft(n) {
    this.#connection.endDraft(n);
  }

  undo() {
    if (this.rights.value.draw) this.#history.undo();
  }

  redo() {
    if (this.rights.value.draw) this.#history.redo();
  }

  /** The page load that my edits come from. */
  get tag() {
    return this.#connection.tag;
  }

  /** Takes away everything on the page that I have seen. @returns {number} for `restore` */
  clearPage() {
    return this.commit([{ op: "clear", page: this.page.value, upto: this.view.board.head }]);
  }

  /** Brings back what one of my edits took away. @param {number} n */
  restore(n) {
    if (!this.#history.undoRemoval(n)) this.commit([{ op: "restore", n }]);
  }

  /** Brings back what an edit of anybody took away, as a step of mine. @param {{tag: string, n: number}} edit */
  bringBack(edit) {
    this.#history.bringBack(edit);
  }

  /** Whether all that an edit took away is known to be on the board. @param {{tag: string, n: number}} edit */
  isBack({ tag, n }) {
    const ids = this.#restoredIds.get(`${tag}.${n}`);
    return ids !== undefined && [...ids].every((id) => this.view.shape(id) !== undefined);
  }

  /** Where I point, for others. @param {{x: number, y: number} | null} boardPoint  units */
  pointAt(boardPoint) {
    const cursor = boardPoint === null ? null : toUnits(boardPoint);
    this.#connection.setPresence({ cursor, page: this.page.value });
  }

  /** What others call me. @param {string} name */
  rename(name) {
    this.#connection.rename(truncated(name.trim(), NAME));
  }

  /** @param {string} name */
  renameBoard(name) {
    this.commit([{ op: "board", name: truncated(name.trim(), BOARD_NAME) }], { history: false });
  }

  /** What is printed on this page; a step of mine, as it changes the picture that all work on. @param {Paper} paper */
  setPaper(paper) {
    this.commit([{ op: "page", page: this.page.value, paper }]);
  }

  /** Connects again at once, or finds out whether the connection is still alive. */
  tryNow() {
    this.#connection.tryNow();
  }

  /** Somebody uses this page and no other. */
  used() {
    this.#connection.markUsed();
  }

  /** The page ends. */
  leave() {
    this.#connection.leave();
  }

  /** The browser says that there is no network. */
  doubtConnection() {
    this.#connection.checkAlive();
  }

  /** @param {Event} event */
  #onEvent(event) {
    switch (event.kind) {
      case "applied":
        this.#history.applied(event.edit);
        this.#recordClears(event.edit, event.removed);
        break;
      case "refused":
        this.#onRefused(event.edit, event.code);
        break;
      case "order-lost":
      case "sent":
        this.notices.set(event);
        break;
    }
  }

  /** @param {LoggedEdit} edit @param {number} count  shapes that it took away */
  #recordClears({ author, tag, n, ops }, count) {
    for (const op of ops) {
      if (op.op !== "restore") continue;
      const named = { tag: op.tag ?? tag, n: op.n };
      const key = `${named.tag}.${named.n}`;
      this.#restoredIds.set(
        key,
        new Set([...(this.#restoredIds.get(key) ?? []), ...idsReturned(op)]),
      );
      if (this.#openClears.delete(key)) this.notices.set({ kind: "restored", ...named });
    }
    // What was cleared before I came is no news, nor is what I did in another window.
    const person = this.peers.list.value.find((other) => other.author === author);
    const isMine = author === this.view.author || person?.me === true;
    const isOld = this.status.value.state === "loading";
    if (!isOld) this.#notifyBroughtBack({ tag, ops }, { isMine, name: person?.name ?? null });
    if (isOld || count === 0 || !ops.some(({ op }) => op === "clear")) return;
    this.#openClears.add(`${tag}.${n}`);
    if (isMine) return;
    this.notices.set({ kind: "cleared", name: person?.name ?? null, count, tag, n });
  }

  /**
   * An undo of one's own needs no words; what is brought back from the list surprises a class.
   * @param {Pick<LoggedEdit, "tag" | "ops">} edit @param {{isMine: boolean, name: string | null}} who
   */
  #notifyBroughtBack({ tag, ops }, who) {
    for (const op of ops) {
      if (op.op !== "restore" || (op.tag ?? tag) === tag) continue;
      this.notices.set({ kind: "brought-back", ...who, count: op.shapes?.length ?? 0 });
    }
  }

  /** @param {PendingEdit} edit @param {string} code */
  #onRefused(edit, code) {
    const isOwn = edit.tag === this.#connection.tag;
    if (isOwn && this.#history.refused(edit, code)) return;
    this.notices.set({
      kind: "refused",
      code,
      n: edit.n,
      tryAgain: () => this.commit(isOwn ? edit.ops : withOwnIds(edit, () => this.newId())),
      copyText: textOf(edit.ops),
    });
  }

  #updateRights() {
    const { role, isFull } = this.#connection;
    const draw = role !== "viewer" && !isFull && this.status.value.state !== "stopped";
    const now = this.rights.value;
    if (now.role !== role || now.draw !== draw) this.rights.set({ role, draw });
  }
}

/** @param {{x: number, y: number}} point @returns {[number, number]} */
function toUnits({ x, y }) {
  return [Math.round(x), Math.round(y)];
}

/** What of refused work can be taken elsewhere: what was written, else the shapes. @param {readonly Op[]} ops */
function textOf(ops) {
  const texts = ops.map((op) => {
    if (op.op === "add") return op.shape.text;
    return op.op === "set" ? op.text : null;
  });
  const written = texts.filter((text) => text != null && text !== "");
  return written.length > 0 ? written.join("\n") : JSON.stringify(ops);
}
