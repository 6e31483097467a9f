/**
 * Reads from the page where the browser has broken the lines of a text.
 */

/** A range this many lines high or more covers two lines. */
const TWO_LINES = 1.5;

/**
 * The code points of each line of an element's text; a line break belongs to the line that it ends.
 * @param {HTMLElement} element  with one text node, which may be longer than the text
 * @param {number} length  of the text in UTF-16 units
 * @param {number} lineHeight  CSS pixels on the screen
 * @returns {number[]}
 */
export function lineLengths(element, length, lineHeight) {
  const node = element.firstChild;
  if (!(node instanceof Text) || length === 0) return [];
  const text = node.data.slice(0, length);
  const range = document.createRange();
  const isOneLine = (/** @type {number} */ from, /** @type {number} */ to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return range.getBoundingClientRect().height < TWO_LINES * lineHeight;
  };
  /** @type {number[]} */
  const lengths = [];
  let from = 0;
  for (const paragraph of text.split("\n")) {
    const end = from + paragraph.length;
    do {
      const to = isOneLine(from, end) ? end : lineEnd(from, end, isOneLine);
      const hasBreak = to === end && end < text.length;
      lengths.push([...text.slice(from, to)].length + (hasBreak ? 1 : 0));
      from = to;
    } while (from < end);
    from = end + 1;
  }
  return lengths;
}

/** The last place up to which text from `from` is on one line. @param {number} from @param {number} end @param {(from: number, to: number) => boolean} isOneLine */
function lineEnd(from, end, isOneLine) {
  let [least, most] = [from + 1, end - 1];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (isOneLine(from, middle)) least = middle;
    else most = middle - 1;
  }
  return least;
}
