import { audit } from "../audit/index.ts";
import { actorName, type Context } from "../context.ts";
import { insertRows, retryOnConcurrentWrite } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { newId } from "../ids.ts";
import { numberDocuments } from "../payer-account/index.ts";
import { instructPayouts, paidElsewhere } from "../payout/index.ts";
import type { Vault } from "../vault.ts";
import { FORMATS, writeBankFile } from "./make.ts";
import { planFile, withNumbers, type FilePlan, type FileRequest, type Sum } from "./plan.ts";

/** A file before it is made. Everything that the run still pays in the currency is in one of the sums. */
export interface FilePreview extends Pick<FilePlan, "sums" | "parts" | "refused" | "elsewhere" | "repeats"> {
  currency: string;
  payer: { accountId: string; mask: string; name: string };
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
  const { payer, mask, sums, parts, refused, elsewhere, repeats } = await planFile(ctx, vault, runId, request);
  return {
    ...{ currency: request.currency, payer: { accountId: payer.id, mask, name: payer.name } },
    ...{ sums, parts, refused, elsewhere, repeats },
  };
}

/** How many payouts the caller knows not to be in the file: it can't have them, or something else pays them. */
interface KnownToBeAbsent {
  leftOut: number;
  /** 0 if omitted. */
  elsewhere?: number;
}

/**
 * Makes a file that pays payouts of a sent run which nothing else pays, or the same file again. It is not stored: the same
 * content has the same message id, by which a bank refuses what it has already. Each making is audited. Throws as
 * `previewBankFile` does, and `paid_elsewhere`, `conflict` if other numbers are absent, `nothing_to_pay`.
 */
export function makeBankFile(
  ctx: Context,
  vault: Vault,
  runId: string,
  { leftOut, elsewhere = 0, ...request }: FileRequest & KnownToBeAbsent,
): Promise<MadeFile> {
  return retryOnConcurrentWrite(
    async () => {
      const plan = await planFile(ctx, vault, runId, request);
      requireKnown(plan, { leftOut, elsewhere });
      await writeMaking(ctx, runId, request, plan);
      return contentOf(ctx, request, plan);
    },
    { triesMax: 3 },
  );
}

function requireKnown({ sums, elsewhere, checked }: FilePlan, known: Required<KnownToBeAbsent>) {
  const isEmpty = checked.payments.length === 0;
  if (elsewhere.length > 0 && (isEmpty || elsewhere.length !== known.elsewhere))
    throw paidElsewhere("paid_elsewhere", elsewhere);
  if (elsewhere.length !== known.elsewhere)
    throw new NetworkError(
      "conflict",
      `Nothing else pays these payouts, not ${known.elsewhere}: look at its preview again`,
    );
  if (sums.leftOut.payouts !== known.leftOut)
    throw new NetworkError(
      "conflict",
      `The file leaves out ${sums.leftOut.payouts} payouts, not ${known.leftOut}: look at its preview again`,
    );
  if (isEmpty) throw new NetworkError("nothing_to_pay", "No payout is left for this file");
}

async function writeMaking(ctx: Context, runId: string, { format, currency }: FileRequest, plan: FilePlan) {
  const { payer, legalEntityId, terms, checked, sums } = plan;
  const payoutIds = checked.payments.map(({ payoutId }) => payoutId);
  const year = Number(terms.executeOn.slice(0, 4));
  await ctx.db.write([
    ...instructPayouts(ctx, { runId, payoutIds, source: "file", reference: checked.messageId }),
    ...(format === "1c" ? numberDocuments(ctx, { legalEntityId, payoutIds, year }) : []),
    ...insertRows("bank_file", FILE_COLUMNS, [
      {
        ...{ id: newId(ctx, "bfl"), run_id: runId, payer_account_id: payer.id, format },
        ...{ message_id: checked.messageId, payments: sums.file.payouts, amount_minor: sums.file.netMinor },
        ...{ currency, made_at: ctx.now(), made_by: actorName(ctx.actor) },
      },
    ]),
    ...audit(ctx, {
      ...{ event: "bank_file.make", subject: runId, account: "" },
      after: {
        ...{ format, payer_account_id: payer.id, message_id: checked.messageId },
        ...{ payments: sums.file.payouts, amount_minor: sums.file.netMinor, currency },
      },
    }),
  ]);
}

const FILE_COLUMNS = [
  ...(["id", "run_id", "payer_account_id", "format", "message_id", "payments", "amount_minor", "currency"] as const),
  ...(["made_at", "made_by"] as const),
] as const;

async function contentOf(ctx: Context, { format }: FileRequest, plan: FilePlan): Promise<MadeFile> {
  const { payer, legalEntityId, terms, checked, sums } = plan;
  const payments = format === "1c" ? await withNumbers(ctx, legalEntityId, checked.payments) : checked.payments;
  const { contentType, extension } = FORMATS[format];
  return {
    ...{ messageId: checked.messageId, file: sums.file, contentType, name: `${checked.messageId}.${extension}` },
    pieces: writeBankFile(format, { payer, checked: { ...checked, payments }, terms }),
  };
}
