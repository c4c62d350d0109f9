import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clickBatchOf, type AnonymousClick, type ClickEvent } from "@waymark/contract/click-event";
import { MACROS, type Macro } from "@waymark/contract/destination";
import type { FallbackReason } from "@waymark/contract/reason";
import { DEMO } from "@waymark/dev/demo";
import { setBlocked } from "@waymark/network/account";
import { recordClicks } from "@waymark/network/click";
import { changeLink, pauseLink, resumeLink } from "@waymark/network/link";
import { changeCap, changeOffer, moveOffer } from "@waymark/network/offer";
import { ANONYMOUS_GEO, ANONYMOUS_VALID, anonymousOf } from "../harness/hours.ts";
import { ok, refused, type Link, type Loose, type Offer, type Page, type StatsRow } from "../harness/api.ts";
import { expectHonestRollups } from "../harness/books.ts";
import { clickEvent } from "../harness/events.ts";
import { admit, clickIdOf, freshAddress, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

const NETWORK_FALLBACK = "https://example.com/";
const OFFER_FALLBACK = "https://fallback.example/offer";
const LINK_FALLBACK = "https://fallback.example/link";

const clicksOf = (linkId: string) => network.stored("link_id = ?", linkId);

/** A published offer with a link that was never requested. */
async function offerWith(terms: Record<string, unknown>, link: Record<string, unknown> = {}) {
  const offer = await network.newOffer({ fallback_url: OFFER_FALLBACK, ...terms });
  const made = await ok(network.webmaster.post<Link>("/links", { offer_id: offer.id, ...link }), 201);
  await network.publish();
  return { offer, link: made };
}

const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";
const ANDROID = `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${CHROME} Mobile Safari/537.36`;
const BERLIN = { country: "DE", regionCode: "BE", city: "Berlin", asn: 3320 };

const visitor = (about: { cf?: object; agent?: string; language?: string; hints?: Record<string, string> } = {}) => ({
  headers: {
    "user-agent": about.agent ?? ANDROID,
    "accept-language": about.language ?? "de-DE,de;q=0.9",
    "x-dev-cf": JSON.stringify({ ...BERLIN, ...about.cf }),
    ...about.hints,
  },
});

describe("each rule accepts matching visitors, and refuses the others with its reason", () => {
  test.each([
    ["country", { allow: ["DE"] }, {}, { cf: { country: "FR" } }, "geo"],
    ["country", { deny: ["FR"] }, {}, { cf: { country: "FR" } }, "geo"],
    ["region", { allow: ["DE-BE"] }, {}, { cf: { regionCode: "BY" } }, "geo"],
    ["city", { deny: ["Munich"] }, {}, { cf: { city: "Munich" } }, "geo"],
    [
      "device",
      { allow: ["mobile"] },
      {},
      { agent: `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36` },
      "device",
    ],
    ["os", { deny: ["windows"] }, {}, { agent: `Mozilla/5.0 (Windows NT 10.0) ${CHROME} Safari/537.36` }, "os"],
    [
      "browser",
      { allow: ["chrome"] },
      {},
      { agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" },
      "browser",
    ],
    ["language", { allow: ["de"] }, { language: "de-at" }, { language: "fr,de" }, "language"],
    ["asn", { deny: ["64512"] }, {}, { cf: { asn: 64_512 } }, "asn"],
    // Facebook's app runs on a phone, although it names neither browser nor system.
    [
      "device",
      { allow: ["mobile"] },
      { agent: "[FBAN/FB4A;FBAV/222.0.0.48.113;FBPN/com.facebook.katana;FBDV/LDN-L21;FBSV/8.0.0;]" },
      { agent: `Mozilla/5.0 (Linux; Android 10; BRAVIA 4K VH2) ${CHROME} Mobile Safari/537.36` },
      "device",
    ],
    // Client hints are more precise than the user agent.
    [
      "device",
      { deny: ["tablet"] },
      {},
      { hints: { "sec-ch-ua-platform": '"Android"', "sec-ch-ua-mobile": "?0" } },
      "device",
    ],
  ] as const)("%s %j", async (by, lists, welcome, unwelcome, reason) => {
    const { link } = await offerWith({ targeting: { [by]: lists } });
    await network.click(`/${link.slug}`, visitor(welcome));
    const response = await network.visit(`/${link.slug}`, visitor(unwelcome));
    expect(response.headers.get("location")).toBe(OFFER_FALLBACK);
    const rows = await until("both clicks are stored", async () => {
      const found = await clicksOf(link.id);
      return found.length === 2 && found;
    });
    expect(new Set(rows.map(({ decision, reason, verdict }) => `${decision} ${reason} ${verdict}`))).toEqual(
      new Set([`fallback ${reason} ${reason}`, "landing null valid"]),
    );
  });

  test("schedule: the hours of today's weekday are open, those of the other days are not", async () => {
    const all = [1, 2, 3, 4, 5, 6, 7];
    const today = ((new Date().getUTCDay() + 6) % 7) + 1;
    const of = (days: number[]) => ({ schedule: { zone: "UTC", open: [{ days, from: "00:00", until: "24:00" }] } });
    const { link: open } = await offerWith(of(all));
    // Tomorrow is left out too, since the test may run at midnight.
    const { link: closed } = await offerWith(of(all.filter((day) => day !== today && day !== (today % 7) + 1)));
    await network.click(`/${open.slug}`);
    expect((await network.visit(`/${closed.slug}`)).headers.get("location")).toBe(OFFER_FALLBACK);
    await expectReason(closed.id, "schedule");
  });

  test("expiry of the offer and of the link, exact to the millisecond", async () => {
    const soon = () => new Date(Date.now() + 5_000).toISOString();
    const { offer: expired, link: past } = await offerWith({});
    await changeOffer(network.context(), expired.id, { expiresAt: Date.UTC(2020, 0) });
    await network.publish();
    expect((await network.visit(`/${past.slug}`)).headers.get("location")).toBe(OFFER_FALLBACK);
    for (const [ofOffer, ofLink] of [
      [() => ({ expires_at: soon() }), () => ({})] as const,
      [() => ({}), () => ({ expires_at: soon() })] as const,
    ]) {
      const { link } = await offerWith(ofOffer(), ofLink());
      await network.click(`/${link.slug}`);
      await until("it expires, though the isolate remembers it", async () => {
        const { headers } = await network.visit(`/${link.slug}`);
        return headers.get("location") === OFFER_FALLBACK;
      });
      await until("the refused click is stored", async () =>
        (await clicksOf(link.id)).some(({ reason }) => reason === "expired"),
      );
    }
  });

  test("a cap that the control plane marks as reached, and later resets", async () => {
    const { offer, link } = await offerWith({});
    await refused(network.advertiser.post(`/offers/${offer.id}/reach-cap`, {}), 403, "forbidden");
    const reached = { reason: "500 a day" };
    const capped = await ok(network.operator.post<Loose>(`/offers/${offer.id}/reach-cap`, reached));
    // Once more changes nothing, not even its reason.
    expect(await ok(network.operator.post(`/offers/${offer.id}/reach-cap`, { reason: "again" }))).toEqual(capped);
    expect(await ok(network.webmaster.get(`/offers/${offer.id}`))).toMatchObject({ cap_reason: "500 a day" });
    await network.publish();
    expect((await network.visit(`/${link.slug}`)).headers.get("location")).toBe(OFFER_FALLBACK);
    await expectReason(link.id, "cap");
    expect(await ok(network.operator.post(`/offers/${offer.id}/reset-cap`, {}))).toMatchObject({
      ...{ cap_reached_at: null, cap_reason: null },
    });
    const stops = await network.rows(
      "DB",
      "SELECT reason FROM stop WHERE subject = ? AND until IS NULL",
      `offer:${offer.id}`,
    );
    expect(stops).toEqual([]);
  });

  const expectReason = async (linkId: string, reason: FallbackReason) => {
    const row = await until("the click is stored", async () => (await clicksOf(linkId))[0]);
    expect(row).toMatchObject({ decision: "fallback", reason, verdict: reason });
  };
});

test.each([
  ["the link's", OFFER_FALLBACK, LINK_FALLBACK, LINK_FALLBACK],
  ["the offer's", OFFER_FALLBACK, null, OFFER_FALLBACK],
  ["the network's", null, null, NETWORK_FALLBACK],
])("a refused visitor goes to %s fallback", async (_, fallback_url, ofLink, expected) => {
  const terms = { fallback_url, targeting: { country: { deny: ["DE"] } } };
  const { link } = await offerWith(terms, { fallback_url: ofLink });
  const { headers } = await network.visit(`/${link.slug}`);
  expect(headers.get("location")).toBe(expected);
  expect(headers.get("location")).not.toContain("click_id");
});

test.each([
  ["https://m\u00fcnchen.example/\u043a?\u00f6=\u00e4", "https://xn--mnchen-3ya.example/%D0%BA?%C3%B6=%C3%A4"],
  ["https://fallback.example/a b\tc", "https://fallback.example/a%20bc"],
  ["HTTPS://Fallback.Example", "https://fallback.example/"],
])("a fallback %j is where a browser would go: %s", async (fallback_url, expected) => {
  const terms = { targeting: { country: { deny: ["DE"] } } };
  for (const { link } of [await offerWith({ ...terms, fallback_url }), await offerWith(terms, { fallback_url })]) {
    const response = await network.visit(`/${link.slug}`);
    expect([response.status, response.headers.get("location")]).toEqual([302, expected]);
  }
});

describe("a loop ends", () => {
  /** Follows redirects like a browser, of which `redirected` answers for all other sites. */
  async function follow(path: string, redirected: (url: URL) => string | undefined) {
    const headers = { "x-dev-ip": freshAddress() };
    let [next, visits]: [string | undefined, number] = [path, 0];
    let last = "";
    while (next !== undefined && visits < 20) {
      visits++;
      last = (await network.visit(next, { headers })).headers.get("location") ?? "";
      next = redirected(new URL(last));
    }
    return { visits, last };
  }

  test("if a landing sends the visitor back with the click_ID: after one click, at the network's page", async () => {
    const { link } = await offerWith({ landings: [{ url: "https://shop.example/?subid={click_id}" }] });
    const back = ({ host, search }: URL) => (host === "shop.example" ? `/${link.slug}${search}` : undefined);
    expect(await follow(`/${link.slug}`, back)).toEqual({ visits: 2, last: NETWORK_FALLBACK });
    const later = await network.visit(`/${link.slug}`);
    const clickId = new URL(later.headers.get("location") ?? "").searchParams.get("subid");
    const rows = await until("the clicks are stored", async () => {
      const found = await clicksOf(link.id);
      return found.some(({ click_id }) => click_id === clickId) && found;
    });
    expect(rows).toHaveLength(2);
  });

  test("if a fallback sends the visitor back: before the browser gives up, at the network's page", async () => {
    const { link } = await offerWith({ targeting: { country: { deny: ["DE"] } } }, { fallback_url: LINK_FALLBACK });
    const back = (url: URL) => (url.href === LINK_FALLBACK ? `/${link.slug}` : undefined);
    expect(await follow(`/${link.slug}`, back)).toEqual({ visits: 6, last: NETWORK_FALLBACK });
  });
});

describe("contradictory settings are refused with the path of the fault", () => {
  test.each([
    [{ targeting: { country: { allow: ["DE"], deny: ["DE"] } } }, "targeting.country.allow[0]"],
    [{ targeting: { planet: { allow: ["Mars"] } } }, "targeting.planet"],
    [{ schedule: { zone: "Mars/Olympus", open: [{ days: [1], from: "00:00", until: "24:00" }] } }, "schedule.zone"],
    [{ schedule: { zone: "UTC", open: [{ days: [8], from: "00:00", until: "24:00" }] } }, "schedule.open[0].days[0]"],
    [{ deep_link_hosts: ["javascript:alert(1)"] }, "deep_link_hosts[0]"],
    [{ deep_link_hosts: ["shop.example", "*.co.uk"] }, "deep_link_hosts[1]"],
    [{ preview_url: "https://user@shop.example/" }, "preview_url"],
    [{ passed_parameters: ["sub1"] }, "passed_parameters[0]"],
    [{ fallback_url: "javascript:alert(1)" }, "fallback_url"],
  ])("%j at %s", async (terms, path) => {
    const offer = await network.newOffer();
    const { errors } = await refused(network.advertiser.patch(`/offers/${offer.id}`, terms), 400, "invalid_input");
    expect(errors?.map((error) => error.path)).toContain(path);
  });

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://fallback.example/",
    "//fallback.example/",
    "https://shop.example@evil.example/",
    "https://waymark-edge.example.workers.dev/demo",
    "https://co.uk/",
    "/x",
    "",
    " ",
  ])("a fallback %j of a link or an offer is refused when it is saved", async (fallback_url) => {
    const [offer, link] = [await network.newOffer(), await network.newLink()];
    for (const answer of [
      network.webmaster.post("/links", { offer_id: offer.id, fallback_url }),
      network.webmaster.patch(`/links/${link.id}`, { fallback_url }),
      network.advertiser.patch(`/offers/${offer.id}`, { fallback_url }),
    ]) {
      const { errors } = await refused(answer, 400, "invalid_input");
      expect(errors?.map(({ path }) => path)).toEqual(["fallback_url"]);
    }
  });

  test("and values changed in several steps must fit together", async () => {
    const offer = await network.newOffer({ targeting: { country: { allow: ["DE"] } } });
    const changed = await ok(network.advertiser.patch<Offer>(`/offers/${offer.id}`, { hides_referrer: true }));
    expect(changed).toMatchObject({ targeting: { country: { allow: ["DE"] } }, hides_referrer: true, version: 2 });
    expect(await ok(network.advertiser.patch(`/offers/${offer.id}`, { targeting: {} }))).toMatchObject({
      targeting: {},
    });
  });
});

