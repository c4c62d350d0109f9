import { readFileSync } from "node:fs";
import { readWorker } from "@waymark/dev/workers";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import type { StepAnswer, FindAnswer } from "./archive-control.ts";
import { workerdProcesses } from "./cpu.ts";
import { figure, median, type Figure } from "./figure.ts";
import type { PrepareRequest } from "./ingest-control.ts";
import { freePort } from "../harness/free-port.ts";
import { openIsolate, type Isolate } from "./isolate.ts";

const BENCH = "ingest";
const CLICKS = 1_000_000;
/** What is bounded is the same for a fifth of them. */
const FEW_CLICKS = CLICKS / 5;
const CLICKS_A_MESSAGE = 100;
const MESSAGES = 200;
const SAMPLE_MS = 50;
const LOOKED_UP = 20;
const HERE = new URL(".", import.meta.url).pathname;

/** A month with this number of clicks, archived step by step. */
interface Run {
  clicks: number;
  /** Only of the steps. */
  tookMs: number;
  bytes: number;
  largestObject: number;
  /**
   * The most memory that the archiver's isolate held during each step: what the step needs, and the garbage that it
   * makes. Between the steps garbage is collected, so what one of them kept would show in all that follow.
   */
  heldBytes: number[];
  /** The growth of the whole workerd process, which also simulates databases and R2. */
  grownBytes: number;
  readsToFind: number;
}

/**
 * A month of a million clicks, from a shard to R2: how long it takes, how much memory it holds, how a click is found.
 * What is bounded holds as much with a million as with a fifth of that, each in a workerd of its own.
 */
export async function benchArchive(): Promise<Figure[]> {
  const few = await run(FEW_CLICKS);
  const many = await run(CLICKS);
  return [
    figure(BENCH, "archive: clicks archived", many.clicks, "clicks", `=${CLICKS}`),
    figure(BENCH, "archive: 1 M clicks", many.tookMs / 1_000, "s", "<=60"),
    figure(BENCH, "archive: largest object in memory", many.largestObject / 1e6, "MB", "<=16"),
    figure(BENCH, "archive: its isolate held at most, of 1 M", Math.max(...many.heldBytes) / 1e6, "MB", "<=64"),
    figure(
      BENCH,
      "archive: held in a step of 1 M, × that of 0.2 M",
      median(many.heldBytes) / median(few.heldBytes),
      "×",
      "<=1.3",
    ),
    figure(BENCH, "archive: workerd grew by, with its databases and R2, of 0.2 M", few.grownBytes / 1e6, "MB"),
    figure(BENCH, "archive: workerd grew by, with its databases and R2, of 1 M", many.grownBytes / 1e6, "MB"),
    figure(BENCH, "archive: bytes a click", many.bytes / many.clicks, "bytes"),
    figure(BENCH, "archive: R2 reads to find a click", many.readsToFind, "reads", "<=2"),
  ];
}

async function run(clicks: number): Promise<Run> {
  const inspectorPort = await freePort();
  const localNetwork = await startLocalNetwork({ entries: { control: `${HERE}archive-control.ts` }, inspectorPort });
  const isolate = await openIsolate(inspectorPort, (await readWorker("control")).service);
  try {
    await fill(localNetwork, clicks);
    await tidy(localNetwork, isolate);
    const before = memoryBytes();
    let [peak, held] = [before, 0];
    const look = async () => {
      peak = Math.max(peak, memoryBytes());
      held = Math.max(held, await isolate.heldBytes());
    };
    const heldBytes: number[] = [];
    const sampler = setInterval(() => void look(), SAMPLE_MS);
    let [tookMs, largestObject] = [0, 0];
    for (let isDone = false; !isDone;) {
      const begun = performance.now();
      const step = await ask<StepAnswer>(localNetwork, "/archive");
      tookMs += performance.now() - begun;
      await look();
      largestObject = Math.max(largestObject, step.largestObject);
      heldBytes.push(held);
      isDone = step.isDone;
      await tidy(localNetwork, isolate);
      held = 0;
    }
    clearInterval(sampler);
    const database = await localNetwork.database("control", "DB");
    const archived = await database.prepare("SELECT rows, bytes FROM archive").first<{ rows: number; bytes: number }>();
    const { rows, bytes } = archived ?? { rows: 0, bytes: 0 };
    return {
      ...{ clicks: rows, bytes, tookMs, largestObject, heldBytes, grownBytes: peak - before },
      readsToFind: await readsOf(localNetwork),
    };
  } finally {
    isolate.close();
    await localNetwork.stop();
  }
}

/** Collects garbage, and releases the benchmark's own clicks, which are not the archiver's. */
async function tidy(localNetwork: LocalNetwork, isolate: Isolate) {
  let isTidy = false;
  const collected = isolate.collectGarbage().then(() => (isTidy = true));
  while (!isTidy) await ask(localNetwork, "/forget");
  await collected;
}

async function ask<Answer>(localNetwork: LocalNetwork, path: string, body: unknown = {}): Promise<Answer> {
  const response = await fetch(localNetwork.origins.control + path, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as Answer; // archive-control.ts says it
}

/** Clicks of the month before the last, through the consumer. */
async function fill(localNetwork: LocalNetwork, clicks: number) {
  const now = new Date();
  const since = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2, 10);
  const [perBatch, spanMs] = [MESSAGES * CLICKS_A_MESSAGE, 200_000];
  for (let from = 0; from < clicks; from += perBatch) {
    const request: PrepareRequest = {
      ...{ mix: "thousand", messages: MESSAGES, from, spanMs },
      since: since + (from / perBatch) * spanMs,
    };
    await ask(localNetwork, "/prepare", request);
    await ask(localNetwork, "/take");
  }
}

/** The most reads that any of some clicks took. */
async function readsOf(localNetwork: LocalNetwork): Promise<number> {
  const { results } = await (
    await localNetwork.database("control", "DB")
  )
    .prepare("SELECT first_id AS id FROM archive_chunk UNION SELECT last_id FROM archive_chunk LIMIT ?")
    .bind(LOOKED_UP)
    .all<{ id: string }>();
  let most = 0;
  for (const { id } of results) {
    const { found, reads } = await ask<FindAnswer>(localNetwork, `/find?id=${id}`);
    if (!found) throw new Error(`${id} is not found`);
    most = Math.max(most, reads);
  }
  return most;
}

/** The memory of all workerd processes. */
function memoryBytes(): number {
  const held = workerdProcesses().map(
    (pid) => /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1],
  );
  return held.reduce((sum, kilobytes) => sum + Number(kilobytes ?? 0) * 1_024, 0);
}
