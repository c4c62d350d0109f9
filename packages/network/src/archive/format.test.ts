import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createChunk,
  faultOfChunk,
  memberOf,
  rangeOf,
  readIndex,
  readMember,
  type ArchivedRow,
  type Chunk,
} from "./format.ts";

const idOf = (row: ArchivedRow) => String(row["id"]);

/** A chunk of these ids, so many a member. */
function chunkOf(ids: readonly string[], memberRows: number): Chunk {
  const chunk = createChunk(idOf);
  for (let i = 0; i < ids.length; i += memberRows)
    chunk.add(ids.slice(i, i + memberRows).map((id) => ({ id, text: `of ${id}` })));
  return chunk.close();
}

const ids = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."0123456789abcz") }), { minLength: 1 })
  .map((some) => some.toSorted());

/** What a reader who has the index fetches for an id, and finds in it. */
function find({ bytes, indexAt }: Chunk, id: string) {
  const index = readIndex(bytes.subarray(indexAt));
  const range = rangeOf(index, memberOf(index, id));
  if (range === undefined) return undefined;
  return readMember(bytes.subarray(range.offset, range.offset + range.length)).find((row) => row["id"] === id);
}

describe("a chunk", () => {
  test("finds each of its rows in one member, and nothing else", () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 9 }), fc.string(), (some, memberRows, other) => {
        const chunk = chunkOf(some, memberRows);
        for (const id of some) expect(find(chunk, id)).toEqual({ id, text: `of ${id}` });
        if (!some.includes(other)) expect(find(chunk, other)).toBeUndefined();
        expect(chunk).toMatchObject({ firstId: some[0], lastId: some.at(-1), rows: some.length });
        expect(faultOfChunk(chunk.bytes, chunk, idOf)).toBeUndefined();
      }),
    );
  });

  test("is a gzip file of NDJSON that standard tools can read, with the index as its last line", () => {
    const { bytes } = chunkOf(["a", "b", "c"], 2);
    const lines = gunzipSync(bytes).toString().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { id: "a", text: "of a" },
      { id: "b", text: "of b" },
      { id: "c", text: "of c" },
      { index: { firstIds: ["a", "c"], places: [0, expect.any(Number), expect.any(Number)] } },
    ]);
  });

  test("keeps any text unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const chunk = createChunk(idOf);
        chunk.add([{ id: "a", text, none: null, number: 1.5 }]);
        expect(find(chunk.close(), "a")).toEqual({ id: "a", text, none: null, number: 1.5 });
      }),
    );
  });

  test.each([
    ["twice", ["a", "a"]],
    ["out of order", ["b", "a"]],
    ["empty", [""]],
  ])("refuses an id that comes %s", (_, some) => {
    expect(() => chunkOf(some, 1)).toThrow(RangeError);
  });

  test("can't be empty", () => {
    expect(() => createChunk(idOf).close()).toThrow(RangeError);
  });
});

describe("a damaged chunk is detected", () => {
  const chunk = chunkOf(["a", "b", "c", "d"], 2);

  test("by any changed byte", () => {
    for (let i = 0; i < chunk.bytes.length; i++) {
      const bytes = Uint8Array.from(chunk.bytes);
      bytes[i] = (bytes[i] ?? 0) ^ 1;
      expect(faultOfChunk(bytes, chunk, idOf)).toBe("its checksum differs");
    }
  });

  test.each([
    ["rows", { rows: 5 }, "4 rows of 5"],
    ["its first id", { firstId: "0" }, "its ends differ"],
    ["its last id", { lastId: "z" }, "its ends differ"],
  ])("by the recorded %s", (_, noted, fault) => {
    expect(faultOfChunk(chunk.bytes, { ...chunk, ...noted }, idOf)).toBe(fault);
  });
});
