// Random pointer input: intended lines are kept, and no gesture gets stuck.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Seeded } from "../model/seeded.js";
import { PointerRig } from "./surface.js";

/** @typedef {import("./surface.js").PointerFields} Touching */
/** A contact with the screen. @typedef {{id: number, type: "mouse" | "pen" | "touch", x: number, y: number}} Contact */
/** The stroke in progress. @typedef {{at: number, x: number, y: number, far: number, isPan: boolean}} Stroke */

const ROUNDS = 400;
const STEPS = 60;

/** A stroke that is older and longer than this is intended and must be kept. */
const KEPT_MS = 100;
const KEPT_PX = 10;

class RandomHands {
  rig = new PointerRig();
  at = 1000;
  #chance;
  #lastId = 1;
  /** @type {Contact[]} */
  #down = [];
  /** @type {Stroke | null} */
  #stroke = null;
  #finished = 0;
  /** Whether the release of a contact was lost. */
  #hasVanished = false;
  /** The steps so far, for the message of a failure. @type {string[]} */
  log = [];

  /** @param {Seeded} chance */
  constructor(chance) {
    this.#chance = chance;
  }

  step() {
    this.at += this.#chance.pick([1, 8, 30, 120, 600]);
    const act = this.#chance.pick([
      "press",
      "move",
      "move",
      "move",
      "lift",
      "lose",
      "vanish",
      "key",
    ]);
    if (act === "press") this.#press();
    else if (act === "key") this.#key();
    else if (this.#down.length > 0) this.#actOn(act, this.#chance.pick(this.#down));
  }

  /** Releases every contact and draws a line. */
  end() {
    for (const contact of [...this.#down]) this.#actOn("lift", contact);
    this.at += 1000;
    this.rig.editor.tool.set("pen");
    this.rig.editor.rights.set({ role: "editor", draw: true, why: null });
    if (!this.#hasVanished) {
      assert.equal(this.rig.gestures.live.value, null, "nothing is going on");
    }
    this.#checkLog({ x: 0, y: 0 }, false);
    this.#send("pointerdown", { id: 1, type: "mouse", x: 5, y: 5 });
    const before = this.#finished;
    this.#send("pointermove", { id: 1, type: "mouse", x: 50, y: 5 });
    this.#send("pointerup", { id: 1, type: "mouse", x: 50, y: 5 });
    assert.equal(this.#finished, before + 1, "a line can be drawn");
  }

  #press() {
    const type = this.#chance.pick(/** @type {const} */ (["mouse", "pen", "touch", "touch"]));
    if (type !== "touch" && this.#down.some((other) => other.type === type)) return;
    this.#lastId += 1;
    const id = type === "mouse" ? 1 : this.#lastId;
    const contact = { id, type, x: this.#chance.within(0, 900), y: this.#chance.within(0, 700) };
    const isPrimary = !this.#down.some((other) => other.type === type);
    this.#down.push(contact);
    this.#send("pointerdown", { ...contact, isPrimary });
  }

  /** @param {string} act @param {Contact} contact */
  #actOn(act, contact) {
    if (act === "move") {
      contact.x += this.#chance.within(-40, 40);
      contact.y += this.#chance.within(-40, 40);
      this.#send("pointermove", contact);
      return;
    }
    this.#down = this.#down.filter((other) => other !== contact);
    if (act === "vanish") {
      this.#hasVanished = true;
      this.log.push(`${this.at} ${contact.type} ${contact.id} vanishes`);
    } else if (act === "lift") this.#send("pointerup", contact);
    else this.#send(this.#chance.pick(["pointercancel", "lostpointercapture"]), contact);
  }

  #key() {
    const { editor, gestures } = this.rig;
    const key = this.#chance.pick(["pen", "eraser", "hand", "page", "rights", "Escape"]);
    this.log.push(`${this.at} ${key}`);
    if (key === "page") editor.page.set(editor.page.value + 1);
    else if (key === "rights") {
      const draw = !editor.rights.value.draw;
      editor.rights.set({ role: draw ? "editor" : "viewer", draw, why: draw ? null : "role" });
    } else if (key === "Escape") gestures.cancel();
    else editor.tool.set(key);
    this.#checkLog({ x: 0, y: 0 }, key === "Escape");
  }

  /** @param {string} type @param {Contact & Touching} contact */
  #send(type, contact) {
    const { id, x, y } = contact;
    this.log.push(`${this.at} ${type} ${contact.type} ${id} ${x},${y}`);
    this.rig.send(type, { ...contact, at: this.at });
    this.#checkLog(contact, false);
  }

  /** @param {{x: number, y: number}} place @param {boolean} mayDiscard */
  #checkLog({ x, y }, mayDiscard) {
    for (const line of this.rig.takeLog()) {
      const [, tool] = /^(\w+) begins/.exec(line) ?? [];
      if (tool !== undefined) {
        assert.equal(this.#stroke, null, "one gesture at a time");
        this.#stroke = { at: this.at, x, y, far: 0, isPan: tool === "hand" };
        continue;
      }
      if (line === "undo" || line === "redo") continue;
      const stroke = this.#stroke;
      assert.ok(stroke !== null, `"${line}" has a gesture`);
      if (line.startsWith("moves")) {
        stroke.far = Math.max(stroke.far, Math.hypot(x - stroke.x, y - stroke.y));
        continue;
      }
      this.#stroke = null;
      if (line === "finishes") this.#finished += 1;
      if (line !== "cancels" || mayDiscard || stroke.isPan) continue;
      const wasMeant = this.at - stroke.at >= KEPT_MS && stroke.far > KEPT_PX;
      assert.ok(!wasMeant, `a line of ${stroke.far} px and ${this.at - stroke.at} ms is kept`);
    }
  }
}

test(`${ROUNDS} random sequences of ${STEPS} steps lose no intended line and leave no gesture stuck`, () => {
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    const hands = new RandomHands(new Seeded(seed));
    try {
      for (let step = 0; step < STEPS; step += 1) hands.step();
      hands.end();
    } catch (error) {
      throw new Error(`seed ${seed}: ${error}\n${hands.log.join("\n")}`);
    }
  }
});
