import { exponentOf, readDecimal } from "../money.ts";
import type { WrittenAmount } from "./report.ts";

/** The decimal separators, by their names in settings and parameters. */
export const DECIMAL_SEPARATORS = { point: ".", comma: "," } as const;
type DecimalSeparator = keyof typeof DECIMAL_SEPARATORS;
export const DECIMAL_SEPARATOR_NAMES = ["point", "comma"] as const satisfies readonly DecimalSeparator[];

export const separatorNameOf = (mark: "." | ","): DecimalSeparator => (mark === "." ? "point" : "comma");

/**
 * `amount_ambiguous`: a lone separator between one to three digits and three more may separate thousands or decimals.
 */
export type AmountFault = "amount_unreadable" | "amount_ambiguous" | "amount_too_large" | "amount_inexact";

export type AmountReading = { kind: "amount"; amountMinor: number } | { kind: "fault"; reason: AmountFault };

/** The maximum of digits before the decimals. More is not a sale, nor an integer that stays exact. */
const WHOLE_DIGITS_MAX = 12;

/** Digits of an amount before and after its decimal separator. */
interface Digits {
  whole: string;
  fraction: string;
}

/**
 * Reads an amount in minor units of `currency`, which must be a known one. A text is written as people do (`1 234,50`,
 * `1,234.50`, `1'234.50`): thousands are separated by a space, an apostrophe, or the one of comma and point that does
 * not separate the decimals. A JSON number has one meaning, independent of the number format.
 */
export function readAmount({ text, isNumber, decimalSeparator }: WrittenAmount, currency: string): AmountReading {
  const decimalsMax = exponentOf(currency);
  const digits = isNumber ? digitsOfNumber(text) : digitsOfText(text, decimalSeparator, decimalsMax);
  if (typeof digits === "string") return { kind: "fault", reason: digits };
  const { whole, fraction } = digits;
  if (whole.length > WHOLE_DIGITS_MAX) return { kind: "fault", reason: "amount_too_large" };
  if (/[1-9]/.test(fraction.slice(decimalsMax))) return { kind: "fault", reason: "amount_inexact" };
  const amountMinor = readDecimal(fraction === "" ? whole : `${whole}.${fraction}`, currency);
  return amountMinor === undefined ? { kind: "fault", reason: "amount_too_large" } : { kind: "amount", amountMinor };
}

/** Most amounts: digits, and one or two decimals behind a point, which can't separate thousands then. */
const USUAL = /^(\d+)(?:\.(\d\d?))?$/;

function digitsOfText(text: string, given: "." | "," | null, decimalsMax: number): Digits | AmountFault {
  const usual = given === "," ? null : USUAL.exec(text);
  if (usual !== null) return { whole: withoutZeros(usual[1] ?? ""), fraction: usual[2] ?? "" };
  const spaced = text.replaceAll(/\s/g, " ");
  const separator = given ?? separatorOf(spaced, decimalsMax);
  if (separator === "ambiguous") return "amount_ambiguous";
  const [grouped = "", fraction, ...more] = separator === "none" ? [spaced] : spaced.split(separator);
  const whole = wholeDigits(grouped);
  if (whole === undefined || more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction)))
    return "amount_unreadable";
  return { whole: withoutZeros(whole), fraction: fraction ?? "" };
}

/**
 * The decimal separator, as far as the amount shows it. Of two different marks it is the last one; a lone mark counts
 * only if it is not repeated.
 */
function separatorOf(text: string, decimalsMax: number): "." | "," | "none" | "ambiguous" {
  const marks = text.replace(/[^.,]/g, "");
  const last = marks.at(-1) as "." | "," | undefined; // the text holds no other marks
  if (last === undefined || (marks.length > 1 && new Set(marks).size === 1)) return "none";
  // 0.500 and 12345.678 have no valid group of thousands before the separator. 1 234.567 has separated its thousands
  // already.
  if (!/^[1-9]\d{0,2}[.,]\d{3}$/.test(text)) return last;
  // In 1,234 yen the separator can only be of thousands. In 1.234 dinars it separates the three decimals of the
  // currency.
  return decimalsMax === 0 ? "none" : decimalsMax === 3 ? last : "ambiguous";
}

/**
 * The digits of the whole part. Its thousands are separated by one kind of mark, or not at all. No group begins with 0.
 */
function wholeDigits(whole: string): string | undefined {
  if (/^\d+$/.test(whole)) return whole;
  return /^[1-9]\d{0,2}(?:([\s.,'’])\d{3})(?:\1\d{3})*$/.test(whole) ? whole.replace(/\D/g, "") : undefined;
}

/** The digits of a JSON number with its exponent resolved: some languages write 12345678.9 as `1.23456789E7`. */
function digitsOfNumber(text: string): Digits | AmountFault {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text);
  if (match === null) return "amount_unreadable";
  const [, whole = "", fraction = "", exponent = "0"] = match;
  const all = whole + fraction;
  const digits = all.replace(/^0+/, "");
  if (digits === "") return { whole: "0", fraction: "" };
  /** How many of the digits are before the decimal point; negative if zeros follow it. */
  const before = whole.length + Number(exponent) - (all.length - digits.length);
  if (before > WHOLE_DIGITS_MAX) return "amount_too_large";
  if (before < -WHOLE_DIGITS_MAX) return "amount_inexact";
  return before <= 0
    ? { whole: "0", fraction: "0".repeat(-before) + digits }
    : { whole: digits.slice(0, before).padEnd(before, "0"), fraction: digits.slice(before) };
}

const withoutZeros = (digits: string) => digits.replace(/^0+(?=\d)/, "");
