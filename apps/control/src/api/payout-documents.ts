import { z } from "@hono/zod-openapi";
import { referenceOf } from "@waymark/network/bank-file";
import {
  acceptDocument,
  DOCUMENT_BYTES_MAX,
  getDocument,
  listDocuments,
  readDocumentFile,
  readPaper,
  refuseDocument,
  uploadDocument,
  type PayoutDocument,
} from "@waymark/network/payout-document";
import { DOCUMENT_KINDS, DOCUMENT_STATUSES } from "@waymark/network/words";
import { fileHeaders } from "../files.ts";
import { line } from "../person-schema.ts";
import { makePaper, PAPER_FORMS, PAPER_LANGUAGES } from "../paper/index.ts";
import { vaultOf } from "../vault.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  Money,
  money,
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
const Kind = z.enum(DOCUMENT_KINDS).openapi({
  description:
    "`act`: a signed act or invoice, before the payout is paid. `receipt`: a self-employed person's receipt, after it was paid",
});
const Status = z.enum(DOCUMENT_STATUSES).openapi({
  description:
    "`required`: the webmaster uploads it. `check`: the operator checks it. `accepted`: it is in order. `missed`: it did not come in time, and the money went back. `not_needed`: the payout came back",
});

const DocumentView = z
  .object({
    id: z.string(),
    payout_id: z.string(),
    webmaster_id: z.string(),
    webmaster_name: z.string(),
    kind: Kind,
    status: Status,
    amount: Money.openapi({ description: "Amount of the payout" }),
    vat: Money.openapi({ description: "VAT of the payout" }),
    required_at: Time.openapi({ description: "Since when it is needed" }),
    due_at: Time.nullable().openapi({
      description: "An act that is `required` at this time is missed, and the money of its payout goes back",
    }),
    file: z
      .object({
        id: z.string().openapi({ description: "Id of the file, which a decision names" }),
        name: z.string(),
        type: z.string().openapi({ description: "Media type, as its bytes say" }),
        size_bytes: z.number().int(),
        uploaded_at: Time.openapi({ description: "When it was uploaded" }),
      })
      .nullable()
      .openapi({ description: "The file that was uploaded last; null: none" }),
    reason: z.string().nullable().openapi({ description: "Why the file was refused, or the document missed" }),
    decided_at: Time.nullable().openapi({ description: "When the operator or the time decided about it" }),
  })
  .openapi("PayoutDocument");

const one = { request: { params: IdParam }, tags, security };
const answer = { 200: json(DocumentView, "The document"), ...problems };
const FILE = { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } };
const FileId = z
  .string()
  .max(100)
  .openapi({ description: "Id of the file that was looked at; another one is refused" });

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listPayoutDocuments",
  summary: "List the documents that payouts need, the newest first. Webmasters see their own",
  tags,
  security,
  request: {
    query: PageQuery.extend({
      kind: Kind.optional(),
      status: Status.optional(),
      payout_id: z.string().optional(),
      webmaster_id: z.string().optional(),
    }),
  },
  responses: { 200: json(pageOf(DocumentView), "The documents"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}",
  operationId: "getPayoutDocument",
  summary: "Read a document that a payout needs",
  ...one,
  responses: answer,
});

const fileRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/file",
  operationId: "downloadPayoutDocument",
  summary: "Download the file that was uploaded last for a document",
  ...one,
  responses: { 200: { content: FILE, description: "Its bytes; the document names its type" }, ...problems },
});

const paperRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/paper",
  operationId: "downloadPayoutPaper",
  summary: "Download the act or the invoice of a payout as a PDF, to be signed and uploaded",
  description: "It is made when it is asked for: the same payout has the same bytes.",
  tags,
  security,
  request: {
    params: IdParam,
    query: z.object({
      form: z.enum(PAPER_FORMS).default("act").openapi({
        description: "`act`: the services were rendered. `invoice`: they are to be paid",
      }),
      language: z.enum(PAPER_LANGUAGES).default("en").openapi({ description: "Language of the paper" }),
    }),
  },
  responses: { 200: { content: FILE, description: "The PDF" }, ...problems },
});

