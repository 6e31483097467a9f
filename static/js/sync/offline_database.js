/**
 * The IndexedDB of this browser: pending edits, their leases, and the last boards (SPEC K1, K2, K5). Only this file,
 * `history_tables.js` and `picture_tables.js` name its tables.
 */

import { openDB } from "../../vendor/idb/index.js";
import { HistoryTables } from "./history_tables.js";
import { PictureTables, pictureRequests } from "./picture_tables.js";

/** @typedef {import("../model/reduce.js").LoggedEdit} LoggedEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {import("./exit_notes.js").ExitNote} ExitNote */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./picture_tables.js").StoredPicture} StoredPicture */
/** A stored edit; its ops are in the JSON. @typedef {{board: string, tag: string, n: number, json: string, bytes: number}} StoredEdit */
/** Log from `first` to `last`. @typedef {{board: string, first: number, last: number, edits: LoggedEdit[]}} Tail */
/** A board at `seq`, as JSON; the highest `used` was stored last. @typedef {{board: string, seq: number, at: number, used: number, json: string}} StoredBoard */
/**
 * @typedef {object} Schema
 * @property {{key: [string, string], value: Lease}} leases
 * @property {{key: [string, string, number], value: StoredEdit}} edits
 * @property {{key: string, value: StoredBoard}} boards
 * @property {{key: [string, number], value: Tail}} tails
 * @property {{key: [string, string], value: import("./history_tables.js").StoredHistory}} histories
 * @property {{key: [string, string, number], value: import("./history_tables.js").StoredEntry}} entries
 * @property {{key: [string, string, number], value: StoredPicture}} pictures
 * @property {{key: [string, string, number], value: import("./picture_tables.js").StoredFile}} files
 */
/** @typedef {import("../../vendor/idb/index.js").IDBPDatabase<Schema>} Database */

const NAME = "lavagna";

/**
 * The upgrade to each version of the schema. Released ones never change, because browsers have their result.
 * @type {readonly ((database: Database) => void)[]}
 */
export const VERSIONS = [
  (database) => {
    database.createObjectStore("leases", { keyPath: ["board", "tag"] });
    database.createObjectStore("edits", { keyPath: ["board", "tag", "n"] });
    database.createObjectStore("boards", { keyPath: "board" });
    database.createObjectStore("tails", { keyPath: ["board", "last"] });
  },
  // Form 3 of the edits. All records stay valid; only pages of form 2 cannot open the database any more (SPEC K7).
  () => undefined,
  // Undo over a reload (SPEC K8).
  (database) => {
    database.createObjectStore("histories", { keyPath: ["board", "tag"] });
    database.createObjectStore("entries", { keyPath: ["board", "tag", "k"] });
  },
  // Pictures that wait to be sent (SPEC K9).
  (database) => {
    database.createObjectStore("pictures", { keyPath: ["board", "tag", "n"] });
    database.createObjectStore("files", { keyPath: ["board", "tag", "n"] });
  },
];

/** Boards that can be opened offline. */
const MAX_STORED_BOARDS = 5;

/**
 * @param {() => void} onClosed  called when the browser has closed it for good
 * @param {typeof VERSIONS} [versions]
 * @returns {Promise<OfflineDatabase>}
 */
export async function openDatabase(onClosed, versions = VERSIONS) {
  /** @type {Database} */
  const database = await openDB(NAME, versions.length, {
    upgrade(found, before) {
      for (const step of versions.slice(before)) step(found);
    },
    // A newer page upgrades the schema; this page continues in memory.
    blocking: () => {
      database.close();
      onClosed();
    },
    terminated: onClosed,
  });
  return new OfflineDatabase(database);
}

export class OfflineDatabase {
  /** The tables of the undo history. */
  history;
  /** The tables of the pictures that wait. */
  pictures;
  #database;

  /** @param {Database} database */
  constructor(database) {
    this.#database = database;
    this.history = new HistoryTables(database);
    this.pictures = new PictureTables(database);
  }

  close() {
    this.#database.close();
  }

  /**
   * Writes edits, log and what has changed about pictures in one transaction. It awaits nothing before all requests are made, so that it also works in the
   * last task of a page.
   * @param {{put: readonly PendingEdit[], remove: readonly PendingEdit[], tail: Tail | null, leases?: readonly Lease[], end?: readonly Lease[], pictures?: import("./picture_tables.js").PictureChange}} change
   * @param {string} board
   */
  async write({ put, remove, tail, leases = [], end = [], pictures }, board) {
    const names = /** @type {const} */ (["leases", "edits", "tails", "pictures", "files"]);
    // A file that is being stored keeps no other write waiting.
    const used = pictures === undefined ? names.slice(0, 3) : names;
    const transaction = this.#database.transaction(used, "readwrite");
    const edits = transaction.objectStore("edits");
    const pages = transaction.objectStore("leases");
    /** @type {Promise<unknown>[]} */
    const requests = [
      ...put.map(({ tag, n, json, bytes }) => edits.put({ board, tag, n, json, bytes })),
      ...remove.map(({ tag, n }) => edits.delete([board, tag, n])),
      ...leases.map((lease) => pages.put(lease)),
      ...end.map((lease) => pages.delete([board, lease.tag])),
    ];
    if (pictures !== undefined) requests.push(...pictureRequests(transaction, pictures, board));
    if (tail !== null) requests.push(transaction.objectStore("tails").put(tail));
    transaction.commit();
    await Promise.all([transaction.done, ...requests]);
  }

