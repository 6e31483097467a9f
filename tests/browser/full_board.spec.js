/**
 * A full board: the page says so, stores edits, and joins when somebody leaves.
 */
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

test("[C13] a page on a full board says so, and joins as soon as there is room", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  let isFull = true;
  // 600 browsers are too many for a test: the server's close is said in its place.
  const bruno = await person("Bruno");
  await bruno.page.routeWebSocket(/\/ws\?/, (socket) => {
    if (isFull) socket.onMessage(() => socket.close({ code: 4004, reason: "full" }));
    else socket.connectToServer();
  });
  await bruno.page.goto(`${server.origin}/b/${board}?debug`);
  const banner = bruno.page.locator("#banners .banner");
  await expect(banner).toHaveText(/This board is full: 600 people are here\./);
  await bruno.draw(line({ x: 300, y: 320 }, { x: 500, y: 340 }));
  isFull = false;
  await bruno.expectReady();
  await expect(banner).toHaveCount(0);
  await expect.poll(async () => (await ada.shapes()).length).toBe(1);
});
