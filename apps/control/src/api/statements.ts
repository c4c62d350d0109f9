import { z } from "@hono/zod-openapi";
import {
  getStatement,
  readStatementLines,
  STATEMENT_LINES,
  type Statement,
  type StatementLine,
  type StatementPayment,
} from "@waymark/network/ledger";
import { fileOf, mapped, viewRows } from "../export-stream.ts";
import { Holdings } from "./balances.ts";
import { ExportFormat, FILE } from "./export-format.ts";
import { defineRoute } from "./route.ts";
import { createApi, CurrencyName, json, Money, money, OptionalId, problems, security, Time, time } from "./schema.ts";

const Asked = z.object({
  currency: CurrencyName.openapi({ description: "ISO 4217", example: "USD" }),
  period: z.string().max(30).openapi({
    description:
      "A year like `2026`, a month like `2026-11`, or the first and the last of some days like `2026-11-01/2026-11-15`, in the network's zone",
    example: "2026-11",
  }),
  webmaster_id: OptionalId.openapi({ description: "Whose statement. The operator names the webmaster" }),
});

const Payment = z
  .object({
    payout_id: z.string().openapi({ description: "Id of the payout" }),
    amount: Money.openapi({ description: "Commissions and corrections, less what was set off" }),
    set_off: Money.openapi({
      description: "The part of the amount that is below 0: reversed earlier, and deducted here",
    }),
    vat: Money.openapi({ description: "Added to the amount" }),
    withheld: Money.openapi({ description: "Tax that was deducted from the amount" }),
    fee: Money.openapi({ description: "Deducted from the amount" }),
    net: Money.openapi({ description: "What was sent, or came back: amount + vat - withheld - fee" }),
  })
  .openapi("StatementPayment");

const Sums = Payment.omit({ payout_id: true }).openapi("StatementPaymentSums");

const StatementView = z
  .object({
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    currency: z.string().length(3),
    first_day: z.iso.date().openapi({ description: "The first day of the period" }),
    last_day: z.iso.date().openapi({ description: "The last day of the period" }),
    zone: z.string().openapi({ description: "The network's IANA zone, in which the days begin" }),
    opening_balance: Money.openapi({
      description:
        "What the network owed when the first day began: on hold, available and on payment. Below 0: what the webmaster owed",
    }),
    earned: Money.openapi({ description: "Commissions that were approved, and later increases" }),
    reversed: Money.openapi({
      description: "Below 0: commissions that were reversed or reopened, and later decreases",
    }),
    corrections: Money.openapi({ description: "Corrections by the operator, with their sign" }),
    paid: Money.openapi({ description: "Below 0: the amounts of payouts that were settled" }),
    returned: Money.openapi({ description: "The amounts of settled payouts that came back" }),
    closing_balance: Money.openapi({
      description: "opening_balance + earned + reversed + corrections + paid + returned, when the last day ended",
    }),
    opening: Holdings.openapi({ description: "Where the money stood when the first day began" }),
    closing: Holdings.openapi({ description: "Where the money stood when the last day ended, or stands now" }),
    offers: z
      .array(
        z.object({
          offer_id: z.string(),
          offer_name: z.string(),
          earned: Money.openapi({ description: "Commissions of the offer that were approved, and later increases" }),
          reversed: Money.openapi({ description: "Below 0" }),
          pending: Money.openapi({ description: "By how much the commissions changed that wait for approval" }),
        }),
      )
      .openapi({ description: "What was earned and reversed, by offer" }),
    payouts: z.array(Payment).openapi({ description: "What was paid, by payout" }),
    paid_sums: Sums.openapi({ description: "The sums of `payouts`" }),
    returned_payouts: z.array(Payment).openapi({ description: "What came back, by payout" }),
    returned_sums: Sums.openapi({ description: "The sums of `returned_payouts`" }),
  })
  .openapi("Statement");

const LineView = z
  .object({
    posted_at: Time,
    kind: z.enum(STATEMENT_LINES).openapi({
      description:
        "`opening`, `closing`: the balance at that time. Others: why the balance changed, as in the statement",
    }),
    amount: Money.openapi({ description: "By how much the balance changed" }),
    balance: Money.openapi({ description: "The balance after it" }),
    offer_id: z.string().nullable(),
    conversion_id: z.string().nullable(),
    correction_id: z.string().nullable(),
    payout_id: z.string().nullable(),
  })
  .openapi("StatementLine");

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "getStatement",
  summary: "Get a webmaster's statement for a period and currency, from the ledger. The operator names the webmaster",
  tags: ["balances"],
  security,
  request: { query: Asked },
  responses: { 200: json(StatementView, "The statement"), ...problems },
});

const exportRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/export",
  operationId: "exportStatement",
  summary:
    "Download the lines of a statement as CSV, NDJSON or XLSX, oldest first. A failed export aborts the download",
  tags: ["balances"],
  security,
  request: { query: Asked.extend(ExportFormat.shape) },
  responses: { 200: FILE, ...problems },
});

export const statements = createApi()
  .openapi(getRoute, async (c) => c.json(show(await getStatement(c.var.ctx, requestOf(c.req.valid("query")))), 200))
  .openapi(exportRoute, async (c) => {
    const { format, ...query } = c.req.valid("query");
    const { firstDay, lastDay, pages } = await readStatementLines(c.var.ctx, requestOf(query));
    const writer = viewRows(format, LineView, c.var.access.actor.role);
    return fileOf(`statement-${query.currency}-${firstDay}-${lastDay}`, writer, shown(pages));
  });

const requestOf = ({ webmaster_id: webmasterId, currency, period }: z.infer<typeof Asked>) => ({
  ...{ webmasterId, currency, period },
});

async function* shown(pages: AsyncIterable<readonly StatementLine[]>) {
  for await (const lines of pages) yield mapped(lines, showLine);
}

const showLine = (line: StatementLine): z.infer<typeof LineView> => ({
  ...{ posted_at: time(line.postedAt), kind: line.kind },
  ...{ amount: money(line.minor, line.currency), balance: money(line.balance, line.currency) },
  ...{ offer_id: line.offerId, conversion_id: line.conversionId, correction_id: line.correctionId },
  payout_id: line.payoutId,
});

function show(statement: Statement): z.infer<typeof StatementView> {
  const { currency, opening, closing, movements, offers, paid, returned } = statement;
  const of = (minor: bigint) => money(minor, currency);
  const holdings = ({ purses }: Statement["opening"]) => ({
    ...{ currency, pending: of(purses.pending), on_hold: of(purses.on_hold), available: of(purses.available) },
    ...{ on_payment: of(purses.on_payment), paid: of(purses.paid) },
  });
  return {
    ...{ webmaster_id: statement.webmasterId, webmaster_name: statement.webmasterName, currency },
    ...{ first_day: statement.firstDay, last_day: statement.lastDay, zone: statement.zone },
    opening_balance: of(opening.balance),
    ...{ earned: of(movements.earned), reversed: of(movements.reversed), corrections: of(movements.corrections) },
    ...{ paid: of(movements.paid), returned: of(movements.returned) },
    closing_balance: of(closing.balance),
    ...{ opening: holdings(opening), closing: holdings(closing) },
    offers: offers.map(({ offerId, offerName, earned, reversed, pending }) => ({
      ...{ offer_id: offerId, offer_name: offerName },
      ...{ earned: of(earned), reversed: of(reversed), pending: of(pending) },
    })),
    ...{ payouts: paid.map(payment(currency)), paid_sums: sumsOf(paid, currency) },
    ...{ returned_payouts: returned.map(payment(currency)), returned_sums: sumsOf(returned, currency) },
  };
}

const payment =
  (currency: string) =>
  (of: StatementPayment): z.infer<typeof Payment> => ({ payout_id: of.payoutId, ...partsOf(of, currency) });

const PARTS = ["amount", "setOff", "vat", "withheld", "fee", "net"] as const;

const sumsOf = (payments: readonly StatementPayment[], currency: string) => {
  const sums = { amount: 0n, setOff: 0n, vat: 0n, withheld: 0n, fee: 0n, net: 0n };
  for (const one of payments) for (const part of PARTS) sums[part] += one[part];
  return partsOf(sums, currency);
};

const partsOf = (of: Omit<StatementPayment, "payoutId">, currency: string): z.infer<typeof Sums> => ({
  ...{ amount: money(of.amount, currency), set_off: money(of.setOff, currency), vat: money(of.vat, currency) },
  ...{ withheld: money(of.withheld, currency), fee: money(of.fee, currency), net: money(of.net, currency) },
});
