import { sql } from "kysely";
import { readClickId } from "@waymark/contract/click-id";
import { findArchivedClick } from "../archive/index.ts";
import { evidenceSeenBy, findClick, type ClickRow, type Evidence } from "../click/index.ts";
import type { Context } from "../context.ts";
import { listChanges, listConversions, type Conversion, type ConversionChange } from "../conversion/index.ts";
import { findResolutions, requestOf, type Resolution } from "../postback/index.ts";
import type { PostbackRequest } from "@waymark/contract/postback-event";
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
  /** A webmaster's own try. */
  isTest: boolean;
  linkId: string;
  offerId: string;
  webmasterId: string;
  /** Null while the click is not stored yet. No one sees the hash of the address. */
  click: (Omit<ClickRow, "address" | keyof Evidence> & Evidence & { address?: undefined }) | null;
  /**
   * The landing as the offer has it now, with macros; null for a fallback, and for a landing that was removed. The
   * address is undefined for a webmaster.
   */
  landing: { url: string | null | undefined; host: string | null };
  postbacks: {
    /** Undefined for a webmaster. */
    receipt: string | undefined;
    acceptedAt: number;
    outcome: PostbackOutcomeWord;
    reason: string | null;
    sentence: string | null;
    resolution: Resolution | null;
    /** As it was received; null after the retention, undefined for a webmaster. */
    request: PostbackRequest | null | undefined;
  }[];
  conversions: {
    conversion: Conversion;
    changes: ConversionChange[];
    /** The rows of uploads that changed it, in their order. */
    uploadRows: { uploadId: string; row: number | null }[];
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
  const [landing, lives] = await Promise.all([
    findLanding(ctx, click?.landing_id ?? null),
    Promise.all(conversions.map((conversion) => lifeOf(ctx, conversion))),
  ]);
  return {
    clickId,
    clickedAt: parts.clickedAt,
    isTest: parts.isTest,
    linkId: link.id,
    offerId: link.offer_id,
    webmasterId: link.webmaster_id,
    click: click === undefined ? null : { ...click, ...evidenceSeenBy(ctx.actor, click), address: undefined },
    landing,
    postbacks,
    conversions: lives,
  };
}

/** Where a landing leads: its host for everyone, its address with macros for those who see it in the offer. */
async function findLanding({ db, actor }: Context, id: string | null): Promise<ClickLife["landing"]> {
  const row =
    id === null
      ? undefined
      : await db.query.selectFrom("landing").select("url").where("id", "=", id).executeTakeFirst();
  return {
    url: visibleTo(actor, ADVERTISER_AND_OPERATOR, row?.url ?? null),
    host: /^https?:\/\/([^/?#]+)/i.exec(row?.url ?? "")?.[1] ?? null,
  };
}

/** What a click_ID is about, if the actor may see it and something of the click is stored; otherwise undefined. */
export async function findClickSubject(
  ctx: Context,
  text: string,
): Promise<{ clickId: string; linkId: string; offerId: string } | undefined> {
  const clickId = text.toLowerCase();
  const parts = readClickId(clickId);
  const link = parts && (await findLink(ctx, parts.linkNumber));
  if (link === undefined) return undefined;
  const { rows } = await sql<{ is_known: 0 | 1 }>`SELECT EXISTS (SELECT 1 FROM postback WHERE click_id = ${clickId})
    OR EXISTS (SELECT 1 FROM conversion WHERE click_id = ${clickId}) AS is_known`.execute(ctx.db.query);
  const isKnown =
    rows[0]?.is_known === 1 ||
    (await findClick(ctx, clickId)) !== undefined ||
    (await findArchivedClick(ctx, clickId)) !== undefined;
  return isKnown ? { clickId, linkId: link.id, offerId: link.offer_id } : undefined;
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
    .select(["receipt", "accepted_at", "outcome", "reason", "request"])
    .where("click_id", "=", clickId);
  if (actor.role === "advertiser" || actor.role === "webmaster")
    found = found.where("advertiser_id", "=", advertiserId);
  const rows = await found.orderBy("receipt").limit(CONVERSIONS_MAX).execute();
  const resolutions = await findResolutions(
    db,
    actor,
    rows.map(({ receipt }) => receipt),
  );
  return rows.map(({ receipt, accepted_at, outcome, reason, request }) => ({
    receipt: visibleTo(actor, ADVERTISER_AND_OPERATOR, receipt),
    acceptedAt: accepted_at,
    outcome,
    reason,
    resolution: resolutions.get(receipt) ?? null,
    request: visibleTo(actor, ADVERTISER_AND_OPERATOR, requestOf(request)),
    sentence: reason === null ? null : SENTENCES[reason as Reason | Note], // written by recordPostbacks
  }));
}

type Life = ClickLife["conversions"][number];

async function lifeOf(ctx: Context, conversion: Conversion): Promise<Life> {
  const [changes, uploadRows, transfers, lines] = await Promise.all([
    listChanges(ctx, conversion.id),
    listUploadRows(ctx, conversion.id),
    listTransfersOf(ctx.db, [conversion.id]),
    ctx.actor.role === "advertiser" ? undefined : listLines(ctx, conversion.id),
  ]);
  return {
    conversion,
    changes,
    uploadRows,
    transfers: transfersSeenBy(ctx.actor, transfers),
    payouts: lines,
  };
}

/** A webmaster sees the uploads that changed their conversions, so each of these rows. */
async function listUploadRows({ db }: Context, conversionId: string): Promise<Life["uploadRows"]> {
  const rows = await db.query
    .selectFrom("conversion_change")
    .select("source")
    .where("conversion_id", "=", conversionId)
    .where("source", ">=", "upl_")
    .where("source", "<", "upl`")
    .orderBy("version")
    .execute();
  return [...new Set(rows.map(({ source }) => source ?? ""))].map((source) => {
    const [uploadId = "", row] = source.split("#");
    return { uploadId, row: row === undefined ? null : Number(row) };
  });
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
