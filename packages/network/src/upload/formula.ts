/**
 * Keeps spreadsheets from computing cells (CSV injection). Each place where a formula could begin, with any delimiter,
 * gets an apostrophe. Reading removes exactly these apostrophes.
 */

/** Everything that can end a cell if the file is opened with another delimiter, even within a quoted cell. */
const SEPARATORS = /([,;\t|\r\n])/;

/** Spreadsheets skip blanks, and differ in how they read quotes in the middle of a cell. */
const FORMULA = /^[\s\p{Cc}\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
const SKIPPED = /^[\s\p{Cc}\p{Cf}"]*$/u;

const NUMBER = /^[+-]?\d+(?:[.,]\d+)*$/;

/**
 * A cell's text with its guards. A number with a sign stays a number, except at the beginning of a row, where a longer
 * cell could begin if the file is opened with another delimiter.
 */
export function guardFormulas(text: string, { isFirst }: { isFirst: boolean }): string {
  if (!isFirst && NUMBER.test(text)) return text;
  return inSegments(text, (segment) => (FORMULA.test(withoutApostrophes(segment)) ? `'${segment}` : segment));
}

/** Whether the text after a cell and a tab could begin a cell: spreadsheets skip tabs and blanks. */
export function isCellOpenAfter(text: string, wasOpen: boolean): boolean {
  const segments = text.split(SEPARATORS);
  return SKIPPED.test(segments.at(-1) ?? "") && (segments.length > 1 || wasOpen);
}

/** Reverts `guardFormulas`. */
export function withoutGuards(text: string): string {
  if (!text.includes("'")) return text;
  return inSegments(text, (segment) =>
    segment.startsWith("'") && FORMULA.test(withoutApostrophes(segment)) ? segment.slice(1) : segment,
  );
}

const inSegments = (text: string, change: (segment: string) => string) =>
  text
    .split(SEPARATORS)
    .map((part, i) => (i % 2 === 0 ? change(part) : part))
    .join("");

const withoutApostrophes = (segment: string) => segment.replace(/^'+/, "");
