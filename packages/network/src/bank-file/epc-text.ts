/** The characters that every SEPA bank takes (EPC217-08, SEPA Requirements for an Extended Character Set). */
const EPC_TEXT = /^[A-Za-z0-9/?:().,'+ -]*$/;

/**
 * Letters that are more than a basic letter with marks, as the conversion table of EPC217-08 writes them; the Icelandic ones
 * as passports do (ICAO 9303), because the table has none. A letter with marks becomes the basic letter: Ä is A, é is e.
 */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: "s", Æ: "A", æ: "a", Œ: "O", œ: "o", Ø: "O", ø: "o", Ł: "L", ł: "l", Đ: "D", đ: "d", Ħ: "H", ħ: "h", ı: "i" },
  ...{ Ð: "D", ð: "d", Þ: "TH", þ: "th" },
  ...{ "’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", _: "-", "&": "+" },
};

/** A text in the characters of SEPA, or the first character that has no counterpart there, such as a Cyrillic letter. */
export type EpcText = { kind: "text"; text: string } | { kind: "refused"; character: string };

/** Writes a text in the characters of SEPA. */
export function epcText(text: string): EpcText {
  if (EPC_TEXT.test(text)) return { kind: "text", text };
  let written = "";
  for (const character of text.normalize("NFC")) {
    const converted = conversionOf(character);
    if (converted === undefined) return { kind: "refused", character };
    written += converted;
  }
  return { kind: "text", text: written };
}

const known = new Map<string, string | undefined>();

/** What is written for a character; undefined if it has no counterpart. */
function conversionOf(character: string): string | undefined {
  if (known.has(character)) return known.get(character);
  const converted = EPC_TEXT.test(character)
    ? character
    : (LETTERS[character] ?? character.normalize("NFD").replaceAll(/\p{Mn}/gu, ""));
  const conversion = converted !== "" && EPC_TEXT.test(converted) ? converted : undefined;
  known.set(character, conversion);
  return conversion;
}

/** Why a text can't be in a SEPA file; undefined if it can. Banks refuse fields that begin or end with a slash, and double slashes. */
export function epcFault(name: string, text: string, lengthMax: number): string | undefined {
  const result = epcText(text);
  if (result.kind === "refused") return `${name} has “${result.character}”, which banks in SEPA can't take`;
  if (result.text.trim() === "") return `${name} is empty`;
  if (/^\/|\/$|\/\//.test(result.text)) return `${name} begins or ends with a slash, or has two in a row`;
  if (result.text.length > lengthMax) return `${name} has ${result.text.length} characters; at most ${lengthMax} fit`;
  return undefined;
}

/** A text that `epcFault` found right, as it is written. */
export function epcWritten(text: string): string {
  const result = epcText(text);
  if (result.kind === "refused") throw new Error(`“${result.character}” can't be written`);
  return result.text;
}
