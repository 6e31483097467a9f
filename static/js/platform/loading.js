/**
 * Loads modules after the first ones: requests them all at once instead of one layer of imports after the other, and retries
 * imports that fail. Every `import(…)` of the page goes through here.
 */

import { Signal } from "./signal.js";

/** Delay before a failed import is retried. */
const RETRY_MS = 2_000;

/** Requests modules ahead of their import. @param {string | undefined} paths  below the folder of the assets, with spaces between them */
export function preload(paths) {
  const { assets } = document.documentElement.dataset;
  for (const path of paths?.split(" ") ?? []) {
    const link = document.createElement("link");
    document.head.append(Object.assign(link, { rel: "modulepreload", href: `${assets}/${path}` }));
  }
}

/** Whether the server has newer files than this page, so that a part that is missing here cannot load any more. */
export const isOutdated = new Signal(false);

/**
 * Imports a module and retries until it succeeds: a lost request must not leave a page without its board or its menu. It
 * never settles when only a reload can bring the module.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export async function importWithRetry(load) {
  try {
    return await importOnce(load);
  } catch {
    if (isOutdated.value) return new Promise(() => undefined);
    showMissing("incomplete");
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return importWithRetry(load);
  }
}

/**
 * Imports a module that the page can do without for now: the caller tries again later. Asks for a reload when only that can
 * bring the module.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export async function importOnce(load) {
  try {
    return await load();
  } catch (error) {
    console.warn("a part of the page did not load", error);
    if (await areFilesGone()) {
      isOutdated.set(true);
      showMissing("outdated");
    }
    throw error;
  }
}

/** Whether the server answers that it does not have the files of this page. */
async function areFilesGone() {
  const { assets } = document.documentElement.dataset;
  return fetch(`${assets}/js/main.js`, { method: "HEAD", cache: "no-store" }).then(
    ({ status }) => status === 404,
    () => false,
  );
}

/** Shows that a part of the page is missing. Once the status pill has loaded it overwrites this text. @param {"incomplete" | "outdated"} why */
function showMissing(why) {
  const text = document.getElementById("status-text");
  if (text !== null) text.textContent = text.dataset[why] ?? "";
}

/**
 * A part that loads once, on its first use. `load` retries by itself.
 * @template T
 */
export class Lazy {
  /** Null until it has loaded. @type {T | null} */
  value = null;
  #load;
  /** @type {Promise<T> | null} */
  #loading = null;

  /** @param {() => Promise<T>} load */
  constructor(load) {
    this.#load = load;
  }

  load() {
    this.#loading ??= this.#load().then((value) => {
      this.value = value;
      return value;
    });
    return this.#loading;
  }
}
