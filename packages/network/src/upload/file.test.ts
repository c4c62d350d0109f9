import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DELIMITERS, type Dialect } from "./dialect.ts";
import { FileFaultError } from "./faults.ts";
import { BlockCutter, textOf } from "./file.ts";
import { readBlock, readHeader, readRecords } from "./records.ts";

type Format = Pick<Dialect, "format" | "delimiter">;

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Every record of a file, cut into blocks from pieces of these lengths. */
function readFile(text: string, dialect: Format, pieces: readonly number[], recordsMax: number) {
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
  const columns = readHeader(textOf(header?.bytes ?? new Uint8Array(), null), dialect.delimiter) ?? [];
  return {
    blocks,
    columns,
    records: rest.flatMap(({ bytes: block }) => readRecords(textOf(block, null), dialect, columns)),
  };
}

const cell = fc.string({ unit: fc.constantFrom(...'ab1 ,;\t"\n\ré–😀.') });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe("CSV", () => {
  test("a written file is read unchanged, for any delimiter, pieces of the stream and size of a block", () =>
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
          const isEmpty = (cells: readonly string[]) => cells.every((text) => text.trim() === "");
          expect(records.map(({ cells }) => cells)).toEqual(rows.filter((cells) => !isEmpty(cells)));
          for (const record of records) expect(record).not.toHaveProperty("fault");
          expect(blocks.at(-1)?.toByte).toBe(bytesOf(text).length);
          for (const [i, block] of blocks.entries()) expect(block.fromByte).toBe(blocks[i - 1]?.toByte ?? 0);
        },
      ),
    ));

  test.each([
    ["a,b\n1,2\n3,4,5\n", "ragged_row"],
    ["a,b\n1,2\n,,,,5\n", "ragged_row"],
    ['a,b\n1,2\n3,4"x\n', "bad_quotes"],
    ['a,b\n1,2\n"3"x,4\n', "bad_quotes"],
    ['a,b\n1,2\n""x,4\n', "bad_quotes"],
    ['a,b\n1,2\n="3"&A1,4\n', "bad_quotes"],
    ['a,b\n1,2\n3,="4\n', "bad_quotes", "unclosed_quote"],
  ])("%j has a row with a fault", (text, fault, fileFault?: string) => {
    const read = () => readFile(text, { format: "csv", delimiter: "," }, [3], 10);
    if (fileFault !== undefined) return expect(read).toThrow(FileFaultError);
    const { records } = read();
    expect(records[0]).toEqual({ cells: ["1", "2"] });
    expect(records[1]).toMatchObject({ fault });
  });

  test.each([
    [
      "without their empty cells at the end",
      "a;b;c\n1\n1;2\n1;2;3",
      [
        ["1", "", ""],
        ["1", "2", ""],
        ["1", "2", "3"],
      ],
    ],
    [
      "with more empty cells than columns",
      "a;b\n1;2;;\n1; ; ;",
      [
        ["1", "2"],
        ["1", " "],
      ],
    ],
    [
      "under a header that ends with a delimiter",
      "a;b;\r\n1;2\r\n1;2;\r\n",
      [
        ["1", "2", ""],
        ["1", "2", ""],
      ],
    ],
    [
      "under a header without the last delimiter",
      "a;b\r\n1;2;\r\n1;2\r\n",
      [
        ["1", "2"],
        ["1", "2"],
      ],
    ],
    ["under a header below empty rows", ";;\n\n a;b\n1;2", [["1", "2"]]],
    [
      "written as formulas of text",
      'a;b\n="007";="x;y"\n"=""007""";"=""q""""q"""\n=""; ="0"',
      [
        ["007", "x;y"],
        ["007", 'q"q'],
        ["", ' ="0"'],
      ],
    ],
    ["with a quote within a formula of text", 'a\n="4""x\ny"', [['4"x\ny']]],
    ["with blanks behind a quoted cell", 'a;b\n"1" ;2', [["1", "2"]]],
  ])("rows are read %s", (_, text, rows) => {
    const { records } = readFile(text, { format: "csv", delimiter: ";" }, [2], 2);
    if (text.includes('; ="0"')) return expect(records.at(-1)).toMatchObject({ fault: "bad_quotes" });
    expect(records.map(({ cells }) => cells)).toEqual(rows);
    for (const record of records) expect(record).not.toHaveProperty("fault");
  });

  test("empty rows are skipped and counted, and fill no block", () => {
    const columns = ["a", "b"];
    const text = 'x;y\n\n;\n ; \r\n"";""\n;;;;;\n" "\nx\n';
    const { records, emptyRows } = readBlock(text, { format: "csv", delimiter: ";" }, columns);
    expect(records.map(({ cells }) => cells)).toEqual([
      ["x", "y"],
      ["x", ""],
    ]);
    expect(emptyRows).toBe(6);
    const cutter = new BlockCutter({ format: "csv", delimiter: ";" }, { recordsMax: 2, bytesMax: 1_000_000 });
    expect(cutter.push(bytesOf(`a;b\n${text}`))).toHaveLength(2);
    const blank = new BlockCutter({ format: "csv", delimiter: ";" }, { recordsMax: 2, bytesMax: 100 });
    expect(blank.push(bytesOf(";;\n".repeat(100))).length, "but their bytes are bounded").toBeGreaterThan(1);
  });

  test("a row whose only text is in the columns of our results is empty", () => {
    const columns = ["order_id", "waymark_row", "waymark_conversion_id"];
    const { records, emptyRows } = readBlock("A,1,c\n,,cnv_1\n", { format: "csv", delimiter: "," }, columns);
    expect([records.map(({ cells }) => cells), emptyRows]).toEqual([[["A", "1", "c"]], 1]);
  });

  test("any bytes are read or refused with a fault", () =>
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

  test("an endless record is refused long before it fills the memory", () => {
    const cutter = new BlockCutter({ format: "csv", delimiter: "," }, { recordsMax: 10, bytesMax: 1_000 });
    const piece = bytesOf(`"${"x".repeat(10_000)}`);
    expect(() => {
      for (let i = 0; i < 1_000; i++) cutter.push(piece);
    }).toThrow(FileFaultError);
  });
});

