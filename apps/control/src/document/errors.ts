import { ERRORS } from "@waymark/network/errors";
import type { ApiDocument } from "./described.ts";

interface Answer {
  description?: string;
  content?: Record<string, { schema?: object; example?: unknown }>;
}

interface WithAnswers extends ApiDocument {
  components: ApiDocument["components"] & { responses?: Record<string, Answer> };
}

const PROBLEM = "application/problem+json";

/** Writes each refusal once, with an example, where every operation repeats it; and lists the codes where `code` is. */
export function shareErrors(document: WithAnswers): void {
  const shared: Record<string, Answer> = {};
  for (const operations of Object.values(document.paths))
    for (const { responses } of Object.values(operations))
      for (const [status, answer] of Object.entries(responses as Record<string, Answer>)) {
        if (answer.content?.[PROBLEM] === undefined) continue;
        const name = `Error${status}`;
        shared[name] ??= withExample(answer, Number(status));
        if (shared[name].description === answer.description)
          responses[status] = { $ref: `#/components/responses/${name}` };
      }
  document.components.responses = shared;
  const code = document.components.schemas["ErrorCode"];
  if (code !== undefined) code.description = `${code.description ?? ""}\n\n${CODES}`;
}

const CODES = Object.entries(ERRORS)
  .map(([code, { status, title }]) => `- \`${code}\` (${status}): ${title}`)
  .join("\n");

function withExample(answer: Answer, status: number): Answer {
  const [code = "", { title = "" } = {}] = Object.entries(ERRORS).find(([, error]) => error.status === status) ?? [];
  const example = { type: "about:blank", status, code, title, detail: answer.description, request_id: "0b7d6c1e-5f1a" };
  return { ...answer, content: { [PROBLEM]: { ...answer.content?.[PROBLEM], example } } };
}
