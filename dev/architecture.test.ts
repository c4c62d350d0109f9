import { existsSync, readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

const ROOT = new URL("..", import.meta.url).pathname;
const page = readFileSync(`${ROOT}docs/architecture.md`, "utf8");
const named = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text));

/** The tables that the migrations of a database leave. */
function tablesOf(database: string): string[] {
  const folder = `${ROOT}packages/network/migrations/${database}`;
  const db = new DatabaseSync(":memory:");
  for (const file of readdirSync(folder).toSorted()) db.exec(readFileSync(`${folder}/${file}`, "utf8"));
  const rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  return rows.map(({ name }) => String(name));
}

/** The code of a folder of packages/network/src, without its tests. */
function codeOf(name: string): string {
  const folder = `${ROOT}packages/network/src/${name}`;
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return files.map((file) => readFileSync(folder + file, "utf8")).join("\n");
}

/** The rows of the table of folders. */
const folderRows = [...page.matchAll(/^\| `([a-z-]+\/)` \| [^|]+ \| ([^|]+) \|$/gm)].map(
  ([, folder = "", owned = ""]) => ({
    folder,
    database: owned.startsWith("click shards:") ? "clicks" : "network",
    tables: [...owned.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  }),
);

test("lists the folders of packages/network/src in the order of the linter, and each exists", () => {
  const entries = readdirSync(`${ROOT}packages/network/src`, { withFileTypes: true });
  const folders = entries.filter((one) => one.isDirectory()).map(({ name }) => `${name}/`);
  const [, order = ""] = /NETWORK_ORDER = \[([^\]]+)\]/.exec(readFileSync(`${ROOT}oxlint.config.ts`, "utf8")) ?? [];
  const ordered = [...order.matchAll(/"([a-z-]+\/)"/g)].map(([, name = ""]) => name);
  expect(ordered.toSorted()).toEqual(folders.toSorted());
  expect(folderRows.map(({ folder }) => folder)).toEqual(ordered);
});

test.each(["network", "clicks"])("names every table of the %s database with one owner, and no other", (database) => {
  const owned = folderRows.flatMap((row) => (row.database === database ? row.tables : []));
  expect(owned.toSorted()).toEqual(tablesOf(database).toSorted());
});

test("names as a table's owner a folder that uses the table", () => {
  const unused = folderRows.flatMap(({ folder, tables }) => {
    const code = codeOf(folder);
    // A month's tables have their names put together, and so do those from before there were months.
    const written = tables.filter((table) => !table.endsWith("_before"));
    return written.filter((table) => !new RegExp(`\\b${table}\\b`).test(code)).map((table) => folder + table);
  });
  expect(unused).toEqual([]);
});

test("points each question at a file that has what to look for", () => {
  const rows = [...page.matchAll(/^\|[^|]+\| `([^`]+\.ts)` \| `(\w+)` \|$/gm)];
  expect(rows.length).toBeGreaterThan(10);
  const missing = rows.filter(([, file = "", word = ""]) => !readFileSync(ROOT + file, "utf8").includes(word));
  expect(missing.map(([row]) => row)).toEqual([]);
});

test("names no file that does not exist", () => {
  const paths = [...named].filter((text) => /^(apps|packages|docs|dev|test)\/.*\.(ts|md)$/.test(text ?? ""));
  expect(paths.length).toBeGreaterThan(8);
  expect(paths.filter((path) => !existsSync(ROOT + path))).toEqual([]);
});

test("names the keys of R2 files as their owner writes them", () => {
  const rows = [...page.matchAll(/^\| R2 files \| (.+) \| `(\w+)\/` \|$/gm)];
  expect(rows.length).toBe(4);
  for (const [, keys = "", owner = ""] of rows) {
    const written = [...codeOf(`${owner}/`).matchAll(/`([a-z]+\/\$\{[^`]+)`/g)].map(([, key = ""]) =>
      key.replaceAll(/\$\{[^}]+\}/g, "{}"),
    );
    const documented = [...keys.matchAll(/`([^`]+)`/g)].map(([, key = ""]) => key.replaceAll(/\{[^}]+\}/g, "{}"));
    expect(written.filter((key) => key.startsWith(`${documented[0]?.split("/")[0]}/`)).toSorted()).toEqual(
      documented.toSorted(),
    );
  }
});
