import { isRecord, parseJson } from "./json.ts";

/** The clicks of `click.unsent` lines in a log of any form: JSON lines, `wrangler tail`, text with JSON in it. */
export function readUnsent(log: string): Record<string, unknown>[] {
  return log.split("\n").flatMap((line) => {
    const start = line.indexOf("{");
    return line.includes("click.unsent") && start !== -1 ? clicksIn(parseJson(line.slice(start))) : [];
  });
}

/**
 * Clicks at any depth: log services wrap a Worker's output as an object or as text. They also add the request, whose
 * headers may contain any text, including a line like ours.
 */
function clicksIn(value: unknown): Record<string, unknown>[] {
  if (typeof value === "string") return value.includes("click.unsent") ? clicksIn(parseJson(value)) : [];
  if (Array.isArray(value)) return value.flatMap(clicksIn);
  if (!isRecord(value)) return [];
  return value["event"] === "click.unsent" && isRecord(value["click"])
    ? [value["click"]]
    : Object.entries(value).flatMap(([name, inner]) => (/^request$/i.test(name) ? [] : clicksIn(inner)));
}
