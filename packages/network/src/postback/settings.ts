import { addressHex } from "@waymark/contract/address-hex";
import {
  isTokenName,
  POSTBACK_FIELDS,
  REPORT_STATUSES,
  type PostbackField,
  type PostbackRequest,
  type ReportStatus,
} from "@waymark/contract/postback-event";
import { presetOfPath, type ParameterMap } from "@waymark/contract/postback-preset";

/** How an advertiser's system reports conversions, and from which addresses. */
export interface PostbackSettings {
  parameters: ParameterMap;
  /** Its status words, in lower case. Ours also work, unless it gives them another meaning. */
  statuses: Readonly<Record<string, ReportStatus>>;
  /** The decimal separator of its amounts; null: derived from each amount, if possible. */
  decimalSeparator: "." | "," | null;
  /** Addresses and networks that may send (`192.0.2.0/24`, `2001:db8::/32`); empty: any. */
  addresses: readonly string[];
  requiresSignature: boolean;
}

/** The form of a parameter's name. */
export const PARAMETER_NAME = /^[A-Za-z0-9_.[\]-]{1,64}$/;

export const NO_SETTINGS: PostbackSettings = {
  parameters: {},
  statuses: {},
  decimalSeparator: null,
  addresses: [],
  requiresSignature: false,
};

/**
 * The settings by which a request is read. If the advertiser has set no parameter names, the preset of the request's
 * path is used. The advertiser's own status words take precedence over the preset's.
 */
export function settingsFor(settings: PostbackSettings, { path }: PostbackRequest): PostbackSettings {
  const preset = presetOfPath(path);
  return preset === undefined || Object.keys(settings.parameters).length > 0
    ? settings
    : { ...settings, parameters: preset.parameters, statuses: { ...preset.statuses, ...settings.statuses } };
}

/** The meaning of each status word, in lower case. */
export const wordsOf = ({ statuses }: PostbackSettings): ReadonlyMap<string, ReportStatus> =>
  new Map([...REPORT_STATUSES.map((status) => [status, status] as const), ...Object.entries(statuses)]);

/**
 * The first and the last address of a network or a single address, as `addressHex` writes them; undefined if the text
 * is neither.
 */
export function rangeOf(text: string): [from: string, to: string] | undefined {
  const [address = "", bits, ...more] = text.split("/");
  const isIp4 = !address.includes(":");
  const hex = addressHex(address);
  if (!/^[0-9a-f]{32}$/.test(hex) || more.length > 0) return undefined;
  if (!isIp4 && !URL.canParse(`http://[${address}]/`)) return undefined; // the platform knows what IPv6 looks like
  if (bits === undefined) return [hex, hex];
  const offset = isIp4 ? 96 : 0;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) + offset > 128) return undefined;
  const host = (1n << BigInt(128 - offset - Number(bits))) - 1n;
  const value = BigInt(`0x${hex}`);
  const written = (number: bigint) => number.toString(16).padStart(32, "0");
  return [written(value & ~host), written(value | host)];
}

/** What is wrong with settings, by path: an unreadable address, or names with which every postback would fail. */
export function faultsOf({ parameters, addresses }: PostbackSettings): { path: string; message: string }[] {
  const faults = nameFaultsOf(parameters);
  for (const [i, address] of addresses.entries())
    if (rangeOf(address) === undefined)
      faults.push({
        path: `addresses[${i}]`,
        message: `${address} is not an address or a network; write one like 192.0.2.1 or 192.0.2.0/24`,
      });
  return faults;
}

function nameFaultsOf(parameters: ParameterMap) {
  const faults: { path: string; message: string }[] = [];
  const fieldOf = new Map<string, PostbackField>();
  for (const field of POSTBACK_FIELDS) {
    if (parameters[field]?.length === 0)
      faults.push({ path: `parameters.${field}`, message: `give ${field} at least one name, or leave it out` });
    for (const [i, name] of (parameters[field] ?? []).entries()) {
      const path = `parameters.${field}[${i}]`;
      const other = fieldOf.get(name);
      if (!PARAMETER_NAME.test(name))
        faults.push({ path, message: "a name has 1 to 64 letters, digits, or _ . [ ] -" });
      if (isTokenName(name)) faults.push({ path, message: `${name} is a name of the token; use another` });
      if (other !== undefined) faults.push({ path, message: `${name} already means ${other}; use another name` });
      fieldOf.set(name, field);
    }
  }
  const hiding = fieldOf.get("click_id");
  if (parameters.click_id === undefined && hiding !== undefined)
    faults.push({
      path: `parameters.${hiding}[${parameters[hiding]?.indexOf("click_id")}]`,
      message: `click_id can't mean ${hiding} while the click_id has no other name; every postback needs a click_id`,
    });
  return faults;
}
