import { ANSWER_REASONS } from "@waymark/contract/answer-reason";
import { actorName, type Context } from "../context.ts";
import { findById, hasLostOrder, isVoid, moveOrderAway, raiseOf, type Change } from "../conversion/index.ts";
import { sumTooLarge, type ConversionRow } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { derivedId } from "../ids.ts";
import { findHeadroom } from "../ledger/index.ts";
import {
  findFacts,
  writtenMoney,
  type Decision,
  type Report,
  type ReportFacts,
  type Submission,
  type UnknownSubject,
} from "../report/index.ts";
import type { JoinedRow } from "./list.ts";
import { CLAIM_TEXTS, type ClaimAnswerReason, type ClaimReason } from "./reasons.ts";
import { decideNewClaim, decideOwn, reportOf, saidOf } from "./report.ts";

/** An acceptance of a claim. */
export interface Acceptance {
  row: JoinedRow;
  reason: string | null;
  reasonCode: ClaimAnswerReason | null;
  /** Takes the order away from the webmaster for whom it is recorded. */
  reversesCompeting: boolean;
}

/** What an acceptance changes. */
export interface Accepted {
  changes: Change[];
  /** The conversion that gives up the order. */
  lost: Change | null;
  /** The claimant's conversion that gets back the order that it had lost. */
  restored: ConversionRow | null;
  resultId: string;
  /** How much it raises the commission, in minor units; empty if it does not. */
  raised: { currency: string; amountMinor: number }[];
}

/** Reads what is known of all these claims at once, and returns how each of them is decided, in their order. */
export async function acceptorOf(
  ctx: Context,
  rows: readonly JoinedRow[],
  isTooLarge: boolean,
): Promise<(acceptance: Acceptance) => Accepted | NetworkError> {
  const found = await findById(
    ctx.db,
    rows.flatMap(({ conversion_id }) => conversion_id ?? []),
  );
  const conversions = new Map(found.map((row) => [row.id, row]));
  const own = (row: JoinedRow) => conversions.get(row.conversion_id ?? "");
  const submissions = new Map(rows.map((row) => [row.id, submissionOf(ctx, row, own(row))]));
  const batch = await findFacts(ctx, [...submissions.values()]);
  const headroom = isTooLarge
    ? await findHeadroom(ctx.db, {
        webmasterIds: batch.webmasterIds,
        advertiserIds: rows.map(({ advertiser_id }) => advertiser_id),
      })
    : undefined;
  const touched = new Set<string>();
  return (acceptance) => {
    const { row } = acceptance;
    const submission = submissions.get(row.id);
    const conversion = own(row);
    if (submission === undefined || (conversion === undefined && row.conversion_id !== null))
      return notFound("conversion");
    const factsNow = () => batch.factsFor(submission);
    const accepted = accept(acceptance, {
      submission,
      conversion,
      factsNow,
      note: (lost) => batch.noteChanges([lost]),
    });
    if (accepted instanceof NetworkError) return accepted;
    const { changes, lost, resultId } = accepted;
    // One batch writes an order, a conversion, and a click of a goal that never repeats, once.
    const once = changes.at(-1)?.row.once ?? resultId;
    const names = [row.identity ?? resultId, resultId, once, ...(lost === null ? [] : [lost.row.id])];
    if (names.some((name) => touched.has(name)))
      return new NetworkError(
        "conflict",
        "Another answer of this request is about the same order; send this one again",
      );
    if (headroom?.takes([...(lost?.transfers ?? []), ...changes.flatMap(({ transfers }) => transfers)]) === false)
      return sumTooLarge();
    for (const name of names) touched.add(name);
    return accepted;
  };
}

/** What a claim says, judged as of now. Its conversion's id derives from it. */
function submissionOf(ctx: Context, row: JoinedRow, conversion: ConversionRow | undefined): Submission {
  const at = ctx.now();
  const { currency, amount_minor } = row;
  const claimed = amount_minor === null ? null : writtenMoney({ amountMinor: amount_minor, currency });
  const occurred = { from: row.occurred_from, until: row.occurred_until };
  const said =
    conversion === undefined
      ? { clickId: row.click_id, orderId: row.order_id, goal: row.goal_code, amount: claimed, currency, occurred }
      : { ...saidOf(conversion, { code: row.goal_code }), ...(row.kind === "wrong" && { amount: claimed }) };
  return {
    report: reportOf(row.kind, { ...said, reason: null, reportedAt: at }),
    ...{ advertiserId: row.advertiser_id, conversionId: derivedId("cnv", row.id) },
    ...{ actor: actorName(ctx.actor), source: row.id, at },
  };
}

