import { snapshotKeys } from "@waymark/contract/snapshot";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { publishSelected, rawStatement, type Statement, type Tables } from "../db/index.ts";
import { NetworkError, notFound, type Fault } from "../errors.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";
import { readHost } from "../url.ts";
import { fieldsIn, textsIn, type Destinations } from "./destinations.ts";
import { findRevoked, revocationOf, type RevokedHost } from "./revoked.ts";

export type HostRow = Tables["approved_host"];

export const faultsOfRevoked = (destinations: Destinations, revoked: readonly RevokedHost[]): Fault[] =>
  fieldsIn(destinations).flatMap((field) =>
    textsIn(destinations, field).flatMap((text): Fault[] => {
      const found = revocationOf(text, field, revoked);
      if (found === undefined) return [];
      return [{ path: field, message: `the operator has revoked the host ${found.host}: ${found.reason}` }];
    }),
  );

/** Refuses destinations at hosts that the operator has revoked, also by an operator. Throws `invalid_input`. */
export async function refuseRevoked(
  { db }: Pick<Context, "db">,
  advertiserId: string,
  destinations: Destinations,
): Promise<void> {
  const fields = fieldsIn(destinations);
  if (fields.every((field) => textsIn(destinations, field).length === 0)) return;
  const revoked = (await findRevoked(db, [advertiserId])).get(advertiserId) ?? [];
  const errors = faultsOfRevoked(destinations, revoked);
  if (errors.length > 0)
    throw new NetworkError("invalid_input", "A host can't be used until the operator restores it", errors);
}

/** The hosts that the operator has seen of an advertiser, by name; `seen` is the last one seen. Throws `forbidden`. */
export async function listHosts(
  ctx: Context,
  advertiserId: string,
  { seen, limit }: { seen: string | undefined; limit: number },
): Promise<HostRow[]> {
  await requireAdvertiser(ctx, advertiserId);
  let rows = ctx.db.query
    .selectFrom("approved_host")
    .selectAll()
    .where("advertiser_id", "=", advertiserId)
    .orderBy("host")
    .limit(limit);
  if (seen !== undefined) rows = rows.where("host", ">", seen);
  return rows.execute();
}

/** Throws `forbidden`, and `not_found` for another's. */
async function requireAdvertiser(ctx: Context, advertiserId: string): Promise<void> {
  const actor = requireRole(ctx, ADVERTISER_OR_OPERATOR, "read the hosts of an advertiser", EVEN_IF_BLOCKED);
  if (actor.role === "advertiser" && actor.advertiserId !== advertiserId) throw notFound("advertiser");
  const row = await ctx.db.query
    .selectFrom("advertiser")
    .select("id")
    .where("id", "=", advertiserId)
    .executeTakeFirst();
  if (row === undefined) throw notFound("advertiser");
}

interface HostStep {
  advertiserId: string;
  host: string;
  reason: string;
}

/**
 * Revokes a host of an advertiser, seen before or not: from now on its offers serve nothing from it. Landings there get no
 * visitors; an offer without other landings sends them to the network's own page. Throws `forbidden`, `not_found`,
 * `invalid_input`.
 */
export async function revokeHost(ctx: Context, step: HostStep): Promise<HostRow> {
  requireRole(ctx, OPERATOR, "revoke hosts");
  await requireAdvertiser(ctx, step.advertiserId);
  const host = readHostOf(step.host);
  const known = await findHost(ctx, step.advertiserId, host);
  if (known !== undefined && known.revoked_at !== null) return known;
  await ctx.db.write([
    rawStatement(
      `INSERT INTO approved_host (advertiser_id, host, approved_at, approved_by, revoked_at, reason)
       VALUES (?1, ?2, CAST(?3 AS INTEGER), ?4, CAST(?3 AS INTEGER), ?5)
       ON CONFLICT DO UPDATE SET revoked_at = excluded.revoked_at, reason = excluded.reason`,
      [step.advertiserId, host, ctx.now(), actorName(ctx.actor), step.reason],
    ),
    ...recordStep(ctx, "host.revoke", { ...step, host }),
  ]);
  return getHost(ctx, step.advertiserId, host);
}

/**
 * Restores a revoked host: what the advertiser's offers name there is served again. One that is not revoked stays as it
 * is. Throws `forbidden`, `not_found`, `invalid_input`.
 */
export async function restoreHost(ctx: Context, step: HostStep): Promise<HostRow> {
  requireRole(ctx, OPERATOR, "restore hosts");
  await requireAdvertiser(ctx, step.advertiserId);
  const host = readHostOf(step.host);
  const known = await getHost(ctx, step.advertiserId, host);
  if (known.revoked_at === null) return known;
  await ctx.db.write([
    rawStatement("UPDATE approved_host SET revoked_at = NULL, reason = ? WHERE advertiser_id = ? AND host = ?", [
      ...[step.reason, step.advertiserId, host],
    ]),
    ...recordStep(ctx, "host.restore", { ...step, host }),
  ]);
  return getHost(ctx, step.advertiserId, host);
}

/** The audit's entry, and the publishing of all offers of the advertiser. */
const recordStep = (
  ctx: Context,
  event: "host.revoke" | "host.restore",
  { advertiserId, host, reason }: HostStep,
): Statement[] => [
  ...audit(ctx, { event, subject: advertiserId, account: advertiserId, after: { host }, reason }),
  publishSelected(
    {
      text: "SELECT ? || id AS key FROM offer WHERE advertiser_id = ?",
      parameters: [snapshotKeys.offer(""), advertiserId],
    },
    ctx.now(),
  ),
];

/** As hosts are compared. Throws `invalid_input`. */
function readHostOf(text: string): string {
  const reading = readHost(text);
  if (reading.kind === "host") return reading.host;
  throw new NetworkError("invalid_input", "This is not a host", [{ path: "host", message: reading.fault }]);
}

const findHost = ({ db: { query } }: Context, advertiserId: string, host: string): Promise<HostRow | undefined> =>
  query
    .selectFrom("approved_host")
    .selectAll()
    .where("advertiser_id", "=", advertiserId)
    .where("host", "=", host)
    .executeTakeFirst();

/** Throws `not_found`. */
async function getHost(ctx: Context, advertiserId: string, host: string): Promise<HostRow> {
  const row = await findHost(ctx, advertiserId, host);
  if (row === undefined) throw notFound("host of the advertiser");
  return row;
}
