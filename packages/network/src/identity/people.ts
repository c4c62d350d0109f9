import type { Selectable } from "kysely";
import type { Actor } from "../context.ts";
import { insertRows, rawStatement, searchable, type Db, type Statement, type Tables } from "../db/index.ts";
import type { Language } from "../mail/index.ts";
import type { MemberRole, Right } from "../words.ts";
import { actorOf, blockReasonOf } from "./accounts.ts";
import { rightsOf } from "./rights.ts";

/** A person with a session in force. */
export interface SignedIn {
  actor: Actor;
  rights: ReadonlySet<Right>;
  person: Pick<Selectable<Tables["person"]>, "id" | "name" | "email" | "language" | "zone" | "currency"> & {
    hasSecondFactor: boolean;
    memberRole: MemberRole;
    sessionId: string;
  };
  /** Unix ms; null: not known. */
  lastUsedAt: number | null;
}

/** The person of a session token, in one read; undefined if the session has ended or the address is not verified. */
export async function findSession({ query }: Db, token: string, now: number): Promise<SignedIn | undefined> {
  const row = await query
    .selectFrom("session")
    .innerJoin("person", "person.id", "session.person_id")
    .selectAll("person")
    .select(["session.id as session_id", "session.last_used_at"])
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
      ...{ language: row.language, zone: row.zone, currency: row.currency },
      ...{ hasSecondFactor: row.two_factor_enabled === 1, memberRole: row.member_role, sessionId: row.session_id },
    },
    lastUsedAt: row.last_used_at,
  };
}

/** Creates a person with a verified address and a password, without sending a mail. `passwordHash` is better-auth's. */
export function insertPerson(
  person: Pick<Tables["person"], "id" | "name" | "email" | "role" | "advertiser_id" | "webmaster_id"> & {
    member_role?: MemberRole;
    language?: Language | null;
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
        "language",
      ],
      [
        {
          ...{ ...person, email_verified: 1, image: null, two_factor_enabled: 0, created_at: at, updated_at: at },
          ...{ member_role: person.member_role ?? "owner", language: person.language ?? null },
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

/** A person who acts, and the language of their mails; undefined if they are no longer a member. */
export async function actorOfPerson(
  { query }: Db,
  personId: string,
): Promise<{ actor: Actor; language: Language | null } | undefined> {
  const row = await query
    .selectFrom("person")
    .select(["id", "role", "advertiser_id", "webmaster_id", "language"])
    .select(blockReasonOf("person").as("block_reason"))
    .where("id", "=", personId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  const actor = row && actorOf(row.id, row);
  return row && actor && { actor, language: row.language };
}

/** Ends a person's sessions, except one that is kept, and their sign-ins that wait for a second factor. */
export const endSignIns = (personId: string, keptSession: string | null): Statement[] => [
  rawStatement("DELETE FROM session WHERE person_id = ? AND token IS NOT ?", [personId, keptSession]),
  rawStatement("DELETE FROM verification WHERE value = ?", [personId]),
];

/** better-auth's hash of a person's password. */
export async function findPasswordHash({ query }: Db, personId: string): Promise<string | undefined> {
  const row = await query
    .selectFrom("credential")
    .select("password")
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row?.password ?? undefined;
}

/** A person's second factor, begun or in force; the secret is encrypted. */
export const findSecondFactor = ({ query }: Db, personId: string): Promise<{ secret: string } | undefined> =>
  query.selectFrom("two_factor").select("secret").where("person_id", "=", personId).executeTakeFirst();

/** Marks the code of a 30-second step as used; false if it, or a later one, was used before. */
export async function useCodeStep(db: Db, { personId, step }: { personId: string; step: number }): Promise<boolean> {
  const { rowsWritten } = await db.write([
    rawStatement("UPDATE two_factor SET last_step = CAST(?1 AS INTEGER) WHERE person_id = ?2 AND last_step < ?1", [
      ...[step, personId],
    ]),
  ]);
  return rowsWritten > 0;
}
