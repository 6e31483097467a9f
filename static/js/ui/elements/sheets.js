/**
 * Bottom sheets of a phone: swiping one down closes it.
 */

/** A shorter swipe leaves the sheet open. */
const CLOSE_PX = 70;

/**
 * @param {HTMLElement} sheet
 * @param {{isSheet: () => boolean, close: () => void, scroller?: HTMLElement}} options  `isSheet` is false on larger
 *   screens; `scroller` is the part of the sheet that scrolls, when it is not the sheet
 */
export function bindSwipeToClose(sheet, { isSheet, close, scroller = sheet }) {
  /** Where the finger pressed; null while it does not swipe. @type {number | null} */
  let start = null;
  let offset = 0;
  /** @param {number} by  pixels */
  const move = (by) => {
    offset = by;
    sheet.style.translate = by === 0 ? "" : `0 ${by}px`;
  };
  sheet.addEventListener("touchstart", ({ touches: [finger, other], target }) => {
    // A scrolled sheet first scrolls back to its top.
    const isScrolled = scroller.scrollTop > 0 && scroller.contains(/** @type {Node} */ (target));
    const canSwipe = isSheet() && !isScrolled && other === undefined;
    start = canSwipe && finger !== undefined ? finger.clientY : null;
  });
  sheet.addEventListener(
    "touchmove",
    (event) => {
      const [finger] = event.touches;
      if (start === null || finger === undefined) return;
      const by = finger.clientY - start;
      if (by > 0 && event.cancelable) {
        event.preventDefault();
        move(by);
      } else if (offset === 0) start = null;
      else move(0);
    },
    { passive: false },
  );
  for (const type of ["touchend", "touchcancel"]) {
    sheet.addEventListener(type, () => {
      const isFar = offset > CLOSE_PX && type === "touchend";
      start = null;
      move(0);
      if (isFar) close();
    });
  }
}
