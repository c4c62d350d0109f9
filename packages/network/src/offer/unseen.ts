import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { inJson, insertRows, rawStatement, type Db, type Statement } from "../db/index.ts";
import { mintId } from "../ids.ts";
import { DESTINATION_FIELDS, type DestinationField, type OfferStatus } from "../words.ts";
import { coversOf } from "./revoked.ts";
import { fieldsIn, hostsIn, valueIn, type Destinations } from "./destinations.ts";
import type { DestinationChangeRow, OfferRow } from "./queries.ts";

/** The operator reviews these as a whole, so no part of them waits by itself. */
const REVIEWED_AS_A_WHOLE: ReadonlySet<OfferStatus> = new Set(["draft", "submitted"]);

/**
 * The fields that an advertiser can't change at once, each with the hosts that the operator has not seen: neither among
 * what the offer serves now, nor among the advertiser's approved hosts. What an operator sets is seen.
 */
export async function findUnseen(
  { db, actor }: Context,
  offer: OfferRow,
  { served, wanted }: { served: Destinations; wanted: Destinations },
): Promise<Map<DestinationField, string[]>> {
  if (actor.role !== "advertiser" || REVIEWED_AS_A_WHOLE.has(offer.status)) return new Map();
  const fields = fieldsIn(wanted);
  const hosts = fields.flatMap((field) => hostsIn(wanted, field));
  if (hosts.length === 0) return new Map();
  const seen = await findApproved(db, offer.advertiser_id, hosts);
  for (const field of DESTINATION_FIELDS) for (const host of hostsIn(served, field)) seen.add(host);
  return new Map(
    fields.flatMap((field) => {
      const unseen = hostsIn(wanted, field).filter((host) => !isCovered(host, seen));
      return unseen.length === 0 ? [] : [[field, unseen] as const];
    }),
  );
}

const isCovered = (host: string, seen: ReadonlySet<string>) => coversOf(host).some((cover) => seen.has(cover));

/** The advertiser's approved hosts that cover some of these. */
async function findApproved({ query }: Db, advertiserId: string, hosts: readonly string[]): Promise<Set<string>> {
  const rows = await query
    .selectFrom("approved_host")
    .select("host")
    .where("advertiser_id", "=", advertiserId)
    .where("host", "in", inJson([...new Set(hosts.flatMap(coversOf))]))
    .execute();
  return new Set(rows.map(({ host }) => host));
}

/** The statement that an operator has seen the hosts of these destinations; none for other actors. */
export function approveHosts(ctx: Context, advertiserId: string, destinations: Destinations): Statement[] {
  const hosts = [...new Set(DESTINATION_FIELDS.flatMap((field) => hostsIn(destinations, field)))];
  if (ctx.actor.role !== "operator" || hosts.length === 0) return [];
  return [
    rawStatement(
      `INSERT INTO approved_host (advertiser_id, host, approved_at, approved_by)
       SELECT ?1, value, CAST(?2 AS INTEGER), ?3 FROM json_each(?4) WHERE true ON CONFLICT DO NOTHING`,
      [advertiserId, ctx.now(), actorName(ctx.actor), JSON.stringify(hosts)],
    ),
  ];
}

/** Closes the changes of these fields that wait or were refused, because another change replaces them. */
export const closeChanges = (ctx: Context, offerId: string, fields: readonly DestinationField[]): Statement[] =>
  fields.length === 0
    ? []
    : [
        rawStatement(
          `UPDATE destination_change
           SET closed_at = ?1, status = CASE status WHEN 'pending' THEN 'withdrawn' ELSE status END
           WHERE offer_id = ?2 AND closed_at IS NULL AND field IN (SELECT value FROM json_each(?3))`,
          [ctx.now(), offerId, JSON.stringify(fields)],
        ),
      ];

/** The rows of the fields that wait. */
export const insertChanges = (
  ctx: Context,
  offer: OfferRow,
  { wanted, unseen }: { wanted: Destinations; unseen: ReadonlyMap<DestinationField, readonly string[]> },
): Statement[] =>
  insertRows(
    "destination_change",
    ["id", "offer_id", "advertiser_id", "field", "value", "hosts", "status", "requested_by", "requested_at"],
    Array.from(unseen, ([field, hosts]) => ({
      ...{ id: mintId("dch", ctx.now()), offer_id: offer.id, advertiser_id: offer.advertiser_id, field },
      ...{ value: JSON.stringify(valueIn(wanted, field)), hosts: JSON.stringify(hosts), status: "pending" as const },
      ...{ requested_by: actorName(ctx.actor), requested_at: ctx.now() },
    })),
  );

/** Voids its batch if a change does not wait any more, because another request decided it: the id exists already. */
export const voidUnlessWaiting = (id: string): Statement =>
  rawStatement(
    `INSERT INTO destination_change (id, offer_id, advertiser_id, field, value, hosts, status, requested_by, requested_at)
     SELECT id, offer_id, advertiser_id, field, value, hosts, status, requested_by, requested_at
     FROM destination_change WHERE id = ? AND status <> 'pending'`,
    [id],
  );

/** The statements that a waiting change is approved, once. */
export const recordApproval = (
  ctx: Context,
  offer: OfferRow,
  { id, reason }: { id: string; reason: string | null },
): Statement[] => [
  voidUnlessWaiting(id),
  rawStatement(
    "UPDATE destination_change SET status = 'approved', reason = ?1, decided_at = ?2, closed_at = ?2 WHERE id = ?3",
    [reason, ctx.now(), id],
  ),
  ...audit(ctx, { event: "destination_change.approve", subject: id, account: offer.advertiser_id, reason }),
];

/** Those of an advertiser's `limit` oldest waiting changes whose hosts the operator has seen by now. */
export async function findSeen(
  { db }: Context,
  { advertiserId, limit }: { advertiserId: string; limit: number },
): Promise<DestinationChangeRow[]> {
  const rows = await db.query
    .selectFrom("destination_change")
    .selectAll()
    .where("advertiser_id", "=", advertiserId)
    .where("status", "=", "pending")
    .orderBy("id")
    .limit(limit)
    .execute();
  const hostsOf = (row: DestinationChangeRow) => JSON.parse(row.hosts) as string[]; // written by insertChanges
  const seen = await findApproved(db, advertiserId, rows.flatMap(hostsOf));
  return rows.filter((row) => hostsOf(row).every((host) => isCovered(host, seen)));
}
