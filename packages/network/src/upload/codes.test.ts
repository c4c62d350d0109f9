import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NOTES } from "./decide.ts";
import { FILE_FAULTS } from "./file.ts";

test("every code of a file, and every note on a row, is documented to advertisers", () => {
  const documented = readFileSync(new URL("../../../../docs/advertisers.md", import.meta.url).pathname, "utf8");
  for (const [code, sentence] of Object.entries({ ...FILE_FAULTS, ...NOTES }))
    expect(documented).toContain(`| \`${code}\` | ${sentence} |`);
});