const uploadRoute = defineRoute({
  scope: "payouts",
  fileBody: { bytesMax: DOCUMENT_BYTES_MAX },
  method: "post",
  path: "/{id}/file",
  operationId: "uploadPayoutDocument",
  summary: "Upload the signed document or the receipt: PDF, PNG or JPEG, at most 5 MB. Webmaster only",
  description: "The operator checks it. Until then another file can take its place.",
  tags,
  security,
  request: {
    params: IdParam,
    query: z.object({ name: line(200).openapi({ description: "With the extension that matches its bytes" }) }),
    body: { content: FILE, required: true },
  },
  responses: answer,
});

const acceptRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/accept",
  operationId: "acceptPayoutDocument",
  summary: "Accept the file of a document: the payout of an act may be paid. Operator only",
  tags,
  security,
  request: {
    params: IdParam,
    ...body(z.strictObject({ file_id: FileId }).openapi("PayoutDocumentAcceptance")),
  },
  responses: answer,
});

const refuseRoute = defineRoute({
  scope: "payouts",
  method: "post",
  path: "/{id}/refuse",
  operationId: "refusePayoutDocument",
  summary: "Refuse the file of a document, with the reason, which the webmaster reads. Operator only",
  description: "Another file is awaited; the ten days of an act begin anew.",
  tags,
  security,
  request: {
    params: IdParam,
    ...body(z.strictObject({ file_id: FileId, reason: ReasonText }).openapi("PayoutDocumentRefusal")),
  },
  responses: answer,
});

/** Documents that payouts need. */
export const payoutDocuments = createApi()
  .openapi(listRoute, async (c) => {
    const { kind, status, payout_id: payoutId, webmaster_id: webmasterId, ...request } = c.req.valid("query");
    const { rows, next } = await listDocuments(c.var.ctx, { kind, status, payoutId, webmasterId }, request);
    return c.json({ data: rows.map(show), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(show(await getDocument(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(fileRoute, async (c) => {
    const { bytes, ...file } = await readDocumentFile(c.var.ctx, c.req.valid("param").id);
    return c.body(bytes, 200, fileHeaders({ ...file, type: "application/octet-stream" }));
  })
  .openapi(paperRoute, async (c) => {
    const paper = await readPaper(c.var.ctx, vaultOf(c.env), c.req.valid("param").id);
    const { form, language } = c.req.valid("query");
    const number = referenceOf(paper.payoutId);
    const bytes = await makePaper(paper, { number, form, language });
    const file = { name: `${form}-${number}.pdf`, type: "application/octet-stream", sizeBytes: bytes.length };
    return c.body(Buffer.from(bytes).buffer, 200, fileHeaders(file));
  })
  .openapi(uploadRoute, async (c) => {
    const file = { name: c.req.valid("query").name, bytes: new Uint8Array(await c.req.arrayBuffer()) };
    return c.json(show(await uploadDocument(c.var.ctx, c.req.valid("param").id, file)), 200);
  })
  .openapi(acceptRoute, async (c) => {
    const fileId = c.req.valid("json").file_id;
    return c.json(show(await acceptDocument(c.var.ctx, c.req.valid("param").id, { fileId })), 200);
  })
  .openapi(refuseRoute, async (c) => {
    const { file_id: fileId, reason } = c.req.valid("json");
    return c.json(show(await refuseDocument(c.var.ctx, c.req.valid("param").id, { fileId, reason })), 200);
  });

const show = (row: PayoutDocument): z.infer<typeof DocumentView> => ({
  ...{ id: row.id, payout_id: row.payout_id, webmaster_id: row.webmaster_id, webmaster_name: row.webmaster_name },
  ...{ kind: row.kind, status: row.status, required_at: time(row.required_at), due_at: timeOrNull(row.due_at) },
  ...{ amount: money(row.amount_minor, row.currency), vat: money(row.vat_minor, row.currency) },
  file:
    row.file_id === null || row.uploaded_at === null
      ? null
      : {
          ...{ id: row.file_id, name: row.file_name ?? "", type: row.file_type ?? "" },
          ...{ size_bytes: row.file_bytes ?? 0, uploaded_at: time(row.uploaded_at) },
        },
  ...{ reason: row.reason, decided_at: timeOrNull(row.decided_at) },
});
