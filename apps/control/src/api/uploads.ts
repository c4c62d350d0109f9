import { z } from "@hono/zod-openapi";
import { REASON_TEXT_MAX } from "@waymark/contract/field-text";
import { NetworkError } from "@waymark/network/errors";
import { DECIMAL_SEPARATOR_NAMES, readStatusWords } from "@waymark/network/report";
import {
  cancelUpload,
  commitUpload,
  FIELDS,
  KEPT_SETTINGS,
  SAME_ORDER_MODES,
  getSchedule,
  getUpload,
  listRows,
  listUploads,
  OUTCOMES,
  receiveUpload,
  setSchedule,
  STANDINGS,
  undoUpload,
  writeResults,
  totalOf,
  type MissingLine,
  type UploadPeriod,
  type ResultRow,
  type Upload,
  type UploadSchedule,
  PERIOD_STATUSES,
  DATE_ORDERS,
  ROW_STATES,
} from "@waymark/network/upload";
import {
  body,
  createApi,
  IdParam,
  json,
  Money,
  money,
  NOT_WEBMASTERS,
  onlyFor,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  timeOrNull,
  Switch,
  switchOf,
} from "./schema.ts";
import { ReasonCode } from "./conversions.ts";
import { UploadFilters, uploadFilterOf } from "./filters.ts";
import { waits } from "./money-guard.ts";
import { defineRoute } from "./route.ts";
import { readTime, TimeText, ZoneName } from "./time-input.ts";
import { showUploadSchedule, UploadScheduleShape } from "./upload-schedule.ts";
import { hashedFile } from "../idempotency.ts";
import { wakeUpload } from "../wake-upload.ts";
import { fileOf, NAME_LENGTH_MAX } from "../multipart.ts";
import { UPLOAD_STATUSES, VALIDATIONS } from "@waymark/network/words";
import { REPORT_STATUSES } from "@waymark/contract/postback-event";

const Outcome = z.enum(OUTCOMES);

const MoneyDiff = z.object({
  webmaster_id: z.string(),
  rows: z.number().int(),
  pending: Money,
  approved: Money,
  revenue_pending: onlyFor(NOT_WEBMASTERS, Money, "The revenue that is not approved yet"),
  revenue_approved: onlyFor(NOT_WEBMASTERS, Money),
});

const Notation = z.object({
  decimal_separator: z.enum(DECIMAL_SEPARATOR_NAMES).nullable(),
  dates: z.enum(DATE_ORDERS).nullable(),
  zone: z.string(),
  status: z.enum(REPORT_STATUSES).openapi({ description: "The status of rows if the file has no status column" }),
  statuses: z.record(z.string(), z.enum(REPORT_STATUSES)).openapi({ description: "Your status words, in lower case" }),
  same_order: z
    .enum(SAME_ORDER_MODES)
    .openapi({ description: "Treatment of rows of one order with different amounts" }),
});

const Kept = z.object({
  setting: z.enum(KEPT_SETTINGS),
  name: z.string().openapi({ description: "The status word or the column; otherwise empty" }),
  meaning: z.string().openapi({ description: "The value of the setting, like `dmy`, `rejected`, `order_id`" }),
  from: z.enum(["upload", "postbacks"]).openapi({ description: "An earlier upload, or the postback settings" }),
  upload_id: z.string().nullable().openapi({ description: "The upload that set it; null if that was not recorded" }),
  kept_at: Time.nullable(),
});

const Missing = z.object({
  webmaster_id: z.string(),
  rows: z.number().int(),
  approved_rows: z.number().int().openapi({
    description: "How many of them were approved before. They stay approved; the term's policy applies to pending ones",
  }),
  pending: Money,
  approved: Money,
  revenue_pending: Money,
  revenue_approved: Money,
});

/** What of an upload only the advertiser and the operator see. */
const hidden = <T extends z.ZodType>(schema: T, description?: string) => onlyFor(NOT_WEBMASTERS, schema, description);

