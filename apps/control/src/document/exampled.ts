import type { ApiDocument, Operation } from "./described.ts";

/** One request that was answered, as a test recorded it. */
export interface Example {
  path: Record<string, string>;
  query: Record<string, string>;
  body?: unknown;
  answer?: unknown;
}

interface Content {
  content?: Record<string, { example?: unknown }>;
}

/** Adds the recorded examples to parameters, bodies and answers. */
export function exemplify(document: ApiDocument, examples: Readonly<Record<string, Example>>): void {
  for (const operations of Object.values(document.paths))
    for (const operation of Object.values(operations)) {
      const example = examples[operation.operationId];
      if (example !== undefined) exemplifyOperation(operation, example);
    }
}

function exemplifyOperation(operation: Operation, { path, query, body, answer }: Example) {
  for (const parameter of operation.parameters ?? []) {
    const value = parameter.in === "path" ? path[parameter.name] : query[parameter.name];
    if (value !== undefined) Object.assign(parameter, { example: valueOf(value, parameter.schema["type"]) });
  }
  const bodies = (operation.requestBody as Content | undefined)?.content ?? {};
  for (const [type, media] of Object.entries(bodies))
    if (body !== undefined && (typeof body === "string") !== type.endsWith("json")) media.example = body;
  for (const [status, good] of Object.entries(operation.responses as Record<string, Content>))
    for (const [type, media] of Object.entries(status.startsWith("2") ? (good.content ?? {}) : {}))
      if (answer !== undefined && type === "application/json") media.example = answer;
}

const valueOf = (text: string, type: unknown): unknown =>
  String(type).includes("integer") || String(type).includes("number") ? Number(text) : text;
