import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("..", import.meta.url).pathname;
const FOLDERS = ["apps", "dev", "docs", "packages", "test"];
const IS_TEXT = /\.(?:json|md|sql|toml|tsx?|ya?ml)$/;
const IS_OURS = /^(?!.*(?:node_modules|\/dist\/|\/\.))/;

/** Pronouns that suppose a person's sex, and words that name no party, case or time. Write "they", or name the thing. */
const UNCLEAR = /\b(?:h(?:e|is|im|imself)|whom?ever|(?:no|some)body|what(?:so)?ever|mean(?:while))\b/iu;

const files = [
  ...readdirSync(ROOT).filter((path) => !path.startsWith("pnpm-lock")),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  ),
].filter((path) => IS_TEXT.test(path) && IS_OURS.test(path));

test("source, API texts and documents name people as 'they', and every party by its role", () => {
  expect(files.length).toBeGreaterThan(500);
  const lines = files.flatMap((path) =>
    readFileSync(ROOT + path, "utf8")
      .split("\n")
      .flatMap((line, i) => (UNCLEAR.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );
  expect(lines).toEqual([]);
});