describe("landings", () => {
  test("a visitor gets the same landing all day, and visitors are spread by weight", async () => {
    const landings = [1, 2, 3].map((n) => ({ url: `https://shop.example/${n}`, weight: n === 3 ? 2 : 1 }));
    const { link } = await offerWith({ landings });
    const landingOf = async (address?: string) => {
      const response = await network.visit(
        `/${link.slug}`,
        address === undefined ? {} : { headers: { "x-dev-ip": address } },
      );
      return new URL(response.headers.get("location") ?? "").pathname;
    };
    const again = await Promise.all(Array.from({ length: 10 }, () => landingOf("198.51.100.9")));
    expect(new Set(again).size).toBe(1);
    const drawn = await Promise.all(Array.from({ length: 400 }, () => landingOf()));
    const share = (path: string) => drawn.filter((found) => found === path).length / 400;
    expect(share("/3")).toBeGreaterThan(0.4);
    expect(share("/3")).toBeLessThan(0.6);
    expect(share("/1")).toBeGreaterThan(0.17);
    expect(share("/2")).toBeGreaterThan(0.17);
  });

  test("the referrer is hidden if the offer says so", async () => {
    const { link } = await offerWith({ hides_referrer: true });
    expect((await network.visit(`/${link.slug}`)).headers.get("referrer-policy")).toBe("no-referrer");
    expect((await network.visit("/demo")).headers.get("referrer-policy")).toBeNull();
  });

  test("a deep link is used if its host is allowed, otherwise the landing", async () => {
    const { link } = await offerWith({ deep_link_hosts: [".shop.example"], click_parameter: "cid" });
    const lead = async (url: string) => {
      const response = await network.visit(`/${link.slug}?${new URLSearchParams({ url }).toString()}`);
      return new URL(response.headers.get("location") ?? "");
    };
    const deep = await lead("https://www.shop.example/shoes?size=42#top");
    expect(deep.href.replace(/cid=[0-9a-z]{40}/, "cid=…")).toBe("https://www.shop.example/shoes?size=42&cid=…#top");
    expect((await lead("https://evil.example/")).origin).toBe("https://shop.example");
    expect((await lead("https://evil.example/")).pathname).toBe("/");
    const { link: strict } = await offerWith({});
    const response = await network.visit(`/${strict.slug}?url=https://shop.example/deep`);
    expect(new URL(response.headers.get("location") ?? "").pathname).toBe("/");
  });

  test("a click whose deep link was refused says so, to its webmaster too", async () => {
    const { link } = await offerWith({ deep_link_hosts: ["shop.example"] });
    const { link: strict } = await offerWith({});
    const { link: stopped } = await offerWith({ targeting: { country: { allow: ["IS"] } } });
    const visits = [
      [link, "", "landing", []],
      [link, "?url=https://shop.example/deep", "landing", []],
      [link, "?url=https://evil.example/", "landing", ["deep_link_refused"]],
      [link, "?url=not-a-url", "landing", ["deep_link_refused"]],
      [strict, "?url=https://shop.example/deep", "landing", ["deep_link_refused"]],
      [stopped, "?url=https://evil.example/", "fallback", []], // the landing was never the question
    ] as const;
    for (const [{ id, slug }, query, decision, signals] of visits) {
      const sub1 = unique("visit");
      await network.visit(`/${slug}${query}${query === "" ? "?" : "&"}sub1=${sub1}`);
      const [row] = await until("the click is stored", () =>
        network.stored("link_id = ? AND sub1 = ?", id, sub1).then((rows) => (rows.length === 1 ? rows : undefined)),
      );
      const { body } = await network.webmaster.get(`/clicks/${row?.click_id}`);
      expect(body, query).toMatchObject({ click: { decision, signals } });
    }
  });

  test("listed parameters are passed to the landing and to a deep link, others are not", async () => {
    const { link } = await offerWith({ passed_parameters: ["utm_source", "gclid"], deep_link_hosts: ["shop.example"] });
    const query = "utm_source=a%26b%2Bc+d&gclid=&utm_medium=x&gclid=g1&gclid=g2";
    for (const deep of ["", "&url=https%3A%2F%2Fshop.example%2Fdeep"]) {
      const response = await network.visit(`/${link.slug}?${query}${deep}`);
      const { searchParams } = new URL(response.headers.get("location") ?? "");
      expect([searchParams.getAll("utm_source"), searchParams.getAll("gclid")]).toEqual([["a&b+c d"], ["g1"]]);
      expect(searchParams.has("utm_medium")).toBe(false);
    }
    const long = `utm_source=${"x".repeat(1_025)}&gclid=${"y".repeat(1_024)}`; // half a value would mean nothing
    const { searchParams } = new URL((await network.visit(`/${link.slug}?${long}`)).headers.get("location") ?? "");
    expect([searchParams.has("utm_source"), searchParams.get("gclid")?.length]).toEqual([false, 1_024]);
  });
});

