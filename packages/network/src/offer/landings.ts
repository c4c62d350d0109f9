import { insertRows, rawStatement, type Statement } from "../db/index.ts";
import { NetworkError, type Fault } from "../errors.ts";
import { mintId } from "../ids.ts";
import type { LandingRow } from "./queries.ts";

/** A landing in its wanted form: an existing one by its id, or by its URL if it has no id, or else a new one. */
export interface LandingChange {
  id?: string | undefined;
  url: string;
  weight: number;
}

/** The changes of an offer's landings. Links and clicks refer to landings, so those that stay keep their ids. */
export interface LandingPlan {
  kept: { id: string; url: string; weight: number }[];
  added: { url: string; weight: number }[];
  /** Ids. */
  removed: string[];
}

/** Plans which landings are kept, added and removed. Throws `invalid_input` if an id is unknown or appears twice. */
export function planLandings(known: readonly LandingRow[], given: readonly LandingChange[]): LandingPlan {
  const faults: Fault[] = [];
  const left = new Map(known.map((row) => [row.id, row]));
  for (const [i, { id }] of given.entries())
    if (id !== undefined && !left.delete(id))
      faults.push({ path: `landings[${i}].id`, message: "the offer has no such landing, or its id appears twice" });
  if (faults.length > 0) throw new NetworkError("invalid_input", "Some landings do not belong to the offer", faults);
  const plan: LandingPlan = { kept: [], added: [], removed: [] };
  for (const { id: named, url, weight } of given) {
    const id = named ?? [...left.values()].find((row) => row.url === url)?.id;
    if (id === undefined) plan.added.push({ url, weight });
    else plan.kept.push({ id, url, weight });
    if (id !== undefined) left.delete(id);
  }
  plan.removed = [...left.keys()];
  return plan;
}

/**
 * The statements of a plan. Links to a removed landing get the offer's choice; the edge does the same at once, because
 * it finds no such landing (packages/contract/decision.ts). Ids are never reused.
 */
export const changeLandings = (offerId: string, { kept, added, removed }: LandingPlan, now: number): Statement[] => [
  ...(removed.length === 0
    ? []
    : [
        rawStatement(
          "UPDATE link SET landing_id = NULL WHERE offer_id = ? AND landing_id IN (SELECT value FROM json_each(?))",
          [offerId, JSON.stringify(removed)],
        ),
        rawStatement("DELETE FROM landing WHERE offer_id = ? AND id IN (SELECT value FROM json_each(?))", [
          offerId,
          JSON.stringify(removed),
        ]),
      ]),
  rawStatement(
    `UPDATE landing SET url = given.value ->> 'url', weight = CAST(given.value ->> 'weight' AS INTEGER)
     FROM json_each(?2) AS given WHERE landing.offer_id = ?1 AND landing.id = given.value ->> 'id'`,
    [offerId, JSON.stringify(kept)],
  ),
  ...insertRows(
    "landing",
    ["id", "offer_id", "url", "weight"],
    added.map((landing) => ({ id: mintId("lnd", now), offer_id: offerId, ...landing })),
  ),
];
