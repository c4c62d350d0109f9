/**
 * The processes that started this one for its user: `npx`, `pnpm` and the shells between them. A signal to the first
 * need not reach this process: npm ends its shell, and what the shell had started goes on.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const LAUNCHER = /\b(?:npm|npx|pnpm|yarn|corepack)\b/;
const SHELL = /^\S*(?:sh|cmd(?:\.exe)?) /;
const CHECK_MS = 500;

interface Process {
  parent: number;
  command: string;
}

/** Calls `onEnd` once, when the first of the launchers has ended. The processes above the launchers don't count. */
export function watchLaunchers(onEnd: () => void): void {
  const launchers = launchersOf(process.ppid);
  if (launchers.length === 0) return;
  const timer = setInterval(() => {
    if (launchers.every(isAlive)) return;
    clearInterval(timer);
    onEnd();
  }, CHECK_MS);
  timer.unref();
}

/** From this process upwards to the outermost launcher. A shell counts if a launcher is above it. */
function launchersOf(first: number): number[] {
  const chain: number[] = [];
  let outermost = 0;
  for (let pid = first, known; pid > 1 && (known = find(pid)) !== undefined; pid = known.parent) {
    const isLauncher = LAUNCHER.test(known.command);
    if (!isLauncher && !SHELL.test(known.command)) break;
    chain.push(pid);
    if (isLauncher) outermost = chain.length;
  }
  return chain.slice(0, outermost);
}

/** Undefined where the system does not say. */
function find(pid: number): Process | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [, parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") };
    }
    const [parent = "", ...command] = execFileSync("ps", ["-o", "ppid=,command=", "-p", String(pid)], {
      encoding: "utf8",
    })
      .trim()
      .split(/\s+/);
    return { parent: Number(parent), command: command.join(" ") };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
