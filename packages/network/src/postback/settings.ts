import { addressHex } from "@waymark/contract/address";
import {
  isTokenName,
  POSTBACK_FIELDS,
  POSTBACK_STATUSES,
  type PostbackField,
  type PostbackStatus,
} from "@waymark/contract/postback-event";

/** How an advertiser's system tells of conversions, and from where. */
export interface PostbackSettings {
  /** Its names of our fields; a field without any has ours. */
  parameters: { [Field in PostbackField]?: readonly string[] | undefined };
  /** What its status words mean, in lower case; ours are known besides, unless it gives them another meaning. */
  statuses: Readonly<Record<string, PostbackStatus>>;
  /** What parts the decimals of its amounts; null: told by the amount itself, where that can be. */
  decimalSeparator: "." | "," | null;
  /** Addresses and networks that may send (`192.0.2.0/24`, `2001:db8::/32`); none: any. */
  addresses: readonly string[];
  requiresSignature: boolean;
}

export const NO_SETTINGS: PostbackSettings = {
  parameters: {},
  statuses: {},
  decimalSeparator: null,
  addresses: [],
  requiresSignature: false,
};

type Preset = Pick<PostbackSettings, "parameters" | "statuses">;

const adv = (prefix: string, first = 1) =>
  Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`adv${n}`, [`${prefix}${n + first - 1}`]]));

/** What advertisers' systems call things, by their public documentation. */
export const PRESETS = {
  tune: {
    parameters: { click_id: ["transaction_id"], order_id: ["adv_sub"], goal: ["goal_id"], ...adv("adv_sub", 2) },
    statuses: {},
  },
  everflow: {
    parameters: { click_id: ["transaction_id"], goal: ["event_id"], occurred_at: ["timestamp"], ...adv("adv") },
    statuses: {},
  },
  affise: {
    parameters: { click_id: ["clickid"], order_id: ["action_id"], amount: ["sum"], ...adv("custom_field") },
    statuses: { 1: "approved", 2: "pending", 3: "rejected", 5: "pending" },
  },
  keitaro: {
    parameters: { click_id: ["subid"], order_id: ["tid"], amount: ["payout"] },
    statuses: { lead: "pending", sale: "approved", rebill: "approved" },
  },
  voluum: {
    parameters: { click_id: ["cid"], order_id: ["txid"], amount: ["payout"], goal: ["et"] },
    statuses: {},
  },
  trackier: {
    parameters: { order_id: ["txn_id"], amount: ["sale_amount"], goal: ["goal_id"] },
    statuses: { declined: "rejected", cancelled: "rejected" },
  },
  admitad: {
    parameters: {
      click_id: ["uid", "admitad_uid"],
      amount: ["price"],
      currency: ["currency_code"],
      goal: ["action_code"],
    },
    statuses: { 0: "pending", 1: "approved", 2: "rejected", declined: "rejected" },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[]; // its keys are closed

/** The field that each parameter of the advertiser's is. */
export function namesOf({ parameters }: PostbackSettings): Record<string, PostbackField> {
  const own = POSTBACK_FIELDS.filter((field) => parameters[field] === undefined);
  const given = POSTBACK_FIELDS.flatMap((field) => (parameters[field] ?? []).map((name) => [name, field] as const));
  return Object.fromEntries([...own.map((field) => [field, field] as const), ...given]);
}

/** What each status word means, in lower case. */
export const wordsOf = ({ statuses }: PostbackSettings): ReadonlyMap<string, PostbackStatus> =>
  new Map([...POSTBACK_STATUSES.map((status) => [status, status] as const), ...Object.entries(statuses)]);

/** The first and the last address of a network or a single address, as `addressHex` writes them; undefined of neither. */
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

/** What is wrong with settings, by path. */
export function faultsOf({ parameters, addresses }: PostbackSettings): { path: string; message: string }[] {
  const faults: { path: string; message: string }[] = [];
  const taken = new Map<string, PostbackField>();
  for (const field of POSTBACK_FIELDS)
    for (const [i, name] of (parameters[field] ?? []).entries()) {
      const path = `parameters.${field}.${i}`;
      const other = taken.get(name);
      if (isTokenName(name)) faults.push({ path, message: `${name} is the token` });
      if (other !== undefined) faults.push({ path, message: `${name} is ${other} already` });
      taken.set(name, field);
    }
  for (const [i, address] of addresses.entries())
    if (rangeOf(address) === undefined)
      faults.push({ path: `addresses.${i}`, message: `${address} is no address and no network` });
  return faults;
}
