import { actorName, type Context } from "../context.ts";
import { inJson, insertRows, rawStatement, type Statement } from "../db/index.ts";
import { NetworkError } from "../errors.ts";
import { mailTo, type MailKind } from "../mail/index.ts";
import { getOffer } from "../offer/index.ts";
import { ADVERTISER_AND_OPERATOR, OPERATOR, OPERATOR_OR_JOB, requireRole, visibleTo } from "../role.ts";
import type { PeriodRow, UploadRow } from "./queries.ts";
import {
  periodAround,
  periodFrom,
  periodStatus,
  type Period,
  type PeriodStatus,
  type UploadSchedule,
} from "./schedule.ts";

/** A period as the API shows it. Times are Unix ms. */
export interface UploadPeriod extends Period {
  offerId: string;
  status: PeriodStatus;
  /** Undefined for a webmaster. */
  uploadId: string | null | undefined;
  receivedAt: number | null;
}

const PERIODS_SHOWN_MAX = 100;

/** An offer's upload term and its periods, newest first; null if none was agreed. Throws `not_found`. */
export async function getSchedule(
  ctx: Context,
  offerId: string,
): Promise<{ schedule: UploadSchedule | null; periods: UploadPeriod[] }> {
  await getOffer(ctx, offerId);
  const [current, rows] = await Promise.all([
    findSchedule(ctx, offerId),
    ctx.db.query
      .selectFrom("upload_period")
      .selectAll()
      .where("offer_id", "=", offerId)
      .orderBy("starts_at", "desc")
      .limit(PERIODS_SHOWN_MAX)
      .execute(),
  ]);
  return {
    schedule: current?.schedule ?? null,
    periods: rows.map((row) => {
      const period = periodOf(row, ctx.now());
      return { ...period, uploadId: visibleTo(ctx.actor, ADVERTISER_AND_OPERATOR, period.uploadId) };
    }),
  };
}

async function findSchedule({ db }: Context, offerId: string) {
  const row = await db.query
    .selectFrom("upload_schedule")
    .selectAll()
    .where("offer_id", "=", offerId)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { version: row.version, schedule: JSON.parse(row.schedule) as UploadSchedule }; // written by setSchedule
}

/** The upload term that an offer shows. */
export interface UploadTerm {
  schedule: UploadSchedule;
  /** When the earliest period without a file is due (Unix ms); in the past if it is late. */
  nextDueAt: number | null;
}

/** The terms in force, by offer. The caller has checked that the actor may see these offers. */
export async function readUploadTerms(
  { db: { query } }: Context,
  offerIds: readonly string[],
): Promise<Map<string, UploadTerm>> {
  if (offerIds.length === 0) return new Map();
  const [schedules, awaited] = await Promise.all([
    query
      .selectFrom("upload_schedule")
      .select(["offer_id", "schedule"])
      .where("offer_id", "in", inJson(offerIds))
      .orderBy("version")
      .execute(),
    query
      .selectFrom("upload_period")
      .select(({ fn }) => ["offer_id", fn.min("due_at").as("due_at")])
      .where("offer_id", "in", inJson(offerIds))
      .where("upload_id", "is", null)
      .groupBy("offer_id")
      .execute(),
  ]);
  const dueAtOf = new Map(awaited.map(({ offer_id, due_at }) => [offer_id, due_at]));
  // The last version of an offer wins.
  return new Map(
    schedules.map(({ offer_id, schedule }) => [
      offer_id,
      { schedule: JSON.parse(schedule) as UploadSchedule, nextDueAt: dueAtOf.get(offer_id) ?? null }, // written by setSchedule
    ]),
  );
}

/**
 * Sets a new upload term. A period that has begun keeps its dates; the next one follows the new term. Operator only.
 * Throws `not_found`, `forbidden`, `conflict`.
 */
