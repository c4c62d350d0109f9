import type { ClickKeys } from "@waymark/contract/click-id";
import type { Context } from "../context.ts";
import { identityFor, onceFor } from "../report/index.ts";
import { writeChanges, type Change } from "../conversion/index.ts";
import { rawStatement, ConcurrentWriteError, type Statement } from "../db/index.ts";
import { findPostbackSettings, NO_SETTINGS } from "../postback/index.ts";
import { changesFor, conversionIdOf, summaryOf, undoOf, type Entry, type NewConversion } from "./apply.ts";
import { keyOfRow, onceKeyOf } from "./cells.ts";
import { guessMapping, plainName, type Field, type Mapping } from "./columns.ts";
import { acts, isSame } from "./decide.ts";
import {
  BlockCutter,
  FileFaultError,
  guessDialect,
  readHeader,
  readNames,
  readRecords,
  textOf,
  type Dialect,
  type Rec,
} from "./file.ts";
import { KeyTable } from "./keys.ts";
import { compare, findLate } from "./missing.ts";
import { parametersOf } from "./notation.ts";
import {
  changeUpload,
  countToDo,
  dropLease,
  findConversions,
  findPeriod,
  findUpload,
  finishChunk,
  insertChunks,
  isStepTaken,
  leaseChunks,
  listChunks,
  listKeptColumns,
  newChunk,
  noteWebmasters,
  releaseChunks,
  takeLease,
  takeStep,
  type ChunkRow,
  type Phase,
  type UploadRow,
} from "./queries.ts";
import { dropOutcomes, fileKey, keepKeys, keepOutcomes, piecesOf, readOutcomes } from "./store.ts";
import { decideChunk, decideUnmentioned, defaultGoalOf, entryOf, openJob, type Decided, type Job } from "./chunk.ts";
import { MINUTE_MS } from "@waymark/contract/duration";

/** Rows of one upload. Everything else is built for a million. */
const ROWS_MAX = 100_000;

/** Rows and bytes of a chunk: what is decided, and applied, in one batch. */
const CHUNK_ROWS = 1_000;
const CHUNK_BYTES = 1_000_000;
/** Longer than anything a worker does between two leases. */
const LEASE_MS = 2 * MINUTE_MS;
/** A Worker may ask D1 1,000 times an invocation; a chunk that is applied asks it about 30 times. */
const CHUNKS_PER_RUN = 20;
const CHUNKS_PER_LEASE = 10;
const TRIES_MAX = 3;

/**
 * Does a piece of an upload's work, wherever it stands; true where more is left. Whoever is killed in the middle loses
 * his lease, and the next one goes on: what was done stands, and nothing is done twice.
 */
export async function advanceUpload(ctx: Context, clickKeys: ClickKeys, id: string): Promise<boolean> {
  const holder = crypto.randomUUID();
  for (let left = CHUNKS_PER_RUN; left > 0;) {
    const upload = await findUpload(ctx.db, id);
    if (upload === undefined) return false;
    const { status } = upload;
    switch (status) {
      case "received":
      case "comparing":
        if (
          !(await alone(ctx, upload, holder, async () => {
            const job = await openJob(ctx, clickKeys, upload);
            await (status === "received" ? cutFile(job) : compare(job));
          }))
        )
          return false;
        left -= CHUNKS_PER_RUN / 4;
        break;
      case "validating":
      case "committing":
      case "undoing": {
        const done = await workOnChunks(ctx, clickKeys, upload, status, holder);
        if (done === 0) {
          if ((await countToDo(ctx.db, upload, status)) > 0) return false; // others are at it, or the cron will be
          await finishPhase(ctx, clickKeys, upload, status);
        }
        left -= Math.max(done, 1);
        break;
      }
      case "validated":
      case "committed":
      case "undone":
      case "failed":
      case "cancelled":
        return false;
    }
  }
  return true;
}

/** Work on a whole upload is done by one at a time; false where another is at it. */
async function alone({ db, now }: Context, { id }: UploadRow, holder: string, work: () => Promise<void>) {
  const name = `upload:${id}`;
  if (!(await takeLease(db, { name, holder, now: now(), until: now() + LEASE_MS }))) return false;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConcurrentWriteError)) throw error; // he whose lease had run out was not dead
  } finally {
    await db.write([dropLease(name, holder)]);
  }
  return true;
}

