import { expect, test } from "vitest";
import { CHANNELS } from "./channels.ts";
import type { Channel } from "./report.ts";

const channelsWhere = (condition: (channel: Channel) => boolean) =>
  (Object.keys(CHANNELS) as Channel[]).filter(condition).toSorted(); // its keys are closed

test("only a file changes amounts and decides what it does not mention", () => {
  expect(channelsWhere((name) => CHANNELS[name].otherAmount === "applied")).toEqual(["upload"]);
  expect(channelsWhere((name) => CHANNELS[name].decidesUnmentioned)).toEqual(["upload"]);
});

test("what a visitor's browser reports is held, answers nothing and completes nothing", () => {
  expect(channelsWhere((name) => CHANNELS[name].creates === "held")).toEqual(["pixel"]);
  expect(channelsWhere((name) => !CHANNELS[name].answers)).toEqual(["pixel"]);
  expect(channelsWhere((name) => !CHANNELS[name].completesPixel)).toEqual(["pixel"]);
});

test("a replay may do what its postback may", () => {
  expect(CHANNELS.replay).toEqual(CHANNELS.postback);
});
