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

test("[K7] a page of form 3 finds all that one of form 2 stored, which that one cannot open any more", async () => {
  const FORM_2 = VERSIONS.slice(0, 1);
  const older = await openDatabase(() => undefined, FORM_2);
  const me = { board: "b", tag: edit.tag, person: "p", isHidden: false };
  await older.heartbeat(me, true);
  await older.write({ put: [edit, { ...edit, n: 2 }], remove: [], tail: null }, "b");
  const stored = { board: "b", seq: 3, at: 5, json: "{}" };
  await older.storeBoard(stored, { board: "b", first: 4, last: 4, edits: [] });
  const before = {
    leases: await older.leases("b"),
    edits: await older.countEdits("b"),
    stored: await older.storedBoard("b"),
  };
  older.close();
  const newer = await openDatabase(() => undefined);
  assert.deepEqual(
    {
      leases: await newer.leases("b"),
      edits: await newer.countEdits("b"),
      stored: await newer.storedBoard("b"),
    },
    before,
  );
  const [lease] = before.leases;
  assert.ok(lease);
  const taken = await newer.takeOver(lease, "00000000000000bb");
  assert.deepEqual(
    taken?.edits.map(({ n, json }) => [n, json]),
    [
      [1, edit.json],
      [2, edit.json],
    ],
  );
  newer.close();
  await assert.rejects(
    openDatabase(() => undefined, FORM_2),
    { name: "VersionError" },
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
