/** Buckets an octave: each is 19 % longer than the one before. */
const BUCKETS_AN_OCTAVE = 4;

/** The first bucket ends, and the second starts, at a second. */
const FIRST_MS = 1_000;

/** Times above are in the last bucket, whose number is 120: thirty octaves of seconds. */
const OCTAVES_MAX = 30;
export const BUCKET_MAX = OCTAVES_MAX * BUCKETS_AN_OCTAVE;

/**
 * The bucket of a time from a click to its conversion, 0 to 120: a quarter of an octave of seconds. Times under a second,
 * and negative ones within the skew of clocks, are in bucket 0. Stored buckets contain these numbers.
 */
export const ctitBucket = (ctitMs: number): number =>
  ctitMs < FIRST_MS ? 0 : Math.min(BUCKET_MAX, 1 + Math.floor(BUCKETS_AN_OCTAVE * Math.log2(ctitMs / FIRST_MS)));
