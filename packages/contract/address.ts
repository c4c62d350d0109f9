/** An IPv4 address as it is, an IPv6 address (RFC 5952, as Cloudflare writes it) as its /64: one household. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? groupsOf(address.toLowerCase()).slice(0, 4).join(":");
}

/** 32 hex digits that sort as addresses do; IPv4 as IPv6 maps it (`::ffff:…`). Of what is no address, anything. */
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

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...zeros, ...right];
}
