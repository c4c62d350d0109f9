/**
 * The parameters of a query string, with or without its `?`, as `URLSearchParams` reads them. Of repeated names, the
 * first non-empty value counts. `amp;name` is read as `name`, because links in a page's source are written with
 * `&amp;`. Faster than `URLSearchParams` for the few parameters of a visitor's URL.
 */
export function readQuery(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (let at = query.startsWith("?") ? 1 : 0; at < query.length;) {
    const and = query.indexOf("&", at);
    const end = and === -1 ? query.length : and;
    const equals = query.indexOf("=", at);
    if (equals !== -1 && equals < end - 1) {
      let name = decode(query.slice(at, equals));
      while (name.startsWith("amp;")) name = name.slice(4);
      const value = decode(query.slice(equals + 1, end));
      if (!values.has(name)) values.set(name, value);
    }
    at = end + 1;
  }
  return values;
}

/** Most names and values need no decoding. The platform decodes the others, including malformed UTF-8. */
const decode = (text: string) =>
  /[%+\u0080-\uffff]/.test(text) ? (new URLSearchParams(`x=${text}`).get("x") ?? "") : text;
