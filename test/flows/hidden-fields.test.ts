import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hiddenFieldsTable } from "../harness/fields.ts";

test("docs/api.md lists who sees which fields, as the document says", () => {
  const page = readFileSync("docs/api.md", "utf8");
  expect(page, "replace the table of docs/api.md, “Hidden fields”, with this one").toContain(hiddenFieldsTable());
});
