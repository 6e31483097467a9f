// Shift, Alt and Ctrl during a drag, also while the pointer rests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../static/js/editor/camera.js";
import { Gestures, NO_KEYS } from "../../static/js/editor/gestures.js";
import { Signal } from "../../static/js/platform/signal.js";
import { trackModifierKeys } from "../../static/js/ui/input/modifier_keys.js";
import { send } from "./keys.js";
import { PointerRig } from "./surface.js";

/** @typedef {import("../../static/js/editor/editor.js").Editor} Editor */
/** @typedef {import("../../static/js/editor/gestures.js").Keys} Keys */

/** A window and a live gesture that logs the keys of each update, and `points` when it had some. */
function rig() {
  /** @type {string[]} */
  const log = [];
  const write = (/** @type {Keys} */ { shift, alt, ctrl }, /** @type {string} */ more) =>
    log.push([shift && "shift", alt && "alt", ctrl && "ctrl", more].filter(Boolean).join(" "));
  const editor = /** @type {Editor} */ (
    /** @type {unknown} */ ({
      camera: new Camera(),
      tool: new Signal("shape"),
      page: new Signal(1),
      rights: new Signal({ role: "editor", draw: true, why: null }),
    })
  );
  const gesture = {
    update: (/** @type {readonly unknown[]} */ points, /** @type {Keys} */ keys) =>
      write(keys, points.length > 0 ? "points" : ""),
    finish: () => log.push("finish"),
    cancel: () => log.push("cancel"),
    previews: () => [],
  };
  const gestures = new Gestures(editor, [{ id: "shape", cursor: "", begin: () => gesture }]);
  const page = new EventTarget();
  trackModifierKeys(page, gestures);
  return { log, gestures, gesture, page };
}

const POINT = { x: 0, y: 0, pressure: 1, time: 0 };

test("a key that changes while the pointer rests updates the gesture without points, once", () => {
  const { log, gestures, page } = rig();
  gestures.begin(POINT);
  gestures.update([{ ...POINT, x: 90 }], NO_KEYS);
  for (const type of /** @type {const} */ (["keydown", "keydown", "keyup"])) {
    send(page, type, { key: "Shift", shift: type === "keydown" });
  }
  send(page, "keydown", { key: "Meta", meta: true });
  assert.deepEqual(log, ["points", "shift", "", "ctrl"]);
});

test("the window that loses the focus releases all keys", () => {
  const { log, gestures, page } = rig();
  gestures.begin(POINT, "shape", { ...NO_KEYS, alt: true });
  page.dispatchEvent(new Event("blur"));
  assert.deepEqual(log, [""]);
});

test("no gesture and a gesture of the arrow keys hear nothing of modifier keys", () => {
  const { log, gestures, gesture, page } = rig();
  send(page, "keydown", { key: "Shift", shift: true });
  gestures.run(gesture);
  send(page, "keydown", { key: "Alt", alt: true });
  assert.deepEqual(log, []);
});

test("Alt does not open the menu of the browser during a gesture", () => {
  const { gestures, page } = rig();
  const alt = () => send(page, "keydown", { key: "Alt", alt: true });
  assert.ok(!alt().defaultPrevented);
  gestures.begin(POINT);
  assert.ok(alt().defaultPrevented);
});

test("pointer events carry the keys that are held", () => {
  const pointers = new PointerRig();
  /** @type {Keys[]} */
  const seen = [];
  const { gestures } = pointers;
  pointers.send("pointerdown", { keys: { shift: true } });
  gestures.holdKeys = (keys) => seen.push(keys);
  const update = gestures.update.bind(gestures);
  gestures.update = (points, keys = NO_KEYS) => {
    seen.push(keys);
    update(points, keys);
  };
  pointers.send("pointermove", { x: 5, keys: { alt: true } });
  pointers.send("pointerup", { x: 9, keys: { ctrl: true } });
  assert.deepEqual(seen, [
    { shift: false, alt: true, ctrl: false },
    { shift: false, alt: false, ctrl: true },
  ]);
});
