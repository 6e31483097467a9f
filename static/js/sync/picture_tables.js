/**
 * The tables of pictures that wait to be sent in IndexedDB (SPEC K9): a row for each, and its file apart, so that a change of the
 * row does not write the file again. The lease of its tag covers a picture as it covers edits.
 */

/** @typedef {import("../model/shape.js").NewShape} NewShape */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {import("./offline_database.js").Database} Database */
/**
 * A picture, by the tag and number of its id.
 * @typedef {object} StoredPicture
 * @property {string} board
 * @property {string} tag
 * @property {number} n
 * @property {NewShape} shape  the image as it was placed; its id is that of the picture
 * @property {number} bytes  of the file
 * @property {string} code  of the refusal, empty while it waits to be sent
 * @property {{tag: string, n: number} | null} edit  the edit that has added the image; null while there is none
 */
/** @typedef {{board: string, tag: string, n: number, type: string, body: ArrayBuffer}} StoredFile */
/** @typedef {{put: readonly StoredPicture[], remove: readonly Pick<StoredPicture, "tag" | "n">[]}} PictureChange */

export class PictureTables {
  #database;

  /** @param {Database} database */
  constructor(database) {
    this.#database = database;
  }

  /**
   * Stores a picture with its file, in a transaction of its own: a file without room must not keep edits from being stored.
   * @param {StoredPicture} picture
   * @param {{type: string, body: ArrayBuffer}} file
   * @param {Lease | null} lease  of its tag, null when it is stored already
   */
  async add(picture, file, lease) {
    const { board, tag, n } = picture;
    const transaction = this.#database.transaction(["leases", "pictures", "files"], "readwrite");
    /** @type {Promise<unknown>[]} */
    const requests = [
      transaction.objectStore("pictures").put(picture),
      transaction.objectStore("files").put({ board, tag, n, ...file }),
    ];
    if (lease !== null) requests.push(transaction.objectStore("leases").put(lease));
    await Promise.all([transaction.done, ...requests]);
  }

  /** Number of stored pictures of a board, of all pages. @param {string} board */
  async count(board) {
    return this.#database.count("pictures", IDBKeyRange.bound([board], [board, []]));
  }

  /** The pictures of a tag. @param {string} board @param {string} tag @returns {Promise<StoredPicture[]>} */
  async of(board, tag) {
    return this.#database.getAll("pictures", IDBKeyRange.bound([board, tag], [board, tag, []]));
  }

  /** @param {StoredPicture} picture @returns {Promise<Blob | null>} */
  async file({ board, tag, n }) {
    const file = await this.#database.get("files", [board, tag, n]);
    return file === undefined ? null : new Blob([file.body], { type: file.type });
  }

  /**
   * Queues the edit that adds an image, and notes it at the picture, in one transaction: a page that dies before has done neither.
   * @param {StoredPicture} picture
   * @param {string} holder  tag of this page
   * @param {() => PendingEdit} commit  called at most once
   * @returns {Promise<StoredPicture["edit"]>}  null when another page has the picture, or its edit is queued
   */
  async place({ board, tag, n }, holder, commit) {
    const transaction = this.#database.transaction(["leases", "pictures", "edits"], "readwrite");
    const [pictures, edits] = [
      transaction.objectStore("pictures"),
      transaction.objectStore("edits"),
    ];
    const lease = await transaction.objectStore("leases").get([board, tag]);
    const now = await pictures.get([board, tag, n]);
    const before = now?.edit ?? null;
    const queued = before === null ? undefined : await edits.get([board, before.tag, before.n]);
    if (lease?.holder !== holder || now === undefined || queued !== undefined) {
      await transaction.done;
      return null;
    }
    const { json, bytes, ...added } = commit();
    const edit = { tag: added.tag, n: added.n };
    await edits.put({ board, ...edit, json, bytes });
    await pictures.put({ ...now, edit });
    await transaction.done;
    return edit;
  }
}

/**
 * Requests the changes of pictures in a transaction of others.
 * @param {{objectStore: (name: "pictures" | "files") => any}} transaction
 * @param {PictureChange} change
 * @param {string} board
 * @returns {Promise<unknown>[]}
 */
export function pictureRequests(transaction, { put, remove }, board) {
  const [rows, files] = [transaction.objectStore("pictures"), transaction.objectStore("files")];
  return [
    ...put.map((picture) => rows.put(picture)),
    ...remove.flatMap(({ tag, n }) => [rows, files].map((store) => store.delete([board, tag, n]))),
  ];
}
