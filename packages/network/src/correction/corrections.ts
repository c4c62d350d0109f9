import { actorName, type Context } from "../context.ts";
import {
  insertRows,
  rawStatement,
  retryOnConcurrentWrite,
  writeIfFirst,
  type Statement,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { exponentOf } from "../money.ts";
import { advertiserAccount, networkAccount, postTransfers, transferIdFor, webmasterAccount } from "../ledger/index.ts";
import { OPERATOR, requireRole, visibleTo } from "../role.ts";
import { DAY_MS } from "@waymark/contract/duration";

export type Correction = Tables["correction"];

/** A correction as an actor may see it: only operators see who proposed it. */
export type SeenCorrection = Omit<Correction, "proposed_by"> & { proposed_by: string | undefined };

const seenBy = ({ actor }: Context, row: Correction): SeenCorrection => ({
  ...row,
  proposed_by: visibleTo(actor, OPERATOR, row.proposed_by),
});

/** Whose account is corrected: a webmaster gets more (or less), an advertiser owes more (or less). */
export type CorrectionOf = { webmasterId: string } | { advertiserId: string };

/** What one operator may correct alone in a day, in major units of each currency. */
export const ALONE_MAJOR_MAX = 100;
/** The steps of its payment come after it. */
const POSTING_VERSION = 1;
/** Proposals of one person at the same time that are all recorded. */
const TRIES = { triesMax: 16 };

/**
 * Proposes a correction by hand, with its reason. It waits for a second person if it exceeds the operator's daily
 * limit. Throws `forbidden`, `not_found`, `currency_unknown`, `sum_too_large`.
 */
export async function proposeCorrection(
  ctx: Context,
  input: { of: CorrectionOf; currency: string; amountMinor: number; reason: string },
): Promise<Correction> {
  requireRole(ctx, OPERATOR, "propose a correction");
  const id = newId(ctx, "cor");
  return createOnce(
    ctx,
    () => ownCorrections(ctx).where("id", "=", id).executeTakeFirst(),
    () => proposeNewCorrection(ctx, { id, ...input }),
  );
}

async function proposeNewCorrection(
  ctx: Context,
  input: { id: string; of: CorrectionOf; currency: string; amountMinor: number; reason: string },
): Promise<Correction> {
  const limitMinor = ALONE_MAJOR_MAX * 10 ** exponentOf(input.currency);
  await requireSubject(ctx, input.of);
  const person = await personOf(ctx);
  return retryOnConcurrentWrite(async () => {
    const { last, alone } = await earlierOf(ctx, person, input.currency);
    const isSmall = alone + Math.abs(input.amountMinor) <= limitMinor;
    const row: Correction = {
      id: input.id,
      webmaster_id: "webmasterId" in input.of ? input.of.webmasterId : null,
      advertiser_id: "advertiserId" in input.of ? input.of.advertiserId : null,
      currency: input.currency,
      amount_minor: input.amountMinor,
      reason: input.reason,
      status: isSmall ? "posted" : "proposed",
      proposed_by: person,
      proposed_number: last + 1,
      proposed_at: ctx.now(),
      payment: "none",
      version: POSTING_VERSION,
    };
    // Two proposals of one person at the same time have the same number: both count against the limit.
    await ctx.db.write([...insertCorrection(row), ...(isSmall ? post(row, ctx.now()) : [])]);
    return row;
  }, TRIES);
}

/**
 * The answer of a second person to a correction that waits.
 * Throws `forbidden`, `not_found`, `second_person_required` for the person who proposed it, `correction_answered`.
 */
export async function answerCorrection(ctx: Context, id: string, answer: "posted" | "declined"): Promise<Correction> {
  requireRole(ctx, OPERATOR, "answer a correction");
  const row = await getRow(ctx, id);
  if (row.status !== "proposed") throw answered(row.status);
  const person = await personOf(ctx);
  if (person === row.proposed_by)
    throw new NetworkError("second_person_required", "An operator other than the proposer must answer");
  const isFirst = await writeIfFirst(ctx.db, [
    ...insertRows(
      "correction_answer",
      ["correction_id", "status", "actor", "answered_at"],
      [{ correction_id: id, status: answer, actor: actorName(ctx.actor), answered_at: ctx.now() }],
    ),
    rawStatement("UPDATE correction SET status = ? WHERE id = ?", [answer, id]),
    ...(answer === "posted" ? post(row, ctx.now()) : []),
  ]);
  if (!isFirst) throw answered((await getCorrection(ctx, id)).status);
  return { ...row, status: answer };
}

const answered = (status: string) => new NetworkError("correction_answered", `The correction is already ${status}`);

/** Newest first, of those that the actor may see; `before` is the id of the last one seen. */
export async function listCorrections(
  ctx: Context,
  page: { status?: Correction["status"] | undefined; before?: string | undefined; limit: number },
): Promise<SeenCorrection[]> {
  let rows = ownCorrections(ctx).orderBy("id", "desc").limit(page.limit);
  if (page.before !== undefined) rows = rows.where("id", "<", page.before);
  if (page.status !== undefined) rows = rows.where("status", "=", page.status);
  return (await rows.execute()).map((row) => seenBy(ctx, row));
}

/** Throws `not_found`, also for a correction of another account. */
export const getCorrection = async (ctx: Context, id: string): Promise<SeenCorrection> =>
  seenBy(ctx, await getRow(ctx, id));

async function getRow(ctx: Context, id: string): Promise<Correction> {
  const row = await ownCorrections(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("correction");
  return row;
}

/** The account's own people see a correction once it is posted. */
function ownCorrections({ db, actor }: Context) {
  const rows = db.query.selectFrom("correction").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId).where("status", "=", "posted");
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId).where("status", "=", "posted");
    case "operator":
    case "system":
      return rows;
  }
}

