import { DAY_MS } from "@waymark/contract/duration";
import { describe, expect, test } from "vitest";
import { changedPolicy, clickPolicyAt } from "./click-policy.ts";

const FIRST = { click_policy: "{}", earlier_click_policies: "[]" };

describe("a click is treated as the policy said when it was made", () => {
  const strict = changedPolicy(FIRST, { bot: "refuse" }, 1_000);
  const loose = changedPolicy(strict, { bot: "pay" }, 2_000);

  test.each([
    [0, "hold"],
    [999, "hold"],
    [1_000, "refuse"],
    [1_999, "refuse"],
    [2_000, "pay"],
    [9_000, "pay"],
  ])("at %d: %s", (clickedAt, treatment) => expect(clickPolicyAt(loose, clickedAt).bot).toBe(treatment));

  test("and the same policy again changes nothing", () => {
    expect(changedPolicy(strict, { bot: "refuse" }, 5_000)).toEqual(strict);
  });
});

test("policies are kept while their clicks can convert, and are not changed too often", () => {
  const treatments = ["pay", "hold"] as const;
  let offer = FIRST;
  const change = (i: number, at: number) => (offer = changedPolicy(offer, { bot: treatments[i % 2] }, at));
  for (let i = 0; i < 200; i++) change(i, i);
  expect(() => change(200, 200)).toThrow(expect.objectContaining({ code: "limit_reached" }) as unknown as Error); // typed any by vitest
  expect(JSON.parse(change(200, 401 * DAY_MS).earlier_click_policies)).toHaveLength(1);
});
