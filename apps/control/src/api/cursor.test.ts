import fc from "fast-check";
import { expect, test } from "vitest";
import { openCursor, sealCursor } from "./cursor.ts";

const text = fc.string({ unit: "grapheme", maxLength: 60 }).filter((one) => one.isWellFormed());

test("a list opens its own cursors with any position", () => {
  fc.assert(
    fc.property(text, text, (list, position) => {
      const cursor = sealCursor(list, position);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(openCursor(list, cursor)).toBe(position);
    }),
  );
});

test.each([
  ["no cursor at all", "zzz"],
  ["nothing", ""],
  ["a bare id", "lnk_347b9cdf"],
  ["a cursor of another list", sealCursor("listOffers", "lnk_347b9cdf")],
  ["a cursor that was cut", sealCursor("listLinks", "lnk_347b9cdf").slice(0, -2)],
  ["a cursor that was changed", sealCursor("listLinks", "lnk_347b9cdf").replace(/.$/, "_")],
])("refuses %s", (_, cursor) => {
  expect(openCursor("listLinks", cursor)).toBeUndefined();
});
