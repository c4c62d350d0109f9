import type { BankStatement, BankStatementEntry } from "@waymark/client";
import type { OperationName } from "../../api/index.ts";
import type { Tone } from "../../parts/status-badge.tsx";

/** What banks call the formats. */
export const FORMAT_NAMES: Readonly<Record<BankStatement["format"], string>> = {
  "camt.053": "camt.053",
  "pain.002": "pain.002",
  "1c": "1CClientBankExchange",
  csv: "CSV",
};

export const STATUS_TONES: Readonly<Record<BankStatement["status"], Tone>> = {
  draft: "pending",
  committing: "moving",
  committed: "good",
  discarded: "quiet",
};

export const OUTCOME_TONES: Readonly<Record<BankStatementEntry["outcome"], Tone>> = {
  paid: "paid",
  returned: "reversed",
  charge: "good",
  noted: "quiet",
  repeated: "quiet",
  ignored: "quiet",
  unmatched: "held",
};

/** What an act on a statement changes: payouts and runs too. */
export const STATEMENT_CHANGES: readonly OperationName[] = [
  ...(["getBankStatement", "listBankStatements", "listBankStatementEntries"] as const),
  ...(["getPayoutRun", "listPayoutRuns", "listPayouts", "getPayout", "getToDo"] as const),
];

/** The keys of an object, in its order. */
export const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(record) as Key[]; // a closed record has no others
