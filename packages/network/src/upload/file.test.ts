import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BlockCutter,
  DELIMITERS,
  FileFaultError,
  guessDialect,
  readHeader,
  readRecords,
  textOf,
  type Dialect,
} from "./file.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Every record of a file, cut into blocks from pieces of these lengths. */
function readFile(text: string, dialect: Dialect, pieces: readonly number[], recordsMax: number) {
  const cutter = new BlockCutter(dialect, { recordsMax, bytesMax: 1_000_000 });
  const bytes = bytesOf(text);
  const blocks = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = pieces[i % pieces.length] ?? 1;
    blocks.push(...cutter.push(bytes.slice(at, at + length)));
    at += length;
  }
  blocks.push(...cutter.end());
  const [header, ...rest] = blocks;
  const columns = readHeader(textOf(header?.bytes ?? new Uint8Array(), null), dialect.delimiter);
  return {
    blocks,
    columns,
    records: rest.flatMap(({ bytes: block }) => readRecords(textOf(block, null), dialect, columns)),
  };
}

const cell = fc.string({ unit: fc.constantFrom(...'ab1 ,;\t"\n\ré–😀.') });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe("CSV", () => {
  test("what is written is read, whatever the delimiter, the pieces of the stream and the size of a block", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...DELIMITERS),
        fc
          .integer({ min: 2, max: 4 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
          ),
        fc.constantFrom("\n", "\r\n"),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (delimiter, rows, end, pieces, recordsMax) => {
          const header = rows[0]?.map((_, i) => `c${i}`) ?? [];
          const text = [header, ...rows].map((row) => row.map(quoted).join(delimiter)).join(end);
          const { blocks, records, columns } = readFile(text, { format: "csv", delimiter }, pieces, recordsMax);
          expect(columns).toEqual(header);
          expect(records).toEqual(rows.map((cells) => ({ cells })));
          expect(blocks.at(-1)?.toByte).toBe(bytesOf(text).length);
          for (const [i, block] of blocks.entries()) expect(block.fromByte).toBe(blocks[i - 1]?.toByte ?? 0);
        },
      ),
    ));

  test.each([
    ["a,b\n1,2\n3\n", "ragged_row"],
    ["a,b\n1,2\n3,4,5\n", "ragged_row"],
    ['a,b\n1,2\n3,4"x\n', "bad_quotes"],
    ['a,b\n1,2\n"3"x,4\n', "bad_quotes"],
  ])("%j has a row with a fault", (text, fault) => {
    const { records } = readFile(text, { format: "csv", delimiter: "," }, [3], 10);
    expect(records[0]).toEqual({ cells: ["1", "2"] });
    expect(records[1]).toMatchObject({ fault });
  });

  test("any bytes at all are read or refused with a fault", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...DELIMITERS), (bytes, delimiter) => {
        try {
          const cutter = new BlockCutter({ format: "csv", delimiter }, { recordsMax: 3, bytesMax: 50 });
          for (const block of [...cutter.push(bytes), ...cutter.end()])
            readRecords(textOf(block.bytes, 1), { format: "csv", delimiter }, ["a", "b"]);
        } catch (error) {
          expect(error).toBeInstanceOf(FileFaultError);
        }
      }),
    ));

  test("a record that never ends is refused long before it fills the memory", () => {
    const cutter = new BlockCutter({ format: "csv", delimiter: "," }, { recordsMax: 10, bytesMax: 1_000 });
    const piece = bytesOf(`"${"x".repeat(10_000)}`);
    expect(() => {
      for (let i = 0; i < 1_000; i++) cutter.push(piece);
    }).toThrow(FileFaultError);
  });
});

describe("NDJSON", () => {
  const read = (text: string) => readRecords(text, { format: "ndjson", delimiter: "," }, ["id", "sum"]);

  test("each line is a flat object; what is nested or none is a fault of its row", () =>
    expect(
      read('{"sum":1.5,"id":"A"}\n\n{"id":"B"}\n[1]\n{"id":{}}\n{"id":nul\n{"id":"__proto__","sum":null}'),
    ).toEqual([
      { cells: ["A", "1.5"] },
      { cells: ["B", ""] },
      { cells: ["", ""], fault: "bad_json" },
      { cells: ["", ""], fault: "bad_json" },
      { cells: ["", ""], fault: "bad_json" },
      { cells: ["__proto__", ""] },
    ]));
});

test.each([
  ["click_id,order_id\n", { format: "csv", delimiter: "," }],
  ["click_id;order_id;sum, net\n", { format: "csv", delimiter: ";" }],
  ["click_id\torder_id\r\n", { format: "csv", delimiter: "\t" }],
  ['"a,b,c";x;y\n', { format: "csv", delimiter: ";" }],
  ['\n {"click_id":"a,b"}', { format: "ndjson", delimiter: "," }],
  ["", { format: "csv", delimiter: "," }],
])("%j is written so", (text, dialect) => expect(guessDialect(bytesOf(text), undefined)).toEqual(dialect));
