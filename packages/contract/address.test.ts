import { describe, expect, test } from "vitest";
import { addressHex } from "./address-hex.ts";
import { networkOf } from "./address.ts";

describe("the network of a visitor", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["", ""],
  ])("%s is %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("an address in digits that sort", () => {
  test.each([
    ["0.0.0.0", "00000000000000000000ffff00000000"],
    ["192.0.2.255", "00000000000000000000ffffc00002ff"],
    ["::ffff:192.0.2.255", "00000000000000000000ffffc00002ff"],
    ["::FFFF:192.0.2.255", "00000000000000000000ffffc00002ff"],
    ["::", "00000000000000000000000000000000"],
    ["::1", "00000000000000000000000000000001"],
    ["2001:DB8::a:1", "20010db80000000000000000000a0001"],
    ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
  ])("%s is %s", (address, hex) => expect(addressHex(address)).toBe(hex));

  test.each(["", "localhost", "1.2.3", "1.2.3.999", "1:2:3", "::1%eth0", "12345::1"])(
    "%j is none, and never throws",
    (address) => expect(addressHex(address)).not.toMatch(/^[0-9a-f]{32}$/),
  );
});
