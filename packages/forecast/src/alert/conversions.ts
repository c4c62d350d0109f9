import { expectation, type Baseline } from "./baseline.ts";
import { atMost } from "./negative-binomial.ts";
import { PROBABILITY_MAX } from "./silence.ts";

/** A postback that is broken brings no more than this share of what is expected: a change of quality rarely does. */
const BROKEN_SHARE_MAX = 0.05;

/** Fewer expected conversions are not improbable enough to miss: chance alone misses e^-13.8 of them. */
const EXPECTED_MIN = -Math.log(PROBABILITY_MAX);

/** Hours that follow each other, the oldest first. */
export interface ConversionHours {
  visitors: ArrayLike<number>;
  conversions: ArrayLike<number>;
  /** The hour of the week of the last of them, as the baselines count it. */
  lastHour: number;
  /** The hours just before them that had no conversion at all. */
  before: { hours: number; visitors: number };
}

/** Conversions that stopped, or nearly, while visitors went on. */
export interface Collapse {
  hours: number;
  visitors: number;
  conversions: number;
  /** Conversions that are usual in these hours, with as many visitors as there were. */
  expected: number;
  probability: number;
}

/**
 * The longest time up to now with hardly any of the conversions that its visitors usually bring. Fewer visitors than
 * usual bring fewer conversions; more are not believed to bring more. Undefined if there is none.
 */
export function judgeConversions(
  usual: { visitors: Baseline; conversions: Baseline },
  { visitors, conversions, lastHour, before }: ConversionHours,
): Collapse | undefined {
  const [ofVisitors, ofConversions] = [expectation(usual.visitors), expectation(usual.conversions)];
  let found: Collapse | undefined;
  const so = { hours: 0, visitors: 0, conversions: 0 };
  const addHour = () => {
    ofVisitors.add(lastHour - so.hours);
    ofConversions.add(lastHour - so.hours);
    so.hours += 1;
  };
  const judge = () => {
    const usually = ofConversions.mean();
    if (usually < EXPECTED_MIN || so.conversions > BROKEN_SHARE_MAX * usually) return;
    const expected = usually * Math.min(1, so.visitors / ofVisitors.mean());
    if (so.conversions > BROKEN_SHARE_MAX * expected) return;
    const { dispersion } = ofConversions.law();
    const probability = atMost(so.conversions, { mean: expected, dispersion });
    if (probability < PROBABILITY_MAX) found = { ...so, expected, probability };
  };
  for (let i = conversions.length - 1; i >= 0; i--) {
    addHour();
    so.visitors += visitors[i]!; // of one length
    so.conversions += conversions[i]!; // i < its length
    judge();
  }
  if (so.conversions > 0 || before.hours === 0) return found;
  for (let i = 0; i < before.hours; i++) addHour();
  so.visitors += before.visitors;
  judge();
  return found;
}
