import type { PostbackEvent, PostbackFields, ReportStatus } from "@waymark/contract/postback-event";
import { isCurrency, writeDecimal } from "../money.ts";
import { readAmount, type AmountFault } from "../report/index.ts";
import { NO_SETTINGS, wordsOf, type PostbackSettings } from "./settings.ts";

/** A postback's fields once its advertiser's settings have been applied: amounts like `1234.50`, our status words. */
export interface ReadFields extends PostbackFields {
  status?: ReportStatus;
}

export type FieldsReading =
  | { kind: "read"; fields: ReadFields }
  | { kind: "unreadable"; reason: AmountFault | "status_unknown" };

/** Reads what the advertiser's settings decide. An amount without a currency is in `goalCurrency`. */
export function readFields(
  { fields: { status, amount, ...rest }, jsonNumbers = [] }: Pick<PostbackEvent, "fields" | "jsonNumbers">,
  goalCurrency: string,
  settings: PostbackSettings = NO_SETTINGS,
): FieldsReading {
  const word = status && wordsOf(settings).get(status);
  if (status !== undefined && word === undefined) return { kind: "unreadable", reason: "status_unknown" };
  // An unknown currency is not the goal's: that is decided later.
  const currency = rest.currency !== undefined && isCurrency(rest.currency) ? rest.currency : goalCurrency;
  const { decimalSeparator } = settings;
  const isNumber = jsonNumbers.includes("amount");
  const read = amount === undefined ? undefined : readAmount({ text: amount, isNumber, decimalSeparator }, currency);
  if (read?.kind === "fault") return { kind: "unreadable", reason: read.reason };
  return {
    kind: "read",
    fields: {
      ...rest,
      ...(word !== undefined && { status: word as ReportStatus }), // an empty status is none: never in an event
      ...(read !== undefined && { amount: writeDecimal({ amountMinor: read.amountMinor, currency }) }),
    },
  };
}
