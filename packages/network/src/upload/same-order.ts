import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import { exponentOf, isCurrency } from "../money.ts";
import { readAmount, type Reason, type Span } from "../report/index.ts";
import type { CellFault, Row, SameOrderMode } from "./cells.ts";

/** The result for a row whose order other rows have too. `otherRow` is the row to look at. */
export type Repeat =
  | { kind: "merged"; row: Row }
  | { kind: "superseded" | "summed"; otherRow: number }
  | { kind: "error"; code: SameOrderError; otherRow: number };

export type SameOrderError = Extract<Reason, "same_order_differs" | "same_order_unread" | "order_of_another_click">;

/** A row with its amount in minor units, by which it is compared. */
interface Read extends Row {
  minor: number | null;
}

/** An order of several rows. Its texts are kept as JSON: a substring would keep the whole text in memory. */
interface Order {
  rows: number;
  /** JSON of the rows' combined content, and of the row `carrier`. */
  combined: string;
  carrierText: string;
  /** The row that represents the order: the last one with any content. */
  carrier: number;
  carrierHasContent: boolean;
  sumMinor: bigint;
  error: { code: SameOrderError; row: number } | null;
}

/** By row: it was readable, and it has an amount. */
const READ = 1;
const READ_WITH_AMOUNT = 2;

/** The fields that only identify an order. */
const NAMES: ReadonlySet<string> = new Set(["clickId", "orderId", "goal"] satisfies (keyof Row)[]);

/**
 * Compares the rows of a file that have the same order, in one pass. Holds less than a kilobyte for each repeated
 * order.
 */
export class SameOrders {
  readonly #mode: SameOrderMode;
  readonly #leaders: Uint32Array;
  readonly #currencyOf: (goal: string | null) => string | undefined;
  readonly #hasStatus: boolean;
  readonly #orders = new Map<number, Order>();
  readonly #unreadRows = new Map<number, number>();
  readonly #parts: Uint8Array;

  constructor(input: {
    mode: SameOrderMode;
    /** By row: the first row with the same order; 0 if no other row has it. */
    leaders: Uint32Array;
    /** The currency of a goal (null: the default goal); undefined if there is no such goal. */
    currencyOf: (goal: string | null) => string | undefined;
    /** The file has a status column. */
    hasStatus: boolean;
  }) {
    this.#mode = input.mode;
    this.#leaders = input.leaders;
    this.#currencyOf = input.currencyOf;
    this.#hasStatus = input.hasStatus;
    this.#parts = new Uint8Array(input.leaders.length);
  }

  /** Adds a row that shares its order with others. Rows come in the order of the file. */
  add(row: number, content: Row | CellFault): void {
    const leader = this.#leaders[row] ?? 0;
    const read = typeof content === "string" ? undefined : this.#read(content);
    if (read === undefined) {
      if (!this.#unreadRows.has(leader)) this.#unreadRows.set(leader, row);
      return;
    }
    this.#parts[row] = read.minor === null ? READ : READ_WITH_AMOUNT;
    const text = JSON.stringify(read);
    const hasContent = this.#hasContent(read);
    const order = this.#orders.get(leader);
    if (order === undefined) {
      this.#orders.set(leader, {
        ...{ rows: 1, combined: text, carrierText: text, carrier: row, carrierHasContent: hasContent },
        ...{ sumMinor: BigInt(read.minor ?? 0), error: null },
      });
      return;
    }
    const combined = JSON.parse(order.combined) as Read; // as it was written here
    const code = differenceOf(combined, read, this.#mode);
    if (code !== null) order.error ??= { code, row };
    order.combined = JSON.stringify(merge(combined, read));
    order.sumMinor += BigInt(read.minor ?? 0);
    order.rows++;
    if (hasContent || !order.carrierHasContent)
      Object.assign(order, { carrier: row, carrierText: text, carrierHasContent: hasContent });
  }

