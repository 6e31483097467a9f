import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab } from "../../static/js/sync/lab.js";
import { Link } from "../../static/js/sync/link.js";
import { Seeded } from "./seeded.js";

/** @typedef {import("../../static/js/sync/socket.js").SocketEvents} SocketEvents */

/** A connection through a link, with a clock of its own. */
class Rig {
  now = 0;
  /** @type {{at: number, call: () => void}[]} */
  #timers = [];
  /** Far ends in the order of their opening. @type {(SocketEvents & {got: string[], isClosed: boolean})[]} */
  far = [];
  /** What the session heard. @type {string[]} */
  heard = [];
  link = new Link();
  lab = new Lab({
    now: () => this.now,
    random: () => 0.5,
    startTimer: (call, ms) => this.#start(call, ms),
  });
  #open = this.link.around((_, events) => {
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
  rig.link.intercept(rig.lab);
  socket.send("a");
  rig.far[0]?.received("b");
  assert.deepEqual([rig.far[0]?.got, rig.heard], [["a"], ["opened", "b"]]);
  assert.equal(rig.lab.isOn, false);
});

test("slow delays both directions and keeps the order, also when it is turned off meanwhile", () => {
  const rig = new Rig();
  const socket = rig.open();
  rig.link.intercept(rig.lab);
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
  rig.link.intercept(rig.lab);
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
  rig.link.intercept(rig.lab);
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
  rig.link.intercept(rig.lab);
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

test("whatever the lab does, texts arrive in order and at most once", () => {
  const chance = new Seeded(7);
  for (let round = 0; round < 200; round += 1) {
    const rig = new Rig();
    rig.link.intercept(rig.lab);
    let socket = rig.open();
    let n = 0;
    for (let step = 0; step < 60; step += 1) {
      const what = chance.within(0, 5);
      if (what <= 2) {
        n += 1;
        socket.send(String(n));
      } else if (what === 3) rig.lab.slow(chance.pick([0, 300, 1000]));
      else if (what === 4) rig.pass(chance.within(0, 800));
      else if (chance.chance(20)) {
        rig.lab.cut(chance.pick([0, 500]));
        socket = rig.open();
      }
    }
    rig.pass(10_000);
    for (const { got } of rig.far) {
      const numbers = got.map(Number);
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].sort((a, b) => a - b),
      );
    }
  }
});
