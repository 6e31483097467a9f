/**
 * The bar at the selection: duplicate, order and delete by mouse, finger and keys, seen by others.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const FIRST = line({ x: 300, y: 300 }, { x: 500, y: 360 });

/** @param {BoardPage} who */
const barOf = ({ page }) => page.getByRole("toolbar", { name: "Selection" });

/** Adds notes that lie over each other, each a step to the right, and returns their ids. @param {BoardPage} who @param {number} count @returns {Promise<string[]>} */
function addNotes({ page }, count) {
  return page.evaluate((many) => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const ids = Array.from({ length: many }, () => editor.newId());
    const corner = editor.camera.toBoard({ x: 300, y: 300 });
    editor.commit(
      ids.map((id, at) => {
        const pos = [Math.round(corner.x) + at * 480, Math.round(corner.y), 0];
        const style = { ink: ["yellow", "green", "blue"][at % 3], size: 384 };
        const geometry = { w: 1600, h: 1600 };
        return {
          op: "add",
          shape: { id, kind: "note", page: 1, pos, geometry, style, text: `${at + 1}` },
        };
      }),
    );
    return ids;
  }, count);
}

/** The texts in painting order, on the page of somebody. @param {BoardPage} who */
async function order(who) {
  const shapes = /** @type {any[]} */ (await who.shapes());
  return shapes
    .toSorted((a, b) => a.z - b.z)
    .map(({ text }) => text)
    .join("");
}

/** @param {BoardPage} who @param {readonly string[]} ids */
async function select({ page }, ids) {
  await page.keyboard.press("v");
  await page.evaluate((chosen) => {
    /** @type {any} */ (window).lavagna.editor.selection.select(chosen);
  }, ids);
}

/** @param {BoardPage} who */
async function expectAccessible({ page }) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
}

test("the bar comes with the first selection, follows the board, and its buttons work for all", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  /** @type {string[]} */
  const requests = [];
  ada.page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(FIRST);
  await ada.onlyShape();
  const isOfBar = (/** @type {string} */ path) => /\/selection_bar|selection\.css/.test(path);
  expect(requests.filter(isOfBar)).toEqual([]);
  const bar = barOf(ada);
  await expect(bar).toBeHidden();
  await ada.page.keyboard.press("v");
  await ada.page.mouse.click(400, 330);
  await expect(bar).toBeVisible();
  const before = await restingBox(bar);
  expect(before.y + before.height, "above the selection").toBeLessThan(294);
  await ada.page.mouse.move(900, 400);
  await ada.page.mouse.wheel(0, -100);
  await expect.poll(async () => (await restingBox(bar)).y).toBe(before.y + 100);

  // A drag hides it; the same selection has it again.
  await ada.penDown({ x: 400, y: 430 });
  await ada.penMove([{ x: 430, y: 440 }]);
  await expect(bar).toBeHidden();
  await ada.page.keyboard.press("Escape");
  await ada.penUp();
  await expect(bar).toBeVisible();

  await bar.getByRole("button", { name: "Duplicate" }).click();
  await expect(ada.page.locator("#say-now")).toHaveText("Duplicated: 1 shape");
  await expect.poll(async () => (await bruno.shapes()).length).toBe(2);
  await bar.getByRole("button", { name: "Remove" }).click();
  await expect(bar).toBeHidden();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(1);
  await ada.undo();
  await ada.undo();
  await expect.poll(async () => (await bruno.shapes()).length).toBe(1);
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());
});

test("order goes one step or all the way, by the menu and by key, and is undone beside others' edits", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const [one = "", , three = ""] = await addNotes(ada, 3);
  await ada.expectSynced();
  await select(ada, [one]);
  const bar = barOf(ada);
  const menu = ada.page.getByRole("menu", { name: "Order" });
  await bar.getByRole("button", { name: "Order" }).click();
  await expect(menu).toBeVisible();
  await menu.getByRole("menuitem", { name: "Bring forward" }).click();
  await expect(menu).toBeHidden();
  await expect.poll(() => order(bruno)).toBe("213");
  await ada.page.keyboard.press("Control+]");
  await expect.poll(() => order(bruno)).toBe("231");
  await ada.page.keyboard.press("Control+[");
  await expect.poll(() => order(bruno)).toBe("213");
  await ada.page.keyboard.press("Control+Shift+]");
  await expect.poll(() => order(bruno)).toBe("231");
  await select(bruno, [three]);
  await bruno.page.keyboard.press("Control+Shift+[");
  await expect.poll(() => order(ada)).toBe("321");
  for (let step = 0; step < 4; step += 1) {
    await ada.undo();
    await ada.expectSynced();
  }
  await expect.poll(() => order(bruno)).toBe("312");
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());
});

