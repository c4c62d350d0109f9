import { readFileSync } from "node:fs";
import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import { describe, expect, test } from "vitest";
import type { Actor } from "../context.ts";
import { changeOf, changesOf, confirm, type Cause } from "./change.ts";
import { holdFor } from "./facts.ts";
import { changeSeenBy, reasonsOf } from "./history.ts";
import { CHANGE_REASONS } from "./reasons.ts";
import { beginWith, causeAt, RECORDED_AT } from "./testing.ts";

const readDoc = (name: string) =>
  readFileSync(new URL(`../../../../docs/${name}.md`, import.meta.url).pathname, "utf8");

test("every code of a reason is in the documents with its sentence", () => {
  for (const [code, sentence] of Object.entries(CHANGE_REASONS))
    expect(readDoc("webmasters")).toContain(`| \`${code}\` | ${sentence} |`);
  for (const code of ANSWER_REASONS) expect(readDoc("advertisers")).toContain(`\`${code}\``);
});

const BY_ADVERTISER: Cause = {
  actor: "advertiser:per_anna",
  reason: "Sent back unopened",
  reasonCode: "returned",
  source: "rcp_1",
  at: RECORDED_AT + 1,
};
const BY_OPERATOR: Cause = { actor: "operator:per_olga", reason: "Ten orders from one room", at: RECORDED_AT + 2 };
const ANSWERED = {
  side: "advertiser",
  code: "returned",
  sentence: CHANGE_REASONS.returned,
  text: "Sent back unopened",
};

describe("the reasons of a conversion", () => {
  const pending = beginWith().row;

  test("are null while nothing is decided", () =>
    expect(reasonsOf(pending)).toEqual({ validationReason: null, checkReason: null }));

  test("of an answer and of a hold exist separately", () => {
    const rejected = changeOf(pending, "reject", BY_ADVERTISER).row;
    const { row } = changeOf(rejected, "hold", BY_OPERATOR);
    expect(reasonsOf(row)).toEqual({
      validationReason: ANSWERED,
      checkReason: { side: "operator", code: null, sentence: null, text: "Ten orders from one room" },
    });
  });

  test("of another answer replaces the one before, even if it has none", () => {
    const rejected = changeOf(pending, "reject", BY_ADVERTISER).row;
    const { row } = changeOf(rejected, "approve", { ...BY_OPERATOR, reason: null });
    expect(reasonsOf(row).validationReason).toEqual({ side: "operator", code: null, sentence: null, text: null });
  });

  test("are updated by the same answer with a reason, and kept by one without", () => {
    const rejected = changeOf(pending, "reject", { ...BY_ADVERTISER, reason: null, reasonCode: null }).row;
    const confirmed = confirm(rejected, { answered_at: RECORDED_AT + 5, amount_at: 0 }, BY_ADVERTISER).row;
    expect(reasonsOf(confirmed).validationReason).toEqual(ANSWERED);
    const again = confirm(
      confirmed,
      { answered_at: RECORDED_AT + 6, amount_at: 0 },
      { ...BY_ADVERTISER, reason: null, reasonCode: null },
    ).row;
    expect(reasonsOf(again).validationReason).toEqual(ANSWERED);
  });

  test("of a hold are kept by a refusal without a reason, and removed by the release", () => {
    const held = changeOf(pending, "hold", BY_OPERATOR).row;
    const refused = changeOf(held, "refuse", causeAt(RECORDED_AT + 3)).row;
    expect(reasonsOf(refused).checkReason).toEqual(reasonsOf(held).checkReason);
    expect(reasonsOf(changeOf(refused, "release", BY_OPERATOR).row).checkReason).toBeNull();
  });

  test("of a hold by the network are its own, not those of the reporting side", () => {
    const [, hold] = holdFor([beginWith()], "pixel", BY_ADVERTISER);
    expect(hold && reasonsOf(hold.row).checkReason).toEqual({
      side: "network",
      code: "pixel",
      sentence: CHANGE_REASONS.pixel,
      text: null,
    });
    const ended = changesOf(beginWith({ hold_days: 0 }).row, "approve", BY_ADVERTISER).at(-1)?.history;
    expect(ended).toMatchObject({ event: "end_hold", actor: "system:check", reason: null, reason_code: null });
  });
});

describe("a change is visible", () => {
  const OPERATOR: Actor = { role: "operator", id: "per_olga" };
  const ADVERTISER: Actor = { role: "advertiser", id: "per_anna", advertiserId: "adv_1" };
  const WEBMASTER: Actor = { role: "webmaster", id: "per_vera", webmasterId: "web_1" };
  const answer = changeOf(beginWith().row, "reject", BY_ADVERTISER).history;
  const hold = changeOf(beginWith().row, "hold", BY_OPERATOR).history;
  const back = { ...answer, event: "return", actor: "operator:per_olga", reason: "The bank sent it back" };

  test.each([
    [
      "by its own side with the person and the source",
      ADVERTISER,
      answer,
      { actor: "advertiser:per_anna", source: "rcp_1" },
    ],
    ["by the operator with both", OPERATOR, answer, { actor: "advertiser:per_anna", source: "rcp_1" }],
    ["by the webmaster as a side's", WEBMASTER, answer, { actor: undefined, source: undefined }],
    ["by the advertiser as the operator's", ADVERTISER, hold, { actor: undefined, source: null }],
    ["by the webmaster as the operator's", WEBMASTER, hold, { actor: undefined, source: undefined }],
  ] as const)("%s", (_, actor, row, expected) => {
    const side = row === answer ? "advertiser" : "operator";
    expect(changeSeenBy(actor, row)).toMatchObject({
      side,
      reason: row.reason,
      reasonCode: row.reason_code,
      ...expected,
    });
  });

  test("of a payment without its reason by the advertiser, with it by the webmaster", () => {
    expect(changeSeenBy(ADVERTISER, back)).toMatchObject({
      reason: undefined,
      reasonCode: undefined,
      reasonSentence: undefined,
    });
    expect(changeSeenBy(WEBMASTER, back)).toMatchObject({ reason: "The bank sent it back" });
  });
});
