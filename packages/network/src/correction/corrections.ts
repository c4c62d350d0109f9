import { type Context } from "../context.ts";
import { rawStatement, type Statement, type Tables, type TimeRange } from "../db/index.ts";
import { notFound, WaitsForSecondPerson } from "../errors.ts";
import { moneyText, personOf, writeGuarded, type Confirmation } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { advertiserAccount, networkAccount, postTransfers, transferIdFor, webmasterAccount } from "../ledger/index.ts";
import { OPERATOR, requireRole, visibleTo } from "../role.ts";

export type Correction = Tables["correction"];

/** A correction as an actor may see it: only operators see who proposed it. */
export type SeenCorrection = Omit<Correction, "proposed_by"> & { proposed_by: string | undefined };

const seenBy = ({ actor }: Context, row: Correction): SeenCorrection => ({
  ...row,
  proposed_by: visibleTo(actor, OPERATOR, row.proposed_by),
});

/** Whose account is corrected: a webmaster gets more (or less), an advertiser owes more (or less). */
export type CorrectionOf = { webmasterId: string } | { advertiserId: string };

/** The steps of its payment come after it. */
const POSTING_VERSION = 1;

/**
 * Corrects a balance by hand, with the reason. The correction is `proposed` and waits for a second person if it exceeds
 * the operator's limit. Throws `forbidden`, `scope_missing`, `not_found`, `currency_unknown`, `sum_too_large`.
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
  await requireSubject(ctx, input.of);
  const row: Correction = {
    id: input.id,
    webmaster_id: "webmasterId" in input.of ? input.of.webmasterId : null,
    advertiser_id: "advertiserId" in input.of ? input.of.advertiserId : null,
    currency: input.currency,
    amount_minor: input.amountMinor,
    reason: input.reason,
    status: "posted",
    proposed_by: await personOf(ctx),
    proposed_number: 0,
    proposed_at: ctx.now(),
    payment: "none",
    version: POSTING_VERSION,
  };
  try {
    await writeGuarded(ctx, moveOf(row), {
      statements: [insertCorrection(row), ...post(row, ctx.now())],
      waiting: [insertCorrection({ ...row, status: "proposed" })],
    });
    return row;
  } catch (error) {
    if (error instanceof WaitsForSecondPerson) return { ...row, status: "proposed" };
    throw error;
  }
}

const moveOf = (row: Correction) => ({
  act: "correction" as const,
  subject: row.id,
  amounts: [{ currency: row.currency, amountMinor: Math.abs(row.amount_minor) }],
  input: {},
  description: `A correction of ${moneyText({ amountMinor: row.amount_minor, currency: row.currency })} of ${
    row.webmaster_id ?? row.advertiser_id
  }`,
  reason: row.reason,
});

/** Posts a correction that a second person confirms. Throws `forbidden`, `not_found`, `sum_too_large`. */
export async function confirmCorrection(ctx: Context, confirms: Confirmation): Promise<void> {
  requireRole(ctx, OPERATOR, "confirm a correction");
  const row = await getRow(ctx, confirms.request.subject);
  const statements = [setStatus(row.id, "posted"), ...post(row, ctx.now())];
  await writeGuarded(ctx, moveOf(row), { statements, confirms });
}

/** Takes money that is available from a webmaster, for the batch of the decision. `amountMinor` is above 0. */
export async function takeAvailable(
  ctx: Context,
  {
    webmasterId,
    currency,
    amountMinor,
    reason,
  }: { webmasterId: string; currency: string; amountMinor: number; reason: string },
): Promise<Statement[]> {
  requireRole(ctx, OPERATOR, "take money back");
  const row: Correction = {
    ...{ id: newId(ctx, "cor"), webmaster_id: webmasterId, advertiser_id: null, currency, amount_minor: -amountMinor },
    ...{ reason, status: "posted", proposed_by: await personOf(ctx), proposed_number: 0, proposed_at: ctx.now() },
    ...{ payment: "none", version: POSTING_VERSION },
  };
  return [insertCorrection(row), ...post(row, ctx.now())];
}

/** What becomes of a correction that a second person refuses, for the batch of the refusal. */
export const declineCorrection = (id: string): Statement => setStatus(id, "declined");

const setStatus = (id: string, status: Correction["status"]): Statement =>
  rawStatement("UPDATE correction SET status = ? WHERE id = ?", [status, id]);

/** Omitted fields ask for nothing; the range is that of `proposed_at`. */
export interface CorrectionFilter extends TimeRange {
  status?: Correction["status"] | undefined;
  webmasterId?: string | undefined;
  advertiserId?: string | undefined;
}

/** Newest first, of those that the actor may see; `before` is the id of the last one seen. */
export async function listCorrections(
  ctx: Context,
  filter: CorrectionFilter & { before?: string | undefined; limit: number },
): Promise<SeenCorrection[]> {
  const { status, webmasterId, advertiserId, from, to, before } = filter;
  let rows = ownCorrections(ctx).orderBy("id", "desc").limit(filter.limit);
  if (before !== undefined) rows = rows.where("id", "<", before);
  if (status !== undefined) rows = rows.where("status", "=", status);
  if (webmasterId !== undefined) rows = rows.where("webmaster_id", "=", webmasterId);
  if (advertiserId !== undefined) rows = rows.where("advertiser_id", "=", advertiserId);
  if (from !== undefined) rows = rows.where("proposed_at", ">=", from);
  if (to !== undefined) rows = rows.where("proposed_at", "<", to);
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

const COLUMNS = [
  ...(["id", "webmaster_id", "advertiser_id", "currency", "amount_minor", "reason", "status", "proposed_by"] as const),
  ...(["proposed_at", "payment", "version"] as const),
] as const satisfies readonly (keyof Correction)[];

/** Numbered inside the batch, so that corrections of one person at the same moment have different numbers. */
const insertCorrection = (row: Correction): Statement =>
  rawStatement(
    `INSERT INTO correction (${COLUMNS.join(", ")}, proposed_number)
     SELECT ${COLUMNS.map((_, i) => `value ->> ${i}`).join(", ")},
       (SELECT coalesce(max(proposed_number), 0) + 1 FROM correction WHERE proposed_by = ?2)
     FROM json_each(?1)`,
    [JSON.stringify([COLUMNS.map((column) => row[column])]), row.proposed_by],
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
