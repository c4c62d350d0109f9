import { readFileSync } from "node:fs";
import { POSTBACK_REFUSALS } from "@waymark/contract/postback-refusal";
import { expect, test, vi } from "vitest";
import { refuse } from "./refusals.ts";

test("docs/advertisers.md lists every refusal of a postback with its status", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const page = readFileSync(new URL("../../../docs/advertisers.md", import.meta.url).pathname, "utf8");
  const listed = [...page.matchAll(/^\| (\d{3}) \| `(\w+)` \|/gm)].map(([, status, code]) => `${status} ${code}`);
  const refused = POSTBACK_REFUSALS.map((code) => `${refuse(code).status} ${code}`);
  expect(listed.toSorted()).toEqual([...refused, "405 method_not_allowed"].toSorted());
});
