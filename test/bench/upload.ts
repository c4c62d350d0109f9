import { HOUR_MS } from "@waymark/contract/duration";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { sortedId } from "@waymark/contract/sorted-id";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS, startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import { workerdProcesses } from "./cpu.ts";
import { figure, type Figure } from "./figure.ts";
import type { Seed } from "./upload-control.ts";

const BENCH = "upload";
const HERE = new URL(".", import.meta.url).pathname;
const WARMING = 1_000;
const SIZES = [10_000, 100_000] as const;
const SEEDS_A_REQUEST = 1_000;
const POLL_MS = 100;
/** Rarely, since each answer adds up the chunks. */
const ASK_MS = 250;

/** A file with this many rows. */
interface File {
  rows: number;
  text: string;
}

/** Times and memory of one upload. */
interface Measured {
  rows: number;
  parseMs: number;
  validateMs: number;
  commitMs: number;
  updatesMs: number;
  peakMb: number;
}

/**
 * Files of 10,000 and 100,000 rows of which 60 % answer conversions that wait, 20 % make new ones, and 20 % name
 * nothing that is known: validated and applied, against parsing alone and bare updates in the same run. The
 * conversions are seeded by a network of their own, so that its memory is not taken for idle. A file of 1,000 rows is
 * applied before idle is measured, so that the others find everything warm.
 */
export async function benchUpload(): Promise<Figure[]> {
  // On disk: in memory the databases and files of the local runtime would count as the Worker's own.
  const state = await mkdtemp(join(tmpdir(), "waymark-bench-"));
  const results: Measured[] = [];
  try {
    const files = await withNetwork(state, async (localNetwork) => {
      await localNetwork.seed();
      const made: File[] = [];
      for (const rows of [WARMING, ...SIZES]) made.push({ rows, text: await makeFile(localNetwork, rows) });
      return made;
    });
    await withNetwork(state, async (localNetwork) => {
      let idleMb = 0;
      for (const file of files) {
        const measured = await measure(localNetwork, file, idleMb);
        if (file.rows === WARMING) idleMb = residentMb();
        else results.push(measured);
      }
    });
  } finally {
    await rm(state, { recursive: true, force: true });
  }
  const [small, large] = results;
  if (small === undefined || large === undefined) throw new Error("nothing was measured");
  const perSecond = ({ rows }: Measured, ms: number) => (rows / ms) * 1_000;
  const updates = ({ rows, updatesMs }: Measured) => ((rows * 0.8) / updatesMs) * 1_000;
  return [
    figure(BENCH, "parsing alone", perSecond(large, large.parseMs), "rows/s"),
    figure(BENCH, "validate", perSecond(large, large.validateMs), "rows/s", ">=20000"),
    figure(BENCH, "validate/parsing alone", large.parseMs / large.validateMs, "ratio"),
    figure(BENCH, "bare updates by json_each", updates(large), "rows/s"),
    figure(BENCH, "commit", perSecond(large, large.commitMs), "rows/s", ">=3000"),
    figure(BENCH, "commit/bare updates", perSecond(large, large.commitMs) / updates(large), "ratio"),
    figure(BENCH, "peak memory over idle", large.peakMb, "MB", "<=100"),
    figure(
      BENCH,
      "validate: time a row, 100,000/10,000",
      perRow(large, "validateMs") / perRow(small, "validateMs"),
      "ratio",
      "<=1.5",
    ),
    figure(
      BENCH,
      "commit: time a row, 100,000/10,000",
      perRow(large, "commitMs") / perRow(small, "commitMs"),
      "ratio",
      "<=1.5",
    ),
  ];
}

async function withNetwork<T>(state: string, work: (localNetwork: LocalNetwork) => Promise<T>): Promise<T> {
  const localNetwork = await startLocalNetwork({ state, entries: { control: `${HERE}upload-control.ts` } });
  try {
    return await work(localNetwork);
  } finally {
    await localNetwork.stop();
  }
}

const perRow = (measured: Measured, name: "validateMs" | "commitMs") => measured[name] / measured.rows;

