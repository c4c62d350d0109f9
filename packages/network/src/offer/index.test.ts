import { describe, expect, test } from "vitest";
import { insertOffer, type NewOffer } from "./index.ts";
import { NO_ROUTING } from "./routing.ts";

const goalWith = (parts: Partial<NewOffer["goals"][number]> = {}): NewOffer["goals"][number] => ({
  code: "sale",
  isDefault: true,
  currency: "EUR",
  revenueFixedMinor: 0,
  revenueBps: 1_000,
  commissionFixedMinor: 0,
  commissionBps: 500,
  ...parts,
});

const offerWith = (parts: Partial<NewOffer> = {}): NewOffer => ({
  advertiserId: "adv_1",
  name: "Offer",
  validation: "real_time",
  validationDays: 14,
  holdDays: 7,
  attributionDays: 30,
  clickParameter: "click_id",
  fallbackUrl: null,
  goals: [goalWith(), goalWith({ code: "lead", isDefault: false })],
  landings: [{ url: "https://shop.example/", weight: 1 }],
  ...parts,
});

describe("a contradictory offer is refused", () => {
  test.each([
    ["no goal", "invalid_input", "goals", { goals: [] }],
    ["no default goal", "invalid_input", "goals", { goals: [goalWith({ isDefault: false })] }],
    ["two default goals", "invalid_input", "goals", { goals: [goalWith(), goalWith({ code: "lead" })] }],
    ["two goals of one code", "invalid_input", "goals", { goals: [goalWith(), goalWith({ isDefault: false })] }],
    ["self-approval beside uploads", "invalid_input", "validation_days", { validation: "upload" as const }],
    [
      "an unknown macro",
      "landing_refused",
      "landings[0].url",
      { landings: [{ url: "https://a.example/{x}", weight: 1 }] },
    ],
    [
      "a script as landing",
      "landing_refused",
      "landings[0].url",
      { landings: [{ url: "javascript:alert(1)", weight: 1 }] },
    ],
    ["an unknown currency", "currency_unknown", undefined, { goals: [goalWith({ currency: "ZZZ" })] }],
  ])("%s: %s at %s", (_, code, path, parts: Partial<NewOffer>) => {
    const refusal = expect.objectContaining({
      ...{ name: "NetworkError", code },
      ...(path !== undefined && { errors: [expect.objectContaining({ path })] }),
    }) as unknown; // typed any by vitest
    expect(() => insertOffer("off_1", offerWith(parts), "draft", 0)).toThrow(refusal);
  });
});

test("an offer is written with its goals and landings, and published", () => {
  const rows = insertOffer("off_1", offerWith(), "active", 5).map(({ parameters }) => parameters);
  const json = (value: unknown) => JSON.stringify(value);
  expect(rows).toEqual([
    [
      json([
        [
          "off_1",
          "adv_1",
          "Offer",
          "active",
          "real_time",
          14,
          7,
          30,
          14,
          "click_id",
          null,
          1,
          5,
          json(NO_ROUTING),
          null,
          null,
          "",
          "[]",
          "[]",
          "[]",
          null,
          "public",
          null,
          null,
          0,
          "{}",
          "[]",
        ],
      ]),
    ],
    [
      json([
        ["goal_1_sale", "off_1", "sale", 1, "EUR", 0, 1_000, 0, 500, "by_order"],
        ["goal_1_lead", "off_1", "lead", 0, "EUR", 0, 1_000, 0, 500, "by_order"],
      ]),
    ],
    [json([["lnd_1_1", "off_1", "https://shop.example/", 1]])],
    [5, json(["offer:off_1"])],
  ]);
});
