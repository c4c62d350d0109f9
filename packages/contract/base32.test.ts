import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase32, encodeBase32 } from "./base32.ts";

const DIGIT = /^[0-9abcdefghjkmnpqrstvwxyz]$/i;

const wholeBytes = fc.nat(10).chain((groups) => fc.uint8Array({ minLength: groups * 5, maxLength: groups * 5 }));

test.each([
  [[], ""],
  [[0, 0, 0, 0, 0], "00000000"],
  [[255, 255, 255, 255, 255], "zzzzzzzz"],
  [[0, 68, 50, 20, 199], "01234567"],
  [[66, 84, 182, 53, 207], "89abcdef"],
] as const)("the bytes %j are the digits %j", (bytes, text) => {
  expect(encodeBase32(Uint8Array.from(bytes))).toBe(text);
});

test("any bytes, five at a time, are restored from their text in either case", () =>
  fc.assert(
    fc.property(
      wholeBytes.chain((bytes) => fc.tuple(fc.constant(bytes), fc.mixedCase(fc.constant(encodeBase32(bytes))))),
      ([bytes, text]) => {
        expect(decodeBase32(text)).toEqual(bytes);
      },
    ),
  ));

test("texts sort like their bytes", () =>
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 5, maxLength: 5 }),
      fc.uint8Array({ minLength: 5, maxLength: 5 }),
      (a, b) => {
        expect(encodeBase32(a) < encodeBase32(b)).toBe(Buffer.compare(a, b) < 0);
      },
    ),
  ));

test("every character that is not a digit is refused, in any position", () =>
  fc.assert(
    fc.property(
      fc.nat(0xffff).map((code) => String.fromCharCode(code)),
      fc.nat(7),
      (character, at) => {
        const text = `${"0".repeat(at)}${character}${"0".repeat(7 - at)}`;
        expect(decodeBase32(text) === undefined).toBe(!DIGIT.test(character));
      },
    ),
    { examples: ["i", "L", "o", "U", "-", " ", "\u212a", "\u0000"].map((character) => [character, 3]) },
  ));
