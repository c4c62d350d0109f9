import { describe, expect, test } from "vitest";
import { readFields } from "./reading.ts";
import { NO_SETTINGS } from "./settings.ts";

describe("the fields of a postback", () => {
  const settings = { ...NO_SETTINGS, statuses: { "1": "approved", "on hold": "pending" } } as const;

  test("are read as the settings say", () => {
    const fields = { status: "On Hold ", amount: "1 234,5", currency: "eur", order_id: "A-1", adv1: "x" };
    expect(readFields(fields, settings)).toEqual({
      kind: "read",
      fields: { status: "pending", amount: "1234.5", currency: "EUR", order_id: "A-1", adv1: "x" },
    });
    expect(readFields({}, settings)).toEqual({ kind: "read", fields: {} });
    expect(readFields({ status: "APPROVED" })).toEqual({ kind: "read", fields: { status: "approved" } });
  });

  test.each([
    [{ status: "2" }, "status_unknown"],
    [{ status: "constructor" }, "status_unknown"],
    [{ status: "1", amount: "1.234" }, "amount_ambiguous"],
  ])("%j can't be read", (fields, reason) => {
    expect(readFields(fields, settings)).toEqual({ kind: "unreadable", reason });
  });
});
