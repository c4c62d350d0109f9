import { startRuntime } from "@waymark/dev/runtime";
import { bundleModules, bundleWorker } from "@waymark/dev/workers";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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

/** Time for V8 to optimise the code of a mix. */
const COMPILE_SECONDS = 3;

/** Far from saturation, so that latency is measured without queueing. */
const CALM_RATE = 500;
const CALM_SECONDS = 5;
const CALM_ROUNDS = 5;
const CLICKS_MIN = 200_000;
const UA =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";

const HERE = new URL(".", import.meta.url).pathname;

/** Required ratios to the bare 302, with the consumer storing and paused, and the goals. */
const BOUNDS: Record<Mix, { storing: string; paused: string }> = {
  hot: { storing: ">=0.28", paused: ">=0.4" },
  thousand: { storing: ">=0.24", paused: ">=0.38" },
  rules: { storing: ">=0.22", paused: ">=0.36" },
};
const GOALS = { storing: 0.5, paused: 0.75 };

/** One round of load on a Worker. */
interface Round extends LoadResult {
  /** CPU seconds that its busiest thread used a second. */
  busy: number;
  /** CPU of all its threads a request, µs. */
  cpuMicros: number;
  kvReads: number;
  /** How many clicks of the round were stored at its end. */
  storedShare: number;
}

/** A round of an edge, and one of the bare Worker right before it. */
interface Pair {
  mix: Mix;
  base: Round;
  own: Round;
}

/** A Worker under load. */
interface Subject {
  origin: string;
  /** Of its workerds. */
  pids: readonly number[];
}

/** An edge with its own network, and its answers. */
interface Edge extends Subject {
  localNetwork: LocalNetwork;
  pairs: Pair[];
  seen: string[];
  refused: number;
  messages: number;
  /** The part of these from before saturation. */
  calm: { clicks: number; messages: number };
  /** Counted by the counting edge. */
  kvReads: number;
  /** Once it has ended. */
  stored: { ids: Set<string>; counted: number };
}

/**
 * Throughput of the edge with every click durable, as a ratio to a bare 302 in the same run: Workers in turn, through
 * direct sockets, every click a different visitor. Invalid if the bare Worker was not kept busy. A consumer that
 * stores has a workerd of its own with its databases, as deployed; what is CPU of a click is that of both. One network
 * runs at a time, since the clock of another would take its share of the machine.
 */
export async function benchRedirect(): Promise<Figure[]> {
  const bare = await startBare();
  const edge = `${HERE}counting-edge.ts`;
  const storing = await startEdge({ isApart: true, entries: { edge } });
  const calm = await latencies(bare.subject, storing); // before anything was saturated
  await compare(bare.subject, storing, MIXES);
  const gate = createGate();
  const paused = await startEdge({
    entries: { edge, control: `${HERE}gated-control.ts` },
    services: { control: { GATE: gate.pass } },
  });
  await compare(bare.subject, paused, MIXES, gate);
  const awaited = await startEdge({ isApart: true, entries: { edge: `${HERE}awaited-edge.ts` } });
  await compare(bare.subject, awaited, ["hot"]);
  const figures = [
    ...MIXES.flatMap((mix) => throughput(mix, storing, paused)),
    ...costs(storing, paused, awaited),
    ...calm,
    ...(await stepCosts()),
    ...losses([storing, paused, awaited]),
    ...(await bundleFigures()),
  ];
  await bare.stop();
  return figures;
}

const pairsOf = ({ pairs }: Edge, mix: Mix) => pairs.filter((pair) => pair.mix === mix);

/** The median of an edge's rounds, as ratios to the bare Worker's rounds before them. */
const ratio = (edge: Edge, mix: Mix, of: (round: Round) => number) =>
  median(pairsOf(edge, mix).map(({ base, own }) => of(own) / of(base)));

const perSecond = (round: Round) => round.perSecond;
const cpu = (round: Round) => round.cpuMicros;

function throughput(mix: Mix, storing: Edge, paused: Edge): Figure[] {
  const pairs = [...pairsOf(storing, mix), ...pairsOf(paused, mix)];
  const middle = (edge: Edge, of: (round: Round) => number) => median(pairsOf(edge, mix).map(({ own }) => of(own)));
  return [
    figure(BENCH, `${mix}: bare, busy share of a core`, median(pairs.map(({ base }) => base.busy)), "core", ">=0.95"),
    figure(BENCH, `${mix}: bare, throughput`, median(pairs.map(({ base }) => base.perSecond)), "1/s"),
    figure(BENCH, `${mix}: storing, throughput`, middle(storing, perSecond), "1/s"),
    figure(BENCH, `${mix}: paused, throughput`, middle(paused, perSecond), "1/s"),
    figure(
      BENCH,
      `${mix}: stored at the window's end`,
      middle(storing, (round) => round.storedShare),
      "share",
      ">=0.8",
    ),
    figure(BENCH, `${mix}: storing/bare`, ratio(storing, mix, perSecond), "ratio", BOUNDS[mix].storing),
    figure(BENCH, `${mix}: paused/bare`, ratio(paused, mix, perSecond), "ratio", BOUNDS[mix].paused),
    figure(
      BENCH,
      `${mix}: KV reads a click`,
      middle(storing, (round) => round.kvReads / round.requests),
      "1/click",
      mix === "thousand" ? null : "<=0.01",
    ),
    figure(BENCH, `${mix}: CPU a click, storing/bare`, ratio(storing, mix, cpu), "ratio"),
    figure(BENCH, `${mix}: CPU a click, paused/bare`, ratio(paused, mix, cpu), "ratio"),
  ];
}

