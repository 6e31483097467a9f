/**
 * A network that blocks WebSocket: passes every byte on, and refuses upgrade requests.
 */
import { once } from "node:events";
import { connect, createServer } from "node:net";

const REFUSAL = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

export class BlockingProxy {
  #server;
  /** @type {Set<import("node:net").Socket>} */
  #sockets = new Set();
  /** Number of refused upgrades. */
  refused = 0;
  /** Whether upgrades are refused; a test may change it, as a change of network does. */
  blocks = true;

  /** @param {number} target  port of the server */
  constructor(target) {
    this.#server = createServer((client) => this.#relay(client, target));
  }

  /** @param {number} target */
  static async before(target) {
    const proxy = new BlockingProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get origin() {
    const address = this.#server.address();
    if (address === null || typeof address === "string")
      throw new Error("the proxy does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** @param {import("node:net").Socket} client @param {number} target */
  #relay(client, target) {
    const server = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [client, server],
      [server, client],
    ]) {
      this.#sockets.add(/** @type {import("node:net").Socket} */ (one));
      one?.on("error", () => other?.destroy());
      one?.on("close", () => other?.destroy());
    }
    server.pipe(client);
    client.on("data", (bytes) => {
      // Browsers send the head of a request in one piece.
      if (this.blocks && /\r\nupgrade: websocket\r\n/i.test(bytes.toString("latin1"))) {
        this.refused += 1;
        server.unpipe(client);
        client.end(REFUSAL);
        return;
      }
      server.write(bytes);
    });
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
