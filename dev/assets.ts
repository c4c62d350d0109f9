import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { apiDocument, publicDocument } from "../apps/control/src/document/index.ts";
import { catalogueOf } from "../apps/control/src/mcp/tools.ts";
import { buildCabinet } from "./cabinet.ts";
import { readWorker } from "./workers.ts";

const ROOT = new URL("..", import.meta.url).pathname;

/** Where `pnpm dev` and `pnpm run deploy` build what wrangler.toml names as the control plane's assets. */
export const ASSETS = `${ROOT}dist/assets`;

/** The renderer of the API reference, as its package brings it for browsers: 4.9 MB, 1.2 MB as browsers load it. */
const RENDERER = new URL("browser/standalone.js", import.meta.resolve("@scalar/api-reference")).pathname;

/**
 * Builds the static assets of the control plane into `folder`: the cabinet, the API's document and its reference at
 * /docs, the guides as Markdown, and /llms.txt, which lists them.
 */
export async function buildAssets(folder: string): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  cpSync(`${ROOT}apps/control/assets`, folder, { recursive: true });
  const cabinet = await buildCabinet();
  cpSync(`${cabinet}/assets`, `${folder}/assets`, { recursive: true });
  cpSync(`${cabinet}/index.html`, `${folder}/cabinet.txt`); // no page: only the Worker knows the nonce
  cpSync(RENDERER, `${folder}/docs/reference.js`);
  cpSync(`${ROOT}docs`, `${folder}/docs/guide`, { recursive: true });
  mkdirSync(`${folder}/api/v1`, { recursive: true });
  const { EDGE_ORIGIN } = (await readWorker("control")).options.bindings as { EDGE_ORIGIN: string }; // wrangler.toml has it
  writeFileSync(`${folder}/api/v1/openapi.json`, JSON.stringify(publicDocument(EDGE_ORIGIN)));
  writeFileSync(`${folder}/mcp.json`, JSON.stringify(catalogueOf(apiDocument())));
  writeFileSync(`${folder}/llms.txt`, llmsText());
  return folder;
}

/** An index of the documentation for programs that read text (llmstxt.org). */
const llmsText = () => `# Waymark

> An affiliate network at the edge: partner links, postbacks, uploads, commissions and payouts, with a JSON API.

## API

- [Reference](/docs): every operation, for people
- [OpenAPI document](/api/v1/openapi.json): every operation, parameter, field and error, with examples

## Guides

${readdirSync(`${ROOT}docs`)
  .filter((name) => name.endsWith(".md"))
  .map((name) => `- [${titleOf(name)}](/docs/guide/${name})`)
  .join("\n")}
`;

const titleOf = (name: string) => /^# (.+)$/m.exec(readFileSync(`${ROOT}docs/${name}`, "utf8"))?.[1] ?? name;