function costs(storing: Edge, paused: Edge, awaited: Edge): Figure[] {
  const grouped = ratio(storing, "hot", perSecond);
  return [
    figure(BENCH, "goal: storing/bare, share reached", grouped / GOALS.storing, "share"),
    figure(BENCH, "goal: paused/bare, share reached", ratio(paused, "hot", perSecond) / GOALS.paused, "share"),
    figure(BENCH, "group commit/awaited, storing", grouped / ratio(awaited, "hot", perSecond), "ratio", ">=1.7"),
    figure(BENCH, "queue messages a click", messagesAClick(storing), "1/click", "<=0.05"),
  ];
}

/** With as many requests in flight as there are connections. */
const messagesAClick = ({ messages, seen, calm }: Edge) => (messages - calm.messages) / (seen.length - calm.clicks);

/** Latency at a fixed rate, with the consumer storing. */
async function latencies(bare: Subject, storing: Edge): Promise<Figure[]> {
  const calm = async (send: (seconds: number) => Promise<LoadResult>) => {
    await send(WARM_UP_SECONDS); // cached copies have expired during the other's round
    collectGarbage(); // of the load before: a pause of this process would count as the Worker's
    return send(CALM_SECONDS);
  };
  const rounds: { base: LoadResult; own: LoadResult }[] = [];
  const [toBare, toEdge] = [
    (seconds: number) => load(bare, seconds, "hot", CALM_RATE),
    (seconds: number) => visit(storing, seconds, "hot", CALM_RATE),
  ];
  for (const warmUp of [toBare, toEdge]) await warmUp(COMPILE_SECONDS);
  for (let round = 0; round < CALM_ROUNDS; round++) rounds.push({ base: await calm(toBare), own: await calm(toEdge) });
  await allStored(storing);
  storing.calm = { clicks: storing.seen.length, messages: storing.messages };
  const bareMs = median(rounds.map(({ base }) => base.p99Ms));
  const ownMs = median(rounds.map(({ own }) => own.p99Ms));
  const at = `at ${CALM_RATE}/s`;
  return [
    figure(BENCH, `bare: p99 ${at}`, bareMs, "ms"),
    figure(BENCH, `storing: p50 ${at}`, median(rounds.map(({ own }) => own.p50Ms)), "ms"),
    figure(BENCH, `storing: p99 ${at}`, ownMs, "ms"),
    figure(BENCH, `storing/bare: p99 ${at}`, ownMs / bareMs, "ratio", "<=3"),
  ];
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void; // there by the flag

/** Ids, not counts: every id that a visitor saw is stored, once, and the rollups count each row once. */
function losses(edges: readonly Edge[]): Figure[] {
  let [clicks, lost, twice, unseen, refused] = [0, 0, 0, 0, 0];
  for (const { seen, stored, ...edge } of edges) {
    clicks += seen.length;
    lost += seen.filter((id) => !stored.ids.has(id)).length;
    twice += seen.length - new Set(seen).size + Math.abs(stored.counted - stored.ids.size);
    unseen = Math.max(unseen, stored.ids.size - seen.length);
    refused += edge.refused;
  }
  return [
    figure(BENCH, "clicks sent", clicks, "clicks", ROUND_SECONDS < 5 ? null : `>=${CLICKS_MIN}`),
    figure(BENCH, "answers other than 302", refused, "answers", "=0"),
    figure(BENCH, "clicks lost", lost, "clicks", "=0"),
    figure(BENCH, "clicks counted twice", twice, "clicks", "=0"),
    figure(BENCH, "rows without an answer", unseen, "rows", `<=${CONNECTIONS}`),
  ];
}

/** How long a mix is measured: over a thousand links, until each is fetched again once. */
const secondsOf = (mix: Mix) => ROUND_SECONDS * (mix === "thousand" ? 1.6 : 1);

/**
 * Measures the edge against the bare Worker, and stops its network. With a gate, no round is stored before it is over.
 */
async function compare(bare: Subject, edge: Edge, mixes: readonly Mix[], gate?: ReturnType<typeof createGate>) {
  for (const mix of mixes) await visit(edge, COMPILE_SECONDS, mix);
  for (let round = 0; round < ROUNDS; round++)
    for (const mix of mixes) {
      await allStored(edge);
      const base = await measureBare(bare);
      edge.pairs.push({ mix, base, own: await measureEdge(edge, mix, gate) });
    }
  await allStored(edge);
  edge.stored = await readStored(edge.localNetwork);
  await edge.localNetwork.stop();
}

async function measureBare(bare: Subject): Promise<Round> {
  await load(bare, WARM_UP_SECONDS, "hot");
  const measured = await timed(bare, () => load(bare, ROUND_SECONDS, "hot"));
  return { ...measured, kvReads: 0, storedShare: 0 };
}

/** One round after a warm-up, because an isolate's cached copies have expired during the other's round. */
async function measureEdge(edge: Edge, mix: Mix, gate?: ReturnType<typeof createGate>): Promise<Round> {
  await visit(edge, WARM_UP_SECONDS, mix);
  await allStored(edge);
  gate?.close();
  const [stored, reads] = [await countClicks(edge.localNetwork), edge.kvReads];
  const measured = await timed(edge, () => visit(edge, secondsOf(mix), mix));
  const storedShare = ((await countClicks(edge.localNetwork)) - stored) / measured.requests;
  gate?.open();
  return { ...measured, kvReads: edge.kvReads - reads, storedShare };
}

async function timed({ pids }: Subject, run: () => Promise<LoadResult>) {
  const usage = () => ({
    thread: Math.max(...pids.map(busiestThreadSeconds)),
    all: pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0),
  });
  const before = usage();
  const began = performance.now();
  const result = await run();
  const after = usage();
  const busy = (after.thread - before.thread) / ((performance.now() - began) / 1_000);
  return { ...result, busy, cpuMicros: ((after.all - before.all) * 1e6) / result.requests };
}