test("every macro is replaced by its value in the path, the query and the fragment, and none changes other parts", async () => {
  const places = (joint: string, of: (name: Macro) => string) => MACROS.map(of).join(joint);
  const url = `https://shop.example/${places("/", (name) => `{${name}}`)}?${places("&", (name) => `${name}={${name}}`)}#${places("/", (name) => `{${name}}`)}`;
  const { offer, link } = await offerWith({ landings: [{ url }] });
  const subs = {
    sub1: "a b&c=d",
    sub2: "#e?f/../g",
    sub3: "%2B+",
    sub4: "\u043a\ud83d\ude00",
    sub5: "",
    source: "{sub1}",
  };
  const cf = String.raw`{"country":"BR","regionCode":"SP","city":"S\u00e3o Paulo"}`; // a header is ASCII
  const headers = { ...visitor({ language: "pt-BR,pt" }).headers, "x-dev-cf": cf };
  const before = Math.floor(Date.now() / 1_000);
  const response = await network.visit(`/${link.slug}?${new URLSearchParams(subs).toString()}`, { headers });
  const { origin, pathname, searchParams, hash } = new URL(response.headers.get("location") ?? "");
  expect(origin).toBe("https://shop.example");
  const values = (text: string) => {
    const parts = text.slice(1).split("/").map(decodeURIComponent);
    expect(parts).toHaveLength(MACROS.length);
    return Object.fromEntries(MACROS.map((name, i) => [name, parts[i]]));
  };
  const expected = {
    ...{ ...subs, click_id: clickIdOf(response), offer_id: offer.id, link_id: link.id, webmaster_id: DEMO.webmaster },
    ...{ landing_id: offer.landings[0]?.id, country: "BR", region: "SP", city: "S\u00e3o Paulo", language: "pt-br" },
    ...{ device: "mobile", os: "android", browser: "chrome" },
    ...{
      timestamp: expect.stringMatching(/^\d{10}$/) as string,
      random: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    },
  };
  for (const place of [Object.fromEntries(searchParams), values(pathname), values(hash)]) {
    expect(place).toEqual(expected);
    expect(Number(place["timestamp"])).toBeGreaterThanOrEqual(before);
    expect(Number(place["timestamp"])).toBeLessThanOrEqual(Date.now() / 1_000);
  }
});

