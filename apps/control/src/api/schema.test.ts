import { expect, test } from "vitest";
import { page, PageQuery } from "./schema.ts";

const rowsOf = (...chars: number[]) => chars.map((count, i) => ({ id: `row_${i}`, text: "x".repeat(count) }));
const idsOf = (rows: readonly { id: string; text: string }[], limit: number) => {
  const { data, next_cursor } = page(rows, limit, (row) => row);
  return [data.map(({ id }) => id), next_cursor];
};

test.each([
  ["all rows of the last page", rowsOf(1, 1), 3, [["row_0", "row_1"], null]],
  ["a full page has a next one", rowsOf(1, 1), 2, [["row_0", "row_1"], "row_1"]],
  ["a heavy page ends before its limit", rowsOf(600_000, 300_000, 600_000), 3, [["row_0", "row_1"], "row_1"]],
  ["the last page too, if it is heavy", rowsOf(600_000, 600_000), 3, [["row_0"], "row_0"]],
  ["a row that is too heavy is a page of its own", rowsOf(2_000_000, 1), 3, [["row_0"], "row_0"]],
  ["no rows", [], 3, [[], null]],
])("%s", (_, rows, limit, expected) => {
  expect(idsOf(rows, limit)).toEqual(expected);
});

test.each(["0x10", "1e2", "1.5", "+5", "-5", " 5", "", "9".repeat(30)])("limit=%s is not a number of rows", (limit) => {
  expect(PageQuery.safeParse({ limit }).success).toBe(false);
});

test("a limit is read as decimal digits, and has a default", () => {
  expect(PageQuery.parse({ limit: "010" }).limit).toBe(10);
  expect(PageQuery.parse({}).limit).toBe(50);
});
