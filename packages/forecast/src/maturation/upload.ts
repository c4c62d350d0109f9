/**
 * Uploads decide whole periods at once, so dates follow from the period's due date and the advertiser's own lateness;
 * the ages of conversions would give the right sum on the wrong days.
 */

/** What is validated by an upload that has not come. */
export interface AwaitedUpload {
  /** What its conversions are worth, of one currency. */
  amount: number;
  /** The share of decided money that the advertiser approves, from 0 to 1. */
  approvedShare: number;
  /** Days until it is due; negative if it is overdue. */
  dueInDays: number;
}

/** What is approved by uploads; `approvedByDay`, `later` and `unknown` add up to the approved shares. */
export interface UploadOutcome {
  /** Approved between day `d` and day `d + 1` from now. */
  approvedByDay: Float64Array;
  /** After the horizon. */
  later: number;
  /** Later than the advertiser ever was, so that no date can be given. */
  unknown: number;
}

/**
 * Spreads what uploads will approve over the days on which they may come. `latenessDays` are how late earlier ones were,
 * negative if early.
 */
export function expectUploads(
  uploads: readonly AwaitedUpload[],
  latenessDays: readonly number[],
  horizonDays: number,
): UploadOutcome {
  const outcome = { approvedByDay: new Float64Array(horizonDays), later: 0, unknown: 0 };
  for (const { amount, approvedShare, dueInDays } of uploads) {
    const waits = latenessDays.map((late) => dueInDays + late).filter((days) => days > 0);
    const expected = amount * approvedShare;
    if (waits.length === 0) outcome.unknown += expected;
    for (const days of waits) {
      const day = Math.ceil(days) - 1;
      if (day < horizonDays) outcome.approvedByDay[day]! += expected / waits.length; // day < its length
      else outcome.later += expected / waits.length;
    }
  }
  return outcome;
}
