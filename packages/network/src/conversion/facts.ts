import type { ClickRow } from "../click/index.ts";
import type { ClickFacts, ConversionRow, ReasonColumns } from "../db/index.ts";
import type { ClickKind, ClickPolicy } from "../offer/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import {
  begin,
  byNetwork,
  changeOf,
  completed,
  endingHold,
  copyClick,
  type Cause,
  type Change,
  type Completion,
} from "./change.ts";
import type { HoldReason } from "./reasons.ts";

/** The facts of a click that is not stored yet, or never will be. */
export const NO_FACTS: ClickFacts = {
  decision: "",
  verdict: "",
  landing_id: "",
  country: "",
  region: "",
  device: "",
  os: "",
  browser: "",
  language: "",
  sub1: "",
  sub2: "",
  sub3: "",
  sub4: "",
  sub5: "",
  source: "",
};

export const clickFactsOf = (click: ClickRow): ClickFacts => ({
  decision: click.decision,
  verdict: click.verdict,
  landing_id: click.landing_id ?? "",
  country: click.country,
  region: click.region,
  device: click.device,
  os: click.os,
  browser: click.browser,
  language: click.language,
  sub1: click.sub1,
  sub2: click.sub2,
  sub3: click.sub3,
  sub4: click.sub4,
  sub5: click.sub5,
  source: click.source,
});

/** The click's kind in the offer's policy; undefined for an ordinary click. */
function clickKindOf({ decision, verdict }: Pick<ClickFacts, "decision" | "verdict">): ClickKind | undefined {
  if (decision === "fallback") return "fallback";
  if (verdict === "bot" || verdict === "embedded" || verdict === "duplicate") return verdict;
  return verdict === "valid" || verdict === "test" || verdict === "" ? undefined : "stopped";
}

/** Whether its click is the network's own traffic. It needs no traffic check: only a person releases it. */
export const isOwn = ({ verdict }: Pick<ClickFacts, "verdict">): boolean => verdict === "own";

/** Refuses a conversion of the network's own traffic, also if something else holds it. */
function refuseOwn(changes: readonly Change[], cause: Cause): Change[] {
  const held = holdFor(changes, "own_traffic", cause);
  const last = held.at(-1)?.row;
  return last?.check_state === "held" ? [...held, changeOf(last, "refuse", byNetwork(cause, "own_traffic"))] : held;
}

/** Holds a new conversion for this reason, unless it is already held or refused. */
export function holdFor(changes: readonly Change[], reason: HoldReason, cause: Cause): Change[] {
  const row = changes.at(-1)?.row;
  if (row === undefined || row.check_state !== "clear" || row.payment !== "none" || row.setoff !== "none")
    return [...changes];
  return [...changes, changeOf(row, "hold", byNetwork(cause, reason))];
}

/** Applies the offer's policy to a conversion whose click is known. No policy pays for own traffic. */
function applyPolicy(changes: readonly Change[], policy: ClickPolicy, cause: Cause): Change[] {
  const row = changes.at(-1)?.row;
  if (row !== undefined && isOwn(row)) return refuseOwn(changes, cause);
  const kind = row && clickKindOf(row);
  if (kind === undefined || policy[kind] === "pay") return [...changes];
  const held = holdFor(changes, `click_${kind}`, cause);
  const last = held.at(-1)?.row;
  return policy[kind] === "refuse" && last?.check_state === "held" && held.length > changes.length
    ? [...held, changeOf(last, "refuse", byNetwork(cause, `click_${kind}`))]
    : held;
}

/** The columns of a new conversion that its report decides. */
export type NewConversion = Omit<
  ConversionRow,
  | keyof ClickFacts
  | "claimable"
  | "version"
  | "changed_at"
  | "decided_at"
  | "check_due"
  | "click_facts"
  | "facts_at"
  | "check_state"
  | keyof ReasonColumns
  | "payment"
  | "setoff"
  | "hold_over"
  | "available_at"
  | "validation"
  | "flag"
>;

/** What may hold a conversion when it is recorded. */
export interface Stops {
  /** The webmaster is blocked, or was when the conversion occurred. */
  isBlocked: boolean;
  /** A visitor's browser reported it, which proves nothing. */
  isPixel: boolean;
  policy: ClickPolicy;
}