async function requireSubject({ db }: Context, of: CorrectionOf) {
  const row =
    "webmasterId" in of
      ? await db.query.selectFrom("webmaster").select("id").where("id", "=", of.webmasterId).executeTakeFirst()
      : await db.query.selectFrom("advertiser").select("id").where("id", "=", of.advertiserId).executeTakeFirst();
  if (row === undefined) throw notFound("webmasterId" in of ? "webmaster" : "advertiser");
}

/** The person behind an actor. A key acts for the person who made it, so they can't be their own second person. */
async function personOf({ db, actor }: Context): Promise<string> {
  const name = actorName(actor);
  if (actor.role === "system") return name;
  const key = await db.query.selectFrom("api_key").select("created_by").where("id", "=", actor.id).executeTakeFirst();
  return key === undefined || key.created_by === "" ? name : key.created_by;
}

/** The number of the person's last correction, and the sum that they corrected alone in this currency within a day. */
async function earlierOf({ db, now }: Context, person: string, currency: string) {
  const row = await db.query
    .selectFrom("correction")
    .leftJoin("correction_answer", "correction_id", "correction.id")
    .select(({ fn }) => fn.max("proposed_number").as("last"))
    .select(({ eb, fn }) =>
      fn
        .sum<number | null>(
          eb
            .case()
            .when(
              eb.and([
                eb("currency", "=", currency),
                eb("proposed_at", ">", now() - DAY_MS),
                eb("correction.status", "=", "posted"),
                eb("correction_id", "is", null),
              ]),
            )
            .then(fn<number>("abs", ["amount_minor"]))
            .else(0)
            .end(),
        )
        .as("alone"),
    )
    .where("proposed_by", "=", person)
    .executeTakeFirst();
  return { last: row?.last ?? 0, alone: row?.alone ?? 0 };
}

const insertCorrection = (row: Correction): Statement[] =>
  insertRows(
    "correction",
    [
      "id",
      "webmaster_id",
      "advertiser_id",
      "currency",
      "amount_minor",
      "reason",
      "status",
      "proposed_by",
      "proposed_number",
      "proposed_at",
      "payment",
      "version",
    ],
    [row],
  );

/** Posts a correction: a webmaster's account is credited, an advertiser's is debited. */
function post(row: Correction, now: number): Statement[] {
  const theirs =
    row.webmaster_id === null
      ? advertiserAccount(row.advertiser_id ?? "", "receivable")
      : webmasterAccount(row.webmaster_id, "available");
  const ours = networkAccount("corrections");
  const isCredit = row.amount_minor > 0 === (row.webmaster_id !== null);
  return postTransfers([
    {
      id: transferIdFor(row.id, POSTING_VERSION, "correction"),
      ...(isCredit ? { debit: ours, credit: theirs } : { debit: theirs, credit: ours }),
      currency: row.currency,
      amountMinor: Math.abs(row.amount_minor),
      conversionId: null,
      payoutId: null,
      postedAt: now,
      correctionId: row.id,
    },
  ]);
}
