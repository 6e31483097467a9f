// A stretch of typing keeps every letter while others type or delete, and one undo takes all of it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Typing } from "../../static/js/editor/typing.js";
import { toWire } from "../../static/js/model/shape.js";
import { Classroom } from "./classroom.js";
import { rectangle } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("./classroom.js").Member} Member */
/** @typedef {import("../../static/js/model/shape.js").NewShape} NewShape */

/** A person who types into one text. */
class Typist {
  merges = 0;

  /** @param {Classroom} room @param {Member} member @param {string} [id]  of the text; a new one without it */
  constructor(room, member, id) {
    this.member = member;
    const startTimer = room.startTimer.bind(room);
    const fit = (/** @type {string} */ text) => ({ w: 100 + [...text].length, h: 50 });
    const onMerged = () => {
      this.merges += 1;
    };
    const shape = id === undefined ? newText(member) : textOf(member, id);
    this.typing = new Typing(member.editor, { shape, fit, onMerged, startTimer });
  }

  /** Types a letter at a place. @param {number} at @param {string} letter */
  type(at, letter) {
    const { text } = this.typing;
    this.typing.type(text.slice(0, at) + letter + text.slice(at));
  }
}

/** @param {Member} member @returns {NewShape} */
function newText({ editor }) {
  return newShape(editor.newId());
}

/** @param {string} id @returns {NewShape} */
function newShape(id) {
  return rectangle(id, { kind: "text", text: "", geometry: { w: 100, h: 50 } });
}

/** The drafts that a page has sent. @param {Member} member @returns {any[]} */
function sent({ sent: messages }) {
  return messages.filter(({ t }) => t === "draft");
}

/** @param {Member} member @param {string} id @returns {NewShape} */
function textOf({ view }, id) {
  const shape = view.shape(id);
  assert.ok(shape !== undefined, "the text is on the board");
  const { kind, page, pos, geometry, style, text } = toWire(shape, view.pool);
  return { id, kind, page, pos, geometry, style, text };
}

/** The texts on a page. @param {Member} member */
function texts({ view }) {
  return [...view.board.shapes.values()].map(({ text }) => text).sort();
}

/** Two people and a text of one of them. @param {string} text */
async function roomWith(text) {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const writer = new Typist(room, one);
  writer.typing.type(text);
  writer.typing.end();
  await room.settle();
  return { room, one, two, id: writer.typing.id };
}

test("typing is on the board after a pause, and one undo takes all of it back", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const { typing } = new Typist(room, one);
  for (const text of ["a", "ab", "abc"]) {
    typing.type(text);
    await room.pass(400);
    assert.deepEqual(texts(two), []);
  }
  await room.pass(700);
  assert.deepEqual(texts(two), ["abc"]);
  typing.type("abcd");
  typing.end();
  await room.settle();
  assert.deepEqual(texts(two), ["abcd"]);
  assert.equal(two.view.shape(typing.id)?.w, 104);
  one.editor.undo();
  await room.settle();
  assert.deepEqual(texts(two), []);
  assert.equal(one.editor.canUndo.value, false);
  one.editor.redo();
  await room.settle();
  assert.deepEqual(texts(two), ["abcd"]);
  await room.assertEqual();
});

test("[V2] what is typed is shown to the others before it is committed, in a new text and in an old one", async () => {
  const room = new Classroom();
  const [one, two] = [await room.seat(), await room.seat()];
  const { typing } = new Typist(room, one);
  typing.type("ab");
  await room.pass(150);
  const [first] = sent(one);
  assert.deepEqual(first?.shape, {
    ...newShape(typing.id),
    geometry: { w: 102, h: 50 },
    text: "ab",
  });
  await room.pass(1000);
  assert.deepEqual(texts(two), ["ab"]);
  assert.equal(sent(one).at(-1)?.done, 1);
  typing.type("abc");
  typing.type("abcd");
  await room.pass(150);
  assert.deepEqual(sent(one).at(-1)?.set, [
    { id: typing.id, geometry: { w: 104, h: 50 }, text: "abcd" },
  ]);
});

test("another step in between keeps the stretch apart", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const { typing } = new Typist(room, one);
  typing.type("a");
  await room.pass(1000);
  one.draw(1);
  typing.type("ab");
  typing.end();
  one.editor.undo();
  assert.equal(one.view.shape(typing.id)?.text, "a");
});

test("[O4] two who type at once lose no letter", async () => {
  const { room, one, two, id } = await roomWith("middle");
  const [left, right] = [new Typist(room, one, id), new Typist(room, two, id)];
  left.type(0, "L");
  right.type(6, "R");
  await room.pass(1000);
  left.typing.end();
  right.typing.end();
  await room.pass(2000);
  assert.deepEqual(texts(one), ["LmiddleR"]);
  assert.ok(left.merges + right.merges > 0);
  assert.deepEqual([one.refusals, two.refusals], [[], []]);
  await room.assertEqual();
});

