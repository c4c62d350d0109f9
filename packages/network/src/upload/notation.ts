import type { PostbackSettings } from "../postback/index.ts";
import type { Notation } from "./cells.ts";
import { FIELDS, plainName, type Field } from "./columns.ts";

/** How a caller says that their file is written; null: not said. `auto` clears what an earlier upload set. */
export interface RequestedNotation extends Omit<Notation, "decimal" | "dates"> {
  decimal: Notation["decimal"] | "auto";
  dates: Notation["dates"] | "auto";
}

/** The part that is kept for the advertiser's next files. */
export interface KeptNotation extends Pick<RequestedNotation, "decimal" | "dates" | "statuses"> {}

/**
 * How a file is read: by the parameters of its upload, else by those kept from earlier uploads of the advertiser, else by
 * the settings of the advertiser's postbacks.
 */
export function notationOf(requested: RequestedNotation, kept: KeptNotation, postbacks: PostbackSettings): Notation {
  const { decimalSeparator } = postbacks;
  const fromPostbacks = decimalSeparator === null ? "auto" : decimalSeparator === "." ? "point" : "comma";
  const decimal = requested.decimal ?? kept.decimal ?? fromPostbacks;
  const dates = requested.dates ?? kept.dates ?? "auto";
  return {
    ...requested,
    decimal: decimal === "auto" ? null : decimal,
    dates: dates === "auto" ? null : dates,
    statuses: { ...postbacks.statuses, ...kept.statuses, ...requested.statuses },
  };
}

/** The fields of an advertiser's postback parameters, by the plain names of the parameters. */
export function parametersOf({ parameters }: PostbackSettings): Record<string, Field> {
  const pairs = FIELDS.flatMap((field) =>
    field === "reason" || field === "comment"
      ? []
      : (parameters[field] ?? []).map((name): [string, Field] => [plainName(name), field]),
  );
  return Object.fromEntries(pairs);
}
