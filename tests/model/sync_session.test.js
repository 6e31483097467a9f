// The state machine of a connection by itself: the messages and effects that events lead to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FORM } from "../../static/js/model/known.js";
import {
  backoffMs,
  codeOfClose,
  ROLLED_BACK,
  reactionTo,
} from "../../static/js/sync/close_codes.js";
import { rectangle } from "./drawing.js";
import { mine, move, PERSON, Rig, TAG } from "./rig.js";

test("[H14] when another transport replaces this one, hello is sent there and pending edits again", () => {
  const rig = Rig.live();
  rig.submit(move(1));
  rig.submit(move(2));
  assert.deepEqual(rig.sent(), [1, 2]);
  rig.hear({ t: "log", seq: 1, edits: [mine(1, 5)] });
  rig.session.opened(rig.now);
  const [hello, ...rest] = rig.takeSent();
  assert.deepEqual([hello?.t, hello?.since, hello?.at, rest.length], ["hello", 1, 5, 0]);
  rig.hear({ t: "welcome", head: 1, at: 5, role: "editor", peer: 2, last: 1, peers: [], count: 1 });
  assert.deepEqual(rig.sent(), [2]);
  assert.equal(rig.session.status.state, "saving");
});

test("[C2] [C3] nothing is sent before hello, which waits for socket and manifest", () => {
  for (const socketFirst of [true, false]) {
    const rig = new Rig();
    rig.session.start(0);
    assert.deepEqual(
      rig.take().map((effect) => effect.do),
      ["load", "connect"],
    );
    rig.session.submit(move(1), undefined, 0);
    rig.session.flush();
    if (socketFirst) rig.session.opened(0);
    else rig.session.manifestLoaded({ seq: 7, at: 70 }, 0);
    assert.deepEqual(rig.takeSent(), []);
    if (socketFirst) rig.session.manifestLoaded({ seq: 7, at: 70 }, 0);
    else rig.session.opened(0);
    assert.deepEqual(rig.takeSent(), [
      { t: "hello", person: PERSON, tag: TAG, name: "Ada", since: 7, at: 70 },
    ]);
  }
});

test("[E1] [L1] edits are numbered from 1 and go out together", () => {
  const rig = Rig.live();
  rig.take();
  rig.session.submit(move(1), undefined, 0);
  rig.session.submit(move(2), 0, 0);
  rig.session.flush();
  assert.deepEqual(rig.takeSent(), [
    { t: "ops", first: 1, edits: [{ ops: move(1) }, { ops: move(2), upto: 0 }] },
  ]);
});

test("[E11] never more than 256 edits are unanswered", () => {
  const rig = Rig.live();
  rig.take();
  for (let at = 0; at < 600; at += 1) rig.submit(move(at));
  assert.equal(rig.sent().length, 256);
  rig.hear({ t: "log", seq: 1, edits: Array.from({ length: 100 }, (_, at) => mine(at + 1)) });
  assert.deepEqual([rig.sent().at(-1), rig.session.status.waiting], [356, 500]);
  rig.hear({ t: "nack", n: 101, code: "changed", retry: false });
  assert.deepEqual(rig.sent(), [357]);
});

test("[E11] [F1] nor more than 256 KiB, in messages that fit a frame", () => {
  const rig = Rig.live();
  rig.take();
  const points = Array.from({ length: 4000 }, () => 1234);
  const flat = Array.from({ length: 2000 }, () => 0);
  const shape = rectangle(`${TAG}.1`, {
    kind: "ink",
    geometry: { points, pressure: flat, time: flat },
  });
  for (let at = 0; at < 40; at += 1) rig.submit([{ op: "add", shape }]);
  const texts = rig.take().flatMap((effect) => (effect.do === "send" ? [effect.text] : []));
  const bytes = texts.map((text) => new TextEncoder().encode(text).length);
  assert.ok(bytes.every((size) => size <= 64 * 1024));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  assert.ok(total > 200 * 1024 && total <= 256 * 1024 + 1024, `${total}`);
});

