/**
 * The pictures that wait to be sent, of this page and of closed ones whose leases it holds (SPEC K9). They are stored on this
 * device from the moment they are added until the log has the edit that shows them, or the person gives them up.
 */

import { Signal } from "../platform/signal.js";

/** @typedef {import("./edit_queue.js").EditQueue} EditQueue */
/** @typedef {import("./edit_queue.js").PendingEdit} PendingEdit */
/** @typedef {import("./leases.js").Lease} Lease */
/** @typedef {import("./picture_tables.js").NewShape} NewShape */
/** @typedef {import("./picture_tables.js").PictureChange} PictureChange */
/** @typedef {import("./picture_tables.js").PictureTables} PictureTables */
/** @typedef {import("./picture_tables.js").StoredPicture} StoredPicture */
/**
 * A picture of this page.
 * @typedef {StoredPicture & {id: string, file: Blob | null, isStored: boolean, isOwn: boolean, losses: number}} WaitingPicture
 *   `file`: null until it is read; `isOwn`: this page has added it; `losses`: how often the server has lost it
 */
/**
 * @typedef {object} WaitingOptions
 * @property {string} board
 * @property {string} tag  of this page
 * @property {EditQueue} queue
 * @property {PictureTables | null} tables  null where nothing can be stored
 * @property {(tag: string) => Lease | null} leaseFor  a lease to be stored with a picture, null when that of its tag is stored
 * @property {() => void} onChanged  writes what `takeChanges` returns, and shows how many wait
 */

/** Bytes of all waiting pictures; the rest of the queue's 32 MiB stays for drawing (SPEC K4). */
export const MAX_BYTES = 24 * 1024 * 1024;

/** A picture that the server says it has, and has not, is sent this often. */
const MAX_LOSSES = 3;

export class WaitingPictures {
  /** Set after any change. */
  changes = new Signal(0);
  /** Whether the page has given its leases up, so that other pages send its pictures. */
  isPaused = false;
  #options;
  #tables;
  /** By id, in the order in which they were added. @type {Map<string, WaitingPicture>} */
  #pictures = new Map();
  /** Changes that are not written. @type {Map<string, {picture: WaitingPicture, isGone: boolean}>} */
  #unwritten = new Map();

  /** @param {WaitingOptions} options */
  constructor(options) {
    this.#options = options;
    this.#tables = options.tables;
  }

