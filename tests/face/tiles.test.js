import assert from "node:assert/strict";
import { test } from "node:test";
import {
  budgetOf,
  MAX_TILE_BYTES,
  TILE_BYTES,
  Tile,
  TileCache,
  WHOLE_TILE,
} from "../../static/js/render/tile_cache.js";
import {
  cellsIn,
  levelOf,
  overviewLevel,
  placeOf,
  SIDE,
  scaleOf,
  unitsIn,
} from "../../static/js/render/tile_grid.js";
import { requestQueue, ringAround, visibleCells } from "../../static/js/render/tile_requests.js";
import { FakeCanvas, installCanvas } from "./canvas.js";

installCanvas();

/** @typedef {import("../../static/js/render/tile_grid.js").Cell} Cell */

/** @param {number} zoom @param {number} dpr @param {{ox?: number, oy?: number}} [at] */
const viewAt = (zoom, dpr, { ox = 0, oy = 0 } = {}) => ({
  k: (zoom * dpr) / 16,
  ox,
  oy,
  width: 1280,
  height: 800,
  dpr,
  zoom,
});

/** @param {number} x @param {number} y @param {number} [level] @returns {Cell} */
const cell = (x, y, level = 0) => ({ page: 1, level, x, y });

/** @param {Cell} where */
const tileAt = (where) => new Tile(where, /** @type {any} */ (new FakeCanvas()));

test("a level is only scaled down, by at most half an octave", () => {
  for (const dpr of [1, 1.25, 2, 3]) {
    for (let zoom = 0.05; zoom <= 8; zoom *= 1.013) {
      const view = viewAt(zoom, dpr);
      const share = view.k / scaleOf(levelOf(view), dpr);
      assert.ok(share <= 1 + 1e-6 && share > Math.SQRT1_2 - 1e-6, `${zoom} at ${dpr}: ${share}`);
    }
  }
});

test("whole octaves are shown unscaled at every screen density", () => {
  for (const dpr of [1, 1.25, 1.5, 2]) {
    for (const zoom of [0.125, 0.25, 0.5, 1, 2, 4, 8]) {
      const view = viewAt(zoom, dpr);
      assert.equal(scaleOf(levelOf(view), dpr), view.k);
    }
  }
});

test("neighbours share their edges at every zoom, on whole pixels", () => {
  for (const zoom of [0.07, 0.33, 0.9, 1, 1.7]) {
    const view = viewAt(zoom, 1.5, { ox: -317, oy: 211 });
    const cells = visibleCells(view, 1, levelOf(view), { x: 0, y: 0 });
    let covered = 0;
    for (const one of cells) {
      const place = placeOf(one, view);
      const right = placeOf({ ...one, x: one.x + 1 }, view);
      assert.equal(place.maxX, right.minX);
      assert.ok(Number.isInteger(place.minX) && Number.isInteger(place.minY));
      const width = Math.min(view.width, place.maxX) - Math.max(0, place.minX);
      const height = Math.min(view.height, place.maxY) - Math.max(0, place.minY);
      covered += width * height;
    }
    assert.equal(covered, view.width * view.height, "every pixel once");
  }
});

test("the cells of a box are exactly those that it intersects", () => {
  const box = { minX: -10, minY: 0, maxX: 10, maxY: SIDE * 16 };
  const cells = cellsIn(box, { page: 1, level: 0, dpr: 1 });
  assert.deepEqual(
    cells.map(({ x, y }) => [x, y]),
    [
      [-1, 0],
      [0, 0],
    ],
  );
});

test("an overview needs at most four tiles at every position", () => {
  for (const side of [900, 20_000, 204_800, 2 ** 27]) {
    for (const at of [0, -side / 3, 12_345]) {
      const box = { minX: at, minY: at, maxX: at + side, maxY: at + side / 2 };
      const level = overviewLevel(box, 2);
      assert.ok(cellsIn(box, { page: 1, level, dpr: 2 }).length <= 4);
    }
  }
});

test("requests begin with the tiles nearest to the pointer, then the ring, then stale tiles elsewhere", () => {
  const view = viewAt(1, 1);
  const visible = visibleCells(view, 1, 0, { x: 1200, y: 700 });
  assert.deepEqual([visible[0]?.x, visible[0]?.y], [2, 1]);
  const ring = ringAround(visible);
  assert.equal(visible.length, 6);
  assert.equal(ring.length, 14);
  const cache = new TileCache();
  const far = tileAt(cell(40, 40));
  const other = tileAt(cell(0, 0, 2));
  for (const tile of [far, other]) {
    tile.invalidate({ version: 3, box: { minX: 1, minY: 2, maxX: 3, maxY: 4 } });
    cache.put(tile);
  }
  cache.put(tileAt(cell(0, 0)));
  const places = { visible, overview: [cell(0, 0, -8)], ring, dpr: 1 };
  const { requests, urgent } = requestQueue(cache, places, ({ x, y }) => x === 1 && y === 0);
  const keys = requests.map(({ cell: { level, x, y } }) => `${level}:${x},${y}`);
  assert.equal(keys[0], "0:2,1");
  assert.equal(urgent, 4);
  assert.ok(!keys.includes("0:0,0"), "it is there");
  assert.ok(!keys.includes("0:1,0"), "it would be empty");
  assert.equal(keys.indexOf("-8:0,0"), 4);
  assert.deepEqual(keys.slice(-2), ["2:0,0", "0:40,40"]);
  assert.deepEqual(requests.at(-1)?.boxes, [{ minX: 1, minY: 2, maxX: 3, maxY: 4 }]);
});

