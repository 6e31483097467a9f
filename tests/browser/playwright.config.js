import { accessSync, constants } from "node:fs";
import { defineConfig } from "@playwright/test";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell";
try {
  accessSync(executablePath, constants.X_OK);
} catch (cause) {
  throw new Error(
    `no browser at ${executablePath}: install chromium-headless-shell or set CHROMIUM`,
    { cause },
  );
}

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  outputDir: "../../test-results",
  // Opening pages is most of the work: more at a time than cores would only make each slower.
  workers: 2,
  // A test that passes at the second try has found something; only check.sh asks for one, and names it.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    colorScheme: "light",
    actionTimeout: 10_000,
    // A worker would hide requests from the tests that look at them; those about it ask for it.
    serviceWorkers: "block",
    navigationTimeout: 15_000,
    // Recording a trace takes longer than the tests themselves; add `--trace on` to see one.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A name that is neither localhost nor secure, as in the network of a classroom.
        "--host-resolver-rules=MAP classroom.test 127.0.0.1",
      ],
    },
  },
});