describe("sub-ids", () => {
  test.each([
    ["other networks' names", "aff_sub=a&subid1=b&s5=c", { sub1: "a", sub2: "b", sub5: "c" }],
    ["ours before another's, wherever it stands", "aff_sub=x&sub1=a&subid1=b", { sub1: "a", sub2: "b" }],
    ["the first with a value", "sub1=&sub1=a&sub1=b", { sub1: "a" }],
    ["the default where there is only an empty one", "sub1=&s2=b", { sub1: "default", sub2: "b" }],
    ["a plus and an escaped one", "sub1=1+2&sub2=1%2B2", { sub1: "1 2", sub2: "1+2" }],
    ["unicode, escaped or broken", "sub1=%D0%BA%F0%9F%98%80&sub2=%ff", { sub1: "к😀", sub2: "\ufffd" }],
    ["one among hundreds", `${"x=1&".repeat(300)}sub1=a`, { sub1: "a" }],
    ["the last of 8 kB", `junk=${"x".repeat(8_000)}&sub1=a`, { sub1: "a" }],
  ])("%s", async (_, query, expected) => {
    const link = await ok(
      network.webmaster.post<Link>("/links", { offer_id: DEMO.offers.demo, defaults: { sub1: "default" } }),
      201,
    );
    await network.click(`/${link.slug}?${query}`);
    expect(await until("the click is stored", async () => (await clicksOf(link.id))[0])).toMatchObject(expected);
  });
});

