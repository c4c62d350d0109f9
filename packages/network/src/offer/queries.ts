import { sql } from "kysely";
import type { Context } from "../context.ts";
import { inJson, type Db, type Tables } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { ADVERTISER_AND_OPERATOR, visibleTo } from "../role.ts";
import type { DestinationField } from "../words.ts";
import { findRevoked, revocationOf, type RevokedHost } from "./revoked.ts";
import type { AgreedTerms } from "./loss.ts";
import { readRouting } from "./routing.ts";
import { firstTerms, termsIn, type Amendment, type TermsChange, type Rates, type Terms } from "./terms.ts";

export type OfferRow = Tables["offer"];
export type GoalRow = Tables["goal"];
export type LandingRow = Tables["landing"];
export type DestinationChangeRow = Tables["destination_change"];
export type FiguresRow = Tables["offer_figures"];

/** What the catalogue's figures are of. */
export const FIGURES_DAYS = 90;

/** An offer with its parts. Terms and rates are those in force now; a webmaster gets those that apply to them. */
export interface FullOffer {
  offer: OfferRow;
  goals: GoalRow[];
  landings: LandingRow[];
  /** Who may see and join it while it is private. */
  webmasterIds: string[];
  /** Changes that wait for the operator, or were refused, and that no later change replaced. */
  destinationChanges: DestinationChangeRow[];
  /** The hosts among its destinations that the operator has revoked: nothing is served from them. */
  revokedHosts: RevokedHost[];
  /** Undefined if nothing was counted yet. */
  figures: FiguresRow | undefined;
}

/** The same fields, of which some are undefined where they are hidden from the actor. */
type Hiding<Row, Hidden extends keyof Row> = Omit<Row, Hidden> & { [Name in Hidden]: Row[Name] | undefined };

/** An offer as an actor may see it: what only the advertiser and the operator see is undefined for a webmaster. */
export interface Offer {
  offer: Hiding<OfferRow, "status_reason">;
  goals: Hiding<GoalRow, "revenue_fixed_minor" | "revenue_bps">[];
  landings: Hiding<LandingRow, "url">[];
  webmasterIds: string[] | undefined;
  destinationChanges: DestinationChangeRow[] | undefined;
  revokedHosts: RevokedHost[] | undefined;
  figures: FiguresRow | undefined;
}

/** What of an offer an actor may see. */
export function offerSeenBy(
  { actor }: Context,
  { offer, goals, landings, webmasterIds, destinationChanges, revokedHosts, figures }: FullOffer,
): Offer {
  const hide = <T>(value: T) => visibleTo(actor, ADVERTISER_AND_OPERATOR, value);
  return {
    // Webmasters see why the offer is paused, and nothing of its way to the catalogue.
    offer: {
      ...offer,
      preview_url: isPreviewRevoked(offer, revokedHosts) ? (hide(offer.preview_url) ?? null) : offer.preview_url,
      status_reason: offer.status === "paused" ? offer.status_reason : hide(offer.status_reason),
    },
    goals: goals.map((goal) => ({
      ...goal,
      revenue_fixed_minor: hide(goal.revenue_fixed_minor),
      revenue_bps: hide(goal.revenue_bps),
    })),
    landings: landings.map((landing) => ({ ...landing, url: hide(landing.url) })),
    webmasterIds: hide(webmasterIds),
    destinationChanges: hide(destinationChanges),
    revokedHosts: hide(revokedHosts),
    figures,
  };
}

const isPreviewRevoked = ({ preview_url }: OfferRow, revoked: readonly RevokedHost[]) =>
  preview_url !== null && revocationOf(preview_url, "preview_url", revoked) !== undefined;

