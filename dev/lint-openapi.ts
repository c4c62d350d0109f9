import { createConfig, lintFromString } from "@redocly/openapi-core";
import { document } from "../apps/control/src/app.ts";

// Checks the API's document against the public rules for OpenAPI; `pnpm check` fails if it breaks one.
const config = await createConfig({ extends: ["recommended"] });
const problems = await lintFromString({ source: JSON.stringify(document()), absoluteRef: "openapi.json", config });
for (const { severity, ruleId, message, location } of problems)
  console.error(`${severity} ${ruleId} ${location[0]?.pointer ?? ""}: ${message}`);
process.exitCode = problems.length > 0 ? 1 : 0;
