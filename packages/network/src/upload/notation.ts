import type { PostbackSettings } from "../postback/index.ts";
import type { Notation } from "./cells.ts";
import { FIELDS, plainName, type Field } from "./columns.ts";

/** What a caller says of how his file is written; null: nothing. `auto` takes back what was said before. */
export interface SaidNotation extends Omit<Notation, "decimal" | "dates"> {
  decimal: "point" | "comma" | "auto" | null;
  dates: "dmy" | "mdy" | "auto" | null;
}

/** What is kept of it for the advertiser's next files. */
export interface KeptNotation extends Pick<SaidNotation, "decimal" | "dates" | "statuses"> {}

/**
 * How a file is read: by what is said of it, else by what was said of the advertiser's files before, else by what it
 * says of its postbacks, whose words and number format are its own too.
 */
export function notationOf(said: SaidNotation, kept: KeptNotation, postbacks: PostbackSettings): Notation {
  const { decimalSeparator } = postbacks;
  const ofPostbacks = decimalSeparator === null ? "auto" : decimalSeparator === "." ? "point" : "comma";
  const decimal = said.decimal ?? kept.decimal ?? ofPostbacks;
  const dates = said.dates ?? kept.dates ?? "auto";
  return {
    ...said,
    decimal: decimal === "auto" ? null : decimal,
    dates: dates === "auto" ? null : dates,
    statuses: { ...postbacks.statuses, ...kept.statuses, ...said.statuses },
  };
}

/** The fields that an advertiser's parameters of postbacks are, by their plain names. */
export function parametersOf({ parameters }: PostbackSettings): Record<string, Field> {
  const pairs = FIELDS.flatMap((field) =>
    field === "reason" || field === "comment"
      ? []
      : (parameters[field] ?? []).map((name): [string, Field] => [plainName(name), field]),
  );
  return Object.fromEntries(pairs);
}
