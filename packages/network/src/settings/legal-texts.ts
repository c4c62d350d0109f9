import { sql } from "kysely";
import { accountOf, audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { insertRows, rawStatement, retryOnConcurrentWrite, writeIfFirst, type Db } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import type { Language } from "../mail/index.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, OPERATOR, requireRole } from "../role.ts";

/** The terms of use, which people accept, and the privacy notice. */
export const LEGAL_TEXTS = ["terms", "privacy"] as const;
type LegalTextKind = (typeof LEGAL_TEXTS)[number];

type Texts = { [Name in Language]?: string | undefined };

/** A version of a legal text. `changedAt` is Unix ms. */
export interface LegalText {
  kind: LegalTextKind;
  version: number;
  changedAt: number;
  texts: Texts;
}

/** The version in force of a legal text, without the text. */
export type LegalTextState = Omit<LegalText, "texts"> & { languages: Language[] };

/** The versions in force; a text that was never published is absent. */
export async function listLegalTexts({ query }: Db): Promise<LegalTextState[]> {
  const { rows } = await sql<{ kind: LegalTextKind; version: number; changed_at: number; languages: string }>`
    SELECT kind, version, changed_at, (SELECT json_group_array(key) FROM json_each(texts)) AS languages
    FROM legal_text WHERE version = (SELECT max(version) FROM legal_text AS newest WHERE newest.kind = legal_text.kind)
    ORDER BY kind DESC`.execute(query);
  return rows.map(({ kind, version, changed_at, languages }) => ({
    ...{ kind, version, changedAt: changed_at },
    languages: JSON.parse(languages) as Language[], // the keys of `texts`
  }));
}

/** A version of a legal text, by default the one in force. Throws `not_found`. */
export async function findLegalText({ query }: Db, kind: LegalTextKind, version?: number): Promise<LegalText> {
  let rows = query.selectFrom("legal_text").selectAll().where("kind", "=", kind);
  if (version !== undefined) rows = rows.where("version", "=", version);
  const row = await rows.orderBy("version", "desc").limit(1).executeTakeFirst();
  if (row === undefined) throw notFound("text");
  const texts = JSON.parse(row.texts) as Texts; // written by publishLegalText
  return { kind, version: row.version, changedAt: row.changed_at, texts };
}

/** Publishes a new version, unless the texts are those in force. Operator only. Throws `forbidden`, `conflict`. */
export async function publishLegalText(
  ctx: Context,
  kind: LegalTextKind,
  { texts, version }: { texts: Texts; version?: number | undefined },
): Promise<LegalText> {
  requireRole(ctx, OPERATOR, "publish legal texts");
  return retryOnConcurrentWrite(async () => {
    const row = await newestOf(ctx.db, kind);
    const current = row?.version ?? 0;
    if (version !== undefined && version !== current)
      throw new NetworkError("conflict", "The text was changed after the version that you saw");
    const json = JSON.stringify(texts);
    if (row !== undefined && row.texts === json) return { kind, version: current, changedAt: row.changed_at, texts };
    const [changedAt, next] = [ctx.now(), current + 1];
    await ctx.db.write([
      ...insertRows(
        "legal_text",
        ["kind", "version", "texts", "changed_at", "changed_by"],
        [{ kind, version: next, texts: json, changed_at: changedAt, changed_by: actorName(ctx.actor) }],
      ),
      ...audit(ctx, {
        ...{ event: "settings.publish_text", subject: kind, account: "" },
        ...{ before: { version: current }, after: { version: next, languages: Object.keys(texts) } },
      }),
    ]);
    return { kind, version: next, changedAt, texts };
  }, TRIES);
}

/** A text without a version replaces the newest one. */
const TRIES = { triesMax: 10 };

const newestOf = ({ query }: Db, kind: LegalTextKind) =>
  query
    .selectFrom("legal_text")
    .selectAll()
    .where("kind", "=", kind)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();

/** Where a person stands with the terms of use. */
interface TermsState {
  /** The newest version that the person accepted, and when (Unix ms). */
  accepted: { version: number; at: number } | null;
  /** The version to accept; null if there is none, or it is accepted. */
  pendingVersion: number | null;
}

/** Where a person stands with the terms of use. */
export async function termsOf({ query }: Db, personId: string): Promise<TermsState> {
  const { rows } = await sql<{ newest: number | null; version: number | null; accepted_at: number | null }>`
    SELECT (SELECT max(version) FROM legal_text WHERE kind = 'terms') AS newest, version, accepted_at
    FROM (SELECT 1) LEFT JOIN (SELECT version, accepted_at FROM terms_acceptance
      WHERE person_id = ${personId} ORDER BY version DESC LIMIT 1)`.execute(query);
  const { newest = null, version = null, accepted_at: at = null } = rows[0] ?? {};
  return {
    accepted: version === null || at === null ? null : { version, at },
    pendingVersion: newest !== null && newest > (version ?? 0) ? newest : null,
  };
}

/**
 * Records that the actor accepts the terms of use in force, once. Throws `not_found` for a version that never was,
 * `conflict` for one that is no longer in force.
 */
export async function acceptTerms(ctx: Context, version: number): Promise<void> {
  const actor = requireRole(ctx, ANY_PARTY, "accept the terms of use", EVEN_IF_BLOCKED);
  await findLegalText(ctx.db, "terms", version);
  const { accepted, pendingVersion } = await termsOf(ctx.db, actor.id);
  if (accepted?.version === version) return;
  if (pendingVersion !== version)
    throw new NetworkError("conflict", `Version ${pendingVersion ?? accepted?.version} of the terms is in force`);
  await writeIfFirst(ctx.db, [
    rawStatement("INSERT INTO terms_acceptance (person_id, version, accepted_at) VALUES (?, ?, ?)", [
      ...[actor.id, version, ctx.now()],
    ]),
    ...audit(ctx, {
      ...{ event: "member.accept_terms", subject: actor.id, account: accountOf(actor) },
      after: { version },
    }),
  ]);
}
