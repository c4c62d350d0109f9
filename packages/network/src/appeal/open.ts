import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import { actorName, sideOfName, type Context } from "../context.ts";
import { findById } from "../conversion/index.ts";
import {
  insertRows,
  rawStatement,
  retryOnConcurrentWrite,
  voidIf,
  type ConversionRow,
  type Db,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { EVEN_IF_BLOCKED, requireRole } from "../role.ts";
import { getSettings } from "../settings/index.ts";
import { appealOf, findAppeals, getRow, type Appeal } from "./list.ts";

const WEBMASTER = ["webmaster"] as const;

/** Appeals of one conversion, with those that were withdrawn. */
const APPEALS_MAX = 20;

const TRIES = { triesMax: 3 };

/**
 * Appeals against the network's hold or refusal of an own conversion. One appeal is open at a time, and a person's answer
 * is final for the decision that it is about. A blocked webmaster may appeal too: the block itself holds conversions.
 * Throws `forbidden`, `not_found`, `not_stopped`, `rejected_by_advertiser`, `already_exists`, `appeal_answered`,
 * `limit_reached`.
 */
export async function openAppeal(ctx: Context, input: { conversionId: string; comment: string }): Promise<Appeal> {
  requireRole(ctx, WEBMASTER, "appeal", EVEN_IF_BLOCKED);
  const id = newId(ctx, "app");
  const find = async () => {
    const [row] = await findAppeals(ctx, [id]);
    return row && appealOf(ctx, row);
  };
  return createOnce(ctx, find, () => retryOnConcurrentWrite(() => openAnew(ctx, { id, ...input }), TRIES));
}

async function openAnew(
  ctx: Context,
  { id, conversionId, comment }: { id: string; conversionId: string; comment: string },
): Promise<Appeal> {
  const { webmasterId } = requireRole(ctx, WEBMASTER, "appeal", EVEN_IF_BLOCKED);
  const [conversion] = await findById(ctx.db, [conversionId]);
  if (conversion === undefined || conversion.webmaster_id !== webmasterId) throw notFound("conversion");
  requireStopped(conversion);
  await requireUnanswered(ctx.db, conversion);
  const { appealDays } = await getSettings(ctx.db);
  const row: Tables["appeal"] = {
    ...{ id, conversion_id: conversion.id, webmaster_id: webmasterId, offer_id: conversion.offer_id },
    ...{ check_code: conversion.check_code, check_reason: conversion.check_reason, check_by: conversion.check_by },
    ...{ comment, status: "open", appealed_at: ctx.now(), appealed_by: actorName(ctx.actor) },
    due_at: ctx.now() + appealDays * DAY_MS,
    ...{ ended_at: null, ended_by: null, ended_version: null, answer_code: null, answer_reason: null },
  };
  await ctx.db.write([
    voidIf(
      ctx.db,
      sql`NOT EXISTS (SELECT 1 FROM conversion WHERE id = ${conversion.id} AND version = ${conversion.version})`,
    ),
    ...insertRows("appeal", Object.keys(row) as (keyof typeof row)[], [row]), // its own columns
  ]);
  return appealOf(ctx, await getRow(ctx, id));
}

/** Requires that the network's check alone keeps the webmaster from the commission. */
function requireStopped({ validation, check_state, is_test }: ConversionRow): void {
  if (validation === "rejected" || validation === "reversed")
    throw new NetworkError(
      "rejected_by_advertiser",
      "The advertiser rejected this conversion, not the network, so an appeal can't change it. Its `validation_reason` " +
        "says why; if you disagree, claim that it was declined wrongly: POST /api/v1/claims, of the kind declined",
    );
  if (check_state === "clear" || is_test === 1)
    throw new NetworkError(
      "not_stopped",
      is_test === 1
        ? "This conversion is a test, which never earns a commission"
        : "The network neither holds nor refuses this conversion, so there is nothing to appeal against",
    );
}

async function requireUnanswered(db: Db, { id, version }: ConversionRow): Promise<void> {
  const earlier = await db.query
    .selectFrom("appeal")
    .select(["status", "ended_by", "ended_version"])
    .where("conversion_id", "=", id)
    .orderBy("appealed_at", "desc")
    .limit(APPEALS_MAX)
    .execute();
  if (earlier.some(({ status }) => status === "open"))
    throw new NetworkError("already_exists", "An appeal of this conversion is open already");
  if (earlier.length === APPEALS_MAX)
    throw new NetworkError("limit_reached", `A conversion has at most ${APPEALS_MAX} appeals; write to the support`);
  const answers = earlier.flatMap(({ status, ended_by, ended_version }) =>
    (status === "accepted" || status === "declined") && ended_by !== null && sideOfName(ended_by) === "operator"
      ? (ended_version ?? version)
      : [],
  );
  if (answers.length === 0) return;
  const decidedSince = await db.query
    .selectFrom("conversion_change")
    .select("version")
    .where("conversion_id", "=", id)
    .where("version", ">", Math.max(...answers))
    .where("event", "in", ["hold", "refuse"])
    .limit(1)
    .executeTakeFirst();
  if (decidedSince === undefined)
    throw new NetworkError(
      "appeal_answered",
      "The operator has answered your appeal, and nothing was decided since; write to the support if you have more to say",
    );
}

/** Withdraws an own open appeal. Throws `forbidden`, `not_found`, `transition_refused`. */
export async function withdrawAppeal(ctx: Context, id: string): Promise<Appeal> {
  requireRole(ctx, WEBMASTER, "withdraw an appeal", EVEN_IF_BLOCKED);
  await getRow(ctx, id);
  await ctx.db.write([
    rawStatement(
      `UPDATE appeal SET status = 'withdrawn', ended_at = CAST(? AS INTEGER), ended_by = ?,
         ended_version = (SELECT version FROM conversion WHERE conversion.id = conversion_id)
       WHERE id = ? AND status = 'open'`,
      [ctx.now(), actorName(ctx.actor), id],
    ),
  ]);
  const after = await getRow(ctx, id);
  if (after.status !== "withdrawn") throw alreadyEnded(after.status);
  return appealOf(ctx, after);
}

export const alreadyEnded = (status: string) =>
  new NetworkError("transition_refused", `The appeal is ${status} already`);
