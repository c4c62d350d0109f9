import { DAY_MS } from "@waymark/contract/duration";
import { readWorker } from "@waymark/dev/workers";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import { benchArchive } from "./archive.ts";
import { figure, median, type Figure } from "./figure.ts";
import type { IngestMix, PrepareRequest, TakeAnswer } from "./ingest-control.ts";

const BENCH = "ingest";
/** Stored clicks at the first and at the last measurement. */
const FEW_CLICKS = 100_000;
const MANY_CLICKS = 2_000_000;
const MANY_CLICKS_FULL = 5_000_000;
/** Batches of which the median counts. */
const ROUNDS = 10;
const CLICKS_A_MESSAGE = 100;
/** The time span of the clicks in a batch. */
const BATCH_MS = 10_000;
/**
 * Between batches passes time: a shard that gets full within its retention takes 150,000 clicks a day (docs/scale.md),
 * and the visitors of a day are looked up among themselves. So much that 5 M are of one month.
 */
const CLICKS_A_DAY = 190_000;
const GOALS = { clicksPerSecond: 20_000, ratio: 0.6 };

const HERE = new URL(".", import.meta.url).pathname;

/** One batch: ours, and right after it the bare insert of its rows. */
interface Round extends TakeAnswer {
  tookMs: number;
  bareMs: number;
  /** Stored clicks after the batch. */
  stored: number;
}

/**
 * The consumer as it is deployed, with batches as a full queue hands them over, all in one workerd: clicks a second,
 * their share of a bare insert of the same rows, what a click costs when many are stored, and the rows that D1 bills
 * for it.
 */
export async function benchIngest({ full = false } = {}): Promise<Figure[]> {
  const many = full ? MANY_CLICKS_FULL : MANY_CLICKS;
  const hot = await withWorld(async (localNetwork) => {
    const feed = await feedOf(localNetwork, "hot");
    await feed.fill(FEW_CLICKS);
    const few = await feed.rounds();
    await feed.fill(many);
    return { few, many: await feed.rounds(), keptBytes: await feed.keptBytes() };
  });
  const thousand = await withWorld(async (localNetwork) => {
    const feed = await feedOf(localNetwork, "thousand");
    await feed.fill(FEW_CLICKS);
    return { rounds: await feed.rounds(), keptBytes: await feed.keptBytes() };
  });
  const last = hot.many.at(-1);
  const kept = (name: string, bytes: number, clicks = NaN) =>
    figure(BENCH, `${name}: bytes kept for ever`, bytes / clicks, "bytes/click");
  return [
    ...figuresOf("one hot link", hot.few, "<=2.2"),
    ...figuresOf("1,000 links", thousand.rounds, "<=3.2"),
    figure(
      BENCH,
      `cost of a click at ${many / 1e6} M stored, × that at 0.1 M`,
      median(hot.many.map(({ tookMs }) => tookMs)) / median(hot.few.map(({ tookMs }) => tookMs)),
      "×",
      "<=1.5",
    ),
    figure(BENCH, `bare insert at ${many / 1e6} M, × that at 0.1 M`, bareGrowth(hot), "×"),
    kept("one hot link", hot.keptBytes, last?.stored),
    kept("1,000 links", thousand.keptBytes, thousand.rounds.at(-1)?.stored),
    figure(BENCH, "bytes stored a click", (last?.sizeBytes ?? NaN) / (last?.stored ?? NaN), "bytes"),
    ...(await benchArchive()),
  ];
}

const bareGrowth = ({ few, many }: { few: Round[]; many: Round[] }) =>
  median(many.map(({ bareMs }) => bareMs)) / median(few.map(({ bareMs }) => bareMs));

