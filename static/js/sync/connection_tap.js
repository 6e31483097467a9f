/**
 * The connection as the panel *Under the hood* watches it and its lab takes it over. While neither is loaded, a message costs
 * one comparison here.
 */

/** @typedef {import("./socket.js").CloseDetail} CloseDetail */
/** @typedef {import("./socket.js").OpenSocket} OpenSocket */
/** @typedef {import("./socket.js").Socket} Socket */
/** @typedef {import("./socket.js").SocketEvents} SocketEvents */
/** @typedef {import("./transport_policy.js").TransportKind} TransportKind */
/** One WebSocket or event stream. @typedef {{kind: TransportKind, url: string, isOpen: boolean, send: (text: string) => void, facts: () => {protocol: string, extensions: string}, backlog: () => number}} Channel */
/**
 * @typedef {object} ConnectionObserver
 * @property {(channel: Channel) => void} opened
 * @property {(channel: Channel, text: string) => void} sent
 * @property {(channel: Channel, text: string) => void} received
 * @property {(channel: Channel, detail: CloseDetail | null) => void} closed  null when this page closed it
 */
/** Takes a connection over: an open one, or each that is opened. @typedef {{adopt: (open: OpenConnection) => OpenConnection, around: (open: OpenSocket) => OpenSocket}} Interceptor */
/** An open connection and what it reports to. @typedef {{socket: Socket, events: SocketEvents}} OpenConnection */

const NO_FACTS = { protocol: "", extensions: "" };

export class ConnectionTap {
  /** @type {ConnectionObserver | null} */
  observer = null;
  /** Channels that are open or opening, the newest last. @type {Set<Channel>} */
  channels = new Set();
  /** @type {Interceptor | null} */
  #interceptor = null;
  /** @type {OpenConnection | null} */
  #present = null;

  /** Opens a connection that can be taken over. @param {OpenSocket} open @returns {OpenSocket} */
  around(open) {
    return (url, events) => {
      const present = { events, socket: NOTHING };
      const opener = this.#interceptor?.around(open) ?? open;
      present.socket = opener(url, {
        opened: () => present.events.opened(),
        received: (text) => present.events.received(text),
        closed: (code) => present.events.closed(code),
      });
      this.#present = present;
      return {
        send: (text) => present.socket.send(text),
        close: () => present.socket.close(),
        backlog: () => present.socket.backlog(),
      };
    };
  }

  /** Has an interceptor take over the present connection and all later ones. @param {Interceptor} interceptor */
  intercept(interceptor) {
    this.#interceptor = interceptor;
    if (this.#present !== null)
      Object.assign(this.#present, interceptor.adopt({ ...this.#present }));
  }

  /** Opens channels that can be watched. @param {TransportKind} kind @param {OpenSocket} open @returns {OpenSocket} */
  watched(kind, open) {
    return (url, events) => {
      let socket = NOTHING;
      /** @type {Channel} */
      const channel = {
        ...{ kind, url, isOpen: false },
        send: (text) => socket.send(text),
        facts: () => socket.facts?.() ?? NO_FACTS,
        backlog: () => socket.backlog(),
      };
      const end = (/** @type {CloseDetail | null} */ detail) => {
        if (!this.channels.delete(channel)) return;
        channel.isOpen = false;
        this.observer?.closed(channel, detail);
      };
      this.channels.add(channel);
      socket = open(url, {
        opened: () => {
          channel.isOpen = true;
          this.observer?.opened(channel);
          events.opened();
        },
        received: (text) => {
          this.observer?.received(channel, text);
          events.received(text);
        },
        closed: (code, detail) => {
          end(detail ?? { code, reason: "", wasClean: false });
          events.closed(code);
        },
      });
      return {
        send: (text) => {
          this.observer?.sent(channel, text);
          socket.send(text);
        },
        close: () => {
          socket.close();
          end(null);
        },
        backlog: () => socket.backlog(),
      };
    };
  }
}

/** Stands in until the socket is there. @type {Socket} */
const NOTHING = {
  send: () => undefined,
  close: () => undefined,
  backlog: () => 0,
};
