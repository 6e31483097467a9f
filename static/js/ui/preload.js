/**
 * Modules that are asked for all at once, instead of one layer of imports after the other.
 */

/** @param {string | undefined} paths  below the folder of the assets, with spaces between them */
export function preload(paths) {
  const { assets } = document.documentElement.dataset;
  for (const path of paths?.split(" ") ?? []) {
    const link = document.createElement("link");
    document.head.append(Object.assign(link, { rel: "modulepreload", href: `${assets}/${path}` }));
  }
}
