import { chromium } from "@playwright/test";
import config from "../../tests/browser/playwright.config.js";

/** The page's size in the tests and in every figure. */
export const VIEWPORT = config.use?.viewport ?? null;

/** Starts the whole Chromium that people have, with its windows, unlike the tests. */
export async function launchChromium() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ ...config.use?.launchOptions, executablePath });
}
