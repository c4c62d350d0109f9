/** Slugs are lower-case, so a link read aloud or shouted still leads home. What is none need not be looked up. */
export const SLUG_PATTERN = /^[a-z0-9][a-z0-9_-]{1,63}$/;

/** Paths of the edge that can't be slugs. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  "postback",
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