describe("NDJSON", () => {
  const read = (text: string) => readBlock(text, { format: "ndjson", delimiter: "," }, ["id", "sum"]);

  test("each line is a flat object; anything else is a fault of its row", () => {
    const { records, emptyRows } = read(
      '{"sum":1.5,"id":"A"}\n\n{"id":"B"}\n[1]\n{"id":{}}\n{"id":nul\n{"id":"__proto__","sum":null}\n{"id":1,"id":2}\n{}\n',
    );
    expect(records.map((record) => ("fault" in record ? record.fault : record.cells))).toEqual([
      ["A", "1.5"],
      ["B", ""],
      "bad_json",
      "bad_json",
      "bad_json",
      ["__proto__", ""],
      "bad_json",
    ]);
    expect(emptyRows).toBe(2);
  });

  test("a faulty line still names its order", () => {
    const { records } = read('{"id":"A","sum":[1]}\n{"id":17,"sum":{}}\n{"id":"B","id":"B"}\n{"id":1.5,"sum":[]}\n');
    expect(records.map(({ cells }) => cells[0])).toEqual(["A", "17", "B", ""]);
    expect(records.every((record) => "fault" in record)).toBe(true);
  });

  test("numbers keep their digits, and are marked as numbers", () => {
    const [record] = read('{"id":8800000000000000001,"sum":0.10}').records;
    expect(record).toMatchObject({ cells: ["8800000000000000001", "0.10"], numbers: new Set([0, 1]) });
    expect(read('{"id":"8800000000000000001","sum":true}').records[0]?.numbers).toEqual(new Set());
  });
});
