import { expect, test } from "vitest";
import { referrerHost } from "./referrer.ts";
import { readSignals, SIGNAL_NAMES, SIGNALS, signalsIn, type Signal, type SignalSources } from "./signals.ts";

/** A person who clicked on a link of a page, in a Chrome of today. */
const CHROME: SignalSources = {
  ...{ fetchSite: "cross-site", fetchMode: "navigate", fetchDest: "document", fetchUser: "?1" },
  ...{ brands: '"Chromium";v="142"', platform: '"Windows"', language: "de-DE,de;q=0.9" },
  ...{ referrer: "https://blog.example/", requestedWith: null, httpProtocol: "HTTP/3", tlsVersion: "TLSv1.3" },
};

test.each([
  ["a person's Chrome", {}, []],
  ["HTTP/2", { httpProtocol: "HTTP/2" }, []],
  ["HTTP/1.1", { httpProtocol: "HTTP/1.1" }, ["http_1"]],
  ["HTTP/1.0", { httpProtocol: "HTTP/1.0" }, ["http_1"]],
  ["TLS 1.2", { tlsVersion: "TLSv1.2" }, ["old_tls"]],
  ["TLS 1.0", { tlsVersion: "TLSv1" }, ["old_tls"]],
  ["a connection that Cloudflare says nothing of", { httpProtocol: undefined, tlsVersion: undefined }, []],
  ["no language", { language: null }, ["no_language"]],
  ["an empty language", { language: "" }, ["no_language"]],
  [
    "an old Safari",
    { fetchSite: null, fetchMode: null, fetchDest: null, fetchUser: null, brands: null, platform: null },
    ["no_fetch_metadata", "no_client_hints"],
  ],
  ["a typed address", { fetchSite: "none", referrer: null }, ["no_initiator", "no_referrer"]],
  ["a script", { fetchMode: "cors", fetchDest: "empty", fetchUser: null }, ["embedded", "not_navigated"]],
  ["a page that sends on", { fetchUser: null }, ["not_activated"]],
  ["a web view", { requestedWith: "com.facebook.katana" }, ["in_app"]],
  ["a script's header", { requestedWith: "XMLHttpRequest" }, []],
  ["a page that hides its referrer", { referrer: "" }, ["no_referrer"]],
] as [string, Partial<SignalSources>, Signal[]][])("%s: %j has the flags %j", (_, parts, names) => {
  expect(signalsIn(readSignals({ ...CHROME, ...parts }), SIGNAL_NAMES)).toEqual(names);
});

test("each flag is a bit of its own, and all fit into 24", () => {
  const bits = Object.values(SIGNALS);
  expect(bits).toEqual(bits.map((_, i) => 2 ** i));
  expect(bits.length).toBeLessThanOrEqual(24);
});

test.each([
  ["https://Blog.Example/a?b#c", "blog.example"],
  ["https://blog.example:8443/", "blog.example"],
  ["https://user:secret@blog.example/", "blog.example"],
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
