import { cutText } from "@waymark/contract/click-event";
import { mayMark } from "@waymark/contract/consent";
import { SUB_ALIASES, SUB_LENGTH_MAX, SUB_NAMES, type SubName } from "@waymark/contract/sub-id";
import type { LinkSnapshot, OfferSnapshot } from "@waymark/contract/snapshot";
import { readQuery } from "@waymark/contract/query";

/** The contents of the parameters of a visitor's URL. */
export interface VisitorParameters {
  subs: Record<SubName, string>;
  /** A sub-id or the source was too long and was cut. */
  cut: boolean;
  /** A deep link, or empty. */
  url: string;
  /** The parameters allow a click_ID (packages/contract/consent.ts). */
  mayMark: boolean;
  /** Parameters that are passed to the landing unchanged. */
  passed: (readonly [name: string, value: string])[];
}

/** Longest passed value. A longer one is left out, since half of it would be meaningless. */
const PASSED_LENGTH_MAX = 1_024;

/** Our own name of a sub-id takes precedence over another network's, and both over the link's default. */
export function readVisitorParameters(search: string, link: LinkSnapshot, offer: OfferSnapshot): VisitorParameters {
  const values = readQuery(search);
  const aliased: Partial<Record<SubName, string>> = {};
  for (const [name, value] of values) {
    const sub = SUB_ALIASES.get(name);
    if (sub !== undefined) aliased[sub] ??= value;
  }
  const subs = { sub1: "", sub2: "", sub3: "", sub4: "", sub5: "", source: "" };
  let cut = false;
  for (const name of SUB_NAMES) {
    const value = values.get(name) ?? aliased[name] ?? link.defaults[name] ?? "";
    cut ||= value.length > SUB_LENGTH_MAX;
    subs[name] = cutText(value, SUB_LENGTH_MAX);
  }
  const passed = (offer.passed ?? [])
    .map((name) => [name, values.get(name) ?? ""] as const)
    .filter(([, value]) => value !== "" && value.length <= PASSED_LENGTH_MAX);
  return { subs, cut, url: values.get("url") ?? "", mayMark: mayMark(values), passed };
}
