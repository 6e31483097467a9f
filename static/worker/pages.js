/**
 * The service worker: pages that were open here before open again without a network (SPEC K6).
 *
 * A page comes from the server when that answers soon, else as it was last. Files come from the
 * cache, because an address never shows anything else. Each version of the files has a cache of its
 * own, with the pages that name it, so that what opens offline fits together. The server writes
 * `self.lavagna` before this text: `tree`, the folder of the files, and `files`, what is in it.
 */

const worker = /** @type {any} */ (self);

/** @type {{tree: string, files: string[]}} */
const { tree, files } = worker.lavagna;

/** Caches of this and former versions. */
const PREFIX = "lavagna ";
const OWN = PREFIX + tree;

/** Pages that are kept: the last five boards and the start page. */
const MAX_PAGES = 6;

/** A server that takes longer is answered for. */
const PATIENCE_MS = 4000;

/** While somebody develops, files change under the same address. */
const isFixed = !tree.endsWith("/dev");

worker.addEventListener("install", (/** @type {any} */ event) => {
  // Nothing of an older worker is needed to go on: its pages keep their files.
  worker.skipWaiting();
  event.waitUntil(install());
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(activate());
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && isPage(pathname)) event.respondWith(page(request, event));
});

async function install() {
  const cache = await caches.open(OWN);
  await Promise.all(files.map((name) => fetchInto(cache, `${tree}/${name}`)));
  const open = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const paths = open.map((/** @type {{url: string}} */ { url }) => new URL(url).pathname);
  for (const name of await formerCaches()) paths.push(...(await pathsIn(await caches.open(name))));
  // Other pages of this browser would ask for files of the version before.
  for (const path of new Set(paths.filter(isPage))) {
    await fetch(path).then(
      (answer) => keep(path, answer),
      () => undefined,
    );
  }
}

async function activate() {
  // Pages that are open may still load files of the version before.
  for (const name of (await formerCaches()).slice(0, -1)) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {Cache} cache @param {string} address */
async function fetchInto(cache, address) {
  const answer = await fetch(address);
  if (answer.ok) await cache.put(address, answer);
  else if (isFixed) throw new Error(`${address}: ${answer.status}`);
}

/** Oldest first. */
async function formerCaches() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== OWN);
}

/** @param {Request} request */
async function file(request) {
  if (!isFixed) {
    const answer = await fetch(request).catch(() => null);
    if (answer !== null) return answer;
  }
  const kept = await caches.match(request, { ignoreVary: true });
  return kept ?? fetch(request);
}

/** @param {Request} request @param {{waitUntil: (work: Promise<unknown>) => void}} event */
async function page(request, event) {
  const { pathname } = new URL(request.url);
  const coming = fetch(request).catch(() => null);
  event.waitUntil(coming.then(async (answer) => answer !== null && keep(pathname, answer.clone())));
  const answer = await Promise.race([coming, pause(PATIENCE_MS)]);
  if (answer !== null && answer.status < 500) return answer;
  const kept = await keptPage(pathname);
  return kept ?? answer ?? (await coming) ?? Response.error();
}

/** @param {string} pathname @returns {Promise<Response | undefined>} */
async function keptPage(pathname) {
  const own = await (await caches.open(OWN)).match(pathname);
  return own ?? caches.match(pathname);
}

/** Keeps a page that fits the files of this version. @param {string} path @param {Response} answer */
async function keep(path, answer) {
  const cache = await caches.open(OWN);
  if (answer.status === 404) await cache.delete(path);
  if (answer.status !== 200 || answer.redirected) return;
  const text = await answer.clone().text();
  if (!text.includes(`data-assets="${tree}"`)) return;
  // The latest is the last.
  await cache.delete(path);
  await cache.put(path, answer);
  const paths = await pathsIn(cache);
  for (const old of paths.slice(0, -MAX_PAGES)) await cache.delete(old);
}

/** Pages of a cache, oldest first. @param {Cache} cache */
async function pathsIn(cache) {
  const requests = await cache.keys();
  return requests.map(({ url }) => new URL(url).pathname).filter(isPage);
}

/** @param {string} path */
function isPage(path) {
  return path === "/" || /^\/b\/[0-9A-Za-z]+$/.test(path);
}

/** @param {number} ms @returns {Promise<null>} */
function pause(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
