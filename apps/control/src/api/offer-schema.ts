import { z } from "@hono/zod-openapi";
import { HOUR_MS } from "@waymark/contract/duration";
import type { DIMENSIONS } from "@waymark/contract/rules";
import { AGENT_FAMILIES } from "@waymark/contract/user-agent";
import { line } from "../person-schema.ts";
import {
  CLAIM_DAYS,
  CLICK_TREATMENTS,
  readClickPolicy,
  FIGURES_DAYS,
  LIST_VALUES_MAX,
  readPresentation,
  readRouting,
  TRAFFIC_KINDS,
  type NewOffer as NewOfferInput,
  type Offer,
  type Presentation,
  type Routing,
} from "@waymark/network/offer";
import { earningsPer100 } from "@waymark/network/stats";
import type { UploadTerm } from "@waymark/network/upload";
import { CurrencyCode, HttpUrl, Money, money, NOT_WEBMASTERS, onlyFor, Time, time, timeOrNull } from "./schema.ts";
import { DestinationChangeView, showDestinationChange } from "./destination-changes.ts";
import { Expiry, Zone } from "./time-input.ts";
import { showUploadTerm, UploadTermView } from "./upload-schedule.ts";
import { GOAL_REPEATS, OFFER_ACCESS, OFFER_STATUSES, OFFER_VALIDATIONS, ROLES } from "@waymark/network/words";

export const Minor = z.number().int().min(0).max(1e12);
export const Bps = z.number().int().min(0).max(10_000);

export const GoalCode = z.string().regex(/^[a-z0-9_-]{1,40}$/, "must have 1 to 40 lower-case letters, digits, - or _");

const goalFields = {
  code: GoalCode,
  is_default: z.boolean(),
  currency: CurrencyCode,
  revenue_fixed_minor: Minor.default(0),
  revenue_bps: Bps.default(0),
  commission_fixed_minor: Minor.default(0),
  commission_bps: Bps.default(0),
  repeats: z.enum(GOAL_REPEATS).default("by_order").openapi({
    description: "`by_order`: once per order. `never`: once per click. `always`: also each postback without an order",
  }),
};

const Goal = z.strictObject(goalFields).openapi("NewGoal");

const Treatment = z.enum(CLICK_TREATMENTS);

const ClickPolicy = z
  .strictObject({
    duplicate: Treatment.optional(),
    bot: Treatment.optional(),
    embedded: Treatment.optional(),
    fallback: Treatment.optional(),
    stopped: Treatment.optional(),
  })
  .openapi("ClickPolicy", { description: "What happens to the conversion of a click that is not an ordinary one" });

export const AcceptsLoss = z.boolean().openapi({
  description:
    "Confirms that a commission is above its revenue, so that the network pays the difference. Operator only",
});

const Goals = z.array(Goal).min(1).max(50);
const Landing = z.strictObject({ url: z.string().max(4_096), weight: z.number().int().min(1).max(1_000).default(100) });
const Landings = z.array(Landing).min(1).max(100);
const ChangedLandings = z
  .array(
    Landing.extend({
      id: z
        .string()
        .max(100)
        .optional()
        .openapi({ description: "The id of an existing landing; without it, the URL identifies the landing" }),
    }),
  )
  .min(1)
  .max(100);
export const Days = z.number().int().min(0).max(365);
export const ClaimDays = z.number().int().min(1).max(60);
const ClickParameter = z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/, "must have 1 to 60 letters, digits, ., - or _");

const Values = z.array(z.string().trim().min(1).max(64)).max(LIST_VALUES_MAX).optional();
const Lists = z
  .strictObject({ allow: Values, deny: Values })
  .openapi("TargetingRule", { description: "Which values of one dimension are accepted" })
  .optional();

const Targeting = z
  .strictObject({
    country: Lists.openapi({ description: "ISO 3166-1 alpha-2, like `DE`" }),
    region: Lists.openapi({ description: "ISO 3166-2, like `DE-BE`" }),
    city: Lists.openapi({ description: "City names of Cloudflare, case-insensitive; combine them with a country" }),
    device: Lists.openapi({ description: AGENT_FAMILIES.device.join(", ") }),
    os: Lists.openapi({ description: AGENT_FAMILIES.os.join(", ") }),
    browser: Lists.openapi({ description: AGENT_FAMILIES.browser.join(", ") }),
    language: Lists.openapi({ description: "The browser's first language, like `pt-br`; `pt` includes its variants" }),
    asn: Lists.openapi({ description: "Number of the visitor's network, like `3320`" }),
  } satisfies Record<keyof typeof DIMENSIONS, typeof Lists>)
  .openapi("Targeting", {
    description: "`allow`: only these values, and no unknown ones. `deny`: all but these values",
  });

