import { bundleModules, bundleWorker } from "@waymark/dev/workers";
import { startWorld, type World } from "@waymark/dev/world";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { busiestThreadSeconds, cpuSeconds, workerdProcesses } from "./cpu.ts";
import { createGate } from "./gate.ts";
import { figure, median, type Figure } from "./figure.ts";
import { run, type LoadResult } from "./load.ts";
import { makeMixes, MIXES, pathOf, type Mix } from "./mixes.ts";
import { STEPS } from "./steps.ts";
import { countClicks, readStored, settle } from "./stored.ts";

const BENCH = "redirect";
const CONNECTIONS = 64;
/** WAYMARK_BENCH_SECONDS shortens a round while something is tried out; bounds are meant for the default. */
const ROUND_SECONDS = Number(process.env["WAYMARK_BENCH_SECONDS"] ?? 5);
const ROUNDS = 3;
const WARM_UP_SECONDS = 1;
/** Far from saturation: here a visitor's wait is what the redirect costs, not what the queue before it does. */
const CALM_RATE = 500;
const CALM_SECONDS = 5;
const CLICKS_MIN = 200_000;
const UA =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";

const HERE = new URL(".", import.meta.url).pathname;

/** Ratios to the bare 302 that must hold, with the consumer storing and paused, and what would be better. */
const BOUNDS: Record<Mix, { storing: string; paused: string }> = {
  hot: { storing: ">=0.28", paused: ">=0.5" },
  thousand: { storing: ">=0.24", paused: ">=0.45" },
  rules: { storing: ">=0.22", paused: ">=0.4" },
};
const GOALS = { storing: 0.5, paused: 0.75 };

/** One round of load on a Worker. */
interface Round extends LoadResult {
  mix: Mix;
  /** CPU seconds that its busiest thread used a second. */
  busy: number;
  /** CPU of all its threads a request, µs. */
  cpuMicros: number;
  kvReads: number;
  /** Of the clicks of the round, how many were stored at its end. */
  storedShare: number;
}

/** One Worker under load, with what it has answered. */
interface Subject {
  name: string;
  origin: string;
  pid: number;
  world?: World;
  rounds: Round[];
  seen: string[];
  messages: number;
  /** Told by the counting edge. */
  kvReads: number;
}

/**
 * Throughput of the edge with every click durable, as a ratio to a bare 302 in the same run: Workers in turn, through
 * direct sockets, every click a different visitor. Invalid where the bare Worker was not kept busy.
 */
export async function benchRedirect(): Promise<Figure[]> {
  const gate = createGate();
  const bare = await startBare();
  const edge = `${HERE}counting-edge.ts`;
  const storing = await startEdge("storing", { entries: { edge } });
  const paused = await startEdge("paused", {
    entries: { edge, control: `${HERE}gated-control.ts` },
    services: { control: { GATE: gate.pass } },
  });
  const awaited = await startEdge("awaited", { entries: { edge: `${HERE}awaited-edge.ts` } });
  for (let round = 0; round < ROUNDS; round++) {
    for (const mix of MIXES) {
      await measure(bare.subject, mix);
      await measure(storing, mix);
      await allStored(storing);
      await measure(paused, mix, gate.close);
      gate.open();
      await allStored(paused);
    }
    await measure(awaited, "hot");
    await allStored(awaited);
  }
  const calm = await latencies(bare.subject, storing);
  await allStored(storing);
  const figures = [
    ...MIXES.flatMap((mix) => throughput(mix, bare.subject, storing, paused)),
    ...costs(bare.subject, storing, paused, awaited),
    ...calm,
    ...(await stepCosts()),
    ...(await losses([storing, paused, awaited])),
    ...(await bundleFigures()),
  ];
  await Promise.all([bare.stop(), ...[storing, paused, awaited].map(({ world }) => world?.stop())]);
  return figures;
}

const roundsOf = ({ rounds }: Subject, mix: Mix) => rounds.filter((round) => round.mix === mix);

const ratio = (a: Subject, b: Subject, mix: Mix, of: (round: Round) => number) => {
  const others = roundsOf(b, mix);
  return median(roundsOf(a, mix).map((round, i) => of(round) / of(others[i] ?? round)));
};

