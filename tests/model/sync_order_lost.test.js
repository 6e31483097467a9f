// An older copy of the database: what the server lost is sent again (SPEC C12).

import assert from "node:assert/strict";
import { test } from "node:test";
import { Classroom } from "./classroom.js";

test("[C12] [G5] edits that only a snapshot has confirmed are sent again too when the order was lost", async () => {
  const room = new Classroom();
  const anna = await room.seat();
  anna.loses = ({ t }) => t === "log";
  anna.draw(1);
  anna.draw(2);
  await room.settle();
  assert.equal(room.server.log.length, 2);
  // It comes back by way of the snapshot, and never sees the log of what it drew.
  room.server.longestTail = 0;
  room.cut(anna);
  anna.loses = () => false;
  await room.pass(5000);
  assert.equal(anna.view.pending.length, 0);
  assert.equal(anna.view.count(1), 2);
  room.server.longestTail = 1000;
  room.server.rewind(0);
  room.cut(anna);
  await room.pass(5000);
  assert.equal(room.server.log.length, 2, "both are there again");
  assert.equal(anna.view.count(1), 2);
  assert.ok(anna.notices.some(({ kind }) => kind === "order-lost"));
  await room.assertEqual();
});
