import { createHash } from "node:crypto";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { ConcurrentWriteError, insertRows, type Statement } from "../db/index.ts";
import { notFound } from "../errors.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { getPayerAccount } from "../payer-account/index.ts";
import type { Vault } from "../vault.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { StatementFormat } from "../words.ts";
import {
  entryFacts,
  findByFingerprints,
  findPayoutFacts,
  payoutsOf,
  type EntryRow,
  type StatementRow,
} from "./queries.ts";
import { judge } from "./match.ts";
import { readStatements } from "./read.ts";
import { ENTRIES_MAX, refuse, type PayerOf, type ReadEntry, type ReadStatement } from "./statement.ts";

interface NewStatement {
  payerAccountId: string;
  format: StatementFormat;
  bytes: Uint8Array;
}

/** A statement, and all that were in its file, in their order. */
export type ReceivedStatement = StatementRow & { statementIds: string[] };

/**
 * Takes a file that came back from a bank: reads it whole, and stores its entries with what each would do. Nothing else
 * changes until `commitStatement`. The same file again changes nothing. A file may have the statements of several accounts
 * or days: each belongs to its own payer account, and one of them to the account that the caller names, whose first one is
 * returned. Throws `forbidden`, `scope_missing`, `not_found`, `file_refused`.
 */
export async function receiveStatement(
  ctx: Context,
  vault: Vault,
  { payerAccountId, format, bytes }: NewStatement,
): Promise<ReceivedStatement> {
  requireRole(ctx, OPERATOR, "upload a bank's statement");
  requireMoneyScope(ctx);
  const { currency, mask } = await getPayerAccount(ctx, payerAccountId);
  const named = { payerAccountId, currency };
  const hash = createHash("sha256").update(format).update(bytes).digest("hex");
  const reads = readStatements(bytes, { format, named, payerOf: await findPayers(ctx, vault, { ...named, mask }) });
  if (reads.every((read) => read.payerAccountId !== payerAccountId))
    refuse(`The file has statements of other payer accounts, and none of ${mask}`);
  const places = reads.map((read, i) => ({ ...read, fingerprint: i === 0 ? hash : `${hash}:${i}` }));
  const find = async () => {
    const rows = await findByFingerprints(ctx.db, places);
    const known = rows.filter((row) => row !== undefined);
    return known.length === places.length ? receivedOf(known, payerAccountId) : undefined;
  };
  const known = await find();
  if (known !== undefined) return known;
  return createOnce(ctx, find, async () => {
    try {
      // A statement that was discarded is new, and the others of its file are not.
      const earlier = await findByFingerprints(ctx.db, places);
      const rest = places.filter((_, i) => earlier[i] === undefined);
      const statements: Statement[] = [];
      for (const place of rest) statements.push(...(await insertStatement(ctx, vault, place)));
      await ctx.db.write(statements);
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError)) throw error;
      const earlier = await find();
      if (earlier !== undefined) return earlier; // the same file at the same moment
      throw error;
    }
    const received = await find();
    if (received === undefined) throw notFound("bank statement");
    return received;
  });
}

function receivedOf(rows: readonly StatementRow[], payerAccountId: string): ReceivedStatement | undefined {
  const first = rows.find((row) => row.payer_account_id === payerAccountId);
  return first && { ...first, statementIds: rows.map(({ id }) => id) };
}

/** Finds the payer account of a statement: the one that the caller names, or another one of the network. */
async function findPayers(
  { db }: Context,
  vault: Vault,
  named: { payerAccountId: string; currency: string; mask: string },
): Promise<PayerOf> {
  const rows = await db.query
    .selectFrom("payer_account")
    .select(["id as payerAccountId", "currency", "fingerprint"])
    .orderBy("id")
    .execute();
  return (account, currency = named.currency) => {
    const fingerprint = vault.fingerprint(account);
    const own = rows.filter((row) => row.fingerprint === fingerprint);
    const isNamed = (row: (typeof own)[number]) => row.payerAccountId === named.payerAccountId;
    const found =
      own.find((row) => isNamed(row) && row.currency === currency) ??
      own.find((row) => row.currency === currency) ??
      own.find(isNamed) ??
      own[0];
    if (found === undefined)
      return refuse(`The statement is of the account ••••${account.slice(-4)}, not of the payer account ${named.mask}`);
    return { payerAccountId: found.payerAccountId, currency: found.currency };
  };
}

