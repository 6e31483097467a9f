/**
 * Browser behaviour around the board (zoom, scroll, drop, print) that the page replaces.
 */
import { INKS } from "../../static/js/model/colour.js";
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { rgb } from "./pixels.js";
import { line } from "./strokes.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("@playwright/test").Page} Page */

/** How much the browser has zoomed the page itself. @param {Page} page */
function pageZoom(page) {
  return page.evaluate(() => visualViewport?.scale);
}

/** The middles of all parts of the page around the board. @param {Page} page */
function middlesOfParts(page) {
  return page.evaluate(() => {
    const parts = document.querySelectorAll("[data-region], .panel");
    return [...parts].flatMap((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      const isOver = part.id !== "overlay" && part.checkVisibility() && height > 0;
      return isOver ? [{ x: x + width / 2, y: y + height / 2 }] : [];
    });
  });
}

test("Ctrl and the wheel zoom the board over every bar, and never the page", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  const { page } = ada;
  await page.evaluate(() => {
    const heard = (/** @type {WheelEvent} */ event) => {
      Object.assign(window, { isPrevented: event.defaultPrevented });
    };
    addEventListener("wheel", heard, { passive: true });
  });
  const places = await middlesOfParts(page);
  expect(places.length).toBeGreaterThan(4);
  for (const { x, y } of places) {
    const { zoom } = await ada.camera();
    await page.mouse.move(x, y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -5);
    await page.keyboard.up("Control");
    await expect.poll(async () => (await ada.camera()).zoom, `at ${x}, ${y}`).toBeGreaterThan(zoom);
    expect(await page.evaluate(() => "isPrevented" in window && window.isPrevented)).toBe(true);
  }
  const before = await ada.camera();
  await page.mouse.wheel(0, 50);
  await expect.poll(async () => (await ada.camera()).y, "a bar pans").toBeGreaterThan(before.y);
  // A panel has nothing to do with the board, which stays where it is.
  await ada.openMenu();
  await page.mouse.move(100, 300);
  const open = await ada.camera();
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -5);
  await page.keyboard.up("Control");
  await expect.poll(() => page.evaluate(() => Reflect.get(window, "isPrevented"))).toBe(true);
  expect(await ada.camera()).toEqual(open);
});

test("two fingers on any part of a phone's screen do not zoom the page", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const { page } = ada;
  const fingers = await Fingers.of(page);
  for (const panel of ["", "menu", "people"]) {
    if (panel !== "") await page.locator(`#${panel}-button`).tap();
    for (const { x, y } of await middlesOfParts(page)) {
      await fingers.down(1, { x: x - 10, y });
      await fingers.down(2, { x: x + 10, y });
      for (let by = 20; by <= 120; by += 20) {
        await fingers.move({ 1: { x: x - by, y }, 2: { x: x + by, y } });
      }
      await fingers.up(1);
      await fingers.up(2);
      expect(await pageZoom(page), `${panel} at ${x}, ${y}`).toBe(1);
    }
    if (panel !== "") await page.keyboard.press("Escape");
  }
});

test("swiping a sheet down closes it, and a short swipe does not", async ({ person, board }) => {
  const ada = await person("Ada", PHONE);
  await ada.open(board);
  const { page } = ada;
  const fingers = await Fingers.of(page);
  for (const [button, sheet] of [
    ["#menu-button", "#menu"],
    ["#people-button", "#people"],
    ["#width-button", "#widths"],
  ]) {
    const panel = page.locator(sheet ?? "");
    await page.locator(button ?? "").tap();
    await expect(panel).toBeVisible();
    // The sheet must have opened before it can be swiped.
    await panel.evaluate((element) => Promise.all(element.getAnimations().map((a) => a.finished)));
    for (const far of [40, 160]) {
      const { x, y, width } = await restingBox(panel);
      const from = { x: x + width / 2, y: y + 10 };
      await fingers.down(1, from);
      await fingers.drag(line(from, { x: from.x, y: from.y + far }, 6));
      await fingers.up(1);
      if (far < 70) await expect(panel).toHaveCSS("translate", "none");
      else await expect(panel).toBeHidden();
    }
  }
  await ada.expectSynced();
  expect(await ada.shapes()).toEqual([]);
});

