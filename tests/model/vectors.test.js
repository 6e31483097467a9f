import assert from "node:assert/strict";
import { test } from "node:test";
import { Board, canonical } from "../../static/js/model/board.js";
import { isEdit } from "../../static/js/model/check.js";
import { Replica } from "../../static/js/model/replica.js";
import { cases } from "./vectors.js";

const OPS = cases("ops");
const EDITS = cases("edits");

test("there are at least the expected number of vectors", () => {
  assert.ok(OPS.length >= 80, `${OPS.length} logs`);
  assert.ok(EDITS.length >= 150, `${EDITS.length} edits`);
  console.log(`tried: ${OPS.length} logs, ${EDITS.length} edits`);
});

for (const { title, log, canonical: expected } of OPS) {
  test(title, () => {
    const board = new Board();
    for (const [at, edit] of log.entries()) board.advance(edit, at + 1);
    assert.equal(canonical(board), JSON.stringify(expected));
  });
}

test("[A2] a board from a snapshot equals the board it was taken of", () => {
  for (const { name, log, canonical: expected } of OPS) {
    const pages = expected.pages;
    const rest = { name: expected.name, pages, shapes: expected.shapes };
    const board = Board.fromSnapshot({ seq: log.length, at: log.at(-1).at, ...rest });
    assert.equal(canonical(board), JSON.stringify(expected), name);
    assert.equal(board.head, log.length);
  }
});

test("a replica shows what its board has", () => {
  for (const { name, log } of OPS) {
    const replica = new Replica();
    for (const [at, edit] of log.entries()) replica.advance(edit, at + 1);
    let shown = 0;
    for (const shape of replica.board.shapes.values()) {
      assert.equal(replica.shape(shape.id), shape, name);
      assert.ok(replica.query(shape.box, shape.page).includes(shape), name);
      shown += 1;
    }
    const pages = new Set([...replica.board.shapes.values()].map(({ page }) => page));
    const counted = [...pages].reduce((sum, page) => sum + replica.count(page), 0);
    assert.equal(counted, shown, name);
  }
});

for (const { title, edit, valid } of EDITS) {
  // A case without `edit` is about the spelling of JSON, which only a server meets.
  if (edit === undefined) continue;
  test(title, () => {
    assert.equal(isEdit(edit), valid);
  });
}
