/** Answers to visitors. None may be cached: a cached redirect is a click that never reaches us. */
export const NO_STORE = { "cache-control": "no-store" };

export function found(location: string, hidesReferrer = false): Response {
  const headers: Record<string, string> = { location, ...NO_STORE };
  if (hidesReferrer) headers["referrer-policy"] = "no-referrer";
  return new Response(null, { status: 302, headers });
}

/** For a prefetch, and for a burst of unknown slugs. */
export const retryLater = () => new Response(null, { status: 503, headers: { "retry-after": "1", ...NO_STORE } });

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
