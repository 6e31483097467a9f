/**
 * Loads the board of this page from the server: the manifest, then chunk by chunk.
 *
 * While no board is shown, the parts are shown as they arrive, and the log is applied to them. Otherwise the new board is
 * assembled beside the shown one and replaces it when it is complete.
 */

import { Board } from "../model/board.js";
import { Signal } from "../platform/signal.js";
import { LoadError } from "./snapshot_loader.js";

/** @typedef {import("../model/replica.js").Replica} Replica */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./offline_store.js").OfflineStore} OfflineStore */
/** @typedef {import("./snapshot_loader.js").Manifest} Manifest */
/** @typedef {import("./snapshot_loader.js").SnapshotLoader} SnapshotLoader */
/** @typedef {import("./snapshot_loader.js").Viewpoint} Viewpoint */

/** A manifest that takes longer is lost. */
const MANIFEST_TIMEOUT_MS = 30_000;

/** Steps of the shown progress: each costs a frame. */
const PROGRESS_STEPS = 20;

export class BoardLoader {
  /** The share of the chunks that have arrived, 0 to 1; null while none is loading. @type {Signal<number | null>} */
  progress = new Signal(/** @type {number | null} */ (null));
  /** Returns the place that is in view: chunks are loaded from there outwards. @type {() => Viewpoint} */
  viewpoint = () => ({ page: 1, x: 0, y: 0 });
  #loader;
  #environment;
  /** @type {AbortController | null} */
  #loading = null;

  /**
   * @param {SnapshotLoader} loader
   * @param {{session: Session, replica: Replica, offlineStore: OfflineStore, now: () => number, startTimer: import("./session_driver.js").StartTimer, runEffects: () => void}} environment
   *   `runEffects` performs the effects of the session
   */
  constructor(loader, environment) {
    this.#loader = loader;
    this.#environment = environment;
  }

  /** Starts a load, and aborts one that is running. */
  async start() {
    const { session, offlineStore, now, startTimer, runEffects } = this.#environment;
    this.stop();
    const loading = new AbortController();
    this.#loading = loading;
    const { signal } = loading;
    const cancelTimeout = startTimer(() => {
      loading.abort();
      session.loadFailed("network", now());
      runEffects();
    }, MANIFEST_TIMEOUT_MS);
    try {
      const manifest = await this.#loader.manifest(signal);
      if (signal.aborted) return;
      cancelTimeout();
      await this.#assemble(manifest, signal);
    } catch (error) {
      if (signal.aborted) return;
      loading.abort();
      if (!(error instanceof LoadError)) console.error(error);
      session.loadFailed(error instanceof LoadError ? error.code : "broken", now());
      offlineStore.showStoredBoard();
    } finally {
      cancelTimeout();
      if (this.#loading === loading) this.#setProgress(null);
    }
    runEffects();
  }

  stop() {
    this.#loading?.abort();
    this.#setProgress(null);
  }

  /** Loads the timing of points that were loaded without it, which exports and the canonical form need. */
  async loadTiming() {
    const { board } = this.#environment.replica;
    const { signal } = new AbortController();
    const hashes = [...board.missingTimings()];
    const timings = await Promise.all(hashes.map((hash) => this.#loader.timing(hash, signal)));
    board.fillTimings(new Map(timings.map((timing, at) => [hashes[at] ?? "", timing])));
  }

  /** @param {Manifest} manifest @param {AbortSignal} signal */
  async #assemble(manifest, signal) {
    const { session, replica, offlineStore, now, runEffects } = this.#environment;
    const board = Board.fromManifest(manifest);
    session.manifestLoaded(manifest, now());
    const isShown = session.showsParts;
    if (isShown) replica.replaceBoard(board);
    runEffects();
    const total = manifest.chunks.length;
    let loaded = 0;
    if (total > 0) this.#setProgress(0);
    await this.#loader.chunks(manifest.chunks, {
      viewpoint: () => this.viewpoint(),
      onChunk: (hash, columns) => {
        if (isShown) replica.insert(hash, columns);
        else board.insert(hash, columns);
        loaded += 1;
        this.#setProgress(Math.floor((PROGRESS_STEPS * loaded) / total) / PROGRESS_STEPS);
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
