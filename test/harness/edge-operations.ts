import { publicDocument } from "../../apps/control/src/document/index.ts";

interface Parameter {
  in: string;
  name: string;
  required?: boolean;
  example?: unknown;
}

interface Content {
  content?: Record<string, { example?: unknown }>;
}

/** An operation of the edge Worker, as the published document describes it. */
export interface EdgeOperation {
  /** `GET /postback` */
  name: string;
  method: string;
  path: string;
  parameters: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

type Raw = Omit<EdgeOperation, "name" | "method" | "path" | "parameters"> & {
  parameters?: Parameter[];
  servers?: unknown;
};

/** The operations of the edge: those with servers of their own. */
export const edgeOperations: readonly EdgeOperation[] = Object.entries(
  publicDocument("https://edge.example").paths as unknown as Record<string, Record<string, Raw>>, // written by hand there
).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([verb, { parameters = [], ...operation }]) => {
    const method = verb.toUpperCase();
    return operation.servers === undefined
      ? []
      : [{ ...operation, parameters, name: `${method} ${path}`, method, path }];
  }),
);

interface ExampleRequest {
  path: string;
  init: RequestInit;
}

/** The requests that an operation's examples show: one for each type of body. `replaced` takes their places, by name. */
export function exampleRequests(
  { method, path, parameters, requestBody }: EdgeOperation,
  replaced: Readonly<Record<string, string>>,
): ExampleRequest[] {
  const valueOf = ({ name, example }: Parameter) => replaced[name] ?? String(example);
  const named = (place: string) => parameters.filter((one) => one.in === place);
  const filled = named("path").reduce(
    (all, one) => all.replace(`{${one.name}}`, encodeURIComponent(valueOf(one))),
    path,
  );
  const query = new URLSearchParams(named("query").map((one) => [one.name, valueOf(one)]));
  const target = query.size === 0 ? filled : `${filled}?${query.toString()}`;
  const bodies = Object.entries(requestBody?.content ?? {});
  if (bodies.length === 0) return [{ path: target, init: { method } }];
  return bodies.map(([type, { example }]) => {
    const fields = Object.entries({ ...(example as Record<string, string>), ...replaced }).filter(
      ([name]) => name in (example as object), // an example of a form is an object
    );
    return { path: target, init: { method, ...bodyOf(type, fields) } };
  });
}

function bodyOf(type: string, fields: [string, string][]): RequestInit {
  if (type === "application/json")
    return { headers: { "content-type": type }, body: JSON.stringify(Object.fromEntries(fields)) };
  if (type === "application/x-www-form-urlencoded") return { body: new URLSearchParams(fields) };
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return { body: form };
}