/** A load of visitors, whose click_IDs are kept. */
async function visit(edge: Edge, seconds: number, mix: Mix, rate?: number): Promise<LoadResult> {
  const result = await load(edge, seconds, mix, rate);
  for (const location of result.locations) {
    const id = /[?&]click_id=([0-9a-z]{40})/.exec(location)?.[1];
    if (id !== undefined) edge.seen.push(id);
  }
  edge.refused += result.requests - (result.statuses.get(302) ?? 0);
  return result;
}

let visitors = 0;

async function load({ origin }: Subject, seconds: number, mix: Mix, rate?: number) {
  const offset = visitors;
  const result = await run({
    origin,
    connections: CONNECTIONS,
    seconds,
    ...(rate !== undefined && { rate }),
    request: (n) => ({ path: pathOf[mix](n), headers: { "x-dev-ip": addressOf(offset + n), "user-agent": UA } }),
  });
  visitors += result.requests + CONNECTIONS;
  return result;
}

const addressOf = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

const allStored = ({ localNetwork, seen }: Edge) => settle(localNetwork, seen.length);

async function startEdge(options: Parameters<typeof startLocalNetwork>[0]): Promise<Edge> {
  const known = workerdProcesses();
  const told = { messages: 0, kvReads: 0 };
  const localNetwork = await startLocalNetwork({
    ...options,
    onLog: (line) => {
      const stored = /event: 'clicks\.stored'.*messages: (\d+)/s.exec(line);
      if (stored !== null) told.messages += Number(stored[1]);
      else if (line.includes("bench.kv_read")) told.kvReads++;
      else if (!/postback|cron/.test(line)) console.error(line);
    },
  });
  await localNetwork.seed();
  await makeMixes(localNetwork);
  const edge = {
    localNetwork,
    origin: localNetwork.origins.edge,
    pids: newProcesses(known),
    pairs: [],
    seen: [],
    refused: 0,
  };
  return Object.assign(told, edge, {
    calm: { clicks: 0, messages: 0 },
    stored: { ids: new Set<string>(), counted: 0 },
  });
}

/** The cost of each step of the hot path, run many times in a Worker; the rest is workerd's. */
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
  const mf = startRuntime({
    name,
    compatibilityDate: "2026-11-01",
    compatibilityFlags: ["nodejs_compat"],
    modules: [{ type: "ESModule", path: `${name}.mjs`, contents: await bundleWorker(entry) }],
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  });
  await mf.ready;
  return mf;
}

async function startBare(): Promise<{ subject: Subject; stop: () => Promise<void> }> {
  const known = workerdProcesses();
  const mf = await startWorker("bare", `${HERE}bare-worker.ts`);
  const { origin } = await mf.unsafeGetDirectURL("bare");
  return { subject: { origin, pids: newProcesses(known) }, stop: () => mf.dispose() };
}

const newProcesses = (known: readonly number[]) => workerdProcesses().filter((id) => !known.includes(id));

/** Minified size of the edge: the code before the first redirect, and the code that is loaded later. */
async function bundleFigures(): Promise<Figure[]> {
  const modules = await bundleModules(`${HERE}../../apps/edge/src/index.ts`);
  const bytesOf = (isEager: boolean) =>
    modules.reduce((sum, module) => sum + (module.isEager === isEager ? module.bytes : 0), 0);
  return [
    figure(BENCH, "edge bundle, minified", bytesOf(true), "B", "<=20000"),
    figure(BENCH, "edge bundle, minified: loaded when asked for", bytesOf(false), "B"),
  ];
}
