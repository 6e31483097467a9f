/**
 * Touch screens: one finger draws, two move the board.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { arc, line } from "./strokes.js";
import { Fingers, PHONE, Stylus } from "./touch.js";

test("one finger draws from its press to its release", async ({ person, board, server }) => {
  const ada = await person("Ada", PHONE);
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const fingers = await Fingers.of(ada.page);
  const points = arc({ x: 195, y: 300 }, 80);
  await fingers.down(1, points[0] ?? { x: 0, y: 0 });
  await fingers.drag(points.slice(1));
  // Seen on the other screen while the finger is down: the phone's middle is the laptop's.
  await bruno.expectInk({ x: 540, y: 190, width: 200, height: 90 });
  // The last piece and the lift follow each other at once.
  await Promise.all([fingers.move({ 1: { x: 280, y: 380 } }), fingers.up(1)]);
  const { pos, geometry } = await ada.onlyShape();
  const flat = geometry.points ?? [];
  const end = [0, 1].map((axis) =>
    flat.filter((_, at) => at % 2 === axis).reduce((sum, step) => sum + step, pos[axis] ?? 0),
  );
  expect(end, "the last point").toEqual([(280 - 195) * 16, (380 - 422) * 16]);
  await expectSame(server, [ada, bruno]);
});

test("a tap makes a dot", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  await ada.page.touchscreen.tap(150, 300);
  const { geometry } = await ada.onlyShape();
  expect(geometry.time?.length).toBe(1);
});

test("two fingers pan and zoom, and cancel a line that has just begun", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const before = await ada.camera();
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 150, y: 300 });
  await fingers.down(2, { x: 250, y: 300 });
  for (const step of [10, 20, 30, 40, 50]) {
    await fingers.move({ 1: { x: 150 - step, y: 300 }, 2: { x: 250 + step, y: 300 } });
  }
  await expect.poll(async () => (await ada.camera()).zoom).toBeGreaterThan(1.5);
  const { x, y, zoom } = await ada.camera();
  // The place between the fingers stays between them.
  expect(x + 200 / zoom).toBeCloseTo(before.x + 200, 0);
  expect(y + 300 / zoom).toBeCloseTo(before.y + 300, 0);
  for (const step of [10, 20, 30]) {
    await fingers.move({ 1: { x: 100, y: 300 + step }, 2: { x: 300, y: 300 + step } });
  }
  await fingers.up(2);
  await fingers.up(1);
  const after = await ada.camera();
  expect(after.y).toBeCloseTo(y - 30 / zoom, 0);
  await ada.expectSynced();
  expect(await ada.shapes(), "the first finger drew nothing").toEqual([]);
  expect(await ada.page.evaluate(() => visualViewport?.scale), "the page itself").toBe(1);
});

test("a second finger finishes a longer line", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 100, y: 200 });
  // Long enough for a line that was meant.
  await fingers.drag(line({ x: 110, y: 210 }, { x: 260, y: 360 }, 30));
  await fingers.down(2, { x: 300, y: 200 });
  await fingers.up(2);
  await fingers.up(1);
  await ada.onlyShape();
});

test("two fingers tap for undo, three for redo", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 100, y: 200 });
  await fingers.drag(line({ x: 110, y: 210 }, { x: 260, y: 360 }, 8));
  await fingers.up(1);
  await ada.onlyShape();
  /** @param {number} count */
  const tap = async (count) => {
    for (let id = 1; id <= count; id += 1) await fingers.down(id, { x: 60 + 60 * id, y: 300 });
    for (let id = count; id >= 1; id -= 1) await fingers.up(id);
    await ada.expectSynced();
    return (await ada.shapes()).length;
  };
  await expect.poll(() => tap(2), "after a tap of two").toBe(0);
  await expect.poll(() => tap(3), "after a tap of three").toBe(1);
});

test("a cancelled touch keeps a drawn line, and a resting touch leaves nothing", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 100, y: 500 });
  await fingers.cancel();
  await ada.expectSynced();
  expect(await ada.shapes()).toEqual([]);
  await fingers.down(1, { x: 100, y: 200 });
  await fingers.drag(line({ x: 110, y: 210 }, { x: 260, y: 360 }, 30));
  await fingers.cancel();
  await ada.onlyShape();
  await ada.undo();
  await ada.expectNoInk({ x: 80, y: 180, width: 200, height: 200 });
});

test("a line continues while another finger taps", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 100, y: 200 });
  await fingers.drag(line({ x: 100, y: 210 }, { x: 100, y: 360 }, 30));
  await fingers.down(2, { x: 300, y: 200 });
  await fingers.up(2);
  await fingers.drag(line({ x: 100, y: 370 }, { x: 100, y: 500 }, 10));
  await fingers.up(1);
  await ada.onlyShape();
  await ada.expectInk({ x: 90, y: 440, width: 20, height: 50 });
});

test("after the first pen, fingers move the board", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const stylus = await Stylus.of(ada.page);
  await stylus.draw(line({ x: 100, y: 200 }, { x: 200, y: 240 }), () => 0.5);
  await ada.onlyShape();
  const before = await ada.camera();
  const fingers = await Fingers.of(ada.page);
  // Touches just after the pen count as the palm.
  await expect
    .poll(async () => {
      await fingers.down(1, { x: 100, y: 300 });
      await fingers.drag(line({ x: 110, y: 310 }, { x: 150, y: 350 }, 5));
      await fingers.up(1);
      return ada.camera();
    })
    .toEqual({ ...before, x: before.x - 50, y: before.y - 50 });
  await ada.onlyShape();
});

test("pen mode is announced once, left by one press, and the choice is stored", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const stylus = await Stylus.of(ada.page);
  await stylus.draw(line({ x: 100, y: 200 }, { x: 200, y: 240 }), () => 0.5);
  await ada.onlyShape();
  await ada.pressToastButton("Draw with fingers too");
  await expect(ada.toasts.first()).toBeHidden();
  const fingers = await Fingers.of(ada.page);
  const drawsByFinger = async () => {
    await fingers.down(1, { x: 100, y: 300 });
    await fingers.drag(line({ x: 110, y: 310 }, { x: 250, y: 350 }, 12));
    await fingers.up(1);
    await ada.expectSynced();
    return (await ada.shapes()).length;
  };
  await expect.poll(drawsByFinger).toBe(2);
  await ada.page.reload();
  await ada.expectReady();
  await stylus.draw(line({ x: 100, y: 400 }, { x: 200, y: 440 }), () => 0.5);
  await ada.expectSynced();
  expect(await ada.shapes()).toHaveLength(3);
  await expect(ada.toasts.filter({ hasText: "Pen found" })).toHaveCount(0);
  await expect.poll(drawsByFinger).toBe(4);

  await ada.openSettings();
  const only = ada.page.getByRole("switch", { name: "Only the pen draws" });
  await expect(only).not.toBeChecked();
  await only.check();
  await ada.page.keyboard.press("Escape");
  const before = await ada.camera();
  await drawsByFinger();
  expect(await ada.shapes()).toHaveLength(4);
  expect((await ada.camera()).x).toBeCloseTo(before.x - 150, 0);
});
