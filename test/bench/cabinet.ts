import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAssets } from "@waymark/dev/assets";
import { DEMO } from "@waymark/dev/demo";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import type { Page } from "playwright-core";
import { startBrowser, type TestBrowser } from "../harness/browser.ts";
import { until } from "../harness/until.ts";
import { figure, median, type Figure } from "./figure.ts";

const BENCH = "cabinet";
const ROUNDS = 7;
/** How many times slower the throttled processor is. */
const THROTTLE = 4;
const ROWS = 200;
const TYPED = "a part of the name of a link, typed without a pause";
/** Between two keys: 120 words a minute are ten keys a second. */
const KEY_MS = 100;
/** The browser reports each event of at least this duration, and rounds durations to 8 ms. */
const REPORTED_FROM_MS = 16;
const PHONE_PX = 360;
const DESKTOP_PX = 1_280;

const PAGES = ["/", "/links", "/conversions", "/money"];

/**
 * The cabinet in Chromium against the real Workers, with 30 days of history: when a page shows its data after a
 * navigation with kept files, and how long an input waits to be painted while a filter is typed beside 200 rows. Both
 * also with a processor that the browser throttles (`Emulation.setCPUThrottlingRate`).
 */
export async function benchCabinet(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "waymark-bench-"));
  const localNetwork = await startLocalNetwork({ assets: await buildAssets(folder) });
  const browser = await startBrowser();
  try {
    await localNetwork.seed({ history: true });
    await makeLinks(localNetwork);
    const page = await signedIn(browser, localNetwork, DESKTOP_PX);
    const phone = await signedIn(browser, localNetwork, PHONE_PX);
    return [
      ...(await timesToData(page, localNetwork, 1)),
      ...(await timesToData(page, localNetwork, THROTTLE)),
      ...(await inputToPaint(page, localNetwork, "a table")),
      ...(await inputToPaint(phone, localNetwork, "cards on a phone")),
    ];
  } finally {
    await browser.stop();
    await localNetwork.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function signedIn(browser: TestBrowser, { origins }: LocalNetwork, widthPx: number): Promise<Page> {
  const { page } = await browser.open(`${origins.control}/sign-in`, { widthPx });
  await page.locator("[name=email]").fill(DEMO.emails.webmaster);
  await page.locator("[name=password]").fill(DEMO.password);
  await page.locator("[type=submit]").click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  return page;
}

async function throttle(page: Page, rate: number) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

const DATA_BOUND: Record<number, string> = { 1: "<=0.6", [THROTTLE]: "<=1.5" };

/**
 * The median time from the navigation to the frame after the one in which nothing of the page waits for data: there is
 * its title, and no skeleton.
 */
async function timesToData(page: Page, { origins }: LocalNetwork, rate: number): Promise<Figure[]> {
  await throttle(page, rate);
  const figures: Figure[] = [];
  for (const path of PAGES) {
    const seconds: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      await page.goto(origins.control + path, { waitUntil: "commit" });
      const ms = await page.evaluate<number>(DATA_IS_PAINTED);
      if (round > 0) seconds.push(ms / 1_000); // the first one fills the browser's cache
    }
    const name = `${path}: data after navigation${rate === 1 ? "" : `, processor / ${rate}`}`;
    figures.push(figure(BENCH, name, median(seconds), "s", path === "/" ? DATA_BOUND[rate] : undefined));
  }
  await throttle(page, 1);
  return figures;
}

const DATA_IS_PAINTED = `new Promise((resolve) => {
  const look = () => {
    const isThere = document.querySelector("main h1") !== null && document.querySelector("main [role=status]") === null;
    requestAnimationFrame(isThere ? () => resolve(performance.now()) : look);
  };
  look();
})`;

/**
 * Types into a filter with a throttled processor. The Event Timing API measures each event from the input to the next
 * paint; a key takes as long as its longest event.
 */
async function inputToPaint(page: Page, { origins }: LocalNetwork, as: string): Promise<Figure[]> {
  await page.goto(`${origins.control}/links`);
  await page.locator("tbody tr, main ul[aria-label] > li").first().waitFor();
  for (let count = await rowsOf(page); count < ROWS; count = await rowsOf(page)) {
    await page.getByRole("button", { name: "Show more" }).click();
    await until("more rows are shown", async () => (await rowsOf(page)) > count);
  }
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("menuitem", { name: "Name in the address…" }).click();
  await page.getByRole("menu").waitFor({ state: "detached" });
  await throttle(page, THROTTLE);
  await page.evaluate(OBSERVE);
  await page.keyboard.type(TYPED, { delay: KEY_MS });
  const durations = await page.evaluate<number[]>(OBSERVED);
  await throttle(page, 1);
  // Quicker keys are not reported.
  const keys = [...durations, ...Array<number>(Math.max(0, TYPED.length - durations.length)).fill(REPORTED_FROM_MS)];
  const sorted = keys.toSorted((a, b) => a - b);
  const name = `typing beside ${await rowsOf(page)} rows as ${as}, processor / ${THROTTLE}`;
  return [
    figure(BENCH, `${name}: p95 to paint`, sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN, "ms", "<=100"),
    figure(BENCH, `${name}: worst`, sorted.at(-1) ?? NaN, "ms"),
    figure(BENCH, `${name}: elements of the page`, await page.locator("*").count(), "elements"),
  ];
}

/** Rows of the table, also those out of sight, or cards. */
const ROWS_OF = `(document.querySelector("table")?.ariaRowCount - 1 || Number(document.querySelector("li[aria-setsize]")?.ariaSetSize))`;

const rowsOf = (page: Page) => page.evaluate<number>(ROWS_OF);

/** Keeps the longest duration of each key, which the browser gives a number. */
const OBSERVE = `window.durations = new Map(),
  new PerformanceObserver((list) => list.getEntries().forEach(({ interactionId, duration }) => {
    if (interactionId > 0) durations.set(interactionId, Math.max(durations.get(interactionId) ?? 0, duration));
  })).observe({ type: "event", durationThreshold: ${REPORTED_FROM_MS} })`;
/** What was reported, once the browser has had time to report the last key. */
const OBSERVED = `new Promise((resolve) => setTimeout(() => resolve([...durations.values()]), 500))`;

/** Links beside those of the demo network, for pages of rows. */
async function makeLinks({ database }: LocalNetwork): Promise<void> {
  const db = await database("control", "DB");
  await db
    .prepare(
      `INSERT INTO link (id, slug, offer_id, webmaster_id, advertiser_id, created_at)
       SELECT 'lnk_bench_' || value, 'bench-' || value, ?, ?, ?, ? FROM json_each(?)`,
    )
    .bind(
      ...[DEMO.offers.demo, DEMO.webmaster, DEMO.advertiser, Date.now()],
      JSON.stringify(Array.from({ length: ROWS }, (_, i) => i)),
    )
    .run();
}