test("the tile budget grows with the screen up to the cap", () => {
  assert.equal(budgetOf({ width: 390, height: 844 }), 48 * TILE_BYTES);
  assert.equal(budgetOf({ width: 1920, height: 1080 }), 1920 * 1080 * 48);
  assert.equal(budgetOf({ width: 7680, height: 4320 }), MAX_TILE_BYTES);
});

test("the least recently used tile is evicted first, and visible tiles stay", () => {
  const cache = new TileCache();
  const tiles = Array.from({ length: 6 }, (_, x) => tileAt(cell(x, 0)));
  for (const [at, tile] of tiles.entries()) {
    tile.used = [5, 1, 4, 2, 6, 3][at] ?? 0;
    cache.put(tile);
  }
  cache.shrink(3 * TILE_BYTES, (tile) => tile === tiles[1]);
  const left = [...cache.all()].map((tile) => tiles.indexOf(tile));
  assert.deepEqual(left, [0, 1, 4]);
  cache.shrink(0, () => true);
  assert.equal(cache.bytes, 3 * TILE_BYTES);
});

test("an evicted image is closed, which frees its memory at once", () => {
  let closed = 0;
  const image = () =>
    /** @type {any} */ ({
      close: () => {
        closed += 1;
      },
    });
  const cache = new TileCache();
  const tile = new Tile(cell(0, 0), image());
  cache.put(tile);
  assert.ok(tile.replaceWith({ cell: tile.cell, dpr: 1, version: 1, boxes: null, image: image() }));
  assert.equal(closed, 1);
  cache.put(new Tile(cell(0, 0), image()));
  assert.equal(closed, 2);
  cache.clear();
  assert.equal(closed, 3);
});

test("a new tile is stale in the areas that changed after its version", () => {
  const tile = tileAt(cell(0, 0));
  const box = { minX: 0, minY: 0, maxX: 9, maxY: 9 };
  tile.invalidate({ version: 4, box });
  tile.invalidate({ version: 5, box });
  const image = /** @type {any} */ (new FakeCanvas());
  assert.ok(tile.replaceWith({ cell: tile.cell, dpr: 1, version: 4, boxes: [box], image }));
  assert.deepEqual(
    tile.stale.map(({ version }) => version),
    [5],
  );
});

test("many changes of a tile make the whole tile stale", () => {
  const tile = tileAt(cell(0, 0));
  for (let version = 1; version <= 40; version += 1) {
    tile.invalidate({ version, box: { minX: version, minY: 0, maxX: version + 1, maxY: 1 } });
  }
  assert.ok(tile.stale.length <= 16);
  assert.ok(tile.stale.some(({ box }) => box === WHOLE_TILE));
  assert.equal(tile.stale.at(-1)?.version, 40);
});

test("an older image does not overwrite a change painted in place, and is accepted elsewhere", () => {
  const tile = tileAt(cell(0, 0));
  tile.repaintInPlace({ version: 7, box: { minX: 10, minY: 10, maxX: 20, maxY: 20 } });
  const image = /** @type {any} */ (new FakeCanvas());
  const made = { cell: tile.cell, dpr: 1, version: 6, image };
  assert.equal(tile.replaceWith({ ...made, boxes: null }), false);
  assert.equal(
    tile.replaceWith({ ...made, boxes: [{ minX: 15, minY: 15, maxX: 90, maxY: 90 }] }),
    false,
  );
  assert.ok(tile.replaceWith({ ...made, boxes: [{ minX: 30, minY: 30, maxX: 90, maxY: 90 }] }));
  assert.ok(tile.replaceWith({ ...made, version: 7, boxes: null }));
});

test("tiles cover the units that their pixels show", () => {
  const box = unitsIn(cell(3, -2, -3), 1.25);
  const k = scaleOf(-3, 1.25);
  assert.ok(Math.abs((box.maxX - box.minX) * k - SIDE) < 1e-9);
  assert.ok(Math.abs(box.minX * k - 3 * SIDE) < 1e-9);
});