/** A new, pending conversion. It has the facts of its click if that is stored, and is held if something stops it. */
export function beginConversion(
  row: NewConversion,
  { click, ...stops }: Stops & { click: ClickRow | undefined },
  cause: Cause,
): Change[] {
  const first = begin(
    {
      ...row,
      validation: "pending",
      check_state: "clear",
      payment: "none",
      setoff: "none",
      hold_over: 0,
      available_at: null,
      click_facts: click === undefined ? "awaited" : "known",
      facts_at: click === undefined ? (nextLook(cause.at, cause.at) ?? null) : null,
      check_due: click === undefined ? "no" : dueAfter(row, click),
      ...(click === undefined ? NO_FACTS : clickFactsOf(click)),
    },
    cause,
  );
  if (click !== undefined) first.click = click;
  return applyStops([first], stops, cause);
}

/**
 * Completes a conversion that a visitor's browser reported with what a trusted report adds. Releases it from the
 * pixel's hold, and checks again for everything else that holds a new conversion.
 */
export function completeConversion(row: ConversionRow, completion: Completion, stops: Stops, cause: Cause): Change[] {
  const changes = [completed(row, completion, cause)];
  const last = changes[0]?.row ?? row;
  if (last.check_state !== "held" || last.check_code !== PIXEL) return changes;
  const released = changeOf(last, "release", byNetwork(cause, null));
  return endingHold(applyStops([...changes, released], stops, cause), cause);
}

/** Undoes a completion: the conversion is as before, and held again. */
export const revertCompletion = (row: ConversionRow, completion: Completion, cause: Cause): Change[] =>
  holdFor([completed(row, completion, cause)], PIXEL, cause);

/** The only place where a reported conversion is held. The operator decides whether it is owed. */
function applyStops(changes: readonly Change[], { isBlocked, isPixel, policy }: Stops, cause: Cause): Change[] {
  const row = changes.at(-1)?.row;
  if (row !== undefined && isOwn(row)) return applyPolicy(changes, policy, cause);
  if (isBlocked) return holdFor(changes, "webmaster_blocked", cause);
  return isPixel ? holdFor(changes, PIXEL, cause) : applyPolicy(changes, policy, cause);
}

/**
 * A conversion that its webmaster's block held, released: what else stops a new conversion is asked now, because the block
 * was asked first.
 */
export function releasedFromBlock(row: ConversionRow, policy: ClickPolicy, cause: Cause): Change[] {
  const released = [changeOf(row, "release", cause)];
  const stopped =
    row.click_facts === "missing"
      ? holdFor(released, "click_missing", cause)
      : applyStops(released, { isBlocked: false, isPixel: row.channel === PIXEL, policy }, cause);
  return endingHold(stopped, cause);
}

/** The reason of a hold, and the channel that causes it. */
const PIXEL = "pixel" satisfies HoldReason;

/**
 * With its click, a conversion can be checked, and its hold does not end before that. Trials and own traffic are not
 * checked.
 */
const dueAfter = ({ is_test }: Pick<ConversionRow, "is_test">, { verdict }: Pick<ClickFacts, "verdict">) =>
  is_test === 1 || isOwn({ verdict }) ? "no" : "must";

/** Copies the facts of a click to the conversion that waited for it, and applies the offer's policy. */
export function clickArrived(row: ConversionRow, click: ClickRow, policy: ClickPolicy, cause: Cause): Change[] {
  const learnt = copyClick({ ...row, check_due: dueAfter(row, click) }, clickFactsOf(click), cause);
  learnt.click = click;
  return endingHold(applyPolicy([learnt], policy, cause), cause);
}

/** The click was never stored: the operator decides. */
export function clickMissing(row: ConversionRow, cause: Cause): Change[] {
  return holdFor([changeOf(row, "click_missing", cause)], "click_missing", cause);
}

/** When to look up a missing click again, counted from the recording of its conversion. */
const LOOKS_MS = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, DAY_MS] as const;

/** Unix ms of the next look-up of a conversion's click; undefined after the last. */
export const nextLook = (recordedAt: number, now: number): number | undefined =>
  LOOKS_MS.map((ms) => recordedAt + ms).find((at) => at > now);

/** Whether to search the archive: a click that is missing after an hour may be an old one. */
export const isArchiveAsked = (recordedAt: number, now: number): boolean => now >= recordedAt + HOUR_MS;
