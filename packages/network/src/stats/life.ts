import { readClickId } from "@waymark/contract/click-id";
import { findArchivedClick } from "../archive/index.ts";
import { findClick, type ClickRow } from "../click/index.ts";
import type { Context } from "../context.ts";
import { listChanges, listConversions, type Conversion, type ConversionChange } from "../conversion/index.ts";
import { findResolutions, type Resolution } from "../postback/index.ts";
import { SENTENCES, type Note, type Reason } from "../report/index.ts";
import { inJson } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { listTransfersOf, transfersSeenBy, type SeenTransfer } from "../ledger/index.ts";
import { ADVERTISER_AND_OPERATOR, visibleTo } from "../role.ts";
import type { PostbackOutcomeWord } from "../words.ts";

/** Everything that the network knows of a click, in chronological order. Times are Unix ms. */
export interface ClickLife {
  clickId: string;
  clickedAt: number;
  linkId: string;
  offerId: string;
  webmasterId: string;
  /** Null while the click is not stored yet. */
  click: ClickRow | null;
  postbacks: {
    /** Undefined for a webmaster. */
    receipt: string | undefined;
    acceptedAt: number;
    outcome: PostbackOutcomeWord;
    reason: string | null;
    sentence: string | null;
    resolution: Resolution | null;
  }[];
  conversions: {
    conversion: Conversion;
    changes: ConversionChange[];
    transfers: SeenTransfer[];
    /** Undefined for an advertiser. */
    payouts:
      | { payoutId: string; kind: string; amountMinor: number; status: string; paidAt: number | null }[]
      | undefined;
  }[];
}

const CONVERSIONS_MAX = 100;

/** The life of a click. Throws `not_found` for an unknown id, and for one that the actor may not see. */
export async function getClickLife(ctx: Context, text: string): Promise<ClickLife> {
  const clickId = text.toLowerCase();
  const parts = readClickId(clickId);
  const link = parts && (await findLink(ctx, parts.linkNumber));
  if (parts === undefined || link === undefined) throw notFound("click");
  const [click, postbacks, { rows: conversions }] = await Promise.all([
    findClick(ctx, clickId).then((click) => click ?? findArchivedClick(ctx, clickId)),
    listPostbacks(ctx, clickId, link.advertiser_id),
    listConversions(ctx, { clickId }, { limit: CONVERSIONS_MAX }),
  ]);
  if (click === undefined && postbacks.length === 0 && conversions.length === 0) throw notFound("click");
  return {
    clickId,
    clickedAt: parts.clickedAt,
    linkId: link.id,
    offerId: link.offer_id,
    webmasterId: link.webmaster_id,
    click: click ?? null,
    postbacks,
    conversions: await Promise.all(conversions.map((conversion) => lifeOf(ctx, conversion))),
  };
}

/** The link of a click_ID; undefined if the actor may not see it. */
async function findLink({ db, actor }: Context, number: number) {
  const link = await db.query
    .selectFrom("link")
    .innerJoin("offer", "offer.id", "link.offer_id")
    .select(["link.id", "link.offer_id", "link.webmaster_id", "offer.advertiser_id"])
    .where("link.number", "=", number)
    .executeTakeFirst();
  switch (actor.role) {
    case "webmaster":
      return link?.webmaster_id === actor.webmasterId ? link : undefined;
    case "advertiser":
      return link?.advertiser_id === actor.advertiserId ? link : undefined;
    case "operator":
    case "system":
      return link;
  }
}

/** Only the operator sees what other advertisers have sent about the click: it was refused. */
async function listPostbacks(
  { db, actor }: Context,
  clickId: string,
  advertiserId: string,
): Promise<ClickLife["postbacks"]> {
  let found = db.query
    .selectFrom("postback")
    .select(["receipt", "accepted_at", "outcome", "reason"])
    .where("click_id", "=", clickId);
  if (actor.role === "advertiser" || actor.role === "webmaster")
    found = found.where("advertiser_id", "=", advertiserId);
  const rows = await found.orderBy("receipt").limit(CONVERSIONS_MAX).execute();
  const resolutions = await findResolutions(
    db,
    actor,
    rows.map(({ receipt }) => receipt),
  );
  return rows.map(({ receipt, accepted_at, outcome, reason }) => ({
    receipt: visibleTo(actor, ADVERTISER_AND_OPERATOR, receipt),
    acceptedAt: accepted_at,
    outcome,
    reason,
    resolution: resolutions.get(receipt) ?? null,
    sentence: reason === null ? null : SENTENCES[reason as Reason | Note], // written by recordPostbacks
  }));
}

async function lifeOf(ctx: Context, conversion: Conversion): Promise<ClickLife["conversions"][number]> {
  const [changes, transfers, lines] = await Promise.all([
    listChanges(ctx, conversion.id),
    listTransfersOf(ctx.db, [conversion.id]),
    ctx.actor.role === "advertiser" ? undefined : listLines(ctx, conversion.id),
  ]);
  return {
    conversion,
    changes,
    transfers: transfersSeenBy(ctx.actor, transfers),
    payouts: lines,
  };
}

async function listLines({ db }: Context, conversionId: string) {
  const rows = await db.query
    .selectFrom("payout_line")
    .innerJoin("payout", "payout.id", "payout_line.payout_id")
    .select(["payout.id", "payout_line.kind", "payout_line.amount_minor", "payout.status", "payout.paid_at"])
    .where("payout_line.conversion_id", "in", inJson([conversionId]))
    .orderBy("payout.id")
    .execute();
  return rows.map(({ id, kind, amount_minor, status, paid_at }) => ({
    payoutId: id,
    kind,
    amountMinor: amount_minor,
    status,
    paidAt: paid_at,
  }));
}