describe("a visitor without consent", () => {
  test.each(["cons=0", "sub1=mail&amp;cons=0", "gdpr=1", "gdpr=1&gdpr_consent=garbage"])(
    "%s: is sent on without a click_ID, is stored nowhere, and is counted once",
    async (query) => {
      const link = await network.newLink();
      const response = await network.visit(`/${link.slug}?${query}`);
      expect(response.status).toBe(302);
      expect(new URL(response.headers.get("location") ?? "").searchParams.get("click_id")).toBe("");
      await network.click(`/${link.slug}?cons=1`);
      const { number } = await linkRow(network, link.slug);
      const counted = () => anonymousOf(network, number);
      expect(await until("it is counted", async () => (await counted()).length > 0 && counted())).toMatchObject([
        { clicks: 1 },
      ]);
      await until("the other is stored", async () => (await clicksOf(link.id)).length === 1);
    },
  );

  test("is counted with the reason of the refusal; a HEAD request is not counted", async () => {
    const { link } = await offerWith({ targeting: { country: { deny: ["DE"] } } });
    await network.visit(`/${link.slug}?cons=0`, { method: "HEAD" });
    const response = await network.visit(`/${link.slug}?cons=0`);
    expect(response.headers.get("location")).toBe(OFFER_FALLBACK);
    const { number } = await linkRow(network, link.slug);
    const rows = () => anonymousOf(network, number);
    expect(await until("the visitor is counted", async () => (await rows()).length > 0 && rows())).toEqual([
      { verdict: ANONYMOUS_GEO, landing: 0, clicks: 1 },
    ]);
  });

  const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

  async function freshAnonymous() {
    const link = await linkRow(network, (await network.newLink()).slug);
    const anonymous = (parts: Partial<AnonymousClick> = {}) => ({
      ...{ nonce: crypto.randomUUID(), hour: thisHour, linkId: link.id, offerId: link.offer_id },
      ...{ webmasterId: link.webmaster_id, landingId: null, reason: null, ...parts },
    });
    return { link, anonymous };
  }

  test("is counted separately in the statistics of the parties concerned", async () => {
    const { link, anonymous } = await freshAnonymous();
    const body = clickBatchOf([anonymous(), anonymous({ reason: "geo" })].map((click) => JSON.stringify(click)));
    await network.localNetwork.deliver("clicks", [{ id: crypto.randomUUID(), body }]);
    const rowOf = async (reader: TestNetwork["operator"]) => {
      const { data } = await ok(reader.get<{ data: StatsRow[] }>("/stats?group_by=link"));
      return data.find(({ link_id }) => link_id === link.id);
    };
    for (const reader of [network.operator, network.advertiser, network.webmaster])
      expect(await rowOf(reader)).toMatchObject({ clicks: 0, anonymous: 2, conversions: 0 });
    const byVerdict = async (query: string) => {
      const path = `/stats?group_by=verdict&link_id=${link.id}${query}`;
      return (await ok(network.webmaster.get<{ data: StatsRow[] }>(path))).data;
    };
    const geo = { verdict: "geo", clicks: 0, anonymous: 1 };
    expect(await byVerdict("")).toMatchObject([geo, { verdict: "valid", clicks: 0, anonymous: 1 }]);
    expect(await byVerdict("&verdict=geo")).toMatchObject([geo]);
    const other = await admit(network, "webmaster");
    expect(await rowOf(network.api(other.key))).toBeUndefined();
  });

  test.each([
    ["too_old", thisHour - 16 * 24 * HOUR_MS],
    ["from_the_future", thisHour + 3 * 24 * HOUR_MS],
  ])("is kept as a dead letter if it is unknown whether the click was counted: %s", async (reason, hour) => {
    const { link, anonymous } = await freshAnonymous();
    const click = anonymous({ hour });
    const body = clickBatchOf([JSON.stringify(click)]);
    for (let i = 0; i < 2; i++) await network.localNetwork.deliver("clicks", [{ id: `lost-${i}`, body }]);
    expect(await anonymousOf(network, link.number)).toEqual([]);
    const letters = await network.rows<{ reason: string }>(
      "DB",
      "SELECT reason FROM dead_letter WHERE id LIKE ?",
      `%${click.nonce}`,
    );
    expect(letters).toMatchObject([{ reason: expect.stringContaining(reason) as string }]);
  });

  test("is counted once, however often the queue delivers the click", async () => {
    const { link, anonymous } = await freshAnonymous();
    const [one, other] = [anonymous(), anonymous({ reason: "geo" })];
    const body = clickBatchOf([one, one, other].map((click) => JSON.stringify(click)));
    for (let i = 0; i < 3; i++) await network.localNetwork.deliver("clicks", [{ id: `again-${i}`, body }]);
    expect(await anonymousOf(network, link.number)).toEqual([
      { verdict: ANONYMOUS_VALID, landing: 0, clicks: 1 },
      { verdict: ANONYMOUS_GEO, landing: 0, clicks: 1 },
    ]);
  });
});

