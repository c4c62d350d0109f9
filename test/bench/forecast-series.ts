import { readFile } from "node:fs/promises";
import { DAY_MS } from "@waymark/contract/duration";
import { drawGamma, drawNormal, drawPoisson, seededDraw } from "@waymark/forecast/testing";

/** A daily series without gaps: null where a day is missing. */
export interface Series {
  id: string;
  values: (number | null)[];
}

/** A file may have this many rows, and a series this many days. */
const ROWS_MAX = 1_000_000;
const DAYS_MAX = 10_000;

const COLUMNS = "id,date,value";
const ROW = /^([^,"\s][^,"]*),(\d{4}-\d{2}-\d{2}),(\d+(?:\.\d+)?)$/;

/**
 * Reads series from a CSV file in UTF-8: a first line `id,date,value`, then one line for each day of a series, in any
 * order. Dates are YYYY-MM-DD, values are decimals that are not negative; days between the first and the last of a series
 * that have no line are missing. Throws with the number of the line if anything else is found.
 */
export async function readSeries(file: string): Promise<Series[]> {
  const lines = (await readFile(file, "utf8")).replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  if (lines[0] !== COLUMNS) throw new Error(`${file}, line 1: the columns must be ${COLUMNS}`);
  if (lines.length === 1) throw new Error(`${file}: no rows`);
  if (lines.length - 1 > ROWS_MAX) throw new Error(`${file}: more than ${ROWS_MAX} rows`);
  const byId = new Map<string, Map<number, number>>();
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue;
    const refuse = (why: string) => new Error(`${file}, line ${i + 1}: ${why}`);
    const [, id = "", date = "", value = ""] = ROW.exec(line) ?? [];
    if (id === "") throw refuse(`${JSON.stringify(line)} is not an id, a date YYYY-MM-DD and a value of at least 0`);
    const time = Date.parse(`${date}T00:00:00Z`);
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date)
      throw refuse(`${date} is not a day of the calendar`);
    const days = byId.get(id) ?? new Map<number, number>();
    if (days.has(time / DAY_MS)) throw refuse(`${id} has ${date} twice`);
    byId.set(id, days.set(time / DAY_MS, Number(value)));
  }
  return Array.from(byId, ([id, days]) => {
    const first = Math.min(...days.keys());
    const length = Math.max(...days.keys()) - first + 1;
    if (length > DAYS_MAX) throw new Error(`${file}: ${id} spans ${length} days, more than ${DAYS_MAX}`);
    return { id, values: Array.from({ length }, (_, day) => days.get(first + day) ?? null) };
  });
}

const COUNTS_A_DAY = [0.3, 1, 3, 10, 30, 100, 300];
const PAID_A_DAY = [0.3, 1, 3, 10, 30];
const SEEDS = [1, 2];
const GENERATED_DAYS = 760;
const WEEK_SHARES = [1.1, 1.15, 1.1, 1.05, 1.2, 0.75, 0.65];

/** Counts and money of links: a week, a level that drifts, and days that vary by more than chance. */
export function generateSeries(): Series[] {
  const counts = COUNTS_A_DAY.flatMap((mean) =>
    SEEDS.map((seed) => ({ id: `counts: ${mean} a day, ${seed}`, values: generate(mean, seed, () => 1) })),
  );
  const money = PAID_A_DAY.flatMap((mean) =>
    SEEDS.map((seed) => {
      const draw = seededDraw(seed + 100);
      const amount = () => Math.round(1_000 * Math.exp(0.8 * drawNormal(draw)));
      return { id: `money: ${mean} a day, ${seed}`, values: generate(mean, seed + 50, amount) };
    }),
  );
  return [...counts, ...money];
}

function generate(mean: number, seed: number, amount: () => number): number[] {
  const draw = seededDraw(seed * 1_000 + mean * 10);
  let drift = 0;
  return Array.from({ length: GENERATED_DAYS }, (_, day) => {
    drift = 0.97 * drift + 0.05 * drawNormal(draw);
    const expected = (mean * WEEK_SHARES[day % 7]! * Math.exp(drift) * drawGamma(draw, 12)) / 12; // a weekday
    let sum = 0;
    for (let left = drawPoisson(draw, expected); left > 0; left--) sum += amount();
    return sum;
  });
}