async function insertStatement(
  ctx: Context,
  vault: Vault,
  { payerAccountId, currency, format, fingerprint, ...read }: ReadStatement & { fingerprint: string },
): Promise<Statement[]> {
  const id = newId(ctx, "bst");
  const entries = [...read.entries, ...(await entriesOfFile(ctx, { payerAccountId, ...read }))];
  if (entries.length > ENTRIES_MAX) refuse(`The report answers more than ${ENTRIES_MAX} orders`);
  const accountId = await findFirstOf(ctx, payerAccountId);
  const rows = entryRows(entries, { id, accountId, vault, originalMessageId: read.originalMessageId });
  const facts = await findPayoutFacts(ctx.db, payoutsOf(rows));
  for (const row of rows) {
    const payout = row.payout_id === null ? undefined : facts.get(row.payout_id);
    const judged = judge(entryFacts(row, { original_message_id: read.originalMessageId }), payout, currency);
    row.outcome = judged.outcome;
    row.unmatched_reason = judged.outcome === "unmatched" ? judged.reason : null;
  }
  return [
    ...insertRows("bank_statement", STATEMENT_COLUMNS, [
      {
        ...{ id, payer_account_id: payerAccountId, format, fingerprint, name: read.name, currency },
        ...{ from_day: read.fromDay, to_day: read.toDay, opening_minor: read.openingMinor },
        ...{ closing_minor: read.closingMinor, status: "draft", entry_count: rows.length },
        ...{ created_at: ctx.now(), created_by: actorName(ctx.actor) },
        ...{ committed_at: null, committed_by: null, original_message_id: read.originalMessageId },
      },
    ]),
    ...insertRows("bank_statement_entry", ENTRY_COLUMNS, rows),
    ...audit(ctx, {
      ...{ event: "bank_statement.upload", subject: id, account: "" },
      after: { payer_account_id: payerAccountId, format, entries: rows.length },
    }),
  ];
}

/**
 * The first payer account of the same account and currency: one account may pay by several methods, and an entry of it takes
 * effect once, whichever of them its statement was uploaded for.
 */
async function findFirstOf({ db }: Context, payerAccountId: string): Promise<string> {
  const { id } = await db.query
    .selectFrom("payer_account as named")
    .innerJoin("payer_account as same", (join) =>
      join.onRef("same.fingerprint", "=", "named.fingerprint").onRef("same.currency", "=", "named.currency"),
    )
    .select("same.id")
    .where("named.id", "=", payerAccountId)
    .orderBy("same.created_at")
    .orderBy("same.id")
    .limit(1)
    .executeTakeFirstOrThrow(); // was just read
  return id;
}

/**
 * What a status report says of the orders that it does not name: they are those of its file. Throws `file_refused` if the
 * file was not made for the payer account.
 */
async function entriesOfFile(
  { db }: Context,
  {
    payerAccountId,
    originalMessageId,
    ofFile,
    entries,
  }: Pick<ReadStatement, "payerAccountId" | "originalMessageId" | "ofFile" | "entries">,
): Promise<ReadEntry[]> {
  if (originalMessageId === null) return [];
  const file = await db.query
    .selectFrom("bank_file")
    .select("run_id")
    .where("message_id", "=", originalMessageId)
    .where("payer_account_id", "=", payerAccountId)
    .executeTakeFirst();
  if (file === undefined) return refuse("The report answers a file that was not made here for this payer account");
  if (ofFile === null) return [];
  const named = new Set(entries.map(({ payoutId }) => payoutId));
  const rows = await db.query
    .selectFrom("payout_instruction")
    .select("payout_id")
    .distinct()
    .where("run_id", "=", file.run_id)
    .where("reference", "=", originalMessageId)
    .orderBy("payout_id")
    .execute();
  return rows
    .filter(({ payout_id }) => !named.has(payout_id))
    .map(({ payout_id }) => ({
      ...{ ...ofFile, payoutId: payout_id, bookedOn: null, amountMinor: 0, accounts: [] },
      ...{ documentNumber: null, chargeMinor: 0, bankReference: null },
    }));
}

const STATEMENT_COLUMNS = [
  ...(["id", "payer_account_id", "format", "fingerprint", "name", "currency", "from_day", "to_day"] as const),
  ...(["opening_minor", "closing_minor", "status", "entry_count", "created_at", "created_by"] as const),
  ...(["original_message_id"] as const),
] as const;
const ENTRY_COLUMNS = [
  ...([
    "statement_id",
    "number",
    "payer_account_id",
    "key",
    "kind",
    "booked_on",
    "amount_minor",
    "charge_minor",
  ] as const),
  ...(["payout_id", "accounts", "bank_reference", "document_number", "bank_reason", "text", "outcome"] as const),
  ...(["unmatched_reason", "is_final"] as const),
] as const;

/**
 * Rows of what was read. Entries that are the same get numbers, so that two equal payments are two. Answers to orders of
 * different files differ.
 */
function entryRows(
  entries: readonly ReadEntry[],
  {
    id,
    accountId,
    vault,
    originalMessageId,
  }: { id: string; accountId: string; vault: Vault; originalMessageId: string | null },
): EntryRow[] {
  const counts = new Map<string, number>();
  return entries.map((entry, i) => {
    const { kind, bookedOn, amountMinor, payoutId, bankReference, documentNumber, text, reasonCode } = entry;
    const place = bookedOn ?? originalMessageId;
    const detail = bankReference ?? [documentNumber, reasonCode, text];
    const content = JSON.stringify([kind, place, amountMinor, payoutId, detail]);
    const count = (counts.get(content) ?? 0) + 1;
    counts.set(content, count);
    return {
      ...{ statement_id: id, number: i + 1, payer_account_id: accountId },
      key: createHash("sha256").update(`${count} ${content}`).digest("hex"),
      ...{ kind, booked_on: bookedOn, amount_minor: amountMinor, charge_minor: entry.chargeMinor, payout_id: payoutId },
      accounts: JSON.stringify(entry.accounts.map((account) => vault.fingerprint(account))),
      ...{ bank_reference: bankReference, document_number: documentNumber, bank_reason: reasonCode, text },
      ...{ outcome: "unmatched", unmatched_reason: null, is_final: 0, resolved_by: null, resolution: null },
    };
  });
}
