import { describe, expect, test } from "vitest";
import type { ConversionRow } from "../db/index.ts";
import type { ClickPolicy } from "../offer/index.ts";
import { changesOf } from "./change.ts";
import { releasedFromBlock } from "./facts.ts";
import { beginWith, causeAt, RECORDED_AT } from "./testing.ts";

const POLICY: ClickPolicy = { duplicate: "pay", bot: "refuse", embedded: "hold", fallback: "hold", stopped: "hold" };

const hold = { ...causeAt(RECORDED_AT), reasonCode: "webmaster_blocked" } as const;

describe("a conversion that was held because its webmaster was blocked, when it is released", () => {
  test.each<[string, Partial<ConversionRow>, Partial<ConversionRow>]>([
    ["is clear", {}, { check_state: "clear", check_code: null }],
    ["is held as a pixel's", { channel: "pixel" }, { check_state: "held", check_code: "pixel" }],
    ["is held for its click", { verdict: "embedded" }, { check_state: "held", check_code: "click_embedded" }],
    ["is refused for its click", { verdict: "bot" }, { check_state: "refused", check_code: "click_bot" }],
    ["is clear where the offer pays such clicks", { verdict: "duplicate" }, { check_state: "clear", check_code: null }],
    ["is held without its click", { click_facts: "missing" }, { check_state: "held", check_code: "click_missing" }],
    ["waits for its click", { click_facts: "awaited" }, { check_state: "clear", click_facts: "awaited" }],
  ])("%s", (_, parts, expected) => {
    const held = changesOf(beginWith(parts).row, "hold", hold).at(-1)?.row ?? beginWith().row;
    expect(held).toMatchObject({ check_state: "held", check_code: "webmaster_blocked" });
    const changes = releasedFromBlock(held, POLICY, { ...causeAt(RECORDED_AT + 1), reason: "the traffic was clean" });
    expect(changes[0]?.history).toMatchObject({ event: "release", reason: "the traffic was clean" });
    expect(changes.at(-1)?.row).toMatchObject(expected);
  });
});
