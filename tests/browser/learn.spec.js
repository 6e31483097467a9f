/**
 * The lecture page: each figure is used, and the page fits phones, themes and screen readers.
 */

import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./harness.js";

/** @param {import("@playwright/test").Page} page @param {string} address */
async function visit(page, address) {
  await page.goto(address);
  await expect(page.locator("#frame-verdict")).not.toBeEmpty();
}

test("polling counts what ten questions cost, and readers hear it once", async ({
  page,
  server,
}) => {
  await page.clock.install();
  await visit(page, `${server.origin}/learn?lang=en`);
  const button = page.getByRole("button", { name: "Ask ten times" });
  const figure = page.getByRole("group", { name: "Figure: polling" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(figure).toContainText(/Questions: \d+\. With news: 0/);
  await expect(page.locator("#poll-answer")).toContainText("GET /api/boards/demo/log?since=0");
  await expect(figure).toContainText("neither shown nor counted");
  await expect(page.locator("#poll-output")).not.toHaveAttribute("role", "status");
  const status = figure.getByRole("status");
  await expect
    .poll(async () => {
      await page.clock.runFor(1_000);
      return status.textContent();
    })
    .toContain("Questions: 10. With news: 0.");
  await expect(button).not.toHaveAttribute("aria-disabled");
  await expect(button).toBeFocused();
});

const LOST = "The server does not answer. Check the connection and try again.";

for (const { id, request, done } of [
  { id: "poll", request: "**/api/boards/demo/hash", done: /^$/ },
  { id: "shake", request: "**/api/boards/demo/snapshot", done: /^Done/ },
  { id: "duplex", request: "**/api/boards/demo/snapshot", done: /^Both clients are connected/ },
]) {
  test(`a lost request is told, and the button ${id} keeps the focus and works again`, async ({
    page,
    server,
  }) => {
    /** @type {Error[]} */
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    await visit(page, `${server.origin}/learn?lang=en`);
    await page.route(request, (route) => route.abort());
    const button = page.locator(`#${id}`);
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(page.locator(`#${id}-status`)).toHaveText(LOST);
    await expect(button).toBeFocused();
    await page.unroute(request);
    await page.keyboard.press("Enter");
    await expect(page.locator(`#${id}-status`)).toHaveText(done);
    await expect(button).toBeFocused();
    expect(errors).toEqual([]);
  });
}

test("a handshake is shown with the heads of the wire, and Accept follows from Key", async ({
  page,
  server,
}) => {
  await visit(page, `${server.origin}/learn?lang=en`);
  await page.getByRole("button", { name: "Do a handshake" }).click();
  await expect(page.locator("#shake-output .http-line").first()).toHaveText(/^GET \/b\/demo\/ws/);
  await expect(page.locator("#shake-output .http-line").last()).toContainText("101");
  await expect(page.locator("#shake-output .accept-verdict")).toHaveClass(/good/);
});

test("a frame is built by its controls, and the server's reader says what it makes of it", async ({
  page,
  server,
}) => {
  await visit(page, `${server.origin}/learn?lang=en`);
  const verdict = page.locator("#frame-verdict");
  await expect(page.locator("#frame-bytes")).toHaveText("81 84 37 fa 21 3d 74 93 40 52");
  await expect(verdict).toHaveText("A text message: Ciao");
  await page.getByRole("checkbox", { name: "MASK" }).focus();
  await page.keyboard.press("Space");
  await expect(verdict).toContainText("1002");
  await expect(page.locator("#frame-bytes")).toHaveText("81 04 43 69 61 6f");
  await page.getByRole("checkbox", { name: "MASK" }).check();
  await page.getByRole("checkbox", { name: "FIN" }).uncheck();
  await expect(verdict).toContainText("waits for its next fragment");
  await page.getByRole("checkbox", { name: "FIN" }).check();
  await page.getByLabel("opcode").selectOption("9");
  await expect(verdict).toContainText("pong of the same bytes");
  await page.getByLabel("opcode").selectOption("8");
  await expect(verdict).toContainText("1000");
  await page.getByLabel("opcode").selectOption("3");
  await expect(verdict).toContainText("1002");
  await page.getByLabel("opcode").selectOption("1");
  await page.getByLabel("Bits of the length").selectOption("16");
  await expect(page.locator("#frame-bytes")).toHaveText(/^81 fe 00 04/);
});

test("sequences of frames are read as a socket reads them", async ({ page, server }) => {
  await visit(page, `${server.origin}/learn?lang=en`);
  const output = page.locator("#sequence-output");
  const cases = [
    ["Two fragments with a ping between them", "A text message: Good morning"],
    ["A Close", "1000"],
    ["A text without a mask", "1002"],
    ["A continuation of nothing", "1002"],
    ["A fragmented ping", "1002"],
    ["A text that is not UTF-8", "1007"],
    ["A header that announces 65,537 bytes", "1009"],
  ];
  for (const [name = "", said = ""] of cases) {
    await page.getByRole("button", { name, exact: true }).click();
    await expect(output).toContainText(name);
    await expect(output.getByRole("status")).toContainText(said);
    await expect(output.getByRole("status").locator("code")).toHaveCount(0);
  }
});

test("two panes and a second tab see each other's pointers", async ({ page, server, context }) => {
  await visit(page, `${server.origin}/learn?lang=en`);
  await page.getByRole("button", { name: "Connect both" }).click();
  await expect(page.locator("#duplex-status")).toHaveText("Both clients are connected.");
  await expect(page.locator("#pane-a .duplex-list")).toContainText("welcome");
  await expect(page.locator("#pane-b .duplex-list")).toContainText("welcome");
  await page.locator("#pane-a .duplex-field").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#pane-b .duplex-dot")).toHaveCount(1);
  await expect(page.locator("#pane-a .duplex-dot")).toHaveCount(0);
  await page.locator("#pane-b .duplex-field").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("#pane-a .duplex-dot")).toHaveCount(1);

  const second = await context.newPage();
  await visit(second, `${server.origin}/learn?lang=en`);
  await second.getByRole("button", { name: "Connect both" }).click();
  await expect(second.locator("#pane-a .duplex-dot")).toHaveCount(2);
  await second.close();
  await expect(page.locator("#pane-b .duplex-dot")).toHaveCount(1);
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(page.locator(".duplex-dot")).toHaveCount(0);
  await expect(page.locator("#client-source")).toContainText("new WebSocket");
});

test("two panes whose server goes say so, and connect again", async ({ page, server }) => {
  /** @type {import("@playwright/test").WebSocketRoute[]} */
  const sockets = [];
  await page.routeWebSocket(/\/ws\?/, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await visit(page, `${server.origin}/learn?lang=en`);
  await page.getByRole("button", { name: "Connect both" }).click();
  await expect(page.locator("#duplex-status")).toHaveText("Both clients are connected.");
  await expect(page.locator("#pane-b .duplex-list")).toContainText("welcome");
  for (const socket of sockets.splice(0)) await socket.close({ code: 1012 });
  await expect(page.locator("#duplex-status")).toHaveText(LOST);
  await page.getByRole("button", { name: "Connect both" }).click();
  await expect(page.locator("#duplex-status")).toHaveText("Both clients are connected.");
});

test("a late Close of an old client leaves the new one alone", async ({ page, server }) => {
  /** @type {import("@playwright/test").WebSocketRoute[]} */
  const closing = [];
  await page.routeWebSocket(/\/ws\?/, (socket) => {
    const onward = socket.connectToServer();
    socket.onClose((code, reason) => {
      closing.push(socket);
      return onward.close({ code, reason });
    });
    // The page hears of the end only when this test says so.
    onward.onClose(() => undefined);
  });
  await visit(page, `${server.origin}/learn?lang=en`);
  await page.getByRole("button", { name: "Connect both" }).click();
  const lists = page.locator(".duplex-list");
  for (const list of await lists.all()) await expect(list).toContainText("welcome");
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect.poll(() => closing.length).toBe(2);
  await page.getByRole("button", { name: "Connect both" }).click();
  await expect(page.locator("#duplex-status")).toHaveText("Both clients are connected.");
  await page.locator("#pane-a .duplex-field").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#pane-b .duplex-dot")).toHaveCount(1);
  for (const socket of closing) await socket.close({ code: 1000, reason: "done" });
  await page.locator("#pane-b .duplex-field").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("#pane-a .duplex-dot")).toHaveCount(1);
  await expect(page.locator("#pane-b .duplex-dot")).toHaveCount(1);
  await expect(page.locator("#duplex-status")).toHaveText("Both clients are connected.");
});

for (const lang of ["en", "it"]) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`no finding of axe, ${lang}, ${colorScheme}`, async ({ page, server }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await visit(page, `${server.origin}/learn?lang=${lang}`);
      await page.locator("#shake").click();
      await expect(page.locator("#shake-output .accept-verdict")).toBeVisible();
      await page.locator("[data-sequence=fragments]").click();
      await expect(page.locator("#sequence-output li").first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
    });
  }
}

