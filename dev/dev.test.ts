import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { freePort } from "../test/harness/free-port.ts";
import { until } from "../test/harness/until.ts";

const ROOT = new URL("..", import.meta.url).pathname;

/** The commands of all processes of a session. */
async function commandsOf(session: number): Promise<string[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    processes.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      const [state, , , of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(of) !== session || state === "Z") return [];
      return [(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ")];
    }),
  );
  return found.flat();
}

/** Kept between the starts: making the demo network's history takes longer than the rest of a start. */
const state = mkdtempSync(join(tmpdir(), "waymark-dev-"));
afterAll(() => rm(state, { recursive: true }));

/** `-`: to the whole group, as a terminal sends Ctrl-C. npm's shell keeps a SIGINT for itself until pnpm has ended. */
const SIGNALS = [
  ["SIGTERM", ""],
  ["SIGHUP", ""],
  ["SIGINT", "-"],
] as const;

// Between npx and the network stand npm's shell, pnpm and pnpm's shell. /proc lists them all, where there is one.
test.skipIf(process.platform !== "linux").each(SIGNALS)(
  "%s to %s`npx -y pnpm dev` ends all its processes",
  async (signal, group) => {
    const [edge, control, shop] = [await freePort(), await freePort(), await freePort()];
    const ports = { EDGE_PORT: String(edge), CONTROL_PORT: String(control), SHOP_PORT: String(shop) };
    const npx = spawn("npx", ["-y", "pnpm", "dev"], {
      ...{ cwd: ROOT, env: { ...process.env, ...ports, WAYMARK_STATE: state }, detached: true },
    });
    let output = "";
    for (const stream of [npx.stdout, npx.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const session = npx.pid ?? 0;
    const answers = async () => {
      if (npx.exitCode !== null) throw new Error("it ended before the edge answered");
      return fetch(`http://127.0.0.1:${edge}/health`).then(
        ({ ok }) => ok,
        () => false, // not yet
      );
    };
    await until("the edge answers", answers, 90_000).catch((error: unknown) => {
      throw new Error(`it printed:\n${output}`, { cause: error });
    });
    expect((await commandsOf(session)).some((command) => command.includes("workerd"))).toBe(true);
    process.kill(Number(`${group}${session}`), signal);
    await until("no process is left", async () => (await commandsOf(session)).length === 0, 30_000);
  },
  150_000,
);
