/** When sources are limited, and how. */
export interface QualityRule {
  /** Names it among the rules of its policy. */
  name: string;
  /** What it looks at, and limits. */
  of: "webmaster" | "link";
  /** A score below this, with at least so many judged conversions, on so many scored days in a row. */
  scoreBelow: number;
  conversionsMin: number;
  days: number;
  /** Days that holds of new conversions are longer; null: the link is paused instead. */
  holdDays: number | null;
  /** The limit ends after as many days in a row with at least this score. */
  recoversAt: number;
  /** It ends after so many days in any case. */
  reviewDays: number;
  /** So many days after an end by hand or by its date, the rule does not limit the same source again. */
  againAfterDays: number;
}

/** From and up to which whole number each may be. */
export const QUALITY_RULE_RANGES = {
  scoreBelow: [1, 100],
  conversionsMin: [20, 1_000_000],
  days: [1, 30],
  holdDays: [1, 60],
  recoversAt: [1, 100],
  reviewDays: [1, 90],
  againAfterDays: [1, 90],
} as const satisfies Partial<Record<keyof QualityRule, readonly [min: number, max: number]>>;

/** Rules of a policy. */
export const QUALITY_RULES_MAX = 10;

/** What is wrong with the rules of a policy, beyond the range of each number; undefined: nothing. */
export function faultOfRules(rules: readonly QualityRule[]): { path: string; message: string } | undefined {
  const names = new Set<string>();
  for (const [i, { name, of, scoreBelow, recoversAt, holdDays }] of rules.entries()) {
    if (names.has(name)) return { path: `rules.${i}.name`, message: "must be the name of one rule only" };
    names.add(name);
    if (recoversAt < scoreBelow)
      return {
        path: `rules.${i}.recovery_score`,
        message: "must not be below score_below: the limit would end at once",
      };
    if (holdDays === null && of === "webmaster")
      return { path: `rules.${i}.hold_days`, message: "is required: a webmaster is not paused, only links are" };
  }
  return undefined;
}

/** A source on a day on which sources were scored. */
export interface ScoredDay {
  score: number | null;
  conversions: number;
}

/** Whether a rule limits a source with these days, the latest first. A day without a score limits nothing. */
export const isLimited = (
  { scoreBelow, conversionsMin, days }: Pick<QualityRule, "scoreBelow" | "conversionsMin" | "days">,
  latest: readonly (ScoredDay | undefined)[],
): boolean =>
  latest.length >= days &&
  latest
    .slice(0, days)
    .every(
      (day) => day !== undefined && day.score !== null && day.score < scoreBelow && day.conversions >= conversionsMin,
    );

/** Whether a source with these days has recovered, the latest first. A day without a score proves nothing. */
export const isRecovered = (
  { recoversAt, days }: Pick<QualityRule, "recoversAt" | "days">,
  latest: readonly (ScoredDay | undefined)[],
): boolean =>
  latest.length >= days &&
  latest.slice(0, days).every((day) => day !== undefined && day.score !== null && day.score >= recoversAt);
