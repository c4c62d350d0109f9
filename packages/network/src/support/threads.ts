import type { Actor, Context } from "../context.ts";
import { NetworkError, notFound } from "../errors.ts";
import type { ThreadRow } from "./subject.ts";
import type { Role } from "../words.ts";

/** The side on which an actor reads and writes. Throws `forbidden` for a job. */
export function sideOf(actor: Actor): Role {
  if (actor.role === "system") throw new NetworkError("forbidden", "A job can't take part in a thread");
  return actor.role;
}

/** Scopes threads to those that the actor takes part in; an operator sees all. Every scoped read starts here. */
export function ownThreads({ db, actor }: Context) {
  const rows = db.query.selectFrom("thread").selectAll("thread");
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/** Throws `not_found`. */
export async function getThread(ctx: Context, id: string): Promise<ThreadRow> {
  const row = await ownThreads(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("thread");
  return row;
}
