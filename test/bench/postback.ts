import { mintClickId, readClickKeys } from "@waymark/contract/click-id";
import { MINUTE_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { startRuntime } from "@waymark/dev/runtime";
import { bundleWorker } from "@waymark/dev/workers";
import { LOCAL_SECRETS, startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import { figure, median, type Figure } from "./figure.ts";
import { createGate } from "./gate.ts";
import { run } from "./load.ts";

const BENCH = "postback";
const CONNECTIONS = 64;
const ROUNDS = 5;

/** WAYMARK_BENCH_SECONDS shortens a round while something is tried out; bounds are meant for the default. */
const ROUND_SECONDS = Number(process.env["WAYMARK_BENCH_SECONDS"] ?? 2);
const WARM_UP_SECONDS = 0.5;

/** Clicks that postbacks report, in turn; each postback has a new order. */
const CLICKS = 5_000;

/** A missing answer or an unstored postback after this time is a failure. */
const PATIENCE_MS = 2 * MINUTE_MS;

const HERE = new URL(".", import.meta.url).pathname;

interface Subject {
  name: string;
  origin: string;
  /** The status of a successful answer. */
  status: number;
  path: (n: number) => string;
  perSecond: number[];
  accepted: number;
  wrong: number;
}

/**
 * Acceptance of postbacks at the edge, every one durable, with the consumer paused: as a ratio to a bare 302 in the
 * same run, and to an edge that awaits one send a postback. Workers in turn, through direct sockets.
 */
export async function benchPostbackEdge(): Promise<Figure[]> {
  const gate = createGate();
  const bare = await startBare();
  const grouped = await startEdge("group commit", {
    entries: { control: `${HERE}gated-control.ts` },
    services: { control: { GATE: gate.pass } },
  });
  const awaited = await startEdge("one awaited send", {
    entries: { control: `${HERE}discarding-control.ts`, edge: `${HERE}awaited-edge.ts` },
  });
  try {
    const subjects = [bare.subject, grouped.subject, awaited.subject];
    for (const subject of subjects) await load(subject, WARM_UP_SECONDS);
    for (let round = 0; round < ROUNDS; round++)
      for (const subject of subjects) {
        gate.close();
        subject.perSecond.push(await load(subject, ROUND_SECONDS));
        gate.open();
        await allStored(grouped);
      }
    return figuresOf(subjects, Math.max(0, grouped.subject.accepted - (await countStored(grouped.localNetwork))));
  } finally {
    gate.open();
    await Promise.all([bare.stop(), grouped.localNetwork.stop(), awaited.localNetwork.stop()]);
  }
}

function figuresOf([bare, grouped, awaited]: readonly Subject[], lostCount: number): Figure[] {
  const subjects = [bare, grouped, awaited].filter((subject) => subject !== undefined);
  const ratio = (a?: Subject, b?: Subject) =>
    median((a?.perSecond ?? []).map((perSecond, i) => perSecond / (b?.perSecond[i] ?? NaN)));
  const sum = (of: (subject: Subject) => number) => subjects.reduce((total, subject) => total + of(subject), 0);
  return [
    ...subjects.map(({ name, perSecond }) => figure(BENCH, `${name}: throughput`, median(perSecond), "1/s")),
    figure(BENCH, "group commit/bare, consumer paused", ratio(grouped, bare), "ratio", ">=0.3"),
    figure(BENCH, "group commit/one awaited send", ratio(grouped, awaited), "ratio", ">=1.5"),
    figure(
      BENCH,
      "answers of another status",
      sum(({ wrong }) => wrong),
      "answers",
      "=0",
    ),
    figure(BENCH, "accepted postbacks that were not stored", lostCount, "postbacks", "=0"),
  ];
}

let sent = 0;

/** One round; the accepted ones are counted. Requests a second. */
async function load(subject: Subject, seconds: number): Promise<number> {
  const offset = sent;
  const { perSecond, requests, statuses } = await within(
    PATIENCE_MS,
    run({
      origin: subject.origin,
      connections: CONNECTIONS,
      seconds,
      request: (n) => ({ path: subject.path(offset + n), headers: {} }),
    }),
  );
  sent += requests + CONNECTIONS;
  const good = statuses.get(subject.status) ?? 0;
  subject.accepted += good;
  subject.wrong += requests - good;
  return perSecond;
}

const countStored = async (localNetwork: LocalNetwork) =>
  (await (
    await localNetwork.database("control", "DB")
  )
    .prepare("SELECT count(*) AS n FROM postback")
    .first<number>("n")) ?? 0;

/** Waits until the consumer has caught up, or the time is over. */
async function allStored({ subject, localNetwork }: { subject: Subject; localNetwork: LocalNetwork }) {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await countStored(localNetwork)) < subject.accepted && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

async function startEdge(name: string, options: Parameters<typeof startLocalNetwork>[0]) {
  const localNetwork = await startLocalNetwork({
    ...options,
    onLog: (line) => {
      if (/queue\.retry|failed|refused/.test(line)) console.error(line);
    },
  });
  await localNetwork.seed();
  const clickIds = await mintClicks(localNetwork);
  const subject: Subject = {
    ...{ name, origin: localNetwork.origins.edge, status: 200, perSecond: [], accepted: 0, wrong: 0 },
    path: (n) =>
      `/postback?token=${DEMO.postbackToken}&click_id=${clickIds[n % CLICKS] ?? ""}&order_id=${n}&amount=49.90&currency=USD`,
  };
  return { subject, localNetwork };
}

/** Ids of clicks on the demo link, which is all that a postback needs. */
async function mintClicks(localNetwork: LocalNetwork): Promise<string[]> {
  const db = await localNetwork.database("control", "DB");
  const linkNumber = await db.prepare("SELECT number FROM link WHERE slug = ?").bind(DEMO.slugs.demo).first("number");
  const keys = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
  return Array.from({ length: CLICKS }, () =>
    mintClickId(keys, {
      clickedAt: Date.now(),
      bucket: 7,
      linkNumber: Number(linkNumber),
      random: crypto.getRandomValues(new Uint8Array(5)),
    }),
  );
}

async function startBare(): Promise<{ subject: Subject; stop: () => Promise<void> }> {
  const mf = startRuntime({
    name: "bare",
    compatibilityDate: "2026-11-01",
    modules: [{ type: "ESModule", path: "bare.mjs", contents: await bundleWorker(`${HERE}bare-worker.ts`) }],
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  });
  await mf.ready;
  const { origin } = await mf.unsafeGetDirectURL("bare");
  const subject = { name: "bare", origin, status: 302, path: () => "/", perSecond: [], accepted: 0, wrong: 0 };
  return { subject, stop: () => mf.dispose() };
}

const within = <T>(ms: number, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
