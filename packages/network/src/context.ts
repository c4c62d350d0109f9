import type { ClickShards, Db } from "./db/index.ts";
import { RANDOM_IDS, type IdSource } from "./ids.ts";
import type { Vault } from "./vault.ts";
import { RIGHTS, SIDES, type Right, type Side } from "./words.ts";

/** The actor: a person or an API key by its id, or one of our jobs. Decided once, by the authentication. */
export type Actor =
  | { role: "operator"; id: string }
  | { role: "advertiser"; id: string; advertiserId: string; isBlocked?: boolean; blockReason?: string }
  | { role: "webmaster"; id: string; webmasterId: string; isBlocked?: boolean; blockReason?: string }
  | { role: "system"; job: string };

/** The secrets by which clicks are compared with the network's own traffic. */
export interface OwnTrafficKeys {
  vault: Vault;
  /** The edge's; empty: it is not known here, so that addresses can't be compared. */
  visitorSecret: string;
}

/** The context of every verb. */
export interface Context {
  db: Db;
  clicks: ClickShards;
  /** Files of users: creatives, attachments, uploads; each under its own prefix. */
  files: R2Bucket;
  /** Archived data: old clicks, old postback requests, dead letters. */
  archive: R2Bucket;
  actor: Actor;
  /** What the actor may do: a member's rights, or an API key's scopes. */
  rights: ReadonlySet<Right>;
  /** The caller's network, hashed with a secret; null for a job. */
  network: () => string | null;
  /** Unix ms. */
  now: () => number;
  /** Hosts of the network itself, with their ports if they are not the default ones. */
  ownHosts: readonly string[];
  /** Ids of new records; use `newId`. */
  ids: IdSource;
  /** Absent where no own traffic can be listed, as in some tests. */
  ownTrafficKeys?: () => OwnTrafficKeys;
}

/** The side of the actor that a history names; jobs and browsers count as the network. */
export function sideOfName(name: string): Side {
  const role = name.slice(0, Math.max(name.indexOf(":"), 0));
  return SIDES.find((side) => side === role) ?? "network";
}

/** The id of the person, API key or job that a history names. */
export const actorIdOf = (name: string): string => name.slice(name.indexOf(":") + 1);

/** How histories name an actor. */
export function actorName(actor: Actor): string {
  return actor.role === "system" ? `system:${actor.job}` : `${actor.role}:${actor.id}`;
}

/** What a context has besides databases and actor where a job or a command acts: every right, and no caller. */
export const UNCALLED: Pick<Context, "rights" | "network" | "ownHosts" | "ids"> = {
  rights: new Set(RIGHTS),
  network: () => null,
  ownHosts: [],
  ids: RANDOM_IDS,
};
