/**
 * `pnpm bench forecast [--series F]`: forecasts of 30 days from moving windows of up to 365 days of history, against what
 * came; of the shipped and generated series, or only of those in the CSV file F (`id,date,value`).
 *
 * - MASE is scaled by the mean absolute difference to the week before in the window's history (Hyndman and Koehler, 2006).
 *   Windows in which that is zero are counted apart. It is compared with that of repeating the last week.
 * - Sums are those of the horizon, forecast over true, of the days that are known; of several series, the mean over windows.
 * - Coverage is the share of days, and of sums, within their intervals.
 */
import { bundleWorker } from "@waymark/dev/workers";
import { startRuntime } from "@waymark/dev/runtime";
import { forecastDaily } from "@waymark/forecast/daily";
import { cpuSeconds, workerdProcesses } from "./cpu.ts";
import { figure, type Figure } from "./figure.ts";
import { generateSeries, readSeries, type Series } from "./forecast-series.ts";

const BENCH = "forecast";
const HERE = new URL(".", import.meta.url).pathname;
const SHIPPED = `${HERE}series/daily.csv`;
const HISTORY_DAYS = 365;
const HISTORY_DAYS_MIN = 180;
const HORIZON_DAYS = 30;
/** Days between windows: of real series, and of generated ones, of which there are more. */
const STEP_DAYS = 7;
const GENERATED_STEP_DAYS = 30;
/** Windows that a series has if it is long enough for them; a shorter one starts with less history. */
const WINDOWS_WANTED = 12;

/** Sums over windows. Those of several series have `forecast` and `actual` in units of each series' own. */
interface Score {
  windows: number;
  /** Without a scale, or with too little data for a forecast. */
  apart: number;
  error: number;
  naiveError: number;
  forecast: number;
  actual: number;
  days: number;
  daysWithin: [number, number];
  sums: number;
  sumsWithin: [number, number];
}

export async function benchForecast({ series }: { series?: string | undefined }): Promise<Figure[]> {
  if (series !== undefined) return judge(scoreAll(await readSeries(series), STEP_DAYS), []);
  const real = scoreAll(await readSeries(SHIPPED), STEP_DAYS);
  const generated = scoreAll(generateSeries(), GENERATED_STEP_DAYS);
  const kinds = ["counts", "money"].map((kind) => {
    const ofKind = [...generated].filter(([id]) => id.startsWith(kind)).map(([, score]) => score);
    return [`all ${kind}`, total(ofKind)] as const;
  });
  const scores = new Map([...real, ...generated]);
  return [
    figure(BENCH, "windows", total([...scores.values()]).windows, "", ">=400"),
    ...judge(scores, [...real, ...kinds]),
    ...(await timeInWorkerd()),
  ];
}

function scoreAll(all: readonly Series[], stepDays: number): Map<string, Score> {
  return new Map(all.map(({ id, values }) => [id, scoreOf(id, values, stepDays)]));
}

/** Scores all windows of a series. Throws if it is too short for one. */
function scoreOf(id: string, values: readonly (number | null)[], stepDays: number): Score {
  const wanted = values.length - HORIZON_DAYS - (WINDOWS_WANTED - 1) * stepDays;
  const first = Math.min(HISTORY_DAYS, Math.max(HISTORY_DAYS_MIN, wanted));
  if (values.length < first + HORIZON_DAYS)
    throw new Error(`${id} has ${values.length} days; a window needs ${HISTORY_DAYS_MIN + HORIZON_DAYS}`);
  const score = emptyScore();
  for (let origin = first; origin + HORIZON_DAYS <= values.length; origin += stepDays) {
    const history = values.slice(Math.max(0, origin - HISTORY_DAYS), origin);
    addWindow(score, history, values.slice(origin, origin + HORIZON_DAYS));
  }
  return score;
}

const emptyScore = (): Score => ({
  ...{ windows: 0, apart: 0, error: 0, naiveError: 0, forecast: 0, actual: 0 },
  ...{ days: 0, daysWithin: [0, 0], sums: 0, sumsWithin: [0, 0] },
});

function addWindow(score: Score, history: readonly (number | null)[], coming: readonly (number | null)[]): void {
  const scale = scaleOf(history);
  const events = history.filter((value) => value !== null && value > 0).length; // at least so many
  const result = forecastDaily({ history, events, horizonDays: HORIZON_DAYS });
  const known = coming.flatMap((value, day) => (value === null ? [] : [{ value, day }]));
  if (!(scale > 0) || result.kind !== "forecast" || known.length === 0) {
    score.apart++;
    return;
  }
  let [forecast, actual, error, naiveError] = [0, 0, 0, 0];
  for (const { value, day } of known) {
    const expected = result.days[day]!; // a day of the horizon
    forecast += expected.value;
    actual += value;
    error += Math.abs(value - expected.value);
    naiveError += Math.abs(value - lastWeek(history, day));
    if (expected.interval80 === null || expected.interval95 === null) continue;
    score.days++;
    score.daysWithin[0] += Number(isWithin(value, expected.interval80));
    score.daysWithin[1] += Number(isWithin(value, expected.interval95));
  }
  score.windows++;
  score.error += error / known.length / scale;
  score.naiveError += naiveError / known.length / scale;
  score.forecast += forecast;
  score.actual += actual;
  const { value, interval80, interval95 } = result.sum;
  if (interval80 === null || interval95 === null) return;
  const whole = forecast > 0 ? (actual * value) / forecast : actual; // as if the missing days were like the others
  score.sums++;
  score.sumsWithin[0] += Number(isWithin(whole, interval80));
  score.sumsWithin[1] += Number(isWithin(whole, interval95));
}

