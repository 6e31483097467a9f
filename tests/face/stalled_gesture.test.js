import assert from "node:assert/strict";
import { test } from "node:test";
import { StalledGesture } from "../../static/js/ui/status/stalled_gesture.js";
import { PointerRig } from "./surface.js";

/** @typedef {import("node:test").TestContext} TestContext */

/** @param {TestContext} t @param {string} [kind]  of what the gesture previews */
function watchGesture(t, kind = "ink") {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const rig = new PointerRig();
  const { isStalled } = new StalledGesture(rig.gestures);
  let changeCount = 0;
  isStalled.subscribe(() => {
    changeCount += 1;
  });
  rig.gestures.live.subscribe((live) => {
    if (live !== null) Object.assign(live, { previews: () => [{ kind }] });
  });
  return {
    rig,
    isStalled,
    changeCount: () => changeCount,
    /** @param {number} ms */
    advance(ms) {
      now += ms;
      t.mock.timers.tick(ms);
    },
  };
}

test("a resting line is stalled until it continues or ends", (t) => {
  const { rig, isStalled, advance } = watchGesture(t);
  rig.send("pointerdown");
  advance(1999);
  assert.equal(isStalled.value, false);
  advance(1);
  assert.equal(isStalled.value, true);
  rig.send("pointermove", { x: 40, at: 2100 });
  assert.equal(isStalled.value, false);
  advance(2000);
  assert.equal(isStalled.value, true);
  rig.send("pointerup", { x: 40, at: 4200 });
  assert.equal(isStalled.value, false);
  advance(9000);
  assert.equal(isStalled.value, false);
});

test("continuous drawing never stalls", (t) => {
  const { rig, isStalled, changeCount, advance } = watchGesture(t);
  rig.send("pointerdown");
  for (let at = 100; at < 20_000; at += 100) {
    advance(100);
    rig.send("pointermove", { x: at, at });
  }
  assert.deepEqual([isStalled.value, changeCount()], [false, 0]);
});

test("panning and selecting never stall", (t) => {
  const { rig, isStalled, advance } = watchGesture(t, "marquee");
  rig.send("pointerdown");
  advance(9000);
  assert.equal(isStalled.value, false);
});
