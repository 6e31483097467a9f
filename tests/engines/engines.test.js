/**
 * A lesson in the browsers other than Chromium, told step by step: whoever draws, comes late, loses the network
 * or reloads must see the same there.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { PAPER } from "../../static/js/model/colour.js";
import { BlockingProxy } from "../browser/blocking_proxy.js";
import { rgb } from "../browser/pixels.js";
import { Server } from "../browser/server.js";
import { line } from "../browser/strokes.js";
import { ENGINES } from "./engines.js";
import { Person } from "./person.js";
import { KEY } from "./webdriver.js";

/** Ink comes back after a reload before its page would be taken for gone (rule K2). */
const AT_ONCE_MS = 6_000;

/** A short line of its own. @param {number} at */
function stroke(at) {
  const y = 140 + at * 50;
  return line({ x: 300, y }, { x: 500, y: y + 10 });
}

/** Where it is to be seen. @param {number} at */
function place(at) {
  return { x: 295, y: 130 + at * 50, width: 210, height: 30 };
}

for (const { name, start } of ENGINES) {
  describe(name, { timeout: 120_000 }, () => lesson(start));
}

/** @param {() => Promise<import("./engines.js").Browser>} start */
function lesson(start) {
  /** @type {Server} */
  let server;
  /** @type {BlockingProxy} */
  let blocked;
  /** @type {import("./engines.js").Browser} */
  let browser;
  /** @type {Person} */
  let ada;
  /** @type {Person} */
  let bruno;
  let board = "";

  before(async () => {
    server = await Server.start();
    blocked = await BlockingProxy.before(server.port);
    board = await newBoard(server.origin);
    browser = await start();
    ada = await come(server.origin);
    bruno = await come(server.origin.replace("127.0.0.1", "localhost"));
  });

  /** Each host name is another person to the browser. @param {string} origin */
  const come = async (origin) => {
    const { driver } = browser;
    const window = await driver.openWindow();
    await driver.use(window);
    await driver.resize(1000, 760);
    return new Person(driver, window, origin);
  };

  after(async () => {
    await browser?.quit();
    blocked?.close();
    await server?.dispose();
  });

  const expectSame = async (/** @type {Person[]} */ ...people) => {
    for (const person of people) {
      await person.expectSync(/synced/);
      await person.expect("board like the server's", async () => {
        const answer = await fetch(`${server.origin}/api/boards/${board}/hash`);
        const { hash } = /** @type {any} */ (await answer.json());
        return hash === hashOf(await person.canonical());
      });
    }
  };

  test("a line that is drawn is on the disk", async () => {
    await ada.open(board);
    await ada.draw(stroke(0));
    await ada.expectInk(place(0));
    await expectSame(ada);
  });

  test("whoever comes late sees it", async () => {
    await bruno.open(board);
    await bruno.expectInk(place(0));
  });

  test("the pen is seen while it is down", async () => {
    const before = await bruno.canonical();
    await ada.drawAndHold(stroke(1));
    await bruno.expectInk(place(1));
    assert.equal(await bruno.canonical(), before, "it is a draft that is seen");
    await ada.lift();
    await expectSame(ada, bruno);
  });

  test("a finger draws", async () => {
    await bruno.touch(stroke(2));
    await ada.expectInk(place(2));
    await expectSame(ada, bruno);
  });

  test("lines wait without a server, survive a reload and are sent", async () => {
    await ada.expect("worker that opens pages", () => ada.read(isWorked));
    await server.kill();
    await ada.draw(stroke(3));
    await ada.expectSync(/offline/);
    await ada.draw(stroke(4));
    await ada.expectWaiting(2);
    // The pen is down while the page goes.
    await ada.drawAndHold(stroke(5));
    await ada.load(board);
    await ada.letGo();
    await ada.expectWaiting(3, AT_ONCE_MS);
    for (const at of [3, 4, 5]) await ada.expectInk(place(at));
  });

  test("a restart costs nobody a line", async () => {
    await server.launch();
    for (const one of [ada, bruno]) await one.read(tryNow);
    await expectSame(ada, bruno);
    assert.equal(JSON.parse(await bruno.canonical()).shapes.length, 6);
    await bruno.expectInk(place(5));
  });

  test("where sockets are blocked it goes on over an event stream", async () => {
    const carla = await come(blocked.origin);
    await carla.open(board);
    assert.ok(blocked.refused >= 2, "sockets were tried");
    await carla.draw(stroke(6));
    await ada.expectInk(place(6));
    await ada.draw(stroke(7));
    await carla.expectInk(place(7));
    await expectSame(ada, bruno, carla);
  });

  test("what is drawn is erased, and undo brings it back", async () => {
    await ada.click("[data-tool=eraser]");
    await ada.draw(line({ x: 400, y: 120 }, { x: 400, y: 170 }));
    await ada.click("[data-tool=pen]");
    await bruno.expect("clean paper", async () => (await bruno.inked(place(0))) === 0);
    await ada.press(KEY.control, "z");
    await bruno.expectInk(place(0));
  });

  test("the board in the dark", async () => {
    await ada.press(KEY.alt, KEY.shift, "D");
    await ada.expect("dark paper", async () => {
      const [red, green, blue] = (await ada.picture()).at(600, 333);
      const paper = rgb(PAPER.dark);
      return [red, green, blue].every((value, at) => Math.abs(value - (paper[at] ?? 0)) < 30);
    });
    await ada.expectInk(place(0), "dark");
    await ada.press(KEY.alt, KEY.shift, "D");
  });

  test("every paper of the menu shows a pattern", async () => {
    await ada.click("#menu-button");
    // The menu moves while it opens: the samples are looked for where they are now.
    await ada.expect("a pattern in every sample", async () => {
      const samples = await ada.read(paperSamples);
      const picture = await ada.picture();
      return samples.every(({ paper, ...area }) => {
        const drawn = picture.drawn(picture.at(area.x + 1, area.y + 1), area);
        return paper === "blank" || drawn > 0;
      });
    });
    await ada.press(KEY.escape);
  });

  test("the share dialog has the link and its code", async () => {
    await ada.click("#share-button");
    await ada.expect("a code", async () => (await ada.read(codeWidth)) > 0);
    assert.match(await ada.read(sharedLink), new RegExp(`/b/${board}$`));
    await ada.press(KEY.escape);
    await ada.draw(stroke(8));
    await bruno.expectInk(place(8));
    await expectSame(ada, bruno);
  });
}

