/**
 * A worker that decodes chunks: a message has the number of a chunk and its bytes, the response the number and the columns,
 * or an error.
 */

import { decodeVisible } from "../model/columns.js";
import { NewerFormatError } from "../model/known.js";

/** @typedef {{number: number, bytes: ArrayBuffer}} Task */
/** @typedef {{number: number, columns?: import("../model/columns.js").Columns, error?: string, isNewer?: boolean}} Result */

self.onmessage = (/** @type {MessageEvent<Task>} */ { data: { number, bytes } }) => {
  /** @type {Result} */
  const result = { number };
  try {
    result.columns = decodeVisible(new Uint8Array(bytes));
  } catch (error) {
    result.error = String(error);
    result.isNewer = error instanceof NewerFormatError;
  }
  const columns = Object.values(result.columns ?? {});
  const transfer = columns.flatMap((column) => (ArrayBuffer.isView(column) ? [column.buffer] : []));
  self.postMessage(result, { transfer });
};
