/**
 * What must be known before the first paint: theme, size and language of this browser, and whether it can show the page
 * at all.
 *
 * Loaded as a plain script in the head, so that nobody who chose a dark board sees a white flash.
 * It has no imports and exports for that reason, and no module imports it.
 */

{
  const root = document.documentElement;
  /** @param {string} key */
  const recall = (key) => {
    try {
      return localStorage.getItem(`lavagna.${key}`);
    } catch {
      // Storage may be forbidden; then the defaults of the system hold.
      return null;
    }
  };
  /** The style sheets are no help where their colours mean nothing. */
  const sayTooOld = () => {
    const message = document.getElementById("too-old");
    if (!(message instanceof HTMLTemplateElement)) return;
    for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) sheet.remove();
    document.body.replaceChildren(message.content);
    document.body.style.cssText =
      "max-width: 34rem; margin: 15vh auto; padding: 0 24px; font: 18px/1.5 system-ui, sans-serif; color: #222; background: #fdfbf6";
  };
  // All colours, and every menu. Before the modules run, which then find nothing to run on.
  const isNew =
    CSS.supports("color", "light-dark(red, red)") && CSS.supports("selector(:popover-open)");
  if (!isNew) document.addEventListener("readystatechange", sayTooOld, { once: true });
  const theme = recall("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const size = recall("size");
  const isWall = innerWidth >= 1800 && matchMedia("(pointer: coarse)").matches;
  if (size === "l" || (size === null && isWall)) root.dataset.size = "l";
  const language = recall("lang");
  const here = new URL(location.href);
  const isOther = (language === "en" || language === "it") && language !== root.lang;
  if (isOther && !here.searchParams.has("lang")) {
    // The server chose by what the browser prefers; the person has chosen otherwise before.
    here.searchParams.set("lang", language);
    location.replace(here);
  }
}
