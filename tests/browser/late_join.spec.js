/**
 * A late joiner sees everything, after a restart of the server too.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { arc, line, wave } from "./strokes.js";

const AREA = { x: 340, y: 100, width: 420, height: 160 };

/** More than a chunk holds. */
const MANY = 2_500;

test("[A2] a late joiner sees the drawing", async ({ person, board, server }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(wave({ x: 360, y: 180 }, { width: 380, height: 120 }));
  await ada.chooseInk("red");
  await ada.draw(arc({ x: 300, y: 500 }, 60));
  await ada.chooseTool("highlighter");
  await ada.draw(line({ x: 300, y: 300 }, { x: 400, y: 320 }));
  await ada.expectSynced();

  const late = await person("Bruno");
  await late.open(board);
  await expectSame(server, [ada, late]);
  await late.expectInk(AREA, 1_000);
  const kinds = (await late.shapes()).map(({ kind, style }) => `${style.ink} ${kind}`);
  expect(kinds.sort()).toEqual(["black ink", "red ink", "yellow highlight"]);
});

test("[C5] a joiner during a line sees its beginning", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.drawAndHold(wave({ x: 360, y: 180 }, { width: 380, height: 120 }));
  const late = await person("Bruno");
  await late.open(board);
  await late.expectInk(AREA, 1_000);
  expect(await late.shapes()).toEqual([]);
  await ada.penUp();
  await late.onlyShape();
});

test("[S4] a restarted server has everything", async ({ person, board, server }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(wave({ x: 360, y: 180 }, { width: 380, height: 120 }));
  await ada.renameBoard("Waves");
  await ada.expectSynced();
  const before = await ada.canonical();
  await ada.page.close();
  await server.end("SIGTERM");
  await server.launch();

  const late = await person("Bruno");
  await late.open(board);
  await expectSame(server, [late]);
  expect(await late.canonical()).toBe(before);
  await late.expectInk(AREA, 1_000);
  await expect(late.page.locator("#board-name")).toHaveText("Waves");
});

test("[A3] a board of many shapes comes in chunks, and all of it", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.page.evaluate((count) => {
    const { editor } = /** @type {any} */ (window).lavagna;
    const ops = Array.from({ length: count }, (_, at) => ({
      op: "add",
      shape: {
        id: editor.newId(),
        kind: "rectangle",
        page: 1,
        pos: [(at % 50) * 320, Math.floor(at / 50) * 320, 0],
        geometry: { w: 240, h: 200 },
        style: { ink: "blue", size: 32 },
      },
    }));
    editor.commit(ops);
  }, MANY);
  await ada.expectSynced();
  // Until a second has passed, the manifest may still be the one that Ada read.
  const snapshot = `${server.origin}/api/boards/${board.split("/").pop()}/snapshot`;
  const listed = async () => (await (await fetch(snapshot)).json()).chunks.length;
  await expect.poll(listed, "chunks in the manifest").toBeGreaterThan(0);

  const late = await person("Bruno");
  /** @type {string[]} */
  const chunks = [];
  late.page.on("request", (request) => {
    if (request.url().includes("/chunks?")) chunks.push(request.url());
  });
  await late.open(board);
  await expectSame(server, [ada, late]);
  expect((await late.shapes()).length).toBe(MANY);
  expect(chunks.length, "chunks").toBeGreaterThan(0);
  // A person who opens a board sees all of it.
  await expect(late.zoom).not.toHaveText("100%");
  await late.expectInk({ x: 440, y: 100, width: 400, height: 400 }, 1_000);
});
