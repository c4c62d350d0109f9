import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASONS } from "../report/index.ts";
import { RESOLVERS, resolves, type ResolutionVerb } from "./parked.ts";

const VERBS = Object.keys(RESOLVERS) as ResolutionVerb[]; // its keys are closed

test("the verbs and their roles are as documented", () => {
  const document = readFileSync(new URL("../../../../docs/advertisers.md", import.meta.url).pathname, "utf8");
  const [, section = ""] = document.split("### Parked postbacks");
  const rows = [...section.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) \|/gm)].slice(0, VERBS.length);
  const parked = Object.keys(REASONS)
    .filter((reason) => resolves("dismiss", reason))
    .toSorted();
  const documented = rows.map(([, verb, reasons = "", who = ""]) => [
    verb,
    reasons === "all of them" ? parked : reasons.split(", ").map((reason) => reason.replaceAll("`", "")),
    who.split(", ").map((one) => (one === "you" ? "advertiser" : one.replace("the ", ""))),
  ]);
  expect(documented).toEqual(
    VERBS.map((verb) => [verb, parked.filter((reason) => resolves(verb, reason)), [...RESOLVERS[verb]]]),
  );
});

test.each([null, "window_passed", "status_unknown", "constructor", "__proto__"])("nothing resolves %s", (reason) =>
  expect(VERBS.filter((verb) => resolves(verb, reason))).toEqual([]),
);
