/**
 * The list of shapes: everything about shapes by keyboard alone, finding them, and a sheet on a phone.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { expectSame } from "./board_page.js";
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {{kind: string, pos: [number, number, number], geometry: {w: number, h: number}, style: {ink: string}, text?: string, z: number}} Box */

/** Adds boxes with texts, one below the other. @param {BoardPage} who @param {readonly string[]} texts @param {object} [more]  other fields */
async function addBoxes({ page }, texts, more = {}) {
  await page.evaluate(
    ([list, fields]) => {
      const { editor } = /** @type {any} */ (window).lavagna;
      const style = { ink: "red", size: 64 };
      const box = { kind: "rectangle", page: 1, geometry: { w: 2400, h: 800 }, style };
      const shapes = /** @type {string[]} */ (list).map((text, at) => ({
        ...{ ...box, id: editor.newId(), pos: [-1000, at * 1600 - 3000, 0] },
        ...(text !== "" && { text }),
        .../** @type {object} */ (fields),
      }));
      editor.commit(shapes.map((shape) => ({ op: "add", shape })));
    },
    /** @type {const} */ ([texts, more]),
  );
}

/** @param {BoardPage} who */
function partsOf({ page }) {
  const panel = page.locator("#shape-panel");
  return {
    panel,
    field: panel.getByRole("searchbox"),
    list: panel.getByRole("listbox"),
    rows: panel.getByRole("option"),
    active: panel.locator(".shape-row.active"),
    said: panel.getByRole("status"),
  };
}

/** @param {BoardPage} who @returns {Promise<string[]>} the texts of the selected shapes */
function selectedTexts({ page }) {
  return page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    return [...editor.selection.value].map((id) => editor.view.shape(id).text);
  });
}

/** @param {BoardPage} who @param {string} text @returns {Promise<Box>} */
async function boxWith(who, text) {
  const shapes = /** @type {Box[]} */ (/** @type {unknown} */ (await who.shapes()));
  const found = shapes.find((shape) => (shape.text ?? "") === text);
  if (found === undefined) throw new Error(`nobody has written ${text}`);
  return found;
}

test("shapes are made, moved, resized, written, restyled, reordered and deleted by keys alone", async ({
  person,
  board,
  server,
}) => {
  const bruno = await person("Bruno");
  await bruno.open(board);
  await addBoxes(bruno, ["Leaf"]);
  await bruno.expectSynced();
  const ada = await person("Ada");
  await ada.open(board);
  const { keyboard } = ada.page;
  const { field, list, active, said, panel } = partsOf(ada);
  const spoken = ada.page.locator("#say-now");

  await keyboard.press("r");
  await keyboard.press("Enter");
  await expect(spoken).toHaveText("Rectangle, black, bottom, added");
  await keyboard.type("Root");
  await keyboard.press("Escape");
  await expectSame(server, [ada, bruno]);
  const made = await boxWith(bruno, "Root");

  await keyboard.press("ArrowRight");
  await keyboard.press("Control+ArrowDown");
  await keyboard.press(".");
  await expectSame(server, [ada, bruno]);
  const changed = await boxWith(bruno, "Root");
  expect(changed.pos[0]).toBe(made.pos[0] + 16);
  expect(changed.geometry.h).toBeGreaterThan(made.geometry.h);
  expect(changed.style.ink).toBe("blue");

  await keyboard.press("Control+f");
  await expect(field).toBeFocused();
  await field.fill("LEAF bruno");
  await expect(said).toHaveText("1 shape found");
  await keyboard.press("Enter");
  await expect(said).toHaveText("Rectangle, red, “Leaf”, by Bruno, top, 1 of 1");
  expect(await selectedTexts(ada)).toEqual(["Leaf"]);
  await keyboard.press("ArrowDown");
  await expect(list).toBeFocused();
  await keyboard.press("Control+Shift+]");
  await keyboard.press("Control+ArrowRight");
  await expectSame(server, [ada, bruno]);
  const leaf = await boxWith(bruno, "Leaf");
  expect(leaf.z).toBeGreaterThan((await boxWith(bruno, "Root")).z);
  expect(leaf.geometry.w).toBeGreaterThan(2400);

  await keyboard.press("F2");
  await expect(ada.page.locator(".text-editor")).toBeFocused();
  await keyboard.press("End");
  await keyboard.type("s");
  await keyboard.press("Escape");
  await expectSame(server, [ada, bruno]);
  await boxWith(bruno, "Leafs");

  await keyboard.press("Control+f");
  await field.fill("");
  await keyboard.press("ArrowDown");
  await keyboard.press("End");
  await expect(active).toHaveAttribute("aria-posinset", "2");
  await keyboard.press("Space");
  expect(await selectedTexts(ada)).toEqual(["Root"]);
  await keyboard.press("Delete");
  await expect(active).toHaveAccessibleName(/Leafs/);
  await keyboard.press("Control+z");
  await expect(list.getByRole("option")).toHaveCount(2);
  await keyboard.press("Control+a");
  await keyboard.press("Delete");
  await expectSame(server, [ada, bruno]);
  expect(await bruno.shapes()).toEqual([]);
  await expect(panel).toContainText("Nothing is on this page yet.");
  await keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(ada.surface).toBeFocused();
});

