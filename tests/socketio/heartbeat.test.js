/**
 * What only time decides, at the reference server of npm and at ours: pings, pongs that do not come, half an upgrade, and a
 * session that never joins. All of it at the same time, because the longest takes 45 s.
 */
import { describe } from "node:test";

import { MARK, same } from "./compare.js";
import { PollingSession, plain, Socket, WEBSOCKET } from "./raw_client.js";

/** @param {string} origin */
async function openSocket(origin) {
  const socket = new Socket(origin, WEBSOCKET);
  await socket.opened;
  return socket;
}

/** The answers to polls until one is not 200, with no pong. @param {PollingSession} session */
async function pollsToTheEnd(session) {
  const answers = [];
  for (;;) {
    const { status, body } = await session.poll();
    answers.push([status, plain(body)]);
    if (status !== 200) return answers;
  }
}

/** @type {[string, (origin: string) => Promise<unknown>][]} */
const SCRIPTS = [
  [
    "[I5] a ping over a socket that is answered",
    async (origin) => {
      const socket = await openSocket(origin);
      socket.send("40");
      await socket.untilLine("2");
      socket.send("3");
      socket.send(MARK);
      await socket.until("44/mark");
      socket.end();
      return socket.log.map(plain);
    },
  ],
  [
    "[I5] a ping over a socket that is not answered",
    async (origin) => {
      const socket = await openSocket(origin);
      socket.send("40");
      await socket.ended;
      return socket.log.map(plain);
    },
  ],
  [
    "[I5] a pong that nobody asked for changes nothing",
    async (origin) => {
      const socket = await openSocket(origin);
      for (const packet of ["40", "3", "3"]) socket.send(packet);
      await socket.untilLine("2");
      socket.end();
      return socket.log.map(plain);
    },
  ],
  [
    "[I5] a ping in a poll that is answered",
    async (origin) => {
      const session = await PollingSession.join(origin);
      const { status, body } = await session.poll();
      const posted = await session.post(`3\u001e${MARK}`);
      return [status, body, posted.status, posted.body, await session.until("44/mark")];
    },
  ],
  [
    "[I5] a ping in a poll that is not answered, while the next poll waits",
    async (origin) => pollsToTheEnd(await PollingSession.join(origin)),
  ],
  [
    "[I5] a session that never polls",
    async (origin) => {
      const [session, clock] = [await PollingSession.join(origin), await openSocket(origin)];
      clock.send("40");
      // It was opened later, and ends without a pong as well.
      await clock.ended;
      const { status, body } = await session.poll();
      return [status, body];
    },
  ],
  [
    "[I6] a session that never joins",
    async (origin) => {
      const session = await PollingSession.open(origin);
      const answers = [];
      for (;;) {
        const { status, body } = await session.poll();
        answers.push([status, body]);
        if (status !== 200) return answers;
        if (body === "2") await session.post("3");
      }
    },
  ],
  ...["2probe", ""].map(
    (said) =>
      /** @type {[string, (origin: string) => Promise<unknown>]} */ ([
        `[I5] an upgrade that says only ${JSON.stringify(said)}`,
        async (origin) => {
          const session = await PollingSession.join(origin);
          const socket = new Socket(origin, `${WEBSOCKET}&sid=${session.sid}`);
          await socket.opened;
          if (said !== "") socket.send(said);
          await socket.ended;
          await session.post(MARK);
          return [socket.log, (await session.poll()).body];
        },
      ]),
  ),
];

describe("what time decides", { concurrency: true }, () => {
  for (const [name, script] of SCRIPTS) same(name, script);
});
