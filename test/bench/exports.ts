import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sortedId } from "@waymark/contract/sorted-id";
import { DEMO } from "@waymark/dev/demo";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import { workerdProcesses } from "./cpu.ts";
import { figure, median, type Figure } from "./figure.ts";

const BENCH = "api";
const HERE = new URL(".", import.meta.url).pathname;
const ROWS = 60_000;
const ROWS_A_STATEMENT = 2_000;
const ROUNDS = 3;
const POLL_MS = 50;
const MEGABYTE = 1_024 * 1_024;

/** Exports of 60,000 conversions: their speed, and the memory that workerd needs for them beyond its idle memory. */
export async function benchExports(): Promise<Figure[]> {
  // On disk: in memory the database would count as the Worker's own.
  const state = await mkdtemp(join(tmpdir(), "waymark-bench-"));
  const localNetwork = await startLocalNetwork({ state, entries: { control: `${HERE}counted-control.ts` } });
  try {
    await localNetwork.seed();
    await makeConversions(localNetwork);
    const ndjson = await measure(localNetwork, "ndjson");
    const csv = await measure(localNetwork, "csv");
    return [
      figure(BENCH, "export of 60,000 rows as NDJSON", ndjson.perSecond, "rows/s", ">=40000"),
      figure(BENCH, "export of 60,000 rows as CSV", csv.perSecond, "rows/s", ">=80000"),
      figure(BENCH, "export: peak memory over idle", Math.max(ndjson.peakMb, csv.peakMb), "MB", "<=100"),
    ];
  } finally {
    await localNetwork.stop();
    await rm(state, { recursive: true, force: true });
  }
}

async function measure({ origins }: LocalNetwork, format: "ndjson" | "csv") {
  const url = `${origins.control}/api/v1/conversions/export?format=${format}`;
  const idleMb = await residentMb();
  let peakMb = 0;
  const watch = setInterval(() => void residentMb().then((mb) => (peakMb = Math.max(peakMb, mb - idleMb))), POLL_MS);
  const rates: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const began = performance.now();
      const lines = await linesOf(url);
      if (lines !== ROWS + (format === "csv" ? 1 : 0)) throw new Error(`the export has ${lines} lines`);
      if (round > 0) rates.push(ROWS / ((performance.now() - began) / 1_000)); // the first one warms up
    }
  } finally {
    clearInterval(watch);
  }
  return { perSecond: median(rates), peakMb };
}

const LINE_END = 10;

async function linesOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${DEMO.keys.operator}` } });
  if (!response.ok || response.body === null) throw new Error(`the export answered ${response.status}`);
  let lines = 0;
  for await (const chunk of response.body) {
    let at = chunk.indexOf(LINE_END);
    while (at !== -1) {
      lines++;
      at = chunk.indexOf(LINE_END, at + 1);
    }
  }
  return lines;
}

async function residentMb(): Promise<number> {
  let bytes = 0;
  for (const pid of workerdProcesses())
    bytes += Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
  return bytes / MEGABYTE;
}

/** Conversions in every state, with what exports show of them. */
async function makeConversions({ database }: LocalNetwork): Promise<void> {
  const db = await database("control", "DB");
  const now = Date.now();
  const link = await db.prepare("SELECT id FROM link WHERE slug = ?").bind(DEMO.slugs.demo).first<{ id: string }>();
  const goal = await db
    .prepare("SELECT id FROM goal WHERE offer_id = ? AND is_default = 1")
    .bind(DEMO.offers.demo)
    .first<{ id: string }>();
  if (link === null || goal === null) throw new Error("the demo network lacks its offer");
  const insert = db.prepare(
    `INSERT INTO conversion (id, identity, offer_id, goal_id, link_id, webmaster_id, advertiser_id, click_id, order_id,
       clicked_at, occurred_at, recorded_at, changed_at, currency, amount_minor, revenue_minor, commission_minor, hold_days,
       validation, check_state, payment, setoff, hold_over, answered_at, claimable, version, validation_by, validation_code,
       validation_reason, decision, verdict, landing_id, country, region, device, os, browser, language, sub1, sub2, source)
     SELECT value ->> 0, value ->> 1, ?2, ?3, ?4, ?5, ?6, value ->> 2, 'order-' || key, ?7, ?7, ?7, ?7, 'USD',
       4990 + key, 649, 499, 0, value ->> 3, 'clear', 'none', 'none', 0, CAST(?7 AS INTEGER), 0, 2, 'advertiser',
       CASE value ->> 3 WHEN 'rejected' THEN 'returned' END, CASE value ->> 3 WHEN 'rejected' THEN 'Sent back, unopened' END,
       'landing', 'valid', 'lnd_1', 'DE', 'Bavaria', 'phone', 'Android', 'Chrome', 'de', 'newsletter-' || (key % 50),
       'banner', 'forum.example'
     FROM json_each(?1)`,
  );
  for (let from = 0; from < ROWS; from += ROWS_A_STATEMENT) {
    const rows = Array.from({ length: ROWS_A_STATEMENT }, (_, i) => {
      const id = sortedId("cnv", now - from - i, crypto.getRandomValues(new Uint8Array(10)));
      return [id, `bench-${from + i}`, crypto.randomUUID().padEnd(40, "0"), ["approved", "rejected", "pending"][i % 3]];
    });
    await insert
      .bind(JSON.stringify(rows), DEMO.offers.demo, goal.id, link.id, DEMO.webmaster, DEMO.advertiser, now)
      .run();
  }
}
