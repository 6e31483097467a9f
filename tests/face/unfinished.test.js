import assert from "node:assert/strict";
import { test } from "node:test";
import { Unfinished } from "../../static/js/ui/unfinished.js";
import { Desk } from "./surface.js";

/** @typedef {import("node:test").TestContext} TestContext */

/** @param {TestContext} t @param {string} [kind]  of what the gesture previews */
function watched(t, kind = "ink") {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const desk = new Desk();
  const { rests } = new Unfinished(desk.gestures);
  let told = 0;
  rests.subscribe(() => {
    told += 1;
  });
  desk.gestures.live.subscribe((live) => {
    if (live !== null) Object.assign(live, { previews: () => [{ kind }] });
  });
  return {
    desk,
    rests,
    told: () => told,
    /** @param {number} ms */
    pass(ms) {
      now += ms;
      t.mock.timers.tick(ms);
    },
  };
}

test("a line that rests is unfinished, and no longer when it goes on or ends", (t) => {
  const { desk, rests, pass } = watched(t);
  desk.send("pointerdown");
  pass(1999);
  assert.equal(rests.value, false);
  pass(1);
  assert.equal(rests.value, true);
  desk.send("pointermove", { x: 40, at: 2100 });
  assert.equal(rests.value, false);
  pass(2000);
  assert.equal(rests.value, true);
  desk.send("pointerup", { x: 40, at: 4200 });
  assert.equal(rests.value, false);
  pass(9000);
  assert.equal(rests.value, false);
});

test("who goes on drawing is not told anything, however long", (t) => {
  const { desk, rests, told, pass } = watched(t);
  desk.send("pointerdown");
  for (let at = 100; at < 20_000; at += 100) {
    pass(100);
    desk.send("pointermove", { x: at, at });
  }
  assert.deepEqual([rests.value, told()], [false, 0]);
});

test("a board that is held and a frame that is drawn out leave nothing unfinished", (t) => {
  const { desk, rests, pass } = watched(t, "marquee");
  desk.send("pointerdown");
  pass(9000);
  assert.equal(rests.value, false);
});
