import { expect, test } from "vitest";
import { readPostbackPath } from "./postback-path.ts";

test.each([
  ["/postback", "/postback", ""],
  ["/postback/", "/postback", ""],
  ["/Postback", "/postback", ""],
  ["/aff_lsr", "/aff_lsr", ""],
  ["/AFF_LSR/", "/aff_lsr", ""],
  ["/aff_goal", "/aff_goal", ""],
  ["/wmp_Ab1/postback", "/***/postback", "wmp_Ab1"],
  ["/wmp_Ab1/Postback/", "/***/postback", "wmp_Ab1"],
  ["/a%20b/postback", "/***/postback", "a b"],
  ["/a%zz/postback", "/***/postback", "a%zz"],
])("%s is %s with the token %j", (sent, path, token) => {
  expect(readPostbackPath(sent)).toEqual({ path, token });
});
