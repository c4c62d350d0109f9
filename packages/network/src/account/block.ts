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
import { freezeStatements } from "./freeze.ts";
import { getAccount, type AccountKind } from "./profile.ts";
import type { BlockMoney, BlockReason } from "../words.ts";

/**
 * Blocks an account, or ends its block, and returns the effects. A webmaster's money is frozen or kept with the block;
 * the end of the block does not change that. Of two concurrent calls one is refused. Throws
 * `forbidden`, `not_found`, `transition_refused`, `conflict`.
 */
export async function setBlocked(
  ctx: Context,
  target: { kind: AccountKind; id: string },
  {
    event,
    reason,
    reasonCode = null,
    money,
  }: {
    event: BlockRow["event"];
    reason: string;
    reasonCode?: BlockReason | null;
    /** What happens to a webmaster's money; undefined: it is frozen if the reason is fraud. */
    money?: BlockMoney | undefined;
  },
): Promise<Effects> {
  const { kind, id } = target;
  requireRole(ctx, OPERATOR, "block accounts");
  if (kind === "advertiser" && money !== undefined)
    throw new NetworkError("invalid_input", "Only a webmaster has money that can be frozen", [
      { path: "money", message: "must not be set for an advertiser" },
    ]);
  const freezes =
    kind === "webmaster" && event === "block" && (money ?? (reasonCode === "fraud" ? "freeze" : "keep")) === "freeze";
  const account = await getAccount(ctx, kind, id);
  const effects = await blockEffects(ctx, kind, account, { freezes });
  if (effects.event !== event) throw new NetworkError("transition_refused", `The account is already ${account.status}`);
  const status = event === "block" ? "blocked" : "active";
  const row = {
    ...{ account_id: id, version: (effects.lastBlock?.version ?? 0) + 1, event, actor: actorName(ctx.actor), reason },
    ...{ reason_code: reasonCode, changed_at: ctx.now() },
  };
  const isFirst = await writeIfFirst(ctx.db, [
    ...insertRows("block", ["account_id", "version", "event", "actor", "reason", "reason_code", "changed_at"], [row]),
    rawStatement(`UPDATE ${kind} SET status = ? WHERE id = ?`, [status, id]),
    (event === "block" ? beginStop : endStop)(`${kind}:${id}`, `${kind}_blocked`, ctx.now()),
    await publishing(ctx, target),
    ...(freezes ? await freezeStatements(ctx, id, reason) : []),
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
