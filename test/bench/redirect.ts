import { bundleWorker } from "@waymark/dev/workers";
import { startWorld, type World } from "@waymark/dev/world";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { busiestThreadSeconds, workerdProcesses } from "./cpu.ts";
import { figure, median, type Figure } from "./figure.ts";
import { run, type LoadResult } from "./load.ts";
import { countClicks, readStored, settle } from "./stored.ts";

const BENCH = "redirect";
const CONNECTIONS = 64;
const ROUND_SECONDS = 5;
const ROUNDS = 3;
const WARM_UP_SECONDS = 2;
const UA =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";

const HERE = new URL(".", import.meta.url).pathname;

/** One Worker under load, with what it has answered. */
interface Subject {
  name: string;
  origin: string;
  pid: number;
  world?: World;
  rounds: LoadResult[];
  busy: number[];
  /** Of the clicks of each round, how many were stored at its end. */
  storedShare: number[];
  seen: string[];
  messages: number;
}

/**
 * Throughput of the edge with every click durable, as a ratio to a bare 302 in the same run: three Workers in turn,
 * through direct sockets, every click a different visitor. Invalid where the bare Worker was not kept busy.
 */
export async function benchRedirect(): Promise<Figure[]> {
  const gate = createGate();
  const bare = await startBare();
  const durable = await startEdge("durable", {});
  const awaited = await startEdge("awaited", { entries: { edge: `${HERE}awaited-edge.ts` } });
  const paused = await startEdge("paused", {
    entries: { control: `${HERE}gated-control.ts` },
    services: { control: { GATE: gate.pass } },
  });
  const subjects = [bare.subject, durable, awaited, paused];
  for (const subject of subjects) await load(subject, WARM_UP_SECONDS);
  for (const subject of subjects) await forget(subject);
  for (let round = 0; round < ROUNDS; round++)
    for (const subject of subjects) {
      if (subject === paused) gate.close();
      await measure(subject);
      if (subject === paused) gate.open();
      if (subject.world !== undefined) await settle(subject.world, subject.seen.length);
    }
  const figures = [
    ...throughput({ bare: bare.subject, durable, awaited, paused }),
    ...(await losses([durable, awaited, paused])),
    figure(BENCH, "edge bundle, minified", await bundleBytes(), "B", "<=20000"),
  ];
  await Promise.all([bare.stop(), ...[durable, awaited, paused].map(({ world }) => world?.stop())]);
  return figures;
}

function throughput(of: Record<"bare" | "durable" | "awaited" | "paused", Subject>): Figure[] {
  const ratio = (a: Subject, b: Subject) =>
    median(a.rounds.map(({ perSecond }, i) => perSecond / (b.rounds[i]?.perSecond ?? NaN)));
  return [
    ...Object.values(of).flatMap(({ name, rounds, busy }) => [
      figure(BENCH, `${name}: busy share of a core`, median(busy), "core", name === "bare" ? ">=0.95" : null),
      figure(BENCH, `${name}: throughput`, median(rounds.map(({ perSecond }) => perSecond)), "1/s"),
      figure(BENCH, `${name}: p50 at saturation`, median(rounds.map(({ p50Ms }) => p50Ms)), "ms"),
      figure(BENCH, `${name}: p99 at saturation`, median(rounds.map(({ p99Ms }) => p99Ms)), "ms"),
    ]),
    figure(BENCH, "durable, storing: stored at the window's end", median(of.durable.storedShare), "share", ">=0.8"),
    figure(BENCH, "awaited, storing: stored at the window's end", median(of.awaited.storedShare), "share"),
    figure(BENCH, "durable/bare, storing", ratio(of.durable, of.bare), "ratio", ">=0.2"),
    figure(BENCH, "durable/bare, consumer paused", ratio(of.paused, of.bare), "ratio", ">=0.4"),
    figure(BENCH, "durable/awaited, storing", ratio(of.durable, of.awaited), "ratio", ">=1.7"),
    figure(BENCH, "durable: queue messages a click", of.durable.messages / of.durable.seen.length, "1/click", "<=0.1"),
  ];
}