test("locked by the menu or a key, a shape stays for clicks, keys and the eraser until it is unlocked", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  const [note = ""] = await addNotes(ada, 1);
  await ada.expectSynced();
  await select(ada, [note]);
  await barOf(ada).getByRole("button", { name: "More" }).click();
  const menu = ada.page.getByRole("menu", { name: "More" });
  await menu.getByRole("menuitem", { name: "Lock or unlock" }).click();
  await expect(ada.page.locator("#toasts")).toContainText("Locked. To change it later");
  await expectAccessible(ada);
  const isLocked = async () => /** @type {any} */ ((await bruno.shapes())[0])?.locked === true;
  await expect.poll(isLocked, "the other sees the lock").toBe(true);

  await ada.page.keyboard.press("Delete");
  await expect(ada.page.locator("#toasts")).toContainText("This is locked.");
  await bruno.page.keyboard.press("v");
  await bruno.page.mouse.click(350, 350);
  await bruno.page.keyboard.press("Control+a");
  const selected = (/** @type {BoardPage} */ { page }) =>
    page.evaluate(() => /** @type {any} */ (window).lavagna.editor.selection.size);
  expect(await selected(bruno)).toBe(0);
  await bruno.page.keyboard.press("e");
  await bruno.draw(FIRST);
  await bruno.expectSynced();
  expect((await ada.shapes()).length).toBe(1);

  // It is found in the list, and heard as locked.
  await bruno.page.keyboard.press("Control+f");
  const row = bruno.page.locator(".shape-row");
  await expect(row).toHaveAccessibleName(/, locked/);
  await row.click();
  await expect.poll(() => selected(bruno)).toBe(1);
  await bruno.page.keyboard.press("Control+Shift+l");
  await expect(row).not.toHaveAccessibleName(/locked/);
  await expect(bruno.page.locator("#say-now")).toHaveText("Unlocked: 1 shape");
  await expect.poll(isLocked).toBe(false);
  await bruno.undo();
  await expect.poll(isLocked).toBe(true);
  await bruno.expectSynced();
  await expect.poll(() => ada.hash()).toBe(await bruno.hash());
});

test("a drag with Alt makes a copy, which another page sees while it lasts", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await addNotes(ada, 1);
  await ada.expectSynced();
  await ada.page.keyboard.press("v");
  const [there, here] = [
    { x: 350, y: 350 },
    { x: 750, y: 450 },
  ];
  const area = ({ x = 0, y = 0 }) => ({ x: x - 20, y: y - 20, width: 40, height: 40 });
  await ada.penDown(there);
  await ada.penMove([{ x: 500, y: 400 }, here]);
  await ada.expectNoInk(area(there));
  await ada.page.keyboard.down("Alt");
  for (const who of [ada, bruno]) {
    await who.expectInk(area(there), 1000);
    await who.expectInk(area(here), 1000);
  }
  await ada.page.keyboard.up("Alt");
  await ada.expectNoInk(area(there));
  await bruno.expectNoInk(area(there));
  await ada.page.keyboard.down("Alt");
  await ada.expectInk(area(there), 1000);
  await ada.penUp();
  await ada.page.keyboard.up("Alt");
  await expect.poll(async () => (await bruno.shapes()).length).toBe(2);
  // Bruno sees Ada's pointer too.
  await ada.page.mouse.move(1000, 600);
  await ada.undo();
  await bruno.expectNoInk(area(here));
  await expect.poll(() => bruno.hash()).toBe(await ada.hash());
});

test("hundreds of copies are seen beside their originals, and stay where they are dropped", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const ops = Array.from({ length: 300 }, (_, at) => {
      const { x, y } = editor.camera.toBoard({
        x: 200 + (at % 20) * 12,
        y: 200 + Math.floor(at / 20) * 12,
      });
      const pos = [Math.round(x), Math.round(y), 0];
      const style = { ink: "yellow", size: 40 };
      return {
        op: "add",
        shape: {
          id: editor.newId(),
          kind: "note",
          page: 1,
          pos,
          geometry: { w: 192, h: 192 },
          style,
          text: "",
        },
      };
    });
    editor.commit(ops);
  });
  await ada.expectSynced();
  await ada.page.keyboard.press("Control+a");
  const area = { x: 240, y: 240, width: 100, height: 100 };
  const there = { ...area, x: 740 };
  await ada.page.keyboard.down("Alt");
  await ada.penDown({ x: 300, y: 300 });
  await ada.penMove([
    { x: 500, y: 300 },
    { x: 800, y: 300 },
  ]);
  await ada.expectInk(there, 5000);
  await ada.expectInk(area, 5000);
  await ada.penUp();
  await ada.page.keyboard.up("Alt");
  await ada.expectSynced();
  expect((await ada.shapes()).length).toBe(600);
  await ada.expectInk(there, 5000);
  await ada.expectInk(area, 5000);
  await ada.undo();
  await ada.expectNoInk(there);
  await ada.expectSynced();
  expect((await ada.shapes()).length).toBe(300);
});

