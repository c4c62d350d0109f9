import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CHANNELS } from "./channels.ts";
import type { Channel } from "./report.ts";

const NAMES = Object.keys(CHANNELS) as Channel[]; // its keys are closed

const channelsWhere = (condition: (channel: Channel) => boolean) => NAMES.filter(condition).toSorted();

test("what each channel may do is as documented for advertisers", () => {
  const document = readFileSync(new URL("../../../../docs/advertisers.md", import.meta.url).pathname, "utf8");
  const [, section = ""] = document.split("### What each channel may do");
  const [header = [], ...rows] = [...(section.split("\n###")[0] ?? "").matchAll(/^\| (.*) \|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => cell.replaceAll("`", "").trim()),
  );
  const documented = rows.map(([rule, ...cells]) => [rule, ...cells.slice(0, header.length - 1)]);
  const channels = header.slice(1, 1 + NAMES.length) as Channel[]; // compared with the table below
  expect(channels.toSorted()).toEqual(NAMES.toSorted());
  const words = (value: string | boolean) => (typeof value === "string" ? value : value ? "yes" : "no");
  const rules = Object.keys(CHANNELS.postback) as (keyof (typeof CHANNELS)["postback"])[]; // the same of every channel
  expect(documented.map((cells) => cells.slice(0, channels.length + 1))).toEqual(
    rules.map((rule) => [rule, ...channels.map((name) => words(CHANNELS[name][rule]))]),
  );
});

test("only files, the API and claims change amounts, and only files decide unmentioned conversions", () => {
  expect(channelsWhere((name) => CHANNELS[name].otherAmount === "applied")).toEqual(["api", "claim", "upload"]);
  expect(channelsWhere((name) => CHANNELS[name].decidesUnmentioned)).toEqual(["upload"]);
});

test("a pixel's report is held, answers nothing and completes nothing", () => {
  expect(channelsWhere((name) => CHANNELS[name].creates === "held")).toEqual(["pixel"]);
  expect(channelsWhere((name) => !CHANNELS[name].answers)).toEqual(["pixel"]);
  expect(channelsWhere((name) => !CHANNELS[name].completesPixel)).toEqual(["pixel"]);
});

test("a replay may do what its postback may", () => {
  expect(CHANNELS.replay).toEqual(CHANNELS.postback);
});
