import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hmacOf, prepareHmac } from "./hmac.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("every key and message gives the MAC of node:crypto", () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
      const expected = createHmac("sha256", key).update(message).digest("hex");
      expect(hex(hmacOf(prepareHmac(key), message))).toBe(expected);
    }),
  ));

test("every length around the blocks' edges, with one prepared key that no call changes", () => {
  const key = new Uint8Array(32).fill(7);
  const prepared = prepareHmac(key);
  for (let length = 0; length <= 260; length++) {
    const message = Uint8Array.from({ length }, (_, i) => i * 31);
    expect(hex(hmacOf(prepared, message)), `${length} bytes`).toBe(
      createHmac("sha256", key).update(message).digest("hex"),
    );
  }
});

// RFC 4231, test cases 1 and 6.
test.each([
  [new Uint8Array(20).fill(0x0b), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
  [
    new Uint8Array(131).fill(0xaa),
    "Test Using Larger Than Block-Size Key - Hash Key First",
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  ],
])("the published test vectors (%#)", (key, message, mac) => {
  expect(hex(hmacOf(prepareHmac(key), new TextEncoder().encode(message)))).toBe(mac);
});
