import { DEFAULT_RULE_SET, type Cuts, type RuleSet } from "@waymark/check";
import { sql, type SqlBool } from "kysely";
import { inJson, type Db } from "../db/index.ts";

/** The rules by which a conversion is judged. */
export interface RulesInForce {
  /** 0: the default rules, while no version is active. */
  version: number;
  rules: RuleSet;
  /** Null: the rules only record. */
  cuts: Cuts | null;
}

const BEFORE_THE_FIRST: RulesInForce = { version: 0, rules: DEFAULT_RULE_SET, cuts: null };

/** The rules in force for conversions of these offers. */
export const readRulesInForce = async (db: Db, offerIds: readonly string[]): Promise<RulesInForce> =>
  (await readRules(db, { active: true }, offerIds)) ?? BEFORE_THE_FIRST;

/** The rules in force as one JSON, with the cuts of offers that a SELECT names: for a statement that reads more. */
export const rulesInForce = (offers: string): string =>
  `SELECT json_array(s.version, s.rules, s.cuts, (SELECT json_group_object(offer_id, json(cuts)) FROM rule_set_offer
     WHERE version = s.version AND offer_id IN (${offers}))) FROM rule_set s WHERE s.status = 'active'`;

/** Reads what `rulesInForce` selects; undefined: no version is in force. */
export function readSelectedRules(json: string | undefined): RulesInForce {
  if (json === undefined) return BEFORE_THE_FIRST;
  const [version, rules, cuts, offers] = JSON.parse(json) as [number, string, string | null, Cuts["norms"]["offers"]]; // as it selects
  return { version, rules: JSON.parse(rules) as RuleSet, cuts: cuts === null ? null : joined(cuts, offers) }; // written by createRuleSet
}

/** A version's rules, with the cuts of these offers; all of them if none are named. */
export async function readRules(
  { query }: Pick<Db, "query">,
  which: { active: true } | { version: number },
  offerIds?: readonly string[],
): Promise<RulesInForce | undefined> {
  const chosen = "active" in which ? sql<SqlBool>`s.status = 'active'` : sql<SqlBool>`s.version = ${which.version}`;
  const named = offerIds === undefined ? sql`` : sql` AND offer_id IN ${inJson(offerIds)}`;
  const row = await query
    .selectFrom("rule_set as s")
    .select([
      ...(["s.version", "s.rules", "s.cuts"] as const),
      sql<string>`(SELECT json_group_object(offer_id, json(cuts)) FROM rule_set_offer
        WHERE version = s.version${named})`.as("offers"),
    ])
    .where(chosen)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { version, rules, cuts, offers } = row;
  return {
    version,
    rules: JSON.parse(rules) as RuleSet,
    cuts: cuts === null ? null : joined(cuts, JSON.parse(offers) as Cuts["norms"]["offers"]),
  }; // written by createRuleSet
}

/** Cuts as they are stored: without the offers', and each offer's. A batch reads those of its own offers. */
export const splitCuts = ({ norms: { offers, ...norms }, ...cuts }: Cuts) => ({
  cuts: JSON.stringify({ ...cuts, norms }),
  offers: Object.entries(offers).map(([offerId, own]) => ({ offerId, cuts: JSON.stringify(own) })),
});

/** Undoes `splitCuts`. */
function joined(text: string, offers: Cuts["norms"]["offers"]): Cuts {
  const cuts = JSON.parse(text) as Omit<Cuts, "norms"> & { norms: Omit<Cuts["norms"], "offers"> };
  return { ...cuts, norms: { ...cuts.norms, offers } };
}
