import { z } from "@hono/zod-openapi";
import { readText, TEXT_FAULTS, type TextForm } from "@waymark/contract/field-text";
import { SUB_LENGTH_MAX, SUB_NAMES, type SubName } from "@waymark/contract/sub-id";
import {
  CHANGE_FLAGS,
  CHANGE_REASONS,
  CONVERSION_STATUSES,
  DATE_BASES,
  OUTCOMES,
  type ConversionFilter,
  type ReasonCode,
} from "@waymark/network/conversion";
import type { AccountFilter, SourceFilter } from "@waymark/network/account";
import type { CorrectionFilter } from "@waymark/network/correction";
import type { InvitationFilter, MemberFilter } from "@waymark/network/identity";
import type { LinkFilter } from "@waymark/network/link";
import type { PayoutFilter, PayoutRunFilter } from "@waymark/network/payout";
import type { PostbackFilter } from "@waymark/network/postback";
import { CHANNEL_NAMES, SENTENCES } from "@waymark/network/report";
import type { UploadFilter } from "@waymark/network/upload";
import {
  ACCOUNT_STATUSES,
  CLICK_STATES,
  CORRECTION_STATUSES,
  LINK_STATUSES,
  MEMBER_ROLES,
  PAYOUT_RUN_STATUSES,
  PAYOUT_STATUSES,
  POSTBACK_OUTCOMES,
  ROLES,
  SOURCE_KINDS,
  SOURCE_STATUSES,
  UPLOAD_STATUSES,
} from "@waymark/network/words";
import { ClickFactFilters } from "./click-facts.ts";
import { CountryCode, CurrencyCode, onlyFor, OptionalId, Switch, switchOf } from "./schema.ts";
import { EndTime, instantsOf, StartTime, Zone } from "./time-input.ts";

/** Filters of lists and exports: one schema for both, and its reading. */

/** A text that is compared with what reports brought, so it is normalised as they are. */
const FieldText = (form: TextForm, description: string) =>
  z
    .string()
    .transform((raw, context) => {
      const reading = readText(raw, form);
      if (reading.kind === "text") return reading.text;
      const message = reading.kind === "absent" ? "is empty" : `is ${TEXT_FAULTS[reading.fault]}`;
      context.issues.push({ code: "custom", message, input: raw });
      return z.NEVER;
    })
    .openapi({ type: "string", description });

export const Id = (description: string) => OptionalId.openapi({ description });

const SEARCH_LENGTH_MAX = 100;

/** A part of a text. A page looks at a bounded number of rows for it, like for any filter without an index. */
const Search = (description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(SEARCH_LENGTH_MAX)
    .optional()
    .openapi({ description: `${description}. Case is ignored` });

export const Sub = z
  .string()
  .max(SUB_LENGTH_MAX)
  .optional()
  .openapi({ description: "Exactly this value; an empty text selects those without one" });

/** Which range of time a list shows. */
export const Range = z.object({
  from: StartTime.optional().openapi({ description: "From this time on, or from the beginning of this day in `zone`" }),
  to: EndTime.optional().openapi({ description: "Before this time, or before the end of this day in `zone`" }),
  zone: Zone,
});

export const ConversionFilters = z.object({
  date: z.enum(DATE_BASES).default("reported").openapi({
    description:
      "The time that `from` and `to` mean: when the network accepted the report, when the conversion occurred, when it was last changed, when the visitor clicked, or when it was decided (the latest answer of the advertiser or refusal by the check; conversions without one are left out). The list is ordered by that time; with `clicked` by the report, with `decided` by the last change",
  }),
  ...Range.shape,
  status: z.enum(CONVERSION_STATUSES).optional(),
  outcome: z.enum(OUTCOMES).optional().openapi({
    description:
      "What `/stats` counts it as: `pending` (also held ones), `approved` (also paid ones), `rejected` (also refused and reversed ones)",
  }),
  ...ClickFactFilters,
  offer_id: Id("Only those of this offer"),
  goal: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: "Only those of goals with this code", example: "sale" }),
  goal_id: Id("Only those of this goal"),
  link_id: Id("Only those of this link"),
  webmaster_id: Id("Only those of this webmaster"),
  advertiser_id: Id("Only those of this advertiser"),
  click_id: FieldText("click_id", "Only those of this click").optional(),
  order_id: FieldText(
    "order_id",
    "Only those of this order id. Spaces at its ends are ignored; case counts",
  ).optional(),
  channel: z.enum(CHANNEL_NAMES).optional().openapi({ description: "What reported it" }),
  is_test: Switch.optional().openapi({ description: "`true`: only tests; `false`: no tests" }),
  is_own: Switch.optional().openapi({
    description: "`true`: only those that are refused as the network's own traffic; `false`: the others",
  }),
  click_facts: z.enum(CLICK_STATES).optional(),
  flag: z.enum(CHANGE_FLAGS).optional(),
  check_code: z
    .enum(Object.keys(CHANGE_REASONS) as ReasonCode[]) // its keys are closed
    .optional()
    .openapi({ description: "Why it is held or refused" }),
  ...(Object.fromEntries(SUB_NAMES.map((name) => [name, Sub])) as Record<SubName, typeof Sub>), // each of them
});

