import { effectOf, stateOf } from "../conversion/index.ts";
import type { ConversionRow } from "../db/index.ts";

export const STANDINGS = ["none", "pending", "approved"] as const;

/** How a commission counts. `approved` includes on hold, available, on payment and paid. */
export type Standing = (typeof STANDINGS)[number];

/** The part of a conversion that a report may change. */
export interface Part {
  validation: ConversionRow["validation"];
  /** How its commission counts: the network may hold or refuse what the advertiser has approved. */
  money: Standing;
  amountMinor: number | null;
  revenueMinor: number;
  commissionMinor: number;
}

export const partOf = (row: ConversionRow): Part => ({
  validation: row.validation,
  money: standingOf(row),
  amountMinor: row.amount_minor,
  revenueMinor: row.revenue_minor,
  commissionMinor: row.commission_minor,
});

function standingOf(row: ConversionRow): Standing {
  switch (effectOf(stateOf(row))) {
    case "void":
      return "none";
    case "pending":
      return "pending";
    case "on_hold":
    case "available":
      return "approved";
  }
}
