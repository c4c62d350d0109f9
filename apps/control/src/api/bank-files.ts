import { z } from "@hono/zod-openapi";
import {
  CSV_FIELDS,
  DEFAULT_COLUMNS,
  listBankFiles,
  makeBankFile,
  previewBankFile,
  voidBankFile,
  type BankFileRecord,
  type FilePreview,
} from "@waymark/network/bank-file";
import { actorIdOf } from "@waymark/network/context";
import { NetworkError } from "@waymark/network/errors";
import { BANK_FILE_FORMATS, PAYOUT_METHODS } from "@waymark/network/words";
import { Buffer } from "node:buffer";
import { line } from "../person-schema.ts";
import { vaultOf } from "../vault.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  CurrencyCode,
  digits,
  IdParam,
  json,
  Money,
  money,
  PageQuery,
  pageOf,
  problems,
  ReasonText,
  security,
  sessionOnly,
  Switch,
  Time,
  time,
  timeOrNull,
} from "./schema.ts";

const tags = ["payouts"];

const Sum = (description: string) =>
  z
    .object({
      payouts: z.number().int().openapi({ description: "How many payouts" }),
      net: Money.openapi({ description: "What the webmasters get, together" }),
    })
    .openapi({ description });

const FORMAT_TEXT =
  "`pain.001`: pain.001.001.09, for SEPA and SWIFT. `1c`: 1CClientBankExchange 1.03, for Russian banks. `paypal_csv`: the file of PayPal's Payouts Web. `csv`: a CSV with columns of your choice";

/** What a file is made of, in a query and in a body. */
const TERMS = {
  format: z.enum(BANK_FILE_FORMATS).openapi({ description: FORMAT_TEXT }),
  method: z.enum(PAYOUT_METHODS).openapi({
    description: "Payouts to accounts of this method; it is paid from the network's main account for it",
  }),
  currency: CurrencyCode.openapi({ description: "Currency of the payouts" }),
  execute_on: z.iso.date().openapi({ description: "Day on which the bank pays" }),
  subject: line(140).openapi({ description: "What is paid for. Every payee reads it, with our reference after it" }),
  columns: line(1_000)
    .optional()
    .openapi({
      description: `For \`csv\`: a header and a field for each column, like \`Payee=account,Sum=amount\`. Fields: ${CSV_FIELDS.join(", ")}`,
    }),
};
const PART_TEXT = "Which file of a run that one file can't hold, from 1 on";

const Preview = z
  .object({
    payer: z
      .object({
        id: z.string(),
        mask: z.string(),
        legal_entity_name: z.string().openapi({ description: "Name of the legal entity that pays" }),
      })
      .openapi({ description: "The network's account that pays" }),
    parts: z.number().int().openapi({ description: "How many files these payouts need" }),
    file: Sum("What the file pays"),
    left_out: Sum("What the file can't pay; `refused` says why"),
    paid_elsewhere: Sum("What earlier files, or a provider, already pay: a payout is in one file"),
    others: Sum("What this file is not for: other methods, and other parts"),
    run: Sum(
      "All that the run still has to pay in the currency: `file`, `left_out`, `paid_elsewhere` and `others` together",
    ),
    repeats: z.string().nullable().openapi({
      description:
        "Message id of the earlier file that this would be again, because nothing else is left to pay; null: another file",
    }),
    refused: z
      .array(
        z.object({
          payout_id: z.string(),
          webmaster_id: z.string(),
          net: Money.openapi({ description: "What the webmaster gets" }),
          text: z.string().openapi({ description: "Why the file can't pay it" }),
        }),
      )
      .openapi({ description: "Payouts that this file can't pay, each with its reason" }),
  })
  .openapi("BankFilePreview");

const FileRecord = z
  .object({
    id: z.string(),
    format: z.enum(BANK_FILE_FORMATS).openapi({ description: "Format of the file" }),
    message_id: z
      .string()
      .openapi({ description: "Id of the message in the file. A file that was made again has the same one" }),
    payouts: z.number().int().openapi({ description: "How many payouts it pays" }),
    net: Money.openapi({ description: "What it pays, together" }),
    made_at: Time.openapi({ description: "When it was made" }),
    made_by: z.string().openapi({ description: "Id of the person who made it" }),
    voided_at: Time.nullable().openapi({
      description: "When it was declared void; null: its payouts are in no other file",
    }),
    voided_by: z.string().nullable().openapi({ description: "Id of the person who declared it void" }),
    void_reason: z.string().nullable().openapi({ description: "Why it is void" }),
  })
  .openapi("BankFileRecord");

