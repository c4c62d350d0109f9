/** What the requests of simulated visitors look like: people of many sorts, and programs. */
import type { Draw } from "@waymark/forecast/testing";
import type { RequestFacts } from "./events.ts";
import { pick } from "./pick.ts";
import { drawLocation } from "./places.ts";

const version = (draw: Draw) => 136 + Math.floor(draw() * 8);
const chrome = (draw: Draw, system: string, mobile = "") =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version(draw)}.0.0.0 ${mobile}Safari/537.36`;

type Browser = Pick<RequestFacts, "user_agent" | "ch_platform" | "ch_mobile" | "requested_with">;

const NO_HINTS = { ch_platform: "", ch_mobile: "", requested_with: "" };
const MODELS = ["SM-A546E", "SM-S921B", "Pixel 9", "M2101K6G", "CPH2487", "moto g54"] as const;
const APPS = [
  {
    requested_with: "com.facebook.katana",
    words: "[FB_IAB/FB4A;FBAV/520.0.0.44.90;]",
    referrer: "https://www.facebook.com/",
  },
  {
    requested_with: "com.instagram.android",
    words: "Instagram 355.0.0.40.111 Android",
    referrer: "https://l.instagram.com/",
  },
  { requested_with: "org.telegram.messenger", words: "", referrer: "" },
] as const;

const BROWSERS = {
  windows: (draw: Draw): Browser => ({
    ...{ user_agent: chrome(draw, "Windows NT 10.0; Win64; x64"), ch_platform: "Windows", ch_mobile: "?0" },
    requested_with: "",
  }),
  mac: (draw: Draw): Browser =>
    draw() < 0.5
      ? {
          user_agent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.${Math.floor(draw() * 6)} Safari/605.1.15`,
          ...NO_HINTS,
        }
      : {
          user_agent: chrome(draw, "Macintosh; Intel Mac OS X 10_15_7"),
          ch_platform: "macOS",
          ch_mobile: "?0",
          requested_with: "",
        },
  firefox: (draw: Draw): Browser => ({
    user_agent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${version(draw)}.0) Gecko/20100101 Firefox/${version(draw)}.0`,
    ...NO_HINTS,
  }),
  android: (draw: Draw): Browser => ({
    ...{ user_agent: chrome(draw, "Linux; Android 10; K", "Mobile "), ch_platform: "Android", ch_mobile: "?1" },
    requested_with: "",
  }),
  iphone: (draw: Draw): Browser => ({
    user_agent: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_${Math.floor(draw() * 6)} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1`,
    ...NO_HINTS,
  }),
} as const;

const oneOf =
  (...names: (keyof typeof BROWSERS)[]) =>
  (draw: Draw): Browser =>
    BROWSERS[pick(draw, names)](draw);

/** A visitor who clicked on a link of a page. */
const CLICKED = {
  ...{ http: "HTTP/2", tls: "TLSv1.3", sec_fetch_site: "cross-site", sec_fetch_mode: "navigate" },
  ...{ sec_fetch_dest: "document", sec_fetch_user: "?1" },
} as const;

/** What a group's request is made of, apart from the page that it comes from. */
export interface VisitorParts {
  draw: Draw;
  /** Where the webmaster's visitors come from. */
  country: string;
  /** The webmaster's own page. */
  page: string;
}

const home = ({ draw, country, page }: VisitorParts): RequestFacts => ({
  ...drawLocation(draw, "fixed", country),
  ...oneOf("windows", "mac", "firefox", "android", "iphone")(draw),
  ...CLICKED,
  ...(draw() < 0.5 && { http: "HTTP/3" }),
  referrer: draw() < 0.9 ? page : "",
});

const inApp = (parts: VisitorParts): RequestFacts => {
  const { draw } = parts;
  const app = pick(draw, APPS);
  return {
    ...drawLocation(draw, draw() < 0.6 ? "mobile" : "fixed", parts.country),
    ...CLICKED,
    ...{ user_agent: `${chrome(draw, `Linux; Android 14; ${pick(draw, MODELS)}; wv`, "Mobile ")} ${app.words}`.trim() },
    ...{ ch_platform: draw() < 0.8 ? "Android" : "", ch_mobile: "?1", requested_with: app.requested_with },
    sec_fetch_user: draw() < 0.7 ? "?1" : "",
    referrer: app.referrer,
  };
};

