/**
 * The same bytes to the reference server of npm and to ours, whose answers must be the same.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";

import { Server } from "../browser/server.js";
import { ask, POLLING, PollingSession, plain, SEPARATOR, Socket, WEBSOCKET } from "./raw_client.js";
import { startReference } from "./reference.js";

/** A CONNECT to a namespace that nobody has: its refusal shows that everything before it was handled. */
const MARK = "40/mark,";

/** Bodies that join the board. */
const JOINS = new Set(['40{"token":1}', "40/,"]);

/** @type {Server} */
let ours;
/** @type {Awaited<ReturnType<typeof startReference>>} */
let reference;

before(async () => {
  ours = await Server.start();
  reference = await startReference();
});

after(async () => {
  reference.close();
  await ours.end("SIGTERM");
});

/** Returns the compared parts of an answer. @param {import("./raw_client.js").Answer} answer */
function heard({ status, body, headers }) {
  // A client reads bodies as text and takes no notice of their type, except in the error codes.
  const type = status === 400 && body !== "" ? headers["content-type"] : undefined;
  return [status, plain(body), type];
}

/**
 * @param {string} name
 * @param {(origin: string) => Promise<unknown>} script
 */
function same(name, script) {
  test(name, async () => {
    const [expected, found] = await Promise.all([script(reference.origin), script(ours.origin)]);
    assert.deepEqual(found, expected);
  });
}

/** Collects a session's answers to some bodies, and all polls up to the mark or the end. */
async function polled(/** @type {PollingSession} */ session, /** @type {string[]} */ bodies) {
  const answers = [];
  for (const body of bodies) {
    answers.push(heard(await session.post(body)));
    // The answer to CONNECT comes first, as stock clients wait for it.
    if (JOINS.has(body)) answers.push(plain(await session.until("40{")));
  }
  answers.push(heard(await session.post(MARK)));
  for (;;) {
    const answer = await session.poll();
    answers.push(heard(answer));
    if (answer.status !== 200 || answer.body.includes("44/mark")) return answers;
  }
}

// [I2] Handshakes and their refusals, in the reference's order.
for (const [method, query] of [
  ["GET", POLLING],
  ["GET", `${POLLING}&sid=`],
  ["GET", ""],
  ["GET", "EIO=4"],
  ["GET", "EIO=4&transport=flash"],
  ["POST", "EIO=4&transport=webtransport&sid=x"],
  ["GET", "EIO=3&transport=polling"],
  ["GET", "transport=polling"],
  ["GET", WEBSOCKET],
  ["POST", POLLING],
  ["DELETE", POLLING],
  ["POST", "EIO=3&transport=websocket"],
  ["GET", `${POLLING}&sid=unknown`],
  ["POST", `${POLLING}&sid=unknown`],
  ["GET", "EIO=3&transport=polling&sid=unknown"],
]) {
  same(`[I2] ${method} ${query}`, async (origin) =>
    heard(await ask(origin, method ?? "", query ?? "", method === "POST" ? "40" : undefined)),
  );
}

// [I2] [I4] Requests that do not fit their session.
same("[I2] [I4] a session has one transport and one version", async (origin) => {
  const { sid, query } = await PollingSession.open(origin);
  return [
    heard(await ask(origin, "GET", `${WEBSOCKET}&sid=${sid}`)),
    heard(await ask(origin, "GET", `EIO=3&transport=polling&sid=${sid}`)),
    heard(await ask(origin, "PUT", query, "40")),
    heard(await ask(origin, "POST", query, MARK)),
    heard(await ask(origin, "GET", query)),
  ];
});

// [I3] [I5] [I6] Bodies before CONNECT.
for (const body of [
  "",
  "x",
  "7",
  "2",
  "2probe",
  "3",
  "0",
  "6",
  "5",
  "1",
  "4",
  "4x",
  "49",
  "bAAAA",
  "41",
  "41/admin,",
  '42["drawing",{}]',
  "430[]",
  "44{}",
  "40[]",
  "40null",
  '40{"token":1}',
  "40/",
  "40/,",
  "40/admin",
  '40/admin,{"token":1}',
  `40${SEPARATOR}x`,
  `40/a,${SEPARATOR}40/b,${SEPARATOR}3`,
  `3${SEPARATOR}6${SEPARATOR}0`,
  `40${SEPARATOR}`,
  "\u00e9",
]) {
  same(`[I3] [I5] [I6] ${JSON.stringify(body)} before CONNECT`, async (origin) =>
    polled(await PollingSession.open(origin), [body]),
  );
}

