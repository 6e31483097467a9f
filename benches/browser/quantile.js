/**
 * The value below which that share of all lies; not a number when there is none.
 * @param {readonly number[]} values  in any order
 * @param {number} share  0 to 1
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
