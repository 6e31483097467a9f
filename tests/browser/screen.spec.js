/**
 * The picture stays, sharp and in the right colours, when the screen changes.
 */
import { INKS, PAPER } from "../../static/js/model/colour.js";
import { expect, test } from "./harness.js";
import { distance, rgb } from "./pixels.js";
import { arc, line } from "./strokes.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** Bounds of the drawing in the middle of the window. @param {BoardPage} person */
async function drawing(person) {
  const { width, height } = person.page.viewportSize() ?? { width: 0, height: 0 };
  const area = { x: width / 2 - 60, y: height / 2 - 60, width: 120, height: 120 };
  await person.expectInk(area, 300);
  return (await person.picture(area)).bounds(await person.paper());
}

test("making the window smaller or larger keeps the picture", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(arc({ x: 640, y: 400 }, 50));
  await ada.expectSynced();
  const before = await drawing(ada);
  for (const size of [
    { width: 800, height: 700 },
    { width: 1600, height: 900 },
    { width: 500, height: 600 },
    { width: 1280, height: 800 },
  ]) {
    await ada.page.setViewportSize(size);
    // The middle of the screen stays where it was, and nothing is stretched.
    await expect.poll(() => drawing(ada), JSON.stringify(size)).toEqual(before);
  }
  await ada.draw(line({ x: 620, y: 400 }, { x: 660, y: 400 }));
  await ada.expectSynced();
});

test("turning a phone keeps the picture", async ({ person, board }) => {
  const ada = await person("Ada", { viewport: { width: 390, height: 844 } });
  await ada.open(board);
  await ada.draw(arc({ x: 195, y: 422 }, 50));
  await ada.expectSynced();
  const before = await drawing(ada);
  await ada.page.setViewportSize({ width: 844, height: 390 });
  await expect.poll(() => drawing(ada)).toEqual(before);
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => drawing(ada)).toEqual(before);
});

test("a line continues under the pen when the screen changes size", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  // As when the address bar of a phone goes away.
  await ada.drawAndHold(line({ x: 300, y: 200 }, { x: 400, y: 200 }, 5));
  await ada.page.setViewportSize({ width: 1280, height: 740 });
  await expect(ada.surface).toHaveJSProperty("clientHeight", 740);
  await ada.penMove(line({ x: 420, y: 200 }, { x: 500, y: 200 }, 4));
  await ada.penUp();
  const { pos, geometry } = await ada.onlyShape();
  const heights = (geometry.points ?? []).filter((_, at) => at % 2 === 1);
  expect(
    heights.every((step) => step === 0),
    `${pos}: ${heights}`,
  ).toBe(true);
  await ada.expectInk({ x: 300, y: 190, width: 200, height: 20 }, 500);
});

test("a dense screen shows ink in device pixels", async ({ person, board }) => {
  const ada = await person("Ada", { deviceScaleFactor: 2 });
  await ada.open(board);
  await ada.chooseSize(192);
  await ada.draw(line({ x: 200, y: 200 }, { x: 400, y: 200 }));
  await ada.expectSynced();
  await ada.page.mouse.move(600, 500);
  await ada.expectInk({ x: 250, y: 180, width: 100, height: 40 });
  const picture = await ada.picture({ x: 250, y: 180, width: 100, height: 40 });
  expect([picture.width, picture.height]).toEqual([200, 80]);
  // From paper to ink within a device pixel or two: a picture of half the size would need three.
  const paper = await ada.paper();
  const ink = rgb(INKS.black.light);
  for (const x of [40, 100, 160]) {
    const column = Array.from({ length: 80 }, (_, y) => picture.at(x, y));
    const between = column.filter(
      (colour) => distance(colour, paper) > 30 && distance(colour, ink) > 30,
    );
    expect(between.length, "soft pixels on both edges").toBeLessThanOrEqual(4);
  }
  for (const id of ["cold", "hot", "overlay"]) {
    const size = await ada.page.locator(`#${id}`).evaluate((element) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (element);
      return { width, height };
    });
    expect(size).toEqual({ width: 2560, height: 1600 });
  }
});

test("a key switches to dark colours, and the choice is stored", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(line({ x: 200, y: 200 }, { x: 400, y: 200 }));
  await ada.onlyShape();
  /** @param {"light" | "dark"} theme */
  const expectTheme = async (theme) => {
    const area = { x: 250, y: 190, width: 100, height: 20 };
    await expect
      .poll(async () => (await ada.picture(area)).count(rgb(INKS.black[theme])), theme)
      .toBeGreaterThan(150);
    expect((await ada.picture(area)).count(rgb(PAPER[theme]))).toBeGreaterThan(500);
  };
  await expectTheme("light");
  await ada.page.keyboard.press("Alt+Shift+D");
  await expectTheme("dark");
  await ada.page.reload();
  await ada.expectReady();
  await expectTheme("dark");
  // As the device: follows it at once.
  await ada.openSettings();
  await ada.page.getByRole("radio", { name: "As the device" }).click();
  await ada.page.keyboard.press("Escape");
  await expectTheme("light");
  await ada.page.emulateMedia({ colorScheme: "dark" });
  await expectTheme("dark");
});

test("a dark device shows a dark board from the first frame", async ({ person, board, server }) => {
  const ada = await person("Ada", { colorScheme: "dark" });
  await ada.page.goto(server.origin);
  await expect(ada.page.locator("body")).toHaveCSS(
    "background-color",
    `rgb(${rgb(PAPER.dark).join(", ")})`,
  );
  await ada.open(board);
  expect((await ada.picture()).count(rgb(PAPER.dark))).toBeGreaterThan(500_000);
});

test("a change of paper is everybody's", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const before = await bruno.picture({ x: 20, y: 100, width: 300, height: 200 });
  await ada.openMenu();
  await ada.page.getByRole("radio", { name: "Blank" }).click();
  await ada.expectSynced();
  // Only paper is left where there were squares.
  await expect
    .poll(async () => {
      const now = await bruno.picture({ x: 20, y: 100, width: 300, height: 200 });
      return now.count(rgb(PAPER.light));
    })
    .toBe(300 * 200);
  expect(before.width).toBe(300);
});
