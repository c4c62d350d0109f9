/**
 * `pnpm bench agents --file F`: what our parser of user agents and our judgment of bots make of a list from elsewhere.
 *
 * `F` is a text file in UTF-8 with one user agent a line and six columns, separated by tabs:
 *
 *     user agent, hints, device, os, browser, is_bot
 *
 * - `hints`: `Sec-CH-UA-Platform` and `Sec-CH-UA-Mobile` written one after the other, like `Android?1`, `"macOS"?0` or
 *   `Chrome OS?0`; empty if the browser sent none.
 * - `device`, `os`, `browser`: what is right, in our words (`AGENT_FAMILIES` in packages/contract/user-agent.ts):
 *   devices tv, console, tablet, mobile, desktop, other; systems windows, ios, android, harmonyos, macos, chromeos, linux, other;
 *   browsers yandex, opera, edge, samsung, uc, huawei, mi, qq, firefox, chrome, safari, in-app, other. Empty, or a word that is not
 *   ours: not judged. A browser is judged if it is one of our list, so `other` is not.
 * - `is_bot`: `1` or `true`, `0` or `false`; empty: not judged. Families are judged of people only, and where this
 *   is empty.
 *
 * A first line that names the columns is skipped, columns at the end of a line may be left out, and a line that begins
 * with `#` says nothing. Anything else is refused with its line's number.
 */
import { readFile } from "node:fs/promises";
import { hintsOf } from "@waymark/contract/client-hints";
import { AGENT_FAMILIES } from "@waymark/contract/user-agent";
import { judgeAgent, type JudgedAgent } from "@waymark/network/click";
import { figure, type Figure } from "./figure.ts";

const BENCH = "agents";
const COLUMNS = ["user agent", "hints", "device", "os", "browser", "is_bot"] as const;
const FAMILIES = ["device", "os", "browser"] as const;

type Family = (typeof FAMILIES)[number];

/** The minimum of correct families, and the maximum of people judged bots. */
const BOUNDS = { device: ">=0.9", os: ">=0.97", browser: ">=0.95", tv: ">=0.95", falseBots: "<=0.003" };
/** The number of kinds of mistakes that are printed. */
const MISTAKES_MAX = 12;

/** The form of a person's browser, with any words. */
const BROWSER_SHAPED = /^(?:mozilla|opera)\/\d.*(?:applewebkit|gecko|presto|trident|msie)/i;

/** Some televisions send only a model. */
const SAYS_TELEVISION = /tv|television|bravia|roku|crkey|chromecast|web0s|netcast|viera|\baft[a-z]/i;

interface Row {
  text: string;
  hints: string;
  expected: Record<Family, string>;
  isBot: boolean | undefined;
}

interface Judged extends Row {
  found: JudgedAgent;
}

/** Throws if the file does not have the form above. */
export async function benchAgents({ file }: { file?: string | undefined }): Promise<Figure[]> {
  if (file === undefined) throw new Error("bench agents needs --file F; test/bench/agents.ts says what it holds");
  const rows = readRows(await readFile(file, "utf8"));
  const began = performance.now();
  const judged = rows.map((row): Judged => ({ ...row, found: judgeAgent(row.text, row.hints) }));
  const micros = ((performance.now() - began) * 1_000) / rows.length;
  return [
    ...bots(judged),
    ...families(judged),
    figure(BENCH, "user agents", rows.length, "lines", ">=1"),
    figure(BENCH, "parsed and judged, each once", micros, "µs"),
  ];
}

function readRows(text: string): Row[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line === "" || line.startsWith("#") || (i === 0 && /^user[ _-]?agent\t/i.test(line))) return [];
    const cells = line.split("\t");
    if (cells.length > COLUMNS.length) throw new Error(`line ${i + 1}: ${cells.length} columns of ${COLUMNS.length}`);
    const [agent = "", hints = "", device = "", os = "", browser = "", isBot = ""] = cells.map((cell) => cell.trim());
    const expected = { device: device.toLowerCase(), os: os.toLowerCase(), browser: browser.toLowerCase() };
    return [{ text: agent, hints: readHints(hints), expected, isBot: readFlag(isBot, i + 1) }];
  });
}

/** Combines the two headers like the edge does. */
function readHints(hints: string) {
  const mark = hints.lastIndexOf("?");
  if (hints === "") return "";
  return mark === -1 ? hintsOf(hints, null) : hintsOf(hints.slice(0, mark), hints.slice(mark).replaceAll('"', ""));
}

function readFlag(text: string, line: number) {
  if (text === "") return undefined;
  const flag = { "1": true, true: true, "0": false, false: false }[text.toLowerCase()];
  if (flag === undefined) throw new Error(`line ${line}: is_bot is ${text}, and not 1, 0, true or false`);
  return flag;
}

function bots(judged: readonly Judged[]): Figure[] {
  const people = judged.filter(({ isBot }) => isBot === false);
  const shaped = people.filter(({ text }) => BROWSER_SHAPED.test(text));
  const robots = judged.filter(({ isBot }) => isBot === true);
  const share = (some: readonly Judged[]) => some.filter(({ found }) => found.isBot).length / some.length;
  return [
    ...(shaped.length > 0
      ? [figure(BENCH, "people judged bots, of browser-shaped", share(shaped), "share", BOUNDS.falseBots)]
      : []),
    ...(people.length > 0 ? [figure(BENCH, "people judged bots, of all", share(people), "share")] : []),
    ...(robots.length > 0 ? [figure(BENCH, "bots judged people", 1 - share(robots), "share")] : []),
  ];
}

function families(judged: readonly Judged[]): Figure[] {
  const figures: Figure[] = [];
  const mistakes = new Map<string, number>();
  for (const family of FAMILIES) {
    const isOurs = (word: string) => (AGENT_FAMILIES[family] as readonly string[]).includes(word);
    const known = judged.filter(({ isBot, expected }) => isBot !== true && isOurs(expected[family]));
    const asked = family === "browser" ? known.filter(({ expected }) => expected.browser !== "other") : known;
    for (const { expected, found } of asked) {
      if (found[family] === expected[family]) continue;
      const mistake = `${family} ${expected[family]} read as ${found[family]}`;
      mistakes.set(mistake, (mistakes.get(mistake) ?? 0) + 1);
    }
    figures.push(...shareOf(asked, family, family === "browser" ? "browser of our list" : family, BOUNDS[family]));
    if (family === "device") {
      const screens = asked.filter(({ expected }) => expected.device === "tv");
      const named = screens.filter(({ text }) => SAYS_TELEVISION.test(text));
      figures.push(...shareOf(named, "device", "televisions that say so", BOUNDS.tv));
      figures.push(...shareOf(screens, "device", "televisions", null));
    }
  }
  const worst = [...mistakes].toSorted(([, a], [, b]) => b - a).slice(0, MISTAKES_MAX);
  return [...figures, ...worst.map(([mistake, lines]) => figure(BENCH, mistake, lines, "lines"))];
}

/** The share of correct results; no figure if there is nothing to judge. */
function shareOf(asked: readonly Judged[], family: Family, name: string, bound: string | null): Figure[] {
  if (asked.length === 0) return [];
  const right = asked.filter(({ expected, found }) => found[family] === expected[family]).length;
  return [figure(BENCH, name, right / asked.length, `of ${asked.length}`, bound)];
}
