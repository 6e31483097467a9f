/**
 * The hand on the course's whiteboard page: its throttle, each way in which a line ends, and how the page looks.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { DemoPage } from "./demo_page.js";
import { expect, test } from "./harness.js";
import { Picture } from "./pixels.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("./demo_page.js").Line} Line */

const WIDE = { viewport: { width: 1000, height: 800 } };

test.use({ tolerate: /ERR_FAILED|Failed to load resource/ });

/** What a line becomes in px of the window. @param {Line[]} sent @param {{width: number, height: number}} size */
function inPixels(sent, { width, height }) {
  return sent.map(({ x0, y0, x1, y1 }) =>
    [x0 * width, y0 * height, x1 * width, y1 * height].map(Math.round),
  );
}

/** Where the lines begin that do not continue the one before. @param {number[][]} lines */
function beginnings(lines) {
  const places = lines.map((line) => [line.slice(0, 2), line.slice(2)]);
  const begins = places.filter(([from], at) => String(from) !== String(places[at - 1]?.[1]));
  return begins.map(([from]) => from);
}

/**
 * Sends pointer events with times of their own: `[type, x, ms]`.
 * @param {DemoPage} demo @param {[string, number, number][]} events
 */
async function replay({ page }, events) {
  await page.evaluate((events) => {
    const canvas = document.querySelector("canvas");
    if (canvas === null) throw new Error("no canvas");
    // No pointer of the browser's own has this number.
    canvas.setPointerCapture = () => undefined;
    for (const [type, clientX, time] of events) {
      const options = { pointerId: 7, pointerType: "mouse", buttons: type === "up" ? 0 : 1 };
      const event = new PointerEvent(`pointer${type}`, { ...options, clientX, clientY: 100 });
      Object.defineProperty(event, "timeStamp", { value: time });
      canvas.dispatchEvent(event);
    }
  }, events);
}

test("a line is sent at most every 10 ms, and whole at its end", async ({ person, board }) => {
  const ada = await new DemoPage(await person("Ada", WIDE)).open(board);
  const other = await new DemoPage(await person("Bruno", WIDE)).open(board);
  const sent = ada.watchSent();
  await ada.choose("Red");
  await replay(ada, [
    ["down", 100, 10_000],
    ["move", 110, 10_001],
    ["move", 120, 10_005],
    ["move", 130, 10_010],
    ["move", 140, 10_011],
    ["move", 150, 10_020],
    ["move", 160, 10_021],
    ["move", 700, 10_030],
    ["up", 705, 10_030.5],
    ["move", 900, 10_100],
    // The system takes this pointer away, in a pause.
    ["down", 200, 20_000],
    ["move", 210, 20_001],
    ["move", 300, 20_005],
    ["cancel", 0, 20_006],
    ["move", 900, 20_100],
  ]);
  await expect.poll(() => sent.length).toBe(6);
  expect(inPixels(sent, WIDE.viewport)).toEqual([
    [100, 100, 110, 100],
    [110, 100, 140, 100],
    [140, 100, 160, 100],
    [160, 100, 705, 100],
    [200, 100, 210, 100],
    [210, 100, 300, 100],
  ]);
  // The others see all of it.
  await other.expectColour(100 / 720, [255, 0, 0]);
});

test("a click paints nothing, and the first pixels of the window are as good as any", async ({
  person,
  board,
}) => {
  const ada = await new DemoPage(await person("Ada", WIDE)).open(board);
  const sent = ada.watchSent();
  const { mouse } = ada.page;
  await mouse.move(640, 360);
  await mouse.down();
  await mouse.up();
  await expect.poll(() => inPixels(sent, WIDE.viewport)).toEqual([[640, 360, 640, 360]]);
  await ada.expectColour(0.5, [255, 255, 255], "all");
  await mouse.move(0, 300);
  await mouse.down();
  await mouse.move(0, 400);
  await mouse.up();
  await expect.poll(() => inPixels(sent, WIDE.viewport).at(-1)).toEqual([0, 400, 0, 400]);
  expect(inPixels(sent, WIDE.viewport)[1]).toEqual([0, 300, 0, 400]);
});

