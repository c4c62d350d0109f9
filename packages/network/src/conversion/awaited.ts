import { findClicks, type ClickRow } from "../click/index.ts";
import { actorName, type Context } from "../context.ts";
import { inJson, jsonChunks, rawStatement, retryOnConcurrentWrite, type ConversionRow } from "../db/index.ts";
import { clickPolicyAt, type ClickPolicy } from "../offer/index.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import type { Change } from "./change.ts";
import { withFirstCheck } from "./first-check.ts";
import { clickArrived, clickMissing, isArchiveAsked, nextLook } from "./facts.ts";
import { writeChanges } from "./queries.ts";

const TRIES = { triesMax: 3 };
const DUE_MAX = 500;

/** Finds clicks that are no longer in the databases, by canonical click_ID. */
type FindArchived = (ctx: Context, clickIds: readonly string[]) => Promise<ReadonlyMap<string, ClickRow>>;

/**
 * Copies the facts of these clicks to the conversions that wait for them. Never throws: `attachDue` retries what fails.
 */
export async function attachClicks(ctx: Context, clickIds: readonly string[]): Promise<void> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "attach clicks", EVEN_IF_BLOCKED);
  if (clickIds.length === 0) return;
  try {
    await retryOnConcurrentWrite(async () => {
      const rows = await ctx.db.query
        .selectFrom("conversion")
        .selectAll()
        .where("click_facts", "=", "awaited")
        .where("click_id", "in", inJson(clickIds))
        .execute();
      if (rows.length === 0) return;
      const clicks = await findClicks(ctx, idsOf(rows));
      const { changes, statements } = await withFirstCheck(ctx, await arrivals(ctx, rows, clicks));
      await ctx.db.write([...writeChanges(changes), ...statements]);
    }, TRIES);
  } catch (error) {
    console.error({ event: "click_facts.failed", error: String(error) });
  }
}

/**
 * Looks up the clicks of conversions that are due: a minute, ten minutes, an hour and a day after recording. After the
 * last look-up the operator decides. Returns how many conversions it processed; call again while it is not 0.
 */
export async function attachDue(ctx: Context, findArchived: FindArchived): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "attach clicks");
  return retryOnConcurrentWrite(async () => {
    const now = ctx.now();
    const due = await ctx.db.query
      .selectFrom("conversion")
      .selectAll()
      .where("facts_at", "<=", now)
      .where("click_facts", "=", "awaited")
      .orderBy("facts_at")
      .limit(DUE_MAX)
      .execute();
    if (due.length === 0) return 0;
    const stored = await findClicks(ctx, idsOf(due));
    const old = due.filter((row) => !stored.has(row.click_id) && isArchiveAsked(row.recorded_at, now));
    const archived = old.length === 0 ? new Map<string, ClickRow>() : await findArchived(ctx, idsOf(old));
    const clicks = new Map([...archived, ...stored]);
    const absent = due.filter((row) => !clicks.has(row.click_id));
    const lost = absent.filter((row) => nextLook(row.recorded_at, now) === undefined);
    const arrived = await withFirstCheck(ctx, await arrivals(ctx, due, clicks));
    await ctx.db.write([
      ...writeChanges([...arrived.changes, ...lost.flatMap((row) => clickMissing(row, causeOf(ctx)))]),
      ...arrived.statements,
      ...scheduleLookUp(absent.map((row) => [row.id, nextLook(row.recorded_at, now) ?? null])),
    ]);
    for (const { id, click_id } of lost)
      console.error({ event: "conversion.click_missing", conversionId: id, clickId: click_id });
    return due.length;
  }, TRIES);
}

/** Needs no version: it only sets the time of the next look-up. */
const scheduleLookUp = (looks: readonly [id: string, at: number | null][]) =>
  jsonChunks(looks).map((json) =>
    rawStatement(
      `UPDATE conversion SET facts_at = look.value ->> 1 FROM json_each(?) look
       WHERE conversion.id = look.value ->> 0 AND click_facts = 'awaited'`,
      [json],
    ),
  );

async function arrivals(
  ctx: Context,
  rows: readonly ConversionRow[],
  clicks: ReadonlyMap<string, ClickRow>,
): Promise<Change[]> {
  const policies = await findPolicies(ctx, rows);
  return rows.flatMap((row) => {
    const [click, policy] = [clicks.get(row.click_id), policies(row)];
    return click === undefined || policy === undefined ? [] : clickArrived(row, click, policy, causeOf(ctx));
  });
}

/** Finds the click policy for each of these conversions: that of its offer when its click was made. */
export async function findPolicies(
  { db }: Context,
  rows: readonly ConversionRow[],
): Promise<(row: ConversionRow) => ClickPolicy | undefined> {
  const offers = await db.query
    .selectFrom("offer")
    .select(["id", "click_policy", "earlier_click_policies"])
    .where("id", "in", inJson([...new Set(rows.map(({ offer_id }) => offer_id))]))
    .execute();
  const offerOf = new Map(offers.map((offer) => [offer.id, offer]));
  return ({ offer_id, clicked_at }) => {
    const offer = offerOf.get(offer_id);
    return offer && clickPolicyAt(offer, clicked_at);
  };
}

const causeOf = (ctx: Context) => ({ actor: actorName(ctx.actor), reason: null, at: ctx.now() });

const idsOf = (rows: readonly ConversionRow[]) => [...new Set(rows.map(({ click_id }) => click_id))];