/** Honest visitors by their sort. Most of what looks strange about a request is one of these. */
export const HONEST = {
  home,
  /** Phones of a mobile network, of which thousands share an address. */
  cgnat: (parts: VisitorParts): RequestFacts => ({
    ...home(parts),
    ...drawLocation(parts.draw, "mobile", parts.country),
    ...oneOf("android", "iphone")(parts.draw),
  }),
  app: inApp,
  /** One address for all, an old proxy, one browser for all. */
  office: (parts: VisitorParts): RequestFacts => ({
    ...home(parts),
    ...BROWSERS.windows(parts.draw),
    ...(parts.draw() < 0.4 && { http: "HTTP/1.1", tls: "TLSv1.2" }),
  }),
  /** An office's gateway, or a phone's relay, on a network of servers. */
  gateway: (parts: VisitorParts): RequestFacts => ({
    ...home(parts),
    ...drawLocation(parts.draw, "gateway", parts.country),
    ...oneOf("windows", "iphone")(parts.draw),
  }),
  /** Sent on by a tracker of the webmaster's: no referrer, and no click in this document. */
  upstream: (parts: VisitorParts): RequestFacts => ({
    ...home(parts),
    ...{ sec_fetch_user: parts.draw() < 0.3 ? "?1" : "", referrer: "" },
  }),
  /** A mail or a messenger's desktop program. */
  mail: (parts: VisitorParts): RequestFacts => ({ ...home(parts), sec_fetch_site: "none", referrer: "" }),
  /** Browsers that send little: no metadata, no language that fits the place. */
  private: (parts: VisitorParts): RequestFacts => ({
    ...home(parts),
    ...BROWSERS.firefox(parts.draw),
    ...(parts.draw() < 0.3 && { sec_fetch_site: "", sec_fetch_mode: "", sec_fetch_dest: "", sec_fetch_user: "" }),
    ...{ language: "en-us", referrer: "" },
  }),
} as const;

export type HonestGroup = keyof typeof HONEST;

/** Programs that say what they are. */
export const crawler = (parts: VisitorParts): RequestFacts => ({
  ...home(parts),
  ...drawLocation(parts.draw, "hosting"),
  ...NO_HINTS,
  ...{
    user_agent: "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    language: "",
    referrer: "",
  },
  ...{ http: "HTTP/1.1", sec_fetch_site: "", sec_fetch_mode: "", sec_fetch_dest: "", sec_fetch_user: "" },
});

/** A script with a browser's name and few of its headers. */
export const script = (parts: VisitorParts): RequestFacts => ({
  ...home(parts),
  ...BROWSERS.windows(parts.draw),
  ...(parts.draw() < 0.7 && { http: "HTTP/1.1" }),
  ...(parts.draw() < 0.6 && { language: "" }),
  ...(parts.draw() < 0.8 && { sec_fetch_site: "", sec_fetch_mode: "", sec_fetch_dest: "", sec_fetch_user: "" }),
  ...(parts.draw() < 0.7 && { ch_platform: parts.draw() < 0.5 ? "" : "Linux" }),
});

/** A browser on a rented server, driven by a program, with every header that it should have. */
export const onServer = (parts: VisitorParts): RequestFacts => ({
  ...home(parts),
  ...(({ address, asn }) => ({ address, asn }))(drawLocation(parts.draw, "hosting")),
  ...oneOf("windows", "android")(parts.draw),
});

/** Sent on without a click: a window that opened by itself. */
export const popUnder = (parts: VisitorParts): RequestFacts => ({
  ...home(parts),
  ...{ sec_fetch_user: "", referrer: parts.draw() < 0.6 ? "" : parts.page },
});

/** One of few phones on few lines. */
export const farmPhone = (parts: VisitorParts, line: string): RequestFacts => ({
  ...home(parts),
  ...BROWSERS.android(parts.draw),
  ...{ address: line, sec_fetch_user: parts.draw() < 0.5 ? "?1" : "" },
});
