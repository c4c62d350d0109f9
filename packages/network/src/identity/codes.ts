import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import { accountOf, audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { rawStatement, writeIfFirst, type Db, type Statement, type Tables } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { mintId } from "../ids.ts";
import { IS_MAILED, limitedMail, mailToken, type Language, type Mail } from "../mail/index.ts";
import { sha256Hex } from "./hash.ts";
import { actorOf, createAccount } from "./accounts.ts";
import { revokeKeysOf } from "./keys.ts";
import { endSignIns, insertPerson } from "./people.ts";

/** What a code is for: opening an account, or setting a new password. */
export type CodePurpose = Tables["account_code"]["purpose"];

/** A mail that a caller without an account asks for. */
interface CodeRequest {
  purpose: CodePurpose;
  email: string;
  /** The name of a sign-up; null for a reset, and for a sign-up whose mail is asked for again. */
  name: string | null;
  language: Language | null;
  tokenSecret: string;
}

const CODE_LIVES_MS = HOUR_MS;
/** A sign-up's mail can be asked for again within this time. */
const SIGN_UP_LIVES_MS = DAY_MS;

/**
 * Mails a code, or what else the address should learn. It reads and writes the same for every address: neither the
 * answer nor its time reveals whether an account exists. A newer reset code ends older ones.
 */
export async function requestCode(ctx: Context, request: CodeRequest): Promise<void> {
  const { purpose, language, tokenSecret } = request;
  const now = ctx.now();
  const email = request.email.toLowerCase();
  const id = mintId("acc", now);
  const known = await findKnown(ctx.db, email, now);
  const mail = mailFor(request, id, known);
  const cause = `account-code/${id}`;
  const sha256 = await sha256Hex(mailToken(tokenSecret, { purpose, id }));
  await ctx.db.write([
    ...limitedMail(
      {
        topic: purpose === "reset" ? "reset" : "sign_up",
        cause,
        recipient: email,
        sender: ctx.network(),
        language,
        mail,
      },
      now,
    ),
    rawStatement(
      `UPDATE account_code SET ended_at = ? WHERE email = ? AND purpose = 'reset' AND ended_at IS NULL
         AND ? = 'reset' AND ${IS_MAILED}`,
      [now, email, purpose, cause],
    ),
    rawStatement(
      `INSERT INTO account_code (id, sha256, purpose, email, name, created_at, expires_at, ended_at)
       SELECT ?, ?, ?, ?, ?, CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS INTEGER) WHERE ${IS_MAILED}`,
      [
        ...[id, sha256, purpose, email, request.name ?? known.name ?? "", now, now + CODE_LIVES_MS],
        // A reset for an unknown address stays open too, so that the next request has the same row to end.
        ...[purpose === "reset" || mail.kind === "confirm" ? null : now, cause],
      ],
    ),
  ]);
}

interface Known {
  hasAccount: boolean;
  /** The name of a sign-up that waits for its confirmation. */
  name: string | null;
}

async function findKnown(db: Db, email: string, now: number): Promise<Known> {
  const { rows } = await db.read([
    rawStatement(
      `SELECT EXISTS (SELECT 1 FROM person WHERE email = ?1 AND email_verified = 1) AS has_account,
         (SELECT name FROM account_code WHERE email = ?1 AND purpose = 'confirm' AND ended_at IS NULL AND created_at > ?2
          ORDER BY created_at DESC LIMIT 1) AS name`,
      [email, now - SIGN_UP_LIVES_MS],
    ),
  ]);
  const [row] = rows[0] as { has_account: 0 | 1; name: string | null }[]; // of the statement above
  return { hasAccount: row?.has_account === 1, name: row?.name ?? null };
}

function mailFor({ purpose, name }: CodeRequest, id: string, known: Known): Mail {
  if (purpose === "reset" && known.hasAccount) return { kind: "reset", parameters: { id } };
  if (purpose === "confirm" && known.hasAccount) return { kind: "known_address", parameters: {} };
  if (purpose === "confirm" && (name ?? known.name) !== null) return { kind: "confirm", parameters: { id } };
  return { kind: "unknown_address", parameters: {} };
}

type AccountCode = Pick<Tables["account_code"], "id" | "email" | "name">;

/** The code of a token. Throws `token_refused` if it is unknown, used, replaced or expired. */
export async function getCode(ctx: Context, purpose: CodePurpose, token: string): Promise<AccountCode> {
  const code = await ctx.db.query
    .selectFrom("account_code")
    .select(["id", "email", "name"])
    .where("sha256", "=", await sha256Hex(token))
    .where("purpose", "=", purpose)
    .where("ended_at", "is", null)
    .where("expires_at", ">", ctx.now())
    .executeTakeFirst();
  if (code === undefined) throw codeRefused();
  return code;
}

const codeRefused = (): NetworkError =>
  new NetworkError("token_refused", "This code is wrong, already used, replaced by a newer one, or expired");

/**
 * Opens a webmaster's account for the person who has the mail, with the password that they chose now. All sign-ups with
 * the address end. Throws `token_refused` if a concurrent request was first.
 */
export async function openAccount(
  ctx: Context,
  code: AccountCode,
  { passwordHash, language }: { passwordHash: string; language: Language | null },
): Promise<void> {
  const now = ctx.now();
  const webmasterId = mintId("wm", now);
  const person = {
    ...({ id: mintId("per", now), name: code.name, email: code.email, role: "webmaster", language } as const),
    ...{ advertiser_id: null, webmaster_id: webmasterId },
  };
  const isFirst = await writeIfFirst(ctx.db, [
    ...createAccount("webmaster", { id: webmasterId, name: code.name }, now),
    ...insertPerson(person, passwordHash, now),
    endCodes(code.email, now),
    ...audit(ctx, {
      ...{ event: "member.join", subject: person.id, account: webmasterId },
      after: { name: person.name, email: person.email, member_role: "owner" },
    }),
  ]);
  if (!isFirst) throw codeRefused();
}

/**
 * Sets a new password by a code: it ends all sessions and, by choice, the API keys that the person made. Throws
 * `token_refused` if a concurrent request used or ended the code.
 */
export async function resetPassword(
  ctx: Context,
  code: AccountCode,
  { passwordHash, revokesKeys }: { passwordHash: string; revokesKeys: boolean },
): Promise<void> {
  const now = ctx.now();
  const person = await ctx.db.query
    .selectFrom("person")
    .selectAll()
    .where("email", "=", code.email)
    .where("email_verified", "=", 1)
    .executeTakeFirst();
  const actor = person && actorOf(person.id, person);
  if (person === undefined || actor === undefined) throw codeRefused();
  const isFirst = await writeIfFirst(ctx.db, [
    breakIfEnded(code.id),
    ...setPassword({ person, passwordHash, keptSession: null }, now),
    ...(revokesKeys
      ? [revokeKeysOf(person.id, { by: "system:reset", reason: "Revoked with the reset of a password" }, now)]
      : []),
    ...audit(
      { ...ctx, actor },
      {
        ...{ event: "password.reset", subject: person.id, account: accountOf(actor) },
        after: { revoked_keys: revokesKeys },
      },
    ),
  ]);
  if (!isFirst) throw codeRefused();
}

/** Violates the primary key, and so voids its batch, if the code has ended. */
const breakIfEnded = (id: string): Statement =>
  rawStatement("INSERT INTO account_code SELECT * FROM account_code WHERE id = ? AND ended_at IS NOT NULL", [id]);

/** Statements that set a password and end what the former one began: other sessions, sign-ins under way, reset codes. */
const setPassword = (
  {
    person,
    passwordHash,
    keptSession,
  }: { person: { id: string; email: string }; passwordHash: string; keptSession: string | null },
  now: number,
): Statement[] => [
  rawStatement("UPDATE credential SET password = ?, updated_at = ? WHERE person_id = ?", [
    ...[passwordHash, new Date(now).toISOString(), person.id],
  ]),
  ...endSignIns(person.id, keptSession),
  endCodes(person.email, now),
];

/** Ends all codes of an address. */
export const endCodes = (email: string, now: number): Statement =>
  rawStatement("UPDATE account_code SET ended_at = ? WHERE email = ? AND ended_at IS NULL", [now, email]);

/**
 * Changes a person's own password: their session goes on under a new token, and the others end. Throws `conflict` if the
 * password was changed since its check.
 */
export async function changeOwnPassword(
  ctx: Context,
  {
    person,
    formerHash,
    passwordHash,
    session,
  }: {
    person: { id: string; email: string };
    formerHash: string;
    passwordHash: string;
    session: { token: string; newToken: string };
  },
): Promise<void> {
  const now = ctx.now();
  const isFirst = await writeIfFirst(ctx.db, [
    rawStatement("INSERT INTO credential SELECT * FROM credential WHERE person_id = ? AND password IS NOT ?", [
      ...[person.id, formerHash],
    ]),
    ...setPassword({ person, passwordHash, keptSession: session.token }, now),
    rawStatement("UPDATE session SET token = ? WHERE token = ?", [session.newToken, session.token]),
    ...audit(ctx, { event: "password.change", subject: person.id, account: accountOf(ctx.actor) }),
  ]);
  if (!isFirst) throw new NetworkError("conflict", "The password was changed by another request");
}

/** Deletes codes that can no longer be used or asked for again, up to `ROWS_MAX` a run. Returns how many. */
export async function forgetCodes(ctx: Context): Promise<number> {
  const { rowsWritten } = await ctx.db.write([
    rawStatement("DELETE FROM account_code WHERE id IN (SELECT id FROM account_code WHERE created_at <= ? LIMIT ?)", [
      ...[ctx.now() - SIGN_UP_LIVES_MS, ROWS_MAX],
    ]),
  ]);
  return rowsWritten;
}

const ROWS_MAX = 1_000;
