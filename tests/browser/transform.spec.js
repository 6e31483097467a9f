/**
 * Handles: a selection is resized, turned, flipped and bent, and others see it while it happens.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line, wave } from "./strokes.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("./strokes.js").Point} Point */

const START = { x: 300, y: 200 };
const END = { x: 500, y: 320 };

/** Screen pixels from a box to the middle of its handles: the gap, and half of a line's width. */
const GAP = 8;

/** The handle at the lower right corner of a box. */
const CORNER = { x: END.x + GAP, y: END.y + GAP };

/** The place of a handle that turns, below a box. @param {Point} end */
const turnHandle = ({ y }) => ({ x: (START.x + END.x) / 2, y: y + GAP + 24 });

/** Draws a box, which is selected then. @param {BoardPage} who @param {"rectangle" | "arrow"} [tool] */
async function drawBox(who, tool = "rectangle") {
  await who.chooseTool(tool);
  await who.draw([START, { x: 380, y: 250 }, END]);
  await who.expectSynced();
}

/** The CSS cursor at a place. @param {BoardPage} who @param {Point} place */
async function cursorAt(who, { x, y }) {
  await who.page.mouse.move(x, y);
  return who.surface.evaluate((canvas) => canvas.style.cursor);
}

test("[V2] others see a resize while it goes on, and undo takes it back", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await drawBox(ada);
  expect(await cursorAt(ada, CORNER)).toBe("nwse-resize");
  expect(await cursorAt(ada, { x: 400, y: 260 })).toBe("default");
  await ada.drawAndHold([CORNER, { x: 560, y: 400 }, { x: CORNER.x + 100, y: CORNER.y + 100 }]);
  // The right side is there now, and no longer where it was.
  await bruno.expectInk({ x: 590, y: 300, width: 20, height: 30 }, 20);
  await bruno.expectNoInk({ x: 490, y: 250, width: 20, height: 40 });
  expect((await bruno.shapes())[0]?.geometry).toEqual({ w: 3200, h: 1920 });
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes())[0]?.geometry).toEqual({ w: 4800, h: 3520 });
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes())[0]?.geometry).toEqual({ w: 3200, h: 1920 });
  await bruno.expectInk({ x: 490, y: 250, width: 20, height: 40 }, 20);
});

test("Shift keeps proportions while the pointer rests, Alt the middle, and Escape takes all back", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await drawBox(ada);
  const { keyboard } = ada.page;
  const side = { x: END.x + GAP, y: 260 };
  expect(await cursorAt(ada, side)).toBe("ew-resize");
  await ada.drawAndHold([side, { x: side.x + 50, y: 260 }, { x: side.x + 100, y: 260 }]);
  await ada.expectNoInk({ x: 380, y: 335, width: 40, height: 40 });
  await keyboard.down("Shift");
  await ada.expectInk({ x: 380, y: 335, width: 40, height: 40 }, 20);
  await keyboard.up("Shift");
  await ada.expectNoInk({ x: 380, y: 335, width: 40, height: 40 });
  await keyboard.press("Escape");
  await ada.penUp();
  expect((await ada.shapes())[0]?.geometry).toEqual({ w: 3200, h: 1920 });
  await ada.drawAndHold([side, { x: side.x + 50, y: 260 }]);
  await keyboard.down("Alt");
  await ada.penUp();
  await keyboard.up("Alt");
  await ada.expectSynced();
  const [shape] = await ada.shapes();
  expect(shape?.geometry).toEqual({ w: 4800, h: 1920 });
  await ada.expectInk({ x: 240, y: 250, width: 20, height: 40 }, 20);
});

test("the handle below turns a box, and its own sides are pulled then", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await drawBox(ada);
  const handle = turnHandle(END);
  expect(await cursorAt(ada, handle)).toBe("grab");
  // From below the middle to the left of it: a quarter to the right.
  const radius = handle.y - 260;
  await ada.drawAndHold([handle, { x: 350, y: 350 }, { x: 400 - radius, y: 260 }]);
  await bruno.expectInk({ x: 385, y: 350, width: 30, height: 20 }, 20);
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  expect((await ada.shapes())[0]?.pos[2]).toBe(9000);
  expect(await cursorAt(ada, { x: 400, y: 360 + GAP })).toBe("ns-resize");
  await ada.draw([
    { x: 400, y: 360 + GAP },
    { x: 400, y: 380 + GAP },
    { x: 400, y: 400 + GAP },
  ]);
  await ada.expectSynced();
  expect((await ada.shapes())[0]?.geometry).toEqual({ w: 3840, h: 1920 });
});

