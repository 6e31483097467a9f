/**
 * Mouse and wheel input.
 */
import { expect, test } from "./harness.js";
import { arc, line } from "./strokes.js";
import { Stylus } from "./touch.js";

/** Absolute points of an ink shape, in CSS pixels of a window whose middle is the origin. @param {import("./board_page.js").WireShape} shape */
function pointsOf({ pos, geometry }) {
  const [left = 0, top = 0] = pos;
  const flat = geometry.points ?? [];
  const points = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < flat.length; at += 2) {
    x += flat[at] ?? 0;
    y += flat[at + 1] ?? 0;
    points.push({ x: (left + x) / 16 + 640, y: (top + y) / 16 + 400 });
  }
  return points;
}

test("a click makes a dot", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.page.mouse.click(300, 200);
  const dot = await ada.onlyShape();
  expect(dot.geometry.time?.length).toBe(1);
  await ada.page.mouse.move(400, 500);
  await ada.expectInk({ x: 290, y: 190, width: 20, height: 20 }, 6);
  const picture = await ada.picture({ x: 290, y: 190, width: 20, height: 20 });
  const { x, y, width, height } = picture.bounds(await ada.paper());
  expect(Math.abs(x + width / 2 - 10), "in its place").toBeLessThanOrEqual(1);
  expect(Math.abs(y + height / 2 - 10)).toBeLessThanOrEqual(1);
  expect(Math.abs(width - height), "round").toBeLessThanOrEqual(1);
});

test("a fast circle is round, not a polygon", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const middle = { x: 300, y: 350 };
  const radius = 150;
  // Twelve points for the whole circle: between them chords would cut 5 pixels off.
  await ada.draw(arc(middle, radius, { from: 0, to: 1.25, steps: 15 }));
  await ada.onlyShape();
  await ada.page.mouse.move(900, 500);
  const picture = await ada.picture();
  const paper = await ada.paper();
  /** How far from the middle the line is, at an angle. @param {number} angle  degrees */
  const distanceAt = (angle) => {
    const [dx, dy] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    const there = [];
    for (let r = radius - 12; r <= radius + 12; r += 0.25) {
      const place = { x: middle.x + dx * r, y: middle.y + dy * r, width: 1, height: 1 };
      if (picture.drawn(paper, place) > 0) there.push(r);
    }
    return there.reduce((sum, r) => sum + r, 0) / there.length;
  };
  // Where the line runs once, away from its ends.
  const distances = Array.from({ length: 80 }, (_, at) => distanceAt(105 + 3 * at));
  const spread = Math.max(...distances) - Math.min(...distances);
  expect(spread, `of ${distances}`).toBeLessThan(2.5);
  expect(Math.abs((distances[0] ?? 0) - radius)).toBeLessThan(5);
});

test("a line has every move between two frames", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.penDown({ x: 300, y: 200 });
  // Sent without waiting for each other, so that the browser coalesces them.
  const moves = arc({ x: 300, y: 300 }, 100, { from: -0.25, to: 0.75, steps: 60 });
  await Promise.all(moves.map(({ x, y }) => ada.page.mouse.move(x, y)));
  await ada.penUp();
  const points = pointsOf(await ada.onlyShape());
  expect(points.length).toBeGreaterThan(40);
});

test("a line can be drawn at the very edge, and beyond it", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.drawAndHold([{ x: 0, y: 0 }, ...line({ x: 0, y: 100 }, { x: 0, y: 300 }, 4)]);
  // The pointer leaves the window with the button down, and comes back.
  await ada.penMove(line({ x: -60, y: 320 }, { x: -60, y: 380 }, 3));
  await ada.penMove(line({ x: 100, y: 400 }, { x: 200, y: 400 }, 3));
  await ada.penUp();
  const points = pointsOf(await ada.onlyShape());
  expect(points[0]).toEqual({ x: 0, y: 0 });
  expect(Math.min(...points.map(({ x }) => x)), "outside of the window").toBe(-60);
  expect(points.at(-1)).toEqual({ x: 200, y: 400 });
  await ada.page.mouse.move(900, 500);
  await ada.expectInk({ x: 0, y: 100, width: 3, height: 100 }, 80);
});

test("a line ends where the button was released, without a move before", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.drawAndHold(line({ x: 300, y: 200 }, { x: 400, y: 200 }, 4));
  const session = await ada.page.context().newCDPSession(ada.page);
  await session.send("Input.dispatchMouseEvent", {
    type: "mouseReleased",
    x: 450,
    y: 240,
    button: "left",
    clickCount: 1,
  });
  const points = pointsOf(await ada.onlyShape());
  expect(points.at(-1)).toEqual({ x: 450, y: 240 });
});

test("Escape cancels a line", async ({ person, board }) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  const area = { x: 300, y: 150, width: 200, height: 100 };
  await ada.drawAndHold(line({ x: 300, y: 200 }, { x: 480, y: 200 }));
  await bruno.expectInk(area);
  await ada.page.keyboard.press("Escape");
  await bruno.expectNoInk({ ...area, width: 150 });
  await ada.penMove(line({ x: 500, y: 200 }, { x: 500, y: 300 }));
  await ada.penUp();
  await ada.expectSynced();
  expect(await ada.shapes()).toEqual([]);
});

