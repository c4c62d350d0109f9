/** `pnpm screenshots`: takes the pictures of the README from the demo network with its 30 days of history. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@waymark/client";
import { buildAssets } from "@waymark/dev/assets";
import { DEMO } from "@waymark/dev/demo";
import { startLocalNetwork } from "@waymark/dev/local-network";
import { startBrowser } from "../harness/browser.ts";

const IMAGES = new URL("../../docs/images/", import.meta.url).pathname;
const BYTES_MAX = 150_000;
const WIDTH_PX = 1_280;

const folder = await mkdtemp(join(tmpdir(), "waymark-screenshots-"));
const localNetwork = await startLocalNetwork({ assets: await buildAssets(folder) });
const browser = await startBrowser();
try {
  await mkdir(IMAGES, { recursive: true });
  await localNetwork.seed({ history: true, shopOrigin: "https://cairn.example" });
  const origin = localNetwork.origins.control;
  const client = createClient({ origin, key: DEMO.keys.webmaster });
  const { data } = await client.call("listConversions", { query: { status: "paid", goal: "sale", limit: 1 } });
  const { page } = await browser.open(`${origin}/sign-in`);
  await page.locator("[name=email]").fill(DEMO.emails.webmaster);
  await page.locator("[name=password]").fill(DEMO.password);
  await page.locator("[type=submit]").click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  for (const { name, path, heightPx } of [
    { name: "home", path: "/", heightPx: 1_000 },
    { name: "click", path: `/clicks/${data[0]?.click_id}`, heightPx: 1_200 },
  ]) {
    await page.setViewportSize({ width: WIDTH_PX, height: heightPx });
    await page.goto(origin + path, { waitUntil: "networkidle" });
    await page.locator("main h1").waitFor();
    const picture = await page.screenshot({ animations: "disabled" });
    if (picture.byteLength > BYTES_MAX) throw new Error(`${name}.png has ${picture.byteLength} bytes`);
    await writeFile(`${IMAGES}${name}.png`, picture);
    console.log(`docs/images/${name}.png ${picture.byteLength} bytes`);
  }
} finally {
  await browser.stop();
  await localNetwork.stop();
  await rm(folder, { recursive: true, force: true });
}