test("[V2] others see the end of an arrow while it is moved", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await drawBox(ada, "arrow");
  expect(await cursorAt(ada, END)).toBe("move");
  await ada.drawAndHold([END, { x: 500, y: 250 }, { x: 500, y: 200 }]);
  await bruno.expectInk({ x: 470, y: 190, width: 40, height: 20 }, 20);
  await bruno.expectNoInk({ x: 480, y: 295, width: 30, height: 30 });
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes())[0]?.geometry.points).toEqual([0, 0, 3200, 0]);
});

test("handwriting and a text grow together, and the text stays in proportion", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(wave({ x: 300, y: 250 }, { width: 200, height: 60 }));
  await ada.page.keyboard.press("t");
  await ada.page.mouse.click(300, 330);
  await expect(ada.page.locator(".text-editor")).toBeFocused();
  await ada.page.keyboard.type("A wave");
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("Control+a");
  await ada.expectSynced();
  const { x, y } = await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const { frame } = editor.selectionFrame;
    const corner = { x: frame.x + frame.w / 2 + frame.pad, y: frame.y + frame.h / 2 + frame.pad };
    return editor.camera.toScreen(corner);
  });
  await ada.drawAndHold([
    { x: x + 6, y: y + 6 },
    { x: x + 100, y: y + 60 },
    { x: x + 206, y: y + 6 },
  ]);
  await bruno.expectInk({ x: 600, y: 200, width: 100, height: 120 }, 20);
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  const [ink, text] = await ada.shapes();
  expect(text?.style.size).toBeGreaterThan(700);
  expect(ink?.style.size).toBe(64);
  expect(ink?.geometry.time?.length).toBe((ink?.geometry.points?.length ?? 0) / 2);
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes())[1]?.style.size).toBe(384);
});

test("the side of a text sets its width, and its lines are the same for all", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.keyboard.press("t");
  await ada.page.mouse.click(300, 250);
  await expect(ada.page.locator(".text-editor")).toBeFocused();
  await ada.page.keyboard.type("One two three four five");
  await ada.page.keyboard.press("Escape");
  await ada.expectSynced();
  const side = await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const { x, y, w } = editor.selectionFrame.frame;
    return editor.camera.toScreen({ x: x + w / 2, y });
  });
  await ada.draw([
    { x: side.x + 6, y: side.y },
    { x: side.x - 50, y: side.y },
    { x: side.x - 130, y: side.y },
  ]);
  await expectSame(server, [ada, bruno]);
  const [text] = await bruno.shapes();
  const geometry = /** @type {any} */ (text?.geometry);
  expect(geometry.fixed).toBe(true);
  expect(geometry.lines.length).toBeGreaterThan(1);
  expect(geometry.lines.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b)).toBe(
    23,
  );
  // Later letters stay within the width.
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type(" six seven eight");
  await ada.page.keyboard.press("Escape");
  await expectSame(server, [ada, bruno]);
  const after = /** @type {any} */ ((await bruno.shapes())[0]?.geometry);
  expect([after.w, after.fixed]).toEqual([geometry.w, true]);
  expect(after.lines.length).toBeGreaterThan(geometry.lines.length);
});

test("by keys alone a box is resized, turned and flipped, and the reader hears it", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const { keyboard } = ada.page;
  const said = ada.page.locator("#say-now");
  await keyboard.press("r");
  await keyboard.press("Enter");
  await expect(said).toHaveText(/Rectangle/);
  await keyboard.press("Control+Shift+ArrowRight");
  await keyboard.press("Control+ArrowDown");
  await expect(said).toHaveText("170 wide, 101 high");
  await keyboard.press("Alt+.");
  await keyboard.press("Alt+.");
  await expect(said).toHaveText("Turned to 30 degrees");
  await keyboard.press("Shift+h");
  await expect(said).toHaveText("Flipped horizontally");
  await expectSame(server, [ada, bruno]);
  const [shape] = await bruno.shapes();
  expect([shape?.geometry, shape?.pos[2]]).toEqual([{ w: 2720, h: 1616 }, 33_000]);
  for (let step = 0; step < 5; step += 1) await ada.undo();
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes())[0]?.geometry).toEqual({ w: 2560, h: 1600 });
});

