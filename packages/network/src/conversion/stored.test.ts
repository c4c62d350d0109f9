import { DummyDriver, Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Db, Tables } from "../db/index.ts";
import { COLUMNS, conversionOf, readConversions, readStored } from "./stored.ts";

test("each value of a stored conversion gets the name of its column", () => {
  const values = COLUMNS.map((name) => `value of ${name}`) as unknown as Parameters<typeof conversionOf>[0]; // names only
  expect(Object.entries(conversionOf(values))).toEqual(COLUMNS.map((name) => [name, `value of ${name}`]));
});

const NULLABLE = [
  "once",
  "order_id",
  "amount_minor",
  "available_at",
  "approves_at",
  "facts_at",
  "flag",
  "decided_at",
] as const;
const REASONS = ["validation", "check"].flatMap((kind) => ["code", "reason", "by"].map((part) => `${kind}_${part}`));
/** All other columns hold texts. */
const NUMBERS = /_minor$|_at$|^(?:version|claimable|hold_days|hold_over|is_test)$/;

const SMALL: Readonly<Record<string, number>> = { claimable: -1, is_test: 1, hold_over: 0 };

/** A conversion in which each text is `text`. */
const rowWith = (id: string, text: string, isNull = false): (string | number | null)[] =>
  COLUMNS.map((name) => {
    if (name === "id") return id;
    if (isNull && [...NULLABLE, ...REASONS].includes(name)) return null;
    return NUMBERS.test(name) ? (SMALL[name] ?? 100_000_000_000_000) : text;
  });

function databaseWith(rows: (string | number | null)[][]): Db {
  const database = new DatabaseSync(":memory:");
  const columns = COLUMNS.map((name) => `"${name}" ${NUMBERS.test(name) ? "INTEGER" : "TEXT"}`);
  database.exec(`CREATE TABLE conversion (${columns.join(", ")}) STRICT`);
  const insert = database.prepare(`INSERT INTO conversion VALUES (${COLUMNS.map(() => "?").join(", ")})`);
  for (const row of rows) insert.run(...row);
  const query = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  const values = (compiled: { sql: string }) =>
    Promise.resolve(
      database
        .prepare(compiled.sql)
        .all()
        .map((row) => Object.values(row)),
    );
  return { query, values } as unknown as Db; // all that reading asks of it
}

test.each([
  ["", "of empty texts"],
  ["!", "of marks"],
  ['"0" \\ \n €', "of what JSON escapes"],
  ["\x7f", "of the separator"],
])("a conversion %j (%s) is the same joined as value by value", async (text) => {
  const db = databaseWith([rowWith("cnv_1", text), rowWith("cnv_2", "", true)]);
  const all = sql<boolean>`1`;
  const stored = await readStored(db, all);
  const expected = await readConversions(db, all);
  expect(stored.map((one) => one.row())).toEqual(expected);
  expect(stored).toMatchObject(
    expected.map(({ id, identity, once, goal_id, webmaster_id, click_id, channel, is_test }) => ({
      ...{ id, identity, once, goal_id, webmaster_id, click_id, channel, is_test },
    })),
  );
});
