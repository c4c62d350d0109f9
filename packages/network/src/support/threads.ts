import type { Context } from "../context.ts";
import { notFound } from "../errors.ts";
import type { ThreadRow } from "./subject.ts";
import type { Role } from "../words.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, requireRole } from "../role.ts";

/** The side on which an actor takes part in threads; a blocked account may still do so. Throws `forbidden` for a job. */
export const sideOf = (ctx: Pick<Context, "actor">): Role =>
  requireRole(ctx, ANY_PARTY, "take part in threads", EVEN_IF_BLOCKED).role;

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
