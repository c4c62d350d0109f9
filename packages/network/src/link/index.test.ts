import { describe, expect, test } from "vitest";
import { insertLink, readAbuseReport } from "./index.ts";
import { skeletonOf } from "./skeleton.ts";

const linkWith = (slug: string) => ({ id: "lnk_1", slug, offerId: "off_1", webmasterId: "web_1", defaults: {} });

describe("insertLink", () => {
  test.each([
    ["a path of the edge's own", ["postback", "health", "cdn-cgi", "abuse", "pixel.gif", "robots.txt"]],
    ["easily read as one", ["p0stback", "hea1th", "heaith", "cdn_cgi"]],
    ["too short", ["", "a"]],
    ["too long", ["a".repeat(65)]],
    ["not lower-case", ["Demo"]],
    ["of characters that a URL would change or cut", ["a b", "a/b", "a?b", "a#b", "a%20b", "ключ", ".well-known"]],
  ])("refuses a slug that is %s: %j", (_, slugs) => {
    const reserved = expect.objectContaining({ name: "NetworkError", code: "slug_reserved" }) as unknown; // typed any by vitest
    for (const slug of slugs) expect(() => insertLink(linkWith(slug), 0)).toThrow(reserved);
  });

  test.each(["demo", "black-friday_2026", "00", "a".repeat(64)])(
    "takes %s and publishes it with its number",
    (slug) => {
      const statements = insertLink(linkWith(slug), 5);
      const row = ["lnk_1", slug, skeletonOf(slug), "off_1", "web_1", null, null, null, "{}"];
      expect(statements[0]?.parameters).toEqual([5, JSON.stringify([row])]);
      expect(statements[1]?.parameters).toEqual([5, "link:/", "link-number:", JSON.stringify(["lnk_1"])]);
    },
  );
});

test("a report keeps its lines and has no other control characters", () => {
  const form = new URLSearchParams({
    link: "demo\u0000",
    reason_code: "spam",
    reason: "one\r\ntwo\u001b[31m",
    contact: "",
  });
  expect(readAbuseReport(form)).toEqual({ link: "demo", text: "one\ntwo [31m", contact: "", reason: "spam" });
});