// [I6] [I7] Bodies after CONNECT.
for (const body of [
  '42["drawing",{"x0":0,"y0":0,"x1":1}]',
  '42["other",1,2]',
  "42[5]",
  "42",
  "4212",
  '42/,["other"]',
  '42/x,["other"]',
  "42[]",
  "42{}",
  "42[a",
  '42["connect"]',
  '42["disconnecting",1]',
  "42[null]",
  "430[]",
  "430{}",
  "40",
  '44{"message":"no"}',
  "41{}",
  "bAAAA",
  '45-["a"]',
  "4511",
  "46",
]) {
  same(`[I6] [I7] ${JSON.stringify(body)} after CONNECT`, async (origin) =>
    polled(await PollingSession.join(origin), [body]),
  );
}

// [I6] A session may leave and join again.
same("[I6] DISCONNECT and CONNECT", async (origin) => {
  const session = await PollingSession.join(origin);
  await session.post("41");
  await session.post("40");
  return plain(await session.until("40{"));
});

// [I4] Overlapping requests, odd bodies.
same("[I4] two polls at once", async (origin) => {
  const session = await PollingSession.join(origin);
  const both = await Promise.all([session.poll(), session.poll()]);
  const answers = both.map(heard).sort((a, b) => Number(a[0]) - Number(b[0]));
  return [answers, heard(await session.poll())];
});

/** Begins a POST on a connection of its own whose body lacks its end. @param {PollingSession} session */
async function beginPost({ origin, query }) {
  const { hostname, port, host } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const head = `POST /socket.io/?${query} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 20\r\n\r\n`;
  socket.write(`${head}40`);
  // Another request, which arrives later.
  await ask(origin, "GET", "EIO=4");
  return socket;
}

same("[I4] two bodies at once", async (origin) => {
  const session = await PollingSession.open(origin);
  const first = await beginPost(session);
  let answer;
  do {
    answer = heard(await session.post(MARK));
    // The first one had not arrived yet.
  } while (answer[0] === 200);
  first.destroy();
  return [answer, heard(await session.poll())];
});

same("[I4] a body that is cut ends the session", async (origin) => {
  const session = await PollingSession.join(origin);
  const poll = session.poll();
  (await beginPost(session)).destroy();
  return [heard(await poll), heard(await session.poll())];
});

same("[I4] other methods", async (origin) => {
  const { query } = await PollingSession.open(origin);
  const answers = [];
  for (const method of ["PUT", "DELETE", "PATCH", "PROPFIND"])
    answers.push(heard(await ask(origin, method, query)));
  return answers;
});

same("[I4] a body of bytes, and one that is too large", async (origin) => {
  const answers = [];
  for (const [body, headers] of /** @type {[string, Record<string, string>][]} */ ([
    ["40", { "content-type": "application/octet-stream" }],
    [`40/${"x".repeat(70_000)}`, {}],
  ])) {
    const session = await PollingSession.open(origin);
    answers.push(heard(await session.post(body, headers)), heard(await session.poll()));
  }
  return answers;
});

same("[I4] a body of 65,536 bytes is read", async (origin) => {
  const session = await PollingSession.open(origin);
  const answer = await session.post(`6${"x".repeat(65_527)}${SEPARATOR}${MARK}`);
  return [heard(answer), heard(await session.poll())];
});

same("[I5] the client closes while a poll waits", async (origin) => {
  for (;;) {
    const session = await PollingSession.join(origin);
    const poll = session.poll();
    const posted = await session.post(`${MARK}`).then(() => poll);
    const next = session.poll();
    // By now the poll has arrived, or it finds no session and the next one waits.
    await ask(origin, "GET", "EIO=4");
    const closed = heard(await session.post("1"));
    const [status] = heard(await next);
    if (status !== 400) return [heard(posted), closed, status];
  }
});

// [I5] Sockets from the beginning.
for (const messages of [
  ["40", MARK],
  ["x"],
  ["2"],
  ["2probe"],
  [""],
  ["1", MARK],
  ["5", MARK],
  ["3", MARK],
  ['42["drawing",{}]'],
  ["4x"],
  ["40", '42["drawing",{}]', MARK],
  [`40${SEPARATOR}${MARK}`],
  [Buffer.from("40")],
]) {
  same(`[I5] a socket that says ${JSON.stringify(messages.map(String))}`, async (origin) => {
    const socket = new Socket(origin, WEBSOCKET);
    await socket.opened;
    for (const [at, message] of messages.entries()) {
      socket.send(message);
      // The answer to CONNECT comes first, as stock clients wait for it.
      if (message === "40" && at + 1 < messages.length) await socket.until("40{");
    }
    await socket.until("44/mark");
    const log = socket.log.map(plain);
    socket.end();
    return log;
  });
}

