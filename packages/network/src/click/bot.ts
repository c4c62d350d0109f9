import type { Device } from "@waymark/contract/user-agent";
import { createIsbotFromList, isbot, list } from "isbot";

/**
 * Programs that isbot does not know. Microsoft Office fetches a link before it opens the browser, Viber for a preview.
 */
const MORE_BOTS = /^viber\/|ms-?office|microsoft (?:office|outlook)|gtmetrix|appinsights|\bylt\b/i;

/**
 * isbot's patterns that are everyday words or punctuation. They find programs that pose as a computer's browser, but on
 * phones, tablets, televisions and consoles apps have such names: `News/582.1`, `Process/tools`, `Hybrid()`. So they do
 * not count on such devices. Robots that pose as a phone match other patterns by their name or address.
 */
export const EVERYDAY_PATTERNS: readonly string[] = [
  "(?:^|[^g])news(?!sapphire)",
  "(?<! channel/|google/)google(?!(?:wv|app|/google| pixel))",
  "(?<!cam)scan",
  ";\\s\\w+;$",
  "\\(\\)",
  "\\b\\w+/1\\.0;",
  "\\bbw/",
  "\\bdlc\\b",
  "\\bort/",
  "\\btime/",
  "\\|",
  "abuse",
  "advisor",
  "agent\\b",
  "analyzer",
  "archive",
  "audit",
  "capture",
  "catch",
  "check\\b",
  "checker",
  "cloudflare",
  "detect",
  "discovery",
  "download",
  "feed",
  "grab",
  "insight",
  "inspect",
  "java(?!;)",
  "library",
  "mail\\.ru/",
  "measure",
  "monitor\\b",
  "node\\b",
  "optimize",
  "parser",
  "proxy",
  "radar",
  "rss\\b",
  "server",
  "sogou",
  "spider",
  "splash",
  "synapse",
  "tools",
  "torrent",
  "transcoder",
  "url",
  "validator",
  "virtuoso",
];

/** Words for robots at the end of a name: `Baiduspider`, `spider-feedback@…`, and not `SpiderSolitaire`. */
const ROBOT_NAMES = ["spider(?![a-z])", "google-", "google(?:bot|other)"];

const isNamedRobot = createIsbotFromList([
  ...list.filter((pattern) => !EVERYDAY_PATTERNS.includes(pattern)),
  ...ROBOT_NAMES,
]);

/** `Mozilla/5.0 (system; model) what follows`; a model may hold brackets of its own. */
const BROWSER_SHAPE = /^(?:[\w ]+\/[\d.]+ )?mozilla\/5\.0 \(((?:[^()]|\([^()]*\))*)\)(.*)$/is;

/** Texts that are not a model: an address, a robot's name with its version, or the word before a program's name. */
const NO_MODEL = /https?:|www\.|@|compatible|(?:bot|spider|crawler)[\w-]*\/\d/i;

/** Internet Explorer names toolbars and the like in its brackets. */
const INTERNET_EXPLORER = /^mozilla\/[45]\.0 \(compatible; msie [^()]*windows [^()]*\)$/i;

/** Facebook's app without a browser's words. */
const FACEBOOK_APP = /^(?:\w+ )?\[fb(?:an|_iab)\//i;

/**
 * Whether a user agent belongs to a program, by isbot. If it has the form of a browser on a phone, tablet, television
 * or console, the model is ignored, and in the rest only names of robots count. An empty user agent belongs to a
 * program.
 */
export function isBot(text: string, device: Device): boolean {
  if (text === "" || MORE_BOTS.test(text)) return true;
  if (!isbot(text)) return false;
  if (device === "tv" || device === "console" || INTERNET_EXPLORER.test(text)) return isNamedRobot(text);
  if (device !== "mobile" && device !== "tablet") return true;
  if (FACEBOOK_APP.test(text)) return false;
  const [, comment, rest] = BROWSER_SHAPE.exec(text) ?? [];
  if (comment === undefined || NO_MODEL.test(comment)) return true;
  return isNamedRobot(`Mozilla/5.0 (K)${rest}`);
}
