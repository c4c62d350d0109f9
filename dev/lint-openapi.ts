import { createConfig, lintFromString } from "@redocly/openapi-core";
import { apiDocument, undescribed } from "../apps/control/src/document/index.ts";

// Checks the API's document against the public rules for OpenAPI, and that it describes every field, for `pnpm check`.
const document = apiDocument();
const config = await createConfig({ extends: ["recommended"] });
const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: "openapi.json", config });
for (const { severity, ruleId, message, location } of problems)
  console.error(`${severity} ${ruleId} ${location[0]?.pointer ?? ""}: ${message}`);
const silent = [...undescribed(document)];
for (const place of silent)
  console.error(`no description: ${place}. Describe it beside its schema, or its name in apps/control/src/document`);
process.exitCode = problems.length + silent.length > 0 ? 1 : 0;
