// A board of a form that is newer than this page: it stops with *reload*, and what waits stays on the device.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FORM } from "../../static/js/model/known.js";
import { classroom, freshDisk, onDisk, open } from "./browser_disk.js";
import { SimulatedServer } from "./simulated_server.js";

beforeEach(freshDisk);

/** @param {Uint8Array} face */
function newerFace(face) {
  const newer = face.slice();
  newer[0] = FORM + 1;
  return newer;
}

/** Answers that a newer server may give. @type {Record<string, (server: SimulatedServer) => void>} */
const NEWER = {
  manifest(server) {
    server.manifest = () => ({ ...SimulatedServer.prototype.manifest.call(server), v: FORM + 1 });
  },
  "manifest with a paper that is not known": (server) => {
    const pages = [{ page: 1, paper: /** @type {any} */ ("music") }];
    server.manifest = () => ({ ...SimulatedServer.prototype.manifest.call(server), pages });
  },
  chunk(server) {
    server.chunk = (hash) => {
      const chunk = SimulatedServer.prototype.chunk.call(server, hash);
      return chunk && { ...chunk, face: newerFace(chunk.face) };
    };
  },
};

for (const [name, become] of Object.entries(NEWER)) {
  test(`[C11] [T1] a ${name} of a newer form stops with reload and keeps the queue`, async () => {
    const room = classroom();
    const [ada, bruno] = [open(room), open(room, 2)];
    await room.settle();
    bruno.draw(1);
    await room.settle();
    room.cut(ada);
    const id = ada.draw(2);
    bruno.draw(3);
    await room.settle();
    become(room.server);
    room.server.longestTail = 0;
    await room.pass(20_000);
    const { state, code, waiting } = ada.editor.status.value;
    assert.deepEqual([state, code, waiting], ["stopped", 4510, 1]);
    assert.equal(ada.editor.rights.value.draw, false);
    assert.ok(ada.view.shape(id), "what waits is still seen");
    // The database takes real time: Bruno's lease without edits may go one heartbeat later.
    for (let left = 10; left > 0 && (await onDisk()).leases > 1; left -= 1) await room.pass(2_000);
    assert.deepEqual(await onDisk(), { edits: 1, leases: 1 });
    assert.equal(room.server.log.length, 2);
    await room.pass(60_000);
    assert.equal(ada.state, "stopped");

    Object.assign(room.server, {
      manifest: SimulatedServer.prototype.manifest,
      chunk: SimulatedServer.prototype.chunk,
    });
    room.kill(ada);
    open(room);
    await room.pass(20_000);
    assert.equal(room.server.log.length, 3, "the page after the reload sends it");
  });
}
