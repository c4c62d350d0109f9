import { readClickId, verifyClickId, type ClickKeys } from "@waymark/contract/click-id";
import type { ReportStatus } from "@waymark/contract/postback-event";
import { actorName, type Context } from "../context.ts";
import { attachClicks, raiseOf, withFirstCheck, writeChanges, type Change } from "../conversion/index.ts";
import { MoneyLimitError, retryOnConcurrentWrite } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { countAlone } from "../guard/index.ts";
import { newId } from "../ids.ts";
import { findHeadroom, retryWithoutExcess } from "../ledger/index.ts";
import type { Money } from "../money.ts";
import { findOffersAndGoals } from "../offer/index.ts";
import {
  decideReport,
  findFacts,
  readGiven,
  SENTENCES,
  type Decision,
  type GivenReport,
  type Note,
  type Reason,
  type Report,
  type Scope,
  type Submission,
} from "../report/index.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, requireRole } from "../role.ts";

/** Reports of one request. */
export const REPORTS_MAX = 1_000;

/** What became of one report. */
export interface ReportOutcome {
  outcome: "recorded" | "updated" | "duplicate" | "stale" | "rejected";
  reason: Reason | Note | null;
  /** The reason, as a sentence for people. */
  sentence: string | null;
  conversionId: string | null;
}

/** Whose reports they are: of one offer, which lets an order be named without its click, or of any of the advertiser's. */
export interface ReportsOf {
  advertiserId?: string | undefined;
  offerId?: string | undefined;
}

/**
 * Judges reports as every other channel's, in their order, and applies them in one write. A report that is refused
 * stops no other. What an operator reports for an advertiser is an act on money: the commissions that it raises count
 * against their limit, and beyond it nothing is applied. Throws `forbidden` for a webmaster, `not_found` for another
 * advertiser's offer, `invalid_input`, `scope_missing`, `second_person_required`.
 */
export async function reportConversions(
  ctx: Context,
  keys: ClickKeys,
  of: ReportsOf,
  reports: readonly GivenReport[],
): Promise<ReportOutcome[]> {
  const { advertiserId, scope } = await subjectOf(ctx, of);
  const at = ctx.now();
  const read = reports.map((report) => {
    const reading = readGiven(report, { keys, channel: "api", at });
    return typeof reading === "string" ? reading : submissionOf(ctx, advertiserId, reading, at);
  });
  const apply = () => retryWithoutExcess((isTooLarge) => applyOnce(ctx, { read, scope, advertiserId, isTooLarge }));
  const { outcomes, changes } = await retryOnConcurrentWrite(apply, { triesMax: 3 });
  // A click that was stored while this was written found no conversion waiting for it.
  const awaiting = changes.filter(({ row }) => row.click_facts === "awaited");
  await attachClicks(ctx, [...new Set(awaiting.map(({ row }) => row.click_id))]);
  return outcomes;
}

/** What a webmaster tries: the goal's code, and what a visitor would have paid; null: the default goal, no amount. */
interface TestConversion {
  clickId: string;
  goal: string | null;
  amount: Money | null;
  status: ReportStatus | null;
}

/**
 * Reports a conversion of a webmaster's own test click, judged as every other report. It is a test, so it moves no money;
 * repeated, it stays one conversion. Throws `forbidden`, `not_found`, `transition_refused` for a click that is no test.
 */
export async function reportTestConversion(
  ctx: Context,
  keys: ClickKeys,
  test: TestConversion,
): Promise<ReportOutcome> {
  const actor = requireRole(ctx, ["webmaster"], "try conversions of their test clicks");
  const clickId = test.clickId.toLowerCase();
  const parts = readClickId(clickId);
  const link =
    parts &&
    (await ctx.db.query
      .selectFrom("link")
      .select(["offer_id", "advertiser_id"])
      .where("number", "=", parts.linkNumber)
      .where("webmaster_id", "=", actor.webmasterId)
      .executeTakeFirst());
  if (parts === undefined || link === undefined || verifyClickId(keys, clickId).kind === "refused")
    throw notFound("click");
  if (!parts.isTest)
    throw new NetworkError(
      "transition_refused",
      "This click is not a test; POST /api/v1/links/{id}/test-click makes one",
    );
  const { offers, goals } = await findOffersAndGoals(ctx.db, [link.offer_id]);
  const [offer] = offers;
  if (offer === undefined) throw notFound("offer");
  const at = ctx.now();
  const reading = readGiven(
    { ...NOTHING_ELSE, ...test, clickId, orderId: `test-${clickId}` },
    { keys, channel: "api", at },
  );
  const read = [typeof reading === "string" ? reading : submissionOf(ctx, offer.advertiser_id, reading, at)];
  const of = { read, scope: { offer, goals }, advertiserId: offer.advertiser_id, isTooLarge: false };
  const { outcomes, changes } = await retryOnConcurrentWrite(() => applyOnce(ctx, of), { triesMax: 3 });
  if (changes.some(({ row }) => row.click_facts === "awaited"))
    await attachClicks({ ...ctx, actor: { role: "system", job: "test-conversion" } }, [clickId]);
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error("each report has an outcome");
  return outcome;
}

