// Gestures and cursors that peers send each other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../static/js/sync/drafts.js";
import { LiveSender } from "../../static/js/sync/live_sender.js";
import { decode } from "../../static/js/sync/protocol.js";

/** @typedef {import("../../static/js/model/preview.js").DraftInk} DraftInk */
/** @typedef {Record<string, any>} Message */

const TAG = "00000000000000bb";
const WHO = { peer: 2, tag: TAG };
const EDIT = { author: 2, tag: TAG, at: 1 };

/** Points one unit apart. @param {number} from @param {number} count @param {Partial<DraftInk>} [change] @returns {DraftInk} */
function piece(from, count, change = {}) {
  return {
    ...{ id: `${TAG}.1`, kind: "ink", page: 1, pos: [0, 0, 0], from },
    style: { ink: "red", size: 64 },
    points: Array.from({ length: count * 2 }, (_, at) => (from + at === 0 ? 0 : 1)),
    pressure: Array.from({ length: count }, (_, at) => (from + at === 0 ? 128 : 0)),
    ...change,
  };
}

/** @param {Drafts} drafts */
function lengths(drafts) {
  return drafts.list().flatMap(({ previews }) => {
    return previews.map((preview) => (preview.kind === "ink" ? preview.length : preview.kind));
  });
}

test("[V2] [V3] consecutive pieces are one stroke", () => {
  const drafts = new Drafts(() => false);
  drafts.receive(
    WHO,
    [
      { g: 1, ink: piece(0, 3) },
      { g: 1, ink: piece(3, 2) },
    ],
    0,
  );
  drafts.receive(WHO, [{ g: 1, ink: piece(0, 1, { id: `${TAG}.2` }) }], 10);
  assert.deepEqual(lengths(drafts), [5, 1]);
  assert.equal(drafts.isDrawing(2), true);
});

test("[G6] [V6] a piece after a gap is ignored until the whole stroke is sent again", () => {
  const drafts = new Drafts(() => false);
  drafts.receive(WHO, [{ g: 1, ink: piece(4, 3) }], 0);
  assert.deepEqual(lengths(drafts), []);
  drafts.receive(WHO, [{ g: 1, ink: piece(0, 8) }], 0);
  assert.deepEqual(lengths(drafts), [8]);
});

test("[V6] ink that is on the board already is not drawn again", () => {
  const drafts = new Drafts((id) => id === `${TAG}.1`);
  drafts.receive(WHO, [{ g: 1, ink: piece(0, 3) }], 0);
  assert.deepEqual(drafts.list(), []);
});

test("[V5] an open gesture ends after 5 s of silence, a done one after 60 s", () => {
  const drafts = new Drafts(() => false);
  drafts.receive(WHO, [{ g: 1, ink: piece(0, 3) }], 0);
  assert.deepEqual([drafts.expire(4999), drafts.wakeAt], [false, 5000]);
  assert.equal(drafts.expire(5000), true);
  drafts.receive(
    WHO,
    [
      { g: 2, ink: piece(0, 3) },
      { g: 2, done: 1 },
    ],
    5000,
  );
  assert.equal(drafts.expire(64_999), false);
  assert.equal(drafts.isDrawing(2), false);
  assert.equal(drafts.expire(65_000), true);
  assert.deepEqual(drafts.list(), []);
});

test("[V5] a done gesture stays until its edit or a later one is in the log", () => {
  const drafts = new Drafts(() => false);
  drafts.receive(
    WHO,
    [
      { g: 1, move: { ids: ["x"], dx: 1, dy: 1 } },
      { g: 1, done: 3 },
    ],
    0,
  );
  drafts.receive(
    WHO,
    [
      { g: 2, erase: { ids: ["x"] } },
      { g: 2, done: 4 },
    ],
    0,
  );
  drafts.logged({ ...EDIT, n: 2, ops: [] });
  assert.deepEqual(lengths(drafts), ["move", "erase"]);
  // Number 3 was jumped over, so it was refused.
  drafts.logged({ ...EDIT, n: 4, ops: [] });
  assert.deepEqual(lengths(drafts), []);
});

test("[V5] an end that arrives after its edit changes nothing", () => {
  const drafts = new Drafts(() => false);
  const move = { ids: ["x"], dx: 1, dy: 1 };
  drafts.receive(WHO, [{ g: 1, move }], 0);
  drafts.logged({ ...EDIT, n: 1, ops: [{ op: "set", id: "x", pos: [1, 1, 0] }] });
  assert.deepEqual(lengths(drafts), [], "the shape has moved, so it must not be moved once more");
  drafts.receive(WHO, [{ g: 1, move, done: 1 }], 0);
  assert.deepEqual(lengths(drafts), []);
  drafts.receive(WHO, [{ g: 2, ink: piece(0, 3) }], 0);
  const { from: _, points, pressure, ...head } = piece(0, 3);
  const geometry = { points: [...points], pressure: [...pressure], time: [0, 8, 8] };
  const shape = { ...head, pos: /** @type {[number, number, number]} */ ([0, 0, 0]), geometry };
  drafts.logged({ ...EDIT, n: 2, ops: [{ op: "add", shape }] });
  assert.equal(drafts.isDrawing(2), false);
});