describe("the verdict is by the click's own time, with two minutes of grace", () => {
  /** Yesterday at noon, UTC. */
  const T = Math.floor(Date.now() / DAY_MS) * DAY_MS - 12 * 60 * MINUTE_MS;

  /** A new link, with a new offer and a new webmaster. */
  async function freshLink() {
    const offer = await network.newOffer();
    const webmaster = await admit(network, "webmaster");
    const { slug } = await ok(network.api(webmaster.key).post<Link>("/links", { offer_id: offer.id }), 201);
    return linkRow(network, slug);
  }

  async function verdictOf(event: ClickEvent) {
    await recordClicks(network.context(), [event]);
    const [row] = await network.stored("click_id = ?", event.clickId);
    return [row?.verdict, row?.grace];
  }

  type Row = Awaited<ReturnType<typeof freshLink>>;
  const at = (now: number) => network.context({ role: "system", job: "test" }, () => now);
  const block = (now: number, id: string, event: "block" | "unblock") =>
    setBlocked(
      network.context(undefined, () => now),
      { kind: "webmaster", id },
      { event, reason: "test" },
    );
  const STOPS: Record<string, { stop: (link: Row) => Promise<unknown>; start: (link: Row) => Promise<unknown> }> = {
    "paused, the link": {
      stop: ({ id }) => pauseLink(at(T), id, { reason: "reported" }),
      start: ({ id }) => resumeLink(at(T + 60 * MINUTE_MS), id),
    },
    "paused, the offer": {
      stop: ({ offer_id }) => moveOffer(at(T), offer_id, "pause", { reason: "reported" }),
      start: ({ offer_id }) => moveOffer(at(T + 60 * MINUTE_MS), offer_id, "resume"),
    },
    "cap, the offer": {
      stop: ({ offer_id }) => changeCap(at(T), offer_id, { isCapped: true, reason: "enough" }),
      start: ({ offer_id }) => changeCap(at(T + 60 * MINUTE_MS), offer_id, { isCapped: false }),
    },
    "expired, the offer": {
      stop: ({ offer_id }) => changeOffer(at(T), offer_id, { expiresAt: T - 60 * MINUTE_MS }),
      start: ({ offer_id }) => changeOffer(at(T + 60 * MINUTE_MS), offer_id, { expiresAt: null }),
    },
    "expired, the link, as foreseen": {
      stop: ({ id }) => changeLink(at(T - 60 * MINUTE_MS), id, { expiresAt: T }),
      start: ({ id }) => changeLink(at(T + 60 * MINUTE_MS), id, { expiresAt: T + 999 * MINUTE_MS }),
    },
    "webmaster_blocked, the webmaster": {
      stop: ({ webmaster_id: id }) => block(T, id, "block"),
      start: ({ webmaster_id: id }) => block(T + 60 * MINUTE_MS, id, "unblock"),
    },
  };

  test.each(Object.entries(STOPS))("%s", async (name, { stop, start }) => {
    const link = await freshLink();
    const reason = name.split(",")[0];
    await stop(link);
    const landing = (clickedAt: number) => clickEvent(link, { clickedAt });
    expect(await verdictOf(landing(T - 1)), "before").toEqual(["valid", 0]);
    expect(await verdictOf(landing(T)), "at once").toEqual(["valid", 1]);
    expect(await verdictOf(landing(T + 2 * MINUTE_MS - 1)), "at the end of the grace").toEqual(["valid", 1]);
    expect(await verdictOf(landing(T + 2 * MINUTE_MS)), "after it").toEqual([reason, 0]);
    await start(link);
    expect(await verdictOf(landing(T + 59 * MINUTE_MS)), "stored late, judged by its time").toEqual([reason, 0]);
    expect(await verdictOf(landing(T + 60 * MINUTE_MS)), "when it goes on").toEqual(["valid", 0]);
  });

  test("a fallback keeps its reason, and a bot's click in the grace period is a bot's", async () => {
    const link = await freshLink();
    await pauseLink(at(T), link.id, { reason: "reported" });
    const fallback = { decision: "fallback", reason: "geo", landingId: null } as const;
    expect(await verdictOf(clickEvent(link, { clickedAt: T + 5 * MINUTE_MS, ...fallback }))).toEqual(["geo", 0]);
    expect(await verdictOf(clickEvent(link, { clickedAt: T + MINUTE_MS, userAgent: "Googlebot/2.1" }))).toEqual([
      "bot",
      1,
    ]);
  });

  test("a second stop while the first lasts changes nothing", async () => {
    const link = await freshLink();
    await pauseLink(at(T), link.id, { reason: "reported" });
    await pauseLink(at(T + 30 * MINUTE_MS), link.id, { reason: "reported" });
    expect(await verdictOf(clickEvent(link, { clickedAt: T + 31 * MINUTE_MS }))).toEqual(["paused", 0]);
    const stops = await network.rows("DB", "SELECT since FROM stop WHERE subject = ?", `link:${link.id}`);
    expect(stops).toEqual([{ since: T }]);
  });

  test("within one batch, each click is judged by its own time", async () => {
    const link = await freshLink();
    await pauseLink(at(T), link.id, { reason: "reported" });
    await resumeLink(at(T + 60 * MINUTE_MS), link.id);
    const times = [-1, 0, 30 * MINUTE_MS, 60 * MINUTE_MS];
    const clicks = times.map((after) => clickEvent(link, { clickedAt: T + after }));
    await recordClicks(network.context(), clicks);
    const rows = new Map((await clicksOf(link.id)).map(({ click_id, verdict, grace }) => [click_id, [verdict, grace]]));
    expect(clicks.map(({ clickId }) => rows.get(clickId))).toEqual([
      ["valid", 0],
      ["valid", 1],
      ["paused", 0],
      ["valid", 0],
    ]);
  });
});

