import { compileTemplate } from "@waymark/contract/destination";
import { snapshotKeys } from "@waymark/contract/snapshot";
import { beginStop, setExpiry } from "../stop/index.ts";
import { insertRows, publish, rawStatement, type Statement } from "../db/index.ts";
import type { Context } from "../context.ts";
import { NetworkError, type Fault } from "../errors.ts";
import { exponentOf } from "../money.ts";
import { faultsOfPresentation, NO_PRESENTATION, presentationColumns, type Presentation } from "./presentation.ts";
import type { PartialClickPolicy } from "./click-policy.ts";
import type { GoalRow, OfferRow } from "./queries.ts";
import { faultsOfRates, requireRightToLose } from "./rates.ts";
import { faultsOf, normalised, NO_ROUTING, type Routing } from "./routing.ts";

/** Days within which an advertiser answers claims, unless the offer's terms say otherwise. */
export const CLAIM_DAYS = 14;

/** The fields of a new offer. Rates are basis points, fixed parts minor units. */
export interface NewOffer {
  advertiserId: string;
  name: string;
  validation: OfferRow["validation"];
  validationDays: number | null;
  holdDays: number;
  attributionDays: number;
  /** `CLAIM_DAYS` if absent. */
  claimDays?: number | undefined;
  clickParameter: string;
  fallbackUrl: string | null;
  goals: {
    code: string;
    isDefault: boolean;
    currency: string;
    revenueFixedMinor: number;
    revenueBps: number;
    commissionFixedMinor: number;
    commissionBps: number;
    repeats?: GoalRow["repeats"];
  }[];
  landings: { url: string; weight: number }[];
  /** Unix ms. */
  expiresAt?: number | null;
  routing?: Partial<Routing>;
  presentation?: Partial<Presentation>;
  /** The treatment of conversions, by kind of click. */
  clickPolicy?: PartialClickPolicy;
  /** Who may see and join the offer while it is private. */
  webmasterIds?: readonly string[];
  /** The operator confirms that a commission is above its revenue. */
  acceptsLoss?: boolean | undefined;
}

/** Faults of the rates of goals: goals that pay nothing, and commissions above their revenue that are not confirmed. */
export const faultsOfGoals = ({ goals, acceptsLoss = false }: Pick<NewOffer, "goals" | "acceptsLoss">): Fault[] =>
  goals.flatMap(({ revenueFixedMinor, revenueBps, commissionFixedMinor, commissionBps }, i) =>
    faultsOfRates({ revenueFixedMinor, revenueBps, commissionFixedMinor, commissionBps }, `goals[${i}]`, {
      acceptsLoss,
    }),
  );

/** Throws `invalid_input` for rates that make no sense, and `forbidden` if a party confirms a loss. */
export function checkGoals(ctx: Context, input: Pick<NewOffer, "goals" | "acceptsLoss">): void {
  requireRightToLose(ctx, input.acceptsLoss);
  const errors = faultsOfGoals(input);
  if (errors.length > 0) throw new NetworkError("invalid_input", "The rates of a goal can't be used", errors);
}

/** The version of a new offer. */
export const FIRST_VERSION = 1;

