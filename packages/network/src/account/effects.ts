import { sql } from "kysely";
import { getApplication } from "../application/index.ts";
import type { Context } from "../context.ts";
import { sumText, type Tables } from "../db/index.ts";
import { holdingsOf, REAL, STATE_COLUMNS, stateOf } from "../conversion/index.ts";
import { NetworkError } from "../errors.ts";
import { HOLDINGS, type Holding } from "../ledger/index.ts";
import { getAccount, type Account, type AccountKind } from "./profile.ts";
import { BLOCK_EVENTS } from "../words.ts";

/** What follows from a block, its end, or the end of an approval. Closed and documented in docs/operations.md. */
export const CONSEQUENCES = {
  links_stop: "Links lead to their fallback within two minutes; clicks that reach a landing meanwhile are valid.",
  links_start: "Links lead to their landings again within two minutes.",
  links_stay_stopped: "Links to offers whose approval was taken back stay stopped.",
  earned_stays: "What was earned before stays: it is approved, held, and paid as if nothing had happened.",
  late_conversions_held: "Conversions that come from now on for clicks before are held until the operator decides.",
  late_conversions_count: "Conversions that come from now on for clicks before are recorded as ever.",
  joining_refused: "No new links, no applications, and no approval of pending ones.",
  joining_allowed: "New links and applications are taken again.",
  may_apply_again: "The webmaster may apply again; the approval is then by hand.",
  no_new_offers: "The advertiser makes no new offers, and none is submitted or opened.",
  offers_hidden: "Webmasters find its offers in the catalogue no more.",
  offers_shown: "Webmasters find its offers in the catalogue again, and it may make new ones.",
  offers_stop: "The advertiser's offers take no visitors.",
  offers_start: "The advertiser's active offers take visitors again.",
  postbacks_count: "Postbacks and uploads for clicks before are taken as ever: the webmasters' money depends on them.",
  people_may_look: "Its people can still sign in, see everything of theirs and write to the support.",
} as const;

export type Consequence = keyof typeof CONSEQUENCES;

/** Steps whose effects are shown before and after them. */
export const EFFECT_EVENTS = [...BLOCK_EVENTS, "revoke"] as const;

/** What a step would change, by what is there now. */
export interface Effects {
  event: (typeof EFFECT_EVENTS)[number];
  /** Of the account, or of the application. */
  status: string;
  /** Those that lead to landings now and are concerned. */
  links: number;
  offers: number;
  pendingApplications: number;
  /** Commission of webmasters that is concerned, in minor units by currency; it stays where it is. */
  money: ({ currency: string } & Record<Holding, bigint>)[];
  consequences: Consequence[];
  /** The account's last block or the end of one, with its reason; of an application none. */
  lastBlock: BlockRow | null;
}

export type BlockRow = Tables["block"];

/** Whose links, offers and conversions are concerned. */
interface Concerned {
  webmasterId?: string;
  advertiserId?: string;
  offerId?: string;
}

const ON_BLOCK: Record<AccountKind, Consequence[]> = {
  webmaster: ["links_stop", "joining_refused", "late_conversions_held", "earned_stays", "people_may_look"],
  advertiser: [
    "offers_stop",
    "links_stop",
    "offers_hidden",
    "no_new_offers",
    "joining_refused",
    "postbacks_count",
    "earned_stays",
    "people_may_look",
  ],
};

const ON_UNBLOCK: Record<AccountKind, Consequence[]> = {
  webmaster: ["links_start", "links_stay_stopped", "joining_allowed"],
  advertiser: ["offers_start", "links_start", "offers_shown", "joining_allowed"],
};

/** What blocking an account would do, or, where it is blocked, ending the block. Throws `forbidden`, `not_found`. */
export async function effectsOfBlock(ctx: Context, kind: AccountKind, id: string): Promise<Effects> {
  if (ctx.actor.role !== "operator") throw new NetworkError("forbidden", "The operator blocks accounts");
  return blockEffects(ctx, kind, await getAccount(ctx, kind, id));
}

