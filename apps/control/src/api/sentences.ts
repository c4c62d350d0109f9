import type { z } from "@hono/zod-openapi";

/** Sentences about values that do not fit their schema. A message beside a schema takes precedence. */

const NOUNS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
};

const FORMATS: Readonly<Record<string, string>> = {
  url: "must be a whole URL, like https://shop.example/",
  email: "must be an e-mail address, like anna@shop.example",
};

/** What is wrong with a value and what to send; undefined where the library's own sentence says it. */
export function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  const { code, input } = issue;
  switch (code) {
    case "invalid_type":
      return sentenceOfType(NOUNS[issue.expected] ?? issue.expected, issue.expected, input);
    case "invalid_value":
      return sentenceOfWord(issue.values.map(String), input);
    case "too_small":
    case "too_big":
      return sentenceOfSize(issue);
    case "invalid_format":
      return FORMATS[issue.format];
    case "invalid_union":
      return issue.discriminator === undefined ? undefined : sentenceOfKind(issue);
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "not_multiple_of":
    case "unrecognized_keys":
      return undefined;
  }
}

function sentenceOfType(noun: string, expected: string, input: unknown): string {
  if (input === undefined) return `is missing; send ${noun}`;
  if (Array.isArray(input) && expected !== "object") return `takes one value, not several; send ${noun}`;
  if (typeof input === "number")
    return expected === "int" || Number.isNaN(input) ? `must be ${noun}` : `must be ${noun}, not a number`;
  return `must be ${noun}, not ${kindOf(input)}`;
}

function kindOf(input: unknown): string {
  if (input === null) return "null";
  if (Array.isArray(input)) return "an array";
  return NOUNS[typeof input] ?? typeof input;
}

function sentenceOfWord(words: readonly string[], input: unknown): string {
  const listed = words.map((word) => JSON.stringify(word)).join(", ");
  const choice = words.length === 1 ? listed : `one of ${listed}`;
  if (input === undefined) return `is missing; send ${choice}`;
  if (Array.isArray(input)) return `takes one value, not several; send ${choice}`;
  const near = typeof input === "string" ? nearestOf(words, input) : undefined;
  return near === undefined ? `must be ${choice}` : `must be ${choice}; did you mean ${JSON.stringify(near)}?`;
}

/** A union whose forms one field tells apart: the fault is that field's. */
function sentenceOfKind({ discriminator, options, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>) {
  const { [String(discriminator)]: kind } = (input ?? {}) as Record<string, unknown>; // it was looked up there
  return sentenceOfWord((options as readonly unknown[] | undefined)?.map(String) ?? [], kind);
}

const UNITS: Readonly<Record<string, string>> = { string: "character", array: "item" };

function sentenceOfSize(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig>): string {
  const isSmall = issue.code === "too_small";
  const bound = isSmall ? issue.minimum : issue.maximum;
  const unit = UNITS[issue.origin];
  if (unit === undefined) {
    if (issue.inclusive === false) return `must be ${isSmall ? "more" : "less"} than ${bound}`;
    return `must be at ${isSmall ? "least" : "most"} ${bound}`;
  }
  if (isSmall && Number(bound) === 1) return `must have at least one ${unit}`;
  return `must have at ${isSmall ? "least" : "most"} ${bound} ${unit}s`;
}

/** The known name that a misspelt one probably means. */
export const nearestOf = (known: readonly string[], name: string): string | undefined =>
  known.find((one) => isNear(one, name));

const NEAR_EDITS_MAX = 2;
/** Shorter names differ by too little to guess. */
const NEAR_LENGTH_MIN = 4;

/** Whether two names differ by at most two letters that were changed, left out, added or swapped. */
function isNear(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < NEAR_LENGTH_MIN) return false;
  if (Math.abs(a.length - b.length) > NEAR_EDITS_MAX || b.length > 100) return false;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      next.push(edits);
    }
    [before, row] = [row, next];
  }
  return (row[b.length] ?? 0) <= Math.min(NEAR_EDITS_MAX, Math.floor(a.length / 2));
}
