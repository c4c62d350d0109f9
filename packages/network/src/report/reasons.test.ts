import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASONS } from "./reasons.ts";

test("every reason of a report is documented for advertisers, and no other", () => {
  const document = readFileSync(new URL("../../../../docs/advertisers.md", import.meta.url).pathname, "utf8");
  const [, section = ""] = document.split("## Why a report is not applied");
  const documented = [...section.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, code, sentence]) => [code, sentence]);
  expect(documented).toEqual(Object.entries(REASONS));
});
