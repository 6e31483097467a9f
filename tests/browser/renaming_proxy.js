/**
 * A proxy that replaces the Host header, as nginx does by default.
 */
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";

export class RenamingProxy {
  #server;
  #target;
  /** Whether it passes WebSocket upgrades on; nginx by default does not. */
  passesUpgrades = true;

  /** @param {number} target  port of the server */
  constructor(target) {
    this.#target = target;
    this.#server = createServer((incoming, response) => {
      const { method, url: path } = incoming;
      const headers = this.#renamed(incoming.headers);
      const onward = request({ host: "127.0.0.1", port: target, method, path, headers }, (got) => {
        response.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(response);
      });
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy());
      incoming.pipe(onward);
    });
    this.#server.on("upgrade", (asked, client) => {
      if (!this.passesUpgrades) {
        client.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      const server = connect(target, "127.0.0.1");
      const lines = Object.entries(this.#renamed(asked.headers)).map(([k, v]) => `${k}: ${v}\r\n`);
      server.write(`GET ${asked.url} HTTP/1.1\r\n${lines.join("")}\r\n`);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ]) {
        one?.on("error", () => other?.destroy());
        if (other !== undefined) one?.pipe(other);
      }
    });
  }

  /** @param {number} target */
  static async before(target) {
    const proxy = new RenamingProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get origin() {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("it does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** The Host header that the server receives. */
  get host() {
    return `127.0.0.1:${this.#target}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param {import("node:http").IncomingHttpHeaders} headers */
  #renamed(headers) {
    return { ...headers, host: this.host };
  }
}
