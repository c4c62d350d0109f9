import type { Actor } from "../context.ts";
import { insertRows, type Db, type Statement, type Tables } from "../db/index.ts";
import { actorOf } from "./accounts.ts";

/** A person with a session in force. */
export interface SignedIn {
  actor: Actor;
  person: Pick<Tables["person"], "id" | "name" | "email"> & { hasSecondFactor: boolean };
}

/** The person of a session token, in one read; undefined if the session has ended or the address is not verified. */
export async function findSession({ query }: Db, token: string, now: number): Promise<SignedIn | undefined> {
  const row = await query
    .selectFrom("session")
    .innerJoin("person", "person.id", "session.person_id")
    .selectAll("person")
    .where("session.token", "=", token)
    .where("session.expires_at", ">", new Date(now).toISOString())
    .where("person.email_verified", "=", 1)
    .executeTakeFirst();
  const actor = row && actorOf(row.id, row);
  if (row === undefined || actor === undefined) return undefined;
  return {
    actor,
    person: { id: row.id, name: row.name, email: row.email, hasSecondFactor: row.two_factor_enabled === 1 },
  };
}

/** Creates a person with a verified address and a password, without sending a mail. `passwordHash` is better-auth's. */
export function insertPerson(
  person: Pick<Tables["person"], "id" | "name" | "email" | "role" | "advertiser_id" | "webmaster_id">,
  passwordHash: string,
  now: number,
): Statement[] {
  const at = new Date(now).toISOString();
  return [
    ...insertRows(
      "person",
      [
        "id",
        "name",
        "email",
        "email_verified",
        "image",
        "two_factor_enabled",
        "role",
        "advertiser_id",
        "webmaster_id",
        "created_at",
        "updated_at",
      ],
      [{ ...person, email_verified: 1, image: null, two_factor_enabled: 0, created_at: at, updated_at: at }],
    ),
    ...insertRows(
      "credential",
      ["id", "account_id", "provider_id", "person_id", "password", "created_at", "updated_at"],
      [
        {
          id: `cred_${person.id}`,
          account_id: person.id,
          provider_id: "credential",
          person_id: person.id,
          password: passwordHash,
          created_at: at,
          updated_at: at,
        },
      ],
    ),
  ];
}
