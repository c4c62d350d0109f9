import { sql, type SqlBool } from "kysely";
import { audit } from "../audit/index.ts";
import { actorIdOf, actorName, type Context } from "../context.ts";
import { insertRows, voidIf, type Tables } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { newId } from "../ids.ts";
import { findDocumentNumbers, getPayer, numberDocuments } from "../payer-account/index.ts";
import { getPayoutRun } from "../payout/index.ts";
import { openDetails, type Vault } from "../payout-account/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { BankFileFormat, PayoutMethod } from "../words.ts";
import { checkPayments, FORMATS, writeBankFile } from "./make.ts";
import type { FileTerms, Payer, Payment } from "./payment.ts";

/** Which file to make of a run. */
export interface FileRequest {
  format: BankFileFormat;
  /** Of the payouts' accounts, and of the payer's. */
  method: PayoutMethod;
  /** ISO 4217. */
  currency: string;
  /** Which part of a run that one file can't hold, from 1 on. */
  part: number;
  terms: Omit<FileTerms, "madeAt">;
}

/** A payout that a file can't have, with the reason. */
interface LeftOutOfFile {
  payoutId: string;
  webmasterId: string;
  netMinor: number;
  reason: string;
}

interface Sum {
  payouts: number;
  netMinor: number;
}

/** A file before it is made. Everything that the run still pays in the currency is in one of the sums. */
export interface FilePreview {
  currency: string;
  payer: { accountId: string; mask: string; name: string };
  /** How many files these payouts need. */
  parts: number;
  file: Sum;
  leftOut: Sum;
  refused: LeftOutOfFile[];
  /** In other parts, or by other methods. */
  others: Sum;
  run: Sum;
  /** Files of this run that were made before, newest first. */
  made: (Omit<Tables["bank_file"], "made_by"> & { madeById: string })[];
}

/** A file, and what the audit says of it. */
export interface MadeFile {
  messageId: string;
  file: Sum;
  contentType: string;
  name: string;
  pieces: Iterable<Uint8Array>;
}

/** What a file would pay, and what it would leave out. Throws `forbidden`, `scope_missing`, `not_found`, `payer_missing`, `run_step_refused`, `invalid_input`. */
export async function previewBankFile(
  ctx: Context,
  vault: Vault,
  runId: string,
  request: FileRequest,
): Promise<FilePreview> {
  const plan = await planFile(ctx, vault, runId, request);
  const made = await ctx.db.query
    .selectFrom("bank_file")
    .selectAll()
    .where("run_id", "=", runId)
    .orderBy("id", "desc")
    .limit(MADE_MAX)
    .execute();
  return {
    currency: request.currency,
    payer: { accountId: plan.payer.id, mask: plan.mask, name: plan.payer.name },
    ...{
      parts: plan.parts,
      file: plan.file,
      leftOut: plan.leftOut,
      refused: plan.refused,
      others: plan.others,
      run: plan.run,
    },
    made: made.map(({ made_by, ...row }) => ({ ...row, madeById: actorIdOf(made_by) })),
  };
}

const MADE_MAX = 100;

/**
 * Makes a file that pays payouts of a sent run. It is not stored: the same content has the same message id, by which a
 * bank refuses what it has already. Each making is audited. `leftOut` is how many payouts the caller knows to be left out.
 * Throws as `previewBankFile` does, and `conflict` if another number is left out, `nothing_to_pay`.
 */
