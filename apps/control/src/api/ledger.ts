import { z } from "@hono/zod-openapi";
import { BOOK_FAULTS, checkBooks, type BookFault } from "@waymark/network/books";
import { NetworkError } from "@waymark/network/errors";
import { getCorrection, listCorrections, proposeCorrection, type SeenCorrection } from "@waymark/network/correction";
import { listTransfers, type SeenTransfer } from "@waymark/network/ledger";
import {
  body,
  createApi,
  CurrencyCode,
  IdParam,
  json,
  Money,
  money,
  onlyFor,
  OptionalId,
  OWN_SIDE,
  page,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  ReasonText,
} from "./schema.ts";
import { CorrectionFilters, correctionFilterOf, Range } from "./filters.ts";
import { AccountFields, accountNamed } from "./named-account.ts";
import { defineRoute } from "./route.ts";
import { instantsOf } from "./time-input.ts";
import { actorIdOf, type Actor } from "@waymark/network/context";
import { OPERATOR, visibleTo } from "@waymark/network/role";
import { CORRECTION_STATUSES } from "@waymark/network/words";

/** The accounts of a transfer: others than the operator see only their own. */
export const TransferAccounts = {
  debit: onlyFor(OWN_SIDE, z.string(), "The account that the amount leaves"),
  credit: onlyFor(OWN_SIDE, z.string(), "The account that the amount comes to"),
};

const TransferView = z
  .object({
    id: z.string(),
    ...TransferAccounts,
    amount: Money,
    conversion_id: z.string().nullable(),
    correction_id: z.string().nullable(),
    payout_id: z.string().nullable().openapi({
      description: "The payout that moves the amount; alone, it is the cause, and the accounts are the network's",
    }),
    statement_id: onlyFor(
      ["operator"],
      z.string().nullable(),
      "The bank statement whose charge it is; null: it has another cause",
    ),
    posted_at: Time,
  })
  .openapi("Transfer");

const CorrectionStatus = z.enum(CORRECTION_STATUSES);

const CorrectionView = z
  .object({
    id: z.string(),
    webmaster_id: z.string().nullable(),
    advertiser_id: z.string().nullable(),
    amount: Money.openapi({ description: "Positive: the webmaster gets more, or the advertiser owes more" }),
    reason: z.string(),
    status: CorrectionStatus,
    payment: z
      .enum(["none", "on_payment", "paid"])
      .nullable()
      .openapi({ description: "Whether a payout has paid it or set it off; null for an advertiser's account" }),
    proposed_by_id: onlyFor(["operator"], z.string(), "The person or API key that proposed it"),
    proposed_at: Time,
  })
  .openapi("Correction");

const CORRECTION_MINOR_MAX = 1_000_000_000_000;

const NewCorrection = z
  .strictObject({
    webmaster_id: z.string().max(100).optional(),
    advertiser_id: z.string().max(100).optional(),
    amount: z.strictObject({
      amount_minor: z.number().int().min(-CORRECTION_MINOR_MAX).max(CORRECTION_MINOR_MAX),
      currency: CurrencyCode,
    }),
    reason: ReasonText,
  })
  .openapi("NewCorrection");

const FaultCode = z.enum(Object.keys(BOOK_FAULTS) as [BookFault["code"], ...BookFault["code"][]]).openapi({
  description: Object.entries(BOOK_FAULTS)
    .map(([code, sentence]) => `\`${code}\`: ${sentence}`)
    .join(" "),
}); // Object.keys forgets which

const listTransfersRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/transfers",
  operationId: "listTransfers",
  summary: "List the transfers of the caller's accounts; the operator sees all",
  tags: ["ledger"],
  security,
  request: { query: PageQuery.extend({ conversion_id: OptionalId, ...AccountFields, ...Range.shape }) },
  responses: { 200: json(pageOf(TransferView), "Transfers, latest cause first"), ...problems },
});

const proposeRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/corrections",
  operationId: "proposeCorrection",
  summary:
    "Correct a balance. Beyond the operator's limit of the day it is `proposed` until a second operator confirms it. Operator only",
  tags: ["ledger"],
  security,
  request: body(NewCorrection),
  responses: { 201: json(CorrectionView, "The correction, posted or proposed"), ...problems },
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/corrections",
  operationId: "listCorrections",
  summary: "List corrections, newest first. Advertisers and webmasters see the posted ones of their own account",
  tags: ["ledger"],
  security,
  request: { query: PageQuery.extend(CorrectionFilters.shape) },
  responses: { 200: json(pageOf(CorrectionView), "Corrections"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/corrections/{id}",
  operationId: "getCorrection",
  summary: "Get a correction",
  tags: ["ledger"],
  security,
  request: { params: IdParam },
  responses: { 200: json(CorrectionView, "The correction"), ...problems },
});

const booksRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/books",
  operationId: "checkBooks",
  summary: "Check a part of the books. Continue with `next_cursor`. Operator only",
  tags: ["ledger"],
  security,
  request: { query: z.object({ cursor: z.string().max(100).optional() }) },
  responses: {
    200: json(
      z
        .object({
          checked: z.record(z.string(), z.number().int()).openapi({ description: "How many of each were checked" }),
          faults: z.array(z.object({ code: FaultCode, subject: z.string(), detail: z.string() })),
          next_cursor: z.string().nullable(),
        })
        .openapi("BookReport"),
      "The checks and the faults found",
    ),
    ...problems,
  },
});

export const ledger = createApi()
  .openapi(listTransfersRoute, async (c) => {
    const { limit, cursor, conversion_id: conversionId, from, to, ...named } = c.req.valid("query");
    const filter = { conversionId, account: accountNamed(named), ...instantsOf({ from, to }) };
    const { rows, next } = await listTransfers(c.var.ctx, filter, { cursor, limit });
    return c.json({ data: rows.map((row) => showTransfer(c.var.ctx.actor, row)), next_cursor: next }, 200);
  })
  .openapi(proposeRoute, async (c) => {
    const { webmaster_id, advertiser_id, amount, reason } = c.req.valid("json");
    const made = await proposeCorrection(c.var.ctx, {
      of: subjectOf(webmaster_id, advertiser_id),
      currency: amount.currency,
      amountMinor: notZero(amount.amount_minor),
      reason,
    });
    return c.json(show(made), 201);
  })
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const rows = await listCorrections(c.var.ctx, { ...correctionFilterOf(query), before: cursor, limit });
    return c.json(page(rows, limit, show), 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getCorrection(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(booksRoute, async (c) => {
    const { checked, faults, next } = await checkBooks(c.var.ctx, c.req.valid("query").cursor ?? null);
    return c.json({ checked, faults, next_cursor: next }, 200);
  });

const showTransfer = (actor: Actor, row: SeenTransfer): z.infer<typeof TransferView> => ({
  id: row.id,
  debit: row.debit,
  credit: row.credit,
  amount: money(row.amountMinor, row.currency),
  conversion_id: row.conversionId,
  correction_id: row.correctionId ?? null,
  payout_id: row.payoutId,
  statement_id: visibleTo(actor, OPERATOR, row.statementId ?? null),
  posted_at: time(row.postedAt),
});

function subjectOf(webmasterId: string | undefined, advertiserId: string | undefined) {
  if (webmasterId !== undefined && advertiserId === undefined) return { webmasterId };
  if (advertiserId !== undefined && webmasterId === undefined) return { advertiserId };
  const message = "name a webmaster or an advertiser";
  throw new NetworkError("invalid_input", "State exactly one account, a webmaster's or an advertiser's", [
    { path: "webmaster_id", message },
  ]);
}

function notZero(minor: number) {
  if (minor !== 0) return minor;
  throw new NetworkError("invalid_input", "The amount of a correction must not be 0", [
    { path: "amount.amount_minor", message: "is 0" },
  ]);
}

const show = (row: SeenCorrection): z.infer<typeof CorrectionView> => ({
  id: row.id,
  webmaster_id: row.webmaster_id,
  advertiser_id: row.advertiser_id,
  amount: money(row.amount_minor, row.currency),
  reason: row.reason,
  status: row.status,
  payment: row.webmaster_id === null ? null : row.payment,
  proposed_by_id: row.proposed_by && actorIdOf(row.proposed_by),
  proposed_at: time(row.proposed_at),
});
