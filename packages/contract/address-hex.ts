import { groupsOf } from "./address.ts";

/**
 * 32 hex digits that sort in the order of addresses; IPv4 is mapped to IPv6 (`::ffff:…`). The result for other text is
 * undefined.
 */
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
