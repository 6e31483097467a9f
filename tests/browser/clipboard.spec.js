/**
 * Copy, cut and paste: within a board, between boards and tabs, of texts, and of what a clipboard may hold besides.
 */
import { BoardPage } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { PHONE } from "./touch.js";

const STROKE = line({ x: 300, y: 200 }, { x: 500, y: 260 });
const FAR = { x: 800, y: 450 };

// Chromium says of a header that protects on https that it does nothing on plain http.
test.use({ tolerate: /Cross-Origin-Opener-Policy header has been ignored/ });

/** @param {BoardPage} who */
async function places(who) {
  await who.expectSynced();
  return (await who.shapes()).map(({ pos }) => pos.slice(0, 2));
}

/** @param {BoardPage} who @returns {Promise<number>} */
const countSelected = ({ page }) =>
  page.evaluate(() => /** @type {any} */ (window).lavagna.editor.selection.size);

/** Pastes what no key can put on the clipboard. @param {BoardPage} who @param {Record<string, string>} data  by type @param {{file?: boolean}} [options] */
async function pasteData({ page }, data, { file = false } = {}) {
  await page.evaluate(
    ({ items, withFile }) => {
      const clipboardData = new DataTransfer();
      for (const [type, text] of Object.entries(items)) clipboardData.setData(type, text);
      if (withFile) clipboardData.items.add(new File(["x"], "cat.png", { type: "image/png" }));
      const init = { clipboardData, bubbles: true, cancelable: true };
      document.getElementById("overlay")?.dispatchEvent(new ClipboardEvent("paste", init));
    },
    { items: data, withFile: file },
  );
}

test("shapes are copied, pasted under the pointer and beside each other, and seen by others", async ({
  person,
  board,
  server,
}) => {
  const origin = `http://classroom.test:${server.port}`;
  const [ada, bruno] = [await person("Ada", { origin }), await person("Bruno", { origin })];
  await ada.open(board);
  await bruno.open(board);
  expect(await ada.page.evaluate(() => isSecureContext)).toBe(false);
  const { keyboard, mouse } = ada.page;
  await ada.draw(STROKE);
  await keyboard.press("v");
  await mouse.click(400, 230);
  await keyboard.press("Control+c");
  await expect(ada.page.locator("#say-now")).toHaveText("Copied: 1 shape");
  await mouse.move(FAR.x, FAR.y);
  for (let time = 0; time < 2; time += 1) await keyboard.press("Control+v");
  await expect(ada.page.locator("#say-now")).toHaveText("Pasted: 1 shape");
  expect(await countSelected(ada)).toBe(1);
  const [original = [], first = [], second = []] = await places(ada);
  expect(first[0]).toBe((original[0] ?? 0) + 16 * (FAR.x - 400));
  expect(first[1]).toBe((original[1] ?? 0) + 16 * (FAR.y - 230));
  expect(second).toEqual(first.map((x) => x + 320));
  await bruno.expectInk({ x: FAR.x - 100, y: FAR.y - 40, width: 220, height: 80 });
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());

  await keyboard.press("Control+x");
  await expect.poll(() => places(ada)).toHaveLength(2);
  await keyboard.press("Control+v");
  await expect.poll(() => places(ada)).toHaveLength(3);
  for (let step = 0; step < 4; step += 1) await ada.undo();
  expect(await places(ada)).toEqual([original]);
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());
});

test("[O8] shapes are pasted on another board and in another tab, also by a person who writes there", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const { page, origin } = ada;
  await ada.open(board);
  await ada.draw(STROKE);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  const answer = await fetch(`${server.origin}/boards`, {
    ...{ method: "POST", redirect: "manual" },
    headers: { origin: server.origin },
  });
  const other = answer.headers.get("location")?.slice("/b/".length) ?? "";
  const tab = new BoardPage(await page.context().newPage(), { origin, name: "Ada" });
  await tab.open(other);
  await tab.page.keyboard.press("Control+v");
  const shape = await tab.onlyShape();
  const [copied] = await ada.shapes();
  expect(shape.id).not.toBe(copied?.id);
  expect(shape.geometry).toEqual(copied?.geometry);
  const { width, height } = tab.page.viewportSize() ?? { width: 0, height: 0 };
  await tab.expectInk({ x: width / 2 - 100, y: height / 2 - 40, width: 200, height: 80 });
});

test("text becomes a text, a long one several, and fields keep their own clipboard", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const { page } = ada;
  await page.mouse.move(400, 300);
  await pasteData(ada, { "text/plain": "Acids\r\nand bases" });
  const shape = /** @type {any} */ (await ada.onlyShape());
  expect([shape.kind, shape.text, shape.style.size]).toEqual(["text", "Acids\nand bases", 384]);
  expect(shape.geometry.lines).toEqual([6, 9]);
  expect(await countSelected(ada)).toBe(1);
  await bruno.expectInk({ x: 340, y: 265, width: 120, height: 70 });
  // The text is copied as a text for other programs, and typed text is pasted by the browser.
  await page.keyboard.press("Control+c");
  await ada.openMenu();
  const field = page.locator("#board-name-field");
  await field.focus();
  await page.keyboard.press("Control+v");
  await expect(field).toHaveValue("Acids and bases");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+x");
  await expect(field).toHaveValue("");
  await page.keyboard.press("Escape");
  expect(await ada.shapes()).toHaveLength(1);

  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await pasteData(ada, { "text/plain": "word ".repeat(2500) });
  await expect.poll(async () => (await ada.shapes()).length).toBe(3);
  await ada.undo();
  await expect.poll(async () => (await ada.shapes()).length).toBe(0);
});

