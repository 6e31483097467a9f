/**
 * Sheets of a phone: one that is pulled down goes away.
 */

/** Pulled less than this it comes back. */
const CLOSE_PX = 70;

/**
 * @param {HTMLElement} sheet
 * @param {{isSheet: () => boolean, close: () => void}} options  on a larger screen it is none
 */
export function bindSwipeToClose(sheet, { isSheet, close }) {
  /** Where the finger came down, null while the sheet is not pulled. @type {number | null} */
  let start = null;
  let pulled = 0;
  /** @param {number} by  pixels */
  const pull = (by) => {
    pulled = by;
    sheet.style.translate = by === 0 ? "" : `0 ${by}px`;
  };
  sheet.addEventListener("touchstart", ({ touches: [finger, other] }) => {
    // What is scrolled comes down first.
    const canPull = isSheet() && sheet.scrollTop <= 0 && other === undefined;
    start = canPull && finger !== undefined ? finger.clientY : null;
  });
  sheet.addEventListener(
    "touchmove",
    (event) => {
      const [finger] = event.touches;
      if (start === null || finger === undefined) return;
      const by = finger.clientY - start;
      if (by > 0 && event.cancelable) {
        event.preventDefault();
        pull(by);
      } else if (pulled === 0) start = null;
      else pull(0);
    },
    { passive: false },
  );
  for (const type of ["touchend", "touchcancel"]) {
    sheet.addEventListener(type, () => {
      const isFar = pulled > CLOSE_PX && type === "touchend";
      start = null;
      pull(0);
      if (isFar) close();
    });
  }
}
