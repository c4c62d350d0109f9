import { createHash } from "node:crypto";
import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { ConcurrentWriteError, insertRows } from "../db/index.ts";
import { requireMoneyScope } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { getPayerAccount } from "../payer-account/index.ts";
import type { Vault } from "../payout-account/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import type { StatementFormat } from "../words.ts";
import {
  entryFacts,
  findByFingerprint,
  findPayoutFacts,
  getStatementRow,
  payoutsOf,
  type EntryRow,
  type StatementRow,
} from "./queries.ts";
import { judge } from "./match.ts";
import { readStatement } from "./read.ts";
import { refuse, type ReadEntry, type ReadStatement } from "./statement.ts";

interface NewStatement {
  payerAccountId: string;
  format: StatementFormat;
  bytes: Uint8Array;
}

/**
 * Takes a file that came back from a bank: reads it whole, and stores its entries with what each would do. Nothing else
 * changes until `commitStatement`. The same file again changes nothing. Throws `forbidden`, `scope_missing`, `not_found`,
 * `file_refused`.
 */
export async function receiveStatement(
  ctx: Context,
  vault: Vault,
  { payerAccountId, format, bytes }: NewStatement,
): Promise<StatementRow> {
  requireRole(ctx, OPERATOR, "upload a bank's statement");
  requireMoneyScope(ctx);
  const payer = await getPayerAccount(ctx, payerAccountId);
  const fingerprint = createHash("sha256").update(format).update(bytes).digest("hex");
  const place = { payerAccountId, fingerprint };
  const known = await findByFingerprint(ctx.db, place);
  if (known !== undefined) return known;
  const read = readStatement(bytes, { format, currency: payer.currency });
  await requireOwn(ctx, vault, { read, payerAccountId });
  const id = newId(ctx, "bst");
  const rows = entryRows(read.entries, { id, payerAccountId, vault });
  const facts = await findPayoutFacts(ctx.db, payoutsOf(rows));
  for (const row of rows) {
    const judged = judge(
      entryFacts(row),
      row.payout_id === null ? undefined : facts.get(row.payout_id),
      payer.currency,
    );
    row.outcome = judged.outcome;
    row.unmatched_reason = judged.outcome === "unmatched" ? judged.reason : null;
  }
  const find = async () => findByFingerprint(ctx.db, place);
  return createOnce(ctx, find, async () => {
    try {
      await ctx.db.write([
        ...insertRows("bank_statement", STATEMENT_COLUMNS, [
          {
            ...{ id, payer_account_id: payerAccountId, format, fingerprint, name: read.name, currency: payer.currency },
            ...{ from_day: read.fromDay, to_day: read.toDay, opening_minor: read.openingMinor },
            ...{ closing_minor: read.closingMinor, status: "draft", entry_count: rows.length },
            ...{ created_at: ctx.now(), created_by: actorName(ctx.actor) },
            ...{ committed_at: null, committed_by: null },
          },
        ]),
        ...insertRows("bank_statement_entry", ENTRY_COLUMNS, rows),
        ...audit(ctx, {
          ...{ event: "bank_statement.upload", subject: id, account: "" },
          after: { payer_account_id: payerAccountId, format, entries: rows.length },
        }),
      ]);
    } catch (error) {
      if (!(error instanceof ConcurrentWriteError)) throw error;
      const earlier = await find();
      if (earlier !== undefined) return earlier; // the same file at the same moment
      throw error;
    }
    return getStatementRow(ctx, id);
  });
}

const STATEMENT_COLUMNS = [
  ...(["id", "payer_account_id", "format", "fingerprint", "name", "currency", "from_day", "to_day"] as const),
  ...(["opening_minor", "closing_minor", "status", "entry_count", "created_at", "created_by"] as const),
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

/** A statement must be of the payer's account; a status report must answer a file that was made for it. */
async function requireOwn(
  { db }: Context,
  vault: Vault,
  { read, payerAccountId }: { read: ReadStatement; payerAccountId: string },
): Promise<void> {
  if (read.account !== null) {
    const { fingerprint, mask } = await db.query
      .selectFrom("payer_account")
      .select(["fingerprint", "mask"])
      .where("id", "=", payerAccountId)
      .executeTakeFirstOrThrow(); // was just read
    if (vault.fingerprint(read.account) !== fingerprint)
      refuse(`The statement is of the account ••••${read.account.slice(-4)}, not of the payer account ${mask}`);
  }
  if (read.originalMessageId !== null) {
    const file = await db.query
      .selectFrom("bank_file")
      .select("id")
      .where("message_id", "=", read.originalMessageId)
      .where("payer_account_id", "=", payerAccountId)
      .executeTakeFirst();
    if (file === undefined) refuse("The report answers a file that was not made here for this payer account");
  }
}

/** Rows of what was read. Entries that are the same get numbers, so that two equal payments are two. */
function entryRows(
  entries: readonly ReadEntry[],
  { id, payerAccountId, vault }: { id: string; payerAccountId: string; vault: Vault },
): EntryRow[] {
  const counts = new Map<string, number>();
  return entries.map((entry, i) => {
    const { kind, bookedOn, amountMinor, payoutId, bankReference, documentNumber, text, reasonCode } = entry;
    const content = JSON.stringify([kind, bookedOn, amountMinor, payoutId, bankReference ?? [documentNumber, text]]);
    const count = (counts.get(content) ?? 0) + 1;
    counts.set(content, count);
    return {
      ...{ statement_id: id, number: i + 1, payer_account_id: payerAccountId },
      key: createHash("sha256").update(`${count} ${content}`).digest("hex"),
      ...{ kind, booked_on: bookedOn, amount_minor: amountMinor, charge_minor: entry.chargeMinor, payout_id: payoutId },
      accounts: JSON.stringify(entry.accounts.map((account) => vault.fingerprint(account))),
      ...{ bank_reference: bankReference, document_number: documentNumber, bank_reason: reasonCode, text },
      ...{ outcome: "unmatched", unmatched_reason: null, is_final: 0, resolved_by: null, resolution: null },
    };
  });
}
