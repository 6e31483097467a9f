import assert from "node:assert/strict";
import { test } from "node:test";
import { Keyboard } from "../../static/js/ui/input/keyboard.js";
import { FakeElement, send } from "./keys.js";

/** @param {Record<string, (down: boolean) => boolean | void>} [more] */
function board(more = {}) {
  const page = new EventTarget();
  const surface = new FakeElement();
  /** @type {string[]} */
  const done = [];
  const note = (/** @type {string} */ id) => (/** @type {boolean} */ down) => {
    done.push(down ? id : `${id} up`);
  };
  const ids = ["tool-pen", "undo", "delete", "left", "hold-hand", "help", "select-all"];
  const actions = { ...Object.fromEntries(ids.map((id) => [id, note(id)])), ...more };
  const element = /** @type {Element} */ (/** @type {unknown} */ (surface));
  return { page, surface, done, keyboard: new Keyboard(page, element, actions) };
}

test("a key does its action and is kept from the browser", () => {
  const { page, surface, done } = board();
  const event = send(page, "keydown", { key: "p", code: "KeyP", target: surface });
  assert.deepEqual(done, ["tool-pen"]);
  assert.ok(event.defaultPrevented);
});

test("keys without an action, and those whose action declines, stay the browser's", () => {
  const { page, surface } = board({ "next-shape": () => false });
  const absent = send(page, "keydown", { key: ".", code: "Period", target: surface });
  assert.ok(!absent.defaultPrevented);
  const declined = send(page, "keydown", { key: "Tab", code: "Tab", target: surface });
  assert.ok(!declined.defaultPrevented);
});

test("nothing happens in fields, dialogs and menus", () => {
  const { page, done } = board();
  for (const role of ["textarea", "input", "dialog", "[role=menu]", "[contenteditable]"]) {
    send(page, "keydown", { key: "p", code: "KeyP", target: new FakeElement(role) });
    send(page, "keydown", { key: "z", code: "KeyZ", ctrl: true, target: new FakeElement(role) });
  }
  assert.deepEqual(done, []);
});

test("nothing happens while a sign is being composed", () => {
  const { page, surface, done } = board();
  send(page, "keydown", { key: "p", code: "KeyP", composing: true, target: surface });
  assert.deepEqual(done, []);
});

test("on a button the keys of the board work, but those that a button needs", () => {
  const { page, done } = board();
  const target = new FakeElement();
  send(page, "keydown", { key: "p", code: "KeyP", target });
  for (const key of [" ", "ArrowLeft"]) send(page, "keydown", { key, target });
  assert.deepEqual(done, ["tool-pen"]);
  send(page, "keydown", { key: "Delete", code: "Delete", target });
  assert.deepEqual(done, ["tool-pen", "delete"], "a button does nothing with it");
});

test("where nothing has the focus the keys of the board work", () => {
  const { page, done } = board();
  const body = new FakeElement();
  body.ownerDocument.body = body;
  send(page, "keydown", { key: "Delete", code: "Delete", target: body });
  assert.deepEqual(done, ["delete"]);
});

test("single keys can be switched off, all others stay", () => {
  const { page, surface, done, keyboard } = board();
  keyboard.singleKeys = false;
  for (const key of ["p", "?"]) send(page, "keydown", { key, code: "KeyP", target: surface });
  send(page, "keydown", { key: "z", code: "KeyZ", ctrl: true, target: surface });
  send(page, "keydown", { key: "Delete", code: "Delete", target: surface });
  assert.deepEqual(done, ["undo", "delete"]);
});

test("held keys are told when they come up, even by another name or unseen", () => {
  const { page, surface, done } = board();
  send(page, "keydown", { key: "ArrowLeft", code: "ArrowLeft", target: surface });
  send(page, "keydown", { key: "ArrowLeft", code: "ArrowLeft", target: surface });
  send(page, "keyup", { key: "ArrowLeft", code: "ArrowLeft", shift: true, target: surface });
  send(page, "keyup", { key: "ArrowLeft", code: "ArrowLeft", target: surface });
  send(page, "keydown", { key: " ", code: "Space", target: surface });
  page.dispatchEvent(new Event("blur"));
  assert.deepEqual(done, ["left", "left", "left up", "hold-hand", "hold-hand up"]);
});

test("after stop no key is heard", () => {
  const { page, surface, done, keyboard } = board();
  keyboard.stop();
  send(page, "keydown", { key: "p", code: "KeyP", target: surface });
  assert.deepEqual(done, []);
});
