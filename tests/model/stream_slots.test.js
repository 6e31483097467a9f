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
  /** Messages in transit; all channels receive them in the order in which they were posted. @type {{from: Channel, data: SlotMessage}[]} */
  #inTransit = [];
  /** Tags of the pages that hold a stream. @type {Set<string>} */
  holders = new Set();
  /** Tags of the pages that were told of a free slot. @type {string[]} */
  woken = [];

  settle() {
    for (let next = this.#inTransit.shift(); next !== undefined; next = this.#inTransit.shift()) {
      for (const channel of this.#channels) {
        if (channel !== next.from) channel.onmessage?.(/** @type {any} */ ({ data: next.data }));
      }
    }
  }

  /** Opens a page that resumes its stream when a slot is free. @param {number} number */
  open(number) {
    const tag = `${number}`;
    /** @type {Channel} */
    const channel = {
      onmessage: null,
      postMessage: (data) => this.#inTransit.push({ from: channel, data }),
    };
    this.#channels.push(channel);
    let isPaused = false;
    const hold = () => {
      isPaused = false;
      this.holders.add(tag);
      slots.acquire(() => {
        isPaused = true;
        this.holders.delete(tag);
      });
    };
    let waiting = 0;
    const slots = new StreamSlots({
      tag,
      onSlotFree: () => {
        this.woken.push(tag);
        if (isPaused) hold();
      },
      hasUnsent: () => waiting > 0,
      open: () => channel,
    });
    hold();
    return {
      tag,
      hold,
      /** Gives the page an edit to send; a paused page takes a slot for it. */
      want: () => {
        waiting += 1;
        if (isPaused) hold();
      },
      send: () => {
        waiting = 0;
        slots.allSent();
      },
      use: () => {
        slots.markUsed();
        if (isPaused) hold();
      },
      close: () => {
        this.holders.delete(tag);
        slots.release();
      },
      crash: () => {
        this.holders.delete(tag);
        this.#channels = this.#channels.filter((other) => other !== channel);
      },
    };
  }
}

/** Tags of the pages that hold a stream, once all messages are delivered. @param {Browser} browser */
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

test("[H16] a page that closes frees a slot for the page that was used last", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5, 6].map((number) => browser.open(number));
  pages[5]?.close();
  assert.equal(held(browser), "2345");
  pages[2]?.crash();
  pages[0]?.use();
  assert.equal(held(browser), "1245", "a page that is gone is not counted");
});

test("[H16] where a page closes, the next by rank takes its slot and no other page is woken", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5, 6, 7].map((number) => browser.open(number));
  assert.equal(held(browser), "4567");
  pages[6]?.close();
  assert.equal(held(browser), "3456");
  assert.deepEqual(browser.woken, ["3"]);
  pages[5]?.close();
  pages[4]?.close();
  assert.equal(held(browser), "1234", "two that close at once free two slots");
  assert.deepEqual(browser.woken, ["3", "2", "1"]);
});

test("[H16] a paused page takes a slot for its unsent edits, ranked below the page used last", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => browser.open(number));
  assert.equal(held(browser), "6789");
  pages[0]?.want();
  assert.equal(held(browser), "1789");
  pages[0]?.send();
  assert.equal(held(browser), "6789", "the slot is returned");
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
  assert.equal(held(browser), "1789", "a page used meanwhile keeps its slot");
});

test("[H16] where storage or the channel is forbidden slots are unlimited, and nothing fails", (t) => {
  for (const forbidden of ["localStorage", "BroadcastChannel"]) {
    const before = Object.getOwnPropertyDescriptor(globalThis, forbidden) ?? {};
    t.after(() => Object.defineProperty(globalThis, forbidden, before));
    const get = () => {
      throw new DOMException("forbidden", "SecurityError");
    };
    Object.defineProperty(globalThis, forbidden, { get, configurable: true });
    const page = { onSlotFree: () => undefined, hasUnsent: () => true };
    const slots = ["1", "2", "3", "4", "5", "6"].map((tag) => new StreamSlots({ tag, ...page }));
    for (const one of slots) one.acquire(() => assert.fail("it yielded"));
    for (const one of slots) one.markUsed();
    for (const one of slots) one.release();
    Object.defineProperty(globalThis, forbidden, before);
  }
});

test("[H16] pages that reconnect all at once keep the slots that they had", () => {
  const browser = new Browser();
  const pages = [1, 2, 3, 4, 5].map((number) => browser.open(number));
  assert.equal(held(browser), "2345");
  pages[0]?.use();
  assert.equal(held(browser), "1345");
  for (const page of pages.toReversed()) page.hold();
  assert.equal(held(browser), "1345");
});

test("[H16] a page that yielded reconnects by itself only to send pending edits", () => {
  assert.equal(reactionTo(STREAM_PAUSED), "pause");
  const alarms = /** @type {Deadlines<import("../../static/js/sync/reconnector.js").Alarm>} */ (
    new Deadlines()
  );
  const link = new Reconnector(alarms, () => 0.5);
  link.connecting(0);
  link.closed(STREAM_PAUSED, 10);
  assert.deepEqual([link.phase, link.reason, alarms.next], ["waiting", STREAM_PAUSED, Infinity]);
  link.trackOldest("1.1", 20);
  assert.ok(Number.isFinite(alarms.at("retry")), "it was paused before the edit");
  link.connecting(4000);
  link.closed(STREAM_PAUSED, 4010);
  assert.ok(Number.isFinite(alarms.at("retry")), "it had the edit before it was paused");
});