  /** The result for a row after all rows are added; undefined if the row is applied by itself. */
  repeatOf(row: number): Repeat | undefined {
    const leader = this.#leaders[row] ?? 0;
    const order = this.#orders.get(leader);
    const part = this.#parts[row] ?? 0;
    if (order === undefined || part === 0) return undefined; // an error of its own
    if (order.error !== null) {
      const { code, row: errorRow } = order.error;
      return { kind: "error", code, otherRow: row === errorRow ? leader : errorRow };
    }
    const unreadRow = this.#unreadRows.get(leader);
    if (this.#mode === "sum" && unreadRow !== undefined)
      return { kind: "error", code: "same_order_unread", otherRow: unreadRow };
    if (order.rows === 1) return undefined;
    if (row === order.carrier) return this.#mergedOf(order);
    const isPart = this.#mode === "sum" && part === READ_WITH_AMOUNT;
    return { kind: isPart ? "summed" : "superseded", otherRow: order.carrier };
  }

  /** A row with its amount in minor units; undefined if its amount or its goal can't be read. */
  #read(row: Row): Read | undefined {
    const currency = row.currency ?? this.#currencyOf(row.goal);
    if (currency === undefined || !isCurrency(currency)) return undefined;
    if (row.amount === null) return { ...row, minor: null };
    const amount = readAmount(row.amount, currency);
    return amount.kind === "fault" ? undefined : { ...row, minor: amount.amountMinor };
  }

  /** Whether a row has any content besides its names: a line of blanks has none. */
  #hasContent(read: Read): boolean {
    return Object.entries(read).some(
      ([name, value]) => value !== null && !NAMES.has(name) && (name !== "status" || this.#hasStatus),
    );
  }

  #mergedOf({ combined, carrierText, sumMinor }: Order): Repeat | undefined {
    const { minor, ...row } = JSON.parse(combined) as Read; // as it was written here
    const currency = row.currency ?? this.#currencyOf(row.goal);
    if (this.#mode === "error" || minor === null || currency === undefined)
      return combined === carrierText ? undefined : { kind: "merged", row };
    const amount = { text: decimalOf(sumMinor, exponentOf(currency)), isNumber: true, decimalSeparator: null };
    return { kind: "merged", row: { ...row, amount } };
  }
}

/** How a row contradicts the combined content of earlier rows of its order. */
function differenceOf(combined: Read, read: Read, mode: SameOrderMode): SameOrderError | null {
  const differs = (name: "clickId" | "currency" | "status" | "reasonCode" | "minor") =>
    combined[name] !== null && read[name] !== null && combined[name] !== read[name];
  if (differs("clickId")) return "order_of_another_click";
  // As with two postbacks, "pending" is not an answer. But an amount of which a part is pending can't be approved.
  const isOtherAnswer = differs("status") && (mode === "sum" || ![combined.status, read.status].includes("pending"));
  const isOtherTime =
    combined.occurred !== null && read.occurred !== null && !overlap(combined.occurred, read.occurred);
  const isOtherAmount = mode === "error" && differs("minor");
  return isOtherAmount || isOtherTime || isOtherAnswer || differs("currency") || differs("reasonCode")
    ? "same_order_differs"
    : null;
}

/** The combined content of two rows: blanks add nothing and remove nothing. */
const merge = (combined: Read, read: Read): Read => ({
  ...combined,
  ...(Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null)) as Partial<Read>), // its own pairs
  status: read.status === "pending" ? (combined.status ?? "pending") : (read.status ?? combined.status),
  occurred: spanOf(combined.occurred, read.occurred),
  answered: laterOf(combined.answered, read.answered),
  reason: reasonOf(combined.reason, read.reason),
});

const overlap = (a: Span, b: Span) => a.from <= b.until && b.from <= a.until;

/** The narrower of two matching times: a day, and a moment on that day. */
function spanOf(a: Span | null, b: Span | null): Span | null {
  if (a === null || b === null) return a ?? b;
  return overlap(a, b) ? { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) } : a;
}

/** The later of the times of two matching answers: the answer was still valid then. */
function laterOf(a: Span | null, b: Span | null): Span | null {
  if (a === null || b === null) return a ?? b;
  return a.until > b.until ? a : b;
}

function reasonOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null || a === b) return a ?? b;
  const both = `${a}; ${b}`;
  return both.length <= REASON_TEXT_MAX ? both : a;
}

/** A sum of minor units as a plain decimal, exact at any size. */
function decimalOf(minor: bigint, decimals: number): string {
  const digits = minor.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
