import { HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { DurableObject } from "cloudflare:workers";

/** The guard's answer for the next attempt. */
export interface GuardAnswer {
  isAllowed: boolean;
  /** Attempts left after this one before a pause. */
  remaining: number;
  /** Seconds until the next attempt is allowed if this one fails; 0: immediately. */
  retryAfterSeconds: number;
}

interface Count {
  failures: number;
  /** Unix ms. */
  blockedUntil: number;
  lastFailureAt: number;
}

const FREE_FAILURES = 5;
const FIRST_PAUSE_MS = 30_000;
const PAUSE_MS_MAX = 15 * MINUTE_MS;
const FORGET_MS = HOUR_MS;
const NONE: Count = { failures: 0, blockedUntil: 0, lastFailureAt: 0 };

/**
 * Counts the failed sign-ins of one address at one account; its name is a hash of both. Each failure past five doubles
 * the pause.
 */
export class SignInGuard extends DurableObject {
  /** Counts an attempt as failed until `succeed` is called. Otherwise parallel attempts would all be allowed. */
  async admit(now: number): Promise<GuardAnswer> {
    const count = await this.count(now);
    if (count.blockedUntil > now)
      return { isAllowed: false, remaining: 0, retryAfterSeconds: Math.ceil((count.blockedUntil - now) / 1_000) };
    const failures = count.failures + 1;
    const pauseMs =
      failures < FREE_FAILURES ? 0 : Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** (failures - FREE_FAILURES));
    await this.ctx.storage.put<Count>("count", { failures, blockedUntil: now + pauseMs, lastFailureAt: now });
    await this.ctx.storage.setAlarm(now + FORGET_MS);
    return { isAllowed: true, remaining: Math.max(0, FREE_FAILURES - failures), retryAfterSeconds: pauseMs / 1_000 };
  }

  async succeed(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  private async count(now: number): Promise<Count> {
    const count = (await this.ctx.storage.get<Count>("count")) ?? NONE;
    return count.lastFailureAt + FORGET_MS < now ? NONE : count;
  }
}
