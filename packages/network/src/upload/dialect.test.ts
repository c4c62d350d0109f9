import { deflateRawSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readDialect, type Delimiter, type Dialect } from "./dialect.ts";
import { FileFaultError } from "./faults.ts";

const bytesOf = (text: string, encoding: BufferEncoding = "utf8") => new Uint8Array(Buffer.from(text, encoding));

const faultOf = (bytes: Uint8Array) => {
  try {
    readDialect(bytes, undefined);
  } catch (error) {
    return error instanceof FileFaultError ? error.fault : error;
  }
  return undefined;
};

test.each<[string, Partial<Dialect>, number?]>([
  ["click_id,order_id\n", { delimiter: "," }],
  ["click_id;order_id;sum, net\n", { delimiter: ";" }],
  ["click_id|order_id|sum, net\n", { delimiter: "|" }],
  ["click_id\torder_id\r\n", { delimiter: "\t" }],
  ['"a,b,c";x;y\n', { delimiter: ";", quotesAll: false }],
  ['"a";"b, c"\r\n', { delimiter: ";", quotesAll: true }],
  ['\n {"click_id":"a,b"}', { format: "ndjson" }],
  ["", { format: "csv", delimiter: ",", quotesAll: false }],
  ["\ufeffa;b\n", { delimiter: ";", hasBom: true, hasSepLine: false }, 3],
  ["sep=;\na,b,c;d\n", { delimiter: ";", hasSepLine: true }, 6],
  ["\ufeffsep=;\r\na,b\r\n", { delimiter: ";", hasSepLine: true, hasBom: true }, 10],
  ["SEP=,\na;b\n", { delimiter: "," }, 6],
  ["sep=|\na;b|c\n", { delimiter: "|" }, 6],
  ["sep=\t\na\tb\n", { delimiter: "\t" }, 6],
  ['"sep=;"\na,b\n', { delimiter: ";" }, 8],
  ["sep=;;;\na;b;c\n", { delimiter: ";" }, 8],
  ["sep=;", { delimiter: ";" }, 5],
  ["separate;b\n", { hasSepLine: false }],
])("the dialect of %j", (text, dialect, fromByte = 0) => {
  const read = readDialect(bytesOf(text), undefined);
  expect(read.dialect).toMatchObject({ format: "csv", ...dialect });
  expect(read.fromByte).toBe(fromByte);
});

test.each<[Delimiter, string]>([
  [",", "sep=;\na;b;c\n"],
  [";", "a,b,c\n"],
])("a delimiter given by the caller takes precedence: %j", (delimiter, text) =>
  expect(readDialect(bytesOf(text), delimiter).dialect.delimiter).toBe(delimiter),
);

/** A file in a ZIP, as its local header begins. */
function zipOf(name: string, text = "<xml/>") {
  const content = deflateRawSync(text);
  const header = Buffer.alloc(30);
  header.write("PK\u0003\u0004", "latin1");
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(name.length, 26);
  return new Uint8Array(Buffer.concat([header, Buffer.from(name), content]));
}

test.each<[string, Uint8Array, string | undefined]>([
  ["XLSX", zipOf("[Content_Types].xml"), "workbook"],
  ["XLSX of another writer", zipOf("xl/workbook.xml"), "workbook"],
  ["XLSX of a third", zipOf("_rels/.rels"), "workbook"],
  ["ODS", zipOf("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "workbook"],
  ["XLS", bytesOf("d0cf11e0a1b11ae1000000", "hex"), "workbook"],
  ["XML of Excel 2003", bytesOf('<?xml version="1.0"?>\n<Workbook xmlns="urn:x">'), "workbook"],
  ["gzip", new Uint8Array(gzipSync("click_id\n")), "gzip_file"],
  ["ZIP", zipOf("orders.csv"), "archive_file"],
  ["an empty ZIP", bytesOf("504b0506", "hex"), "archive_file"],
  ["7z", bytesOf("377abcaf271c0004", "hex"), "archive_file"],
  ["bzip2", bytesOf("BZh91AY"), "archive_file"],
  ["xz", bytesOf("fd377a585a0000", "hex"), "archive_file"],
  ["Zstandard", bytesOf("28b52ffd0458", "hex"), "archive_file"],
  ["PDF", bytesOf("%PDF-1.7\n"), "pdf_file"],
  ["UTF-16 with a mark", bytesOf("\ufeffclick_id;order_id\n", "utf16le"), "utf16_file"],
  ["UTF-16 without one", bytesOf("click_id;order_id\n", "utf16le"), "utf16_file"],
  ["UTF-16, big end first", new Uint8Array(Buffer.from("\ufeffclick_id;order_id\n", "utf16le").swap16()), "utf16_file"],
  ["UTF-32", bytesOf("fffe000063000000", "hex"), "utf16_file"],
  ["HTML", bytesOf("\ufeff  <html xmlns:x='urn'><table>"), "markup_file"],
  ["a table of HTML", bytesOf("<TABLE border=1>"), "markup_file"],
  ["XML", bytesOf("<?xml version='1.0'?><orders/>"), "markup_file"],
  ["a JSON array", bytesOf('[{"order_id":"A"}]'), "json_document"],
  ["a JSON array in lines", bytesOf('\ufeff[\n  {"order_id":"A"}'), "json_document"],
  ["a JSON object in lines", bytesOf('{\r\n  "orders": ['), "json_document"],
  ["another sep= line", bytesOf("sep=:\na:b\n"), "unknown_separator"],
  ["NDJSON", bytesOf('{"order_id":"A"}\n'), undefined],
  ["CSV", bytesOf("<click_id>,[order_id]\n"), undefined],
  ["nothing", new Uint8Array(), undefined],
])("%s is recognised", (_, bytes, fault) => expect(faultOf(bytes)).toBe(fault));
