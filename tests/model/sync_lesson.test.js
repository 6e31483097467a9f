/**
 * Tests of a session whose lesson changes: edits are held while a frozen board allows nothing.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EditQueue } from "../../static/js/sync/edit_queue.js";
import { decode } from "../../static/js/sync/protocol.js";
import { Session } from "../../static/js/sync/session.js";
import { move, PERSON, Rig, TAG } from "./rig.js";

/** @typedef {import("./rig.js").Message} Message */

/** @param {Message} [changes] */
function lesson(changes = {}) {
  return {
    t: "lesson",
    stamp: 1,
    access: "draw",
    door: "open",
    mode: "free",
    pen: [],
    quiet: false,
    ...changes,
  };
}

test("[R5] a frozen board holds edits in their order, says so, and sends them once it is free", () => {
  const rig = Rig.live({ author: 3 });
  assert.equal(rig.submit(move(1)), 1);
  assert.deepEqual(rig.sent(), [1]);
  rig.hear(lesson({ mode: "frozen" }));
  rig.hear({ t: "nack", n: 1, code: "mode", retry: true });
  rig.submit(move(2));
  assert.deepEqual(rig.sent(), []);
  assert.deepEqual(rig.session.status, { state: "readonly", waiting: 2, code: "mode" });
  for (let beat = 0; beat < 20; beat += 1) {
    rig.pass(15_000);
    rig.hear({ t: "hb", head: 0 });
  }
  assert.deepEqual(rig.session.status, { state: "readonly", waiting: 2, code: "mode" });
  rig.hear(lesson());
  assert.deepEqual(rig.sent(), [1, 2]);
  assert.equal(rig.session.status.state, "saving");
  assert.equal(
    rig.effects.some((effect) => effect.do === "refused"),
    false,
  );
});

test("[R5] with the pen, or as a teacher, nothing is held", () => {
  for (const message of [lesson({ mode: "frozen", pen: [3] }), { t: "you", role: "owner" }]) {
    const rig = Rig.live({ author: 3 });
    rig.hear(lesson({ mode: "frozen" }));
    rig.submit(move(1));
    assert.deepEqual(rig.sent(), []);
    rig.hear(message);
    assert.deepEqual(rig.sent(), [1]);
  }
});

test("[R4] [C4] the mode of a welcome counts until the lesson that follows says who has the pen", () => {
  const rig = Rig.live();
  rig.close(1006);
  rig.submit(move(1));
  rig.reopen({ mode: "frozen" });
  assert.deepEqual(rig.sent(), []);
  rig.hear({ t: "you", role: "editor", author: 2 });
  assert.equal(rig.session.author, 2);
  assert.deepEqual(rig.sent(), []);
  rig.hear(lesson({ mode: "frozen", pen: [2] }));
  assert.deepEqual(rig.sent(), [1]);
});

test("[J2] the token is said with every hello", () => {
  const identity = { person: PERSON, tag: TAG, name: "Ada", token: "secret" };
  const session = new Session({ ...identity, random: () => 0.5, queue: new EditQueue() });
  session.start(0);
  session.manifestLoaded({ seq: 0, at: 0 }, 0);
  session.opened(0);
  const sent = session
    .takeEffects()
    .flatMap((effect) => (effect.do === "send" ? [effect.text] : []));
  assert.equal(JSON.parse(sent[0] ?? "").token, "secret");
  const rig = Rig.live();
  const [hello] = rig.takeSent();
  assert.equal("token" in (hello ?? {}), false);
});

test("[R4] [C11] a role or a mode that this page does not know is newer than it", () => {
  assert.equal(decode(JSON.stringify(lesson({ mode: "cold" }))), "newer");
  assert.equal(decode('{"t":"you","role":"guest"}'), "newer");
  assert.equal(decode('{"t":"you"}'), "broken");
  assert.equal(decode('{"t":"lesson","mode":"free"}'), "broken");
});

test("[R9] a removed person's page stops, forgets the board and keeps what waits", () => {
  const rig = Rig.live({ author: 3 });
  rig.submit(move(1));
  rig.hear({ t: "you", role: "out" });
  rig.close(4503);
  assert.deepEqual(rig.session.status, { state: "stopped", waiting: 1, code: "out" });
  assert.ok(rig.take().some((effect) => effect.do === "removed"));
});

test("[R9] a page that was away is told at its hello, or when it loads the board", () => {
  const hello = Rig.live();
  hello.close(1006);
  hello.pass(16_000);
  hello.session.opened(hello.now);
  hello.hear({ t: "you", role: "out" });
  assert.equal(hello.session.status.code, "out");
  const load = Rig.live();
  load.session.loadFailed("out", 1);
  assert.ok(load.take().some((effect) => effect.do === "removed"));
});

test("[R9] [R10] 4503 alone, or a closed door, deletes nothing", () => {
  const closed = Rig.live();
  closed.close(4503);
  assert.equal(closed.session.status.code, 4503);
  const newcomer = Rig.live();
  newcomer.session.loadFailed("closed", 1);
  assert.deepEqual(newcomer.session.status, { state: "stopped", waiting: 0, code: "closed" });
  for (const rig of [closed, newcomer])
    assert.ok(rig.take().every((effect) => effect.do !== "removed"));
});