test("by keys: F6 reaches the bar, arrows its buttons and menus, and the focus never gets lost", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const [one = ""] = await addNotes(ada, 2);
  await ada.expectSynced();
  const { keyboard } = ada.page;
  await select(ada, [one]);
  const bar = barOf(ada);
  await expect(bar).toBeVisible();
  await expect(ada.surface).toBeFocused();
  await keyboard.press("F6");
  const button = (/** @type {string} */ name) => bar.getByRole("button", { name });
  await expect(button("Duplicate")).toBeFocused();
  await keyboard.press("ArrowRight");
  await expect(button("Order")).toBeFocused();
  await keyboard.press("Enter");
  const menu = ada.page.getByRole("menu", { name: "Order" });
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await keyboard.press("ArrowUp");
  await expect(menu.getByRole("menuitem", { name: "Send to the back" })).toBeFocused();
  await keyboard.press("Escape");
  await expect(button("Order")).toBeFocused();
  await keyboard.press("Enter");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await keyboard.press("Enter");
  await expect.poll(() => order(ada)).toBe("21");
  await expect(button("Order")).toBeFocused();
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await expect.poll(async () => (await ada.shapes()).length).toBe(1);
  await expect(bar).toBeHidden();
  await expect(ada.surface).toBeFocused();
});

test("on a phone the bar is in reach, clear of the ledge, and its menus are sheets", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const { page } = ada;
  const ids = await page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const id = editor.newId();
    const { x, y } = editor.camera.toBoard({ x: 100, y: 300 });
    const pos = [Math.round(x), Math.round(y), 0];
    const shape = {
      id,
      kind: "rectangle",
      page: 1,
      pos,
      geometry: { w: 3000, h: 2000 },
      style: { ink: "red", size: 64 },
    };
    editor.commit([{ op: "add", shape }]);
    return [id];
  });
  await ada.expectSynced();
  await page.locator("[data-tool=select]").tap();
  await page.touchscreen.tap(100, 360);
  const bar = barOf(ada);
  await expect(bar).toBeVisible();
  for (const button of await bar.getByRole("button").all()) {
    const { width, height } = await restingBox(button);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  }
  await bar.getByRole("button", { name: "More" }).tap();
  const menu = page.getByRole("menu", { name: "More" });
  await menu.getByRole("menuitem", { name: "Copy", exact: true }).tap();
  await expect(menu).toBeHidden();
  await bar.getByRole("button", { name: "More" }).tap();
  await menu.getByRole("menuitem", { name: "Paste", exact: true }).tap();
  await expect.poll(async () => (await ada.shapes()).length).toBe(2);
  await bar.getByRole("button", { name: "Remove" }).tap();
  await expect.poll(async () => (await ada.shapes()).map(({ id }) => id)).toEqual(ids);
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`axe finds nothing on the bar and its menus, ${colorScheme}`, async ({ person, board }) => {
    const ada = await person("Ada", { colorScheme, reducedMotion: "reduce" });
    await ada.open(board);
    await select(ada, await addNotes(ada, 2));
    const bar = barOf(ada);
    await expect(bar).toBeVisible();
    await expectAccessible(ada);
    for (const name of ["Order", "More"]) {
      await bar.getByRole("button", { name }).click();
      await expect(ada.page.getByRole("menu", { name })).toBeVisible();
      await expectAccessible(ada);
      await ada.page.keyboard.press("Escape");
    }
    await expect(bar, "Escape closes the menu only").toBeVisible();
  });
}

test("the tooltip of a button goes with the button", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const [one = ""] = await addNotes(ada, 1);
  await select(ada, [one]);
  const bar = barOf(ada);
  await bar.getByRole("button", { name: "Remove" }).hover();
  await expect(ada.page.locator("#tip")).toContainText("Remove");
  await ada.page.keyboard.press("Delete");
  await expect(bar).toBeHidden();
  await expect(ada.page.locator("#tip")).toBeHidden();
});
