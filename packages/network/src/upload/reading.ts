import { findPostbackSettings, NO_SETTINGS } from "../postback/index.ts";
import { anyGoalKeyOf, keyOfRow, onceKeyOf, unreadableKeyOf } from "../report/index.ts";
import { namesOf } from "./cells.ts";
import { defaultGoalOf, goalsOfClicks, type Job } from "./chunk.ts";
import { fieldNamed, guessMapping, plainName, type Field, type Mapping } from "./columns.ts";
import { readDialect, type Dialect } from "./dialect.ts";
import { FileFaultError } from "./faults.ts";
import { BlockCutter, textOf, type Block } from "./file.ts";
import { KeyTable, type HashKey } from "./keys.ts";
import type { KeptSetting } from "./kept.ts";
import { listKept } from "./kept-queries.ts";
import { columnsOfPostbacks } from "./notation.ts";
import { changeUpload, claimStep, insertChunks, newChunk, type ChunkRow, type UploadRow } from "./queries.ts";
import { compareRepeats } from "./repeats.ts";
import { readBlock, readHeader, readNames, type Rec } from "./records.ts";
import { fileKey, keepKeys, piecesOf } from "./store.ts";
import { keptOf } from "./view.ts";

/** Rows of one upload. Everything else is built for a million. */
const ROWS_MAX = 100_000;

/** Rows and bytes of a chunk, which is decided, and applied, in one batch. */
const CHUNK_ROWS = 1_000;
const CHUNK_BYTES = 1_000_000;

/** Enough to find the header and detect the dialect. */
const HEAD_BYTES = 65_536;

/** Finds the file's columns, cuts it into chunks, and compares rows that name the same order. */
export async function cutFile(job: Job): Promise<void> {
  const { ctx, upload } = job;
  const reader = await openReader(job);
  const kept = () => JSON.stringify([...keptOf(upload), ...reader.keptColumns]);
  try {
    const cut = await readChunks(job, reader);
    if (isCompared(upload)) await keepKeys(ctx.files, upload.id, cut.keys.toBytes());
    await compareRepeats(job, cut);
    await ctx.db.write([
      claimStep(upload.id, { step: "cut", actor: upload.created_by }, ctx.now()),
      ...insertChunks(cut.chunks),
      changeUpload(upload.id, {
        status: "validating",
        rows: cut.rows,
        empty_rows: cut.emptyRows,
        dialect: JSON.stringify(cut.dialect),
        columns: JSON.stringify(cut.columns),
        mapping: JSON.stringify(cut.mapping),
        kept: kept(),
      }),
    ]);
  } catch (error) {
    if (!(error instanceof FileFaultError)) throw error;
    await ctx.db.write([
      claimStep(upload.id, { step: "cut", actor: upload.created_by }, ctx.now()),
      changeUpload(upload.id, { status: "failed", fault: error.fault, fault_row: error.row, kept: kept() }),
    ]);
  }
}

async function openReader(job: Job): Promise<FileReader> {
  const { ctx, upload } = job;
  const [kept, postbacks] = await Promise.all([
    listKept(ctx.db, upload.advertiser_id),
    findPostbackSettings(ctx.db, [upload.advertiser_id]),
  ]);
  return new FileReader(job, [
    kept.filter(({ setting }) => setting === "column"),
    columnsOfPostbacks(postbacks.get(upload.advertiser_id) ?? NO_SETTINGS),
  ]);
}

interface Cut {
  chunks: ChunkRow[];
  keys: KeyTable;
  rows: number;
  /** Rows without any text; they are skipped. */
  emptyRows: number;
  dialect: Dialect;
  columns: string[];
  mapping: Mapping;
  /** By row: the first row with the same order; 0 if no other row has it. */
  leaders: Uint32Array;
}

