/**
 * The style panel: what it offers for tools, selections and texts, and that everybody sees what is chosen.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { expectSame } from "./board_page.js";
import { restingBox } from "./boxes.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";
import { Fingers, PHONE } from "./touch.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */
/** @typedef {import("../../static/js/model/kinds.js").Kind} Kind */
/** @typedef {import("../../static/js/model/styles.js").WireStyle} WireStyle */

/** @param {BoardPage} who */
const panelOf = ({ page }) => page.locator("#style-panel");

/** @param {BoardPage} who */
async function open(who) {
  await who.page.locator("#style-button").click();
  await expect(panelOf(who)).toBeVisible();
}

/** @param {BoardPage} who @param {string} field @param {string | number} value */
const choice = (who, field, value) =>
  panelOf(who).locator(`[data-field=${field}] [data-value="${value}"]`);

/** The fields that the panel shows. @param {BoardPage} who */
const fieldsOf = (who) =>
  panelOf(who)
    .locator(".style-row:visible")
    .evaluateAll((rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.field));

/** @param {BoardPage} who @param {string} field @param {string | number | null} value  null: none is chosen */
async function expectChosen(who, field, value) {
  const chosen = panelOf(who).locator(`[data-field=${field}] [aria-checked=true]`);
  if (value === null) await expect(chosen).toHaveCount(0);
  else await expect(chosen).toHaveAttribute("data-value", String(value));
}

/** Adds shapes and selects them. @param {BoardPage} who @param {readonly {kind: Kind, style?: Partial<WireStyle>, text?: string, at?: [number, number]}[]} shapes */
async function select({ page }, shapes) {
  await page.evaluate((shapes) => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const ids = shapes.map(({ kind, style, text, at: [x, y] = [-2000, -1500] }) => {
      const id = editor.newId();
      const isLine = kind === "line" || kind === "arrow";
      const geometry = isLine ? { points: [0, 0, 1600, 800] } : { w: 1600, h: 800 };
      const shape = { id, kind, page: 1, pos: [x, y, 0], geometry };
      const look = { ink: "red", size: kind === "text" || kind === "note" ? 384 : 64, ...style };
      editor.commit([
        { op: "add", shape: { ...shape, style: look, ...(text !== undefined && { text }) } },
      ]);
      return id;
    });
    editor.tool.set("select");
    editor.selection.select(ids);
  }, shapes);
}

/** @param {BoardPage} who @param {string} [kind]  of the shape, if there are several */
async function styleOf(who, kind) {
  const shapes = await who.shapes();
  return shapes.find((shape) => kind === undefined || shape.kind === kind)?.style;
}

test("a tool has a style of its own, which others see and a reload keeps", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await open(ada);
  expect(await fieldsOf(ada)).toEqual(["ink", "size", "opacity"]);
  await ada.page.keyboard.press("r");
  await expect.poll(() => fieldsOf(ada)).toEqual(["ink", "fill", "size", "dash", "opacity"]);
  await choice(ada, "fill", "yellow").click();
  await choice(ada, "pattern", "hatch").click();
  await choice(ada, "dash", "dashed").click();
  await choice(ada, "ink", "blue").click();
  await ada.draw(line({ x: 250, y: 200 }, { x: 500, y: 320 }));
  await ada.expectSynced();
  await expectSame(server, [ada, bruno]);
  expect(await styleOf(bruno)).toEqual({
    ink: "blue",
    size: 64,
    fill: "yellow",
    pattern: "hatch",
    dash: "dashed",
  });
  await bruno.expectInk({ x: 300, y: 230, width: 100, height: 60 }, 60);
  await ada.page.reload();
  await ada.expectReady();
  await open(ada);
  await expectChosen(ada, "ink", "black");
  await ada.page.keyboard.press("r");
  await expectChosen(ada, "dash", "dashed");
  await expectChosen(ada, "fill", "yellow");
});

