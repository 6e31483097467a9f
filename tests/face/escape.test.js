// Escape takes things back in a fixed order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Escape } from "../../static/js/ui/input/escape.js";

/** A page with all that Escape can take back, and what it has taken back. */
function page() {
  /** @type {string[]} */
  const taken = [];
  const state = { gesture: true, bare: true, entered: false, selected: 2, open: true, idle: false };
  const inside = /** @type {Element} */ ({});
  /** @param {"gesture" | "bare" | "entered"} what */
  const end = (what) => {
    const wasOn = state[what];
    if (wasOn) taken.push(what);
    state[what] = false;
    return wasOn;
  };
  const selection = {
    get size() {
      return state.selected;
    },
    clear() {
      taken.push("selection");
      state.selected = 0;
    },
  };
  const groups = { leave: () => end("entered") };
  const focus = { element: /** @type {Element | null} */ (inside) };
  const escapeKey = new Escape({
    editor: /** @type {any} */ ({ selection, groups }),
    gestures: { cancel: () => end("gesture") },
    leaveFocusMode: () => end("bare"),
    focused: () => focus.element,
  });
  escapeKey.add({
    element: { contains: (element) => element === inside },
    isOpen: () => state.open,
    close() {
      taken.push("panel");
      state.open = false;
    },
    isIdle: () => state.idle,
  });
  return { escapeKey, state, focus, taken };
}

test("Escape takes back the gesture, focus mode, the panel with the focus, a group and the selection, one at a press", () => {
  const { escapeKey, state, taken } = page();
  state.entered = true;
  for (const last of ["gesture", "bare", "panel", "entered", "selection"]) {
    assert.equal(escapeKey.press(), true);
    assert.equal(taken.at(-1), last);
  }
  assert.equal(escapeKey.press(), false);
  assert.equal(taken.length, 5);
});

test("a panel without the focus stays open, unless it was open for the selection", () => {
  const { escapeKey, state, focus, taken } = page();
  Object.assign(state, { gesture: false, bare: false });
  focus.element = null;
  escapeKey.press();
  assert.deepEqual(taken, ["selection"]);
  Object.assign(state, { selected: 1, idle: true });
  escapeKey.press();
  assert.deepEqual(taken, ["selection", "selection", "panel"]);
});
