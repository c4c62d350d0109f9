import { isTestClick, verifyClickId, type ClickKeys } from "@waymark/contract/click-id";
import type { Context } from "../context.ts";
import { findById, type Cause, type Change, type ReasonCode } from "../conversion/index.ts";
import type { Tables } from "../db/index.ts";
import { readRouting } from "../offer/index.ts";
import { answeredIn, decideReport, decideUnmentioned, findFacts, type Submission } from "../report/index.ts";
import { conversionIdsOf, type Entry } from "./apply.ts";
import { readRow, type CellFault, type Notation, type Row } from "./cells.ts";
import type { Mapping } from "./columns.ts";
import { acts, errorOf, repeatDecisionOf, rowDecisionOf, type RowDecision } from "./decide.ts";
import type { Dialect } from "./dialect.ts";
import { textOf } from "./file.ts";
import type { ChunkRow, UploadRow } from "./queries.ts";
import { readRecords } from "./records.ts";
import type { Repeat } from "./same-order.ts";
import { readBytes, readRepeats } from "./store.ts";
import type { MissingPolicy } from "../words.ts";

/** An upload with everything that its work needs, read once a run. */
export interface Job {
  ctx: Context;
  clickKeys: ClickKeys;
  upload: UploadRow;
  dialect: Dialect;
  notation: Notation;
  columns: string[];
  mapping: Mapping;
  offer: Tables["offer"];
  goals: Tables["goal"][];
  /** The id of the conversion that a row creates. */
  conversionIdAt: (row: number) => string;
}

/** The decision of a row, with all changes that applying it makes. */
export interface Decided {
  row: number;
  decision: RowDecision;
  changes: Change[];
  /** The reason of the answer: the row's own, or why the network answers instead. */
  reason: string | null;
  reasonCode: ReasonCode | null;
  /** The deciding row of the same order, if another row decides. */
  otherRow?: number;
}

/** Reads everything that the work on an upload needs. Throws if its offer is gone. */
export async function openJob(ctx: Context, clickKeys: ClickKeys, upload: UploadRow): Promise<Job> {
  const { query } = ctx.db;
  const [offer, goals] = await Promise.all([
    query.selectFrom("offer").selectAll().where("id", "=", upload.offer_id).executeTakeFirstOrThrow(),
    query.selectFrom("goal").selectAll().where("offer_id", "=", upload.offer_id).execute(),
  ]);
  return {
    ctx,
    clickKeys,
    upload,
    offer,
    goals,
    conversionIdAt: conversionIdsOf(upload.id, upload.created_at),
    dialect: JSON.parse(upload.dialect) as Dialect, // these four are written by receiveUpload and cutFile
    notation: JSON.parse(upload.notation) as Notation,
    columns: JSON.parse(upload.columns) as string[],
    mapping: JSON.parse(upload.mapping) as Mapping,
  };
}

/**
 * Codes of the goals whose conversions can also be named by their click alone: goals that pay once a click, and goals
 * whose conversions a visitor's browser may have reported without an order.
 */
export function goalsOfClicks({ offer, goals }: Job): ReadonlySet<string> {
  const { allowsPixel } = readRouting(offer.routing);
  return new Set(goals.filter(({ repeats }) => allowsPixel || repeats === "never").map(({ code }) => code));
}

export const defaultGoalOf = ({ goals }: Job) => goals.find(({ is_default }) => is_default === 1)?.code ?? "";

/**
 * Decides the rows of a chunk by the current state of the database, read once for the whole chunk. Keeps only what
 * `resultOf` makes of each decision: a thousand decisions with all their changes are hard on memory.
 */
export async function decideChunk<Result>(
  job: Job,
  chunk: ChunkRow,
  resultOf: (decided: Decided) => Result,
): Promise<Result[]> {
  const { ctx, upload, offer, goals } = job;
  const bytes = await readBytes(ctx.files, upload.id, chunk);
  const records = readRecords(textOf(bytes, chunk.first_row), job.dialect, job.columns);
  const repeats = await readRepeats(ctx.files, chunk);
  const submissions = records.map((record, i) => {
    const at = chunk.first_row + i;
    const row = readRow(record, job.mapping, job.notation);
    const repeat = repeats.get(at);
    if (repeat === undefined || typeof row === "string") return submissionOf(job, at, row);
    return repeat.kind === "merged" ? submissionOf(job, at, repeat.row) : repeatDecisionOf(repeat);
  });
  const facts = await findFacts(
    ctx,
    submissions.filter((one) => "report" in one),
    { offer, goals },
  );
  const withoutRepeat = repeatRefuser();
  return submissions.map((one, i) => {
    const row = chunk.first_row + i;
    if (!("report" in one)) return resultOf(plain(row, one, repeats.get(row)));
    const { reason } = one.report;
    const decision = decideReport(one.report, facts.factsFor(one));
    const rowDecision = rowDecisionOf(decision);
    // Another order of the same click is a conversion of its own.
    if (rowDecision.completes !== null && decision.known !== null) facts.noteCompletion(decision.known);
    const given = { reason: reason?.text ?? null, reasonCode: reason?.code ?? null };
    return resultOf(withoutRepeat({ row, decision: rowDecision, changes: decision.changes, ...given }));
  });
}