export const conversionFilterOf = (query: z.infer<typeof ConversionFilters>): ConversionFilter => ({
  ...instantsOf(query),
  date: query.date,
  status: query.status,
  outcome: query.outcome,
  landingId: query.landing_id,
  country: query.country,
  device: query.device,
  os: query.os,
  browser: query.browser,
  verdict: query.verdict,
  offerId: query.offer_id,
  goal: query.goal,
  goalId: query.goal_id,
  linkId: query.link_id,
  webmasterId: query.webmaster_id,
  advertiserId: query.advertiser_id,
  clickId: query.click_id,
  orderId: query.order_id,
  channel: query.channel,
  isTest: switchOf(query.is_test),
  isOwn: switchOf(query.is_own),
  clickFacts: query.click_facts,
  flag: query.flag,
  checkCode: query.check_code,
  ...Object.fromEntries(SUB_NAMES.map((name) => [name, query[name]])),
});

/** The fields by which lists name an account. Parties have only rows of their own account. */
const AccountIds = {
  webmaster_id: Id("Only those of this webmaster"),
  advertiser_id: Id("Only those of this advertiser"),
};

export const InvitationFilters = z.object({ ...Range.shape, ...AccountIds });

export const invitationFilterOf = (query: z.infer<typeof InvitationFilters>): InvitationFilter => ({
  ...instantsOf(query),
  advertiserId: query.advertiser_id,
  webmasterId: query.webmaster_id,
});

export const CorrectionFilters = z.object({
  ...Range.shape,
  ...AccountIds,
  status: z.enum(CORRECTION_STATUSES).optional(),
});

export const correctionFilterOf = (query: z.infer<typeof CorrectionFilters>): CorrectionFilter => ({
  ...instantsOf(query),
  status: query.status,
  webmasterId: query.webmaster_id,
  advertiserId: query.advertiser_id,
});

export const PayoutRunFilters = z.object({ ...Range.shape, status: z.enum(PAYOUT_RUN_STATUSES).optional() });

export const payoutRunFilterOf = (query: z.infer<typeof PayoutRunFilters>): PayoutRunFilter => ({
  ...instantsOf(query),
  status: query.status,
});

export const PayoutFilters = z.object({
  ...Range.shape,
  status: z.enum(PAYOUT_STATUSES).optional(),
  run_id: Id("Only those of this payout run"),
  webmaster_id: Id("Only those of this webmaster"),
  currency: CurrencyCode.optional().openapi({ example: "USD" }),
});

export const payoutFilterOf = (query: z.infer<typeof PayoutFilters>): PayoutFilter => ({
  ...instantsOf(query),
  status: query.status,
  runId: query.run_id,
  webmasterId: query.webmaster_id,
  currency: query.currency,
});

export const UploadFilters = z.object({
  ...Range.shape,
  status: z.enum(UPLOAD_STATUSES).optional(),
  offer_id: Id("Only those of this offer"),
  advertiser_id: Id("Only those of this advertiser"),
});

export const uploadFilterOf = (query: z.infer<typeof UploadFilters>): UploadFilter => ({
  ...instantsOf(query),
  status: query.status,
  offerId: query.offer_id,
  advertiserId: query.advertiser_id,
});