test("windows of other shapes show a line at the same parts, 2 px wide", async ({
  person,
  board,
}) => {
  const ada = await new DemoPage(await person("Ada", WIDE)).open(board);
  const narrow = { viewport: { width: 700, height: 1000 } };
  const { page } = await new DemoPage(await person("Bruno", narrow)).open(board);
  const size = (/** @type {import("@playwright/test").Page} */ page) =>
    page.evaluate(() => {
      const canvas = document.querySelector("canvas");
      return [canvas?.width, canvas?.height];
    });
  expect([await size(ada.page), await size(page)]).toEqual([
    [1000, 800],
    [700, 1000],
  ]);
  await expect(ada.page.getByRole("button", { name: "Black" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await ada.page.mouse.move(100, 400);
  await ada.page.mouse.down();
  await ada.page.mouse.move(900, 400);
  await ada.page.mouse.up();
  // Half of the height, from a tenth of the width to nine tenths.
  await expect(async () => {
    const picture = Picture.fromPng(await page.screenshot());
    const isInk = (/** @type {number} */ x, /** @type {number} */ y) =>
      picture.at(x, y).every((value) => value < 60);
    const down = [496, 497, 498, 499, 500, 501, 502, 503].filter((y) => isInk(350, y));
    expect(down).toEqual([499, 500]);
    expect([68, 72, 628, 632].map((x) => isInk(x, 500))).toEqual([false, true, true, false]);
  }).toPass();
});

test("a finger draws to its end, a second one draws nothing", async ({ person, board }) => {
  const ada = await new DemoPage(await person("Ada", { ...WIDE, hasTouch: true })).open(board);
  const other = await new DemoPage(await person("Bruno", WIDE)).open(board);
  const sent = ada.watchSent();
  await ada.choose("Blue");
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 500, y: 360 });
  await fingers.move({ 1: { x: 600, y: 360 } });
  await fingers.down(2, { x: 100, y: 700 });
  // Two events at once: the second one comes within the pause.
  await Promise.all([
    fingers.move({ 1: { x: 650, y: 360 }, 2: { x: 150, y: 700 } }),
    fingers.move({ 1: { x: 700, y: 360 }, 2: { x: 200, y: 700 } }),
  ]);
  await fingers.up(2);
  await fingers.up(1);
  await expect.poll(() => inPixels(sent, WIDE.viewport).at(-1)?.slice(2)).toEqual([700, 360]);
  expect(beginnings(inPixels(sent, WIDE.viewport))).toEqual([[500, 360]]);
  await other.expectColour(0.5, [0, 0, 255]);
});

test("a line that the system ends stays, to its last place, and the next one begins anew", async ({
  person,
  board,
}) => {
  const ada = await new DemoPage(await person("Ada", { ...WIDE, hasTouch: true })).open(board);
  const other = await new DemoPage(await person("Bruno", WIDE)).open(board);
  const sent = ada.watchSent();
  await ada.choose("Green");
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 500, y: 360 });
  await Promise.all([
    fingers.move({ 1: { x: 600, y: 360 } }),
    fingers.move({ 1: { x: 700, y: 360 } }),
  ]);
  await fingers.cancel();
  await expect.poll(() => inPixels(sent, WIDE.viewport).at(-1)?.slice(2)).toEqual([700, 360]);
  await fingers.down(1, { x: 100, y: 600 });
  await fingers.move({ 1: { x: 200, y: 600 } });
  await fingers.up(1);
  await expect.poll(() => inPixels(sent, WIDE.viewport).at(-1)?.slice(2)).toEqual([200, 600]);
  expect(beginnings(inPixels(sent, WIDE.viewport))).toEqual([
    [500, 360],
    [100, 600],
  ]);
  await other.expectColour(0.5, [0, 128, 0]);
});