test("a selection shows the union of its fields, mixed values as mixed, and others' edits at once", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await select(ada, [
    { kind: "rectangle", style: { fill: "green", dash: "dotted" } },
    { kind: "arrow", at: [500, -1500] },
    { kind: "text", text: "pi", at: [-2000, 500] },
  ]);
  await ada.expectSynced();
  await open(ada);
  expect(await fieldsOf(ada)).toEqual([
    ...["ink", "fill", "pattern", "size", "dash", "bend", "tail", "head"],
    ...["font", "type", "align", "opacity"],
  ]);
  await expectChosen(ada, "ink", "red");
  await expectChosen(ada, "head", "arrow");
  await expectChosen(ada, "dash", null);
  await expect(panelOf(ada).locator("[data-field=dash] small")).toHaveText("mixed");
  await choice(ada, "dash", "dashed").click();
  await ada.expectSynced();
  await expectChosen(ada, "dash", "dashed");
  // Bruno changes one of them, and Ada's undo leaves his change alone.
  await bruno.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const { id } = editor.view.all().find((/** @type {any} */ { kind }) => kind === "arrow");
    editor.commit([{ op: "set", id, style: { ink: "blue", size: 192, dash: "dotted" } }]);
  });
  await expectChosen(ada, "ink", null);
  await expectChosen(ada, "dash", null);
  await expectChosen(ada, "size", null);
  await ada.expectSynced();
  await ada.undo();
  await ada.expectSynced();
  const styles = async (/** @type {BoardPage} */ who) =>
    (await who.shapes()).map(({ kind, style }) => [kind, /** @type {WireStyle} */ (style).dash]);
  await expect
    .poll(() => styles(bruno))
    .toEqual([
      ["rectangle", "dotted"],
      ["arrow", "dotted"],
      ["text", undefined],
    ]);
  await ada.page.keyboard.press("Escape");
  await expect(panelOf(ada), "nothing is left to style").toBeHidden();
  await ada.surface.focus();
  await ada.page.keyboard.press("s");
  await expect(panelOf(ada).locator(".style-nothing")).toBeVisible();
});

test("notes are offered their six colours, and black is called white on slate", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", { colorScheme: "dark" });
  await ada.open(board);
  const chalks = ada.page.locator("#ledge .chalk:visible");
  await expect(chalks).toHaveCount(12);
  await expect(chalks.first()).toHaveAccessibleName("White");
  await ada.page.emulateMedia({ colorScheme: "light" });
  await expect(chalks.first()).toHaveAccessibleName("Black");
  await select(ada, [{ kind: "note", text: "", style: { ink: "red" } }]);
  const six = ["Blue", "Green", "Orange", "Pink", "Yellow", "Grey"];
  await expect(chalks).toHaveCount(6);
  const names = await chalks.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  expect(names).toEqual(six);
  await expect(ada.page.locator("#ledge .chalk[aria-checked=true]")).toHaveAccessibleName("Pink");
  await open(ada);
  const swatches = panelOf(ada).locator("[data-field=ink] .swatch:visible");
  await expect(swatches).toHaveCount(6);
  await expectChosen(ada, "ink", "pink");
  await choice(ada, "ink", "yellow").click();
  await expect.poll(async () => (await styleOf(ada))?.ink).toBe("yellow");
  await expect(choice(ada, "ink", "yellow")).toHaveAccessibleName("Yellow");
});

test("keys alone open it, choose, and give the focus back to the board", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  await ada.open(board);
  await select(ada, [{ kind: "line" }]);
  await page.keyboard.press("s");
  await expect(choice(ada, "ink", "red")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => styleOf(ada)).toMatchObject({ ink: "green" });
  for (const key of ["Tab", "Tab", "Tab", "ArrowRight"]) await page.keyboard.press(key);
  await expect.poll(() => styleOf(ada)).toMatchObject({ ink: "green", dash: "dashed" });
  await page.keyboard.press("Escape");
  await expect(panelOf(ada)).toBeHidden();
  await expect(ada.surface).toBeFocused();
  await page.keyboard.press("s");
  await expect(panelOf(ada)).toBeVisible();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("s");
  await expect(panelOf(ada)).toBeHidden();
});

