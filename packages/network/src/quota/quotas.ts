import type { Role } from "../words.ts";

/** How much an account may have of what costs the network room. */
interface Quota {
  max: number;
  /** Whose accounts it bounds. */
  roles: readonly Exclude<Role, "operator">[];
  /** What it counts, for the sentence of a refusal. */
  counts: string;
  /** How an account makes room by itself. */
  room: string;
}

const BOTH = ["webmaster", "advertiser"] as const;

/** Every quota with its default (docs/operations.md). */
export const QUOTAS = {
  links: {
    max: 50_000,
    roles: ["webmaster"],
    counts: "links",
    room: "Tell placements apart by sub1 to sub5 of one link, change a link of the same offer that you no longer use",
  },
  open_claims: {
    ...{ max: 2_000, roles: ["webmaster"], counts: "open claims" },
    room: "Withdraw claims, wait for their answers",
  },
  offers: {
    ...{ max: 5_000, roles: ["advertiser"], counts: "offers, archived ones included" },
    room: "Change offers that you have",
  },
  draft_offers: {
    ...{ max: 500, roles: ["advertiser"], counts: "offers that are drafts or wait for the operator" },
    room: "Archive some of them, wait for the operator",
  },
  api_keys: { max: 100, roles: BOTH, counts: "API keys in force", room: "Revoke keys that you no longer use" },
  creative_bytes: {
    ...{ max: 1_000_000_000, roles: ["advertiser"], counts: "bytes of creatives" },
    room: "Remove creatives that are no longer used",
  },
  attachment_bytes: {
    ...{ max: 50_000_000, roles: BOTH, counts: "bytes of files in threads" },
    room: "Files that no message names are deleted after a day",
  },
  unused_upload_bytes: {
    ...{ max: 1_000_000_000, roles: ["advertiser"], counts: "bytes of uploads that were not applied" },
    room: "Commit uploads; files of those that failed or were cancelled are deleted after a week",
  },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof QUOTAS;

export const QUOTA_NAMES = Object.keys(QUOTAS) as [QuotaName, ...QuotaName[]]; // its keys are closed

/** An account that quotas bound. */
export type Account = { advertiserId: string } | { webmasterId: string };

export const isBoundBy = (account: Account, name: QuotaName): boolean =>
  (QUOTAS[name].roles as readonly Role[]).includes("webmasterId" in account ? "webmaster" : "advertiser");

export const accountIdOf = (account: Account): string =>
  "webmasterId" in account ? account.webmasterId : account.advertiserId;
