/**
 * A whole lesson: ten pages with images and text by two people, one of them offline for a while, and every way out of the board.
 * With `LAVAGNA_LESSON` set to a folder the copies are left there to be looked at.
 */
import { readFile, writeFile } from "node:fs/promises";
import { expectSame } from "./board_page.js";
import { choose, openDialog, saveCopy } from "./copies.js";
import { expect, test } from "./harness.js";
import { addEveryKind, pastePicture } from "./lesson_shapes.js";
import { Picture } from "./pixels.js";
import { line } from "./strokes.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

test.use({ tolerate: /ERR_INTERNET_DISCONNECTED|ERR_FAILED/ });

const PAGES = 10;

/** @param {string} name @param {Buffer} bytes */
async function keep(name, bytes) {
  const folder = process.env.LAVAGNA_LESSON;
  if (folder !== undefined) await writeFile(`${folder}/${name}`, bytes);
}

/** @param {BoardPage} who */
const figure = ({ page }) => page.locator("#page-figure [aria-hidden]");

/** Writes a text in place, as a person does. @param {BoardPage} who @param {{x: number, y: number}} place @param {string} text */
async function write({ page }, place, text) {
  await page.keyboard.press("t");
  await page.mouse.click(place.x, place.y);
  await page.locator(".text-editor").fill(text);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
}

/** Draws a stroke whose height tells its page. @param {BoardPage} who @param {number} at */
async function drawOn(who, at) {
  await who.draw(line({ x: 300, y: 150 + at * 20 }, { x: 620, y: 160 + at * 30 }));
}

/** Saves every page as a file of its own, by their names. @param {BoardPage} who @param {"png" | "svg"} format @returns {Promise<Map<string, Buffer>>} */
async function copiesOf(who, format) {
  await openDialog(who);
  await choose(who, "part", "board");
  await choose(who, "format", format);
  if (format === "png") await choose(who, "scale", "1");
  await choose(who, "background", "paper");
  /** @type {import("@playwright/test").Download[]} */
  const downloads = [];
  const note = (/** @type {import("@playwright/test").Download} */ file) => downloads.push(file);
  who.page.on("download", note);
  await who.page.locator("#exchange-go").click();
  await expect.poll(() => downloads.length).toBe(PAGES);
  who.page.off("download", note);
  await expect(who.page.locator("dialog#exchange")).toBeHidden();
  /** @type {Map<string, Buffer>} */
  const copies = new Map();
  for (const file of downloads)
    copies.set(file.suggestedFilename(), await readFile(await file.path()));
  return copies;
}

/** @param {ReadonlyMap<string, Buffer>} ones  PNGs by name @param {ReadonlyMap<string, Buffer>} others */
function expectSamePictures(ones, others) {
  expect([...others.keys()]).toEqual([...ones.keys()]);
  for (const [name, bytes] of ones) {
    const [one, two] = [bytes, others.get(name) ?? bytes.subarray(0, 0)].map(Picture.fromPng);
    if (one === undefined || two === undefined) throw new Error(`no picture ${name}`);
    expect(one.differences(two), name).toBe(0);
  }
}

