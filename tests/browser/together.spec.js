/**
 * Several people on one board: everybody sees the pens of the others move.
 */
import { personColour } from "../../static/js/model/colour.js";
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { rgb } from "./pixels.js";
import { arc, line, wave } from "./strokes.js";
import { watchInk } from "./watch.js";

// Above the hint of an empty board.
const AREA = { x: 340, y: 100, width: 420, height: 160 };
const WAVE = wave({ x: 360, y: 180 }, { width: 380, height: 120 });

test("[V2][V8] others see a line while the pen is down", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);

  await bruno.expectNoInk(AREA);
  await ada.drawAndHold(WAVE.slice(0, 20));
  await bruno.expectInk({ ...AREA, width: 200 });
  expect(await bruno.shapes(), "nothing is on the board yet").toEqual([]);
  await ada.penMove(WAVE.slice(20));
  await bruno.expectInk({ ...AREA, x: 660, width: 90 });
  await ada.penUp();
  await bruno.onlyShape();
});

test("[V5] a line does not blink when it is settled", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);

  await ada.drawAndHold(WAVE);
  await bruno.expectInk({ ...AREA, x: 660, width: 90 });
  const seen = [await watchInk(ada.page, AREA), await watchInk(bruno.page, AREA)];
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  await ada.draw(line({ x: 400, y: 500 }, { x: 500, y: 520 }));
  await expectSame(server, [ada, bruno]);
  for (const watch of seen) {
    const counts = await watch.stop();
    const first = counts[0] ?? 0;
    expect(counts.length, "frames").toBeGreaterThan(5);
    expect(first).toBeGreaterThan(500);
    expect(Math.min(...counts), `of ${counts}`).toBeGreaterThan(0.9 * first);
    expect(Math.max(...counts), `of ${counts}`).toBeLessThan(1.1 * first);
  }
});

test("[V1] cursors show names", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);

  await ada.page.mouse.move(250, 300);
  const around = { x: 245, y: 295, width: 80, height: 45 };
  const digits = await ada.page.evaluate(() => localStorage.getItem("lavagna.colour"));
  const colour = rgb(personColour(digits ?? ""));
  await expect
    .poll(async () => (await bruno.picture(around)).count(colour), "of Ada's colour")
    .toBeGreaterThan(400);
  // The name is white on the tag.
  expect(
    (await bruno.picture({ ...around, x: 264, width: 30 })).count([255, 255, 255]),
  ).toBeGreaterThan(20);
  await ada.page.mouse.move(250, 500);
  await bruno.expectNoInk(around);
});

test("[C4][V3] the people panel shows who is here and who draws", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.openPeople();
  const rows = ada.page.locator("#people-list li");
  await expect(rows).toHaveText([/Ada\s*You/]);

  const bruno = await person("Bruno");
  await bruno.open(board);
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("Bruno");
  await expect(ada.page).toHaveTitle(/2 people/);
  await bruno.drawAndHold(line({ x: 400, y: 300 }, { x: 500, y: 400 }));
  await expect(rows.nth(1)).toContainText("Drawing now");
  await bruno.penUp();
  await expect(rows.nth(1)).toContainText("Here");

  await bruno.openPeople();
  await bruno.page.locator("#person-name-field").fill("Bruno Neri");
  await bruno.page.locator("#rename-person button").click();
  await expect(rows.nth(1)).toContainText("Bruno Neri");

  await bruno.page.close();
  await expect(rows).toHaveCount(1);
  await expect(ada.page).toHaveTitle(/1 person/);
});

test("the same line has the same shape on every screen", async ({ person, board, server }) => {
  const wide = await person("Ada");
  const phone = await person("Bruno", { viewport: { width: 390, height: 844 } });
  const wall = await person("Carla", { viewport: { width: 1920, height: 1080 } });
  const all = [wide, phone, wall];
  for (const one of all) await one.open(board);

  // In the middle of the smallest screen, so that no camera moves.
  await wide.draw(arc({ x: 640, y: 350 }, 120));
  await expectSame(server, all);
  /** @param {{width: number, height: number}} screen */
  const middle = ({ width, height }) => ({
    x: width / 2 - 140,
    y: height / 2 - 190,
    width: 280,
    height: 280,
  });
  const boxes = [];
  for (const one of all) {
    const size = one.page.viewportSize() ?? { width: 0, height: 0 };
    await one.page.mouse.move(size.width - 5, size.height / 2);
    await one.expectInk(middle(size), 500);
    boxes.push((await one.picture(middle(size))).bounds(await one.paper()));
  }
  for (const box of boxes) {
    for (const side of /** @type {const} */ (["x", "y", "width", "height"])) {
      expect(Math.abs(box[side] - (boxes[0]?.[side] ?? 0)), side).toBeLessThanOrEqual(1);
    }
    expect(Math.abs(box.width - 244), "width of a circle of 120 with a pen of 4").toBeLessThan(4);
    expect(Math.abs(box.height - box.width), "a circle is round").toBeLessThan(4);
  }
});
