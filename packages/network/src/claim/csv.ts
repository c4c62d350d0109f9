import { readRow, readTable, type Notation, type Rec, type Table } from "../upload/index.ts";
import { CLAIMS_MAX } from "./filing.ts";
import type { ClaimReason } from "./reasons.ts";
import type { NewClaim } from "./report.ts";

/** The columns of a file of claims, besides which any others may stand. */
const FIELDS = ["click_id", "order_id", "goal", "amount", "currency", "occurred_at", "comment"] as const;

/**
 * The claims of a CSV file, one a row, or why a row can't be read; its columns are found by their names as those of an
 * advertiser's file. A row with a `conversion_id` is about that conversion, as its state says. Throws `file_refused`.
 */
export function readClaims(
  text: string,
  notation: Pick<Notation, "zone" | "decimal" | "dates">,
): (NewClaim | ClaimReason)[] {
  const table = readTable(text, CLAIMS_MAX);
  const mapping = Object.fromEntries(FIELDS.map((field) => [field, table.mapping[field]]));
  const own = table.columnOf("conversion_id");
  const rules: Notation = { ...notation, status: "pending", statuses: {}, sameOrder: "error", columns: {} };
  return table.records.map((record) => claimIn(record, { mapping, own, rules }));
}

function claimIn(
  record: Rec,
  { mapping, own, rules }: { mapping: Table["mapping"]; own: number | undefined; rules: Notation },
): NewClaim | ClaimReason {
  const conversionId = (own === undefined ? "" : (record.cells[own] ?? "")).trim();
  const row = readRow(record, mapping, rules, { needsName: conversionId === "" });
  if (typeof row === "string") return row;
  const { clickId, orderId, goal, occurred, amount, currency, reason: comment } = row;
  return conversionId === ""
    ? { kind: "untracked", conversionId: null, clickId, orderId, goal, occurred, amount, currency, comment }
    : { ...NOTHING, kind: null, conversionId, amount, currency, comment };
}

const NOTHING = { clickId: null, orderId: null, goal: null, occurred: null } as const;
