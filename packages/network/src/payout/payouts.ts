import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { voidApprovals } from "../conversion/index.ts";
import {
  ConcurrentWriteError,
  equal,
  filteredList,
  findNames,
  idsAround,
  inRange,
  rangeOrNone,
  rawStatement,
  readListPage,
  retryOnConcurrentWrite,
  voidIf,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Statement,
  type Tables,
  type TimeRange,
} from "../db/index.ts";
import { sql } from "kysely";
import { NetworkError, notFound } from "../errors.ts";
import { getPayoutAccount, type PayoutAccount } from "../payout-account/index.ts";
import { EVEN_IF_BLOCKED, OPERATOR, OPERATOR_OR_JOB, requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import { nextRanges, STEPS_PER_REQUEST, workOn, type Payout } from "./jobs.ts";
import { returnLines } from "./steps.ts";

const TRIES = { triesMax: 3 };

/** What a payout pays: a conversion's commission, its set-off, or a correction. */
export interface PayoutLine {
  kind: Tables["payout_line"]["kind"] | "correction";
  conversionId: string | null;
  correctionId: string | null;
  /** Negative for a set-off. */
  amountMinor: number;
}

/**
 * Takes back a payout that did not arrive: the amounts that it paid are available again, those that it set off are owed
 * again, and the next run includes both. A large one is returned as a job. `charge` is what a bank charged for the return.
 * Throws `forbidden`, `not_found`, `transition_refused`, `invalid_input`.
 */
export async function returnPayout(
  ctx: Context,
  id: string,
  { reason, charge }: { reason: string; charge?: { currency: string; amountMinor: number } | undefined },
): Promise<Payout> {
  requireRole(ctx, OPERATOR, "return a payout");
  const { run_id: runId } = await findPayout(ctx, id);
  // A concurrent writer settled it, returned it, or changed it: the status decides in the next try.
  await retryOnConcurrentWrite(async () => {
    const payout = await findPayout(ctx, id);
    const { status, job } = payout;
    if (status !== "new" && status !== "on_payment" && status !== "paid")
      throw new NetworkError("transition_refused", `The payout is already ${status}`);
    if (job === "return") throw new NetworkError("transition_refused", "The payout is already being returned");
    if (job !== null)
      throw new NetworkError(
        "transition_refused",
        "The lines of the payout are just being changed; try again in a minute",
      );
    if (charge !== undefined) requireChargeable(payout, charge.currency);
    await ctx.db.write(await returnOf(ctx, payout, { reason, chargeMinor: charge?.amountMinor ?? 0 }));
  }, TRIES);
  await workOn(ctx, runId, { stepsMax: STEPS_PER_REQUEST });
  return findPayout(ctx, id);
}

async function returnOf(
  ctx: Context,
  payout: Payout,
  { reason, chargeMinor }: { reason: string; chargeMinor: number },
): Promise<Statement[]> {
  return [
    ...(await withdrawStatements(ctx, [payout], reason, chargeMinor)),
    ...audit(ctx, { event: "payout.return", subject: payout.id, account: payout.webmaster_id, reason }),
  ];
}

/**
 * The return of a payout that was sent, for the batch of what caused it. It voids the batch if the payout has changed since.
 * Throws `forbidden`, `not_found`.
 */
export async function returnStatements(
  ctx: Context,
  id: string,
  cause: { reason: string; chargeMinor: number },
): Promise<Statement[]> {
  requireRole(ctx, OPERATOR_OR_JOB, "return a payout");
  const payout = await findPayout(ctx, id);
  if ((payout.status !== "on_payment" && payout.status !== "paid") || payout.job !== null)
    throw new ConcurrentWriteError(`${id} was changed`);
  return returnOf(ctx, payout, cause);
}

function requireChargeable({ status, currency }: Payout, ofCharge: string) {
  const fault = status === "new" ? "the payout was not sent" : ofCharge === currency ? null : `must be in ${currency}`;
  if (fault !== null)
    throw new NetworkError("invalid_input", "The bank's charge is refused", [{ path: "bank_charge", message: fault }]);
}

/**
 * Takes a webmaster's payouts out of runs that are not sent yet, for the batch that freezes their money. A job goes on with
 * those of many lines.
 */
export async function withdrawPayouts(ctx: Context, webmasterId: string, reason: string): Promise<Statement[]> {
  requireRole(ctx, OPERATOR, "withdraw payouts");
  const payouts = await ctx.db.query
    .selectFrom("payout")
    .selectAll()
    .where("webmaster_id", "=", webmasterId)
    .where("status", "=", "new")
    .where((where) => where.or([where("job", "is", null), where("job", "=", "draft")]))
    .execute();
  return withdrawStatements(ctx, payouts, reason);
}

/** Marks payouts as being returned, and returns as many of their lines as one step may. Approvals of their runs are void. */
export async function withdrawStatements(
  ctx: Context,
  payouts: readonly Payout[],
  reason: string,
  chargeMinor = 0,
): Promise<Statement[]> {
  if (payouts.length === 0) return [];
  const at = ctx.now();
  const json = JSON.stringify(payouts.map(({ id, version }) => [id, version]));
  const marked = payouts.map((payout) => ({ ...payout, version: payout.version + 1, position: "" }));
  return [
    voidIf(
      ctx.db,
      sql`EXISTS (SELECT 1 FROM json_each(${json}) old JOIN payout ON payout.id = old.value ->> 0
        WHERE payout.version <> old.value ->> 1)`,
    ),
    rawStatement(
      `UPDATE payout SET job = 'return', job_by = ?2, status_reason = ?3, charge_minor = ?4, position = '', version = version + 1
       FROM json_each(?1) old WHERE payout.id = old.value ->> 0`,
      [json, actorName(ctx.actor), reason, chargeMinor],
    ),
    ...voidApprovals("SELECT run_id FROM json_each(?1) old JOIN payout ON payout.id = old.value ->> 0", {
      ...{ json, at, actor: "'system:payouts'", reason: "'A payout was taken out'" },
    }),
    ...returnLines(await nextRanges(ctx, marked), at),
  ];
}

/** Scopes payouts to those that the actor may see. Throws `forbidden` for an advertiser. */
function ownPayouts(ctx: Context) {
  const { db } = ctx;
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "read payouts", EVEN_IF_BLOCKED);
  const rows = db.query.selectFrom("payout").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "operator":
    case "system":
      return rows;
  }
}

