/**
 * Checks the stored styles of tools: other code of this origin, or another version, may have written them.
 */

import { isStyle, STYLE_KEYS } from "../../model/styles.js";

/** @typedef {import("./tool_styles.js").ToolStyles} ToolStyles */

/** The styles as they are, with ink and size alone where the server would refuse the rest. @param {ToolStyles} styles @returns {ToolStyles} */
export function checkedStyles(styles) {
  const checked = Object.entries(styles).map(([id, style]) => {
    const { ink, size } = style;
    const isKnown = Object.keys(style).every((key) => STYLE_KEYS.includes(key));
    return [id, isKnown && isStyle(style) ? style : { ink, size }];
  });
  return Object.fromEntries(checked);
}
