/** What a row may say, in our names. */
export const FIELDS = [
  "click_id",
  "order_id",
  "goal",
  "amount",
  "currency",
  "status",
  "occurred_at",
  "reason",
  "comment",
] as const;

export type Field = (typeof FIELDS)[number];

/** Which column of the file holds which field, by its index. */
export type Mapping = Partial<Record<Field, number>>;

/** Names of columns in the files of shops and other networks, without case and punctuation. */
const NAMES: Readonly<Record<Field, string>> = {
  click_id: "clickid waymarkclickid wmclickid irclickid admitaduid clickref subid",
  order_id:
    "orderid order ordernumber orderno transactionid transaction txnid actionid adv1 номерзаказа заказ bestellnummer",
  goal: "goal goalcode goalid event tariff цель",
  amount: "amount sum total price saleamount orderamount revenue value сумма betrag summe",
  currency: "currency cur валюта währung",
  status: "status state orderstatus статус",
  occurred_at: "occurredat date time datetime orderdate ordertime createdat created timestamp дата datum",
  reason: "reason rejectreason declinereason причина grund",
  comment: "comment note remark комментарий kommentar",
};

const FIELD_BY_NAME = new Map(
  FIELDS.flatMap((field) => NAMES[field].split(" ").map((name): [string, Field] => [name, field])),
);

/** How a column's name is compared: without case, spaces and punctuation. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Undefined where two columns mean the same. */
export type MappingGuess = { kind: "mapping"; mapping: Mapping } | { kind: "column_twice" };

/**
 * Which column is which: by what is said of it, the first of these first (of this upload, of those before, of the
 * advertiser's postbacks), else by the name. A field that was named outright takes its column from the guesses.
 */
export function guessMapping(
  columns: readonly string[],
  ...told: readonly Readonly<Record<string, Field>>[]
): MappingGuess {
  const mapping: Mapping = {};
  const taken = new Set<number>();
  for (const said of [...told, Object.fromEntries(FIELD_BY_NAME)]) {
    const round: Mapping = {};
    for (const [i, column] of columns.entries()) {
      const name = plainName(column);
      const field = Object.hasOwn(said, name) ? said[name] : undefined;
      if (field === undefined || taken.has(i) || mapping[field] !== undefined) continue;
      if (round[field] !== undefined) return { kind: "column_twice" };
      round[field] = i;
    }
    for (const i of Object.values(round)) taken.add(i);
    Object.assign(mapping, round);
  }
  return { kind: "mapping", mapping };
}
