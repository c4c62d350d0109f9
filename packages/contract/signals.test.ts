import { expect, test } from "vitest";
import { referrerHost } from "./referrer.ts";
import { readSignals, SIGNAL_NAMES, SIGNALS, signalsIn, type Connection, type Signal } from "./signals.ts";

/** A person who clicked on a link of a page, in a Chrome of today. */
const HEADERS = {
  ...{
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-user": "?1",
  },
  ...{ "sec-ch-ua": '"Chromium";v="142"', "sec-ch-ua-platform": '"Windows"', "accept-language": "de-DE,de;q=0.9" },
  referer: "https://blog.example/",
};
const CONNECTION: Connection = { httpProtocol: "HTTP/3", tlsVersion: "TLSv1.3" };

type Changed = Partial<Record<keyof typeof HEADERS | "x-requested-with", string | null>>;

function signalsOf(changed: Changed, connection: Connection = {}): Signal[] {
  const headers = new Headers(HEADERS);
  for (const [name, value] of Object.entries(changed))
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  return signalsIn(readSignals(headers, { ...CONNECTION, ...connection }), SIGNAL_NAMES);
}

const NO_METADATA = { "sec-fetch-site": null, "sec-fetch-mode": null, "sec-fetch-dest": null, "sec-fetch-user": null };

test.each([
  ["a person's Chrome", {}, []],
  ["no language", { "accept-language": null }, ["no_language"]],
  ["an empty language", { "accept-language": "" }, ["no_language"]],
  ["a browser without a window", { "sec-ch-ua": '"HeadlessChrome";v="142"' }, ["headless"]],
  [
    "an old Safari",
    { ...NO_METADATA, "sec-ch-ua": null, "sec-ch-ua-platform": null },
    ["no_fetch_metadata", "no_client_hints"],
  ],
  ["a typed address", { "sec-fetch-site": "none", referer: null }, ["no_initiator", "no_referrer"]],
  [
    "a script",
    { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "sec-fetch-user": null },
    ["embedded", "not_navigated"],
  ],
  ["a page that sends on", { "sec-fetch-user": null }, ["not_activated"]],
  ["a web view", { "x-requested-with": "com.facebook.katana" }, ["in_app"]],
  ["a script's header", { "x-requested-with": "XMLHttpRequest" }, []],
  ["a page that hides its referrer", { referer: "" }, ["no_referrer"]],
] as [string, Changed, Signal[]][])("%s: %j has the flags %j", (_, changed, names) => {
  expect(signalsOf(changed)).toEqual(names);
});

test.each([
  [{ httpProtocol: "HTTP/2" }, []],
  [{ httpProtocol: "HTTP/1.1" }, ["http_1"]],
  [{ httpProtocol: "HTTP/1.0" }, ["http_1"]],
  [{ tlsVersion: "TLSv1.2" }, ["old_tls"]],
  [{ tlsVersion: "TLSv1" }, ["old_tls"]],
  [{ httpProtocol: undefined, tlsVersion: undefined }, []],
] as [Connection, Signal[]][])("the connection %j has the flags %j", (connection, names) => {
  expect(signalsOf({}, connection)).toEqual(names);
});

test("each flag is a bit of its own, and all fit into 24", () => {
  const bits = Object.values(SIGNALS);
  expect(bits).toEqual(bits.map((_, i) => 2 ** i));
  expect(bits.length).toBeLessThanOrEqual(24);
});

test.each([
  ["https://Blog.Example/a?b#c", "blog.example"],
  ["https://blog.example:8443/", "blog.example"],
  ["https://user:secret@blog.example/", ""],
  ["https://user@blog.example/", ""],
  ["https://blog.example", "blog.example"],
  ["https://blog.example?q=a@other.example", "blog.example"],
  ["android-app://com.google.android.gm/", "com.google.android.gm"],
  ["https://[2001:db8::1]/", "[2001:db8::1]"],
  ["https://xn--e1afmkfd.xn--p1ai/", "xn--e1afmkfd.xn--p1ai"],
  [`https://${"a".repeat(300)}.example/`, "a".repeat(100)],
  ["about:blank", ""],
  ["blog.example", ""],
  ["https://bl og/", ""],
  ["https://<script>/", ""],
  ["", ""],
  [null, ""],
])("of the referrer %j the host is kept: %j", (referrer, host) => {
  expect(referrerHost(referrer)).toBe(host);
});