const isWithin = (value: number, { low, high }: { low: number; high: number }) => value >= low && value <= high;

/** The mean absolute difference to the week before. */
function scaleOf(history: readonly (number | null)[]): number {
  const differences = history.slice(7).flatMap((value, day) => {
    const before = history[day] ?? null;
    return value === null || before === null ? [] : [Math.abs(value - before)];
  });
  return differences.reduce((sum, one) => sum + one, 0) / differences.length;
}

/** The last known value of the weekday of a day ahead; of one that has none, zero. */
function lastWeek(history: readonly (number | null)[], day: number): number {
  let t = history.length + (day % 7) - 7;
  while (t >= 0 && history[t] === null) t -= 7;
  return history[t] ?? 0;
}

function total(scores: readonly Score[]): Score {
  const sum = emptyScore();
  for (const one of scores) {
    for (const key of ["windows", "apart", "error", "naiveError", "days", "sums"] as const) sum[key] += one[key];
    if (one.actual > 0) {
      sum.forecast += (one.windows * one.forecast) / one.actual;
      sum.actual += one.windows;
    }
    for (const level of [0, 1] as const) {
      sum.daysWithin[level] += one.daysWithin[level];
      sum.sumsWithin[level] += one.sumsWithin[level];
    }
  }
  return sum;
}

/** Figures of all series together with all bounds, of each with that of its error, and of the sums of some. */
function judge(scores: ReadonlyMap<string, Score>, summed: readonly (readonly [string, Score])[]): Figure[] {
  const all = total([...scores.values()]);
  return [
    figure(BENCH, "windows apart: without a scale or too little data", all.apart, ""),
    figure(BENCH, "MASE", all.error / all.windows, ""),
    figure(BENCH, "MASE, of seasonal naive", all.error / all.naiveError, "×", "<=0.93"),
    figure(BENCH, "sums, of the truth", all.forecast / all.actual, "×", "0.92..1.08"),
    ...coverage("", all, { days: ["74..86", "91..99"], sums: ["70..90", ">=85"] }),
    ...[...scores]
      .filter(([, { windows }]) => windows > 0)
      .flatMap(([id, score]) => [
        figure(BENCH, `${id}: MASE, of seasonal naive`, score.error / score.naiveError, "×", "<=1.05"),
        ...(summed.some(([name]) => name === id)
          ? []
          : [figure(BENCH, `${id}: sums, of the truth`, score.forecast / score.actual, "×")]),
        ...coverage(`${id}: `, score),
      ]),
    ...summed.map(([name, score]) =>
      figure(BENCH, `${name}: sums, of the truth`, score.forecast / score.actual, "×", "0.92..1.08"),
    ),
  ];
}

function coverage(prefix: string, score: Score, bounds?: Record<"days" | "sums", readonly [string, string]>): Figure[] {
  return [80, 95].flatMap((level, i) => [
    figure(BENCH, `${prefix}days within ${level} %`, (100 * score.daysWithin[i]!) / score.days, "%", bounds?.days[i]), // two levels
    figure(BENCH, `${prefix}sums within ${level} %`, (100 * score.sumsWithin[i]!) / score.sums, "%", bounds?.sums[i]), // two levels
  ]);
}

const TIMES = 40;

/** CPU of a forecast of 365 days with its back-tests, 30 and 90 days ahead. */
async function timeInWorkerd(): Promise<Figure[]> {
  const known = workerdProcesses();
  const mf = startRuntime({
    name: "forecast",
    compatibilityDate: "2026-11-01",
    modules: [{ type: "ESModule", path: "forecast.mjs", contents: await bundleWorker(`${HERE}forecast-worker.ts`) }],
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  });
  await mf.ready;
  const { origin } = await mf.unsafeGetDirectURL("forecast");
  const cpu = () =>
    workerdProcesses()
      .filter((id) => !known.includes(id))
      .reduce((sum, id) => sum + cpuSeconds(id), 0);
  const figures: Figure[] = [];
  for (const days of [30, 90]) {
    const run = async (times: number) => (await fetch(`${origin}/?days=${days}&times=${times}`)).text();
    await run(TIMES);
    const before = cpu();
    await run(TIMES);
    const ms = ((cpu() - before) * 1_000) / TIMES;
    figures.push(figure(BENCH, `a forecast of ${days} days from 365, in workerd`, ms, "ms of CPU", "<=50"));
  }
  await mf.dispose();
  return figures;
}
