import { sql } from "kysely";
import type { Context } from "../context.ts";
import { NetworkError } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { findDocumentNumbers, getPayer } from "../payer-account/index.ts";
import { getPayoutRun, WAITS_FOR_DOCUMENT, type Instruction } from "../payout/index.ts";
import { openDetails } from "../payout-account/index.ts";
import type { Vault } from "../vault.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { BankFileFormat, PayoutMethod } from "../words.ts";
import { checkPayments, FORMATS, type CheckedPayments } from "./make.ts";
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
export interface LeftOutOfFile {
  payoutId: string;
  webmasterId: string;
  netMinor: number;
  reason: string;
}

export interface Sum {
  payouts: number;
  netMinor: number;
}

/** A payout that an earlier file or a provider pays. */
export type Elsewhere = Instruction & { payoutId: string; netMinor: number };

/** What a file would hold. Everything that the run still pays in the currency is in one of the sums. */
export interface FilePlan {
  payer: Payer;
  mask: string;
  legalEntityId: string;
  terms: FileTerms;
  checked: CheckedPayments;
  /** The earlier file that this is again; null: another one. */
  repeats: string | null;
  refused: LeftOutOfFile[];
  elsewhere: Elsewhere[];
  parts: number;
  sums: Record<"file" | "leftOut" | "elsewhere" | "others" | "run", Sum>;
}

/**
 * Plans the file that pays what nothing else pays yet. If there is no such payout, and an earlier file would be the same
 * again, it is that file.
 */
export async function planFile(ctx: Context, vault: Vault, runId: string, request: FileRequest): Promise<FilePlan> {
  requireRole(ctx, OPERATOR, "make files of payments");
  requireMoneyScope(ctx);
  const { format, method, currency, part, terms: given } = request;
  await requireSentRun(ctx, runId);
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
  const sort = (some: readonly PayoutRow[]) =>
    sortPayouts(ctx, vault, some, { format, payer, terms, legalEntityId: entity.id });
  const instructed = rows.filter((row) => row.reference !== null);
  const { checked, refused, repeats } = await findSameFile(
    await sort(rows.filter((row) => row.reference === null)),
    instructed,
    sort,
  );
  const elsewhere = instructed.flatMap(elsewhereOf).filter(({ reference }) => reference !== repeats);
  const whole = await sumsOf(ctx, { runId, method, currency });
  const known = {
    file: { payouts: checked.payments.length, netMinor: checked.sumMinor },
    leftOut: sumOf(refused),
    elsewhere: sumOf(elsewhere),
  };
  const others = Object.values(known).reduce(
    (rest, { payouts, netMinor }) => ({ payouts: rest.payouts - payouts, netMinor: rest.netMinor - netMinor }),
    whole.run,
  );
  return {
    ...{ payer, mask, legalEntityId: entity.id, terms, checked, repeats, refused, elsewhere },
    parts: Math.max(1, Math.ceil(whole.candidates / paymentsMax)),
    sums: { ...known, others, run: whole.run },
  };
}

/** Throws `not_found`, `run_step_refused`. */
export async function requireSentRun(ctx: Context, runId: string): Promise<void> {
  const run = await getPayoutRun(ctx, runId);
  if (run.status !== "sent")
    throw new NetworkError("run_step_refused", `Files are made of runs that are sent; this one is ${run.status}`);
}

interface Sorted {
  checked: CheckedPayments;
  refused: LeftOutOfFile[];
}

