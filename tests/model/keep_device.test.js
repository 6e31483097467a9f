// The tables of IndexedDB, from one version of the page to the next.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openDatabase, VERSIONS } from "../../static/js/sync/offline_database.js";
import { freshDisk } from "./browser_disk.js";

beforeEach(freshDisk);

/** A version that is not there yet. @param {import("../../static/js/sync/offline_database.js").Database} database */
function next(database) {
  database.createObjectStore(/** @type {any} */ ("more"), { keyPath: "id" });
}

const edit = {
  tag: "00000000000000aa",
  n: 1,
  ops: [],
  upto: undefined,
  json: '{"ops":[]}',
  bytes: 10,
};

test("[K1] a newer page finds what an older one stored, and adds tables", async () => {
  const older = await openDatabase(() => undefined);
  await older.write({ put: [edit], remove: [], tail: null }, "b");
  older.close();
  const newer = await openDatabase(() => undefined, [...VERSIONS, next]);
  assert.equal(await newer.countEdits("b"), 1);
  newer.close();
  await assert.rejects(
    openDatabase(() => undefined),
    { name: "VersionError" },
    "an older page keeps nothing then, and leaves it as it is",
  );
});

test("[K1] an open page closes the database for a newer one", async () => {
  let closed = 0;
  await openDatabase(() => {
    closed += 1;
  });
  const newer = await openDatabase(() => undefined, [...VERSIONS, next]);
  assert.equal(closed, 1);
  newer.close();
});
