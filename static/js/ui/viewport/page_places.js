/**
 * Where this tab is on the board: the page, which the address names (`#p=7`), and the camera of each page. Both survive a
 * reload; a link that names another page wins.
 */

import { readTabSetting, writeTabSetting } from "../settings/storage.js";
import { showContentOnLoad, showPageAtOnce } from "./first_view.js";

/** @typedef {import("../../editor/camera.js").Place} Place */
/** @typedef {import("../../editor/editor.js").Editor} Editor */

/** Time without another turn after which the address names the page. */
const ADDRESS_MS = 150;

/** @param {Editor} editor */
export function bindPagePlaces(editor) {
  const { camera, page, pages, status } = editor;
  /** Cameras of the pages that were shown. @type {Map<number, Place>} */
  const places = new Map();
  const isRestored = restore(editor);
  let shown = page.value;
  if (!isRestored) showContentOnLoad(editor);
  let timer = 0;
  const nameInAddress = () => {
    clearTimeout(timer);
    timer = 0;
    // The address may keep an owner's token that this browser cannot store.
    if (location.hash !== "" && !location.hash.startsWith("#p=")) return;
    history.replaceState(history.state, "", `#p=${page.value}`);
  };
  addEventListener("pagehide", () => {
    if (timer !== 0) nameInAddress();
    store(editor);
  });
  page.subscribe((next) => {
    if (next === shown) return;
    places.set(shown, placeOf(camera));
    shown = next;
    const place = places.get(next);
    if (place === undefined) showPageAtOnce(editor);
    else camera.goTo(place);
    // Browsers refuse to change the address as often as a held key turns pages.
    clearTimeout(timer);
    timer = window.setTimeout(nameInAddress, ADDRESS_MS);
  });
  addEventListener("hashchange", () => pages.turnTo(pageOfAddress() ?? page.value));
  const end = status.subscribe(({ state }) => {
    if (state === "loading") return;
    // A page that this browser does not know may be one that others have made since.
    if (state === "offline" && pageOfAddress() !== null) return;
    end();
    const [first] = pages.listed.value;
    if (!pages.isListed(page.value) && first !== undefined) pages.turnTo(first.page);
  });
}

/** The page that the address names; null for none. */
function pageOfAddress() {
  const number = Number(/^#p=([1-9]\d{0,9})$/.exec(location.hash)?.[1] ?? 0);
  return number >= 1 && number < 2 ** 31 ? number : null;
}

/** @param {Place} camera @returns {Place} */
function placeOf({ x, y, zoom }) {
  return { x, y, zoom };
}

/** @param {Editor} editor */
function store({ camera, page }) {
  writeTabSetting(placeKey(), JSON.stringify({ ...placeOf(camera), page: page.value }));
}

/** Restores the page, and the camera after a reload, which a change of language is too. Returns whether there was a camera to restore. @param {Editor} editor */
function restore({ camera, page }) {
  const asked = pageOfAddress();
  if (asked !== null) page.set(asked);
  /** @type {any} */
  let stored = null;
  try {
    stored = JSON.parse(readTabSetting(placeKey()) ?? "null");
  } catch {
    // Other code of this origin wrote the key.
  }
  const { x, y, zoom, page: number } = stored ?? {};
  if (![x, y, zoom].every(Number.isFinite) || !Number.isSafeInteger(number)) return false;
  if (asked !== null && asked !== number) return false;
  page.set(number);
  camera.goTo({ x, y, zoom });
  return true;
}

function placeKey() {
  return `place.${document.documentElement.dataset.board}`;
}
