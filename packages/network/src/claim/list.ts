import { sql } from "kysely";
import { actorIdOf, sideOfName, type Actor, type Context } from "../context.ts";
import { reasonOf, type GivenReason, type ReasonCode } from "../conversion/index.ts";
import {
  between,
  equal,
  filteredList,
  inJson,
  readListPage,
  type Condition,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
  type TimeRange,
} from "../db/index.ts";
import { notFound } from "../errors.ts";
import { ADVERTISER_AND_OPERATOR, ownAccountOf, visibleTo, visibleToSide } from "../role.ts";
import type { Check, ClaimKind, ClaimStatus, ClaimWaitsFor, Validation } from "../words.ts";
import { waitsFor, WAITS } from "./waits.ts";

/** What a webmaster claims of an advertiser, and what became of it. Times are Unix ms, amounts minor units. */
export interface Claim {
  id: string;
  kind: ClaimKind;
  status: ClaimStatus;
  /** Null once it is ended. */
  waitsFor: ClaimWaitsFor | null;
  webmasterId: string;
  webmasterName: string;
  offerId: string;
  offerName: string;
  advertiserId: string;
  /** The goal's code. */
  goal: string;
  linkId: string;
  clickId: string;
  orderId: string | null;
  /** When the order was made: the same moment twice, or the ends of a day. */
  occurred: { from: number; until: number };
  /** The amount that is claimed; null: none is. */
  amountMinor: number | null;
  currency: string;
  /** The webmaster's own conversion that it is about; null for an order that is not recorded. */
  conversionId: string | null;
  conversion: ClaimedConversion | null;
  /** The conversion of another webmaster that has the order; null: none has. Undefined for webmasters. */
  competing: CompetingConversion | null | undefined;
  comment: string | null;
  filedAt: number;
  /** The person or key that filed it; undefined for the other sides. */
  filedById: string | undefined;
  /** From then on it waits for the operator. */
  dueAt: number;
  endedAt: number | null;
  /** Who ended it, and why; null while it is open. */
  answer: GivenReason | null;
  /** The conversion that its acceptance recorded or changed; null while there is none. */
  resultId: string | null;
}

/** A conversion as it is now. */
export interface ClaimedConversion {
  amountMinor: number | null;
  currency: string;
  validation: Validation;
  check: Check;
  version: number;
}

export interface CompetingConversion {
  conversionId: string;
  webmasterId: string;
  webmasterName: string;
  validation: Validation;
}

/** Omitted fields ask for nothing. Times are Unix ms. */
export interface ClaimFilter {
  status?: ClaimStatus | undefined;
  kind?: ClaimKind | undefined;
  waitsFor?: ClaimWaitsFor | undefined;
  webmasterId?: string | undefined;
  advertiserId?: string | undefined;
  offerId?: string | undefined;
  conversionId?: string | undefined;
  due?: TimeRange | undefined;
}

interface Conditions extends Omit<ClaimFilter, "waitsFor" | "due"> {
  waits?: { for: ClaimWaitsFor; at: number } | undefined;
  /** Open claims alone, of everyone or of one account: their indexes. */
  open?: true | undefined;
  openOfAdvertiser?: string | undefined;
  openOfWebmaster?: string | undefined;
}

const JOINED = sql`(SELECT name FROM webmaster WHERE webmaster.id = claim.webmaster_id) AS webmaster_name,
  (SELECT name FROM offer WHERE offer.id = claim.offer_id) AS offer_name,
  (SELECT code FROM goal WHERE goal.id = claim.goal_id) AS goal_code,
  (SELECT json_object('amountMinor', amount_minor, 'currency', currency, 'validation', validation,
     'check', check_state, 'version', version)
   FROM conversion WHERE conversion.id = claim.conversion_id) AS conversion`;

/** Not read for webmasters at all: neither an answer nor its time tells them of another webmaster's order. */
const COMPETING = sql`(SELECT json_object('conversionId', id, 'webmasterId', webmaster_id, 'validation', validation,
     'webmasterName', (SELECT name FROM webmaster WHERE webmaster.id = conversion.webmaster_id))
   FROM conversion WHERE claim.status = 'open' AND conversion.identity = claim.identity
     AND conversion.webmaster_id <> claim.webmaster_id) AS competing`;

const IS_OPEN = sql`status = 'open'`;

