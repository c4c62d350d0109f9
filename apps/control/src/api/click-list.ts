import { z } from "@hono/zod-openapi";
import { FALLBACK_REASONS } from "@waymark/contract/reason";
import { SUB_LENGTH_MAX, SUB_NAMES, type SubName } from "@waymark/contract/sub-id";
import { VERDICTS } from "@waymark/contract/verdict";
import type { ClickFilter, ListedClick } from "@waymark/network/click";
import { ClickFactFilters } from "./click-facts.ts";
import { EvidenceFields, showEvidence } from "./click-evidence.ts";
import { Id, Range, Sub } from "./filters.ts";
import { Switch, switchOf, Time } from "./schema.ts";
import { isoTime } from "../iso-time.ts";
import { instantsOf } from "./time-input.ts";

/** A click in lists and exports. */
export const ClickView = z
  .object({
    click_id: z.string(),
    clicked_at: Time,
    link_id: z.string(),
    offer_id: z.string(),
    webmaster_id: z.string(),
    advertiser_id: z.string(),
    decision: z.string(),
    reason_code: z.enum(FALLBACK_REASONS).nullable().openapi({
      description: "Why the visitor was sent to a fallback; null: they were not",
    }),
    verdict: z.enum(VERDICTS),
    is_refused: z.boolean().openapi({ description: "Whether the verdict is a reason of refusal, such as `paused`" }),
    is_unique: z.boolean().openapi({ description: "The visitor's first stored click on the offer in that UTC day" }),
    is_test: z.boolean().openapi({ description: "A webmaster's own test: it is in no figure and moves no money" }),
    landing_id: z.string().nullable(),
    country: z.string(),
    region: z.string(),
    city: z.string(),
    language: z.string(),
    device: z.string(),
    os: z.string(),
    browser: z.string(),
    ...(Object.fromEntries(SUB_NAMES.map((name) => [name, z.string()])) as Record<SubName, z.ZodString>), // each of them
    has_cut_subs: z
      .boolean()
      .openapi({ description: `A sub-id was longer than ${SUB_LENGTH_MAX} characters and was cut` }),
    ...EvidenceFields,
  })
  .openapi("Click");

export const ClickFilters = z.object({
  ...Range.shape,
  offer_id: Id("Only those of this offer"),
  link_id: Id("Only those of this link"),
  webmaster_id: Id("Only those of this webmaster"),
  advertiser_id: Id("Only those of offers of this advertiser"),
  decision: z.enum(["landing", "fallback"]).optional(),
  ...ClickFactFilters,
  is_refused: Switch.optional().openapi({
    description: "`true`: only clicks whose verdict is a reason of refusal, such as `paused`; `false`: the others",
  }),
  is_unique: Switch.optional().openapi({ description: "`true`: only unique clicks; `false`: the others" }),
  is_test: Switch.optional().openapi({ description: "`true`: only tests; `false`: no tests" }),
  is_own: Switch.optional().openapi({
    description: "`true`: only the network's own traffic (verdict `own`); `false`: the others",
  }),
  ...(Object.fromEntries(SUB_NAMES.map((name) => [name, Sub])) as Record<SubName, typeof Sub>), // each of them
});

export const clickFilterOf = (query: z.infer<typeof ClickFilters>): ClickFilter => ({
  ...instantsOf(query),
  offerId: query.offer_id,
  linkId: query.link_id,
  webmasterId: query.webmaster_id,
  advertiserId: query.advertiser_id,
  landingId: query.landing_id,
  decision: query.decision,
  verdict: query.verdict,
  country: query.country,
  device: query.device,
  os: query.os,
  browser: query.browser,
  isRefused: switchOf(query.is_refused),
  isUnique: switchOf(query.is_unique),
  isTest: switchOf(query.is_test),
  isOwn: switchOf(query.is_own),
  ...Object.fromEntries(SUB_NAMES.map((name) => [name, query[name]])),
});

const isRefusal = (verdict: string) => (FALLBACK_REASONS as readonly string[]).includes(verdict);

export const showListedClick = (click: ListedClick): z.infer<typeof ClickView> => ({
  click_id: click.clickId,
  clicked_at: isoTime(click.clickedAt),
  link_id: click.linkId,
  offer_id: click.offerId,
  webmaster_id: click.webmasterId,
  advertiser_id: click.advertiserId,
  decision: click.decision,
  reason_code: click.reason,
  verdict: click.verdict,
  is_refused: isRefusal(click.verdict),
  is_unique: click.isUnique,
  is_test: click.isTest,
  landing_id: click.landingId,
  country: click.country,
  region: click.region,
  city: click.city,
  language: click.language,
  device: click.device,
  os: click.os,
  browser: click.browser,
  sub1: click.sub1,
  sub2: click.sub2,
  sub3: click.sub3,
  sub4: click.sub4,
  sub5: click.sub5,
  source: click.source,
  has_cut_subs: click.hasCutSubs,
  ...showEvidence(click),
});
