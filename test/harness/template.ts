import { existsSync, mkdtempSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalNetwork, type LocalNetworkOptions } from "@waymark/dev/local-network";
import { until } from "./until.ts";

/** The folder of this run, which setup.ts makes; outside of vitest one of this process. */
export const CACHE = process.env["WAYMARK_TEST_CACHE"] ?? mkdtempSync(join(tmpdir(), "waymark-"));

const TEMPLATE_MS = 60_000;

/**
 * A folder of its own for a network's state, with all migrations and the demo network in it. Making it takes longer than
 * a start, so the first file that needs one makes a template for all: one for each number of click shards.
 */
export async function newState(options: LocalNetworkOptions) {
  const template = join(CACHE, `state-${options.clickShards ?? "default"}`);
  const isFirst = await mkdir(`${template}.lock`).then(
    () => true,
    () => false,
  );
  if (isFirst) await makeTemplate(template, options);
  else await until("another file has made the template", () => existsSync(template), TEMPLATE_MS);
  const folder = await mkdtemp(join(tmpdir(), "waymark-"));
  await cp(template, folder, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

async function makeTemplate(template: string, { clickShards, entries = {} }: LocalNetworkOptions) {
  const state = `${template}.new`;
  const shards = clickShards === undefined ? {} : { clickShards };
  const network = await startLocalNetwork({ state, ...shards, entries, bundles: CACHE });
  await network.seed();
  await network.stop();
  await rename(state, template);
}
