/**
 * Out of the board: copies as PNG and SVG that look like the board, and sheets for paper.
 */

import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { INKS } from "../../static/js/model/colour.js";
import { choose, expectAlike, openDialog, saveCopy } from "./copies.js";
import { expect, test } from "./harness.js";
import { addEveryKind, addWidePage, pastePicture } from "./lesson_shapes.js";
import { Picture, rgb } from "./pixels.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** Shares of the pixels that may differ: between two canvases, and where letters are smoothed in another way. */
const PAINTED = 0.005;
const SMOOTHED = 0.02;

/** Waits until the screen shows everything, in its fonts. @param {BoardPage} who */
async function isShown({ page }) {
  const isSharp = () => /** @type {any} */ (window).lavagna.renderer.sharp;
  await page.waitForFunction(isSharp);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(isSharp);
}

/** What a page without anything of ours shows of an SVG. @param {BoardPage} who @param {Buffer} svg @param {string} background */
async function shown({ page }, svg, background) {
  const [, width, height] = / width="(\d+)" height="(\d+)"/.exec(svg.toString()) ?? [];
  const other = await page.context().newPage();
  await other.setViewportSize({ width: Number(width), height: Number(height) });
  const address = `data:image/svg+xml;base64,${svg.toString("base64")}`;
  await other.setContent(`<body style="margin:0;background:${background}"><img src="${address}">`);
  await other.evaluate(() => document.querySelector("img")?.decode());
  const picture = Picture.fromPng(await other.screenshot());
  await other.close();
  return picture;
}

/** @param {Picture} one @param {Picture} other @param {number} share  of the pixels that may differ */
function expectEqual(one, other, share) {
  expect([one.width, one.height]).toEqual([other.width, other.height]);
  expect(one.differences(other) / (one.width * one.height)).toBeLessThan(share);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`copies as PNG and SVG look like the board, ${colorScheme}`, async ({ person, board }) => {
    const ada = await person("Ada", { colorScheme });
    await ada.open(board);
    const { page } = ada;
    await pastePicture(ada);
    await expect(ada.toasts.filter({ hasText: "The picture is on the board" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.evaluate(() => {
      const { editor } = /** @type {any} */ (window).lavagna;
      const [{ id }] = editor.view.all();
      editor.commit([{ op: "set", id, pos: [2_200, 2_000, 35_000] }]);
    });
    await addEveryKind(ada);
    await ada.expectSynced();
    await isShown(ada);
    const png = await saveCopy(ada, { format: "png", scale: "1", background: "paper" });
    const svg = await saveCopy(ada, { format: "svg", background: "paper" });
    expect(png.name).toBe("Lavagna.png");
    expect(svg.name).toBe("Lavagna.svg");
    const painted = Picture.fromPng(png.bytes);
    const text = svg.bytes.toString();
    expect(text).not.toMatch(/<script|<foreignObject|https?:\/\/(?!www\.w3\.org)/);
    expect(text).toContain("data:font/woff2;base64,");
    expectEqual(await shown(ada, svg.bytes, "white"), painted, SMOOTHED);

    // The screen itself, without the controls around it. After a reload it paints all texts in their fonts from the beginning.
    await page.reload();
    await ada.expectReady();
    await page.keyboard.press("Control+.");
    await expect(ada.toasts).toHaveCount(1);
    await ada.toasts.getByRole("button").click();
    await page.evaluate(() => {
      const { camera } = /** @type {any} */ (window).lavagna.editor;
      camera.goTo({ x: -camera.width / 2, y: -camera.height / 2, zoom: 1 });
    });
    await isShown(ada);
    const [, left, top] = /viewBox="(-?\d+) (-?\d+)/.exec(text) ?? [];
    const corner = { x: 640 + Number(left) / 16, y: 400 + Number(top) / 16 };
    const area = { ...corner, width: painted.width, height: painted.height };
    expectEqual(await ada.picture(area), painted, PAINTED);
  });
}

/** Pages of a PDF, with the sides of their paper. @param {Buffer} pdf */
function sheetsOf(pdf) {
  const text = pdf.toString("latin1");
  const boxes = [...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
  return boxes.map(([, width, height]) => (Number(width) > Number(height) ? "wide" : "tall"));
}

test("the whole board is printed, a sheet for each page as its content lies, and nothing else", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", { colorScheme: "dark" });
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const { page } = ada;
  await addEveryKind(ada);
  await addWidePage(bruno);
  await expectAlike(ada, bruno);
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute("data-printed", "");
  });
  await page.keyboard.press("Control+P");
  await choose(ada, "part", "board");
  await choose(ada, "background", "paper");
  await expect(page.locator(".exchange-note")).toContainText("2 sheets");
  await page.locator("#exchange-go").click();
  await expect(ada.root).toHaveAttribute("data-printed", "");
  await expect(page.locator("dialog#exchange")).toBeHidden();
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate(() =>
    [...document.body.querySelectorAll("*")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .map(({ className }) => className),
  );
  expect(seen).toEqual(["sheets", "sheet wide", "sheet wide"]);
  const picture = await ada.picture();
  expect(picture.count(rgb(INKS.blue.light))).toBeGreaterThan(500);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(sheetsOf(pdf)).toEqual(["wide", "wide"]);
  // Letters as letters, and lines as lines: no picture of them.
  expect(pdf.toString("latin1")).toMatch(/\/Type0|\/Type3/);
  await expect(page.locator("#sheets")).toHaveCount(0);
});

test("a selection is saved without paper, and a page of its own name for each of several", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const { page } = ada;
  await addEveryKind(bruno);
  await addWidePage(bruno);
  await ada.renameBoard("Maths: 1/2");
  await expectAlike(ada, bruno);
  await page.keyboard.press("v");
  await page.mouse.click(640 - 300, 400 - 120);
  await openDialog(ada);
  for (const [field, value] of /** @type {const} */ ([
    ["part", "selection"],
    ["format", "png"],
    ["scale", "3"],
    ["background", "none"],
  ]))
    await choose(ada, field, value);
  await expect(page.locator(".exchange-note")).toContainText("PNG, 558 × 348 pixels.");
  const violations = await new AxeBuilder({ page }).include("#exchange").analyze();
  expect(violations.violations).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#exchange-go").click(),
  ]);
  expect(download.suggestedFilename()).toBe("Maths 1 2 – Selection.png");
  const picture = Picture.fromPng(await readFile(await download.path()));
  expect([picture.width, picture.height]).toEqual([558, 348]);
  // Nothing at all in its corner.
  expect(picture.at(2, 2)).toEqual([0, 0, 0]);
  expect(picture.count(rgb(INKS.blue.light))).toBeGreaterThan(1_000);

  await openDialog(ada);
  await expect(page.locator("#exchange [data-field=scale] [aria-checked=true]")).toHaveText("3×");
  await choose(ada, "part", "board");
  /** @type {string[]} */
  const names = [];
  page.on("download", (file) => names.push(file.suggestedFilename()));
  await page.locator("#exchange-go").click();
  await expect.poll(() => names).toEqual(["Maths 1 2 – Page 1.png", "Maths 1 2 – Second.png"]);
});