const Schedule = z
  .strictObject({
    zone: z.string().min(1).max(64).openapi({ description: "IANA time zone, like `Europe/Berlin`" }),
    open: z
      .array(
        z.strictObject({
          days: z.array(z.number().int().min(1).max(7)).min(1).max(7).openapi({ description: "1 is Monday" }),
          from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
          until: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
        }),
      )
      .min(1)
      .max(50),
  })
  .openapi("Schedule", {
    description: "When visitors are accepted. Hours that end before they begin end on the next day",
  });

/** The rules of the redirector, besides landings; the same for a new offer and a change. */
const routing = {
  targeting: Targeting.optional(),
  schedule: Schedule.nullable().optional(),
  deep_link_hosts: z.array(z.string().min(1).max(253)).max(50).optional().openapi({
    description:
      "Hosts that `url` may lead to: `shop.example`, or `.shop.example` or `*.shop.example` for its subdomains too",
  }),
  passed_parameters: z
    .array(z.string().regex(/^[A-Za-z0-9_.~-]{1,60}$/))
    .max(30)
    .optional()
    .openapi({ description: "Parameters of the visitor's URL that are passed to the landing, like `utm_source`" }),
  hides_referrer: z.boolean().optional(),
  allows_pixel: z.boolean().optional().openapi({
    description: "`/pixel.gif` may report conversions; each is held until the operator releases it",
  }),
};

const Word = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,39}$/,
    "must have 1 to 40 lower-case letters, digits, - or _, and begin with a letter or a digit",
  );
const Kinds = z.array(z.enum(TRAFFIC_KINDS)).max(TRAFFIC_KINDS.length);

/** The presentation and who may see it; the same for a new offer and a change. */
const presentation = {
  description: z.string().trim().max(10_000).optional(),
  categories: z.array(Word).max(10).optional(),
  traffic_allowed: Kinds.optional().openapi({ description: "Empty: every kind that is not forbidden" }),
  traffic_forbidden: Kinds.optional(),
  preview_url: HttpUrl.nullable().optional().openapi({ description: "A page that shows webmasters the product" }),
  access: z.enum(OFFER_ACCESS).optional(),
  webmaster_ids: z.array(z.string().max(100)).max(500).optional().openapi({
    description: "Who may see and join it while its access is private",
  }),
};

export const NewOffer = z
  .strictObject({
    advertiser_id: z.string().max(100),
    name: line(200),
    ...presentation,
    validation_method: z.enum(OFFER_VALIDATIONS).default("real_time"),
    validation_days: Days.nullable().default(null),
    hold_days: Days.default(0),
    attribution_days: Days.min(1).default(30),
    claim_days: ClaimDays.default(CLAIM_DAYS),
    click_parameter: ClickParameter.default("click_id"),
    fallback_url: HttpUrl.nullable().default(null),
    expires_at: Expiry.nullable().default(null),
    zone: Zone,
    ...routing,
    click_policy: ClickPolicy.optional(),
    goals: Goals,
    accepts_loss: AcceptsLoss.default(false),
    landings: Landings,
  })
  .openapi("NewOffer");

const Figures = z
  .object({
    days: z.number().int(),
    counted_at: Time.nullable().openapi({ description: "Null: not yet" }),
    clicks: z.number().int().openapi({ description: "Valid clicks" }),
    conversions: z.number().int(),
    decided: z.number().int().openapi({ description: "Conversions that are approved, rejected or reversed" }),
    earnings_per_100_clicks: z
      .array(Money)
      .nullable()
      .openapi({ description: "Commission of approved conversions per 100 valid clicks; null: not enough data" }),
    conversion_rate: z
      .number()
      .nullable()
      .openapi({ description: "Conversions per valid click; null: not enough data" }),
    approval_rate: z
      .number()
      .nullable()
      .openapi({ description: "Share of decided conversions that are approved; null: not enough data" }),
    median_decision_hours: z
      .number()
      .nullable()
      .openapi({ description: "Hours from the conversion to its decision; null: not enough data" }),
  })
  .openapi("OfferFigures", { description: "Figures of all webmasters together, dated by when conversions occurred" });