/** Finds the file's columns and cuts it into chunks; sees which rows are named again by later ones. */
async function cutFile(job: Job) {
  const { ctx, upload } = job;
  try {
    const cut = await readChunks(job);
    await keepKeys(ctx.files, upload.id, cut.keys.toBytes());
    await ctx.db.write([
      takeStep(upload.id, "cut", upload.created_by, ctx.now()),
      ...insertChunks(cut.chunks),
      changeUpload(upload.id, {
        status: "validating",
        rows: cut.rows,
        dialect: JSON.stringify(cut.dialect),
        columns: JSON.stringify(cut.columns),
        mapping: JSON.stringify(cut.mapping),
      }),
    ]);
  } catch (error) {
    if (!(error instanceof FileFaultError)) throw error;
    await ctx.db.write([
      takeStep(upload.id, "cut", upload.created_by, ctx.now()),
      changeUpload(upload.id, { status: "failed", fault: error.fault, fault_row: error.row }),
    ]);
  }
}

interface Cut {
  chunks: ChunkRow[];
  keys: KeyTable;
  rows: number;
  dialect: Dialect;
  columns: string[];
  mapping: Mapping;
}

/** Reads a file once from its beginning to its end. Throws `FileFaultError`. */
async function readChunks(job: Job): Promise<Cut> {
  const { ctx, upload } = job;
  const object = await ctx.files.get(fileKey(upload.id));
  if (object === null) throw new Error(`the file of ${upload.id} is gone`);
  const [kept, postbacks] = await Promise.all([
    listKeptColumns(ctx.db, upload.advertiser_id),
    findPostbackSettings(ctx.db, [upload.advertiser_id]),
  ]);
  const reader = new FileReader(job, [
    Object.fromEntries(kept.map(({ name, field }) => [name, field as Field])), // only fields are kept
    parametersOf(postbacks.get(upload.advertiser_id) ?? NO_SETTINGS),
  ]);
  for await (const piece of piecesOf(object.body as ReadableStream<Uint8Array>)) reader.push(piece); // R2 says any
  return reader.end();
}

class FileReader {
  readonly #job: Job;
  readonly #told: readonly Record<string, Field>[];
  #cutter: BlockCutter | undefined;
  #head: Uint8Array = new Uint8Array();
  #dialect: Dialect;
  #columns: string[] | undefined;
  #mapping: Mapping = {};
  #rows = 0;
  readonly #chunks: ChunkRow[] = [];
  readonly #keys = new KeyTable();
  /** Codes of goals that pay once a click: their conversions are named by it too. */
  readonly #onceGoals: ReadonlySet<string>;
  /** By row: the later row that names the same, else 0. */
  #later = new Uint32Array(1_024);

  /** `told`: what is known of the advertiser's names, by their plain form, the best first. */
  constructor(job: Job, told: readonly Record<string, Field>[]) {
    this.#job = job;
    this.#dialect = job.dialect;
    this.#onceGoals = new Set(job.goals.filter(({ repeats }) => repeats === "never").map(({ code }) => code));
    this.#told = told;
  }

