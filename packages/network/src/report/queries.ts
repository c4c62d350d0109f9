import { sql } from "kysely";
import { inJson, type Db } from "../db/index.ts";
import { HOLD_LIMITS, type HoldLimit } from "../source-limit/index.ts";

/** The link of a report's click. */
export interface ReportedLink {
  number: number;
  id: string;
  offer_id: string;
  advertiser_id: string;
  webmaster_id: string;
  webmaster_status: "active" | "blocked";
  webmaster_hold_days: number;
  /** Longer holds that limit or limited it or its webmaster. */
  hold_limits: readonly HoldLimit[];
  /** Past and present blocks of the webmaster, Unix ms; `until` is null for one that has not ended. */
  blocks: readonly { since: number; until: number | null }[];
}

/** The links with these numbers, with their webmasters' blocks, in one read. */
export async function findLinks({ query }: Db, numbers: readonly number[]): Promise<Map<number, ReportedLink>> {
  const links = await query
    .selectFrom("link")
    .innerJoin("webmaster", "webmaster.id", "link.webmaster_id")
    .innerJoin("offer", "offer.id", "link.offer_id")
    .select([
      ...(["link.number", "link.id", "link.offer_id", "offer.advertiser_id", "link.webmaster_id"] as const),
      "webmaster.status as webmaster_status",
      "webmaster.hold_days as webmaster_hold_days",
      sql<string>`(SELECT json_group_array(json_object('since', since, 'until', until)) FROM stop
        WHERE subject = 'webmaster:' || webmaster.id AND reason = 'webmaster_blocked')`.as("blocks"),
      HOLD_LIMITS.as("hold_limits"),
    ])
    .where("link.number", "in", inJson(numbers))
    .execute();
  return new Map(
    links.map((link) => [
      link.number,
      {
        ...link,
        blocks: JSON.parse(link.blocks) as ReportedLink["blocks"], // as above
        hold_limits: JSON.parse(link.hold_limits) as HoldLimit[], // the same
      },
    ]),
  );
}
