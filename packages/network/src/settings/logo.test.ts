import { expect, test } from "vitest";
import { contrastOf, isReadable } from "./colour.ts";
import { readLogo } from "./logo.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const numberOf = (value: number, length: number, littleEndian = false) => {
  const bytes = Array.from({ length }, (_, i) => String.fromCharCode((value >>> (8 * i)) & 255));
  return (littleEndian ? bytes : bytes.toReversed()).join("");
};

const png = (width: number, height: number, end = "\0\0\0\0IEND\xae\x42\x60\x82") =>
  `\x89PNG\r\n\x1a\n\0\0\0\rIHDR${numberOf(width, 4)}${numberOf(height, 4)}\x08\x06\0\0\0crc!${end}`;
const webp = (chunk: string) => `RIFF${numberOf(chunk.length + 4, 4, true)}WEBP${chunk}`;
const lossy = (width: number, height: number) =>
  webp(`VP8 ${numberOf(10, 4, true)}\0\0\0\x9d\x01\x2a${numberOf(width, 2, true)}${numberOf(height, 2, true)}`);
const lossless = (width: number, height: number) =>
  webp(`VP8L${numberOf(10, 4, true)}\x2f${numberOf((width - 1) | ((height - 1) << 14), 4, true)}\0\0\0\0\0`);
const extended = (width: number, height: number) =>
  webp(`VP8X${numberOf(10, 4, true)}\0\0\0\0${numberOf(width - 1, 3, true)}${numberOf(height - 1, 3, true)}`);

test.each([
  ["a PNG", png(64, 32), { type: "image/png", width: 64, height: 32 }],
  ["a lossy WebP", lossy(64, 32), { type: "image/webp", width: 64, height: 32 }],
  ["a lossless WebP", lossless(1_500, 2_000), { type: "image/webp", width: 1_500, height: 2_000 }],
  ["an extended WebP", extended(1_500, 16), { type: "image/webp", width: 1_500, height: 16 }],
  ["a PNG that is too wide", png(2_001, 32), "pixels"],
  ["a picture of nothing", png(0, 0), "pixels"],
  ["a WebP that is too small", lossy(15, 32), "pixels"],
  ["a PNG with data behind its end", `${png(64, 32)}<script>`, "format"],
  ["a PNG that was cut off", png(64, 32, ""), "format"],
  ["a WebP with data behind its end", `${lossy(64, 32)}<script>`, "format"],
  ["an SVG", '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"></svg>', "format"],
  ["a GIF", "GIF89a\x40\0\x40\0\0\0\0,\0\0\0\0\x40\0\x40\0\0\x02\x02D\x01\0;", "format"],
  ["nothing", "", "format"],
])("%s", (_, text, expected) => expect(readLogo(bytesOf(text))).toEqual(expected));

test.each([
  ["#1f5e4a", "light", true],
  ["#5fc3a0", "dark", true],
  ["#5fc3a0", "light", false],
  ["#1f5e4a", "dark", false],
  ["#ffffff", "light", false],
] as const)("%s on %s paper can be read: %s", (colour, theme, expected) =>
  expect(isReadable(colour, theme)).toBe(expected),
);

test("black on white has the greatest contrast", () => expect(contrastOf("#000000", "#ffffff")).toBeCloseTo(21));
