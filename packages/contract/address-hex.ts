import { groupsOf } from "./address.ts";

/** 32 hex digits that sort as addresses do; IPv4 as IPv6 maps it (`::ffff:…`). Of other text, anything. */
export function addressHex(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.(\d+)$/i.exec(address);
  return v4 === null
    ? groupsOf(address.toLowerCase())
        .map((group) => group.padStart(4, "0"))
        .join("")
    : `${"f".repeat(4).padStart(24, "0")}${v4
        .slice(1)
        .map((byte) => Number(byte).toString(16).padStart(2, "0"))
        .join("")}`;
}
