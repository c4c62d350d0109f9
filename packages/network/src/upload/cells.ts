import { readText, type TextFault, type TextForm, type TextReading } from "@waymark/contract/field-text";
import { answerReasonOf, type AnswerReason } from "@waymark/contract/answer-reason";
import { DECIMAL_SEPARATORS, type Span, type WrittenAmount } from "../report/index.ts";
import type { Field, Mapping } from "./columns.ts";
import type { RecordFault, Rec } from "./records.ts";
import { dayBegins, dayOf, instantOf, isDate } from "../zone.ts";
import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { ReportStatus } from "@waymark/contract/postback-event";

/** The contents of a row, as far as they could be read. */
export interface Row {
  /** In lower case, the canonical form of click_IDs; not verified. */
  clickId: string | null;
  orderId: string | null;
  /** Null means the offer's default goal. */
  goal: string | null;
  /** Read with the goal's currency. */
  amount: WrittenAmount | null;
  currency: string | null;
  /** Null: the row states no status. */
  status: ReportStatus | null;
  occurred: Span | null;
  answered: Span | null;
  reason: string | null;
  reasonCode: AnswerReason | null;
}

/** How a file is read. If a field is null, ambiguous cells are refused. */
export interface Notation {
  decimal: keyof typeof DECIMAL_SEPARATORS | null;
  dates: (typeof DATE_ORDERS)[number] | null;
  /** IANA zone of times without one. */
  zone: string;
  /** The status of all rows if there is no status column. */
  status: ReportStatus;
  /** The advertiser's own status words, in lower case, in addition to the known ones. */
  statuses: Readonly<Record<string, ReportStatus>>;
  /** How rows of one order with different amounts are treated. */
  sameOrder: SameOrderMode;
  /** Columns that the caller mapped, by name. */
  columns: Record<string, Field>;
}

export type CellFault =
  | RecordFault
  | "nothing_named"
  | "cell_too_long"
  | "not_utf8"
  | "hidden_character"
  | "placeholder"
  | "digits_lost"
  | "amount_unreadable"
  | "bad_currency"
  | "status_unknown"
  | "ambiguous_status"
  | "bad_date"
  | "ambiguous_date"
  | "bad_reason_code";

/** Why the text of a click_id, an order_id, a goal or a reason can't be read. */
const NAME_FAULTS = {
  too_long: "cell_too_long",
  reason_too_long: "cell_too_long",
  not_utf8: "not_utf8",
  hidden_character: "hidden_character",
  placeholder: "placeholder",
  digits_lost: "digits_lost",
} as const satisfies Record<TextFault, CellFault>;

/** Treatment of rows of one order with different amounts: an error, or parts of one sum. */
export const SAME_ORDER_MODES = ["error", "sum"] as const;
export type SameOrderMode = (typeof SAME_ORDER_MODES)[number];

/** The order of day and month in ambiguous dates. */
export const DATE_ORDERS = ["dmy", "mdy"] as const;

/** Known status words of many languages and systems. No numbers: each system gives them other meanings. */
const STATUS_WORDS: Readonly<Record<ReportStatus, string>> = {
  approved:
    "approved approve confirmed accepted paid valid completed complete delivered success ok yes true подтверждён подтвержден оплачен bestätigt",
  rejected:
    "rejected reject declined cancelled canceled refused invalid returned refunded failed no false отклонён отклонен отменён отменен возврат storniert",
  pending: "pending open new hold waiting processing ожидает новый offen",
};

const STATUS_BY_WORD = new Map(
  (["approved", "rejected", "pending"] as const).flatMap((status) =>
    STATUS_WORDS[status].split(" ").map((word): [string, ReportStatus] => [word, status]),
  ),
);

/** The click, order and goal that a record names. Null if it names none, or if `fault` says why it can't be read. */
export interface RowNames extends Pick<Row, "clickId" | "orderId" | "goal"> {
  fault: CellFault | undefined;
}

/** Reads only the names of a record. */
export function namesOf(record: Rec, mapping: Mapping): RowNames {
  const clickId = readCell(record, mapping, "click_id", "click_id");
  const orderId = readCell(record, mapping, "order_id", "order_id");
  const goal = readCell(record, mapping, "goal", "word");
  const faulty = [clickId, orderId, goal].find((reading) => reading.kind === "fault");
  return {
    clickId: textIn(clickId),
    orderId: textIn(orderId),
    goal: textIn(goal),
    fault: faulty?.kind === "fault" ? NAME_FAULTS[faulty.fault] : undefined,
  };
}

const numberIn = ({ numbers }: Rec, index: number) => (numbers?.has(index) === true ? "number" : undefined);

function readCell(record: Rec, mapping: Mapping, field: Field, form: TextForm): TextReading {
  const index = mapping[field];
  return index === undefined ? { kind: "absent" } : readText(record.cells[index] ?? "", form, numberIn(record, index));
}

const textIn = (reading: TextReading) => (reading.kind === "text" ? reading.text : null);

