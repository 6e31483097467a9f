/**
 * The facade for tools and UI: the shown board, and every action of this person on it.
 */

import { BOARD_NAME, NAME } from "../model/limits.js";
import { isLocked } from "../model/more.js";
import { truncated } from "../model/names.js";
import { Signal } from "../platform/signal.js";
import { batchOps, withOwnIds } from "./batch_ops.js";
import { Connectors } from "./connectors.js";
import { Groups } from "./groups.js";
import { History } from "./history.js";
import { Notices } from "./notices.js";
import { Pages } from "./pages.js";
import { RemovalNotices } from "./removal_notices.js";
import { Selection } from "./selection.js";
import { SelectionFrame } from "./selection_frame.js";
import { Strokes } from "./strokes.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../model/reduce.js").Op} Op */
/** @typedef {import("../model/kinds.js").Paper} Paper */
/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("../sync/connection.js").Connection} Connection */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("../sync/connection.js").Event} Event */
/** @typedef {import("../sync/live_sender.js").DraftContent} DraftContent */
/** @typedef {import("../sync/edit_queue.js").PendingEdit} PendingEdit */
/** The style of a tool. @typedef {import("../model/styles.js").WireStyle} Style */
/**
 * - `history`: false for settings, which are not undone.
 * - `after`: joins the history entry of that edit while it is the latest one.
 * - `upto`: refused when somebody else has changed the same register since (SPEC O4).
 * - `onRefused`: handles the refusal of the last edit instead of a notice; returns whether it did.
 * @typedef {{history?: boolean, after?: number, upto?: number, onRefused?: (code: string) => boolean}} CommitOptions
 */
/**
 * A text that a field shows.
 * @typedef {object} Writing
 * @property {string} id  of its shape, which may not be on the board yet
 * @property {import("../model/style_fields.js").Styled} styled
 * @property {(style: Style) => void} restyle
 * @property {() => void} end  commits and closes it
 */
/** Whether this person may draw now, and if not `why`: the role, the mode of the lesson, a full queue, or a stopped page. @typedef {{role: "owner" | "editor" | "viewer", draw: boolean, why: "role" | "mode" | "full" | "stopped" | null}} Rights */
/** @typedef {"duplicated" | "connected" | "selected" | "copied" | "cut" | "removed" | "locked" | "unlocked" | "pasted" | "to-front" | "forward" | "backward" | "to-back"} Arrangement */
/**
 * A notice for this person; `name` is null for an unknown person.
 * - `refused`: an edit was rolled back.
 * - `undo-changed`: an undo left out `dropped` parts that somebody else had changed.
 * - `undo-waits`: an undo waits for changes that are not saved yet, or left out an order of painting that is not.
 * - `undo-gone`: edits of earlier page loads cannot be undone, because the server no longer has the log since then.
 * - `order-lost`: the server's log was set back, and `sent` edits were sent again.
 * - `sent`: all edits made offline are saved.
 * - `cleared`: somebody else cleared or deleted a page; `place` is the one that it has or had in the list, from 1.
 * - `page-back`: somebody who had not heard of its deletion drew on a page, so it is listed again.
 * - `page-limit`: the board has as many pages as it may have.
 * - `page-too-large`: a page has too many shapes to be duplicated.
 * - `page-waits`: a page is duplicated once all its shapes are loaded.
 * - `printed-page`: the browser has printed the shown page of several.
 * - `restored`: the shapes of that clear are back.
 * - `brought-back`: somebody restored `count` shapes that another page load had cleared.
 * - `copy-limit`: the selection is too much to be copied at once.
 * - `copy-by-key`: the browser does not let a button copy.
 * - `paste`: the clipboard has nothing for this board, or only some of it.
 * - `order-waits`: a step in the order of painting needs the place of a shape that is not saved yet.
 * - `locked`: all that a command would change is locked.
 * - `arranged`: a command has selected or changed `count` shapes, and `loose` lines have lost a shape at one of their ends;
 *   only the screen reader tells.
 * - `selecting`: what a further command on the selection has done to `count` things, or why it could not.
 * @typedef {{kind: "refused", code: string, n: number, tryAgain: () => void, copyText: string}
 *   | {kind: "undo-changed", undone: number, dropped: number}
 *   | {kind: "undo-waits" | "undo-gone" | "copy-limit" | "copy-by-key" | "order-waits" | "locked"}
 *   | {kind: "paste", why: "unreadable" | "drawing" | "long-text" | "nothing" | "by-key"}
 *   | {kind: "arranged", what: Arrangement, count: number, loose?: number}
 *   | {kind: "selecting", why: import("./notices.js").Selecting, count?: number}
 *   | {kind: "order-lost", sent: number}
 *   | {kind: "sent", count: number}
 *   | {kind: "cleared", name: string | null, count: number, tag: string, n: number, page: number, place: number, isDeleted: boolean}
 *   | {kind: "page-back", isMine: boolean, name: string | null, page: number}
 *   | {kind: "page-limit" | "page-too-large" | "page-waits" | "printed-page"}
 *   | {kind: "restored", tag: string, n: number}
 *   | {kind: "brought-back", isMine: boolean, name: string | null, count: number}} Notice
 */

