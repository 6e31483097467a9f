/**
 * The page of the course beside pages of ours: one held to polling, one upgraded, a native page and a script on one board.
 */
import { io } from "socket.io-client";
import { DemoPage } from "./demo_page.js";
import { expect, test } from "./harness.js";
import { line } from "./strokes.js";

/** Waits until a page of ours has strokes of these colours. @param {import("./board_page.js").BoardPage} person @param {string[]} inks */
async function expectInks(person, inks) {
  const found = async () => (await person.shapes()).map(({ style }) => style.ink);
  await expect.poll(found).toEqual(expect.arrayContaining(inks));
}

test.use({
  viewport: { width: 1280, height: 720 },
  tolerate: /ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load resource/,
});

test("[I5] [I9] [I11] [I12] pages of the course, a native page and a script draw together, also after a kill", async ({
  person,
  board,
  server,
}) => {
  const polling = await new DemoPage(await person("Ada")).open(board, { isPolling: true });
  const upgraded = await new DemoPage(await person("Bruno")).open(board);
  const native = await person("Carla");
  await native.open(board);
  const script = io(server.origin, { query: { board }, reconnectionDelay: 100 });
  await new Promise((resolve) => script.on("connect", () => resolve(undefined)));

  // Each line is seen by the others while it is drawn.
  await polling.choose("Red");
  await polling.drawAndHold(0.3);
  await upgraded.expectColour(0.3, [255, 0, 0]);
  await polling.page.mouse.up();
  await upgraded.choose("Blue");
  await upgraded.drawAndHold(0.5);
  await polling.expectColour(0.5, [0, 0, 255]);
  await upgraded.page.mouse.up();
  // A slow machine may make several strokes of one line, so they are not counted.
  await expectInks(native, ["red", "blue"]);
  await native.draw(line({ x: 320, y: 560 }, { x: 960, y: 560 }));
  script.emit("drawing", { x0: 0.1, y0: 0.1, x1: 0.9, y1: 0.1, color: "#ff00ff" });
  for (const page of [polling, upgraded]) await page.expectColour(0.1, [255, 0, 255]);
  await expectInks(native, ["red", "blue", "#ff00ff"]);

  // A late page sees everything.
  const late = await new DemoPage(await person("Dora")).open(board);
  await late.expectColour(0.1, [255, 0, 255]);
  await late.expectColour(0.3, [255, 0, 0]);
  await late.expectColour(0.5, [0, 0, 255]);

  // The server is killed and started again: all go on by themselves.
  await server.kill();
  await expect(upgraded.page.getByRole("status")).not.toBeEmpty();
  // Lines drawn meanwhile stay on the own canvas, and the others get them.
  await upgraded.choose("Yellow");
  await upgraded.drawAndHold(0.7);
  await upgraded.page.mouse.up();
  await upgraded.expectColour(0.7, [255, 255, 0]);
  await server.launch();
  for (const page of [polling, upgraded, late])
    await expect(page.page.getByRole("status")).toBeEmpty();
  await upgraded.choose("Green");
  await upgraded.drawAndHold(0.9);
  await upgraded.page.mouse.up();
  await polling.expectColour(0.9, [0, 128, 0]);
  for (const page of [upgraded, polling]) await page.expectColour(0.7, [255, 255, 0]);
  await polling.expectColour(0.3, [255, 0, 0]);
  await late.expectColour(0.9, [0, 128, 0]);
  await native.tryNow();
  await expectInks(native, ["red", "blue", "#ff00ff", "green"]);
  script.disconnect();
});

test("[I13] what is erased on a native page leaves the pages of the course, and their own lines stay", async ({
  person,
  board,
}) => {
  const [demo, other] = [await person("Ada"), await person("Bruno")].map(
    (one) => new DemoPage(one),
  );
  await demo?.open(board, { isPolling: true });
  await other?.open(board);
  const native = await person("Carla");
  await native.open(board);
  await native.draw(line({ x: 320, y: 360 }, { x: 960, y: 360 }));
  await demo?.choose("Red");
  await demo?.drawAndHold(0.3);
  await demo?.page.mouse.up();
  await expectInks(native, ["red"]);
  for (const page of [demo, other]) await page?.expectColour(0.5, [0, 0, 0]);
  await native.undo();
  for (const page of [demo, other]) {
    await page?.expectColour(0.5, [255, 255, 255], "all");
    await page?.expectColour(0.3, [255, 0, 0]);
  }
});

test("[I9] a line that is drawn before the first connection stays and is sent", async ({
  person,
  board,
}) => {
  const demo = new DemoPage(await person("Ada"));
  const requests = /\/socket\.io\/\?/;
  await demo.page.route(requests, (route) => route.abort());
  await demo.page.goto(`${demo.origin}/demo/${board}`);
  await expect(demo.page.getByRole("status")).not.toBeEmpty();
  await demo.choose("Red");
  await demo.drawAndHold(0.5);
  await demo.page.mouse.up();
  await demo.page.unroute(requests);
  await demo.expectConnected();
  await demo.choose("Blue");
  await demo.drawAndHold(0.3);
  await demo.page.mouse.up();
  const other = await new DemoPage(await person("Bruno")).open(board);
  for (const page of [demo, other]) {
    await page.expectColour(0.3, [0, 0, 255]);
    await page.expectColour(0.5, [255, 0, 0]);
  }
});

test("[I9] the page of the course speaks Italian, keeps its picture when its size changes, and hears a touch", async ({
  person,
  board,
}) => {
  const ada = await person("Ada", { locale: "it-IT", hasTouch: true });
  const demo = await new DemoPage(ada).open(board);
  await expect(demo.page).toHaveTitle("Lavagna con Socket.IO");
  await expect(demo.page.getByRole("heading", { name: "Lavagna con Socket.IO" })).toHaveCount(1);
  await demo.choose("Rosso");
  await demo.drawAndHold(0.5);
  await demo.page.mouse.up();
  await demo.page.setViewportSize({ width: 1000, height: 720 });
  await demo.expectColour(0.5, [255, 0, 0]);
  await demo.page.getByRole("link", { name: "Questa lavagna in Lavagna" }).click();
  await expect(demo.page).toHaveURL(new RegExp(`/b/${board}$`));
});

test("[A5] a board that does not exist has no page of the course", async ({ server }) => {
  const answer = await fetch(`${server.origin}/demo/0123456789abcdefghijkl`);
  expect(answer.status).toBe(404);
});
