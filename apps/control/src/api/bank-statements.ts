import { z } from "@hono/zod-openapi";
import {
  assignEntry,
  bookCharge,
  commitStatement,
  CSV_COLUMNS,
  describeStatement,
  discardStatement,
  ignoreEntry,
  listEntries,
  listStatements,
  receiveStatement,
  type EntryRow,
  type StatementRow,
  type StatementView,
} from "@waymark/network/bank-statement";
import { actorIdOf } from "@waymark/network/context";
import {
  ENTRY_KINDS,
  ENTRY_OUTCOMES,
  STATEMENT_FORMATS,
  STATEMENT_STATUSES,
  UNMATCHED_REASONS,
} from "@waymark/network/words";
import type { Env } from "../env.ts";
import { wakePayoutRun } from "../jobs/payouts.ts";
import { fileOf } from "../multipart.ts";
import { vaultOf } from "../vault.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  digits,
  IdParam,
  json,
  Money,
  money,
  Nothing,
  OptionalId,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";

const tags = ["payouts"];
const FILE_BYTES_MAX = 20_000_000;

const Day = z.iso.date().nullable();

const Statement = z
  .object({
    id: z.string(),
    payer_account_id: z.string().openapi({ description: "The network's account that it is of" }),
    format: z.enum(STATEMENT_FORMATS).openapi({ description: "Format of the file" }),
    name: z.string().nullable().openapi({ description: "The bank's name for it" }),
    status: z.enum(STATEMENT_STATUSES).openapi({
      description:
        "`draft`: nothing has changed yet. `committing`: its entries take effect step by step. `committed`, `discarded`",
    }),
    currency: z.string().length(3),
    from_day: Day.openapi({ description: "First day, as the bank says" }),
    to_day: Day.openapi({ description: "Last day, as the bank says" }),
    opening: Money.nullable().openapi({ description: "Balance before its entries; null: it has none" }),
    closing: Money.nullable().openapi({ description: "Balance after its entries: opening and all entries together" }),
    entries: z.number().int().openapi({ description: "How many entries it has" }),
    created_at: Time,
    committed_at: Time.nullable().openapi({ description: "When its effect was decided; null: it is a draft" }),
  })
  .openapi("BankStatement");

const StatementWithOutcomes = Statement.extend({
  outcomes: z
    .array(
      z.object({
        outcome: z.enum(ENTRY_OUTCOMES),
        entries: z.number().int().openapi({ description: "How many entries" }),
        amount: Money.openapi({ description: "Sum of the entries; negative: went out" }),
      }),
    )
    .openapi({ description: "What its entries do, or did; of a draft what they would do now" }),
  cash: z
    .object({
      ledger: Money.openapi({
        description: "`network:cash` of the currency in the books; negative: more was paid than came in",
      }),
      statements: Money.openapi({
        description: "Entries of all committed statements that are paid, returned or charged",
      }),
      difference: Money.openapi({ description: "0.00 once every payment, return and charge stands in a statement" }),
    })
    .openapi({ description: "The books beside the bank" }),
}).openapi("BankStatementWithOutcomes");

const UploadedStatement = StatementWithOutcomes.extend({
  statement_ids: z.array(z.string()).openapi({ description: "Ids of all statements of the file, in its order" }),
}).openapi("UploadedBankStatement");

