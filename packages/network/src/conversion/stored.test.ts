import { expect, test } from "vitest";
import { COLUMNS, conversionOf } from "./stored.ts";

test("each value of a stored conversion gets the name of its column", () => {
  const values = COLUMNS.map((name) => `value of ${name}`) as unknown as Parameters<typeof conversionOf>[0]; // names only
  expect(Object.entries(conversionOf(values))).toEqual(COLUMNS.map((name) => [name, `value of ${name}`]));
});