export const PostbackFilters = z.object({
  from: Range.shape.from.openapi({
    description: "Accepted from this time on, to the second; a replay counts by its own time",
  }),
  to: Range.shape.to.openapi({ description: "Accepted before this time, to the second" }),
  zone: Zone,
  status: z.enum(POSTBACK_OUTCOMES).optional(),
  reason_code: z.enum(Object.keys(SENTENCES) as (keyof typeof SENTENCES)[]).optional(), // its keys are closed
  click_id: FieldText("click_id", "Only those of this click").optional(),
  conversion_id: Id("Only those of this conversion"),
  advertiser_id: Id("Only those of this advertiser"),
  is_resolved: Switch.optional().openapi({
    description: "Parked postbacks that are resolved, or that wait. Without it `status=parked` lists those that wait",
  }),
});

export const postbackFilterOf = (query: z.infer<typeof PostbackFilters>): PostbackFilter => ({
  ...instantsOf(query),
  outcome: query.status,
  reason: query.reason_code,
  clickId: query.click_id,
  conversionId: query.conversion_id,
  advertiserId: query.advertiser_id,
  isResolved: switchOf(query.is_resolved),
});

export const LinkFilters = z.object({
  ...Range.shape,
  slug: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: "Only the link with this slug. Case is ignored", example: "summer" }),
  search: Search("Only those whose slug contains this text"),
  status: z.enum(LINK_STATUSES).optional(),
  paused_by: z.enum(["webmaster", "operator"]).optional().openapi({ description: "Only those that this side paused" }),
  offer_id: Id("Only those of this offer"),
  landing_id: Id("Only those that always lead to this landing"),
  webmaster_id: Id("Only those of this webmaster"),
  advertiser_id: Id("Only those of offers of this advertiser"),
});

export const linkFilterOf = (query: z.infer<typeof LinkFilters>): LinkFilter => ({
  ...instantsOf(query),
  slug: query.slug,
  search: query.search,
  status: query.status,
  pausedBy: query.paused_by,
  offerId: query.offer_id,
  landingId: query.landing_id,
  webmasterId: query.webmaster_id,
  advertiserId: query.advertiser_id,
});

export const AccountFilters = z.object({
  ...Range.shape,
  search: Search(
    "Only accounts whose name contains this text or, for the operator, that have a member whose address contains it",
  ),
  status: z.enum(ACCOUNT_STATUSES).optional(),
  country: z
    .union([CountryCode, z.literal("")])
    .optional()
    .openapi({ description: "Country of the profile; an empty text selects those without one", example: "DE" }),
});

export const WebmasterFilters = AccountFilters.extend({
  is_frozen: onlyFor(["operator"], Switch, "`true`: only webmasters whose money is frozen; `false`: only the others"),
});

export const accountFilterOf = (query: z.infer<typeof WebmasterFilters>): AccountFilter => ({
  ...instantsOf(query),
  search: query.search,
  status: query.status,
  country: query.country,
  isFrozen: switchOf(query.is_frozen),
});

export const MemberFilters = z.object({
  search: Search("Only members whose name or address contains this text"),
  role: z.enum(ROLES).optional(),
  member_role: z.enum(MEMBER_ROLES).optional(),
  advertiser_id: Id("Only members of this advertiser"),
  webmaster_id: Id("Only members of this webmaster"),
});

export const memberFilterOf = (query: z.infer<typeof MemberFilters>): MemberFilter => ({
  search: query.search,
  role: query.role,
  memberRole: query.member_role,
  advertiserId: query.advertiser_id,
  webmasterId: query.webmaster_id,
});

export const SourceFilters = z.object({
  search: Search("Only those whose address contains this text"),
  kind: z.enum(SOURCE_KINDS).optional(),
  status: z.enum(SOURCE_STATUSES).optional(),
  webmaster_id: Id("Only those of this webmaster"),
});

export const sourceFilterOf = (query: z.infer<typeof SourceFilters>): SourceFilter => ({
  search: query.search,
  kind: query.kind,
  status: query.status,
  webmasterId: query.webmaster_id,
});
