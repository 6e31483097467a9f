/**
 * The service worker: pages that were open before can be opened offline (SPEC K6).
 *
 * A page comes from the server if that answers within 4 s, otherwise from the cache. Files come from the cache, because the
 * content of an address never changes. Each version of the files has a cache of its own, with the pages that use it, so that
 * an offline page and its files match. The server writes `self.lavagna` before this text: `tree`, the folder of the files,
 * and `files`, their names.
 */

const worker = /** @type {any} */ (self);

/** @type {{tree: string, files: string[]}} */
const { tree, files } = worker.lavagna;

/** Prefix of the caches of this and earlier versions. */
const PREFIX = "lavagna ";
const OWN = PREFIX + tree;

/** Cached pages: the last five boards and the start page. */
const MAX_PAGES = 6;

/** Timeout of the server, after which the cached page is shown. */
const SERVER_TIMEOUT_MS = 4000;

/** Whether the content of an address never changes; in development it does. */
const isFixed = !tree.endsWith("/dev");

worker.addEventListener("install", (/** @type {any} */ event) => {
  // An older worker need not finish: its pages find their files in its cache.
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
  if (pathname.startsWith("/assets/")) event.respondWith(fileResponse(request));
  else if (request.mode === "navigate" && isPage(pathname))
    event.respondWith(pageResponse(request, event));
});

async function install() {
  const cache = await caches.open(OWN);
  await Promise.all(files.map((name) => fetchInto(cache, `${tree}/${name}`)));
  const open = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const paths = open.map((/** @type {{url: string}} */ { url }) => new URL(url).pathname);
  for (const name of await earlierCaches()) paths.push(...(await pathsIn(await caches.open(name))));
  // The cached pages of this browser use the files of the version before, so they are fetched again.
  for (const path of new Set(paths.filter(isPage))) {
    await fetch(path).then(
      (response) => storePage(path, response),
      () => undefined,
    );
  }
}

async function activate() {
  // Open pages may still load files of the version before.
  for (const name of (await earlierCaches()).slice(0, -1)) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {Cache} cache @param {string} address */
async function fetchInto(cache, address) {
  const response = await fetch(address);
  if (response.ok) await cache.put(address, response);
  else if (isFixed) throw new Error(`${address}: ${response.status}`);
}

/** Names of the caches of earlier versions, oldest first. */
async function earlierCaches() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== OWN);
}

/** @param {Request} request */
async function fileResponse(request) {
  if (!isFixed) {
    const response = await fetch(request).catch(() => null);
    if (response !== null) return response;
  }
  const cached = await caches.match(request, { ignoreVary: true });
  return cached ?? fetch(request);
}

/** @param {Request} request @param {{waitUntil: (work: Promise<unknown>) => void}} event */
async function pageResponse(request, event) {
  const { pathname } = new URL(request.url);
  const fetching = fetch(request).catch(() => null);
  event.waitUntil(
    fetching.then(async (response) => response !== null && storePage(pathname, response.clone())),
  );
  const response = await Promise.race([fetching, delay(SERVER_TIMEOUT_MS)]);
  if (response !== null && response.status < 500) return response;
  const cached = await cachedPage(pathname);
  return cached ?? response ?? (await fetching) ?? Response.error();
}

/** @param {string} pathname @returns {Promise<Response | undefined>} */
async function cachedPage(pathname) {
  const own = await (await caches.open(OWN)).match(pathname);
  return own ?? caches.match(pathname);
}

/** Stores a page if it uses the files of this version. @param {string} path @param {Response} response */
async function storePage(path, response) {
  const cache = await caches.open(OWN);
  if (response.status === 404) await cache.delete(path);
  if (response.status !== 200 || response.redirected) return;
  const text = await response.clone().text();
  if (!text.includes(`data-assets="${tree}"`)) return;
  // Deleted first, so that the latest page is the last key.
  await cache.delete(path);
  await cache.put(path, response);
  const paths = await pathsIn(cache);
  for (const old of paths.slice(0, -MAX_PAGES)) await cache.delete(old);
}

/** Paths of the pages of a cache, oldest first. @param {Cache} cache */
async function pathsIn(cache) {
  const requests = await cache.keys();
  return requests.map(({ url }) => new URL(url).pathname).filter(isPage);
}

/** @param {string} path */
function isPage(path) {
  return path === "/" || /^\/b\/[0-9A-Za-z]+$/.test(path);
}

/** @param {number} ms @returns {Promise<null>} */
function delay(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
