import { sql, type RawBuilder } from "kysely";
import type { Context } from "../context.ts";
import { voidIf, type Db, type Statement } from "../db/index.ts";
import { accountIdOf, QUOTAS, type Account, type QuotaName } from "./quotas.ts";

/** What an account has of each, as a subquery. */
const USED: Record<QuotaName, (account: Account, now: number) => RawBuilder<number>> = {
  links: (account) => sql`(SELECT count(*) FROM link WHERE webmaster_id = ${accountIdOf(account)})`,
  open_claims: (account) =>
    sql`(SELECT count(*) FROM claim WHERE webmaster_id = ${accountIdOf(account)} AND status = 'open')`,
  offers: (account) => sql`(SELECT count(*) FROM offer WHERE advertiser_id = ${accountIdOf(account)})`,
  draft_offers: (account) =>
    sql`(SELECT count(*) FROM offer WHERE advertiser_id = ${accountIdOf(account)} AND status IN ('draft', 'submitted'))`,
  api_keys: (account, now) =>
    sql`(SELECT count(*) FROM api_key WHERE revoked_at IS NULL AND ${column(account)} = ${accountIdOf(account)}
      AND (expires_at IS NULL OR expires_at > CAST(${now} AS INTEGER)))`,
  creative_bytes: (account) =>
    sql`(SELECT coalesce(sum(size_bytes), 0) FROM creative JOIN offer ON offer.id = creative.offer_id
      WHERE offer.advertiser_id = ${accountIdOf(account)} AND removed_at IS NULL)`,
  attachment_bytes: (account) =>
    sql`(SELECT coalesce(sum(size_bytes), 0) FROM attachment JOIN thread ON thread.id = attachment.thread_id
      WHERE ${column(account)} = ${accountIdOf(account)} AND attachment.side = ${roleOf(account)})`,
  unused_upload_bytes: (account) =>
    sql`(SELECT coalesce(sum(bytes), 0) FROM upload
      WHERE advertiser_id = ${accountIdOf(account)} AND round = 0 AND file_deleted_at IS NULL)`,
};

const roleOf = (account: Account) => ("webmasterId" in account ? "webmaster" : "advertiser");

const column = (account: Account) => sql.ref(`${roleOf(account)}_id`);

/** What an account has of a quota, how much it may have, and how much it may have by default. */
export interface QuotaState<Used> {
  used: Used;
  max: number;
  defaultMax: number;
}

/** A quota of accounts that have none of their own. */
export async function findDefault({ query }: Db, name: QuotaName): Promise<QuotaState<null>> {
  const row = await query
    .selectFrom("quota")
    .select("max")
    .where("account", "=", "")
    .where("name", "=", name)
    .executeTakeFirst();
  const max = row?.max ?? QUOTAS[name].max;
  return { used: null, max, defaultMax: QUOTAS[name].max };
}

/** What an account has of a quota, and how much it may have. */
export async function findUse(
  { db: { query }, now }: Pick<Context, "db" | "now">,
  account: Account,
  name: QuotaName,
): Promise<QuotaState<number>> {
  const maxOf = (id: string) => sql<number | null>`(SELECT max FROM quota WHERE account = ${id} AND name = ${name})`;
  const { used, own, network } = await query
    .selectNoFrom([
      USED[name](account, now()).as("used"),
      maxOf(accountIdOf(account)).as("own"),
      maxOf("").as("network"),
    ])
    .executeTakeFirstOrThrow();
  const defaultMax = network ?? QUOTAS[name].max;
  return { used, max: own ?? defaultMax, defaultMax };
}

/** Voids its batch if the account has no room for `more`. */
export const voidWithoutRoom = (
  { db: { query }, now }: Pick<Context, "db" | "now">,
  { account, name, more }: { account: Account; name: QuotaName; more: number },
): Statement =>
  voidIf(
    { query },
    sql`${USED[name](account, now())} + CAST(${more} AS INTEGER) > coalesce(
      (SELECT max FROM quota WHERE account = ${accountIdOf(account)} AND name = ${name}),
      (SELECT max FROM quota WHERE account = '' AND name = ${name}), CAST(${QUOTAS[name].max} AS INTEGER))`,
  );
