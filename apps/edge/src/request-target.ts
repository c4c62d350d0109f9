/** Path and query of a request, as they were sent. */
export interface RequestTarget {
  path: string;
  /** With its question mark; empty if there is none. */
  search: string;
}

/** Path and query of an absolute URL. Most requests need nothing more, and `new URL` takes as long as a signature. */
export function targetOf(url: string): RequestTarget {
  const begin = url.indexOf("/", url.indexOf("://") + 3);
  const query = url.indexOf("?", begin);
  const hash = url.indexOf("#", begin);
  const end = hash === -1 ? url.length : hash;
  return query === -1 || query > end
    ? { path: url.slice(begin, end), search: "" }
    : { path: url.slice(begin, query), search: url.slice(query, end) };
}