test("rows follow others without moving what is read, and a locked shape is chosen there", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const texts = Array.from({ length: 60 }, (_, at) => `box ${at}`);
  await addBoxes(ada, texts);
  await addBoxes(ada, ["locked"], { pos: [9000, 60 * 1600, 0], locked: true });
  await ada.expectSynced();
  const { keyboard } = ada.page;
  const { active, list, rows, field } = partsOf(ada);
  await keyboard.press("Control+f");
  await expect(rows.first()).toHaveAttribute("aria-setsize", "61");
  expect(await rows.count()).toBeLessThanOrEqual(41);
  await keyboard.press("ArrowDown");
  for (const key of ["PageDown", "PageDown", "ArrowDown", "ArrowUp"]) await keyboard.press(key);
  const name = await active.locator("bdi").textContent();
  const place = Number(await active.getAttribute("aria-posinset"));
  expect(place).toBeGreaterThan(10);
  const id = await list.getAttribute("aria-activedescendant");
  expect(id).toBe(await active.getAttribute("id"));
  const { y } = await restingBox(active);
  await addBoxes(bruno, ["new"], { pos: [-1000, -6000, 0] });
  await expect(active).toHaveAttribute("aria-posinset", String(place + 1));
  await expect(active).toHaveAttribute("aria-setsize", "62");
  expect((await restingBox(active)).y).toBe(y);
  await expect(active.locator("bdi")).toHaveText(name ?? "");

  await field.fill("lócked");
  await expect(rows).toHaveCount(1);
  await rows.click();
  await expect(rows).toHaveAttribute("aria-selected", "true");
  await expect(rows).toHaveAccessibleName(/“locked”, locked/);
  expect(await selectedTexts(ada)).toEqual(["locked"]);
  const isInView = () =>
    ada.page.evaluate(() => {
      const { editor } = /** @type {any} */ (window).lavagna;
      const { box } = editor.view.shape([...editor.selection.value][0]);
      const view = editor.camera.view();
      return box.minX >= view.minX && box.maxX <= view.maxX && box.maxY <= view.maxY;
    });
  await expect.poll(isInView, "the chosen shape is in view").toBe(true);
});

test("a panel closes what it would cover, and a shape in view leaves the board where it is", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", { viewport: { width: 700, height: 700 } });
  await ada.open(board);
  const { keyboard } = ada.page;
  await addBoxes(ada, ["one"], { pos: [400, -2400, 0] });
  await addBoxes(ada, ["two"], { pos: [400, 0, 0] });
  await ada.page.evaluate(() => /** @type {any} */ (window).lavagna.editor.tool.set("pen"));
  const list = ada.page.locator("#shape-panel");
  await ada.page.locator("#style-button").click();
  await expect(ada.page.locator("#style-panel")).toBeVisible();
  const place = () =>
    ada.page.evaluate(() => {
      const { x, y, zoom } = /** @type {any} */ (window).lavagna.editor.camera;
      return [x, y, zoom].map(Math.round);
    });
  const before = await place();
  await keyboard.press("Control+f");
  await expect(list).toBeVisible();
  await expect(ada.page.locator("#style-panel"), "it has room beside the list").toBeVisible();
  await keyboard.press("Enter");
  expect(await selectedTexts(ada)).toEqual(["one"]);
  expect(await place()).toEqual(before);
  await keyboard.press("ArrowDown");
  await expect(list.locator(".shape-row.active bdi")).toHaveText("two");
  await ada.page.keyboard.press("Alt+Shift+U");
  await expect(ada.page.locator("#hood")).toBeVisible();
  await expect(list).toBeHidden();
  await expect(ada.page.locator("#style-panel")).toBeHidden();
});

test("letters that are typed in the list go to the field and run no command", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await addBoxes(ada, ["top 5", "other"]);
  const { keyboard } = ada.page;
  const { field, list, rows } = partsOf(ada);
  const tool = () => ada.page.evaluate(() => /** @type {any} */ (window).lavagna.editor.tool.value);
  const before = await tool();
  await keyboard.press("Control+f");
  await expect(rows).toHaveCount(2);
  for (const [key, typed] of [
    ["t", "t"],
    ["o", "to"],
    ["p", "top"],
    ["5", "top5"],
  ]) {
    await keyboard.press("ArrowDown");
    await expect(list).toBeFocused();
    await keyboard.press(key ?? "");
    await expect(field).toBeFocused();
    await expect(field).toHaveValue(typed ?? "");
  }
  expect(await tool()).toBe(before);
});

