/**
 * Upgrades from polling to a WebSocket, whole and broken, at the reference server of npm and at ours.
 */
import { heard, MARK, same } from "./compare.js";
import { POLLING, PollingSession, plain, Socket, WEBSOCKET } from "./raw_client.js";

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
