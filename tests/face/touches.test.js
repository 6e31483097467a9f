import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../static/js/editor/camera.js";
import { PenMode } from "../../static/js/ui/input/pen_mode.js";
import { Pinch, Touches } from "../../static/js/ui/input/touches.js";
import { panOf, zoomFactorOf } from "../../static/js/ui/input/wheel.js";

/** @param {number} x @param {number} y */
const at = (x, y) => ({ x, y });

function phone() {
  const camera = new Camera();
  camera.resize(390, 844);
  camera.goTo({ x: 0, y: 0, zoom: 1 });
  return camera;
}

/** @param {number} value @param {number} expected */
function near(value, expected) {
  assert.ok(Math.abs(value - expected) < 1e-6, `${value} is not ${expected}`);
}

test("two fingers side by side pan and do not zoom, though their distance jitters", () => {
  const camera = phone();
  const pinch = new Pinch(camera, at(100, 300), at(200, 300));
  pinch.move(at(130, 340), at(232, 341));
  pinch.move(at(150, 380), at(248, 380));
  assert.equal(camera.zoom, 1);
  near(camera.x, -49);
  near(camera.y, -80);
});

test("the point between the fingers stays between them while they spread", () => {
  const camera = phone();
  const held = camera.toBoard(at(150, 300));
  const pinch = new Pinch(camera, at(100, 300), at(200, 300));
  // The first step leaves the dead zone; from there the ratio counts.
  pinch.move(at(95, 300), at(205, 300));
  pinch.move(at(40, 300), at(260, 300));
  near(camera.zoom, 2);
  const now = camera.toScreen(held);
  near(now.x, 150);
  near(now.y, 300);
});

test("many small moves end where one large one does", () => {
  const [one, many] = [phone(), phone()];
  const large = new Pinch(one, at(100, 300), at(200, 300));
  large.move(at(90, 300), at(210, 300));
  large.move(at(20, 350), at(300, 350));
  const small = new Pinch(many, at(100, 300), at(200, 300));
  small.move(at(90, 300), at(210, 300));
  for (let step = 1; step <= 50; step += 1) {
    const share = step / 50;
    small.move(at(90 - 70 * share, 300 + 50 * share), at(210 + 90 * share, 300 + 50 * share));
  }
  near(many.zoom, one.zoom);
  assert.ok(Math.hypot(many.x - one.x, many.y - one.y) < 0.5);
});

test("zoom stops at its limits", () => {
  const camera = phone();
  const pinch = new Pinch(camera, at(150, 300), at(151, 300));
  pinch.move(at(100, 300), at(200, 300));
  pinch.move(at(-5000, 300), at(5000, 300));
  assert.equal(camera.zoom, 8);
  assert.ok(Number.isFinite(camera.x));
});

test("fingers that press and release together tap", () => {
  const fingers = new Touches();
  fingers.press(1, at(10, 10), 1000);
  fingers.press(2, at(90, 10), 1040);
  assert.equal(fingers.lift(1, 1120), 0);
  assert.equal(fingers.lift(2, 1130), 2);
  fingers.press(3, at(10, 10), 2000);
  fingers.press(4, at(90, 10), 2020);
  fingers.press(5, at(170, 10), 2050);
  fingers.lift(3, 2100);
  fingers.lift(4, 2110);
  assert.equal(fingers.lift(5, 2120), 3);
});

test("fingers that move, stay, press late or are cancelled do not tap", () => {
  const tries = [
    (/** @type {Touches} */ fingers) => fingers.move(2, at(90, 40)),
    (/** @type {Touches} */ fingers) => fingers.lose(1),
    (/** @type {Touches} */ fingers) => fingers.press(3, at(0, 0), 1300),
  ];
  for (const spoil of tries) {
    const fingers = new Touches();
    fingers.press(1, at(10, 10), 1000);
    fingers.press(2, at(90, 10), 1040);
    spoil(fingers);
    fingers.lift(1, 1310);
    fingers.lift(3, 1315);
    assert.equal(fingers.lift(2, 1320), 0);
  }
  const slow = new Touches();
  slow.press(1, at(10, 10), 1000);
  slow.press(2, at(90, 10), 1040);
  slow.lift(1, 1900);
  assert.equal(slow.lift(2, 1910), 0);
});

test("the first pen turns pen mode on, and switching it off lasts", () => {
  const mode = new PenMode();
  mode.seen(0);
  assert.ok(mode.active.value);
  mode.leave();
  assert.ok(!mode.active.value);
  mode.seen(20);
  assert.ok(!mode.active.value);
  mode.enter();
  assert.ok(mode.active.value);
});

test("a wheel pans in its direction, Shift swaps its axes, and lines and pages are longer than pixels", () => {
  const turn = { deltaX: 0, deltaY: 30, deltaMode: 0, shiftKey: false };
  assert.deepEqual(panOf(turn), { dx: 0, dy: -30 });
  assert.deepEqual(panOf({ ...turn, shiftKey: true }), { dx: -30, dy: 0 });
  assert.deepEqual(panOf({ ...turn, deltaX: 5, shiftKey: true }), { dx: -5, dy: -30 });
  assert.deepEqual(panOf({ ...turn, deltaY: 3, deltaMode: 1 }), { dx: 0, dy: -60 });
});

test("a notch of a wheel zooms a limited step, forth and back to the same zoom", () => {
  const turn = { deltaX: 0, deltaY: -120, deltaMode: 0, shiftKey: false };
  const closer = zoomFactorOf(turn);
  assert.ok(closer > 1.2 && closer < 1.6);
  near(closer * zoomFactorOf({ ...turn, deltaY: 120 }), 1);
});