/** Scopes offers: a webmaster sees open ones, and private ones that list them; an advertiser sees its own. */
export function ownOffers({ db, actor }: Context) {
  const rows = db.query.selectFrom("offer").selectAll("offer");
  switch (actor.role) {
    case "webmaster":
      return rows
        .where("offer.status", "in", ["active", "paused"])
        .where(({ eb, or, exists, selectFrom }) =>
          or([
            eb("offer.access", "<>", "private"),
            exists(
              selectFrom("offer_webmaster")
                .select("offer_id")
                .whereRef("offer_webmaster.offer_id", "=", "offer.id")
                .where("offer_webmaster.webmaster_id", "=", actor.webmasterId),
            ),
          ]),
        );
    case "advertiser":
      return rows.where("offer.advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/** Throws `not_found`, also for an offer that the actor may not see. */
export const getOffer = async (ctx: Context, id: string): Promise<Offer> => offerSeenBy(ctx, await findOffer(ctx, id));

/** A query of these offers, as far as the actor may see them, with the ids of their landings as JSON. */
export const offersWithLandings = (ctx: Context, offerIds: readonly string[]) =>
  ownOffers(ctx)
    .clearSelect()
    .select(["offer.id", "offer.status", "offer.access", "offer.expires_at"])
    .select(sql<string>`(SELECT json_group_array(id) FROM landing WHERE offer_id = offer.id)`.as("landing_ids"))
    .where("offer.id", "in", inJson(offerIds));

/** Like `getOffer`, with everything, for verbs that change the offer. Throws `not_found`. */
export async function findOffer(ctx: Context, id: string): Promise<FullOffer> {
  const row = await ownOffers(ctx).where("offer.id", "=", id).executeTakeFirst();
  const [offer] = row === undefined ? [] : await withParts(ctx, [row]);
  if (offer === undefined) throw notFound("offer");
  return offer;
}

export async function withParts(ctx: Context, offers: readonly OfferRow[]): Promise<FullOffer[]> {
  const { query } = ctx.db;
  const offerIds = offers.map(({ id }) => id);
  const webmasterId = ctx.actor.role === "webmaster" ? ctx.actor.webmasterId : null;
  const [goals, landings, figures, listed, destinations, amendments, revoked] = await Promise.all([
    query.selectFrom("goal").selectAll().where("offer_id", "in", inJson(offerIds)).orderBy("id").execute(),
    query.selectFrom("landing").selectAll().where("offer_id", "in", inJson(offerIds)).orderBy("id").execute(),
    query.selectFrom("offer_figures").selectAll().where("offer_id", "in", inJson(offerIds)).execute(),
    webmasterId === null
      ? query.selectFrom("offer_webmaster").selectAll().where("offer_id", "in", inJson(offerIds)).execute()
      : [],
    webmasterId === null ? findOpenChanges(ctx.db, offerIds) : [],
    findAmendments(ctx.db, { offerIds, webmasterIds: webmasterId === null ? [] : [webmasterId] }),
    findRevoked(ctx.db, [...new Set(offers.map(({ advertiser_id }) => advertiser_id))]),
  ]);
  const [goalsOf, landingsOf, listedOf] = [byOffer(goals), byOffer(landings), byOffer(listed)];
  const destinationsOf = byOffer(destinations);
  const figuresOf = new Map(figures.map((row) => [row.offer_id, row]));
  return offers.map((offer) => ({
    ...inForce(offer, goalsOf.get(offer.id) ?? [], amendments.get(offer.id) ?? [], { webmasterId, at: ctx.now() }),
    landings: landingsOf.get(offer.id) ?? [],
    webmasterIds: (listedOf.get(offer.id) ?? []).map(({ webmaster_id }) => webmaster_id),
    destinationChanges: destinationsOf.get(offer.id) ?? [],
    revokedHosts: revokedOf(offer, landingsOf.get(offer.id) ?? [], revoked.get(offer.advertiser_id) ?? []),
    figures: figuresOf.get(offer.id),
  }));
}

/** The revoked hosts among an offer's destinations. */
function revokedOf(offer: OfferRow, landings: readonly LandingRow[], revoked: readonly RevokedHost[]): RevokedHost[] {
  if (revoked.length === 0) return [];
  const texts: [DestinationField, string | null][] = [
    ...landings.map(({ url }): [DestinationField, string] => ["landings", url]),
    ["fallback_url", offer.fallback_url],
    ["preview_url", offer.preview_url],
    ...readRouting(offer.routing).deepLinkHosts.map((host): [DestinationField, string] => ["deep_link_hosts", host]),
  ];
  const found = texts.flatMap(([field, text]) => (text === null ? [] : (revocationOf(text, field, revoked) ?? [])));
  return [...new Set(found)].map(({ host, reason }) => ({ host, reason }));
}

const findOpenChanges = ({ query }: Db, offerIds: readonly string[]): Promise<DestinationChangeRow[]> =>
  query
    .selectFrom("destination_change")
    .selectAll()
    .where("offer_id", "in", inJson(offerIds))
    .where("closed_at", "is", null)
    .orderBy("id")
    .execute();

function byOffer<Row extends { offer_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ offer_id }) => offer_id);
}