/** Ids, not counts: every id that a visitor saw is stored, once, and the rollups count each row once. */
async function losses(subjects: readonly Subject[]): Promise<Figure[]> {
  let [clicks, lost, twice, unseen, refused] = [0, 0, 0, 0, 0];
  for (const { world, seen, rounds } of subjects) {
    if (world === undefined) continue;
    const { ids, counted } = await readStored(world);
    clicks += seen.length;
    lost += seen.filter((id) => !ids.has(id)).length;
    twice += seen.length - new Set(seen).size + Math.abs(counted - ids.size);
    unseen = Math.max(unseen, ids.size - seen.length);
    for (const { statuses, requests } of rounds) refused += requests - (statuses.get(302) ?? 0);
  }
  return [
    figure(BENCH, "clicks sent", clicks, "clicks"),
    figure(BENCH, "answers other than 302", refused, "answers", "=0"),
    figure(BENCH, "clicks lost", lost, "clicks", "=0"),
    figure(BENCH, "clicks counted twice", twice, "clicks", "=0"),
    figure(BENCH, "rows that nobody saw answered", unseen, "rows", `<=${CONNECTIONS}`),
  ];
}

async function measure(subject: Subject) {
  const before = subject.world === undefined ? 0 : await countClicks(subject.world);
  const cpu = busiestThreadSeconds(subject.pid);
  const began = performance.now();
  const result = await load(subject, ROUND_SECONDS);
  subject.busy.push((busiestThreadSeconds(subject.pid) - cpu) / ((performance.now() - began) / 1_000));
  subject.rounds.push(result);
  if (subject.world !== undefined)
    subject.storedShare.push(((await countClicks(subject.world)) - before) / result.requests);
}

let visitors = 0;

async function load(subject: Subject, seconds: number) {
  const offset = visitors;
  const result = await run({
    origin: subject.origin,
    connections: CONNECTIONS,
    seconds,
    request: (n) => ({ path: "/demo?sub1=bench", headers: { "x-dev-ip": addressOf(offset + n), "user-agent": UA } }),
  });
  visitors += result.requests + CONNECTIONS;
  for (const location of result.locations) {
    const id = /[?&]click_id=([0-9a-z]{40})/.exec(location)?.[1];
    if (id !== undefined) subject.seen.push(id);
  }
  return result;
}

const addressOf = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

/** The warm-up's clicks are stored and counted like the others, but measured by nobody. */
async function forget(subject: Subject) {
  if (subject.world !== undefined) await settle(subject.world, subject.seen.length);
}

async function startEdge(name: string, options: Parameters<typeof startWorld>[0]): Promise<Subject> {
  const known = workerdProcesses();
  const subject: Subject = { name, origin: "", pid: 0, rounds: [], busy: [], storedShare: [], seen: [], messages: 0 };
  const world = await startWorld({
    ...options,
    onLog: (line) => {
      const stored = /event: 'clicks\.stored'.*messages: (\d+)/s.exec(line);
      if (stored !== null) subject.messages += Number(stored[1]);
      else if (!/postback|cron/.test(line)) console.error(line);
    },
  });
  await world.seed();
  return Object.assign(subject, { world, origin: world.origins.edge, pid: newProcess(known) });
}

async function startBare(): Promise<{ subject: Subject; stop: () => Promise<void> }> {
  const known = workerdProcesses();
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      name: "bare",
      compatibilityDate: "2026-11-01",
      modules: [{ type: "ESModule", path: "bare.mjs", contents: await bundleWorker(`${HERE}bare-worker.ts`) }],
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    }),
  );
  await mf.ready;
  const { origin } = await mf.unsafeGetDirectURL("bare");
  const subject = {
    name: "bare",
    origin,
    pid: newProcess(known),
    rounds: [],
    busy: [],
    storedShare: [],
    seen: [],
    messages: 0,
  };
  return { subject, stop: () => mf.dispose() };
}

function newProcess(known: readonly number[]) {
  const pid = workerdProcesses().find((id) => !known.includes(id));
  if (pid === undefined) throw new Error("workerd did not start");
  return pid;
}

const bundleBytes = async () =>
  Buffer.byteLength(await bundleWorker(`${HERE}../../apps/edge/src/index.ts`, { minify: true }));

/** Lets deliveries pass, or holds them until it opens. */
function createGate() {
  let opened = Promise.withResolvers<void>();
  opened.resolve();
  return {
    pass: async () => {
      await opened.promise;
      return new Response("open");
    },
    close: () => {
      opened = Promise.withResolvers<void>();
    },
    open: () => opened.resolve(),
  };
}
