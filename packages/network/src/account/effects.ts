import { sql } from "kysely";
import { getApplication } from "../application/index.ts";
import type { Context } from "../context.ts";
import { sumText, type Tables } from "../db/index.ts";
import { countHeldByBlock, holdingsOf, REAL, STATE_COLUMNS, stateOf } from "../conversion/index.ts";
import { findFreeze, HOLDINGS, type Holding } from "../ledger/index.ts";
import { getAccount, type Account, type AccountKind } from "./profile.ts";
import { BLOCK_EVENTS, type BlockMoney } from "../words.ts";
import { OPERATOR, requireRole } from "../role.ts";

/** The effects of a block, its end, or the end of an approval. Closed and documented in docs/operations.md. */
export const CONSEQUENCES = {
  links_stop:
    "Links lead to the network's own page within two minutes, even if they have a fallback. Clicks that reach a landing before that are valid.",
  access_ends:
    "Links to the offer lead to the offer's fallback within two minutes. Clicks that reach a landing before that are valid.",
  links_start: "Links lead to their landings again within two minutes.",
  links_stay_stopped: "Links to offers whose approval was taken back stay stopped.",
  money_frozen:
    "Money that is not sent yet is frozen: no payout run pays it until the operator releases or refuses it, with a reason.",
  money_stays_frozen: "Frozen money stays frozen until the operator releases or refuses it.",
  earned_stays: "Earlier earnings are kept: they are approved, held and paid as usual.",
  late_conversions_held: "New conversions from earlier clicks are held until the operator decides.",
  held_stay_held: "Conversions that the block held stay held until the operator releases or refuses them.",
  late_conversions_count: "New conversions from earlier clicks are recorded as usual.",
  joining_refused: "No new links, no applications, and no approval of pending ones.",
  joining_allowed: "New links and applications are accepted again.",
  may_apply_again: "The webmaster may apply again; the application is then reviewed by hand.",
  no_new_offers: "The advertiser can't create new offers, and none of its drafts can be submitted or opened.",
  offers_hidden: "Webmasters no longer find its offers in the catalogue.",
  offers_shown: "Webmasters find its offers in the catalogue again, and it can create new ones.",
  offers_stop: "The advertiser's offers accept no visitors.",
  offers_start: "The advertiser's active offers accept visitors again.",
  postbacks_count:
    "Postbacks for earlier clicks are accepted as usual, and its people can answer and upload files: the webmasters' money depends on them.",
  people_may_look:
    "Its people can still sign in, see all of the account's data and write to support. Its API keys can only read.",
} as const;

export type Consequence = keyof typeof CONSEQUENCES;

/** Steps whose effects can be previewed, and are returned after the step. */
export const EFFECT_EVENTS = [...BLOCK_EVENTS, "revoke"] as const;

/** The effects of a step on what exists now. */
export interface Effects {
  event: (typeof EFFECT_EVENTS)[number];
  /** Status of the account or of the application. */
  status: string;
  /** The affected links that lead to landings now. */
  links: number;
  offers: number;
  pendingApplications: number;
  /** Conversions that are held because of a block of the webmaster. */
  heldByBlock: number;
  /** The affected commission of webmasters, in minor units by currency. The step does not move it. */
  money: ({ currency: string } & Record<Holding, bigint>)[];
  consequences: Consequence[];
  /** The account's last block or unblock, with its reason; null for an application. */
  lastBlock: BlockRow | null;
}

export type BlockRow = Tables["block"];

/** Whose links, offers and conversions are affected. */
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
  webmaster: ["links_start", "links_stay_stopped", "joining_allowed", "held_stay_held"],
  advertiser: ["offers_start", "links_start", "offers_shown", "joining_allowed"],
};

/** The effects of blocking an account or, if it is blocked, of ending the block. Throws `forbidden`, `not_found`. */
export async function effectsOfBlock(
  ctx: Context,
  kind: AccountKind,
  id: string,
  money: BlockMoney = "keep",
): Promise<Effects> {
  requireRole(ctx, OPERATOR, "preview a block");
  const freezes = kind === "webmaster" && money === "freeze";
  return blockEffects(ctx, kind, await getAccount(ctx, kind, id), { freezes });
}

/** The same for an account that is already read. */
export async function blockEffects(
  ctx: Context,
  kind: AccountKind,
  account: Account,
  { freezes }: { freezes: boolean },
): Promise<Effects> {
  const isFrozen = kind === "webmaster" && (await findFreeze(ctx.db, account.id)) !== null;
  const isBlocked = account.status === "blocked";
  return {
    event: isBlocked ? "unblock" : "block",
    status: account.status,
    ...(await count(ctx, kind === "webmaster" ? { webmasterId: account.id } : { advertiserId: account.id })),
    heldByBlock: kind === "webmaster" ? await countHeldByBlock(ctx, account.id) : 0,
    consequences: (isBlocked ? ON_UNBLOCK : ON_BLOCK)[kind].flatMap((code): Consequence[] => {
      if (code === "earned_stays" && freezes) return ["money_frozen"];
      return code === "held_stay_held" && isFrozen ? [code, "money_stays_frozen"] : [code];
    }),
    lastBlock: await lastBlockOf(ctx, account.id),
  };
}

/** The effects of revoking an application's approval. Throws `not_found`. */
export async function effectsOfRevoking(ctx: Context, applicationId: string): Promise<Effects> {
  const { status, webmaster_id, offer_id } = await getApplication(ctx, applicationId);
  return {
    event: "revoke",
    status,
    ...(await count(ctx, { webmasterId: webmaster_id, offerId: offer_id })),
    heldByBlock: 0,
    consequences: ["access_ends", "earned_stays", "late_conversions_count", "may_apply_again"],
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

/** Sums conversions by state; the ledger says how much of each state is in which account. */
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
