import { convertV4MiniflareOptions, Miniflare } from "miniflare";

/**
 * A deployed isolate has a heap of 128 MB, for which V8 uses a young generation of 2 MB; on a machine with gigabytes it
 * would use 32. With this flag an isolate collects garbage as often as deployed, and holds as little of it
 * (docs/decisions/0064).
 */
const YOUNG_AS_DEPLOYED = "--max-semi-space-size=1";

export type RuntimeOptions = Parameters<typeof convertV4MiniflareOptions>[0];

/** What runtimes share to reach each other. */
export interface Neighbourhood {
  /** Folder of the state of KV, D1 and R2. The runtime that started first serves it to all. */
  state: string;
  /** Folder in which each runtime registers its Workers and the queues that they consume. */
  registry: string;
}

/**
 * Starts a workerd with these Workers. Every local runtime starts here, so that compared runtimes have equal settings.
 * Neighbours share KV, D1 and R2 and reach each other's Workers by their names.
 */
export function startRuntime(options: RuntimeOptions, neighbourhood?: Neighbourhood): Miniflare {
  process.env["MINIFLARE_WORKERD_V8_FLAGS"] ??= YOUNG_AS_DEPLOYED;
  return new Miniflare({
    ...convertV4MiniflareOptions(options),
    ...(neighbourhood !== undefined && {
      unsafeEnableSharedStorage: true,
      enableDevRegistry: true,
      unsafeDevRegistryPath: neighbourhood.registry,
      resourcePersistencePath: neighbourhood.state,
      isolatedResourcePersistencePath: neighbourhood.state,
    }),
  });
}