test("[V2] a cancelled gesture is removed at once, and so are all of a peer that leaves", () => {
  const drafts = new Drafts(() => false);
  drafts.receive(WHO, [{ g: 1, ink: piece(0, 3) }], 0);
  drafts.receive(
    WHO,
    [
      { g: 1, end: true },
      { g: 1, ink: piece(3, 1) },
    ],
    0,
  );
  assert.deepEqual(drafts.list(), []);
  drafts.receive(WHO, [{ g: 2, ink: piece(0, 3) }], 0);
  drafts.removePeer(2);
  assert.deepEqual(drafts.list(), []);
});

/** @param {LiveSender} sender @param {number} now @returns {Message[]} */
function take(sender, now) {
  return sender.takeMessages(now).map((text) => JSON.parse(text));
}

test("[V2] everything between two messages is one message, including the end", () => {
  const sender = new LiveSender();
  sender.draft({ ink: piece(0, 2) }, 0);
  sender.draft({ ink: piece(2, 3) }, 0);
  assert.deepEqual(take(sender, 0), [{ t: "draft", g: 1, ink: piece(0, 5) }]);
  sender.draft({ ink: piece(5, 1) }, 10);
  sender.endDraft(7);
  assert.deepEqual(take(sender, 10), [{ t: "draft", g: 1, ink: piece(5, 1), done: 7 }]);
  sender.draft({ erase: { ids: ["a"] } }, 20);
  sender.draft({ erase: { ids: ["a", "b"] } }, 20);
  assert.deepEqual(take(sender, 20), [{ t: "draft", g: 2, erase: { ids: ["a", "b"] } }]);
  sender.endDraft(null);
  assert.deepEqual(take(sender, 30), [{ t: "draft", g: 2, end: true }]);
});

test("[V2] ids are sent once, and again with each repetition", () => {
  const sender = new LiveSender();
  const others = new Drafts(() => false);
  const ids = ["a", "b"];
  /** @type {Message[]} */
  const said = [];
  const tell = (/** @type {number} */ now) => {
    const drafts = take(sender, now);
    others.receive(WHO, /** @type {any} */ (drafts), now);
    said.push(...drafts);
    return others.list().map(({ previews: [preview] }) => preview);
  };
  for (const dx of [1, 2, 3]) {
    sender.draft({ move: { ids, dx, dy: 0 } }, dx * 20);
    assert.deepEqual(tell(dx * 20), [{ kind: "move", ids: new Set(ids), dx, dy: 0 }]);
  }
  assert.deepEqual(
    said.map(({ move }) => move.ids.length),
    [2, 0, 0],
  );
  assert.deepEqual(
    tell(2020).map((preview) => preview?.kind === "move" && preview.dx),
    [3],
  );
  assert.deepEqual(said.at(-1)?.move.ids, ids);
  sender.endDraft(null);
  tell(2040);
  sender.draft({ erase: { ids: ["a"] } }, 2060);
  tell(2060);
  sender.draft({ erase: { ids: ["a", "b"] } }, 2080);
  assert.deepEqual(tell(2080), [{ kind: "erase", ids: new Set(ids) }]);
  assert.deepEqual(said.at(-1)?.erase, { from: 1, ids: ["b"] });
});

test("[V6] a draft that continues from missing ids is ignored until they are sent again", () => {
  const drafts = new Drafts(() => false);
  drafts.receive(WHO, [{ g: 1, move: { ids: [], dx: 5, dy: 5 } }], 0);
  drafts.receive(WHO, [{ g: 2, erase: { from: 3, ids: ["d"] } }], 0);
  assert.deepEqual(lengths(drafts), []);
  drafts.receive(WHO, [{ g: 1, move: { ids: ["x"], dx: 6, dy: 6 } }], 0);
  drafts.receive(WHO, [{ g: 2, erase: { ids: ["a", "b", "c", "d"] } }], 0);
  assert.deepEqual(lengths(drafts), ["move", "erase"]);
});

