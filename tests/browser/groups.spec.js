/**
 * Groups, aligning and selecting what is alike: by keys, by the bar of the selection and by touch, seen by others.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./harness.js";
import { PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** Adds rectangles, 80 px wide and 200 px apart, and returns their ids. @param {BoardPage} who @param {number} count @param {readonly string[]} [inks] */
function addBoxes({ page }, count, inks = ["blue"]) {
  return page.evaluate(
    ({ many, colours }) => {
      const { editor } = /** @type {any} */ (window).lavagna;
      const ids = Array.from({ length: many }, () => editor.newId());
      const corner = editor.camera.toBoard({ x: 200, y: 300 });
      editor.commit(
        ids.map((id, at) => ({
          op: "add",
          shape: {
            ...{ id, kind: "rectangle", page: 1 },
            pos: [Math.round(corner.x) + at * 3200, Math.round(corner.y) + at * 160, 0],
            geometry: { w: 1280, h: 960 },
            style: { ink: colours[at % colours.length], size: 64 },
          },
        })),
      );
      return ids;
    },
    { many: count, colours: inks },
  );
}

/** @param {BoardPage} who @param {readonly string[]} ids */
async function select({ page }, ids) {
  await page.keyboard.press("v");
  await page.evaluate((chosen) => {
    /** @type {any} */ (window).lavagna.editor.selection.select(chosen);
  }, ids);
}

/** Which of some shapes are selected. @param {BoardPage} who @param {readonly string[]} ids */
function selected({ page }, ids) {
  return page.evaluate(
    (all) =>
      all.flatMap((id, at) =>
        /** @type {any} */ (window).lavagna.editor.selection.has(id) ? [at] : [],
      ),
    ids,
  );
}

/** The groups of the shapes, in the order of their ids. @param {BoardPage} who */
async function groups(who) {
  const shapes = /** @type {any[]} */ (await who.shapes());
  return shapes.map(({ group = [] }) => group);
}

/** @param {BoardPage} who @param {readonly string[]} ids @param {"x" | "y"} axis */
async function places(who, ids, axis) {
  const shapes = /** @type {any[]} */ (await who.shapes());
  return ids.map((id) => shapes.find((shape) => shape.id === id)?.pos[axis === "x" ? 0 : 1]);
}

test("shapes are grouped with a key, and a click, a drag and Escape treat the group as one, for all", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const ids = await addBoxes(ada, 3);
  await select(ada, ids.slice(0, 2));
  await ada.page.keyboard.press("Control+g");
  await expect(ada.page.locator("#say-now")).toContainText("Grouped 2 shapes");
  await expect
    .poll(async () => (await groups(bruno)).filter((group) => group.length === 1).length)
    .toBe(2);
  await ada.page.keyboard.press("Escape");
  expect(await selected(ada, ids)).toEqual([]);
  // At its upper edge, beside the handles.
  await ada.page.mouse.click(220, 300);
  expect(await selected(ada, ids)).toEqual([0, 1]);
  await ada.page.mouse.dblclick(220, 300);
  expect(await selected(ada, ids)).toEqual([0]);
  await ada.page.keyboard.press("Escape");
  expect(await selected(ada, ids)).toEqual([0, 1]);
  const before = await places(bruno, ids, "x");
  await ada.drag([
    { x: 300, y: 330 },
    { x: 340, y: 330 },
    { x: 360, y: 330 },
  ]);
  await expect
    .poll(async () => (await places(bruno, ids, "x")).map((x, at) => x - before[at]))
    .toEqual([960, 960, 0]);
  // What others have made is a group on their pages too.
  await bruno.page.keyboard.press("v");
  await bruno.page.mouse.click(280, 300);
  expect(await selected(bruno, ids)).toEqual([0, 1]);
  await bruno.page.keyboard.press("Control+Shift+g");
  await expect.poll(async () => (await groups(ada)).flat()).toEqual([]);
  await bruno.undo();
  await expect.poll(async () => (await groups(ada)).flat().length).toBe(2);
  expect(await ada.hash()).toEqual(await bruno.hash());
});

test("Tab, Enter and Escape walk through groups, and the screen reader says what is selected", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const ids = await addBoxes(ada, 3);
  await select(ada, ids.slice(0, 2));
  await ada.page.keyboard.press("Control+g");
  await expect.poll(async () => (await groups(ada)).flat().length).toBe(2);
  await ada.page.keyboard.press("Escape");
  await ada.surface.focus();
  await ada.page.keyboard.press("Tab");
  await expect(ada.page.locator("#say-now")).toContainText("group of 2 shapes, 1 of 2");
  await ada.page.keyboard.press("Enter");
  expect(await selected(ada, ids)).toEqual([0]);
  await ada.page.keyboard.press("Tab");
  expect(await selected(ada, ids)).toEqual([1]);
  await ada.page.keyboard.press("Escape");
  expect(await selected(ada, ids)).toEqual([0, 1]);
});

test("the bar's menu aligns and distributes for several shapes, and the keys do the same", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const ids = await addBoxes(ada, 3);
  const button = ada.page.getByRole("button", { name: "Align" });
  await select(ada, ids.slice(0, 1));
  await expect(ada.page.getByRole("toolbar", { name: "Selection" })).toBeVisible();
  await expect(button).toBeHidden();
  await select(ada, ids);
  await button.click();
  await expect(ada.page.getByRole("menu", { name: "Align" })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await ada.page.getByRole("menuitem", { name: "Align top" }).click();
  await expect.poll(async () => new Set(await places(bruno, ids, "y")).size).toBe(1);
  await ada.page.keyboard.press("Alt+a");
  await expect.poll(async () => new Set(await places(bruno, ids, "x")).size).toBe(1);
  await ada.undo();
  await ada.undo();
  await expect.poll(async () => new Set(await places(bruno, ids, "y")).size).toBe(3);
});

test("all of a colour are selected, and a style is copied to another shape", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const ids = await addBoxes(ada, 4, ["blue", "red"]);
  await select(ada, ids.slice(0, 1));
  await ada.page.getByRole("button", { name: "More" }).click();
  await ada.page.getByRole("menuitem", { name: "Select all of this colour" }).click();
  await expect.poll(() => selected(ada, ids)).toEqual([0, 2]);
  await ada.page.keyboard.press("Control+Alt+c");
  await expect(ada.page.locator("#say-now")).toContainText("Style copied");
  await select(ada, ids.slice(1, 2));
  await ada.page.keyboard.press("Control+Alt+v");
  const inks = async () =>
    /** @type {any[]} */ (await bruno.shapes()).filter(({ style }) => style.ink === "blue").length;
  await expect.poll(inks).toBe(3);
  await ada.undo();
  await expect.poll(inks).toBe(2);
});

test("on a phone the bar groups what a marquee has selected", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const ids = await addBoxes(ada, 2);
  await select(ada, ids);
  await ada.page.getByRole("button", { name: "More" }).tap();
  await ada.page.getByRole("menuitem", { name: "Group", exact: true }).tap();
  await expect.poll(async () => (await groups(ada)).flat().length).toBe(2);
});
