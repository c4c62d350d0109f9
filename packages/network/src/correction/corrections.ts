import { actorName, type Context } from "../context.ts";
import { insertRows, rawStatement, ConcurrentWriteError, type Statement, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { mintId } from "../ids.ts";
import { exponentOf } from "../money.ts";
import { advertiserAccount, networkAccount, postTransfers, transferIdFor, webmasterAccount } from "../ledger/index.ts";
import { DAY_MS } from "@waymark/contract/duration";

export type Adjustment = Tables["adjustment"];

/** Whose account is corrected: a webmaster gets more (or less), an advertiser owes more (or less). */
export type AdjustmentOf = { webmasterId: string } | { advertiserId: string };

/** What one operator may correct alone in a day, in major units of each currency. */
export const ALONE_MAJOR_MAX = 100;
/** The steps of its payment come after it. */
const POSTING_VERSION = 1;
const TRIES_MAX = 3;

/**
 * A correction by hand, with its reason. One that takes the operator above his limit of the day waits for a second
 * person. Throws `forbidden`, `not_found`, `currency_unknown`.
 */
export async function proposeAdjustment(
  ctx: Context,
  input: { of: AdjustmentOf; currency: string; amountMinor: number; reason: string },
): Promise<Adjustment> {
  requireOperator(ctx);
  const limitMinor = ALONE_MAJOR_MAX * 10 ** exponentOf(input.currency);
  await requireSubject(ctx, input.of);
  const person = await personOf(ctx);
  for (let tries = 1; ; tries++) {
    const { last, alone } = await earlierOf(ctx, person, input.currency);
    const isSmall = alone + Math.abs(input.amountMinor) <= limitMinor;
    const row: Adjustment = {
      id: mintId("adj", ctx.now()),
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
    try {
      await ctx.db.write([...insertAdjustment(row), ...(isSmall ? post(row, ctx.now()) : [])]);
      return row;
    } catch (error) {
      // He proposed another one at the same time: it counts against his limit.
      if (!(error instanceof ConcurrentWriteError) || tries === TRIES_MAX) throw error;
    }
  }
}

/**
 * The answer of a second person to a correction that waits.
 * Throws `forbidden`, `not_found`, `second_person_required` to whoever proposed it, `adjustment_answered`.
 */
export async function answerAdjustment(ctx: Context, id: string, answer: "posted" | "declined"): Promise<Adjustment> {
  requireOperator(ctx);
  const row = await getAdjustment(ctx, id);
  if (row.status !== "proposed") throw answered(row.status);
  const person = await personOf(ctx);
  if (person === row.proposed_by)
    throw new NetworkError("second_person_required", "Another operator than the one who proposed it must answer");
  try {
    await ctx.db.write([
      ...insertRows(
        "adjustment_answer",
        ["adjustment_id", "status", "actor", "answered_at"],
        [{ adjustment_id: id, status: answer, actor: actorName(ctx.actor), answered_at: ctx.now() }],
      ),
      rawStatement("UPDATE adjustment SET status = ? WHERE id = ?", [answer, id]),
      ...(answer === "posted" ? post(row, ctx.now()) : []),
    ]);
  } catch (error) {
    if (error instanceof ConcurrentWriteError) throw answered((await getAdjustment(ctx, id)).status);
    throw error;
  }
  return { ...row, status: answer };
}

const answered = (status: string) => new NetworkError("adjustment_answered", `The correction is ${status} already`);

/** Newest first, of those that the actor may see; `before` is the id of the last one seen. */
export async function listAdjustments(
  ctx: Context,
  page: { status?: Adjustment["status"] | undefined; before?: string | undefined; limit: number },
): Promise<Adjustment[]> {
  let rows = ownAdjustments(ctx).orderBy("id", "desc").limit(page.limit);
  if (page.before !== undefined) rows = rows.where("id", "<", page.before);
  if (page.status !== undefined) rows = rows.where("status", "=", page.status);
  return rows.execute();
}

/** Throws `not_found`, also for somebody else's. */
export async function getAdjustment(ctx: Context, id: string): Promise<Adjustment> {
  const row = await ownAdjustments(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("correction");
  return row;
}

/** Those of whose account it is see it once it is posted. */
function ownAdjustments({ db, actor }: Context) {
  const rows = db.query.selectFrom("adjustment").selectAll();
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

async function requireSubject({ db }: Context, of: AdjustmentOf) {
  const row =
    "webmasterId" in of
      ? await db.query.selectFrom("webmaster").select("id").where("id", "=", of.webmasterId).executeTakeFirst()
      : await db.query.selectFrom("advertiser").select("id").where("id", "=", of.advertiserId).executeTakeFirst();
  if (row === undefined) throw notFound("webmasterId" in of ? "webmaster" : "advertiser");
}

/** Who stands behind an actor: a key acts for whoever made it, so nobody is his own second person. */
async function personOf({ db, actor }: Context): Promise<string> {
  const name = actorName(actor);
  if (actor.role === "system") return name;
  const key = await db.query.selectFrom("api_key").select("created_by").where("id", "=", actor.id).executeTakeFirst();
  return key === undefined || key.created_by === "" ? name : key.created_by;
}

/** The number of his last correction, and what he corrected alone in this currency within a day. */
async function earlierOf({ db, now }: Context, person: string, currency: string) {
  const row = await db.query
    .selectFrom("adjustment")
    .leftJoin("adjustment_answer", "adjustment_id", "adjustment.id")
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
                eb("adjustment.status", "=", "posted"),
                eb("adjustment_id", "is", null),
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

const insertAdjustment = (row: Adjustment): Statement[] =>
  insertRows(
    "adjustment",
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

/** What the network gives or takes back: a webmaster's is credited, an advertiser's claim debited. */
function post(row: Adjustment, now: number): Statement[] {
  const theirs =
    row.webmaster_id === null
      ? advertiserAccount(row.advertiser_id ?? "", "receivable")
      : webmasterAccount(row.webmaster_id, "available");
  const ours = networkAccount("adjustments");
  const isCredit = row.amount_minor > 0 === (row.webmaster_id !== null);
  return postTransfers([
    {
      id: transferIdFor(row.id, POSTING_VERSION, "adjustment"),
      ...(isCredit ? { debit: ours, credit: theirs } : { debit: theirs, credit: ours }),
      currency: row.currency,
      amountMinor: Math.abs(row.amount_minor),
      conversionId: null,
      payoutId: null,
      postedAt: now,
      adjustmentId: row.id,
    },
  ]);
}

function requireOperator({ actor }: Context) {
  if (actor.role !== "operator") throw new NetworkError("forbidden", "Corrections are the operator's");
}
