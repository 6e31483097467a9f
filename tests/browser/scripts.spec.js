/**
 * Texts in many scripts: everybody sees the lines that the author's page has made, with whatever fonts they have.
 */
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium } from "@playwright/test";
import { NOTE_TEXT } from "../../static/js/model/colour.js";
import { BoardPage, expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { rgb } from "./pixels.js";
import config from "./playwright.config.js";

/** @typedef {import("./board_page.js").Area} Area */
/** @typedef {{kind: string, text: string, geometry: {lines?: number[]}}} TextShape */

/** Words that need several lines of a note. The last is of emoji that consist of up to seven code points. */
const TEXTS = {
  latin: "Water boils at one hundred degrees at the level of the sea",
  arabic: "الماء يغلي عند مئة درجة مئوية عند مستوى سطح البحر",
  hebrew: "המים רותחים במאה מעלות צלזיוס בגובה פני הים",
  thai: "น้ำเดือดที่อุณหภูมิหนึ่งร้อยองศาเซลเซียสที่ระดับน้ำทะเล",
  chinese: "水在海平面的沸点是一百摄氏度在高山上则更低一些",
  devanagari: "समुद्र तल पर पानी सौ डिग्री सेल्सियस पर उबलता है",
  emoji: "👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈🇮🇹❤️‍🔥👍🏿1️⃣👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈🇮🇹❤️‍🔥👍🏿1️⃣",
};

/** Side of a note, in pixels at 100 %. */
const NOTE = 200;
/** Where the middle of the note at an index is. @param {number} at */
const middleOf = (at) => ({ x: 220 + 280 * (at % 4), y: 200 + 260 * Math.floor(at / 4) });
/** @param {number} at @returns {Area} */
const areaOf = (at) => {
  const { x, y } = middleOf(at);
  return { x: x - NOTE / 2, y: y - NOTE / 2, width: NOTE, height: NOTE };
};

/** The share of pixels that two pages may paint otherwise. */
const MOST_OTHER = 0.005;

/** @param {BoardPage} who */
const fieldOf = ({ page }) => page.locator(".text-editor");

/** @param {BoardPage} who @param {import("./strokes.js").Point} at */
async function openNote(who, { x, y }) {
  await who.page.keyboard.press("n");
  await who.page.mouse.click(x, y);
  await expect(fieldOf(who)).toBeFocused();
}

/** @param {BoardPage} who */
async function leave(who) {
  await who.page.keyboard.press("Escape");
  await expect(fieldOf(who)).toHaveCount(0);
  await who.page.keyboard.press("Escape");
}

/** @param {BoardPage} who @returns {Promise<TextShape[]>} */
async function notesOf(who) {
  return JSON.parse(await who.canonical()).shapes;
}

/** How many pixels of an area two pages paint otherwise, 0 to 1. @param {BoardPage} one @param {BoardPage} other @param {Area} area */
async function otherness(one, other, area) {
  const [a, b] = [await one.picture(area), await other.picture(area)];
  return a.differences(b) / (area.width * area.height);
}

/**
 * A person whose browser finds one font on its machine, a typewriter's: without any, Chromium paints no text at all.
 * @param {string} origin
 */
async function personWithoutFonts(origin) {
  const folder = await mkdtemp(join(tmpdir(), "lavagna-fonts-"));
  const only = execFileSync("fc-match", ["-f", "%{file}", "monospace"], { encoding: "utf8" });
  await mkdir(join(folder, "fonts"));
  await copyFile(only, join(folder, "fonts", basename(only)));
  const file = join(folder, "fonts.conf");
  // Letters are smoothed as everywhere on this machine.
  const smoothing = '<include ignore_missing="yes">/etc/fonts/conf.d</include>';
  const folders = `<dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir>`;
  await writeFile(file, `<fontconfig>${folders}${smoothing}</fontconfig>`);
  const browser = await chromium.launch({
    ...config.use?.launchOptions,
    env: { ...process.env, FONTCONFIG_FILE: file },
  });
  const { viewport = null, locale = "en-GB" } = config.use ?? {};
  const page = await browser.newPage({ viewport, locale });
  await page.addInitScript(() => localStorage.setItem("lavagna.name", "Carla"));
  return { browser, carla: new BoardPage(page, { origin, name: "Carla" }) };
}

test("[D17] lines and picture of a text are the same for all, whatever fonts they have", async ({
  person,
  board,
  server,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  const { browser, carla } = await personWithoutFonts(server.origin);
  const all = [ada, bruno, carla];
  for (const one of all) await one.open(board);
  for (const [at, text] of Object.values(TEXTS).entries()) {
    await openNote(ada, middleOf(at));
    await ada.page.keyboard.insertText(text);
    await leave(ada);
  }
  for (const one of all) await one.page.mouse.move(640, 30);
  await expectSame(server, all);
  const notes = await notesOf(bruno);
  expect(notes.map(({ text }) => text).sort()).toEqual(Object.values(TEXTS).sort());
  for (const { text, geometry } of notes) {
    const lines = geometry.lines ?? [];
    expect(lines.length, text).toBeGreaterThan(1);
    // No line begins within a letter and its marks, or within an emoji.
    const segments = [...new Intl.Segmenter().segment(text)].map(
      ({ segment }) => [...segment].length,
    );
    const starts = new Set([0]);
    segments.reduce((sum, length) => {
      starts.add(sum + length);
      return sum + length;
    }, 0);
    const ends = lines.map((_, at) => lines.slice(0, at + 1).reduce((sum, of) => sum + of, 0));
    expect(
      ends.every((end) => starts.has(end)),
      text,
    ).toBe(true);
    expect(ends.at(-1), text).toBe([...text].length);
  }

  const names = Object.keys(TEXTS);
  for (const [at, name] of names.entries()) {
    await expect
      .poll(() => otherness(ada, bruno, areaOf(at)), `${name} on Bruno's page`)
      .toBeLessThanOrEqual(MOST_OTHER);
  }
  await expect
    .poll(() => otherness(ada, carla, areaOf(names.indexOf("latin"))), "without fonts")
    .toBeLessThanOrEqual(MOST_OTHER);
  // Letters that no font has are painted in their place too.
  for (const at of names.keys()) {
    const { x, y } = middleOf(at);
    await carla.expectNoInk({ x: x + NOTE / 2 + 12, y: y - NOTE / 2, width: 50, height: NOTE });
  }
  await browser.close();
});

test("Arabic and Hebrew begin at the right", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await openNote(ada, middleOf(1));
  await ada.page.keyboard.insertText("שלום");
  await leave(ada);
  await ada.expectSynced();
  const { x, y, width } = areaOf(1);
  const half = (/** @type {number} */ from) => ({
    x: from,
    y: y + 10,
    width: width / 2,
    height: 40,
  });
  const darkIn = async (/** @type {Area} */ area) =>
    (await ada.picture(area)).count(rgb(NOTE_TEXT));
  const [left, right] = [await darkIn(half(x)), await darkIn(half(x + width / 2))];
  expect(left).toBe(0);
  expect(right).toBeGreaterThan(20);
});

test("[V2] what an input method composes is seen by others, and stored when it is done", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await openNote(ada, { x: 640, y: 400 });
  const session = await ada.page.context().newCDPSession(ada.page);
  for (const text of ["n", "に", "にh", "にほ", "にほn", "にほん"]) {
    await session.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }
  await bruno.page.waitForFunction(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    return editor.peers
      .drafts()
      .some((/** @type {any} */ { previews }) => previews[0].shape?.text === "にほん");
  });
  expect(await notesOf(ada)).toEqual([]);
  await session.send("Input.insertText", { text: "日本" });
  await expect(fieldOf(ada)).toHaveValue("日本");
  await leave(ada);
  await ada.expectSynced();
  expect((await notesOf(bruno)).map(({ text }) => text)).toEqual(["日本"]);
  await ada.undo();
  await expect.poll(() => notesOf(bruno)).toEqual([]);
});

test("[D8] a text has 5,000 code points, and what is beyond is not taken", async ({
  person,
  board,
  server,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await openNote(ada, { x: 640, y: 300 });
  const text = "😀水a".repeat(1_800);
  await ada.page.keyboard.insertText(text);
  const kept = [...text].slice(0, 5_000).join("");
  await expect
    .poll(() => fieldOf(ada).evaluate((field) => [.../** @type {any} */ (field).value].length))
    .toBe(5_000);
  await leave(ada);
  await expectSame(server, [ada, bruno]);
  expect((await notesOf(bruno)).map(({ text: stored }) => stored)).toEqual([kept]);
});
