import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NOTES } from "./decide.ts";
import { FILE_FAULTS } from "./faults.ts";

test("every code of a file, and every note on a row, is documented to advertisers", () => {
  const documented = readFileSync(new URL("../../../../docs/advertisers.md", import.meta.url).pathname, "utf8");
  const lines = Object.entries({ ...FILE_FAULTS, ...NOTES }).map(([code, sentence]) => `| \`${code}\` | ${sentence} |`);
  expect(lines.filter((line) => !documented.includes(line))).toEqual([]);
});
