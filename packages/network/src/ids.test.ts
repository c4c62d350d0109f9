import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase32 } from "@waymark/contract/base32";
import {
  CLEAR_ALPHABET,
  createOnce,
  derivedId,
  derivedIds,
  mintId,
  newId,
  RANDOM_IDS,
  randomDigits,
  type IdSource,
} from "./ids.ts";
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

const tryOf = (request: string, firstTriedAt = 0, secret = "secret") =>
  derivedIds({ secret, request, firstTriedAt, isRetry: false });

test("each try of a request makes the same ids, which sort by the time of the first try", () =>
  fc.assert(
    fc.property(times, times, fc.string(), (firstTriedAt, now, request) => {
      const makeThree = () => {
        const ids = tryOf(request, firstTriedAt);
        return [ids.next("lnk", now), ids.next("off", now), ids.next("lnk", now)];
      };
      const made = makeThree();
      expect(makeThree()).toEqual(made);
      expect(new Set(made).size).toBe(3);
      for (const id of made) {
        expect(id).toMatch(new RegExp(`^[a-z]{3}_[0-9a-hjkmnp-tv-z]{8}[${CLEAR_ALPHABET}]{16}$`));
        expect(id.slice(4, 12)).toBe(mintId("lnk", firstTriedAt).slice(4, 12));
      }
    }),
  ));

test("another request, another first try and another secret make other ids", () => {
  const of = (ids: IdSource) => ids.next("lnk", 0).slice(-16);
  const made = [tryOf("a:1"), tryOf("b:1"), tryOf("a:1", 86_400_000), tryOf("a:1", 0, "other")].map(of);
  expect(new Set(made).size).toBe(4);
});

test("the digits of derived ids are as likely as any other", () => {
  const ids = tryOf("many");
  const counts = new Map<string, number>();
  for (let i = 0; i < 5_000; i++)
    for (const digit of ids.next("lnk", 0).slice(-16)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  // 3,636 of each, give or take eight standard deviations.
  for (const digit of CLEAR_ALPHABET) expect(Math.abs((counts.get(digit) ?? 0) - 80_000 / 22)).toBeLessThan(480);
});

describe("a record is created once", () => {
  const request = (isRetry: boolean) => ({ ids: { ...tryOf("once"), isRetry }, now: () => 0 });
  const failing = () => Promise.reject(new Error("the limit is reached"));

  test("a first try does not look for it", async () => {
    const find = () => Promise.reject(new Error("looked"));
    expect(await createOnce(request(false), find, () => Promise.resolve("new"))).toBe("new");
  });

  test("a retry finds the record of the first try, even if its creation would be refused now", async () => {
    expect(await createOnce(request(true), () => Promise.resolve("first"), failing)).toBe("first");
  });

  test("a retry creates the record that the first try did not", async () => {
    expect(
      await createOnce(
        request(true),
        () => Promise.resolve(undefined),
        () => Promise.resolve("new"),
      ),
    ).toBe("new");
  });

  test("a try that fails because another was first finds its record; any other failure stays", async () => {
    expect(await createOnce(request(false), () => Promise.resolve("other"), failing)).toBe("other");
    await expect(createOnce(request(false), () => Promise.resolve(undefined), failing)).rejects.toThrow("the limit");
  });

  test("without a key nothing is looked for", async () => {
    const once = { ids: RANDOM_IDS, now: () => 0 };
    expect(newId(once, "lnk")).not.toBe(newId(once, "lnk"));
    await expect(createOnce(once, () => Promise.resolve("other"), failing)).rejects.toThrow("the limit");
  });
});
