import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { Keyboard } from "../../static/js/ui/input/keyboard.js";
import { commandTable } from "./all_commands.js";
import { FakeElement, send } from "./keys.js";

/** @param {Record<string, (down: boolean) => boolean | void>} [more] */
function board(more = {}) {
  const page = new EventTarget();
  const surface = new FakeElement();
  /** @type {string[]} */
  const ran = [];
  const logAction = (/** @type {string} */ id) => (/** @type {boolean} */ down) => {
    ran.push(down ? id : `${id} up`);
  };
  const ids = ["tool-pen", "undo", "delete", "left", "hold-hand", "help", "select-all"];
  const runs = { ...Object.fromEntries(ids.map((id) => [id, logAction(id)])), ...more };
  const commands = new Commands();
  for (const { when: _always, ...command } of commandTable().list) {
    const run = runs[command.id];
    if (run !== undefined) commands.register([{ ...command, run }]);
  }
  const element = /** @type {Element} */ (/** @type {unknown} */ (surface));
  return { page, surface, ran, keyboard: new Keyboard(page, element, commands) };
}

test("a key runs its action and does not reach the browser", () => {
  const { page, surface, ran } = board();
  const event = send(page, "keydown", { key: "p", code: "KeyP", target: surface });
  assert.deepEqual(ran, ["tool-pen"]);
  assert.ok(event.defaultPrevented);
});

test("keys without a command, and those whose command returns false, reach the browser", () => {
  const { page, surface } = board({ "next-shape": () => false });
  const absent = send(page, "keydown", { key: ".", code: "Period", target: surface });
  assert.ok(!absent.defaultPrevented);
  const declined = send(page, "keydown", { key: "Tab", code: "Tab", target: surface });
  assert.ok(!declined.defaultPrevented);
});

test("keys in fields, dialogs and menus do nothing", () => {
  const { page, ran } = board();
  for (const role of ["textarea", "input", "dialog", "[role=menu]", "[contenteditable]"]) {
    send(page, "keydown", { key: "p", code: "KeyP", target: new FakeElement(role) });
    send(page, "keydown", { key: "z", code: "KeyZ", ctrl: true, target: new FakeElement(role) });
  }
  assert.deepEqual(ran, []);
});

test("keys during composition do nothing", () => {
  const { page, surface, ran } = board();
  send(page, "keydown", { key: "p", code: "KeyP", composing: true, target: surface });
  assert.deepEqual(ran, []);
});

test("on a button all keys work except those that a button needs", () => {
  const { page, ran } = board();
  const target = new FakeElement();
  send(page, "keydown", { key: "p", code: "KeyP", target });
  for (const key of [" ", "ArrowLeft"]) send(page, "keydown", { key, target });
  assert.deepEqual(ran, ["tool-pen"]);
  send(page, "keydown", { key: "Delete", code: "Delete", target });
  assert.deepEqual(ran, ["tool-pen", "delete"], "a button does nothing with it");
});

test("without a focus the keys of the board work", () => {
  const { page, ran } = board();
  const body = new FakeElement();
  body.ownerDocument.body = body;
  send(page, "keydown", { key: "Delete", code: "Delete", target: body });
  assert.deepEqual(ran, ["delete"]);
});

test("single keys can be switched off, and others still work", () => {
  const { page, surface, ran, keyboard } = board();
  keyboard.singleKeys = false;
  for (const key of ["p", "?"]) send(page, "keydown", { key, code: "KeyP", target: surface });
  send(page, "keydown", { key: "z", code: "KeyZ", ctrl: true, target: surface });
  send(page, "keydown", { key: "Delete", code: "Delete", target: surface });
  assert.deepEqual(ran, ["undo", "delete"]);
});

test("held keys report their release, even under another name or after blur", () => {
  const { page, surface, ran } = board();
  send(page, "keydown", { key: "ArrowLeft", code: "ArrowLeft", target: surface });
  send(page, "keydown", { key: "ArrowLeft", code: "ArrowLeft", target: surface });
  send(page, "keyup", { key: "ArrowLeft", code: "ArrowLeft", shift: true, target: surface });
  send(page, "keyup", { key: "ArrowLeft", code: "ArrowLeft", target: surface });
  send(page, "keydown", { key: " ", code: "Space", target: surface });
  page.dispatchEvent(new Event("blur"));
  assert.deepEqual(ran, ["left", "left", "left up", "hold-hand", "hold-hand up"]);
});

test("keys do nothing after stop", () => {
  const { page, surface, ran, keyboard } = board();
  keyboard.stop();
  send(page, "keydown", { key: "p", code: "KeyP", target: surface });
  assert.deepEqual(ran, []);
});

test("a key that types something may open a field before any command, and reaches the browser", () => {
  const { surface, keyboard, ran, page } = board();
  keyboard.stop();
  /** @type {[string, boolean][]} */
  const typed = [];
  const commands = new Commands();
  commands.register([{ id: "tool-pen", keys: ["P"], run: () => void ran.push("tool-pen") }]);
  const element = /** @type {Element} */ (/** @type {unknown} */ (surface));
  let opens = true;
  const type = (/** @type {string} */ key, /** @type {boolean} */ hasCommand) => {
    typed.push([key, hasCommand]);
    return opens;
  };
  const typing = new Keyboard(page, element, commands, { type });
  const event = send(page, "keydown", { key: "p", code: "KeyP", target: surface });
  assert.ok(!event.defaultPrevented, "the field gets the letter");
  send(page, "keydown", { key: "Dead", code: "BracketLeft", target: surface });
  typing.singleKeys = false;
  send(page, "keydown", { key: "p", code: "KeyP", target: surface });
  assert.deepEqual(typed.splice(0), [
    ["p", true],
    ["Dead", false],
    ["p", false],
  ]);
  send(page, "keydown", { key: "p", code: "KeyP", ctrl: true, target: surface });
  send(page, "keydown", { key: "ArrowLeft", code: "ArrowLeft", target: surface });
  send(page, "keydown", { key: " ", code: "Space", target: surface });
  send(page, "keydown", { key: "p", code: "KeyP", target: new FakeElement("textarea") });
  assert.deepEqual(typed, [], "these type nothing on the board");
  opens = false;
  typing.singleKeys = true;
  assert.deepEqual(ran, []);
  send(page, "keydown", { key: "p", code: "KeyP", target: surface });
  assert.deepEqual(ran, ["tool-pen"]);
});
