import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLICK_ID_LENGTH,
  isTestClick,
  LINK_NUMBER_MAX,
  mintClickId,
  readClickId,
  readClickKeys,
  verifyClickId,
} from "./click-id.ts";
import { prepareHmac } from "./hmac.ts";
import { CLICK_KEYS, CLICKED_AT, clickIdOf } from "./testing.ts";

const MS_MAX = 2 ** 48 - 1;

const parts = fc.record({
  clickedAt: fc.integer({ min: 0, max: MS_MAX }),
  bucket: fc.integer({ min: 0, max: 255 }),
  linkNumber: fc.integer({ min: 0, max: LINK_NUMBER_MAX }),
  random: fc.uint8Array({ minLength: 5, maxLength: 5 }),
  isTest: fc.boolean(),
});
const DIGITS = Array.from("0123456789abcdefghjkmnpqrstvwxyz");
const place = fc.nat(CLICK_ID_LENGTH - 1);

const replaced = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1);

describe("minting and verifying", () => {
  test("a minted id is 40 lower-case digits that contain its parts, signed by any of the 16 keys", () =>
    fc.assert(
      fc.property(parts, fc.nat(15), (click, keyId) => {
        const keys = { current: keyId, keys: new Map([[keyId, prepareHmac(new Uint8Array(32).fill(keyId))]]) };
        const clickId = mintClickId(keys, click);
        const { random: _, ...carried } = click;
        expect(clickId).toMatch(/^[0-9a-hjkmnp-tv-z]{40}$/);
        expect(verifyClickId(keys, clickId)).toEqual({ kind: "verified", clickId, parts: { keyId, ...carried } });
        expect(readClickId(clickId)).toEqual({ keyId, ...carried });
        expect(isTestClick(clickId)).toBe(click.isTest);
      }),
    ));

  test("an id in upper or mixed case verifies to the canonical one", () =>
    fc.assert(
      fc.property(
        parts
          .map((click) => mintClickId(CLICK_KEYS, click))
          .chain((clickId) => fc.tuple(fc.constant(clickId), fc.mixedCase(fc.constant<string>(clickId)))),
        ([clickId, text]) => {
          for (const spelling of [text, clickId.toUpperCase()])
            expect(verifyClickId(CLICK_KEYS, spelling)).toMatchObject({ kind: "verified", clickId });
        },
      ),
    ));

  test("an id with any single digit changed does not verify", () =>
    fc.assert(
      fc.property(parts, (click) => {
        const clickId = mintClickId(CLICK_KEYS, click);
        const changed = Array.from(clickId).flatMap((own, at) =>
          DIGITS.filter((other) => other !== own).map((other) => replaced(clickId, at, other)),
        );
        expect(changed.filter((text) => verifyClickId(CLICK_KEYS, text).kind !== "refused")).toEqual([]);
      }),
      { numRuns: 10 },
    ));

  test("a character that is not a digit makes any id malformed", () =>
    fc.assert(
      fc.property(place, fc.constantFrom(..."iIlLoOuU -_+%{}\u0000\u212aé漢"), (at, character) => {
        const reading = verifyClickId(CLICK_KEYS, replaced(clickIdOf(), at, character));
        expect(reading).toEqual({ kind: "refused", reason: "malformed_click_id" });
      }),
    ));

  test("any text is read without throwing, and no text that we did not mint verifies", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
          fc.string({ unit: fc.constantFrom(...DIGITS), minLength: CLICK_ID_LENGTH, maxLength: CLICK_ID_LENGTH }),
        ),
        (text) => {
          expect(verifyClickId(CLICK_KEYS, text).kind).toBe("refused");
        },
      ),
    ));

  test.each([
    ["empty", ""],
    ["one digit short", clickIdOf().slice(1)],
    ["one digit long", `${clickIdOf()}0`],
    ["with a space before it", ` ${clickIdOf().slice(1)}`],
    ["40 characters of another script", "漢".repeat(40)],
    ["20 characters of two units each", "𝟘".repeat(20)],
    ["with a Kelvin sign for a k", replaced(clickIdOf(), 39, "\u212a")],
    ["the macro that was not replaced", "{click_id}"],
    ["of a later version", replaced(clickIdOf(), 0, "6")],
    ["zeros", "0".repeat(40)],
  ])("a text that is %s is malformed", (_, text) => {
    expect(verifyClickId(CLICK_KEYS, text)).toEqual({ kind: "refused", reason: "malformed_click_id" });
    expect(readClickId(text)).toBeUndefined();
  });

  test("with one key, the id of a later millisecond sorts later, for any other parts", () =>
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        fc.pre(a.clickedAt !== b.clickedAt && a.isTest === b.isTest);
        const sortsFirst = mintClickId(CLICK_KEYS, a) < mintClickId(CLICK_KEYS, b);
        expect(sortsFirst).toBe(a.clickedAt < b.clickedAt);
      }),
    ));

  test.each([
    ["time before 1970", { clickedAt: -1 }],
    ["time beyond six bytes", { clickedAt: MS_MAX + 1 }],
    ["time with a fraction", { clickedAt: 0.5 }],
    ["time that is none", { clickedAt: NaN }],
    ["bucket below 0", { bucket: -1 }],
    ["bucket above 255", { bucket: 256 }],
    ["negative link number", { linkNumber: -1 }],
    ["link number beyond five bytes", { linkNumber: LINK_NUMBER_MAX + 1 }],
    ["link number without end", { linkNumber: Infinity }],
    ["four random bytes", { random: new Uint8Array(4) }],
    ["six random bytes", { random: new Uint8Array(6) }],
  ])("a %s is a RangeError", (_, part) => {
    const click = { clickedAt: CLICKED_AT, bucket: 0, linkNumber: 7, random: new Uint8Array(5), ...part };
    expect(() => mintClickId(CLICK_KEYS, click)).toThrow(RangeError);
  });
});