const Entry = z
  .object({
    number: z.number().int().openapi({ description: "Its place in the statement, from 1 on" }),
    kind: z.enum(ENTRY_KINDS).openapi({
      description: "`rejection` and `acceptance` are a bank's answers to orders: no money moved by them",
    }),
    booked_on: Day.openapi({ description: "Day of the booking; null: an answer to an order" }),
    amount: Money.openapi({ description: "Negative: went out" }),
    charge: Money.openapi({ description: "What the bank kept of it" }),
    payout_id: z.string().nullable().openapi({ description: "The payout that it names, or that it was assigned to" }),
    bank_reference: z.string().nullable().openapi({ description: "The bank's id of it" }),
    document_number: z.number().int().nullable().openapi({ description: "Number of the payment document" }),
    bank_reason: z.string().nullable().openapi({ description: "The bank's code of a reason, like AC04" }),
    text: z.string().openapi({ description: "What the bank says of it" }),
    outcome: z.enum(ENTRY_OUTCOMES).openapi({
      description:
        "`paid`: the payout is paid. `returned`: its money is available again. `charge`: the network's expense. `noted`: changes nothing. `repeated`: took effect by another statement. `ignored`: a person said so. `unmatched`: waits for a person",
    }),
    reason_code: z.enum(UNMATCHED_REASONS).nullable().openapi({
      description:
        "Why it is unmatched. `no_reference`: names no payout. `payout_unknown`. `not_sent`: the payout was not sent. `currency_differs`, `account_differs`, `amount_differs`, `number_differs` (of the payment document). `paid_twice`, `returned_twice`: another entry did that. `already_returned`: it was returned, and yet paid. `paid_before`: rejected, and yet paid. `duplicate_order`: the bank has the order already, and may have paid it",
    }),
    is_final: z.boolean().openapi({ description: "Whether it took effect; until then the outcome is a forecast" }),
    resolution: z.string().nullable().openapi({ description: "Why a person decided so; null: no decision was needed" }),
    resolved_by: z.string().nullable().openapi({ description: "Id of the person who decided" }),
  })
  .openapi("BankStatementEntry");

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listBankStatements",
  summary: "List bank statements and status reports, newest first. Operator only",
  tags,
  security,
  request: {
    query: PageQuery.extend({
      payer_account_id: OptionalId.openapi({ description: "Only those of this account of the network" }),
      status: z.enum(STATEMENT_STATUSES).optional(),
    }),
  },
  responses: { 200: json(pageOf(Statement), "Statements"), ...problems },
});
const uploadRoute = defineRoute({
  scope: "payouts",
  fileBody: { bytesMax: FILE_BYTES_MAX },
  method: "post",
  path: "/",
  operationId: "uploadBankStatement",
  summary: "Upload what came back from a bank: nothing changes until it is committed. Operator only",
  description: `The file is read whole: one that is cut, has entries twice, or is of another account is refused. The same file again is the same statement. A camt.053 may have statements of several accounts or days: each is stored by itself, for its own payer account, and all must be the network's. As CSV it has the columns ${CSV_COLUMNS.map((name) => `\`${name}\``).join(", ")}; the first row is of kind \`opening\` and the last of kind \`closing\`. At most ${FILE_BYTES_MAX / 1_000_000} MB.`,
  tags,
  security,
  request: {
    query: z.object({
      payer_account_id: z.string().min(1).max(100).openapi({ description: "The network's account that it is of" }),
      format: z.enum(STATEMENT_FORMATS).openapi({
        description: "`pain.002` is a bank's report on a file of payments; the others are statements of an account",
      }),
    }),
    body: {
      content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
      required: true,
    },
  },
  responses: {
    201: json(UploadedStatement, "The first statement of the account, with what its entries would do"),
    ...problems,
  },
});
const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getBankStatement",
  summary: "Get a bank statement with what its entries do. Operator only",
  tags,
  security,
  request: { params: IdParam },
  responses: { 200: json(StatementWithOutcomes, "The statement"), ...problems },
});
const entriesRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/entries",
  operationId: "listBankStatementEntries",
  summary: "List the entries of a bank statement, in its order. Operator only",
  tags,
  security,
  request: {
    params: IdParam,
    query: PageQuery.extend({ outcome: z.enum(ENTRY_OUTCOMES).optional() }),
  },
  responses: { 200: json(pageOf(Entry), "Entries"), ...problems },
});
const commitRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/commit",
  operationId: "commitBankStatement",
  summary: "Let a bank statement take effect: payouts are paid or come back, charges are booked. Operator only",
  description:
    "Each entry is matched again by its end-to-end id, amount and account. What does not fit waits for a person. Nothing is paid again because an answer is missing.",
  tags,
  security,
  request: { params: IdParam, ...body(Nothing) },
  responses: { 200: json(StatementWithOutcomes, "The statement, committed or being committed"), ...problems },
});
const discardRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/discard",
  operationId: "discardBankStatement",
  summary: "Throw away a bank statement that was not committed. Operator only",
  tags,
  security,
  request: { params: IdParam, ...body(z.strictObject({ reason: ReasonText }).openapi("BankStatementDiscarding")) },
  responses: { 200: json(StatementWithOutcomes, "The statement, discarded"), ...problems },
});

const EntryParams = z.object({
  id: z.string().max(100),
  number: digits(z.number().int().min(1).max(1_000_000)).openapi({ description: "The entry's place in the statement" }),
});
const EntryReason = z
  .strictObject({ reason: ReasonText.openapi({ description: "Why; the audit records it" }) })
  .openapi("BankStatementEntryReason");

const resolveRoute = <B extends z.ZodType>(verb: string, operationId: string, summary: string, input: B) =>
  defineRoute({
    scope: "payouts",
    method: "post",
    path: `/{id}/entries/{number}/${verb}`,
    operationId,
    summary,
    tags,
    security,
    request: { params: EntryParams, ...body(input) },
    responses: { 200: json(Entry, "The entry"), ...problems },
  });
const assignRoute = resolveRoute(
  "assign",
  "assignBankStatementEntry",
  "Say which payout an unmatched entry pays or returns. Operator only",
  z
    .strictObject({
      payout_id: z.string().min(1).max(100).openapi({
        description: "What a payment has beyond its amount, and what a return lacks, is what the bank charged",
      }),
      reason: ReasonText.openapi({ description: "Why; the audit records it" }),
    })
    .openapi("BankStatementEntryAssignment"),
);
const chargeRoute = resolveRoute(
  "book-charge",
  "bookBankStatementEntryAsCharge",
  "Book an unmatched entry as what the bank charged. Operator only",
  EntryReason,
);
const ignoreRoute = resolveRoute(
  "ignore",
  "ignoreBankStatementEntry",
  "Say that an unmatched entry belongs to no payout. Operator only",
  EntryReason,
);

