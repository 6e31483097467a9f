// The ways that pages of the simulator went (tests/it/sim.rs), gone by the client's own session and
// replica: they must send the same, wait for the same, and show the same.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Board } from "../../static/js/model/board.js";
import { Replica } from "../../static/js/model/replica.js";
import { EditQueue } from "../../static/js/sync/edit_queue.js";
import { ReplicaUpdater } from "../../static/js/sync/replica_updater.js";
import { Session } from "../../static/js/sync/session.js";
import { LOST } from "../../static/js/sync/submissions.js";

/** @typedef {import("../../static/js/model/board.js").Snapshot} Snapshot */
/** @typedef {import("../../static/js/sync/edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("../../static/js/sync/effects.js").Effect} Effect */
/** One step as the file has it. @typedef {Record<string, any>} Step */
/** @typedef {{seed: number, person: string, tag: string, steps: Step[], end: Step}} Trace */

const FOLDER = new URL("../vectors/traces/", import.meta.url);

/** Events that some trace must contain, so that the test proves something. */
const KINDS = ["start", "opened", "received", "closed", "manifest", "board", "made", "tick"];

/** A page without a world: it is told what happened and does what the session says. */
class Page {
  replica = new Replica();
  random = 0;
  /** @type {unknown[]} */
  sent = [];
  /** @type {Map<number, string>} */
  refused = new Map();
  ordersLost = 0;
  /** The board of the last manifest. @type {Snapshot} */
  #found = { seq: 0, at: 0, name: "", pages: [], shapes: [] };

  /** @param {Trace} trace */
  constructor({ person, tag }) {
    this.tag = tag;
    const random = () => this.random;
    this.session = new Session({ person, tag, name: "", queue: new EditQueue(), random });
    this.updater = new ReplicaUpdater(this.replica, tag);
  }

  /** @param {Step} step */
  take(step) {
    this.random = step.random;
    this.sent = [];
    this.#tell(step);
    for (let effects = this.session.takeEffects(); effects.length > 0; ) {
      for (const effect of effects) this.#perform(effect);
      effects = this.session.takeEffects();
    }
  }

  get state() {
    return {
      hash: createHash("sha256").update(this.replica.canonical()).digest("hex"),
      seq: this.replica.board.head,
      pending: this.replica.pending.map(({ n }) => n).sort((a, b) => a - b),
      refused: [...this.refused].sort(([a], [b]) => a - b),
      lost: this.ordersLost,
    };
  }

  /** @param {Step} step */
  #tell({ do: what, now, ...step }) {
    const { session } = this;
    if (what === "start") session.start(now);
    else if (what === "opened") session.opened(now);
    else if (what === "received") session.received(JSON.stringify(step.message), now);
    else if (what === "closed") session.closed(step.code, now);
    else if (what === "manifest") this.#foundManifest(step.board, now);
    else if (what === "failed") session.loadFailed("network", now);
    else if (what === "tick") session.tick(now);
    else if (what === "made") {
      const { n } = session.submit(step.ops, step.upto ?? undefined, now);
      this.replica.addPending({ tag: this.tag, n, ops: step.ops });
      session.flush();
    } else {
      assert.equal(what, "board");
      if (!session.showsParts) this.replica.replaceBoard(Board.fromSnapshot(this.#found));
      session.boardLoaded(this.#found.seq, now);
    }
  }

  /** Its chunks come in the same moment, or later. @param {Snapshot} board @param {number} now */
  #foundManifest(board, now) {
    this.#found = board;
    this.session.manifestLoaded(board, now);
    if (this.session.showsParts) this.replica.replaceBoard(Board.fromSnapshot(board));
  }

  /** As `connection.js` does. @param {Effect} effect */
  #perform(effect) {
    if (effect.do === "send") this.sent.push(JSON.parse(effect.text));
    else if (effect.do === "apply") this.replica.advance(effect.edit, effect.seq);
    else if (effect.do === "drop-pending") this.updater.dropPending(effect);
    else if (effect.do === "refused") this.#refuse(effect.edit.n, effect.code);
    else if (effect.do === "uncertain") this.#resolveUncertain(effect.edits);
    else if (effect.do === "restore-pending") this.updater.restorePending(effect.edits);
    else if (effect.do === "order-lost") this.ordersLost += 1;
  }

  /** @param {number} n @param {string} code */
  #refuse(n, code) {
    this.replica.dropPending(this.tag, n);
    this.refused.set(n, code);
  }

  /** @param {readonly PendingEdit[]} edits */
  #resolveUncertain(edits) {
    for (const edit of this.updater.resolveUncertain(edits)) {
      this.session.markMissing(edit);
      this.#refuse(edit.n, LOST);
    }
  }
}

const traces = readdirSync(FOLDER)
  .sort()
  .map((file) => /** @type {Trace} */ (JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"))));

test("[G2] [G3] [G4] [G5] [E8] [E9] [C6] [C12] pages go the ways that the simulator's pages went", () => {
  for (const trace of traces) {
    const page = new Page(trace);
    trace.steps.forEach((step, at) => {
      const where = `seed ${trace.seed}, step ${at}: ${step.do}`;
      page.take(step);
      assert.deepEqual(page.sent, step.sends ?? [], where);
      const wake = Number.isFinite(page.session.wakeAt) ? page.session.wakeAt : null;
      assert.equal(wake, step.wake, `${where}, when it wants to be woken`);
      if (step.state !== undefined) assert.deepEqual(page.state, step.state, where);
    });
    const { canonical, ...end } = trace.end;
    assert.deepEqual(page.state, end, `seed ${trace.seed}, end`);
    assert.deepEqual(JSON.parse(page.replica.canonical()), canonical, `seed ${trace.seed}, end`);
  }
  console.log(`tried: ${traces.length} traces of the simulator`);
});

test("the traces are enough and prove something", () => {
  assert.ok(traces.length >= 40);
  const steps = traces.flatMap((trace) => trace.steps);
  for (const kind of KINDS) {
    const count = steps.filter((step) => step.do === kind).length;
    assert.ok(count >= traces.length, `${kind}: ${count}`);
  }
  const told = steps.filter((step) => step.do === "received").map(({ message }) => message);
  for (const [kind, least] of /** @type {const} */ ([
    ["resync", 5],
    ["welcome", 40],
    ["nack", 40],
    ["ack", 5],
    ["hb", 5],
    ["log", 200],
  ])) {
    const count = told.filter((message) => message.t === kind).length;
    assert.ok(count >= least, `${kind}: ${count}`);
  }
  assert.ok(
    traces.some((trace) => trace.end.lost > 0),
    "the order is lost somewhere",
  );
});