test("[E4] [E5] a missing number is sent again with all above it, a refused one is skipped", () => {
  const rig = Rig.live();
  rig.take();
  for (let at = 1; at <= 5; at += 1) rig.submit(move(at));
  rig.take();
  rig.hear({ t: "nack", n: 2, code: "quota", retry: false });
  assert.deepEqual(rig.sent(), []);
  rig.hear({ t: "nack", n: 3, code: "gap", retry: true });
  assert.deepEqual(rig.sent(), [3, 4, 5]);
});

test("[E4] a number that was refused before is filled with an empty edit", () => {
  const rig = Rig.live();
  for (let at = 1; at <= 4; at += 1) rig.submit(move(at));
  rig.take();
  rig.hear({ t: "nack", n: 2, code: "quota", retry: false });
  rig.hear({ t: "nack", n: 1, code: "gap", retry: true });
  const [message] = rig.takeSent();
  assert.equal(message?.first, 1);
  assert.deepEqual(message?.edits[1], { ops: [] });
  assert.equal(message?.edits.length, 4);
});

test("[E8] on return everything above last is sent, and the log is requested from where it ended", () => {
  const rig = Rig.live();
  for (let at = 1; at <= 4; at += 1) rig.submit(move(at));
  rig.hear({ t: "log", seq: 1, edits: [mine(1, 11)] });
  rig.close(1006);
  rig.take();
  rig.reopen({ head: 2, at: 12, last: 2 });
  const said = rig.takeSent();
  assert.deepEqual([said[0]?.since, said[0]?.at], [1, 11]);
  assert.deepEqual([said[1]?.first, said[1]?.edits.length], [3, 2]);
  rig.hear({ t: "log", seq: 2, edits: [mine(2, 12)] });
  assert.ok(!rig.take().some((effect) => effect.do === "refused"));
});

test("[E9] [L4] an ack decides only once the log is known up to its seq", () => {
  const rig = Rig.live();
  rig.submit(move(1));
  rig.take();
  rig.hear({ t: "ack", last: 1, seq: 1 });
  assert.deepEqual(rig.take(), []);
  rig.hear({ t: "log", seq: 1, edits: [mine(1)] });
  assert.deepEqual(
    rig.take().map((effect) => effect.do),
    ["apply"],
  );
});

test("[E9] numbers up to last of a welcome that the log does not have were refused", () => {
  const rig = Rig.live();
  rig.submit(move(1));
  rig.submit(move(2));
  rig.close(1006);
  rig.take();
  rig.reopen({ head: 1, last: 2 });
  assert.ok(!rig.take().some((effect) => effect.do === "refused"), "the log may still have it");
  rig.hear({ t: "log", seq: 1, edits: [mine(2)] });
  const refused = rig.take().flatMap((effect) => (effect.do === "refused" ? [effect.edit.n] : []));
  assert.deepEqual(refused, [1]);
});

test("[C11] every close code reconnects or stops as specified", () => {
  const comesBack = [1000, 1001, 1006, 1011, 1012, 4000, 4001, 4002, 4003, 4004, 4100, 4499, 4502];
  for (const code of comesBack) {
    const rig = Rig.live();
    rig.close(code);
    assert.deepEqual([rig.session.status.state, rig.session.status.code], ["offline", code]);
    rig.take();
    rig.pass(2000);
    assert.deepEqual(
      rig.take().map((effect) => effect.do),
      ["connect"],
      `${code}`,
    );
  }
  for (const code of [4500, 4501, 4503, 4504, 4509, 4510, ROLLED_BACK, 4511]) {
    const rig = Rig.live();
    rig.close(code);
    assert.deepEqual(rig.session.status, { state: "stopped", waiting: 0, code });
    rig.take();
    rig.pass(600_000);
    assert.deepEqual(rig.take(), [], `${code}`);
  }
});

test("[C11] a close because of a rejected frame refuses the edit in flight; twice in a row stops", () => {
  for (const code of [1002, 1003, 1007, 1009]) {
    const rig = Rig.live();
    for (let at = 1; at <= 3; at += 1) rig.submit(move(at));
    rig.close(code);
    rig.take();
    // The first was stored before the second was too much.
    rig.reopen({ head: 1, last: 1 });
    rig.hear({ t: "log", seq: 1, edits: [mine(1)] });
    const effects = rig.take();
    const refused = effects.flatMap((effect) => (effect.do === "refused" ? [effect] : []));
    assert.deepEqual(
      refused.map(({ edit, code: why }) => [edit.n, why]),
      [[2, "frame"]],
    );
    rig.close(code);
    assert.equal(rig.session.status.state, "offline", "something was taken in between");
    rig.reopen({ head: 1, last: 1 });
    rig.close(code);
    assert.equal(rig.session.status.state, "stopped");
  }
});

