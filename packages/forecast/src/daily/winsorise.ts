/** Days of a week: the season of daily traffic. */
export const WEEK = 7;

/** Robust deviations from its weekday's median that a value may have before it is pulled in. */
const DEVIATIONS_MAX = 4;

/** The weeks whose values set the limits. */
const WEEKS_MAX = 26;

/** Scales a median absolute deviation to the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

/** The same for a mean absolute deviation. */
const MEAN_DEVIATION_TO_SIGMA = 1.2533;

const ofWeekday = new Float64Array(WEEKS_MAX);

/**
 * Copies `known` (one value a day, NaN where it is missing) to `clean`, and pulls what is more than 4 robust deviations
 * from the median of its weekday to that limit. Missing days stay missing. The deviation is the median absolute one, or
 * the mean absolute one where more than half of the values are equal (Iglewicz and Hoaglin, 1993).
 */
export function winsorise(known: Float64Array, clean: Float64Array): void {
  const end = known.length;
  for (let weekday = 0; weekday < WEEK && weekday < end; weekday++) {
    const last = end - 1 - weekday;
    let count = 0;
    for (let t = last; t >= 0 && count < WEEKS_MAX; t -= WEEK) {
      const value = known[t]!; // 0 ≤ t < end
      if (value === value) ofWeekday[count++] = value;
    }
    const middle = medianOf(ofWeekday, count);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += ofWeekday[i] = Math.abs(ofWeekday[i]! - middle); // i < count
    const robust = MAD_TO_SIGMA * medianOf(ofWeekday, count);
    const deviation = robust > 0 ? robust : (MEAN_DEVIATION_TO_SIGMA * sum) / count;
    const low = middle - DEVIATIONS_MAX * deviation;
    const high = middle + DEVIATIONS_MAX * deviation;
    for (let t = last; t >= 0; t -= WEEK) {
      const value = known[t]!; // 0 ≤ t < end
      clean[t] = value < low ? low : value > high ? high : value; // NaN is neither
    }
  }
}

/** The median of the first `count` values, which it sorts. NaN of none. */
export function medianOf(values: Float64Array, count: number): number {
  sortFirst(values, count);
  const half = count >> 1;
  return count % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2; // NaN if there are none
}

/** Sorts the first `count` values in place by insertion: they are few. */
function sortFirst(values: Float64Array, count: number): void {
  for (let i = 1; i < count; i++) {
    const value = values[i]!; // i < count
    let j = i - 1;
    for (; j >= 0 && values[j]! > value; j--) values[j + 1] = values[j]!; // 0 ≤ j < i
    values[j + 1] = value;
  }
}
