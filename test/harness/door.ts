/** Path of the control plane of tests that runs statements on its databases. */
export const DOOR_PATH = "/door-of-tests";

interface PlainStatement {
  sql: string;
  values: unknown[];
}

export interface DoorRequest {
  database: string;
  statements: PlainStatement[];
}

export type DoorAnswer = { results: D1Result<unknown>[] } | { error: string };

/** A database of the control plane, with the part of D1's interface that the network and the tests use. */
export function databaseBehindDoor(origin: string, database: string): D1Database {
  async function run(statements: PlainStatement[]): Promise<D1Result<unknown>[]> {
    const response = await fetch(origin + DOOR_PATH, {
      method: "POST",
      body: JSON.stringify({ database, statements } satisfies DoorRequest),
    });
    const answer = (await response.json()) as DoorAnswer; // control-with-door.ts wrote it
    if ("error" in answer) throw new Error(answer.error);
    return answer.results;
  }
  const prepare = (sql: string, values: unknown[] = []) => ({
    sql,
    values,
    bind: (...bound: unknown[]) => prepare(sql, bound),
    all: async () => (await run([{ sql, values }]))[0],
    raw: async () => (await run([{ sql, values }]))[0]?.results.map((row) => Object.values(row as object)),
  });
  const batch = (statements: PlainStatement[]) => run(statements.map(({ sql, values }) => ({ sql, values })));
  return { prepare, batch } as unknown as D1Database; // nothing else is called
}
