/**
 * Brings the board of this page from the server: the manifest, then chunk by chunk.
 *
 * While no board is shown, the parts are shown as they come, and the log goes on over them; else
 * the new board is put together beside the one that is shown, and takes its place when it is whole.
 */

import { Board } from "../model/board.js";
import { Signal } from "../platform/signal.js";
import { LoadError } from "./snapshot_loader.js";

/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./offline_store.js").OfflineStore} OfflineStore */
/** @typedef {import("./snapshot_loader.js").Manifest} Manifest */
/** @typedef {import("./snapshot_loader.js").SnapshotLoader} SnapshotLoader */
/** @typedef {import("./snapshot_loader.js").Viewpoint} Spot */

/** A manifest that takes longer does not come: the network has swallowed it. */
const MANIFEST_TIMEOUT_MS = 30_000;

export class BoardLoader {
  /** The share of the chunks that have come, 0 to 1; null when none is on its way. @type {Signal<number | null>} */
  progress = new Signal(/** @type {number | null} */ (null));
  /** Where somebody looks: chunks come from there outwards. @type {() => Spot} */
  viewpoint = () => ({ page: 1, x: 0, y: 0 });
  #loader;
  #environment;
  /** @type {AbortController | null} */
  #loading = null;

  /**
   * @param {SnapshotLoader} loader
   * @param {{session: Session, replica: Replica, offlineStore: OfflineStore, now: () => number, startTimer: import("./session_driver.js").StartTimer, runEffects: () => void}} world
   *   `runEffects` performs the effects of the session
   */
  constructor(loader, world) {
    this.#loader = loader;
    this.#environment = world;
  }

  /** Starts anew; what is under way is given up. */
  async start() {
    const { session, offlineStore, now, startTimer, runEffects } = this.#environment;
    this.stop();
    const loading = new AbortController();
    this.#loading = loading;
    const { signal } = loading;
    const patience = startTimer(() => {
      loading.abort();
      session.loadFailed("network", now());
      runEffects();
    }, MANIFEST_TIMEOUT_MS);
    try {
      const manifest = await this.#loader.manifest(signal);
      if (signal.aborted) return;
      patience();
      await this.#assemble(manifest, signal);
    } catch (error) {
      if (signal.aborted) return;
      loading.abort();
      if (!(error instanceof LoadError)) console.error(error);
      session.loadFailed(error instanceof LoadError ? error.code : "broken", now());
      offlineStore.showStoredBoard();
    } finally {
      patience();
      if (this.#loading === loading) this.#setProgress(null);
    }
    runEffects();
  }

  stop() {
    this.#loading?.abort();
    this.#setProgress(null);
  }

  /** Fetches the timing of points that came without it; then the board can be told as a whole. */
  async loadTiming() {
    const { board } = this.#environment.replica;
    const { signal } = new AbortController();
    const names = [...board.missingTimings()];
    const times = await Promise.all(names.map((hash) => this.#loader.timing(hash, signal)));
    board.fillTimings(new Map(times.map((time, at) => [names[at] ?? "", time])));
  }

  /** @param {Manifest} manifest @param {AbortSignal} signal */
  async #assemble(manifest, signal) {
    const { session, replica, offlineStore, now, runEffects } = this.#environment;
    const board = Board.fromManifest(manifest);
    session.manifestLoaded(manifest, now());
    const isShown = session.showsParts;
    if (isShown) replica.replaceBoard(board);
    runEffects();
    const all = manifest.chunks.length;
    let come = 0;
    if (all > 0) this.#setProgress(0);
    await this.#loader.chunks(manifest.chunks, {
      near: () => this.viewpoint(),
      took: (hash, columns) => {
        if (isShown) replica.insert(hash, columns);
        else board.insert(hash, columns);
        come += 1;
        this.#setProgress(come / all);
      },
      signal,
    });
    if (signal.aborted) return;
    if (!isShown) replica.replaceBoard(board);
    offlineStore.boardReplaced(board);
    session.boardLoaded(manifest.seq, now());
  }

  /** @param {number | null} share */
  #setProgress(share) {
    if (share !== this.progress.value) this.progress.set(share);
  }
}