  /** All of them, refused ones too. */
  get list() {
    return [...this.#pictures.values()];
  }

  /** Whether a page that dies loses one of them. */
  get isOnlyHere() {
    return this.list.some(({ isStored }) => !isStored);
  }

  /** Whether a lease is needed for a tag. @param {string} tag */
  has(tag) {
    return this.list.some((picture) => picture.tag === tag && picture.isStored);
  }

  /** @param {number} bytes  of one more picture */
  hasRoom(bytes) {
    return this.#bytes + bytes <= MAX_BYTES && !this.#options.queue.isFull;
  }

  get #bytes() {
    return this.list.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Adds a picture of this page, and stores it. Resolves once that is done, or impossible. @param {NewShape} shape @param {Blob} file */
  async add(shape, file) {
    const [tag, n] = nameOf(shape.id);
    const { board } = this.#options;
    const row = { board, tag, n, shape, bytes: file.size, code: "", edit: null };
    const picture = { ...row, id: shape.id, file, isStored: false, isOwn: true, losses: 0 };
    this.#pictures.set(picture.id, picture);
    this.#changed();
    const tables = this.#tables;
    if (tables === null) return;
    try {
      const body = await file.arrayBuffer();
      if (!this.#pictures.has(picture.id) || picture.edit !== null) return;
      await tables.add(rowOf(picture), { type: file.type, body }, this.#options.leaseFor(tag));
      picture.isStored = true;
      // It was sent, given up or refused meanwhile, which has to be written too.
      const now = this.#pictures.get(picture.id);
      if (now !== picture) this.#write(picture, true);
      else if (picture.edit !== null || picture.code !== "") this.#write(picture);
    } catch (error) {
      console.warn("a picture could not be stored on this device", error);
    }
    this.#changed();
  }

  /** The file of a picture; null when it is gone. @param {WaitingPicture} picture */
  async fileOf(picture) {
    picture.file ??= (await this.#tables?.file(picture)) ?? null;
    return picture.file;
  }

  /**
   * Adds the image of a picture that the server has.
   * @param {WaitingPicture} picture
   * @param {() => number} commit  returns the number of the edit
   * @returns {Promise<boolean>}  false when another page has done it, or its edit waits
   */
  async place(picture, commit) {
    const { tag, queue } = this.#options;
    const added = () => {
      const n = commit();
      picture.edit = { tag, n };
      const edit = queue.editsOf(tag).find((pending) => pending.n === n);
      return /** @type {PendingEdit} */ (edit);
    };
    if (this.#tables === null || !picture.isStored) {
      added();
      this.#changed();
      return true;
    }
    const edit = await this.#tables.place(rowOf(picture), tag, added);
    // Another page goes on with it.
    if (edit === null) this.#drop(picture.id);
    this.#changed();
    return edit !== null;
  }

  /** Keeps a picture that the server does not take, for the person. @param {WaitingPicture} picture @param {string} code */
  refuse(picture, code) {
    picture.code = code;
    this.#write(picture);
    this.#changed();
  }

  /** @param {WaitingPicture} picture */
  remove(picture) {
    this.#drop(picture.id);
    this.#write(picture, true);
    this.#changed();
  }

  /** An edit is in the log: the picture that it shows waits no more. @param {{tag: string, n: number}} edit */
  logged(edit) {
    for (const picture of this.#addedBy(edit)) this.remove(picture);
  }

  /**
   * An edit was refused. When the server has lost its picture, that is sent again (SPEC O13).
   * @param {{tag: string, n: number}} edit
   * @param {string} code
   * @returns {boolean}  whether it has shown a picture of this page
   */
  refused(edit, code) {
    const pictures = this.#addedBy(edit);
    for (const picture of pictures) {
      picture.edit = null;
      picture.losses += 1;
      this.refuse(picture, code === "image" && picture.losses < MAX_LOSSES ? "" : code);
    }
    return pictures.length > 0;
  }

  /** @param {{tag: string, n: number}} edit */
  #addedBy({ tag, n }) {
    return this.list.filter(({ edit }) => edit?.tag === tag && edit.n === n);
  }

  /** Whether the edit that shows a picture is not decided yet. @param {WaitingPicture} picture */
  isQueued({ edit }) {
    if (edit === null) return false;
    return this.#options.queue.editsOf(edit.tag).some(({ n }) => n === edit.n);
  }

  /** Takes the pictures of a closed page. @param {readonly StoredPicture[]} rows */
  adopt(rows) {
    for (const row of rows) {
      const id = row.shape.id;
      if (this.#pictures.has(id)) continue;
      this.#pictures.set(id, { ...row, id, file: null, isStored: true, isOwn: false, losses: 0 });
    }
    if (rows.length > 0) this.#changed();
  }

  /** Another page sends the pictures of a tag. @param {string} tag */
  disown(tag) {
    for (const { id, tag: of, isStored } of this.list) if (of === tag && isStored) this.#drop(id);
    this.#changed();
  }

  /** Another page had the lease of this page's own pictures: what is stored says which are left. */
  async reload() {
    const { board, tag } = this.#options;
    if (this.#tables === null || !this.has(tag)) return;
    const rows = new Map((await this.#tables.of(board, tag)).map((row) => [row.n, row]));
    for (const picture of this.list) {
      if (picture.tag !== tag || !picture.isStored) continue;
      const row = rows.get(picture.n);
      if (row === undefined) this.#drop(picture.id);
      // It may have died between its edit and the log.
      else Object.assign(picture, row, { isOwn: false });
    }
    this.#changed();
  }

  /** The database is closed: the pages that can open it send what is stored. */
  detach() {
    this.#tables = null;
    for (const { id, isStored } of this.list) if (isStored) this.#drop(id);
    this.#changed();
  }

  /** @param {boolean} isPaused */
  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.#changed();
  }

  /** Removes and returns what is to be written with the edits, undefined for nothing. @returns {PictureChange | undefined} */
  takeChanges() {
    if (this.#unwritten.size === 0 || this.#tables === null) return undefined;
    const changes = [...this.#unwritten.values()];
    this.#unwritten.clear();
    const put = changes.filter(({ isGone }) => !isGone).map(({ picture }) => rowOf(picture));
    return { put, remove: changes.filter(({ isGone }) => isGone).map(({ picture }) => picture) };
  }

  /** Writes again what a failed write may have lost. @param {PictureChange | undefined} change */
  restoreChanges(change) {
    for (const { shape } of change?.put ?? []) {
      const picture = this.#pictures.get(shape.id);
      if (picture !== undefined) this.#write(picture);
    }
    for (const gone of change?.remove ?? []) {
      const picture = /** @type {WaitingPicture} */ (gone);
      this.#unwritten.set(picture.id, { picture, isGone: true });
    }
  }

  /** @param {WaitingPicture} picture @param {boolean} [isGone] */
  #write(picture, isGone = false) {
    if (picture.isStored) this.#unwritten.set(picture.id, { picture, isGone });
  }

  /** @param {string} id */
  #drop(id) {
    this.#pictures.delete(id);
    this.#unwritten.delete(id);
  }

  #changed() {
    const waiting = this.list.filter(({ code, edit }) => code === "" && edit === null);
    this.#options.queue.pictures = { count: waiting.length, bytes: this.#bytes };
    this.#options.onChanged();
    this.changes.set(this.changes.value + 1);
  }
}

/** @param {WaitingPicture} picture @returns {StoredPicture} */
function rowOf({ board, tag, n, shape, bytes, code, edit }) {
  return { board, tag, n, shape, bytes, code, edit };
}

/** The tag and number of an id (SPEC D2). @param {string} id @returns {[string, number]} */
function nameOf(id) {
  const [tag = "", n = ""] = id.split(".");
  return [tag, Number(n)];
}
