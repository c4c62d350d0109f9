import { NO_STORE } from "./answers.ts";

export const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...NO_STORE, ...headers },
  });

/** A fault of a parameter, or of the whole body if the path is empty. */
export interface Fault {
  path: string;
  message: string;
}

/** RFC 9457; an absent `type` is `about:blank`. */
export const problem = (
  status: number,
  body: { code: string; title: string; detail?: string; errors?: Fault[] },
  headers: Record<string, string> = {},
) => json(status, { status, ...body }, { "content-type": "application/problem+json", ...headers });

export const text = (body: string, headers: Record<string, string> = {}) =>
  new Response(body, { headers: { "content-type": "text/plain; charset=utf-8", ...headers } });

export const methodNotAllowed = (allow: string) =>
  problem(405, { code: "method_not_allowed", title: "Method not allowed", detail: `Use ${allow}.` }, { allow });

/** For a visitor whose link does not exist. */
export const notFound = () =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>404</title>
<h1>This link leads nowhere</h1><p lang="ru">Ссылка не найдена.`,
    {
      status: 404,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'",
        ...NO_STORE,
      },
    },
  );
