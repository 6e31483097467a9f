/**
 * Applies theme, size and language before the first paint, and replaces the page in browsers that are too old for it.
 *
 * A plain script in the head, without imports and exports: a module would run after the first paint, and a dark page
 * would flash white.
 */

{
  const root = document.documentElement;
  /** @param {string} key */
  const readSetting = (key) => {
    try {
      return localStorage.getItem(`lavagna.${key}`);
    } catch {
      // Storage is blocked: the system's defaults apply.
      return null;
    }
  };
  /** Shows the text about old browsers without the style sheets, whose colours they do not know. */
  const showTooOld = () => {
    const message = document.getElementById("too-old");
    if (!(message instanceof HTMLTemplateElement)) return;
    for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) sheet.remove();
    document.body.replaceChildren(message.content);
    document.body.style.cssText =
      "max-width: 34rem; margin: 15vh auto; padding: 0 24px; font: 18px/1.5 system-ui, sans-serif; color: #222; background: #fdfbf6";
  };
  // All colours and every menu need these two. The event comes before the modules run.
  const isSupported =
    CSS.supports("color", "light-dark(red, red)") && CSS.supports("selector(:popover-open)");
  if (!isSupported) document.addEventListener("readystatechange", showTooOld, { once: true });
  const theme = readSetting("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const size = readSetting("size");
  const isWall = innerWidth >= 1800 && matchMedia("(pointer: coarse)").matches;
  if (size === "l" || (size === null && isWall)) root.dataset.size = "l";
  const language = readSetting("lang");
  const here = new URL(location.href);
  const isOther = (language === "en" || language === "it") && language !== root.lang;
  if (isOther && !here.searchParams.has("lang")) {
    // The server chose by Accept-Language; the person's stored choice goes first.
    here.searchParams.set("lang", language);
    location.replace(here);
  }
}
