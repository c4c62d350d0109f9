import { isRecord } from "@waymark/contract/json";
import { RULE_NAMES, ruleOf, type RuleName, type RuleParameters } from "./rules.ts";

/** Rules with their parameters. Stored as JSON under a version. */
export interface RuleSet {
  rules: Readonly<Record<RuleName, RuleParameters>>;
  /** Shares of the network's own good conversions that may be flagged: at registration, and by both stages together. */
  flaggedMax: { first: number; both: number };
}

export const DEFAULT_RULE_SET: RuleSet = {
  rules: Object.fromEntries(RULE_NAMES.map((name) => [name, ruleOf(name).defaults])) as RuleSet["rules"], // every name
  flaggedMax: { first: 0.0035, both: 0.012 },
};

/** From and up to which a number may lie. */
type Range = readonly [min: number, max: number];

const WEIGHT: Range = [0, 10];
const TAIL: Range = [0.0001, 0.5];
const SAMPLES_MIN: Range = [1, 1_000_000];
const FLAGGED_MAX: Range = [0, 0.1];

type Parsed = { kind: "parsed"; ruleSet: RuleSet } | { kind: "refused"; path: string; reason: string };

class Fault extends Error {
  readonly path: string;
  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

/** A rule set from JSON. What is absent is as by default; unknown names and numbers out of their range are refused. */
export function parseRuleSet(value: unknown): Parsed {
  try {
    const { rules = {}, flaggedMax = {} } = recordIn(value, "", ["rules", "flaggedMax"]);
    const given = recordIn(rules, "rules", RULE_NAMES);
    const shares = recordIn(flaggedMax, "flaggedMax", ["first", "both"]);
    const share = (name: "first" | "both") =>
      numberIn(shares[name], `flaggedMax.${name}`, FLAGGED_MAX, DEFAULT_RULE_SET.flaggedMax[name]);
    const [first, both] = [share("first"), share("both")];
    if (first > both) throw new Fault("flaggedMax.first", "must not be above flaggedMax.both");
    return {
      kind: "parsed",
      ruleSet: {
        rules: Object.fromEntries(
          RULE_NAMES.map((name) => [name, parametersIn(given[name], name)]),
        ) as RuleSet["rules"], // every name
        flaggedMax: { first, both },
      },
    };
  } catch (error) {
    if (error instanceof Fault) return { kind: "refused", path: error.path, reason: error.message };
    throw error;
  }
}

function parametersIn(value: unknown = {}, name: RuleName): RuleParameters {
  const path = `rules.${name}`;
  const usual = DEFAULT_RULE_SET.rules[name];
  const given = recordIn(value, path, ["isOn", "weight", "tail", "samplesMin"]);
  const { isOn = usual.isOn } = given;
  if (typeof isOn !== "boolean") throw new Fault(`${path}.isOn`, "must be true or false");
  const samplesMin = numberIn(given["samplesMin"], `${path}.samplesMin`, SAMPLES_MIN, usual.samplesMin);
  if (!Number.isInteger(samplesMin)) throw new Fault(`${path}.samplesMin`, "must be a whole number");
  return {
    isOn,
    weight: numberIn(given["weight"], `${path}.weight`, WEIGHT, usual.weight),
    tail: numberIn(given["tail"], `${path}.tail`, TAIL, usual.tail),
    samplesMin,
  };
}

function recordIn(value: unknown, path: string, names: readonly string[]): Record<string, unknown> {
  if (!isRecord(value)) throw new Fault(path, "must be an object");
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Fault(path === "" ? unknown : `${path}.${unknown}`, "is not known");
  return value;
}

function numberIn(value: unknown, path: string, [min, max]: Range, usual: number): number {
  if (value === undefined) return usual;
  if (typeof value !== "number" || !(value >= min && value <= max))
    throw new Fault(path, `must be a number from ${min} to ${max}`);
  return value;
}
