import type { Actor } from "../context.ts";
import { insertRows, searchable, type Db, type Statement, type Tables } from "../db/index.ts";
import type { MemberRole, Right } from "../words.ts";
import { actorOf, blockReasonOf } from "./accounts.ts";
import { rightsOf } from "./rights.ts";

/** A person with a session in force. */
export interface SignedIn {
  actor: Actor;
  rights: ReadonlySet<Right>;
  person: Pick<Tables["person"], "id" | "name" | "email"> & { hasSecondFactor: boolean; memberRole: MemberRole };
}

/** The person of a session token, in one read; undefined if the session has ended or the address is not verified. */
export async function findSession({ query }: Db, token: string, now: number): Promise<SignedIn | undefined> {
  const row = await query
    .selectFrom("session")
    .innerJoin("person", "person.id", "session.person_id")
    .selectAll("person")
    .select(blockReasonOf("person").as("block_reason"))
    .where("session.token", "=", token)
    .where("session.expires_at", ">", new Date(now).toISOString())
    .where("person.email_verified", "=", 1)
    .executeTakeFirst();
  const actor = row && actorOf(row.id, row);
  if (row === undefined || actor === undefined) return undefined;
  return {
    actor,
    rights: rightsOf(row.member_role),
    person: {
      ...{ id: row.id, name: row.name, email: row.email },
      ...{ hasSecondFactor: row.two_factor_enabled === 1, memberRole: row.member_role },
    },
  };
}

/** Creates a person with a verified address and a password, without sending a mail. `passwordHash` is better-auth's. */
export function insertPerson(
  person: Pick<Tables["person"], "id" | "name" | "email" | "role" | "advertiser_id" | "webmaster_id"> & {
    member_role?: MemberRole;
  },
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
        "member_role",
        "searched_name",
      ],
      [
        {
          ...{ ...person, email_verified: 1, image: null, two_factor_enabled: 0, created_at: at, updated_at: at },
          member_role: person.member_role ?? "owner",
          searched_name: searchable(person.name),
        },
      ],
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
