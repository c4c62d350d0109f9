import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("..", import.meta.url).pathname;

test("each test that docs/security.md names exists", () => {
  const page = readFileSync(`${ROOT}docs/security.md`, "utf8");
  const named = [...page.matchAll(/`([\w./-]+\.test\.ts|test\/browser\/\w+\.ts): ([^`]+)`/g)].map(
    ([, file = "", title = ""]) => ({
      file,
      title,
    }),
  );
  expect(named.length).toBeGreaterThan(70);
  const missing = named.filter(({ file, title }) => {
    const source = readFileSync(ROOT + file, "utf8");
    return !source.includes(`"${title}"`);
  });
  expect(missing).toEqual([]);
});

test("each threat names a test", () => {
  const [, threats = ""] = /## Threats\n([^]*?)\n## /.exec(readFileSync(`${ROOT}docs/security.md`, "utf8")) ?? [];
  const rows = threats.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| threat |"));
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter((row) => !row.includes(".test.ts: "))).toEqual([]);
});