const Status = z.enum(OFFER_STATUSES);

export const OfferView = z
  .object({
    id: z.string(),
    advertiser_id: z.string(),
    name: z.string(),
    description: z.string(),
    categories: z.array(z.string()),
    traffic_allowed: Kinds,
    traffic_forbidden: Kinds,
    preview_url: z.string().nullable(),
    access: z.enum(OFFER_ACCESS),
    webmaster_ids: onlyFor(NOT_WEBMASTERS, z.array(z.string()), "Who may see and join it while its access is private"),
    status: Status,
    reason: onlyFor(
      [...ROLES, "if set"],
      z.string().nullable(),
      "The reason why it was returned, paused or archived, in the words of that side. Webmasters see it while it is paused",
    ),
    stopped_by: z.enum(["advertiser", "operator"]).nullable().openapi({
      description:
        "Who paused or archived it; the operator if both did. Visitors of what the operator stopped go to the network's own page. Each side ends only its own pause",
    }),
    is_paused_by_advertiser: z
      .boolean()
      .openapi({ description: "The advertiser's own pause, which stays in force when the operator ends theirs" }),
    validation_method: z.enum(OFFER_VALIDATIONS),
    validation_days: z.number().int().nullable(),
    hold_days: z.number().int(),
    attribution_days: z.number().int(),
    claim_days: z.number().int(),
    click_parameter: z.string(),
    fallback_url: z.string().nullable(),
    expires_at: Time.nullable(),
    cap_reached_at: Time.nullable(),
    cap_reason: z
      .string()
      .nullable()
      .openapi({ description: "The reason for which the cap counts as reached; null if none was given" }),
    targeting: Targeting,
    schedule: Schedule.nullable(),
    deep_link_hosts: z.array(z.string()),
    passed_parameters: z.array(z.string()),
    hides_referrer: z.boolean(),
    allows_pixel: z.boolean(),
    click_policy: ClickPolicy.required(),
    goals: z.array(
      z.object({
        ...goalFields,
        id: z.string(),
        revenue_fixed_minor: onlyFor(NOT_WEBMASTERS, Minor),
        revenue_bps: onlyFor(NOT_WEBMASTERS, Bps),
      }),
    ),
    landings: z.array(z.object({ id: z.string(), url: onlyFor(NOT_WEBMASTERS, z.string()), weight: z.number().int() })),
    destination_changes: onlyFor(
      NOT_WEBMASTERS,
      z.array(DestinationChangeView),
      "Changes to hosts that the operator has not seen, while they wait, or were refused and no later change replaced them",
    ),
    revoked_hosts: onlyFor(
      NOT_WEBMASTERS,
      z.array(
        z.object({
          host: z.string().openapi({ description: "The revoked host" }),
          reason: z.string().openapi({ description: "Why the operator revoked it" }),
        }),
      ),
      "Hosts among its addresses that the operator has revoked, with the reason: nothing is served from them",
    ),
    figures: Figures,
    upload_term: UploadTermView.nullable().openapi({
      description: "Null: the offer validates in real time, or no term was agreed",
    }),
    version: z.number().int(),
    created_at: Time,
  })
  .openapi("Offer");

const DRAFT = "Only while the offer is a draft";

export const OfferChange = z
  .strictObject({
    version: z.number().int().min(1).optional().openapi({
      description: "The version that you saw. If it is no longer current, nothing is changed (409 with both values)",
    }),
    name: line(200).optional(),
    ...presentation,
    validation_method: z.enum(OFFER_VALIDATIONS).optional().openapi({ description: DRAFT }),
    validation_days: Days.nullable().optional().openapi({ description: DRAFT }),
    hold_days: Days.optional().openapi({ description: DRAFT }),
    attribution_days: Days.min(1).optional().openapi({ description: DRAFT }),
    claim_days: ClaimDays.optional().openapi({ description: DRAFT }),
    click_parameter: ClickParameter.optional().openapi({ description: DRAFT }),
    goals: Goals.optional().openapi({ description: DRAFT }),
    accepts_loss: AcceptsLoss.optional(),
    landings: ChangedLandings.optional().openapi({
      description: "All landings. Existing ones keep their ids; links to a removed one get the offer's choice",
    }),
    fallback_url: HttpUrl.nullable().optional(),
    expires_at: Expiry.nullable().optional(),
    zone: Zone,
    ...routing,
    click_policy: ClickPolicy.optional(),
  })
  .openapi("OfferChange");

