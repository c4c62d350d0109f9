import { readAmount, type AmountFault } from "../report/index.ts";
import type { PostbackFields, PostbackStatus } from "@waymark/contract/postback-event";
import { NO_SETTINGS, wordsOf, type PostbackSettings } from "./settings.ts";

/** A postback's fields once its advertiser's settings have been applied: amounts like `1234.50`, our status words. */
export interface ReadFields extends PostbackFields {
  status?: PostbackStatus;
}

export type FieldsReading =
  | { kind: "read"; fields: ReadFields }
  | { kind: "unreadable"; reason: AmountFault | "status_unknown" };

/** Reads what the advertiser's settings decide. */
export function readFields(
  { status, amount, currency, ...rest }: PostbackFields,
  settings: PostbackSettings = NO_SETTINGS,
): FieldsReading {
  const word = status && wordsOf(settings).get(status.trim().toLowerCase());
  if (status !== undefined && word === undefined) return { kind: "unreadable", reason: "status_unknown" };
  const read = amount === undefined ? undefined : readAmount(amount, settings.decimalSeparator);
  if (read?.kind === "fault") return { kind: "unreadable", reason: read.reason };
  return {
    kind: "read",
    fields: {
      ...rest,
      ...(currency !== undefined && { currency: currency.toUpperCase() }),
      ...(word !== undefined && { status: word as PostbackStatus }), // an empty status is none: never in an event
      ...(read !== undefined && { amount: read.decimal }),
    },
  };
}
