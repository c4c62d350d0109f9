import { build, type BuildOptions } from "esbuild";

export const WORKERS = ["edge", "control", "shop"] as const;

export type WorkerName = (typeof WORKERS)[number];

const ROOT = new URL("..", import.meta.url).pathname;
const CONFIG = `${ROOT}wrangler.toml`;

/** One Worker of wrangler.toml: its service name, its options for Miniflare, and its databases' migrations. */
export interface WorkerConfig {
  service: string;
  main: string;
  /** Miniflare's options without the script. */
  options: {
    bindings?: object;
    serviceBindings?: object;
    d1Databases?: object;
    queueProducers?: Record<string, { queueName: string }>;
    queueConsumers?: Record<string, object>;
  };
  /** `id` is undefined until wrangler.toml has the id of the database at Cloudflare. */
  databases: { binding: string; name: string; id: string | undefined; migrations: string }[];
}

interface RawDatabase {
  binding: string;
  database_name: string;
  database_id?: string;
  migrations_dir: string;
}

/** Reads wrangler.toml, the only place where Workers and bindings are named. Assets are those of `assets`, or none. */
export async function readWorker(name: WorkerName, assets?: string): Promise<WorkerConfig> {
  // Loaded here because it takes a second, and most of the tests' networks use what an earlier one read.
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import("wrangler");
  const config = unstable_readConfig({ config: CONFIG, env: name }, { hideWarnings: true });
  const { assets: served, ...rest } = config;
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(
    {
      ...rest,
      ...(served !== undefined && assets !== undefined && { assets: { ...served, directory: assets } }),
    } as typeof config,
    name,
  );
  const databases = config.d1_databases as RawDatabase[]; // wrangler's types say any
  if (config.name === undefined || main === undefined) throw new Error(`wrangler.toml: [env.${name}] is incomplete`);
  return {
    service: config.name,
    main,
    options: workerOptions as WorkerConfig["options"], // an index type, which says nothing of its keys
    databases: databases.map(({ binding, database_name, database_id, migrations_dir }) => ({
      binding,
      name: database_name,
      id: database_id,
      migrations: `${ROOT}${migrations_dir}`,
    })),
  };
}

const BUNDLE = {
  bundle: true,
  write: false,
  format: "esm",
  target: "es2024",
  charset: "utf8",
  conditions: ["workerd", "worker", "browser"],
  mainFields: ["module", "main"],
  external: ["node:*", "cloudflare:*"],
} as const satisfies BuildOptions;

/** The script of a Worker, as one ES module. If it is dense, it keeps its names, and no white space. */
export async function bundleWorker(entry: string, isDense = false): Promise<string> {
  const { outputFiles } = await build({
    ...{ ...BUNDLE, entryPoints: [entry] },
    ...{ minifyWhitespace: isDense, minifySyntax: isDense },
  });
  return outputFiles[0]?.text ?? "";
}

/** A minified ES module of a Worker as it is deployed. */
export interface WorkerModule {
  name: string;
  text: string;
  bytes: number;
  /** Loaded with the Worker, before its first request; the others when first imported. */
  isEager: boolean;
}

/** The Worker as ES modules: the entry point, and separate modules for its dynamic imports. */
export async function bundleModules(entry: string): Promise<WorkerModule[]> {
  const { outputFiles, metafile } = await build({
    ...BUNDLE,
    entryPoints: { index: entry },
    minify: true,
    splitting: true,
    metafile: true,
    chunkNames: "[name]-[hash]",
    absWorkingDir: ROOT,
    outdir: ROOT,
  });
  const eager = new Set(["index.js"]);
  for (const name of eager)
    // grows while it is walked
    for (const { path, kind } of metafile.outputs[name]?.imports ?? [])
      if (kind === "import-statement" && path in metafile.outputs) eager.add(path);
  return outputFiles
    .map(({ path, text, contents }) => {
      const name = path.slice(ROOT.length);
      return { name, text, bytes: contents.byteLength, isEager: eager.has(name) };
    })
    .toSorted((a, b) => Number(b.name === "index.js") - Number(a.name === "index.js"));
}
