/** Slugs are lower-case; the edge reads a link in any case. Text of another form is not looked up. */
export const SLUG_PATTERN = /^[a-z0-9][a-z0-9_-]{1,63}$/;

/** Paths of the edge, which no link may have as its slug. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  "postback",
  "aff_lsr",
  "aff_goal",
  "pixel.gif",
  "health",
  "cdn-cgi",
  "abuse",
  "robots.txt",
  "favicon.ico",
  ".well-known",
]);

/** Whether a link may have this slug. */
export const isSlug = (text: string): boolean => SLUG_PATTERN.test(text) && !RESERVED_SLUGS.has(text);
