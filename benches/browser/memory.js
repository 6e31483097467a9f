/**
 * The memory of a page's process.
 */
import { readFile } from "node:fs/promises";

/** Memory freed a moment ago still counts. */
const SETTLE_MS = 3000;

/** Private and shared memory of the largest renderer process, in MB. @param {import("@playwright/test").CDPSession} session  of the page @param {import("@playwright/test").Browser} browser */
export async function memoryOf(session, browser) {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  await session.send("HeapProfiler.collectGarbage");
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
  await whole.detach();
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === "renderer")
      .map(async ({ id }) => {
        const rollup = await readFile(`/proc/${id}/smaps_rollup`, "utf8");
        return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
      }),
  );
  return Math.max(...sizes);
}