test("ten pages by two people, one offline for a while, are equal everywhere and leave in every form", async ({
  person,
  board,
  server,
}) => {
  test.slow();
  const ada = await person("Ada");
  // His browser keeps the files of the page, also those of parts that he has not used yet.
  const bruno = await person("Bruno", { serviceWorkers: "allow" });
  for (const who of [ada, bruno]) await who.open(board);
  await bruno.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await addEveryKind(ada);
  await pastePicture(ada);
  await expect(ada.toasts.filter({ hasText: "The picture is on the board" })).toBeVisible();
  await ada.page.keyboard.press("Escape");
  for (let at = 2; at <= PAGES; at += 1) {
    // By key: a press on the button so soon after another one counts as one of the next page.
    await ada.page.keyboard.press("Alt+Shift+N");
    await expect(figure(ada)).toHaveText(`${at} / ${at}`);
    await ada.page.keyboard.press("p");
    await drawOn(ada, at);
    await write(ada, { x: 640, y: 130 }, `Page ${at}: the theorem\nof Pythagoras, àèì`);
    if (at === 4 || at === 8) await pastePicture(ada);
    await expect(figure(bruno)).toHaveText(`1 / ${at}`);
  }
  await expectSame(server, [ada, bruno]);

  // Bruno works through all pages in the train, with a text and a picture, while Ada goes on at school.
  await bruno.page.context().setOffline(true);
  await bruno.expectOffline();
  for (let at = 2; at <= PAGES; at += 1) {
    await bruno.page.keyboard.press("PageDown");
    await expect(figure(bruno)).toHaveText(`${at} / ${PAGES}`);
    await bruno.draw(line({ x: 300, y: 640 - at * 10 }, { x: 700, y: 500 }));
    if (at === 5) await write(bruno, { x: 320, y: 560 }, "written in the train");
    if (at === 6) await pastePicture(bruno);
  }
  await bruno.page.keyboard.press("p");
  for (let at = PAGES; at > 1; at -= 1) {
    await drawOn(ada, at + 3);
    await ada.page.keyboard.press("PageUp");
    await expect(figure(ada)).toHaveText(`${at - 1} / ${PAGES}`);
  }
  await ada.expectSynced();
  await bruno.page.context().setOffline(false);
  await bruno.tryNow();
  await expectSame(server, [ada, bruno]);
  const images = async (/** @type {BoardPage} */ who) =>
    (await who.shapes()).filter(({ kind }) => kind === "image").length;
  await expect.poll(() => images(ada)).toBe(4);
  await expectSame(server, [ada, bruno]);
  const carla = await person("Carla");
  await carla.open(board);
  await expectSame(server, [ada, bruno, carla]);

  const before = await copiesOf(ada, "png");
  expect([...before.keys()].slice(0, 2)).toEqual(["Lavagna – Page 1.png", "Lavagna – Page 2.png"]);
  expectSamePictures(before, await copiesOf(bruno, "png"));
  const vectors = await copiesOf(bruno, "svg");
  for (const svg of vectors.values()) expect(svg.toString()).toMatch(/^<svg /);
  for (const [name, bytes] of [...before, ...vectors]) await keep(name, bytes);

  await ada.page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute("data-printed", "");
  });
  await ada.page.keyboard.press("Control+P");
  await choose(ada, "part", "board");
  await choose(ada, "background", "paper");
  await ada.page.locator("#exchange-go").click();
  await expect(ada.root).toHaveAttribute("data-printed", "");
  const pdf = await ada.page.pdf({ preferCSSPageSize: true });
  await keep("lesson.pdf", pdf);
  expect(pdf.toString("latin1").match(/\/MediaBox/g)?.length).toBe(PAGES);

  const file = await saveCopy(bruno, { part: "board", format: "json" });
  await keep("lesson.json", file.bytes);
  const answer = await fetch(`${server.origin}/boards`, {
    method: "POST",
    headers: { origin: server.origin },
    redirect: "manual",
  });
  const copy = answer.headers.get("location")?.slice("/b/".length) ?? "";
  for (const who of [bruno, carla]) await who.open(copy);
  await openDialog(bruno);
  const [chooser] = await Promise.all([
    bruno.page.waitForEvent("filechooser"),
    bruno.page.locator("#exchange-add").click(),
  ]);
  await chooser.setFiles({ name: file.name, mimeType: "application/json", buffer: file.bytes });
  await bruno.page.locator("#import-add").click();
  await expect(bruno.page.locator("dialog#import")).toBeHidden();
  await expectSame(server, [bruno, carla]);
  await expect(figure(carla)).toHaveText(`1 / ${PAGES}`);
  expectSamePictures(before, await copiesOf(carla, "png"));
});