test("[O4] letters typed without a network are merged when it is back, also after the end", async () => {
  const { room, one, two, id } = await roomWith("middle");
  const [left, right] = [new Typist(room, one, id), new Typist(room, two, id)];
  two.isStalled = true;
  room.cut(two);
  right.type(6, "R");
  await room.pass(1100);
  right.type(7, "S");
  right.typing.end();
  left.type(0, "L");
  left.typing.end();
  await room.settle();
  two.isStalled = false;
  await room.pass(30_000);
  assert.deepEqual(texts(one), ["LmiddleRS"]);
  await room.assertEqual();
});

test("a text that is deleted while somebody types becomes a new one", async () => {
  const { room, one, two, id } = await roomWith("keep");
  const right = new Typist(room, two, id);
  right.type(4, "!");
  one.editor.commit([{ op: "del", id }]);
  await room.pass(2000);
  assert.deepEqual(texts(one), ["keep!"]);
  right.typing.end();
  await room.settle();
  assert.deepEqual(texts(one), ["keep!"]);
  await room.assertEqual();
});

test("what an input method composes is not committed before it is done", async () => {
  const room = new Classroom();
  const one = await room.seat();
  const { typing } = new Typist(room, one);
  typing.type("k", { isComposing: true });
  await room.pass(5000);
  assert.deepEqual(texts(one), []);
  typing.type("か", { isComposing: false });
  await room.pass(1000);
  assert.deepEqual(texts(one), ["か"]);
});

test("a text without letters is deleted at its end, and was never there when nothing was typed", async () => {
  const { room, one, id } = await roomWith("word");
  const { typing } = new Typist(room, one, id);
  typing.type("");
  typing.end();
  new Typist(room, one).typing.end();
  await room.settle();
  assert.deepEqual(texts(one), []);
  one.editor.undo();
  await room.settle();
  assert.deepEqual(texts(one), ["word"]);
});

test("[O4] of random typing of three people with lost connections every letter is there", async () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const random = new Seeded(seed);
    const room = new Classroom();
    const members = [await room.seat(), await room.seat(), await room.seat()];
    const writer = new Typist(room, /** @type {Member} */ (members[0]));
    writer.typing.type("-");
    writer.typing.end();
    await room.settle();
    const typists = members.map((member) => new Typist(room, member, writer.typing.id));
    let letters = "";
    for (let step = 0; step < 30; step += 1) {
      const typist = random.pick(typists);
      if (random.chance(70)) {
        const letter = String.fromCodePoint(0x4e00 + step);
        letters += letter;
        typist.type(random.within(0, typist.typing.text.length), letter);
      } else if (random.chance(30) && typist.member.transport?.isOpen) room.cut(typist.member);
      await room.pass(random.within(0, 900));
    }
    for (const { typing } of typists) typing.end();
    await room.pass(60_000);
    const [text] = texts(/** @type {Member} */ (members[0]));
    assert.equal(
      [...(text ?? "")].sort().join(""),
      [..."-", ...letters].sort().join(""),
      `seed ${seed}`,
    );
    await room.assertEqual();
  }
});

test("a style that is chosen while typing is committed with the letters, and undone with them", async () => {
  const room = new Classroom();
  const [ada, bruno] = [await room.seat(), await room.seat()];
  const typist = new Typist(room, ada);
  // A new text that is still empty is not on the board.
  typist.typing.restyle({ ink: "blue", size: 576 });
  typist.type(0, "a");
  await room.settle();
  typist.typing.restyle({ ink: "blue", size: 896, font: "mono" });
  typist.type(1, "b");
  typist.typing.end();
  await room.settle();
  const [text] = bruno.view.all().map((shape) => toWire(shape, bruno.view.pool));
  assert.deepEqual([text?.text, text?.style], ["ab", { ink: "blue", size: 896, font: "mono" }]);
  ada.editor.undo();
  await room.settle();
  assert.equal(bruno.view.count(1), 0);
  await room.assertEqual();
});

test("[O4] a style chosen while somebody else types is kept, and brings no deleted text back", async () => {
  const room = new Classroom();
  const [ada, bruno] = [await room.seat(), await room.seat()];
  const id = ada.editor.newId();
  ada.editor.commit([{ op: "add", shape: { ...newShape(id), text: "water" } }]);
  await room.settle();
  const typist = new Typist(room, ada, id);
  bruno.editor.commit([{ op: "set", id, text: "hot water", geometry: { w: 109, h: 50 } }]);
  typist.typing.restyle({ ink: "red", size: 576 });
  await room.settle();
  typist.typing.end();
  await room.settle();
  const shape = bruno.view.shape(id);
  assert.deepEqual([shape?.text, shape?.style.size], ["hot water", 576]);
  const later = new Typist(room, ada, id);
  bruno.editor.commit([{ op: "del", id }]);
  await room.settle();
  later.typing.restyle({ ink: "red", size: 896 });
  later.typing.end();
  await room.settle();
  assert.equal(bruno.view.count(1), 0);
  await room.assertEqual();
});