function throughput(mix: Mix, bare: Subject, storing: Subject, paused: Subject): Figure[] {
  const perSecond = (round: Round) => round.perSecond;
  const middle = (subject: Subject, of: (round: Round) => number) => median(roundsOf(subject, mix).map(of));
  return [
    figure(
      BENCH,
      `${mix}: bare, busy share of a core`,
      middle(bare, ({ busy }) => busy),
      "core",
      ">=0.95",
    ),
    ...[bare, storing, paused].map((subject) =>
      figure(BENCH, `${mix}: ${subject.name}, throughput`, middle(subject, perSecond), "1/s"),
    ),
    figure(
      BENCH,
      `${mix}: stored at the window's end`,
      middle(storing, (round) => round.storedShare),
      "share",
      ">=0.8",
    ),
    figure(BENCH, `${mix}: storing/bare`, ratio(storing, bare, mix, perSecond), "ratio", BOUNDS[mix].storing),
    figure(BENCH, `${mix}: paused/bare`, ratio(paused, bare, mix, perSecond), "ratio", BOUNDS[mix].paused),
    figure(
      BENCH,
      `${mix}: KV reads a click`,
      middle(storing, (round) => round.kvReads / round.requests),
      "1/click",
      mix === "thousand" ? null : "<=0.01",
    ),
    figure(BENCH, `${mix}: CPU a click, storing/bare`, ratio(storing, bare, mix, cpu), "ratio"),
    figure(BENCH, `${mix}: CPU a click, paused/bare`, ratio(paused, bare, mix, cpu), "ratio"),
  ];
}

const cpu = (round: Round) => round.cpuMicros;

function costs(bare: Subject, storing: Subject, paused: Subject, awaited: Subject): Figure[] {
  const perSecond = (round: Round) => round.perSecond;
  return [
    figure(BENCH, "goal: storing/bare, share reached", ratio(storing, bare, "hot", perSecond) / GOALS.storing, "share"),
    figure(BENCH, "goal: paused/bare, share reached", ratio(paused, bare, "hot", perSecond) / GOALS.paused, "share"),
    figure(BENCH, "group commit/awaited, storing", ratio(storing, awaited, "hot", perSecond), "ratio", ">=1.7"),
    figure(BENCH, "queue messages a click", storing.messages / storing.seen.length, "1/click", "<=0.05"),
  ];
}

/** The wait at a fixed rate, with the consumer storing. */
async function latencies(bare: Subject, storing: Subject): Promise<Figure[]> {
  const calm = async (subject: Subject) => {
    collectGarbage(); // of the load before: a pause of this process would count as the Worker's
    return load(subject, CALM_SECONDS, "hot", CALM_RATE);
  };
  const messages = storing.messages;
  const rounds: { base: LoadResult; edge: LoadResult }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push({ base: await calm(bare), edge: await calm(storing) });
  storing.messages = messages; // at 64 connections, not at this rate
  const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
  const at = `at ${CALM_RATE}/s`;
  return [
    figure(
      BENCH,
      `bare: p99 ${at}`,
      middle(({ base }) => base.p99Ms),
      "ms",
    ),
    figure(
      BENCH,
      `storing: p50 ${at}`,
      middle(({ edge }) => edge.p50Ms),
      "ms",
    ),
    figure(
      BENCH,
      `storing: p99 ${at}`,
      middle(({ edge }) => edge.p99Ms),
      "ms",
    ),
    figure(
      BENCH,
      `storing/bare: p99 ${at}`,
      middle(({ base, edge }) => edge.p99Ms / base.p99Ms),
      "ratio",
      "<=3",
    ),
  ];
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void; // there by the flag

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
    figure(BENCH, "clicks sent", clicks, "clicks", ROUND_SECONDS < 5 ? null : `>=${CLICKS_MIN}`),
    figure(BENCH, "answers other than 302", refused, "answers", "=0"),
    figure(BENCH, "clicks lost", lost, "clicks", "=0"),
    figure(BENCH, "clicks counted twice", twice, "clicks", "=0"),
    figure(BENCH, "rows that nobody saw answered", unseen, "rows", `<=${CONNECTIONS}`),
  ];
}

/** How long a mix is measured: over a thousand links as long as it takes until each is fetched anew once. */
const secondsOf = (mix: Mix) => ROUND_SECONDS * (mix === "thousand" ? 1.6 : 1);

/** One round, from a warm start: what an isolate remembers has grown old while the others had their turns. */
async function measure(subject: Subject, mix: Mix, pauseConsumer?: () => void) {
  await load(subject, WARM_UP_SECONDS, mix);
  await allStored(subject);
  pauseConsumer?.();
  const stored = subject.world === undefined ? 0 : await countClicks(subject.world);
  const reads = subject.kvReads;
  const [thread, all] = [busiestThreadSeconds(subject.pid), cpuSeconds(subject.pid)];
  const began = performance.now();
  const result = await load(subject, secondsOf(mix), mix);
  const busy = (busiestThreadSeconds(subject.pid) - thread) / ((performance.now() - began) / 1_000);
  const cpuMicros = ((cpuSeconds(subject.pid) - all) * 1e6) / result.requests;
  const storedShare = subject.world === undefined ? 0 : ((await countClicks(subject.world)) - stored) / result.requests;
  const kvReads = subject.kvReads - reads;
  subject.rounds.push({ ...result, kvReads, mix, busy, cpuMicros, storedShare });
}

