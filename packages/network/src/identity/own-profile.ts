import { accountOf, audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { rawStatement, searchable } from "../db/index.ts";
import { notFound } from "../errors.ts";
import type { Language } from "../mail/index.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, requireRole } from "../role.ts";

/** What a person says about themselves and how they read the network. Null: as the network does. */
interface OwnProfile {
  name: string;
  /** Of mails and of the cabinet. */
  language: Language | null;
  /** IANA name. */
  zone: string | null;
  /** In which sums are shown beside their own; no money is converted. */
  currency: string | null;
}

const FIELDS = ["name", "language", "zone", "currency"] as const satisfies (keyof OwnProfile)[];

/** Changes the actor's own profile; omitted fields are unchanged. Throws `not_found` for an API key. */
export async function changeOwnProfile(
  ctx: Context,
  change: { [Name in keyof OwnProfile]?: OwnProfile[Name] | undefined },
): Promise<OwnProfile> {
  const actor = requireRole(ctx, ANY_PARTY, "change their profile", EVEN_IF_BLOCKED);
  const person = await ctx.db.query
    .selectFrom("person")
    .select(FIELDS)
    .where("id", "=", actor.id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (person === undefined) throw notFound("person");
  const changed = FIELDS.filter((name) => change[name] !== undefined && change[name] !== person[name]);
  if (changed.length === 0) return person;
  const next: OwnProfile = { ...person, ...Object.fromEntries(changed.map((name) => [name, change[name]])) };
  const only = (of: OwnProfile) => Object.fromEntries(changed.map((name) => [name, of[name]]));
  await ctx.db.write([
    rawStatement(
      `UPDATE person SET ${changed.map((name) => `${name} = ?`).join(", ")}, searched_name = ?, updated_at = ?
       WHERE id = ?`,
      [...changed.map((name) => next[name]), searchable(next.name), new Date(ctx.now()).toISOString(), actor.id],
    ),
    ...audit(ctx, {
      ...{ event: "member.change", subject: actor.id, account: accountOf(actor) },
      ...{ before: only(person), after: only(next) },
    }),
  ]);
  return next;
}
