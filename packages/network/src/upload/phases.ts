import type { ClickKeys } from "@waymark/contract/click-id";
import { MINUTE_MS } from "@waymark/contract/duration";
import type { Context } from "../context.ts";
import { findById, withFirstCheck, writeChanges, type Change } from "../conversion/index.ts";
import { ConcurrentWriteError, retryOnConcurrentWrite, writeIfFirst, type Statement } from "../db/index.ts";
import { findHeadroom, isExcess, retryWithoutExcess } from "../ledger/index.ts";
import { summaryOf, undoOf, type Entry } from "./apply.ts";
import { causeOf, decideChunk, decideMissing, entryOf, openJob, type Decided, type Job } from "./chunk.ts";
import { acts, errorOf, isSame } from "./decide.ts";
import { findLate } from "./missing.ts";
import { closePeriod, reopenPeriod } from "./periods.ts";
import {
  changeUpload,
  claimStep,
  findConfirmed,
  findPeriod,
  findUndo,
  finishChunk,
  insertChunks,
  isStepClaimed,
  leaseChunks,
  listChunks,
  noteWebmasters,
  releaseChunks,
  type ChunkRow,
  type Phase,
  type UploadRow,
} from "./queries.ts";
import { dropOutcomes, keepOutcomes, readOutcomes } from "./store.ts";

/** Longer than any work that a worker does between two leases. */
export const LEASE_MS = 2 * MINUTE_MS;
const CHUNKS_PER_LEASE = 10;
const TRIES = { triesMax: 3 };

/** Leases some chunks and works on them. Returns how many. */
export async function workOnChunks(
  ctx: Context,
  clickKeys: ClickKeys,
  upload: UploadRow,
  phase: Phase,
  holder: string,
): Promise<number> {
  const { db, now } = ctx;
  const lease = { holder, now: now(), until: now() + LEASE_MS, chunksMax: CHUNKS_PER_LEASE };
  const chunks = await leaseChunks(db, upload, phase, lease);
  if (chunks.length === 0) return 0;
  const job = await openJob(ctx, clickKeys, upload);
  try {
    for (const chunk of chunks) {
      if (now() > lease.until - LEASE_MS / 2) break; // another worker may soon lease the rest
      await runPhase(job, chunk, phase);
    }
  } finally {
    await db.write([releaseChunks(upload.id, holder)]);
  }
  return chunks.length;
}

/** Runs one phase on one chunk; retries if a concurrent writer changed the same conversions. */
async function runPhase(job: Job, chunk: ChunkRow, phase: Phase) {
  const { ctx, upload } = job;
  const step = phase === "validating" ? `validate:${chunk.chunk}` : `${phase}:${upload.round}:${chunk.chunk}`;
  const work = async (isTooLarge: boolean) => {
    const { entries, changes, state } = await WORK_OF_PHASE[phase](job, chunk, isTooLarge);
    const mark = await keepOutcomes(ctx.files, upload.id, entries);
    const webmasters = entries.flatMap(({ applied, webmasterId }) =>
      applied && webmasterId !== null ? [webmasterId] : [],
    );
    const checked = await withFirstCheck(ctx, changes);
    const statements = [
      claimStep(upload.id, { step, actor: upload.created_by }, ctx.now()),
      finishChunk(chunk, { state, round: upload.round, mark, summary: summaryOf(entries) }),
      ...(changes.length > 0
        ? [noteWebmasters(upload.id, [...new Set(webmasters)]), ...writeChanges(checked.changes), ...checked.statements]
        : []),
    ];
    const isFirst = await writeIfFirst(ctx.db, statements).catch(async (error: unknown) => {
      if (isExcess(error)) await dropOutcomes(ctx.files, upload.id, mark);
      throw error;
    });
    await dropOutcomes(ctx.files, upload.id, isFirst ? chunk.mark : mark);
    if (!isFirst && !(await isStepClaimed(ctx.db, upload.id, step))) throw new ConcurrentWriteError(step);
  };
  await retryOnConcurrentWrite(() => retryWithoutExcess(work), TRIES);
}

/** The result of a phase for a chunk: the new entries, the changes of conversions, the chunk's new state. */
interface ChunkResult {
  entries: Entry[];
  changes: Change[];
  state: ChunkRow["state"];
}

/** `isTooLarge`: the earlier result was refused because it would take a party beyond its limit. */
const WORK_OF_PHASE: Record<Phase, (job: Job, chunk: ChunkRow, isTooLarge: boolean) => Promise<ChunkResult>> = {
  validating: validate,
  committing: commit,
  undoing: undo,
};

async function validate(job: Job, chunk: ChunkRow): Promise<ChunkResult> {
  return { entries: await decideChunk(job, chunk, (one) => entryOf(one)), changes: [], state: "validated" };
}

/**
 * Applies rows whose decision is still the previewed one. The others are decided again and wait for another commit. A
 * row that would take a party beyond its limit becomes an error.
 */
