import { DurableObject } from "cloudflare:workers";

/** What the guard says of the next try. */
export interface GuardAnswer {
  isAllowed: boolean;
  /** Tries left before a pause. */
  remaining: number;
  /** Seconds until the next try is allowed; 0 where it is. */
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
const PAUSE_MS_MAX = 900_000;
const FORGET_MS = 3_600_000;
const NONE: Count = { failures: 0, blockedUntil: 0, lastFailureAt: 0 };

/** Counts the failed sign-ins of one address at one account; its name is a hash of both. Each failure past five doubles the pause. */
export class SignInGuard extends DurableObject {
  async ask(now: number): Promise<GuardAnswer> {
    const { failures, blockedUntil } = await this.count(now);
    return {
      isAllowed: blockedUntil <= now,
      remaining: Math.max(0, FREE_FAILURES - failures),
      retryAfterSeconds: Math.max(0, Math.ceil((blockedUntil - now) / 1_000)),
    };
  }

  async fail(now: number): Promise<void> {
    const failures = (await this.count(now)).failures + 1;
    const pauseMs =
      failures < FREE_FAILURES ? 0 : Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** (failures - FREE_FAILURES));
    await this.ctx.storage.put<Count>("count", { failures, blockedUntil: now + pauseMs, lastFailureAt: now });
    await this.ctx.storage.setAlarm(now + FORGET_MS);
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