function figuresOf(name: string, rounds: readonly Round[], rowsBound: string): Figure[] {
  const perSecond = median(rounds.map(({ clicks, tookMs }) => (clicks / tookMs) * 1_000));
  const ratio = median(rounds.map(({ tookMs, bareMs }) => bareMs / tookMs));
  const rows = rounds.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
  const read = rounds.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
  const clicks = rounds.reduce((sum, round) => sum + round.clicks, 0);
  return [
    figure(BENCH, `${name}: clicks stored`, perSecond, "clicks/s", ">=9000"),
    figure(
      BENCH,
      `${name}: share of the goal`,
      perSecond / GOALS.clicksPerSecond,
      `of ${GOALS.clicksPerSecond} clicks/s`,
    ),
    figure(BENCH, `${name}: ratio to a bare insert by json_each`, ratio, "of bare", ">=0.35"),
    figure(BENCH, `${name}: share of the goal for that`, ratio / GOALS.ratio, `of ${GOALS.ratio}`),
    figure(BENCH, `${name}: rows written`, rows / clicks, "rows/click", rowsBound),
    figure(BENCH, `${name}: rows read`, read / clicks, "rows/click"),
    figure(
      BENCH,
      `${name}: statements`,
      (median(rounds.map(({ statements }) => statements)) / (clicks / rounds.length)) * 1_000,
      "a 1,000 clicks",
    ),
  ];
}

async function withWorld<T>(work: (localNetwork: LocalNetwork) => Promise<T>): Promise<T> {
  const localNetwork = await startLocalNetwork({
    entries: { control: `${HERE}ingest-control.ts` },
    clickShards: 2,
    // The second shard is for the bare inserts.
    vars: { control: { CLICK_SHARDS: '[{"since":"2026-01-01","shards":1}]' } },
  });
  try {
    return await work(localNetwork);
  } finally {
    await localNetwork.stop();
  }
}

/** Feeds the consumer batch after batch. */
async function feedOf(localNetwork: LocalNetwork, mix: IngestMix) {
  const messages = await fullBatch();
  const clicks = messages * CLICKS_A_MESSAGE;
  const now = new Date();
  const lastMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1);
  let from = 0;

  async function ask<Answer>(path: string, body?: unknown) {
    const response = await fetch(localNetwork.origins.control + path, {
      method: "POST",
      body: JSON.stringify(body ?? {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer; // ingest-control.ts says it
  }
  async function take() {
    const since = lastMonth + Math.floor((from / CLICKS_A_DAY) * DAY_MS);
    const request: PrepareRequest = { mix, messages, since, from, spanMs: BATCH_MS };
    await ask("/prepare", request);
    const begun = performance.now();
    const answer = await ask<TakeAnswer>("/take");
    from += clicks;
    return { ...answer, tookMs: performance.now() - begun };
  }
  return {
    async fill(until: number) {
      while (from < until) await take();
    },
    /** Of all clicks so far, with their days closed. */
    keptBytes: () => ask<number>("/kept"),
    async rounds(): Promise<Round[]> {
      const rounds: Round[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        const round = await take();
        if (i === 0 && !(await localNetwork.database("control", "CLICKS_1").then(hasBare)))
          await makeBare(localNetwork);
        const begun = performance.now();
        const { rowsWritten } = await ask<{ rowsWritten: number }>("/bare");
        if (rowsWritten !== round.clicks) throw new Error(`bare rows: ${rowsWritten} of ${round.clicks}`);
        rounds.push({ ...round, bareMs: performance.now() - begun, stored: from });
      }
      return rounds;
    },
  };
}

/** A table for bare inserts that is exactly the clicks'. */
async function makeBare(localNetwork: LocalNetwork) {
  const [clicks, bare] = [
    await localNetwork.database("control", "CLICKS_0"),
    await localNetwork.database("control", "CLICKS_1"),
  ];
  const { results } = await clicks
    .prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name GLOB 'click_[0-9]*'")
    .all<{ sql: string }>();
  for (const { sql } of results) await bare.prepare(sql).run();
}

const hasBare = async (database: D1Database) =>
  (await database.prepare("SELECT 1 FROM sqlite_master WHERE name GLOB 'click_[0-9]*'").first()) !== null;

/** The number of messages in a batch of the consumer. */
async function fullBatch(): Promise<number> {
  const { queueConsumers } = (await readWorker("control")).options as {
    queueConsumers?: Record<string, { maxBatchSize?: number }>;
  }; // Miniflare's options
  const size = queueConsumers?.["clicks"]?.maxBatchSize;
  if (size === undefined) throw new Error("wrangler.toml: the queue clicks has no batch size");
  return size;
}
