import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionTap } from "../../static/js/sync/connection_tap.js";
import { Lab } from "../../static/js/sync/lab.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/sync/socket.js").SocketEvents} SocketEvents */

/** A connection through a tap, with a clock of its own. */
class Rig {
  now = 0;
  /** @type {{at: number, call: () => void}[]} */
  #timers = [];
  /** Far ends in the order of their opening. @type {(SocketEvents & {got: string[], isClosed: boolean})[]} */
  far = [];
  /** Events that the session received. @type {string[]} */
  heard = [];
  tap = new ConnectionTap();
  lab = new Lab({
    now: () => this.now,
    random: () => 0.5,
    startTimer: (call, ms) => this.#start(call, ms),
  });
  #open = this.tap.around((_, events) => {
    const far = { ...events, got: /** @type {string[]} */ ([]), isClosed: false };
    this.far.push(far);
    return {
      send: (text) => void far.got.push(text),
      close: () => {
        far.isClosed = true;
      },
      backlog: () => 0,
    };
  });

  open() {
    return this.#open("ws://x", {
      opened: () => this.heard.push("opened"),
      received: (text) => this.heard.push(text),
      closed: (code) => this.heard.push(`closed ${code}`),
    });
  }

  /** @param {() => void} call @param {number} ms */
  #start(call, ms) {
    const timer = { at: this.now + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass. @param {number} ms */
  pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      next.call();
    }
    this.now = end;
  }
}

test("the lab takes over an open connection and changes nothing while it is off", () => {
  const rig = new Rig();
  const socket = rig.open();
  rig.far[0]?.opened();
  rig.tap.intercept(rig.lab);
  socket.send("a");
  rig.far[0]?.received("b");
  assert.deepEqual([rig.far[0]?.got, rig.heard], [["a"], ["opened", "b"]]);
  assert.equal(rig.lab.isOn, false);
});

test("slow delays both directions and keeps the order, also when it is turned off meanwhile", () => {
  const rig = new Rig();
  const socket = rig.open();
  rig.tap.intercept(rig.lab);
  rig.lab.slow(1000);
  socket.send("1");
  rig.far[0]?.received("x");
  rig.pass(500);
  socket.send("2");
  assert.deepEqual([rig.far[0]?.got, rig.heard], [[], []]);
  rig.pass(500);
  assert.deepEqual([rig.far[0]?.got, rig.heard], [["1"], ["x"]]);
  rig.lab.slow(0);
  socket.send("3");
  assert.deepEqual(rig.far[0]?.got, ["1"], "not before the older one");
  rig.pass(500);
  assert.deepEqual(rig.far[0]?.got, ["1", "2", "3"]);
  socket.send("4");
  assert.deepEqual(rig.far[0]?.got, ["1", "2", "3", "4"]);
});

test("a cut is heard once as a lost connection, and what was on its way is lost", () => {
  const rig = new Rig();
  rig.tap.intercept(rig.lab);
  const socket = rig.open();
  rig.lab.slow(300);
  socket.send("1");
  rig.far[0]?.received("x");
  rig.lab.cut();
  rig.far[0]?.received("y");
  rig.far[0]?.closed(1000);
  socket.send("2");
  rig.pass(5000);
  assert.deepEqual([rig.far[0]?.got, rig.far[0]?.isClosed, rig.heard], [[], true, ["closed 1006"]]);
});

test("while it is away no connection opens; afterwards one does", () => {
  const rig = new Rig();
  rig.tap.intercept(rig.lab);
  rig.open();
  rig.lab.cut(10_000);
  assert.equal(rig.lab.isOn, true);
  for (let i = 0; i < 3; i += 1) {
    rig.open();
    rig.pass(3000);
  }
  assert.deepEqual([rig.far.length, rig.heard], [1, Array(4).fill("closed 1006")]);
  rig.pass(1000);
  assert.equal(rig.lab.isOn, false);
  rig.open();
  assert.equal(rig.far.length, 2);
});

test("it cuts at random until it is turned off", () => {
  const rig = new Rig();
  rig.tap.intercept(rig.lab);
  rig.lab.cutAtRandom(true);
  for (let i = 0; i < 5; i += 1) {
    rig.open();
    rig.pass(20_000);
  }
  assert.equal(rig.heard.length, 5);
  rig.lab.turnOff();
  rig.open();
  rig.pass(100_000);
  assert.deepEqual([rig.heard.length, rig.lab.isOn], [5, false]);
});

/** @typedef {{socket: ReturnType<Rig["open"]>, far: Rig["far"][number] | undefined, sent: string[], answered: string[], isCut: boolean}} Talk */

/** Opens a connection, whose far end is missing while the lab keeps away. @param {Rig} rig @returns {Talk} */
function talkOver(rig) {
  const place = rig.far.length;
  const socket = rig.open();
  return { socket, far: rig.far[place], sent: [], answered: [], isCut: false };
}

/** Texts both ways, delays, cuts and absences at random. @param {Rig} rig @param {Seeded} chance */
function talkAtRandom(rig, chance) {
  let n = 0;
  let talk = talkOver(rig);
  const talks = [talk];
  for (let step = 0; step < 60; step += 1) {
    const what = chance.within(0, 6);
    const isAway = rig.lab.state.value.awayUntil > 0;
    if (talk.isCut || (talk.far === undefined && !isAway)) {
      talk = talkOver(rig);
      talks.push(talk);
    } else if (what <= 3) {
      n += 1;
      const isSent = chance.chance(50);
      (isSent ? talk.sent : talk.answered).push(String(n));
      if (isSent) talk.socket.send(String(n));
      else talk.far?.received(String(n));
    } else if (what === 4) rig.lab.slow(chance.pick([0, 300, 1000]));
    else if (what === 5) rig.pass(chance.within(0, 800));
    else if (chance.chance(20)) {
      rig.lab.cut(chance.pick([0, 500]));
      talk.isCut = true;
    }
  }
  rig.pass(10_000);
  return talks;
}

test("whatever the lab does, texts arrive in order and at most once, and all of them without a cut", () => {
  const chance = new Seeded(7);
  let lost = 0;
  for (let round = 0; round < 200; round += 1) {
    const rig = new Rig();
    rig.tap.intercept(rig.lab);
    const talks = talkAtRandom(rig, chance);
    const heard = rig.heard.filter((text) => /^\d+$/.test(text));
    const expected = [];
    for (const { far, sent, answered, isCut } of talks) {
      if (far === undefined) continue;
      const got = isCut ? sent.slice(0, far.got.length) : sent;
      assert.deepEqual(far.got, got, `sent, round ${round}`);
      const count = heard.filter((text) => answered.includes(text)).length;
      expected.push(...(isCut ? answered.slice(0, count) : answered));
      lost += sent.length - far.got.length + answered.length - count;
    }
    assert.deepEqual(heard, expected, `answered, round ${round}`);
  }
  assert.ok(lost > 0, "cuts came while texts were on their way");
});
