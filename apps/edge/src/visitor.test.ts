import { DAY_MS } from "@waymark/contract/duration";
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { addressHashOf } from "@waymark/contract/address-hash";
import { CLICK_TEXT_MAX } from "@waymark/contract/click-event";
import { DECIDING_SIGNALS, SIGNALS, signalsIn, type Signal } from "@waymark/contract/signals";
import { readFamily } from "@waymark/contract/user-agent";
import { encodeBase32 } from "@waymark/contract/base32";
import { cloudflareOrigin, factsOf, isPrefetch, visitorOf, type Origin } from "./visitor.ts";

/** 2026-11-02T00:00:00Z. */
const MIDNIGHT = Date.UTC(2026, 10, 2);

const see = (
  about: { address?: string; cf?: Origin["cf"]; headers?: Record<string, string>; secret?: string; now?: number } = {},
) =>
  visitorOf(
    new Headers({ "user-agent": "Mozilla/5.0", ...about.headers }),
    { address: about.address ?? "203.0.113.7", cf: about.cf ?? {} },
    about.secret ?? "secret",
    about.now ?? MIDNIGHT,
  );
const hashOf = (about: Parameters<typeof see>[0]) => see(about).facts.visitor;

describe("the visitor hash", () => {
  test("is HMAC(HMAC(secret, UTC date), address + user agent), compared with the platform's HMAC", () => {
    const day = createHmac("sha256", "secret").update("2026-11-02").digest();
    const expected = createHmac("sha256", day).update("203.0.113.7\nMozilla/5.0").digest();
    const { bucket, draw, facts } = see();
    expect(facts.visitor).toBe(encodeBase32(expected.subarray(0, 15)));
    expect(bucket).toBe(expected[0]);
    expect(draw).toBe(expected.readUInt32BE(1) / 2 ** 32);
  });

  test.each([
    ["all of a UTC day, to its last millisecond", { now: MIDNIGHT + DAY_MS - 1 }, true],
    ["not in the next day", { now: MIDNIGHT + DAY_MS }, false],
    ["not in the day before", { now: MIDNIGHT - 1 }, false],
    ["not under another secret", { now: MIDNIGHT, secret: "other" }, false],
    ["not from another address", { address: "203.0.113.8" }, false],
    ["not with another browser", { headers: { "user-agent": "Mozilla/5.1" } }, false],
    ["with other headers", { headers: { "accept-language": "fr", cookie: "a=b" }, cf: { country: "FR" } }, true],
  ] as [string, Parameters<typeof see>[0], boolean][])("is the same %s", (_, about, isSame) => {
    const plain = hashOf({});
    hashOf({ now: 0 }); // an isolate has one secret, and remembers its key of the day
    expect(hashOf(about) === plain).toBe(isSame);
  });

  test.each([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true], // one household
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["203.0.113.7", "::ffff:203.0.113.7", true],
  ])("%s and %s are one visitor: %s", (one, other, isSame) => {
    expect(hashOf({ address: one }) === hashOf({ address: other })).toBe(isSame);
  });
});

test.each(["203.0.113.7", "2001:db8:1:2::1", "::ffff:203.0.113.7"])(
  "the address %s is stored as the hash that the control plane makes of it, for any browser",
  (address) => {
    for (const userAgent of ["Mozilla/5.0", "é".repeat(999), ""]) {
      for (const now of [MIDNIGHT, MIDNIGHT + DAY_MS - 1]) {
        const { facts } = see({ address, headers: { "user-agent": userAgent }, now });
        expect(facts.address).toBe(addressHashOf("secret", address, "2026-11-02"));
      }
    }
  },
);

test("no stored fact of a visitor holds their address", () => {
  for (const address of ["203.0.113.7", "2001:db8:1:2::abcd"])
    expect(JSON.stringify(see({ address }))).not.toContain(address);
});

test("a visitor's texts are cut to the stored lengths", () => {
  const long = "é".repeat(9_999);
  const { facts } = see({
    headers: { "user-agent": long, "accept-language": "x".repeat(9_999), "sec-ch-ua-platform": "y".repeat(9_999) },
    cf: { country: "DE", regionCode: long, city: long },
  });
  for (const [name, max] of Object.entries(CLICK_TEXT_MAX))
    if (name in facts) expect(String(facts[name as keyof typeof facts]).length, name).toBeLessThanOrEqual(max);
  expect(facts.hints?.length).toBeLessThanOrEqual(32);
});

