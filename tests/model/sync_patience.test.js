// How long a page waits for its server, and what it says meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mine, move, Rig } from "./rig.js";

test("[C8] attempts that hang time out soon, every fourth later", () => {
  const rig = Rig.live();
  rig.close(1006);
  const hangs = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    rig.pass((rig.session.status.retryAt ?? 0) - rig.now);
    const began = rig.now;
    rig.take();
    while (!rig.take().some((effect) => effect.do === "disconnect")) rig.pass(100);
    hangs.push(Math.round((rig.now - began) / 1000));
  }
  assert.deepEqual(hangs, [5, 5, 5, 15]);
});

test("[C8] when the network is back an attempt that hangs is replaced at once", () => {
  const rig = Rig.live();
  rig.close(1006);
  rig.pass((rig.session.status.retryAt ?? 0) - rig.now);
  rig.take();
  rig.session.tryNow(rig.now + 100);
  assert.deepEqual(rig.take(), [], "it has only just begun");
  rig.pass(2000);
  rig.session.tryNow(rig.now);
  assert.deepEqual(rig.take(), [{ do: "connect" }]);
});

test("[C8] without a network the status is offline at once, until a message arrives", () => {
  const rig = Rig.live();
  rig.take();
  rig.session.checkAlive(0);
  assert.equal(rig.session.status.state, "offline");
  assert.deepEqual(rig.takeSent(), [{ t: "ping" }]);
  rig.hear({ t: "hb", head: 0 });
  assert.equal(rig.session.status.state, "synced");
  rig.session.checkAlive(0);
  rig.pass(5000);
  assert.ok(rig.take().some((effect) => effect.do === "disconnect"));
  rig.session.checkAlive(rig.now);
  assert.equal(rig.session.status.state, "offline");
});

test("[E9] an edit without an answer for 5 s does not count as being saved any more", () => {
  const rig = Rig.live();
  rig.submit(move(1));
  rig.submit(move(2));
  rig.pass(4900);
  assert.equal(rig.session.status.state, "saving");
  rig.hear({ t: "log", seq: 1, edits: [mine(1)] });
  rig.pass(4900);
  assert.equal(rig.session.status.state, "saving", "things go on");
  rig.take();
  rig.pass(200);
  assert.deepEqual([rig.session.status.state, rig.session.status.waiting], ["offline", 1]);
  assert.deepEqual(rig.takeSent(), [{ t: "ping" }]);
  rig.hear({ t: "hb", head: 1 });
  assert.equal(rig.session.status.state, "offline", "others are heard, but it is not taken");
  rig.hear({ t: "log", seq: 2, edits: [mine(2)] });
  assert.equal(rig.session.status.state, "synced");
});

test("[E8] the timeout of edits that are sent again starts again", () => {
  const rig = Rig.live();
  rig.submit(move(1));
  rig.pass(6000);
  rig.close(1006);
  rig.reopen();
  assert.equal(rig.session.status.state, "saving");
  rig.pass(4900);
  assert.equal(rig.session.status.state, "saving");
  rig.pass(200);
  assert.equal(rig.session.status.state, "offline");
});
