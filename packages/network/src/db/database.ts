import { CompiledQuery, Kysely, sql, type Expression, type Insertable, type KyselyPlugin } from "kysely";
import { D1Dialect } from "kysely-d1";
import { NetworkError } from "../errors.ts";
import { ConcurrentWriteError } from "./concurrent-write.ts";
import type { ClickTables, Tables } from "./tables.ts";

/** A statement to be written with others, atomically. */
export type Statement = CompiledQuery;

/** A database: Kysely reads, and `write` is the only way to change anything. */
export interface Database<T> {
  /** The same object for the same database throughout an isolate: the key of caches about a database. */
  key: object;
  query: Kysely<T>;
  /**
   * Runs a query. Its rows are lists of values in the order of its columns: of a wide row, D1 makes an object forty
   * times slower than a reader that knows its columns does.
   */
  values(query: Statement): Promise<unknown[][]>;
  /** Runs queries in one round trip, all in one transaction; `sizeBytes` is the database's. */
  read(queries: readonly Statement[]): Promise<{ rows: unknown[][]; sizeBytes: number }>;
  /** Runs the statements in order in one transaction. Throws `ConcurrentWriteError` (unique row), `sum_too_large`. */
  write(statements: readonly Statement[]): Promise<Written>;
}

export interface Written {
  rowsWritten: number;
  /** What the last statement answers: a SELECT there reads what was written, without a round trip of its own. */
  rows: unknown[];
}

export type Db = Database<Tables>;
export type ClickDb = Database<ClickTables>;

/** A write would take a party beyond its limit. */
export const sumTooLarge = () =>
  new NetworkError(
    "sum_too_large",
    "The change would take one party's money in a currency beyond 4,503,599,627,370,495 minor units",
  );

/** A provider may still pay the payout. */
const isSubmitted = () =>
  new NetworkError(
    "transition_refused",
    "The payout was handed to a provider, which has not answered yet: if it can't, resolve the payout there first",
  );

/** A bound string is at most 2 MB (D1), and a UTF-16 unit up to three bytes of UTF-8. */
const JSON_CHARS_MAX = 600_000;

/** `onQueries` is called before queries are sent, because D1 limits the queries of an invocation. */
export function openDatabase<T>(d1: D1Database, onQueries: (count: number) => void = () => {}): Database<T> {
  const countQuery: KyselyPlugin = {
    transformQuery: ({ node }) => {
      onQueries(1);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  let kysely: Kysely<T> | undefined;
  return {
    key: d1,
    // Of the databases that a request may use, it uses few.
    get query() {
      return (kysely ??= new Kysely<T>({ dialect: new D1Dialect({ database: d1 }), plugins: [countQuery] }));
    },
    values({ sql, parameters }) {
      onQueries(1);
      return d1
        .prepare(sql)
        .bind(...parameters)
        .raw();
    },
    async read(queries) {
      if (queries.length === 0) return { rows: [], sizeBytes: 0 };
      onQueries(queries.length);
      const results = await d1.batch(queries.map(({ sql, parameters }) => d1.prepare(sql).bind(...parameters)));
      return { rows: results.map((result) => result.results), sizeBytes: results.at(-1)?.meta.size_after ?? 0 };
    },
    async write(statements) {
      if (statements.length === 0) return { rowsWritten: 0, rows: [] };
      onQueries(statements.length);
      try {
        const results = await d1.batch(statements.map(({ sql, parameters }) => d1.prepare(sql).bind(...parameters)));
        return {
          rowsWritten: results.reduce((sum, { meta }) => sum + meta.rows_written, 0),
          rows: results.at(-1)?.results ?? [],
        };
      } catch (error) {
        if (error instanceof Error && error.message.includes("UNIQUE constraint failed"))
          throw new ConcurrentWriteError(error.message, { cause: error });
        // Raised by triggers of `payout`: a freeze, or the approval of the run, was first.
        if (error instanceof Error && /money_frozen|run_approved/.test(error.message))
          throw new ConcurrentWriteError(error.message, { cause: error });
        // The same, of a payout that a provider may still pay.
        if (error instanceof Error && error.message.includes("payout_submitted")) throw isSubmitted();
        if (error instanceof Error && error.message.includes("CHECK constraint failed: money_limit"))
          throw new MoneyLimitError();
        // The name of the check of `balance`.
        if (error instanceof Error && error.message.includes("CHECK constraint failed: sum_too_large"))
          throw sumTooLarge();
        throw error;
      }
    },
  };
}

/** The batch has an act on money that its person may not do alone. Nothing was written. */
export class MoneyLimitError extends Error {
  override readonly name = "MoneyLimitError";
}

/** Writes the statements; false if a concurrent writer was first, and then nothing is written. */
export const writeIfFirst = async <T>(db: Database<T>, statements: readonly Statement[]): Promise<boolean> =>
  (await answerIfFirst(db, statements)) !== undefined;

/** The same, with the answer of the last statement; undefined if a concurrent writer was first. */
export async function answerIfFirst<T>(
  db: Database<T>,
  statements: readonly Statement[],
): Promise<unknown[] | undefined> {
  try {
    return (await db.write(statements)).rows;
  } catch (error) {
    if (error instanceof ConcurrentWriteError) return undefined;
    throw error;
  }
}

/** A statement from SQL text, with `?` for each parameter. */
export const rawStatement = (text: string, parameters: readonly unknown[]): Statement =>
  CompiledQuery.raw(text, [...parameters]);

/**
 * Inserts rows, about a megabyte a statement. D1 needs a round trip for each statement and allows 100 parameters, while
 * `json_each` reads any number of rows from one.
 */
export function insertRows<Name extends keyof Tables>(
  table: Name,
  columns: readonly (keyof Insertable<Tables[Name]> & string)[],
  rows: readonly Insertable<Tables[Name]>[],
): Statement[] {
  const values = columns.map((_, i) => `value ->> ${i}`).join(", ");
  const text = `INSERT INTO ${table} (${columns.join(", ")}) SELECT ${values} FROM json_each(?)`;
  return jsonChunks(rows.map((row) => columns.map((column) => row[column] ?? null))).map((json) =>
    rawStatement(text, [json]),
  );
}

/** JSON arrays of these values, each array short enough to be bound. */
export function jsonChunks(values: readonly unknown[], charsMax = JSON_CHARS_MAX): string[] {
  const chunks: string[] = [];
  let open: string[] = [];
  let chars = 0;
  for (const value of values) {
    const json = JSON.stringify(value);
    if (open.length > 0 && chars + json.length > charsMax) {
      chunks.push(`[${open.join(",")}]`);
      open = [];
      chars = 0;
    }
    open.push(json);
    chars += json.length + 1;
  }
  if (open.length > 0) chunks.push(`[${open.join(",")}]`);
  return chunks;
}

/** A sum of integers, as the text of its digits: D1 answers with doubles. Null if there are no rows. */
export const sumText = (integers: Expression<unknown>) => sql<string>`CAST(sum(${integers}) AS TEXT)`;

/** The values as a subquery for `column IN …`: D1 binds at most 100 parameters. */
export const inJson = <Value extends string | number>(values: readonly Value[]) =>
  valuesIn<Value>(JSON.stringify(values));

/** The same for values that are JSON already, for example one of `jsonChunks`. */
export const valuesIn = <Value extends string | number>(json: string) =>
  sql<Value>`(SELECT value FROM json_each(${json}))`;