test("broken, foreign and too large clipboards change nothing and are explained", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const type = "application/x-lavagna+json";
  /** @type {[RegExp, Record<string, string>, {file?: boolean}?][]} */
  const refused = [
    [/damaged/, { [type]: "{", "text/plain": "a text" }],
    [/damaged/, { "text/html": "<!--lavagna {}-->" }],
    [/damaged/, { [type]: '{"lavagna":3,"shapes":[{"__proto__":{"draw":true}}]}' }],
    [/too much/, { [type]: "[".repeat(9_000_000) }],
    [/cannot be read as a picture/, {}, { file: true }],
    [/cannot be pasted yet/, { "text/plain": "<svg xmlns='http://www.w3.org/2000/svg'/>" }],
    [/nothing on the clipboard/, { "text/html": "<img src=x onerror='throw 1'>" }],
    [/too long/, { "text/plain": "x".repeat(300_000) }],
  ];
  for (const [reason, data, options] of refused) {
    await pasteData(ada, data, options);
    await expect(ada.toasts.last()).toHaveText(reason);
    await ada.toasts.last().getByRole("button").click();
  }
  expect(await ada.shapes()).toEqual([]);
  await ada.draw(STROKE);
  await ada.onlyShape();
});

test("without a right to draw nothing is cut or pasted, and copying works", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(STROKE);
  await ada.page.keyboard.press("Control+a");
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    editor.rights.set({ role: "viewer", draw: false });
  });
  await ada.page.keyboard.press("Control+c");
  await expect(ada.page.locator("#say-now")).toHaveText("Copied: 1 shape");
  await ada.page.keyboard.press("Control+x");
  await ada.page.keyboard.press("Control+v");
  await pasteData(ada, { "text/plain": "a text" });
  await ada.onlyShape();
});

test("by buttons: what one board has copied is pasted on another, or by key where buttons may not read", async ({
  person,
  board,
  server,
}) => {
  const permissions = ["clipboard-read", "clipboard-write"];
  const ada = await person("Ada", { ...PHONE, permissions });
  const { page, origin } = ada;
  await ada.open(board);
  await ada.draw(line({ x: 100, y: 300 }, { x: 300, y: 350 }));
  await page.keyboard.press("Control+a");
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await bar.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Copy", exact: true }).click();
  await expect(page.locator("#say-now")).toHaveText("Copied: 1 shape");
  const { headers } = await fetch(`${server.origin}/boards`, {
    ...{ method: "POST", redirect: "manual" },
    headers: { origin: server.origin },
  });
  const other = headers.get("location")?.slice("/b/".length) ?? "";
  const tab = new BoardPage(await page.context().newPage(), { origin, name: "Ada" });
  await tab.open(other);
  await tab.openMenu();
  await tab.page.getByRole("button", { name: "Paste from the clipboard" }).click();
  const [copied] = await ada.shapes();
  expect((await tab.onlyShape()).geometry).toEqual(copied?.geometry);

  const bruno = await person("Bruno", {
    ...PHONE,
    origin: `http://classroom.test:${server.port}`,
  });
  await bruno.open(board);
  await bruno.openMenu();
  await bruno.page.getByRole("button", { name: "Paste from the clipboard" }).click();
  await expect(bruno.toasts).toContainText("Press Ctrl V to paste");
});

test("a copy and a paste that come before the clipboard has loaded wait for it", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  let release = () => undefined;
  const held = new Promise((resolve) => {
    release = () => void resolve(undefined);
  });
  await page.route(/clipboard\/clipboard\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await ada.open(board);
  await ada.draw(STROKE);
  await page.keyboard.press("v");
  await page.mouse.click(400, 230);
  expect(await countSelected(ada)).toBe(1);
  await page.keyboard.press("Control+c");
  await page.mouse.move(FAR.x, FAR.y);
  await pasteData(ada, { "text/plain": "Ciao" });
  expect(await ada.shapes()).toHaveLength(1);
  release();
  await expect(page.locator("#say-now")).toHaveText("Pasted: 1 shape");
  expect((await ada.shapes()).filter(({ kind }) => kind === "text")).toHaveLength(1);
  await page.keyboard.press("Control+v");
  await expect.poll(async () => (await ada.shapes()).length).toBe(3);
  expect((await ada.shapes()).filter(({ kind }) => kind === "ink")).toHaveLength(2);
});