/** Reads a file once from its beginning to its end. Throws `FileFaultError`. */
async function readChunks({ ctx, upload }: Job, reader: FileReader): Promise<Cut> {
  const object = await ctx.files.get(fileKey(upload.id));
  if (object === null) throw new Error(`the file of ${upload.id} is gone`);
  for await (const piece of piecesOf(object.body as ReadableStream<Uint8Array>)) reader.push(piece); // R2 says any
  return reader.end();
}

/** Reads the pieces of a file in order; holds one block and a hash of each row's key. */
class FileReader {
  readonly #job: Job;
  readonly #known: readonly (readonly KeptSetting[])[];
  #keptColumns: KeptSetting[] = [];
  #cutter: BlockCutter | undefined;
  #head: Uint8Array = new Uint8Array();
  #dialect: Dialect;
  #columns: string[] | undefined;
  #mapping: Mapping = {};
  #rows = 0;
  #emptyRows = 0;
  readonly #chunks: ChunkRow[] = [];
  readonly #keys = new KeyTable(randomHashKey());
  /** Codes of goals whose conversions can also be named by their click alone. */
  readonly #goalsOfClicks: ReadonlySet<string>;
  /** Codes of all goals. */
  readonly #goals: ReadonlySet<string>;
  #leaders = new Uint32Array(1_024);

  /** `known`: the advertiser's columns, by their plain names; an earlier list wins over a later one. */
  constructor(job: Job, known: readonly (readonly KeptSetting[])[]) {
    this.#job = job;
    this.#dialect = job.dialect;
    this.#goalsOfClicks = goalsOfClicks(job);
    this.#goals = new Set(job.goals.map(({ code }) => code));
    this.#known = known;
  }

  /** The known columns by which the file's columns are read, as the file writes their names. */
  get keptColumns(): readonly KeptSetting[] {
    return this.#keptColumns;
  }

