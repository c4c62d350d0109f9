import { sql } from "kysely";
import { DAY_MS } from "@waymark/contract/duration";
import { actorName, type Context } from "../context.ts";
import { NetworkError } from "../errors.ts";

/** The person behind an actor: a key acts for the person who made it. */
export async function personOf({ db, actor }: Context): Promise<string> {
  const name = actorName(actor);
  if (actor.role === "system") return name;
  const key = await db.query.selectFrom("api_key").select("created_by").where("id", "=", actor.id).executeTakeFirst();
  return key === undefined || key.created_by === "" ? name : key.created_by;
}

/** Longer lines of invitations would take months to build. */
const LINE_MAX = 100;

/**
 * Who answers for a person's acts on money: an operator who joined within the set time counts as the operator who invited
 * them, unless another one vouches for them. Else an alias would be a second person, with a limit of its own.
 */
export async function responsibleFor({ db, now }: Pick<Context, "db" | "now">, person: string): Promise<string> {
  const { rows } = await sql<{ person: string }>`
    WITH RECURSIVE line (person, depth) AS (
      SELECT ${person}, 0
      UNION ALL
      SELECT i.invited_by, line.depth + 1
      FROM line JOIN invitation i ON i.accepted_by = substr(line.person, ${PREFIX.length + 1})
      WHERE i.role = 'operator' AND i.invited_by LIKE ${`${PREFIX}%`} AND line.depth < ${LINE_MAX}
        AND i.accepted_at > CAST(${now()} AS INTEGER) - (SELECT invited_days FROM money_guard) * ${sql.raw(String(DAY_MS))}
        AND NOT EXISTS (SELECT 1 FROM operator_voucher v WHERE v.person_id = i.accepted_by)
    )
    SELECT person FROM line ORDER BY depth DESC LIMIT 1`.execute(db.query);
  return rows[0]?.person ?? person;
}

const PREFIX = "operator:";

/** Whether the actor is this person, or counts as them. */
export async function isSamePerson(ctx: Context, other: string): Promise<boolean> {
  const person = await personOf(ctx);
  return person === other || (await responsibleFor(ctx, person)) === (await responsibleFor(ctx, other));
}

/** Throws `second_person_required` if the actor is, or counts as, the person who asked. */
export async function requireSecondPerson(ctx: Context, requestedBy: string): Promise<void> {
  const person = await personOf(ctx);
  if (person === requestedBy)
    throw new NetworkError("second_person_required", "Another operator than the one who asked must confirm");
  if ((await responsibleFor(ctx, person)) === (await responsibleFor(ctx, requestedBy)))
    throw new NetworkError(
      "second_person_required",
      "One of you invited the other not long ago. Another operator must confirm, or vouch for the invited person",
    );
}
