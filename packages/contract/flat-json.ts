/** A value of a flat JSON object as text, and its type if that was not a string. `null` is an empty text. */
export type JsonPair = [name: string, value: string, type?: "number" | "boolean"];

const STRING = String.raw`"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const SPACE = String.raw`[ \t\n\r]*`;

const START = /^\ufeff?[ \t\n\r]*\{[ \t\n\r]*/;
const PAIR = new RegExp(
  String.raw`(${STRING})${SPACE}:${SPACE}(?:(${STRING})|(${NUMBER})|(true|false)|null)${SPACE}([,}])${SPACE}`,
  "y",
);

/**
 * The pairs of a flat JSON object in order, including repeated names; undefined for any other text. `JSON.parse` is not
 * used for the whole, since it rounds numbers and drops repeated names (docs/decisions/0076).
 */
export function readFlatJson(text: string): JsonPair[] | undefined {
  let at = START.exec(text)?.[0].length;
  if (at === undefined) return undefined;
  if (text[at] === "}") return isSpace(text.slice(at + 1)) ? [] : undefined;
  const pairs: JsonPair[] = [];
  for (;;) {
    PAIR.lastIndex = at;
    const [whole, name, string, number, boolean, end] = PAIR.exec(text) ?? [];
    if (whole === undefined || name === undefined) return undefined;
    const [readName, value] = [unquoted(name), string === undefined ? (number ?? boolean ?? "") : unquoted(string)];
    if (readName === undefined || value === undefined) return undefined;
    const type = number === undefined ? (boolean === undefined ? undefined : "boolean") : "number";
    pairs.push(type === undefined ? [readName, value] : [readName, value, type]);
    at += whole.length;
    if (end === "}") return isSpace(text.slice(at)) ? pairs : undefined;
  }
}

const isSpace = (text: string) => /^[ \t\n\r]*$/.test(text);

/** The text of a JSON string; undefined if an escape is wrong. */
function unquoted(string: string): string | undefined {
  if (!string.includes("\\")) return string.slice(1, -1);
  try {
    return JSON.parse(string) as string; // of a quoted string
  } catch {
    return undefined;
  }
}
