import { expect, test } from "vitest";
import { isCrossSite } from "./cross-site.ts";

const OWN = "http://localhost:8789";

test.each([
  ["same-origin", OWN, false],
  ["none", undefined, false], // typed or bookmarked
  ["same-site", "http://localhost:8788", true], // another port is another site to us
  ["cross-site", "https://evil.example", true],
  ["cross-site", OWN, true], // the browser's word counts
  ["nonsense", OWN, true],
  [undefined, OWN, false],
  [undefined, "null", true],
  [undefined, "https://evil.example", true],
  [undefined, `${OWN}.evil.example`, true],
  [undefined, undefined, false], // no browser
])("Sec-Fetch-Site %s, Origin %s → %s", (secFetchSite, origin, expected) =>
  expect(isCrossSite({ secFetchSite, origin }, OWN)).toBe(expected),
);
