import type { JsonPair } from "./flat-json.ts";

/**
 * Normalises the text of a field in the same way for every channel: query, form, JSON, pixel, replay and the cell of a
 * file. So the same order has the same identity, however it was reported (docs/decisions/0075).
 */
export type TextForm = "click_id" | "order_id" | "word" | "text" | "amount" | "reason" | "free";

/** Why a text can't be read, as a sentence about it. */
export const TEXT_FAULTS = {
  too_long: "longer than 255 characters",
  reason_too_long: "longer than 500 characters",
  not_utf8: "not UTF-8; encode it as UTF-8",
  hidden_character: "holds an invisible or control character, or white space other than single spaces",
  placeholder: "a placeholder that was not replaced by a value",
  digits_lost: "a number in exponent notation, as spreadsheets write it: its digits are lost; send the id as text",
} as const;

export type TextFault = keyof typeof TEXT_FAULTS;

export type TextReading = { kind: "absent" } | { kind: "text"; text: string } | { kind: "fault"; fault: TextFault };

/** Longest value of a field after normalisation, in UTF-16 units. */
const TEXT_MAX = 255;

/** Longest text of a reason, in the same units. */
export const REASON_TEXT_MAX = 500;

/** Longest value that is normalised: more than this is not padding. */
const RAW_MAX = 1_000;

/** Printable ASCII and single spaces, as most values are: already normalised. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

// White space; control, format and other invisible characters (zero width, bidirectional marks, soft hyphen, fillers).
const BLANK_START = /^[\s\p{Cc}\p{Cf}\p{DI}\u2800]+/u;
const BLANK_END = /[\s\p{Cc}\p{Cf}\p{DI}\u2800]+$/u;

/**
 * U+FFFD, which decoders write for bytes that are not UTF-8, and halves of surrogate pairs, which become it when they
 * are stored.
 */
const NOT_UTF8 = /[\ufffd\p{Cs}]/u;

/** Those that are not part of a text of several lines. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{DI}\u2800]/u;
const OTHER_SPACE = /[^\S ]| {2}/;

/** A template's variable within the text, like `ORD-{order_id}` or `ORD-${id}`, even if percent-encoded several times. */
const VARIABLE = /\{[^{}]*\}|%(?:25)*(?:7b|5b|3c)|\[[a-z_][\w .]+\]|<[a-z_][\w .]+>/i;

/**
 * A text that is nothing but a variable, in the notations of other systems: `[…]`, `<…>`, `$id`, `%ID%`, `#ID#`,
 * `__ID__`.
 */
const ONLY_VARIABLE = /^(?:\[.*\]|<.*>|\$[a-z_]\w*|%[a-z_]\w*%|#[a-z_]\w*#|__[a-z]\w*__)$/i;

/** What programs write for a missing value. */
const NO_VALUE = /^(?:undefined|null|nan|\\n)$/i;
const NO_VALUE_INSIDE = /(?:^|[\W_])(?:undefined|null|NaN)(?:$|[\W_])/;

/**
 * The same for ids, where no advertiser can mean these words; includes the errors of spreadsheets (`#REF!`, `#N/A`).
 */
const NO_ID =
  /^(?:none|nil|true|false|\((?:null|none|not set)\)|(?:order|click|transaction)_?id|#?n\/a|#[\p{L}\d/]+[!?])$/iu;

/** An id has a letter or a digit: `-`, `####` and `?????` (what a lossy conversion leaves) name no order. */
const ID_CHARACTER = /[\p{L}\p{N}]/u;

/** `4.68769E+17` (its plus sign may have been decoded as a space), `4,68769E17`, `1E+05`. `12E5` may be a code. */
const EXPONENT = /^[+-]?\d+(?:[.,]\d*)?e[+ -]\d+$|^[+-]?\d+[.,]\d*e\d+$/i;

/** Trimmed, and in Unicode's composed form (NFC). */
const normalise = (text: string): string => text.replace(BLANK_START, "").replace(BLANK_END, "").normalize("NFC");

const ABSENT: TextReading = { kind: "absent" };

/**
 * Reads a field's text in its form. Order ids keep their case and may contain single spaces. Click_ids and words
 * (goals, statuses, currencies, switches) become lower case. Amounts may contain spaces of any kind. A reason may be
 * any text except a placeholder; its control characters become blanks, since another side reads it. Free text only has
 * a maximum length. A blank is absent. `jsonType` is the value's type in JSON if it was not a string.
 */
export function readText(raw: string, form: TextForm, jsonType?: JsonPair[2]): TextReading {
  if (raw === "") return ABSENT;
  if (raw.length > RAW_MAX) return { kind: "fault", fault: "too_long" };
  const isFolded = form === "word" || form === "click_id";
  const isPlain = PLAIN.test(raw);
  const trimmed = isPlain ? raw : normalise(form === "reason" ? raw.replace(CONTROL, " ") : raw);
  const folded = isFolded ? trimmed.toLowerCase() : trimmed;
  const text = isPlain || !isFolded ? folded : normalise(folded); // lower case may compose otherwise
  if (text === "") return ABSENT;
  const isRewritten = jsonType === "number" && /e/i.test(text); // 1E2 is how a program writes the number 100
  const fault = isRewritten && DIGITS_COUNT[form] ? "digits_lost" : faultOf(text, form, isPlain || PLAIN.test(text));
  if (fault !== undefined) return { kind: "fault", fault };
  return { kind: "text", text };
}

/** The forms in which the digits of a number are a name, not an amount. */
const DIGITS_COUNT: { [Form in TextForm]?: true } = { click_id: true, order_id: true, word: true };

function faultOf(text: string, form: TextForm, isPlain: boolean): TextFault | undefined {
  if (form === "reason" && text.length > REASON_TEXT_MAX) return "reason_too_long";
  if (form !== "reason" && text.length > TEXT_MAX) return "too_long";
  if (!isPlain && NOT_UTF8.test(text)) return "not_utf8";
  if (form === "free") return undefined;
  if (form === "reason") return isWholePlaceholder(text) ? "placeholder" : undefined;
  if (!isPlain && (INVISIBLE.test(text) || (form !== "amount" && OTHER_SPACE.test(text)))) return "hidden_character";
  if (isPlaceholder(text)) return "placeholder";
  if (form !== "click_id" && form !== "order_id") return undefined;
  if (NO_ID.test(text) || !ID_CHARACTER.test(text)) return "placeholder";
  return EXPONENT.test(text) ? "digits_lost" : undefined;
}

/** What every placeholder has. Most values have none of it, and are not looked at further. */
const HINT = /[{<[%$#\\]|__|undefined|null|nan/i;

const isPlaceholder = (text: string) =>
  HINT.test(text) && [VARIABLE, ONLY_VARIABLE, NO_VALUE, NO_VALUE_INSIDE].some((pattern) => pattern.test(text));

/** For free text that people write: whether it is nothing but a placeholder. */
const isWholePlaceholder = (text: string) =>
  [/^\$?\{{1,2}[^{}]*\}{1,2}$/, ONLY_VARIABLE, NO_VALUE].some((pattern) => pattern.test(text));