/** Omitted fields ask for nothing. */
export interface PayoutFilter extends TimeRange {
  runId?: string | undefined;
  webmasterId?: string | undefined;
  status?: Payout["status"] | undefined;
  /** ISO 4217. */
  currency?: string | undefined;
}

const PAYOUT_LIST: ListRules<Exclude<keyof PayoutFilter, keyof TimeRange> | "created"> = {
  table: "payout",
  idPrefix: "pay",
  conditions: {
    runId: equal("run_id"),
    webmasterId: equal("webmaster_id"),
    status: equal("status"),
    currency: equal("currency"),
    created: inRange("created_at"),
  },
  orderedBy: ["id"],
  indexes: [
    { name: "runId", index: "payout_by_run" },
    { name: "webmasterId", index: "payout_by_webmaster" },
  ],
  wholeIndex: null,
};

/** Newest first, by the time of creation. Throws `forbidden` for an advertiser, `invalid_input`. */
export async function listPayouts(
  ctx: Context,
  { from, to, ...asked }: PayoutFilter,
  request: ListRequest,
): Promise<ListPage<Payout & { webmasterName: string }>> {
  const { db } = ctx;
  const actor = requireRole(ctx, WEBMASTER_OR_OPERATOR, "read payouts", EVEN_IF_BLOCKED);
  const list = filteredList(PAYOUT_LIST, {
    own: actor.role === "webmaster" ? { webmasterId: actor.webmasterId } : {},
    asked: { ...asked, created: rangeOrNone({ from, to }) },
    range: idsAround("id", "pay", { from, to }),
  });
  const { rows, next } = await readListPage<Payout>(db, list, request);
  const names = await findNames(
    db,
    "webmaster",
    rows.map(({ webmaster_id }) => webmaster_id),
  );
  return { rows: rows.map((row) => ({ ...row, webmasterName: names.get(row.webmaster_id) ?? "" })), next };
}