export class Editor {
  camera;
  selection = new Selection();
  /** The shown page. */
  page = new Signal(1);
  /** Id of the chosen tool. */
  tool = new Signal("pen");
  /** Whether a tool for shapes stays chosen after a shape. */
  keepsTool = new Signal(false);
  /** Whether shapes snap to others while they are moved, drawn or resized. */
  snaps = new Signal(true);
  /** @type {Signal<Style>} */
  style;
  /** A change of style that a tool takes over, because the person has given it to shapes of its kind. @type {Signal<{tool: string, change: (style: Style) => Style} | null>} */
  learned = new Signal(
    /** @type {{tool: string, change: (style: Style) => Style} | null} */ (null),
  );
  /** @type {Signal<Rights>} */
  rights = new Signal(/** @type {Rights} */ ({ role: "editor", draw: true, why: null }));
  /** @type {Notices<Notice>} */
  notices = new Notices();
  /** Asks the page to open a text for writing: a new shape, or a copy of the one on the board. @type {Signal<NewShape | null>} */
  toWrite = new Signal(/** @type {NewShape | null} */ (null));
  /** The text that is being written; its shape is painted without it meanwhile. @type {Signal<Writing | null>} */
  writing = new Signal(/** @type {Writing | null} */ (null));
  /** The shown board; read only. */
  view;
  /** Groups the shapes of long strokes. */
  strokes;
  groups;
  /** The frame around the selection. */
  selectionFrame;
  /** Lets bound ends of lines follow. */
  connectors;
  /** The shapes that were selected when a drawing tool was chosen; an arrow that the Enter key makes connects them. @type {readonly string[]} */
  toConnect = [];
  /** Measures texts; null until the page has loaded how. @type {import("../model/transform.js").FitText | null} */
  fitText = null;
  /** Images whose pictures this page sends, as they are shown meanwhile. */
  uploads = new Signal(/** @type {readonly import("../model/preview.js").ShapePreview[]} */ ([]));
  status;
  peers;
  /** Persists this page's pending edits and board state. */
  offlineStore;
  #connection;
  #history;
  #lastId = 0;
  /** Handlers of refusals, by the number of the edit, until it is in the log. @type {Map<number, (code: string) => boolean>} */
  #onRefusedOf = new Map();
  #removals;

