import { RESERVED_SLUGS, SLUG_PATTERN } from "@waymark/contract/slug";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRetyped } from "./retyped.ts";

describe("a path that was copied with additional characters is still the link", () => {
  test.each([
    ["/demo.", "", ""],
    ["/demo,", "", ""],
    ["/demo)", "", ""],
    ["/demo%20", "", ""],
    ["/demo%2520", "", ""],
    ["/demo>", "", ""],
    ["/demo%22", "", ""],
    ["/demo%E2%80%A6", "", ""],
    ["/demo…", "", ""],
    ["/demo%C2%A0now", "", ""],
    ["/demo%0A", "", ""],
    ["/demo%", "", ""],
    ["/demo!?", "", ""],
    ["/demo.html", "", ""],
    ["/DEMO.", "", ""],
    ["/d%65mo", "", ""],
    ["/demo/)", "", ""],
    ["/demo%2F", "", ""],
    ["/demo.", "?sub1=mail", "?sub1=mail"],
    ["/demo&sub1=mail", "", "?sub1=mail"],
    ["/demo&amp;sub1=mail", "", "?amp;sub1=mail"],
    ["/demo&sub1=mail", "?sub2=b", "?sub1=mail&sub2=b"],
    ["/demo.&sub1=a%26b", "", "?sub1=a%26b"],
    ["/demo%3Fsub1=mail", "", "?sub1=mail"],
    ["/demo%3fsub1%3Dmail%26sub2%3Db", "", "?sub1=mail&sub2=b"],
    ["/demo%3Fsub1%3Da%2526b", "", "?sub1=a%26b"],
    ["/demo%3Fsub1=%D0%BA%D0%BB%FF", "", "?sub1=%D0%BA%D0%BB%FF"],
    ["/demo%26sub1=mail", "", "?sub1=mail"],
    ["/demo/%3Fsub1=mail", "", "?sub1=mail"],
    ["/demo/&sub1=mail", "", "?sub1=mail"],
    ["/demo&url=https://shop.example/x", "", "?url=https://shop.example/x"],
    ["/demo%3Furl=https%3A%2F%2Fshop.example%2Fx", "", "?url=https://shop.example/x"],
  ])("%s%s", (path, search, expected) => {
    expect(readRetyped(path, search)).toEqual({ slug: "demo", search: expected });
  });
});

describe("it is not", () => {
  test.each([
    ["no slug", "/.demo"],
    ["no slug", "/%20demo"],
    ["no slug", "/&sub1=mail"],
    ["no slug", "/"],
    ["too short a slug", "/d."],
    ["too long a slug", `/${"d".repeat(65)}.`],
    ["another address", "/demo/more"],
    ["another address", "/demo%2Fmore"],
    ["another address", "/demo//"],
    ["another address", "/demo.old/more"],
    ["another address", "/demo)/%D0%BA".replace("%D0%BA", "к")],
    ["another address", "/demo/more?sub1=mail"],
    ...[...RESERVED_SLUGS].flatMap((name) => [
      ["a path of our own", `/${name}.`],
      ["a path of our own", `/${name}%20`],
      ["a path of our own", `/${name}&sub1=mail`],
    ]),
  ])("%s: %s", (_, path) => {
    expect(readRetyped(path ?? "", "")).toBeUndefined();
  });
});

test("a slug that a reserved one begins with can be a link's", () => {
  expect(readRetyped("/healthy.", "")).toEqual({ slug: "healthy", search: "" });
  expect(readRetyped("/robots.", "")).toEqual({ slug: "robots", search: "" });
});

test("every result is a valid slug, for any path", () => {
  const part = fc.oneof(fc.constantFrom("%", "%3F", "%26", "&", "/", "demo", "%D0", "%00", "."), fc.string());
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const { slug = "demo" } = readRetyped(`/${parts.join("")}`, "") ?? {};
      expect(slug).toMatch(SLUG_PATTERN);
    }),
  );
});
