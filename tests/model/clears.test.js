// A page that somebody clears: who is told, and who can take it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { selectOffered } from "../../static/js/sync/clears.js";
import { Classroom } from "./classroom.js";

/** @typedef {import("./classroom.js").Member} Member */

/** @param {Member} member */
function clears({ notices }) {
  return notices.flatMap((notice) => (notice.kind === "cleared" ? [notice] : []));
}

test("[B5] everybody else is notified who cleared the page, and any editor can restore it", async () => {
  const room = new Classroom();
  const [marta, two, three] = [
    await room.seat({ name: "Marta" }),
    await room.seat({ name: "Bo" }),
    await room.seat({ name: "Cy" }),
  ];
  for (const member of [marta, two]) member.draw();
  await room.settle();
  marta.editor.clearPage();
  await room.settle();
  assert.deepEqual(clears(marta), []);
  for (const member of [two, three]) {
    assert.deepEqual(
      clears(member).map(({ name, count }) => [name, count]),
      [["Marta", 2]],
    );
  }
  const [clear] = clears(three);
  assert.ok(clear);
  assert.equal(three.editor.isBack(clear), false);
  three.editor.bringBack(clear);
  await room.settle();
  assert.equal(marta.view.count(1), 2);
  for (const member of [marta, two, three]) {
    const restored = member.notices.filter(({ kind }) => kind === "restored");
    assert.deepEqual(restored, [{ kind: "restored", tag: clear.tag, n: clear.n }]);
  }
  const told = [marta, three].map(({ notices }) => notices.at(-1));
  assert.deepEqual(told, [
    { kind: "brought-back", isMine: false, name: "Cy", count: 2 },
    { kind: "brought-back", isMine: true, name: "Cy", count: 2 },
  ]);
  for (const member of [marta, three]) assert.ok(member.editor.isBack(clear));
  await room.assertEqual();
});

/** A page with two shapes of Marta, which somebody else has cleared and a third brings back. @param {Classroom} room */
async function broughtBack(room) {
  const [marta, two, three] = [await room.seat(), await room.seat(), await room.seat()];
  const ids = [marta.draw(), marta.draw()];
  await room.settle();
  two.editor.clearPage();
  await room.settle();
  const mine = three.draw();
  const [clear] = clears(three);
  assert.ok(clear);
  three.editor.bringBack(clear);
  return { marta, two, three, ids, mine, clear };
}

test("[O4] restoring a page is one step of undo and redo", async () => {
  const room = new Classroom();
  const { marta, three, ids, mine, clear } = await broughtBack(room);
  await room.settle();
  const before = three.view.canonical();
  assert.equal(three.view.count(1), 3);
  three.editor.undo();
  await room.settle();
  assert.deepEqual([...marta.view.board.shapes.keys()], [mine], "what was drawn since stays");
  assert.equal(three.editor.isBack(clear), false, "it can be brought back again");
  three.editor.redo();
  await room.settle();
  assert.equal(three.view.canonical(), before, "exactly as it was");
  marta.editor.commit([{ op: "set", id: ids[0] ?? "", pos: [9, 9, 0] }]);
  await room.settle();
  three.editor.undo();
  await room.settle();
  assert.deepEqual(new Set(marta.view.board.shapes.keys()), new Set([ids[0], mine]));
  assert.equal(three.notices.at(-1)?.kind, "undo-changed");
  three.editor.undo();
  await room.settle();
  assert.equal(marta.view.shape(mine), undefined, "and the step before is the one before");
  await room.assertEqual();
});

test("[O4] [C6] so is a restore that arrives only in a snapshot", async () => {
  const room = new Classroom();
  const { three, mine } = await broughtBack(room);
  three.loses = ({ t }) => t === "log" || t === "ack";
  await room.settle();
  assert.equal(three.view.count(1), 1);
  room.server.longestTail = 0;
  room.cut(three);
  await room.pass(10_000);
  assert.equal(three.view.count(1), 3);
  three.editor.undo();
  await room.settle();
  assert.deepEqual([...room.server.board.shapes.keys()], [mine]);
});

test("a restore without effect is no step", async () => {
  const room = new Classroom();
  const { three, mine, clear } = await broughtBack(room);
  await room.settle();
  three.editor.bringBack(clear);
  three.editor.bringBack({ ...clear, n: 99 });
  await room.settle();
  three.editor.undo();
  await room.settle();
  assert.deepEqual([...room.server.board.shapes.keys()], [mine]);
});

test("a clear without effect, or from before the page loaded, makes no notice", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  one.draw();
  await room.settle();
  two.editor.clearPage();
  await room.settle();
  two.editor.clearPage();
  await room.settle();
  assert.equal(clears(one).length, 1);
  room.holdsChunks = true;
  one.draw();
  await room.settle();
  const late = room.join();
  await room.settle();
  two.editor.clearPage();
  await room.settle();
  room.releaseChunks();
  await room.settle();
  assert.equal(late.state, "synced");
  assert.deepEqual(clears(late), []);
});

test("a reconnecting person gets the notice, and the clearing person gets none in another window", async () => {
  const room = new Classroom();
  const one = await room.seat({ person: 1 });
  const [mine, other] = [await room.seat({ person: 2 }), await room.seat({ person: 2 })];
  for (const member of [one, mine]) member.draw();
  await room.settle();
  room.isReachable = false;
  room.cut(one);
  await room.settle();
  mine.editor.clearPage();
  await room.settle();
  room.isReachable = true;
  await room.pass(10_000);
  assert.equal(clears(one)[0]?.count, 2);
  assert.deepEqual([clears(mine), clears(other)], [[], []]);
});

test("[A13] many small clearings do not displace the large ones from the list", () => {
  const cleared = (/** @type {number} */ n, /** @type {number} */ shapes) => {
    return { page: 1, tag: "00000000000000aa", n, at: n, name: "Bo", shapes };
  };
  const dots = Array.from({ length: 20 }, (_, i) => cleared(100 - i, 1));
  const all = [...dots, cleared(30, 40), cleared(20, 7), cleared(10, 900)];
  assert.deepEqual(
    selectOffered(all).map(({ n }) => n),
    [100, 99, 98, 30, 10],
  );
  assert.deepEqual(selectOffered(dots.slice(0, 2)), dots.slice(0, 2));
  assert.deepEqual(selectOffered([]), []);
});