test("[V2] [V6] a gesture with ever more ids or shapes does not fill the memory of other pages", () => {
  const others = new Drafts(() => false);
  const ids = (/** @type {number} */ from, count = 1999) =>
    Array.from({ length: count }, (_, i) => `${TAG}.${from + i}`);
  const receive = (/** @type {any} */ draft) => others.receive(WHO, [{ g: 1, ...draft }], 0);
  const shown = () => others.list()[0]?.previews ?? [];
  receive({ erase: { ids: ids(1, 1) } });
  for (let n = 1; n < 5; n += 1) receive({ erase: { from: 1, ids: ids(2000 * n) } });
  const [erase] = shown();
  assert.equal(erase?.kind === "erase" && erase.ids.size, 2000);
  for (let n = 1; n < 500; n += 1) {
    others.receive(WHO, [{ g: 2, ink: piece(0, 1, { id: `${TAG}.${n}` }) }], 0);
  }
  assert.equal(others.list()[1]?.previews.length, 64);
});

test("ever more open gestures of a peer take no more time of other pages", () => {
  const others = new Drafts(() => false);
  const done = 2 ** 53 - 1;
  for (let g = 1; g <= 500; g += 1)
    others.receive(WHO, [{ g, ink: piece(0, 2, { id: `${TAG}.${g}` }), done }], 0);
  others.receive({ ...WHO, peer: 3 }, [{ g: 1, move: { ids: ["a"], dx: 1, dy: 0 } }], 0);
  const shown = others.list();
  assert.equal(shown.filter(({ peer }) => peer === 2).length, 16);
  assert.equal(shown.filter(({ peer }) => peer === 3).length, 1);
  assert.deepEqual([shown[0]?.g, shown[15]?.g], [485, 500], "the latest stay");
});

test("[V6] a move of an unlisted peer ends when its shapes are edited", () => {
  const others = new Drafts(() => false);
  const move = { ids: [`${TAG}.1`], dx: 1, dy: 0 };
  others.receive({ peer: 60, tag: "" }, [{ g: 1, move, done: 5 }], 0);
  assert.equal(others.list().length, 1);
  const ops = [{ op: "set", id: `${TAG}.1`, pos: [16, 0, 0] }];
  others.logged(/** @type {any} */ ({ author: 1, tag: TAG, n: 5, at: 1, ops }));
  assert.equal(others.list().length, 0);
});

test("[V5] an open gesture is sent again every 2 s", () => {
  const sender = new LiveSender();
  sender.draft({ ink: piece(0, 2) }, 0);
  sender.draft({ ink: piece(2, 2) }, 0);
  take(sender, 0);
  assert.equal(sender.wakeAt, 2000);
  assert.deepEqual(take(sender, 1999), []);
  assert.deepEqual(take(sender, 2000), [{ t: "draft", g: 1, ink: piece(0, 4) }]);
  assert.equal(sender.wakeAt, 4000);
});

test("[G6] [V7] messages of a fast hand stay within what the server relays", () => {
  const sender = new LiveSender();
  let allowed = 60;
  let count = 0;
  for (let now = 0, at = 0; now < 5000; now += 4, at += 1) {
    allowed = Math.min(60, allowed + (60 * 4) / 1000);
    sender.draft({ ink: piece(at, 1) }, now);
    sender.setPresence({ cursor: [at, at], page: 1 });
    const sent = take(sender, now).length;
    allowed -= sent;
    count += sent;
    assert.ok(allowed >= 0, `dropped at ${now} ms`);
  }
  assert.ok(count > 290, "and not much less is said");
});

test("[V7] a move of many shapes is sent with every frame, and no faster than the server relays it", () => {
  const sender = new LiveSender();
  const ids = Array.from({ length: 1000 }, (_, at) => `00000000000000aa.${at + 1}`);
  let allowed = 256 * 1024;
  let told = 0;
  let dx = 0;
  for (let now = 0; now < 10_000; now += 16) {
    allowed = Math.min(256 * 1024, allowed + 16 * 65.536);
    dx += 1;
    sender.draft({ move: { ids, dx, dy: 0 } }, now);
    for (const text of sender.takeMessages(now)) {
      allowed -= text.length;
      told += 1;
    }
    assert.ok(allowed >= 0, `dropped at ${now} ms`);
    if (now > 1000) assert.ok(sender.wakeAt > now, "it waits instead of trying again and again");
  }
  assert.ok(told > 590, `${told} messages`);
});

test("[V2] a resize sends its ids once, and its map the more rarely the more shapes there are", () => {
  const ids = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, at) => `${TAG}.${at + 1}`);
  const tell = (/** @type {number} */ count) => {
    const sender = new LiveSender();
    const others = new Drafts(() => false);
    const list = ids(count);
    const told = [];
    for (let at = 0; at < 60; at += 1) {
      const map = /** @type {any} */ ([65_536, 0, 0, 65_536 + at, -at, 0]);
      const now = at * 16;
      sender.draft({ change: { ids: list, map } }, now);
      const drafts = take(sender, now);
      told.push(...drafts.map(({ change }) => change.ids.length));
      others.receive(WHO, /** @type {any} */ (drafts), now);
      if (told.length > 0 && drafts.length === 0) assert.ok(sender.wakeAt > now);
    }
    sender.endDraft(9);
    const [end] = take(sender, 960);
    assert.deepEqual([end?.done, end?.change?.map[4] ?? -59], [9, -59]);
    const [shown] = others.list().flatMap(({ previews }) => previews);
    assert.ok(shown?.kind === "change" && shown.ids.size === count);
    assert.ok(shown.map.a === 1 && shown.map.d > 1 && shown.map.e < 0);
    return told;
  };
  const few = tell(3);
  assert.deepEqual([few[0], Math.max(...few.slice(1)), few.length], [3, 0, 60]);
  const many = tell(1000);
  assert.ok(many.length > 10 && many.length < 25, `${many.length} messages`);
});

