import { sql, type SqlBool } from "kysely";
import {
  inJson,
  insertRows,
  jsonChunks,
  rawStatement,
  valuesIn,
  type ConversionRow,
  type Db,
  type Statement,
} from "../db/index.ts";
import { postTransfers } from "../ledger/index.ts";
import { appealEndsOf, type AppealEnd } from "./appeal-ends.ts";
import type { Change, Completion } from "./change.ts";
import { dropLines } from "./payment-lines.ts";
import { CLICK_FACTS, COLUMNS, readConversions, readStored, REASON_COLUMNS, type StoredConversion } from "./stored.ts";

/** The columns that a change may touch. All others stay as recorded. */
const CHANGING = [
  "amount_minor",
  "revenue_minor",
  "commission_minor",
  "validation",
  "check_state",
  "payment",
  "setoff",
  "hold_over",
  "available_at",
  "answered_at",
  "amount_at",
  "flag",
  "changed_at",
  "decided_at",
  "check_due",
  "claimable",
  "version",
  ...REASON_COLUMNS,
] as const satisfies readonly (keyof ConversionRow)[];

const LEARNING = [...CHANGING, "click_facts", "facts_at", ...CLICK_FACTS] as const;

const COMPLETING = [
  ...CHANGING,
  ...(["channel", "identity", "once", "order_id", "occurred_at", "hold_days", "approves_at"] as const),
] as const satisfies readonly (keyof Completion | (typeof CHANGING)[number])[];

const HISTORY_COLUMNS = [
  "conversion_id",
  "version",
  "event",
  "actor",
  "reason",
  "reason_code",
  "source",
  "flag",
  "changed_at",
  "validation",
  "check_state",
  "payment",
  "setoff",
  "hold_over",
  "click_facts",
  "revenue_minor",
  "commission_minor",
] as const;

/**
 * All statements of these changes: rows, histories, transfers, balances. Written by set, so that a thousand changes
 * take a few statements. Histories are unique by conversion and version: a concurrent writer voids the whole batch.
 */
export function writeChanges(changes: readonly Change[]): Statement[] {
  const last = new Map<string, ConversionRow>();
  const [fresh, learning, completing] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const histories = changes.map(({ history }) => history);
  for (const [i, { row }] of changes.entries()) {
    const event = histories[i]?.event;
    if (row.version === 1) fresh.add(row.id);
    if (event === "click_known" || event === "click_missing") learning.add(row.id);
    if (event === "complete") completing.add(row.id);
    last.set(row.id, row);
  }
  const rows = [...last.values()];
  const reversed = rows.filter(({ payment, claimable }) => payment === "on_payment" && claimable === -1);
  const changed = rows.filter(({ id }) => !fresh.has(id));
  return [
    ...insertRows("conversion_change", HISTORY_COLUMNS, histories),
    ...insertRows(
      "conversion",
      COLUMNS,
      rows.filter(({ id }) => fresh.has(id)),
    ),
    ...updateConversions(
      changed.filter(({ id }) => !learning.has(id) && !completing.has(id)),
      CHANGING,
    ),
    ...updateConversions(
      changed.filter(({ id }) => learning.has(id)),
      LEARNING,
    ),
    ...updateConversions(
      changed.filter(({ id }) => completing.has(id)),
      COMPLETING,
    ),
    ...postTransfers(changes.flatMap(({ transfers }) => transfers)),
    ...dropReversed(reversed),
    ...endAppeals(appealEndsOf(histories, (i) => changes[i]?.row)),
  ];
}

/** Ends the open appeals of these conversions, if they have one. The index is named, or SQLite tries every open appeal. */
const endAppeals = (ends: readonly AppealEnd[]): Statement[] =>
  jsonChunks(
    ends.map((end) => [...[end.conversionId, end.status, end.at, end.by, end.version, end.reasonCode, end.reason]]),
  ).map((json) =>
    rawStatement(
      `UPDATE appeal INDEXED BY appeal_is_open_once SET status = ended.value ->> 1,
         ended_at = ended.value ->> 2, ended_by = ended.value ->> 3, ended_version = ended.value ->> 4,
         answer_code = ended.value ->> 5, answer_reason = ended.value ->> 6
       FROM json_each(?) ended WHERE appeal.conversion_id = ended.value ->> 0 AND appeal.status = 'open'`,
      [json],
    ),
  );

/** A reversal before the payout is sent takes the commission out of it. */
const dropReversed = (rows: readonly ConversionRow[]): Statement[] =>
  rows.length === 0
    ? []
    : dropLines(
        rows.map(({ id }) => id),
        Math.max(...rows.map(({ changed_at }) => changed_at)),
      );

/** Gives conversions the identities of their rows. Write what frees an identity before what takes it over. */
export const setIdentities = (rows: readonly ConversionRow[]): Statement[] =>
  jsonChunks(rows.map(({ id, identity }) => [id, identity])).map((json) =>
    rawStatement(
      `UPDATE conversion SET identity = named.value ->> 1 FROM json_each(?) named
       WHERE conversion.id = named.value ->> 0`,
      [json],
    ),
  );

function updateConversions(rows: readonly ConversionRow[], columns: readonly (keyof ConversionRow)[]): Statement[] {
  const sets = columns.map((column, i) => `${column} = changed.value ->> ${i + 1}`).join(", ");
  const text = `UPDATE conversion SET ${sets} FROM json_each(?) changed WHERE conversion.id = changed.value ->> 0`;
  return jsonChunks(rows.map((row) => [row.id, ...columns.map((column) => row[column])])).map((json) =>
    rawStatement(text, [json]),
  );
}

/**
 * The conversions that have one of these identities, or block one as a once-per-click conversion. A thousand orders that
 * may be of any of fifty goals have more identities than one query can hold.
 */
export const findByIdentity = async (db: Db, identities: readonly string[]): Promise<StoredConversion[]> => {
  const once = identities.filter((identity) => identity.includes("once/"));
  const find = (column: "identity" | "once", names: readonly string[]) =>
    jsonChunks(names).map((json) => readStored(db, sql<SqlBool>`${sql.ref(column)} IN ${valuesIn(json)}`));
  return (await Promise.all([...find("identity", identities), ...find("once", once)])).flat();
};

export const findById = (db: Db, ids: readonly string[]): Promise<ConversionRow[]> =>
  readConversions(db, sql<SqlBool>`id IN ${inJson(ids)}`);

/** The conversions of these clicks. */
export const findOfClicks = (db: Db, clickIds: readonly string[]): Promise<StoredConversion[]> =>
  readStored(db, sql<SqlBool>`click_id IN ${inJson(clickIds)}`);

/** By goal: its code, and the name of its offer. */
export type Titles = ReadonlyMap<string, { goal: string; offerName: string }>;

/** What people call the offers and goals of these conversions. */
export async function findTitles({ query }: Db, rows: readonly { goal_id: string }[]): Promise<Titles> {
  if (rows.length === 0) return new Map();
  const found = await query
    .selectFrom("goal")
    .innerJoin("offer", "offer.id", "goal.offer_id")
    .select(["goal.id", "goal.code", "offer.name"])
    .where("goal.id", "in", inJson([...new Set(rows.map(({ goal_id }) => goal_id))]))
    .execute();
  return new Map(found.map(({ id, code, name }) => [id, { goal: code, offerName: name }]));
}