test("people are found by the names that they have now", async ({ person, board }) => {
  const bruno = await person("Bruno");
  await bruno.open(board);
  await addBoxes(bruno, ["apple"]);
  await bruno.expectSynced();
  const ada = await person("Ada");
  await ada.open(board);
  const { field, rows } = partsOf(ada);
  await ada.page.keyboard.press("Control+f");
  await expect(rows).toHaveAccessibleName(/by Bruno/);
  const rename = (/** @type {string} */ name) =>
    bruno.page.evaluate((to) => /** @type {any} */ (window).lavagna.editor.rename(to), name);
  await rename("Carla");
  await expect(rows, "without a search").toHaveAccessibleName(/by Carla/);
  await field.fill("dora");
  await expect(rows).toHaveCount(0);
  await rename("Dora");
  await expect(rows).toHaveAccessibleName(/by Dora/);
  await bruno.page.close();
  await expect(rows, "nobody of this name is here").toHaveCount(0);
});

test("a list of 10,000 shapes opens and finds while others draw", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const geometry = { points: [0, 0, 120, 60], pressure: [128, 0], time: [0, 9] };
    const ops = Array.from({ length: 10_000 }, (_, at) => {
      const pos = [(at % 100) * 200 - 10_000, Math.floor(at / 100) * 200 - 10_000, 0];
      const style = { ink: at % 10 === 0 ? "red" : "black", size: 40 };
      const shape = { id: editor.newId(), kind: "ink", page: 1, pos, geometry, style };
      return { op: "add", shape };
    });
    editor.commit(ops);
  });
  await ada.expectSynced();
  const { keyboard } = ada.page;
  const { panel, field, rows, said, active } = partsOf(ada);
  await keyboard.press("Control+f");
  await expect(panel.locator("h2")).toHaveText("Shapes 10,000");
  await keyboard.type("red");
  await expect(said).toHaveText("1,000 shapes found");
  await addBoxes(bruno, ["apple"]);
  await expect(panel.locator("h2")).toHaveText("Shapes 1,001");
  await field.fill("apple");
  await expect(said).toHaveText("1 shape found");
  await keyboard.press("ArrowDown");
  await keyboard.press("Control+a");
  expect(await selectedTexts(ada)).toEqual(["apple"]);
  await field.fill("");
  await keyboard.press("ArrowDown");
  await keyboard.press("End");
  await expect(active).toHaveAttribute("aria-posinset", "10001");
  expect(await rows.count()).toBeLessThanOrEqual(41);
});

for (const surroundings of [
  /** @type {const} */ ({ colorScheme: "light", locale: "en-GB" }),
  /** @type {const} */ ({ colorScheme: "dark", locale: "it-IT", ...PHONE }),
]) {
  const title = `${surroundings.colorScheme}, ${surroundings.locale}`;
  test(`axe finds nothing on the list, ${title}`, async ({ person, board }) => {
    const ada = await person("Ada", surroundings);
    await ada.open(board);
    await addBoxes(ada, ["one", ""], { locked: true });
    await ada.openMenu();
    await ada.page.locator("#find-button").click();
    const { panel, rows, field } = partsOf(ada);
    await rows.first().click();
    for (const query of ["", "zzzz"]) {
      await field.fill(query);
      await expect(rows).toHaveCount(query === "" ? 2 : 0);
      await restingBox(panel);
      expect((await new AxeBuilder({ page: ada.page }).analyze()).violations).toEqual([]);
    }
  });
}

test("on a phone the list is a sheet: a row selects, a swipe or a press on the paper closes", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  await addBoxes(ada, ["one", "two"]);
  const { panel, rows, field } = partsOf(ada);
  const open = async () => {
    await ada.openMenu();
    await ada.page.locator("#find-button").tap();
    await expect(panel).toBeVisible();
  };
  await open();
  await expect(field).not.toBeFocused();
  await rows.nth(1).tap();
  expect(await selectedTexts(ada)).toEqual(["two"]);
  const sheet = await restingBox(panel);
  const fingers = await Fingers.of(ada.page);
  await fingers.down(1, { x: 195, y: sheet.y + 20 });
  await fingers.drag([40, 80, 120].map((by) => ({ x: 195, y: sheet.y + 20 + by })));
  await fingers.up(1);
  await expect(panel).toBeHidden();
  await open();
  await ada.page.touchscreen.tap(195, 150);
  await expect(panel).toBeHidden();
  expect((await ada.shapes()).length).toBe(2);
});