  /** @param {string} board @returns {Promise<Lease[]>} */
  async leases(board) {
    return this.#database.getAll("leases", keysUnder(board));
  }

  /**
   * Counts up the leases of a page, and takes its own back.
   * @param {Pick<Lease, "board" | "tag" | "person" | "isHidden">} me
   * @param {boolean} needsOwn  whether it has pending edits of its own
   * @returns {Promise<{leases: Lease[], wasTaken: boolean}>}  `wasTaken`: another page had adopted its edits
   */
  async heartbeat({ board, tag, person, isHidden }, needsOwn) {
    const { store, done } = this.#database.transaction("leases", "readwrite");
    const leases = await store.getAll(keysUnder(board));
    let wasTaken = false;
    const own = leases.find((lease) => lease.tag === tag);
    if (own !== undefined && own.holder !== tag) {
      own.holder = tag;
      wasTaken = true;
    }
    if (own === undefined && needsOwn) {
      const order = Math.max(0, ...leases.map((lease) => lease.order)) + 1;
      leases.push({ board, tag, person, holder: tag, beat: 0, isHidden, order });
    }
    for (const lease of leases) {
      if (lease.holder !== tag) continue;
      lease.beat += 1;
      lease.isHidden = isHidden;
      await store.put(lease);
    }
    await done;
    return { leases, wasTaken };
  }

  /**
   * Takes over a lease, unless it has changed since it was read.
   * @param {Lease} read
   * @param {string} me
   * @returns {Promise<{edits: StoredEdit[], pictures: StoredPicture[]} | null>}  null when another page was faster, or nothing is there
   */
  async takeOver({ board, tag, holder, beat }, me) {
    const transaction = this.#database.transaction(["leases", "edits", "pictures"], "readwrite");
    const leases = transaction.objectStore("leases");
    const now = await leases.get([board, tag]);
    const isSame = now !== undefined && now.holder === holder && now.beat === beat;
    if (!isSame) return null;
    const edits = await transaction.objectStore("edits").getAll(keysUnder(board, tag));
    const pictures = await transaction.objectStore("pictures").getAll(keysUnder(board, tag));
    const isEmpty = edits.length + pictures.length === 0;
    if (isEmpty) await leases.delete([board, tag]);
    else await leases.put({ ...now, holder: me, beat: beat + 1 });
    await transaction.done;
    return isEmpty ? null : { edits, pictures };
  }

  /** Stores the leases and edits of an exit note, whose own write the browser may have dropped. @param {ExitNote} note */
  async writeExitNote({ holder, leases, edits }) {
    const transaction = this.#database.transaction(["leases", "edits"], "readwrite");
    const pages = transaction.objectStore("leases");
    for (const lease of leases) {
      const now = await pages.get([lease.board, lease.tag]);
      // A page that has taken the lease over since has taken the edits too.
      if (now !== undefined && now.holder !== holder && now.holder !== "") continue;
      await pages.put(lease);
      const own = edits.filter(({ tag }) => tag === lease.tag);
      for (const edit of own) await transaction.objectStore("edits").put(edit);
    }
    await transaction.done;
  }

  /** Number of stored edits of a board, of all pages. @param {string} board */
  async countEdits(board) {
    return this.#database.count("edits", keysUnder(board));
  }

  /**
   * Stores a whole board in place of its last state, and evicts the boards that were stored longest ago.
   * @param {Omit<StoredBoard, "used">} stored
   * @param {Tail | null} tail  the log since
   */
  async storeBoard(stored, tail) {
    const transaction = this.#database.transaction(["boards", "tails"], "readwrite");
    const boards = transaction.objectStore("boards");
    const tails = transaction.objectStore("tails");
    const all = await boards.getAll();
    const others = all
      .filter(({ board }) => board !== stored.board)
      .sort((a, b) => b.used - a.used);
    for (const { board } of others.slice(MAX_STORED_BOARDS - 1)) {
      await boards.delete(board);
      await tails.delete(keysUnder(board));
    }
    await tails.delete(keysUnder(stored.board));
    await boards.put({ ...stored, used: (others[0]?.used ?? 0) + 1 });
    if (tail !== null) await tails.put(tail);
    await transaction.done;
  }

  /** Deletes the last state of a board. @param {string} board */
  async deleteBoard(board) {
    const transaction = this.#database.transaction(["boards", "tails"], "readwrite");
    await transaction.objectStore("boards").delete(board);
    await transaction.objectStore("tails").delete(keysUnder(board));
    await transaction.done;
  }

  /** @param {string} board @returns {Promise<{stored: StoredBoard, tails: Tail[]} | null>} */
  async storedBoard(board) {
    const transaction = this.#database.transaction(["boards", "tails"], "readonly");
    const stored = await transaction.objectStore("boards").get(board);
    const tails = await transaction.objectStore("tails").getAll(keysUnder(board));
    return stored === undefined ? null : { stored, tails };
  }
}

/** The range of all keys with a prefix. @param {...string} start */
function keysUnder(...start) {
  return IDBKeyRange.bound(start, [...start, []]);
}

/** @param {StoredEdit} stored @returns {PendingEdit} */
export function toPending({ tag, n, json, bytes }) {
  const { ops, upto } = JSON.parse(json);
  return { tag, n, ops, upto, json, bytes };
}

/** @param {PendingEdit} edit @param {string} board @returns {StoredEdit} */
export function toStored({ tag, n, json, bytes }, board) {
  return { board, tag, n, json, bytes };
}
