/**
 * A board as a file and back: the same picture on another board, one step of undo beside the work of others, and an answer to
 * every file that is none.
 */
import { expectAlike, openDialog, saveCopy } from "./copies.js";
import { expect, test } from "./harness.js";
import { addEveryKind, addWidePage, pastePicture } from "./lesson_shapes.js";
import { Picture } from "./pixels.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** @param {string} origin @returns {Promise<string>} the key of another new board */
async function newBoard(origin) {
  const answer = await fetch(`${origin}/boards`, {
    method: "POST",
    headers: { origin },
    redirect: "manual",
  });
  return answer.headers.get("location")?.slice("/b/".length) ?? "";
}

/** Adds a saved board, through the dialog of copies or with a key. @param {BoardPage} who @param {Buffer} bytes @param {"dialog" | "key"} [way] */
async function addFile({ page, ...who }, bytes, way = "dialog") {
  if (way === "dialog") await openDialog(/** @type {BoardPage} */ ({ page, ...who }));
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    way === "dialog" ? page.locator("#exchange-add").click() : page.keyboard.press("Control+O"),
  ]);
  await chooser.setFiles({ name: "board.json", mimeType: "application/json", buffer: bytes });
  await expect(page.locator("dialog#import")).toBeVisible();
  await page.locator("#import-add").click();
  await expect(page.locator("dialog#import")).toBeHidden();
}

/** Drops a text as a file on the board. @param {BoardPage} who @param {string} text */
async function drop({ page }, text) {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "board.json", { type: "application/json" }));
    const init = { bubbles: true, cancelable: true, clientX: 400, clientY: 300 };
    const surface = document.getElementById("overlay");
    surface?.dispatchEvent(new DragEvent("drop", { ...init, dataTransfer: data }));
  }, text);
}

/** How many shapes a page of the board has. @param {BoardPage} who @returns {Promise<number>} */
const shapeCount = ({ page }) =>
  page.evaluate(() => /** @type {any} */ (window).lavagna.editor.view.all().length);

test("[X1] [X2] a board that is added to a new one gives the same pictures, to others too", async ({
  person,
  board,
  server,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await pastePicture(ada);
  await expect.poll(() => shapeCount(bruno)).toBe(1);
  await addEveryKind(ada);
  await addWidePage(bruno);
  await expectAlike(ada, bruno);
  await expect.poll(() => shapeCount(ada)).toBe(16);
  const file = await saveCopy(bruno, { part: "board", format: "json" });
  const same = await saveCopy(ada, { part: "board", format: "json" });
  expect(file.name).toBe("Lavagna.json");
  expect(file.bytes.equals(same.bytes)).toBe(true);
  const before = await saveCopy(bruno, { part: "page", format: "png", scale: "1" });

  const other = await newBoard(server.origin);
  await bruno.open(other);
  const carla = await person("Carla");
  await carla.open(other);
  await addFile(bruno, file.bytes);
  await expectAlike(bruno, carla);
  await expect.poll(() => shapeCount(carla)).toBe(16);
  for (const who of [bruno, carla]) {
    const after = await saveCopy(who, {
      part: "page",
      format: "png",
      scale: "1",
      background: "paper",
    });
    const [one, two] = [Picture.fromPng(before.bytes), Picture.fromPng(after.bytes)];
    expect([two.width, two.height]).toEqual([one.width, one.height]);
    expect(one.differences(two)).toBe(0);
    const names = await who.page.evaluate(() => {
      const { view } = /** @type {any} */ (window).lavagna.editor;
      return view.listedPages().map((/** @type {any} */ { name, paper }) => `${name} ${paper}`);
    });
    expect(names).toEqual([" squares", "Second staff"]);
  }
});

test("[X2] undo takes an added board out in one step and leaves what others did meanwhile", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await addEveryKind(ada);
  await ada.expectSynced();
  const file = await saveCopy(ada, { format: "json" });
  await bruno.open(board);
  await addFile(ada, file.bytes);
  await expect.poll(() => shapeCount(bruno)).toBe(28);
  await ada.expectSynced();
  await bruno.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const page = editor.view.listedPages()[1].page;
    const [moved] = editor.view.shapesOf(page);
    const shape = { kind: "rectangle", page, pos: [0, 0, 0], geometry: { w: 800, h: 800 } };
    const mine = { ...shape, id: editor.newId(), style: { ink: "red", size: 64 } };
    editor.commit([
      { op: "set", id: moved.id, pos: [9_000, 9_000, 0] },
      { op: "add", shape: mine },
    ]);
  });
  await expectAlike(ada, bruno);
  await expect.poll(() => shapeCount(ada)).toBe(29);
  await ada.surface.focus();
  await ada.undo();
  // The fourteen of the page before, the one that Bruno moved, and his own.
  for (const who of [ada, bruno]) await expect.poll(() => shapeCount(who)).toBe(16);
  await ada.redo();
  for (const who of [ada, bruno]) await expect.poll(() => shapeCount(who)).toBe(29);
  await expectAlike(ada, bruno);
});