describe("keys", () => {
  const oldKey = prepareHmac(new Uint8Array(32).fill(1));
  const newKey = prepareHmac(new Uint8Array(32).fill(2));
  const click = { clickedAt: CLICKED_AT, bucket: 3, linkNumber: 7, random: new Uint8Array(5) };
  const oldId = mintClickId({ current: 1, keys: new Map([[1, oldKey]]) }, click);

  test("ids of the old key verify after the current one has changed", () => {
    const rotated = {
      current: 2,
      keys: new Map([
        [1, oldKey],
        [2, newKey],
      ]),
    };
    expect(verifyClickId(rotated, oldId)).toMatchObject({ kind: "verified", parts: { keyId: 1 } });
    expect(verifyClickId(rotated, mintClickId(rotated, click))).toMatchObject({ parts: { keyId: 2 } });
  });

  test.each([
    ["removed", new Map([[2, newKey]])],
    ["replaced under its id", new Map([[1, newKey]])],
  ])("ids of a key that was %s are forged", (_, keys) => {
    expect(verifyClickId({ current: 2, keys }, oldId)).toEqual({ kind: "refused", reason: "forged_click_id" });
  });

  test("minting without the current key is a RangeError", () => {
    expect(() => mintClickId({ current: 2, keys: new Map([[1, oldKey]]) }, click)).toThrow(RangeError);
  });
});

describe("readClickKeys", () => {
  const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString("base64");

  test("reads every key with its id", () => {
    const secret = JSON.stringify({ current: 15, keys: { 0: base64(32), 15: base64(64) } });
    expect(readClickKeys(secret)).toEqual({
      current: 15,
      keys: new Map([
        [0, prepareHmac(new Uint8Array(32).fill(7))],
        [15, prepareHmac(new Uint8Array(64).fill(7))],
      ]),
    });
  });

  test.each([
    ["empty", "", SyntaxError],
    ["not JSON", "secret", SyntaxError],
    ["null", "null", TypeError],
    ["without keys", `{"current":1}`, TypeError],
    ["of a key that is not base64", `{"current":1,"keys":{"1":"%%"}}`, /not correctly encoded|invalid/i],
    ["of a key that is too short", `{"current":1,"keys":{"1":"${base64(31)}"}}`, "CLICK_KEYS: bad key 1"],
    ["of an empty key", `{"current":1,"keys":{"1":""}}`, "CLICK_KEYS: bad key 1"],
    ["of a key id above 15", `{"current":16,"keys":{"16":"${base64(32)}"}}`, "CLICK_KEYS: bad key 16"],
    ["of a negative key id", `{"current":-1,"keys":{"-1":"${base64(32)}"}}`, "CLICK_KEYS: bad key -1"],
    ["of a key id with a leading zero", `{"current":1,"keys":{"01":"${base64(32)}"}}`, "CLICK_KEYS: bad key 01"],
    ["of a key id that is a word", `{"current":1,"keys":{"one":"${base64(32)}"}}`, "CLICK_KEYS: bad key one"],
    ["without a current key", `{"keys":{"1":"${base64(32)}"}}`, "CLICK_KEYS: no current key undefined"],
    ["whose current key is missing", `{"current":2,"keys":{"1":"${base64(32)}"}}`, "CLICK_KEYS: no current key 2"],
    ["whose current key is a text", `{"current":"1","keys":{"1":"${base64(32)}"}}`, "CLICK_KEYS: no current key 1"],
    ["without any key", `{"current":1,"keys":{}}`, "CLICK_KEYS: no current key 1"],
  ])("a secret %s is refused", (_, secret, error) => {
    expect(() => readClickKeys(secret)).toThrow(error);
  });
});