const Voided = z
  .object({
    message_id: z.string().openapi({ description: "Id of the message in the void file" }),
    payouts: z.number().int().openapi({ description: "How many payouts another file may pay now" }),
  })
  .openapi("VoidedBankFile");

const Made = z
  .object({
    message_id: z.string().openapi({
      description:
        "Id of the message in the file. The same payments have the same id, so that a bank refuses them twice",
    }),
    file: Sum("Control sums of the file"),
    secret: z
      .object({
        name: z.string().openapi({ description: "Name for the file" }),
        content_type: z.string(),
        content_base64: z.string().openapi({ description: "Bytes of the file, in base64" }),
      })
      .nullable()
      .openapi({ description: "The file; null when the request is repeated, because it is not kept" }),
    secret_shown_before: z.boolean().openapi({ description: "The first answer to this request had the file" }),
  })
  .openapi("BankFile");

const previewRoute = defineRoute({
  scope: "payouts",
  method: "get",
  path: "/payout-runs/{id}/bank-file",
  operationId: "previewBankFile",
  summary: "See what a file for a bank would pay of a sent run, and what it would leave out. Operator only",
  tags,
  security,
  request: {
    params: IdParam,
    query: z.object({
      ...TERMS,
      is_instant: Switch.default("false").openapi({ description: "SEPA only: pay within seconds" }),
      part: digits(z.number().int().min(1).max(1_000)).default(1).openapi({ description: PART_TEXT }),
    }),
  },
  responses: { 200: json(Preview, "Control sums, and payouts that are left out"), ...problems },
});

const makeRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  answersSecret: true,
  method: "post",
  path: "/payout-runs/{id}/bank-file",
  operationId: "makeBankFile",
  summary:
    "Make a file by which a bank or payment service pays payouts of a sent run. Operator only, in a fresh session",
  description:
    "It pays what no earlier file and no provider pays. If nothing is left, and the request is that of an earlier file, it is this file again, with the same message id. The file is made on demand and not kept. The audit records each making with count, sum and message id. Ids in the file derive from the payouts: a file that is made again pays nothing twice at a bank that checks them.",
  tags,
  security: sessionOnly,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          ...TERMS,
          is_instant: z.boolean().default(false).openapi({ description: "SEPA only: pay within seconds" }),
          part: z.number().int().min(1).max(1_000).default(1).openapi({ description: PART_TEXT }),
          paid_elsewhere: z.number().int().min(0).max(1_000_000).default(0).openapi({
            description:
              "How many payouts you know to be paid by earlier files or a provider, from the preview; another number is refused (`paid_elsewhere`)",
          }),
          left_out: z.number().int().min(0).max(1_000_000).default(0).openapi({
            description: "How many payouts you know to be left out, from the preview; another number is refused",
          }),
        })
        .openapi("NewBankFile"),
    ),
  },
  responses: { 200: json(Made, "The file"), ...problems },
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/payout-runs/{id}/bank-files",
  operationId: "listBankFiles",
  summary: "List the bank files that were made of a run, newest first. Operator only",
  description: "The files themselves are not kept.",
  tags,
  security,
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json(pageOf(FileRecord), "Each making of a file"), ...problems },
});

const voidRoute = defineRoute({
  scope: "payouts",
  freshSignIn: true,
  method: "post",
  path: "/payout-runs/{id}/void-file",
  operationId: "voidBankFile",
  summary: "Declare a bank file void that the bank refused or never got. Operator only, in a fresh session",
  description:
    "Other files may then pay its payouts. Refused if a bank's statement or report has an answer on one of them: then the bank has the file. The audit records it with the reason.",
  tags,
  security: sessionOnly,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          message_id: z.string().min(1).max(100).openapi({ description: "Id of the message in the file" }),
          reason: ReasonText,
        })
        .openapi("VoidBankFile"),
    ),
  },
  responses: { 200: json(Voided, "The file is void"), ...problems },
});

