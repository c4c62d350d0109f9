import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import {
  insertRows,
  rawStatement,
  requireRowLimit,
  retryOnConcurrentWrite,
  voidIf,
  withinRowLimit,
  type RowLimit,
  type Tables,
} from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { resealRows } from "../reseal.ts";
import type { Vault } from "../vault.ts";
import { networksOf, open, overlap, readListed, seal, textOf, type ListedText } from "./entry.ts";
import { findRows, getEntry, inForceAt, keysOf, type OwnTrafficEntry } from "./list.ts";

/** Entries and hashes of a day that there may be: those in force, and those that ended within a day. */
export const ENTRIES_MAX = 200;
export const NETWORKS_MAX = 4_096;

const TRIES = { triesMax: 3 };

/** An entry that ended counts for so long, so that those of one UTC day are never more than the limit together. */
const COUNTED_MS = DAY_MS;

export interface NewOwnTraffic extends ListedText {
  note: string | null;
  /** Unix ms; null: without an end. */
  until: number | null;
}

/**
 * Lists an address, a range or a parameter as traffic of the network itself, for clicks from now on. Operator only. Throws
 * `forbidden`, `invalid_input`, `addresses_unknown`, `limit_reached`.
 */
export async function addOwnTraffic(ctx: Context, { until, note, ...text }: NewOwnTraffic): Promise<OwnTrafficEntry> {
  requireRole(ctx, OPERATOR, "list own traffic");
  const listed = readListed(text);
  const keys = keysOf(ctx);
  if (listed.kind === "address" && keys.visitorSecret === "")
    throw new NetworkError(
      "addresses_unknown",
      "This control plane does not have the edge's VISITOR_SECRET, without which clicks can't be compared with an " +
        "address; set it, or list a parameter",
    );
  const [id, now, networks] = [newId(ctx, "own"), ctx.now(), networksOf(listed)];
  const row: Tables["own_traffic"] = {
    ...{ id, kind: listed.kind, parameter: text.parameter, networks, since: now, until },
    ...(await seal(keys, id, { value: textOf(listed), note })),
    ...{ added_by: actorName(ctx.actor), ended_by: null },
  };
  const limits = limitsAt(now, networks);
  const find = async () => ((await findRows(ctx, [id])).length === 0 ? undefined : getEntry(ctx, id));
  return createOnce(ctx, find, () =>
    retryOnConcurrentWrite(async () => {
      for (const limit of limits) await requireRowLimit(ctx.db, limit);
      await ctx.db.write([
        ...limits.map((limit) => withinRowLimit(ctx.db, limit)),
        ...insertRows("own_traffic", Object.keys(row) as (keyof typeof row)[], [row]), // its own columns
        ...audit(ctx, {
          ...{ event: "own_traffic.add", subject: id, account: "" },
          after: { kind: row.kind, parameter: row.parameter, networks },
        }),
      ]);
      return getEntry(ctx, id);
    }, TRIES),
  );
}

function limitsAt(now: number, networks: number): RowLimit[] {
  const counted = sql`FROM own_traffic WHERE until IS NULL OR until > ${now - COUNTED_MS}`;
  return [
    {
      count: sql<number>`(SELECT count(*) ${counted})`,
      max: ENTRIES_MAX,
      refusal: () =>
        new NetworkError(
          "limit_reached",
          `There are ${ENTRIES_MAX} entries, with those that ended within a day; end some, and try again in a day`,
        ),
    },
    {
      // Reached if not all of the new ones fit.
      count: sql<number>`(SELECT coalesce(sum(networks), 0) ${counted})`,
      max: NETWORKS_MAX - networks + 1,
      refusal: () =>
        new NetworkError(
          "limit_reached",
          `All entries together, with those that ended within a day, may have ${NETWORKS_MAX} addresses (of IPv6: /64s); ` +
            `this one has ${networks}. List a smaller range, or end other entries and try again in a day`,
        ),
    },
  ];
}

/**
 * Ends an entry: later clicks are not marked by it. What was marked stays so. Operator only. Throws `forbidden`,
 * `not_found`, `transition_refused`.
 */
export async function endOwnTraffic(ctx: Context, id: string): Promise<OwnTrafficEntry> {
  requireRole(ctx, OPERATOR, "end an entry of own traffic");
  const [now, actor] = [ctx.now(), actorName(ctx.actor)];
  const { isInForce } = await getEntry(ctx, id);
  if (!isInForce) throw new NetworkError("transition_refused", "The entry has ended already");
  await ctx.db.write([
    voidIf(ctx.db, sql<boolean>`NOT EXISTS (SELECT 1 FROM own_traffic WHERE id = ${id} AND ${inForceAt(now)})`),
    rawStatement("UPDATE own_traffic SET until = CAST(? AS INTEGER), ended_by = ? WHERE id = ?", [now, actor, id]),
    ...audit(ctx, { event: "own_traffic.end", subject: id, account: "" }),
  ]);
  return getEntry(ctx, id);
}

/**
 * The entries in force by which a click from this address, or with this value of a parameter, would be marked now. Operator
 * only. Throws `forbidden`, `invalid_input`.
 */
export async function tryOwnTraffic(ctx: Context, text: ListedText): Promise<string[]> {
  requireRole(ctx, OPERATOR, "try own traffic");
  const tried = readListed(text);
  const rows = await ctx.db.query
    .selectFrom("own_traffic")
    .selectAll()
    .where(sql<boolean>`${inForceAt(ctx.now())}`)
    .where("kind", "=", tried.kind)
    .orderBy("id")
    .execute();
  const found: string[] = [];
  for (const row of rows) {
    const { listed } = await open(keysOf(ctx), row);
    if (overlap(tried, listed)) found.push(row.id);
  }
  return found;
}

/** Seals entries again that another key than the current one sealed. Returns how many. */
export async function resealOwnTraffic(ctx: Context, vault: Vault): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "seal own traffic again");
  return resealRows(ctx, vault, { table: "own_traffic", owner: null });
}
