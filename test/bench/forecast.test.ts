import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { benchForecast } from "./forecast.ts";
import { readSeries } from "./forecast-series.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "waymark-series-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(...lines: string[]) {
  const file = join(folder, "series.csv");
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);

test("series are read in any order, and days without a line are missing", async () => {
  const file = await fileOf("id,date,value", "a,2026-01-03,2.5", "b,2026-02-01,7", "a,2026-01-01,0");
  expect(await readSeries(file)).toEqual([
    { id: "a", values: [0, null, 2.5] },
    { id: "b", values: [7] },
  ]);
});

test.each<[string, string[], RegExp]>([
  ["other columns", ["date,id,value"], /line 1: the columns must be id,date,value/],
  ["no rows", ["id,date,value"], /no rows/],
  ["a negative value", ["id,date,value", "a,2026-01-01,-1"], /line 2: .* is not an id, a date/],
  ["an empty value", ["id,date,value", "a,2026-01-01,"], /line 2/],
  ["a value that is not a decimal", ["id,date,value", "a,2026-01-01,1e3"], /line 2/],
  ["a fourth column", ["id,date,value", "a,2026-01-01,1,2"], /line 2/],
  ["an empty id", ["id,date,value", ",2026-01-01,1"], /line 2/],
  ["an empty line between", ["id,date,value", "", "a,2026-01-01,1"], /line 2/],
  ["another form of date", ["id,date,value", "a,01.01.2026,1"], /line 2/],
  ["a day that does not exist", ["id,date,value", "a,2026-02-29,1"], /line 2: 2026-02-29 is not a day/],
  ["a day twice", ["id,date,value", "a,2026-01-01,1", "a,2026-01-01,2"], /line 3: a has 2026-01-01 twice/],
  ["a series of centuries", ["id,date,value", "a,1026-01-01,1", "a,2026-01-01,2"], /more than 10000/],
])("%s is refused with its line", async (_, lines, message) => {
  await expect(readSeries(await fileOf(...lines))).rejects.toThrow(message);
});

test("a series that is too short for a window is refused by its name", async () => {
  const series = await fileOf("id,date,value", "a,2026-01-01,1");
  await expect(benchForecast({ series })).rejects.toThrow(/a has 1 days; a window needs 210/);
});

test("series of a file are judged; one without a scale is counted apart", async () => {
  const rows = Array.from({ length: 230 }, (_, day) => [
    `week,${dayOf(day)},${10 + (day % 7) + (day % 5)}`,
    `constant,${dayOf(day)},5`,
  ]);
  const figures = await benchForecast({ series: await fileOf("id,date,value", ...rows.flat()) });
  const valueOf = Object.fromEntries(figures.map(({ figure, value }) => [figure, value]));
  expect(valueOf["windows apart: without a scale or too little data"]).toBe(3);
  expect(valueOf["week: MASE, of seasonal naive"]).toBeLessThan(1);
  expect(valueOf["sums, of the truth"]).toBeCloseTo(1, 1);
  expect(figures.some(({ figure }) => figure.startsWith("constant"))).toBe(false);
});