/** Files by which banks and payment services are told what to pay. */
export const bankFiles = createApi()
  .openapi(previewRoute, async (c) => {
    const { is_instant, ...query } = c.req.valid("query");
    const request = requestOf({ ...query, is_instant: is_instant === "true" });
    return c.json(showPreview(await previewBankFile(c.var.ctx, vaultOf(c.env), c.req.valid("param").id, request)), 200);
  })
  .openapi(makeRoute, async (c) => {
    const { left_out: leftOut, paid_elsewhere: elsewhere, ...input } = c.req.valid("json");
    const request = { ...requestOf(input), leftOut, elsewhere };
    const { messageId, file, contentType, name, pieces } = await makeBankFile(
      c.var.ctx,
      vaultOf(c.env),
      c.req.valid("param").id,
      request,
    );
    const secret = { name, content_type: contentType, content_base64: Buffer.concat([...pieces]).toString("base64") };
    const sums = { payouts: file.payouts, net: money(file.netMinor, input.currency) };
    return c.json({ message_id: messageId, file: sums, secret, secret_shown_before: false }, 200);
  })
  .openapi(listRoute, async (c) => {
    const { rows, next } = await listBankFiles(c.var.ctx, c.req.valid("param").id, c.req.valid("query"));
    return c.json({ data: rows.map(showRecord), next_cursor: next }, 200);
  })
  .openapi(voidRoute, async (c) => {
    const { message_id: messageId, reason } = c.req.valid("json");
    const count = await voidBankFile(c.var.ctx, c.req.valid("param").id, { messageId, reason });
    return c.json({ message_id: messageId, payouts: count }, 200);
  });

type Input = z.infer<z.ZodObject<typeof TERMS>> & { is_instant: boolean; part: number };

const requestOf = ({ format, method, currency, part, ...terms }: Input) => ({
  ...{ format, method, currency, part },
  terms: {
    ...{ executeOn: terms.execute_on, subject: terms.subject, isInstant: terms.is_instant },
    columns: columnsOf(format, terms.columns),
  },
});

function columnsOf(format: Input["format"], text: string | undefined) {
  const refuse = (message: string): never => {
    throw new NetworkError("invalid_input", "The columns are refused", [{ path: "columns", message }]);
  };
  if (format !== "csv" && text !== undefined) refuse("belong to the format csv only");
  if (text === undefined) return DEFAULT_COLUMNS;
  return text.split(",").map((part) => {
    const at = part.lastIndexOf("=");
    const [header, name] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    const field = CSV_FIELDS.find((one) => one === name);
    if (at < 1 || header === "" || field === undefined)
      return refuse(`must be like Payee=account,Sum=amount; the fields are ${CSV_FIELDS.join(", ")}`);
    return { header, field };
  });
}

function showPreview(preview: FilePreview): z.infer<typeof Preview> {
  const { payer, parts, sums, refused, repeats, currency } = preview;
  const sum = ({ payouts, netMinor }: (typeof sums)["file"]) => ({ payouts, net: money(netMinor, currency) });
  return {
    ...{ payer: { id: payer.accountId, mask: payer.mask, legal_entity_name: payer.name }, parts, repeats },
    ...{ file: sum(sums.file), left_out: sum(sums.leftOut), paid_elsewhere: sum(sums.elsewhere) },
    ...{ others: sum(sums.others), run: sum(sums.run) },
    refused: refused.map(({ payoutId, webmasterId, netMinor, reason }) => ({
      ...{ payout_id: payoutId, webmaster_id: webmasterId, net: money(netMinor, currency), text: reason },
    })),
  };
}

const showRecord = (file: BankFileRecord): z.infer<typeof FileRecord> => ({
  ...{ id: file.id, format: file.format, message_id: file.message_id, payouts: file.payments },
  ...{ net: money(file.amount_minor, file.currency), made_at: time(file.made_at), made_by: file.madeById },
  ...{ voided_at: timeOrNull(file.voided_at), void_reason: file.void_reason },
  voided_by: file.voided_by === null ? null : actorIdOf(file.voided_by),
});
