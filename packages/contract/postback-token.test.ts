import fc from "fast-check";
import { expect, test } from "vitest";
import { isMintedToken, mintPostbackToken, TOKEN_RANDOM_BYTES } from "./postback-token.ts";
import { signingSecretOf } from "./signature.ts";

const SECRET = "worker's secret";
const random = fc.uint8Array({ minLength: TOKEN_RANDOM_BYTES, maxLength: TOKEN_RANDOM_BYTES });

test("a minted token is recognised by its MAC, only with the same secret", () => {
  fc.assert(
    fc.property(random, (bytes) => {
      const token = mintPostbackToken(SECRET, bytes);
      expect(token).toMatch(/^wmp_[0-9a-f]{50}$/);
      expect(isMintedToken(SECRET, token)).toBe(true);
      expect(isMintedToken("another", token)).toBe(false);
    }),
  );
});

test("a token with one digit changed was not minted", () => {
  fc.assert(
    fc.property(random, fc.integer({ min: 4, max: 53 }), fc.constantFrom(..."0123456789abcdef"), (bytes, at, digit) => {
      const token = mintPostbackToken(SECRET, bytes);
      const changed = token.slice(0, at) + digit + token.slice(at + 1);
      expect(isMintedToken(SECRET, changed)).toBe(changed === token);
    }),
  );
});

const minted = mintPostbackToken(SECRET, new Uint8Array(TOKEN_RANDOM_BYTES));

test.each([
  ["", "empty"],
  ["demo-postback-token", "of local development"],
  [minted.toUpperCase(), "in capitals"],
  [`${minted}0`, "too long"],
  [minted.slice(0, -1), "too short"],
  [` ${minted}`, "with a blank"],
  [`${minted}\n`, "with a line break"],
  [`wmp_${signingSecretOf(SECRET, "adv_1", "sgn_1").slice(0, 50)}`, "made of a signing secret"],
])("%j is not one: %s", (token) => {
  expect(isMintedToken(SECRET, token)).toBe(false);
});

test("a token with another number of random bytes can't be minted", () => {
  expect(() => mintPostbackToken(SECRET, new Uint8Array(16))).toThrow(RangeError);
});
