/** A column of raw clicks with its type and constraints. */
const FIRST = [
  "click_id TEXT PRIMARY KEY",
  "link_id TEXT NOT NULL",
  "offer_id TEXT NOT NULL",
  "webmaster_id TEXT NOT NULL",
  "advertiser_id TEXT NOT NULL",
  "decision TEXT NOT NULL",
  "reason TEXT",
  "verdict TEXT NOT NULL",
  "landing_id TEXT",
  "visitor TEXT NOT NULL",
  "country TEXT NOT NULL",
  "region TEXT NOT NULL",
  "city TEXT NOT NULL",
  "asn INTEGER NOT NULL",
  "language TEXT NOT NULL",
  "user_agent TEXT NOT NULL",
  "device TEXT NOT NULL",
  "os TEXT NOT NULL",
  "browser TEXT NOT NULL",
  "sub1 TEXT NOT NULL",
  "sub2 TEXT NOT NULL",
  "sub3 TEXT NOT NULL",
  "sub4 TEXT NOT NULL",
  "sub5 TEXT NOT NULL",
  "source TEXT NOT NULL",
  "cut INTEGER NOT NULL",
  "isolate TEXT NOT NULL",
  "sequence INTEGER NOT NULL",
  "grace INTEGER NOT NULL",
  "is_first INTEGER NOT NULL",
];

/**
 * Columns that were added after the first months' tables, oldest first. A month's `form` is the number of them that its
 * tables have. Each has a default for older clicks.
 */
const LATER = [
  "signals INTEGER NOT NULL DEFAULT 0",
  "referrer TEXT NOT NULL DEFAULT ''",
  "address TEXT NOT NULL DEFAULT ''",
];

const nameOf = (column: string) => column.slice(0, column.indexOf(" "));

/** The form of tables with every column. */
export const NEWEST_FORM = LATER.length;

/** WITHOUT ROWID: a click is one written row instead of two. Ids begin with the time, so rows append. */
export const CLICK_TABLE = `(${[...FIRST, ...LATER].join(", ")}) STRICT, WITHOUT ROWID`;

/** The columns that tables of this form lack. */
export const laterColumns = (form: number): string[] => LATER.slice(form);

/** The names of the columns that tables of this form have. */
export const columnsOf = (form: number): string[] => [...FIRST, ...LATER.slice(0, form)].map(nameOf);

/** The names of the columns that archives keep. */
export const ARCHIVED_COLUMNS: readonly string[] = columnsOf(NEWEST_FORM).filter((name) => name !== "address");

/** Selects every column from tables of this form. */
export const selectedColumns = (form: number): string =>
  [...columnsOf(form), ...laterColumns(form).map((column) => `${defaultOf(column)} AS ${nameOf(column)}`)].join(", ");

const defaultOf = (column: string) => column.slice(column.indexOf(" DEFAULT ") + " DEFAULT ".length);