export const UploadView = z
  .object({
    id: z.string(),
    offer_id: z.string(),
    offer_name: z.string(),
    status: z.enum(UPLOAD_STATUSES),
    rows: z.number().int().openapi({ description: "Rows of the file; for a webmaster those of their conversions" }),
    name: hidden(z.string()),
    sha256: hidden(z.string()),
    size_bytes: hidden(z.number().int()),
    empty_rows: hidden(z.number().int(), "Rows without any text: they are skipped and not part of `rows`"),
    columns: hidden(
      z.array(z.object({ name: z.string(), field: z.enum(FIELDS).nullable() })),
      "The file's columns, and how each was understood",
    ),
    notation: hidden(
      Notation,
      "How the file is read: by its own settings, those of earlier uploads, or those of postbacks",
    ),
    kept: hidden(z.array(Kept), "Settings that apply although this upload does not name them"),
    period_starts_at: Time.nullable().openapi({ description: "The period that it reports completely" }),
    fault: hidden(
      z.object({ code: z.string(), row: z.number().int().nullable(), sentence: z.string() }).nullable(),
      "Why the file can't be read",
    ),
    file_deleted_at: hidden(
      Time.nullable(),
      "When the file was deleted, because the upload failed or was not applied; null while it is kept",
    ),
    progress: hidden(z.object({ chunks_done: z.number().int(), chunks: z.number().int() })),
    outcomes: hidden(z.record(Outcome, z.number().int())),
    errors: hidden(z.record(z.string(), z.number().int()), "Rows by the code of their error"),
    open_rows: hidden(z.number().int(), "Rows that a commit would apply"),
    changed_rows: hidden(
      z.number().int(),
      "Rows among them that changed since they were shown; commit again to apply them",
    ),
    applied_rows: z.number().int(),
    undone_rows: hidden(z.number().int()),
    kept_paid_rows: hidden(z.number().int(), "Rows not undone because the payment of their conversion has begun"),
    kept_changed_rows: hidden(z.number().int(), "Rows not undone because their conversion was changed since"),
    money: z
      .array(MoneyDiff)
      .openapi({ description: "The change of commissions and revenue, by webmaster and currency" }),
    missing: hidden(z.array(Missing), "Conversions of the period that a complete file does not mention"),
    missing_total: hidden(z.array(Missing.omit({ webmaster_id: true }).extend({ webmasters: z.number().int() }))),
    total: z.array(MoneyDiff.omit({ webmaster_id: true }).extend({ webmasters: z.number().int() })),
    created_at: Time,
    validated_at: Time.nullable(),
    committed_at: Time.nullable(),
    undone_at: Time.nullable(),
    undo_reason: z.string().nullable().openapi({ description: "Why it was undone; null if no reason was given" }),
  })
  .openapi("Upload");

const Validation = z.enum(VALIDATIONS);

const CountsAs = z.enum(STANDINGS).openapi({
  description: "How the commission counts: an approval that the network holds is `pending`, a refused one `none`",
});

const RowView = z
  .object({
    row: z.number().int().openapi({ description: "1 is the first below the header; 0: not mentioned by the file" }),
    cells: onlyFor(NOT_WEBMASTERS, z.array(z.string())),
    outcome: Outcome,
    outcome_code: z.string().nullable(),
    outcome_sentence: z.string(),
    reason_code: ReasonCode.nullable().openapi({ description: "The reason of the row's answer" }),
    reason: z.string().nullable().openapi({ description: "The reason of the row's answer" }),
    status: z.enum(ROW_STATES),
    conversion_id: z.string().nullable(),
    webmaster_id: z.string().nullable(),
    validation_before: Validation.nullable().openapi({ description: "Null if the row creates a conversion" }),
    validation_after: Validation.nullable().openapi({ description: "Null if no conversion is concerned" }),
    counts_before: CountsAs.nullable(),
    counts_after: CountsAs.nullable(),
    commission_before: Money.nullable(),
    commission_after: Money.nullable(),
  })
  .openapi("UploadRow");

const PeriodView = z
  .object({
    starts_at: Time,
    ends_at: Time,
    due_at: Time,
    overdue_at: Time,
    status: z.enum(PERIOD_STATUSES),
    upload_id: onlyFor(NOT_WEBMASTERS, z.string().nullable()),
    received_at: Time.nullable(),
  })
  .openapi("UploadPeriod");

