/**
 * A proxy as many come: it passes everything on, with its own name for the server as Host.
 */
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";

export class RenamingProxy {
  #server;
  #target;
  /** Whether sockets are passed on; nginx has to be told to. */
  carriesSockets = true;

  /** @param {number} target  port of the server */
  constructor(target) {
    this.#target = target;
    this.#server = createServer((asked, answer) => {
      const { method, url: path } = asked;
      const headers = this.#renamed(asked.headers);
      const onward = request({ host: "127.0.0.1", port: target, method, path, headers }, (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      answer.on("close", () => onward.destroy());
      asked.pipe(onward);
    });
    this.#server.on("upgrade", (asked, client) => {
      if (!this.carriesSockets) {
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

  /** What arrives as Host. */
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
