import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { addressHashOf } from "./address-hash.ts";
import { encodeBase32 } from "./base32.ts";

const hashOf = (address: string, { secret = "secret", date = "2026-11-02" } = {}) =>
  addressHashOf(secret, address, date);

test("is HMAC(HMAC(secret, UTC date and label), network), compared with the platform's HMAC", () => {
  const day = createHmac("sha256", "secret").update("2026-11-02 address").digest();
  const expected = createHmac("sha256", day).update("203.0.113.7").digest();
  expect(hashOf("203.0.113.7")).toBe(encodeBase32(expected.subarray(0, 10)).slice(0, 13));
});

test("can't be computed from the key of visitor hashes", () => {
  const day = createHmac("sha256", "secret").update("2026-11-02").digest();
  const visitor = createHmac("sha256", day).update("203.0.113.7").digest();
  expect(encodeBase32(visitor.subarray(0, 10)).slice(0, 13)).not.toBe(hashOf("203.0.113.7"));
});

test.each([
  ["of the same household", hashOf("::ffff:203.0.113.7"), true],
  ["of the next day", hashOf("203.0.113.7", { date: "2026-11-03" }), false],
  ["of the day before", hashOf("203.0.113.7", { date: "2026-11-01" }), false],
  ["under another secret", hashOf("203.0.113.7", { secret: "other" }), false],
  ["of another address", hashOf("203.0.113.8"), false],
])("is the same %s: %s is %s", (_, hash, isSame) => expect(hash === hashOf("203.0.113.7")).toBe(isSame));

test("is the same for each address of a household with IPv6", () => {
  expect(hashOf("2001:db8:1:2::1")).toBe(hashOf("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  expect(hashOf("2001:db8:1:2::1")).not.toBe(hashOf("2001:db8:1:3::1"));
});

test("is text of 13 digits, and empty for an unknown address", () => {
  for (let i = 0; i < 256; i++) expect(hashOf(`203.0.113.${i}`)).toMatch(/^[0-9a-hjkmnp-tv-z]{13}$/);
  expect(hashOf("")).toBe("");
});
