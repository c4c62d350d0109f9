import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERRORS } from "./errors.ts";

test("docs/api.md lists every code with its status and title, and no other", () => {
  const page = readFileSync(new URL("../../../docs/api.md", import.meta.url).pathname, "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+) \|$/gm)].map(([, code, status, title]) => [
    code,
    Number(status),
    title,
  ]);
  expect(rows).toEqual(Object.entries(ERRORS).map(([code, { status, title }]) => [code, status, title]));
});
