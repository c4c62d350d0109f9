/** The state of a postback: waiting for a final answer, acknowledged, or refused permanently. */
export type PostbackState = "waiting" | "acknowledged" | "refused";

/** The outcome of one attempt. */
export type Outcome =
  | { kind: "acknowledged"; receipt: string | null }
  | { kind: "refused" }
  | { kind: "retry"; retryAfterMs: number };

/** An answer of the network. */
export interface Answer {
  status: number;
  retryAfter: string | null;
  body: string;
}

/** The part of a postback that an attempt may change. */
export interface Standing {
  state: PostbackState;
  /** Unix ms of the next attempt, or null if none is left. */
  nextAt: number | null;
  receipt: string | null;
  repeatsLeft: number;
}

const DELAY_MS_MAX = 10 * 60_000;
/** The longest wait that the network may ask for, in case its clock is wrong. */
const RETRY_AFTER_MS_MAX = 60 * 60_000;
/** The time between an acknowledgement and the repeat that the settings ask for. */
const REPEAT_DELAY_MS = 1_000;

/** Only 200 acknowledges, and only a 4xx that is not 429 is final; undefined means no answer at all. */
export function outcomeOf(answer: Answer | undefined, now: number): Outcome {
  if (answer === undefined) return { kind: "retry", retryAfterMs: 0 };
  if (answer.status === 200) return { kind: "acknowledged", receipt: receiptOf(answer.body) };
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return { kind: "refused" };
  return { kind: "retry", retryAfterMs: retryAfterMs(answer.retryAfter, now) };
}

function receiptOf(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const id = typeof parsed === "object" && parsed !== null && "id" in parsed ? parsed.id : null;
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}

/**
 * A Retry-After header (seconds or an HTTP date) as ms from `now`, at most an hour; 0 if it is absent or unreadable.
 */
export function retryAfterMs(header: string | null, now: number) {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX);
}

/** Ms to wait after this many attempts: 1 s, 2 s, 4 s … at most 10 minutes, or longer if the network asks for it. */
export const delayMs = (attempts: number, askedMs: number) =>
  Math.max(Math.min(1_000 * 2 ** (attempts - 1), DELAY_MS_MAX), askedMs);

/** The state of a postback after its attempt number `attempts`; `repeat` is the setting. */
export function standingAfter(
  before: Standing & { attempts: number },
  outcome: Outcome,
  { now, repeat }: { now: number; repeat: number },
): Standing {
  const { state, receipt, repeatsLeft } = before;
  switch (outcome.kind) {
    case "retry":
      return { state, receipt, repeatsLeft, nextAt: now + delayMs(before.attempts, outcome.retryAfterMs) };
    case "refused":
      // The refusal of a repeat does not revoke the acknowledgement.
      return { state: state === "waiting" ? "refused" : state, receipt, repeatsLeft: 0, nextAt: null };
    case "acknowledged": {
      const left = state === "waiting" ? repeat : repeatsLeft - 1;
      return {
        state: "acknowledged",
        receipt: receipt ?? outcome.receipt,
        repeatsLeft: left,
        nextAt: left > 0 ? now + REPEAT_DELAY_MS : null,
      };
    }
  }
}