/** The rows as they would be if the terms in force were the first ones. */
function inForce(
  offer: OfferRow,
  goals: readonly GoalRow[],
  amendments: readonly Amendment[],
  whose: { webmasterId: string | null; at: number },
): Pick<FullOffer, "offer" | "goals"> {
  let visible = offer;
  const rated = goals.map((goal): GoalRow => {
    const terms = termsIn(firstTerms(offer, goal), amendments, { goalCode: goal.code, ...whose });
    visible = {
      ...offer,
      validation_days: terms.validationDays,
      hold_days: terms.holdDays,
      attribution_days: terms.attributionDays,
      claim_days: terms.claimDays,
    };
    return {
      ...goal,
      revenue_fixed_minor: terms.revenueFixedMinor,
      revenue_bps: terms.revenueBps,
      commission_fixed_minor: terms.commissionFixedMinor,
      commission_bps: terms.commissionBps,
    };
  });
  return { offer: visible, goals: rated };
}

/** Amendments that are or were in force, by offer, earliest first: those for everyone, and these webmasters' own. */
async function findAmendments(
  { query }: Db,
  { offerIds, webmasterIds }: { offerIds: readonly string[]; webmasterIds: readonly string[] },
): Promise<Map<string, Amendment[]>> {
  const rows = await query
    .selectFrom("terms")
    .select(AMENDMENT_COLUMNS)
    .where("offer_id", "in", inJson(offerIds))
    .where("in_force_from", "is not", null)
    .where(({ eb, or }) => or([eb("webmaster_id", "is", null), eb("webmaster_id", "in", inJson(webmasterIds))]))
    .orderBy("in_force_from")
    .orderBy("id")
    .execute();
  return Map.groupBy(rows.map(amendmentOf), ({ offerId }) => offerId);
}

/** The longest attribution window that any offer has, had or will have, in days; 0 without offers. */
export async function findLongestWindow({ query }: Db): Promise<number> {
  const { rows } = await sql<{ days: number | null }>`
    SELECT max(days) AS days FROM (
      SELECT attribution_days AS days FROM offer
      UNION ALL SELECT says ->> 'attributionDays' FROM terms WHERE in_force_from IS NOT NULL)`.execute(query);
  return rows[0]?.days ?? 0;
}

const AMENDMENT_COLUMNS = ["offer_id", "webmaster_id", "in_force_from", "ends_at", "says"] as const;

const amendmentOf = (row: Pick<Tables["terms"], (typeof AMENDMENT_COLUMNS)[number]>): Amendment => ({
  offerId: row.offer_id,
  webmasterId: row.webmaster_id,
  inForceFrom: row.in_force_from ?? 0,
  endsAt: row.ends_at,
  change: JSON.parse(row.says) as TermsChange, // written by proposeTerms
});

/**
 * The first rates of an offer's goals, and the amendments of rates that have not ended: all of them, or those that
 * concern one webmaster.
 */
export async function findAgreedTerms(
  { db, now }: Pick<Context, "db" | "now">,
  offerId: string,
  webmasterId: string | null,
): Promise<AgreedTerms & { accepted: number }> {
  const [{ offers, goals }, rows] = await Promise.all([
    findOffersAndGoals(db, [offerId]),
    db.query
      .selectFrom("terms")
      .select(AMENDMENT_COLUMNS)
      .where("offer_id", "=", offerId)
      .where("in_force_from", "is not", null)
      .orderBy("in_force_from")
      .orderBy("id")
      .execute(),
  ]);
  const amendments = rows.map(amendmentOf).filter((one) => one.endsAt === null || one.endsAt > now());
  return {
    accepted: rows.length,
    goals: goals.flatMap((goal) => offers.map((offer) => ({ code: goal.code, first: firstTerms(offer, goal) }))),
    amendments: amendments.filter((one) => webmasterId === null || [null, webmasterId].includes(one.webmasterId)),
  };
}

