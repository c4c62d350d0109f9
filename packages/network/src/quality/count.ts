import { noShares, type Shares } from "@waymark/check";
import { SUB_NAMES, type SubName } from "@waymark/contract/sub-id";
import type { Context } from "../context.ts";
import { rawStatement, type Db } from "../db/index.ts";
import { MARKS } from "../check/index.ts";
import { COUNTED } from "../conversion/index.ts";
import { GROUPS_MAX, readVisitors } from "../traffic-check/index.ts";
import type { Window } from "./window.ts";

/** Links of an offer that are scored: those with most conversions. */
const LINKS_MAX = 10_000;
/** Sub-id values of a link that are scored, and the conversions that each needs. */
const SUBS_MAX = 20;
const SUB_MIN = 20;

/** What was counted of a sub-id's value. */
export interface CountedSub {
  name: SubName;
  value: string;
  shares: Shares;
}

/** What was counted of a link. */
export interface CountedLink {
  linkId: string;
  webmasterId: string;
  shares: Shares;
  /** Those with most conversions first. */
  subs: CountedSub[];
  /** Values that are not among them. */
  subsLeft: number;
}

/** Counts the links of an offer in a window. `leftOut`: conversions of the links beyond the bound. */
export async function countOffer(
  ctx: Context,
  offerId: string,
  window: Window,
): Promise<{ links: CountedLink[]; leftOut: number }> {
  const rows = await readConversions(ctx.db, offerId, window);
  const subs = rows.filter(({ name }) => name !== "").slice(0, GROUPS_MAX);
  const clicks = await readVisitors(ctx, {
    ...{ offerId, from: window.from, to: window.to },
    groups: subs.map(({ linkId, webmasterId, name, value }) => ({
      linkId,
      webmasterId,
      subName: name,
      subValue: value,
    })),
  });
  const clicksOf = new Map(clicks.map((one) => [keyOf(one.linkId, one.subName, one.subValue), one]));
  const withClicks = ({ linkId, name, value, shares }: Row): Shares => {
    const { clicks: of = 0, wasted: found = 0 } = clicksOf.get(keyOf(linkId, name, value)) ?? {};
    return { ...shares, clicks: { found, of } };
  };
  const subsOf = Map.groupBy(subs, ({ linkId }) => linkId);
  const links = rows.flatMap((row): CountedLink[] => {
    if (row.name !== "") return [];
    const own = (subsOf.get(row.linkId) ?? []).flatMap((sub) =>
      sub.name === "" ? [] : [{ name: sub.name, value: sub.value, shares: withClicks(sub) }],
    );
    return [
      {
        ...{ linkId: row.linkId, webmasterId: row.webmasterId, shares: withClicks(row) },
        ...{ subs: own, subsLeft: row.values - own.length },
      },
    ];
  });
  const counted = links.reduce((sum, { shares }) => sum + shares.stopped.of, 0);
  return { links, leftOut: (rows[0]?.total ?? 0) - counted };
}

const keyOf = (linkId: string, name: string, value: string) => `${linkId}\n${name}\n${value}`;

/** A link, or with a name one value of a sub-id. */
interface Row {
  linkId: string;
  webmasterId: string;
  name: SubName | "";
  value: string;
  shares: Shares;
  /** Values of the link's sub-ids. */
  values: number;
  /** Conversions of all links of the offer. */
  total: number;
}

/**
 * What became of the conversions that the check has judged, by link and sub-id value: the links first, those with most
 * conversions first. A conversion is stopped while the check's hold or a refusal after it is in force: what a person has
 * released is not. What the check only noted does not count, because the webmaster can't appeal against it. Trials and the
 * network's own traffic count nowhere.
 */
async function readConversions(db: Db, offerId: string, { from, decisionsFrom, to }: Window): Promise<Row[]> {
  const valueOf = `CASE n.value ${SUB_NAMES.map((name) => `WHEN '${name}' THEN ${name}`).join(" ")} ELSE '' END`;
  const text = `WITH judged AS MATERIALIZED (
      SELECT e.link_id, e.webmaster_id, e.recorded_at >= ?2 AS is_recent, (e.marks & ${MARKS.hosting}) <> 0 AS is_server,
        c.validation, ${SUB_NAMES.map((name) => `c.${name}`).join(", ")},
        c.check_state <> 'clear' AND EXISTS (SELECT 1 FROM conversion_check k
          WHERE k.conversion_id = c.id AND k.verdict IN ('hold', 'wait')) AS is_stopped
      FROM conversion_evidence e CROSS JOIN conversion c ON c.id = e.conversion_id
      WHERE e.offer_id = ?1 AND e.recorded_at >= ?3 AND e.recorded_at < ?4 AND ${COUNTED.compile(db.query).sql}),
    part AS (
      SELECT link_id, webmaster_id, n.value AS name, ${valueOf} AS value, sum(is_recent) AS conversions,
        sum(is_recent AND is_stopped) AS stopped, sum(is_recent AND is_server) AS servers,
        sum(validation <> 'pending') AS decided, sum(validation = 'rejected') AS rejected,
        sum(validation IN ('approved', 'reversed')) AS approved, sum(validation = 'reversed') AS reversed
      FROM judged CROSS JOIN json_each(?5) n WHERE n.value = '' OR ${valueOf} <> '' GROUP BY 1, 2, 3, 4
      HAVING conversions > 0),
    placed AS (
      SELECT *, row_number() OVER (PARTITION BY link_id, name = '' ORDER BY conversions DESC, name, value) AS place,
        sum(name <> '') OVER (PARTITION BY link_id) AS subs,
        sum(iif(name = '', conversions, 0)) OVER () AS total
      FROM part)
    SELECT link_id, webmaster_id, name, value, conversions, stopped, servers, decided, rejected, approved, reversed, subs, total
    FROM placed WHERE name = '' OR (place <= ${SUBS_MAX} AND conversions >= ${SUB_MIN})
    ORDER BY name = '' DESC, conversions DESC, link_id, name, value LIMIT ${LINKS_MAX + GROUPS_MAX}`;
  const found = await db.values(
    rawStatement(text, [offerId, from, decisionsFrom, to, JSON.stringify(["", ...SUB_NAMES])]),
  );
  const rows = (found as Values[]).map(
    ([
      linkId,
      webmasterId,
      name,
      value,
      of,
      stopped,
      servers,
      decided,
      rejected,
      approved,
      reversed,
      values,
      total,
    ]) => ({
      ...{ linkId, webmasterId, name, value, values, total },
      shares: {
        ...noShares(),
        ...{ stopped: { found: stopped, of }, servers: { found: servers, of } },
        ...{ rejected: { found: rejected, of: decided }, reversed: { found: reversed, of: approved } },
      },
    }),
  );
  const links = new Set(rows.flatMap(({ linkId, name }) => (name === "" ? [linkId] : [])).slice(0, LINKS_MAX));
  return rows.filter(({ linkId }) => links.has(linkId));
}

type Values = [
  ...[linkId: string, webmasterId: string, name: SubName | "", value: string, conversions: number],
  ...[stopped: number, servers: number, decided: number, rejected: number, approved: number, reversed: number],
  ...[values: number, total: number],
];
