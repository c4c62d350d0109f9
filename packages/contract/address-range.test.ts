import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networksIn, parseAddressRange, type AddressRange } from "./address-range.ts";
import { networkOf } from "./address.ts";

const rangeOf = (text: string): AddressRange => {
  const range = parseAddressRange(text);
  if (typeof range === "string") throw new Error(`${text}: ${range}`);
  return range;
};

describe("a range", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7", 1],
    ["203.0.113.7/32", "203.0.113.7", 1],
    ["203.0.113.0/24", "203.0.113.0/24", 256],
    ["0.0.0.0/0", "0.0.0.0/0", 2 ** 32],
    ["::ffff:203.0.113.7", "203.0.113.7", 1],
    ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64", 1],
    ["2001:0db8:0001:0002::/64", "2001:db8:1:2::/64", 1],
    ["2001:db8::1", "2001:db8::/64", 1],
    ["2001:db8:0:1::", "2001:db8:0:1::/64", 1],
    ["2001:db8::/56", "2001:db8::/56", 256],
    ["::1", "::/64", 1],
    ["::/0", "::/0", 2 ** 64],
  ])("%s is %s, of %d networks", (text, written, size) => {
    expect(parseAddressRange(text)).toMatchObject({ text: written, size });
    expect(parseAddressRange(written)).toEqual(parseAddressRange(text));
  });

  test.each([
    ...["", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/a", "/8"],
    ...["1.2.3.4/8/8", "1.2.3.4/08", " 1.2.3.4", "1:2:3", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8"],
    ...["12345::", "g::", "fe80::1%eth0", ":1", "::/129", "::ffff:203.0.113.0/120", "1:2:3:4:5:6:203.0.113.7"],
  ])("is not %j", (text) => expect(parseAddressRange(text)).toBe("not_a_range"));

  test.each(["203.0.113.7/24", "2001:db8:1:2::/48", "2001:db8:1:2::1/64", "0.0.0.1/0"])(
    "does not begin at %s",
    (text) => expect(parseAddressRange(text)).toBe("begins_within"),
  );

  test.each(["2001:db8::/65", "2001:db8::1/128"])("is not a part of a network: %s", (text) =>
    expect(parseAddressRange(text)).toBe("part_of_a_network"),
  );
});

const byte = fc.nat(255);
const group = fc.nat(0xffff).map((number) => number.toString(16));
const v4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":"));

test("an address lies in exactly the ranges that have its network", () => {
  fc.assert(
    fc.property(fc.oneof(v4, v6), fc.nat(12), fc.bigInt({ min: -8192n, max: 8192n }), (address, free, distance) => {
      const { bits, first } = rangeOf(address);
      const size = 1n << BigInt(free);
      const begin = first - (first % size);
      const other = begin + distance;
      fc.pre(other >= 0n && other < 1n << BigInt(bits));
      const [network = ""] = networksIn({ text: "", bits, first: begin, size: 1 });
      const range = rangeOf(`${bits === 32 ? network : `${network}::`}/${bits - free}`);
      const networks = networksIn(range);
      expect(networks).toHaveLength(range.size);
      expect(new Set(networks).size).toBe(range.size);
      expect(networks).toContain(networkOf(address));
      const [another = ""] = networksIn({ text: "", bits, first: other, size: 1 });
      const anotherAddress = bits === 32 ? another : `${another}:0:0:0:1`;
      expect(networks.includes(networkOf(anotherAddress))).toBe(distance >= 0n && distance < size);
    }),
  );
});

test("any text is read or refused, and what is read is read again as it is written", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./]{1,24}$/)), (text) => {
      const range = parseAddressRange(text);
      if (typeof range !== "string") expect(parseAddressRange(range.text)).toEqual(range);
    }),
  );
});
