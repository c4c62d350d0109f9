/** The fields of a row, by our names. */
export const FIELDS = [
  "click_id",
  "order_id",
  "goal",
  "amount",
  "currency",
  "status",
  "occurred_at",
  "answered_at",
  "reason",
  "reason_code",
  "comment",
] as const;

export type Field = (typeof FIELDS)[number];

/** The index of the column that holds each field. */
export type Mapping = Partial<Record<Field, number>>;

/** Column names in the files of shops and other networks, as `plainName` writes them. */
const NAMES: Readonly<Record<Field, string>> = {
  click_id: "clickid waymarkclickid wmclickid irclickid admitaduid clickref subid",
  order_id:
    "orderid order ordernumber orderno transactionid transaction txnid actionid adv1 номерзаказа заказ bestellnummer",
  goal: "goal goalcode goalid event tariff цель",
  amount: "amount sum total price saleamount orderamount revenue value сумма betrag summe",
  currency: "currency cur валюта währung",
  status: "status state orderstatus статус",
  occurred_at: "occurredat date time datetime orderdate ordertime createdat created timestamp дата datum",
  answered_at: "answeredat answerdate decidedat decisiondate statusdate validatedat",
  reason: "reason rejectreason declinereason причина grund",
  reason_code: "reasoncode rejectcode declinecode dispositioncode",
  comment: "comment note remark комментарий kommentar",
};

const FIELD_BY_NAME = new Map(
  FIELDS.flatMap((field) => NAMES[field].split(" ").map((name): [string, Field] => [name, field])),
);

/** The field of a column by its plain name only. */
export const fieldNamed = (name: string): Field | undefined => FIELD_BY_NAME.get(name);

/** A column's name as it is compared: without case, spaces and punctuation. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** `column_twice`: two columns mean the same field. */
export type MappingGuess = { kind: "mapping"; mapping: Mapping } | { kind: "column_twice" };

/**
 * Finds the field of each column: by the known columns (an earlier list wins: of this upload, of earlier uploads, of the
 * advertiser's postbacks), else by the name. A field that has a column gets no second one from a later list.
 */
export function guessMapping(
  columns: readonly string[],
  ...knownColumns: readonly Readonly<Record<string, Field>>[]
): MappingGuess {
  const mapping: Mapping = {};
  const assigned = new Set<number>();
  for (const known of [...knownColumns, Object.fromEntries(FIELD_BY_NAME)]) {
    const found: Mapping = {};
    for (const [i, column] of columns.entries()) {
      const name = plainName(column);
      const field = Object.hasOwn(known, name) ? known[name] : undefined;
      if (field === undefined || assigned.has(i) || mapping[field] !== undefined) continue;
      if (found[field] !== undefined) return { kind: "column_twice" };
      found[field] = i;
    }
    for (const i of Object.values(found)) assigned.add(i);
    Object.assign(mapping, found);
  }
  return { kind: "mapping", mapping };
}

/** The columns that results add to those of the file. */
export const RESULT_COLUMNS = [
  "waymark_row",
  "waymark_outcome",
  "waymark_outcome_code",
  "waymark_outcome_sentence",
  "waymark_reason_code",
  "waymark_reason",
  "waymark_status",
  "waymark_conversion_id",
] as const;

/** Whether a column is one of ours, in results that are uploaded again. New results omit it. */
export const isResultColumn = (name: string): boolean => (RESULT_COLUMNS as readonly string[]).includes(name.trim());
