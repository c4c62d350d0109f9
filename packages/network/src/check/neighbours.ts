import { readSelectedRules, rulesInForce, type RulesInForce } from "./in-force.ts";
import { rawStatement, type CheckAnswer, type ConversionRow, type Db } from "../db/index.ts";

/** What a conversion is looked up by among others. */
export interface Lookup {
  id: string;
  /** UTC day of the click, since 1970. */
  day: number;
  offerId: string;
  webmasterId: string;
  /** Empty: not known. */
  address: string;
  agent: string;
}

/** What is stored of a conversion's surroundings. */
export interface Neighbours {
  /** Earlier conversions of the offer by the same address and agent on the click's day. */
  sameVisitor: number;
  /** The same by any agent. */
  sameAddress: number;
  /** Its webmaster was signed in from that address on that day. */
  isOwnAddress: boolean;
}

/** How many conversions of a party were checked of late, and how many of them the check holds. */
export interface Share {
  checked: number;
  held: number;
}

export interface WebmasterShare extends Share {
  /** The operator's latest answer; null: never asked. */
  answer: CheckAnswer | null;
}

/** By the ids of webmasters and offers. */
export interface Shares {
  webmasters: Map<string, WebmasterShare>;
  offers: Map<string, Share>;
}

/** The surroundings of the conversions of a batch, and the rules that judge them. */
export interface Surroundings extends Shares {
  force: RulesInForce;
  /** By the conversion's id. */
  neighbours: ReadonlyMap<string, Neighbours>;
}

/** Judgments that a share counts at most, newest first. */
const COUNTED_MAX = 20_000;

const shareOf = (column: string, id: string, since: string) =>
  `(SELECT json_object('checked', ifnull(sum(stage = 1), 0), 'held', ifnull(sum(verdict = 'hold'), 0)) FROM (
     SELECT stage, verdict FROM conversion_check WHERE ${column} = ${id} AND checked_at > ${since}
     ORDER BY checked_at DESC LIMIT ${COUNTED_MAX}))`;

/**
 * Reads the surroundings of these conversions in one statement. Shares are of the judgments since `since` (Unix ms), of a
 * webmaster also since the operator's last release.
 */
export async function readSurroundings(db: Db, lookups: readonly Lookup[], since: number): Promise<Surroundings> {
  const items = lookups.map(({ id, day, offerId, webmasterId, address, agent }) => [
    ...[id, day, offerId, webmasterId, address, agent],
  ]);
  const rows = (await db.values(rawStatement(SURROUNDINGS, [JSON.stringify(items), since]))) as SurroundingRow[];
  const neighbours = new Map<string, Neighbours>();
  let force: string | undefined;
  for (const [kind, id, json] of rows) {
    if (kind === "rules") force = json;
    if (kind !== "conversion") continue;
    const { own, ...counts } = JSON.parse(json) as Omit<Neighbours, "isOwnAddress"> & { own: number }; // as below
    neighbours.set(id, { ...counts, isOwnAddress: own === 1 });
  }
  return { ...sharesIn(rows), neighbours, force: readSelectedRules(force) };
}

type SurroundingRow = [kind: "conversion" | "webmaster" | "offer" | "rules", id: string, json: string];

function sharesIn(rows: readonly SurroundingRow[]): Shares {
  const shares: Shares = { webmasters: new Map(), offers: new Map() };
  for (const [kind, id, json] of rows) {
    if (kind === "webmaster") shares.webmasters.set(id, JSON.parse(json) as WebmasterShare);
    if (kind === "offer") shares.offers.set(id, JSON.parse(json) as Share);
  }
  return shares;
}

/** The shares of the webmasters and offers of these conversions. */
export async function readShares(
  db: Db,
  rows: readonly Pick<ConversionRow, "webmaster_id" | "offer_id">[],
  since: number,
): Promise<Shares> {
  const lookups = rows.map(({ webmaster_id, offer_id }) => ["", 0, offer_id, webmaster_id, "", ""]);
  return sharesIn((await db.values(rawStatement(SHARES, [JSON.stringify(lookups), since]))) as SurroundingRow[]);
}

const SAME_ADDRESS = `SELECT count(*) FROM conversion_evidence e
  WHERE e.day = item.day AND e.offer_id = item.offer AND e.address = item.address AND e.address <> '' AND e.conversion_id <> item.id`;

const ITEMS = `WITH item AS MATERIALIZED (
    SELECT value ->> 0 AS id, value ->> 1 AS day, value ->> 2 AS offer, value ->> 3 AS webmaster, value ->> 4 AS address,
      value ->> 5 AS agent FROM json_each(?1)),
  party AS MATERIALIZED (SELECT DISTINCT webmaster,
      (SELECT json_array(answer, answered_at) FROM check_answer WHERE webmaster_id = webmaster
       ORDER BY answered_at DESC LIMIT 1) AS latest FROM item)`;

const OF_PARTIES = `SELECT 'webmaster', webmaster, json_set(
    ${shareOf("webmaster_id", "webmaster", "max(?2, iif(latest ->> 0 = 'release', latest ->> 1, 0))")},
    '$.answer', latest ->> 0) FROM party
  UNION ALL SELECT 'offer', offer, ${shareOf("offer_id", "offer", "?2")} FROM (SELECT DISTINCT offer FROM item)`;

const SHARES = `${ITEMS} ${OF_PARTIES}`;

const SURROUNDINGS = `${ITEMS} ${OF_PARTIES}
  UNION ALL SELECT 'rules', '', (${rulesInForce("SELECT offer FROM item")}) WHERE EXISTS (SELECT 1 FROM rule_set WHERE status = 'active')
  UNION ALL SELECT 'conversion', id, json_object('sameVisitor', (${SAME_ADDRESS} AND e.agent = item.agent),
    'sameAddress', (${SAME_ADDRESS}), 'own', EXISTS (SELECT 1 FROM sign_in_address s
      WHERE s.webmaster_id = item.webmaster AND s.day = item.day AND s.address = item.address)) FROM item`;
