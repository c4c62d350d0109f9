import { readFileSync } from "node:fs";
import { startWorld, type World } from "@waymark/dev/world";
import type { ArchiveAnswer, FindAnswer } from "./archive-control.ts";
import { workerdProcesses } from "./cpu.ts";
import { figure, type Figure } from "./figure.ts";
import type { PrepareRequest } from "./ingest-control.ts";

const BENCH = "ingest";
const CLICKS = 1_000_000;
const CLICKS_A_MESSAGE = 100;
const MESSAGES = 200;
const SAMPLE_MS = 100;
const LOOKED_UP = 20;
const CALLS_MAX = 20;
const HERE = new URL(".", import.meta.url).pathname;

/** A month of a million clicks, from a shard to R2: how long it takes, what it holds meanwhile, how a click is found. */
export async function benchArchive(clicks = CLICKS): Promise<Figure[]> {
  const world = await startWorld({ entries: { control: `${HERE}archive-control.ts` } });
  try {
    await fill(world, clicks);
    const before = memoryBytes();
    let peak = before;
    const sampler = setInterval(() => void (peak = Math.max(peak, memoryBytes())), SAMPLE_MS);
    const begun = performance.now();
    const largest = await archive(world);
    const tookMs = performance.now() - begun;
    clearInterval(sampler);
    const { bytes, rows } = (await (
      await world.database("control", "DB")
    )
      .prepare("SELECT bytes, rows FROM archive")
      .first<{ bytes: number; rows: number }>()) ?? { bytes: 0, rows: 0 };
    return [
      figure(BENCH, "archive: clicks archived", rows, "clicks", `=${clicks}`),
      figure(BENCH, "archive: 1 M clicks", (tookMs / rows) * (CLICKS / 1_000), "s", "<=60"),
      figure(BENCH, "archive: largest object in memory", largest / 1e6, "MB", "<=16"),
      figure(BENCH, "archive: workerd grew by, its databases' caches with it", (peak - before) / 1e6, "MB"),
      figure(BENCH, "archive: bytes a click", bytes / rows, "bytes"),
      figure(BENCH, "archive: R2 reads to find a click", await readsOf(world), "reads", "<=2"),
    ];
  } finally {
    await world.stop();
  }
}

async function ask<Answer>(world: World, path: string, body: unknown = {}): Promise<Answer> {
  const response = await fetch(world.origins.control + path, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as Answer; // archive-control.ts says it
}

/** Clicks of the month before the last, through the consumer. */
async function fill(world: World, clicks: number) {
  const now = new Date();
  const since = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2, 10);
  const [perBatch, spanMs] = [MESSAGES * CLICKS_A_MESSAGE, 200_000];
  for (let from = 0; from < clicks; from += perBatch) {
    const request: PrepareRequest = {
      ...{ mix: "thousand", messages: MESSAGES, from, spanMs },
      since: since + (from / perBatch) * spanMs,
    };
    await ask(world, "/prepare", request);
    await ask(world, "/take");
  }
}

/** The largest object that was put. */
async function archive(world: World): Promise<number> {
  let largest = 0;
  for (let call = 0; call < CALLS_MAX; call++) {
    const { steps, largestObject } = await ask<ArchiveAnswer>(world, "/archive");
    largest = Math.max(largest, largestObject);
    if (steps === 0) return largest;
  }
  throw new Error("the archive comes to no end");
}

/** The most reads that any of some clicks took. */
async function readsOf(world: World): Promise<number> {
  const { results } = await (
    await world.database("control", "DB")
  )
    .prepare("SELECT first_id AS id FROM archive_chunk UNION SELECT last_id FROM archive_chunk LIMIT ?")
    .bind(LOOKED_UP)
    .all<{ id: string }>();
  let most = 0;
  for (const { id } of results) {
    const { found, reads } = await ask<FindAnswer>(world, `/find?id=${id}`);
    if (!found) throw new Error(`${id} is not found`);
    most = Math.max(most, reads);
  }
  return most;
}

/** What all workerd processes hold now. */
function memoryBytes(): number {
  const held = workerdProcesses().map(
    (pid) => /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1],
  );
  return held.reduce((sum, kilobytes) => sum + Number(kilobytes ?? 0) * 1_024, 0);
}
