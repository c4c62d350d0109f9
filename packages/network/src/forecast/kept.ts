import { DAY_MS } from "@waymark/contract/duration";
import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import { APPROVED, ON_HOLD, PENDING, REAL } from "../conversion/index.ts";
import { ENDED, findProgress, insertRows, rawStatement, saveProgress, type Tables } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { NETWORK, type Kind } from "./accuracy.ts";
import { expectMoney } from "./expected-money.ts";

/** The horizons whose expectations are kept, in days. */
const HORIZONS = [7, 30] as const;
/** Accounts that one step may do: each costs six queries and more. */
const ACCOUNTS_MAX = 60;
const KEPT_DAYS = 100;
/** Expectations that one step compares with what came. */
const COMPARED_MAX = 200;

/**
 * Keeps what is expected now for each account, once a day, as far as one invocation may, and compares earlier
 * expectations with what came. Returns whether more is to be done.
 */
export async function keepExpected(ctx: Context): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "keep what is expected");
  const { db } = ctx;
  const compared = await compareExpected(ctx);
  const last = (await findProgress(db, "expected_money"))?.position ?? ENDED;
  const accounts = (await listAccounts(ctx)).filter((one) => last === ENDED || one > last);
  for (const one of accounts.slice(0, ACCOUNTS_MAX)) {
    const [kind, account] = one.split(":", 2) as [Kind, string]; // made by listAccounts
    const now = ctx.now();
    const rows = await expectedOf(ctx, kind, account);
    await db.write([
      ...insertRows("expected_money", COLUMNS, rows),
      rawStatement("DELETE FROM expected_money WHERE kind = ? AND account = ? AND made_at < ?", [
        ...[kind, account, now - KEPT_DAYS * DAY_MS],
      ]),
      saveProgress("expected_money", { position: one, changedAt: now }),
    ]);
  }
  if (accounts.length > ACCOUNTS_MAX || compared === COMPARED_MAX) return true;
  await db.write([saveProgress("expected_money", { position: ENDED, changedAt: ctx.now() })]);
  return false;
}

const COLUMNS = ["kind", "account", "currency", "horizon_days", "made_at", "expected_minor", "came_minor"] as const;

/** The accounts with money that is not decided or on hold, in the order of their names. */
async function listAccounts({ db }: Context): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT DISTINCT 'commission:' || webmaster_id AS name FROM conversion WHERE ${REAL} AND (${PENDING} OR ${ON_HOLD})
    UNION SELECT DISTINCT 'revenue:' || advertiser_id FROM conversion WHERE ${REAL} AND ${PENDING}`.execute(db.query);
  const names = rows.map(({ name }) => name);
  return names.length === 0 ? [] : [...names, `commission:${NETWORK}`, `revenue:${NETWORK}`].sort();
}

async function expectedOf(ctx: Context, kind: Kind, account: string): Promise<Tables["expected_money"][]> {
  const made_at = ctx.now();
  const own = account === NETWORK ? {} : kind === "commission" ? { webmasterId: account } : { advertiserId: account };
  const expected = await expectMoney(ctx, { ...own, horizonDays: Math.max(...HORIZONS), zone: "UTC" });
  return [...expected].flatMap(([currency, sums]) =>
    HORIZONS.map((horizon_days) => {
      const { heldBack, toApprove } = sums[kind];
      const sum = [heldBack, toApprove].flatMap((days) => [...days.slice(0, horizon_days)]).reduce((a, b) => a + b, 0);
      return { kind, account, currency, horizon_days, made_at, expected_minor: Math.round(sum), came_minor: null };
    }),
  );
}

/** The end of the days of an expectation: they are UTC days, and the first is that on which it was made. */
const END = sql<number>`((expected_money.made_at / ${sql.lit(DAY_MS)} + expected_money.horizon_days) * ${sql.lit(DAY_MS)})`;

/** Fills in what came of expectations whose days are over. Returns how many. */
async function compareExpected({ db, now }: Context): Promise<number> {
  const due = await db.query
    .selectFrom("expected_money")
    .select(["kind", "account", "currency", "horizon_days", "made_at"])
    .where("came_minor", "is", null)
    .where("made_at", "<=", now() - Math.min(...HORIZONS) * DAY_MS)
    .where(END, "<=", now())
    .orderBy("made_at")
    .limit(COMPARED_MAX)
    .execute();
  if (due.length === 0) return 0;
  const keys = JSON.stringify(
    due.map(({ kind, account, currency, horizon_days, made_at }) => [
      ...[kind, account, currency, horizon_days, made_at],
    ]),
  );
  const came = sql`UPDATE expected_money SET came_minor = CASE
      WHEN kind = 'commission' AND account = ${NETWORK} THEN ${cameOf("commission", sql`true`)}
      WHEN kind = 'commission' THEN ${cameOf("commission", sql`c.webmaster_id = expected_money.account`)}
      WHEN account = ${NETWORK} THEN ${cameOf("revenue", sql`true`)}
      ELSE ${cameOf("revenue", sql`c.advertiser_id = expected_money.account`)} END
    WHERE (kind, account, currency, horizon_days, made_at) IN (
      SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(${keys}))`;
  await db.write([came.compile(db.query)]);
  return due.length;
}

/**
 * What became available, or was approved, within the days, of what was recorded before. It was changed then or later,
 * and that has an index.
 */
function cameOf(kind: Kind, own: RawBuilder<unknown>): RawBuilder<unknown> {
  const day = sql.lit(DAY_MS);
  const at = kind === "commission" ? sql`available_at` : sql`available_at - hold_days * ${day}`;
  const amount = kind === "commission" ? sql`commission_minor` : sql`revenue_minor`;
  return sql`(SELECT coalesce(sum(${amount}), 0) FROM conversion c
    WHERE c.changed_at >= expected_money.made_at AND ${own} AND c.currency = expected_money.currency
      AND recorded_at < expected_money.made_at AND ${REAL} AND ${APPROVED}
      AND ${at} > expected_money.made_at AND ${at} < ${END})`;
}
