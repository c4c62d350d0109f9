/**
 * `pnpm run deploy [--dry-run]`: migrations, then the control plane, then the edge. In this order every part finds what
 * it needs: the new control plane its tables, the new edge its control plane.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ASSETS, buildAssets } from "./assets.ts";
import { bundleModules, readWorker } from "./workers.ts";

const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
const isDryRun = values["dry-run"];

const ROOT = new URL("..", import.meta.url).pathname;
/** Found relative to the package's entry point, the only path that the package exports. */
const WRANGLER = new URL("../bin/wrangler.js", import.meta.resolve("wrangler")).pathname;

const wrangler = (...words: string[]) =>
  execFileSync(process.execPath, [WRANGLER, ...words], { cwd: ROOT, stdio: "inherit" });

const { databases } = await readWorker("control");
const missing = databases.filter(({ id }) => id === undefined).map(({ name }) => name);
if (!isDryRun && missing.length > 0) {
  console.error(
    `wrangler.toml names no database_id for ${missing.join(", ")}. docs/operations.md says what to create once.`,
  );
  process.exit(1);
}

if (!isDryRun)
  for (const { name } of databases) wrangler("d1", "migrations", "apply", name, "--remote", "--env", "control");
await buildAssets(ASSETS);
wrangler("deploy", "--env", "control", "--minify", ...(isDryRun ? ["--dry-run", "--outdir", "dist/control"] : []));

// The edge is bundled here, because wrangler would bundle its lazily loaded modules into one.
const EDGE = "dist/edge";
rmSync(`${ROOT}${EDGE}`, { recursive: true, force: true });
mkdirSync(`${ROOT}${EDGE}`, { recursive: true });
for (const { name, text } of await bundleModules((await readWorker("edge")).main))
  writeFileSync(`${ROOT}${EDGE}/${name}`, text);
wrangler("deploy", `${EDGE}/index.js`, "--no-bundle", "--env", "edge", ...(isDryRun ? ["--dry-run"] : []));
