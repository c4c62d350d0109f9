/** `amount_ambiguous`: a lone separator between one to three digits and three more may part thousands or decimals. */
export type AmountFault = "amount_unreadable" | "amount_ambiguous" | "amount_too_large";

export type AmountReading = { kind: "amount"; decimal: string } | { kind: "fault"; reason: AmountFault };

/** Digits before the decimals: more is no sale, and no integer that stays exact. */
const WHOLE_DIGITS_MAX = 12;

/**
 * An amount as people write it (`1 234,50`, `1,234.50`, `1'234.50`) as a plain decimal. Thousands are parted by a space,
 * an apostrophe, or that of comma and point which does not part the decimals; each group but the first has three digits.
 */
export function readAmount(text: string, decimalSeparator: "." | "," | null): AmountReading {
  const trimmed = text.trim().replaceAll(/\s/g, " ");
  const separator = decimalSeparator ?? separatorOf(trimmed);
  if (separator === "ambiguous") return { kind: "fault", reason: "amount_ambiguous" };
  const [whole = "", fraction, ...more] = separator === "none" ? [trimmed] : trimmed.split(separator);
  const digits = wholeDigits(whole);
  if (digits === undefined || more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction)))
    return { kind: "fault", reason: "amount_unreadable" };
  const plain = digits.replace(/^0+(?=\d)/, "");
  if (plain.length > WHOLE_DIGITS_MAX) return { kind: "fault", reason: "amount_too_large" };
  return { kind: "amount", decimal: fraction === undefined ? plain : `${plain}.${fraction}` };
}

/** What parts the decimals of an amount that says so itself: of two kinds the last; one alone where it is not repeated. */
function separatorOf(text: string): "." | "," | "none" | "ambiguous" {
  const marks = text.replace(/[^.,]/g, "");
  const last = marks.at(-1) as "." | "," | undefined; // nothing else is left
  if (last === undefined || (marks.length > 1 && new Set(marks).size === 1)) return "none";
  // 0.500 has no group before its separator, nor has 12345.678; 1 234.567 has parted its thousands already.
  return marks.length === 1 && /^[1-9]\d{0,2}[.,]\d{3}$/.test(text) ? "ambiguous" : last;
}

/** The digits of the whole part, its thousands parted by one kind of mark or by none. */
function wholeDigits(whole: string): string | undefined {
  if (/^\d+$/.test(whole)) return whole;
  return /^\d{1,3}(?:([\s.,'’])\d{3})(?:\1\d{3})*$/.test(whole) ? whole.replace(/\D/g, "") : undefined;
}