test("nothing overflows at 360 px, in both languages", async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const lang of ["en", "it"]) {
    await visit(page, `${server.origin}/learn?lang=${lang}`);
    await page.locator("#shake").click();
    await expect(page.locator("#shake-output .accept-verdict")).toBeVisible();
    const widths = await page.evaluate(() => {
      const table = document.querySelector(".scroll");
      return [document.documentElement.scrollWidth, table?.scrollWidth, table?.clientWidth];
    });
    expect(widths[0]).toBe(360);
    expect(widths[1], "the table shows all of its text").toBe(widths[2]);
    await expect(page.getByRole("table").last().getByRole("rowheader")).toHaveCount(5);
  }
});

test("on paper are the figures that were used, without buttons, and dark text", async ({
  page,
  server,
}) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await visit(page, `${server.origin}/learn?lang=it`);
  const figures = page.locator(".figure");
  const shown = async () => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const all = await figures.evaluateAll((all) =>
      all.map((one) => (one.checkVisibility() ? one.id || one.getAttribute("aria-label") : "")),
    );
    const texts = await figures.filter({ visible: true }).allInnerTexts();
    for (const text of texts) expect(text.trim(), "no empty frame").not.toBe("");
    await expect(page.getByRole("button").filter({ visible: true })).toHaveCount(0);
    const colour = await page.evaluate(() => getComputedStyle(document.body).color);
    for (const part of colour.match(/\d+/g) ?? []) expect(Number(part)).toBeLessThan(100);
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    return all.filter((name) => name !== "").length;
  };
  const unused = await shown();
  await page.locator("#shake").click();
  await expect(page.locator("#shake-output .accept-verdict")).toBeVisible();
  await page.locator("[data-sequence=fragments]").click();
  await expect(page.locator("#sequence-output li").first()).toBeVisible();
  expect(await shown()).toBe(unused + 2);
});

