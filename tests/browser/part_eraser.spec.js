/**
 * The part eraser: what it cuts is seen by others while it moves and afterwards, and is one step of undo.
 */
import { INKS } from "../../static/js/model/colour.js";
import { expect, test } from "./harness.js";
import { rgb } from "./pixels.js";
import { line } from "./strokes.js";

const STROKE = line({ x: 300, y: 300 }, { x: 700, y: 300 });

/** Where the eraser passes, and where it does not. */
const GAP = { x: 494, y: 290, width: 12, height: 20 };
const LEFT = { x: 380, y: 290, width: 40, height: 20 };

test("a stroke is cut where the eraser passes, and others see it while it moves", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(STROKE);
  await bruno.expectInk(GAP);
  await ada.page.keyboard.press("Shift+E");
  await ada.penDown({ x: 500, y: 250 });
  await ada.penMove(line({ x: 500, y: 250 }, { x: 500, y: 350 }));
  for (const who of [ada, bruno]) {
    await who.expectNoInk(GAP);
    await who.expectInk(LEFT);
    expect((await who.shapes()).length).toBe(1);
  }
  await ada.penUp();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(2);
  for (const who of [ada, bruno]) {
    await who.expectNoInk(GAP);
    await who.expectInk(LEFT);
  }
  await ada.undo();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(1);
  await bruno.expectInk(GAP);
  await ada.redo();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(2);
  expect(await ada.hash()).toEqual(await bruno.hash());
});

test("Escape takes a cut back, and the eraser of parts has a button on the ledge", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(STROKE);
  await bruno.expectInk(GAP);
  await ada.page.getByRole("button", { name: "Part eraser" }).click();
  await ada.penDown({ x: 500, y: 250 });
  await ada.penMove(line({ x: 500, y: 250 }, { x: 500, y: 350 }));
  await bruno.expectNoInk(GAP);
  await ada.page.keyboard.press("Escape");
  await ada.penUp();
  for (const who of [ada, bruno]) {
    await who.expectInk(GAP);
    expect((await who.shapes()).length).toBe(1);
  }
});

test("the eyedropper gives the selection the style of the shape under the pointer", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await ada.chooseInk("red");
  await ada.draw(STROKE);
  await ada.chooseInk("blue");
  await ada.draw(line({ x: 300, y: 500 }, { x: 700, y: 500 }));
  await ada.page.keyboard.press("v");
  await ada.page.mouse.click(500, 500);
  await ada.page.keyboard.press("i");
  await expect(ada.toasts).toContainText("Press the shape");
  const swatch = ada.page.locator(".eyedropper-swatch");
  await ada.page.mouse.move(500, 400);
  await expect(swatch).toBeHidden();
  await ada.page.mouse.move(500, 300);
  await expect(swatch).toHaveCSS("background-color", `rgb(${rgb(INKS.red.light).join(", ")})`);
  await ada.page.mouse.click(500, 300);
  await expect(swatch).toHaveCount(0);
  const inks = async () =>
    /** @type {any[]} */ (await bruno.shapes()).map(({ style }) => style.ink);
  await expect.poll(inks).toEqual(["red", "red"]);
  // The next press selects again.
  await ada.page.mouse.click(500, 300);
  await ada.page.keyboard.press("s");
  await ada.page.locator(".style-pick").click();
  await ada.page.mouse.move(500, 300);
  await expect(swatch).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await expect(swatch).toHaveCount(0);
  await ada.page.mouse.click(500, 500);
  await ada.undo();
  await expect.poll(inks).toEqual(["red", "blue"]);
});