export async function makeBankFile(
  ctx: Context,
  vault: Vault,
  runId: string,
  { leftOut, ...request }: FileRequest & { leftOut: number },
): Promise<MadeFile> {
  const plan = await planFile(ctx, vault, runId, request);
  const { payer, terms, checked } = plan;
  if (plan.leftOut.payouts !== leftOut)
    throw new NetworkError(
      "conflict",
      `The file leaves out ${plan.leftOut.payouts} payouts, not ${leftOut}: look at its preview again`,
    );
  if (checked.payments.length === 0) throw new NetworkError("nothing_to_pay", "No payout is left for this file");
  const payoutIds = checked.payments.map(({ payoutId }) => payoutId);
  const year = Number(terms.executeOn.slice(0, 4));
  await ctx.db.write([
    voidIf(
      ctx.db, // the run was handed over since
      sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(payoutIds)}) one JOIN payout p ON p.id = one.value
        JOIN payout_account a ON a.id = p.account_id WHERE ${IS_HANDED_OVER})`,
    ),
    ...(request.format === "1c" ? numberDocuments(ctx, { legalEntityId: plan.legalEntityId, payoutIds, year }) : []),
    ...insertRows(
      "bank_file",
      [
        "id",
        "run_id",
        "payer_account_id",
        "format",
        "message_id",
        "payments",
        "amount_minor",
        "currency",
        "made_at",
        "made_by",
      ],
      [
        {
          ...{ id: newId(ctx, "bfl"), run_id: runId, payer_account_id: payer.id, format: request.format },
          ...{ message_id: checked.messageId, payments: plan.file.payouts, amount_minor: plan.file.netMinor },
          ...{ currency: request.currency, made_at: ctx.now(), made_by: actorName(ctx.actor) },
        },
      ],
    ),
    ...audit(ctx, {
      ...{ event: "bank_file.make", subject: runId, account: "" },
      after: {
        ...{ format: request.format, payer_account_id: payer.id, message_id: checked.messageId },
        ...{ payments: plan.file.payouts, amount_minor: plan.file.netMinor, currency: request.currency },
      },
    }),
  ]);
  const numbered =
    request.format === "1c" ? await withNumbers(ctx, plan.legalEntityId, checked.payments) : checked.payments;
  const { contentType, extension } = FORMATS[request.format];
  return {
    ...{ messageId: checked.messageId, file: plan.file, contentType, name: `${checked.messageId}.${extension}` },
    pieces: writeBankFile(request.format, { payer, checked: { ...checked, payments: numbered }, terms }),
  };
}

async function withNumbers(ctx: Context, legalEntityId: string, payments: readonly Payment[]): Promise<Payment[]> {
  const numbers = await findDocumentNumbers(ctx, {
    legalEntityId,
    payoutIds: payments.map(({ payoutId }) => payoutId),
  });
  return payments.map((payment) => ({ ...payment, documentNumber: numbers.get(payment.payoutId)?.number ?? null }));
}

async function planFile(
  ctx: Context,
  vault: Vault,
  runId: string,
  { format, method, currency, part, terms: given }: FileRequest,
) {
  requireRole(ctx, OPERATOR, "make files of payments");
  requireMoneyScope(ctx);
  const run = await getPayoutRun(ctx, runId);
  if (run.status !== "sent")
    throw new NetworkError("run_step_refused", `Files are made of runs that are sent; this one is ${run.status}`);
  const { accountId, mask, entity, details } = await getPayer(ctx, vault, { method, currency });
  const payer: Payer = {
    ...{ id: accountId, name: entity.name, kpp: entity.kpp, details, currency },
    address: { country: entity.country, town: entity.town, postcode: entity.postcode, lines: entity.addressLines },
  };
  const terms: FileTerms = { ...given, madeAt: `${new Date(ctx.now()).toISOString().slice(0, 19)}Z` };
  const fault = FORMATS[format].payerFault(payer, terms);
  if (fault !== undefined) throw new NetworkError("invalid_input", fault, [{ path: "format", message: fault }]);
  const { paymentsMax } = FORMATS[format];
  const rows = await readPayouts(ctx, { runId, method, currency, part, paymentsMax });
  const refused: LeftOutOfFile[] = [];
  const payments: Payment[] = [];
  const payable = rows.filter((row) => {
    const reason = refusalOf(row);
    if (reason !== null) refused.push(leftOutOf(row, reason));
    return reason === null;
  });
  for (let at = 0; at < payable.length; at += OPENED_AT_ONCE)
    payments.push(...(await Promise.all(payable.slice(at, at + OPENED_AT_ONCE).map((row) => paymentOf(vault, row)))));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const known = format === "1c" ? await withNumbers(ctx, entity.id, payments) : payments;
  // A payout without a number gets one when the file is made.
  const numbered = known.map((payment) => ({ ...payment, documentNumber: payment.documentNumber ?? 1 }));
  const checked = checkPayments(format, { payer, payments: numbered, terms });
  for (const { payoutId, reason } of checked.refused) {
    const row = byId.get(payoutId);
    if (row !== undefined) refused.push(leftOutOf(row, reason));
  }
  const whole = await sumsOf(ctx, { runId, method, currency });
  const file = { payouts: checked.payments.length, netMinor: checked.sumMinor };
  const leftOut = { payouts: refused.length, netMinor: refused.reduce((sum, { netMinor }) => sum + netMinor, 0) };
  return {
    ...{ payer, mask, legalEntityId: entity.id, terms, checked, refused, file, leftOut, run: whole.run },
    parts: Math.max(1, Math.ceil(whole.candidates / paymentsMax)),
    others: {
      payouts: whole.run.payouts - file.payouts - leftOut.payouts,
      netMinor: whole.run.netMinor - file.netMinor - leftOut.netMinor,
    },
  };
}

interface PayoutRow {
  id: string;
  webmaster_id: string;
  currency: string;
  net_minor: number;
  vat_minor: number;
  vat_bps: number;
  account_id: string | null;
  key_id: string | null;
  sealed: string | null;
  removed_at: number | null;
  is_held: 0 | 1;
}

/** What a provider pays or may pay is in no file; what it refused may be. */
const IS_HANDED_OVER = sql<SqlBool>`(
  EXISTS (SELECT 1 FROM payout_submission s WHERE s.payout_id = p.id AND s.status <> 'refused')
  OR EXISTS (SELECT 1 FROM payout_handover h WHERE h.run_id = p.run_id AND h.provider = a.method AND h.is_done = 0))`;

const PAGE = 1_000;
const OPENED_AT_ONCE = 500;

/** Payouts on payment to accounts of the method, or without an account, a part of them. */
async function readPayouts(
  { db }: Context,
  {
    runId,
    method,
    currency,
    part,
    paymentsMax,
  }: { runId: string; method: PayoutMethod; currency: string; part: number; paymentsMax: number },
): Promise<PayoutRow[]> {
  const found: PayoutRow[] = [];
  const from = (part - 1) * paymentsMax;
  while (found.length < paymentsMax) {
    const { rows } = await sql<PayoutRow>`
      SELECT p.id, p.webmaster_id, p.currency, p.net_minor, p.vat_minor, p.vat_bps, p.account_id, a.key_id, a.sealed, a.removed_at,
        EXISTS (SELECT 1 FROM payout_account_hold h WHERE h.account_id = a.id AND h.ended_at IS NULL) AS is_held
      FROM payout p LEFT JOIN payout_account a ON a.id = p.account_id
      WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND p.job IS NULL AND p.currency = ${currency}
        AND NOT ${IS_HANDED_OVER}
        AND (a.method = ${method} OR p.account_id IS NULL)
      ORDER BY p.id LIMIT ${Math.min(PAGE, paymentsMax - found.length)} OFFSET ${from + found.length}`.execute(
      db.query,
    );
    found.push(...rows);
    if (rows.length < PAGE) break;
  }
  return found;
}

async function sumsOf(
  { db }: Context,
  { runId, method, currency }: { runId: string; method: PayoutMethod; currency: string },
): Promise<{ run: Sum; candidates: number }> {
  const { rows } = await sql<{ payouts: number; net: number; candidates: number }>`
    SELECT count(*) AS payouts, coalesce(sum(p.net_minor), 0) AS net,
      coalesce(sum(a.method = ${method} OR p.account_id IS NULL), 0) AS candidates
    FROM payout p LEFT JOIN payout_account a ON a.id = p.account_id
    WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND p.job IS NULL AND p.currency = ${currency}
        AND NOT ${IS_HANDED_OVER}`.execute(db.query);
  const { payouts = 0, net = 0, candidates = 0 } = rows[0] ?? {};
  return { run: { payouts, netMinor: net }, candidates };
}

function refusalOf({ sealed, removed_at, is_held }: PayoutRow): string | null {
  if (sealed === null) return "Paid by agreement: the webmaster has no account here";
  if (removed_at !== null) return "The account was removed after the run was sent";
  return is_held === 1 ? "The account is on hold" : null;
}

const leftOutOf = ({ id, webmaster_id, net_minor }: PayoutRow, reason: string): LeftOutOfFile => ({
  ...{ payoutId: id, webmasterId: webmaster_id, netMinor: net_minor, reason },
});

async function paymentOf(vault: Vault, row: PayoutRow): Promise<Payment> {
  const { details } = await openDetails(vault, {
    ...{ id: row.account_id ?? "", webmaster_id: row.webmaster_id, key_id: row.key_id ?? "", sealed: row.sealed ?? "" },
  });
  return {
    ...{ payoutId: row.id, netMinor: row.net_minor, currency: row.currency, details, documentNumber: null },
    ...{ vatMinor: row.vat_minor, vatBps: row.vat_bps },
  };
}
