import type { Calibrated, Features } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import { inJson, type Db } from "../db/index.ts";

/** Approvals that are younger may still be taken back. */
const MATURE_MS = 14 * DAY_MS;
/** Conversions that one calibration looks at, newest first, and of one page. */
const LOOKED_AT_MAX = 40_000;
const PAGE = 2_000;

/**
 * The newest matured conversions: approved, their hold over, not taken back, and recorded 14 days ago or earlier. Those
 * that the check held and a person released are among them. Looks at no more than 40,000.
 */
export async function readSample({ query }: Db, now: number): Promise<Calibrated[]> {
  const sample: Calibrated[] = [];
  let before: string | undefined;
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += PAGE) {
    let rows = query
      .selectFrom("conversion")
      .select(["id", "offer_id", "webmaster_id"])
      .where("validation", "=", "approved")
      .where("check_state", "=", "clear")
      .where("hold_over", "=", 1)
      .where("setoff", "=", "none")
      .where("is_test", "=", 0)
      .where("recorded_at", "<=", now - MATURE_MS)
      .orderBy("id", "desc")
      .limit(PAGE);
    if (before !== undefined) rows = rows.where("id", "<", before);
    const page = await rows.execute();
    const features = await readFeatures(
      { query },
      page.map(({ id }) => id),
    );
    for (const { id, offer_id: offerId, webmaster_id: webmasterId } of page) {
      const { first, second } = features.get(id) ?? {};
      if (first !== undefined) sample.push({ offerId, webmasterId, first, second: second ?? null });
    }
    before = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
  return sample;
}

/** The stored features of these conversions. They do not depend on the rule set that they were first judged by. */
async function readFeatures({ query }: Pick<Db, "query">, ids: readonly string[]) {
  const rows = await query
    .selectFrom("conversion_check")
    .select(["conversion_id", "stage", "features"])
    .where("conversion_id", "in", inJson(ids))
    .execute();
  const found = new Map<string, { first?: Features; second?: Features }>();
  for (const { conversion_id, stage, features } of rows) {
    const one = found.get(conversion_id) ?? {};
    one[stage === 1 ? "first" : "second"] ??= JSON.parse(features) as Features; // written by the check
    found.set(conversion_id, one);
  }
  return found;
}
