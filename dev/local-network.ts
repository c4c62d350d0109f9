import { Log, LogLevel, type Miniflare } from "miniflare";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { migrate } from "./migrate.ts";
import { startRuntime, type Neighbourhood, type RuntimeOptions } from "./runtime.ts";
import type { SeedRequest } from "./seeder.ts";
import { bundleWorker, readWorker, WORKERS, type WorkerConfig, type WorkerName } from "./workers.ts";

/** The whole network on this machine, with real KV, D1, Queues and R2. */
export interface LocalNetwork {
  /** `http://127.0.0.1:<port>` of each Worker. */
  origins: Record<WorkerName, string>;
  /** Bindings of the click shards. */
  shards: readonly ShardBinding[];
  database(worker: WorkerName, binding: string): Promise<D1Database>;
  kv(): Promise<KVNamespace>;
  bucket(binding: "FILES" | "ARCHIVE"): Promise<R2Bucket>;
  /** The producer of a queue. */
  queue(binding: "CLICKS_QUEUE" | "POSTBACKS_QUEUE"): Promise<Queue>;
  /** Delivers a batch to a consumer immediately, and returns its answer. */
  deliver(queue: string, messages: { id: string; body: unknown; attempts?: number }[]): Promise<QueueAnswer>;
  /** Creates the demo network if it is missing; true if it was created. */
  seed(options?: { history?: boolean; shopOrigin?: string }): Promise<boolean>;
  /** Runs the Workers' crons once. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

export type ShardBinding = `CLICKS_${number}`;

/** How a consumer answered a batch. */
export interface QueueAnswer {
  outcome: string;
  ackAll: boolean;
  retryBatch: { retry: boolean; delaySeconds?: number };
}

/** Methods of Miniflare's handle of a Worker that its published types lack. */
interface Dispatcher {
  queue(
    queue: string,
    messages: { id: string; body: unknown; attempts: number; timestamp: Date }[],
  ): Promise<QueueAnswer>;
  scheduled(event: { cron: string; scheduledTime: Date }): Promise<unknown>;
}

export interface LocalNetworkOptions {
  /** Folder that keeps the state between starts; without it, state is in memory. */
  state?: string;
  /** The state has all migrations and the demo network: neither is looked up, and `seed` is refused. */
  isComplete?: boolean;
  /**
   * Runs the edge with its queues in a separate workerd, because deployed it shares no thread with the control plane
   * and the databases (docs/decisions/0065). Without it all Workers share one. `entries.control` must then export what
   * relayed-control.ts does.
   */
  isApart?: boolean;
  /** Any free port if none is named. */
  ports?: Partial<Record<WorkerName, number>>;
  /** Another entry point for a Worker, e.g. one with planted faults. */
  entries?: Partial<Record<WorkerName, string>>;
  /** Plain-text bindings over those of wrangler.toml. */
  vars?: Partial<Record<WorkerName, Record<string, string>>>;
  /** A folder that buildAssets made: what the control plane serves as files. None without it. */
  assets?: string;
  /**
   * Folder that keeps what was read and bundled for other starts of the same sources; nothing is kept by default. What
   * is kept has no white space, with which V8 reads it faster.
   */
  bundles?: string;
  /** How long a queue waits for more messages before it delivers a batch. As in wrangler.toml by default. */
  batchSeconds?: number;
  /** Number of click databases; without it, those of wrangler.toml. */
  clickShards?: number;
  /** Functions of this process that a Worker reaches as a service. */
  services?: Partial<Record<WorkerName, Record<string, (request: Request) => Response | Promise<Response>>>>;
  /** Port of the isolates' inspector; without it there is none. */
  inspectorPort?: number;
  /** Called with each line that a Worker logs. */
  onLog?: (line: string, level: string) => void;
}

const SEEDER = "waymark-seeder";
const RELAY = "waymark-relay";
const HERE = new URL(".", import.meta.url).pathname;

/** Secrets of local development and tests only: they are in the repository. */
export const LOCAL_SECRETS = {
  CLICK_KEYS: JSON.stringify({ current: 1, keys: { 1: btoa("local development, never deployed") } }),
  VISITOR_SECRET: "local development, never deployed",
  AUTH_SECRET: "local development, never deployed",
  POSTBACK_SECRET: "local development, never deployed",
  VAULT_KEYS: JSON.stringify({
    current: "1",
    keys: { 1: btoa("local development, never depl. 1") },
    fingerprint: btoa("local development, never depl. 2"),
  }),
};

/** Starts the network and applies its migrations. Without a state folder it begins empty. */
export async function startLocalNetwork(options: LocalNetworkOptions = {}): Promise<LocalNetwork> {
  const read = async () => JSON.stringify(await readConfigs(options.assets));
  const text = await kept(options.bundles, `${hashOf(options.assets ?? "none")}.json`, read);
  const configs = JSON.parse(text) as Configs; // as written here
  if (options.clickShards !== undefined) configs.control = withShards(configs.control, options.clickShards);
  if (options.batchSeconds !== undefined) configs.control = withBatches(configs.control, options.batchSeconds);
  const shards = shardsOf(configs.control);
  const { mf, edgeMf, stop } = await startRuntimes(configs, options);
  const origin = async (name: WorkerName) =>
    (await (name === "edge" ? edgeMf : mf).unsafeGetDirectURL(configs[name].service)).origin;
  const database = (worker: WorkerName, binding: string) => mf.getD1Database(binding, configs[worker].service);
  if (options.isComplete !== true)
    for (const name of WORKERS)
      for (const { binding, migrations } of configs[name].databases)
        await migrate(await database(name, binding), migrations);

  const origins = { edge: await origin("edge"), control: await origin("control"), shop: await origin("shop") };
  return {
    origins,
    shards,
    database,
    kv: async () => (await mf.getKVNamespace("LINKS", configs.control.service)) as unknown as KVNamespace, // same API, Node's types
    bucket: async (binding) => (await mf.getR2Bucket(binding, configs.control.service)) as unknown as R2Bucket, // the same
    queue: async (binding) => edgeMf.getQueueProducer(binding, configs.edge.service),
    async deliver(queue, messages) {
      const worker = (await mf.getWorker(configs.control.service)) as unknown as Dispatcher; // see there
      return worker.queue(
        queue,
        messages.map(({ id, body, attempts = 1 }) => ({ id, body, attempts, timestamp: new Date() })),
      );
    },
    async seed({ history = false, shopOrigin = origins.shop } = {}) {
      if (options.isComplete === true) throw new Error("the network was started without the seeder");
      const worker = (await mf.getWorker(SEEDER)) as unknown as Fetcher; // same API, Node's types
      const request: SeedRequest = { shopOrigin, history, clickKeys: LOCAL_SECRETS.CLICK_KEYS };
      const response = await worker.fetch("http://seeder/", { method: "POST", body: JSON.stringify(request) });
      if (!response.ok) throw new Error(`the demo network could not be created: ${await response.text()}`);
      return ((await response.json()) as { made: boolean }).made;
    },
    async tick() {
      for (const name of ["control", "shop"] as const) {
        const worker = (await mf.getWorker(configs[name].service)) as unknown as Dispatcher; // see there
        await worker.scheduled({ cron: "* * * * *", scheduledTime: new Date() });
      }
    },
    stop,
  };
}

type Configs = Record<WorkerName, WorkerConfig>;

async function readConfigs(assets?: string): Promise<Configs> {
  const configs = await Promise.all(WORKERS.map(async (name) => [name, await readWorker(name, assets)] as const));
  return Object.fromEntries(configs) as Configs; // fromEntries forgets the keys
}

interface Runtimes {
  mf: Miniflare;
  /** The Miniflare of the edge and its queues: the same one, unless they are apart. */
  edgeMf: Miniflare;
  stop(): Promise<void>;
}

async function startRuntimes(configs: Configs, options: LocalNetworkOptions): Promise<Runtimes> {
  const [edge, control, shop, seeder] = await Promise.all([
    workerOf("edge", configs.edge, options),
    workerOf("control", configs.control, options),
    workerOf("shop", configs.shop, options),
    Promise.all(options.isComplete === true ? [] : [seederOf(configs.control, options)]),
  ]);
  const start = async (workers: object[], neighbourhood?: Neighbourhood) => {
    const runtime = startRuntime(
      {
        log: new Log(LogLevel.NONE),
        ...(options.state !== undefined && { resourcePersistencePath: options.state }),
        ...(options.inspectorPort !== undefined && { inspectorPort: options.inspectorPort }),
        handleStructuredLogs: ({ level, message }) => options.onLog?.(message, level),
        workers,
      } as RuntimeOptions, // wrangler's options are the same type from another copy
      neighbourhood,
    );
    await runtime.ready;
    return runtime;
  };
  if (options.isApart !== true) {
    const mf = await start([edge, control, shop, ...seeder]);
    return { mf, edgeMf: mf, stop: () => mf.dispose() };
  }
  const folder = mkdtempSync(`${tmpdir()}/waymark-`);
  const neighbourhood = { state: options.state ?? `${folder}/state`, registry: `${folder}/registry` };
  const { own, relayed } = consumersOf(configs.control);
  const mf = await start([{ ...control, queueConsumers: own }, shop, ...seeder], neighbourhood);
  const edgeMf = await start([edge, await relayOf(configs.control, relayed, options.bundles)], neighbourhood);
  return {
    mf,
    edgeMf,
    async stop() {
      await edgeMf.dispose();
      await mf.dispose();
      rmSync(folder, { recursive: true });
    },
  };
}

async function workerOf(name: WorkerName, { service, main, options: own }: WorkerConfig, options: LocalNetworkOptions) {
  const entry = options.entries?.[name] ?? localEntry(name, options) ?? main;
  return {
    ...own,
    name: service,
    modules: await modulesOf(service, entry, options.bundles),
    bindings: {
      ...own.bindings,
      ...(name === "edge" && {
        CLICK_KEYS: LOCAL_SECRETS.CLICK_KEYS,
        VISITOR_SECRET: LOCAL_SECRETS.VISITOR_SECRET,
        POSTBACK_SECRET: LOCAL_SECRETS.POSTBACK_SECRET,
      }),
      ...(name === "control" && {
        ENVIRONMENT: "development",
        AUTH_SECRET: LOCAL_SECRETS.AUTH_SECRET,
        VISITOR_SECRET: LOCAL_SECRETS.VISITOR_SECRET,
        CLICK_KEYS: LOCAL_SECRETS.CLICK_KEYS,
        POSTBACK_SECRET: LOCAL_SECRETS.POSTBACK_SECRET,
        VAULT_KEYS: LOCAL_SECRETS.VAULT_KEYS,
      }),
      ...options.vars?.[name],
    },
    serviceBindings: { ...own.serviceBindings, ...options.services?.[name] },
    unsafeDirectSockets: [{ host: "127.0.0.1", port: options.ports?.[name] ?? 0 }],
  };
}

/** The local entry point that replaces the deployed one. */
function localEntry(name: WorkerName, { isApart = false }: LocalNetworkOptions) {
  if (name === "edge") return `${HERE}edge.ts`;
  return name === "control" && isApart ? `${HERE}relayed-control.ts` : undefined;
}

/** Has the control plane's bindings, without its routes, queues and crons. */
const seederOf = async (control: WorkerConfig, { bundles }: LocalNetworkOptions) => ({
  ...control.options,
  name: SEEDER,
  queueConsumers: {},
  durableObjects: {},
  ratelimits: {},
  modules: await modulesOf(SEEDER, `${HERE}seeder.ts`, bundles),
});

const relayOf = async (control: WorkerConfig, queueConsumers: object, bundles: string | undefined) => ({
  name: RELAY,
  compatibilityDate: "2026-11-01",
  modules: await modulesOf(RELAY, `${HERE}relay.ts`, bundles),
  queueConsumers,
  serviceBindings: { CONTROL: { name: control.service, entrypoint: "Relayed" } },
});

const modulesOf = async (name: string, entry: string, bundles: string | undefined) => [
  {
    type: "ESModule" as const,
    path: `${name}.mjs`,
    contents: await kept(bundles, `${hashOf(entry)}.mjs`, () => bundleWorker(entry, bundles !== undefined)),
  },
];

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** A text out of a folder, made where it is missing; always made if there is no folder. */
async function kept(folder: string | undefined, name: string, make: () => Promise<string>): Promise<string> {
  if (folder === undefined) return make();
  const file = `${folder}/${name}`;
  const found = await readFile(file, "utf8").catch(() => undefined);
  if (found !== undefined) return found;
  const text = await make();
  const own = `${file}.${process.pid}`;
  await writeFile(own, text);
  await rename(own, file); // another process sees all of it or nothing
  return text;
}

/** The queues that a Worker consumes: those that it fills itself, and those of other Workers. */
function consumersOf({ options: { queueConsumers = {}, queueProducers = {} } }: WorkerConfig) {
  const filled = new Set(Object.values(queueProducers).map(({ queueName }) => queueName));
  const those = (isOwn: boolean) =>
    Object.fromEntries(Object.entries(queueConsumers).filter(([queue]) => filled.has(queue) === isOwn));
  return { own: those(true), relayed: those(false) };
}

const shardsOf = ({ databases }: WorkerConfig) =>
  databases.flatMap(({ binding }) => (/^CLICKS_\d+$/.test(binding) ? [binding as ShardBinding] : [])); // just tested

/** The control plane whose queues wait at most so long for more messages. */
function withBatches(config: WorkerConfig, seconds: number): WorkerConfig {
  const consumers = Object.entries(config.options.queueConsumers ?? {}).map(([queue, consumer]) => {
    const { maxBatchTimeout = seconds } = consumer as { maxBatchTimeout?: number }; // Miniflare's name
    return [queue, { ...consumer, maxBatchTimeout: Math.min(maxBatchTimeout, seconds) }] as const;
  });
  return { ...config, options: { ...config.options, queueConsumers: Object.fromEntries(consumers) } };
}

/** The control plane with this number of click shards, all of them from the beginning. */
function withShards(config: WorkerConfig, count: number): WorkerConfig {
  const shards = Array.from({ length: count }, (_, i): ShardBinding => `CLICKS_${i}`);
  const first = config.databases.find(({ binding }) => binding === "CLICKS_0");
  if (first === undefined) throw new Error("wrangler.toml names no CLICKS_0");
  return {
    ...config,
    options: {
      ...config.options,
      d1Databases: { ...config.options.d1Databases, ...Object.fromEntries(shards.map((id) => [id, { id }])) },
      bindings: {
        ...config.options.bindings,
        CLICK_SHARDS: JSON.stringify([{ since: "2026-01-01", shards: shards.length }]),
      },
    },
    databases: [
      ...config.databases.filter(({ binding }) => !shardsOf(config).includes(binding as ShardBinding)), // or another
      ...shards.map((binding) => ({ ...first, binding })),
    ],
  };
}
