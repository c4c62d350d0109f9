import { firstFeatures, isWithinShare, judge, type Judgment } from "@waymark/check";
import { DAY_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { type CheckVerdict, type ConversionRow, type Statement, type Tables } from "../db/index.ts";
import { evidenceOf, evidenceRowOf, lookupOf, type LearntConversion } from "./evidence.ts";
import { readSurroundings, type Neighbours, type Shares, type Surroundings } from "./neighbours.ts";
import { insertChecks, insertEvidence } from "./queries.ts";
import type { CheckCode } from "./reasons.ts";
import type { RulesInForce } from "./in-force.ts";

/** What follows for a conversion. */
export interface FirstJudgment {
  /** Why it is held; null: it is not. */
  code: CheckCode | null;
  due: "record" | "must";
}

/** Shares of what is held are of the judgments of so many days. */
export const SHARE_MS = 28 * DAY_MS;

/**
 * Judges conversions as their clicks become known, with one read for all of them, and returns the statements that keep
 * evidence and judgments. Rules without cuts only record.
 */
export async function judgeFirst(
  ctx: Context,
  learnt: readonly LearntConversion[],
): Promise<{ judgments: Map<string, FirstJudgment>; statements: Statement[] }> {
  const now = ctx.now();
  const surroundings = await readSurroundings(ctx.db, learnt.map(lookupOf), now - SHARE_MS);
  const { force } = surroundings;
  const earlier = new Earlier();
  const judgments = new Map<string, FirstJudgment>();
  const evidences: Tables["conversion_evidence"][] = [];
  const checks: Tables["conversion_check"][] = [];
  for (const one of learnt) {
    const { row } = one;
    const evidence = evidenceOf(one, earlier.neighboursOf(one, surroundings));
    const features = firstFeatures(evidence);
    const judgment = judge(force.rules, force.cuts, 1, features, row.offer_id);
    const verdict = verdictOf(row, judgment, { force, shares: surroundings, isCounted: false });
    judgments.set(row.id, { code: codeOf(verdict, judgment), due: force.cuts === null ? "record" : "must" });
    evidences.push(evidenceRowOf(one, evidence, { features, at: now }));
    checks.push({
      ...{
        conversion_id: row.id,
        stage: 1,
        rule_set: force.version,
        offer_id: row.offer_id,
        webmaster_id: row.webmaster_id,
      },
      ...{
        features: JSON.stringify(features),
        score: judgment.score,
        verdict,
        findings: JSON.stringify(judgment.findings),
      },
      checked_at: now,
    });
  }
  return { judgments, statements: [...insertEvidence(evidences), ...insertChecks(checks)] };
}

/** Conversions of the batch that come before one, which are not stored yet. */
class Earlier {
  readonly #visitors = new Map<string, number>();
  readonly #addresses = new Map<string, number>();

  /** The conversion's surroundings, with those of the batch; it counts from then on. */
  neighboursOf(one: LearntConversion, { neighbours }: Surroundings): Neighbours {
    const { id, day, offerId, address, agent } = lookupOf(one);
    const stored = neighbours.get(id) ?? { sameVisitor: 0, sameAddress: 0, isOwnAddress: false };
    const place = [day, offerId, address].join("\n");
    return {
      ...stored,
      sameVisitor: stored.sameVisitor + count(this.#visitors, `${place}\n${agent}`),
      sameAddress: stored.sameAddress + count(this.#addresses, place),
    };
  }
}

/** How often a key was counted before. */
function count(counts: Map<string, number>, key: string): number {
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  return before;
}

/**
 * What becomes of a judged conversion. A flagged one is held, unless that would be too much to hold of its webmaster or
 * its offer without the operator's word: then it waits for that. One that is stopped or on payment already is only
 * marked. The second stage sees conversions that the first has counted (`isCounted`).
 */
export function verdictOf(
  { webmaster_id, offer_id, check_state, payment, setoff }: ConversionRow,
  { isFlagged }: Judgment,
  { force, shares, isCounted }: { force: RulesInForce; shares: Shares; isCounted: boolean },
): CheckVerdict {
  const webmaster = shares.webmasters.get(webmaster_id) ?? { checked: 0, held: 0, answer: null };
  const offer = shares.offers.get(offer_id) ?? { checked: 0, held: 0 };
  const isStopped = check_state !== "clear" || payment !== "none" || setoff !== "none";
  const others = ({ held, checked }: { held: number; checked: number }) => ({
    held,
    checked: isCounted ? Math.max(0, checked - 1) : checked,
  });
  const mayHold =
    webmaster.answer === "hold" ||
    (isWithinShare(others(webmaster), "webmaster") && isWithinShare(others(offer), "offer"));
  const verdict = !isFlagged ? "clear" : force.cuts === null || isStopped ? "flagged" : mayHold ? "hold" : "wait";
  for (const share of [webmaster, offer]) {
    if (!isCounted) share.checked++;
    if (verdict === "hold") share.held++;
  }
  shares.webmasters.set(webmaster_id, webmaster);
  shares.offers.set(offer_id, offer);
  return verdict;
}

/** Why a conversion is held after this verdict; null if it is not. */
export function codeOf(verdict: CheckVerdict, { findings }: Judgment): CheckCode | null {
  if (verdict === "wait") return "check_pending";
  return verdict === "hold" ? (findings[0]?.rule ?? null) : null;
}
