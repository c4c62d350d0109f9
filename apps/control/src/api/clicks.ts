import { z } from "@hono/zod-openapi";
import { SIGNAL_NAMES, signalsIn } from "@waymark/contract/signals";
import { SUB_LENGTH_MAX } from "@waymark/contract/sub-id";
import { getClickLife, type ClickLife } from "@waymark/network/stats";
import { ChangeView, ConversionView, showChange, showConversion } from "./conversions.ts";
import { ResolutionView, showResolution } from "./postbacks.ts";
import { TransferAccounts } from "./ledger.ts";
import {
  createApi,
  json,
  Money,
  money,
  NOT_WEBMASTERS,
  onlyFor,
  problems,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { defineRoute } from "./route.ts";
import { POSTBACK_OUTCOMES } from "@waymark/network/words";

const SIGNAL_TEXT = [
  "Flags of the visitor's request",
  "`embedded`: a page loaded the link",
  "`headless`: the browser has no window",
  "`deep_link_refused`: the offer does not allow `url`, so the visitor got the landing",
].join(". ");

const Life = z
  .object({
    click_id: z.string(),
    clicked_at: Time,
    link_id: z.string(),
    offer_id: z.string(),
    webmaster_id: z.string(),
    click: z
      .object({
        decision: z.string(),
        reason_code: z.string().nullable(),
        verdict: z.string(),
        landing_id: z.string().nullable(),
        country: z.string(),
        region: z.string(),
        city: z.string(),
        language: z.string(),
        device: z.string(),
        os: z.string(),
        browser: z.string(),
        subs: z.record(z.string(), z.string()),
        has_cut_subs: z
          .boolean()
          .openapi({ description: `A sub-id was longer than ${SUB_LENGTH_MAX} characters and was cut` }),
        signals: z.array(z.enum(SIGNAL_NAMES)).openapi({ description: SIGNAL_TEXT }),
      })
      .nullable()
      .openapi({ description: "Null while the click is on its way to the database" }),
    postbacks: z.array(
      z.object({
        id: onlyFor(NOT_WEBMASTERS, z.string()),
        accepted_at: Time,
        status: z.enum(POSTBACK_OUTCOMES),
        reason_code: z.string().nullable(),
        reason_sentence: z.string().nullable(),
        resolution: ResolutionView.nullable(),
      }),
    ),
    conversions: z.array(
      z.object({
        conversion: ConversionView,
        changes: z.array(ChangeView),
        transfers: z.array(z.object({ id: z.string(), ...TransferAccounts, amount: Money, posted_at: Time })),
        payouts: onlyFor(
          ["webmaster", "operator"],
          z.array(
            z.object({
              payout_id: z.string(),
              kind: z.string(),
              amount: Money,
              status: z.string(),
              paid_at: Time.nullable(),
            }),
          ),
        ),
      }),
    ),
  })
  .openapi("ClickLife");

const lifeRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{click_id}",
  operationId: "getClickLife",
  summary: "Get the history of a click: click, decision, postbacks, conversions, transfers, payouts",
  tags: ["clicks"],
  security,
  request: { params: z.object({ click_id: z.string().max(100) }) },
  responses: { 200: json(Life, "The history"), ...problems },
});

export const clicks = createApi().openapi(lifeRoute, async (c) =>
  c.json(show(await getClickLife(c.var.ctx, c.req.valid("param").click_id)), 200),
);

const show = (life: ClickLife): z.infer<typeof Life> => ({
  click_id: life.clickId,
  clicked_at: time(life.clickedAt),
  link_id: life.linkId,
  offer_id: life.offerId,
  webmaster_id: life.webmasterId,
  click: life.click && showClick(life.click),
  postbacks: life.postbacks.map(({ receipt, acceptedAt, outcome, reason, sentence, resolution }) => ({
    id: receipt,
    accepted_at: time(acceptedAt),
    status: outcome,
    reason_code: reason,
    reason_sentence: sentence,
    resolution: resolution && showResolution(resolution),
  })),
  conversions: life.conversions.map(({ conversion, changes, transfers, payouts }) => ({
    conversion: showConversion(conversion),
    changes: changes.map(showChange),
    transfers: transfers.map(({ id, debit, credit, amountMinor, currency, postedAt }) => ({
      id,
      debit,
      credit,
      amount: money(amountMinor, currency),
      posted_at: time(postedAt),
    })),
    payouts: payouts?.map(({ payoutId, kind, amountMinor, status, paidAt }) => ({
      payout_id: payoutId,
      kind,
      amount: money(amountMinor, conversion.currency),
      status,
      paid_at: timeOrNull(paidAt),
    })),
  })),
});

const showClick = (click: NonNullable<ClickLife["click"]>) => ({
  decision: click.decision,
  reason_code: click.reason,
  verdict: click.verdict,
  landing_id: click.landing_id,
  country: click.country,
  region: click.region,
  city: click.city,
  language: click.language,
  device: click.device,
  os: click.os,
  browser: click.browser,
  subs: {
    sub1: click.sub1,
    sub2: click.sub2,
    sub3: click.sub3,
    sub4: click.sub4,
    sub5: click.sub5,
    source: click.source,
  },
  has_cut_subs: click.cut === 1,
  signals: signalsIn(click.signals),
});
