// Hands that do anything in any order: what they drew is kept, and nothing stays stuck.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Seeded } from "../model/seeded.js";
import { Desk } from "./surface.js";

/** @typedef {import("./surface.js").Touching} Touching */
/** A contact with the screen. @typedef {{id: number, type: "mouse" | "pen" | "touch", x: number, y: number}} Contact */
/** What is known of the stroke that is going on. @typedef {{at: number, x: number, y: number, far: number, isPan: boolean}} Stroke */

const ROUNDS = 400;
const STEPS = 60;

/** A stroke that is older and has gone farther than this was meant. */
const MEANT_MS = 100;
const MEANT_PX = 10;

class Hands {
  desk = new Desk();
  at = 1000;
  #chance;
  #lastId = 1;
  /** @type {Contact[]} */
  #down = [];
  /** @type {Stroke | null} */
  #stroke = null;
  #finished = 0;
  /** Whether the release of a contact was never told. */
  #hasVanished = false;
  /** What was done, for whoever looks into a failure. @type {string[]} */
  story = [];

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
    else if (this.#down.length > 0) this.#go(act, this.#chance.pick(this.#down));
  }

  /** Lifts all that is down, and draws a line. */
  end() {
    for (const contact of [...this.#down]) this.#go("lift", contact);
    this.at += 1000;
    this.desk.editor.tool.set("pen");
    this.desk.editor.rights.set({ role: "editor", draw: true });
    if (!this.#hasVanished) {
      assert.equal(this.desk.gestures.live.value, null, "nothing is going on");
    }
    this.#hear({ x: 0, y: 0 }, false);
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
  #go(act, contact) {
    if (act === "move") {
      contact.x += this.#chance.within(-40, 40);
      contact.y += this.#chance.within(-40, 40);
      this.#send("pointermove", contact);
      return;
    }
    this.#down = this.#down.filter((other) => other !== contact);
    if (act === "vanish") {
      this.#hasVanished = true;
      this.story.push(`${this.at} ${contact.type} ${contact.id} vanishes`);
    } else if (act === "lift") this.#send("pointerup", contact);
    else this.#send(this.#chance.pick(["pointercancel", "lostpointercapture"]), contact);
  }

  #key() {
    const { editor, gestures } = this.desk;
    const key = this.#chance.pick(["pen", "eraser", "hand", "page", "rights", "Escape"]);
    this.story.push(`${this.at} ${key}`);
    if (key === "page") editor.page.set(editor.page.value + 1);
    else if (key === "rights") {
      const draw = !editor.rights.value.draw;
      editor.rights.set({ role: draw ? "editor" : "viewer", draw });
    } else if (key === "Escape") gestures.cancel();
    else editor.tool.set(key);
    this.#hear({ x: 0, y: 0 }, key === "Escape");
  }

  /** @param {string} type @param {Contact & Touching} contact */
  #send(type, contact) {
    const { id, x, y } = contact;
    this.story.push(`${this.at} ${type} ${contact.type} ${id} ${x},${y}`);
    this.desk.send(type, { ...contact, at: this.at });
    this.#hear(contact, false);
  }

  /** @param {{x: number, y: number}} place @param {boolean} mayThrowAway */
  #hear({ x, y }, mayThrowAway) {
    for (const line of this.desk.news()) {
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
      if (line !== "cancels" || mayThrowAway || stroke.isPan) continue;
      const wasMeant = this.at - stroke.at >= MEANT_MS && stroke.far > MEANT_PX;
      assert.ok(!wasMeant, `a line of ${stroke.far} px and ${this.at - stroke.at} ms is kept`);
    }
  }
}

test(`${ROUNDS} hands that do ${STEPS} things each lose no line that was meant, and none gets stuck`, () => {
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    const hands = new Hands(new Seeded(seed));
    try {
      for (let step = 0; step < STEPS; step += 1) hands.step();
      hands.end();
    } catch (error) {
      throw new Error(`seed ${seed}: ${error}\n${hands.story.join("\n")}`);
    }
  }
});