test("hundreds of shapes are resized as one picture", async ({ person, board, server }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const ops = Array.from({ length: 400 }, (_, at) => {
      const place = { x: 300 + (at % 20) * 10, y: 200 + Math.floor(at / 20) * 10 };
      const { x, y } = editor.camera.toBoard(place);
      const shape = {
        ...{ id: editor.newId(), kind: "rectangle", page: 1 },
        pos: [Math.round(x), Math.round(y), 0],
        geometry: { w: 96, h: 96 },
        style: { ink: "red", size: 16 },
      };
      return { op: "add", shape };
    });
    editor.commit(ops);
    editor.tool.set("select");
  });
  await ada.page.keyboard.press("Control+a");
  await ada.expectSynced();
  const corner = { x: 496 + 6.5, y: 396 + 6.5 };
  await ada.drawAndHold([corner, ...line(corner, { x: corner.x + 196, y: corner.y + 98 }, 5)]);
  for (const who of [ada, bruno]) {
    await who.expectInk({ x: 640, y: 300, width: 50, height: 50 }, 50);
    await who.expectInk({ x: 560, y: 440, width: 60, height: 50 }, 50);
  }
  await ada.penUp();
  await expectSame(server, [ada, bruno]);
  const last = (await bruno.shapes())[399];
  expect(last?.geometry).toEqual({ w: 192, h: 144 });
  await bruno.expectInk({ x: 640, y: 300, width: 50, height: 50 }, 50);
  await ada.undo();
  await expectSame(server, [ada, bruno]);
  await bruno.expectNoInk({ x: 520, y: 300, width: 170, height: 50 });
});

test("a finger takes a handle", async ({ person, board, server }) => {
  const ada = await person("Ada", PHONE);
  const bruno = await person("Bruno", PHONE);
  await ada.open(board);
  await bruno.open(board);
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const { x, y } = editor.camera.toBoard({ x: 100, y: 300 });
    const id = editor.newId();
    const pos = [Math.round(x), Math.round(y), 0];
    const geometry = { w: 1600, h: 1600 };
    const style = { ink: "blue", size: 64 };
    const shape = { id, kind: "ellipse", page: 1, pos, geometry, style };
    editor.commit([{ op: "add", shape }]);
    editor.tool.set("select");
    editor.selection.select([id]);
  });
  await ada.expectSynced();
  const fingers = await Fingers.of(ada.page);
  // Beside the handle, within the reach of a finger.
  const start = { x: 200 + GAP + 10, y: 400 + GAP + 10 };
  await fingers.down(1, start);
  await fingers.drag(line(start, { x: start.x + 80, y: start.y + 80 }, 8));
  await bruno.expectInk({ x: 265, y: 380, width: 30, height: 30 }, 20);
  await fingers.up(1);
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes())[0]?.geometry).toEqual({ w: 2880, h: 2880 });
});

test("the menu of the selection flips it, for fingers", async ({ person, board, server }) => {
  const ada = await person("Ada", PHONE);
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(line({ x: 100, y: 300 }, { x: 250, y: 380 }));
  await ada.chooseTool("select");
  await ada.page.touchscreen.tap(175, 340);
  await ada.page.locator("#selection-more-button").tap();
  await ada.page.getByRole("menuitem", { name: "Flip horizontally" }).tap();
  // The ink falls from the right to the left now.
  await expectSame(server, [ada, bruno]);
  const [shape] = await bruno.shapes();
  const points = shape?.geometry.points ?? [];
  const across = points.filter((_, at) => at % 2 === 0).reduce((sum, step) => sum + step, 0);
  expect(across).toBeLessThan(-2000);
  await ada.page.locator("#undo").tap();
  await expectSame(server, [ada, bruno]);
});