interface Case {
  submission: Submission;
  conversion: ConversionRow | undefined;
  factsNow: () => ReportFacts | UnknownSubject;
  note: (lost: Change) => void;
}

function accept(acceptance: Acceptance, { submission, conversion, factsNow, note }: Case): Accepted | NetworkError {
  const before = factsNow();
  if (before.kind === "unknown") return refusedFor(before.reason);
  // It was rejected, or lost its order, after the claim was filed: another amount would give it back nothing.
  if (acceptance.row.kind === "wrong" && conversion !== undefined && isVoid(conversion))
    return refusedFor("is_declined");
  const holder = holderOf(before, acceptance.row, conversion);
  if (holder !== undefined && !acceptance.reversesCompeting) return reattributionNeeded(holder);
  const lost = holder === undefined ? null : takenFrom(holder, submission);
  if (lost instanceof NetworkError) return lost;
  if (lost !== null) note(lost);
  if (conversion !== undefined && isOwnHolder(before, conversion)) return refusedFor("already_recorded");
  const facts = lost === null ? before : factsNow();
  if (facts.kind === "unknown") return refusedFor(facts.reason);
  // Of a goal that pays a click once: the conversion that lost the order is to be claimed, not the order anew.
  if (conversion === undefined && facts.known !== undefined && hasLostOrder(facts.known))
    return refusedFor("already_recorded");
  const report: Report = { ...submission.report, reason: reasonOf(acceptance) };
  const cause = { ...facts.cause, reason: acceptance.reason, reasonCode: report.reason?.code ?? null };
  const decision =
    conversion === undefined
      ? decideNewClaim(report, { ...facts, cause })
      : decideOwn(report, { ...facts, cause }, conversion);
  const resultId = decision.known?.id ?? decision.changes.at(-1)?.row.id;
  if (isRefused(decision) || resultId === undefined) return refusedFor(decision.reason ?? "transition_refused");
  const { changes } = decision;
  const restored = conversion !== undefined && hasLostOrder(conversion) ? changes.at(-1)?.row : undefined;
  return { changes, lost, restored: restored ?? null, resultId, raised: raiseOf(decision.known, changes) };
}

const isRefused = ({ kind }: Decision) => kind === "refused" || kind === "parked" || kind === "stale";

/** The conversion of another webmaster that has the claimed order. As `COMPETING` in list.ts. */
function holderOf(
  { known, names }: ReportFacts,
  { webmaster_id }: JoinedRow,
  conversion: ConversionRow | undefined,
): ConversionRow | undefined {
  if (known === undefined || known.identity !== names.identity) return undefined;
  if (conversion === undefined) return known.webmaster_id === webmaster_id ? undefined : known;
  return hasLostOrder(conversion) && known.webmaster_id !== webmaster_id ? known : undefined;
}

/** Whether another conversion of the same webmaster has the order that this one has lost. */
const isOwnHolder = ({ known, names }: ReportFacts, conversion: ConversionRow): boolean =>
  hasLostOrder(conversion) && known?.identity === names.identity && known.webmaster_id === conversion.webmaster_id;

/** The other webmaster learns why by the code alone: what was written for the claimant may name them. */
function takenFrom(holder: ConversionRow, { actor, source, at }: Submission): Change | NetworkError {
  try {
    return moveOrderAway(
      holder,
      { actor, reason: null, reasonCode: "reattributed", source, at },
      { reversesPaid: true },
    );
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
}

const reattributionNeeded = ({ id }: ConversionRow) =>
  new NetworkError(
    "reattribution_needed",
    `The order is recorded as ${id} for another webmaster. To take it from them, send reverses_competing: true`,
    [{ path: "reverses_competing", message: "must be true" }],
  );

/** The reason of an answer is that of the change; a code that only claims have is none of a conversion. */
const reasonOf = ({ reason, reasonCode }: Acceptance): Report["reason"] => {
  const code = ANSWER_REASONS.find((one) => one === reasonCode) ?? null;
  return code === null && reason === null ? null : { code, text: reason };
};

/** The claim stays open. */
function refusedFor(reason: ClaimReason): NetworkError {
  const code = reason === "payment_begun" ? reason : "claim_refused";
  return new NetworkError(code, `The claim can't be accepted (${reason}): ${CLAIM_TEXTS[reason]}`, [
    { path: reason, message: CLAIM_TEXTS[reason] },
  ]);
}