test("[V6] a change of ids that were missed is ignored until they are sent again", () => {
  const drafts = new Drafts(() => false);
  const map = /** @type {any} */ ([65_536, 0, 0, 65_536, 5, 5]);
  drafts.receive(WHO, [{ g: 1, change: { ids: [], map } }], 0);
  assert.deepEqual(lengths(drafts), []);
  drafts.receive(WHO, [{ g: 1, change: { ids: ["x"], map } }], 0);
  assert.deepEqual(lengths(drafts), ["change"]);
});

test("[V7] no point of a stroke waits while the pen is as fast as the screen", () => {
  const sender = new LiveSender();
  for (let at = 0; at < 120; at += 1) {
    const now = (at * 1000) / 60;
    sender.draft({ ink: piece(at, 1) }, now);
    sender.setPresence({ cursor: [at, at], page: 1 });
    const drafts = take(sender, now).filter(({ t }) => t === "draft");
    assert.ok(drafts.length === 1, `a point waits at ${now} ms`);
  }
});

test("[V1] a cursor is sent when it has moved, and again on a new connection", () => {
  const sender = new LiveSender();
  sender.setPresence({ cursor: [1, 2], page: 1 });
  sender.setPresence({ name: "Ada" });
  assert.deepEqual(take(sender, 0), [{ t: "presence", cursor: [1, 2], page: 1, name: "Ada" }]);
  sender.setPresence({ cursor: null });
  assert.deepEqual(take(sender, 10), []);
  assert.deepEqual(take(sender, sender.wakeAt), [{ t: "presence", cursor: null }]);
  sender.draft({ ink: piece(0, 2) }, 100);
  take(sender, 100);
  sender.opened(200);
  const [draft, presence] = take(sender, 300);
  assert.deepEqual(draft, { t: "draft", g: 1, ink: piece(0, 2) });
  assert.deepEqual(presence, { t: "presence", cursor: null, page: 1, name: "Ada" });
});

test("[V2] a done gesture whose edit was refused is cancelled", () => {
  const sender = new LiveSender();
  sender.draft({ erase: { ids: ["a"] } }, 0);
  sender.endDraft(1);
  sender.draft({ erase: { ids: ["b"] } }, 0);
  sender.endDraft(2);
  take(sender, 0);
  sender.logged(1);
  sender.refused(1);
  sender.refused(2);
  assert.deepEqual(take(sender, 100), [{ t: "draft", g: 2, end: true }]);
});

test("[C9] messages are decoded and checked once", () => {
  const edit = { author: 1, tag: TAG, n: 1, at: 1, ops: [{ op: "del", id: "x" }] };
  const good = [
    { t: "welcome", head: 0, at: 0, role: "editor", peer: 1, last: 0, peers: [], count: 1 },
    { t: "log", seq: 1, edits: [edit] },
    { t: "ack", last: 1, seq: 1 },
    { t: "nack", n: 1, code: "invalid", retry: false },
    { t: "live", peers: { 2: { cursor: null, drafts: [{ g: 1, ink: piece(0, 2) }] } } },
    { t: "hb", head: 3 },
    { t: "bye", retry_ms: 1 },
    { t: "resync" },
  ];
  for (const message of good) assert.deepEqual(decode(JSON.stringify(message)), message);
  assert.equal(decode('{"t":"song"}'), null);
  assert.equal(decode('{"t":"toString"}'), null);
  const bad = [
    { t: "welcome", head: 0 },
    { t: "log", seq: 1, edits: [{ ...edit, author: "1" }] },
    { t: "log", seq: -1, edits: [] },
    { t: "nack", n: 1, code: "invalid" },
    { t: "live", peers: { 2: { cursor: [1] } } },
    { t: "live", peers: { 2: { drafts: [{ g: 1, ink: piece(0, 2, { points: [1] }) }] } } },
    { t: "hb", head: 1.5 },
    { t: 5 },
    null,
    [],
  ];
  for (const message of bad) assert.equal(decode(JSON.stringify(message)), "broken");
  assert.equal(decode("{"), "broken");
});
