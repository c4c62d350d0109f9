import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "./apply.ts";
import { DELIMITERS, PLAIN_CSV, readDialect, type Dialect } from "./dialect.ts";
import { BlockCutter, textOf } from "./file.ts";
import { readBlock, readHeader, readNames } from "./records.ts";
import { sentenceOf, writeHeader, writeResult } from "./results.ts";

test.each([
  ["approved", null, "pending → approved: commission 5.00 USD."],
  ["pending", "still_held", "pending → approved: commission 5.00 USD, which stays pending. The network holds it: "],
  ["none", "still_refused", "pending → approved: commission 5.00 USD, of which nothing is owed. The network has "],
] as const)("the sentence of an approval that counts as %s", (money, code, sentence) => {
  const amounts = { amountMinor: 5_000, revenueMinor: 800, commissionMinor: 500 };
  const entry: Entry = {
    ...{ row: 1, outcome: "approve", code, conversionId: "cnv_1", version: 1, webmasterId: "web_1", currency: "USD" },
    ...{
      occurredAt: null,
      goals: [],
      times: null,
      completes: null,
      reason: null,
      reasonCode: null,
      changed: false,
      applied: false,
      undone: null,
    },
    before: { validation: "pending", money: "pending", ...amounts },
    after: { validation: "approved", money, ...amounts },
  };
  expect(sentenceOf(entry)).toContain(sentence);
});

const RESULT = {
  ...{ row: 1, outcome: "approve", code: null, sentence: "Fine.", reasonCode: null, reason: "=1" },
  ...{ state: "applied", conversionId: "cnv_1" },
};

/** What a file says when it is uploaded. */
function read(file: string) {
  const bytes = new TextEncoder().encode(file);
  const { dialect, fromByte } = readDialect(bytes, undefined);
  const cutter = new BlockCutter(dialect, { recordsMax: 100, bytesMax: 1_000_000 }, fromByte);
  const blocks = [...cutter.push(bytes.subarray(fromByte)), ...cutter.end()].map((block) => textOf(block.bytes, null));
  const columns =
    dialect.format === "csv"
      ? (readHeader(blocks.shift() ?? "", dialect.delimiter) ?? [])
      : readNames(blocks[0] ?? "", []);
  return { dialect, columns, records: blocks.flatMap((text) => readBlock(text, dialect, columns).records) };
}

/** The results of a file, in which every row became the same. */
function resultsOf(file: string) {
  const { dialect, columns, records } = read(file);
  return `${writeHeader(dialect, columns)}${records.map((record) => writeResult(dialect, columns, record, RESULT)).join("")}`;
}

const OURS =
  "waymark_row;waymark_outcome;waymark_outcome_code;waymark_outcome_sentence;waymark_reason_code;waymark_reason;waymark_status;waymark_conversion_id";
const VALUES = "1;approve;;Fine.;;'=1;applied;cnv_1";
const quoted = (line: string) => line.replaceAll(/[^;]+|(?<=;)(?=;)/g, (cell) => `"${cell}"`);

test.each([
  ["semicolons", "id;sum\nA;1,5\n", `id;sum;${OURS}\nA;1,5;${VALUES}\n`],
  ["a byte order mark", "\ufeffid;sum\nA;1\n", `\ufeffid;sum;${OURS}\nA;1;${VALUES}\n`],
  ["a sep= line", "sep=;\nid;sum\nA;1\n", `sep=;\nid;sum;${OURS}\nA;1;${VALUES}\n`],
  ["quotes around every cell", '"id";"sum"\n"A";"1"\n', `"id";"sum";${quoted(OURS)}\n"A";"1";${quoted(VALUES)}\n`],
  ["quotes around some cells", 'id;sum\n"A";"1;2"\n', `id;sum;${OURS}\nA;"1;2";${VALUES}\n`],
  ["missing cells", "id;sum;note\nA\n", `id;sum;note;${OURS}\nA;;;${VALUES}\n`],
  ["formulas", "id;sum\n=C;a,=1\n", `id;sum;${OURS}\n'=C;a,'=1;${VALUES}\n`],
  ["cells without a column", "id;sum\nA;1;5\n", `id;sum;${OURS}\nA;1;${VALUES};5\n`],
  ["stray quotes", 'id;sum\n"A"x;1"\n', `id;sum;${OURS}\n"""A""x";"1""";${VALUES}\n`],
  ["formulas of text", 'id;sum\n="007";1\n', `id;sum;${OURS}\n007;1;${VALUES}\n`],
])("results of a file with %s have the same form, and have themselves as results", (_, file, results) => {
  const expected = results.replaceAll("\n", "\r\n");
  expect(resultsOf(file)).toBe(expected);
  expect(resultsOf(expected)).toBe(expected);
});

