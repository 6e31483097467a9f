/**
 * Power gone while people draw: pages that stay open go on by themselves; nothing that was drawn is
 * missing, nothing is there twice.
 */
import { expectSame } from "./board_page.js";
import { expect, test } from "./harness.js";
import { line, wave } from "./strokes.js";

test.use({ tolerate: /ERR_CONNECTION_REFUSED/ });

test("[E1][E8][S4] the server is killed while people draw, and restarts", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  const carla = await person("Carla");
  const all = [ada, bruno, carla];
  for (const one of all) await one.open(board);
  await bruno.draw(line({ x: 300, y: 120 }, { x: 500, y: 140 }));
  await expectSame(server, all);

  // One pen is down, and one line has just been drawn that may or may not be on the disk.
  await ada.drawAndHold(wave({ x: 360, y: 220 }, { width: 300, height: 80 }));
  await bruno.draw(line({ x: 300, y: 320 }, { x: 500, y: 340 }));
  await server.kill();
  await bruno.draw(line({ x: 300, y: 420 }, { x: 500, y: 440 }));
  await ada.penMove(line({ x: 660, y: 220 }, { x: 700, y: 600 }));
  for (const one of all) await one.expectOffline();
  await ada.penUp();
  await carla.draw(line({ x: 800, y: 220 }, { x: 900, y: 240 }));
  await server.launch();

  await expectSame(server, all);
  const shapes = await ada.shapes();
  expect(shapes.length, "lines on the board").toBe(5);
  expect(new Set(shapes.map(({ id }) => id)).size).toBe(5);
  await ada.expectInk({ x: 300, y: 310, width: 200, height: 40 });
  await carla.expectInk({ x: 300, y: 410, width: 200, height: 40 });
  // And everything works as before.
  await carla.draw(line({ x: 800, y: 420 }, { x: 900, y: 440 }));
  await expectSame(server, all);
  expect((await bruno.shapes()).length).toBe(6);
});

test("[E2][E6] after repeated kills during drawing every line exists once", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  let drawn = 0;
  for (let round = 0; round < 3; round += 1) {
    for (let at = 0; at < 4; at += 1) {
      const y = 100 + round * 160 + at * 30;
      await ada.draw(line({ x: 300, y }, { x: 500, y: y + 10 }, 3));
      drawn += 1;
      // In the middle of the round, without waiting for any acknowledgement.
      if (at === 2) await server.kill();
    }
    await server.launch();
    await ada.tryNow();
    await ada.expectSynced();
  }
  await bruno.tryNow();
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes()).length).toBe(drawn);
});

test("[C10][A7] pages wait for a server that shuts down in order", async ({
  person,
  board,
  server,
}) => {
  const ada = await person("Ada");
  const bruno = await person("Bruno");
  await ada.open(board);
  await bruno.open(board);
  await ada.draw(line({ x: 300, y: 120 }, { x: 500, y: 140 }));
  const { code, tookMs } = await server.end("SIGTERM");
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(3_000);
  await ada.expectOffline();
  await ada.draw(line({ x: 300, y: 220 }, { x: 500, y: 240 }));
  await server.launch();
  for (const one of [ada, bruno]) await one.tryNow();
  await expectSame(server, [ada, bruno]);
  expect((await bruno.shapes()).length).toBe(2);
});