const ScheduleView = z.object({ schedule: UploadScheduleShape.nullable(), periods: z.array(PeriodView) });

const createRoute_ = defineRoute({
  scope: "write",
  fileBody: "streamed",
  method: "post",
  path: "/uploads",
  operationId: "createUpload",
  summary:
    "Upload a file of orders: CSV or NDJSON, as the raw body or as a form with one file. Nothing changes before commit",
  tags: ["uploads"],
  security,
  request: {
    query: z.object({
      offer_id: z.string().max(100),
      name: z.string().max(NAME_LENGTH_MAX).default("").openapi({
        description: "Name of the file; default: that of the file in a form",
      }),
      is_complete: Switch.default("false").openapi({ description: "The file reports a whole period and closes it" }),
      period_starts_at: TimeText.optional().openapi({
        description:
          "The start of the period, as a time or as a date in `zone`; default: the oldest period without a file",
      }),
      delimiter: z.enum(["comma", "semicolon", "tab", "pipe"]).optional().openapi({
        description: "The delimiter of CSV; default: that of a first line like `sep=;`, else detected from the header",
      }),
      decimal_separator: z
        .enum([...DECIMAL_SEPARATOR_NAMES, "auto"])
        .optional()
        .openapi({
          description: "How to read 1,234; `auto`: refused if ambiguous. Kept for later uploads",
        }),
      dates: z
        .enum([...DATE_ORDERS, "auto"])
        .optional()
        .openapi({
          description: "How to read 01/02/2026; `auto`: refused if ambiguous. Kept for later uploads",
        }),
      zone: ZoneName.optional().openapi({
        description: "The zone of times without one; default: the term's zone, else UTC",
      }),
      status: z.enum(REPORT_STATUSES).default("approved").openapi({
        description: "The status of rows if the file has no status column",
      }),
      statuses: z
        .string()
        .max(2_000)
        .optional()
        .openapi({ description: "Maps status words, like `shipped:approved,1:pending`. Kept for later uploads" }),
      same_order: z.enum(SAME_ORDER_MODES).default("error").openapi({
        description: "Rows of one order with different amounts: `error` refuses all of them, `sum` adds the amounts",
      }),
      columns: z.string().max(2_000).optional().openapi({
        description: "Maps columns to fields, like `Bestellung:order_id,Summe:amount`. Kept for later uploads",
      }),
    }),
    body: {
      content: {
        "text/csv": { schema: z.string() },
        "application/x-ndjson": { schema: z.string() },
        "application/octet-stream": { schema: z.string() },
        // Not a zod schema: the file is streamed and not parsed as a form.
        "multipart/form-data": {
          schema: {
            type: "object",
            properties: { file: { type: "string", format: "binary", description: "The only part, under any name" } },
            required: ["file"],
          },
        },
      },
      required: true,
    },
  },
  responses: { 202: json(UploadView, "The upload; poll it for progress"), ...problems },
});

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/uploads",
  operationId: "listUploads",
  summary: "List uploads, newest first. Webmasters see those that were applied to their conversions",
  tags: ["uploads"],
  security,
  request: { query: PageQuery.extend(UploadFilters.shape) },
  responses: { 200: json(pageOf(UploadView), "Uploads"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/uploads/{id}",
  operationId: "getUpload",
  summary: "Get progress, counts and the money diff of an upload",
  tags: ["uploads"],
  security,
  request: { params: IdParam },
  responses: { 200: json(UploadView, "The upload"), ...problems },
});

const RowFilter = z.object({
  outcome: Outcome.optional(),
  is_missing: Switch.optional().openapi({
    description: "Only conversions that the file does not mention, or only rows of the file",
  }),
});

const filterOf = ({ outcome, is_missing }: z.infer<typeof RowFilter>) => ({
  outcome,
  isMissing: switchOf(is_missing),
});

const rowsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/uploads/{id}/rows",
  operationId: "listUploadRows",
  summary: "List the outcome of each row, in the file's order",
  tags: ["uploads"],
  security,
  request: {
    params: IdParam,
    query: PageQuery.extend({
      ...RowFilter.shape,
      cursor: z
        .string()
        .regex(/^\d{1,7}\.\d{1,7}$/)
        .optional(),
    }),
  },
  responses: { 200: json(pageOf(RowView), "Rows"), ...problems },
});

const resultsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/uploads/{id}/results",
  operationId: "getUploadResults",
  summary: "Download the results in the form of the file: its own columns in their order, then the outcome of each row",
  tags: ["uploads"],
  security,
  request: { params: IdParam, query: RowFilter },
  responses: {
    200: {
      content: { "text/csv": { schema: z.string() }, "application/x-ndjson": { schema: z.string() } },
      description: "The rows, which can be uploaded again; NDJSON if the file is NDJSON",
    },
    ...problems,
  },
});

const commitRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/uploads/{id}/commit",
  operationId: "commitUpload",
  summary: "Apply exactly what was shown. Rows that changed since are shown again instead",
  description:
    "By an operator the commit is an act on money: the commissions that it raises count against their limit, and need the " +
    "scope `payouts`. By the advertiser it is not.",
  tags: ["uploads"],
  security,
  request: { params: IdParam },
  responses: { 200: json(UploadView, "The upload"), ...waits, ...problems },
});

const cancelRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/uploads/{id}/cancel",
  operationId: "cancelUpload",
  summary: "Cancel an upload that was not applied",
  tags: ["uploads"],
  security,
  request: { params: IdParam },
  responses: { 200: json(UploadView, "The upload"), ...problems },
});

const undoRoute = defineRoute({
  scope: "write",
  method: "post",
  path: "/uploads/{id}/undo",
  operationId: "undoUpload",
  summary: "Undo an upload by compensating transfers. Paid conversions stay unless the operator reverses them",
  tags: ["uploads"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          reverses_paid: z.boolean().default(false),
          reason: z.string().trim().min(1).max(REASON_TEXT_MAX).nullable().default(null).openapi({
            description: "The webmasters of the conversions see it, with each change",
          }),
        })
        .openapi("UploadUndo"),
    ),
  },
  responses: { 200: json(UploadView, "The upload"), ...problems },
});

const getScheduleRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/offers/{id}/upload-schedule",
  operationId: "getUploadSchedule",
  summary: "Get an offer's upload term and its periods: due, received, late and overdue",
  tags: ["uploads"],
  security,
  request: { params: IdParam },
  responses: { 200: json(ScheduleView, "The term and its periods"), ...problems },
});

const setScheduleRoute = defineRoute({
  scope: "write",
  method: "put",
  path: "/offers/{id}/upload-schedule",
  operationId: "setUploadSchedule",
  summary: "Set the upload term. A period that has begun keeps its dates. Operator only",
  tags: ["uploads"],
  security,
  request: { params: IdParam, ...body(UploadScheduleShape) },
  responses: { 200: json(ScheduleView, "The term and its periods"), ...problems },
});

const DELIMITER = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" } as const;

