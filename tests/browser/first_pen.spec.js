/**
 * The pen draws before the page is there: what it draws then is seen at once, is taken over, and is lost for
 * nobody.
 */
import { INKS } from "../../static/js/model/colour.js";
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { rgb } from "./pixels.js";
import { line, wave } from "./strokes.js";
import { Fingers } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const FIRST = wave({ x: 340, y: 160 }, { width: 300, height: 60 });
const SECOND = line({ x: 340, y: 260 }, { x: 640, y: 300 });
const THIRD = line({ x: 340, y: 400 }, { x: 640, y: 420 });
const UPPER = { x: 330, y: 110, width: 330, height: 100 };
const MIDDLE = { x: 330, y: 240, width: 330, height: 80 };
const LOWER = { x: 330, y: 380, width: 330, height: 60 };

/** Opens a board whose page comes only when the returned function is called. @param {BoardPage} who @param {string} board */
async function openSlowly(who, board) {
  /** @type {(() => void) | undefined} */
  let release;
  const held = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  await who.page.route(/\/js\/app\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  who.board = board;
  await who.page.goto(`${who.origin}/b/${board}?debug`);
  await expect(who.surface).toBeFocused();
  return () => release?.();
}

test("lines drawn before the app has loaded show at once and reach everybody later", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await bruno.open(board);
  const release = await openSlowly(ada, board);
  await ada.draw(FIRST);
  await ada.expectInk(UPPER, 200);
  await expect(ada.page.locator("#loading")).toBeHidden();
  const before = await ada.picture(UPPER);
  await ada.page.locator("[data-ink=red]").click();
  await ada.draw(SECOND);
  await expect
    .poll(async () => (await ada.picture(MIDDLE)).count(rgb(INKS.red.light)), "red pixels")
    .toBeGreaterThan(200);
  await ada.drawAndHold(THIRD);
  await ada.expectInk(LOWER, 200);
  expect(await ada.root.getAttribute("data-status"), "the page is not there yet").toBeNull();

  release();
  await ada.expectReady();
  await ada.penMove([{ x: 660, y: 500 }]);
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  const shapes = await ada.shapes();
  expect(shapes.map(({ style }) => style.ink)).toEqual(["black", "red", "red"]);
  const [first, second, third] = shapes.map(({ geometry }) => (geometry.points?.length ?? 0) / 2);
  expect(first).toBe(FIRST.length);
  expect(second).toBe(SECOND.length);
  expect(third, "the line went on while the page took over").toBe(THIRD.length + 1);
  await expect(ada.page.locator("[data-ink=red]")).toHaveAttribute("aria-checked", "true");
  const changed = before.differences(await ada.picture(UPPER));
  expect(changed, "pixels that look otherwise than before").toBeLessThan(10);
  // The first pen has left nothing behind that nobody owns.
  for (let n = 0; n < 3; n += 1) await ada.undo();
  await ada.expectNoInk(UPPER);
  await ada.expectNoInk(LOWER);
});

test("a tool chosen before the app has loaded works after it has", async ({ person, board }) => {
  const ada = await person("Ada");
  const release = await openSlowly(ada, board);
  await ada.draw(FIRST);
  await ada.page.locator("[data-tool=eraser]").click();
  await ada.draw(line({ x: 500, y: 100 }, { x: 500, y: 240 }));
  await ada.expectInk(UPPER, 200);
  release();
  await ada.expectReady();
  await ada.expectNoInk(UPPER);
  await ada.expectSynced();
  expect(await ada.shapes()).toEqual([]);
});

test("keys and wheel work before the app has loaded", async ({ person, board, server }) => {
  const people = [await person("Ada"), await person("Bruno")];
  const boards = [board, "demo"];
  const results = [];
  for (const [at, who] of people.entries()) {
    const release = at === 0 ? await openSlowly(who, board) : () => undefined;
    if (at === 1) await who.open(boards[at] ?? "");
    await who.draw(FIRST);
    await who.page.locator("[data-tool=eraser]").click();
    await who.page.keyboard.press("p");
    await who.draw(SECOND);
    await who.page.keyboard.press("Control+z");
    await who.page.mouse.wheel(0, 60);
    await who.page.keyboard.down("Space");
    await who.draw(line({ x: 400, y: 500 }, { x: 430, y: 520 }));
    await who.page.keyboard.up("Space");
    await who.draw(THIRD);
    release();
    await who.expectReady();
    await who.expectSynced();
    const shapes = (await who.shapes()).map(({ pos, geometry }) => ({ pos, of: geometry.points }));
    results.push({ shapes, camera: await who.camera() });
  }
  const [early, late] = results;
  expect(early?.shapes).toHaveLength(2);
  expect(early).toEqual(late);
  await expectSame(server, people.slice(0, 1));
});

test("two fingers move the board before the app has loaded, and the board does not jump after", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", { hasTouch: true });
  const release = await openSlowly(ada, board);
  await ada.draw(FIRST);
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 400, y: 500 });
  await fingers.down(2, { x: 500, y: 500 });
  for (let step = 1; step <= 10; step += 1) {
    const y = 500 + 6 * step;
    await fingers.move({ 1: { x: 400 - 5 * step, y }, 2: { x: 500 + 5 * step, y } });
  }
  await fingers.up(2);
  await fingers.up(1);
  await ada.expectNoInk({ x: 0, y: 100, width: 300, height: 60 });
  const before = await ada.picture({ x: 0, y: 70, width: 900, height: 500 });
  release();
  await ada.expectReady();
  await ada.onlyShape();
  const { zoom } = await ada.camera();
  expect(zoom).toBeGreaterThan(1.5);
  const after = await ada.picture({ x: 0, y: 70, width: 900, height: 500 });
  expect(before.differences(after), "pixels that look otherwise").toBeLessThan(400);
});

test("leaving before the first lines are stored asks for confirmation", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const release = await openSlowly(ada, board);
  /** @type {string[]} */
  const asked = [];
  ada.page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.dismiss();
  });
  await ada.draw(FIRST);
  await ada.page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  release();
  await ada.onlyShape();
  await ada.page.close({ runBeforeUnload: true });
  await expect.poll(() => ada.page.isClosed()).toBe(true);
});

test.describe("a page whose files fail to load", () => {
  test.use({ tolerate: /net::ERR_FAILED/ });

  test("tries again and keeps the drawing", async ({ person, board }) => {
    const ada = await person("Ada");
    let refused = 0;
    // A release has it in one file with others.
    await ada.page.route(/\/js\/(editor\/history|joined\/app)\.js$/, async (route) => {
      refused += 1;
      if (refused <= 2) await route.abort();
      else await route.continue();
    });
    await ada.page.goto(`${ada.origin}/b/${board}?debug`);
    await expect(ada.surface).toBeFocused();
    await ada.draw(FIRST);
    await ada.expectInk(UPPER, 200);
    await ada.expectReady();
    expect(refused).toBeGreaterThan(1);
    await ada.onlyShape();
  });
});