async function measure(localNetwork: LocalNetwork, { rows, text }: File, idleMb: number): Promise<Measured> {
  const { control } = localNetwork.origins;
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb())), POLL_MS);
  try {
    const answer = await call<{ id: string }>(control, "POST", `/uploads?offer_id=${DEMO.offers.upload}`, text);
    const began = Date.now();
    await standing(control, answer.id, "validated");
    const validateMs = Date.now() - began;
    await call(control, "POST", `/uploads/${answer.id}/commit`);
    const commitBegan = Date.now();
    await standing(control, answer.id, "committed");
    const commitMs = Date.now() - commitBegan;
    clearInterval(watch);
    const parseBegan = Date.now();
    await (await fetch(`${control}/bench/parse?key=upload/${answer.id}/file`)).json();
    const parseMs = Date.now() - parseBegan;
    const updated = (await (await fetch(`${control}/bench/updates?rows=${rows * 0.8}`)).json()) as { ms: number };
    return { rows, parseMs, validateMs, commitMs, updatesMs: updated.ms, peakMb: peakMb - idleMb };
  } finally {
    clearInterval(watch);
  }
}

/** Waits for a status, with few requests, so that they do not affect the measurement. */
async function standing(origin: string, id: string, status: string) {
  for (;;) {
    const upload = await call<{ status: string }>(origin, "GET", `/uploads/${id}`);
    if (upload.status === status) return;
    if (upload.status === "failed") throw new Error("the upload failed");
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

async function call<T>(origin: string, method: string, path: string, body?: string): Promise<T> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${DEMO.keys.advertiser}`, "content-type": "text/csv" },
    ...(body !== undefined && { body }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T; // of our own API
}

/**
 * Megabytes that workerd holds: all of it, so with the heaps and caches of the local runtime's own R2 and D1 (which
 * are Workers in the same process) and pages of mapped files.
 */
function residentMb(): number {
  const kb = workerdProcesses().map((pid) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]),
  );
  return kb.reduce((sum, one) => sum + one, 0) / 1_024;
}

async function makeFile(localNetwork: LocalNetwork, rows: number): Promise<string> {
  const db = await localNetwork.database("control", "DB");
  const link = await db
    .prepare("SELECT number, id FROM link WHERE slug = ?")
    .bind(DEMO.slugs.upload)
    .first<{ number: number; id: string }>();
  const goal = await db
    .prepare("SELECT id FROM goal WHERE offer_id = ? AND is_default = 1")
    .bind(DEMO.offers.upload)
    .first<{ id: string }>();
  if (link === null || goal === null) throw new Error("the demo network lacks its upload offer");
  const keys = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
  const lines = ["click_id,order_id,amount,currency,status,occurred_at"];
  const seeds: Seed[] = [];
  const now = Date.now();
  for (let i = 0; i < rows; i++) {
    const random = crypto.getRandomValues(new Uint8Array(5));
    const clickId = mintClickId(keys, {
      clickedAt: now - 2 * HOUR_MS,
      bucket: i % 256,
      linkNumber: link.number,
      random,
    });
    const orderId = `order-${rows}-${i}`;
    const kind = i % 5;
    if (kind < 3)
      seeds.push({
        ...{ clickId, orderId, linkId: link.id, goalId: goal.id, offerId: DEMO.offers.upload },
        id: sortedId("cnv", now - HOUR_MS + i, crypto.getRandomValues(new Uint8Array(10))),
      });
    const at = new Date(now - HOUR_MS + i).toISOString();
    lines.push(`${kind === 4 ? "" : clickId},${orderId},50.00,USD,${kind === 2 ? "rejected" : "approved"},${at}`);
  }
  for (let i = 0; i < seeds.length; i += SEEDS_A_REQUEST)
    await fetch(`${localNetwork.origins.control}/bench/seed`, {
      method: "POST",
      body: JSON.stringify(seeds.slice(i, i + SEEDS_A_REQUEST)),
    });
  return lines.join("\n");
}