export const uploads = createApi()
  .openapi(createRoute_, async (c) => {
    const input = c.req.valid("query");
    const { ctx } = c.var;
    const file = await fileOf(c.req.raw);
    const upload = await receiveUpload(ctx, {
      offerId: input.offer_id,
      name: input.name === "" ? file.name : input.name,
      isComplete: input.is_complete === "true",
      periodStartsAt: (zone) =>
        input.period_starts_at === undefined ? null : (readTime(input.period_starts_at, "begin", zone) ?? null),
      delimiter: input.delimiter === undefined ? null : DELIMITER[input.delimiter],
      notation: {
        decimal: input.decimal_separator ?? null,
        dates: input.dates ?? null,
        zone: input.zone ?? null,
        status: input.status,
        statuses: statusWordsOf(input.statuses ?? ""),
        sameOrder: input.same_order,
        columns: Object.fromEntries(pairsOf("columns", input.columns ?? "", FIELDS)),
      },
      body: hashedFile(c, file.body),
    });
    await wakeUpload(c.env, upload.id);
    return c.json(showUpload(upload), 202);
  })
  .openapi(listRoute, async (c) => {
    const { limit, cursor, ...query } = c.req.valid("query");
    const { rows, next } = await listUploads(c.var.ctx, uploadFilterOf(query), { cursor, limit });
    return c.json({ data: rows.map(showUpload), next_cursor: next }, 200);
  })
  .openapi(getRoute, async (c) => c.json(showUpload(await getUpload(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(rowsRoute, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const page = { ...filterOf(filter), after: cursor, limit };
    const { rows, next } = await listRows(c.var.ctx, c.req.valid("param").id, page);
    return c.json(
      {
        data: rows.map(showRow),
        next_cursor: next,
      },
      200,
    );
  })
  .openapi(resultsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { format, stream } = await writeResults(c.var.ctx, id, filterOf(c.req.valid("query")));
    return c.body(stream, 200, {
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson",
      "content-disposition": `attachment; filename="${id}.${format}"`,
    });
  })
  .openapi(commitRoute, async (c) => {
    const upload = await commitUpload(c.var.ctx, c.req.valid("param").id);
    await wakeUpload(c.env, upload.id);
    return c.json(showUpload(upload), 200);
  })
  .openapi(cancelRoute, async (c) => c.json(showUpload(await cancelUpload(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(undoRoute, async (c) => {
    const { reverses_paid: reversesPaid, reason } = c.req.valid("json");
    const upload = await undoUpload(c.var.ctx, c.req.valid("param").id, { reversesPaid, reason });
    await wakeUpload(c.env, upload.id);
    return c.json(showUpload(upload), 200);
  })
  .openapi(getScheduleRoute, async (c) =>
    c.json(showSchedule(await getSchedule(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(setScheduleRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { zone, every, grace_days, missing } = c.req.valid("json");
    await setSchedule(c.var.ctx, id, { zone, every, graceDays: grace_days, missing });
    return c.json(showSchedule(await getSchedule(c.var.ctx, id)), 200);
  });

function statusWordsOf(text: string) {
  const { words, faults } = readStatusWords(pairsOf("statuses", text, REPORT_STATUSES));
  if (faults.length === 0) return words;
  const errors = faults.map(({ word, message }) => ({ path: "statuses", message: `${word}: ${message}` }));
  throw new NetworkError("invalid_input", "Some status words can't be used", errors);
}

/** Pairs like `Bestellung:order_id`. */
function pairsOf<Meaning extends string>(
  path: string,
  text: string,
  meanings: readonly Meaning[],
): [string, Meaning][] {
  const texts = text.split(",").filter((pair) => pair.trim() !== "");
  const pairs = texts.map((pair): [string, Meaning] => {
    const at = pair.lastIndexOf(":");
    const name = pair.slice(0, Math.max(at, 0)).trim();
    const meaning = meanings.find((one) => one === pair.slice(at + 1).trim());
    if (name === "" || meaning === undefined)
      throw new NetworkError("invalid_input", `The parameter ${path} is malformed`, [
        {
          path,
          message: `write pairs like NAME:${meanings[0]}, separated by commas; allowed values are ${meanings.join(", ")}`,
        },
      ]);
    return [name, meaning];
  });
  const twice = pairs.find(([name], i) => pairs.findIndex(([other]) => other === name) < i);
  if (twice !== undefined)
    throw new NetworkError("invalid_input", `The parameter ${path} is malformed`, [
      { path, message: `has ${twice[0]} twice; give it one meaning` },
    ]);
  return pairs;
}

type Line = Pick<Upload["money"][number], "rows" | "currency" | "pendingMinor" | "approvedMinor"> &
  Partial<Pick<Upload["money"][number], "revenuePendingMinor" | "revenueApprovedMinor">>;

const lineOf = ({ rows, currency, ...line }: Line) => ({
  rows,
  pending: money(line.pendingMinor, currency),
  approved: money(line.approvedMinor, currency),
  revenue_pending: moneyIfSeen(line.revenuePendingMinor, currency),
  revenue_approved: moneyIfSeen(line.revenueApprovedMinor, currency),
});

const moneyIfSeen = (minor: bigint | undefined, currency: string) =>
  minor === undefined ? undefined : money(minor, currency);

export const showUpload = (upload: Upload): z.infer<typeof UploadView> => ({
  id: upload.id,
  offer_id: upload.offerId,
  offer_name: upload.offerName,
  status: upload.status,
  rows: upload.rows,
  applied_rows: upload.appliedRows,
  period_starts_at: timeOrNull(upload.periodStartsAt),
  ...(upload.file && showFile(upload.file)),
  money: upload.money.map((line) => ({ webmaster_id: line.webmasterId, ...lineOf(line) })),
  total: upload.total.map((line) => ({ webmasters: line.webmasters, ...lineOf(line) })),
  created_at: time(upload.createdAt),
  validated_at: timeOrNull(upload.validatedAt),
  committed_at: timeOrNull(upload.committedAt),
  undone_at: timeOrNull(upload.undoneAt),
  undo_reason: upload.undoReason,
});

const showFile = ({ summary, progress, ...file }: NonNullable<Upload["file"]>) => ({
  name: file.name,
  sha256: file.sha256,
  size_bytes: file.bytes,
  empty_rows: file.emptyRows,
  file_deleted_at: timeOrNull(file.deletedAt),
  columns: file.columns as z.infer<typeof UploadView>["columns"], // fields as columns.ts names them
  notation: showNotation(file.notation),
  kept: file.kept.map(({ uploadId, keptAt, ...kept }) => ({
    ...kept,
    upload_id: uploadId,
    kept_at: timeOrNull(keptAt),
  })),
  fault: file.fault,
  progress: { chunks_done: progress.chunksDone, chunks: progress.chunks },
  outcomes: summary.outcomes as z.infer<typeof UploadView>["outcomes"], // absent ones are none
  errors: summary.errors,
  open_rows: summary.open,
  changed_rows: summary.changed,
  undone_rows: summary.undone,
  kept_paid_rows: summary.keptPaid,
  kept_changed_rows: summary.keptChanged,
  missing: summary.missing.map((line) => ({ webmaster_id: line.webmasterId, ...missingOf(line) })),
  missing_total: [...Map.groupBy(summary.missing, ({ currency }) => currency)].map(([currency, lines]) => ({
    webmasters: lines.length,
    ...missingOf({ ...totalOf(currency, lines), approvedRows: sum(lines.map((line) => line.approvedRows)) }),
  })),
});

const showNotation = ({
  decimal,
  dates,
  zone,
  status,
  statuses,
  sameOrder,
}: NonNullable<Upload["file"]>["notation"]) => ({
  ...{ decimal_separator: decimal, dates, zone, status, statuses },
  same_order: sameOrder,
});

function showRow({ currency, before, after: changed, ...row }: ResultRow): z.infer<typeof RowView> {
  const after = changed ?? before;
  return {
    row: row.row,
    cells: row.cells,
    outcome: row.outcome,
    outcome_code: row.code,
    outcome_sentence: row.sentence,
    reason_code: row.reasonCode,
    reason: row.reason,
    status: row.state,
    conversion_id: row.conversionId,
    webmaster_id: row.webmasterId,
    validation_before: before?.validation ?? null,
    validation_after: after?.validation ?? null,
    counts_before: before?.money ?? null,
    counts_after: after?.money ?? null,
    commission_before: currency === null ? null : money(before?.commissionMinor ?? 0, currency),
    commission_after: currency === null ? null : money(after?.commissionMinor ?? 0, currency),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

const missingOf = (line: Omit<MissingLine, "webmasterId">) => ({
  rows: line.rows,
  approved_rows: line.approvedRows,
  pending: money(line.pendingMinor, line.currency),
  approved: money(line.approvedMinor, line.currency),
  revenue_pending: money(line.revenuePendingMinor, line.currency),
  revenue_approved: money(line.revenueApprovedMinor, line.currency),
});

const showSchedule = ({ schedule, periods }: { schedule: UploadSchedule | null; periods: UploadPeriod[] }) => ({
  schedule: schedule && showUploadSchedule(schedule),
  periods: periods.map((period) => ({
    starts_at: time(period.startsAt),
    ends_at: time(period.endsAt),
    due_at: time(period.dueAt),
    overdue_at: time(period.overdueAt),
    status: period.status,
    upload_id: period.uploadId,
    received_at: timeOrNull(period.receivedAt),
  })),
});
