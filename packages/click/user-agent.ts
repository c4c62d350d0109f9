/**
 * Families of user agents, small closed lists on purpose: the edge's rules, the landing macros and the consumer's
 * rollups must agree on them word for word, so they share this table. First match wins. Versions are not read.
 */
const DEVICES = [
  ["tv", /smart-?tv|appletv|googletv|hbbtv|netcast|tizen.*tv|web0s|roku|aft[a-z]/i],
  ["console", /playstation|xbox|nintendo/i],
  ["tablet", /ipad|tablet|kindle|silk\/|playbook|^(?!.*(?:mobi|opera mini)).*android/i],
  ["mobile", /mobi|iphone|ipod|android|windows phone|opera mini/i],
  ["desktop", /windows nt|macintosh|x11|\bcros\b|linux/i],
] as const;

const SYSTEMS = [
  ["windows", /windows/i],
  ["ios", /iphone|ipad|ipod/i],
  ["android", /android/i],
  ["macos", /macintosh|mac os x/i],
  ["chromeos", /\bcros\b/i],
  ["linux", /linux|x11/i],
] as const;

const BROWSERS = [
  ["edge", /edg(?:e|a|ios)?\//i],
  ["opera", /opr\/|opera|opios\//i],
  ["samsung", /samsungbrowser\//i],
  ["yandex", /yabrowser\//i],
  ["uc", /ucbrowser\//i],
  ["firefox", /firefox\/|fxios\//i],
  ["chrome", /chrome\/|crios\//i],
  ["safari", /safari\//i],
] as const;

export type Device = (typeof DEVICES)[number][0] | "other";
export type System = (typeof SYSTEMS)[number][0] | "other";
export type Browser = (typeof BROWSERS)[number][0] | "other";

export interface Agent {
  device: Device;
  os: System;
  browser: Browser;
}

/** The families of a `User-Agent` header; "other" where no pattern knows it. */
export const readUserAgent = (text: string): Agent => ({
  device: firstMatch(DEVICES, text),
  os: firstMatch(SYSTEMS, text),
  browser: firstMatch(BROWSERS, text),
});

function firstMatch<Name extends string>(table: readonly (readonly [Name, RegExp])[], text: string): Name | "other" {
  return table.find(([, pattern]) => pattern.test(text))?.[0] ?? "other";
}
