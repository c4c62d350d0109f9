/** The charset that a Content-Type names, if it is another one than UTF-8. */
export function foreignCharsetOf(contentType: string): string | undefined {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1] ?? "utf-8";
  return /^utf-?8$/i.test(charset) ? undefined : charset;
}

/**
 * The text of a body, without a byte order mark; undefined if its bytes are not UTF-8. They are never replaced, since
 * two different texts could become equal.
 */
export function readUtf8(body: ArrayBuffer | Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body);
  } catch {
    return undefined;
  }
}
