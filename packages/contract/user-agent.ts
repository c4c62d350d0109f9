/**
 * Families of user agents, small closed lists on purpose: the edge's rules, the landing macros and the consumer's
 * rollups must agree on them word for word, so they share this table. First match wins. Versions are not read.
 *
 * An Android browser that does not say `Mobile` is a tablet's, unless its model is known better. An iPad that asks for
 * a computer's page poses as a Mac, but the browsers that are not Safari, and web views, keep words that no Mac has.
 */
const DEVICES = [
  [
    "tv",
    // Not the name of an app on a phone.
    /^(?!.*(?:iphone|ipad|ipod|mobile safari\/.*tv\/)).*(?:(?:\b|[a-z_])(?<!bn)tv(?![a-z])|smart-?tv|inettv|netcast|web0s|roku|viera|vidaa|bravia|crkey|chromecast|nexus player|mibox|\bbox\b(?!\/)|\baft[a-z]{1,4}\b|smarthub|espial|stbapp|freebox|blu-?ray)/i,
  ],
  ["console", /playstation|xbox|nintendo/i],
  [
    "tablet",
    /ipad|tablet(?! pc)|(?:tab|pad)\b|kindle|silk\/|\bkf[a-z]{3,5}\b|playbook|nook|xoom|nexus (?:7|9|10)\b|\btb-?[\dxj]\d|\bsm-[tpx]\d|\bgt-(?:p|n[58])\d|trident.*touch|macintosh.*(?:mobile|gsa|opt|(?:cr|fx|edg)ios)\/|^mozilla(?!.*(?:mobi|opera mini|\bsm-[acefgjmns]\d|pixel \d|nexus [4-6])).*android.*(?:safari|firefox)\//i,
  ],
  [
    "mobile",
    /mobi|phone|ipod|android|\badr |\[fb|opera mini|midp|blackberry|bb10|symb|nokia|docomo|foma|up\.browser|sonyericsson|\b(?:samsung|lge?|mot)-|ucweb|kaios|cfnetwork(?!.*x86)/i,
  ],
  ["desktop", /windows|\bwin(?:9|nt)|\bmac|darwin|x11|linux|\bcros\b|\bpc;|2in1/i],
] as const;

const SYSTEMS = [
  ["windows", /windows|\bwin(?:9|nt)/i],
  [
    "ios",
    /iphone|ipad|ipod|like mac|\b(?:fb)?ios\b|cfnetwork(?!.*x86)|macintosh.*(?:mobile|gsa|opt|(?:cr|fx|edg)ios)\//i,
  ],
  // Facebook's app does not name its system; its iOS app does.
  ["android", /android(?!.*kaios)|\badr |silk\/|\[fb/i],
  ["harmonyos", /openharmony/i],
  ["macos", /\bmac|darwin/i],
  ["chromeos", /\bcros\b/i],
  ["linux", /linux|ubuntu/i],
] as const;

const BROWSERS = [
  ["yandex", /\bya(?:\w*browser|app|ndexsearch)|yowser/i],
  ["opera", /\bop(?:r|x|t|ios)\/|opera(?!t)|coast\//i],
  ["edge", /\bedg(?:e|a|ios)?\//i],
  ["samsung", /samsungbrowser/i],
  ["uc", /\buc?browser|ucweb/i],
  ["huawei", /huaweibrowser/i],
  ["mi", /miuibrowser|mint browser/i],
  // WeChat's web view is built on it.
  ["qq", /qqbrowser(?!.*micromessenger)/i],
  ["firefox", /(?:[^e] |^)firefox\/|fxios|focus\//i],
  ["chrome", /chrom(?:e|ium)\b|crios|crmo/i],
  // Android and Linux have none: what says so there is an old web view, a television or a console.
  ["safari", /(?:mac os|windows)(?!.*gsa\/).*safari/i],
  // An app's own view that does not claim to be a browser. Android's views do: they are Chrome's.
  ["in-app", /\[fb|(?:iphone|ipad|ipod|macintosh).*mobile\//i],
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

/**
 * One family of a `User-Agent` header; "other" if no pattern matches. Client hints (client-hints.ts) add what a browser
 * leaves out of that header: an Android tablet only says that it is not a phone, and a browser in desktop mode claims
 * to be one.
 */
export function readFamily<By extends keyof Agent>(by: By, text: string, hints?: string): Agent[By];
export function readFamily(by: keyof Agent, text: string, hints = ""): Agent[keyof Agent] {
  const [platform = "", mobile] = hints.split("?");
  const hinted = SYSTEMS.find(([name]) => name === platform)?.[0];
  switch (by) {
    case "device":
      return hintedDevice(firstMatch(DEVICES, text), hinted, mobile);
    case "os":
      return hinted ?? firstMatch(SYSTEMS, text);
    case "browser":
      return firstMatch(BROWSERS, text);
  }
}

/** All families of a `User-Agent` header with its client hints. */
export const readUserAgent = (text: string, hints = ""): Agent => ({
  device: readFamily("device", text, hints),
  os: readFamily("os", text, hints),
  browser: readFamily("browser", text, hints),
});

function hintedDevice(device: Device, os: System | undefined, mobile: string | undefined): Device {
  if (os === undefined || device === "tv" || device === "console") return device;
  if (mobile === "1") return "mobile";
  return mobile === "0" && (os === "android" || os === "ios" || os === "harmonyos") ? "tablet" : device;
}

function firstMatch<Name extends string>(table: readonly (readonly [Name, RegExp])[], text: string): Name | "other" {
  return table.find(([, pattern]) => pattern.test(text))?.[0] ?? "other";
}
