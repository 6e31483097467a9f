/**
 * A menu is always inside the window.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeMenu } from "../../static/js/ui/commands/menu_place.js";

const view = { width: 1366, height: 768 };
const size = { width: 240, height: 500 };

/** @param {number} x @param {number} y */
function at(x, y) {
  return placeMenu({ left: x, right: x, top: y, bottom: y }, size, view);
}

test("a menu opens at the pointer, to the other side where there is no room", () => {
  assert.deepEqual(at(300, 100), { x: 300, y: 100 });
  assert.deepEqual(at(1300, 100), { x: 1060, y: 100 });
  assert.deepEqual(at(300, 700), { x: 300, y: 200 });
  assert.deepEqual(at(300, 400), { x: 300, y: 260 });
});

test("a menu of a button hangs below it, or above where there is no room", () => {
  const button = { left: 600, right: 640, top: 40, bottom: 80 };
  assert.deepEqual(placeMenu(button, size, view), { x: 600, y: 88 });
  const low = { left: 600, right: 640, top: 600, bottom: 640 };
  assert.deepEqual(placeMenu(low, size, view), { x: 600, y: 92 });
});

test("wherever it opens, all of it is inside the window", () => {
  for (let x = 0; x <= view.width; x += 61) {
    for (let y = 0; y <= view.height; y += 47) {
      const place = at(x, y);
      assert.ok(place.x >= 8 && place.x + size.width <= view.width - 8, `${x} ${y}`);
      assert.ok(place.y >= 8 && place.y + size.height <= view.height - 8, `${x} ${y}`);
    }
  }
});