test("opacity is shown while it is chosen, and committed once", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const { page } = ada;
  await ada.open(board);
  await bruno.open(board);
  await select(ada, [{ kind: "rectangle", style: { fill: "blue" } }]);
  await ada.expectSynced();
  await open(ada);
  const range = panelOf(ada).locator("input[type=range]");
  const { x, y, width, height } = await restingBox(range);
  const inside = { x: 540, y: 320, width: 20, height: 10 };
  const before = await ada.picture(inside);
  await page.mouse.move(x + width - 10, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await expect
    .poll(async () => (await ada.picture(inside)).differences(before))
    .toBeGreaterThan(100);
  expect(await styleOf(bruno)).toEqual({ ink: "red", size: 64, fill: "blue" });
  await page.mouse.up();
  await ada.expectSynced();
  await expect.poll(() => styleOf(bruno)).toHaveProperty("opacity");
  const { seq } = await page.evaluate(() => {
    const { head } = /** @type {any} */ (window).lavagna.editor.view.board;
    return { seq: head };
  });
  expect(seq, "edits: the shape and its opacity").toBe(2);
  await expect(ada.surface).toBeFocused();
  await ada.undo();
  await expect.poll(() => styleOf(bruno)).toEqual({ ink: "red", size: 64, fill: "blue" });
});

test("any colour can be chosen, for the outline and the inside", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await select(ada, [{ kind: "ellipse" }]);
  await open(ada);
  await panelOf(ada).locator("[data-field=ink] input").fill("#0a5b2c");
  await panelOf(ada).locator("[data-field=fill] input").fill("#e0a0ff");
  await expect.poll(() => styleOf(bruno)).toEqual({ ink: "#0a5b2c", size: 64, fill: "#e0a0ff" });
  await expect(panelOf(ada).locator("[data-field=fill] .own")).toHaveAttribute("data-chosen", "");
  await expectChosen(ada, "fill", null);
  // A tool has it too, from the first stroke after a reload.
  await ada.chooseTool("pen");
  await panelOf(ada).locator("[data-field=ink] input").fill("#8040c0");
  await ada.page.reload();
  await ada.expectReady();
  await ada.draw(line({ x: 250, y: 600 }, { x: 500, y: 600 }));
  await ada.expectSynced();
  expect(await styleOf(ada, "ink")).toEqual({ ink: "#8040c0", size: 64 });
  const picture = await ada.picture({ x: 300, y: 590, width: 100, height: 20 });
  expect(picture.count([0x80, 0x40, 0xc0])).toBeGreaterThan(100);
});

test("a text takes its style while it is typed, and keeps the caret", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const { page } = ada;
  await ada.open(board);
  await bruno.open(board);
  await open(ada);
  await page.keyboard.press("t");
  await expect.poll(() => fieldsOf(ada)).toEqual(["ink", "font", "type", "align", "opacity"]);
  await choice(ada, "type", 576).click();
  await page.mouse.click(250, 200);
  const field = page.locator(".text-editor");
  await expect(field).toBeFocused();
  await expect(field).toHaveCSS("font-size", "36px");
  await page.keyboard.type("sin kx");
  await choice(ada, "font", "mono").click();
  await expect(field).toBeFocused();
  await expect(field).toHaveCSS("font-family", /Mono/);
  await page.keyboard.press("Control+Shift+>");
  await expect(field).toHaveCSS("font-size", "56px");
  // The chalks of the ledge do not end the text either.
  await ada.chooseInk("teal");
  await expect(field).toBeFocused();
  await page.keyboard.type(" cos");
  await panelOf(ada).locator("[data-field=ink] input").fill("#0a5b2c");
  await expect(field).toBeVisible();
  await ada.surface.click({ position: { x: 250, y: 600 } });
  await expect(field).toHaveCount(0);
  await ada.expectSynced();
  const [shape] = await bruno.shapes();
  expect(shape?.style).toEqual({ ink: "#0a5b2c", size: 896, font: "mono" });
  expect(/** @type {any} */ (shape).text).toBe("sin kx cos");
  // Ten letters of a font in which all are equally wide.
  const { w } = /** @type {any} */ (shape).geometry;
  expect(Math.abs(w - 10 * 0.606 * 896)).toBeLessThan(400);
});

