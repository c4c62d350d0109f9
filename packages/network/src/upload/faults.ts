/** Why a file can't be read at all. Closed and documented in docs/advertisers.md. */
export const FILE_FAULTS = {
  empty_file: "The file is empty.",
  header_only: "The file has a header and no rows; rows end with LF or CRLF.",
  workbook:
    "This is a workbook (XLSX, XLS or ODS). Open it in a spreadsheet, save the sheet as “CSV UTF-8” and upload that.",
  gzip_file: "This is a gzip file. Unpack it and upload the CSV or NDJSON file inside.",
  archive_file: "This is an archive (such as ZIP, 7z or RAR). Unpack it and upload the CSV or NDJSON file inside.",
  pdf_file: "This is a PDF. Export the orders as CSV or NDJSON and upload that.",
  markup_file: "This is HTML or XML. Open it in a spreadsheet, save the sheet as “CSV UTF-8” and upload that.",
  json_document:
    "This is one JSON document. Write one object a line, without brackets and commas around them (NDJSON).",
  utf16_file: "This is text in UTF-16 or UTF-32. Save it as UTF-8, in a spreadsheet as “CSV UTF-8”.",
  nul_byte: "The file holds a NUL byte: it is not text. Save it as UTF-8.",
  not_utf8: "The file is not UTF-8. Save it as “CSV UTF-8”.",
  unknown_separator: "The first line (sep=) names a delimiter other than comma, semicolon, tab and pipe.",
  record_too_long: "A row is longer than 64 kB; perhaps a quote was opened and never closed.",
  unclosed_quote: "A quote was opened and never closed.",
  bad_header: "The header can't be read: it has a stray quote, or more than 200 columns.",
  no_columns: "Neither a click_id nor an order_id was recognised among the columns; name them, or the delimiter.",
  column_twice: "Two columns mean the same; say which one counts.",
  too_many_rows: "The file has more rows than an upload may have.",
} as const;

export type FileFault = keyof typeof FILE_FAULTS;

/** A file that can't be read, with the record at which this was found (1 is the first below the header). */
export class FileFaultError extends Error {
  override readonly name = "FileFaultError";
  readonly fault: FileFault;
  readonly row: number | null;

  constructor(fault: FileFault, row: number | null = null) {
    super(FILE_FAULTS[fault]);
    this.fault = fault;
    this.row = row;
  }
}
