import { document } from "../app.ts";
import { corrected } from "./corrected.ts";
import { describe, type ApiDocument } from "./described.ts";
import { EDGE_PATHS, EDGE_SCHEMAS } from "./edge.ts";
import { shareErrors } from "./errors.ts";
import examples from "./examples.generated.json" with { type: "json" };
import { exemplify } from "./exampled.ts";
import { TAGS } from "./tags.ts";
import { nameWordLists, referToWordLists } from "./word-lists.ts";

export { undescribed } from "./described.ts";

/** The control plane's API with the description of each field: for the client and tests. Built, never in a Worker. */
export function apiDocument(): ApiDocument {
  const api = corrected(document()) as unknown as ApiDocument; // the generator's own types say less
  describe(api);
  nameWordLists(api);
  return api;
}

/** The published document: with examples, and with the endpoints of the edge at `edgeOrigin`. */
export function publicDocument(edgeOrigin: string): ApiDocument {
  const api = apiDocument();
  shareErrors(api);
  exemplify(api, examples);
  const servers = [{ url: edgeOrigin, description: "The edge: partner links and postbacks" }];
  const edgePaths = structuredClone(EDGE_PATHS);
  referToWordLists(edgePaths);
  const edge = Object.entries(edgePaths).map(([path, operations]) => [
    path,
    Object.fromEntries(Object.entries(operations).map(([method, one]) => [method, { ...one, servers }])),
  ]);
  return {
    ...api,
    tags: TAGS,
    paths: { ...api.paths, ...(Object.fromEntries(edge) as ApiDocument["paths"]) }, // written by hand in edge.ts
    components: { ...api.components, schemas: { ...api.components.schemas, ...EDGE_SCHEMAS } },
  };
}