/** The free payouts, or if none of them can be paid, the latest file that is the same again. */
async function findSameFile(
  free: Sorted,
  instructed: readonly PayoutRow[],
  sort: (rows: readonly PayoutRow[]) => Promise<Sorted>,
): Promise<Sorted & { repeats: string | null }> {
  if (free.checked.payments.length > 0) return { ...free, repeats: null };
  const files = Map.groupBy(
    instructed.filter(({ source }) => source === "file").toSorted((a, b) => b.instructed_at - a.instructed_at),
    ({ reference }) => reference ?? "",
  );
  for (const [messageId, rows] of files) {
    const { checked } = await sort(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    if (checked.messageId === messageId) return { checked, refused: free.refused, repeats: messageId };
  }
  return { ...free, repeats: null };
}

/** Sorts payouts into those that the file can have, and those that it can't. */
async function sortPayouts(
  ctx: Context,
  vault: Vault,
  rows: readonly PayoutRow[],
  file: { format: BankFileFormat; payer: Payer; terms: FileTerms; legalEntityId: string },
): Promise<Sorted> {
  const { format, payer, terms, legalEntityId } = file;
  const refused: LeftOutOfFile[] = [];
  const payments: Payment[] = [];
  const payable = rows.filter((row) => {
    const reason = refusalOf(row);
    if (reason !== null) refused.push(leftOutOf(row, reason));
    return reason === null;
  });
  for (let at = 0; at < payable.length; at += OPENED_AT_ONCE)
    payments.push(...(await Promise.all(payable.slice(at, at + OPENED_AT_ONCE).map((row) => paymentOf(vault, row)))));
  const known = format === "1c" ? await withNumbers(ctx, legalEntityId, payments) : payments;
  // A payout without a number gets one when the file is made.
  const numbered = known.map((payment) => ({ ...payment, documentNumber: payment.documentNumber ?? 1 }));
  const checked = checkPayments(format, { payer, payments: numbered, terms });
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { payoutId, reason } of checked.refused) {
    const row = byId.get(payoutId);
    if (row !== undefined) refused.push(leftOutOf(row, reason));
  }
  return { checked, refused };
}

/** Payments with the numbers of their documents, as far as they have one. */
export async function withNumbers(
  ctx: Context,
  legalEntityId: string,
  payments: readonly Payment[],
): Promise<Payment[]> {
  const numbers = await findDocumentNumbers(ctx, {
    legalEntityId,
    payoutIds: payments.map(({ payoutId }) => payoutId),
  });
  return payments.map((payment) => ({ ...payment, documentNumber: numbers.get(payment.payoutId)?.number ?? null }));
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
  waits_for_document: 0 | 1;
  /** Of its open instruction. */
  source: Instruction["source"] | null;
  reference: string | null;
  instructed_at: number;
}

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
        EXISTS (SELECT 1 FROM payout_account_hold h WHERE h.account_id = a.id AND h.ended_at IS NULL) AS is_held,
        ${WAITS_FOR_DOCUMENT} AS waits_for_document,
        i.source, i.reference, coalesce(i.instructed_at, 0) AS instructed_at
      FROM payout p LEFT JOIN payout_account a ON a.id = p.account_id
        LEFT JOIN payout_instruction i ON i.payout_id = p.id AND i.ended_at IS NULL
      WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND p.job IS NULL AND p.currency = ${currency}
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
    WHERE p.run_id = ${runId} AND p.status = 'on_payment' AND p.job IS NULL AND p.currency = ${currency}`.execute(
    db.query,
  );
  const { payouts = 0, net = 0, candidates = 0 } = rows[0] ?? {};
  return { run: { payouts, netMinor: net }, candidates };
}

function refusalOf({ sealed, removed_at, is_held, waits_for_document }: PayoutRow): string | null {
  if (waits_for_document === 1) return "It waits for a signed document";
  if (sealed === null) return "Paid by agreement: the webmaster has no account here";
  if (removed_at !== null) return "The account was removed after the run was sent";
  return is_held === 1 ? "The account is on hold" : null;
}

const sumOf = (some: readonly { netMinor: number }[]): Sum => ({
  payouts: some.length,
  netMinor: some.reduce((sum, { netMinor }) => sum + netMinor, 0),
});

const elsewhereOf = ({ id, net_minor, source, reference }: PayoutRow): Elsewhere[] =>
  source === null || reference === null ? [] : [{ payoutId: id, netMinor: net_minor, source, reference }];

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
