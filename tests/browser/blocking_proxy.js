/**
 * A network that breaks WebSocket: passes every byte on, and refuses whatever asks to be upgraded.
 */
import { once } from "node:events";
import { connect, createServer } from "node:net";

const REFUSAL = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

export class BlockingProxy {
  #server;
  /** @type {Set<import("node:net").Socket>} */
  #sockets = new Set();
  /** Upgrades that were refused. */
  refused = 0;
  /** Whether upgrades are refused; a laptop that is carried home meets another network. */
  blocks = true;

  /** @param {number} target  port that everything is passed on to */
  constructor(target) {
    this.#server = createServer((client) => this.#carry(client, target));
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
  #carry(client, target) {
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
