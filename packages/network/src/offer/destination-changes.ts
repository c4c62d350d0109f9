import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { rawStatement, writeIfFirst } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import type { DestinationChangeStatus } from "../words.ts";
import { writeOffer } from "./change.ts";
import { changeTo, textsIn, withValue } from "./destinations.ts";
import type { DestinationChangeRow } from "./queries.ts";
import { findSeen, voidUnlessWaiting } from "./unseen.ts";

/** Scopes changes: an advertiser sees its own. Webmasters see none. */
function ownChanges(ctx: Context) {
  const actor = requireRole(ctx, ADVERTISER_OR_OPERATOR, "read changes of destinations", EVEN_IF_BLOCKED);
  const rows = ctx.db.query.selectFrom("destination_change").selectAll();
  return actor.role === "advertiser" ? rows.where("advertiser_id", "=", actor.advertiserId) : rows;
}

interface DestinationChangeFilter {
  offerId?: string | undefined;
  advertiserId?: string | undefined;
  status?: DestinationChangeStatus | undefined;
}

/** Newest first; `before` is the id of the last one seen. Throws `forbidden`. */
export async function listDestinationChanges(
  ctx: Context,
  { before, limit, ...filter }: DestinationChangeFilter & { before?: string | undefined; limit: number },
): Promise<DestinationChangeRow[]> {
  let rows = ownChanges(ctx).orderBy("id", "desc").limit(limit);
  if (before !== undefined) rows = rows.where("id", "<", before);
  if (filter.offerId !== undefined) rows = rows.where("offer_id", "=", filter.offerId);
  if (filter.advertiserId !== undefined) rows = rows.where("advertiser_id", "=", filter.advertiserId);
  if (filter.status !== undefined) rows = rows.where("status", "=", filter.status);
  return rows.execute();
}

/** Throws `not_found`, `forbidden`. */
export async function getDestinationChange(ctx: Context, id: string): Promise<DestinationChangeRow> {
  const row = await ownChanges(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("change of destinations");
  return row;
}

/** The URLs or hosts that a change wants. */
export const wantedIn = ({ field, value }: DestinationChangeRow): string[] =>
  textsIn(withValue(field, JSON.parse(value)), field); // written by insertChanges

/** The advertiser's oldest waiting changes that are looked at when one is approved; the others wait for their own decision. */
const ALSO_APPROVED_MAX = 20;

/**
 * Approves a change that waits: its destinations are served, and its hosts count as seen for this advertiser. Other
 * changes that wait only for such hosts are approved too. Throws `not_found`, `forbidden`, `transition_refused`, and
 * what `changeOffer` throws if the offer has changed so that the destinations no longer fit.
 */
export async function approveDestinationChange(
  ctx: Context,
  id: string,
  reason: string | null,
): Promise<DestinationChangeRow> {
  requireRole(ctx, OPERATOR, "approve destinations");
  const known = await getDestinationChange(ctx, id);
  await approve(ctx, known, reason);
  const others = await findSeen(ctx, { advertiserId: known.advertiser_id, limit: ALSO_APPROVED_MAX });
  for (const other of others) await approveIfPossible(ctx, other, reason);
  return getDestinationChange(ctx, id);
}

const approve = (ctx: Context, { id, offer_id }: DestinationChangeRow, reason: string | null) =>
  writeOffer(ctx, offer_id, {}, async () => {
    const { field, value, status } = await getDestinationChange(ctx, id);
    if (status !== "pending") throw decided(status);
    return { ...changeTo(field, withValue(field, JSON.parse(value))), approves: { id, reason } };
  });

/** A change that no longer fits its offer keeps waiting for a decision of its own. */
async function approveIfPossible(ctx: Context, change: DestinationChangeRow, reason: string | null) {
  try {
    await approve(ctx, change, reason);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
  }
}

const decided = (status: DestinationChangeStatus) =>
  new NetworkError("transition_refused", `This change is already ${status}`);

/** Refuses a change that waits, with a reason. Throws `not_found`, `forbidden`, `transition_refused`. */
export async function refuseDestinationChange(ctx: Context, id: string, reason: string): Promise<DestinationChangeRow> {
  requireRole(ctx, OPERATOR, "refuse destinations");
  const known = await getDestinationChange(ctx, id);
  const isWritten = await writeIfFirst(ctx.db, [
    voidUnlessWaiting(id),
    rawStatement("UPDATE destination_change SET status = 'refused', reason = ?, decided_at = ? WHERE id = ?", [
      ...[reason, ctx.now(), id],
    ]),
    ...audit(ctx, { event: "destination_change.refuse", subject: id, account: known.advertiser_id, reason }),
  ]);
  const row = await getDestinationChange(ctx, id);
  if (!isWritten) throw decided(row.status);
  return row;
}
