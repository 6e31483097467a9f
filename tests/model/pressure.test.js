import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NOMINAL_PRESSURE,
  penPressure,
  SpeedPressure,
  widthFactor,
} from "../../static/js/model/pressure.js";

test("a pen at half pressure draws the nominal width, and any pressure fits a byte", () => {
  assert.equal(penPressure(0.5), NOMINAL_PRESSURE);
  for (let pressure = 0; pressure <= 1; pressure += 0.01) {
    const stored = penPressure(pressure);
    assert.ok(Number.isInteger(stored) && stored >= 1 && stored <= 255);
  }
});

test("without pressure a faster hand draws thinner, by 15 % at most and without jumps", () => {
  const hand = new SpeedPressure();
  assert.equal(hand.at(0, 0, 0), NOMINAL_PRESSURE);
  let x = 0;
  let last = NOMINAL_PRESSURE;
  for (let time = 8; time < 800; time += 8) {
    x += 24;
    const pressure = hand.at(x, 0, time);
    assert.ok(pressure <= last && last - pressure < 10);
    last = pressure;
  }
  assert.ok(Math.abs(widthFactor(last) - 0.85) < 0.01);
});

test("two samples with one timestamp do not change the pressure", () => {
  const hand = new SpeedPressure();
  hand.at(0, 0, 5);
  assert.equal(hand.at(900, 0, 5), NOMINAL_PRESSURE);
});
