import { convertV4MiniflareOptions, Miniflare } from "miniflare";

/**
 * An isolate has a heap of 128 MB as deployed, and to that V8 gives a young generation of two megabytes; on a machine
 * with gigabytes it gives 32. So an isolate here collects its garbage as often as one there does, and holds as little
 * of it (docs/decisions/0064).
 */
const YOUNG_AS_DEPLOYED = "--max-semi-space-size=1";

export type RuntimeOptions = Parameters<typeof convertV4MiniflareOptions>[0];

/** What makes runtimes neighbours. */
export interface Neighbourhood {
  /** Folder of the state of KV, D1 and R2, which the runtime that started first keeps for all. */
  state: string;
  /** Folder in which each says which Workers it runs and which queues they consume. */
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
