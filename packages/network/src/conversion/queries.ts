import {
  inJson,
  insertRows,
  jsonChunks,
  rawStatement,
  type ConversionRow,
  type Db,
  type Statement,
} from "../db/index.ts";
import { postTransfers } from "../ledger/index.ts";
import type { Change } from "./change.ts";

const COLUMNS = [
  "id",
  "identity",
  "offer_id",
  "goal_id",
  "link_id",
  "webmaster_id",
  "advertiser_id",
  "click_id",
  "order_id",
  "clicked_at",
  "occurred_at",
  "recorded_at",
  "currency",
  "amount_minor",
  "revenue_minor",
  "commission_minor",
  "hold_days",
  "validation",
  "check_state",
  "payment",
  "setoff",
  "hold_over",
  "available_at",
  "approves_at",
  "answered_at",
  "claimable",
  "version",
] as const satisfies readonly (keyof ConversionRow)[];

/** What a change may touch; all else of a conversion stays as it was recorded. */
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
  "claimable",
  "version",
] as const satisfies readonly (keyof ConversionRow)[];

const HISTORY_COLUMNS = [
  "conversion_id",
  "version",
  "event",
  "actor",
  "reason",
  "changed_at",
  "validation",
  "check_state",
  "payment",
  "setoff",
  "hold_over",
] as const;

/**
 * Everything that these changes write: rows, histories, transfers, balances. Written by set, so a thousand changes cost
 * a handful of statements. Histories are unique by conversion and version: a rival voids the whole batch.
 */
export function writeChanges(changes: readonly Change[]): Statement[] {
  const last = new Map<string, ConversionRow>();
  const fresh = new Set<string>();
  for (const { row } of changes) {
    if (row.version === 1) fresh.add(row.id);
    last.set(row.id, row);
  }
  const rows = [...last.values()];
  return [
    ...insertRows(
      "conversion_change",
      HISTORY_COLUMNS,
      changes.map(({ history }) => history),
    ),
    ...insertRows(
      "conversion",
      COLUMNS,
      rows.filter(({ id }) => fresh.has(id)),
    ),
    ...updateConversions(rows.filter(({ id }) => !fresh.has(id))),
    ...postTransfers(changes.flatMap(({ transfers }) => transfers)),
  ];
}

function updateConversions(rows: readonly ConversionRow[]): Statement[] {
  const sets = CHANGING.map((column, i) => `${column} = changed.value ->> ${i + 1}`).join(", ");
  const text = `UPDATE conversion SET ${sets} FROM json_each(?) changed WHERE conversion.id = changed.value ->> 0`;
  return jsonChunks(rows.map((row) => [row.id, ...CHANGING.map((column) => row[column])])).map((json) =>
    rawStatement(text, [json]),
  );
}

export const findByIdentity = ({ query }: Db, identities: readonly string[]): Promise<ConversionRow[]> =>
  query.selectFrom("conversion").selectAll().where("identity", "in", inJson(identities)).execute();
