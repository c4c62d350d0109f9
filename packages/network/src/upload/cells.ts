import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import { answerReasonOf, type AnswerReason } from "@waymark/contract/answer-reason";
import type { WrittenAmount } from "../report/index.ts";
import type { Field, Mapping } from "./columns.ts";
import type { RecordFault, Rec } from "./records.ts";
import { dayBegins, dayOf, instantOf, isDate } from "./zone.ts";
import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";

/** What a row says, as far as it could be read. */
export interface Row {
  /** In lower case, as click_IDs are written; not verified. */
  clickId: string | null;
  orderId: string | null;
  /** Null means the offer's default goal. */
  goal: string | null;
  /** Read with the goal's currency. */
  amount: WrittenAmount | null;
  currency: string | null;
  /** Null: the row says nothing of it. */
  status: RowStatus | null;
  occurred: Span | null;
  reason: string | null;
  reasonCode: AnswerReason | null;
}

export type RowStatus = "pending" | "approved" | "rejected";

/** When something happened, Unix ms: an instant, or a whole day where the row names a day only. */
export interface Span {
  from: number;
  until: number;
}

/** How a file is read: what can be read in two ways is refused where this is null. */
export interface Notation {
  decimal: "point" | "comma" | null;
  dates: "dmy" | "mdy" | null;
  /** IANA zone of times without one. */
  zone: string;
  /** What rows mean where there is no status column. */
  status: RowStatus;
  /** What the advertiser's own status words mean, in lower case; more are known. */
  statuses: Readonly<Record<string, RowStatus>>;
  /** Columns that the caller named, by their name. */
  columns: Record<string, Field>;
}

export type CellFault =
  | RecordFault
  | "nothing_named"
  | "cell_too_long"
  | "bad_currency"
  | "status_unknown"
  | "ambiguous_status"
  | "bad_date"
  | "ambiguous_date"
  | "bad_reason_code";

const CELL_LENGTH_MAX = 255;

/** Words for a status in any language and system that we met. No numbers: each system means others by them. */
const STATUS_WORDS: Readonly<Record<RowStatus, string>> = {
  approved:
    "approved approve confirmed accepted paid valid completed complete delivered success ok yes true подтверждён подтвержден оплачен bestätigt",
  rejected:
    "rejected reject declined cancelled canceled refused invalid returned refunded failed no false отклонён отклонен отменён отменен возврат storniert",
  pending: "pending open new hold waiting processing ожидает новый offen",
};

const STATUS_BY_WORD = new Map(
  (["approved", "rejected", "pending"] as const).flatMap((status) =>
    STATUS_WORDS[status].split(" ").map((word): [string, RowStatus] => [word, status]),
  ),
);

const DECIMAL_MARKS = { point: ".", comma: "," } as const;

/** Reads a record. Amounts are read later, when the currency of the goal is known. */
export function readRow(record: Rec, mapping: Mapping, notation: Notation): Row | CellFault {
  if ("fault" in record) return record.fault;
  const { cells } = record;
  const cell = (field: keyof Mapping): string | null => {
    const index = mapping[field];
    const text = index === undefined ? "" : (cells[index] ?? "").trim();
    return text === "" ? null : text;
  };
  const [clickId, orderId, goal, amount] = [cell("click_id"), cell("order_id"), cell("goal"), cell("amount")];
  const decimalSeparator = notation.decimal === null ? null : DECIMAL_MARKS[notation.decimal];
  const reason = cell("reason") ?? cell("comment");
  if (clickId === null && orderId === null) return "nothing_named";
  const tooLong = [clickId, orderId, goal, amount].some((text) => (text?.length ?? 0) > CELL_LENGTH_MAX);
  if (tooLong || (reason?.length ?? 0) > REASON_TEXT_MAX) return "cell_too_long";

  const currency = cell("currency")?.toUpperCase() ?? null;
  if (currency !== null && !/^[A-Z]{3}$/.test(currency)) return "bad_currency";
  const word = cell("status")?.toLowerCase();
  const status =
    mapping.status === undefined ? notation.status : word === undefined ? null : meaningOf(word, notation.statuses);
  if (status === "status_unknown" || status === "ambiguous_status") return status;
  const date = cell("occurred_at");
  const occurred = date === null ? null : readDate(date, notation);
  if (occurred === "bad_date" || occurred === "ambiguous_date") return occurred;
  const code = cell("reason_code");
  const reasonCode = code === null ? null : answerReasonOf(code);
  if (reasonCode === undefined) return "bad_reason_code";
  return {
    clickId: clickId?.toLowerCase() ?? null,
    orderId,
    goal: goal?.toLowerCase() ?? null,
    amount: amount === null ? null : { text: amount, isNumber: false, decimalSeparator },
    currency,
    status,
    occurred,
    reason,
    reasonCode,
  };
}

function meaningOf(word: string, own: Notation["statuses"]): RowStatus | "status_unknown" | "ambiguous_status" {
  const meaning = Object.hasOwn(own, word) ? own[word] : STATUS_BY_WORD.get(word);
  return meaning ?? (/^[+-]?\d+$/.test(word) ? "ambiguous_status" : "status_unknown");
}

/** What may be in a file once: an order a goal, else a goal a click; the same for a conversion (`keyOfConversion`). */
export const keyOfRow = ({ clickId, orderId, goal }: Pick<Row, "clickId" | "orderId" | "goal">, defaultGoal: string) =>
  orderId === null ? `click\n${goal ?? defaultGoal}\n${clickId}` : `order\n${goal ?? defaultGoal}\n${orderId}`;

/** What else names a conversion of a goal that pays once a click: that click, whatever the order. */
export const onceKeyOf = (goal: string, clickId: string) => `once\n${goal}\n${clickId}`;

const CLOCK = String.raw`(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?`;
const ISO = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)${CLOCK} ?(Z|[+-]\d\d:?\d\d)?$`, "i");
const DOTTED = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4})${CLOCK}$`);
const SLASHED = new RegExp(String.raw`^(\d{1,2})([/-])(\d{1,2})\2(\d{4})${CLOCK}$`);

/**
 * Five notations: ISO 8601 with a zone; ISO 8601 without one, in the file's zone; 31.12.2026; 12/31/2026 or 31/12/2026
 * where only one can be meant or the file says which; Unix seconds or milliseconds.
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