const NOTHING_ELSE = { occurred: null, answered: null, reason: null, reasonCode: null, isTest: true } as const;

async function subjectOf(
  ctx: Context,
  { advertiserId, offerId }: ReportsOf,
): Promise<{ advertiserId: string; scope: Scope | undefined }> {
  const { db } = ctx;
  const actor = requireRole(ctx, ADVERTISER_OR_OPERATOR, "report conversions", EVEN_IF_BLOCKED);
  const own = actor.role === "advertiser" ? actor.advertiserId : advertiserId;
  if (advertiserId !== undefined && advertiserId !== own) throw notFound("advertiser");
  const { offers, goals } = await findOffersAndGoals(db, offerId === undefined ? [] : [offerId]);
  const [offer] = offers;
  if (offerId !== undefined && (offer === undefined || offer.advertiser_id !== (own ?? offer.advertiser_id)))
    throw notFound("offer");
  const reporting = own ?? offer?.advertiser_id;
  if (reporting === undefined)
    throw new NetworkError("invalid_input", "The request does not say whose reports these are", [
      { path: "advertiser_id", message: "send advertiser_id or offer_id" },
    ]);
  return { advertiserId: reporting, scope: offer && { offer, goals } };
}

const submissionOf = (ctx: Context, advertiserId: string, report: Report, at: number): Submission => ({
  report,
  advertiserId,
  conversionId: newId(ctx, "cnv"),
  actor: actorName(ctx.actor),
  source: null,
  at,
});

async function applyOnce(
  ctx: Context,
  {
    read,
    scope,
    advertiserId,
    isTooLarge,
  }: { read: readonly (Submission | Reason)[]; scope: Scope | undefined; advertiserId: string; isTooLarge: boolean },
): Promise<{ outcomes: ReportOutcome[]; changes: Change[] }> {
  const facts = await findFacts(
    ctx,
    read.filter((one) => typeof one !== "string"),
    scope,
  );
  const headroom = isTooLarge
    ? await findHeadroom(ctx.db, { webmasterIds: facts.webmasterIds, advertiserIds: [advertiserId] })
    : undefined;
  const changes: Change[] = [];
  const raised: { currency: string; amountMinor: number }[] = [];
  const outcomes = read.map((one): ReportOutcome => {
    if (typeof one === "string") return rejected(one);
    const decision = decideReport(one.report, facts.factsFor(one));
    if (headroom?.takes(decision.changes.flatMap(({ transfers }) => transfers)) === false)
      return rejected("sum_too_large");
    facts.noteChanges(decision.changes);
    changes.push(...decision.changes);
    raised.push(...raiseOf(decision.known, decision.changes));
    return outcomeOf(decision);
  });
  await writeReported(ctx, { advertiserId, changes, raised });
  return { outcomes, changes };
}

async function writeReported(
  ctx: Context,
  {
    advertiserId,
    changes,
    raised,
  }: {
    advertiserId: string;
    changes: readonly Change[];
    raised: readonly { currency: string; amountMinor: number }[];
  },
): Promise<void> {
  const checked = await withFirstCheck(ctx, changes);
  const statements = [...writeChanges(checked.changes), ...checked.statements];
  if (ctx.actor.role !== "operator" || raised.length === 0) return void (await ctx.db.write(statements));
  const uses = await countAlone(ctx, { act: "report", subject: advertiserId, amounts: raised });
  try {
    await ctx.db.write([...uses, ...statements]);
  } catch (error) {
    if (!(error instanceof MoneyLimitError)) throw error;
    throw new NetworkError(
      "second_person_required",
      "These reports raise commissions beyond your limit of the day. Upload them as a file, which a second person can confirm",
    );
  }
}

const OUTCOMES = {
  create: "recorded",
  answer: "updated",
  adjust: "updated",
  same: "duplicate",
  stale: "stale",
  parked: "rejected", // no report of this channel is parked
  refused: "rejected",
} as const satisfies Record<Decision["kind"], ReportOutcome["outcome"]>;

const outcomeOf = ({ kind, reason, known, changes }: Decision): ReportOutcome => ({
  outcome: OUTCOMES[kind],
  reason,
  sentence: reason === null ? null : SENTENCES[reason],
  conversionId: known?.id ?? changes[0]?.row.id ?? null,
});

const rejected = (reason: Reason): ReportOutcome => ({
  outcome: "rejected",
  reason,
  sentence: SENTENCES[reason],
  conversionId: null,
});

/** The outcomes of reports, and of postbacks that are neither parked nor on their way. */
export const REPORT_OUTCOMES = [...new Set(Object.values(OUTCOMES))] as ReportOutcome["outcome"][]; // its values are closed
