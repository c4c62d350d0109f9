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

/**
 * A compiled landing URL: literals at even indexes, macro names at odd ones. The edge joins it without parsing. Two
 * names that no advertiser can write mark where parameters of the visitor's URL are appended to the query: `&passed`,
 * and `?passed` if the landing has no query of its own.
 */
export type Template = readonly string[];

export type TemplateReading =
  | { kind: "template"; template: Template }
  | { kind: "refused"; reason: TemplateRefusal; message: string };

export type TemplateRefusal = "unknown_macro" | "not_http" | "macro_in_host" | "macro_lost" | "too_long";

export const TEMPLATE_LENGTH_MAX = 4_096;

const MACRO_PATTERN = /\{([^{}]*)\}/;

/**
 * Compiles a landing URL. If it has no `{click_id}`, `clickParameter={click_id}` is appended to its query. Every macro
 * must come after the host, so that no value can lead the visitor to another site.
 */
export function compileTemplate(url: string, clickParameter: string, passesParameters = false): TemplateReading {
  if (url.length > TEMPLATE_LENGTH_MAX)
    return refused("too_long", `a landing URL is at most ${TEMPLATE_LENGTH_MAX} characters`);
  const marked = url.includes("{click_id}") ? url : appendParameter(url, clickParameter);
  const pieces = marked.split(MACRO_PATTERN);
  const unknown = pieces.find((name, i) => i % 2 === 1 && !isMacro(name));
  if (unknown !== undefined)
    return refused(
      "unknown_macro",
      `{${unknown}} is not a macro; known are ${MACROS.map((name) => `{${name}}`).join(", ")}`,
    );

  const [head = ""] = pieces;
  if (!/^https?:\/\//i.test(head)) return refused("not_http", "a landing URL starts with http:// or https://");
  if (!/^https?:\/\/[^/?#\\]+[/?#]/i.test(head))
    return refused("macro_in_host", "macros are allowed only in the path, the query and the fragment");
  const mark = marksFor(marked);
  const parsed = URL.parse(pieces.map((piece, i) => (i % 2 === 1 ? mark(i) : piece)).join(""));
  if (parsed === null) return refused("not_http", "a landing URL is an absolute http(s) URL");
  const template = unmarked(parsed.href, pieces, mark);
  if (template === undefined) return refused("macro_lost", "a macro stands where `..` takes it out of the path");
  return { kind: "template", template: passesParameters ? withPassed(template) : template };
}

/**
 * The URL that a visitor is sent to. Values are computed only if the template contains them, and are percent-encoded,
 * so that they can't affect other parts of the URL. `passed` is already encoded by `passedOf`.
 */
export function expandTemplate(template: Template, valueOf: (macro: Macro) => string, passed = ""): string {
  let url = "";
  for (let i = 0; i < template.length; i++) {
    const piece = template[i] ?? "";
    if (i % 2 === 0) url += piece;
    else if (piece === "&passed") url += passed;
    else if (piece === "?passed") url += passed.replace("&", "?");
    else url += encode(valueOf(piece as Macro)); // odd places hold macros, as compileTemplate ensures
  }
  return url;
}

/** A parameter of a query, decoded. */
export type Parameter = readonly [name: string, value: string];

/** Parameters to append to a query, each after its `&`. */
export const passedOf = (parameters: readonly Parameter[]): string =>
  parameters.map(([name, value]) => `&${encodeURIComponent(name)}=${encode(value)}`).join("");

/** A percent-encoded value. A lone `.` or `..` would be a step in a path, so it is left out. */
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

function appendParameter(url: string, name: string) {
  const hashAt = url.indexOf("#");
  const base = hashAt === -1 ? url : url.slice(0, hashAt);
  const joint = base.includes("?") ? (/[?&]$/.test(base) ? "" : "&") : "?";
  return `${base}${joint}${encodeURIComponent(name)}={click_id}${url.slice(base.length)}`;
}

/**
 * Placeholders for macros during normalisation: letters that no URL parser changes and that this URL does not contain.
 */
function marksFor(url: string) {
  let word = "zm";
  while (url.toLowerCase().includes(word)) word += "z";
  return (i: number) => `${word}${i}z`;
}

/** The template with a place for the visitor's parameters at the end of its query, before a fragment. */
function withPassed(template: Template): Template {
  const isLiteral = (i: number) => i % 2 === 0;
  const hashed = template.findIndex((piece, i) => isLiteral(i) && piece.includes("#"));
  const at = hashed === -1 ? template.length - 1 : hashed;
  const last = template[at] ?? "";
  const cut = hashed === -1 ? last.length : last.indexOf("#");
  const before = [...template.slice(0, at), last.slice(0, cut)];
  const hasQuery = before.some((piece, i) => isLiteral(i) && piece.includes("?"));
  return [...before, hasQuery ? "&passed" : "?passed", last.slice(cut), ...template.slice(at + 1)];
}

/** The normalised URL, cut at the placeholders, with the macros in their places; undefined if one is missing. */
function unmarked(href: string, pieces: readonly string[], mark: (i: number) => string): Template | undefined {
  const template: string[] = [];
  let rest = href;
  for (let i = 1; i < pieces.length; i += 2) {
    const at = rest.indexOf(mark(i));
    if (at === -1) return undefined;
    template.push(rest.slice(0, at), pieces[i] ?? "");
    rest = rest.slice(at + mark(i).length);
  }
  return [...template, rest];
}
