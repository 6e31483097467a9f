/**
 * Measures what a new browser fetches until the pen draws, and until all of the page is there:
 *
 *     node benches/browser/first_load.js
 *
 * On a new board, with an empty cache, from this machine. *Interactive* is the moment at which the board
 * takes the pen; bytes are as they went over the wire, headers included. Exits with 1 when a goal is missed.
 */
import { BINARY, Server } from "../../tests/browser/server.js";
import { launchChromium, VIEWPORT } from "./launch.js";
import { quantile } from "./quantile.js";

const RUNS = 5;
const GOALS = { bytes: 90_000, requests: 40, interactive: 400, wholeBytes: 260_000 };

/** Runs in the page: the board takes the focus when the last line of `main.js` before the rest of the page has run. */
function noteInteractive() {
  addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLCanvasElement) performance.mark("interactive");
  });
}

/** @param {import("@playwright/test").Browser} browser @param {string} address */
async function openOnce(browser, address) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  /** @type {Map<string, number>} */
  const begun = new Map();
  /** @type {{id: string, bytes: number}[]} */
  const done = [];
  let encoding = "";
  cdp.on("Network.requestWillBeSent", ({ requestId, timestamp }) =>
    begun.set(requestId, timestamp),
  );
  cdp.on("Network.responseReceived", ({ type, response }) => {
    if (type === "Script") encoding = response.headers["content-encoding"] ?? "none";
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    done.push({ id: requestId, bytes: encodedDataLength }),
  );
  await page.addInitScript(noteInteractive);
  await page.goto(address);
  await page.locator("html[data-sync=synced]").waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
  const interactive = await page.evaluate(
    () => performance.getEntriesByName("interactive")[0]?.startTime ?? Number.NaN,
  );
  const start = Math.min(...begun.values());
  const early = done.filter(({ id }) => ((begun.get(id) ?? 0) - start) * 1000 <= interactive);
  await context.close();
  return {
    encoding,
    interactive,
    requests: early.length,
    bytes: total(early),
    wholeRequests: done.length,
    wholeBytes: total(done),
  };
}

/** @param {readonly {bytes: number}[]} requests */
function total(requests) {
  return requests.reduce((sum, { bytes }) => sum + bytes, 0);
}

const server = await Server.start();
const browser = await launchChromium();
/** @type {Awaited<ReturnType<typeof openOnce>>[]} */
const runs = [];
for (let run = 0; run < RUNS; run += 1)
  runs.push(await openOnce(browser, `${server.origin}/b/demo`));
await browser.close();
await server.dispose();

/** @param {"interactive" | "requests" | "bytes" | "wholeRequests" | "wholeBytes"} key */
const of = (key) =>
  Math.round(
    quantile(
      runs.map((run) => run[key]),
      0.5,
    ),
  );
const rows = {
  "bytes until the pen draws": { median: of("bytes"), goal: GOALS.bytes },
  "requests until then": { median: of("requests"), goal: GOALS.requests },
  "interactive, ms": { median: of("interactive"), goal: GOALS.interactive },
  "bytes of all of the page": { median: of("wholeBytes"), goal: GOALS.wholeBytes },
};
console.log(
  `${BINARY}, encoding ${runs[0]?.encoding}, ${RUNS} runs, ${of("wholeRequests")} requests in all`,
);
console.table(rows);
process.exitCode = Object.values(rows).some((row) => !(row.median <= row.goal)) ? 1 : 0;
