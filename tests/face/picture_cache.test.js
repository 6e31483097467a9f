// Pictures of images: decoded at about their painted size, loaded once, tried again, and bounded in bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PictureCache } from "../../static/js/render/picture_cache.js";

const MEBIBYTE = 1024 * 1024;

/** A cache over pictures of 2,560 × 2,560 pixels, and what it has done. */
function cacheOf() {
  /** @type {string[]} */
  const loads = [];
  /** @type {string[]} */
  const loaded = [];
  let time = 0;
  let isBroken = false;
  /** @type {Set<object>} */
  const open = new Set();
  /** @type {any} */
  const decode = async (/** @type {any} */ _, /** @type {any} */ options) => {
    const bitmap = {
      width: options?.resizeWidth ?? 2_560,
      height: options?.resizeHeight ?? 2_560,
      close: () => open.delete(bitmap),
    };
    open.add(bitmap);
    return bitmap;
  };
  const load = async (/** @type {string} */ image) => {
    loads.push(image);
    if (isBroken) throw new Error("no network");
    return new Blob();
  };
  const onLoaded = (/** @type {string} */ image) => loaded.push(image);
  const cache = new PictureCache({ load, onLoaded, decode, now: () => time });
  const bytes = () =>
    [...open].reduce((/** @type {number} */ sum, /** @type {any} */ { width, height }) => {
      return sum + 4 * width * height;
    }, 0);
  return {
    ...{ cache, loads, loaded, bytes },
    pass: (/** @type {number} */ ms) => {
      time += ms;
    },
    setBroken: (/** @type {boolean} */ broken) => {
      isBroken = broken;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a picture loads once for its size, and again only when it is painted larger", async () => {
  const { cache, loads, loaded, bytes } = cacheOf();
  assert.equal(cache.get("a", 200), null);
  assert.equal(cache.get("a", 200), null);
  await settled();
  assert.deepEqual([loads, loaded], [["a"], ["a"]]);
  assert.equal(cache.get("a", 250)?.width, 256);
  assert.equal(bytes(), 4 * 256 * 256, "the whole one is closed");
  assert.equal(cache.get("a", 900)?.width, 256, "the smaller one is shown meanwhile");
  await settled();
  assert.equal(cache.get("a", 900)?.width, 1_024);
  assert.equal(cache.get("a", 9_000)?.width, 1_024);
  await settled();
  assert.equal(cache.get("a", 9_000)?.width, 2_560);
  await settled();
  assert.deepEqual(loads, ["a", "a", "a"], "there is no larger one");
});

test("pictures that are not painted go first, and those in use have a bound too", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { cache, loads, bytes, pass } = cacheOf();
  for (let n = 0; n < 30; n += 1) {
    cache.get(`old${n}`, 2_000);
    await settled();
    pass(11_000);
  }
  assert.ok(bytes() <= 64 * MEBIBYTE, `${bytes()}`);
  const before = loads.length;
  for (let n = 0; n < 30; n += 1) {
    cache.get(`new${n}`, 2_560);
    await settled();
  }
  assert.ok(bytes() <= 160 * MEBIBYTE, `${bytes()}`);
  assert.ok(loads.length < before + 10, "no more are loaded while all are in use");
  const isLoaded = (/** @type {number} */ n) => loads.includes(`new${n}`);
  assert.ok(!isLoaded(20));
  pass(11_000);
  t.mock.timers.tick(10_000);
  await settled();
  assert.ok(isLoaded(20), "the others wait until there is room");
  assert.ok(bytes() <= 160 * MEBIBYTE, `${bytes()}`);
});

test("a picture that cannot be had is tried again, ever more rarely", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { cache, loads, loaded, setBroken } = cacheOf();
  setBroken(true);
  cache.get("a", 100);
  await settled();
  cache.get("a", 100);
  await settled();
  assert.deepEqual(loads, ["a"], "painting alone does not ask again");
  t.mock.timers.tick(2_000);
  await settled();
  t.mock.timers.tick(2_000);
  await settled();
  assert.equal(loads.length, 2);
  setBroken(false);
  t.mock.timers.tick(2_000);
  await settled();
  assert.deepEqual([loads.length, loaded], [3, ["a"]]);
});

test("a picture that was never there is asked for until the network is back", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { cache, loaded, pass, setBroken } = cacheOf();
  setBroken(true);
  cache.get("a", 100);
  for (let minute = 0; minute < 10; minute += 1) {
    await settled();
    pass(60_000);
    t.mock.timers.tick(60_000);
  }
  setBroken(false);
  await settled();
  t.mock.timers.tick(60_000);
  await settled();
  assert.deepEqual(loaded, ["a"]);
});
