const HOURS_A_DAY = 24;
const HOURS_A_WEEK = 168;

/** Weeks of history that a baseline needs. */
const WEEKS_MIN = 4;

/** Weeks of the smooth profile that an hour of the week is drawn to: its own few weeks are mostly chance. */
const PROFILE_WEEKS = 4;

/** Variation that is assumed in any case, and the most that is believed. */
const DISPERSION_MIN = 0.02;
const DISPERSION_MAX = 4;

/** Standard errors that are added to an estimated dispersion: one that is too low makes false alarms. */
const ERRORS_ADDED = 2;

/** What is usual for a link or an offer, by hour of the week. Hour 0 is that of the first hour of its history. */
export interface Baseline {
  weeks: number;
  /** Events expected in each of the 168 hours. */
  meanByHour: Float64Array;
  /** Variance beyond chance over the squared mean: of single hours, and of whole days. */
  hourDispersion: number;
  dayDispersion: number;
}

/**
 * Learns what is usual from whole weeks of hourly counts, the oldest first. Undefined with less than four weeks.
 * An hour of the week is the product of its hour of the day and its weekday, mixed with its own mean.
 */
export function learnBaseline(hours: ArrayLike<number>): Baseline | undefined {
  const weeks = Math.floor(hours.length / HOURS_A_WEEK);
  if (weeks < WEEKS_MIN) return undefined;
  const start = hours.length - weeks * HOURS_A_WEEK;
  const recent = new Float64Array(weeks * HOURS_A_WEEK);
  const sums = new Float64Array(HOURS_A_WEEK);
  for (let i = 0; i < recent.length; i++) {
    recent[i] = hours[start + i]!; // of one length
    sums[(start + i) % HOURS_A_WEEK]! += recent[i]!; // an hour of the week
  }
  const meanByHour = smooth(sums, weeks);
  const [days, expectedDays] = [new Float64Array(weeks * 7), new Float64Array(weeks * 7)];
  const expected = new Float64Array(recent.length);
  for (let i = 0; i < expected.length; i++) {
    const day = Math.floor(i / HOURS_A_DAY);
    expected[i] = meanByHour[(start + i) % HOURS_A_WEEK]!; // an hour of the week
    days[day]! += recent[i]!; // a day of the weeks
    expectedDays[day]! += expected[i]!; // a day of the weeks
  }
  const fitted = weeks / (weeks - 1);
  const dayDispersion = dispersionOf(days, expectedDays, fitted);
  return {
    ...{ weeks, meanByHour, dayDispersion },
    hourDispersion: Math.max(dayDispersion, dispersionOf(recent, expected, fitted)),
  };
}

function smooth(sums: Float64Array, weeks: number): Float64Array {
  const byHour = new Float64Array(HOURS_A_DAY);
  const byDay = new Float64Array(7);
  let total = 0;
  sums.forEach((sum, i) => {
    byHour[i % HOURS_A_DAY]! += sum; // an hour of the day
    byDay[Math.floor(i / HOURS_A_DAY)]! += sum; // a weekday
    total += sum;
  });
  const flat = total / HOURS_A_WEEK;
  return sums.map((sum, i) => {
    const product = total > 0 ? (byHour[i % HOURS_A_DAY]! * byDay[Math.floor(i / HOURS_A_DAY)]!) / total : 0; // as above
    const profile = (7 * product + flat) / 8;
    return (sum + (PROFILE_WEEKS / weeks) * profile) / (weeks + PROFILE_WEEKS);
  });
}

/**
 * How much more than by chance counts vary around what is expected, by the method of moments, plus two standard errors.
 * `fitted` is n / (n - 1) if each expected value was fitted to n of the counts.
 */
export function dispersionOf(counts: ArrayLike<number>, expected: ArrayLike<number>, fitted = 1): number {
  let excess = 0;
  let squares = 0;
  for (let i = 0; i < counts.length; i++) {
    const mean = expected[i]!; // of one length
    excess += fitted * (counts[i]! - mean) ** 2 - mean; // of one length
    squares += mean * mean;
  }
  if (squares === 0) return DISPERSION_MAX;
  const found = Math.max(0, excess / squares);
  // The square of a deviation varies with the square of its own variance.
  let variances = 0;
  for (let i = 0; i < counts.length; i++) {
    const mean = expected[i]!; // of one length
    variances += (mean + found * mean * mean) ** 2;
  }
  const estimate = found + (ERRORS_ADDED * Math.sqrt(2 * variances)) / squares;
  return Math.min(DISPERSION_MAX, Math.max(DISPERSION_MIN, estimate));
}

/** What is expected of hours that are added one by one, by their place in the week, and how much it varies. */
export function expectation({ weeks, meanByHour, dayDispersion, hourDispersion }: Baseline) {
  let mean = 0;
  let squares = 0;
  let daySquares = 0;
  let [day, hours] = [0, 0];
  return {
    add(hour: number): void {
      const one = meanByHour[((hour % HOURS_A_WEEK) + HOURS_A_WEEK) % HOURS_A_WEEK]!; // an hour of the week
      mean += one;
      squares += one * one;
      day += one;
      hours += 1;
      if (hours % HOURS_A_DAY !== 0) return;
      daySquares += day * day;
      day = 0;
    },
    mean: () => mean,
    law(): { mean: number; dispersion: number } {
      // Hours vary on their own, and all hours of a day together. Both average out, and a little is common to all days.
      const alikeHours = mean > 0 ? squares / (mean * mean) : 1;
      const alikeDays = mean > 0 ? (daySquares + day * day) / (mean * mean) : 1;
      const ofDays = DISPERSION_MIN + (dayDispersion - DISPERSION_MIN) * alikeDays;
      const learnt = mean * (weeks + PROFILE_WEEKS) + 0.5;
      return { mean, dispersion: ofDays + (hourDispersion - dayDispersion) * alikeHours + 1 / learnt };
    },
  };
}

/** What is expected in hours that follow each other from an hour of the week, and how much it varies. */
export function expectHours(baseline: Baseline, { from, hours }: { from: number; hours: number }) {
  const expected = expectation(baseline);
  for (let i = 0; i < hours; i++) expected.add(from + i);
  return expected.law();
}