test("unknown facts of a visitor stay empty", () => {
  const { facts } = visitorOf(new Headers(), { address: "", cf: {} }, "secret", MIDNIGHT);
  const { visitor: _, ...rest } = facts;
  expect(rest).toEqual({
    ...{ country: "", region: "", city: "", asn: 0, language: "", userAgent: "" },
    signals: SIGNALS.no_language | SIGNALS.no_fetch_metadata | SIGNALS.no_client_hints | SIGNALS.no_referrer,
  });
});

test.each([
  ["de-DE,de;q=0.9", "de-de"],
  ["pt;q=0.5,en", "pt"],
  [" EN ", "en"],
  ["*", "*"],
  ["", ""],
])("of the languages %j the first counts: %j", (header, language) => {
  expect(see({ headers: { "accept-language": header } }).facts.language).toBe(language);
});

test("rules and macros see the same normalised facts, with client hints before the user agent", () => {
  const facts = factsOf(
    see({
      cf: { country: "BR", regionCode: "SP", city: "São Paulo", asn: 28_573 },
      headers: {
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
        "accept-language": "pt-BR",
        "sec-ch-ua-platform": '"Android"',
        "sec-ch-ua-mobile": "?1",
      },
    }),
    readFamily,
  );
  const all = ["country", "region", "city", "asn", "language", "device", "os", "browser"] as const;
  expect(all.map(facts)).toEqual(["BR", "BR-SP", "são paulo", "28573", "pt-br", "mobile", "android", "chrome"]);
});

test.each([
  ["sec-purpose", "prefetch", true],
  ["sec-purpose", "prefetch;prerender", true],
  ["sec-purpose", "Prefetch;anonymous-client-ip", true],
  ["purpose", "prefetch", true],
  ["purpose", "preview", true],
  ["x-purpose", "preview", true],
  ["x-moz", "prefetch", true],
  ["sec-purpose", "", false],
  ["sec-fetch-dest", "prefetch", false],
])("%s: %j is a prefetch: %s", (name, value, expected) => {
  expect(isPrefetch(new Headers({ [name]: value }))).toBe(expected);
});

test.each([
  ["a link that is followed", { "sec-fetch-dest": "document" }, undefined],
  ["a browser that says nothing", {}, undefined],
  ["an image", { "sec-fetch-dest": "image" }, "embedded"],
  ["a frame", { "sec-fetch-dest": "iframe" }, "embedded"],
  ["an old frame", { "sec-fetch-dest": "frame" }, "embedded"],
  ["a fenced frame", { "sec-fetch-dest": "fencedframe" }, "embedded"],
  ["a plugin", { "sec-fetch-dest": "object" }, "embedded"],
  ["another one", { "sec-fetch-dest": "embed" }, "embedded"],
  ["a script", { "sec-fetch-dest": "script" }, "embedded"],
  ["a style", { "sec-fetch-dest": "style" }, "embedded"],
  ["a video", { "sec-fetch-dest": "video" }, "embedded"],
  ["a script's fetch", { "sec-fetch-dest": "empty" }, "embedded"],
  [
    "a person's Chrome",
    { "sec-ch-ua": '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"' },
    undefined,
  ],
  ["a Chrome without a window", { "sec-ch-ua": '"Chromium";v="142", "HeadlessChrome";v="142"' }, "headless"],
  ["an Edge without a window", { "sec-ch-ua": '"HeadlessEdg";v="142", "Chromium";v="142"' }, "headless"],
] as [string, Record<string, string>, Signal | undefined][])("%s signals %j: %s", (_, headers, signal) => {
  expect(signalsIn(see({ headers }).facts.signals ?? 0, DECIDING_SIGNALS)).toEqual(
    signal === undefined ? [] : [signal],
  );
});

test("the connection and the referrer's host are seen, and nothing else of the referrer", () => {
  const { facts } = see({
    cf: { httpProtocol: "HTTP/1.1", tlsVersion: "TLSv1.2" },
    headers: { referer: "https://Blog.example/private?name=ada", "x-requested-with": "com.example.app" },
  });
  expect(signalsIn(facts.signals ?? 0, ["http_1", "old_tls", "in_app", "no_referrer"])).toEqual([
    "http_1",
    "old_tls",
    "in_app",
  ]);
  expect(facts.referrer).toBe("blog.example");
  expect(JSON.stringify(facts)).not.toContain("private");
});

test("a deployed Worker reads the origin of a request from Cloudflare, not from the visitor", () => {
  const cf = { country: "DE", regionCode: "BE", city: "Berlin", asn: 3_320 };
  const headers = { "cf-connecting-ip": "203.0.113.7", "x-dev-ip": "198.51.100.1", "x-forwarded-for": "198.51.100.2" };
  const request = Object.assign(new Request("https://go.example/demo", { headers }), { cf });
  expect(cloudflareOrigin(request as unknown as Request)).toEqual({ address: "203.0.113.7", cf });
});
