import fc from "fast-check";
import { DECIDING_SIGNALS, signalsIn } from "@waymark/contract/signals";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { setBlocked } from "@waymark/network/account";
import { judgeAgent } from "@waymark/network/click";
import { EDGE_SCHEMAS } from "../../apps/control/src/document/edge.ts";
import { ok, type Link, type StatsRow } from "../harness/api.ts";
import { expectHonestRollups } from "../harness/books.ts";
import { edgeOperations, exampleRequests } from "../harness/edge-operations.ts";
import { admit, clickIdOf, PERSON, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { checkOf, type Check } from "../harness/schemas.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

const stored = (clickId: string) =>
  until(`the click ${clickId} is stored`, async () => {
    const [row] = await network.stored("click_id = ?", clickId);
    return row;
  });

/** The clicks of a link; the address of a fallback does not contain the click_ID. */
const clicksOf = (linkId: string) => network.stored("link_id = ?", linkId);

const locationOf = (response: Response) => new URL(response.headers.get("location") ?? "");

describe("requests that are not clicks", () => {
  test("HEAD gets the same landing without a click_id, and records nothing", async () => {
    const link = await network.newLink();
    const head = await network.visit(`/${link.slug}?source=s`, { method: "HEAD" });
    const get = await network.visit(`/${link.slug}?source=s`);
    expect(head.status).toBe(302);
    expect(head.headers.get("cache-control")).toBe("no-store");
    const [bare, marked] = [locationOf(head), locationOf(get)];
    expect(bare.searchParams.get("click_id")).toBe("");
    marked.searchParams.set("click_id", "");
    expect(bare.href).toBe(marked.href);
    await stored(clickIdOf(get)); // it came after HEAD, so HEAD's would be stored as well
    expect(await clicksOf(link.id)).toHaveLength(1);
  });

  test.each([
    ["Sec-Purpose", "prefetch"],
    ["Sec-Purpose", "prefetch;prerender"],
    ["Purpose", "prefetch"],
    ["X-Moz", "prefetch"],
    ["X-Purpose", "preview"],
  ])("%s: %s gets a 503 with Retry-After", async (name, value) => {
    const response = await network.visit("/demo", { headers: { [name]: value } });
    expect(response.status).toBe(503);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("location")).toBeNull();
  });

  test.each(["POST", "PUT", "DELETE"])("%s to a slug is a 405", async (method) => {
    const response = await network.visit("/demo", { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  test.each(["/demo/more", "/health.", "/pixel.gif)", "/.demo"])("%s is not a link", async (path) => {
    expect((await network.visit(path)).status).toBe(404);
  });

  test("an unknown slug gets a small 404 page", async () => {
    const response = await network.visit("/no-such-link");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect((await response.text()).length).toBeLessThan(1_500);
  });

  test.each([
    ["/", 200],
    ["/robots.txt", 200],
    ["/health", 200],
    ["/favicon.ico", 204],
    ["/postback", 401],
  ])("%s is not looked up as a slug", async (path, status) => {
    const response = await network.visit(path);
    expect(response.status).toBe(status);
    expect(response.headers.get("location")).toBeNull();
  });
});

describe.concurrent("what is stored with a click", () => {
  test("a link that a page loads is redirected but does not count as the visitor's first click", async () => {
    const link = await network.newLink();
    const visitor = { "x-dev-ip": "2001:db8:77::1", "user-agent": PERSON };
    const clicked = (headers: Record<string, string>) =>
      network.click(`/${link.slug}`, { headers: { ...visitor, ...headers } });
    const image = await stored(await clicked({ "sec-fetch-dest": "image" }));
    expect(image).toMatchObject({ decision: "landing", verdict: "embedded", is_first: 0 });
    expect(signalsIn(image.signals, DECIDING_SIGNALS)).toEqual(["embedded"]);
    const followed = await stored(await clicked({ "sec-fetch-dest": "document" }));
    expect(followed).toMatchObject({ verdict: "valid", is_first: 1 });
    expect(signalsIn(followed.signals, DECIDING_SIGNALS)).toEqual([]);
    const frame = await stored(await clicked({ "sec-fetch-dest": "iframe" }));
    expect(frame).toMatchObject({ verdict: "embedded", is_first: 0 });
    const headless = await stored(await clicked({ "sec-ch-ua": '"HeadlessChrome";v="142"' }));
    expect(headless).toMatchObject({ verdict: "bot" });
    expect(signalsIn(headless.signals, DECIDING_SIGNALS)).toEqual(["headless"]);
    const { data } = await ok(network.webmaster.get<{ data: StatsRow[] }>("/stats?group_by=link"));
    const counted = data.find((row) => row.link_id === link.id);
    expect(counted).toMatchObject({ clicks: 4, uniques: 1, bots: 1, embedded: 2, duplicates: 0 });
  });

  test("evidence about the request, which only the operator sees", async () => {
    const link = await network.newLink();
    const headers = { "x-dev-ip": "2001:db8:78::1", "user-agent": PERSON, referer: "https://blog.example/private?a=1" };
    const row = await stored(await network.click(`/${link.slug}`, { headers }));
    expect(row.referrer).toBe("blog.example");
    expect(JSON.stringify(row)).not.toContain("private");
    type Seen = { signals: string[]; referrer_host?: string };
    const seenBy = async (party: "operator" | "webmaster" | "advertiser") => {
      const { click } = await ok(network[party].get<{ click: Seen }>(`/clicks/${row.click_id}`));
      const { data } = await ok(network[party].get<{ data: Seen[] }>(`/clicks?link_id=${link.id}`));
      return [click, data[0]];
    };
    for (const seen of await seenBy("operator")) {
      expect(seen?.signals).toEqual(expect.arrayContaining(["no_fetch_metadata", "no_client_hints"]));
      expect(seen?.referrer_host).toBe("blog.example");
    }
    for (const party of ["webmaster", "advertiser"] as const)
      for (const seen of await seenBy(party)) {
        expect(seen?.signals).toEqual([]);
        expect(seen).not.toHaveProperty("referrer_host");
      }
  });

  test("sub-ids and source, as received", async () => {
    const hostile = `a&b=c#d?e/../%"'<>{click_id} ü漢😀`;
    const query = new URLSearchParams({ sub1: hostile, sub5: "five", source: "mail", sub6: "no such" });
    const row = await stored(await network.click(`/demo?${query.toString()}`));
    expect(row).toMatchObject({ sub1: hostile, sub5: "five", source: "mail", cut: 0, decision: "landing" });
  });

  test("the link's defaults if the visitor's URL has no values", async () => {
    const link = await ok(
      network.webmaster.post<Link>("/links", {
        offer_id: DEMO.offers.demo,
        slug: unique("defaults"),
        defaults: { sub1: "default", source: "channel" },
      }),
      201,
    );
    expect(await stored(await network.click(`/${link.slug}?sub1=own`))).toMatchObject({
      sub1: "own",
      source: "channel",
    });
  });

  test.each([
    ["/demo.", {}],
    ["/demo,?sub1=mail", { sub1: "mail" }],
    ["/demo%20", {}],
    ["/demo&sub1=mail", { sub1: "mail" }],
    ["/demo%3Fsub1=mail", { sub1: "mail" }],
    ["/demo&sub1=mail&amp;sub2=b", { sub1: "mail", sub2: "b" }],
    ["/demo?sub1=mail&amp;sub2=b", { sub1: "mail", sub2: "b" }],
  ])("%s is the link /demo", async (path, expected) => {
    const none = { sub1: "", sub2: "", source: "" };
    expect(await stored(await network.click(path))).toMatchObject({ ...none, ...expected, verdict: "valid" });
  });

  test("a preview robot may fetch the link, and its click counts as a bot's", async () => {
    const robots = await (await network.visit("/robots.txt")).text();
    const [preview, others] = robots.split("\n\n");
    expect(preview?.split("\n")).toEqual(expect.arrayContaining(["User-agent: Twitterbot", "Allow: /"]));
    expect(others).toBe("User-agent: *\nDisallow: /\n");
    const names = [...robots.matchAll(/^User-agent: ([^*\s]+)$/gm)].map(([, name]) => `${name}/1.0`);
    expect(names.filter((name) => !judgeAgent(name).isBot)).toEqual([]);
    expect(await stored(await network.click("/demo", { headers: { "user-agent": "Twitterbot/1.0" } }))).toMatchObject({
      verdict: "bot",
    });
  });

  test("a sub-id of more than 255 characters is cut, and the click is flagged", async () => {
    const [exact, long] = await Promise.all([
      network.click(`/demo?sub1=${"x".repeat(255)}`),
      network.click(`/demo?sub1=${"y".repeat(300)}`),
    ]);
    expect(await stored(exact)).toMatchObject({ sub1: "x".repeat(255), cut: 0 });
    expect(await stored(long)).toMatchObject({ sub1: "y".repeat(255), cut: 1 });
  });

  test("a cut never splits a character", async () => {
    const { sub1 } = await stored(await network.click(`/demo?sub1=${"x".repeat(254)}${encodeURIComponent("😀")}`));
    expect(sub1.slice(0, 254)).toBe("x".repeat(254));
    expect(sub1.length, "a lone surrogate is no UTF-8, and comes back as three characters").toBeLessThanOrEqual(255);
  });

  test("the visitor's location", async () => {
    const cf = String.raw`{"country":"BR","regionCode":"SP","city":"S\u00e3o Paulo","asn":28573}`; // a header is ASCII
    const row = await stored(await network.click("/demo", { headers: { "x-dev-cf": cf } }));
    expect(row).toMatchObject({ country: "BR", region: "SP", city: "São Paulo", asn: 28573, device: "desktop" });
  });

  test("a visitor's second click of a day is a duplicate, a crawler's is a bot's, and both are redirected", async () => {
    const link = await network.newLink();
    const visitor = { headers: { "x-dev-ip": "198.51.100.77" } };
    const first = await stored(await network.click(`/${link.slug}`, visitor));
    const again = await stored(await network.click(`/${link.slug}`, visitor));
    const crawler = await stored(await network.click(`/${link.slug}`, { headers: { "user-agent": "Googlebot/2.1" } }));
    expect([first.verdict, again.verdict, crawler.verdict]).toEqual(["valid", "duplicate", "bot"]);
  });
});

describe("where a link can lead", () => {
  test("slugs are case-insensitive", async () => {
    const link = await network.newLink();
    await stored(await network.click(`/${link.slug.toUpperCase()}`));
    expect(await clicksOf(link.id)).toHaveLength(1);
  });

  test("a slash after the slug is ignored, and a second one is a 404", async () => {
    const link = await network.newLink();
    await stored(await network.click(`/${link.slug}/?sub1=x`));
    expect(await clicksOf(link.id)).toMatchObject([{ sub1: "x" }]);
    for (const path of [`/${link.slug}//`, `//${link.slug}`, `/${link.slug}/x`, "//"])
      expect((await network.visit(path)).status, path).toBe(404);
  });

  test("no parameter changes the host, the path or another parameter", async () => {
    const offer = await network.newOffer({
      landings: [{ url: "https://shop.example/in/{sub1}/page?c={click_id}&s={sub2}&fixed=1#{sub3}" }],
    });
    const link = await network.newLink(offer.id);
    const hostile = [
      "//evil.example/",
      "@evil.example",
      "..",
      "../..",
      "a&fixed=2&c=x",
      "\\\\evil.example",
      "#",
      "?",
      "%2e%2e",
      "\r\nx: y",
    ];
    for (const value of hostile) {
      const query = new URLSearchParams({
        sub1: value,
        sub2: value,
        sub3: value,
        url: `https://evil.example/${value}`,
      });
      const response = await network.visit(`/${link.slug}?${query.toString()}`);
      expect(response.status, value).toBe(302);
      const url = locationOf(response);
      expect(url.origin, value).toBe("https://shop.example");
      expect(url.pathname, value).toMatch(/^\/in\/[^/]*\/page$/);
      expect([...url.searchParams.keys()], value).toEqual(["c", "s", "fixed"]);
      expect(url.searchParams.get("fixed"), value).toBe("1");
      expect(url.searchParams.get("c"), value).toMatch(/^[0-9a-z]{40}$/);
    }
  });

  test("any visitor's input leads to the offer's landing, and the click is stored", async () => {
    const offer = await network.newOffer({
      landings: [{ url: "https://shop.example/{sub1}/{city}?c={click_id}&s={source}&l={language}#{sub2}" }],
      deep_link_hosts: ["shop.example"],
      passed_parameters: ["gclid"],
    });
    const link = await network.newLink(offer.id);
    const piece = fc.oneof(
      fc.constantFrom(...["&", "=", "%", "%00", "%ff", "%0d%0a", "+", "?", "/", "..", "@evil.example", "{click_id}"]),
      fc.constantFrom(
        ...["sub1=", "sub2=", "source=", "gclid=", "url=https://shop.example", "url=//evil.example", "s1="],
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    const query = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join("").replaceAll("#", ""));
    /** Texts that a header may contain. */
    const header = fc.string({
      unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x20 : code)),
    });
    const names = ["user-agent", "accept-language", "sec-ch-ua-platform", "sec-ch-ua-mobile", "cookie", "referer"];
    const headers = fc.record(Object.fromEntries(names.map((name) => [name, header])));
    const cf = fc.record({ country: fc.string(), regionCode: fc.string(), city: fc.string(), asn: fc.nat() });
    const ascii = (value: object) =>
      JSON.stringify(value).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
    let visits = 0;
    await fc.assert(
      fc.asyncProperty(query, headers, cf, async (asked, sent, from) => {
        const init = { headers: { ...sent, "x-dev-cf": ascii(from) } };
        const response = await network.visit(`/${link.slug}?${asked}`, init);
        visits++;
        expect(response.status).toBe(302);
        const location = response.headers.get("location") ?? "";
        expect(location).toMatch(/^https:\/\/shop\.example\/[!-~]*$/);
        const { searchParams } = new URL(location);
        const ids = [...searchParams.getAll("c"), ...searchParams.getAll("click_id")];
        expect(ids.filter((id) => /^[0-9a-z]{40}$/.test(id))).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
    await until("every click is stored", async () => (await clicksOf(link.id)).length === visits);
  });

  test("a new link works at once, or within two seconds if its slug was requested just before", async () => {
    const early = unique("early");
    expect((await network.visit(`/${early}`)).status).toBe(404);
    await network.newLink(DEMO.offers.demo, early);
    await until("the link works", async () => (await network.visit(`/${early}`)).status === 302, 2_000);

    const link = await network.newLink();
    expect((await network.visit(`/${link.slug}`)).status).toBe(302);
  });
});

describe.concurrent("stopped links lead to a fallback, with the reason on the click", () => {
  const FALLBACK = "https://fallback.example/thanks";

  /** The snapshots were never read before, so that no isolate has a copy from before the stop. */
  async function expectFallback(slug: string, linkId: string, reason: string, target: string) {
    await network.publish();
    const response = await network.visit(`/${slug}?sub1=x`);
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(target);
    const row = await until("the refused click is stored", async () => (await clicksOf(linkId))[0]);
    expect(row).toMatchObject({ decision: "fallback", reason, verdict: reason, landing_id: null, sub1: "x" });
  }

  test("a paused link", async () => {
    const offer = await network.newOffer({ fallback_url: FALLBACK });
    const link = await network.newLink(offer.id);
    await ok(network.webmaster.post(`/links/${link.id}/pause`));
    await expectFallback(link.slug, link.id, "paused", FALLBACK);
  });

  test("a paused offer; the network's own fallback if the offer has none", async () => {
    const offer = await network.newOffer();
    const link = await network.newLink(offer.id);
    await ok(network.advertiser.post(`/offers/${offer.id}/pause`));
    await expectFallback(link.slug, link.id, "paused", "https://example.com/");
  });

  test("a blocked webmaster", async () => {
    const offer = await network.newOffer({ fallback_url: FALLBACK });
    const webmaster = await admit(network, "webmaster");
    const link = await ok(network.api(webmaster.key).post<Link>("/links", { offer_id: offer.id }), 201);
    await setBlocked(network.context(), { kind: "webmaster", id: webmaster.id }, { event: "block", reason: "test" });
    await expectFallback(link.slug, link.id, "webmaster_blocked", "https://example.com/");
  });
});

test("the hourly rollups equal the stored clicks", () => expectHonestRollups(network));

describe("the edge does as the API's document says", () => {
  const isReceipt = checkOf(EDGE_SCHEMAS.PostbackReceipt);
  const isProblem = checkOf(EDGE_SCHEMAS.EdgeProblem);
  /** Sent with another token or method, most of these would be refused for that first. */
  const POSTBACKS = edgeOperations.filter(({ responses }) => "413" in responses);

  /** Values that the examples can't have: the token and a click of the demo network, and a link's slug. */
  async function replacements() {
    const offer = await network.newOffer({ allows_pixel: true });
    const { slug } = await network.newLink(offer.id);
    const clickId = await network.click(`/${slug}`);
    const names = { click_id: clickId, transaction_id: clickId, subid: clickId, goal: "lead", goal_id: "lead" };
    return { ...names, token: DEMO.postbackToken, security_token: DEMO.postbackToken, slug };
  }

  const send = (path: string, init: RequestInit) =>
    fetch(network.localNetwork.origins.edge + path, { redirect: "manual", ...init });

  async function expectValid(response: Response, check: Check, of: string) {
    expect(check(await response.json()), of).toEqual([]);
  }

  test.each(edgeOperations.map((operation) => [operation.name, operation] as const))(
    "%s: its examples are answered well",
    async (name, operation) => {
      for (const { path, init } of exampleRequests(operation, await replacements())) {
        const response = await send(path, init);
        expect([200, 302], `${name} → ${await response.clone().text()}`).toContain(response.status);
        const types = Object.keys(operation.responses[response.status]?.content ?? {});
        const type = response.headers.get("content-type")?.split(";")[0];
        expect(types, name).toEqual(type === undefined ? [] : [type]);
        if (POSTBACKS.includes(operation)) await expectValid(response, isReceipt, name);
      }
    },
  );

  test.each(POSTBACKS.map((operation) => [operation.name, operation] as const))(
    "%s: refusals have the documented statuses and form",
    async (name, operation) => {
      const all = await replacements();
      const forged = { ...all, click_id: "0".repeat(40), transaction_id: "0".repeat(40), subid: "0".repeat(40) };
      const tries: [number, Record<string, string>, RequestInit?][] = [
        [400, { ...all, amount: "much", payout: "much" }],
        [401, { ...all, token: "unknown", security_token: "unknown" }],
        [404, forged],
        [405, all, { method: "PUT" }],
      ];
      for (const [status, values, changed] of tries) {
        const [request = { path: "", init: {} }] = exampleRequests(operation, values);
        const response = await send(request.path, { ...request.init, ...changed });
        expect([response.status, response.headers.get("content-type")], `${name} ${status}`).toEqual([
          status,
          "application/problem+json",
        ]);
        await expectValid(response, isProblem, `${name} ${status}`);
        expect(Object.keys(operation.responses), name).toContain(String(status));
      }
    },
  );
});