/** Reads a record. Amounts are read later, when the currency of the goal is known. */
export function readRow(record: Rec, mapping: Mapping, notation: Notation, { needsName = true } = {}): Row | CellFault {
  if ("fault" in record) return record.fault;
  const { clickId, orderId, goal, fault } = namesOf(record, mapping);
  if (fault !== undefined) return fault;
  if (needsName && clickId === null && orderId === null) return "nothing_named";
  const reason = readReason(record, mapping);
  if (reason.kind === "fault") return NAME_FAULTS[reason.fault];
  const amount = readCell(record, mapping, "amount", "amount");
  if (amount.kind === "fault") return amount.fault === "too_long" ? "cell_too_long" : "amount_unreadable";
  const currency = readCell(record, mapping, "currency", "word");
  if (currency.kind === "fault" || (currency.kind === "text" && !/^[a-z]{3}$/.test(currency.text)))
    return "bad_currency";
  const status = readStatus(record, mapping, notation);
  if (status === "status_unknown" || status === "ambiguous_status") return status;
  const occurred = readDateCell(record, mapping, "occurred_at", notation);
  if (occurred === "bad_date" || occurred === "ambiguous_date") return occurred;
  const answered = readDateCell(record, mapping, "answered_at", notation);
  if (answered === "bad_date" || answered === "ambiguous_date") return answered;
  const code = readCell(record, mapping, "reason_code", "word");
  const reasonCode = code.kind === "absent" ? null : answerReasonOf(textIn(code) ?? "");
  if (reasonCode === undefined) return "bad_reason_code";
  return {
    clickId,
    orderId,
    goal,
    amount: amount.kind === "absent" ? null : writtenAmount(record, mapping, amount.text, notation),
    currency: textIn(currency)?.toUpperCase() ?? null,
    status,
    occurred,
    answered,
    reason: textIn(reason),
    reasonCode,
  };
}

/** The reason of the answer, or else the comment. A comment need not be meant for us: a placeholder in it is no reason. */
function readReason(record: Rec, mapping: Mapping): TextReading {
  const reason = readCell(record, mapping, "reason", "reason");
  if (reason.kind !== "absent") return reason;
  const comment = readCell(record, mapping, "comment", "reason");
  return comment.kind === "fault" && comment.fault === "placeholder" ? { kind: "absent" } : comment;
}

function readDateCell(record: Rec, mapping: Mapping, field: "occurred_at" | "answered_at", notation: Notation) {
  const date = readCell(record, mapping, field, "text");
  if (date.kind === "fault") return "bad_date";
  return date.kind === "absent" ? null : readDate(date.text, notation);
}

const writtenAmount = (record: Rec, { amount = -1 }: Mapping, text: string, { decimal }: Notation): WrittenAmount => ({
  text,
  isNumber: numberIn(record, amount) === "number",
  decimalSeparator: decimal === null ? null : DECIMAL_SEPARATORS[decimal],
});

/** Null: the row states no status. Without a status column, every row has the file's status. */
function readStatus(
  record: Rec,
  mapping: Mapping,
  notation: Notation,
): ReportStatus | null | "status_unknown" | "ambiguous_status" {
  if (mapping.status === undefined) return notation.status;
  const word = readCell(record, mapping, "status", "word");
  if (word.kind === "fault") return "status_unknown";
  return word.kind === "absent" ? null : meaningOf(word.text, notation.statuses);
}

function meaningOf(word: string, own: Notation["statuses"]): ReportStatus | "status_unknown" | "ambiguous_status" {
  const meaning = Object.hasOwn(own, word) ? own[word] : STATUS_BY_WORD.get(word);
  return meaning ?? (/^[+-]?\d+$/.test(word) ? "ambiguous_status" : "status_unknown");
}

const CLOCK = String.raw`(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?`;
const ISO = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)${CLOCK} ?(Z|[+-]\d\d:?\d\d)?$`, "i");
const DOTTED = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4})${CLOCK}$`);
const SLASHED = new RegExp(String.raw`^(\d{1,2})([/-])(\d{1,2})\2(\d{4})${CLOCK}$`);

/**
 * Reads five notations: ISO 8601 with a zone; ISO 8601 without one, in the file's zone; 31.12.2026; 12/31/2026 or
 * 31/12/2026 if unambiguous or if the file says which; Unix seconds or milliseconds.
 */
export function readDate(
  text: string,
  { dates, zone }: Pick<Notation, "dates" | "zone">,
): Span | "bad_date" | "ambiguous_date" {
  if (/^\d{9,10}$/.test(text)) return instant(Number(text) * 1_000);
  if (/^\d{12,13}$/.test(text)) return instant(Number(text));
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, offset] = iso;
    return spanOf([year, month, day, hour, minute, second], zone, offset);
  }
  const dotted = DOTTED.exec(text);
  if (dotted !== null) {
    const [, day, month, year, hour, minute, second] = dotted;
    return spanOf([year, month, day, hour, minute, second], zone, undefined);
  }
  const slashed = SLASHED.exec(text);
  if (slashed === null) return "bad_date";
  const [, first, , second, year, ...clock] = slashed;
  const order = dates ?? (Number(first) > 12 ? "dmy" : Number(second) > 12 || first === second ? "mdy" : null);
  if (order === null) return "ambiguous_date";
  const [day, month] = order === "dmy" ? [first, second] : [second, first];
  return spanOf([year, month, day, ...clock], zone, undefined);
}

const instant = (at: number): Span => ({ from: at, until: at });

function spanOf(parts: (string | undefined)[], zone: string, offset: string | undefined): Span | "bad_date" {
  const [year = 0, month = 0, day = 0, hour, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (!isDate(year, month, day) || year < 2000 || (hour ?? 0) > 23 || minute > 59 || second > 59) return "bad_date";
  const civilDay = dayOf(year, month, day);
  if (hour === undefined)
    return offset === undefined
      ? { from: dayBegins(zone, civilDay), until: dayBegins(zone, civilDay + 1) - 1 }
      : "bad_date";
  const local = civilDay * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000;
  if (offset === undefined) return instant(instantOf(zone, local));
  if (/^z$/i.test(offset)) return instant(local);
  const ahead = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return instant(local - (offset.startsWith("-") ? -ahead : ahead) * MINUTE_MS);
}