const CLAIM_LIST: ListRules<keyof Conditions> = {
  table: "claim",
  idPrefix: "clm",
  conditions: {
    status: equal("status"),
    kind: equal("kind"),
    webmasterId: equal("webmaster_id"),
    advertiserId: equal("advertiser_id"),
    offerId: equal("offer_id"),
    conversionId: equal("conversion_id"),
    waits: ({ for: who, at }: { for: ClaimWaitsFor; at: number }) => WAITS[who](at),
    open: () => IS_OPEN,
    openOfAdvertiser: (id: string) => sql`(${IS_OPEN} AND advertiser_id = ${id})`,
    openOfWebmaster: (id: string) => sql`(${IS_OPEN} AND webmaster_id = ${id})`,
  },
  orderedBy: ["due_at", "id"],
  indexes: [
    { name: "conversionId", index: "claim_of_conversion" },
    { name: "openOfAdvertiser", index: "claim_open_of_advertiser" },
    { name: "openOfWebmaster", index: "claim_open_of_webmaster" },
    { name: "webmasterId", index: "claim_by_webmaster" },
    { name: "open", index: "claim_open" },
    { name: "offerId", index: "claim_of_offer" },
    { name: "advertiserId", index: "claim_by_advertiser" },
  ],
  wholeIndex: "claim_by_due",
};

export type JoinedRow = Tables["claim"] & {
  webmaster_name: string;
  offer_name: string;
  goal_code: string;
  conversion: string | null;
  competing: string | null;
};

/** By due date, the latest first unless `sort` says otherwise; both sides see their own. Throws `invalid_input`. */
export async function listClaims(
  ctx: Context,
  { waitsFor: who, due, ...filter }: ClaimFilter,
  request: ListRequest,
): Promise<ListPage<Claim>> {
  const waits = who === undefined ? undefined : { for: who, at: ctx.now() };
  const { advertiserId, webmasterId } = { ...filter, ...ownAccountOf(ctx.actor) };
  const open: Conditions =
    who === undefined && filter.status !== "open"
      ? {}
      : { open: true, openOfAdvertiser: advertiserId, openOfWebmaster: webmasterId };
  const asked = { ...filter, ...open, waits };
  const { rows, next } = await readClaims(ctx, asked, request, between("due_at", due ?? {}));
  return { rows: rows.map((row) => claimOf(ctx, row)), next };
}

/** Every read of claims starts here. */
const readClaims = (
  ctx: Context,
  asked: Conditions,
  request: ListRequest,
  range: readonly Condition[],
  rules = CLAIM_LIST,
): Promise<ListPage<JoinedRow>> =>
  readListPage<JoinedRow>(
    ctx.db,
    filteredList({ ...rules, joined: joinedFor(ctx.actor) }, { own: ownAccountOf(ctx.actor), asked, range }),
    request,
  );

const joinedFor = ({ role }: Actor) =>
  role === "webmaster" ? sql`${JOINED}, NULL AS competing` : sql`${JOINED}, ${COMPETING}`;

/** The list's rows by their ids alone. */
const BY_ID: typeof CLAIM_LIST = { ...CLAIM_LIST, orderedBy: ["id"], indexes: [], wholeIndex: null };

/** These claims, as far as the actor may see them. */
export async function findClaims(ctx: Context, ids: readonly string[]): Promise<JoinedRow[]> {
  if (ids.length === 0) return [];
  const page = { limit: ids.length, charsMax: Infinity };
  return (await readClaims(ctx, {}, page, [sql`id IN ${inJson(ids)}`], BY_ID)).rows;
}

/** Throws `not_found`, also for another party's claim. */
export async function getRow(ctx: Context, id: string): Promise<JoinedRow> {
  const [row] = await findClaims(ctx, [id]);
  if (row === undefined) throw notFound("claim");
  return row;
}

const parse = <T>(json: string | null) => (json === null ? null : (JSON.parse(json) as T)); // made by the query

export const claimOf = ({ now, actor }: Context, row: JoinedRow): Claim => ({
  ...{ id: row.id, kind: row.kind, status: row.status, waitsFor: waitsFor(row, now()) },
  ...{ webmasterId: row.webmaster_id, webmasterName: row.webmaster_name },
  ...{ offerId: row.offer_id, offerName: row.offer_name, advertiserId: row.advertiser_id, goal: row.goal_code },
  ...{ linkId: row.link_id, clickId: row.click_id, orderId: row.order_id },
  occurred: { from: row.occurred_from, until: row.occurred_until },
  ...{ amountMinor: row.amount_minor, currency: row.currency },
  conversionId: row.conversion_id,
  conversion: parse<ClaimedConversion>(row.conversion),
  competing: visibleTo(actor, ADVERTISER_AND_OPERATOR, parse<CompetingConversion>(row.competing)),
  ...{ comment: row.comment, filedAt: row.filed_at, dueAt: row.due_at, endedAt: row.ended_at },
  filedById: visibleToSide(actor, "webmaster", actorIdOf(row.filed_by)),
  answer: reasonOf(
    row.ended_by === null ? null : sideOfName(row.ended_by),
    row.answer_code as ReasonCode | null, // of a closed list
    row.answer_reason,
  ),
  resultId: row.result_id,
});
