import { sql } from "kysely";
import type { Context } from "../context.ts";
import { inApiNames } from "../api-names.ts";
import { NetworkError, type Fault } from "../errors.ts";
import type { Changing } from "./offer-change.ts";
import type { OfferRow } from "./queries.ts";

/** The changed fields, by the API's names. */
export function fieldsOf({
  routing,
  presentation,
  isCapped,
  validation,
  approves,
  ...rest
}: Changing): Record<string, unknown> {
  const all = {
    ...rest,
    version: undefined,
    ...{ statusReason: undefined, advertiserPauseReason: undefined },
    destinationChange: approves?.id,
    ...routing,
    ...presentation,
    capReached: isCapped,
    validationMethod: validation,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return inApiNames(given) as Record<string, unknown>; // an object stays one
}

/** A conflict that names every field that others set since, with `theirs` and, if the caller set it too, `yours`. */
export async function conflictOf({ db }: Context, offer: OfferRow, change: Changing): Promise<NetworkError> {
  const laterChanges = await db.query
    .selectFrom("offer_change")
    .selectAll()
    .where("offer_id", "=", offer.id)
    .where("version", ">", change.version ?? 0)
    .orderBy("version")
    .execute();
  const yours = fieldsOf(change);
  const faults = new Map<string, Fault>();
  for (const { fields, version, actor } of laterChanges)
    for (const [path, theirs] of Object.entries(JSON.parse(fields) as Record<string, unknown>))
      // those of fieldsOf
      faults.set(path, {
        path,
        message: `set by the ${actor.split(":")[0]} in version ${version}`,
        theirs,
        ...(path in yours && { yours: yours[path] }),
      });
  return new NetworkError("conflict", `The offer was changed by another request; its version is now ${offer.version}`, [
    ...faults.values(),
  ]);
}

/**
 * Whether the advertiser has changed a draft, or withdrawn a submitted offer, since the operator's last change: the
 * operator may have read an earlier version.
 */
export async function isChangedUnread({ db }: Context, { id, status }: OfferRow): Promise<boolean> {
  let rows = db.query
    .selectFrom("offer_change")
    .select("version")
    .where("offer_id", "=", id)
    .where("actor", "like", "advertiser:%")
    .where("version", ">", ({ selectFrom, fn, lit }) =>
      selectFrom("offer_change as seen")
        .select((eb) => fn.coalesce(eb.fn.max("seen.version"), lit(0)).as("version"))
        .where("seen.offer_id", "=", id)
        .where("seen.actor", "like", "operator:%"),
    );
  if (status !== "draft") rows = rows.where(sql`json_extract(fields, '$.status')`, "=", "draft");
  return (await rows.limit(1).executeTakeFirst()) !== undefined;
}