/** A new, empty board. @param {string} origin @returns {Promise<string>} its key */
async function newBoard(origin) {
  const answer = await fetch(`${origin}/boards`, {
    method: "POST",
    headers: { origin },
    redirect: "manual",
  });
  const key = /^\/b\/(\w+)$/.exec(answer.headers.get("location") ?? "")?.[1];
  assert.ok(key !== undefined, `no board was made: status ${answer.status}`);
  return key;
}

/** @param {string} text */
function hashOf(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** Runs in the page: the next attempt to connect is not waited for. */
function tryNow() {
  dispatchEvent(new Event("online"));
}

/** Runs in the page. */
function isWorked() {
  return Boolean(navigator.serviceWorker?.controller);
}

/** Runs in the page. @returns {number} */
function codeWidth() {
  const code = document.querySelector("#qr-small");
  return code instanceof HTMLImageElement ? code.naturalWidth : 0;
}

/** Runs in the page. @returns {string} */
function sharedLink() {
  const link = document.querySelector("#share-link");
  return link instanceof HTMLTextAreaElement ? link.value : "";
}

/** Runs in the page. */
function paperSamples() {
  return [...document.querySelectorAll(".papers [data-value]")].map((button) => {
    const { x, y, width, height } = /** @type {Element} */ (
      button.querySelector("i")
    ).getBoundingClientRect();
    const paper = button.getAttribute("data-value");
    return { paper, x: x + 3, y: y + 3, width: width - 6, height: height - 6 };
  });
}
