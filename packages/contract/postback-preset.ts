import { POSTBACK_FIELDS, type PostbackField, type PostbackPath, type ReportStatus } from "./postback-event.ts";

/** An advertiser's parameter names by our field; a field without any has our name. */
export type ParameterMap = { [Field in PostbackField]?: readonly string[] | undefined };

/** How a known system names fields and statuses. */
interface Preset {
  parameters: ParameterMap;
  /** The meaning of its status words, in lower case. */
  statuses: Readonly<Record<string, ReportStatus>>;
}

const adv = (prefix: string, first = 1) =>
  Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`adv${n}`, [`${prefix}${n + first - 1}`]]));

/** Names and status words of advertisers' systems, by their public documentation. */
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
    parameters: { click_id: ["subid"], order_id: ["tid"], amount: ["payout", "revenue"] },
    statuses: { lead: "pending", sale: "approved", rebill: "approved", trash: "rejected" },
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

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[]; // its keys are a closed list

/** Paths that only one system uses. Its preset reads the postback if the advertiser has set no parameter map. */
const PRESET_OF_PATH: { [Path in PostbackPath]?: PresetName } = {
  "/aff_lsr": "tune",
  "/aff_goal": "tune",
  "/***/postback": "keitaro",
};

/** The preset that a path implies, or undefined. */
export const presetOfPath = (path: PostbackPath = "/postback"): Preset | undefined => {
  const name = PRESET_OF_PATH[path];
  return name && PRESETS[name];
};

/** The field of each parameter name. */
export function namesOf(parameters: ParameterMap): Record<string, PostbackField> {
  const own = POSTBACK_FIELDS.filter((field) => parameters[field] === undefined);
  const given = POSTBACK_FIELDS.flatMap((field) => (parameters[field] ?? []).map((name) => [name, field] as const));
  return Object.fromEntries([...own.map((field) => [field, field] as const), ...given]);
}