/** The statements of a new offer. Throws if it contradicts itself. */
export function insertOffer(id: string, input: NewOffer, status: OfferRow["status"], now: number): Statement[] {
  const routing = normalised({ ...NO_ROUTING, ...input.routing });
  const presentation = { ...NO_PRESENTATION, ...input.presentation };
  checkOffer(input, routing, presentation);
  return [
    ...insertRows(
      "offer",
      [
        "id",
        "advertiser_id",
        "name",
        "status",
        "validation",
        "validation_days",
        "hold_days",
        "attribution_days",
        "claim_days",
        "click_parameter",
        "fallback_url",
        "version",
        "created_at",
        "routing",
        "expires_at",
        "capped_at",
        "description",
        "categories",
        "traffic_allowed",
        "traffic_forbidden",
        "preview_url",
        "access",
        "status_reason",
        "stopped_by",
        "is_paused_by_advertiser",
        "click_policy",
        "earlier_click_policies",
      ],
      [
        {
          id,
          advertiser_id: input.advertiserId,
          name: input.name,
          status,
          validation: input.validation,
          validation_days: input.validationDays,
          hold_days: input.holdDays,
          attribution_days: input.attributionDays,
          claim_days: input.claimDays ?? CLAIM_DAYS,
          click_parameter: input.clickParameter,
          fallback_url: input.fallbackUrl,
          version: FIRST_VERSION,
          created_at: now,
          routing: JSON.stringify(routing),
          expires_at: input.expiresAt ?? null,
          capped_at: null,
          ...presentationColumns(presentation),
          status_reason: null,
          // Imported so: not a stop by the operator.
          stopped_by: status === "paused" ? "advertiser" : null,
          is_paused_by_advertiser: status === "paused" ? 1 : 0,
          click_policy: JSON.stringify(input.clickPolicy ?? {}),
          earlier_click_policies: "[]",
        },
      ],
    ),
    ...insertGoals(id, input.goals),
    ...insertRows(
      "landing",
      ["id", "offer_id", "url", "weight"],
      input.landings.map(({ url, weight }, i) => ({
        id: `${id.replace("off_", "lnd_")}_${i + 1}`,
        offer_id: id,
        url,
        weight,
      })),
    ),
    ...(input.webmasterIds === undefined ? [] : listWebmasters(id, input.webmasterIds)),
    ...(status === "paused" ? [beginStop(`offer:${id}`, "paused", now)] : []),
    ...(typeof input.expiresAt === "number" ? setExpiry(`offer:${id}`, input.expiresAt, now) : []),
    publish([snapshotKeys.offer(id)], now),
  ];
}

/** The statement of its goals. */
export const insertGoals = (id: string, goals: NewOffer["goals"]): Statement[] =>
  insertRows(
    "goal",
    [
      "id",
      "offer_id",
      "code",
      "is_default",
      "currency",
      "revenue_fixed_minor",
      "revenue_bps",
      "commission_fixed_minor",
      "commission_bps",
      "repeats",
    ],
    goals.map((goal) => ({
      id: `${id.replace("off_", "goal_")}_${goal.code}`,
      offer_id: id,
      code: goal.code,
      is_default: goal.isDefault ? 1 : 0,
      currency: goal.currency,
      revenue_fixed_minor: goal.revenueFixedMinor,
      revenue_bps: goal.revenueBps,
      commission_fixed_minor: goal.commissionFixedMinor,
      commission_bps: goal.commissionBps,
      repeats: goal.repeats ?? "by_order",
    })),
  );

/** Replaces the webmasters who may see and join the offer while it is private. */
export const listWebmasters = (offerId: string, webmasterIds: readonly string[]): Statement[] => [
  rawStatement("DELETE FROM offer_webmaster WHERE offer_id = ?", [offerId]),
  ...insertRows(
    "offer_webmaster",
    ["offer_id", "webmaster_id"],
    [...new Set(webmasterIds)].map((webmaster_id) => ({ offer_id: offerId, webmaster_id })),
  ),
];

/** Throws `invalid_input`, `currency_unknown`, `landing_refused`; the routing is normalised. */
export function checkOffer(input: NewOffer, routing: Routing, presentation: Presentation) {
  const errors: { path: string; message: string }[] = [];
  if (input.goals.filter(({ isDefault }) => isDefault).length !== 1)
    errors.push({ path: "goals", message: "exactly one goal must be the default" });
  if (new Set(input.goals.map(({ code }) => code)).size < input.goals.length)
    errors.push({ path: "goals", message: "two goals have the same code" });
  if (input.validation === "upload" && input.validationDays !== null)
    errors.push({ path: "validation_days", message: "must be null for an offer that validates by upload" });
  errors.push(...faultsOf(routing, input), ...faultsOfPresentation(presentation));
  if (errors.length > 0) throw new NetworkError("invalid_input", "The offer contradicts itself", errors);
  for (const { currency } of input.goals) exponentOf(currency);
  const refused = input.landings.flatMap(({ url }, i) => {
    const reading = compileTemplate(url, input.clickParameter);
    return reading.kind === "refused" ? [{ path: `landings[${i}].url`, message: reading.message }] : [];
  });
  if (refused.length > 0) throw new NetworkError("landing_refused", "A landing URL can't be used", refused);
}
