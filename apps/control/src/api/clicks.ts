import { z } from "@hono/zod-openapi";
import { readClickKeys, type ClickKeys } from "@waymark/contract/click-id";
import { REPORT_STATUSES } from "@waymark/contract/postback-event";
import { SUB_LENGTH_MAX } from "@waymark/contract/sub-id";
import { listClicks } from "@waymark/network/click";
import { reportTestConversion } from "@waymark/network/reporting";
import { getClickLife, type ClickLife } from "@waymark/network/stats";
import { EvidenceFields, showEvidence } from "./click-evidence.ts";
import { clickFilterOf, ClickFilters, ClickView, showListedClick } from "./click-list.ts";
import { OutcomeView, showOutcome } from "./conversion-reports.ts";
import { ChangeView, ConversionView, showChange, showConversion } from "./conversions.ts";
import { RequestView, ResolutionView, showRequest, showResolution } from "./postbacks.ts";
import { TransferAccounts } from "./ledger.ts";
import {
  body,
  createApi,
  json,
  Money,
  money,
  MoneyInput,
  NOT_WEBMASTERS,
  onlyFor,
  pageOf,
  PageQuery,
  problems,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";
import { defineRoute } from "./route.ts";
import { POSTBACK_OUTCOMES } from "@waymark/network/words";

/** The request that answers with a part of a life. */
const ApiPath = (what: string) => z.string().openapi({ description: `GET this path for ${what}` });

const Life = z
  .object({
    click_id: z.string(),
    api_path: ApiPath("this answer"),
    clicked_at: Time,
    is_test: z.boolean().openapi({ description: "A webmaster's own test: it is in no figure and moves no money" }),
    link_id: z.string(),
    offer_id: z.string(),
    webmaster_id: z.string(),
    click: z
      .object({
        decision: z.string(),
        reason_code: z.string().nullable(),
        verdict: z.string(),
        landing_id: z.string().nullable(),
        landing_host: z.string().nullable().openapi({
          description:
            "Host of the landing, as the offer has it now; null for a fallback, and if the landing was removed",
        }),
        landing_url: onlyFor(
          NOT_WEBMASTERS,
          z.string().nullable(),
          "Address of the landing with its macros, as the offer has it now; null for a fallback, and if it was removed",
        ),
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
        ...EvidenceFields,
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
        request: onlyFor(
          NOT_WEBMASTERS,
          RequestView.nullable(),
          "As received, with the token masked; null after 90 days, when only the postback itself has it",
        ),
        api_path: onlyFor(NOT_WEBMASTERS, z.string(), "GET this path for the postback"),
      }),
    ),
    conversions: z.array(
      z.object({
        conversion: ConversionView,
        api_path: ApiPath("the conversion"),
        changes: z.array(ChangeView),
        changes_api_path: ApiPath("its changes"),
        upload_rows: z
          .array(
            z.object({
              upload_id: z.string().openapi({ description: "Id of the upload" }),
              row: z
                .number()
                .int()
                .nullable()
                .openapi({ description: "Number of the row; null if the file changed it by not mentioning it" }),
              api_path: ApiPath("the rows of the upload that the caller may see"),
            }),
          )
          .openapi({ description: "The rows of files that changed it, in their order" }),
        transfers: z.array(z.object({ id: z.string(), ...TransferAccounts, amount: Money, posted_at: Time })),
        transfers_api_path: ApiPath("its transfers"),
        payouts: onlyFor(
          ["webmaster", "operator"],
          z.array(
            z.object({
              payout_id: z.string(),
              kind: z.string(),
              amount: Money,
              status: z.string(),
              paid_at: Time.nullable(),
              api_path: ApiPath("the payout"),
            }),
          ),
        ),
      }),
    ),
  })
  .openapi("ClickLife");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listClicks",
  summary: "List the stored clicks that the caller may see, newest first",
  tags: ["clicks"],
  security,
  request: { query: PageQuery.extend(ClickFilters.shape) },
  responses: { 200: json(pageOf(ClickView), "Clicks"), ...problems },
});

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

const testConversionRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/{click_id}/test-conversion",
  operationId: "createTestConversion",
  summary: "Try a conversion of one's own test click. It moves no money, and repeated it stays one. Webmaster only",
  tags: ["clicks"],
  security,
  request: {
    params: z.object({ click_id: z.string().max(100) }),
    ...body(
      z
        .strictObject({
          goal: z.string().min(1).max(100).nullable().default(null).openapi({
            description: "Code of the goal; null: the default goal",
          }),
          amount: MoneyInput.nullable().default(null).openapi({
            description: "What a visitor would have paid; required if the goal pays a share of it",
          }),
          status: z.enum(REPORT_STATUSES).nullable().default(null).openapi({
            description: "The advertiser's answer to try; null: `pending`",
          }),
        })
        .openapi("NewTestConversion"),
    ),
  },
  responses: { 200: json(OutcomeView, "The outcome, as of any report"), ...problems },
});

let keys: ClickKeys | undefined;

export const clicks = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listClicks(c.var.ctx, clickFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map(showListedClick), next_cursor: next }, 200);
  })
  .openapi(lifeRoute, async (c) => c.json(show(await getClickLife(c.var.ctx, c.req.valid("param").click_id)), 200))
  .openapi(testConversionRoute, async (c) => {
    keys ??= readClickKeys(c.env.CLICK_KEYS);
    const { goal, amount, status } = c.req.valid("json");
    const outcome = await reportTestConversion(c.var.ctx, keys, {
      ...{ clickId: c.req.valid("param").click_id, goal, status },
      amount: amount && { amountMinor: amount.amount_minor, currency: amount.currency },
    });
    return c.json(showOutcome(outcome), 200);
  });

const API = "/api/v1";

const show = (life: ClickLife): z.infer<typeof Life> => ({
  click_id: life.clickId,
  api_path: `${API}/clicks/${life.clickId}`,
  clicked_at: time(life.clickedAt),
  is_test: life.isTest,
  link_id: life.linkId,
  offer_id: life.offerId,
  webmaster_id: life.webmasterId,
  click: life.click && showClick(life.click, life.landing),
  postbacks: life.postbacks.map(({ receipt, acceptedAt, outcome, reason, sentence, resolution, request }) => ({
    id: receipt,
    accepted_at: time(acceptedAt),
    status: outcome,
    reason_code: reason,
    reason_sentence: sentence,
    resolution: resolution && showResolution(resolution),
    request: request && showRequest(request),
    api_path: receipt && `${API}/postbacks/${receipt}`,
  })),
  conversions: life.conversions.map(({ conversion, changes, uploadRows, transfers, payouts }) => ({
    conversion: showConversion(conversion),
    api_path: `${API}/conversions/${conversion.id}`,
    changes: changes.map(showChange),
    changes_api_path: `${API}/conversions/${conversion.id}/changes`,
    upload_rows: uploadRows.map(({ uploadId, row }) => ({
      ...{ upload_id: uploadId, row, api_path: `${API}/uploads/${uploadId}/rows` },
    })),
    transfers_api_path: `${API}/ledger/transfers?conversion_id=${conversion.id}`,
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
      api_path: `${API}/payouts/${payoutId}`,
    })),
  })),
});

const showClick = (click: NonNullable<ClickLife["click"]>, landing: ClickLife["landing"]) => ({
  decision: click.decision,
  reason_code: click.reason,
  verdict: click.verdict,
  landing_id: click.landing_id,
  landing_host: landing.host,
  landing_url: landing.url,
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
  ...showEvidence(click),
});
