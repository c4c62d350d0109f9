import type { SubName } from "@waymark/contract/sub-id";
import { sql } from "kysely";
import { actorIdOf, type Context, type OwnTrafficKeys } from "../context.ts";
import {
  equal,
  filteredList,
  inJson,
  readListPage,
  type Condition,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
} from "../db/index.ts";
import { notFound } from "../errors.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { OwnTrafficKind } from "../words.ts";
import { maskOf, open, textOf } from "./entry.ts";

/** An entry of own traffic. Times are Unix ms. */
export interface OwnTrafficEntry {
  id: string;
  kind: OwnTrafficKind;
  parameter: SubName | null;
  /** What is listed; null for members who may only read. */
  value: string | null;
  mask: string;
  note: string | null;
  networks: number;
  /** Clicks from this time on are marked. */
  since: number;
  /** Clicks before this time; null: without an end. */
  until: number | null;
  isInForce: boolean;
  addedById: string;
  /** Who ended it; null if it ended, or ends, as it was planned. */
  endedById: string | null;
}

export interface OwnTrafficFilter {
  kind?: OwnTrafficKind | undefined;
  isInForce?: boolean | undefined;
}

interface Conditions {
  kind?: OwnTrafficKind | undefined;
  inForce?: { is: boolean; at: number } | undefined;
}

/** In force at a time, as a condition on the table. */
export const inForceAt = (at: number): Condition => sql`(since <= ${at} AND (until IS NULL OR until > ${at}))`;

const LIST: ListRules<keyof Conditions> = {
  table: "own_traffic",
  idPrefix: "own",
  conditions: {
    kind: equal("kind"),
    inForce: ({ is, at }: { is: boolean; at: number }) => (is ? inForceAt(at) : sql`NOT ${inForceAt(at)}`),
  },
  orderedBy: ["id"],
  indexes: [],
  wholeIndex: null,
};

/** The newest first. Throws `forbidden`, `invalid_input`. */
export async function listOwnTraffic(
  ctx: Context,
  { isInForce, kind }: OwnTrafficFilter,
  request: ListRequest,
): Promise<ListPage<OwnTrafficEntry>> {
  requireRole(ctx, OPERATOR, "see what is listed as own traffic");
  const inForce = isInForce === undefined ? undefined : { is: isInForce, at: ctx.now() };
  const list = filteredList(LIST, { own: {}, asked: { kind, inForce }, range: [] });
  const { rows, next } = await readListPage<Tables["own_traffic"]>(ctx.db, list, request);
  return { rows: await Promise.all(rows.map((row) => entryOf(ctx, row))), next };
}

/** Throws `not_found`. */
export async function getEntry(ctx: Context, id: string): Promise<OwnTrafficEntry> {
  const [row] = await findRows(ctx, [id]);
  if (row === undefined) throw notFound("entry");
  return entryOf(ctx, row);
}

export const findRows = ({ db }: Context, ids: readonly string[]): Promise<Tables["own_traffic"][]> =>
  db.query.selectFrom("own_traffic").selectAll().where("id", "in", inJson(ids)).execute();

async function entryOf(ctx: Context, row: Tables["own_traffic"]): Promise<OwnTrafficEntry> {
  const { listed, note } = await open(keysOf(ctx), row);
  const now = ctx.now();
  return {
    ...{ id: row.id, kind: row.kind, parameter: row.parameter, mask: maskOf(listed), note, networks: row.networks },
    value: ctx.rights.has("write") ? textOf(listed) : null,
    ...{ since: row.since, until: row.until },
    isInForce: row.since <= now && (row.until === null || row.until > now),
    addedById: actorIdOf(row.added_by),
    endedById: row.ended_by === null ? null : actorIdOf(row.ended_by),
  };
}

/** Throws if there are none: an entry must not be passed over because of the way a verb was called. */
export function keysOf({ ownTrafficKeys }: Context): OwnTrafficKeys {
  if (ownTrafficKeys === undefined) throw new Error("own traffic is listed, but this context has no keys for it");
  return ownTrafficKeys();
}
