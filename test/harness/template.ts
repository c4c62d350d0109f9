import { existsSync, mkdtempSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAssets } from "@waymark/dev/assets";
import { startLocalNetwork, type LocalNetworkOptions } from "@waymark/dev/local-network";
import { until } from "./until.ts";

/** The folder of this run, which setup.ts makes; outside of vitest one of this process. */
export const CACHE = process.env["WAYMARK_TEST_CACHE"] ?? mkdtempSync(join(tmpdir(), "waymark-"));

const MAKING_MS = 120_000;

/** A folder that the first file of the run that needs it makes for all files. */
async function madeOnce(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(CACHE, name);
  const isFirst = await mkdir(`${folder}.lock`).then(
    () => true,
    () => false,
  );
  if (!isFirst) {
    await until(`another file has made ${name}`, () => existsSync(folder), MAKING_MS);
    return folder;
  }
  await make(`${folder}.new`);
  await rename(`${folder}.new`, folder);
  return folder;
}

/** The assets of the control plane. */
export const builtAssets = (): Promise<string> => madeOnce("assets", buildAssets);

/**
 * A folder of its own for a network's state, with all migrations and the demo network in it: copied, because making it
 * takes longer than a start. There is one to copy for each number of click shards.
 */
export async function newState(options: LocalNetworkOptions) {
  const template = await madeOnce(`state-${options.clickShards ?? "default"}`, (state) => makeState(state, options));
  const folder = await mkdtemp(join(tmpdir(), "waymark-"));
  await cp(template, folder, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

async function makeState(state: string, { clickShards, entries = {} }: LocalNetworkOptions) {
  const shards = clickShards === undefined ? {} : { clickShards };
  const network = await startLocalNetwork({ state, ...shards, entries, bundles: CACHE });
  await network.seed();
  await network.stop();
}
