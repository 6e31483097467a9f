/**
 * Copies for other programs: on the clipboard, where the page is insecure too, through the share sheet of a phone, and given up.
 */
import { readFile } from "node:fs/promises";
import { INKS } from "../../static/js/model/colour.js";
import { choose, openDialog } from "./copies.js";
import { expect, test } from "./harness.js";
import { Picture, rgb } from "./pixels.js";
import { line } from "./strokes.js";
import { PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

// Chromium says of a header that protects on https that it does nothing here.
test.use({ tolerate: /Cross-Origin-Opener-Policy header has been ignored/ });

/** Draws a red stroke and selects it. @param {BoardPage} who */
async function drawAndSelect(who) {
  await who.chooseInk("red");
  await who.draw(line({ x: 300, y: 250 }, { x: 500, y: 260 }));
  await who.page.keyboard.press("Control+a");
  await who.expectSynced();
}

/** Runs a command through the palette. @param {BoardPage} who @param {string} words */
async function runCommand({ page }, words) {
  await page.keyboard.press("Control+k");
  await page.locator("#palette-field").fill(words);
  await page.keyboard.press("Enter");
}

test("a selection is copied as PNG and as SVG, and pasted as a picture that others see", async ({
  person,
  board,
}) => {
  const permissions = ["clipboard-read", "clipboard-write"];
  const ada = await person("Ada", { permissions });
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await drawAndSelect(ada);
  const { page } = ada;
  await page.keyboard.press("Control+Shift+C");
  await expect(ada.toasts.filter({ hasText: "Copied" })).toBeVisible();
  const png = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const blob = await item?.getType("image/png");
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  const picture = Picture.fromPng(Buffer.from(png));
  expect(picture.width).toBeGreaterThan(400);
  expect(picture.count(rgb(INKS.red.light))).toBeGreaterThan(1_000);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+v");
  const kinds = async (/** @type {BoardPage} */ who) =>
    (await who.shapes()).map(({ kind }) => kind).sort();
  await expect.poll(() => kinds(bruno)).toEqual(["image", "ink"]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+a");
  await runCommand(ada, "copy as svg");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^<svg /);
});

test("on plain http a PNG is offered as a download, and an SVG is copied", async ({
  person,
  board,
  server,
}) => {
  const origin = `http://classroom.test:${server.port}`;
  const ada = await person("Ada", { origin });
  const bruno = await person("Bruno", { origin });
  await ada.open(board);
  await bruno.open(board);
  await drawAndSelect(ada);
  const { page } = ada;
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await page.keyboard.press("Control+Shift+C");
  await expect(ada.toasts.filter({ hasText: "does not let this page" })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    ada.pressToastButton("Download"),
  ]);
  const picture = Picture.fromPng(await readFile(await download.path()));
  expect(picture.count(rgb(INKS.red.light))).toBeGreaterThan(1_000);
  await runCommand(ada, "copy as svg");
  await expect(ada.toasts.filter({ hasText: "Copied" })).toBeVisible();
  // It is really there: pasted as a text into a field of another page.
  await bruno.openMenu();
  await bruno.page.locator("#board-name-field").focus();
  await bruno.page.keyboard.press("Control+v");
  await expect(bruno.page.locator("#board-name-field")).toHaveValue(/^<svg /);
});

test("a phone shares a copy through its share sheet, and a closed sheet changes nothing", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await bruno.draw(line({ x: 300, y: 250 }, { x: 500, y: 260 }));
  await bruno.expectSynced();
  await expect.poll(async () => (await ada.shapes()).length).toBe(1);
  const { page } = ada;
  await page.evaluate(() => {
    /** @type {string[]} */
    const shared = [];
    Object.assign(window, { shared });
    Object.assign(navigator, {
      canShare: () => true,
      async share(/** @type {{files: File[]}} */ { files }) {
        shared.push(...files.map(({ name, type }) => `${name} ${type}`));
        if (shared.length > 1) throw new DOMException("closed", "AbortError");
      },
    });
  });
  let downloads = 0;
  page.on("download", () => {
    downloads += 1;
  });
  const shared = () => page.evaluate(() => /** @type {any} */ (window).shared);
  await openDialog(ada);
  await choose(ada, "format", "png");
  await page.locator("#exchange-share").tap();
  await expect.poll(shared).toEqual(["Lavagna.png image/png"]);
  await expect(page.locator("dialog#exchange")).toBeHidden();
  await openDialog(ada);
  await choose(ada, "format", "svg");
  await page.locator("#exchange-share").tap();
  await expect.poll(async () => (await shared()).length).toBe(2);
  await expect(page.locator("dialog#exchange")).toBeHidden();
  expect(downloads).toBe(0);
});

test("a long copy is given up by its button: no file comes, and the next one does", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await drawAndSelect(bruno);
  await expect.poll(async () => (await ada.shapes()).length).toBe(1);
  await bruno.page.locator("#page-add").click();
  await expect(ada.page.locator("#page-figure [aria-hidden]")).toHaveText("1 / 2");
  const { page } = ada;
  /** @type {string[]} */
  const names = [];
  page.on("download", (file) => names.push(file.suggestedFilename()));
  // Encoding takes until it is let go on.
  await page.evaluate(() => {
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function (...rest) {
      Object.assign(window, {
        goOn: () => {
          HTMLCanvasElement.prototype.toBlob = toBlob;
          toBlob.apply(this, rest);
        },
      });
    };
  });
  await openDialog(ada);
  await choose(ada, "part", "board");
  await choose(ada, "format", "png");
  await page.locator("#exchange-go").click();
  await expect(page.locator("dialog#exchange")).toHaveAttribute("data-busy", "");
  await page.waitForFunction(() => "goOn" in window);
  await page.locator("#exchange-cancel").click();
  await page.evaluate(() => /** @type {any} */ (window).goOn());
  await expect(page.locator("dialog#exchange")).not.toHaveAttribute("data-busy", "");
  expect(names).toEqual([]);
  await page.locator("#exchange-go").click();
  await expect(page.locator("dialog#exchange")).toBeHidden();
  await expect.poll(() => names.length).toBeGreaterThan(0);
});
