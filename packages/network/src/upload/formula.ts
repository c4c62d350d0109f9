/**
 * Keeps spreadsheets from computing cells (CSV injection). Each place where a formula could begin, whichever delimiter
 * the file is opened with, gets an apostrophe; reading takes exactly that apostrophe off again.
 */

/** What can end a cell when a file is opened with another delimiter, and each of these ends one in a quoted cell too. */
const SEPARATORS = /([,;\t|\r\n])/;

/** Spreadsheets skip blanks, and read quotes in the middle of a cell each in its own way. */
const FORMULA = /^[\s\p{Cc}\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
const SKIPPED = /^[\s\p{Cc}\p{Cf}"]*$/u;

const NUMBER = /^[+-]?\d+(?:[.,]\d+)*$/;

/**
 * A cell's text with its guards. A number with a sign stays a number, except at the beginning of a row: with another
 * delimiter a longer cell would begin there.
 */
export function guardFormulas(text: string, { isFirst }: { isFirst: boolean }): string {
  if (!isFirst && NUMBER.test(text)) return text;
  return inSegments(text, (segment) => (FORMULA.test(withoutApostrophes(segment)) ? `'${segment}` : segment));
}

/** Whether what follows a cell and a tab could begin a cell: spreadsheets skip tabs and all that is blank. */
export function isCellOpenAfter(text: string, wasOpen: boolean): boolean {
  const segments = text.split(SEPARATORS);
  return SKIPPED.test(segments.at(-1) ?? "") && (segments.length > 1 || wasOpen);
}

/** The text that `guardFormulas` was given. */
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
