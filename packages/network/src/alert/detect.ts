import {
  isUsualHour,
  judgeConversions,
  judgeDays,
  judgeHour,
  learnBaseline,
  type Baseline,
  type Collapse,
  type Unusual,
} from "@waymark/forecast/alert";

const HOURS_A_WEEK = 168;
const HOURS_A_DAY = 24;
/** Hours of history that a baseline is learnt from: six weeks. */
export const LEARNT_HOURS = 6 * HOURS_A_WEEK;
/** Hours before what was learnt that are judged again, together with all that follow. */
const JUDGED_AGAIN_HOURS = 24;
/** A baseline that is older is not judged by. */
const BASELINE_HOURS_MAX = 48;
/** A baseline that was not learnt for so long begins anew: its link may have been paused. */
const LEARNT_AGAIN_HOURS = 36;
/** With fewer a week, not even four weeks of silence would be improbable enough. */
const WEEKLY_MIN = 3.5;
/** The last days, which are judged by what was usual before them. */
const JUDGED_DAYS = 3;
/** Means are kept with six decimals. */
const MILLION = 1_000_000;

/** Valid clicks and conversions in hours that follow each other, the oldest first. */
export interface Hours {
  visitors: Float64Array;
  conversions: Float64Array;
}

/**
 * What is usual for a link or an offer, as it is kept from one night to the next. Hours are since 1970, and the baselines
 * begin with the first hour of a week of these.
 */
export interface Watch {
  /** What was learnt ends before this hour. */
  until: number;
  /** Silence before this hour does not count: it was not watched. */
  since: number;
  visitors: Baseline;
  /** Hours without visitors up to `until`. */
  silentHours: number;
  /** Absent: too few for a baseline. */
  conversions?: { baseline: Baseline; silentHours: number; visitorsInSilence: number };
}

/** Three days outside of what was usual before them. */
interface DaysOutside {
  side: "below" | "above";
  count: number;
  expected: number;
}

/**
 * Learns what is usual from the hours before `until`, and judges their last days. `earlier` is what was learnt before.
 * Without a watch: too few visitors.
 */
export function learnWatch(
  { visitors, conversions }: Hours,
  { until, earlier }: { until: number; earlier: Watch | undefined },
): { watch: Watch; days: DaysOutside | undefined } | undefined {
  const isAgain = earlier !== undefined && earlier.until >= until - LEARNT_AGAIN_HOURS;
  const since = isAgain ? earlier.since : until;
  const baseline = usualOf(visitors, { until, earlier: isAgain ? earlier.visitors : undefined });
  if (baseline === undefined) return undefined;
  const ofConversions = usualOf(conversions, { until, earlier: isAgain ? earlier.conversions?.baseline : undefined });
  const silenceOf = (hours: Float64Array) => Math.min(silentHours(hours), until - since);
  const silent = silenceOf(conversions);
  const watch: Watch = {
    ...{ until, since, visitors: baseline, silentHours: silenceOf(visitors) },
    ...(ofConversions && {
      conversions: {
        ...{ baseline: ofConversions, silentHours: silent },
        visitorsInSilence: sumOf(visitors.subarray(visitors.length - silent)),
      },
    }),
  };
  const isWatched = until - since >= JUDGED_DAYS * HOURS_A_DAY;
  return { watch, days: isWatched ? daysOutside(visitors) : undefined };
}

/** What is usual. A silence is not: in one, it is what it was before. Undefined: too few for a baseline. */
function usualOf(
  hours: Float64Array,
  { until, earlier }: { until: number; earlier: Baseline | undefined },
): Baseline | undefined {
  if (earlier !== undefined && silentHours(hours) >= HOURS_A_DAY) return earlier;
  const learnt = learnBaseline(hours);
  if (learnt === undefined || sumOf(learnt.meanByHour) < WEEKLY_MIN) return undefined;
  const from = until - hours.length;
  const meanByHour = new Float64Array(HOURS_A_WEEK);
  for (let hour = 0; hour < HOURS_A_WEEK; hour++)
    meanByHour[hour] = Math.round((learnt.meanByHour[placeOf(hour - from)] ?? 0) * MILLION) / MILLION;
  return { ...learnt, meanByHour };
}

