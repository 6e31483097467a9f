// Pages of one browser that share six connections.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { reactionTo, STREAM_PAUSED } from "../../static/js/sync/close_codes.js";
import { Deadlines } from "../../static/js/sync/deadlines.js";
import { Reconnector } from "../../static/js/sync/reconnector.js";
import { StreamSlots } from "../../static/js/sync/stream_slots.js";
import { Notes } from "./browser_disk.js";

/** @typedef {import("../../static/js/sync/stream_slots.js").Channel} Channel */
/** @typedef {import("../../static/js/sync/stream_slots.js").SlotMessage} SlotMessage */

beforeEach(() => {
  Object.defineProperty(globalThis, "localStorage", { value: new Notes(), configurable: true });
});

/** The pages of a browser. */
class Browser {
  /** @type {Channel[]} */
  #channels = [];
  /** What was said and not heard yet; all hear it in the order in which it was said. @type {{from: Channel, data: SlotMessage}[]} */
  #underway = [];
  /** Tags of the pages that hold a stream. @type {Set<string>} */
  holders = new Set();
  /** Pages that heard of room for them. @type {string[]} */
  woken = [];

  settle() {
    for (let word = this.#underway.shift(); word !== undefined; word = this.#underway.shift()) {
      for (const channel of this.#channels) {
        if (channel !== word.from) channel.onmessage?.(/** @type {any} */ ({ data: word.data }));
      }
    }
  }

  /** A page that goes on when there is room. @param {number} number */
  open(number) {
    const tag = `${number}`;
    /** @type {Channel} */
    const channel = {
      onmessage: null,
      postMessage: (data) => this.#underway.push({ from: channel, data }),
    };
    this.#channels.push(channel);
    let rests = false;
    const hold = () => {
      rests = false;
      this.holders.add(tag);
      turns.acquire(() => {
        rests = true;
        this.holders.delete(tag);
      });
    };
    let waiting = 0;
    const turns = new StreamSlots(tag, {
      onSlotFree: () => {
        this.woken.push(tag);
        if (rests) hold();
      },
      hasUnsent: () => waiting > 0,
      open: () => channel,
    });
    hold();
    return {
      tag,
      hold,
      /** A page that rests wants to send something, and takes a turn for it. */
      want: () => {
        waiting += 1;
        if (rests) hold();
      },
      send: () => {
        waiting = 0;
        turns.allSent();
      },
      use: () => {
        turns.markUsed();
        if (rests) hold();
      },
      close: () => {
        this.holders.delete(tag);
        turns.release();
      },
      crash: () => {
        this.holders.delete(tag);
        this.#channels = this.#channels.filter((other) => other !== channel);
      },
    };
  }
}

/** Who holds a stream, once all is said. @param {Browser} browser */
function held(browser) {
  browser.settle();
  return [...browser.holders].sort().join("");
}

test("[H16] of six pages the four that were used last hold a stream", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5, 6].map((number) => browser.open(number));
  assert.equal(held(browser), "3456");
  pages[0]?.use();
  assert.equal(held(browser), "1456");
  pages[3]?.use();
  pages[1]?.use();
  assert.equal(held(browser), "1246");
});

test("[H16] a page that leaves makes room, for the page that was used last", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5, 6].map((number) => browser.open(number));
  pages[5]?.close();
  assert.equal(held(browser), "2345");
  pages[2]?.crash();
  pages[0]?.use();
  assert.equal(held(browser), "1245", "nobody counts a page that is gone");
});

test("[H16] where a page leaves, the next in line has its stream and nobody else is woken", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5, 6, 7].map((number) => browser.open(number));
  assert.equal(held(browser), "4567");
  pages[6]?.close();
  assert.equal(held(browser), "3456");
  assert.deepEqual(browser.woken, ["3"]);
  pages[5]?.close();
  pages[4]?.close();
  assert.equal(held(browser), "1234", "of two that leave at once each makes room");
  assert.deepEqual(browser.woken, ["3", "2", "1"]);
});

test("[H16] a page that rests takes a turn for its unsent edits, behind the page used last", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => browser.open(number));
  assert.equal(held(browser), "6789");
  pages[0]?.want();
  assert.equal(held(browser), "1789");
  pages[0]?.send();
  assert.equal(held(browser), "6789", "what it took is given back");
  for (const page of pages.slice(0, 5)) page.want();
  assert.equal(
    held(browser),
    "3459",
    "never more than four, and the page used last is one of them",
  );
  for (const page of pages.slice(2, 5)) page.send();
  assert.equal(held(browser), "6789");
  for (const page of pages.slice(0, 2)) page.want();
  assert.equal(held(browser), "1289");
  pages[0]?.use();
  pages[0]?.send();
  pages[1]?.send();
  assert.equal(held(browser), "1789", "who is used meanwhile stays");
});

test("[H16] where storage or the channel is forbidden there are no turns, and nothing fails", (t) => {
  for (const forbidden of ["localStorage", "BroadcastChannel"]) {
    const before = Object.getOwnPropertyDescriptor(globalThis, forbidden) ?? {};
    t.after(() => Object.defineProperty(globalThis, forbidden, before));
    const get = () => {
      throw new DOMException("forbidden", "SecurityError");
    };
    Object.defineProperty(globalThis, forbidden, { get, configurable: true });
    const page = { onSlotFree: () => undefined, hasUnsent: () => true };
    const turns = ["1", "2", "3", "4", "5", "6"].map((tag) => new StreamSlots(tag, page));
    for (const turn of turns) turn.acquire(() => assert.fail("it gave way"));
    for (const turn of turns) turn.markUsed();
    for (const turn of turns) turn.release();
    Object.defineProperty(globalThis, forbidden, before);
  }
});

test("[H16] pages that come back all at once have the turns that they had", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5].map((number) => browser.open(number));
  assert.equal(held(browser), "2345");
  pages[0]?.use();
  assert.equal(held(browser), "1345");
  for (const page of pages.toReversed()) page.hold();
  assert.equal(held(browser), "1345");
});

test("[H16] who gave way comes back by itself only to send what waits", () => {
  assert.equal(reactionTo(STREAM_PAUSED), "rest");
  const alarms = /** @type {Deadlines<import("../../static/js/sync/reconnector.js").Alarm>} */ (
    new Deadlines()
  );
  const link = new Reconnector(alarms, () => 0.5);
  link.connecting(0);
  link.closed(STREAM_PAUSED, 10);
  assert.deepEqual([link.phase, link.reason, alarms.next], ["waiting", STREAM_PAUSED, Infinity]);
  link.trackOldest("1.1", 20);
  assert.ok(Number.isFinite(alarms.at("retry")), "it rested already");
  link.connecting(4000);
  link.closed(STREAM_PAUSED, 4010);
  assert.ok(Number.isFinite(alarms.at("retry")), "it waited already");
});
