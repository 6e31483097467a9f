/**
 * *Under the hood*: what the panel shows is what passes over the connection, and its lab loses nothing.
 */

import { BlockingProxy } from "./blocking_proxy.js";
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line, wave } from "./strokes.js";

test.use({
  tolerate: /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED|Failed to load resource/,
});

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {"messages" | "handshake" | "lab"} Tab */

/** Left of the panel. */
const WAVE = wave({ x: 100, y: 250 }, { width: 380, height: 120 });

class Hood {
  who;
  panel;

  /** @param {BoardPage} who */
  constructor(who) {
    this.who = who;
    this.panel = who.page.locator("#hood");
  }

  /** Opens the panel by its key. */
  async open() {
    await this.who.surface.focus();
    await this.who.page.keyboard.press("Alt+Shift+U");
    await expect(this.panel).toBeVisible();
  }

  /** @param {Tab} name */
  async choose(name) {
    await this.panel.locator(`#hood-tab-${name}`).click();
    await expect(this.panel.locator(`#hood-${name}`)).toBeVisible();
  }

  /** Rows of a kind. @param {string} kind @param {"page" | "server" | ""} [sender] */
  rows(kind, sender = "") {
    const from = sender === "" ? "" : `[data-sender=${sender}]`;
    const cell = this.who.page.getByRole("gridcell", { name: kind, exact: true });
    return this.panel.locator(`.traffic-row[data-n]${from}`).filter({ has: cell });
  }

  get detail() {
    return this.panel.locator(".traffic-detail");
  }

  /** A field of the selected frame's header. @param {string} name */
  field(name) {
    return this.detail.locator(`[data-field=${name}]`).first();
  }

  /** Bytes of a line of the payload's table, as they are written. @param {string} name */
  async payload(name) {
    const row = this.detail.locator("tr", {
      has: this.who.page.getByRole("rowheader", { name, exact: true }),
    });
    return row.locator("td").allTextContents();
  }
}

test("[W2] the handshake is the one that the browser made, and Accept follows from its key", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const session = await ada.page.context().newCDPSession(ada.page);
  await session.send("Network.enable");
  /** @type {{headers: Record<string, string>, requestHeaders?: Record<string, string>}[]} */
  const handshakes = [];
  session.on("Network.webSocketHandshakeResponseReceived", ({ response }) => {
    handshakes.push(response);
  });
  await ada.page.context().addCookies([{ name: "secret", value: "hidden-value", url: ada.origin }]);
  await ada.open(board);
  const hood = new Hood(ada);
  await hood.open();
  await hood.choose("handshake");
  const [handshake] = handshakes;
  const lower = (/** @type {Record<string, string> | undefined} */ headers) =>
    Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
  const asked = lower(handshake?.requestHeaders);
  const answered = lower(handshake?.headers);
  const shown = async (/** @type {number} */ index) => {
    const head = hood.panel.locator(".http-head").nth(index);
    await expect(head).toBeVisible();
    const [names, values] = await Promise.all([
      head.locator("dt").allTextContents(),
      head.locator("dd").allTextContents(),
    ]);
    return Object.fromEntries(names.map((name, i) => [name.toLowerCase(), values[i]]));
  };
  const request = await shown(0);
  for (const name of [
    "host",
    "origin",
    "upgrade",
    "sec-websocket-key",
    "sec-websocket-extensions",
    "user-agent",
  ])
    expect(request[name], name).toBe(asked[name]);
  expect(request.cookie).toBe("struck out");
  await expect(hood.panel).not.toContainText("hidden-value");
  const answer = await shown(1);
  expect(answer["sec-websocket-accept"]).toBe(answered["sec-websocket-accept"]);
  await expect(hood.panel.locator(".accept-result")).toHaveText(
    answered["sec-websocket-accept"] ?? "",
  );
  await expect(hood.panel.locator(".accept-verdict.good")).toBeVisible();
  await expect(hood.panel.locator(".agreed")).toContainText("lavagna.v1 → lavagna.v1");
});