/** What came back from banks. */
export const bankStatements = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, payer_account_id: payerAccountId, status } = c.req.valid("query");
    const { rows, next } = await listStatements(c.var.ctx, { payerAccountId, status }, { cursor, limit });
    return c.json({ data: rows.map(showStatement), next_cursor: next }, 200);
  })
  .openapi(uploadRoute, async (c) => {
    const { payer_account_id: payerAccountId, format } = c.req.valid("query");
    // The body may have been read before, for its Idempotency-Key.
    const { url, method, headers } = c.req.raw;
    const sent = new Request(url, { method, headers, body: await c.req.arrayBuffer() });
    const bytes = new Uint8Array(await new Response((await fileOf(sent)).body).arrayBuffer());
    const { id, statementIds } = await receiveStatement(c.var.ctx, vaultOf(c.env), { payerAccountId, format, bytes });
    return c.json({ ...show(await describeStatement(c.var.ctx, id)), statement_ids: statementIds }, 201);
  })
  .openapi(getRoute, async (c) => c.json(show(await describeStatement(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(entriesRoute, async (c) => {
    const { statement, rows, next } = await listEntries(c.var.ctx, c.req.valid("param").id, c.req.valid("query"));
    return c.json({ data: rows.map(showEntry(statement)), next_cursor: next }, 200);
  })
  .openapi(commitRoute, async (c) => {
    const statement = await commitStatement(c.var.ctx, c.req.valid("param").id);
    return c.json(show(await describedAtWork(c.env, c.var.ctx, statement)), 200);
  })
  .openapi(discardRoute, async (c) => {
    const { id } = await discardStatement(c.var.ctx, c.req.valid("param").id, c.req.valid("json").reason);
    return c.json(show(await describeStatement(c.var.ctx, id)), 200);
  })
  .openapi(assignRoute, async (c) => {
    const { payout_id: payoutId, reason } = c.req.valid("json");
    const { id: statementId, number } = c.req.valid("param");
    return c.json(showEntryRow(await assignEntry(c.var.ctx, { statementId, number }, { payoutId, reason })), 200);
  })
  .openapi(chargeRoute, async (c) => {
    const { id: statementId, number } = c.req.valid("param");
    return c.json(showEntryRow(await bookCharge(c.var.ctx, { statementId, number }, c.req.valid("json").reason)), 200);
  })
  .openapi(ignoreRoute, async (c) => {
    const { id: statementId, number } = c.req.valid("param");
    return c.json(showEntryRow(await ignoreEntry(c.var.ctx, { statementId, number }, c.req.valid("json").reason)), 200);
  });

/** A statement, whose entries take effect in the background. */
async function describedAtWork(
  env: Env,
  ctx: Parameters<typeof describeStatement>[0],
  { id, status }: StatementRow,
): Promise<StatementView> {
  if (status === "committing") await wakePayoutRun(env, id);
  return describeStatement(ctx, id);
}

const showStatement = (row: StatementRow): z.infer<typeof Statement> => ({
  ...{ id: row.id, payer_account_id: row.payer_account_id, format: row.format, name: row.name, status: row.status },
  ...{ currency: row.currency, from_day: row.from_day, to_day: row.to_day, entries: row.entry_count },
  opening: row.opening_minor === null ? null : money(row.opening_minor, row.currency),
  closing: row.closing_minor === null ? null : money(row.closing_minor, row.currency),
  created_at: time(row.created_at),
  committed_at: timeOrNull(row.committed_at),
});

const show = ({ statement, outcomes, cash }: StatementView): z.infer<typeof StatementWithOutcomes> => ({
  ...showStatement(statement),
  outcomes: outcomes.map(({ outcome, entries, amountMinor }) => ({
    ...{ outcome, entries, amount: money(amountMinor, statement.currency) },
  })),
  cash: {
    ledger: money(cash.ledgerMinor, statement.currency),
    statements: money(cash.statementsMinor, statement.currency),
    difference: money(cash.ledgerMinor - cash.statementsMinor, statement.currency),
  },
});

const showEntryRow = ({ statement, entry }: { statement: StatementRow; entry: EntryRow }) =>
  showEntry(statement)(entry);

const showEntry =
  ({ currency }: StatementRow) =>
  (row: EntryRow): z.infer<typeof Entry> => ({
    ...{ number: row.number, kind: row.kind, booked_on: row.booked_on, amount: money(row.amount_minor, currency) },
    ...{ charge: money(row.charge_minor, currency), payout_id: row.payout_id, bank_reference: row.bank_reference },
    ...{ document_number: row.document_number, bank_reason: row.bank_reason, text: row.text, outcome: row.outcome },
    ...{ reason_code: row.unmatched_reason, is_final: row.is_final === 1, resolution: row.resolution },
    resolved_by: row.resolved_by === null ? null : actorIdOf(row.resolved_by),
  });
