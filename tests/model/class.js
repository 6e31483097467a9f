// A miniature class: a server that only orders, clients with replicas, and queues of messages between them. No clock: the
// test decides what happens next.

import { Board } from "../../static/js/model/board.js";
import { pageToWire } from "../../static/js/model/pages.js";
import { editKey } from "../../static/js/model/pending.js";
import { Replica } from "../../static/js/model/replica.js";
import { toWire } from "../../static/js/model/shape.js";
import { someBring, someOp } from "./drawing.js";

/** @typedef {import("../../static/js/model/pending.js").PendingEdit} PendingEdit */
/** @typedef {import("../../static/js/model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/model/shape.js").WireShape} WireShape */
/** @typedef {import("./seeded.js").Seeded} Seeded */
/** A message to a client. @typedef {{log: LoggedEdit, seq: number} | {nack: number} | {resync: Board, last: number}} Delivery */

const EVERYWHERE = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };
const PAGES = [1, 2];

/** Tag of the edits that the server makes itself. */
const BRINGER = "00000000000000ee";

export class Pupil {
  replica = new Replica();
  /** Edits in transit to the server. @type {PendingEdit[]} */
  outbox = [];
  /** Messages in transit from the server. @type {Delivery[]} */
  inbox = [];
  tag;
  #chance;
  #n = 0;
  #shapes = 0;

  /** @param {string} tag @param {Seeded} chance */
  constructor(tag, chance) {
    this.tag = tag;
    this.#chance = chance;
  }

  draw() {
    const shapes = PAGES.flatMap((page) => this.replica.query(EVERYWHERE, page));
    const known = {
      ids: shapes.map(({ id }) => id),
      shapeOf: (/** @type {string} */ id) => this.replica.shape(id),
      newId: () => {
        this.#shapes += 1;
        return `${this.tag}.${this.#shapes}`;
      },
      head: this.replica.board.head,
    };
    const ops = Array.from({ length: this.#chance.within(1, 3) }, () =>
      someOp(this.#chance, known),
    );
    if (this.#n > 0 && this.#chance.chance(8)) {
      ops.push({ op: "restore", n: this.#chance.within(Math.max(1, this.#n - 4), this.#n) });
    }
    this.#n += 1;
    const edit = { tag: this.tag, n: this.#n, ops };
    this.replica.addPending(edit);
    this.outbox.push(edit);
  }

  receive() {
    const message = this.inbox.shift();
    if (message === undefined) return;
    if ("log" in message) this.replica.advance(message.log, message.seq);
    else if ("nack" in message) this.replica.dropPending(this.tag, message.nack);
    else {
      this.replica.replaceBoard(message.resync);
      this.replica.dropPendingUpTo(this.tag, message.last);
    }
  }
}

export class Server {
  board = new Board();
  tally = { stored: 0, refused: 0, resyncs: 0, restored: 0, brought: 0 };
  #pupils;
  #chance;
  /** Removed shapes by edit. @type {Map<string, WireShape[]>} */
  #removed = new Map();
  /** Highest number decided, by tag. @type {Map<string, number>} */
  #last = new Map();

  /** @param {readonly Pupil[]} pupils @param {Seeded} chance */
  constructor(pupils, chance) {
    this.#pupils = pupils;
    this.#chance = chance;
  }

  /** Takes one edit of a pupil: stores it and sends it to all, or refuses it. @param {Pupil} pupil */
  take(pupil) {
    const edit = pupil.outbox.shift();
    if (edit === undefined) return;
    this.#last.set(edit.tag, edit.n);
    const ops = edit.ops.map((op) => this.#filledIn(op, edit.tag));
    if (this.#chance.chance(5) || ops.includes(null)) {
      this.tally.refused += 1;
      pupil.inbox.push({ nack: edit.n });
      return;
    }
    const author = this.#pupils.indexOf(pupil) + 1;
    this.#append({ author, tag: edit.tag, n: edit.n, at: 0, ops: ops.filter((op) => op !== null) });
  }

  /** Puts shapes of several authors on the board, some of them under ids that are there. */
  bring() {
    this.tally.brought += 1;
    const n = this.tally.brought;
    const there = [...this.board.shapes.keys()];
    const ids = [`${BRINGER}.${n}`, ...(there.length > 0 ? [this.#chance.pick(there)] : [])];
    this.#append({ author: 1, tag: BRINGER, n, at: 0, ops: [someBring(this.#chance, ids)] });
  }

  /** @param {LoggedEdit} log */
  #append(log) {
    const seq = this.board.head + 1;
    const { removed } = this.board.advance(log, seq);
    this.#removed.set(
      editKey(log.tag, log.n),
      removed.map((shape) => toWire(shape, this.board.pool)),
    );
    this.tally.stored += 1;
    // As JSON, so that no two replicas share an object.
    for (const other of this.#pupils)
      other.inbox.push({ log: JSON.parse(JSON.stringify(log)), seq });
  }

  /** Drops the messages in transit to a pupil and sends the whole board instead. @param {Pupil} pupil */
  resync(pupil) {
    this.tally.resyncs += 1;
    const { board } = this;
    const pages = [...board.pages.values()].map(pageToWire);
    const shapes = [...board.shapes.values()].map((shape) => toWire(shape, board.pool));
    const copy = Board.fromSnapshot({
      seq: board.head,
      at: board.at,
      name: board.name,
      pages,
      shapes,
    });
    pupil.inbox = [{ resync: copy, last: this.#last.get(pupil.tag) ?? 0 }];
  }

  /** @param {Op} op @param {string} tag @returns {Op | null}  null when it would restore nothing */
  #filledIn(op, tag) {
    if (op.op !== "restore") return op;
    const shapes = this.#removed.get(editKey(tag, op.n)) ?? [];
    if (shapes.length === 0) return null;
    this.tally.restored += 1;
    return { ...op, tag, shapes: shapes.filter(({ id }) => !this.board.shapes.has(id)) };
  }
}