export const instant = (text: string | null) => (text === null ? null : Date.parse(text));

/** Only the given fields; the others are unchanged. */
export const routingOf = (input: z.infer<z.ZodObject<typeof routing>>): Partial<Routing> => ({
  ...(input.targeting && { targeting: input.targeting }),
  ...(input.schedule !== undefined && { schedule: input.schedule }),
  ...(input.deep_link_hosts && { deepLinkHosts: input.deep_link_hosts }),
  ...(input.passed_parameters && { passedParameters: input.passed_parameters }),
  ...(input.hides_referrer !== undefined && { hidesReferrer: input.hides_referrer }),
  ...(input.allows_pixel !== undefined && { allowsPixel: input.allows_pixel }),
});

/** Only the given fields; the others are unchanged. */
export const presentationOf = (input: z.infer<z.ZodObject<typeof presentation>>): Partial<Presentation> => ({
  ...(input.description !== undefined && { description: input.description }),
  ...(input.categories && { categories: input.categories }),
  ...(input.traffic_allowed && { trafficAllowed: input.traffic_allowed }),
  ...(input.traffic_forbidden && { trafficForbidden: input.traffic_forbidden }),
  ...(input.preview_url !== undefined && { previewUrl: input.preview_url }),
  ...(input.access && { access: input.access }),
});

export const goalsOf = (goals: z.infer<typeof Goals>): NewOfferInput["goals"] =>
  goals.map((goal) => ({
    code: goal.code,
    isDefault: goal.is_default,
    currency: goal.currency,
    revenueFixedMinor: goal.revenue_fixed_minor,
    revenueBps: goal.revenue_bps,
    commissionFixedMinor: goal.commission_fixed_minor,
    commissionBps: goal.commission_bps,
    repeats: goal.repeats,
  }));

export const newOfferOf = (input: z.infer<typeof NewOffer>): NewOfferInput => ({
  advertiserId: input.advertiser_id,
  name: input.name,
  validation: input.validation_method,
  validationDays: input.validation_days,
  holdDays: input.hold_days,
  attributionDays: input.attribution_days,
  claimDays: input.claim_days,
  clickParameter: input.click_parameter,
  fallbackUrl: input.fallback_url,
  expiresAt: instant(input.expires_at),
  routing: routingOf(input),
  presentation: presentationOf(input),
  ...(input.click_policy && { clickPolicy: input.click_policy }),
  ...(input.webmaster_ids && { webmasterIds: input.webmaster_ids }),
  goals: goalsOf(input.goals),
  acceptsLoss: input.accepts_loss,
  landings: input.landings,
});

/** The reverse: the input that would create this offer again. */
export const newOfferView = (input: NewOfferInput & { routing: Routing; presentation: Presentation }) => ({
  advertiser_id: input.advertiserId,
  name: input.name,
  description: input.presentation.description,
  ...presentationWords(input.presentation),
  webmaster_ids: [...(input.webmasterIds ?? [])],
  validation_method: input.validation,
  validation_days: input.validationDays,
  hold_days: input.holdDays,
  attribution_days: input.attributionDays,
  claim_days: input.claimDays ?? CLAIM_DAYS,
  click_parameter: input.clickParameter,
  fallback_url: input.fallbackUrl,
  expires_at: timeOrNull(input.expiresAt ?? null),
  zone: "UTC",
  ...routingView(input.routing),
  click_policy: input.clickPolicy ?? {},
  goals: input.goals.map((goal) => ({
    code: goal.code,
    is_default: goal.isDefault,
    currency: goal.currency,
    revenue_fixed_minor: goal.revenueFixedMinor,
    revenue_bps: goal.revenueBps,
    commission_fixed_minor: goal.commissionFixedMinor,
    commission_bps: goal.commissionBps,
    repeats: goal.repeats ?? "by_order",
  })),
  accepts_loss: input.acceptsLoss ?? false,
  landings: input.landings.map(({ url, weight }) => ({ url, weight })),
});

