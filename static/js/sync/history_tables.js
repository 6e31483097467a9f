/**
 * The tables of the undo history in IndexedDB: the entries of each page load, and a row with their lease (SPEC K8).
 */

/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {import("./offline_database.js").Database} Database */
/** A position in the log: the seq of an edit, and its time. @typedef {{seq: number, at: number}} LogPosition */
/**
 * The history of a page load. Its entries know the log up to the position. `bytes` are those of its entries, `used` is the
 * time of the device, in ms, when a page last held it.
 * @typedef {Lease & LogPosition & {bytes: number, used: number}} StoredHistory
 */
/** An entry. `json` is empty when it was too large to be stored: then no older one can be undone either. @typedef {{board: string, tag: string, k: number, made: number, isUndone: boolean, json: string}} StoredEntry */
/** @typedef {{histories: readonly StoredHistory[], put: readonly StoredEntry[], remove: readonly Pick<StoredEntry, "tag" | "k">[], end: readonly string[]}} HistoryChange  `end`: tags of histories without entries */

/** How long an edit can be undone after a reload, ms. */
export const HISTORY_AGE_MS = 24 * 3_600_000;

/** Bytes of JSON of all histories of this browser; those used longest ago are dropped beyond it. */
const MAX_BYTES = 32 * 1024 * 1024;

export class HistoryTables {
  #database;

  /** @param {Database} database */
  constructor(database) {
    this.#database = database;
  }

  /**
   * Counts up the leases of a page, and takes its own back.
   * @param {{board: string, tag: string}} page
   * @param {(row: StoredHistory) => StoredHistory} update  what the page writes about a history that it holds
   * @returns {Promise<{rows: StoredHistory[], wasTaken: boolean}>}  all histories of the board; `wasTaken`: another page had adopted its own
   */
  async countUp({ board, tag }, update) {
    const { store, done } = this.#database.transaction("histories", "readwrite");
    const rows = await store.getAll(under(board));
    let wasTaken = false;
    for (const [at, row] of rows.entries()) {
      if (row.tag === tag && row.holder !== tag) {
        row.holder = tag;
        wasTaken = true;
      }
      if (row.holder !== tag) continue;
      const updated = update(row);
      rows[at] = updated;
      await store.put(updated);
    }
    await done;
    return { rows, wasTaken };
  }

  /**
   * Writes entries and their histories in one transaction. It awaits nothing before all requests are made, so that it also
   * works in the last task of a page.
   * @param {string} board
   * @param {HistoryChange} change
   */
  async write(board, { histories, put, remove, end }) {
    const transaction = this.#database.transaction(["histories", "entries"], "readwrite");
    const rows = transaction.objectStore("histories");
    const entries = transaction.objectStore("entries");
    /** @type {Promise<unknown>[]} */
    const requests = [
      ...remove.map(({ tag, k }) => entries.delete([board, tag, k])),
      ...put.map((entry) => entries.put(entry)),
      ...histories.map((history) => rows.put(history)),
      ...end.map((tag) => rows.delete([board, tag])),
    ];
    transaction.commit();
    await Promise.all([transaction.done, ...requests]);
  }

  /**
   * Takes over a history, unless it has changed since it was read.
   * @param {StoredHistory} read
   * @param {string} me
   * @returns {Promise<StoredEntry[] | null>}  null when another page was faster
   */
  async takeOver({ board, tag, holder, beat }, me) {
    const transaction = this.#database.transaction(["histories", "entries"], "readwrite");
    const rows = transaction.objectStore("histories");
    const now = await rows.get([board, tag]);
    const isSame = now !== undefined && now.holder === holder && now.beat === beat;
    const entries = isSame
      ? await transaction.objectStore("entries").getAll(under(board, tag))
      : null;
    if (isSame && entries?.length === 0) await rows.delete([board, tag]);
    else if (isSame) await rows.put({ ...now, holder: me, beat: beat + 1 });
    await transaction.done;
    return entries;
  }

  /** Drops the histories of all boards that are too old, and those beyond the bound of bytes. @param {number} now  time of the device, ms */
  async prune(now) {
    const transaction = this.#database.transaction(["histories", "entries"], "readwrite");
    const rows = transaction.objectStore("histories");
    const all = await rows.getAll();
    let bytes = 0;
    for (const history of all.sort((a, b) => b.used - a.used)) {
      bytes += history.bytes;
      if (now - history.used <= HISTORY_AGE_MS && bytes <= MAX_BYTES) continue;
      const { board, tag } = history;
      await transaction.objectStore("entries").delete(under(board, tag));
      await rows.delete([board, tag]);
    }
    await transaction.done;
  }
}

/** The range of all keys with a prefix. @param {...string} start */
function under(...start) {
  return IDBKeyRange.bound(start, [...start, []]);
}