/** The same for an account that was read before. */
export async function blockEffects(ctx: Context, kind: AccountKind, account: Account): Promise<Effects> {
  const isBlocked = account.status === "blocked";
  return {
    event: isBlocked ? "unblock" : "block",
    status: account.status,
    ...(await count(ctx, kind === "webmaster" ? { webmasterId: account.id } : { advertiserId: account.id })),
    consequences: (isBlocked ? ON_UNBLOCK : ON_BLOCK)[kind],
    lastBlock: await lastBlockOf(ctx, account.id),
  };
}

/** What taking an application's approval back would do. Throws `not_found`. */
export async function effectsOfRevoking(ctx: Context, applicationId: string): Promise<Effects> {
  const { status, webmaster_id, offer_id } = await getApplication(ctx, applicationId);
  return {
    event: "revoke",
    status,
    ...(await count(ctx, { webmasterId: webmaster_id, offerId: offer_id })),
    consequences: ["links_stop", "earned_stays", "late_conversions_count", "may_apply_again"],
    lastBlock: null,
  };
}

async function lastBlockOf({ db }: Context, accountId: string): Promise<BlockRow | null> {
  const row = await db.query
    .selectFrom("block")
    .selectAll()
    .where("account_id", "=", accountId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

async function count(ctx: Context, concerned: Concerned) {
  const [links, applications, money] = await Promise.all([
    countLinks(ctx, concerned),
    countApplications(ctx, concerned),
    sumMoney(ctx, concerned),
  ]);
  return { ...links, pendingApplications: applications, money };
}

async function countLinks({ db: { query } }: Context, { webmasterId, advertiserId, offerId }: Concerned) {
  let rows = query
    .selectFrom("link")
    .innerJoin("offer", "offer.id", "link.offer_id")
    .select(({ fn }) => [
      fn.count<number>("link.id").as("links"),
      fn.count<number>("link.offer_id").distinct().as("offers"),
    ])
    .where("link.status", "=", "active")
    .where("offer.status", "=", "active");
  if (webmasterId !== undefined) rows = rows.where("link.webmaster_id", "=", webmasterId);
  if (advertiserId !== undefined) rows = rows.where("offer.advertiser_id", "=", advertiserId);
  if (offerId !== undefined) rows = rows.where("link.offer_id", "=", offerId);
  return rows.executeTakeFirstOrThrow();
}

async function countApplications({ db: { query } }: Context, { webmasterId, advertiserId, offerId }: Concerned) {
  let rows = query
    .selectFrom("application")
    .select(({ fn }) => fn.count<number>("id").as("count"))
    .where("status", "=", "pending");
  if (webmasterId !== undefined) rows = rows.where("webmaster_id", "=", webmasterId);
  if (advertiserId !== undefined) rows = rows.where("advertiser_id", "=", advertiserId);
  if (offerId !== undefined) rows = rows.where("offer_id", "=", offerId);
  return (await rows.executeTakeFirstOrThrow()).count;
}

/** Conversions are summed by their state, and each state's holdings are the ledger's. */
async function sumMoney({ db: { query } }: Context, { webmasterId, advertiserId, offerId }: Concerned) {
  let rows = query
    .selectFrom("conversion")
    .select(["currency", ...STATE_COLUMNS])
    .select(sumText(sql.ref("commission_minor")).as("minor"))
    .groupBy(["currency", ...STATE_COLUMNS])
    .where(REAL);
  if (webmasterId !== undefined) rows = rows.where("webmaster_id", "=", webmasterId);
  if (advertiserId !== undefined) rows = rows.where("advertiser_id", "=", advertiserId);
  if (offerId !== undefined) rows = rows.where("offer_id", "=", offerId);
  const sums = new Map<string, Record<Holding, bigint>>();
  for (const row of await rows.execute()) {
    const holdings = holdingsOf(stateOf(row));
    const sum = sums.get(row.currency) ?? { pending: 0n, on_hold: 0n, available: 0n, on_payment: 0n, paid: 0n };
    for (const holding of HOLDINGS) sum[holding] += BigInt(holdings[holding]) * BigInt(row.minor);
    sums.set(row.currency, sum);
  }
  return [...sums]
    .map(([currency, sum]) => ({ currency, ...sum }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
