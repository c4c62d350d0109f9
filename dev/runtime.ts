import { convertV4MiniflareOptions, Miniflare } from "miniflare";

/**
 * An isolate has a heap of 128 MB as deployed, and to that V8 gives a young generation of two megabytes; on a machine
 * with gigabytes it gives 32. So an isolate here collects its garbage as often as one there does, and holds as little
 * of it (docs/decisions/0064).
 */
const YOUNG_AS_DEPLOYED = "--max-semi-space-size=1";

export type RuntimeOptions = Parameters<typeof convertV4MiniflareOptions>[0];

/** A workerd with these Workers. All that runs here is started by this, so that what is compared runs alike. */
export function startRuntime(options: RuntimeOptions): Miniflare {
  process.env["MINIFLARE_WORKERD_V8_FLAGS"] ??= YOUNG_AS_DEPLOYED;
  return new Miniflare(convertV4MiniflareOptions(options));
}
