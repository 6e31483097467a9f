// Where the bar of the selection is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { placeBar, turnsAbove } from "../../static/js/ui/selection/bar_place.js";
import { Seeded } from "../model/seeded.js";

const VIEW = { width: 1280, height: 800 };
const BAR = { width: 160, height: 44 };

/** @param {number} minX @param {number} minY @param {number} maxX @param {number} maxY */
const box = (minX, minY, maxX, maxY) => ({ minX, minY, maxX, maxY });

const LEDGE = box(300, 680, 980, 788);
const NAME = box(12, 12, 200, 58);

/** @param {import("../../static/js/model/box.js").Box} frame @param {import("../../static/js/model/box.js").Box[]} [controls] */
const at = (frame, controls = [LEDGE, NAME]) => placeBar(frame, BAR, { view: VIEW, controls });

test("the bar is above the selection, below it where there is no room, else beside it", () => {
  assert.deepEqual(at(box(500, 300, 700, 400)), { x: 520, y: 236 });
  assert.deepEqual(at(box(500, 40, 700, 400)), { x: 520, y: 444 });
  assert.deepEqual(at(box(500, 40, 700, 700)), { x: 720, y: 348 });
  assert.deepEqual(at(box(1000, 40, 1270, 780)), { x: 820, y: 388 });
});

test("the bar stays in view and clear of other controls", () => {
  assert.deepEqual(at(box(0, 300, 20, 400)), { x: 8, y: 236 });
  assert.deepEqual(at(box(1260, 300, 1400, 400)), { x: 1112, y: 236 });
  assert.deepEqual(at(box(40, 100, 160, 200)), { x: 20, y: 244 }, "not over the name");
  assert.deepEqual(at(box(100, 100, 260, 600)), { x: 208, y: 36 }, "beside the name");
  assert.deepEqual(at(box(500, 20, 700, 640), []), { x: 520, y: 684 });
});

test("a selection that fills the view is covered above the ledge, and one out of view has no bar", () => {
  assert.deepEqual(at(box(-100, -100, 2000, 2000)), { x: 560, y: 628 });
  assert.equal(at(box(-100, 0, -10, 500)), null);
  assert.equal(at(box(0, 900, 10, 910)), null);
});

test("whatever is selected, the bar is in view, and on nothing where there is room", () => {
  const chance = new Seeded(5);
  for (let round = 0; round < 2000; round += 1) {
    const [x, y] = [chance.within(-200, 1400), chance.within(-200, 900)];
    const frame = box(x, y, x + chance.within(0, 500), y + chance.within(0, 300));
    const place = at(frame);
    if (place === null) continue;
    const bar = box(place.x, place.y, place.x + BAR.width, place.y + BAR.height);
    assert.ok(bar.minX >= 8 && bar.minY >= 8 && bar.maxX <= 1272 && bar.maxY <= 792);
    for (const other of [LEDGE, NAME, frame]) {
      const isApart =
        other.minX > bar.maxX ||
        other.maxX < bar.minX ||
        other.minY > bar.maxY ||
        other.maxY < bar.minY;
      assert.ok(isApart, JSON.stringify({ frame, place, other }));
    }
  }
});

test("the bar covers no handle while any place is free of them", () => {
  const chance = new Seeded(9);
  const phone = { width: 390, height: 844 };
  for (let round = 0; round < 2000; round += 1) {
    const [x, y] = [chance.within(0, 370), chance.within(60, 640)];
    const frame = box(x, y, x + chance.within(4, 200), y + chance.within(4, 160));
    const handles = [
      { x: frame.minX - 6, y: frame.minY - 6 },
      { x: frame.maxX + 6, y: frame.maxY + 6 },
      { x: (frame.minX + frame.maxX) / 2, y: frame.maxY + 30 },
    ];
    const place = placeBar(
      frame,
      { width: 250, height: 50 },
      { view: phone, controls: [], handles },
    );
    assert.ok(place !== null);
    for (const { x: handleX, y: handleY } of handles) {
      const isUnder =
        handleX > place.x && handleX < place.x + 250 && handleY > place.y && handleY < place.y + 50;
      assert.ok(!isUnder, JSON.stringify({ frame, place }));
    }
  }
});

test("a line that goes up and away keeps its ends free of the bar", () => {
  // A turned frame: the end of an arrow lies beyond the box of the selection, where the bar would be.
  const frame = box(560, 300, 700, 400);
  assert.deepEqual(at(frame), { x: 550, y: 236 });
  const handles = [{ x: 620, y: 262 }];
  const place = placeBar(frame, BAR, { view: VIEW, controls: [LEDGE, NAME], handles });
  assert.deepEqual(place, { x: 550, y: 444 }, "below instead");
});

test("a selection that fills the view is covered where no handle is", () => {
  const middle = { x: 640, y: 650 };
  const frame = box(-100, -100, 2000, 2000);
  const place = placeBar(frame, BAR, { view: VIEW, controls: [LEDGE, NAME], handles: [middle] });
  assert.ok(place !== null && (place.y + BAR.height < middle.y || place.y > middle.y));
});

test("the handle that turns is above the selection while the bar is below and there is room", () => {
  const below = { x: 100, y: 260 };
  assert.ok(turnsAbove(box(100, 100, 200, 240), below, []));
  assert.ok(!turnsAbove(box(100, 30, 200, 240), below, []), "no room in the view");
  assert.ok(!turnsAbove(box(100, 100, 200, 240), below, [box(0, 0, 300, 80)]), "under a control");
  assert.ok(!turnsAbove(box(100, 100, 200, 240), { x: 100, y: 30 }, []), "the bar is above");
});
