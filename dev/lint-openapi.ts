import { createConfig, lintFromString } from "@redocly/openapi-core";
import { publicDocument, undescribed } from "../apps/control/src/document/index.ts";

// Checks the API's document against the public rules for OpenAPI, and that it describes every field, for `pnpm check`.
/** A redirect has no success, and the edge's health no refusal. */
const EXCEPTIONS = new Set([
  "operation-2xx-response #/paths/~1{slug}/get/responses",
  "operation-4xx-response #/paths/~1health/get/responses",
]);

const document = publicDocument("https://edge.example");
const config = await createConfig({
  extends: ["recommended"],
  // The test that records the examples holds them against their schemas.
  rules: { "no-invalid-media-type-examples": "off" },
});
const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: "openapi.json", config });
const faults = problems
  .map(({ ruleId, message, location }) => ({ rule: `${ruleId} ${location[0]?.pointer ?? ""}`, message }))
  .filter(({ rule }) => !EXCEPTIONS.has(rule));
for (const { rule, message } of faults) console.error(`${rule}: ${message}`);
const silent = [...undescribed(document)];
for (const place of silent)
  console.error(`no description: ${place}. Describe it beside its schema, or its name in apps/control/src/document`);
process.exitCode = faults.length + silent.length > 0 ? 1 : 0;