/** The place of an hour in its week. */
const placeOf = (hour: number): number => ((hour % HOURS_A_WEEK) + HOURS_A_WEEK) % HOURS_A_WEEK;

function daysOutside(hours: Float64Array): DaysOutside | undefined {
  const before = hours.subarray(0, -JUDGED_DAYS * HOURS_A_DAY);
  const usual = learnBaseline(before);
  if (usual === undefined) return undefined;
  const counts = Array.from({ length: JUDGED_DAYS }, (_, day) => {
    const from = before.length + day * HOURS_A_DAY;
    return sumOf(hours.subarray(from, from + HOURS_A_DAY));
  });
  const side = judgeDays(usual, { counts, from: before.length });
  if (side === undefined) return undefined;
  const expected = Array.from(
    { length: JUDGED_DAYS * HOURS_A_DAY },
    (_, i) => usual.meanByHour[(before.length + i) % HOURS_A_WEEK] ?? 0,
  );
  return {
    side,
    count: counts.reduce((sum, count) => sum + count, 0),
    expected: expected.reduce((sum, mean) => sum + mean, 0),
  };
}

/** What an hour says of a link or an offer. `stays`: an alert that is open stays so, because the hour does not end it. */
interface Judgement {
  traffic: Unusual | undefined;
  conversions: Collapse | undefined;
  stays: { traffic: boolean; conversions: boolean };
}

/** The first hour that a judgement by a watch reads. */
export const firstJudgedHour = ({ until, since }: Watch): number => Math.max(until - JUDGED_AGAIN_HOURS, since);

/** Whether an hour can be judged by what was learnt: not long before it, and not after it, by a clock that was wrong. */
export const isFresh = ({ until }: Watch, hour: number): boolean =>
  until - 1 <= hour && hour < until + BASELINE_HOURS_MAX;

/** Judges an hour by those from the first judged one up to it. */
export function judgeWatch(watch: Watch, recent: Hours, hour: number): Judgement {
  const lastHour = placeOf(hour);
  const { visitors } = recent;
  const isSilent = { visitors: isZero(visitors), conversions: isZero(recent.conversions) };
  // A silence that began earlier goes on from where it was when the baseline was learnt.
  const silence = visitors.length - learntHours(watch) + watch.silentHours;
  const hours = isSilent.visitors && silence > visitors.length ? new Float64Array(silence) : visitors;
  const traffic = judgeHour(watch.visitors, { recent: hours, lastHour });
  const conversions = judgeRecentConversions(watch, recent, lastHour);
  const isUsual = isUsualHour(watch.visitors, { count: visitors.at(-1) ?? 0, hour: lastHour });
  return {
    ...{ traffic, conversions },
    stays: {
      traffic: traffic === undefined && (isSilent.visitors || !isUsual),
      conversions: conversions === undefined && watch.conversions !== undefined && isSilent.conversions,
    },
  };
}

/** How many of the hours that are judged were also learnt. */
const learntHours = (watch: Watch): number => watch.until - firstJudgedHour(watch);

const isZero = (hours: Float64Array): boolean => hours.every((count) => count === 0);

function judgeRecentConversions(watch: Watch, recent: Hours, lastHour: number): Collapse | undefined {
  if (watch.conversions === undefined) return undefined;
  const learnt = learntHours(watch);
  const { baseline, silentHours: silent, visitorsInSilence } = watch.conversions;
  // The hours that are judged again are part of the silence.
  const again = sumOf(recent.visitors.subarray(0, learnt));
  const before = { hours: Math.max(0, silent - learnt), visitors: Math.max(0, visitorsInSilence - again) };
  return judgeConversions({ visitors: watch.visitors, conversions: baseline }, { ...recent, lastHour, before });
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

function silentHours(hours: Float64Array): number {
  let count = 0;
  while (count < hours.length && hours[hours.length - 1 - count] === 0) count += 1;
  return count;
}
