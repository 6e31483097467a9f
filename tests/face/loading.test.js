// Parts of the page that load on use.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { importWithRetry, isOutdated, Lazy } from "../../static/js/platform/loading.js";

const SCRIPTS = fileURLToPath(new URL("../../static/js", import.meta.url));

/** A page whose server answers for its files, and its status text. @param {import("node:test").TestContext} context @param {() => Promise<{status: number}>} answer */
function page(context, answer) {
  const status = { textContent: "", dataset: { incomplete: "incomplete", outdated: "outdated" } };
  const stub = {
    documentElement: { dataset: { assets: "/assets/a" } },
    getElementById: () => status,
  };
  Object.assign(globalThis, { document: stub });
  context.mock.method(console, "warn", () => undefined);
  context.mock.method(globalThis, "fetch", answer);
  context.mock.timers.enable({ apis: ["setTimeout"] });
  return status;
}

/** Lets settled promises run. */
async function turn() {
  for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("a part that does not load is said to be missing, and requested until it comes", async (context) => {
  const status = page(context, () => Promise.reject(new TypeError("no network")));
  let requests = 0;
  const part = new Lazy(() =>
    importWithRetry(async () => {
      requests += 1;
      if (requests < 3) throw new TypeError("no network");
      return "part";
    }),
  );
  const first = part.load();
  const second = part.load();
  for (let request = 1; request < 3; request += 1) {
    await turn();
    assert.deepEqual([requests, status.textContent, part.value], [request, "incomplete", null]);
    context.mock.timers.tick(2_000);
  }
  assert.deepEqual(await Promise.all([first, second]), ["part", "part"]);
  assert.deepEqual([requests, part.value], [3, "part"]);
});

test("a part that a newer server no longer has asks for a reload", async (context) => {
  const status = page(context, async () => ({ status: 404 }));
  let requests = 0;
  importWithRetry(() => {
    requests += 1;
    return Promise.reject(new TypeError("404"));
  });
  await turn();
  context.mock.timers.tick(60_000);
  await turn();
  assert.deepEqual([requests, isOutdated.value, status.textContent], [1, true, "outdated"]);
});

test("every module that loads on use is imported through one of the functions that tell when it fails", () => {
  const strays = [];
  let count = 0;
  for (const name of readdirSync(SCRIPTS, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js")) continue;
    const text = readFileSync(join(SCRIPTS, name), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    for (const { index } of text.matchAll(/\bimport\(/g)) {
      count += 1;
      const before = text.slice(Math.max(0, index - 120), index);
      if (!/(importWithRetry|importOnce|loadPart)\((async )?\(\) =>[^;]*$/.test(before))
        strays.push(name);
    }
  }
  assert.ok(count > 20, `${count} imports`);
  assert.deepEqual(strays, []);
});