test("[W3] drawing shows drafts and edits with their frames, while others see the stroke", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  const hood = new Hood(ada);
  await hood.open();
  await ada.drawAndHold(WAVE);
  await bruno.expectInk({ x: 90, y: 180, width: 400, height: 150 });
  await expect(hood.rows("draft", "page").first()).toBeVisible();
  await ada.penUp();
  await expectSame(server, [ada, bruno]);

  await hood.rows("ops", "page").last().click();
  await expect(hood.field("key")).toBeVisible();
  await expect(hood.field("fin").locator(".frame-digits")).toHaveText("1");
  await expect(hood.field("opcode")).toContainText("1 = text");
  await expect(hood.field("mask").locator(".frame-digits")).toHaveText("1");
  await expect(hood.field("length").locator(".frame-digits")).toHaveText("1111110");
  await expect(hood.field("extended")).toContainText("16 bits");
  expect((await hood.payload("text")).join("")).toBe('{"t":"ops","firs');
  const [sent, key, plain] = await Promise.all(
    ["sent", "key", "plain"].map((name) => hood.payload(name)),
  );
  const xor = (sent ?? []).map(
    (byte, i) => Number.parseInt(byte, 16) ^ Number.parseInt(key?.[i] ?? "", 16),
  );
  expect(plain).toEqual(xor.map((byte) => byte.toString(16).padStart(2, "0")));
  await expect(hood.detail.locator("pre")).toContainText('{"t":"ops"');

  // By keys: the last row and the one before it. Then one of the server, whose frames have no mask.
  const grid = hood.panel.getByRole("grid");
  const chosen = hood.panel.locator(".traffic-row[aria-selected=true]");
  await grid.focus();
  await ada.page.keyboard.press("End");
  await expect(chosen).toHaveAttribute(
    "aria-rowindex",
    (await grid.getAttribute("aria-rowcount")) ?? "",
  );
  const last = await chosen.getAttribute("data-n");
  await ada.page.keyboard.press("ArrowUp");
  await expect(chosen).not.toHaveAttribute("data-n", last ?? "");
  await expect(grid).toHaveAttribute(
    "aria-activedescendant",
    `traffic-${await chosen.getAttribute("data-n")}`,
  );
  await hood.detail.getByRole("button", { name: "Close the message" }).click();
  await hood.panel.getByRole("radio", { name: "server" }).click();
  await expect(hood.panel.locator("[data-sender=page]")).toHaveCount(0);
  await hood.rows("log", "server").last().click();
  await expect(hood.field("mask").locator(".frame-digits")).toHaveText("0");
  await expect(hood.field("key")).toHaveCount(0);
  await expect(hood.detail.locator("pre")).toContainText('{"t":"log"');
  await hood.detail.getByRole("button", { name: "Close the message" }).click();
  await hood.panel.getByRole("searchbox").fill("no such text");
  await expect(hood.panel.locator(".traffic-row[data-n]")).toHaveCount(0);

  await ada.page.keyboard.press("Escape");
  await expect(hood.panel).toBeHidden();
  await expect(ada.surface).toBeFocused();
});

test("a row takes a press and keeps its element while messages flow", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  const hood = new Hood(ada);
  await hood.open();
  let drawn = 0;
  const flow = async () => {
    for (let at = 0; at < 6; at += 1) {
      drawn += 1;
      await bruno.draw(line({ x: 100, y: 100 + 20 * drawn }, { x: 300, y: 110 + 20 * drawn }));
    }
    await expect.poll(async () => (await ada.shapes()).length).toBe(drawn);
  };
  await flow();
  await expect(hood.rows("log").last()).toBeVisible();

  // The newest rows move the list on, unless a pointer is down on one.
  const row = hood.panel.locator(".traffic-row[data-n]").last();
  const n = await row.getAttribute("data-n");
  const pressed = hood.panel.locator(`#traffic-${n}`);
  await pressed.hover();
  await ada.page.mouse.down();
  await flow();
  await ada.page.mouse.up();
  await expect(pressed).toHaveAttribute("aria-selected", "true");
  await expect(hood.detail).toBeVisible();

  // A selection of text in the row stays too.
  await pressed.evaluate((element) => getSelection()?.selectAllChildren(element));
  const before = await hood.panel.getByRole("grid").getAttribute("aria-rowcount");
  await flow();
  await expect(hood.panel.getByRole("grid")).not.toHaveAttribute("aria-rowcount", before ?? "");
  const isKept = () => pressed.evaluate((element) => getSelection()?.anchorNode === element);
  expect(await isKept()).toBe(true);
});

