import { snapshotKeys } from "@waymark/contract/snapshot";
import { actorName, type Context } from "../context.ts";
import { beginStop, endStop } from "../stop/index.ts";
import { countHeldByBlock, releaseHeldByBlock } from "../conversion/index.ts";
import {
  insertRows,
  publish,
  rawStatement,
  retryOnConcurrentWrite,
  writeIfFirst,
  type Statement,
} from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { blockEffects, type BlockRow, type Effects } from "./effects.ts";
import { getAccount, type AccountKind } from "./profile.ts";

/**
 * Blocks an account, or ends its block, and returns the effects. Of two concurrent calls one is refused. Throws
 * `forbidden`, `not_found`, `transition_refused`, `conflict`.
 */
export async function setBlocked(
  ctx: Context,
  target: { kind: AccountKind; id: string },
  { event, reason }: { event: BlockRow["event"]; reason: string },
): Promise<Effects> {
  const { kind, id } = target;
  requireRole(ctx, OPERATOR, "block accounts");
  const account = await getAccount(ctx, kind, id);
  const effects = await blockEffects(ctx, kind, account);
  if (effects.event !== event) throw new NetworkError("transition_refused", `The account is already ${account.status}`);
  const status = event === "block" ? "blocked" : "active";
  const row = {
    ...{ account_id: id, version: (effects.lastBlock?.version ?? 0) + 1, event, actor: actorName(ctx.actor), reason },
    changed_at: ctx.now(),
  };
  const isFirst = await writeIfFirst(ctx.db, [
    ...insertRows("block", ["account_id", "version", "event", "actor", "reason", "changed_at"], [row]),
    rawStatement(`UPDATE ${kind} SET status = ? WHERE id = ?`, [status, id]),
    (event === "block" ? beginStop : endStop)(`${kind}:${id}`, `${kind}_blocked`, ctx.now()),
    await publishing(ctx, target),
  ]);
  if (!isFirst)
    throw new NetworkError(
      "conflict",
      "Another request blocked or unblocked this account at the same time; read it again",
    );
  return { ...effects, status, lastBlock: row };
}

/** What to publish: one key for a webmaster, however many links they have; one key an offer for an advertiser. */
async function publishing({ db, now }: Context, { kind, id }: { kind: AccountKind; id: string }): Promise<Statement> {
  if (kind === "webmaster") return publish([snapshotKeys.webmaster(id)], now());
  const offers = await db.query.selectFrom("offer").select("id").where("advertiser_id", "=", id).execute();
  return publish(
    offers.map((offer) => snapshotKeys.offer(offer.id)),
    now(),
  );
}

/** In one call: a release writes a few rows for each conversion. */
const RELEASED_MAX = 500;

/**
 * Releases conversions that a block of this webmaster held, oldest first and up to 500, after the block has ended. Throws
 * `forbidden`, `not_found`, `transition_refused`, `sum_too_large`.
 */
export async function releaseHeld(
  ctx: Context,
  { webmasterId, reason }: { webmasterId: string; reason: string },
): Promise<{ released: number; heldAgain: number; remaining: number }> {
  requireRole(ctx, OPERATOR, "release conversions");
  const account = await getAccount(ctx, "webmaster", webmasterId);
  if (account.status === "blocked")
    throw new NetworkError("transition_refused", "The webmaster is blocked: end the block first");
  const step = { webmasterId, reason, limit: RELEASED_MAX };
  const rows = await retryOnConcurrentWrite(() => releaseHeldByBlock(ctx, step), { triesMax: 3 });
  const heldAgain = rows.filter(({ check_state }) => check_state !== "clear").length;
  return { released: rows.length - heldAgain, heldAgain, remaining: await countHeldByBlock(ctx, webmasterId) };
}
