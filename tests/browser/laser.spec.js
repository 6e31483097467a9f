/**
 * The laser pointer: all see its trail, which fades, and the board stays as it was.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { Fingers, PHONE } from "./touch.js";

const PATH = line({ x: 340, y: 150 }, { x: 700, y: 150 }, 20);
/** Around the head of the trail, and where it began. */
const AT_HEAD = { x: 680, y: 130, width: 30, height: 40 };
const AT_START = { x: 330, y: 130, width: 100, height: 40 };

test("[V2][V4] others see a laser with its name until it fades, and nothing is stored", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(line({ x: 340, y: 90 }, { x: 700, y: 90 }));
  await expectSame(server, [ada, bruno]);
  const before = await bruno.hash();
  await ada.page.keyboard.press("k");
  await expect(ada.page.locator("[data-tool=laser]")).toHaveAttribute("aria-pressed", "true");
  await ada.drawAndHold(PATH);
  await bruno.expectInk(AT_HEAD);
  await ada.expectInk(AT_HEAD);
  // While the pointer rests, only its head and the name stay.
  await bruno.expectNoInk(AT_START);
  await ada.expectNoInk(AT_START);
  await ada.expectInk(AT_HEAD);
  const name = { x: 705, y: 160, width: 40, height: 25 };
  await bruno.expectInk(name, 100);
  await ada.penUp();
  await ada.page.mouse.move(340, 300);
  await ada.expectNoInk(AT_HEAD);
  await bruno.expectNoInk(AT_HEAD);
  await expectSame(server, [ada, bruno]);
  expect(await bruno.hash()).toBe(before);
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes(), "undo takes the line before").toEqual([]);
});

test("a finger points too, and others see its name beside the trail", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  const bruno = await person("Bruno", { ...PHONE, isMobile: false, hasTouch: false });
  await ada.open(board);
  await bruno.open(board);
  await ada.page.locator("#shapes-button").tap();
  await ada.page.locator("[data-tool=laser]").tap();
  const finger = await Fingers.of(ada.page);
  await finger.down(1, { x: 60, y: 200 });
  await finger.drag(line({ x: 60, y: 200 }, { x: 200, y: 220 }, 10));
  await bruno.expectInk({ x: 190, y: 210, width: 20, height: 20 });
  await bruno.expectInk({ x: 215, y: 236, width: 30, height: 20 }, 100);
  await finger.up(1);
  await bruno.expectNoInk({ x: 40, y: 180, width: 250, height: 90 });
  await ada.expectSynced();
  expect(await ada.shapes()).toEqual([]);
});

test("with reduced motion a laser is seen and goes, too", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno", { reducedMotion: "reduce" });
  await ada.open(board);
  await bruno.open(board);
  await ada.chooseTool("laser");
  await ada.drawAndHold(PATH);
  await bruno.expectInk(AT_HEAD);
  await ada.penUp();
  await ada.page.mouse.move(340, 300);
  await bruno.expectNoInk(AT_HEAD);
});
