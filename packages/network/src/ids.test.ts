import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase32 } from "@waymark/contract/base32";
import { CLEAR_ALPHABET, derivedId, mintId, randomDigits } from "./ids.ts";
import { skeletonOf } from "./link/skeleton.ts";

const times = fc.integer({ min: 0, max: 2 ** 40 * 1_000 - 1 });

test("an id has its prefix, 8 digits of its second and 16 of the clear alphabet, all of base 32", () => {
  fc.assert(
    fc.property(times, (now) => {
      const id = mintId("off", now);
      expect(id).toMatch(new RegExp(`^off_[0-9a-hjkmnp-tv-z]{8}[${CLEAR_ALPHABET}]{16}$`));
      const seconds = Buffer.from(decodeBase32(id.slice(4)) ?? []).readUIntBE(0, 5);
      expect(seconds).toBe(Math.floor(now / 1_000));
    }),
  );
});

test("no two texts of the alphabet look alike", () => {
  const texts = fc.string({ unit: fc.constantFrom(..."rn", ...CLEAR_ALPHABET), maxLength: 9 });
  fc.assert(
    fc.property(texts, (text) => {
      expect(skeletonOf(text).replaceAll("m", "rn"), "its skeleton is of no other").toBe(text);
    }),
  );
  // Look-alikes in print or handwriting, in addition to those of skeletons.
  for (const alike of ["0o", "1il", "2z", "5s", "uv", "mn"])
    expect([...alike].filter((digit) => CLEAR_ALPHABET.includes(digit)).length, alike).toBeLessThan(2);
});

test("the id of a later second sorts later", () =>
  fc.assert(
    fc.property(times, times, (a, b) => {
      fc.pre(Math.floor(a / 1_000) < Math.floor(b / 1_000));
      expect(mintId("off", a) < mintId("off", b)).toBe(true);
    }),
  ));

test("a hundred thousand ids of one moment differ, and as many slugs", () => {
  const count = 100_000;
  expect(new Set(Array.from({ length: count }, () => mintId("off", 0))).size).toBe(count);
  expect(new Set(Array.from({ length: count }, () => randomDigits(16))).size).toBe(count);
});

test("each digit is as likely as any other", () => {
  const counts = new Map<string, number>();
  for (const digit of randomDigits(220_000)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  expect([...counts.keys()].toSorted().join("")).toBe(CLEAR_ALPHABET);
  // 10,000 of each, give or take eight standard deviations.
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(800);
});

test("an id that derives from its cause is the same each time", () => {
  expect(derivedId("cnv", "rcp_01abc")).toBe("cnv_01abc");
});
