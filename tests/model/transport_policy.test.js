// Socket or event stream: the transport of the next connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ABNORMAL, closeCodeFor } from "../../static/js/sync/close_codes.js";
import { EventReader } from "../../static/js/sync/event_reader.js";
import { PostSender } from "../../static/js/sync/post_sender.js";
import { TransportPolicy } from "../../static/js/sync/transport_policy.js";

/** @param {TransportPolicy} route @param {number} times  sockets that never open */
function fail(route, times) {
  return Array.from({ length: times }, () => route.closed("socket", ABNORMAL, 0));
}

test("[H13] two sockets that never open lead to a stream, at once with the second", () => {
  const route = new TransportPolicy();
  assert.equal(route.next, "socket");
  assert.deepEqual(fail(route, 2), [false, true]);
  assert.equal(route.next, "stream");
  route.streamWorked();
  route.closed("stream", ABNORMAL, 10);
  assert.equal(route.next, "stream", "it has worked, so it is what works here");
});

test("[H13] the event stream loads once a socket has failed where none has worked", () => {
  const route = new TransportPolicy();
  assert.equal(route.mayNeedStream, false);
  fail(route, 1);
  assert.equal(route.mayNeedStream, true);
  route.socketOpened(0);
  route.closed("socket", ABNORMAL, 0);
  assert.equal(route.mayNeedStream, false, "the server is down");
});

test("[H13] when neither works they alternate", () => {
  const route = new TransportPolicy();
  fail(route, 2);
  const ways = [];
  for (let turn = 0; turn < 4; turn += 1) {
    ways.push(route.next);
    route.closed(route.next, ABNORMAL, 0);
  }
  assert.deepEqual(ways, ["stream", "socket", "stream", "socket"]);
});

test("[H13] after a socket has worked, a restart alone does not lead to a stream", () => {
  const route = new TransportPolicy();
  route.socketOpened(0);
  assert.equal(route.closed("socket", ABNORMAL, 60_000), false);
  assert.deepEqual(fail(route, 4), [false, false, false, true]);
  const restarted = new TransportPolicy();
  for (let count = 0; count < 9; count += 1) {
    restarted.socketOpened(0);
    restarted.closed("socket", 1012, 100);
  }
  assert.equal(restarted.next, "socket", "closed by the server, so it works");
});

test("[H14] a socket that is cut soon after it opened counts as failed, and is tried ever more rarely", () => {
  const route = new TransportPolicy();
  fail(route, 2);
  route.streamWorked();
  assert.equal(route.nextProbeDelay(), 30_000);
  assert.equal(route.nextProbeDelay(), 60_000);
  route.switchedToSocket(0);
  assert.equal(route.next, "socket");
  route.closed("socket", ABNORMAL, 3_000);
  assert.equal(route.next, "stream", "one cut is enough");
  route.streamWorked();
  assert.equal(
    route.nextProbeDelay(),
    20_000,
    "it opened once, so the first wait would have been 5 s",
  );
  for (let count = 0; count < 20; count += 1) route.nextProbeDelay();
  assert.equal(route.nextProbeDelay(), 600_000);
  route.switchedToSocket(0);
  route.closed("socket", ABNORMAL, 60_000);
  assert.equal(route.next, "socket");
  fail(route, 4);
  assert.equal(route.nextProbeDelay(), 5_000, "it lasted");
});

test("[H13] each error code of a refusal maps to the close code of a socket", () => {
  assert.equal(closeCodeFor("not_yours"), 4503);
  assert.equal(closeCodeFor("origin"), 4504, "nobody was removed");
  assert.equal(closeCodeFor("host"), 4504);
  assert.equal(closeCodeFor("no_board"), 4511);
  assert.equal(closeCodeFor("not_ready"), 1012);
  assert.equal(closeCodeFor(""), ABNORMAL, "a proxy's own page stops nobody");
});

/** @param {readonly import("../../static/js/sync/post_sender.js").Post[]} posts */
function kinds(posts) {
  return posts.map(({ kind }) => kind);
}

function openPosts() {
  const posts = new PostSender({ person: "0".repeat(32), tag: "00000000000000aa" });
  posts.open("k");
  return posts;
}

test("[H12] edits become the body of a POST", () => {
  const posts = new PostSender({ person: "0".repeat(32), tag: "00000000000000aa" });
  posts.enqueue('{"t":"ops","first":3,"edits":[{"ops":[]}]}');
  assert.deepEqual(posts.take(), [], "not before the stream is open");
  posts.open("k");
  const [post] = posts.take();
  assert.deepEqual(JSON.parse(post?.body ?? ""), {
    ...{ person: "0".repeat(32), tag: "00000000000000aa", key: "k" },
    ...{ first: 3, edits: [{ ops: [] }] },
  });
  posts.delivered("ops");
  posts.enqueue('{"t":"ops","tag":"00000000000000bb","first":1,"edits":[{"ops":[]}]}');
  assert.equal(JSON.parse(posts.take()[0]?.body ?? "").tag, "00000000000000bb");
  assert.equal(posts.backlog, 0);
});

test("[H13] one request of a kind at a time, and an edit after the live messages before it", () => {
  const posts = openPosts();
  posts.enqueue('{"t":"draft","g":1}');
  const [first] = posts.take();
  assert.deepEqual(JSON.parse(first?.body ?? ""), { key: "k", messages: [{ t: "draft", g: 1 }] });
  posts.enqueue('{"t":"draft","g":1,"done":1}');
  posts.enqueue('{"t":"ops","first":1,"edits":[{}]}');
  assert.deepEqual(posts.take(), [], "the end of the gesture has not arrived");
  posts.delivered("live");
  assert.deepEqual(kinds(posts.take()), ["live"]);
  posts.delivered("live");
  assert.deepEqual(kinds(posts.take()), ["ops"]);
  posts.enqueue('{"t":"ops","first":2,"edits":[{}]}');
  posts.enqueue('{"t":"draft","g":2}');
  assert.deepEqual(kinds(posts.take()), ["live"], "drafts do not wait for a commit, edits do");
  posts.delivered("ops");
  assert.deepEqual(kinds(posts.take()), ["ops"]);
});

test("[H11] waiting live messages are sent together, up to a bound", () => {
  const posts = openPosts();
  posts.enqueue('{"t":"ping"}');
  posts.take();
  const long = JSON.stringify({ t: "presence", name: "x".repeat(30_000) });
  for (let count = 0; count < 5; count += 1) posts.enqueue(long);
  assert.equal(posts.backlog, 5 * long.length);
  const sizes = [];
  for (let rest = 5; rest > 0; ) {
    posts.delivered("live");
    const { messages } = JSON.parse(posts.take()[0]?.body ?? "");
    sizes.push(messages.length);
    rest -= messages.length;
  }
  assert.deepEqual(sizes, [2, 2, 1]);
});

test("[H8] events are parsed wherever the pieces are cut", () => {
  const text =
    'event: stream\ndata: {"key":"k"}\n\nid: 7\ndata: {"t":"log"}\n\ndata: {"t":"hb"}\n\n';
  const expected = [
    { name: "stream", data: '{"key":"k"}' },
    { name: "message", data: '{"t":"log"}' },
    { name: "message", data: '{"t":"hb"}' },
  ];
  for (let size = 1; size <= text.length; size += 1) {
    const reader = new EventReader();
    const events = [];
    for (let at = 0; at < text.length; at += size) {
      events.push(...reader.feed(text.slice(at, at + size)));
    }
    assert.deepEqual(events, expected, `pieces of ${size}`);
  }
});