describe("slugs", () => {
  test.each([
    ["0range-shop", "orange-shop"],
    ["bill-pay", "bi11-pay"],
    ["modern-art", "modem-art"],
    ["black-fr", "black_fr"],
  ])("%s is refused if %s exists", async (one, other) => {
    await ok(network.webmaster.post("/links", { offer_id: DEMO.offers.demo, slug: one }), 201);
    await refused(network.webmaster.post("/links", { offer_id: DEMO.offers.demo, slug: other }), 409, "slug_taken");
  });

  test("generated ones have no letters that look alike", async () => {
    for (let i = 0; i < 20; i++) {
      const { slug } = await ok(network.webmaster.post<Link>("/links", { offer_id: DEMO.offers.demo }), 201);
      expect(slug).toMatch(/^[346789bcdfghjknpqrtwxy]{9}$/);
    }
  });
});

describe("a report about a link", () => {
  const report = (fields: Record<string, string>, from = freshAddress()) =>
    fetch(`${network.localNetwork.origins.edge}/abuse`, {
      ...{ method: "POST", headers: { "x-dev-ip": from }, body: new URLSearchParams(fields) },
    });

  test("is accepted by a page in two languages, and stored", async () => {
    const page = await network.visit("/abuse?link=%22%3E%3Cscript%3E");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toContain("Пожаловаться");
    expect(html).not.toContain("<script>");
    const link = await network.newLink();
    const text = unique("report");
    const abuse = { reason_code: "phishing", reason: text, contact: "a@b.example" };
    const names = [
      `https://go.example/${link.slug}?sub1=x`,
      `https://go.example/${link.slug}/`,
      link.slug.toUpperCase(),
    ];
    for (const name of names) expect((await report({ ...abuse, link: name })).status).toBe(200);
    const rows = await network.rows("DB", "SELECT link_id, reason, contact FROM abuse_report WHERE text = ?", text);
    expect(rows).toEqual(names.map(() => ({ link_id: link.id, reason: "phishing", contact: "a@b.example" })));
    type Report = { id: string; reason: string };
    const list = async (status: "open" | "closed") => {
      const path = `/ops/abuse-reports?limit=500&status=${status}`;
      const { data } = await ok(network.operator.get<Page<Report>>(path));
      return data.filter((report) => report.reason === text);
    };
    const count = async () =>
      (await ok(network.operator.get<{ abuse_reports: { count: number } }>("/ops/to-do"))).abuse_reports.count;
    await refused(network.webmaster.get("/ops/abuse-reports"), 403, "forbidden");
    const [waiting, open] = [await count(), await list("open")];
    expect(open).toHaveLength(names.length);
    const close = `/ops/abuse-reports/${open[0]?.id}/close`;
    const closing = { outcome: "acted", reason: "the link is paused" };
    await refused(network.operator.post(close, { outcome: "acted" }), 400, "invalid_input");
    expect(await ok(network.operator.post(close, closing))).toMatchObject({
      ...{
        status: "closed",
        outcome: "acted",
        outcome_reason: closing.reason,
        closed_at: expect.any(String) as string,
      },
    });
    await refused(network.operator.post(close, closing), 409, "transition_refused");
    expect([await count(), (await list("open")).length, (await list("closed")).length]).toEqual([waiting - 1, 2, 1]);
  });

  test.each([
    ["no link", { reason_code: "spam" }],
    ["no reason that we know", { link: "demo", reason_code: "dislike" }],
    ["a text that is too long to be kept whole", { link: "demo", reason_code: "spam", reason: "x".repeat(4_001) }],
    ["a link that is too long", { link: `demo?${"x".repeat(500)}`, reason_code: "spam" }],
  ])("with %s is refused", async (_, fields) => {
    expect((await report(fields)).status).toBe(400);
  });

  test("is refused after many others of the same network, and no one else's is", async () => {
    const flood = async () => (await report({ link: "demo", reason_code: "spam" }, "2001:db8:66:1::1")).status;
    await until("the flood is refused", async () => (await flood()) === 429);
    const neighbour = await report({ link: "demo", reason_code: "spam" }, "2001:db8:66:1:ffff::2");
    expect([neighbour.status, neighbour.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await report({ link: "demo", reason_code: "spam" }, "2001:db8:66:2::1")).status).toBe(200);
  });

  test("may be as long as the form allows, in any script and with line breaks", async () => {
    const lines = ["ж".repeat(3_000), "語".repeat(999)];
    expect((await report({ link: "demo", reason_code: "spam", reason: lines.join("\r\n") })).status).toBe(200);
  });

  test("that is too long is not read", async () => {
    expect((await report({ link: "demo", reason_code: "spam", reason: "x".repeat(50_000) })).status).toBe(400);
  });
});

test("security.txt says where to report a security hole (RFC 9116)", async () => {
  const text = await (await network.visit("/.well-known/security.txt")).text();
  expect(text).toMatch(/^Contact: (mailto:|https:)/m);
  const expires = Date.parse(/^Expires: (.*)$/m.exec(text)?.[1] ?? "");
  expect(expires).toBeGreaterThan(Date.now());
  expect(expires).toBeLessThan(Date.now() + 365 * DAY_MS);
});

test("the hourly rollups equal the stored clicks", () => expectHonestRollups(network));
