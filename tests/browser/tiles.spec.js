/**
 * Settled ink comes from tiles that a worker paints; without a worker the page paints the same.
 */
import { fill } from "../../benches/browser/render_page.js";
import { expect, test } from "./harness.js";

/** @typedef {import("./board_page.js").BoardPage} BoardPage */

const STROKES = 1500;
const PLACES = [
  { x: 400, y: 300, zoom: 1 },
  { x: 100, y: 50, zoom: 0.45 },
  { x: 0, y: 0, zoom: 0.2 },
];

/** Shows a full board. @param {BoardPage} who */
async function show({ page }) {
  await page.evaluate(fill, STROKES);
  await page.evaluate(() => {
    const { lavagna, bench } = /** @type {any} */ (window);
    lavagna.editor.view.replaceBoard(bench.board);
  });
}

/** Goes somewhere and waits until nothing is left to be painted. @param {BoardPage} who @param {typeof PLACES[number]} place */
async function goTo({ page }, place) {
  await page.evaluate((to) => /** @type {any} */ (window).lavagna.editor.camera.goTo(to), place);
  await expect
    .poll(() => page.evaluate(() => /** @type {any} */ (window).lavagna.renderer.sharp))
    .toBe(true);
}

/** A screenshot of the board without its controls. @param {BoardPage} who */
const middle = (who) => who.picture({ x: 100, y: 240, width: 800, height: 400 });

/** Makes a page without canvases outside of the document, as older browsers are. @param {BoardPage} who */
async function makeOld({ page }) {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, "OffscreenCanvas");
  });
}

test("a board looks the same whether a worker paints it or the page", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await makeOld(bruno);
  for (const one of [ada, bruno]) {
    await one.open(board);
    await show(one);
  }
  for (const place of PLACES) {
    await goTo(ada, place);
    await goTo(bruno, place);
    const [one, other] = [await middle(ada), await middle(bruno)];
    expect(one.drawn(await ada.paper()), `ink at ${place.zoom}`).toBeGreaterThan(2000);
    expect(one.differences(other), `at ${place.zoom}`).toBeLessThan(40);
  }
  expect(ada.page.workers().length).toBe(1);
  expect(bruno.page.workers().length).toBe(0);
});

test.describe("a worker that fails", () => {
  test.use({ tolerate: /tile_worker|Failed to load resource|the worker is gone/ });

  for (const [how, status, body] of /** @type {[string, number, string][]} */ ([
    ["is not there", 404, ""],
    ["dies at work", 200, 'onmessage = () => { throw new Error("the worker is gone"); };'],
  ])) {
    test(`is noticed when it ${how}, and the page paints`, async ({ person, board }) => {
      const ada = await person("Ada");
      const bruno = await person("Bruno");
      await makeOld(bruno);
      const answer = { status, body, contentType: "text/javascript" };
      await ada.page.route("**/render/tile_worker.js", (route) => route.fulfill(answer));
      for (const one of [ada, bruno]) {
        await one.open(board);
        await show(one);
      }
      const place = { x: 0, y: 0, zoom: 0.3 };
      await goTo(ada, place);
      await goTo(bruno, place);
      expect((await middle(ada)).differences(await middle(bruno))).toBeLessThan(40);
    });
  }
});

test("drawing and erasing on a full board show at once and stay", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await show(ada);
  await goTo(ada, { x: 0, y: 0, zoom: 0.2 });
  const before = await middle(ada);
  await ada.draw([
    { x: 150, y: 300 },
    { x: 500, y: 450 },
    { x: 850, y: 300 },
  ]);
  await expect.poll(async () => (await middle(ada)).differences(before)).toBeGreaterThan(100);
  await ada.page.keyboard.press("Control+z");
  await expect.poll(async () => (await middle(ada)).differences(before)).toBeLessThan(20);
  // Tiles of other zooms know of it too.
  await goTo(ada, { x: 100, y: 50, zoom: 0.45 });
  await goTo(ada, { x: 0, y: 0, zoom: 0.2 });
  await expect.poll(async () => (await middle(ada)).differences(before)).toBeLessThan(20);
});
