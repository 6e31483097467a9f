/**
 * Behind a proxy that changes Host the pages name the cause and the fix; with PUBLIC_URL they work.
 */
import { expect, test } from "./harness.js";
import { RenamingProxy } from "./renaming_proxy.js";
import { freePort, freshFolder, Server } from "./server.js";
import { line } from "./strokes.js";

// The browser itself complains about a page that is refused.
test.use({
  tolerate: /WebSocket connection to .* failed|the server responded with a status of 403/,
});

test("[C1] [C11] [A1] behind a proxy that changes Host the page names the cause", async ({
  person,
  board,
  server,
}) => {
  const proxy = await RenamingProxy.before(server.port);
  const ada = await person("Ada", { origin: proxy.origin });
  await ada.page.goto(`${proxy.origin}/b/${board}?debug`);
  const banner = ada.page.locator("#banners .banner");
  await expect(banner).toContainText("does not accept this address");
  await expect(banner).toContainText(proxy.origin);
  await expect(banner).toContainText(proxy.host);
  await expect(banner).toContainText("PUBLIC_URL");

  await ada.page.goto(`${proxy.origin}/`);
  await ada.page.getByRole("button", { name: "New board" }).click();
  const problem = ada.page.locator(".problem");
  await expect(problem).toContainText(`opened ${proxy.origin}`);
  await expect(problem).toContainText(`arrived here for ${proxy.host}`);
  await expect(problem).toContainText(`PUBLIC_URL=${proxy.origin}`);
  await expect(problem).toContainText("proxy_set_header Host $http_host;");
  const warnings = server.output.split("\n").filter((text) => text.includes("PUBLIC_URL"));
  expect(warnings, "said once").toHaveLength(1);
  proxy.close();
});

test("[H9] [H5] without sockets too, the page says so before anything is drawn", async ({
  person,
  board,
  server,
}) => {
  const proxy = await RenamingProxy.before(server.port);
  proxy.passesUpgrades = false;
  const ada = await person("Ada", { origin: proxy.origin });
  await ada.page.goto(`${proxy.origin}/b/${board}?debug`);
  const banner = ada.page.locator("#banners .banner");
  await expect(banner).toContainText("does not accept this address");
  proxy.close();
});

test("[C1] with PUBLIC_URL such a proxy works", async ({ person }) => {
  const port = await freePort();
  const proxy = await RenamingProxy.before(port);
  const environment = { PUBLIC_URL: proxy.origin };
  const server = new Server({ port, folder: await freshFolder(), environment });
  await server.launch();
  const ada = await person("Ada", { origin: proxy.origin });
  await ada.page.goto(`${proxy.origin}/`);
  await ada.page.getByRole("button", { name: "New board" }).click();
  await ada.expectReady();
  await ada.draw(line({ x: 300, y: 320 }, { x: 500, y: 340 }));
  await ada.expectSynced();
  proxy.close();
  await server.dispose();
});