test("results of NDJSON are NDJSON, with unchanged values", () => {
  const ours = `"waymark_row":1,"waymark_outcome":"approve","waymark_outcome_code":null,"waymark_outcome_sentence":"Fine.","waymark_reason_code":null,"waymark_reason":"=1","waymark_status":"applied","waymark_conversion_id":"cnv_1"`;
  const results = resultsOf('{"order_id":8800000000000000001,"sum":1.50, "note":"=1"}\n{}\nnothing\n');
  expect(results).toBe(
    `{"order_id":8800000000000000001,"sum":1.50, "note":"=1",${ours}}\n{"waymark_line":"nothing",${ours}}\n`,
  );
  expect(resultsOf(results).split("\n")[0]).toBe(`{"order_id":8800000000000000001,"sum":1.50,"note":"=1",${ours}}`);
});

const dialects = fc.record<Dialect>({
  format: fc.constant("csv"),
  delimiter: fc.constantFrom(...DELIMITERS),
  hasBom: fc.boolean(),
  hasSepLine: fc.constant(true),
  quotesAll: fc.boolean(),
});

const cell = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }).filter((text) => !/[\0\ud800-\udfff]/.test(text)),
  fc.string({ unit: fc.constantFrom(..."=+-@'\"; ,\t|\r\na1."), maxLength: 8 }),
  fc.constantFrom("-5", "+7.50", "=C", "+D", "'=C", '="A"', "\ufeff", "sep=;"),
);

const rows = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }));

const resultFile = (dialect: Dialect, table: readonly string[][]) => {
  const columns = (table[0] ?? []).map((_, i) => `c${i}`);
  const lines = table.map((cells) => writeResult(dialect, columns, { cells }, RESULT));
  return `${writeHeader(dialect, columns)}${lines.join("")}`;
};

test("results that are uploaded again have the file's original cells", () =>
  fc.assert(
    fc.property(dialects, rows, (dialect, table) => {
      const again = read(resultFile(dialect, table));
      expect(again.dialect.delimiter).toBe(dialect.delimiter);
      const width = table[0]?.length ?? 0;
      const isEmpty = (cells: readonly string[]) => cells.every((text) => text.trim() === "");
      expect(again.records.map(({ cells }) => cells.slice(0, width))).toEqual(table.filter((cells) => !isEmpty(cells)));
    }),
    { numRuns: 500 },
  ));

test("results contain no formula, with any delimiter", () =>
  fc.assert(
    fc.property(dialects, rows, fc.constantFrom(...DELIMITERS), (dialect, table, openedWith) => {
      // Cells at the worst: quotes protect nothing, and blanks and quotes before a formula are skipped.
      const cells = resultFile(dialect, table)
        .replace("\ufeff", "")
        .split(/[\r\n]/)
        .flatMap((line) => line.split(openedWith));
      for (const text of cells) {
        const inner = text.replace(/^[\s\p{Cc}\p{Cf}"]+/u, "");
        if (/^[=+\-@＝＋－＠]/.test(inner)) expect(inner).toMatch(/^[+-]\d+(?:[.,]\d+)*"?$/);
      }
    }),
    { numRuns: 1_000 },
  ));

test("a plain line of results is CSV as in RFC 4180", () =>
  expect(writeResult(PLAIN_CSV, [], undefined, { ...RESULT, row: null, sentence: "a, b" })).toBe(
    ',approve,,"a, b",,\'=1,applied,cnv_1\r\n',
  ));