/** Lines that an answer with a payout has. The list of its lines has all of them. */
const LINES_SHOWN = 1_000;

/** A payout with the first of its lines; `next` continues the list of them. */
interface PayoutDetails {
  payout: Payout & { webmasterName: string };
  /** The account that it goes to; null: paid by agreement. */
  account: PayoutAccount | null;
  /** What happened to it, oldest first. */
  changes: Tables["payout_change"][];
  lines: PayoutLine[];
  next: string | null;
}

/** Throws `not_found`, `forbidden`. */
export async function getPayout(ctx: Context, id: string): Promise<PayoutDetails> {
  const payout = await findPayout(ctx, id);
  const account = payout.account_id === null ? null : await getPayoutAccount(ctx, payout.account_id);
  const changes = await ctx.db.query
    .selectFrom("payout_change")
    .selectAll()
    .where("payout_id", "=", id)
    .orderBy("version")
    .execute();
  const { rows: lines, next } = await readLines(ctx, id, { limit: LINES_SHOWN });
  const names = await findNames(ctx.db, "webmaster", [payout.webmaster_id]);
  const webmasterName = names.get(payout.webmaster_id) ?? "";
  return { payout: { ...payout, webmasterName }, account, changes, lines, next };
}

/** What a payout pays and sets off: conversions by id, then corrections. Throws `not_found`, `forbidden`. */
export async function listPayoutLines(
  ctx: Context,
  id: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ payout: Payout; lines: PayoutLine[]; next: string | null }> {
  const payout = await findPayout(ctx, id);
  const { rows: lines, next } = await readLines(ctx, id, page);
  return { payout, lines, next };
}

async function readLines(
  { db }: Context,
  id: string,
  { cursor = "", limit }: { cursor?: string | undefined; limit: number },
): Promise<ListPage<PayoutLine>> {
  const [subject = "", kind = ""] = cursor.split(" ");
  const after = { subject, kind };
  const { rows } = await sql<{ place: string; kind: PayoutLine["kind"]; subject: string; minor: number }>`
    SELECT * FROM (
      SELECT conversion_id || ' ' || kind AS place, kind, conversion_id AS subject, amount_minor AS minor
      FROM payout_line WHERE payout_id = ${id} AND is_dropped = 0
        AND (conversion_id, kind) > (${after.subject}, ${after.kind})
      ORDER BY conversion_id, kind LIMIT ${limit + 1})
    UNION ALL
    SELECT correction_id || ' correction', 'correction', correction_id, amount_minor
    FROM payout_correction WHERE payout_id = ${id} AND correction_id || ' correction' > ${cursor}
    ORDER BY place LIMIT ${limit + 1}`.execute(db.query);
  const shown = rows.slice(0, limit);
  return {
    rows: shown.map(({ kind, subject, minor }) => ({
      ...{ kind, amountMinor: minor },
      conversionId: kind === "correction" ? null : subject,
      correctionId: kind === "correction" ? subject : null,
    })),
    next: rows.length > limit ? (shown.at(-1)?.place ?? null) : null,
  };
}

async function findPayout(ctx: Context, id: string): Promise<Payout> {
  const payout = await ownPayouts(ctx).where("id", "=", id).executeTakeFirst();
  if (payout === undefined) throw notFound("payout");
  return payout;
}
