// How the leftovers of closed pages are sent and decided.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Backlog } from "../../static/js/sync/backlog.js";
import { EditQueue, MAX_BYTES, MAX_EDITS } from "../../static/js/sync/edit_queue.js";
import { Submissions } from "../../static/js/sync/submissions.js";

/** @typedef {import("../../static/js/model/reduce.js").Op} Op */
/** @typedef {import("../../static/js/sync/edit_queue.js").PendingEdit} PendingEdit */

const OWN = "00000000000000aa";
const LEFT = "00000000000000bb";
const LATER = "00000000000000cc";

/** @param {string} tag @param {number} n @param {number} [upto] @returns {PendingEdit} */
function edit(tag, n, upto) {
  /** @type {Op[]} */
  const ops = [{ op: "del", id: `${tag}.${n}` }];
  const json = JSON.stringify({ ops, upto });
  return { tag, n, ops, upto, json, bytes: json.length };
}

/** A backlog with leftovers, welcomed. @param {Record<string, number[]>} leftovers  numbers by tag */
function backlogWith(leftovers) {
  const queue = new EditQueue();
  const backlog = new Backlog(OWN, queue);
  for (const [tag, numbers] of Object.entries(leftovers)) {
    queue.load(numbers.map((n) => edit(tag, n)));
    backlog.adopt(tag, 0);
  }
  backlog.opened();
  backlog.resume({ last: 0, head: 0, hasSkipped: false, isLost: false }, 0);
  return { queue, backlog };
}

/** @param {Backlog} backlog @returns {{tag?: string, first: number, count: number}[]} */
function sent(backlog) {
  return backlog.takeMessages().map((text) => {
    const { tag, first, edits } = JSON.parse(text);
    return { ...(tag === undefined ? {} : { tag }), first, count: edits.length };
  });
}

test("[E7] [K3] leftovers go first, oldest page first, and own edits after all of them", () => {
  const { backlog } = backlogWith({ [LEFT]: [4, 5], [LATER]: [1] });
  backlog.add([{ op: "del", id: `${OWN}.1` }]);
  assert.equal(backlog.waiting, 4);
  assert.deepEqual(sent(backlog), [{ tag: LEFT, first: 4, count: 2 }]);
  assert.deepEqual(sent(backlog), [], "until they are decided nothing else goes");
  backlog.of(LEFT)?.logged(4, 0);
  assert.deepEqual(sent(backlog), []);
  backlog.of(LEFT)?.logged(5, 0);
  assert.deepEqual(sent(backlog), [{ tag: LATER, first: 1, count: 1 }]);
  backlog.of(LATER)?.logged(1, 0);
  assert.deepEqual(sent(backlog), [{ first: 1, count: 1 }]);
});

test("[E7] a gap in leftovers is filled with empty edits", () => {
  const { backlog } = backlogWith({ [LEFT]: [2, 4] });
  const [text = ""] = backlog.takeMessages();
  const { first, edits } = JSON.parse(text);
  assert.deepEqual([first, edits.length, edits[1]], [2, 3, { ops: [] }]);
  assert.deepEqual(backlog.of(LEFT)?.refused(3, "invalid"), []);
});

test("[E7] [E9] the log passes over no leftovers: the rest may be stored already", () => {
  const { backlog } = backlogWith({ [LEFT]: [1, 2, 3] });
  backlog.takeMessages();
  assert.deepEqual(backlog.of(LEFT)?.logged(3, 0), []);
  backlog.of(LEFT)?.acked({ last: 2, seq: 9 }, 0);
  assert.deepEqual(backlog.resolveUpTo(8).uncertain, []);
  const { uncertain, refused, passedOver } = backlog.resolveUpTo(9);
  assert.deepEqual(
    uncertain.map(({ n }) => n),
    [1, 2],
  );
  assert.deepEqual([refused, passedOver, backlog.waiting], [[], [], 0]);
});

test("[E10] a refused leftover is reported", () => {
  const { backlog } = backlogWith({ [LEFT]: [1, 2] });
  backlog.takeMessages();
  const [refusal] = backlog.of(LEFT)?.refused(1, "role") ?? [];
  assert.deepEqual([refusal?.edit.tag, refusal?.edit.n, refusal?.code], [LEFT, 1, "role"]);
  assert.equal(backlog.waiting, 1);
});