test("a dropped file does not open in place of the board", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.openPeople();
  /** Whether the page keeps the browser from it. @param {string} selector @param {boolean} isFile */
  const isRefused = (selector, isFile) => {
    return ada.page.locator(selector).evaluate((element, file) => {
      const dataTransfer = new DataTransfer();
      if (file) dataTransfer.items.add(new File(["1"], "lesson.pdf"));
      else dataTransfer.setData("text/plain", "Ada");
      return ["dragover", "drop"].map((type) => {
        const options = { bubbles: true, cancelable: true, dataTransfer };
        return !element.dispatchEvent(new DragEvent(type, options));
      });
    }, isFile);
  };
  for (const place of ["#overlay", "#ledge", "#people", "#person-name-field"]) {
    expect(await isRefused(place, true), place).toEqual([true, true]);
  }
  expect(await isRefused("#overlay", false), "a link from another window").toEqual([true, true]);
  expect(await isRefused("#person-name-field", false), "text in a field").toEqual([false, false]);
});

test("a press beside a dialog closes it and presses nothing below", async ({ person, board }) => {
  const ada = await person("Ada", { hasTouch: true });
  await ada.open(board);
  const { page } = ada;
  await page.locator("#share-button").tap();
  await expect(page.locator("dialog#share")).toBeVisible();
  const eraser = await restingBox(page.locator("[data-tool=eraser]"));
  await page.touchscreen.tap(eraser.x + 20, eraser.y + 20);
  await expect(page.locator("dialog#share")).toBeHidden();
  await expect(page.locator("[data-tool=pen]")).toHaveAttribute("aria-pressed", "true");
  await expect(ada.surface).toBeFocused();
});

for (const { panel, open } of [
  { panel: "#menu", open: "#menu-button" },
  { panel: "#people", open: "#people-button" },
  { panel: "#style-panel", open: "#style-button" },
  { panel: "#shape-panel", open: "Control+f" },
  { panel: "#hood", open: "Alt+Shift+U" },
]) {
  test(`printing leaves out ${panel}, which is open`, async ({ person, board }) => {
    const ada = await person("Ada");
    await ada.open(board);
    const { page } = ada;
    await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
    if (open.startsWith("#")) await page.locator(open).click();
    else await page.keyboard.press(open);
    await expect(page.locator(panel)).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await expect(page.locator(panel)).toBeHidden();
    await expect(page.locator("#printout")).toBeVisible();
  });
}

test("printing shows the whole drawing alone, dark on white", async ({ person, board }) => {
  const ada = await person("Ada", { colorScheme: "dark" });
  await ada.open(board);
  const { page } = ada;
  await ada.draw(line({ x: 300, y: 150 }, { x: 500, y: 150 }));
  await ada.onlyShape();
  // This holds for any part of it that the screen shows.
  await page.mouse.wheel(0, 3_000);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const seen = await page.evaluate(() =>
    [...document.body.querySelectorAll("*")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .map(({ id }) => id),
  );
  expect(seen).toEqual(["printout"]);
  const picture = await ada.picture();
  expect(picture.count(rgb(INKS.black.light))).toBeGreaterThan(1_000);
  const { width, height } = picture;
  expect(picture.count([255, 255, 255])).toBeGreaterThan(0.9 * width * height);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(page.locator("#printout")).toHaveJSProperty("width", 0);
});

test("a print by the browser's menu is of the shown page, and then it says how to print all", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const { page } = ada;
  const print = () =>
    page.evaluate(() => {
      dispatchEvent(new Event("beforeprint"));
      dispatchEvent(new Event("afterprint"));
    });
  await ada.draw(line({ x: 300, y: 250 }, { x: 500, y: 250 }));
  await print();
  await bruno.page.locator("#page-add").click();
  await expect(page.locator("#page-figure [aria-hidden]")).toHaveText("1 / 2");
  await expect(ada.toasts.filter({ hasText: "Only the shown page" })).toHaveCount(0);
  await print();
  await expect(ada.toasts.filter({ hasText: "Only the shown page" })).toBeVisible();
});