  push(piece: Uint8Array) {
    if (this.#cutter !== undefined) return this.#take(this.#cutter.push(piece));
    this.#head = joined(this.#head, piece);
    if (this.#head.length >= HEAD_BYTES) this.#begin();
  }

  end(): Cut {
    if (this.#cutter === undefined) this.#begin();
    this.#take(this.#cutter?.end() ?? []);
    if (this.#columns === undefined) throw new FileFaultError(this.#rows === 0 ? "empty_file" : "no_columns");
    if (this.#rows === 0) throw new FileFaultError("header_only");
    for (const chunk of this.#chunks) chunk.superseded = JSON.stringify(this.#supersededIn(chunk));
    return {
      chunks: this.#chunks,
      keys: this.#keys,
      rows: this.#rows,
      dialect: this.#dialect,
      columns: this.#columns,
      mapping: this.#mapping,
    };
  }

  #begin() {
    const named = this.#job.dialect as Partial<Dialect>; // a delimiter that was named, or nothing yet
    this.#dialect = guessDialect(this.#head, named.delimiter);
    this.#cutter = new BlockCutter(this.#dialect, { recordsMax: CHUNK_ROWS, bytesMax: CHUNK_BYTES });
    this.#take(this.#cutter.push(this.#head));
  }

  #take(blocks: ReturnType<BlockCutter["push"]>) {
    for (const { bytes, fromByte, toByte } of blocks) {
      const text = textOf(bytes, this.#rows + 1);
      if (text.trim() === "") continue;
      if (this.#dialect.format === "ndjson") {
        const names = readNames(text, this.#columns ?? []);
        if (names.length > (this.#columns?.length ?? 0)) this.#setColumns(names);
      } else if (this.#columns === undefined) {
        this.#setColumns(readHeader(text, this.#dialect.delimiter));
        continue;
      }
      const records = readRecords(text, this.#dialect, this.#columns ?? []);
      if (records.length === 0) continue;
      this.#addChunk(records, fromByte, toByte);
    }
  }

  #setColumns(columns: string[]) {
    const guess = guessMapping(columns, namedColumns(this.#job), ...this.#told);
    if (guess.kind === "column_twice") throw new FileFaultError("column_twice");
    if (guess.mapping.click_id === undefined && guess.mapping.order_id === undefined)
      throw new FileFaultError("no_columns");
    // Rows were named by a column already, and this is another for the same.
    const isOther = (["click_id", "order_id", "goal"] as const).some(
      (field) => this.#mapping[field] !== undefined && this.#mapping[field] !== guess.mapping[field],
    );
    if (isOther) throw new FileFaultError("column_twice");
    this.#columns = columns;
    this.#mapping = guess.mapping;
  }

  #addChunk(records: readonly Rec[], fromByte: number, toByte: number) {
    const first = this.#rows + 1;
    this.#rows += records.length;
    if (this.#rows > ROWS_MAX) throw new FileFaultError("too_many_rows", ROWS_MAX + 1);
    if (this.#later.length <= this.#rows) this.#later = widened(this.#later, this.#rows);
    for (const [i, record] of records.entries()) {
      const named = namesOf(record, this.#mapping, defaultGoalOf(this.#job));
      if (named === undefined) continue;
      const isOnce = named.orderId !== null && named.clickId !== "" && this.#onceGoals.has(named.goal);
      if (isOnce) this.#keys.note(onceKeyOf(named.goal, named.clickId));
      const key = keyOfRow(named, named.goal);
      if ("fault" in record) {
        this.#keys.note(key); // a mention, as far as can be seen; it takes no other row's place
        continue;
      }
      const earlier = this.#keys.put(key, first + i);
      if (earlier > 0) this.#later[earlier] = first + i;
    }
    this.#chunks.push(
      newChunk(this.#job.upload.id, this.#chunks.length, {
        kind: "rows",
        first_row: first,
        rows: records.length,
        from_byte: fromByte,
        to_byte: toByte,
      }),
    );
  }

  #supersededIn({ first_row, rows }: ChunkRow): [number, number][] {
    const pairs: [number, number][] = [];
    for (let row = first_row; row < first_row + rows; row++) {
      const later = this.#later[row] ?? 0;
      if (later > 0) pairs.push([row, later]);
    }
    return pairs;
  }
}

/** Enough to see a header, and how the file is written. */
const HEAD_BYTES = 65_536;

/** What the caller said of his columns, by their plain names. */
const namedColumns = ({ notation }: Job): Record<string, Field> =>
  Object.fromEntries(Object.entries(notation.columns).map(([name, field]) => [plainName(name), field]));

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function widened(list: Uint32Array<ArrayBuffer>, wanted: number): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(Math.max(list.length * 2, wanted + 1));
  wider.set(list);
  return wider;
}

/** What a record names, without reading the rest of it. */
function namesOf(record: Rec, mapping: Mapping, defaultGoal: string) {
  const cell = (field: Field) => {
    const index = mapping[field];
    return (index === undefined ? "" : (record.cells[index] ?? "")).trim();
  };
  const [clickId, orderId, goal] = [cell("click_id"), cell("order_id"), cell("goal")];
  if (clickId === "" && orderId === "") return undefined;
  return {
    clickId: clickId.toLowerCase(),
    orderId: orderId === "" ? null : orderId,
    goal: goal === "" ? defaultGoal : goal.toLowerCase(),
  };
}

/** Leases some chunks and works on them; how many. */
async function workOnChunks(ctx: Context, clickKeys: ClickKeys, upload: UploadRow, phase: Phase, holder: string) {
  const { db, now } = ctx;
  const lease = { holder, now: now(), until: now() + LEASE_MS, chunksMax: CHUNKS_PER_LEASE };
  const chunks = await leaseChunks(db, upload, phase, lease);
  if (chunks.length === 0) return 0;
  const job = await openJob(ctx, clickKeys, upload);
  try {
    for (const chunk of chunks) {
      if (now() > lease.until - LEASE_MS / 2) break; // the rest may be another's soon
      await pass(job, chunk, phase);
    }
  } finally {
    await db.write([releaseChunks(upload.id, holder)]);
  }
  return chunks.length;
}

/** One pass over a chunk, tried again where somebody else changed what it concerns meanwhile. */
async function pass(job: Job, chunk: ChunkRow, phase: Phase) {
  const { ctx, upload } = job;
  const step = phase === "validating" ? `validate:${chunk.chunk}` : `${phase}:${upload.round}:${chunk.chunk}`;
  for (let tries = 1; ; tries++) {
    const { entries, changes, state } = await PASSES[phase](job, chunk);
    const mark = await keepOutcomes(ctx.files, upload.id, entries);
    const webmasters = entries.flatMap(({ applied, webmasterId }) =>
      applied && webmasterId !== null ? [webmasterId] : [],
    );
    try {
      await ctx.db.write([
        takeStep(upload.id, step, upload.created_by, ctx.now()),
        finishChunk(chunk, { state, round: upload.round, mark, summary: summaryOf(entries) }),
        ...(changes.length > 0 ? [noteWebmasters(upload.id, [...new Set(webmasters)]), ...writeChanges(changes)] : []),
      ]);
      await dropOutcomes(ctx.files, upload.id, chunk.mark);
      return;
    } catch (error) {
      if (error instanceof ConcurrentWriteError) await dropOutcomes(ctx.files, upload.id, mark);
      if (!(error instanceof ConcurrentWriteError) || tries === TRIES_MAX) throw error;
      if (await isStepTaken(ctx.db, upload.id, step)) return;
    }
  }
}

interface Passed {
  entries: Entry[];
  changes: Change[];
  state: ChunkRow["state"];
}

const PASSES: Record<Phase, (job: Job, chunk: ChunkRow) => Promise<Passed>> = {
  validating: validate,
  committing: commit,
  undoing: undo,
};

async function validate(job: Job, chunk: ChunkRow): Promise<Passed> {
  const decided = await decideChunk(job, chunk);
  return { entries: decided.map((one) => entryOf(one)), changes: [], state: "validated" };
}

/** Applies what was shown and is still so; what is not is shown anew. */
async function commit(job: Job, chunk: ChunkRow): Promise<Passed> {
  const shown = await readOutcomes(job.ctx.files, chunk);
  const decided = chunk.kind === "rows" ? await decideChunk(job, chunk) : await decideShown(job, shown);
  const changes: Change[] = [];
  const entries = shown.map((entry, i): Entry => {
    const now = decided[i];
    if (entry.applied || now === undefined) return entry;
    if (!isSame(entry, now.decision)) return entryOf(now, true);
    if (!acts(entry)) return entry;
    const made = newConversionOf(job, now);
    changes.push(...changesFor(now.decision, now.known, made, job.upload.created_at, causeOf(job, now.reason)));
    return { ...entry, changed: false, applied: true, conversionId: now.known?.id ?? made?.id ?? null };
  });
  const isOpen = entries.some((entry) => acts(entry) && !entry.applied);
  return { entries, changes, state: isOpen ? "validated" : "committed" };
}

async function decideShown(job: Job, shown: readonly Entry[]): Promise<Decided[]> {
  const { ctx, upload } = job;
  const period = await findPeriod(ctx.db, upload.offer_id, upload.period_starts_at ?? 0);
  const ids = shown.map(({ conversionId }) => conversionId ?? "");
  return decideUnmentioned(job, ids, period?.missing ?? "keep");
}

function newConversionOf(
  { upload, offer, policy }: Job,
  { row, owner, click, terms, goal, orderId }: Decided,
): NewConversion | undefined {
  if (owner === undefined || terms === undefined || goal === undefined) return undefined;
  const { clickId } = owner;
  return {
    id: conversionIdOf(upload.id, upload.created_at, row),
    identity: identityFor(goal, { clickId, orderId }),
    once: onceFor(goal, clickId),
    offerId: offer.id,
    advertiserId: offer.advertiser_id,
    goalId: goal.id,
    orderId,
    owner,
    terms,
    click,
    policy,
  };
}

/** Histories name the upload, and the advertiser's reason where it gave one. */
const causeOf = ({ upload, ctx }: Job, reason: string | null) => ({
  actor: upload.created_by,
  reason: reason === null ? upload.id : `${upload.id}: ${reason}`,
  at: ctx.now(),
});

async function undo(job: Job, chunk: ChunkRow): Promise<Passed> {
  const { ctx, upload } = job;
  const shown = await readOutcomes(ctx.files, chunk);
  const applied = shown.filter(({ applied: wasApplied }) => wasApplied);
  const ids = applied.map(({ conversionId }) => conversionId ?? "");
  const known = new Map((await findConversions(ctx.db, ids)).map((row) => [row.id, row]));
  const changes: Change[] = [];
  const entries = shown.map((entry): Entry => {
    if (!entry.applied || entry.undone === "undone") return entry;
    const cause = causeOf(job, "undone");
    const { undone, changes: made } = undoOf(
      entry,
      known.get(entry.conversionId ?? ""),
      upload.reverses_paid === 1,
      cause,
    );
    changes.push(...made);
    return { ...entry, undone };
  });
  return { entries, changes, state: "undone" };
}

/** What follows when no chunk is left to do. Who comes second changes nothing. */
async function finishPhase(ctx: Context, clickKeys: ClickKeys, upload: UploadRow, phase: Phase) {
  const { db } = ctx;
  const now = ctx.now();
  const done = takeStep(upload.id, `${phase}:${upload.round}:done`, upload.created_by, now);
  try {
    switch (phase) {
      case "validating":
        await db.write([
          done,
          changeUpload(
            upload.id,
            upload.period_starts_at === null ? { status: "validated", validated_at: now } : { status: "comparing" },
          ),
        ]);
        return;
      case "committing": {
        const late =
          upload.period_starts_at === null ? NOTHING_LATE : await findLate(await openJob(ctx, clickKeys, upload));
        const chunks = [...(await listChunks(db, upload.id)), ...late.chunks];
        const isOpen = !late.isWhole || chunks.some(({ state }) => state === "validated");
        await db.write([
          done,
          ...insertChunks(late.chunks),
          ...(isOpen
            ? [changeUpload(upload.id, { status: "validated" })]
            : [changeUpload(upload.id, { status: "committed", committed_at: now }), ...closePeriod(upload, now)]),
        ]);
        return;
      }
      case "undoing":
        await db.write([done, changeUpload(upload.id, { status: "undone", undone_at: now }), reopenPeriod(upload)]);
    }
  } catch (error) {
    if (!(error instanceof ConcurrentWriteError)) throw error;
  }
}

const NOTHING_LATE = { chunks: [], isWhole: true };

const closePeriod = ({ id, offer_id, period_starts_at }: UploadRow, now: number): Statement[] =>
  period_starts_at === null
    ? []
    : [
        rawStatement(
          "UPDATE upload_period SET upload_id = ?, received_at = ? WHERE offer_id = ? AND starts_at = ? AND upload_id IS NULL",
          [id, now, offer_id, period_starts_at],
        ),
      ];

const reopenPeriod = ({ id, offer_id }: UploadRow): Statement =>
  rawStatement("UPDATE upload_period SET upload_id = NULL, received_at = NULL WHERE offer_id = ? AND upload_id = ?", [
    offer_id,
    id,
  ]);