same("[I2] handshakes that are refused", async (origin) => {
  const logs = [];
  for (const query of ["EIO=4", "", `${WEBSOCKET}&sid=unknown`]) {
    const socket = new Socket(origin, query);
    await socket.ended;
    logs.push(socket.log);
  }
  return logs;
});

// [I5] Upgrades.
for (const messages of [
  ["2probe", "5"],
  ["5"],
  ["2probe", "2probe", "5"],
  ["2"],
  ["40"],
  ["2probe", "40"],
  ["2probe", "x"],
]) {
  same(`[I5] an upgrade that says ${JSON.stringify(messages)}`, async (origin) => {
    const session = await PollingSession.join(origin);
    const socket = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
    await socket.opened;
    const isWhole = messages.at(-1) === "5";
    for (const message of messages) socket.send(message);
    if (isWhole) socket.send(MARK);
    await socket.until(isWhole ? "44/mark" : "close");
    const log = [...socket.log];
    const late = isWhole ? heard(await session.poll()).slice(0, 2) : [];
    socket.end();
    if (isWhole) return [log, late];
    // The session goes on over polling.
    await session.post(MARK);
    return [log, plain(await session.until("44/mark"))];
  });
}

// [I5] A client closes in the midst of an upgrade.
for (const end of ["1", "x", "close"]) {
  same(`[I5] ${end} while an upgrade waits`, async (origin) => {
    const session = await PollingSession.join(origin);
    const socket = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
    await socket.opened;
    socket.send("2probe");
    await socket.until("3probe");
    if (end === "close") {
      socket.socket.close(1000);
      await socket.ended;
      await session.post(MARK);
      return [socket.log, await session.until("44/mark")];
    }
    const posted = heard(await session.post(end));
    // The reference closes the socket; whether the client hears it is all the same.
    return [posted, heard(await session.poll()).slice(0, 2)];
  });
}

same("[I2] [I5] an upgraded session takes no requests and no second upgrade", async (origin) => {
  const session = await PollingSession.join(origin);
  const socket = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
  await socket.opened;
  for (const message of ["2probe", "5", MARK]) socket.send(message);
  await socket.until("44/mark");
  const second = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
  await second.ended;
  const requests = [heard(await session.poll()), heard(await session.post("41"))];
  socket.send("40/again,");
  await socket.until("44/again");
  const logs = [socket.log.map(plain), second.log, requests];
  socket.end();
  return logs;
});

same("[I2] a handshake of another version or transport for a session", async (origin) => {
  const { sid } = await PollingSession.open(origin);
  const logs = [];
  for (const query of [`EIO=3&transport=websocket&sid=${sid}`, `${POLLING}&sid=${sid}`]) {
    const socket = new Socket(origin, query);
    await socket.ended;
    logs.push(socket.log);
  }
  return logs;
});

same("[I5] bytes on the socket of an upgrade", async (origin) => {
  const session = await PollingSession.join(origin);
  const socket = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
  await socket.opened;
  socket.send(Buffer.from("2probe"));
  await socket.ended;
  await session.post(MARK);
  return [socket.log, await session.until("44/mark")];
});

same("[I5] two upgrades at once", async (origin) => {
  const session = await PollingSession.join(origin);
  const first = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
  await first.opened;
  first.send("2probe");
  await first.until("3probe");
  const second = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
  await second.until("close");
  first.send("5");
  first.send(MARK);
  await first.until("44/mark");
  const logs = [[...first.log], second.log];
  first.end();
  return logs;
});

same("[I4] a cut poll ends the session", async (origin) => {
  const session = await PollingSession.join(origin);
  for (;;) {
    const cut = new AbortController();
    const poll = fetch(`${origin}/socket.io/?${session.query}`, { signal: cut.signal });
    // By now the poll has arrived, or it is cut before and the next one is not.
    await ask(origin, "GET", "EIO=4");
    cut.abort();
    await poll.catch(() => undefined);
    const { status, body } = await session.post("6");
    if (status !== 200) return body;
  }
});