/** The rates of a goal before and after terms come into force. */
interface ComparedRates {
  goalId: string;
  currency: string;
  before: Rates;
  after: Rates;
}

/** What terms change: of each goal, for everyone whom they concern, also webmasters with terms of their own. */
export async function compareTerms(db: Db, proposed: Amendment): Promise<ComparedRates[]> {
  const { offers, goals } = await findOffersAndGoals(db, [proposed.offerId]);
  const owners = proposed.webmasterId === null ? await listOwners(db, proposed.offerId) : [proposed.webmasterId];
  const known = await findAmendments(db, { offerIds: [proposed.offerId], webmasterIds: owners });
  const amendments = known.get(proposed.offerId) ?? [];
  const concerned = proposed.webmasterId === null ? [null, ...owners] : owners;
  return offers.flatMap((offer) =>
    goals.flatMap((goal) =>
      concerned.map((webmasterId) => {
        const termsOf = (all: readonly Amendment[]) =>
          termsIn(firstTerms(offer, goal), all, { goalCode: goal.code, webmasterId, at: proposed.inForceFrom });
        const [before, after] = [termsOf(amendments), termsOf([...amendments, proposed])];
        return { goalId: goal.id, currency: goal.currency, before, after };
      }),
    ),
  );
}

/** Webmasters with terms of their own. */
async function listOwners({ query }: Db, offerId: string): Promise<string[]> {
  const rows = await query
    .selectFrom("terms")
    .select("webmaster_id")
    .distinct()
    .where("offer_id", "=", offerId)
    .where("in_force_from", "is not", null)
    .where("webmaster_id", "is not", null)
    .execute();
  return rows.flatMap(({ webmaster_id }) => webmaster_id ?? []);
}

/** Whose conversion of which goal, and when it happened (Unix ms). */
export interface TermsQuestion {
  offerId: string;
  goalId: string;
  webmasterId: string;
  at: number;
}

/** Offers with their goals. */
export interface OffersAndGoals {
  offers: readonly Tables["offer"][];
  goals: readonly Tables["goal"][];
}

/** These offers with their goals, in two reads. */
export async function findOffersAndGoals({ query }: Db, offerIds: readonly string[]): Promise<OffersAndGoals> {
  const ids = inJson(offerIds);
  const [offers, goals] = await Promise.all([
    query.selectFrom("offer").selectAll().where("id", "in", ids).execute(),
    query.selectFrom("goal").selectAll().where("offer_id", "in", ids).execute(),
  ]);
  return { offers, goals };
}

/**
 * The terms of these offers and webmasters, in three reads for any number of conversions, or in one if the offers are
 * `known`. The returned function finds the terms in force when a conversion occurred, which decide its revenue and
 * commission. It returns undefined for a goal that the offer does not have.
 */
export async function readTerms(
  db: Db,
  whose: { offerIds: readonly string[]; webmasterIds: readonly string[] },
  known?: OffersAndGoals,
): Promise<(question: TermsQuestion) => Terms | undefined> {
  const [{ offers, goals }, amendments] = await Promise.all([
    known ?? findOffersAndGoals(db, whose.offerIds),
    findAmendments(db, whose),
  ]);
  const offerOf = new Map(offers.map((offer) => [offer.id, offer]));
  const goalOf = new Map(goals.map((goal) => [goal.id, goal]));
  return ({ offerId, goalId, webmasterId, at }) => {
    const [offer, goal] = [offerOf.get(offerId), goalOf.get(goalId)];
    if (offer === undefined || goal?.offer_id !== offerId) return undefined;
    return termsIn(firstTerms(offer, goal), amendments.get(offerId) ?? [], { goalCode: goal.code, webmasterId, at });
  };
}
