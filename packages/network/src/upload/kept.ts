import type { Reason } from "../report/index.ts";
import type { Field } from "./columns.ts";

export const KEPT_SETTINGS = ["decimal_separator", "dates", "status", "column"] as const;

/** A setting that a file is read with, although its upload does not state it. */
export interface KeptSetting {
  setting: (typeof KEPT_SETTINGS)[number];
  /** A status word in lower case, or the name of a column; otherwise empty. */
  name: string;
  meaning: string;
  /** An earlier upload of the advertiser, or the settings of its postbacks. */
  from: "upload" | "postbacks";
  /** The upload that set it, and when (Unix ms); null if that is not recorded. */
  uploadId: string | null;
  keptAt: number | null;
}

/** The fields that can decide a row's error. */
const FIELDS_OF_REASON: Partial<Record<Reason, readonly Field[]>> = {
  nothing_named: ["click_id", "order_id"],
  cell_too_long: ["click_id", "order_id", "goal", "amount", "reason", "comment"],
  not_utf8: ["click_id", "order_id", "goal"],
  hidden_character: ["click_id", "order_id", "goal"],
  placeholder: ["click_id", "order_id", "goal", "reason"],
  digits_lost: ["click_id", "order_id"],
  unknown_click_id: ["click_id"],
  other_offer: ["click_id"],
  unknown_goal: ["goal"],
  unknown_order: ["order_id", "click_id", "goal"],
  order_missing: ["order_id"],
  order_of_another_click: ["order_id", "click_id"],
  repeat_refused: ["order_id", "click_id"],
  status_unknown: ["status"],
  ambiguous_status: ["status"],
  bad_date: ["occurred_at"],
  ambiguous_date: ["occurred_at"],
  occurred_at_missing: ["occurred_at"],
  before_click: ["occurred_at"],
  in_future: ["occurred_at"],
  window_passed: ["occurred_at"],
  bad_reason_code: ["reason_code"],
  bad_currency: ["currency"],
  currency_differs: ["currency"],
  amount_missing: ["amount"],
  amount_unreadable: ["amount"],
  amount_ambiguous: ["amount"],
  amount_too_large: ["amount"],
  amount_inexact: ["amount"],
  amount_differs: ["amount"],
  payment_begun: ["amount", "status"],
  transition_refused: ["amount", "status"],
};

/** Dates that depend on a kept order of day and month, and amounts that depend on a kept decimal separator. */
const OPEN_DATE = /^\s*\d{1,2}([/-])\d{1,2}\1\d{4}/;
const OPEN_AMOUNT = /[.,]/;

/** The kept settings that decide a row's error, as sentences: where each comes from and how to change it. */
export function hintsOf(code: string | null, kept: readonly KeptSetting[], cellOf: (field: Field) => string): string[] {
  const fields = (FIELDS_OF_REASON as Partial<Record<string, readonly Field[]>>)[code ?? ""]; // notes have none
  if (fields === undefined) return [];
  const decides = ({ setting, name, meaning }: KeptSetting): boolean => {
    switch (setting) {
      case "column":
        return fields.some((field) => field === meaning);
      case "decimal_separator":
        return fields.includes("amount") && OPEN_AMOUNT.test(cellOf("amount"));
      case "dates":
        return fields.includes("occurred_at") && OPEN_DATE.test(cellOf("occurred_at"));
      case "status":
        return fields.includes("status") && cellOf("status").trim().toLowerCase() === name;
    }
  };
  return kept.filter(decides).map(sentenceOf);
}

/** The kept columns of a file whose columns can't be read, as sentences. */
export const columnHints = (kept: readonly KeptSetting[]): string[] =>
  kept.filter(({ setting }) => setting === "column").map(sentenceOf);

function sentenceOf(kept: KeptSetting): string {
  const { setting, name, meaning } = kept;
  switch (setting) {
    case "decimal_separator":
      return `Amounts are read with a decimal ${meaning}, ${originOf(kept)}; send decimal_separator=point, decimal_separator=comma or decimal_separator=auto to change it.`;
    case "dates":
      return `Dates are read as ${meaning}, ${originOf(kept)}; send dates=dmy, dates=mdy or dates=auto to change it.`;
    case "status":
      return `The status “${name}” means ${meaning}, ${originOf(kept)}; send statuses=${name}:… to change it.`;
    case "column":
      return `The column “${name}” is read as ${meaning}, ${originOf(kept)}; send columns=${name}:… to change it.`;
  }
}

function originOf({ from, uploadId, keptAt }: KeptSetting): string {
  if (from === "postbacks") return "as set in your postback settings";
  if (uploadId === null || keptAt === null) return "as set by an earlier upload";
  return `as set by upload ${uploadId} of ${new Date(keptAt).toISOString().slice(0, 10)}`;
}