test("[C15] a page of another form knows by the reason which of the two is newer", () => {
  assert.equal(codeOfClose(4510, `reload it for form ${FORM + 1}`), 4510);
  assert.equal(codeOfClose(4510, `reload it for form ${FORM - 1}`), ROLLED_BACK);
  assert.equal(codeOfClose(4510, "reload it"), ROLLED_BACK, "a server of form 2");
  assert.equal(codeOfClose(1012, `form ${FORM - 1}`), 1012);
});

test("[C11] delays have full jitter, from 0.3 s to 2 s at first, to 4 s for minutes, to 15 s at last", () => {
  assert.deepEqual([backoffMs(0, 0), backoffMs(0, 1)], [300, 2000]);
  assert.deepEqual([backoffMs(1, 1), backoffMs(50, 1), backoffMs(99, 1)], [4000, 4000, 15_000]);
  assert.equal(backoffMs(99, 0), 300);
  assert.equal(reactionTo(4999), "reconnect");
});

test("[C11] delays grow while connections fail, and a steady one resets them", () => {
  const rig = Rig.live();
  const wait = () => {
    rig.close(1006);
    const ms = (rig.session.status.retryAt ?? 0) - rig.now;
    rig.pass(ms);
    return ms;
  };
  assert.deepEqual([wait(), wait(), wait()], [1150, 2150, 2150]);
  rig.open();
  rig.pass(11_000);
  assert.equal(wait(), 1150);
});

test("[C9] an unknown message is ignored, a broken one ends the connection", () => {
  const rig = Rig.live();
  rig.hear({ t: "song", verse: 1 });
  assert.equal(rig.session.status.state, "synced");
  rig.hear({ t: "log", seq: "one", edits: [] });
  assert.equal(rig.session.status.state, "offline");
  assert.ok(rig.take().some((effect) => effect.do === "disconnect"));
});

test("[C8] a socket that never opens is tried again", () => {
  const rig = new Rig();
  rig.session.start(0);
  rig.session.manifestLoaded({ seq: 0, at: 0 }, 0);
  rig.session.boardLoaded(0, 0);
  rig.take();
  rig.pass(20_000);
  assert.deepEqual(
    rig.take().map((effect) => effect.do),
    ["disconnect", "offline", "connect"],
  );
});

test("[C6] log of the board before is not applied to the new one", () => {
  const rig = Rig.live();
  rig.hear({ t: "resync" });
  rig.hear({ t: "log", seq: 1, edits: [mine(1)] });
  assert.deepEqual(
    rig.take().filter((effect) => effect.do === "apply"),
    [],
  );
  rig.session.manifestLoaded({ seq: 9, at: 90 }, 0);
  const [hello] = rig.takeSent();
  assert.deepEqual([hello?.t, hello?.since], ["hello", 9]);
});

test("[S8] [L6] while the server cannot store, the status says so and edits wait; then they are sent again", () => {
  const rig = Rig.live();
  rig.submit([{ op: "add", shape: rectangle(`${TAG}.1`) }]);
  rig.take();
  assert.deepEqual(rig.session.status, { state: "saving", waiting: 1 });
  rig.hear({ t: "nack", n: 1, code: "store", retry: true });
  assert.deepEqual(rig.session.status, { state: "saving", waiting: 1, code: "store" });
  assert.deepEqual(rig.sent(), [], "not at once");
  rig.pass(6000);
  assert.deepEqual(rig.sent(), [1]);
  assert.deepEqual(rig.session.status, { state: "saving", waiting: 1, code: "store" });
  const shape = rectangle(`${TAG}.1`);
  rig.hear({
    t: "log",
    seq: 1,
    edits: [{ author: 1, tag: TAG, n: 1, at: 5, ops: [{ op: "add", shape }] }],
  });
  assert.deepEqual(rig.session.status, { state: "synced", waiting: 0 });
});
