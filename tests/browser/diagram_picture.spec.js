/**
 * A labelled diagram that three people draw at once: on a laptop, on a laptop that loses its network for a while, and on a
 * phone. Its picture is the second one of the README; it is written with `UPDATE_PICTURES=1`.
 */
import { stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expectSame } from "./board_page.js";
import { handwriting } from "./handwriting.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { PHONE, Stylus } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("./strokes.js").Point} Point */

const PICTURE = fileURLToPath(new URL("pictures/diagram.png", import.meta.url));
const MAX_BYTES = 200_000;

test.use({ tolerate: /ERR_INTERNET_DISCONNECTED/ });

/** @param {BoardPage} who */
const fieldOf = ({ page }) => page.locator(".text-editor");

/** Leaves the field, and selects nothing. @param {BoardPage} who */
async function leaveField(who) {
  await who.page.keyboard.press("Escape");
  await expect(fieldOf(who)).toHaveCount(0);
  await who.page.keyboard.press("Escape");
}

/**
 * Draws a shape and writes its label.
 * @param {BoardPage} who
 * @param {"rectangle" | "ellipse" | "diamond" | "arrow"} tool
 * @param {{from: Point, to: Point, ink: import("../../static/js/model/colour.js").InkName, label: string}} shape
 */
async function label(who, tool, { from, to, ink, label: text }) {
  await who.chooseTool(tool);
  await who.chooseInk(ink);
  await who.draw(line(from, to, 8));
  await who.page.keyboard.press("Enter");
  await expect(fieldOf(who)).toBeFocused();
  await who.page.keyboard.type(text);
  await leaveField(who);
}

/** @param {BoardPage} who @param {"t" | "n"} key @param {Point} at @param {string} text */
async function write(who, key, { x, y }, text) {
  await who.page.keyboard.press(key);
  await who.page.mouse.click(x, y);
  await expect(fieldOf(who)).toBeFocused();
  await who.page.keyboard.type(text);
  await leaveField(who);
}

/** The sky. @param {BoardPage} ada */
async function drawSky(ada) {
  await label(ada, "ellipse", {
    ...{ from: { x: 150, y: 130 }, to: { x: 310, y: 250 } },
    ...{ ink: "orange", label: "Sun" },
  });
  await label(ada, "arrow", {
    ...{ from: { x: 230, y: 265 }, to: { x: 230, y: 535 } },
    ...{ ink: "orange", label: "warms" },
  });
  await label(ada, "ellipse", {
    ...{ from: { x: 780, y: 130 }, to: { x: 1060, y: 250 } },
    ...{ ink: "grey", label: "Clouds" },
  });
  await label(ada, "arrow", {
    ...{ from: { x: 370, y: 530 }, to: { x: 790, y: 235 } },
    ...{ ink: "red", label: "rises" },
  });
  await label(ada, "arrow", {
    ...{ from: { x: 930, y: 270 }, to: { x: 970, y: 530 } },
    ...{ ink: "blue", label: "rains" },
  });
  await write(ada, "t", { x: 540, y: 100 }, "The water cycle");
}

/** Draws the part below it. @param {BoardPage} bruno */
async function drawGround(bruno) {
  await label(bruno, "rectangle", {
    ...{ from: { x: 150, y: 550 }, to: { x: 450, y: 650 } },
    ...{ ink: "blue", label: "Sea" },
  });
  await label(bruno, "rectangle", {
    ...{ from: { x: 850, y: 550 }, to: { x: 1120, y: 650 } },
    ...{ ink: "brown", label: "Ground" },
  });
  await label(bruno, "arrow", {
    ...{ from: { x: 830, y: 600 }, to: { x: 470, y: 600 } },
    ...{ ink: "teal", label: "flows back" },
  });
}

/** Draws with a pencil on a phone, in its middle. @param {BoardPage} chiara */
async function addByPhone(chiara) {
  const stylus = await Stylus.of(chiara.page);
  await chiara.chooseInk("violet");
  for (const stroke of handwriting("basics", { x: 110, y: 190 }, 26)) {
    await stylus.draw(stroke, () => 0.5);
  }
  await write(chiara, "n", { x: 290, y: 492 }, "Learn for Friday");
}

/** @param {BoardPage} who */
async function contentOf(who) {
  const { shapes } = JSON.parse(await who.canonical());
  const all = /** @type {{kind: string, text?: string}[]} */ (shapes);
  return all.map(({ kind, text }) => (text === undefined ? kind : `${kind}: ${text}`)).sort();
}

test("three people draw a labelled diagram, one of them offline for a while", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const chiara = await person("Chiara", PHONE);
  const all = [ada, bruno, chiara];
  for (const one of all) await one.open(board);
  // On plain http a field's code has to be there before the network goes.
  await write(bruno, "t", { x: 640, y: 400 }, "x");
  await bruno.undo();
  await bruno.page.context().setOffline(true);
  await Promise.all([drawSky(ada), drawGround(bruno), addByPhone(chiara)]);
  expect((await contentOf(ada)).filter((what) => what.startsWith("rectangle"))).toEqual([]);
  await expect(bruno.statusText).toHaveText(/^Offline, \d+ kept here$/);
  await bruno.page.context().setOffline(false);
  await bruno.tryNow();
  await expectSame(server, all);
  const content = await contentOf(ada);
  expect(content.filter((what) => what !== "ink")).toEqual([
    "arrow: flows back",
    "arrow: rains",
    "arrow: rises",
    "arrow: warms",
    "ellipse: Clouds",
    "ellipse: Sun",
    "note: Learn for Friday",
    "rectangle: Ground",
    "rectangle: Sea",
    "text: The water cycle",
  ]);
  expect(content.filter((what) => what === "ink").length).toBeGreaterThan(6);

  await ada.page.mouse.move(640, 740);
  await expect.poll(() => ada.page.evaluate(() => document.getAnimations().length)).toBe(0);
  const png = await ada.page.screenshot();
  if (process.env.UPDATE_PICTURES === "1") await writeFile(PICTURE, png);
  expect(png.length).toBeLessThan(MAX_BYTES);
  expect((await stat(PICTURE)).size).toBeLessThan(MAX_BYTES);
});
