import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical } from "../../static/js/model/board.js";
import { Pupil, Server } from "./class.js";
import { TAGS } from "./drawing.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/model/replica.js").Replica} Replica */

const EVERYWHERE = { minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 };

/** Returns the shown shapes in painting order. @param {Replica} replica */
function shown(replica) {
  return [1, 2].flatMap((page) =>
    replica.query(EVERYWHERE, page).map(({ id, z }) => `${page} ${id} ${z}`),
  );
}

/** @param {Seeded} chance @param {Server} server @param {readonly Pupil[]} pupils */
function lesson(chance, server, pupils) {
  let differed = 0;
  for (let step = 0; step < 3000; step += 1) {
    const pupil = chance.pick(pupils);
    const dice = chance.within(1, 100);
    if (dice <= 15) pupil.draw();
    else if (dice <= 35) server.take(pupil);
    else if (dice === 36) server.bring();
    else if (dice <= 99) pupil.receive();
    else server.resync(pupil);
    const [first, second] = pupils;
    if (
      first !== undefined &&
      second !== undefined &&
      `${shown(first.replica)}` !== `${shown(second.replica)}`
    ) {
      differed += 1;
    }
  }
  return differed;
}

/** Everything under way arrives. @param {Server} server @param {readonly Pupil[]} pupils */
function settle(server, pupils) {
  for (const pupil of pupils) while (pupil.outbox.length > 0) server.take(pupil);
  for (const pupil of pupils) while (pupil.inbox.length > 0) pupil.receive();
}

for (const seed of [41, 42, 43, 44, 45, 46, 47, 48]) {
  test(`[O1] [D11] all replicas end with the same board, seed ${seed}`, () => {
    const chance = new Seeded(seed);
    const pupils = TAGS.map((tag) => new Pupil(tag, chance));
    const server = new Server(pupils, chance);
    const differed = lesson(chance, server, pupils);
    settle(server, pupils);
    const expected = canonical(server.board);
    for (const { replica } of pupils) {
      assert.equal(replica.canonical(), expected);
      assert.deepEqual(replica.pending, []);
      assert.deepEqual(shown(replica), shown(/** @type {Pupil} */ (pupils[0]).replica));
      for (const page of [1, 2]) {
        for (const shape of replica.query(EVERYWHERE, page)) {
          assert.equal(
            shape,
            replica.board.shapes.get(shape.id),
            "nothing pending is left on the screen",
          );
        }
      }
    }
    // A lesson in which nothing happened would prove nothing.
    const { stored, refused, resyncs, restored, brought } = server.tally;
    assert.ok(
      stored > 200 && refused > 5 && resyncs > 5 && restored > 0 && brought > 10,
      JSON.stringify(server.tally),
    );
    assert.ok(differed > 1000, `the screens differed in ${differed} of 3000 steps`);
    assert.ok(server.board.shapes.size > 0, "the board is not empty");
  });
}
