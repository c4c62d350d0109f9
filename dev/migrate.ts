import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Applies a folder of migrations to a database, each once, in the order and the table that wrangler uses. */
export async function migrate(database: D1Database, folder: string): Promise<void> {
  await database
    .prepare("CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY, name TEXT UNIQUE, applied_at TEXT)")
    .run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql") && !applied.has(name));
  if (files.length === 0) return;
  const { unstable_splitSqlQuery } = await import("wrangler"); // takes a second to load
  for (const name of files.sort()) {
    const statements = unstable_splitSqlQuery(await readFile(join(folder, name), "utf8"));
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare("INSERT INTO d1_migrations (name, applied_at) VALUES (?, datetime('now'))").bind(name),
    ]);
  }
}
