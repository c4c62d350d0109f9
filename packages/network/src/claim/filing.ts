import { isTestClick, readClickId, type ClickKeys } from "@waymark/contract/click-id";
import { actorName, type Context } from "../context.ts";
import { findById, isVoid } from "../conversion/index.ts";
import {
  inJson,
  insertRows,
  rawStatement,
  retryOnConcurrentWrite,
  type ConversionRow,
  type Tables,
} from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { derivedId, newId } from "../ids.ts";
import { findOffersAndGoals } from "../offer/index.ts";
import { writeWithinQuotas } from "../quota/index.ts";
import { findFacts, readGiven, type Report, type Submission } from "../report/index.ts";
import { EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import type { ClaimKind } from "../words.ts";
import { claimOf, findClaims, getRow, type Claim } from "./list.ts";
import { planOf, type Refusal } from "./plan.ts";
import { CLAIM_TEXTS, type ClaimReason } from "./reasons.ts";
import { reportOf, saidOf, type NewClaim } from "./report.ts";

const WEBMASTER = ["webmaster"] as const;

/** Claims of one request. */
export const CLAIMS_MAX = 1_000;

/** What became of one claim of a request. */
export interface Filing {
  /** Null if it was not filed. */
  claim: Claim | null;
  reason: ClaimReason | null;
  /** The reason, as a sentence for people. */
  sentence: string | null;
  /** The own conversion that the reason is about; null: none. */
  conversionId: string | null;
  /** The own open claim that the reason is about; null: none. */
  openClaimId: string | null;
}

const TRIES = { triesMax: 3 };

/**
 * Files claims in their order, each with its own outcome, in one write; a reason stands for a claim that can't be read.
 * Each is judged as if it were accepted now: what can't be accepted is not filed. Conversions of other webmasters are no
 * part of that, so that an order of theirs gets the answer of an unknown one. Throws `forbidden`, `account_blocked`,
 * `limit_reached`.
 */
export async function fileClaims(
  ctx: Context,
  keys: ClickKeys,
  claims: readonly (NewClaim | ClaimReason)[],
): Promise<Filing[]> {
  requireRole(ctx, WEBMASTER, "claim orders");
  const at = ctx.now();
  const read = claims.map((claim): Draft | Refusal => {
    const id = newId(ctx, "clm"); // also for one that is refused: a repeated request gives each the same id
    return typeof claim === "string" ? { reason: claim } : draftOf(id, claim, keys, at);
  });
  const filed = await retryOnConcurrentWrite(() => fileOnce(ctx, read), TRIES);
  const rows = await findClaims(
    ctx,
    filed.flatMap((one) => ("id" in one ? one.id : [])),
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  return filed.map((one): Filing => {
    if (!("id" in one)) {
      const { reason, conversionId = null, openClaimId = null } = one;
      return { claim: null, reason, sentence: CLAIM_TEXTS[reason], conversionId, openClaimId };
    }
    const row = known.get(one.id);
    if (row === undefined) throw new Error(`the claim ${one.id} is not written`);
    return { claim: claimOf(ctx, row), reason: null, sentence: null, conversionId: null, openClaimId: null };
  });
}

/** A claim as it was read. */
interface Draft {
  id: string;
  claim: NewClaim;
  /** Of an order that is not recorded; null for the others. */
  report: Report | null;
}

function draftOf(id: string, claim: NewClaim, keys: ClickKeys, at: number): Draft | Refusal {
  if (claim.kind !== "untracked") return { id, claim, report: null };
  const { clickId, orderId, goal, occurred, amount, currency } = claim;
  const given = { clickId, orderId, goal, occurred, amount: null, status: null, answered: null };
  const read = readGiven({ ...given, reason: null, reasonCode: null, isTest: false }, { keys, channel: "claim", at });
  if (typeof read === "string") return { reason: read === "unknown_click_id" ? "not_own_click" : read };
  if (read.clickId === null || read.orderId === null || read.occurred === null) return { reason: "incomplete" };
  if (isTestClick(read.clickId)) return { reason: "test_click" };
  return { id, claim, report: reportOf("untracked", { ...read, amount, currency }) };
}

/** Files what can be filed, and returns the id of each claim, or why it is not filed. */
async function fileOnce(ctx: Context, read: readonly (Draft | Refusal)[]): Promise<({ id: string } | Refusal)[]> {
  const { webmasterId } = requireRole(ctx, WEBMASTER, "claim orders");
  const examine = await examinerOf(
    ctx,
    webmasterId,
    read.flatMap((one) => ("id" in one ? one : [])),
  );
  const planned = read.map((one) => ("id" in one ? examine(one) : one));
  const earlier = await findEarlier(
    ctx,
    webmasterId,
    planned.flatMap((one) => ("id" in one ? one.subject : [])),
  );
  const fresh = new Map<string, Tables["claim"]>();
  const outcomes = planned.map((row): { id: string } | Refusal => {
    if (!("id" in row)) return row;
    const { id, subject } = row;
    const { openId = fresh.get(subject)?.id, isAnswered = false } = earlier.get(subject) ?? {};
    if (openId === id) return { id }; // an earlier try of this request filed it
    if (openId !== undefined) return { reason: "already_claimed", openClaimId: openId };
    if (isAnswered) return { reason: "claim_answered", conversionId: row.conversion_id ?? undefined };
    fresh.set(subject, row);
    return { id };
  });
  await insertClaims(ctx, webmasterId, [...fresh.values()]);
  return outcomes;
}

/** Reads what is known of all claims at once, and returns how each of them is examined. */
async function examinerOf(
  ctx: Context,
  webmasterId: string,
  drafts: readonly Draft[],
): Promise<(draft: Draft) => Tables["claim"] | Refusal> {
  const [advertisers, conversions] = await Promise.all([
    findOwnLinks(ctx, webmasterId, drafts),
    findOwnConversions(ctx, webmasterId, drafts),
  ]);
  const offerIds = [...new Set([...conversions.values()].map(({ offer_id }) => offer_id))];
  const { goals } = await findOffersAndGoals(ctx.db, offerIds);
  const base = { actor: actorName(ctx.actor), source: null, at: ctx.now() };
  const submissions = new Map<string, Submission>();
  for (const { id, claim, report } of drafts) {
    const own = { ...base, conversionId: derivedId("cnv", id) };
    const conversion = conversions.get(claim.conversionId ?? "");
    const goal = goals.find((one) => one.id === conversion?.goal_id);
    const advertiserId = advertisers.get(linkOf(report));
    if (report !== null && advertiserId !== undefined) submissions.set(id, { ...own, report, advertiserId });
    if (conversion === undefined || goal === undefined) continue;
    const kind = kindOf(claim, conversion);
    const said = { ...saidOf(conversion, goal), reason: null, reportedAt: base.at };
    const amount = kind === "wrong" ? { amount: claim.amount, currency: claim.currency } : {};
    const { advertiser_id } = conversion;
    submissions.set(id, { ...own, report: reportOf(kind, { ...said, ...amount }), advertiserId: advertiser_id });
  }
  // What is not looked at can't be told from what is not there, by no answer.
  const facts = await findFacts(ctx, [...submissions.values()], undefined, { onlyOf: webmasterId });
  return ({ id, claim, report }) => {
    const submission = submissions.get(id);
    if (submission === undefined) return { reason: report === null ? "unknown_conversion" : "not_own_click" };
    const conversion = conversions.get(claim.conversionId ?? "");
    const known = { webmasterId, submission, conversion, facts: facts.factsFor(submission) };
    return planOf(ctx, { id, kind: kindOf(claim, conversion), claim, ...known });
  };
}

/** What a claim about an own conversion is of, if it does not say: its rejection, or else its amount. */
function kindOf({ kind }: NewClaim, conversion: ConversionRow | undefined): ClaimKind {
  if (kind !== null) return kind;
  return conversion !== undefined && isVoid(conversion) ? "declined" : "wrong";
}

const linkOf = (report: Report | null): number => readClickId(report?.clickId ?? "")?.linkNumber ?? 0;

/** The advertisers of the webmaster's own links, by the links' numbers. */
async function findOwnLinks(
  { db }: Context,
  webmasterId: string,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<number, string>> {
  const links = await db.query
    .selectFrom("link")
    .innerJoin("offer", "offer.id", "link.offer_id")
    .select(["link.number", "offer.advertiser_id"])
    .where("link.number", "in", inJson([...new Set(drafts.map(({ report }) => linkOf(report)))]))
    .where("link.webmaster_id", "=", webmasterId)
    .execute();
  return new Map(links.map(({ number, advertiser_id }) => [number, advertiser_id]));
}

async function findOwnConversions(
  { db }: Context,
  webmasterId: string,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<string, ConversionRow>> {
  const rows = await findById(db, [...new Set(drafts.flatMap(({ claim }) => claim.conversionId ?? []))]);
  return new Map(rows.flatMap((row) => (row.webmaster_id === webmasterId ? [[row.id, row]] : [])));
}

interface Earlier {
  openId: string | undefined;
  /** It was declined, and nothing has been decided since. */
  isAnswered: boolean;
}

/** What became of the webmaster's earlier claims of these subjects. */
async function findEarlier(
  { db }: Context,
  webmasterId: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Earlier>> {
  const rows = await db.query
    .selectFrom("claim")
    .leftJoin("conversion", "conversion.id", "claim.conversion_id")
    .select(["claim.id", "claim.subject", "claim.status", "claim.ended_at", "conversion.decided_at"])
    .where("claim.webmaster_id", "=", webmasterId)
    .where("claim.subject", "in", inJson([...new Set(subjects)]))
    .where("claim.status", "in", ["open", "declined"])
    .execute();
  return new Map(
    [...Map.groupBy(rows, ({ subject }) => subject)].map(([subject, all]) => [
      subject,
      {
        openId: all.find(({ status }) => status === "open")?.id,
        isAnswered: all.some(({ ended_at, decided_at }) => ended_at !== null && (decided_at ?? 0) <= ended_at),
      },
    ]),
  );
}

async function insertClaims(ctx: Context, webmasterId: string, rows: readonly Tables["claim"][]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first) as (keyof typeof first)[]; // its own columns
  const more = { account: { webmasterId }, name: "open_claims", more: rows.length } as const;
  await writeWithinQuotas(ctx, [more], insertRows("claim", columns, rows));
}

/** Withdraws an own open claim. Throws `forbidden`, `not_found`, `transition_refused`. */
export async function withdrawClaim(ctx: Context, id: string): Promise<Claim> {
  requireRole(ctx, WEBMASTER, "withdraw a claim", EVEN_IF_BLOCKED);
  await getRow(ctx, id);
  await ctx.db.write([
    rawStatement(
      "UPDATE claim SET status = 'withdrawn', ended_at = CAST(? AS INTEGER), ended_by = ? WHERE id = ? AND status = 'open'",
      [ctx.now(), actorName(ctx.actor), id],
    ),
  ]);
  const after = await getRow(ctx, id);
  if (after.status !== "withdrawn") throw alreadyEnded(after.status);
  return claimOf(ctx, after);
}

export const alreadyEnded = (status: string) =>
  new NetworkError("transition_refused", `The claim is ${status} already`);
