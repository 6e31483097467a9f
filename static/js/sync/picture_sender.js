/**
 * Sends the pictures that wait, at most two at a time, and adds the image of each once the server has it (SPEC K9, P1).
 *
 * A picture that this page has added goes out at once. One that a closed page has left waits for the whole board: that page may
 * have added its image already.
 */

/** @typedef {import("./session_driver.js").StartTimer} StartTimer */
/** @typedef {import("./waiting_pictures.js").WaitingPicture} WaitingPicture */
/** @typedef {import("./waiting_pictures.js").WaitingPictures} WaitingPictures */
/**
 * @typedef {object} SenderOptions
 * @property {WaitingPictures} pictures
 * @property {(picture: WaitingPicture & {file: Blob}, options: {signal: AbortSignal, onProgress: (share: number) => void}) => Promise<string | null>} send
 *   as `sendPicture`
 * @property {(picture: WaitingPicture) => number} commit  adds the image, and returns the number of the edit
 * @property {() => boolean} isReady  whether the server's board is shown whole, and the connection is open
 * @property {(id: string) => boolean} isShown  whether an image of this picture is on the board, or waits to be
 * @property {StartTimer} startTimer
 * @property {(picture: WaitingPicture) => void} [onWait]  it could not be sent now
 * @property {(picture: WaitingPicture) => void} [onRefused]
 * @property {(picture: WaitingPicture) => void} [onPlaced]
 * @property {() => void} [onProgress]  more of a picture is sent, or it waits again
 */
/** How far a picture is. @typedef {{cancel: AbortController, share: number}} Sending */

/** Pictures of a page that are sent at a time. */
const AT_ONCE = 2;

/** Wait after the first failure; it doubles with each. */
const RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

export class PictureSender {
  #options;
  /** By id. @type {Map<string, Sending>} */
  #sending = new Map();
  /** Ends of waits after a failure, by id. @type {Map<string, () => void>} */
  #resting = new Map();
  /** Failures in a row, by id. @type {Map<string, number>} */
  #failures = new Map();

  /** @param {SenderOptions} options */
  constructor(options) {
    this.#options = options;
    options.pictures.changes.subscribe(() => this.check());
    this.check();
  }

  /** The share of a picture that is sent; null while it waits. @param {string} id */
  shareOf(id) {
    return this.#sending.get(id)?.share ?? null;
  }

  /** Tries at once what waits after a failure, because the network may be back. */
  tryNow() {
    for (const end of this.#resting.values()) end();
    this.#resting.clear();
    this.check();
  }

  /** Starts what can be sent now, and ends what is not to be sent any more. */
  check() {
    const { pictures } = this.#options;
    const wanted = new Map(pictures.list.map((picture) => [picture.id, picture]));
    for (const [id, { cancel }] of this.#sending)
      if (pictures.isPaused || !wanted.has(id)) cancel.abort();
    if (pictures.isPaused) return;
    for (const picture of wanted.values()) {
      if (this.#sending.size >= AT_ONCE) return;
      if (this.#isDue(picture)) this.#start(picture);
    }
  }

  /** @param {WaitingPicture} picture */
  #isDue(picture) {
    const { pictures, isReady } = this.#options;
    if (picture.code !== "" || pictures.isQueued(picture)) return false;
    if (this.#sending.has(picture.id) || this.#resting.has(picture.id)) return false;
    return isFresh(picture) || isReady();
  }

  /** @param {WaitingPicture} picture */
  async #start(picture) {
    const { pictures, onRefused, onWait, onProgress } = this.#options;
    const sending = { cancel: new AbortController(), share: 0 };
    this.#sending.set(picture.id, sending);
    let outcome = null;
    try {
      outcome = await this.#send(picture, sending);
    } catch (error) {
      console.warn("a picture could not be sent", error);
      outcome = "later";
    }
    this.#sending.delete(picture.id);
    const isOver = sending.cancel.signal.aborted || !pictures.list.includes(picture);
    if (outcome === "later" && !isOver) {
      this.#rest(picture.id);
      onWait?.(picture);
    } else if (outcome !== null && outcome !== "later" && !isOver) {
      pictures.refuse(picture, outcome);
      onRefused?.(picture);
    }
    this.check();
    onProgress?.();
  }

  /** @param {WaitingPicture} picture @param {Sending} sending @returns {Promise<string | null>} */
  async #send(picture, sending) {
    const { pictures, send, onProgress, onPlaced } = this.#options;
    if (!isFresh(picture) && this.#isDone(picture)) return null;
    const file = await pictures.fileOf(picture);
    if (file === null) return "gone";
    const { signal } = sending.cancel;
    const outcome = await send(Object.assign(picture, { file }), {
      signal,
      onProgress: (share) => {
        sending.share = share;
        onProgress?.();
      },
    });
    if (outcome !== null || signal.aborted) return outcome;
    this.#failures.delete(picture.id);
    // The log may have come meanwhile.
    if (!isFresh(picture) && this.#isDone(picture)) return null;
    const isPlaced = await pictures.place(picture, () => this.#options.commit(picture));
    if (isPlaced) onPlaced?.(picture);
    return null;
  }

  /** Whether the page that left a picture has added its image. @param {WaitingPicture} picture */
  #isDone(picture) {
    const { pictures, isShown } = this.#options;
    if (!isShown(picture.id)) return false;
    if (!pictures.isQueued(picture)) pictures.remove(picture);
    return true;
  }

  /** @param {string} id */
  #rest(id) {
    const failures = this.#failures.get(id) ?? 0;
    this.#failures.set(id, failures + 1);
    const ms = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures);
    const cancel = this.#options.startTimer(() => {
      this.#resting.delete(id);
      this.check();
    }, ms);
    this.#resting.set(id, cancel);
  }
}

/** Whether nobody else can have added the image. @param {WaitingPicture} picture */
function isFresh({ isOwn, edit }) {
  return isOwn && edit === null;
}