test("[E8] [E7] after a cut leftovers are sent again from the first pending one", () => {
  const { backlog } = backlogWith({ [LEFT]: [1, 2, 3] });
  backlog.takeMessages();
  backlog.of(LEFT)?.logged(1, 0);
  backlog.opened();
  backlog.resume({ last: 0, head: 1, hasSkipped: false, isLost: false }, 0);
  assert.deepEqual(sent(backlog), [{ tag: LEFT, first: 2, count: 2 }]);
});

test("[C12] [E7] leftovers that were lost with the order are sent again, except undo", () => {
  const queue = new EditQueue();
  const backlog = new Backlog(OWN, queue);
  queue.load([edit(LEFT, 1), edit(LEFT, 2, 5), edit(LEFT, 3)]);
  backlog.adopt(LEFT, 0);
  for (const n of [1, 2, 3]) backlog.of(LEFT)?.logged(n, 1000);
  assert.equal(backlog.waiting, 0);
  backlog.opened();
  const place = { last: 0, head: 0, hasSkipped: true, isLost: true };
  const { lost, discarded } = backlog.resume(place, 60_000);
  assert.deepEqual([lost.map(({ n }) => n), discarded], [[1, 3], 1]);
  const [text = ""] = backlog.takeMessages();
  assert.deepEqual([JSON.parse(text).first, JSON.parse(text).tag], [1, LEFT]);
});

test("[E11] leftovers and own edits share the limit of unanswered edits", () => {
  const { queue, backlog } = backlogWith({});
  for (let at = 0; at < 200; at += 1) backlog.add([{ op: "del", id: `${OWN}.1` }]);
  assert.deepEqual(sent(backlog), [{ first: 1, count: 200 }]);
  queue.load(Array.from({ length: 100 }, (_, at) => edit(LEFT, at + 1)));
  backlog.adopt(LEFT, 0);
  assert.deepEqual(sent(backlog), [{ tag: LEFT, first: 1, count: 56 }]);
});

test("[K2] edits that another page takes back are not shown or sent here any more", () => {
  const { queue, backlog } = backlogWith({ [LEFT]: [1, 2] });
  assert.deepEqual(
    backlog.disown(LEFT).map(({ n }) => n),
    [1, 2],
  );
  assert.deepEqual([backlog.waiting, queue.editsOf(LEFT), sent(backlog)], [0, [], []]);
  assert.equal(backlog.takeReturned(), 0);
});

test("sent leftovers are counted once all of them are in the log", () => {
  const { backlog } = backlogWith({ [LEFT]: [1, 2] });
  assert.equal(backlog.takeReturned(), 0);
  for (const n of [1, 2]) backlog.of(LEFT)?.logged(n, 0);
  assert.equal(backlog.takeReturned(), 2);
  assert.equal(backlog.takeReturned(), 0);
});

test("[K4] the queue is full at 20,000 edits or 32 MiB, of all tags together", () => {
  const queue = new EditQueue();
  for (let n = 1; n < MAX_EDITS; n += 1) queue.load([edit(n % 2 === 0 ? OWN : LEFT, n)]);
  assert.equal(queue.isFull, false);
  queue.add(edit(OWN, MAX_EDITS));
  assert.equal(queue.isFull, true);
  queue.removeTag(LEFT);
  assert.equal(queue.isFull, false);
  queue.add({ ...edit(OWN, MAX_EDITS + 1), bytes: MAX_BYTES });
  assert.equal(queue.isFull, true);
  queue.remove(OWN, MAX_EDITS + 1);
  assert.equal(queue.isFull, false);
});

test("[E1] a listener of the queue is called for each change, and not for loaded edits", () => {
  const queue = new EditQueue();
  /** @type {string[]} */
  const heard = [];
  queue.listen({
    added: ({ n }) => heard.push(`+${n}`),
    removed: ({ n }) => heard.push(`-${n}`),
  });
  queue.load([edit(LEFT, 7)]);
  const own = new Submissions(OWN, queue);
  own.add([{ op: "del", id: `${OWN}.1` }]);
  queue.remove(OWN, 1);
  queue.remove(LEFT, 7);
  assert.deepEqual(heard, ["+1", "-1", "-7"]);
});