test("a key or button of a tool keeps the line that is being drawn, and it can be undone", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  for (const key of ["e", "v", "h", "m", "Control+a", "p"]) {
    await ada.chooseTool("pen");
    await ada.drawAndHold(line({ x: 300, y: 200 }, { x: 480, y: 200 }));
    await ada.page.keyboard.press(key);
    await ada.penMove(line({ x: 500, y: 200 }, { x: 500, y: 300 }));
    await ada.penUp();
    await ada.onlyShape();
    await ada.undo();
    await ada.expectSynced();
    await expect.poll(() => ada.shapes(), key).toEqual([]);
  }
});

test("a line continues when the page takes its pointer capture", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const points = line({ x: 300, y: 200 }, { x: 480, y: 200 }, 6);
  await ada.drawAndHold(points);
  await ada.surface.evaluate((surface) => surface.releasePointerCapture(1));
  await ada.penMove(line({ x: 500, y: 200 }, { x: 500, y: 300 }, 6));
  await ada.penUp();
  const { geometry } = await ada.onlyShape();
  expect(geometry.time?.length).toBeGreaterThan(points.length + 5);
});

test("the wheel pans the board, and with Ctrl it zooms at the pointer", async ({
  person,
  board,
}) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.page.mouse.click(300, 200);
  const before = await ada.camera();
  await ada.page.mouse.wheel(30, 120);
  await expect.poll(() => ada.camera()).toEqual({ ...before, x: before.x + 30, y: before.y + 120 });
  await ada.page.mouse.wheel(-30, -120);
  await expect.poll(() => ada.camera()).toEqual(before);

  await ada.page.keyboard.down("Control");
  await ada.page.mouse.wheel(0, -100);
  await expect.poll(async () => (await ada.camera()).zoom).toBeGreaterThan(1.2);
  await ada.page.keyboard.up("Control");
  const { x, y, zoom } = await ada.camera();
  // The point under the pointer stays there.
  expect(x + 300 / zoom).toBeCloseTo(before.x + 300, 6);
  expect(y + 200 / zoom).toBeCloseTo(before.y + 200, 6);
  await expect(ada.zoom).toHaveText(`${Math.round(zoom * 100)}%`);
  expect(await ada.page.evaluate(() => visualViewport?.scale), "the page itself").toBe(1);
  await ada.zoom.click();
  await expect(ada.zoom).toHaveText("100%");
});

test("space and the middle button move the board under any tool", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  const before = await ada.camera();
  await ada.page.keyboard.down("Space");
  await expect(ada.surface).toHaveCSS("cursor", "grab");
  await ada.draw(line({ x: 300, y: 200 }, { x: 400, y: 250 }));
  await ada.page.keyboard.up("Space");
  expect(await ada.camera()).toEqual({ ...before, x: before.x - 100, y: before.y - 50 });
  await ada.page.mouse.move(500, 500);
  await ada.page.mouse.down({ button: "middle" });
  await ada.penMove(line({ x: 480, y: 480 }, { x: 400, y: 450 }));
  await ada.page.mouse.up({ button: "middle" });
  expect(await ada.camera()).toEqual(before);
  await ada.expectSynced();
  expect(await ada.shapes(), "nothing was drawn").toEqual([]);
  await expect(ada.surface).toHaveCSS("cursor", "crosshair");
});

test("one press leads back to a drawing out of view", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.draw(line({ x: 300, y: 200 }, { x: 400, y: 250 }));
  for (let at = 0; at < 4; at += 1) await ada.page.mouse.wheel(0, 400);
  await ada.page.getByRole("button", { name: "Back to the drawing" }).click();
  await ada.expectInk({ x: 540, y: 280, width: 200, height: 120 });
});

test("a pen draws wider lines when it is pressed harder", async ({ person, board }) => {
  const ada = await person("Ada");
  await ada.open(board);
  await ada.chooseSize(192);
  const stylus = await Stylus.of(ada.page);
  await stylus.draw(line({ x: 200, y: 200 }, { x: 600, y: 200 }, 40), (share) => 0.1 + 0.9 * share);
  const { geometry } = await ada.onlyShape();
  // Differences, whose sums are the pressures.
  let pressure = 0;
  const pressures = (geometry.pressure ?? []).map((change) => {
    pressure += change;
    return pressure;
  });
  expect(Math.max(...pressures) - Math.min(...pressures)).toBeGreaterThan(60);
  const paper = await ada.paper();
  const thickness = async (/** @type {number} */ x) =>
    (await ada.picture({ x, y: 180, width: 20, height: 40 })).bounds(paper).height;
  expect(await thickness(550)).toBeGreaterThan(1.3 * (await thickness(250)));
  await expect(ada.toasts).toHaveText(/Pen found: fingers move the board\./);
});
