import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expandDeepLink } from "./deep-link.ts";

describe("a deep link", () => {
  const shop = { hosts: ["shop.example", ".brand.example", "dev.example:8443"], clickParameter: "click_id" };
  const lead = (url: string, passed: [string, string][] = []) => expandDeepLink(shop, url, "c1", passed);

  test.each([
    ["https://shop.example", "https://shop.example/?click_id=c1"],
    ["https://shop.example/a/b?c=d#e", "https://shop.example/a/b?c=d&click_id=c1#e"],
    ["HTTPS://SHOP.EXAMPLE/A", "https://shop.example/A?click_id=c1"],
    ["http://shop.example:80/", "http://shop.example/?click_id=c1"],
    ["https://brand.example/", "https://brand.example/?click_id=c1"],
    ["https://a.b.brand.example/", "https://a.b.brand.example/?click_id=c1"],
    ["https://dev.example:8443/", "https://dev.example:8443/?click_id=c1"],
    ["https://shop.example/ключ?ö=ä", "https://shop.example/%D0%BA%D0%BB%D1%8E%D1%87?%C3%B6=%C3%A4&click_id=c1"],
    ["https://shop.example./a", "https://shop.example./a?click_id=c1"],
    ["https://dev.example.:8443/", "https://dev.example.:8443/?click_id=c1"],
    // Query and fragment keep every byte that a URL can hold.
    ["https://shop.example/?q=a%20b&flag&click_id=old", "https://shop.example/?q=a%20b&flag&click_id=c1"],
    ["https://shop.example/?a&&b=&c=%2f%2F+%zz&click_id=x", "https://shop.example/?a&&b=&c=%2f%2F+%zz&click_id=c1"],
    ["https://shop.example/?q='<>\"`|{}[]\\^", "https://shop.example/?q='<>\"`|{}[]\\^&click_id=c1"],
    ["https://shop.example/?a=1#b?click_id=x&c d", "https://shop.example/?a=1&click_id=c1#b?click_id=x&c%20d"],
    ["https://shop.example#?a", "https://shop.example/?click_id=c1#?a"],
    ["https://shop.example/?a=b?c=/d/../e", "https://shop.example/?a=b?c=/d/../e&click_id=c1"],
    ["https://shop.example/?a=\tb\nc", "https://shop.example/?a=%09b%0Ac&click_id=c1"],
    [" https://shop.example/a/../b?c ", "https://shop.example/b?c&click_id=c1"],
    // A foreign click_ID is removed in any spelling.
    ["https://shop.example/?click_id", "https://shop.example/?click_id=c1"],
    ["https://shop.example/?Click_ID=other", "https://shop.example/?Click_ID=other&click_id=c1"],
    ["https://shop.example/?click_id=evil", "https://shop.example/?click_id=c1"],
    ["https://shop.example/?a=1&click%5Fid=evil&click_id=x", "https://shop.example/?a=1&click_id=c1"],
  ])("%s → %s", (url, destination) => {
    expect(lead(url)).toBe(destination);
  });

  test.each([
    ...["", "/", "//shop.example/", "shop.example", "javascript:alert(1)//shop.example", "data:text/html,shop.example"],
    ...["https://evil.example/", "https://shop.example.evil.example/", "https://evilshop.example/"],
    ...[
      "https://evil.example/https://shop.example/",
      "https://evil.example?shop.example",
      "https://evil.example#@shop.example",
    ],
    ...["https://user@shop.example/", "https://shop.example@evil.example/", "https://shop.example:pw@evil.example/"],
    ...["https://shop.example:8443/", "https://dev.example/", "https://xbrand.example/", "ftp://shop.example/"],
    ...[
      "https://evil.example\\@shop.example/",
      "https://evil.example\\.brand.example/",
      "https:shop.example",
      "https:///",
      "https://[",
    ],
    `https://shop.example/${"a".repeat(5_000)}`,
  ])("to %j is refused", (url) => {
    expect(lead(url)).toBeUndefined();
  });

  test("contains the passed parameters", () => {
    expect(lead("https://shop.example/", [["a", "1"]])).toBe("https://shop.example/?click_id=c1&a=1");
    expect(expandDeepLink(shop, "https://shop.example/", "", [["a", "1 &"]])).toBe("https://shop.example/?a=1%20%26");
    expect(expandDeepLink(shop, "https://shop.example/", "")).toBe("https://shop.example/");
  });

  test("has one value of each parameter: its own takes precedence over a passed one", () => {
    const passed: [string, string][] = [
      ["utm_source", "passed"],
      ["utm_medium", "passed"],
      ["gclid", "passed"],
    ];
    const destination = lead("https://shop.example/?utm_source=own&utm%5Fmedium=", passed);
    expect(destination).toBe("https://shop.example/?utm_source=own&utm%5Fmedium=&click_id=c1&gclid=passed");
  });

  test("keeps the bytes of its query, for any query", () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[!-"$-~]{0,40}$/), (query) => {
        fc.pre(!new URLSearchParams(`&${query}`).has("click_id"));
        const joint = query === "" ? "" : "&";
        expect(lead(`https://shop.example/?${query}`)).toBe(`https://shop.example/?${query}${joint}click_id=c1`);
      }),
    ));

  test("leads to an allowed host or nowhere, for any input", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(
              "https://",
              "http://",
              "shop.example",
              ".brand.example",
              "evil.example",
              "@",
              ":",
              "/",
              "\\",
            ),
            fc.constantFrom(
              "?",
              "#",
              "%2f",
              "%40",
              ".",
              "\t",
              "\n",
              "\u0000",
              "[",
              "]",
              "。",
              "／",
              "xn--",
              "click_id=x",
              "&",
            ),
            fc.string({ maxLength: 4 }),
          ),
          { maxLength: 12 },
        ),
        (parts) => {
          const destination = lead(`https://${parts.join("")}`);
          if (destination === undefined) return;
          const { hostname, username, searchParams } = new URL(destination);
          expect(hostname).toMatch(/^shop\.example\.?$|(^|\.)brand\.example\.?$/);
          expect(username).toBe("");
          expect(searchParams.getAll("click_id")).toEqual(["c1"]);
        },
      ),
      { numRuns: 3_000 },
    ));
});
