/**
 * Style sheets that load on use.
 */

/** Style sheets that have been requested and have not failed. @type {Map<string, Promise<void>>} */
const requested = new Map();

/** Loads a style sheet once. @param {string} name  of a file in `css/` @returns {Promise<void>} */
export function loadStyles(name) {
  const loading = requested.get(name) ?? newStyles(name);
  requested.set(name, loading);
  loading.catch(() => requested.delete(name));
  return loading;
}

/** @param {string} name @returns {Promise<void>} */
function newStyles(name) {
  const { assets } = document.documentElement.dataset;
  const link = document.createElement("link");
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(`no style sheet ${name}`));
    });
    Object.assign(link, { rel: "stylesheet", href: `${assets}/css/${name}.css` });
    document.head.append(link);
  });
}