export async function setSchedule(ctx: Context, offerId: string, schedule: UploadSchedule): Promise<void> {
  requireRole(ctx, OPERATOR, "set the upload term");
  const { offer } = await getOffer(ctx, offerId);
  if (offer.validation !== "upload")
    throw new NetworkError("conflict", "This offer validates in real time, so it has no upload term");
  const current = await findSchedule(ctx, offerId);
  const change = { offerId, version: (current?.version ?? 0) + 1, schedule, changedBy: actorName(ctx.actor) };
  await ctx.db.write(insertSchedule(change, ctx.now()));
}

/** The statements that write a term; the first term of an offer begins its first period. */
export function insertSchedule(
  {
    offerId,
    version,
    schedule,
    changedBy,
  }: { offerId: string; version: number; schedule: UploadSchedule; changedBy: string },
  now: number,
): Statement[] {
  return [
    ...insertRows(
      "upload_schedule",
      ["offer_id", "version", "schedule", "changed_at", "changed_by"],
      [
        {
          offer_id: offerId,
          version,
          schedule: JSON.stringify(schedule),
          changed_at: now,
          changed_by: changedBy,
        },
      ],
    ),
    ...(version === 1 ? insertPeriods([rowOf(offerId, schedule, periodAround(schedule, now))]) : []),
  ];
}

/** Inserts the periods that have begun, each from the end of the one before. Returns how many. */
export async function makePeriods(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "create periods");
  const { db } = ctx;
  const now = ctx.now();
  const ended = await db.query
    .selectFrom("upload_period")
    .select(({ fn }) => ["offer_id", fn.max("ends_at").as("ends_at")])
    .groupBy("offer_id")
    .having(({ fn }) => fn.max("ends_at"), "<=", now)
    .limit(PERIODS_MADE_MAX)
    .execute();
  const rows: PeriodRow[] = [];
  for (const { offer_id, ends_at } of ended) {
    const current = await findSchedule(ctx, offer_id);
    for (let at = ends_at; current !== undefined && at <= now && rows.length < PERIODS_MADE_MAX;) {
      const period = periodFrom(current.schedule, at);
      rows.push(rowOf(offer_id, current.schedule, period));
      at = period.endsAt;
    }
  }
  await db.write(insertPeriods(rows));
  return rows.length;
}

const PERIODS_MADE_MAX = 200;

const rowOf = (offerId: string, { missing }: UploadSchedule, period: Period): PeriodRow => ({
  offer_id: offerId,
  starts_at: period.startsAt,
  ends_at: period.endsAt,
  due_at: period.dueAt,
  overdue_at: period.overdueAt,
  missing,
  upload_id: null,
  received_at: null,
  reminded: 0,
});

const insertPeriods = (rows: readonly PeriodRow[]): Statement[] =>
  insertRows(
    "upload_period",
    ["offer_id", "starts_at", "ends_at", "due_at", "overdue_at", "missing", "upload_id", "received_at", "reminded"],
    rows,
  );

function periodOf(row: PeriodRow, now: number): UploadPeriod {
  const period = { startsAt: row.starts_at, endsAt: row.ends_at, dueAt: row.due_at, overdueAt: row.overdue_at };
  return {
    ...period,
    offerId: row.offer_id,
    status: periodStatus(period, row.upload_id !== null, now),
    uploadId: row.upload_id,
    receivedAt: row.received_at,
  };
}

/**
 * When conversions will be decided at the latest, by the upload terms of their offers, in the order of the conversions.
 * Null if no open period covers a conversion.
 */
export async function promisedAt(
  { db }: Context,
  conversions: readonly { offerId: string; occurredAt: number }[],
): Promise<(number | null)[]> {
  if (conversions.length === 0) return [];
  const rows = await db.query
    .selectFrom("upload_period")
    .select(["offer_id", "starts_at", "ends_at", "due_at"])
    .where("offer_id", "in", inJson([...new Set(conversions.map(({ offerId }) => offerId))]))
    .where("upload_id", "is", null)
    .where("ends_at", ">", Math.min(...conversions.map(({ occurredAt }) => occurredAt)))
    .execute();
  return conversions.map(
    ({ offerId, occurredAt: at }) =>
      rows.find((row) => row.offer_id === offerId && row.starts_at <= at && at < row.ends_at)?.due_at ?? null,
  );
}

