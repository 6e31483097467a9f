import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "../../static/js/editor/commands.js";
import { isSingleKey, keyNames } from "../../static/js/ui/input/key_names.js";
import { commandTable } from "./all_commands.js";
import { press } from "./keys.js";

const COMMANDS = commandTable();

/** @param {import("./keys.js").KeyFields} pressed */
const idOf = (pressed) => COMMANDS.withKey(keyNames(press(pressed)))?.id ?? null;

test("a second command with the same id or key is an error", () => {
  const commands = new Commands();
  const undo = { id: "undo", keys: ["Ctrl+Z"], run: () => undefined };
  commands.register([undo]);
  assert.throws(() => commands.register([undo]), /two commands are called undo/);
  assert.throws(() => commands.register([{ ...undo, id: "redo" }]), /the key Ctrl\+Z/);
});

test("a command that cannot run now does nothing, and keeps its key", () => {
  const commands = new Commands();
  let canRun = false;
  let ran = 0;
  const run = () => {
    ran += 1;
  };
  commands.register([{ id: "undo", keys: ["Ctrl+Z"], when: () => canRun, run }]);
  assert.ok(commands.run("undo"));
  assert.equal(ran, 0);
  canRun = true;
  assert.ok(commands.run("undo"));
  assert.equal(ran, 1);
  assert.ok(!commands.run("redo"), "an unknown command leaves the key to the browser");
});

test("every key of the table is found when it is pressed on a US keyboard", () => {
  /** @type {Record<string, string>} */
  const codes = {
    "[": "BracketLeft",
    "]": "BracketRight",
    "-": "Minus",
    "=": "Equal",
    ",": "Comma",
    ".": "Period",
  };
  for (const { id, keys } of COMMANDS.list) {
    for (const name of keys) {
      const parts = name.split(/\+(?=.)/);
      const last = parts.at(-1) ?? "";
      const key = last === "Space" ? " " : /^[A-Z]$/.test(last) ? last.toLowerCase() : last;
      const code = /^\d$/.test(last) ? `Digit${last}` : (codes[last] ?? `Key${last}`);
      const found = idOf({
        key,
        code,
        shift: parts.includes("Shift"),
        ctrl: parts.includes("Ctrl"),
        alt: parts.includes("Alt"),
      });
      assert.equal(found, id, name);
    }
  }
});

test("letters follow the layout and ignore Caps Lock", () => {
  assert.equal(idOf({ key: "P", code: "KeyP" }), "tool-pen");
  assert.equal(idOf({ key: "z", code: "KeyW", ctrl: true }), "undo");
  assert.equal(idOf({ key: "w", code: "KeyZ", ctrl: true }), null);
  assert.equal(idOf({ key: "Z", code: "KeyZ", meta: true, shift: true }), "redo");
});

test("layouts without Latin letters match by position", () => {
  assert.equal(idOf({ key: "з", code: "KeyP" }), "tool-pen");
  assert.equal(idOf({ key: "я", code: "KeyZ", ctrl: true }), "undo");
  assert.equal(idOf({ key: "ρ", code: "KeyR" }), "tool-rectangle");
  assert.equal(idOf({ key: "υ", code: "KeyY" }), null);
});

test("letters of other Latin layouts do not match by position", () => {
  assert.equal(idOf({ key: "é", code: "KeyP" }), null);
});

test("digits and brackets match by position", () => {
  assert.equal(idOf({ key: '"', code: "Digit3" }), "tool-pen");
  assert.equal(idOf({ key: "&", code: "Digit1" }), "tool-select");
  assert.equal(idOf({ key: "!", code: "Digit1", shift: true }), "zoom-fit");
  // A French keyboard types digits with Shift, and a minus where others have the 6.
  assert.equal(idOf({ key: "1", code: "Digit1", shift: true }), "zoom-fit");
  assert.equal(idOf({ key: "-", code: "Digit6", ctrl: true }), "zoom-out");
  assert.equal(idOf({ key: "3", code: "Numpad3" }), "tool-pen");
  assert.equal(idOf({ key: "è", code: "BracketLeft" }), "size-down");
  assert.equal(idOf({ key: "ü", code: "BracketLeft" }), "size-down");
});

test("keys that type marks or several letters count as another layout", () => {
  assert.equal(idOf({ key: "\u0e39", code: "KeyP" }), "tool-pen");
  assert.equal(idOf({ key: "\u094d", code: "KeyD" }), "tool-pen");
  assert.equal(idOf({ key: "لا", code: "KeyB" }), "tool-pen");
  assert.equal(idOf({ key: "\u0e39", code: "KeyZ", ctrl: true }), "undo");
  assert.equal(idOf({ key: "Dead", code: "KeyE" }), null);
  assert.ok(isSingleKey(press({ key: "لا", code: "KeyB" })));
});

test("other signs match by what is typed", () => {
  assert.equal(idOf({ key: "?", code: "Minus", shift: true }), "help");
  assert.equal(idOf({ key: "-", code: "Slash" }), "size-down");
  assert.equal(idOf({ key: "-", code: "Slash", ctrl: true }), "zoom-out");
  assert.equal(idOf({ key: "+", code: "BracketRight", ctrl: true }), "zoom-in");
  assert.equal(idOf({ key: "+", code: "NumpadAdd", ctrl: true }), "zoom-in");
});

test("AltGr is no modifier", () => {
  const pressed = { key: "[", code: "BracketLeft", ctrl: true, alt: true, altGr: true };
  assert.equal(idOf(pressed), "size-down");
  assert.equal(idOf({ ...pressed, key: "@", code: "KeyQ" }), null);
});

test("Alt types other letters on a Mac, and the key still matches", () => {
  assert.equal(idOf({ key: "Î", code: "KeyD", alt: true, shift: true }), "theme");
});

test("keys with modifiers that are not in the table do nothing", () => {
  assert.equal(idOf({ key: "l", code: "KeyL", ctrl: true }), null);
  assert.equal(idOf({ key: "p", code: "KeyP", alt: true }), null);
  assert.equal(idOf({ key: "ArrowLeft", code: "ArrowLeft", alt: true }), null);
});

test("comma and point match by position together with Alt, for a Mac types other signs then", () => {
  assert.equal(idOf({ key: "≤", code: "Comma", alt: true }), "turn-left");
  assert.equal(idOf({ key: "<", code: "Comma", alt: true, shift: true }), "turn-left-little");
  assert.equal(idOf({ key: ">", code: "Period", alt: true, shift: true }), "turn-right-little");
  assert.equal(
    idOf({ key: ";", code: "Comma" }),
    null,
    "not alone: a French keyboard has others there",
  );
});

test("a single key is a letter, digit or sign without Ctrl or Alt", () => {
  const single = (/** @type {import("./keys.js").KeyFields} */ pressed) =>
    isSingleKey(press(pressed));
  assert.ok(single({ key: "p", code: "KeyP" }));
  assert.ok(single({ key: "D", code: "KeyD", shift: true }));
  assert.ok(single({ key: "?", shift: true }));
  assert.ok(!single({ key: "z", code: "KeyZ", ctrl: true }));
  assert.ok(!single({ key: "Delete" }));
  assert.ok(!single({ key: " " }));
});
