import type { FeatureName, Features } from "./features.ts";
import type { MeasureName } from "./measures.ts";
import { atLeast, duration, percent, times } from "./words.ts";

export const RULE_NAMES = [
  ...(["ctit_short", "ctit_long", "ctit_clustered", "asn_hosting", "cr_outlier", "click_flood"] as const),
  ...(["duplicate_visitor", "self_conversion", "amount_outlier", "not_a_navigation", "headers"] as const),
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/** What a rule set says of a rule. */
export interface RuleParameters {
  isOn: boolean;
  /** What a decade of rarity adds to the score. */
  weight: number;
  /** The rule finds what at most this share of the network's own good conversions has. */
  tail: number;
  /** Conversions that what it compares with needs. */
  samplesMin: number;
}

/** What a rule saw of a conversion. */
export interface Sight {
  features: Features;
  /** The share of good conversions that are less unusual, rounded down to a usual figure. */
  share: number;
  /** What that share stays below or above, in the measure's own unit; null if it has no other unit. */
  usual: number | null;
  /** Whether that is of the offer, or of the network. */
  isOfOffer: boolean;
}

/** Evidence: the conversion's own value, and a rounded comparison. */
export interface Evident {
  value: number;
  comparison: number;
  sentence: string;
}

interface View {
  measure: MeasureName;
  evidence(sight: Sight): Evident;
}

interface Rule {
  /** What it sees at registration. */
  first?: View;
  /** What it sees in the picture of the offer. */
  second?: View;
  defaults: RuleParameters;
}

const of = (features: Features, name: FeatureName): number => features[name] ?? 0;
const whose = ({ isOfOffer }: Sight) => (isOfOffer ? "this offer's" : "the network's");

/** Evidence of a lift: how many times as frequent something is as among peers. */
const lifted = (measure: MeasureName, name: FeatureName, what: (features: Features) => string): View => ({
  measure,
  evidence: ({ features }) => {
    const lift = 10 ** of(features, name);
    const comparison = atLeast(lift);
    return {
      ...{ value: of(features, "linkConversions"), comparison },
      sentence: `On this link or sub-id, ${what(features)} are ${times(comparison)} as frequent as with this offer's other webmasters.`,
    };
  },
});

const seconds = (features: Features) => of(features, "ctitMs") / 1_000;

const RULES = {
  ctit_short: {
    first: {
      measure: "ctit_below",
      evidence: (sight) => ({
        ...{ value: seconds(sight.features), comparison: sight.usual ?? 0 },
        sentence: `Converted ${duration(seconds(sight.features))} after the click; ${percent(sight.share)} of ${whose(sight)} approved sales take more than ${duration(sight.usual ?? 0)}.`,
      }),
    },
    second: lifted(
      "short_lift",
      "shortLift",
      (features) => `conversions within ${duration(seconds(features))} of the click`,
    ),
    defaults: { isOn: true, weight: 1, tail: 0.03, samplesMin: 100 },
  },
  ctit_long: {
    first: {
      measure: "ctit_above",
      evidence: (sight) => ({
        ...{ value: seconds(sight.features), comparison: sight.usual ?? 0 },
        sentence: `Converted ${duration(seconds(sight.features))} after the click; ${percent(sight.share)} of ${whose(sight)} approved sales take less than ${duration(sight.usual ?? 0)}.`,
      }),
    },
    second: lifted(
      "long_lift",
      "longLift",
      (features) => `conversions ${duration(seconds(features))} or more after the click`,
    ),
    defaults: { isOn: true, weight: 1, tail: 0.03, samplesMin: 100 },
  },
  ctit_clustered: {
    second: lifted(
      "cluster_lift",
      "clusterLift",
      (features) => `conversions about ${duration(seconds(features))} after the click`,
    ),
    defaults: { isOn: true, weight: 1, tail: 0.03, samplesMin: 20 },
  },
  asn_hosting: {
    first: {
      measure: "hosting",
      evidence: ({ features, share }) => ({
        ...{ value: of(features, "hosting"), comparison: share },
        sentence: `The click came from a network of servers; ${percent(share)} of the network's approved conversions do not.`,
      }),
    },
    second: lifted("hosting_lift", "hostingLift", () => "conversions from networks of servers"),
    defaults: { isOn: true, weight: 1, tail: 0.03, samplesMin: 20 },
  },
  cr_outlier: {
    second: lifted(
      "rate_lift",
      "rateLift",
      (features) => `conversions about ${duration(seconds(features))} after the click, for the visitors that it has,`,
    ),
    defaults: { isOn: true, weight: 1, tail: 0.03, samplesMin: 20 },
  },
  click_flood: {
    second: {
      measure: "flood",
      evidence: ({ features }) => ({
        value: of(features, "linkVisitors"),
        comparison: atLeast(10 ** of(features, "longLift")),
        sentence: `Few of this link's ${of(features, "linkVisitors")} visitors convert, and conversions this late are ${times(atLeast(10 ** of(features, "longLift")))} as frequent as with this offer's other webmasters.`,
      }),
    },
    defaults: { isOn: true, weight: 1, tail: 0.03, samplesMin: 20 },
  },
  duplicate_visitor: {
    first: {
      measure: "same_visitor",
      evidence: ({ features, share }) => ({
        ...{ value: of(features, "sameVisitor"), comparison: share },
        sentence: `The same visitor converted ${times(of(features, "sameVisitor"))} before that day; ${percent(share)} of the network's approved conversions have fewer.`,
      }),
    },
    second: lifted("repeated_lift", "repeatedLift", () => "conversions of visitors who converted before that day"),
    defaults: { isOn: true, weight: 0.5, tail: 0.03, samplesMin: 20 },
  },
  self_conversion: {
    first: {
      measure: "own_address",
      evidence: ({ features, share }) => ({
        ...{ value: of(features, "ownAddress"), comparison: share },
        sentence: `The webmaster was signed in from the visitor's address that day; ${percent(share)} of the network's approved conversions have no such address.`,
      }),
    },
    defaults: { isOn: true, weight: 1.5, tail: 0.05, samplesMin: 100 },
  },
  amount_outlier: {
    first: {
      measure: "amount_above",
      evidence: (sight) => ({
        ...{ value: of(sight.features, "amountMinor"), comparison: sight.usual ?? 0 },
        sentence: `The order has ${of(sight.features, "amountMinor")} minor units; ${percent(sight.share)} of this offer's approved orders have less than ${sight.usual ?? 0}.`,
      }),
    },
    defaults: { isOn: true, weight: 1, tail: 0.02, samplesMin: 100 },
  },
  not_a_navigation: {
    first: {
      measure: "not_navigated",
      evidence: ({ features, share }) => ({
        ...{ value: of(features, "fetched"), comparison: share },
        sentence: `${of(features, "fetched") === 1 ? "A script asked for the link" : "The link was opened without a click"}; ${percent(share)} of the network's approved conversions begin otherwise.`,
      }),
    },
    second: lifted("passive_lift", "passiveLift", () => "conversions of links opened without a click"),
    defaults: { isOn: true, weight: 0.5, tail: 0.03, samplesMin: 20 },
  },
  headers: {
    first: {
      measure: "headers_rarity",
      evidence: ({ features, share }) => ({
        ...{ value: of(features, "headers"), comparison: share },
        sentence: `The request lacks what its browser sends; ${percent(share)} of the network's approved conversions are not as inconsistent.`,
      }),
    },
    second: lifted("headers_lift", "headersLift", () => "conversions with inconsistent requests"),
    defaults: { isOn: true, weight: 1, tail: 0.03, samplesMin: 20 },
  },
} as const satisfies Record<RuleName, Rule>;

/** A rule, without what only some of them have. */
export const ruleOf = (name: RuleName): Rule => RULES[name];
