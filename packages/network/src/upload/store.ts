import { createHash } from "node:crypto";
import { NetworkError } from "../errors.ts";
import { readEntry, writeEntry, type Entry } from "./apply.ts";
import type { ChunkRow } from "./queries.ts";
import type { Repeat } from "./same-order.ts";

/** Largest file; it has room for a million rows. */
const FILE_BYTES_MAX = 200_000_000;

/** Parts of a multipart upload must have equal sizes, except the last, and at least this size (R2). */
const PART_BYTES = 5 * 1_024 * 1_024;

export const fileKey = (uploadId: string) => `upload/${uploadId}/file`;

const keysKey = (uploadId: string) => `upload/${uploadId}/keys`;

const repeatsKey = (uploadId: string) => `upload/${uploadId}/repeats`;

const outcomesKey = (uploadId: string, mark: string) => `upload/${uploadId}/outcome/${mark}`;

/** Stores a file as it arrives, one part in memory at a time. Throws `too_large`, and `invalid_input` if it is empty; then nothing is stored. */
export async function keepFile(
  bucket: R2Bucket,
  uploadId: string,
  body: ReadableStream<Uint8Array>,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  const key = fileKey(uploadId);
  let multipart: R2MultipartUpload | undefined;
  const parts: R2UploadedPart[] = [];
  const buffer = new PartBuffer();
  let bytes = 0;
  try {
    for await (const piece of piecesOf(body)) {
      bytes += piece.length;
      if (bytes > FILE_BYTES_MAX) throw new NetworkError("too_large", "A file is at most 200 MB");
      hash.update(piece);
      for (const part of buffer.push(piece)) {
        multipart ??= await bucket.createMultipartUpload(key);
        parts.push(await multipart.uploadPart(parts.length + 1, part));
      }
    }
    if (bytes === 0)
      throw new NetworkError("invalid_input", "The file is empty", [
        { path: "", message: "0 bytes: send the file as the body, or as a form with one file" },
      ]);
    const last = buffer.rest();
    if (multipart === undefined) await bucket.put(key, last);
    else {
      if (last.length > 0) parts.push(await multipart.uploadPart(parts.length + 1, last));
      await multipart.complete(parts);
    }
  } catch (error) {
    await multipart?.abort();
    throw error;
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** SHA-256 of a stream, in hex. */
export async function hashOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of piecesOf(body)) hash.update(piece);
  return hash.digest("hex");
}

/** Collects pieces of any length into parts of equal length. */
class PartBuffer {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  *push(bytes: Uint8Array): Generator<Uint8Array> {
    for (let rest = bytes; rest.length > 0;) {
      const piece = rest.subarray(0, PART_BYTES - this.#bytes);
      this.#pieces.push(piece);
      this.#bytes += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#bytes === PART_BYTES) yield this.rest();
    }
  }

  /** The collected rest, as one part. */
  rest(): Uint8Array {
    const part = new Uint8Array(this.#bytes);
    let at = 0;
    for (const piece of this.#pieces) {
      part.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#bytes = 0;
    return part;
  }
}

/** The pieces of a stream, read by its reader: not every runtime can iterate streams. */
export async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/** As many objects as R2 lists and deletes in one call. */
const OBJECTS_MAX = 1_000;

/** All objects of an upload, or the first thousand. */
export function listObjects(bucket: R2Bucket, uploadId: string): Promise<R2Objects> {
  const key = fileKey(uploadId);
  return bucket.list({ prefix: key.slice(0, key.lastIndexOf("/") + 1), limit: OBJECTS_MAX });
}

/** The bytes of a file from one position to another. */
export async function readBytes(bucket: R2Bucket, uploadId: string, { from_byte, to_byte }: ChunkRow) {
  const object = await bucket.get(fileKey(uploadId), { range: { offset: from_byte, length: to_byte - from_byte } });
  if (object === null) throw new Error(`the file of ${uploadId} is gone`);
  return new Uint8Array(await object.arrayBuffer());
}

export const keepKeys = (bucket: R2Bucket, uploadId: string, hashes: Uint8Array) =>
  bucket.put(keysKey(uploadId), hashes);

export async function readKeys(bucket: R2Bucket, uploadId: string): Promise<Uint32Array> {
  const object = await bucket.get(keysKey(uploadId));
  if (object === null) throw new Error(`the keys of ${uploadId} are gone`);
  return new Uint32Array(await object.arrayBuffer());
}

/** Stores the results for rows with repeated orders; each chunk knows the position of its part. */
export const keepRepeats = (bucket: R2Bucket, uploadId: string, repeats: Blob) =>
  bucket.put(repeatsKey(uploadId), repeats);

/** The results for those rows of a chunk whose order other rows have too. */
export async function readRepeats(bucket: R2Bucket, chunk: ChunkRow): Promise<Map<number, Repeat>> {
  const { upload_id, repeats_from: offset, repeats_to } = chunk;
  if (repeats_to === 0) return new Map();
  const object = await bucket.get(repeatsKey(upload_id), { range: { offset, length: repeats_to - offset } });
  if (object === null) throw new Error(`the repeats of ${upload_id} are gone`);
  return new Map(JSON.parse(await object.text()) as [number, Repeat][]); // written by compareRepeats
}

/** Stores outcomes under a new mark, so that a concurrent writer whose batch fails overwrites nothing. */
export async function keepOutcomes(bucket: R2Bucket, uploadId: string, entries: readonly Entry[]): Promise<string> {
  const mark = crypto.randomUUID();
  await bucket.put(outcomesKey(uploadId, mark), JSON.stringify(entries.map(writeEntry)));
  return mark;
}

/** Deletes outcomes that no chunk points to; a failure only costs space. */
export const dropOutcomes = (bucket: R2Bucket, uploadId: string, mark: string) =>
  mark === "" ? Promise.resolve() : bucket.delete(outcomesKey(uploadId, mark)).catch(() => undefined);

export async function readOutcomes(bucket: R2Bucket, { upload_id, mark }: ChunkRow): Promise<Entry[]> {
  const object = await bucket.get(outcomesKey(upload_id, mark));
  if (object === null) throw new Error(`the outcomes of ${upload_id} are gone`);
  return (JSON.parse(await object.text()) as ReturnType<typeof writeEntry>[]).map(readEntry); // written by keepOutcomes
}
