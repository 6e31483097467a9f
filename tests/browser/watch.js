/**
 * Watches an area of the board in every frame, to find what a single screenshot would miss.
 */

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./pixels.js").Area} Area */

/**
 * Counts in each frame the pixels of an area that have ink, settled or live.
 * @param {Page} page
 * @param {Area} area  CSS pixels
 * @returns {Promise<{stop: () => Promise<number[]>}>}
 */
export async function watchInk(page, area) {
  const handle = await page.evaluateHandle(countEachFrame, area);
  return {
    async stop() {
      const counts = await handle.evaluate((watch) => watch.stop());
      await handle.dispose();
      return counts;
    },
  };
}

/** Runs in the page. @param {Area} area */
function countEachFrame(area) {
  const dpr = devicePixelRatio;
  const width = Math.round(area.width * dpr);
  const height = Math.round(area.height * dpr);
  const sample = new OffscreenCanvas(width, height);
  const ctx = sample.getContext("2d", { willReadFrequently: true });
  if (ctx === null) throw new Error("no 2D canvas");
  /** @type {number[]} */
  const counts = [];
  let running = true;
  const count = () => {
    ctx.clearRect(0, 0, width, height);
    for (const id of ["cold", "hot"]) {
      const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById(id));
      ctx.drawImage(canvas, -Math.round(area.x * dpr), -Math.round(area.y * dpr));
    }
    const { data } = ctx.getImageData(0, 0, width, height);
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) {
      const light = Math.min(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
      if ((data[at + 3] ?? 0) > 128 && light < 150) dark += 1;
    }
    counts.push(dark);
  };
  const step = () => {
    if (!running) return;
    count();
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return {
    stop() {
      running = false;
      return counts;
    },
  };
}
