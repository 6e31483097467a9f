/**
 * A large board opens bit by bit, and is there at once the next time.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

const COUNT = 5_000;
const PER_ROW = 100;
const PER_EDIT = 200;
/** Shapes of a chunk, and those of the first page; the others lie on the second. */
const PER_CHUNK = 1_000;
const TAG = "00000000000000aa";

/** Strokes all over two pages, drawn by a script: the chunks of the second one come in packs of their own. @param {string} origin @param {string} board */
async function fill(origin, board) {
  const api = `${origin}/api/boards/${board}`;
  const ops = Array.from({ length: COUNT }, (_, at) => ({
    op: "add",
    shape: {
      id: `${TAG}.${at + 1}`,
      kind: "ink",
      page: at < PER_CHUNK ? 1 : 2,
      pos: [(at % PER_ROW) * 200 - 10_000, Math.floor(at / PER_ROW) * 200 - 5_000, 0],
      geometry: { points: [0, 0, 90, 30, 40, -90], pressure: [128, 9, -9], time: [0, 8, 9] },
      style: { ink: "blue", size: 64 },
    },
  }));
  const edits = Array.from({ length: COUNT / PER_EDIT }, (_, at) => ({
    ops: ops.slice(at * PER_EDIT, (at + 1) * PER_EDIT),
  }));
  const body = { person: "1".repeat(32), tag: TAG, name: "Script", first: 1, edits };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${api}/ops`, { method: "POST", headers, body: JSON.stringify(body) });
  expect((await answer.json()).nacks).toEqual([]);
  const listed = async () => (await (await fetch(`${api}/snapshot`)).json()).chunks.length;
  await expect.poll(listed, "chunks in the manifest").toBeGreaterThanOrEqual(COUNT / PER_CHUNK);
}

test("[T5] loaded parts of a board show and take ink while the rest loads", async ({
  person,
  board,
  server,
}) => {
  await fill(server.origin, board);
  const ada = await person("Ada");
  ada.board = board;
  /** @type {(() => void)[]} */
  const held = [];
  let asked = 0;
  let isHeld = true;
  await ada.page.route(/\/chunks\?hashes=/, async (route) => {
    asked += 1;
    if (isHeld && asked > 1) await new Promise((resolve) => held.push(() => resolve(null)));
    await route.continue();
  });
  await ada.page.goto(`${server.origin}/b/${board}?debug`);
  const shown = () =>
    ada.page.evaluate(() => /** @type {any} */ (window).lavagna?.editor.view.count(1) ?? 0);
  await expect.poll(shown, "shapes that are shown").toBe(PER_CHUNK);
  await ada.expectInk({ x: 300, y: 100, width: 700, height: 500 }, 500);
  await expect(ada.root).toHaveAttribute("data-sync", "loading");
  await expect(ada.page.locator("#arrival")).toBeVisible();
  await expect(ada.page.locator("#arrival")).toHaveJSProperty("value", 0.2);

  const bruno = await person("Bruno");
  await bruno.open(board);
  await bruno.chooseInk("red");
  await bruno.draw(line({ x: 500, y: 660 }, { x: 700, y: 660 }));
  await bruno.expectSynced();
  await expect.poll(shown, "what others draw is seen meanwhile").toBe(PER_CHUNK + 1);
  await ada.draw(line({ x: 500, y: 680 }, { x: 700, y: 680 }));
  await expect(ada.root).toHaveAttribute("data-sync", "loading");

  isHeld = false;
  for (const release of held) release();
  await expectSame(server, [ada, bruno]);
  await expect(ada.page.locator("#arrival")).toBeHidden();
  expect((await ada.shapes()).length).toBe(COUNT + 2);
});

test.describe("a chunk that was replaced", () => {
  test.use({ tolerate: /status of 404/ });

  test("[T5] during loading costs only another manifest", async ({ person, board, server }) => {
    await fill(server.origin, board);
    const ada = await person("Ada");
    ada.board = board;
    let lost = 0;
    await ada.page.route(/\/chunks\?hashes=/, async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fulfill({
        status: 404,
        json: { error: "no_chunk", text: "read the snapshot again" },
      });
    });
    await ada.page.goto(`${server.origin}/b/${board}?debug`);
    await ada.draw(line({ x: 500, y: 680 }, { x: 700, y: 680 }));
    await expectSame(server, [ada]);
    expect((await ada.shapes()).length).toBe(COUNT + 1);
  });
});

test("[A3] [T1] a second visit takes chunks from the browser's cache and fetches no timings", async ({
  person,
  board,
  server,
}) => {
  await fill(server.origin, board);
  const ada = await person("Ada");
  const watched = await ada.page.context().newCDPSession(ada.page);
  await watched.send("Network.enable");
  /** @type {{url: string, cached: boolean}[]} */
  const seen = [];
  watched.on("Network.responseReceived", ({ response }) => {
    if (!response.url.includes("/chunks")) return;
    seen.push({ url: response.url, cached: response.fromDiskCache === true });
  });
  const open = async () => {
    seen.length = 0;
    await ada.page.goto(`${server.origin}/b/${board}`);
    await ada.expectReady();
    return [...seen];
  };
  const first = await open();
  const hashes = first.flatMap(({ url }) => new URL(url).searchParams.get("hashes")?.split(","));
  expect(new Set(hashes).size).toBe(COUNT / PER_CHUNK);
  expect(first.length, "several chunks in a response").toBeLessThan(hashes.length);
  expect(first.filter(({ cached }) => cached)).toEqual([]);
  const second = await open();
  expect(second.length).toBe(first.length);
  expect(second.filter(({ cached }) => !cached)).toEqual([]);
  expect([...first, ...second].filter(({ url }) => url.endsWith("/timing"))).toEqual([]);
});
