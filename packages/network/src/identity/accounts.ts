import type { Actor } from "../context.ts";
import type { Tables } from "../db/index.ts";

/** Role and account of a person, an API key or an invitation. */
export type Membership = Pick<Tables["person"], "role" | "advertiser_id" | "webmaster_id">;

/** The actor of a membership, by the id of the person or key; undefined if the row is inconsistent. */
export function actorOf(id: string, { role, advertiser_id, webmaster_id }: Membership): Actor | undefined {
  switch (role) {
    case "operator":
      return { role, id };
    case "advertiser":
      return advertiser_id === null ? undefined : { role, id, advertiserId: advertiser_id };
    case "webmaster":
      return webmaster_id === null ? undefined : { role, id, webmasterId: webmaster_id };
  }
}

/** The membership that an actor can give to another person: that of the actor's own account. */
export function membershipOf(actor: Actor): Membership | undefined {
  switch (actor.role) {
    case "operator":
      return { role: "operator", advertiser_id: null, webmaster_id: null };
    case "advertiser":
      return { role: "advertiser", advertiser_id: actor.advertiserId, webmaster_id: null };
    case "webmaster":
      return { role: "webmaster", advertiser_id: null, webmaster_id: actor.webmasterId };
    case "system":
      return undefined;
  }
}
