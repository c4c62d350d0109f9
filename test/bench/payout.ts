import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEMO } from "@waymark/dev/demo";
import { startLocalNetwork } from "@waymark/dev/local-network";
import { benchBankFiles } from "./bank-files.ts";
import { workerdProcesses } from "./cpu.ts";
import { figure, type Figure } from "./figure.ts";

const BENCH = "payout";
const HERE = new URL(".", import.meta.url).pathname;
const SIZE = { conversions: 200_000, webmasters: 2_000 };
const FULL_SIZE = { conversions: 2_000_000, webmasters: 2_000 };
const WARMING = { conversions: 20_000, webmasters: 200 };
const SEEDS_A_REQUEST = 10_000;
const POLL_MS = 100;

/** A run, as far as the benchmark reads it. */
interface Run {
  id: string;
  status: string;
  job: string | null;
  totals: { status: string; payouts: number; conversions: number }[];
}

/**
 * A run over many conversions by the API and its queue: drafted, settled, and then returned as a whole, against bare inserts
 * of the rows that the draft wrote. A small run is made before idle is measured, so that everything is warm.
 */
export async function benchPayout({ full = false } = {}): Promise<Figure[]> {
  const size = full ? FULL_SIZE : SIZE;
  // On disk: in memory the databases of the local runtime would count as the Worker's own.
  const state = await mkdtemp(join(tmpdir(), "waymark-bench-"));
  const localNetwork = await startLocalNetwork({ state, entries: { control: `${HERE}payout-control.ts` } });
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb())), POLL_MS);
  try {
    await localNetwork.seed();
    const { control } = localNetwork.origins;
    await measure(control, { since: 0, ...WARMING });
    await seed(control, { since: WARMING.conversions, ...size });
    const idleMb = residentMb();
    peakMb = 0;
    const { id, draftMs, settleMs, returnMs, conversions } = await measure(control, null);
    const memoryMb = peakMb - idleMb;
    // Last, since the rows that it reads are in the Worker's memory too.
    const bare = (await (await fetch(`${control}/bench/bare?run=${id}`)).json()) as { rows: number; ms: number }; // payout-control.ts
    const perSecond = (ms: number) => (conversions / ms) * 1_000;
    const barePerSecond = (bare.rows / bare.ms) * 1_000;
    return [
      figure(BENCH, "conversions", conversions, "conversions", `=${size.conversions + WARMING.conversions}`),
      figure(BENCH, "bare inserts by json_each", barePerSecond, "conversions/s"),
      ...Object.entries({ draft: draftMs, settle: settleMs, return: returnMs }).flatMap(([name, ms]) => [
        figure(BENCH, name, perSecond(ms), "conversions/s", ">=12000"),
        figure(BENCH, `${name}/bare inserts`, perSecond(ms) / barePerSecond, "ratio", ">=0.3"),
      ]),
      figure(BENCH, "peak memory over idle", memoryMb, "MB", "<=60"),
      ...benchBankFiles(BENCH),
    ];
  } finally {
    clearInterval(watch);
    await localNetwork.stop();
    await rm(state, { recursive: true, force: true });
  }
}

/** Drafts, settles and returns a run of everything that can be paid. */
async function measure(origin: string, seeds: { since: number; conversions: number; webmasters: number } | null) {
  if (seeds !== null) await seed(origin, seeds);
  const drafting = Date.now();
  const { id } = await call<Run>(origin, "/payout-runs", {});
  const drafted = await idle(origin, id);
  const draftMs = Date.now() - drafting;
  const conversions = drafted.totals.reduce((sum, total) => sum + total.conversions, 0);
  for (const step of ["approve", "send"]) await call(origin, `/payout-runs/${id}/${step}`, {});
  const settling = Date.now();
  await call(origin, `/payout-runs/${id}/settle`, {});
  await idle(origin, id);
  const settleMs = Date.now() - settling;
  const returning = Date.now();
  await fetch(`${origin}/bench/return?run=${id}`);
  await returned(origin, id);
  return { id, draftMs, settleMs, returnMs: Date.now() - returning, conversions };
}

async function seed(origin: string, size: { since: number; conversions: number; webmasters: number }) {
  const end = size.since + size.conversions;
  for (let since = size.since; since < end; since += SEEDS_A_REQUEST)
    await fetch(
      `${origin}/bench/seed?since=${since}&until=${Math.min(since + SEEDS_A_REQUEST, end)}&webmasters=${size.webmasters}`,
    );
}

const idle = (origin: string, id: string) => until(origin, id, ({ job }) => job === null);

const returned = (origin: string, id: string) =>
  until(origin, id, ({ totals }) => totals.every(({ status }) => status === "returned"));

async function until(origin: string, id: string, isThere: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await call<Run>(origin, `/payout-runs/${id}`);
    if (isThere(run)) return run;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function call<T>(origin: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${DEMO.keys.operator}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T; // of our own API
}

/** Megabytes that workerd holds: all of it, so with the caches of the local runtime's own D1. */
function residentMb(): number {
  const kb = workerdProcesses().map((pid) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]),
  );
  return kb.reduce((sum, one) => sum + one, 0) / 1_024;
}
