import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RESERVED_SLUGS } from "@waymark/contract/slug";
import { recordPostbacks } from "@waymark/network/postback";
import { reviewConversion } from "@waymark/network/conversion";
import type { Context } from "@waymark/network/context";
import { createPayoutRun, stepPayoutRun } from "@waymark/network/payout";
import { DEMO } from "@waymark/dev/demo";
import {
  ok,
  refused,
  type Api,
  type Balance,
  type Conversion,
  type Link,
  type Loose,
  type Offer,
  type Page,
  type Payout,
  type PayoutRun,
  type StatsRow,
  type Problem,
} from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { until } from "../harness/until.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type Account, type TestNetwork } from "../harness/network.ts";

let network: TestNetwork;
/** A second webmaster and a second advertiser, unrelated to the first ones. */
let webmasterB: Account;
let advertiserB: Account;

beforeAll(async () => {
  network = await startNetwork();
  webmasterB = await admit(network, "webmaster");
  advertiserB = await admit(network, "advertiser");
});
afterAll(() => network?.stop());

/** A click with its sale, through both consumers. */
async function sale(slug: string = DEMO.slugs.demo, fields: Record<string, string> = { amount: "100.00" }) {
  const click = clickEvent(await linkRow(network, slug));
  const postback = await postbackEvent(click.clickId, { fields });
  await network.localNetwork.deliver("clicks", [clickMessage([click])]);
  await network.localNetwork.deliver("postbacks", [postbackMessage([postback])]);
  const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${click.clickId}`));
  const [conversion] = data;
  if (conversion === undefined) throw new Error("no conversion of the sale");
  return { clickId: click.clickId, receipt: postback.receipt, conversion };
}

const approved = (slug?: string) => sale(slug, { amount: "100.00", status: "approved" });

/** Pays everything that other tests have left available. */
async function payAll() {
  const { status, body } = await network.operator.post<PayoutRun>("/payout-runs");
  if (status !== 201) return;
  for (const step of ["approve", "send", "settle"]) await ok(network.operator.post(`/payout-runs/${body.id}/${step}`));
}

describe("authentication", () => {
  const PATHS = [
    "/offers",
    "/links",
    "/clicks/x",
    "/conversions",
    "/postbacks/x",
    "/stats",
    "/stats/sub-ids",
    "/stats/expected-money",
    "/stats/forecast",
    "/balances",
    "/payout-runs",
    "/payouts",
  ];

  test.each(PATHS)("%s: a 401 without a key, and with an unknown key", async (path) => {
    await refused(network.api().get(path), 401, "unauthenticated");
    await refused(network.api("wm_nobody_has_this").get(path), 401, "unauthenticated");
  });

  test.each(["Basic d206eA==", "Bearer", "Bearer a b", `Bearer ${"x".repeat(300)}`])(
    "%j is no key",
    async (authorization) => {
      const response = await fetch(`${network.localNetwork.origins.control}/api/v1/links`, {
        headers: { authorization },
      });
      expect(response.status).toBe(401);
    },
  );

  test("a revoked key is refused once the isolate's cache has expired", async () => {
    const { id, key } = await admit(network, "webmaster");
    expect((await network.api(key).get("/links")).status).toBe(200);
    await network.rows("DB", "UPDATE api_key SET revoked_at = 1 WHERE webmaster_id = ?", id);
    await until("the key is refused", async () => (await network.api(key).get("/links")).status === 401);
    await refused(network.api(key).get("/links"), 401, "unauthenticated");
  });

  test("an unknown path is a problem document too", async () => {
    await refused(network.operator.get("/nothing"), 404, "not_found");
    const elsewhere = await fetch(`${network.localNetwork.origins.control}/elsewhere`);
    expect(elsewhere.headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("resources of other accounts are a 404", () => {
  let mine: {
    offer: Offer;
    link: Link;
    clickId: string;
    receipt: string;
    conversion: Conversion;
    run: PayoutRun;
    payout: Payout;
  };

  beforeAll(async () => {
    const offer = await network.newOffer();
    const link = await network.newLink(offer.id);
    const { clickId, receipt, conversion } = await approved(link.slug);
    const run = await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
    const { data } = await ok(network.operator.get<Page<Payout>>(`/payouts?run_id=${run.id}`));
    const payout = data.find(({ webmaster_id }) => webmaster_id === DEMO.webmaster);
    if (payout === undefined) throw new Error("the webmaster was not paid");
    mine = { offer, link, clickId, receipt, conversion, run, payout };
  });

  const paths: Record<string, (of: typeof mine) => string> = {
    offer: ({ offer }) => `/offers/${offer.id}`,
    link: ({ link }) => `/links/${link.id}`,
    click: ({ clickId }) => `/clicks/${clickId}`,
    conversion: ({ conversion }) => `/conversions/${conversion.id}`,
    postback: ({ receipt }) => `/postbacks/${receipt}`,
    payout: ({ payout }) => `/payouts/${payout.id}`,
    run: ({ run }) => `/payout-runs/${run.id}`,
  };

  test.each([
    // thing          operator owner-advertiser owner-webmaster other advertiser, other webmaster
    ["offer", 200, 200, 200, 404, 200], // an open offer is every webmaster's to see
    ["link", 200, 200, 200, 404, 404],
    ["click", 200, 200, 200, 404, 404],
    ["conversion", 200, 200, 200, 404, 404],
    ["postback", 200, 200, 403, 404, 403], // what advertisers and the network say to each other
    ["payout", 200, 403, 200, 403, 404], // what the network and its webmasters say to each other
    ["run", 200, 403, 403, 403, 403],
  ] as const)("%s", async (thing, ...expected) => {
    const path = paths[thing]?.(mine) ?? "";
    const readers = [
      network.operator,
      network.advertiser,
      network.webmaster,
      network.api(advertiserB.key),
      network.api(webmasterB.key),
    ];
    const answers = await Promise.all(readers.map((reader) => reader.get(path)));
    expect(answers.map(({ status }) => status)).toEqual(expected);
    for (const { status, body } of answers)
      if (status !== 200) expect(body).toMatchObject({ status, code: status === 404 ? "not_found" : "forbidden" });
  });

  test("lists contain nothing of other accounts", async () => {
    for (const key of [webmasterB.key, advertiserB.key]) {
      const reader = network.api(key);
      for (const path of ["/links", "/conversions"])
        expect((await ok(reader.get<Page<unknown>>(path))).data, path).toEqual([]);
      expect((await ok(reader.get<{ data: StatsRow[] }>("/stats?group_by=day,offer,link"))).data).toEqual([]);
    }
    expect((await ok(network.api(webmasterB.key).get<Page<Payout>>("/payouts"))).data).toEqual([]);
    expect((await ok(network.api(advertiserB.key).get<Page<Offer>>("/offers"))).data).toEqual([]);
    const { data } = await ok(network.advertiser.get<Page<Conversion>>("/conversions"));
    expect(new Set(data.map(({ advertiser_id }) => advertiser_id))).toEqual(new Set([DEMO.advertiser]));
  });

  test("webmasters see only their own balances", async () => {
    const named = `/balances?webmaster_id=${DEMO.webmaster}`;
    const own = await ok(network.webmaster.get<{ data: Balance[] }>("/balances"));
    expect(own.data.length).toBeGreaterThan(0);
    expect(await ok(network.operator.get(named))).toEqual(own);
    await refused(network.api(webmasterB.key).get(named), 404, "not_found");
    expect((await ok(network.api(webmasterB.key).get<{ data: Balance[] }>("/balances"))).data).toEqual([]);
    await refused(network.advertiser.get(named), 403, "forbidden");
    await refused(network.operator.get("/balances"), 400, "invalid_input");
  });

  test("changes to them are refused in the same way, and change nothing", async () => {
    const [otherWebmaster, otherAdvertiser] = [network.api(webmasterB.key), network.api(advertiserB.key)];
    await refused(otherWebmaster.post(`/links/${mine.link.id}/pause`), 404, "not_found");
    await refused(otherAdvertiser.post(`/offers/${mine.offer.id}/pause`), 404, "not_found");
    await refused(otherAdvertiser.post(`/conversions/${mine.conversion.id}/reverse`), 404, "not_found");
    await refused(otherAdvertiser.post("/offers", newOffer()), 404, "not_found");
    expect((await ok(network.operator.get<Link>(`/links/${mine.link.id}`))).status).toBe("active");
    expect((await ok(network.operator.get<Offer>(`/offers/${mine.offer.id}`))).status).toBe("active");
  });

  test("webmasters can neither see nor link to a draft offer", async () => {
    const draft = await ok(network.advertiser.post<Offer>("/offers", newOffer()), 201);
    expect(draft.status).toBe("draft");
    await refused(network.webmaster.get(`/offers/${draft.id}`), 404, "not_found");
    await refused(network.webmaster.post("/links", { offer_id: draft.id }), 404, "not_found");
    await refused(network.advertiser.post(`/offers/${draft.id}/approve`), 403, "forbidden");
    expect(await ok(network.operator.post(`/offers/${draft.id}/approve`))).toMatchObject({
      status: "active",
    });
    expect((await network.webmaster.post("/links", { offer_id: draft.id })).status).toBe(201);
  });

  test("webmasters don't see what the advertiser pays or where the landings are", async () => {
    const seen = await ok(network.webmaster.get<Offer>(`/offers/${mine.offer.id}`));
    expect(seen.goals).toMatchObject([{ commission_bps: 1_000 }]);
    expect(seen.goals[0]).not.toHaveProperty("revenue_bps");
    expect(seen.landings[0]).not.toHaveProperty("url");
    expect(await ok(network.webmaster.get(`/conversions/${mine.conversion.id}`))).not.toHaveProperty("revenue");
  });
});

const PAID = { currency: "USD", revenue_bps: 1_000 };

const newOffer = (terms: Loose = {}): Loose => ({
  advertiser_id: DEMO.advertiser,
  name: unique("Offer"),
  goals: [{ code: "sale", is_default: true, currency: "USD", commission_bps: 1_000, revenue_bps: 1_300 }],
  landings: [{ url: "https://shop.example/" }],
  ...terms,
});

describe("operations that a role may not use are a 403", () => {
  test.each<
    [
      string,
      (
        api: { webmaster: Api; advertiser: Api; operator: Api },
        id: string,
      ) => Promise<{ status: number; headers: Headers; body: Loose }>,
    ]
  >([
    ["a webmaster makes no offer", ({ webmaster }) => webmaster.post("/offers", newOffer())],
    ["a webmaster pauses no offer", ({ webmaster }) => webmaster.post(`/offers/${DEMO.offers.demo}/pause`)],
    ["an advertiser makes no link", ({ advertiser }) => advertiser.post("/links", { offer_id: DEMO.offers.demo })],
    ["the operator makes no link", ({ operator }) => operator.post("/links", { offer_id: DEMO.offers.demo })],
    ["an advertiser pauses no link", ({ advertiser }) => advertiser.post("/links/lnk_demo_demo/pause")],
    ["a webmaster reviews nothing", ({ webmaster }, id) => webmaster.post(`/conversions/${id}/approve`)],
    ["an advertiser checks no traffic", ({ advertiser }, id) => advertiser.post(`/conversions/${id}/hold`)],
    ["an advertiser reopens nothing", ({ advertiser }, id) => advertiser.post(`/conversions/${id}/reopen`)],
    ["a webmaster runs no payout", ({ webmaster }) => webmaster.post("/payout-runs")],
    ["an advertiser runs no payout", ({ advertiser }) => advertiser.post("/payout-runs")],
  ])("%s", async (_, attempt) => {
    const { conversion } = await sale();
    await refused(attempt(network, conversion.id), 403, "forbidden");
    expect((await ok(network.operator.get<Conversion>(`/conversions/${conversion.id}`))).version).toBe(1);
  });
});

describe("bad input is named", () => {
  test.each([
    ["as it is", String.raw`{"statuses":{"paid":"approved","__proto__":"approved"}}`],
    ["with an escape", String.raw`{"statuses":{"\u005f_proto__":"approved"}}`],
    ["at the top", String.raw`{"__proto__":{}}`],
  ])("a property name that objects can't have is refused, not ignored: %s", async (_, json) => {
    const response = await fetch(
      `${network.localNetwork.origins.control}/api/v1/advertisers/${DEMO.advertiser}/postback`,
      {
        method: "PATCH",
        headers: { authorization: `Bearer ${DEMO.keys.operator}`, "content-type": "application/json" },
        body: json,
      },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "invalid_input",
      errors: [{ message: "__proto__ is not allowed as a name" }],
    });
  });

  test.each<[string, string, number[], Loose]>([
    ["by its bytes", "", [0xc8, 0xe2, 0xe0, 0xed], { status: 400, code: "bad_request" }],
    ["by its name", "; charset=windows-1251", [0x49], { status: 415, code: "unsupported_media_type" }],
  ])(
    "a body in another charset is refused, and not stored with other letters: %s",
    async (_, charset, name, expected) => {
      const [before, after] = [`{"name":"`, `"}`].map((text) => Buffer.from(text));
      const response = await fetch(`${network.localNetwork.origins.control}/api/v1/me`, {
        method: "PATCH",
        headers: {
          authorization: `Bearer ${DEMO.keys.operator}`,
          "content-type": `application/json${charset}`,
        },
        body: Buffer.concat([before ?? Buffer.of(), Buffer.from(name), after ?? Buffer.of()]),
      });
      expect({ status: response.status, ...((await response.json()) as Loose) }).toMatchObject(expected);
    },
  );

  test.each<[string, Loose | string, string[]]>([
    ["no body", "", []],
    ["no JSON", "{", []],
    ["a field that we do not know", newOffer({ colour: "red" }), ["colour"]],
    ["fields of the wrong kind", newOffer({ name: 7, hold_days: -1 }), ["name", "hold_days"]],
    ["no landing", newOffer({ landings: [] }), ["landings"]],
    ["no default goal", newOffer({ goals: [{ ...PAID, code: "a", is_default: false }] }), ["goals"]],
    [
      "two goals of one code",
      newOffer({
        goals: [
          { ...PAID, code: "a", is_default: true },
          { ...PAID, code: "a", is_default: false },
        ],
      }),
      ["goals"],
    ],
    ["a goal that pays nothing", newOffer({ goals: [{ code: "a", is_default: true, currency: "USD" }] }), ["goals[0]"]],
    [
      "a commission above its revenue",
      newOffer({ goals: [{ ...PAID, code: "a", is_default: true, commission_bps: 1_001 }] }),
      ["goals[0].commission_bps"],
    ],
    ["an end in the past", newOffer({ expires_at: "2020-01-01" }), ["expires_at"]],
    ["validation days by upload", newOffer({ validation_method: "upload", validation_days: 3 }), ["validation_days"]],
  ])("an offer with %s is a 400", async (_, input, paths) => {
    const { status, body } = await network.operator.post<{ code: string; errors?: { path: string }[] }>(
      "/offers",
      input,
    );
    expect(status).toBe(400);
    expect(["invalid_input", "bad_request"]).toContain(body.code);
    expect(body.errors?.map(({ path }) => path) ?? []).toEqual(paths);
  });

  test.each([
    "/conversions?limit=0",
    "/conversions?limit=501",
    "/conversions?status=lovely",
    "/stats?group_by=weather",
    "/stats?from=yesterday",
    "/stats?from=2010-01-01",
    "/stats?from=2026-11-03&to=2026-11-01",
    "/stats?zone=Mars/Base",
    "/stats/sub-ids?from=2020-01-01",
    "/ops/clicks?from=2026-01-01&to=2026-03-01",
    "/ops/dead-letters?from=2026-11-03&to=2026-11-01",
    "/stats/sub-ids?name=sub6",
    "/stats/sub-ids?name=sub1&to=tomorrow",
  ])("%s is a 400", async (path) => {
    const problem = await refused(network.operator.get(path), 400, "invalid_input");
    expect(problem.errors?.length).toBeGreaterThan(0);
  });

  test.each([
    ["an unknown macro", "https://shop.example/?x={who}"],
    ["a macro in the host", "https://{sub1}.example/"],
    ["no web address", "javascript:alert(1)//{click_id}"],
    ["a user name", "https://user@shop.example/"],
    ["no address at all", "shop"],
  ])("a landing with %s is a 422", async (_, url) => {
    const landings = [{ url: "https://shop.example/" }, { url }];
    const problem = await refused(network.operator.post("/offers", newOffer({ landings })), 422, "landing_refused");
    expect(problem.errors?.map(({ path }) => path)).toEqual(["landings[1].url"]);
  });

  test("a currency that does not exist is a 422", async () => {
    const goals = [{ code: "sale", is_default: true, currency: "ZZZ", revenue_bps: 1 }];
    await refused(network.operator.post("/offers", newOffer({ goals })), 422, "currency_unknown");
  });

  test("an advertiser that does not exist is refused without a server error", async () => {
    const { status } = await network.operator.post("/offers", newOffer({ advertiser_id: "adv_nobody" }));
    expect(status).toBe(404);
  });
});

describe("links", () => {
  const ask = (slug: string, offer_id: string = DEMO.offers.demo) =>
    network.webmaster.post("/links", { offer_id, slug });

  test("a slug is unique, regardless of case", async () => {
    const { slug } = await network.newLink();
    await refused(ask(slug), 409, "slug_taken");
    await refused(ask(slug.toUpperCase()), 409, "slug_taken");
    await refused(network.api(webmasterB.key).post("/links", { offer_id: DEMO.offers.demo, slug }), 409, "slug_taken");
  });

  test("reserved words and unusual characters are refused as slugs", async () => {
    for (const slug of RESERVED_SLUGS) expect([400, 422], slug).toContain((await ask(slug)).status);
    await refused(ask("postback"), 422, "slug_reserved");
    await refused(ask("Health"), 422, "slug_reserved");
    for (const slug of ["a/b", "..", "a", "-a", "ü", "a b", "x".repeat(65), "a?b", "a.b"])
      await refused(ask(slug), 400, "invalid_input");
  });

  test("a paused offer accepts no new links, and one that does not exist is a 404", async () => {
    const offer = await network.newOffer();
    await ok(network.operator.post(`/offers/${offer.id}/pause`, { reason: "reported" }));
    await refused(ask(unique("s"), offer.id), 409, "offer_not_open");
    await refused(ask(unique("s"), "off_none"), 404, "not_found");
  });

  test("a link may choose a landing of its offer, and no other", async () => {
    const offer = await network.newOffer({ landings: [{ url: "https://a.example/" }, { url: "https://b.example/" }] });
    const landing_id = offer.landings.find(({ url }) => url?.startsWith("https://b."))?.id;
    const link = await ok(network.webmaster.post<Link>("/links", { offer_id: offer.id, landing_id }), 201);
    for (let i = 0; i < 5; i++)
      expect((await network.visit(`/${link.slug}`)).headers.get("location")).toMatch(/^https:\/\/b\.example\//);
    const foreign = (await network.newOffer()).landings[0]?.id;
    await refused(network.webmaster.post("/links", { offer_id: offer.id, landing_id: foreign }), 404, "not_found");
  });

  test("a list is read page by page, each link once", async () => {
    const webmaster = await admit(network, "webmaster");
    const reader = network.api(webmaster.key);
    for (let i = 0; i < 5; i++) await ok(reader.post("/links", { offer_id: DEMO.offers.demo }), 201);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const suffix: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page: Page<Link> = await ok(reader.get<Page<Link>>(`/links?limit=2${suffix}`));
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });
});

describe("versions", () => {
  const send = (method: string, path: string, headers: Record<string, string>, body?: Loose) =>
    fetch(`${network.localNetwork.origins.control}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${DEMO.keys.operator}`, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  test("the ETag is the version, and If-Match means the same as version in the body", async () => {
    const { id, version } = await network.newOffer();
    const read = await send("GET", `/offers/${id}`, {});
    expect(read.headers.get("etag")).toBe(`"${version}"`);
    const changed = await send("PATCH", `/offers/${id}`, { "if-match": `"${version}"` }, { name: "Renamed" });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, `"${version + 1}"`]);
    const stale = await send("PATCH", `/offers/${id}`, { "if-match": `"${version}"` }, { name: "Again" });
    expect([stale.status, ((await stale.json()) as Problem).code]).toEqual([412, "precondition_failed"]);
    const answer = await send("PATCH", `/offers/${id}`, {}, { name: "Again", version });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([409, "conflict"]);
  });

  test.each(['W/"1"', "*", '"1", "2"', "1", '"x"'])("an If-Match of %j is a 400", async (header) => {
    const { id } = await network.newOffer();
    const answer = await send("PATCH", `/offers/${id}`, { "if-match": header }, { name: "Renamed" });
    expect(answer.status).toBe(400);
  });

  test("If-Match and another version in the body are a 400", async () => {
    const { id, version } = await network.newOffer();
    const answer = await send(
      "PATCH",
      `/offers/${id}`,
      { "if-match": `"${version}"` },
      { name: "R", version: version + 1 },
    );
    expect(answer.status).toBe(400);
  });
});

describe("methods, content types and keys", () => {
  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(`${network.localNetwork.origins.control}/api/v1${path}`, { method, headers });
  const operator = { authorization: `Bearer ${DEMO.keys.operator}` };

  test("a path that another method reaches is a 405 that names it", async () => {
    const answer = await ask("DELETE", "/offers", operator);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect(((await answer.json()) as Problem).code).toBe("method_not_allowed");
  });

  test("a body of another content type is a 415", async () => {
    const answer = await fetch(`${network.localNetwork.origins.control}/api/v1/links`, {
      method: "POST",
      headers: { ...operator, "content-type": "text/plain" },
      body: "{}",
    });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([415, "unsupported_media_type"]);
  });

  test("the scheme of a key is read in any case", async () => {
    expect((await ask("GET", "/me", { authorization: `bearer ${DEMO.keys.operator}` })).status).toBe(200);
  });
});

describe("two at once", () => {
  /** A context in which a concurrent writer acts just before this one writes. */
  function overtaken(rival: () => Promise<unknown>, actor?: Context["actor"]): Context {
    const ctx = network.context(actor);
    let armed = true;
    return {
      ...ctx,
      db: {
        ...ctx.db,
        async write(statements) {
          if (armed) {
            armed = false;
            await rival();
          }
          return ctx.db.write(statements);
        },
      },
    };
  }

  const linesOf = (conversionId: string) =>
    network.rows("DB", "SELECT kind, released_at FROM payout_line WHERE conversion_id = ?", conversionId);

  test("a review of an older version is a 409, and the concurrent review stays", async () => {
    const { conversion } = await sale();
    const review = (verb: string, version: number) =>
      network.operator.post<Conversion>(`/conversions/${conversion.id}/${verb}`, { version, reason: "returned" });
    const approvedOnce = await ok(review("approve", 1));
    await refused(review("reverse", 1), 409, "conflict");
    expect(await ok(review("reverse", approvedOnce.version))).toMatchObject({ status: "reversed" });

    const other = (await sale()).conversion;
    const say = (ctx: Context, event: "approve" | "reject") =>
      reviewConversion(ctx, { id: other.id, event, reason: "returned" });
    const late = say(
      overtaken(() => say(network.context(), "approve")),
      "reject",
    );
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    const history = await network.rows(
      "DB",
      "SELECT event FROM conversion_change WHERE conversion_id = ? ORDER BY version",
      other.id,
    );
    expect(history).toEqual([{ event: "record" }, { event: "approve" }, { event: "end_hold" }]);
  });

  test("a postback and a review of the same conversion: both apply, one after the other", async () => {
    const { conversion, clickId } = await sale();
    const event = await postbackEvent(clickId as Parameters<typeof postbackEvent>[0], {
      fields: { amount: "100.00", status: "approved" },
    });
    const ctx = overtaken(() =>
      reviewConversion(network.context(), { id: conversion.id, event: "hold", reason: "odd" }),
    );
    const [recorded] = await recordPostbacks(ctx, [event]);
    expect(recorded?.outcome.outcome).toBe("updated");
    expect(await ok(network.operator.get(`/conversions/${conversion.id}`))).toMatchObject({
      validation: "approved",
      check: "held",
      status: "held",
    });
  });

  test("two concurrent payout runs pay a conversion once, and the second finds nothing", async () => {
    await payAll();
    const { conversion } = await approved();
    const runs = () => network.rows<{ id: string }>("DB", "SELECT id FROM payout_run ORDER BY id");
    const before = await runs();
    let rival: Awaited<ReturnType<typeof createPayoutRun>> | undefined;
    const ctx = overtaken(async () => (rival = await createPayoutRun(network.context())));
    await expect(createPayoutRun(ctx)).rejects.toMatchObject({ code: "nothing_to_pay" });
    expect(rival?.status).toBe("draft");
    expect(await linesOf(conversion.id)).toEqual([{ kind: "commission", released_at: null }]);
    expect(await runs(), "the loser leaves no empty run").toHaveLength(before.length + 1);
    await stepAll(rival?.id ?? "");
    await refused(network.operator.post("/payout-runs"), 409, "nothing_to_pay");
  });

  test("a run that is overtaken by another leaves what came after its cut-off to the next one", async () => {
    await payAll();
    const first = (await approved()).conversion;
    let second: Conversion | undefined;
    let rival: Awaited<ReturnType<typeof createPayoutRun>> | undefined;
    const ctx = overtaken(async () => {
      rival = await createPayoutRun(network.context());
      second = (await approved()).conversion;
    });
    const startedAt = Date.now();
    await expect(createPayoutRun({ ...ctx, now: () => startedAt })).rejects.toMatchObject({ code: "nothing_to_pay" });
    const run = await createPayoutRun(network.context());
    const { data } = await ok(network.operator.get<Page<Payout>>(`/payouts?run_id=${run.id}`));
    const lines = await Promise.all(
      data.map(({ id }) => ok(network.operator.get<{ lines: { conversion_id: string }[] }>(`/payouts/${id}`))),
    );
    expect(lines.flatMap(({ lines: of }) => of.map(({ conversion_id }) => conversion_id))).toEqual([second?.id]);
    for (const id of [first.id, second?.id ?? ""]) expect(await linesOf(id)).toHaveLength(1);
    for (const id of [rival?.id ?? "", run.id]) await stepAll(id);
  });

  test("a conversion that is reversed while a run collects it is not paid", async () => {
    await payAll();
    const { conversion } = await approved();
    const ctx = overtaken(() =>
      reviewConversion(network.context(), { id: conversion.id, event: "reverse", reason: "returned" }),
    );
    await expect(createPayoutRun(ctx)).rejects.toMatchObject({ code: "nothing_to_pay" });
    expect(await linesOf(conversion.id)).toEqual([]);
  });

  test("each step of a run happens once, for the first caller, and only in order", async () => {
    await payAll();
    const { conversion } = await approved();
    const run = await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
    const step = (name: string) => network.operator.post<PayoutRun>(`/payout-runs/${run.id}/${name}`);
    await refused(step("settle"), 409, "run_step_refused");
    await refused(step("send"), 409, "run_step_refused");
    await ok(step("approve"));
    await refused(step("approve"), 409, "run_step_refused");
    await refused(step("leap"), 400, "invalid_input");
    await ok(step("send"));

    const late = stepPayoutRun(
      overtaken(() => stepPayoutRun(network.context(), run.id, "settled")),
      run.id,
      "settled",
    );
    await expect(late).rejects.toMatchObject({ code: "run_step_refused" });
    await refused(step("settle"), 409, "run_step_refused");
    const paid = await network.rows(
      "DB",
      "SELECT amount_minor FROM transfer WHERE conversion_id = ? AND credit LIKE '%:paid'",
      conversion.id,
    );
    expect(paid).toEqual([{ amount_minor: 1_000 }]);
    await refused(network.operator.post("/payout-runs/run_none/approve"), 404, "not_found");
  });

  test("a reversal during the settlement of a run is kept, and the run can be settled", async () => {
    await payAll();
    const { conversion } = await approved();
    const run = await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
    for (const name of ["approve", "send"]) await ok(network.operator.post(`/payout-runs/${run.id}/${name}`));
    const ctx = overtaken(() =>
      reviewConversion(network.context(), { id: conversion.id, event: "reverse", reason: "returned" }),
    );
    await stepPayoutRun(ctx, run.id, "settled").catch((error: { code?: string }) => {
      expect(error.code).toBe("run_step_refused"); // the operator presses again
      return stepPayoutRun(network.context(), run.id, "settled");
    });
    expect(await ok(network.operator.get(`/conversions/${conversion.id}`))).toMatchObject({
      status: "reversed",
      payment: "paid",
    });
    const own = await ok(network.operator.get<{ data: Balance[] }>(`/balances?webmaster_id=${DEMO.webmaster}`));
    expect(own.data[0]?.available.amount_minor, "it is owed back").toBe(-1_000);
  });

  async function stepAll(id: string) {
    for (const name of ["approve", "send", "settle"]) await ok(network.operator.post(`/payout-runs/${id}/${name}`));
  }
});

test("the books balance after all tests", () => expectBalancedBooks(network));

test.each(["/offers/off_demo", "/webmasters/wm_demo", "/advertisers/adv_demo/postback", "/offers/off_demo/joining"])(
  "a PATCH of %s without fields changes nothing",
  async (path) => {
    const { version } = await ok(network.operator.get<{ version: number }>(path));
    expect(await ok(network.operator.patch(path, {}))).toMatchObject({ version });
  },
);
