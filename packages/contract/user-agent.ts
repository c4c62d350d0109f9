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

const namesOf = <Name extends string>(table: readonly (readonly [Name, RegExp])[]) => [
  ...table.map(([name]) => name),
  "other" as const,
];

/** Every family that there is, for the rules of offers. */
export const AGENT_FAMILIES = /* @__PURE__ */ (() => ({
  device: namesOf(DEVICES),
  os: namesOf(SYSTEMS),
  browser: namesOf(BROWSERS),
}))();

const HINTS_LENGTH_MAX = 32;

/** The client hints of a request in one short text (`android?1`: the system in our words, and whether it is a phone); empty without them. */
export const hintsOf = (platform: string | null, mobile: string | null): string =>
  platform === null
    ? ""
    : (
        platform
          .replaceAll('"', "")
          .toLowerCase()
          .replace(/^chrom\w+ os$/, "chromeos") + (mobile ?? "")
      ).slice(0, HINTS_LENGTH_MAX);

/**
 * The families of a `User-Agent` header; "other" where no pattern knows it. Client hints know better what a browser
 * leaves out of that header: an Android tablet says there only that it is no phone, a browser asked for the desktop's
 * page claims to be one.
 */
export function readUserAgent(text: string, hints = ""): Agent {
  const agent = {
    device: firstMatch(DEVICES, text),
    os: firstMatch(SYSTEMS, text),
    browser: firstMatch(BROWSERS, text),
  };
  const [platform = "", mobile] = hints.split("?");
  const os = SYSTEMS.find(([name]) => name === platform)?.[0];
  if (os === undefined) return agent;
  const isHandheld = os === "android" || os === "ios";
  const hinted = mobile === "1" ? "mobile" : isHandheld && mobile === "0" ? "tablet" : agent.device;
  const isScreen = agent.device === "tv" || agent.device === "console";
  return { ...agent, os, device: isScreen ? agent.device : hinted };
}

function firstMatch<Name extends string>(table: readonly (readonly [Name, RegExp])[], text: string): Name | "other" {
  return table.find(([, pattern]) => pattern.test(text))?.[0] ?? "other";
}
