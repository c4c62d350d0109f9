import { groupsOf, networkOf } from "./address.ts";

/** Addresses with the same beginning, as far as a click's hash can tell them apart: IPv4 addresses, or /64s of IPv6. */
export interface AddressRange {
  /** One text for one range: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/64`. */
  text: string;
  /** How many networks (`networkOf`) it has. */
  size: number;
  /** Bits of an IPv4 address, or of the first half of an IPv6 one. */
  bits: 32 | 64;
  /** The lowest network as a number of so many bits. */
  first: bigint;
}

/** Why a text is no range: it is none; it begins within one; or it is a part of a /64, which a click can't tell. */
export type RangeFault = "not_a_range" | "begins_within" | "part_of_a_network";

/**
 * Reads an address, or a range in CIDR notation. An IPv6 address stands for its /64, and one that maps an IPv4 address
 * for that.
 */
export function parseAddressRange(text: string): AddressRange | RangeFault {
  const [address = "", prefix, ...rest] = text.toLowerCase().split("/");
  const isRange = prefix !== undefined;
  if (rest.length > 0 || (isRange && !/^(?:0|[1-9]\d{0,2})$/.test(prefix))) return "not_a_range";
  const read = readV4(isRange ? address : networkOf(address)) ?? readV6(address);
  if (read === undefined) return "not_a_range";
  const { bits, whole, first } = read;
  const length = isRange ? Number(prefix) : bits;
  if (length > whole) return "not_a_range";
  if (length > bits) return "part_of_a_network";
  const size = 1n << BigInt(bits - length);
  if (first % size !== 0n || (isRange && read.hasMore)) return "begins_within";
  return { text: textOf(bits, first, length), size: Number(size), bits, first };
}

interface Read {
  bits: AddressRange["bits"];
  /** Bits of a whole address. */
  whole: 32 | 128;
  first: bigint;
  /** It has more digits than its network. */
  hasMore: boolean;
}

function readV4(text: string): Read | undefined {
  const bytes = text.split(".");
  if (bytes.length !== 4 || !bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256))
    return undefined;
  const first = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { bits: 32, whole: 32, first, hasMore: false };
}

function readV6(text: string): Read | undefined {
  const parts = text.split("::");
  const written = parts.flatMap((part) => (part === "" ? [] : part.split(":")));
  const groups = groupsOf(text);
  const isWhole = parts.length === 1 ? groups.length === 8 : parts.length === 2 && written.length < 8;
  if (!text.includes(":") || !isWhole || !groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const first = groups.slice(0, 4).reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  return { bits: 64, whole: 128, first, hasMore: groups.slice(4).some((group) => !/^0+$/.test(group)) };
}

function textOf(bits: AddressRange["bits"], first: bigint, length: number): string {
  const network = networkText(bits, first);
  if (bits === 32) return length === 32 ? network : `${network}/${length}`;
  return `${network.replace(/(?:(?:^|:)0)+$/, "")}::/${length}`;
}

/** As `networkOf` writes it. */
function networkText(bits: AddressRange["bits"], network: bigint): string {
  const [size, base, separator] = bits === 32 ? ([8, 10, "."] as const) : ([16, 16, ":"] as const);
  return [3, 2, 1, 0]
    .map((place) => ((network >> BigInt(place * size)) & ((1n << BigInt(size)) - 1n)).toString(base))
    .join(separator);
}

/** The networks of a range, of which there are `size`, as `networkOf` writes them. */
export const networksIn = ({ bits, first, size }: AddressRange): string[] =>
  Array.from({ length: size }, (_, i) => networkText(bits, first + BigInt(i)));