test("the page and its files, texts included, are at most 60 kB in a release, without fonts", async ({
  page,
  server,
}) => {
  /** @type {Map<string, Promise<number>>} */
  const sizes = new Map();
  page.on("response", (response) => {
    const address = response.url();
    if (address.endsWith(".woff2")) return;
    // A release serves modules without their comments, and all of it in gzip.
    const read = async () => {
      const text = await response.text();
      const served = address.endsWith(".js") ? text.replace(/\/\*[\s\S]*?\*\//g, "") : text;
      return gzipSync(served).length;
    };
    sizes.set(address, read());
  });
  await visit(page, `${server.origin}/learn?lang=en`);
  await expect(page.locator("#client-source")).toContainText("new WebSocket");
  const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(60_000);
});

test.describe("a figure that lacks an element", () => {
  test.use({ tolerate: /a figure does not work/ });

  test("does not end the others", async ({ person }) => {
    const { page, origin } = await person("");
    await page.route(/\/learn\?/, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('id="sequence-frames"', "");
      await route.fulfill({ response, body });
    });
    await visit(page, `${origin}/learn?lang=en`);
    await page.getByRole("button", { name: "Ask ten times" }).click();
    await expect(page.getByRole("group", { name: "Figure: polling" })).toContainText(
      /Questions: \d+/,
    );
  });
});
