import { describe, expect, test } from "vitest";
import { readFields } from "./reading.ts";
import { NO_SETTINGS } from "./settings.ts";

describe("the fields of a postback", () => {
  const settings = { ...NO_SETTINGS, statuses: { "1": "approved", "on hold": "pending" } } as const;

  test("are read as the settings say", () => {
    const fields = { status: "on hold", amount: "1 234,5", currency: "EUR", order_id: "A-1", adv1: "x" };
    expect(readFields({ fields }, "EUR", settings)).toEqual({
      kind: "read",
      fields: { status: "pending", amount: "1234.50", currency: "EUR", order_id: "A-1", adv1: "x" },
    });
    expect(readFields({ fields: {} }, "EUR", settings)).toEqual({ kind: "read", fields: {} });
    expect(readFields({ fields: { status: "approved" } }, "EUR")).toEqual({
      kind: "read",
      fields: { status: "approved" },
    });
  });

  test.each([
    [{ status: "2" }, "status_unknown"],
    [{ status: "constructor" }, "status_unknown"],
    [{ status: "1", amount: "1.234" }, "amount_ambiguous"],
  ])("%j can't be read", (fields, reason) => {
    expect(readFields({ fields }, "USD", settings)).toEqual({ kind: "unreadable", reason });
  });

  test("amounts are read by their currency, without one by the goal's", () => {
    const amountOf = (fields: { amount: string; currency?: string }) => {
      const reading = readFields({ fields }, "KWD");
      return reading.kind === "read" ? reading.fields.amount : reading.reason;
    };
    expect(amountOf({ amount: "12.345" })).toBe("12.345");
    expect(amountOf({ amount: "1,234", currency: "JPY" })).toBe("1234");
    expect(amountOf({ amount: "12.345", currency: "USD" })).toBe("amount_ambiguous");
    expect(amountOf({ amount: "12.345", currency: "XYZ" })).toBe("12.345"); // an unknown currency is refused later
  });

  test("JSON numbers have one meaning, whatever separates decimals in text", () => {
    const comma = { ...NO_SETTINGS, decimalSeparator: "," } as const;
    const read = (amount: string, jsonNumbers: "amount"[]) =>
      readFields({ fields: { amount }, jsonNumbers }, "USD", comma);
    expect(read("49.9", ["amount"])).toEqual({ kind: "read", fields: { amount: "49.90" } });
    expect(read("49.9", [])).toEqual({ kind: "unreadable", reason: "amount_unreadable" });
    expect(read("0.125", ["amount"])).toEqual({ kind: "unreadable", reason: "amount_inexact" });
    expect(read("0.500", [])).toEqual({ kind: "unreadable", reason: "amount_unreadable" });
  });
});
