import { parseAddressRange, type AddressRange, type RangeFault } from "@waymark/contract/address-range";
import { SUB_LENGTH_MAX, type SubName } from "@waymark/contract/sub-id";
import type { OwnTrafficKeys } from "../context.ts";
import type { Tables } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import type { OwnTrafficKind } from "../words.ts";

/** What an entry lists: addresses, or one value of a parameter of links. */
export type Listed =
  | { kind: "address"; range: AddressRange }
  | { kind: "parameter"; parameter: SubName; value: string };

/** What is listed as a caller writes it. */
export interface ListedText {
  kind: OwnTrafficKind;
  /** Of a parameter only. */
  parameter: SubName | null;
  value: string;
}

/** Refusals are kept for repeats of the request: none of them says the value. */
const FAULTS: Record<RangeFault, string> = {
  not_a_range: "must be an IP address, or a range like 203.0.113.0/24",
  begins_within: "must begin with the lowest address of the range",
  part_of_a_network: "must be a /64 or a larger range of IPv6: a click knows no more of its address",
};

/** Reads what is to be listed. Throws `invalid_input`. */
export function readListed({ kind, parameter, value }: ListedText): Listed {
  switch (kind) {
    case "address": {
      if (parameter !== null) throw fault("name", "is only for the kind parameter");
      const range = parseAddressRange(value.trim());
      if (typeof range === "string") throw fault("value", FAULTS[range]);
      return { kind, range };
    }
    case "parameter":
      if (parameter === null) throw fault("name", "missing");
      if (value.length > SUB_LENGTH_MAX) throw fault("value", `must have at most ${SUB_LENGTH_MAX} characters`);
      if (value !== value.trim()) throw fault("value", "must not begin or end with a blank");
      return { kind, parameter, value };
  }
}

const fault = (path: string, message: string) =>
  new NetworkError("invalid_input", "This can't be listed", [{ path, message }]);

/** How many hashes of a day it takes to compare clicks with it, at least one. */
export const networksOf = (listed: Listed): number => (listed.kind === "address" ? listed.range.size : 1);

export const textOf = (listed: Listed): string => (listed.kind === "address" ? listed.range.text : listed.value);

/** Enough to recognise an entry that one has made. */
export const maskOf = (listed: Listed): string => {
  const [begin = ""] = listed.kind === "address" ? listed.range.text.split(/[.:]/) : listed.value;
  const [, length] = listed.kind === "address" ? listed.range.text.split("/") : [];
  return `${begin}••••${length === undefined ? "" : `/${length}`}`;
};

/** Whether both list something in common. */
export function overlap(a: Listed, b: Listed): boolean {
  if (a.kind === "parameter") return b.kind === "parameter" && a.parameter === b.parameter && a.value === b.value;
  if (b.kind === "parameter") return false;
  const endOf = ({ first, size }: AddressRange) => first + BigInt(size);
  return a.range.bits === b.range.bits && a.range.first < endOf(b.range) && b.range.first < endOf(a.range);
}

type SealedRow = Pick<Tables["own_traffic"], "id" | "kind" | "parameter" | "key_id" | "sealed">;

/** What the vault keeps of an entry. */
interface Content {
  value: string;
  note: string | null;
}

const placeOf = (id: string) => ({ ownerId: "own_traffic", rowId: id }); // as `resealRows` names it

export async function seal({ vault }: OwnTrafficKeys, id: string, content: Content) {
  const { keyId, sealed } = await vault.seal(JSON.stringify(content), placeOf(id));
  return { key_id: keyId, sealed };
}

/** Throws if the row was changed, or is that of another entry. */
export async function open(
  { vault }: OwnTrafficKeys,
  row: SealedRow,
): Promise<{ listed: Listed; note: string | null }> {
  const text = await vault.open({ keyId: row.key_id, sealed: row.sealed }, placeOf(row.id));
  const { value, note } = JSON.parse(text) as Content; // written by `seal`
  return { listed: readListed({ kind: row.kind, parameter: row.parameter, value }), note };
}
