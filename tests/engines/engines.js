/**
 * The browsers other than Chromium that the board is tried in. `tests/check.sh` installs them.
 */
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../browser/server.js";
import { end, launch, WebDriver } from "./webdriver.js";

/** Where pip puts the driver of Firefox, and Debian the browser of WebKitGTK. */
const GECKODRIVER =
  process.env.GECKODRIVER ?? join(ROOT, "target", "check-tools", "bin", "geckodriver");
const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const MACHINE = process.arch === "arm64" ? "aarch64" : "x86_64";
const MINI_BROWSER =
  process.env.WEBKIT_BROWSER ?? `/usr/lib/${MACHINE}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;

/** A running browser. @typedef {{driver: WebDriver, quit: () => Promise<void>}} Browser */
/** @typedef {{name: string, start: () => Promise<Browser>}} Engine */

/** @type {readonly Engine[]} */
export const ENGINES = [
  { name: "Firefox", start: startFirefox },
  { name: "WebKit", start: startWebKit },
];

/** @returns {Promise<Browser>} */
async function startFirefox() {
  for (const file of [GECKODRIVER, FIREFOX]) requireProgram(file);
  const capabilities = {
    browserName: "firefox",
    "moz:firefoxOptions": {
      binary: FIREFOX,
      args: ["-headless"],
      // Nothing is asked of anybody but the server under test.
      prefs: {
        "app.normandy.enabled": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.shell.checkDefaultBrowser": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "services.settings.server": "data:,",
        "dom.w3c_touch_events.enabled": 1,
      },
    },
  };
  const args = (/** @type {number} */ port) => ["--port", String(port)];
  const { driver, process } = await WebDriver.start(GECKODRIVER, args, capabilities);
  return { driver, quit: () => leave(driver, process) };
}

/** @returns {Promise<Browser>} */
async function startWebKit() {
  requireProgram(MINI_BROWSER);
  const display = `:${100 + (process.pid % 10_000)}`;
  const screen = await launch("Xvfb", [
    display,
    "-screen",
    "0",
    "1400x1000x24",
    "-nolisten",
    "tcp",
  ]);
  const options = { binary: MINI_BROWSER, args: ["--automation"] };
  const { driver, process: process_ } = await WebDriver.start(
    "WebKitWebDriver",
    (port) => [`--port=${port}`],
    { "webkitgtk:browserOptions": options },
    { DISPLAY: display, GDK_BACKEND: "x11" },
  );
  const quit = async () => {
    await leave(driver, process_);
    await end(screen);
  };
  return { driver, quit };
}

/** @param {WebDriver} driver @param {import("node:child_process").ChildProcess} process */
async function leave(driver, process) {
  await driver.quit();
  await end(process);
}

/** @param {string} file */
function requireProgram(file) {
  try {
    accessSync(file, constants.X_OK);
  } catch (cause) {
    throw new Error(`${file} is missing: bash tests/check.sh installs it`, { cause });
  }
}