test("[W1] pings, pongs and the server's close are shown, and the connection that follows", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const hood = new Hood(ada);
  await hood.open();
  // The server pings every 20 s.
  await expect(hood.rows("ping", "server")).toBeVisible({ timeout: 40_000 });
  await expect(hood.rows("pong", "page")).toBeVisible();
  await hood.rows("pong", "page").click();
  await expect(hood.field("opcode")).toContainText("10 = pong, control frame");

  await server.end("SIGTERM");
  const closed = hood.rows("closed").first();
  await closed.click();
  await expect(hood.detail.locator(".close-code")).toContainText("1012");
  await expect(hood.detail.locator(".close-code")).toContainText("Restart");
  await expect(hood.field("opcode")).toContainText("8 = close");
  await server.launch();
  await expect(hood.rows("open")).toBeVisible({ timeout: 20_000 });
  await expect(hood.rows("hello", "page")).toBeVisible();
  await hood.rows("hello", "page").click();
  await expect(hood.field("key"), "frames are reported from the first one").toBeVisible();
});

test("the lab slows, cuts and keeps away, and no edit is lost", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  for (const one of [ada, bruno]) await one.open(board);
  const hood = new Hood(ada);
  const sign = ada.page.locator(".lab-sign");
  await hood.open();
  await hood.choose("lab");
  await expect(sign).toBeHidden();
  await hood.panel.getByRole("radio", { name: "0.3 s" }).click();
  await expect(sign).toContainText("0.3 s later each way");
  await ada.draw(line({ x: 100, y: 200 }, { x: 300, y: 220 }));
  await expectSame(server, [ada, bruno]);

  await hood.panel.getByRole("button", { name: "Cut for 30 s" }).click();
  await ada.expectOffline();
  await expect(sign).toContainText("no connection");
  for (let at = 0; at < 3; at += 1)
    await ada.draw(line({ x: 100, y: 300 + 30 * at }, { x: 300, y: 310 + 30 * at }));
  await ada.expectStored(3);
  await bruno.draw(line({ x: 100, y: 450 }, { x: 300, y: 450 }));
  await bruno.expectSynced();
  await hood.panel.getByRole("button", { name: "Close", exact: true }).click();
  await expect(hood.panel).toBeHidden();
  await expect(sign, "visible while the panel is closed").toBeVisible();
  await sign.getByRole("button").click();
  await expect(sign).toBeHidden();
  await ada.tryNow();
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes()).toHaveLength(5);

  // Cut in the middle of a stroke, with edits on their way.
  await hood.open();
  await hood.panel.getByRole("radio", { name: "1 s" }).click();
  await ada.draw(line({ x: 100, y: 500 }, { x: 300, y: 500 }));
  await hood.panel.getByRole("button", { name: "Cut now" }).click();
  await ada.draw(line({ x: 100, y: 530 }, { x: 300, y: 530 }));
  await hood.panel.getByRole("radio", { name: "No delay" }).click();
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes()).toHaveLength(7);

  await hood.panel.getByRole("radio", { name: "0.3 s" }).click();
  await ada.page.reload();
  await ada.expectReady();
  await expect(sign, "a reload turns the lab off").toBeHidden();
});

test("[H13] over an event stream the panel says what is different", async ({
  person,
  board,
  server,
}) => {
  const blocked = await BlockingProxy.before(server.port);
  const ada = await person("Ada", { origin: blocked.origin });
  await ada.open(board);
  const hood = new Hood(ada);
  await hood.open();
  await expect(hood.panel.locator(".hood-facts")).toContainText("Event stream and POST");
  await hood.choose("handshake");
  await expect(hood.panel.locator(".handshake")).toContainText("blocks WebSocket");
  await hood.choose("messages");
  await ada.draw(WAVE);
  await hood.rows("ops", "page").last().click();
  await expect(hood.detail).toContainText("An event stream has no frames.");
  await ada.expectSynced();
  blocked.close();
});
