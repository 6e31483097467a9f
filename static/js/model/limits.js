/**
 * The caps of `src/board/limits.rs` that a client keeps too, under the same names. A test compares
 * the two files. Units: 1/16 px, ms, bytes.
 */

/** Largest absolute coordinate. */
export const COORDINATE = 2 ** 26;
/** Full turn in 1/100 degree. */
export const ROTATION = 36_000;
/** Points of one stroke; a longer stroke continues in the next shape. */
export const POINTS = 2_000;
/** Pressure of one point. */
export const PRESSURE = 255;
/** Width of a stroke or size of type. */
export const SIZE = 4_096;
/** Least opacity in percent: a paler shape cannot be seen or found. */
export const OPACITY = 5;
/** Code points of a text or note. */
export const TEXT = 5_000;
/** Pairs of points of a line or arrow. */
export const LINE_POINTS = 100;
/** Place of a bound end in its target's box: 1/1000 of width or height. */
export const END = 1_000;
/** Groups that a shape is in, one within the other. */
export const GROUPS = 4;
/** Code points of a description for people who do not see the shape. */
export const ALT = 500;
/** Code points of a person's name. */
export const NAME = 40;
/** Code points of a board's name. */
export const BOARD_NAME = 80;
/** Largest number of a page. */
export const PAGES = 2_147_483_647;
/** Code points of a page's name. */
export const PAGE_NAME = 40;
/** Bytes of one edit's JSON. */
export const EDIT_BYTES = 60 * 1024;
/** Ops of one edit. */
export const EDIT_OPS = 2_000;
/** Ops of one edit whose outcome can be larger than they are. */
export const EDIT_WIDE_OPS = 1;
/** Bytes of removed shapes that are kept at hand for `restore`. */
export const REMOVAL_BYTES = 16 * 1024 * 1024;
/** Chunks of one response. */
export const PACK_CHUNKS = 16;
/** Largest number on the wire. */
export const MAX_NUMBER = Number.MAX_SAFE_INTEGER;