test("texts of a selection get the size that their new type needs", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await select(ada, [
    { kind: "text", text: "water", style: { font: "mono" } },
    { kind: "note", text: "water boils at one hundred degrees", at: [0, -1500] },
  ]);
  await open(ada);
  await choice(ada, "type", 896).click();
  await expect.poll(async () => (await styleOf(bruno))?.size).toBe(896);
  const [text, note] = (await bruno.shapes()).map(({ geometry }) => /** @type {any} */ (geometry));
  expect(text.w).toBeGreaterThan(5 * 0.5 * 896);
  expect(text.h).toBe(Math.ceil(1.3 * 896));
  expect(note.h).toBeGreaterThan(3000);
  expect(note.lines.length).toBeGreaterThan(3);
  await expectChosen(ada, "type", 896);
  await ada.page.keyboard.press("Control+Shift+<");
  await expect.poll(async () => (await styleOf(bruno, "note"))?.size).toBe(576);
  await ada.undo();
  await ada.undo();
  await ada.expectSynced();
  await expect.poll(async () => (await styleOf(bruno))?.size).toBe(384);
  const [before] = (await bruno.shapes()).map(({ geometry }) => /** @type {any} */ (geometry));
  expect([before.w, before.h]).toEqual([1600, 800]);
});

test("on a phone it is a sheet, and the press that closes it does not draw", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", PHONE);
  const { page } = ada;
  await ada.open(board);
  const fingers = await Fingers.of(page);
  await page.locator("#style-button").tap();
  await expect(panelOf(ada)).toBeVisible();
  const sheet = await restingBox(panelOf(ada));
  expect([sheet.x, sheet.width, Math.round(sheet.y + sheet.height)]).toEqual([0, 390, 844]);
  for (const button of await panelOf(ada).locator("button:visible").all()) {
    const { width, height } = await restingBox(button);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(40);
  }
  await choice(ada, "ink", "red").tap();
  await fingers.down(1, { x: 200, y: 300 });
  await fingers.up(1);
  await expect(panelOf(ada)).toBeHidden();
  expect(await ada.shapes()).toEqual([]);
  await fingers.down(1, { x: 150, y: 300 });
  await fingers.drag(line({ x: 150, y: 300 }, { x: 300, y: 350 }));
  await fingers.up(1);
  const shape = await ada.onlyShape();
  expect(shape.style.ink).toBe("red");
  await page.locator("#style-button").tap();
  await expect(panelOf(ada)).toBeVisible();
  await fingers.down(1, { x: 200, y: sheet.y + 12 });
  await fingers.drag(line({ x: 200, y: sheet.y + 12 }, { x: 200, y: sheet.y + 150 }));
  await fingers.up(1);
  await expect(panelOf(ada)).toBeHidden();
});

for (const surroundings of [
  { colorScheme: /** @type {const} */ ("light"), locale: "en-GB" },
  { colorScheme: /** @type {const} */ ("dark"), locale: "it-IT" },
  { colorScheme: /** @type {const} */ ("light"), locale: "it-IT", ...PHONE },
  { colorScheme: /** @type {const} */ ("dark"), locale: "en-GB", ...PHONE },
]) {
  const { colorScheme, locale } = surroundings;
  const size = "viewport" in surroundings ? "phone" : "desktop";
  test(`axe finds nothing on it: ${size}, ${colorScheme}, ${locale}`, async ({ person, board }) => {
    const ada = await person("Ada", surroundings);
    await ada.open(board);
    await select(ada, [
      { kind: "rectangle", style: { fill: "green", dash: "dotted" }, text: "a" },
      { kind: "arrow", at: [0, 0] },
    ]);
    await open(ada);
    await expect(choice(ada, "bend", "round")).toBeVisible();
    const { violations } = await new AxeBuilder({ page: ada.page }).analyze();
    const found = violations.map(({ id, nodes }) => [
      id,
      nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
    ]);
    expect(found).toEqual([]);
  });
}