  /** @param {Connection} connection @param {{camera: Camera, style: Style}} initial  the camera, and the style of the pen */
  constructor(connection, { camera, style }) {
    this.#connection = connection;
    this.camera = camera;
    this.view = connection.replica;
    this.pages = new Pages(this.view, this.page);
    this.strokes = new Strokes(this.view);
    this.groups = new Groups(this);
    this.selectionFrame = new SelectionFrame(this);
    this.connectors = new Connectors(this.view, {
      tag: connection.tag,
      maySet: (line) => this.rights.value.draw && !isLocked(line),
      submit: (ops, upto) => connection.submit(ops, upto),
    });
    this.status = connection.status;
    this.peers = connection.peers;
    this.offlineStore = connection.offlineStore;
    this.lesson = connection.lesson;
    this.attention = connection.attention;
    this.announcements = connection.announcements;
    /** The loaded share of the board, null when nothing is loading. */
    this.arrived = connection.boardLoader.progress;
    this.style = new Signal(style);
    this.#history = new History({
      view: connection.replica,
      tag: connection.tag,
      ...connection.clocks,
      submit: (ops, upto) => connection.submit(ops, upto),
      following: (ops) => this.connectors.following(ops),
      readLog: (position) => connection.readLog(position),
      isReady: () => connection.status.value.state !== "loading" && this.view.board.isWhole,
      isOffline: () => connection.status.value.state === "offline",
      reportGone: () => this.notices.set({ kind: "undo-gone" }),
      report: ({ undone, dropped, waiting }) => {
        if (dropped > 0) this.notices.set({ kind: "undo-changed", undone, dropped });
        if (waiting > 0) this.notices.set({ kind: "undo-waits" });
      },
    });
    this.#removals = new RemovalNotices(this);
    connection.events.subscribe((event) => {
      if (event !== null) this.#onEvent(event);
    });
    connection.offlineStore.openHistory = () => this.#history.open();
    connection.status.subscribe(() => {
      this.#updateRights();
      this.#history.boardReady();
      this.connectors.check();
    });
    this.view.subscribe(({ reset, changes }) => {
      const hasRemoval = changes.some(({ after }) => after === null);
      if (reset || hasRemoval) this.selection.prune((id) => this.view.shape(id) !== undefined);
    });
    this.page.subscribe((page) => {
      this.writing.value?.end();
      this.selection.clear();
      connection.setPresence({ page, cursor: null });
      this.peers.turnMe(page);
    });
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  /** Makes an id for a new shape. */
  newId() {
    this.#lastId += 1;
    return `${this.#connection.tag}.${this.#lastId}`;
  }

  /**
   * Commits the ops of one gesture: as one or more edits, and as one step of undo.
   * @param {readonly Op[]} ops  at least one
   * @param {CommitOptions} [options]
   * @returns {number} number of the last edit
   */
  commit(ops, { history = true, onRefused, ...options } = {}) {
    if (history) {
      const n = this.#history.commit(ops, options);
      if (onRefused !== undefined) this.#onRefusedOf.set(n, onRefused);
      return n;
    }
    let last = 0;
    for (const edit of batchOps(ops)) last = this.#connection.submit(edit);
    return last;
  }

  /** Sends the running gesture to the others. @param {DraftContent} content */
  draft(content) {
    this.#connection.draft(content);
  }

  /** @param {number | null} n  number of the edit that the gesture became, null when it was cancelled */
  endDraft(n) {
    this.#connection.endDraft(n);
  }

  undo() {
    if (this.rights.value.draw) this.pages.follow(() => this.#history.undo());
  }

  redo() {
    if (this.rights.value.draw) this.pages.follow(() => this.#history.redo());
  }

  /** The tag of this page load's edits. */
  get tag() {
    return this.#connection.tag;
  }

  /** Clears everything on the page that this person has seen. @returns {number} for `restore` */
  clearPage() {
    return this.commit([{ op: "clear", page: this.page.value, upto: this.view.board.head }]);
  }

  /** Restores what one of this page's edits removed. @param {number} n */
  restore(n) {
    this.pages.follow(() => {
      if (!this.#history.undoRemoval(n)) this.commit([{ op: "restore", n }]);
    });
  }

  /** Restores what any edit removed, as a step of this person's history. @param {{tag: string, n: number}} edit */
  bringBack(edit) {
    this.#history.bringBack(edit);
  }

  /** Whether everything that an edit removed is known to be on the board. @param {{tag: string, n: number}} edit */
  isBack(edit) {
    return this.#removals.isBack(edit);
  }

  /** The gestures of others, and what this page sends, as previews. */
  drafts() {
    const previews = this.uploads.value;
    const drafts = this.peers.drafts();
    return previews.length === 0 ? drafts : [...drafts, { peer: 0, g: 0, colour: "", previews }];
  }

  /** Shows the others where this person points. @param {{x: number, y: number} | null} boardPoint  units */
  pointAt(boardPoint) {
    /** @type {[number, number] | null} */
    const cursor =
      boardPoint === null ? null : [Math.round(boardPoint.x), Math.round(boardPoint.y)];
    this.#connection.setPresence({ cursor, page: this.page.value });
  }

  /** Sets this person's name. @param {string} name */
  rename(name) {
    this.#connection.rename(truncated(name.trim(), NAME));
  }

  /** @param {string} name */
  renameBoard(name) {
    this.commit([{ op: "board", name: truncated(name.trim(), BOARD_NAME) }], { history: false });
  }

  /** Sets the paper of the shown page. It can be undone, because it changes what everybody sees. @param {Paper} paper */
  setPaper(paper) {
    this.commit([{ op: "page", page: this.page.value, paper }]);
  }

  /** Reconnects at once, or checks that the connection is alive. */
  tryNow() {
    this.#connection.tryNow();
  }

  /** Marks this page as the one in use. */
  used() {
    this.#connection.markUsed();
  }

  /** Leaves the board; the page is unloading. */
  leave() {
    this.#connection.leave();
  }

  /** Checks the connection, because the browser reports no network. */
  doubtConnection() {
    this.#connection.checkAlive();
  }

  /** @param {Event} event */
  #onEvent(event) {
    switch (event.kind) {
      case "applied":
        if (event.edit.tag === this.tag) this.#onRefusedOf.delete(event.edit.n);
        this.#removals.applied(event.edit, event.removed, this.#history.applied(event));
        if (event.isMine) this.connectors.logged(event);
        break;
      case "refused":
        this.#onRefused(event);
        break;
      case "order-lost":
      case "sent":
        this.notices.set(event);
        break;
    }
  }

  /** @param {{edit: PendingEdit, code: string, isKept: boolean}} refusal */
  #onRefused({ edit, code, isKept }) {
    const isOwn = edit.tag === this.#connection.tag;
    if (this.connectors.refused(edit, code) || this.#history.refused(edit, code)) return;
    const handle = isOwn ? this.#onRefusedOf.get(edit.n) : undefined;
    this.#onRefusedOf.delete(edit.n);
    if (isKept || handle?.(code) === true) return;
    this.notices.set({
      kind: "refused",
      code,
      n: edit.n,
      tryAgain: () => this.commit(isOwn ? edit.ops : withOwnIds(edit, () => this.newId())),
      copyText: textOf(edit.ops),
    });
  }

  #updateRights() {
    const { role, forbidden, isFull } = this.#connection;
    const isStopped = this.status.value.state === "stopped";
    const why = isStopped ? "stopped" : (forbidden ?? (isFull ? "full" : null));
    const now = this.rights.value;
    if (now.role !== role || now.why !== why) this.rights.set({ role, draw: why === null, why });
  }
}

/** The text of refused work to copy elsewhere: its texts, else its ops as JSON. @param {readonly Op[]} ops */
function textOf(ops) {
  const texts = ops.map((op) => {
    if (op.op === "add") return op.shape.text;
    return op.op === "set" ? op.text : null;
  });
  const written = texts.filter((text) => text != null && text !== "");
  return written.length > 0 ? written.join("\n") : JSON.stringify(ops);
}
