/**
 * Where the origin is secure, a board that was open here opens again without a network, with what
 * was on it, and can be drawn on.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line, wave } from "./strokes.js";

test.use({
  tolerate: /ERR_CONNECTION_REFUSED|ERR_FAILED|status of 404/,
});

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

/** Waits until the worker has its files and the board is stored. @param {BoardPage} person @param {number} least  seq */
async function expectKeptWhole(person, least) {
  await person.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect
    .poll(() => person.page.evaluate(keptSeq), {
      timeout: 20_000,
      message: "seq of the kept board",
    })
    .toBeGreaterThanOrEqual(least);
}

/** Runs in the page: the seq of the stored board. @returns {Promise<number>} */
function keptSeq() {
  return new Promise((resolve) => {
    const boardLoader = indexedDB.open("lavagna");
    boardLoader.onsuccess = () => {
      const database = boardLoader.result;
      const reading = database.transaction(["boards", "tails"]);
      const boards = reading.objectStore("boards").getAll();
      const tails = reading.objectStore("tails").getAll();
      reading.oncomplete = () => {
        database.close();
        resolve(
          Math.max(
            -1,
            ...boards.result.map(({ seq }) => seq),
            ...tails.result.map(({ last }) => last),
          ),
        );
      };
    };
  });
}

test("[K5][K6] a board opens without the server, is drawn on, and merges", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada", { serviceWorkers: "allow" });
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await bruno.draw(wave({ x: 360, y: 180 }, { width: 380, height: 120 }));
  await ada.draw(line({ x: 300, y: 320 }, { x: 500, y: 340 }));
  await expectSame(server, [ada, bruno]);
  await expectKeptWhole(ada, 2);
  // Edits after the stored board follow at once.
  await ada.draw(line({ x: 300, y: 420 }, { x: 500, y: 440 }));
  await ada.expectSynced();
  await expectKeptWhole(ada, 3);
  const before = await ada.canonical();

  await server.kill();
  await ada.draw(line({ x: 300, y: 520 }, { x: 500, y: 540 }));
  await expect(ada.statusText).toHaveText("Offline, 1 kept here");
  await ada.expectStored(1);
  await ada.page.reload();
  await expect(ada.statusText).toHaveText("Offline, 1 kept here");
  expect(await ada.canonical()).toBe(before);
  await ada.expectInk({ x: 360, y: 110, width: 380, height: 140 }, 500);
  await ada.expectInk({ x: 300, y: 510, width: 200, height: 40 });
  // Parts that are fetched when they are wanted are there too.
  await ada.page.keyboard.press("?");
  await expect(ada.page.locator("dialog[open]")).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await ada.draw(line({ x: 600, y: 420 }, { x: 800, y: 440 }));
  await expect(ada.statusText).toHaveText("Offline, 2 kept here");
  await bruno.draw(line({ x: 600, y: 520 }, { x: 800, y: 540 }));
  await ada.page.reload();
  await expect(ada.statusText).toHaveText("Offline, 2 kept here");

  await server.launch();
  for (const one of [ada, bruno]) await one.tryNow();
  await expectSame(server, [ada, bruno]);
  expect((await ada.shapes()).length).toBe(6);
  await expect(ada.toasts.filter({ hasText: "2 changes sent." })).toBeVisible();
  await ada.expectStored(0);
});

test("[K6] a board never opened in this browser says that it is unreachable", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada", { serviceWorkers: "allow" });
  await ada.open(board);
  await expectKeptWhole(ada, 0);
  await server.kill();
  await expect(ada.page.goto(`${server.origin}/b/demo`)).rejects.toThrow(/ERR_/);
});

test("[K6] a reachable server answers first: a cached page never hides a newer one", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada", { serviceWorkers: "allow" });
  await ada.open(board);
  await expectKeptWhole(ada, 0);
  await ada.page.reload();
  await ada.expectReady();
  await ada.page.goto(`${server.origin}/b/${board}?debug&lang=it`);
  await expect(ada.root).toHaveAttribute("lang", "it");
  const gone = `${"A".repeat(22)}`;
  const answer = await ada.page.goto(`${server.origin}/b/${gone}`);
  expect(answer?.status()).toBe(404);
});
