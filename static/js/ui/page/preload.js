/**
 * Modules that come later: asked for all at once, instead of one layer of imports after the other, and again
 * when they do not come.
 */

/** When a part of the page could not be fetched, it is tried again after so long. */
const RETRY_MS = 2_000;

/** @param {string | undefined} paths  below the folder of the assets, with spaces between them */
export function preload(paths) {
  const { assets } = document.documentElement.dataset;
  for (const path of paths?.split(" ") ?? []) {
    const link = document.createElement("link");
    document.head.append(Object.assign(link, { rel: "modulepreload", href: `${assets}/${path}` }));
  }
}

/**
 * Drawing goes on meanwhile; a lost request must not leave a page without its board or its menu.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export async function importWithRetry(load) {
  try {
    return await load();
  } catch (error) {
    console.warn("a part of the page did not load", error);
    tellIncomplete();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return importWithRetry(load);
  }
}

/** The status is a part of the page that may be missing itself; when it is there, it says what is so. */
function tellIncomplete() {
  const text = document.getElementById("status-text");
  if (text !== null) text.textContent = text.dataset.incomplete ?? "";
}