let visitors = 0;

async function load(subject: Subject, seconds: number, mix: Mix, rate?: number) {
  const offset = visitors;
  const result = await run({
    origin: subject.origin,
    connections: CONNECTIONS,
    seconds,
    ...(rate !== undefined && { rate }),
    request: (n) => ({
      path: pathOf[mix](n),
      headers: { "x-dev-ip": addressOf(offset + n), "user-agent": UA },
    }),
  });
  visitors += result.requests + CONNECTIONS;
  for (const location of result.locations) {
    const id = /[?&]click_id=([0-9a-z]{40})/.exec(location)?.[1];
    if (id !== undefined) subject.seen.push(id);
  }
  return result;
}

const addressOf = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

async function allStored(subject: Subject) {
  if (subject.world !== undefined) await settle(subject.world, subject.seen.length);
}

async function startEdge(name: string, options: Parameters<typeof startWorld>[0]): Promise<Subject> {
  const known = workerdProcesses();
  const subject: Subject = { name, origin: "", pid: 0, rounds: [], seen: [], messages: 0, kvReads: 0 };
  const world = await startWorld({
    ...options,
    onLog: (line) => {
      const stored = /event: 'clicks\.stored'.*messages: (\d+)/s.exec(line);
      if (stored !== null) subject.messages += Number(stored[1]);
      else if (line.includes("bench.kv_read")) subject.kvReads++;
      else if (!/postback|cron/.test(line)) console.error(line);
    },
  });
  await world.seed();
  await makeMixes(world);
  return Object.assign(subject, { world, origin: world.origins.edge, pid: newProcess(known) });
}

/** What each step of the hot path costs by itself, many times over in a Worker; the rest is workerd's. */
async function stepCosts(): Promise<Figure[]> {
  const mf = await startWorker("steps", `${HERE}steps-worker.ts`);
  const { origin } = await mf.unsafeGetDirectURL("steps");
  const timed = async (step: string, times: number) => {
    const began = performance.now();
    await (await fetch(`${origin}/${step}?times=${times}`)).text();
    return (performance.now() - began) * 1_000;
  };
  const figures: Figure[] = [];
  for (const step of STEPS) {
    await timed(step, STEP_TIMES);
    const micros = ((await timed(step, STEP_TIMES)) - (await timed(step, 0))) / STEP_TIMES;
    figures.push(figure(BENCH, `step: ${step}`, Math.max(0, micros), "µs"));
  }
  await mf.dispose();
  return figures;
}

const STEP_TIMES = 20_000;

async function startWorker(name: string, entry: string) {
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      name,
      compatibilityDate: "2026-11-01",
      compatibilityFlags: ["nodejs_compat"],
      modules: [{ type: "ESModule", path: `${name}.mjs`, contents: await bundleWorker(entry) }],
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    }),
  );
  await mf.ready;
  return mf;
}

async function startBare(): Promise<{ subject: Subject; stop: () => Promise<void> }> {
  const known = workerdProcesses();
  const mf = await startWorker("bare", `${HERE}bare-worker.ts`);
  const { origin } = await mf.unsafeGetDirectURL("bare");
  const subject = { name: "bare", origin, pid: newProcess(known), rounds: [], seen: [], messages: 0, kvReads: 0 };
  return { subject, stop: () => mf.dispose() };
}

function newProcess(known: readonly number[]) {
  const pid = workerdProcesses().find((id) => !known.includes(id));
  if (pid === undefined) throw new Error("workerd did not start");
  return pid;
}

/** Minified size of the edge: what is loaded before the first redirect, and what the first postback loads besides. */
async function bundleFigures(): Promise<Figure[]> {
  const modules = await bundleModules(`${HERE}../../apps/edge/src/index.ts`);
  const bytesOf = (isEager: boolean) =>
    modules.reduce((sum, module) => sum + (module.isEager === isEager ? module.bytes : 0), 0);
  return [
    figure(BENCH, "edge bundle, minified", bytesOf(true), "B", "<=20000"),
    figure(BENCH, "edge bundle, minified: loaded by the first postback", bytesOf(false), "B"),
  ];
}
