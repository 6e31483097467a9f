/**
 * A page that fails goes on; one that is older than what it has to show stops and says so, keeps what waits, and goes on
 * after a reload.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

const STROKE = line({ x: 360, y: 220 }, { x: 700, y: 340 });
const AREA = { x: 340, y: 200, width: 380, height: 160 };
const RELOAD = 4510;

/** @param {import("./board_page.js").BoardPage} who */
async function expectStopped({ page, root }) {
  await expect(root).toHaveAttribute("data-sync", "stopped");
  const banner = page.locator("#banners [role=alert]");
  await expect(banner).toContainText("The server has a newer version of Lavagna.");
  return banner;
}

test("[C11] a page asked to reload stores its queue, stays away, and reloads on a press", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  const { page } = ada;
  let isOld = true;
  let opened = 0;
  await page.routeWebSocket(/\/ws\?/, (socket) => {
    opened += 1;
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      // A server of a newer version refuses its edits.
      if (!isOld || !String(message).startsWith('{"t":"ops"')) server.send(message);
      else socket.close({ code: RELOAD, reason: "form 9" });
    });
  });
  await ada.open(board);
  await ada.draw(STROKE);
  const banner = await expectStopped(ada);
  await expect(banner).toContainText("unsent changes are stored here and sent then");
  await ada.expectInk(AREA);
  await ada.tryNow();
  await ada.expectStored(1);
  expect(opened, "connections").toBe(1);
  isOld = false;
  await banner.getByRole("button", { name: "Reload" }).click();
  await ada.expectReady();
  await ada.onlyShape();
  await ada.expectInk(AREA);
});

test("[C11] the same over an event stream", async ({ person, board }) => {
  const ada = await person("Ada");
  const { page } = ada;
  let streams = 0;
  await page.routeWebSocket(/\/ws\?/, (socket) => socket.close({ code: 1011 }));
  await page.route(/\/events\?/, (route) => {
    streams += 1;
    const body = `event: close\ndata: {"code":${RELOAD},"reason":"form 9"}\n\n`;
    return route.fulfill({ contentType: "text/event-stream", body });
  });
  await page.goto(`${ada.origin}/b/${board}?debug`);
  await expectStopped(ada);
  await ada.tryNow();
  expect(streams).toBe(1);
});

test.describe("exceptions", () => {
  test.use({ tolerate: /for a test/ });

  test("a failed board is fetched again, and drawing works though listeners throw", async ({
    person,
    board,
    server,
  }) => {
    const ada = await person("Ada");
    const bruno = await person("Bruno");
    await ada.open(board);
    await bruno.open(board);
    await bruno.page.evaluate(() => {
      const { view, camera, selection } = /** @type {any} */ (window).lavagna.editor;
      const fail = () => {
        throw new Error("for a test");
      };
      view.board.advance = fail;
      for (const told of [view, camera.moves, selection]) told.subscribe(fail);
    });
    await bruno.draw(STROKE);
    await ada.draw(STROKE.map(({ x, y }) => ({ x, y: y + 200 })));
    await bruno.expectInk({ ...AREA, y: 400 });
    await bruno.page.keyboard.press("Control+a");
    await bruno.page.keyboard.press("Delete");
    await expectSame(server, [ada, bruno]);
    expect(await ada.shapes()).toEqual([]);
    await bruno.undo();
    await ada.expectInk(AREA);
    await expectSame(server, [ada, bruno]);
  });
});
