import { document } from "../app.ts";
import { corrected } from "./corrected.ts";
import { describe, type ApiDocument } from "./described.ts";

export { undescribed } from "./described.ts";

/** The API's document, with the description of every field: for the client, tests and readers. Built, never in a Worker. */
export function apiDocument(): ApiDocument {
  const described = corrected(document()) as unknown as ApiDocument; // the generator's own types say less
  describe(described);
  return described;
}