/** The number of reminders that a period has had in this status, and the mail of the last one. */
const STAGES = {
  due: { reminded: 1, kind: "upload_due" },
  late: { reminded: 2, kind: "upload_late" },
  overdue: { reminded: 3, kind: "upload_overdue" },
} as const satisfies Partial<Record<PeriodStatus, { reminded: number; kind: MailKind }>>;

const REMINDERS_MAX = 50;

/**
 * Reminds the people of advertisers of periods without a file: once when a period has ended, once when it is late, once
 * when it is overdue. Returns how many periods.
 */
export async function remindOfUploads(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "send reminders");
  const now = ctx.now();
  const rows = await ctx.db.query
    .selectFrom("upload_period")
    .innerJoin("offer", "offer.id", "upload_period.offer_id")
    .selectAll("upload_period")
    .select(["offer.name", "offer.advertiser_id"])
    .where("upload_period.upload_id", "is", null)
    .where("upload_period.ends_at", "<=", now)
    .where(({ eb, and, or }) =>
      or([
        eb("reminded", "<", 1),
        and([eb("reminded", "<", 2), eb("due_at", "<=", now)]),
        and([eb("reminded", "<", 3), eb("overdue_at", "<=", now)]),
      ]),
    )
    .limit(REMINDERS_MAX)
    .execute();
  await ctx.db.write(rows.flatMap((row) => reminderOf(row, now)));
  return rows.length;
}

function reminderOf(row: PeriodRow & { name: string; advertiser_id: string }, now: number): Statement[] {
  const { status, startsAt, endsAt, dueAt } = periodOf(row, now);
  if (status !== "due" && status !== "late" && status !== "overdue") return [];
  const { reminded, kind } = STAGES[status];
  const parameters = { offerId: row.offer_id, offerName: row.name, startsAt, endsAt, dueAt };
  const cause = `upload-period/${row.offer_id}/${startsAt}/${reminded}`;
  return [
    mailTo({ role: "advertiser", advertiserId: row.advertiser_id }, { cause, kind, parameters }, now),
    rawStatement("UPDATE upload_period SET reminded = ? WHERE offer_id = ? AND starts_at = ?", [
      ...[reminded, row.offer_id, startsAt],
    ]),
  ];
}

/** The period that a complete upload reports: the stated one, or else the oldest that has ended without a file. */
export async function periodToReceive(ctx: Context, offerId: string, startsAt: number | null): Promise<PeriodRow> {
  let rows = ctx.db.query
    .selectFrom("upload_period")
    .selectAll()
    .where("offer_id", "=", offerId)
    .where("ends_at", "<=", ctx.now())
    .orderBy("starts_at")
    .limit(1);
  rows = startsAt === null ? rows.where("upload_id", "is", null) : rows.where("starts_at", "=", startsAt);
  const row = await rows.executeTakeFirst();
  if (row === undefined) throw new NetworkError("period_unknown", "No ended period of this offer waits for a file");
  if (row.upload_id !== null)
    throw new NetworkError("period_received", `The period was already closed by ${row.upload_id}`);
  return row;
}

/** The statements that close the period of a complete upload; none for other uploads. */
export const closePeriod = ({ id, offer_id, period_starts_at }: UploadRow, now: number): Statement[] =>
  period_starts_at === null
    ? []
    : [
        rawStatement(
          "UPDATE upload_period SET upload_id = ?, received_at = ? WHERE offer_id = ? AND starts_at = ? AND upload_id IS NULL",
          [id, now, offer_id, period_starts_at],
        ),
      ];

/** Reopens the period that an upload had closed. */
export const reopenPeriod = ({ id, offer_id }: UploadRow): Statement =>
  rawStatement("UPDATE upload_period SET upload_id = NULL, received_at = NULL WHERE offer_id = ? AND upload_id = ?", [
    offer_id,
    id,
  ]);
