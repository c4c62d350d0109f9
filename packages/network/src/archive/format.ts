import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";

/**
 * A chunk of an archive: rows as NDJSON in ascending order of their ids, gzipped in members of up to 500 rows, followed
 * by a member with their index. A reader of the index fetches and unpacks one member for one row. `gunzip` also unpacks
 * the whole object; its last line is the index.
 */
export interface Chunk {
  bytes: Uint8Array;
  firstId: string;
  lastId: string;
  rows: number;
  /** Where the index begins. */
  indexAt: number;
  /** Of all bytes, in hex. */
  sha256: string;
}

/** Finds a chunk's member by id: the first id of each member, the position of each, and the end of the last. */
export interface ChunkIndex {
  firstIds: string[];
  places: number[];
}

/** The maximum of rows in a member, which one look-up unpacks and one page of a reader contains. */
export const MEMBER_ROWS_MAX = 500;

/** A row of an archive. */
export type ArchivedRow = Record<string, unknown>;

/** Packs rows into a chunk member by member, so that only the packed ones stay in memory. */
export function createChunk(idOf: (row: ArchivedRow) => string) {
  const hash = createHash("sha256");
  const members: Uint8Array[] = [];
  const index: ChunkIndex = { firstIds: [], places: [0] };
  let size = 0;
  let rows = 0;
  let lastId = "";

  function append(bytes: Uint8Array) {
    hash.update(bytes);
    members.push(bytes);
    size += bytes.length;
  }

  return {
    /** Bytes so far. */
    size: () => size,
    /** Packs up to 500 rows. Throws if an id is not greater than the last one, since such a chunk can't be searched. */
    add(batch: readonly ArchivedRow[]) {
      const lines: string[] = [];
      for (const row of batch) {
        const id = idOf(row);
        if (id <= lastId) throw new RangeError(`${id} does not follow ${lastId}`);
        if (lines.length === 0) index.firstIds.push(id);
        lastId = id;
        lines.push(`${JSON.stringify(row)}\n`);
      }
      append(gzipSync(lines.join("")));
      rows += batch.length;
      index.places.push(size);
    },
    /** The whole chunk. Throws if nothing was added. */
    close(): Chunk {
      const firstId = index.firstIds[0];
      if (firstId === undefined) throw new RangeError("an empty chunk");
      const indexAt = size;
      append(gzipSync(`${JSON.stringify({ index })}\n`));
      return { bytes: Buffer.concat(members), firstId, lastId, rows, indexAt, sha256: hash.digest("hex") };
    },
  };
}

/** Reads the index from a chunk's last member. */
export const readIndex = (bytes: Uint8Array): ChunkIndex =>
  (JSON.parse(gunzipSync(bytes).toString()) as { index: ChunkIndex }).index; // written above

/** The number of the only member that can hold an id; -1 if the id is before the first. */
export function memberOf({ firstIds }: ChunkIndex, id: string): number {
  let [low, high] = [0, firstIds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((firstIds[middle] ?? "") <= id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The position of a member; undefined if there is none with this number. */
export function rangeOf({ places }: ChunkIndex, member: number): { offset: number; length: number } | undefined {
  const [offset, end] = [places[member], places[member + 1]];
  return offset === undefined || end === undefined ? undefined : { offset, length: end - offset };
}

/** The rows of one member. */
export const readMember = (bytes: Uint8Array): ArchivedRow[] =>
  gunzipSync(bytes)
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ArchivedRow);

/** What is wrong with the bytes of a chunk; undefined if they are what was written. */
export function faultOfChunk(
  bytes: Uint8Array,
  expected: Omit<Chunk, "bytes">,
  idOf: (row: ArchivedRow) => string,
): string | undefined {
  if (createHash("sha256").update(bytes).digest("hex") !== expected.sha256) return "its checksum differs";
  const index = readIndex(bytes.subarray(expected.indexAt));
  let [lastId, rows] = ["", 0];
  for (const [number, firstId] of index.firstIds.entries()) {
    const { offset, length } = rangeOf(index, number) ?? { offset: 0, length: 0 };
    const ids = readMember(bytes.subarray(offset, offset + length)).map(idOf);
    if (ids[0] !== firstId) return `member ${number} does not begin with ${firstId}`;
    for (const id of ids) {
      if (id <= lastId) return `${id} does not follow ${lastId}`;
      lastId = id;
    }
    rows += ids.length;
  }
  if (index.firstIds[0] !== expected.firstId || lastId !== expected.lastId) return "its ends differ";
  return rows === expected.rows ? undefined : `${rows} rows of ${expected.rows}`;
}