test("a palm beside the pen, and another button of the mouse, do not draw", async ({
  person,
  board,
}) => {
  const ada = await new DemoPage(await person("Ada", { ...WIDE, hasTouch: true })).open(board);
  const sent = ada.watchSent();
  const { mouse } = ada.page;
  const fingers = await Fingers.of(ada.page);
  await mouse.move(300, 300);
  await mouse.down();
  await mouse.move(400, 300);
  await fingers.down(1, { x: 800, y: 700 });
  await fingers.up(1);
  await mouse.move(450, 300);
  await mouse.down({ button: "middle" });
  await mouse.up();
  await mouse.move(700, 600);
  await mouse.up({ button: "middle" });
  // A last line, after which nothing else is on its way.
  await mouse.move(100, 500);
  await mouse.down();
  await mouse.move(200, 500);
  await mouse.up();
  await expect.poll(() => inPixels(sent, WIDE.viewport).at(-1)?.slice(2)).toEqual([200, 500]);
  const heights = new Set(inPixels(sent, WIDE.viewport).flatMap(([, y0, , y1]) => [y0, y1]));
  expect([...heights]).toEqual([300, 500]);
});

test("two fingers on the colours do not zoom the page, which nothing could undo", async ({
  person,
  board,
}) => {
  const { page } = await new DemoPage(await person("Ada", PHONE)).open(board);
  const fingers = await Fingers.of(page);
  await fingers.down(1, { x: 60, y: 30 });
  await fingers.down(2, { x: 160, y: 30 });
  for (let step = 0; step <= 50; step += 10)
    await fingers.move({ 1: { x: 60 - step, y: 30 }, 2: { x: 160 + 3 * step, y: 30 } });
  await fingers.up(2);
  await fingers.up(1);
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await page.evaluate(() => window.visualViewport?.scale)).toBe(1);
});

for (const lang of ["en", "it"]) {
  test(`nothing overlaps or overflows, and axe finds nothing, ${lang}`, async ({
    person,
    board,
  }) => {
    const locale = { en: "en-GB", it: "it-IT" }[lang] ?? "";
    const ada = await person("Ada", { locale, colorScheme: "dark", reducedMotion: "reduce" });
    const { page } = await new DemoPage(ada).open(board);
    // The longest text that the page can show.
    await page.route(/\/socket\.io\/\?/, (route) => route.abort());
    await page.evaluate(() => {
      const status = document.querySelector("[role=status]");
      if (status instanceof HTMLElement) status.textContent = status.dataset.offline ?? "";
    });
    for (const [width, height] of [
      [360, 640],
      [1280, 720],
      [1920, 1080],
    ]) {
      await page.setViewportSize({ width: width ?? 0, height: height ?? 0 });
      const boxes = await page.locator(".colours button, footer > :not(noscript)").all();
      const places = await Promise.all(boxes.map((box) => box.boundingBox()));
      expect(places).toHaveLength(8);
      expect(places[4], "five squares of 48 px at the top left").toEqual({
        x: 8 + 4 * 48,
        y: 8,
        width: 48,
        height: 48,
      });
      for (const [at, place] of places.entries()) {
        if (place === null) throw new Error("it is not shown");
        const { x, y } = place;
        const [right, bottom] = [x + place.width, y + place.height];
        expect(x >= 0 && y >= 0 && right <= (width ?? 0) && bottom <= (height ?? 0)).toBe(true);
        expect(place.height, "a finger hits it").toBeGreaterThanOrEqual(40);
        for (const other of places.slice(at + 1)) {
          const isApart =
            other !== null &&
            (other.x >= right - 0.5 ||
              other.y >= bottom - 0.5 ||
              other.x + other.width <= x + 0.5 ||
              other.y + other.height <= y + 0.5);
          expect(isApart, `${JSON.stringify(place)} ${JSON.stringify(other)}`).toBe(true);
        }
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    }
  });
}

test("the colours are chosen by keys", async ({ person, board }) => {
  const ada = await new DemoPage(await person("Ada", WIDE)).open(board);
  const sent = ada.watchSent();
  const red = ada.page.getByRole("button", { name: "Red" });
  await ada.page.keyboard.press("Tab");
  await ada.page.keyboard.press("Tab");
  await expect(red).toBeFocused();
  await ada.page.keyboard.press("Enter");
  await expect(red).toHaveAttribute("aria-pressed", "true");
  await expect(ada.page.getByRole("button", { name: "Black" })).toHaveAttribute(
    "aria-pressed",
    "false",
  );
  await ada.drawAndHold(0.5);
  await ada.page.mouse.up();
  await expect.poll(() => sent.at(-1)?.color).toBe("red");
});
