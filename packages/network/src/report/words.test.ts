import { expect, test } from "vitest";
import { readStatusWords } from "./words.ts";

test("status words are normalised like those in reports", () => {
  const given = [
    ["Paid ", "approved"],
    ["PAID", "approved"],
    ["On hold\u200b", "pending"],
    ["1", "approved"],
    ["bezahlt\u0308", "approved"],
    ["constructor", "rejected"],
  ] as const;
  const { words, faults } = readStatusWords(given);
  expect(new Map(Object.entries(words))).toEqual(
    new Map([
      ["paid", "approved"],
      ["on hold", "pending"],
      ["1", "approved"],
      ["bezahlẗ", "approved"],
      ["constructor", "rejected"],
    ]),
  );
  expect(faults).toEqual([]);
});

test.each([
  [
    [
      ["Paid", "approved"],
      ["paid ", "rejected"],
    ],
    "paid ",
    "given twice",
  ],
  [[[" ", "approved"]], " ", "blank"],
  [[["{status}", "approved"]], "{status}", "a placeholder that was not replaced by a value"],
] as const)("%j are refused", (given, word, message) => {
  expect(readStatusWords<string>(given).faults).toEqual([{ word, message }]);
});
