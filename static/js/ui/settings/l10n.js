/**
 * Texts in the page's language, from the Fluent files that the server uses too. Parts of the page that load on use have
 * files of their own; all files of a page fill one bundle.
 */

import { FluentBundle, FluentResource } from "../../../vendor/fluent-bundle/index.js";

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

/** Wraps a name in bidi isolates, so that its direction cannot reorder the sentence. @param {string} name */
export function isolate(name) {
  return `\u2068${name}\u2069`;
}

/** A person's name, or "Guest" when nothing of it is visible. @param {string} name @param {Translate} t */
export function displayName(name, t) {
  return name === "" ? t("guest") : name;
}

/** The texts of this page; null before the first. @type {FluentBundle | null} */
let ofPage = null;
/** The files that have been requested and have not failed. @type {Map<string, Promise<void>>} */
const requested = new Map();

/** Fetches the texts of files, each once. @param {...string} files  names of Fluent files @returns {Promise<Translate>} */
export async function loadTexts(...files) {
  const { lang } = document.documentElement;
  ofPage ??= newBundle(lang);
  const bundle = ofPage;
  const load = async (/** @type {string} */ file) => {
    bundle.addResource(new FluentResource(await fetchSource(lang, file)));
  };
  const once = (/** @type {string} */ file) => {
    const loading = requested.get(file) ?? load(file);
    requested.set(file, loading);
    loading.catch(() => requested.delete(file));
    return loading;
  };
  await Promise.all(files.map(once));
  return translate(bundle);
}

/** Fetches files in a language that need not be that of the page. @param {string} lang @param {...string} files @returns {Promise<Translate>} */
export async function textsIn(lang, ...files) {
  const sources = await Promise.all(files.map((file) => fetchSource(lang, file)));
  return translator(lang, sources.join("\n"));
}

/** @param {string} lang @param {string} file */
async function fetchSource(lang, file) {
  const { assets } = document.documentElement.dataset;
  const response = await fetch(`${assets}/locales/${lang}/${file}.ftl`);
  if (!response.ok) throw new Error(`no texts ${file} for ${lang}: ${response.status}`);
  return response.text();
}

/** @param {string} lang @param {string} source  a Fluent file @returns {Translate} */
export function translator(lang, source) {
  const bundle = newBundle(lang);
  bundle.addResource(new FluentResource(source));
  return translate(bundle);
}

/** @param {string} lang */
function newBundle(lang) {
  return new FluentBundle(lang, { useIsolating: false });
}

/** @param {FluentBundle} bundle @returns {Translate} */
function translate(bundle) {
  return (key, values) => {
    const message = bundle.getMessage(key)?.value;
    if (message === undefined || message === null) {
      console.error(`no text for ${key}`);
      return key;
    }
    return bundle.formatPattern(message, values ?? null, []);
  };
}
