import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { apiDocument } from "../apps/control/src/document/index.ts";
import { clientTypesOf, type ApiDocument } from "./client-types.ts";

// Writes the types of packages/client from the API's document; with --check it compares only, and fails on a difference.
const path = new URL("../packages/client/src/api.generated.ts", import.meta.url).pathname;
const api = JSON.parse(JSON.stringify(apiDocument())) as ApiDocument; // the linter of `pnpm check` has seen it
const text = `import type { RawBody } from "./body.ts";\n${clientTypesOf(api)}`;
const formatted = execFileSync("oxfmt", ["--stdin-filepath", path], { input: text, encoding: "utf8" });
if (!process.argv.includes("--check")) writeFileSync(path, formatted);
else if (readFileSync(path, "utf8") !== formatted) {
  console.error("packages/client/src/api.generated.ts differs from the API's document: run pnpm client");
  process.exitCode = 1;
}
