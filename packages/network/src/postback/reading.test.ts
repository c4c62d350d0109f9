import type { PostbackFields } from "@waymark/contract/postback-event";
import { clickIdOf } from "@waymark/contract/testing";
import { describe, expect, test } from "vitest";
import { readEvent } from "./reading.ts";
import { NO_SETTINGS } from "./settings.ts";

const ACCEPTED_AT = Date.parse("2026-11-02T12:00:00Z");

const eventWith = (fields: PostbackFields, parts: Partial<Parameters<typeof readEvent>[0]> = {}) => ({
  clickId: clickIdOf(),
  acceptedAt: ACCEPTED_AT,
  fields,
  request: {},
  ...parts,
});

const EMPTY = {
  channel: "postback",
  clickId: clickIdOf(),
  orderId: null,
  goal: null,
  amount: null,
  currency: null,
  status: null,
  occurred: null,
  answeredAt: null,
  isTest: false,
  reason: null,
  reportedAt: ACCEPTED_AT,
};

describe("a postback read as a report", () => {
  const settings = { ...NO_SETTINGS, statuses: { "1": "approved", "on hold": "pending" } } as const;

  test("has the fields' meaning by the settings", () => {
    const fields = {
      ...{ status: "on hold", amount: "1 234,5", currency: "EUR", order_id: "A-1", goal: "sale", adv1: "x" },
      ...{ occurred_at: "2026-11-01T10:00:00Z", answered_at: "2026-11-02T10:00:00Z", test: "1" },
      ...{ reason: "sent back", reason_code: "returned" },
    };
    const occurredAt = Date.parse("2026-11-01T10:00:00Z");
    expect(readEvent(eventWith(fields), settings)).toEqual({
      kind: "report",
      report: {
        ...EMPTY,
        ...{ orderId: "A-1", goal: "sale", currency: "EUR", status: "pending", isTest: true },
        amount: { text: "1 234,5", isNumber: false, decimalSeparator: null },
        occurred: { from: occurredAt, until: occurredAt },
        answeredAt: Date.parse("2026-11-02T10:00:00Z"),
        reason: { code: "returned", text: "sent back" },
      },
    });
    expect(readEvent(eventWith({}), settings)).toEqual({ kind: "report", report: EMPTY });
  });

  test.each(["2", "constructor"])("can't be read with the status %s", (status) => {
    expect(readEvent(eventWith({ status }), settings)).toEqual({ kind: "unreadable", reason: "status_unknown" });
  });

  test("keeps the amount as written, with the decimal separator", () => {
    const comma = { ...NO_SETTINGS, decimalSeparator: "," } as const;
    expect(readEvent(eventWith({ amount: "49.9" }, { jsonNumbers: ["amount"] }), comma)).toMatchObject({
      report: { amount: { text: "49.9", isNumber: true, decimalSeparator: "," } },
    });
  });

  test.each([
    [{}, true, "replay"],
    [{ isPixel: true }, false, "pixel"],
    [{ isPixel: true }, true, "pixel"],
  ] as const)("of the request %j, replayed: %s, came by the channel %s", (request, isReplay, channel) => {
    expect(readEvent(eventWith({}, { request }), settings, isReplay)).toMatchObject({ report: { channel } });
  });
});