/** A row as a report, or a decision if the row can't be read. */
function submissionOf(job: Job, at: number, row: Row | CellFault): Submission | RowDecision {
  if (typeof row === "string") return errorOf(row);
  const { upload, clickKeys, conversionIdAt } = job;
  const { clickId: text, orderId, goal, amount, currency, status, occurred, answered, reason, reasonCode } = row;
  const click = text === null ? null : verifyClickId(clickKeys, text);
  if (click?.kind === "refused") return errorOf("unknown_click_id");
  return {
    report: {
      channel: "upload",
      clickId: click === null ? null : click.clickId,
      orderId,
      goal,
      amount,
      currency,
      status,
      occurred,
      answeredAt: answeredIn(answered, upload.created_at),
      isTest: click !== null && isTestClick(click.clickId),
      reason: reason === null && reasonCode === null ? null : { code: reasonCode, text: reason },
      reportedAt: upload.created_at,
    },
    advertiserId: upload.advertiser_id,
    get conversionId() {
      return conversionIdAt(at); // most rows create none
    },
    actor: upload.created_by,
    source: sourceOf(upload, at),
    at: job.ctx.now(),
  };
}

/** The cause of a row's changes. Row 0 is a conversion that the file does not mention. */
export const causeOf = (
  { upload, ctx }: Job,
  { row, reason, reasonCode }: Pick<Decided, "row" | "reason" | "reasonCode">,
): Cause => ({
  actor: upload.created_by,
  reason,
  reasonCode,
  source: sourceOf(upload, row),
  at: ctx.now(),
});

const sourceOf = ({ id }: UploadRow, row: number) => (row === 0 ? id : `${id}#${row}`);

/** If two rows change the same conversion, as for a goal that pays once a click, only the first is applied. */
function repeatRefuser(): (decided: Decided) => Decided {
  const changed = new Set<string>();
  return (one) => {
    const row = one.changes[0]?.row;
    if (row === undefined) return one;
    const names = [row.id, row.identity, row.once].filter((name) => name !== null);
    if (names.some((name) => changed.has(name))) return plain(one.row, errorOf("repeat_refused"));
    for (const name of names) changed.add(name);
    return one;
  };
}

/** Decides conversions that the file does not mention by the current state of the database. */
export async function decideMissing(job: Job, ids: readonly string[], policy: MissingPolicy): Promise<Decided[]> {
  const known = new Map((await findById(job.ctx.db, ids)).map((row) => [row.id, row]));
  const why = { row: 0, reason: null, reasonCode: "missing_in_upload" } as const;
  const report = { channel: "upload", reportedAt: job.upload.created_at } as const;
  return ids.flatMap((id) => {
    const row = known.get(id);
    if (row === undefined) return [];
    const decision = decideUnmentioned(report, row, policy, causeOf(job, why));
    return [{ ...why, decision: rowDecisionOf(decision), changes: decision.changes }];
  });
}

/** A row without changes; `repeat` is set if another row decides. */
const plain = (row: number, decision: RowDecision, repeat?: Repeat): Decided => ({
  row,
  decision,
  ...(repeat !== undefined && repeat.kind !== "merged" && { otherRow: repeat.otherRow }),
  changes: [],
  reason: null,
  reasonCode: null,
});

/** The entry of a decision; `changed` if it differs from the previewed one, or there was none. */
export const entryOf = ({ row, decision, reason, reasonCode, otherRow }: Decided, changed = false): Entry => ({
  ...decision,
  row,
  reason,
  reasonCode,
  ...(otherRow !== undefined && { otherRow }),
  changed: changed && acts(decision),
  applied: false,
  undone: null,
});