async function commit(job: Job, chunk: ChunkRow, isTooLarge: boolean): Promise<ChunkResult> {
  const validated = await readOutcomes(job.ctx.files, chunk);
  const decided =
    chunk.kind === "rows" ? await decideChunk(job, chunk, (one) => one) : await decideMissingAgain(job, validated);
  const headroom = isTooLarge ? await findHeadroom(job.ctx.db, partiesOf(job, decided)) : undefined;
  const changes: Change[] = [];
  const entries = validated.map((entry, i): Entry => {
    const now = decided[i];
    if (entry.applied || now === undefined) return entry;
    if (!isSame(entry, now.decision)) return entryOf(now, true);
    if (headroom?.takes(now.changes.flatMap(({ transfers }) => transfers)) === false)
      return entryOf({ ...now, decision: errorOf("sum_too_large") });
    changes.push(...now.changes);
    if (!acts(entry)) return entry;
    return { ...entry, changed: false, applied: true, conversionId: now.changes[0]?.row.id ?? null };
  });
  const isOpen = entries.some((entry) => acts(entry) && !entry.applied);
  return { entries, changes, state: isOpen ? "validated" : "committed" };
}

const partiesOf = ({ offer }: Job, decided: readonly Decided[]) => ({
  webmasterIds: decided.flatMap(({ decision: { webmasterId } }) => (webmasterId === null ? [] : [webmasterId])),
  advertiserIds: [offer.advertiser_id],
});

async function decideMissingAgain(job: Job, entries: readonly Entry[]): Promise<Decided[]> {
  const { ctx, upload } = job;
  const period = await findPeriod(ctx.db, upload.offer_id, upload.period_starts_at ?? 0);
  const ids = entries.map(({ conversionId }) => conversionId ?? "");
  return decideMissing(job, ids, period?.missing ?? "keep");
}

async function undo(job: Job, chunk: ChunkRow): Promise<ChunkResult> {
  const { ctx, upload } = job;
  const committed = await readOutcomes(ctx.files, chunk);
  const ids = committed.filter(({ applied }) => applied).map(({ conversionId }) => conversionId ?? "");
  const [rows, confirmed, { actor, reason }] = await Promise.all([
    findById(ctx.db, ids),
    findConfirmed(ctx.db, { uploadId: upload.id, ids }),
    findUndo(ctx.db, upload),
  ]);
  const known = new Map(rows.map((row) => [row.id, row]));
  const changes: Change[] = [];
  const entries = committed.map((entry): Entry => {
    if (!entry.applied || entry.undone === "undone") return entry;
    const conversion = known.get(entry.conversionId ?? "");
    const cause = { ...causeOf(job, { row: entry.row, reason, reasonCode: "upload_undone" }), actor };
    const isConfirmed = (confirmed.get(entry.conversionId ?? "") ?? 0) > entry.version;
    const undoing = undoOf(entry, conversion, { reversesPaid: upload.reverses_paid === 1, isConfirmed }, cause);
    changes.push(...undoing.changes);
    return { ...entry, undone: undoing.undone };
  });
  return { entries, changes, state: "undone" };
}

/** Advances an upload when no chunk of the phase is left. A second worker changes nothing. */
export async function finishPhase(ctx: Context, clickKeys: ClickKeys, upload: UploadRow, phase: Phase): Promise<void> {
  const now = ctx.now();
  const done = claimStep(upload.id, { step: `${phase}:${upload.round}:done`, actor: upload.created_by }, now);
  await writeIfFirst(ctx.db, [done, ...(await statementsOfEnd(ctx, clickKeys, upload, phase, now))]);
}

async function statementsOfEnd(
  ctx: Context,
  clickKeys: ClickKeys,
  upload: UploadRow,
  phase: Phase,
  now: number,
): Promise<Statement[]> {
  switch (phase) {
    case "validating":
      return [
        changeUpload(
          upload.id,
          upload.period_starts_at === null ? { status: "validated", validated_at: now } : { status: "comparing" },
        ),
      ];
    case "committing": {
      const late =
        upload.period_starts_at === null ? NOTHING_LATE : await findLate(await openJob(ctx, clickKeys, upload));
      const chunks = [...(await listChunks(ctx.db, upload.id)), ...late.chunks];
      const isOpen = !late.isWhole || chunks.some(({ state }) => state === "validated");
      return [
        ...insertChunks(late.chunks),
        ...(isOpen
          ? [changeUpload(upload.id, { status: "validated" })]
          : [changeUpload(upload.id, { status: "committed", committed_at: now }), ...closePeriod(upload, now)]),
      ];
    }
    case "undoing":
      return [changeUpload(upload.id, { status: "undone", undone_at: now }), reopenPeriod(upload)];
  }
}

const NOTHING_LATE = { chunks: [], isWhole: true };
