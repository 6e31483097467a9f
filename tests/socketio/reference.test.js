/**
 * The same bytes to the reference server of npm and to ours, whose answers must be the same.
 */
import { once } from "node:events";
import { connect } from "node:net";

import { heard, MARK, same } from "./compare.js";
import { ask, POLLING, PollingSession, plain, SEPARATOR, Socket, WEBSOCKET } from "./raw_client.js";

/** Bodies that join the board. */
const JOINS = new Set(['40{"token":1}', "40/,"]);

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
