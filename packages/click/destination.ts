/** Macros that a landing URL may hold, in braces. */
export const MACROS = [
  "click_id",
  "sub1",
  "sub2",
  "sub3",
  "sub4",
  "sub5",
  "source",
  "offer_id",
  "link_id",
  "webmaster_id",
  "landing_id",
  "country",
  "region",
  "city",
  "device",
  "os",
  "browser",
  "language",
  "timestamp",
  "random",
] as const;

export type Macro = (typeof MACROS)[number];

/** A compiled landing URL: literals at even places, macro names at odd ones. The edge joins it without parsing. */
export type Template = readonly string[];

export type TemplateReading =
  | { kind: "template"; template: Template }
  | { kind: "refused"; reason: TemplateRefusal; message: string };

export type TemplateRefusal = "unknown_macro" | "not_http" | "macro_in_host" | "too_long";

export const TEMPLATE_LENGTH_MAX = 4_096;

const MACRO_PATTERN = /\{([^{}]*)\}/;

/**
 * Compiles a landing URL. Where it holds no `{click_id}`, `clickParameter={click_id}` is appended to its query.
 * Every macro must stand behind the host, so that no value can lead the visitor to another site.
 */
export function compileTemplate(url: string, clickParameter: string): TemplateReading {
  if (url.length > TEMPLATE_LENGTH_MAX)
    return refused("too_long", `a landing URL is at most ${TEMPLATE_LENGTH_MAX} characters`);
  const marked = url.includes("{click_id}") ? url : appendParameter(url, clickParameter);
  const pieces = marked.split(MACRO_PATTERN);
  const unknown = pieces.find((name, i) => i % 2 === 1 && !isMacro(name));
  if (unknown !== undefined) return refused("unknown_macro", `{${unknown}} is not a macro`);

  const [head = ""] = pieces;
  if (!/^https?:\/\//i.test(head)) return refused("not_http", "a landing URL starts with http:// or https://");
  if (!/^https?:\/\/[^/?#\\]+[/?#]/i.test(head))
    return refused("macro_in_host", "a macro may stand in the path, the query or the fragment only");
  const parsed = parseUrl(pieces.map((piece, i) => (i % 2 === 1 ? mark(i) : piece)).join(""));
  if (parsed === undefined || parsed.username !== "" || parsed.password !== "")
    return refused("not_http", "a landing URL is an absolute http(s) URL without user name and password");
  return { kind: "template", template: unmarked(parsed.href, pieces) };
}

/** The URL that a visitor is sent to. Each value is percent-encoded, so it can't leave its place in the URL. */
export function expandTemplate(template: Template, values: Readonly<Record<Macro, string>>): string {
  let url = "";
  for (let i = 0; i < template.length; i++) {
    const piece = template[i] ?? "";
    url += i % 2 === 0 ? piece : encode(values[piece as Macro]); // odd places hold macros: compileTemplate saw to it
  }
  return url;
}

/** A percent-encoded value; a lone `.` or `..` would be a step in a path, so it is left out. */
function encode(value: string) {
  if (value === "." || value === "..") return "";
  return encodeURIComponent(value.isWellFormed() ? value : value.toWellFormed());
}

const isMacro = (name: string): name is Macro => (MACROS as readonly string[]).includes(name);

const refused = (reason: TemplateRefusal, message: string): TemplateReading => ({
  kind: "refused",
  reason,
  message,
});

function parseUrl(text: string) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function appendParameter(url: string, name: string) {
  const hashAt = url.indexOf("#");
  const base = hashAt === -1 ? url : url.slice(0, hashAt);
  const joint = base.includes("?") ? (/[?&]$/.test(base) ? "" : "&") : "?";
  return `${base}${joint}${encodeURIComponent(name)}={click_id}${url.slice(base.length)}`;
}

/** Letters that no URL parser changes, standing in for a macro while the rest is normalised. */
const mark = (i: number) => `zmacroz${i}z`;

/** The normalised URL, cut where the marks stand, with the macros in their place. */
function unmarked(href: string, pieces: readonly string[]): Template {
  const template: string[] = [];
  let rest = href;
  for (let i = 1; i < pieces.length; i += 2) {
    const at = rest.indexOf(mark(i));
    template.push(rest.slice(0, at), pieces[i] ?? "");
    rest = rest.slice(at + mark(i).length);
  }
  return [...template, rest];
}
