/**
 * A network that blocks WebSocket: the board works the same over server-sent events and POST.
 */
import { BlockingProxy } from "./blocking_proxy.js";
import { expectSame } from "./board_page.js";
import { test as base, expect } from "./harness.js";
import { line, wave } from "./strokes.js";

const AREA = { x: 340, y: 100, width: 420, height: 160 };
const WAVE = wave({ x: 360, y: 180 }, { width: 380, height: 120 });

/** @typedef {import("./harness.js").Fixtures} Given */

const test = base.extend(
  /** @type {import("@playwright/test").Fixtures<{blocked: BlockingProxy}, {}, Given>} */ ({
    blocked: async ({ server }, use) => {
      const blocked = await BlockingProxy.before(server.port);
      await use(blocked);
      blocked.close();
    },
  }),
);

// The browser itself complains about each socket that is refused, and about a server that is away.
test.use({ tolerate: /WebSocket connection to .* failed|Failed to load resource/ });

test("[H13] two pages behind a network that blocks sockets draw together, and with one that has a socket", async ({
  person,
  board,
  server,
  blocked,
}) => {
  const ada = await person("Ada", { origin: blocked.origin });
  const bruno = await person("Bruno", { origin: blocked.origin });
  const carla = await person("Carla");
  for (const one of [ada, bruno, carla]) await one.open(board);
  expect(blocked.refused, "sockets were tried").toBeGreaterThanOrEqual(4);

  await bruno.expectNoInk(AREA);
  await ada.drawAndHold(WAVE.slice(0, 20));
  await bruno.expectInk({ ...AREA, width: 200 });
  expect(await bruno.shapes(), "it is a draft that is seen").toEqual([]);
  await ada.penMove(WAVE.slice(20));
  for (const other of [bruno, carla]) await other.expectInk({ ...AREA, x: 660, width: 90 });
  await ada.penUp();
  await expectSame(server, [ada, bruno, carla]);

  for (let at = 0; at < 3; at += 1) {
    await bruno.draw(line({ x: 360 + 60 * at, y: 420 }, { x: 390 + 60 * at, y: 520 }));
    await carla.draw(line({ x: 360 + 60 * at, y: 560 }, { x: 390 + 60 * at, y: 640 }));
  }
  await bruno.undo();
  await ada.erase(line({ x: 340, y: 600 }, { x: 400, y: 600 }));
  await expectSame(server, [ada, bruno, carla]);
  expect(await ada.shapes()).toHaveLength(5);

  await ada.openPeople();
  await expect(ada.page.locator("#people-list li")).toHaveCount(3);
  await bruno.page.close();
  await expect(ada.page.locator("#people-list li")).toHaveCount(2);
});

test("[H13] a page connects when the event stream's module loads only at the second request", async ({
  person,
  board,
  server,
  blocked,
}) => {
  const ada = await person("Ada", { origin: blocked.origin });
  let requests = 0;
  await ada.page.route("**/sync/stream_transport.js", async (route) => {
    requests += 1;
    if (requests === 1) await route.abort();
    else await route.continue();
  });
  await ada.open(board);
  await ada.draw(WAVE);
  await expectSame(server, [ada]);
  expect(requests, "it is requested once more").toBe(2);
});

test("[H13][E8] pages reconnect after a restart and send what was drawn meanwhile", async ({
  person,
  board,
  server,
  blocked,
}) => {
  const ada = await person("Ada", { origin: blocked.origin });
  const bruno = await person("Bruno", { origin: blocked.origin });
  for (const one of [ada, bruno]) await one.open(board);
  await ada.draw(WAVE);
  await expectSame(server, [ada, bruno]);

  for (const end of /** @type {const} */ (["SIGTERM", "SIGKILL"])) {
    await server.end(end);
    await ada.expectOffline();
    await ada.draw(line({ x: 400, y: 420 }, { x: 500, y: 450 }));
    await bruno.draw(line({ x: 400, y: 520 }, { x: 500, y: 550 }));
    await server.launch();
    await expectSame(server, [ada, bruno]);
  }
  expect(await bruno.shapes()).toHaveLength(5);
});

test("[H14] when sockets work again, a page moves to one and loses nothing", async ({
  person,
  board,
  server,
  blocked,
}) => {
  const ada = await person("Ada", { origin: blocked.origin });
  // The wait before the first try in the background is half a minute of the page's clock.
  await ada.page.clock.install();
  await ada.open(board);
  await ada.draw(WAVE);
  await ada.expectSynced();
  blocked.blocks = false;
  const opened = ada.page.waitForEvent("websocket");
  await ada.drawAndHold(line({ x: 400, y: 420 }, { x: 500, y: 450 }));
  await ada.page.clock.fastForward(31_000);
  const heard = (await opened).waitForEvent("framereceived");
  await heard;
  await ada.penUp();
  await expectSame(server, [ada]);
  expect(await ada.shapes()).toHaveLength(2);
});

/** Opens the demo board in six tabs of one browser. @param {import("./board_page.js").BoardPage} first */
async function openSixTabs(first) {
  await first.open("demo");
  const tabs = [first];
  for (let at = 1; at < 6; at += 1) tabs.push(await first.openInNewTab());
  return tabs;
}

test("[H16] of six tabs the paused ones send their edits while nobody uses them", async ({
  person,
  server,
  blocked,
}) => {
  const ada = await person("Ada", { origin: blocked.origin });
  const tabs = await openSixTabs(ada);
  const states = () => Promise.all(tabs.map((tab) => tab.statusText.textContent()));
  const wanted = ["Paused", "Paused", "Saved", "Saved", "Saved", "Saved"];
  await expect.poll(states).toEqual(wanted);
  for (const tab of tabs) {
    await tab.page.evaluate(() => {
      const { editor } = /** @type {any} */ (window).lavagna;
      const geometry = { points: [0, 0, 800, 800] };
      const place = { kind: "line", page: 1, pos: [0, 0, 0], style: { ink: "red", size: 64 } };
      editor.commit([{ op: "add", shape: { id: editor.newId(), geometry, ...place } }]);
    });
  }
  await expect.poll(states, "nothing waits, and who lent a turn has it back").toEqual(wanted);
  const last = /** @type {import("./board_page.js").BoardPage} */ (tabs[5]);
  await expectSame(server, [last]);
  expect(await last.shapes()).toHaveLength(6);
});

test("[H16] six tabs without sockets share the connections, and paused ones say why", async ({
  person,
  server,
  blocked,
}) => {
  const ada = await person("Ada", { origin: blocked.origin });
  const tabs = await openSixTabs(ada);
  const resting = async () => {
    const texts = await Promise.all(tabs.map((tab) => tab.statusText.textContent()));
    return texts.flatMap((text, at) => (text?.startsWith("Paused") ? [at] : []));
  };
  await expect.poll(resting).toEqual([0, 1]);
  await expect(ada.page.getByRole("alert")).toContainText("only four connected boards");

  await ada.page.bringToFront();
  await ada.draw(line({ x: 300, y: 300 }, { x: 400, y: 350 }));
  await ada.expectSynced();
  await expect.poll(resting).toEqual([1, 2]);
  await expect(ada.page.getByRole("alert")).toHaveCount(0);
  await tabs.pop()?.page.close();
  await expect.poll(resting).toEqual([1]);
  const [, second] = tabs;
  await second?.page.bringToFront();
  await second?.draw(line({ x: 300, y: 400 }, { x: 400, y: 450 }));
  await expectSame(server, [/** @type {import("./board_page.js").BoardPage} */ (second), ada]);
});