const routingView = ({
  targeting,
  schedule,
  deepLinkHosts,
  passedParameters,
  hidesReferrer,
  allowsPixel,
}: Routing) => ({
  targeting,
  schedule,
  deep_link_hosts: deepLinkHosts,
  passed_parameters: passedParameters,
  hides_referrer: hidesReferrer,
  allows_pixel: allowsPixel,
});

const presentationView = (offer: Offer["offer"]) => presentationWords(readPresentation(offer));

const presentationWords = (presentation: Presentation) => ({
  categories: [...presentation.categories],
  traffic_allowed: [...presentation.trafficAllowed],
  traffic_forbidden: [...presentation.trafficForbidden],
  preview_url: presentation.previewUrl,
  access: presentation.access,
});

/** Fewer are not significant: 100 clicks give the conversion rate to a few per cent, 20 decisions the approval rate. */
const CLICKS_MIN = 100;
const DECIDED_MIN = 20;

function showFigures(row: Offer["figures"]): z.infer<typeof Figures> {
  const { clicks = 0, conversions = 0, approved = 0, decided = 0, decision_ms_median: medianMs = null } = row ?? {};
  const earned = JSON.parse(row?.commissions ?? "{}") as Record<string, string | number>; // written by countFigures
  const commissions = Object.fromEntries(Object.entries(earned).map(([currency, minor]) => [currency, BigInt(minor)]));
  const [knowsClicks, knowsDecisions] = [clicks >= CLICKS_MIN, decided >= DECIDED_MIN];
  return {
    days: FIGURES_DAYS,
    counted_at: timeOrNull(row?.counted_at ?? null),
    clicks,
    conversions,
    decided,
    earnings_per_100_clicks: knowsClicks
      ? Object.entries(earningsPer100(commissions, clicks)).map(([currency, minor]) => money(minor, currency))
      : null,
    conversion_rate: knowsClicks ? conversions / clicks : null,
    approval_rate: knowsDecisions ? approved / decided : null,
    median_decision_hours: knowsDecisions && medianMs !== null ? medianMs / HOUR_MS : null,
  };
}

export function showOffer(
  { offer, goals, landings, webmasterIds, destinationChanges, revokedHosts, figures }: Offer,
  term: UploadTerm | undefined,
): z.infer<typeof OfferView> {
  return {
    id: offer.id,
    advertiser_id: offer.advertiser_id,
    name: offer.name,
    description: offer.description,
    ...presentationView(offer),
    webmaster_ids: webmasterIds,
    status: offer.status,
    reason: offer.status_reason,
    stopped_by: offer.stopped_by,
    is_paused_by_advertiser: offer.is_paused_by_advertiser === 1,
    validation_method: offer.validation,
    validation_days: offer.validation_days,
    hold_days: offer.hold_days,
    attribution_days: offer.attribution_days,
    claim_days: offer.claim_days,
    click_parameter: offer.click_parameter,
    fallback_url: offer.fallback_url,
    expires_at: timeOrNull(offer.expires_at),
    cap_reached_at: timeOrNull(offer.capped_at),
    cap_reason: offer.capped_reason,
    ...routingView(readRouting(offer.routing)),
    click_policy: readClickPolicy(offer.click_policy),
    goals: goals.map((goal) => ({
      id: goal.id,
      code: goal.code,
      is_default: goal.is_default === 1,
      currency: goal.currency,
      revenue_fixed_minor: goal.revenue_fixed_minor,
      revenue_bps: goal.revenue_bps,
      commission_fixed_minor: goal.commission_fixed_minor,
      commission_bps: goal.commission_bps,
      repeats: goal.repeats,
    })),
    landings: landings.map(({ id, url, weight }) => ({ id, url, weight })),
    destination_changes: destinationChanges?.map(showDestinationChange),
    revoked_hosts: revokedHosts,
    figures: showFigures(figures),
    upload_term: term === undefined ? null : showUploadTerm(term),
    version: offer.version,
    created_at: time(offer.created_at),
  };
}
