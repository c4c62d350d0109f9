import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { operations } from "../harness/openapi.ts";

/** `GET /api/v1/offers?sort=oldest`, as a guide writes it; `…` stands for the beginning of the path. */
const NAMED_OPERATION = /\b(GET|POST|PATCH|PUT|DELETE) (…|\/api\/v1)?(\/[\w{}/.-]*)(?:\?([^\s`)]*))?/g;

/** The rule of paths itself, in docs/api.md. */
const RULE = "/{resource}/{id}/{verb}";

/** docs/api.md leaves out `/api/v1`. */
const segmentsOf = (path: string) =>
  path
    .replace(/^\/api\/v1/, "")
    .replace(/[./]$/, "")
    .split("/")
    .slice(1);

/** Whether a named path is this one. A parameter may stand for a verb, and a verb for a parameter. */
function isSame(named: string[], known: string[], isEnd: boolean): boolean {
  const tail = isEnd ? known.slice(-named.length) : known;
  return (
    tail.length === named.length && tail.every((part, i) => part === named[i] || `${part}${named[i]}`.includes("{"))
  );
}

test.each(readdirSync("docs").filter((name) => name.endsWith(".md")))(
  "every operation that docs/%s names exists, with its parameters",
  (guide) => {
    const unknown = [...readFileSync(`docs/${guide}`, "utf8").matchAll(NAMED_OPERATION)].filter(
      ([, method, start, path = "", query = ""]) => {
        const names = query.split("&").flatMap((pair) => pair.split("=")[0] || []);
        const isKnown = operations.some(
          ({ parameters = [], ...operation }) =>
            operation.method === method &&
            isSame(segmentsOf(path), segmentsOf(operation.path), start === "…") &&
            names.every((name) => parameters.some((parameter) => parameter.name === name)),
        );
        return !isKnown && path !== RULE;
      },
    );
    expect(unknown.map(([text]) => text)).toEqual([]);
  },
);
