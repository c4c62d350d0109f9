import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const ROOT = new URL("..", import.meta.url).pathname;
const CABINET = `${ROOT}apps/cabinet`;

/** Where the cabinet is built, to be copied to the other assets. */
const CABINET_BUILT = `${ROOT}dist/cabinet`;

/** In the folder of the build: the hash of the sources that it was made of. */
const STAMP = "built-of";

/** Builds the web cabinet, unless the build of the same sources is there. Returns its folder. */
export async function buildCabinet(): Promise<string> {
  const sources = hashOfSources();
  if (stampOf(CABINET_BUILT) === sources) return CABINET_BUILT;
  const own = `${CABINET_BUILT}.${process.pid}`;
  const vite = `${CABINET}/node_modules/vite/bin/vite.js`;
  await promisify(execFile)(process.execPath, [vite, "build", "--outDir", own, "--emptyOutDir", "--logLevel", "warn"], {
    cwd: CABINET,
    env: { ...process.env, NODE_ENV: "production" }, // tests set another, with which React is larger
  });
  writeFileSync(`${own}/${STAMP}`, sources);
  rmSync(CABINET_BUILT, { recursive: true, force: true });
  renameSync(own, CABINET_BUILT); // another process sees all of it or nothing
  return CABINET_BUILT;
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const folders = [CABINET, `${ROOT}packages/client/src`];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes("/node_modules/"))
      .map(({ parentPath, name }) => `${parentPath}/${name}`),
  );
  for (const file of [...files.toSorted(), `${ROOT}pnpm-lock.yaml`])
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest("hex");
}

function stampOf(folder: string): string | undefined {
  try {
    return readFileSync(`${folder}/${STAMP}`, "utf8");
  } catch {
    return undefined;
  }
}
