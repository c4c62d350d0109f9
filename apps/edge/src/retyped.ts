import { RESERVED_SLUGS, SLUG_PATTERN } from "@waymark/contract/slug";

/** A link's slug, and the parameters of its URL with a `?` before them. */
interface Retyped {
  slug: string;
  search: string;
}

/**
 * Recovers a link from a path that was copied with additional characters or with escaped marks: `/demo.`,
 * `/demo&sub1=mail`, `/demo%3Fsub1=mail`. The path is decoded once and cut at the first character that no slug can
 * have. Undefined if no slug is left, if the rest begins a reserved path, or if a slash and more text follow, which is
 * another address. Used only before a 404, and loaded by the first one.
 */
export function readRetyped(path: string, search: string): Retyped | undefined {
  const raw = path.slice(1);
  const text = decodeAscii(raw).toLowerCase();
  const slug = /^[a-z0-9_-]*/.exec(text)?.[0] ?? "";
  const behind = text.slice(slug.length);
  if (!SLUG_PATTERN.test(slug) || isReserved(text) || LEADS_ON.test(behind.split(/[?&]/, 1)[0] ?? "")) return undefined;
  const query = [parametersIn(raw), search.slice(1)].filter((part) => part !== "").join("&");
  return { slug, search: query === "" ? "" : `?${query}` };
}

const LEADS_ON = /\/.*[\p{L}\p{N}/]/u;

/** ASCII only, since slugs have nothing else. Other escaped characters in parameters are decoded later. */
const decodeAscii = (text: string) => text.replaceAll(/%[2-7][0-9a-f]/gi, decodeURIComponent);

const isReserved = (text: string) =>
  [...RESERVED_SLUGS].some((name) => text.startsWith(name) && !/^[a-z0-9_-]/.test(text.slice(name.length)));

/** Parameters within a path. If the mark before them is escaped, they all are escaped once too often. */
function parametersIn(path: string): string {
  const mark = /[?&]|%3f|%26/i.exec(path);
  if (mark === null) return "";
  const parameters = path.slice(mark.index + mark[0].length);
  return mark[0].length === 1 ? parameters : decodeAscii(parameters);
}
