import { DAY_MS } from "@waymark/contract/duration";
import { actorName, type Context } from "../context.ts";
import { hasLostOrder, isVoid } from "../conversion/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import { identityFor, type ReportFacts, type Submission, type UnknownSubject } from "../report/index.ts";
import { CLAIMABLE_DAYS, type ClaimReason } from "./reasons.ts";
import { decideNewClaim, decideOwn, type NewClaim } from "./report.ts";
import type { ClaimKind } from "../words.ts";

type ClaimRow = Tables["claim"];

/** Why a claim is not filed, and what of the claimant's own that is about. */
export interface Refusal {
  reason: ClaimReason;
  conversionId?: string | undefined;
  openClaimId?: string | undefined;
}

/** A claim that can be read, with what is known of it. */
export interface Examined {
  id: string;
  kind: ClaimKind;
  claim: NewClaim;
  webmasterId: string;
  submission: Submission;
  /** Without conversions of other webmasters. */
  facts: ReportFacts | UnknownSubject;
  /** The claimant's own conversion that it is about; undefined for an order that is not recorded. */
  conversion: ConversionRow | undefined;
}

/** The row of a claim that the judge would accept now, or why it can't be filed. */
export function planOf(ctx: Context, examined: Examined): ClaimRow | Refusal {
  const { facts, conversion } = examined;
  if (facts.kind === "unknown") return { reason: facts.reason };
  return conversion === undefined ? planUntracked(ctx, examined, facts) : planOwn(ctx, examined, facts, conversion);
}

/** Conversions of other webmasters are not among these facts: their orders are as unknown as any. */
function planUntracked(ctx: Context, examined: Examined, facts: ReportFacts): ClaimRow | Refusal {
  const { report } = examined.submission;
  const own = facts.known;
  if (own !== undefined && isOrderOf(own, facts, report.orderId))
    return { reason: "already_recorded", conversionId: own.id };
  if (report.occurred === null) return { reason: "incomplete" };
  if (isLate(report.occurred.until, ctx.now())) return { reason: "claim_late" };
  const decision = decideNewClaim(report, facts);
  const row = decision.changes.at(-1)?.row;
  if (row === undefined) return { reason: decision.reason ?? "already_recorded", conversionId: own?.id };
  return rowOf(ctx, examined, facts, {
    ...{ subject: facts.names.identity, identity: facts.names.identity, conversion_id: null },
    ...{ occurred_from: report.occurred.from, occurred_until: report.occurred.until },
    ...{ link_id: row.link_id, amount_minor: row.amount_minor },
  });
}

/** Whether a conversion is of this order: also if it lost it to another, or has none. A pixel's can still be completed. */
const isOrderOf = (own: ConversionRow, { names }: ReportFacts, orderId: string | null): boolean =>
  own.channel !== "pixel" &&
  (own.identity === names.identity || own.order_id === null || (hasLostOrder(own) && own.order_id === orderId));

function planOwn(ctx: Context, examined: Examined, facts: ReportFacts, conversion: ConversionRow): ClaimRow | Refusal {
  const { kind, submission } = examined;
  const about = { conversionId: conversion.id };
  const refusal = refusalOf(examined, conversion, ctx.now());
  if (refusal !== undefined) return { reason: refusal, ...about };
  // It has lost its order to another conversion of theirs: there is nothing to take back.
  if (hasLostOrder(conversion) && facts.known !== undefined && facts.known.id !== conversion.id)
    return { reason: "already_recorded", conversionId: facts.known.id };
  const decision = decideOwn(submission.report, facts, conversion);
  const row = decision.changes.at(-1)?.row;
  if (row === undefined) return { reason: decision.reason ?? "same_amount", ...about };
  const { id, order_id, link_id, occurred_at } = conversion;
  return rowOf(ctx, examined, facts, {
    ...{ subject: id, conversion_id: id, link_id, occurred_from: occurred_at, occurred_until: occurred_at },
    identity: order_id === null ? null : identityFor(facts.goal, { clickId: null, orderId: order_id, isTest: false }),
    amount_minor: kind === "wrong" ? row.amount_minor : null,
  });
}

/** Why an own conversion can't be claimed so in its state. */
function refusalOf({ kind, claim }: Examined, conversion: ConversionRow, now: number): ClaimReason | undefined {
  const { check_state, decided_at, changed_at, occurred_at } = conversion;
  if (conversion.is_test === 1) return "test_conversion";
  if (kind === "wrong") {
    if (isVoid(conversion)) return "is_declined";
    if (claim.amount === null) return "amount_missing";
    return isLate(occurred_at, now) ? "claim_late" : undefined;
  }
  if (!isVoid(conversion)) return check_state === "clear" ? "not_declined" : "stopped_by_network";
  return isLate(decided_at ?? changed_at, now) ? "claim_late" : undefined;
}

const isLate = (since: number, now: number) => now > since + CLAIMABLE_DAYS * DAY_MS;

type Part = "subject" | "identity" | "conversion_id" | "link_id" | "occurred_from" | "occurred_until" | "amount_minor";

function rowOf(
  { actor, now }: Context,
  { id, kind, claim, webmasterId, submission: { report } }: Examined,
  { offer, goal, termsAt }: ReportFacts,
  part: Pick<ClaimRow, Part>,
): ClaimRow {
  const at = now();
  return {
    ...{ id, kind, status: "open", webmaster_id: webmasterId, offer_id: offer.id },
    ...{ advertiser_id: offer.advertiser_id, goal_id: goal.id, click_id: report.clickId ?? "" },
    ...part,
    ...{ order_id: report.orderId, currency: goal.currency, comment: claim.comment },
    ...{ filed_at: at, filed_by: actorName(actor), due_at: at + termsAt(webmasterId, at).claimDays * DAY_MS },
    ...{ ended_at: null, ended_by: null, answer_code: null, answer_reason: null, result_id: null },
  };
}
