import { mintClickId, type ClickKeys } from "@waymark/contract/click-id";
import { HOUR_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { insertRows, rawStatement, writeWithinRowLimit, type RowLimit, type Tables } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { requireRole } from "../role.ts";
import { ownLinks } from "./insert.ts";

/** A click_ID for a webmaster's own test of a link, with the link's slug. */
type TestClick = Tables["test_click"] & { slug: string };

/** An hour, of a webmaster. */
const TESTS_MAX = 60;
/** Rows of a webmaster that are kept: they only bound the tests of an hour, and repeat an answer. */
const KEPT_MAX = 200;

/**
 * Makes the click_ID of a test: a visit of the link with it in the next minutes is a click that is in no figure.
 * Throws `not_found`, `forbidden`, `limit_reached`.
 */
export async function createTestClick(ctx: Context, keys: ClickKeys, linkId: string): Promise<TestClick> {
  const actor = requireRole(ctx, ["webmaster"], "test their links");
  const id = newId(ctx, "tcl");
  return createOnce(
    ctx,
    () => find(ctx, id),
    () => createNew(ctx, keys, { id, linkId, webmasterId: actor.webmasterId }),
  );
}

async function createNew(
  ctx: Context,
  keys: ClickKeys,
  { id, linkId, webmasterId }: { id: string; linkId: string; webmasterId: string },
): Promise<TestClick> {
  const link = await ownLinks(ctx).where("id", "=", linkId).executeTakeFirst();
  if (link === undefined) throw notFound("link");
  const now = ctx.now();
  const random = crypto.getRandomValues(new Uint8Array(5));
  const clickId = mintClickId(keys, { clickedAt: now, bucket: 0, linkNumber: link.number, random, isTest: true });
  const row = { id, click_id: clickId, link_id: linkId, webmaster_id: webmasterId, created_at: now };
  await writeWithinRowLimit(ctx.db, testLimit(webmasterId, now), [
    ...insertRows("test_click", ["id", "click_id", "link_id", "webmaster_id", "created_at"], [row]),
    rawStatement(
      `DELETE FROM test_click WHERE webmaster_id = ?1 AND id NOT IN (
         SELECT id FROM test_click WHERE webmaster_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ${KEPT_MAX})`,
      [webmasterId],
    ),
  ]);
  return { ...row, slug: link.slug };
}

const testLimit = (webmasterId: string, now: number): RowLimit => ({
  count: sql`(SELECT count(*) FROM test_click
    WHERE webmaster_id = ${webmasterId} AND created_at > CAST(${now - HOUR_MS} AS INTEGER))`,
  max: TESTS_MAX,
  refusal: () => new NetworkError("limit_reached", `At most ${TESTS_MAX} test clicks an hour`),
});

const find = ({ db }: Context, id: string): Promise<TestClick | undefined> =>
  db.query
    .selectFrom("test_click")
    .innerJoin("link", "link.id", "test_click.link_id")
    .selectAll("test_click")
    .select("link.slug")
    .where("test_click.id", "=", id)
    .executeTakeFirst();
