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

test("names every folder of packages/network/src", () => {
  const folders = readdirSync(`${ROOT}packages/network/src`, { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  expect(folders.map(({ name }) => `${name}/`).filter((name) => !named.has(name))).toEqual([]);
});

test.each(["network", "clicks"])("names every table of the %s database, with its owner", (database) => {
  expect(tablesOf(database).filter((name) => !named.has(name))).toEqual([]);
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
    const folder = `${ROOT}packages/network/src/${owner}`;
    const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    const code = files.map((name) => readFileSync(`${folder}/${name}`, "utf8")).join("\n");
    const written = [...code.matchAll(/`([a-z]+\/\$\{[^`]+)`/g)].map(([, key = ""]) =>
      key.replaceAll(/\$\{[^}]+\}/g, "{}"),
    );
    const documented = [...keys.matchAll(/`([^`]+)`/g)].map(([, key = ""]) => key.replaceAll(/\{[^}]+\}/g, "{}"));
    expect(written.filter((key) => key.startsWith(`${documented[0]?.split("/")[0]}/`)).toSorted()).toEqual(
      documented.toSorted(),
    );
  }
});
