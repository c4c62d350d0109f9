/** Answers to visitors. None may be cached: a cached redirect is a click that never reaches us. */
export const NO_STORE = { "cache-control": "no-store" };

export function found(location: string, hidesReferrer = false): Response {
  const headers: Record<string, string> = { location, ...NO_STORE };
  if (hidesReferrer) headers["referrer-policy"] = "no-referrer";
  return new Response(null, { status: 302, headers });
}

/** For a prefetch, and for a burst of unknown slugs. */
export const retryLater = () => new Response(null, { status: 503, headers: { "retry-after": "1", ...NO_STORE } });