  push(piece: Uint8Array) {
    if (this.#cutter !== undefined) return this.#readBlocks(this.#cutter.push(piece));
    this.#head = joined(this.#head, piece);
    if (this.#head.length >= HEAD_BYTES) this.#begin();
  }

  end(): Cut {
    if (this.#cutter === undefined) this.#begin();
    this.#readBlocks(this.#cutter?.end() ?? []);
    if (this.#columns === undefined) throw new FileFaultError(this.#rows === 0 ? "empty_file" : "no_columns");
    if (this.#rows === 0) throw new FileFaultError("header_only");
    return {
      chunks: this.#chunks,
      keys: this.#keys,
      rows: this.#rows,
      emptyRows: this.#emptyRows,
      dialect: this.#dialect,
      columns: this.#columns,
      mapping: this.#mapping,
      leaders: this.#leaders,
    };
  }

  #begin() {
    const named = this.#job.dialect as Partial<Dialect>; // the caller named a delimiter, or nothing is known yet
    const { dialect, fromByte } = readDialect(this.#head, named.delimiter);
    this.#dialect = dialect;
    this.#cutter = new BlockCutter(dialect, { recordsMax: CHUNK_ROWS, bytesMax: CHUNK_BYTES }, fromByte);
    this.#readBlocks(this.#cutter.push(this.#head.subarray(fromByte)));
  }

  #readBlocks(blocks: readonly Block[]) {
    for (const { bytes, fromByte, toByte } of blocks) {
      const text = textOf(bytes, this.#rows + 1);
      if (this.#dialect.format === "ndjson") {
        const names = readNames(text, this.#columns ?? []);
        if (names.length > (this.#columns?.length ?? 0)) this.#setColumns(names);
      } else if (this.#columns === undefined) {
        const names = readHeader(text, this.#dialect.delimiter);
        if (names !== undefined) this.#setColumns(names);
        continue;
      }
      const { records, emptyRows } = readBlock(text, this.#dialect, this.#columns ?? []);
      this.#emptyRows += emptyRows;
      if (records.length > 0) this.#addChunk(records, fromByte, toByte);
    }
  }

  #setColumns(columns: string[]) {
    const named = namedColumns(this.#job);
    this.#keptColumns = this.#knownAmong(columns, named);
    const guess = guessMapping(columns, named, ...this.#known.map(fieldsOf));
    if (guess.kind === "column_twice") throw new FileFaultError("column_twice");
    if (guess.mapping.click_id === undefined && guess.mapping.order_id === undefined)
      throw new FileFaultError("no_columns");
    // Earlier rows were already identified by one column; this is a second column for the same field.
    const isOther = (["click_id", "order_id", "goal"] as const).some(
      (field) => this.#mapping[field] !== undefined && this.#mapping[field] !== guess.mapping[field],
    );
    if (isOther) throw new FileFaultError("column_twice");
    this.#columns = columns;
    this.#mapping = guess.mapping;
    this.#keptColumns = this.#keptColumns.filter(
      ({ name, meaning }) => columns[guess.mapping[meaning as Field] ?? -1] === name, // only fields are kept
    );
  }

  /** The known columns among these that the caller did not map and that mean something else by their own names. */
  #knownAmong(columns: readonly string[], named: Readonly<Record<string, Field>>): KeptSetting[] {
    return columns.flatMap((column) => {
      const name = plainName(column);
      if (Object.hasOwn(named, name)) return [];
      const known = this.#known.flat().find((one) => one.name === name);
      return known === undefined || known.meaning === fieldNamed(name) ? [] : [{ ...known, name: column }];
    });
  }

  #addChunk(records: readonly Rec[], fromByte: number, toByte: number) {
    const first = this.#rows + 1;
    this.#rows += records.length;
    if (this.#rows > ROWS_MAX) throw new FileFaultError("too_many_rows", ROWS_MAX + 1);
    if (this.#leaders.length <= this.#rows) this.#leaders = widened(this.#leaders, this.#rows);
    for (const [i, record] of records.entries()) this.#noteNames(record, first + i);
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

  #noteNames(record: Rec, row: number) {
    const { clickId, orderId, fault, goal: named } = namesOf(record, this.#mapping);
    if (clickId === null && orderId === null) return;
    const goal = named ?? defaultGoalOf(this.#job);
    if (isCompared(this.#job.upload))
      this.#noteMentions({ clickId, orderId, goal, named }, "fault" in record || fault !== undefined);
    const first = this.#keys.firstOf(keyOfRow({ clickId, orderId, goal }, goal), row);
    if (first === row) return;
    this.#leaders[first] = first;
    this.#leaders[row] = first;
  }

  /** What else a row may name, for the comparison with the conversions of the period. */
  #noteMentions(
    {
      clickId,
      orderId,
      goal,
      named,
    }: { clickId: string | null; orderId: string | null; goal: string; named: string | null },
    isFaulty: boolean,
  ) {
    // A faulty row counts as a mention of everything that it may have named.
    const isOfAnyGoal = isFaulty || !this.#goals.has(goal);
    if (clickId !== null)
      for (const one of isOfAnyGoal ? this.#goals : [goal]) {
        if (orderId !== null && this.#goalsOfClicks.has(one)) this.#keys.note(onceKeyOf(one, clickId));
        if (orderId === null && isOfAnyGoal) this.#keys.note(unreadableKeyOf(one, clickId));
      }
    if (orderId !== null && (named === null || isOfAnyGoal)) this.#keys.note(anyGoalKeyOf(orderId));
  }
}

/** A complete file is compared with the conversions of its period. */
const isCompared = ({ period_starts_at }: UploadRow): boolean => period_starts_at !== null;

function randomHashKey(): HashKey {
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint32Array(2));
  return [first, second];
}

const fieldsOf = (columns: readonly KeptSetting[]): Record<string, Field> =>
  Object.fromEntries(columns.map(({ name, meaning }) => [name, meaning as Field])); // only fields are kept

/** The columns that the caller mapped, by their plain names. */
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