test("[X2] a dropped file that is no board, or does not fit, is told why and changes nothing", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await addEveryKind(ada);
  await ada.expectSynced();
  const { bytes } = await saveCopy(ada, { format: "json" });
  const good = JSON.parse(bytes.toString());
  /** @type {[string, string][]} */
  const cases = [
    ["{", "not a saved board"],
    ['{"type":"excalidraw"}', "not made by Lavagna"],
    [JSON.stringify({ ...good, lavagna: 9 }), "newer Lavagna"],
    [JSON.stringify({ ...good, shapes: [good.shapes[0], 7] }), "damaged at shapes[1]"],
  ];
  const { page } = ada;
  const text = page.locator("#import-text");
  for (const [file, why] of cases) {
    await drop(ada, file);
    await expect(text).toContainText(why);
    await expect(page.locator("#import-add")).toBeHidden();
    await page.keyboard.press("Escape");
    await expect(page.locator("dialog#import")).toBeHidden();
  }
  // The board is nearly full: it is told before anything is sent.
  await page.evaluate(() => {
    const { view } = /** @type {any} */ (window).lavagna.editor;
    const all = view.all.bind(view);
    view.all = () => [...all(), ...new Array(99_980).fill(all()[0])];
  });
  await drop(ada, bytes.toString());
  await expect(text).toContainText("14 things and the board has room for 6");
  await expect(page.locator("#import-add")).toBeHidden();
});

test("[X2] when the board refuses a part of a file, what was added is taken back and that is told", async ({
  person,
  board,
}) => {
  const [ada, bruno] = [await person("Ada"), await person("Bruno")];
  await ada.open(board);
  await bruno.open(board);
  await addEveryKind(ada);
  await expectAlike(ada, bruno);
  const { bytes } = await saveCopy(ada, { format: "json" });
  const good = JSON.parse(bytes.toString());
  const [shape] = good.shapes;
  const shapes = Array.from({ length: 2_000 }, (_, at) => ({
    ...shape,
    id: `00000000000000ab.${at + 1}`,
  }));
  // The server refuses the second edit, because it places an image whose picture it does not have.
  await ada.page.evaluate(() => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const commit = editor.commit.bind(editor);
    let n = 0;
    editor.commit = (/** @type {any[]} */ ops, /** @type {any} */ options) => {
      n += 1;
      if (n !== 2) return commit(ops, options);
      const [id, image] = [editor.newId(), editor.newId()];
      const rest = { page: 1, pos: [0, 0, 0], geometry: { w: 800, h: 800 } };
      const style = { ink: "black", size: 64 };
      const bad = { id, kind: "image", image, style, ...rest };
      return commit([...ops.slice(0, 20), { op: "add", shape: bad }], options);
    };
  });
  await addFile(ada, Buffer.from(JSON.stringify({ ...good, shapes })), "key");
  await expect(ada.toasts.filter({ hasText: "has been removed again" })).toBeVisible();
  await expect(ada.toasts.filter({ hasText: "on the board" })).toHaveCount(0);
  await expectAlike(ada, bruno);
  for (const who of [ada, bruno]) await expect.poll(() => shapeCount(who)).toBe(14);
  const listed = () =>
    bruno.page.evaluate(() => /** @type {any} */ (window).lavagna.editor.view.listedPages().length);
  expect(await listed()).toBe(1);
});
