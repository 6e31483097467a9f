import assert from "node:assert/strict";
import { test } from "node:test";
import { StalledGesture } from "../../static/js/ui/status/stalled_gesture.js";
import { Desk } from "./surface.js";

/** @typedef {import("node:test").TestContext} TestContext */

/** @param {TestContext} t @param {string} [kind]  of what the gesture previews */
function watched(t, kind = "ink") {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const desk = new Desk();
  const { isStalled } = new StalledGesture(desk.gestures);
  let told = 0;
  isStalled.subscribe(() => {
    told += 1;
  });
  desk.gestures.live.subscribe((live) => {
    if (live !== null) Object.assign(live, { previews: () => [{ kind }] });
  });
  return {
    desk,
    isStalled,
    told: () => told,
    /** @param {number} ms */
    pass(ms) {
      now += ms;
      t.mock.timers.tick(ms);
    },
  };
}

test("a line that rests is unfinished, and no longer when it goes on or ends", (t) => {
  const { desk, isStalled, pass } = watched(t);
  desk.send("pointerdown");
  pass(1999);
  assert.equal(isStalled.value, false);
  pass(1);
  assert.equal(isStalled.value, true);
  desk.send("pointermove", { x: 40, at: 2100 });
  assert.equal(isStalled.value, false);
  pass(2000);
  assert.equal(isStalled.value, true);
  desk.send("pointerup", { x: 40, at: 4200 });
  assert.equal(isStalled.value, false);
  pass(9000);
  assert.equal(isStalled.value, false);
});

test("who goes on drawing is not told anything, however long", (t) => {
  const { desk, isStalled, told, pass } = watched(t);
  desk.send("pointerdown");
  for (let at = 100; at < 20_000; at += 100) {
    pass(100);
    desk.send("pointermove", { x: at, at });
  }
  assert.deepEqual([isStalled.value, told()], [false, 0]);
});

test("a board that is held and a frame that is drawn out leave nothing unfinished", (t) => {
  const { desk, isStalled, pass } = watched(t, "marquee");
  desk.send("pointerdown");
  pass(9000);
  assert.equal(isStalled.value, false);
});
