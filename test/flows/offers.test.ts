import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { CODES } from "@waymark/network/click";
import type { Context } from "@waymark/network/context";
import { insertRows, type Tables } from "@waymark/network/db";
import { createLink } from "@waymark/network/link";
import {
  answerTerms,
  approveDestinationChange,
  changeOffer,
  getOffer,
  insertOffer,
  moveOffer,
  proposeTerms,
  refuseDestinationChange,
} from "@waymark/network/offer";
import { countFigures } from "@waymark/network/stats";
import { liftLimits } from "../harness/second-person.ts";
import { ok, refused, type Api, type Conversion, type Loose, type Offer, type Page } from "../harness/api.ts";
import { numbered, plantHours } from "../harness/hours.ts";
import { admit, startNetwork, unique, type Account, type TestNetwork } from "../harness/network.ts";
import { overtakenBy } from "../harness/rival.ts";
import { GIF_TEXT } from "../harness/sides.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

interface Terms {
  id: string;
  status: string;
  in_force_at: string | null;
  rates?: Loose[];
}

const GOAL = { code: "sale", is_default: true, currency: "USD", revenue_fixed_minor: 800, commission_fixed_minor: 500 };

const input = (advertiserId: string, parts: Loose = {}): Loose => ({
  advertiser_id: advertiserId,
  name: unique("Offer"),
  goals: [GOAL],
  landings: [{ url: "https://shop.example/?click_id={click_id}" }],
  ...parts,
});

/** A new advertiser with its API. */
async function newAdvertiser(): Promise<Account & { api: Api }> {
  const account = await admit(network, "advertiser");
  return { ...account, api: network.api(account.key) };
}

async function newWebmaster(): Promise<Account & { api: Api }> {
  const account = await admit(network, "webmaster");
  return { ...account, api: network.api(account.key) };
}

const idsFor = async (api: Api, query: string) =>
  (await ok(api.get<Page<Offer>>(`/offers?limit=500&${query}`))).data.map(({ id }) => id);

test("an offer is submitted, returned, approved, found and amended for one webmaster; sales follow the terms of their time", async () => {
  const advertiser = await newAdvertiser();
  const [webmaster, other] = [await newWebmaster(), await newWebmaster()];

  // The advertiser drafts and submits. Webmasters don't see it, and only the operator opens it.
  const draft = await ok(
    advertiser.api.post<Offer>(
      "/offers",
      input(advertiser.id, {
        description: "Every summit of the Alps on paper",
        categories: ["outdoor"],
        traffic_allowed: ["content", "social"],
        traffic_forbidden: ["brand_bidding"],
        preview_url: "https://shop.example/maps",
        targeting: { country: { allow: ["DE", "AT"] } },
      }),
    ),
    201,
  );
  expect(draft).toMatchObject({ status: "draft", access: "public", traffic_allowed: ["content", "social"] });
  const path = `/offers/${draft.id}`;
  await refused(advertiser.api.post(`${path}/pause`), 409, "transition_refused");
  expect(await ok(advertiser.api.post<Offer>(`${path}/submit`))).toMatchObject({
    status: "submitted",
  });
  await refused(webmaster.api.get(path), 404, "not_found");
  await refused(advertiser.api.post(`${path}/approve`), 403, "forbidden");
  await refused(advertiser.api.patch(path, { goals: [GOAL] }), 409, "transition_refused");

  // The operator wants another hold and returns the offer; a reason is required.
  await refused(network.operator.post(`${path}/return`), 400, "invalid_input");
  await ok(network.operator.post(`${path}/return`, { reason: "A hold of 3 days, please" }));
  expect(await ok(advertiser.api.get<Offer>(path))).toMatchObject({
    status: "draft",
    reason: "A hold of 3 days, please",
  });
  await ok(advertiser.api.patch(path, { hold_days: 3 }));
  await ok(advertiser.api.post(`${path}/submit`));
  expect(await ok(network.operator.post<Offer>(`${path}/approve`))).toMatchObject({
    status: "active",
    hold_days: 3,
    reason: null,
  });

  // A matching search finds it, another search does not.
  for (const query of [
    "search=SUMMIT%20alps",
    "category=outdoor",
    "country=AT",
    "model=fixed",
    "goal=sale",
    "traffic=social",
    "search=alps&category=outdoor&country=DE&model=fixed&goal=sale&traffic=content&status=active&access=public",
  ])
    expect(await idsFor(webmaster.api, query), query).toContain(draft.id);
  for (const query of [
    "search=pyrenees",
    "category=finance",
    "country=FR",
    "model=share",
    "goal=lead",
    "traffic=brand_bidding",
    "traffic=email",
    "status=paused",
    "access=private",
  ])
    expect(await idsFor(webmaster.api, query), query).not.toContain(draft.id);

  // A link, and a sale by the terms for everyone.
  const link = async (api: Api) => ok(api.post<{ slug: string }>("/links", { offer_id: draft.id }), 201);
  const [own, others] = [await link(webmaster.api), await link(other.api)];
  await network.publish();
  const german = { headers: { "x-dev-cf": '{"country":"DE"}' } };
  const sell = async (slug: string, fields: Record<string, string> = {}) => {
    const clickId = await network.click(`/${slug}`, german);
    await network.sell({ click_id: clickId, token: advertiser.token, ...fields });
    return until("the conversion", async () => {
      const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
      return data.find(({ click_facts }) => click_facts === "known");
    });
  };
  const first = await sell(own.slug);
  expect(first.commission.amount_minor).toBe(500);

  // Individual terms need all three; the webmaster sees their rate and not what the advertiser pays.
  const proposed = await ok(
    advertiser.api.post<Terms>(`${path}/terms`, {
      webmaster_id: webmaster.id,
      rates: [{ goal: "sale", revenue_fixed_minor: 1_000, commission_fixed_minor: 700 }],
    }),
    201,
  );
  const accept = (api: Api) => api.post<Terms>(`${path}/terms/${proposed.id}/accept`);
  expect(await ok(accept(network.operator))).toMatchObject({ status: "proposed" });
  expect((await sell(own.slug)).commission.amount_minor).toBe(500);
  await refused(accept(other.api), 404, "not_found");
  const agreed = await ok(accept(webmaster.api));
  expect(agreed).toMatchObject({
    status: "accepted",
    in_force_at: expect.any(String) as string,
    rates: [{ goal: "sale", commission_fixed_minor: 700 }],
  });
  expect(agreed.rates?.[0]).not.toHaveProperty("revenue_fixed_minor");
  expect((await ok(advertiser.api.get<Page<Terms>>(`${path}/terms`))).data.map(({ id }) => id)).toEqual([proposed.id]);
  expect((await ok(other.api.get<Page<Terms>>(`${path}/terms`))).data).toEqual([]);
  expect((await ok(webmaster.api.get<Offer>(path))).goals).toMatchObject([{ commission_fixed_minor: 700 }]);
  expect((await ok(other.api.get<Offer>(path))).goals).toMatchObject([{ commission_fixed_minor: 500 }]);

  // Conversions that occur from then on bring more.
  const later = await sell(own.slug);
  expect(later).toMatchObject({ commission: { amount_minor: 700 }, revenue: { amount_minor: 1_000 } });
  expect((await sell(others.slug)).commission.amount_minor).toBe(500);
  const before = new Date(Date.parse(agreed.in_force_at ?? "") - 1).toISOString();
  expect((await sell(own.slug, { occurred_at: before })).commission.amount_minor).toBe(500);
  expect((await ok(network.operator.get<Conversion>(`/conversions/${first.id}`))).commission.amount_minor).toBe(500);

  // Once archived, it is no longer in the catalogue, permanently.
  await ok(advertiser.api.post(`${path}/archive`));
  await refused(webmaster.api.get(path), 404, "not_found");
  await refused(network.operator.post(`${path}/approve`), 409, "transition_refused");
  await network.publish();
  expect(await (await network.localNetwork.kv()).get(`offer:${draft.id}`, "json")).toMatchObject({ status: "paused" });
});

test("an advertiser can't resume an offer that the operator has paused", async () => {
  const advertiser = await newAdvertiser();
  const { id } = await network.newOffer({ advertiser_id: advertiser.id });
  const become = (api: Api, verb: string) =>
    api.post<Offer>(`/offers/${id}/${verb}`, api === network.operator ? { reason: "reported" } : {});
  for (const verb of ["pause", "archive"])
    expect((await refused(network.operator.post(`/offers/${id}/${verb}`), 400, "invalid_input")).errors).toMatchObject([
      { path: "reason" },
    ]);
  await ok(become(advertiser.api, "pause"));
  await ok(become(advertiser.api, "resume"));
  await ok(become(network.operator, "pause"));
  await refused(become(advertiser.api, "resume"), 403, "forbidden");
  // Not even after pausing it again itself: that ends its own pause only.
  await ok(become(advertiser.api, "pause"));
  expect(await ok(become(advertiser.api, "resume"))).toMatchObject({ status: "paused", stopped_by: "operator" });
  await refused(become(advertiser.api, "resume"), 403, "forbidden");
  await ok(become(network.operator, "resume"));
  await ok(become(advertiser.api, "pause"));
  await ok(become(advertiser.api, "resume"));
  // The operator's pause also counts if the offer is already paused.
  await ok(become(advertiser.api, "pause"));
  await ok(become(network.operator, "pause"));
  expect(await ok(become(network.operator, "resume"))).toMatchObject({ status: "paused", stopped_by: "advertiser" });
  // A pause between reading and writing is noticed.
  const ctx = network.context({ role: "advertiser", id: "key_slow", advertiserId: advertiser.id });
  const overtaken: Context = {
    ...ctx,
    db: {
      ...ctx.db,
      async write(statements) {
        await become(network.operator, "pause");
        return ctx.db.write(statements);
      },
    },
  };
  const { offer } = await moveOffer(overtaken, id, "resume");
  expect(offer).toMatchObject({ status: "paused", stopped_by: "operator", is_paused_by_advertiser: 0 });
});

describe("destinations at hosts that the operator has not seen", () => {
  const OLD = "https://old.example/";
  const NEW = "https://new.example/";
  const REASON = "not their site";

  interface Change {
    id: string;
    field: string;
    status: string;
    wanted: string[];
    new_hosts: string[];
    reason: string | null;
  }
  type OfferWithChanges = Offer & { destination_changes: Change[] };

  async function running(terms: Loose = {}) {
    const advertiser = await newAdvertiser();
    const landings = [{ url: OLD }];
    const { id } = await network.newOffer({
      ...{ advertiser_id: advertiser.id, landings, fallback_url: `${OLD}closed`, preview_url: `${OLD}preview` },
      ...{ deep_link_hosts: ["old.example"], ...terms },
    });
    const change = async (body: Loose) => ok(advertiser.api.patch<OfferWithChanges>(`/offers/${id}`, body));
    const seen = async (api: Api = advertiser.api) => ok(api.get<OfferWithChanges>(`/offers/${id}`));
    const served = async () => {
      await network.publish();
      const kv = await network.localNetwork.kv();
      const offer = JSON.parse((await kv.get(`offer:${id}`)) ?? "{}") as Loose;
      return JSON.stringify([offer["landings"], offer["fallbackUrl"], offer["deepLink"]]);
    };
    return { id, advertiser, change, seen, served };
  }

  const decide = (verb: "approve" | "refuse", { id }: { id: string }, reason = REASON) =>
    network.operator.post<Change>(`/destination-changes/${id}/${verb}`, { reason });
  const waiting = async () =>
    (await ok(network.operator.get<{ destination_changes: { count: number } }>("/ops/to-do"))).destination_changes
      .count;

  const WANTED: [string, Loose, string[]][] = [
    ["landings", { landings: [{ url: `${NEW}?c={click_id}` }, { url: OLD }] }, ["new.example"]],
    ["fallback_url", { fallback_url: NEW }, ["new.example"]],
    ["preview_url", { preview_url: "https://old.example:8443/" }, ["old.example:8443"]],
    ["deep_link_hosts", { deep_link_hosts: ["old.example", "*.old.example"] }, [".old.example"]],
  ];

  test.each(WANTED)("%s wait, the old ones serve, and an approval applies them", async (field, wanted, hosts) => {
    const { advertiser, change, seen, served } = await running();
    const [before, shown, count] = [await served(), (await seen()) as unknown as Loose, await waiting()];
    const changed = await change({ ...wanted, name: "Renamed" });
    expect(changed.name, "what needs no approval is changed at once").toBe("Renamed");
    const [entry = { id: "" }, ...others] = changed.destination_changes;
    expect(entry).toMatchObject({ field, status: "pending", new_hosts: hosts, reason: null, decided_at: null });
    expect([others, (changed as unknown as Loose)[field]]).toEqual([[], shown[field]]);
    expect(await served()).toBe(before);
    expect(await waiting()).toBe(count + 1);
    const listed = await ok(advertiser.api.get<Page<Change>>("/destination-changes?status=pending"));
    expect(listed.data).toEqual([entry]);
    expect(await seen(network.webmaster)).not.toHaveProperty("destination_changes");
    await refused(advertiser.api.post(`/destination-changes/${entry.id}/approve`, {}), 403, "forbidden");

    expect(await ok(decide("approve", entry))).toMatchObject({ status: "approved", reason: REASON });
    expect(await waiting()).toBe(count);
    const after = (await seen()) as unknown as Loose;
    expect(JSON.stringify(after[field])).toContain(hosts[0]);
    expect(after["destination_changes"]).toEqual([]);
    if (field !== "preview_url") expect(await served()).toContain(hosts[0]);
    await refused(decide("approve", entry), 409, "transition_refused");
    await refused(decide("refuse", entry), 409, "transition_refused");
    // The host is seen now.
    expect((await change({ [field]: shown[field] })).destination_changes).toEqual([]);
    expect((await change(wanted)).destination_changes).toEqual([]);
  });

  test("a refusal keeps the old destination, and shows its reason until another change", async () => {
    const { change, seen, served, advertiser } = await running();
    const before = await served();
    const [entry = { id: "" }] = (await change({ fallback_url: NEW })).destination_changes;
    await refused(network.operator.post(`/destination-changes/${entry.id}/refuse`, {}), 400, "invalid_input");
    await ok(decide("refuse", entry));
    expect((await seen()).destination_changes).toMatchObject([{ status: "refused", reason: REASON }]);
    expect(await served()).toBe(before);
    const path = `/audit?subject_id=${entry.id}`;
    const { data } = await ok(advertiser.api.get<Page<Loose>>(path));
    expect(data).toMatchObject([{ event: "destination_change.refuse", side: "operator", reason: REASON }]);
    expect((await change({ fallback_url: `${OLD}other` })).destination_changes).toEqual([]);
    expect(await served()).toContain("old.example/other");
  });

  test("within seen hosts a change applies at once and is recorded; a newer one replaces one that waits", async () => {
    const { id, change, served, seen } = await running({ deep_link_hosts: [".brand.example"] });
    await change({
      landings: [{ url: "https://www.brand.example/?x={sub1}" }],
      fallback_url: "http://old.example/plain",
    });
    expect(await served()).toMatch(/www\.brand\.example.*old\.example\/plain/);
    const [first = { id: "" }] = (await change({ fallback_url: NEW })).destination_changes;
    const [second] = (await change({ fallback_url: "https://newer.example/" })).destination_changes;
    expect(second).toMatchObject({ status: "pending", wanted: ["https://newer.example/"] });
    expect(await ok(network.operator.get(`/destination-changes/${first.id}`))).toMatchObject({ status: "withdrawn" });
    await refused(decide("approve", first), 409, "transition_refused");
    await change({ fallback_url: null });
    expect((await seen()).destination_changes).toEqual([]);
    const fields = await network.rows<{ fields: string }>(
      "DB",
      "SELECT fields FROM offer_change WHERE offer_id = ? ORDER BY version",
      id,
    );
    expect(fields.map((row) => JSON.parse(row.fields) as Loose)).toMatchObject([
      { landings: [{ url: "https://www.brand.example/?x={sub1}" }], fallback_url: "http://old.example/plain" },
      { waiting: { fallback_url: NEW } },
      { waiting: { fallback_url: "https://newer.example/" } },
      { fallback_url: null },
    ]);
  });

  test("an approval covers the advertiser's other changes that wait only for the same hosts", async () => {
    const { change, seen } = await running();
    const wanted = { landings: [{ url: NEW }], fallback_url: NEW, deep_link_hosts: ["elsewhere.example"] };
    const { destination_changes } = await change(wanted);
    const landings = destination_changes.find(({ field }) => field === "landings") ?? { id: "" };
    await ok(decide("approve", landings));
    const after = await seen();
    expect(after).toMatchObject({ fallback_url: NEW, landings: [{ url: NEW }], deep_link_hosts: ["old.example"] });
    expect(after.destination_changes).toMatchObject([{ field: "deep_link_hosts", status: "pending" }]);
    const other = await running();
    expect((await other.change({ fallback_url: NEW })).destination_changes, "of another advertiser").toHaveLength(1);
  });

  test("what the operator approves with an offer is seen, and can't change while the operator reads it", async () => {
    const { api, ...advertiser } = await newAdvertiser();
    const { id } = await ok(api.post<Offer>("/offers", input(advertiser.id, { landings: [{ url: OLD }] })), 201);
    expect(await ok(api.patch(`/offers/${id}`, { fallback_url: NEW }))).toMatchObject({
      ...{ fallback_url: NEW, destination_changes: [] },
    });
    await ok(api.post(`/offers/${id}/submit`));
    await refused(api.patch(`/offers/${id}`, { fallback_url: "https://evil.example/" }), 409, "transition_refused");
    await ok(network.operator.post(`/offers/${id}/approve`));
    const { id: second } = await network.newOffer({ advertiser_id: advertiser.id, landings: [{ url: OLD }] });
    expect(await ok(api.patch(`/offers/${second}`, { landings: [{ url: NEW }] }))).toMatchObject({
      landings: [{ url: NEW }],
    });
  });

  test("what the advertiser changed behind the operator's back is approved only by its version", async () => {
    const { api, ...advertiser } = await newAdvertiser();
    const { id } = await ok(api.post<Offer>("/offers", input(advertiser.id, { landings: [{ url: OLD }] })), 201);
    await ok(api.post(`/offers/${id}/submit`));
    // The operator reads it here.
    await ok(api.post(`/offers/${id}/withdraw`));
    const approve = (body = {}) => network.operator.post<Offer>(`/offers/${id}/approve`, body);
    expect((await refused(approve(), 409, "conflict")).errors).toMatchObject([{ path: "version" }]);
    await ok(api.patch(`/offers/${id}`, { landings: [{ url: NEW }] }));
    const { version } = await ok(api.post<Offer>(`/offers/${id}/submit`));
    expect((await refused(approve(), 409, "conflict")).errors).toMatchObject([{ path: "version" }]);
    await refused(approve({ version: version - 1 }), 409, "conflict");
    expect(await ok(approve({ version }))).toMatchObject({ status: "active", landings: [{ url: NEW }] });
  });

  test("an approval and a newer change at once: the newer one is not lost", async () => {
    const { id, advertiser, change, seen } = await running();
    const [entry = { id: "" }] = (await change({ fallback_url: NEW })).destination_changes;
    const overtaken = overtakenBy(network.context(), () => change({ fallback_url: `${OLD}newer` }));
    await expect(approveDestinationChange(overtaken, entry.id, null)).rejects.toMatchObject({
      code: "transition_refused",
    });
    expect(await seen()).toMatchObject({ fallback_url: `${OLD}newer`, destination_changes: [] });
    const [next = { id: "" }] = (await change({ fallback_url: NEW })).destination_changes;
    const refusing = overtakenBy(network.context(), () => approveDestinationChange(network.context(), next.id, null));
    await expect(refuseDestinationChange(refusing, next.id, REASON)).rejects.toMatchObject({
      code: "transition_refused",
    });
    expect(await seen()).toMatchObject({ fallback_url: NEW });
    // And of an approval and a refusal at once, the first counts.
    const [last = { id: "" }] = (await change({ fallback_url: "https://second.example/" })).destination_changes;
    const refuse = () => refuseDestinationChange(network.context(), last.id, REASON);
    await expect(approveDestinationChange(overtakenBy(network.context(), refuse), last.id, null)).rejects.toMatchObject(
      { code: "transition_refused" },
    );
    expect(await seen()).toMatchObject({ fallback_url: NEW, destination_changes: [{ status: "refused" }] });
    // An archived offer wants nothing any more.
    await change({ fallback_url: "https://third.example/" });
    await ok(advertiser.api.post(`/offers/${id}/archive`));
    expect((await seen()).destination_changes).toEqual([]);
  });
});

describe("landings of an offer that runs", () => {
  const [A, B] = ["https://a.example/", "https://b.example/"] as const;

  async function running() {
    const advertiser = await newAdvertiser();
    const landings = [{ url: A }, { url: B, weight: 50 }];
    const { id } = await network.newOffer({ advertiser_id: advertiser.id, landings });
    const change = (body: Loose, api = advertiser.api) => api.patch<Offer>(`/offers/${id}`, body);
    const offer = await ok(change({}));
    const idOf = (url: string) => offer.landings.find((landing) => landing.url === url)?.id ?? "";
    return { id, advertiser, change, ids: { a: idOf(A), b: idOf(B) } };
  }

  const hostFrom = async (slug: string) => new URL((await network.destination(`/${slug}`)) ?? "").hostname;

  test("are changed, added and removed, and reach the edge; the remaining ones keep their ids", async () => {
    const { id, advertiser, change, ids } = await running();
    const link = await ok(network.webmaster.post<Loose>("/links", { offer_id: id, landing_id: ids.b }), 201);
    await network.publish();
    expect(await hostFrom(String(link["slug"]))).toBe("b.example");

    const [moved, more] = ["https://c.example/?sub={sub1}", "https://d.example/"];
    const wanted = [{ id: ids.b, url: moved, weight: 7 }, { url: A, weight: 9 }, { url: more }];
    const changed = await ok(change({ landings: wanted }, network.operator));
    expect(changed.landings).toEqual(
      expect.arrayContaining([
        { id: ids.a, url: A, weight: 9 },
        { id: ids.b, url: moved, weight: 7 },
        { id: expect.stringMatching(/^lnd_/) as string, url: more, weight: 100 },
      ]),
    );
    expect(changed.landings).toHaveLength(3);
    await until("the edge knows", async () => (await hostFrom(String(link["slug"]))) === "c.example");

    // This works while it is paused, and for the operator. The link gets one of the remaining landings.
    await ok(advertiser.api.post(`/offers/${id}/pause`));
    await ok(change({ landings: [{ url: more }] }, network.operator));
    await ok(advertiser.api.post(`/offers/${id}/resume`));
    await until("the edge knows", async () => (await hostFrom(String(link["slug"]))) === "d.example");
    const path = `/links/${String(link["id"])}`;
    expect(await ok(network.webmaster.get(path))).toMatchObject({ landing_id: null });
    await refused(network.webmaster.patch(path, { landing_id: ids.b }), 404, "not_found");

    // No id is used twice.
    const again = await ok(change({ landings: [{ url: more }, { url: B }] }));
    expect([ids.a, ids.b]).not.toContain(again.landings.find(({ url }) => url === B)?.id);
  });

  test("are refused like those of a draft, and so are those of other offers", async () => {
    const { id, change, ids } = await running();
    const before = await ok(change({}));
    for (const [landings, status, code] of [
      [[{ url: "ftp://a.example/" }], 422, "landing_refused"],
      [[{ url: `${A}?x={nonsense}` }], 422, "landing_refused"],
      [[{ id: "lnd_none", url: A }], 400, "invalid_input"],
      [[{ id: (await running()).ids.a, url: A }], 400, "invalid_input"],
      [
        [
          { id: ids.a, url: A },
          { id: ids.a, url: B },
        ],
        400,
        "invalid_input",
      ],
      [[{ url: A, weight: 0 }], 400, "invalid_input"],
      [[], 400, "invalid_input"],
    ] as const)
      await refused(change({ landings }), status, code);
    await refused(change({ landings: [{ url: A }] }, network.webmaster), 403, "forbidden");
    await refused(change({ landings: [{ url: A }] }, (await newAdvertiser()).api), 404, "not_found");
    await refused(change({ goals: [GOAL] }), 409, "transition_refused");
    expect((await ok(change({}))).landings).toEqual(before.landings);
    await ok(network.operator.post(`/offers/${id}/archive`, { reason: "reported" }));
    await refused(change({ landings: [{ url: A }] }), 409, "transition_refused");
    expect(await network.rows("DB", "SELECT id FROM landing WHERE offer_id = ?", id)).toHaveLength(2);
  });

  test("a link that is created while its landing is removed gets the offer's choice", async () => {
    const { id, change, ids } = await running();
    const ctx = network.context({ role: "webmaster", id: "key_slow", webmasterId: DEMO.webmaster });
    const overtaken: Context = {
      ...ctx,
      db: {
        ...ctx.db,
        async write(statements) {
          await ok(change({ landings: [{ url: A }] }));
          return ctx.db.write(statements);
        },
      },
    };
    expect(await createLink(overtaken, { offerId: id, landingId: ids.b, defaults: {} })).toMatchObject({
      landing_id: null,
    });
  });

  test("changed by two requests at once are both applied, one after the other", async () => {
    const { id, change, advertiser, ids } = await running();
    const ctx = network.context({ role: "advertiser", id: "key_slow", advertiserId: advertiser.id });
    let isFirst = true;
    const overtaken: Context = {
      ...ctx,
      db: {
        ...ctx.db,
        async write(statements) {
          if (isFirst) await ok(change({ landings: [{ url: B, weight: 3 }] }));
          isFirst = false;
          return ctx.db.write(statements);
        },
      },
    };
    const { landings } = await changeOffer(overtaken, id, {
      landings: [
        { url: A, weight: 1 },
        { url: B, weight: 2 },
      ],
    });
    expect(new Map(landings.map(({ url, weight }) => [url, weight]))).toEqual(
      new Map([
        [A, 1],
        [B, 2],
      ]),
    );
    expect(landings).toHaveLength(2);
    expect(landings.find(({ url }) => url === B)?.id).toBe(ids.b);
    expect(landings.find(({ url }) => url === A)?.id, "A went, and came as another").not.toBe(ids.a);
  });
});

test("a private offer is visible to the webmasters that it lists", async () => {
  const [listed, stranger] = [await newWebmaster(), await newWebmaster()];
  const { id } = await network.newOffer({ access: "private", webmaster_ids: [listed.id] });
  const seen = await ok(listed.api.get<Offer>(`/offers/${id}`));
  expect(seen, "who else is listed").not.toHaveProperty("webmaster_ids");
  await refused(stranger.api.get(`/offers/${id}`), 404, "not_found");
  await refused(stranger.api.post("/links", { offer_id: id }), 404, "not_found");
  expect(await idsFor(stranger.api, "")).not.toContain(id);
  expect((await ok(network.operator.get<Offer>(`/offers/${id}`))).webmaster_ids).toEqual([listed.id]);

  await ok(network.operator.patch(`/offers/${id}`, { webmaster_ids: [stranger.id] }));
  await refused(listed.api.get(`/offers/${id}`), 404, "not_found");
  await ok(stranger.api.get(`/offers/${id}`));
  const problem = await refused(
    network.operator.patch(`/offers/${id}`, { webmaster_ids: [stranger.id, "wm_nobody"] }),
    400,
    "invalid_input",
  );
  expect(problem.errors).toMatchObject([{ path: "webmaster_ids[1]" }]);
});

describe("an offer edited by two people at once", () => {
  test("the later gets a conflict with the earlier's values, and changes nothing", async () => {
    const { id, version } = await network.newOffer();
    await ok(network.operator.patch(`/offers/${id}`, { version, name: "By the operator", categories: ["maps"] }));
    const problem = await refused(
      network.advertiser.patch(`/offers/${id}`, { version, name: "By the advertiser" }),
      409,
      "conflict",
    );
    expect(problem.errors?.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toMatchObject([
      { path: "categories", message: expect.stringContaining("operator") as string, theirs: ["maps"] },
      {
        path: "name",
        message: expect.stringContaining("operator") as string,
        theirs: "By the operator",
        yours: "By the advertiser",
      },
    ]);
    const after = await ok(network.operator.get<Offer>(`/offers/${id}`));
    expect(after).toMatchObject({ name: "By the operator", version: version + 1 });
    await ok(network.advertiser.patch(`/offers/${id}`, { version: after.version, name: "Again" }));
  });

  /** A context in which a concurrent writer writes just before this one. */
  test("also if the other change came between reading and writing", async () => {
    const { id, version } = await network.newOffer();
    const ctx = network.context();
    const rival = () => changeOffer(ctx, id, { name: "Rival" });
    await expect(changeOffer(overtakenBy(ctx, rival), id, { version, name: "Mine" })).rejects.toMatchObject({
      code: "conflict",
      errors: [{ path: "name", theirs: "Rival", yours: "Mine" }],
    });
    // A change without a version applies on top of the newest state.
    await changeOffer(
      overtakenBy(ctx, () => changeOffer(ctx, id, { presentation: { categories: ["maps"] } })),
      id,
      { name: "Mine" },
    );
    expect(await ok(network.operator.get<Offer>(`/offers/${id}`))).toMatchObject({
      name: "Mine",
      categories: ["maps"],
      version: version + 3,
    });
  });

  test("of a concurrent refusal and acceptance, one counts", async () => {
    const { id } = await network.newOffer();
    const operator = network.context();
    const advertiser = network.context({ role: "advertiser", id: "key_test", advertiserId: DEMO.advertiser });
    const { row } = await proposeTerms(operator, id, {
      webmasterId: null,
      startsAt: undefined,
      endsAt: null,
      change: { holdDays: 9 },
    });
    const withdraw = () => answerTerms(operator, id, { id: row.id, answer: "withdrawn", reason: null });
    await expect(
      answerTerms(overtakenBy(advertiser, withdraw), id, { id: row.id, answer: "accepted", reason: null }),
    ).rejects.toMatchObject({ code: "transition_refused" });
    expect((await ok(network.operator.get<Offer>(`/offers/${id}`))).hold_days).toBe(0);
  });
});

describe("terms", () => {
  test("for everyone are in force for their time, once both sides have agreed", async () => {
    const { id } = await network.newOffer();
    const path = `/offers/${id}/terms`;
    const proposed = await ok(network.operator.post<Terms>(path, { hold_days: 5 }), 201);
    expect((await ok(network.webmaster.get<Page<Terms>>(path))).data, "not agreed yet").toEqual([]);
    await refused(network.advertiser.post(`${path}/${proposed.id}/withdraw`), 403, "forbidden");
    await ok(network.advertiser.post(`${path}/${proposed.id}/accept`));
    expect((await ok(network.webmaster.get<Offer>(`/offers/${id}`))).hold_days).toBe(5);
    await refused(network.operator.post(`${path}/${proposed.id}/withdraw`), 409, "transition_refused");

    const refusedTerms = await ok(network.advertiser.post<Terms>(path, { hold_days: 50 }), 201);
    await ok(network.operator.post(`${path}/${refusedTerms.id}/refuse`, { reason: "Too long" }));
    const later = await ok(
      network.operator.post<Terms>(path, {
        hold_days: 60,
        starts_at: new Date(Date.now() + HOUR_MS).toISOString(),
        ends_at: new Date(Date.now() + 2 * HOUR_MS).toISOString(),
      }),
      201,
    );
    await ok(network.advertiser.post(`${path}/${later.id}/accept`));
    expect((await ok(network.webmaster.get<Offer>(`/offers/${id}`))).hold_days).toBe(5);
    const asLater = (ms: number) => network.context(undefined, () => Date.now() + ms);
    expect((await getOffer(asLater(61 * MINUTE_MS), id)).offer.hold_days).toBe(60);
    expect((await getOffer(asLater(121 * MINUTE_MS), id)).offer.hold_days).toBe(5);
  });

  test.each([
    ["dated in the past", { hold_days: 1, starts_at: "2020-01-01T00:00:00Z" }, "starts_at"],
    ["over before they start", { hold_days: 1, ends_at: "2020-01-01T00:00:00Z" }, "ends_at"],
    ["that say nothing", {}, ""],
    ["for a goal that is not there", { rates: [{ goal: "lead", commission_bps: 1 }] }, "rates.lead"],
  ])("%s are refused", async (_, body, path) => {
    const { id } = await network.newOffer();
    const problem = await refused(network.operator.post(`/offers/${id}/terms`, body), 400, "invalid_input");
    expect(problem.errors?.map((fault) => fault.path)).toEqual([path]);
  });

  test("of an offer with validation by upload never approve automatically", async () => {
    const { id } = await network.newOffer({ validation_method: "upload" });
    await refused(network.operator.post(`/offers/${id}/terms`, { validation_days: 3 }), 400, "invalid_input");
  });

  test("can't be proposed by a webmaster for others, nor for what the advertiser pays", async () => {
    const { id } = await network.newOffer();
    const propose = (body: Loose) => network.webmaster.post(`/offers/${id}/terms`, body);
    await refused(propose({ hold_days: 0 }), 403, "forbidden");
    await refused(propose({ webmaster_id: "wm_atlas", hold_days: 0 }), 403, "forbidden");
    await refused(
      propose({ webmaster_id: DEMO.webmaster, rates: [{ goal: "sale", revenue_bps: 0 }] }),
      400,
      "invalid_input",
    );
    await ok(propose({ webmaster_id: DEMO.webmaster, rates: [{ goal: "sale", commission_bps: 1_200 }] }), 201);
  });
});

describe("a nonsensical offer is refused", () => {
  test.each([
    ["the same country allowed and denied", { targeting: { country: { allow: ["DE"], deny: ["DE"] } } }, 400],
    ["traffic allowed and forbidden", { traffic_allowed: ["social"], traffic_forbidden: ["social"] }, 400],
    ["a weight of zero", { landings: [{ url: "https://shop.example/", weight: 0 }] }, 400],
    ["no landing", { landings: [] }, 400],
    ["a macro that is none", { landings: [{ url: "https://shop.example/{nonsense}" }] }, 422],
    ["a macro in the host", { landings: [{ url: "https://{sub1}.example/" }] }, 422],
    ["a script as landing", { landings: [{ url: "javascript:alert(1)" }] }, 422],
    ["a script as preview", { preview_url: "javascript:alert(1)" }, 400],
    ["a kind of traffic that is none", { traffic_allowed: ["carrier_pigeon"] }, 400],
  ])("%s", async (_, parts, status) => {
    const made = await network.advertiser.post("/offers", input(DEMO.advertiser, parts));
    expect(made.status, JSON.stringify(made.body)).toBe(status);
    const draft = await ok(network.advertiser.post<Offer>("/offers", input(DEMO.advertiser)), 201);
    const changed = await network.advertiser.patch(`/offers/${draft.id}`, parts);
    expect(changed.status, JSON.stringify(changed.body)).toBe(status);
    const imported = await network.advertiser.post("/offers/import", { offers: [input(DEMO.advertiser, parts)] });
    expect(imported.status, JSON.stringify(imported.body)).toBe(400);
  });
});

describe("creatives", () => {
  const send = (offerId: string, body: BodyInit, name = "banner.gif", key: string = DEMO.keys.advertiser) =>
    fetch(
      `${network.localNetwork.origins.control}/api/v1/offers/${offerId}/creatives?name=${encodeURIComponent(name)}`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/octet-stream" },
        body,
      },
    );
  const read = (path: string, key: string = DEMO.keys.webmaster) =>
    fetch(network.localNetwork.origins.control + path, { headers: { authorization: `Bearer ${key}` } });

  test("are files that can't run code, and are served so", async () => {
    const { id } = await network.newOffer();
    const sent = await send(id, GIF_TEXT, 'läufer".html');
    expect(sent.status).toBe(201);
    const creative = (await sent.json()) as { id: string; url: string; type: string }; // compared next
    expect(creative).toMatchObject({ type: "image/gif", size_bytes: GIF_TEXT.length, name: 'läufer".html' });
    const file = await read(creative.url);
    expect(file.status).toBe(200);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      "content-type": "image/gif",
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringMatching(/^sandbox; default-src 'none'/) as string,
      "content-disposition": "attachment; filename*=UTF-8''l%C3%A4ufer%22.html",
    });
    expect(await file.text()).toBe(GIF_TEXT);
    expect((await read(creative.url, (await newAdvertiser()).key)).status).toBe(404);

    const removed = await fetch(network.localNetwork.origins.control + creative.url, {
      method: "DELETE",
      headers: { authorization: `Bearer ${DEMO.keys.advertiser}` },
    });
    expect(removed.status).toBe(200);
    expect((await read(creative.url)).status).toBe(404);
    const { data } = await ok(network.webmaster.get<Page<Loose>>(`/offers/${id}/creatives`));
    expect(data).toEqual([]);
  });

  test.each([
    ["a script", "alert(1)"],
    ["a page", "<!doctype html><script>alert(1)</script>"],
    ["an SVG with a script", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ["an SVG", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ["a program", "MZ\u0090\u0000"],
    ["a PDF", "%PDF-1.7"],
    ["nothing", ""],
    ["the beginning of a picture", "GIF89a"],
  ])("%s is refused under any file name", async (_, text) => {
    const answer = await send(DEMO.offers.demo, text, "banner.png");
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 422,
      body: { code: "creative_refused" },
    });
  });

  test("a gigabyte is not read to its end, with or without a Content-Length", async () => {
    const url = `${network.localNetwork.origins.control}/api/v1/offers/${DEMO.offers.demo}/creatives?name=film.mp4`;
    const attempt = (headers: Record<string, string>) =>
      new Promise<{ status: number | string; sentBytes: number }>((resolve) => {
        let sentBytes = 0;
        const chunk = Buffer.alloc(65_536, "GIF89a");
        const outgoing = request(url, {
          method: "POST",
          headers: { authorization: `Bearer ${DEMO.keys.advertiser}`, ...headers },
        });
        outgoing.on("response", ({ statusCode = 0 }) => {
          resolve({ status: statusCode, sentBytes });
          outgoing.destroy();
        });
        // A client that is still writing when the answer comes may find the connection closed before reading it.
        outgoing.on("error", () => resolve({ status: "closed", sentBytes }));
        const pump = () => {
          while (sentBytes < 1e9 && !outgoing.destroyed) {
            sentBytes += chunk.length;
            if (!outgoing.write(chunk)) return void outgoing.once("drain", pump);
          }
        };
        if ("content-length" in headers) outgoing.flushHeaders();
        else pump();
      });
    expect(await attempt({ "content-length": "1000000000" })).toMatchObject({ status: 413 });
    const { status, sentBytes } = await attempt({ "transfer-encoding": "chunked" });
    expect([413, "closed"]).toContain(status);
    expect(sentBytes).toBeLessThan(100_000_000);
  });

  test("a repeat with the same Idempotency-Key stores the file once, unchanged", async () => {
    const { id } = await network.newOffer();
    const bytes = Uint8Array.from([...new TextEncoder().encode(GIF_TEXT), 0, 255, 128, 200]);
    const url = `${network.localNetwork.origins.control}/api/v1/offers/${id}/creatives?name=a.gif`;
    const headers = { authorization: `Bearer ${DEMO.keys.advertiser}`, "idempotency-key": unique("file") };
    const first = await fetch(url, { method: "POST", headers, body: bytes });
    const creative = (await first.json()) as { id: string; url: string }; // compared next
    expect(first.status).toBe(201);
    expect(await (await fetch(url, { method: "POST", headers, body: bytes })).json()).toEqual(creative);
    expect(new Uint8Array(await (await read(creative.url)).arrayBuffer())).toEqual(bytes);
  });
});

describe("export and import", () => {
  test("exported and imported offers are equal", async () => {
    const advertiser = await newAdvertiser();
    const listed = await newWebmaster();
    const offers = [
      input(advertiser.id, {
        description: "Maps",
        categories: ["maps", "outdoor"],
        traffic_forbidden: ["adult"],
        targeting: { country: { allow: ["DE"] }, device: { deny: ["tablet"] } },
        deep_link_hosts: ["shop.example"],
        validation_days: 14,
        hold_days: 7,
        status: "paused",
      }),
      input(advertiser.id, {
        access: "private",
        webmaster_ids: [listed.id],
        schedule: { zone: "Europe/Berlin", open: [{ days: [1, 2], from: "08:00", until: "20:00" }] },
        landings: [
          { url: "https://shop.example/{country}", weight: 3 },
          { url: "https://shop.example/b", weight: 1 },
        ],
        expires_at: "2030-01-01T00:00:00.000Z",
      }),
    ];
    const exported = async () => (await ok(advertiser.api.get<{ offers: Loose[] }>("/offers/export?limit=500"))).offers;
    await ok(network.operator.post("/offers/import", { offers }), 201);
    const once = await exported();
    expect(
      once.toSorted((a, b) => String(a["name"]).localeCompare(String(b["name"]), "en", { numeric: true })),
    ).toMatchObject([
      { ...offers[0], status: "paused" },
      { ...offers[1], status: "active" },
    ]);
    await ok(network.operator.post("/offers/import", { offers: once }), 201);
    const sorted = (all: Loose[]) => all.map((offer) => JSON.stringify(offer)).toSorted();
    expect(sorted(await exported())).toEqual(sorted([...once, ...once]));
  });

  test("an import is all or nothing and names each fault; a trial writes nothing", async () => {
    const advertiser = await newAdvertiser();
    const good = input(advertiser.id);
    const bad = input(advertiser.id, { landings: [{ url: "https://shop.example/{nonsense}" }] });
    const problem = await refused(
      network.operator.post("/offers/import", { offers: [good, bad, good, { ...bad, goals: [GOAL, GOAL] }] }),
      400,
      "invalid_input",
    );
    expect(problem.errors?.map(({ path }) => path)).toEqual([
      "offers[1].landings[0].url",
      "offers[3].goals",
      "offers[3].goals",
    ]);
    expect(await ok(network.operator.post("/offers/import", { offers: [good], is_trial: true }), 201)).toEqual({
      data: [],
    });
    expect(await idsFor(advertiser.api, "")).toEqual([]);
    await refused(
      advertiser.api.post("/offers/import", { offers: [{ ...good, status: "active" }] }),
      400,
      "invalid_input",
    );
    const made = await ok(advertiser.api.post<Page<Offer>>("/offers/import", { offers: [good] }), 201);
    expect(made.data.map(({ status }) => status)).toEqual(["draft"]);
  });
});

describe("the catalogue's figures", () => {
  const NOW = Date.parse("2027-03-01T10:30:00Z");
  const TO = Date.parse("2027-03-01T10:00:00Z");
  const FROM = TO - 90 * DAY_MS;

  /** At, just beside and far from the ends of the 90 days. */
  const instant = fc.oneof(
    fc.constantFrom(FROM - 1, FROM, FROM + 1, TO - 1, TO, NOW),
    fc.integer({ min: FROM - DAY_MS, max: NOW }),
  );

  const clicks = fc.record({
    hour: instant.map((at) => at - (at % HOUR_MS)),
    verdict: fc.constantFrom("valid", "bot", "duplicate", "geo"),
    clicks: fc.integer({ min: 1, max: 50 }),
  });

  const conversion = fc.record({
    occurred_at: instant,
    currency: fc.constantFrom("USD", "EUR"),
    commission_minor: fc.nat(10_000),
    validation: fc.constantFrom("pending", "approved", "rejected", "reversed"),
    check_state: fc.constantFrom("clear", "held", "refused"),
    click_facts: fc.constantFrom("known", "awaited", "missing"),
    is_test: fc.constantFrom(0, 0, 0, 1),
    decided_after_ms: fc.nat(20 * DAY_MS),
  });

  type Clicks = typeof clicks extends fc.Arbitrary<infer T> ? T : never;
  type Sale = typeof conversion extends fc.Arbitrary<infer T> ? T : never;

  const within = (at: number) => at >= FROM && at < TO;

  /** The documented definitions of the figures, counted row by row. */
  function counted(rollups: readonly Clicks[], all: readonly Sale[]) {
    const sales = all.filter(({ occurred_at, is_test }) => within(occurred_at) && is_test === 0);
    const waits = (sale: Sale) => sale.check_state === "held" || sale.click_facts === "awaited";
    const isApproved = (sale: Sale) =>
      sale.validation === "approved" && sale.check_state === "clear" && sale.click_facts !== "awaited";
    const isOpen = (sale: Sale) =>
      sale.check_state !== "refused" &&
      (sale.validation === "pending" || (sale.validation === "approved" && waits(sale)));
    const decided = sales.filter((sale) => !isOpen(sale));
    const times = decided.map((sale) => sale.decided_after_ms).toSorted((a, b) => a - b);
    const [low, high] = [times[Math.ceil(times.length / 2) - 1], times[Math.floor(times.length / 2)]];
    const commissions: Record<string, string> = {};
    for (const sale of sales.filter(isApproved))
      if (sale.commission_minor > 0)
        commissions[sale.currency] = String(Number(commissions[sale.currency] ?? 0) + sale.commission_minor);
    return {
      clicks: rollups
        .filter(({ hour, verdict }) => within(hour) && verdict === "valid")
        .reduce((sum, { clicks: count }) => sum + count, 0),
      conversions: sales.length,
      approved: sales.filter(isApproved).length,
      decided: decided.length,
      decision_ms_median: low === undefined || high === undefined ? null : Math.round((low + high) / 2),
      commissions,
    };
  }

  async function store(offerId: string, rollups: readonly Clicks[], sales: readonly Sale[]) {
    const { db } = network.context();
    await db.write([
      ...insertRows(
        "conversion",
        CONVERSION_COLUMNS,
        sales.map((sale, i) => conversionRow(offerId, sale, i)),
      ),
      ...insertRows(
        "conversion_change",
        CHANGE_COLUMNS,
        sales.flatMap((sale, i) => changeRows(offerId, sale, i)),
      ),
    ]);
    const offer = (await numbered(network, [offerId])).get(offerId) ?? 0;
    await plantHours(
      network,
      rollups.map(({ hour, verdict, clicks: count }, link) => ({
        ...{ hour: hour / HOUR_MS, offer, link, verdict: CODES.verdict[verdict], clicks: count },
      })),
    );
  }

  const countingAt = (now: number) => network.context({ role: "system", job: "test" }, () => now);

  test("equal a count of single rows", async () => {
    const offer = {
      advertiserId: DEMO.advertiser,
      name: "Counted",
      validation: "real_time",
      validationDays: null,
      holdDays: 0,
      attributionDays: 30,
      clickParameter: "click_id",
      fallbackUrl: null,
      goals: [],
      landings: [],
    } as const;
    const localNetwork = fc.tuple(fc.array(clicks, { maxLength: 12 }), fc.array(conversion, { maxLength: 25 }));
    await fc.assert(
      fc.asyncProperty(fc.array(localNetwork, { minLength: 1, maxLength: 3 }), async (worlds) => {
        const ids = worlds.map(() => unique("off").replace("-", "_"));
        const goals = [{ code: "sale", isDefault: true, currency: "USD", ...NO_RATES }];
        const { db } = network.context();
        await db.write(ids.flatMap((id) => insertOffer(id, { ...offer, goals, landings: [] }, "active", 0)));
        for (const [i, id] of ids.entries()) await store(id, ...(worlds[i] ?? [[], []]));
        await countFigures(countingAt(NOW));
        const rows = await network.rows<Tables["offer_figures"]>("DB", "SELECT * FROM offer_figures");
        for (const [i, id] of ids.entries()) {
          const { offer_id: _, counted_at, commissions, ...row } = rows.find((one) => one.offer_id === id) ?? {};
          expect(counted_at).toBe(NOW);
          expect({ ...row, commissions: JSON.parse(commissions ?? "null") as unknown }).toEqual(
            counted(...(worlds[i] ?? [[], []])),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  test("are null below a minimum, and always come with their counts", async () => {
    const { id } = await network.newOffer();
    const sale = (i: number): Sale => ({
      occurred_at: TO - 1,
      currency: "USD",
      commission_minor: 300,
      validation: i < 15 ? "approved" : "rejected",
      check_state: "clear",
      click_facts: "known",
      is_test: 0,
      decided_after_ms: 2 * HOUR_MS,
    });
    const some = Array.from({ length: 19 }, (_, i) => sale(i));
    await store(id, [{ hour: TO - HOUR_MS, verdict: "valid", clicks: 99 }], some);
    await countFigures(countingAt(NOW));
    const figures = async () => (await ok(network.webmaster.get<Offer>(`/offers/${id}`))).figures;
    expect(await figures()).toEqual({
      days: 90,
      counted_at: new Date(NOW).toISOString(),
      clicks: 99,
      conversions: 19,
      decided: 19,
      earnings_per_100_clicks: null,
      conversion_rate: null,
      approval_rate: null,
      median_decision_hours: null,
    });
    const offer = (await numbered(network, [id])).get(id) ?? 0;
    await plantHours(network, [{ hour: TO / HOUR_MS - 1, offer, link: 9, verdict: CODES.verdict.valid, clicks: 101 }]);
    const one = conversionRow(id, sale(19), 19);
    await network.context().db.write(insertRows("conversion", CONVERSION_COLUMNS, [one]));
    expect(await countFigures(countingAt(NOW + 6 * HOUR_MS))).toBeGreaterThan(0);
    expect(await figures()).toMatchObject({
      clicks: 200,
      decided: 20,
      earnings_per_100_clicks: [{ amount_minor: 2_250, currency: "USD" }],
      conversion_rate: 0.1,
      approval_rate: 0.75,
      median_decision_hours: 2,
    });
  });

  const NO_RATES = { revenueFixedMinor: 0, revenueBps: 0, commissionFixedMinor: 0, commissionBps: 0 };

  const conversionRow = (offerId: string, sale: Sale, i: number) =>
    ({
      id: `cnv_${offerId}_${i}`,
      identity: `test/${offerId}/${i}`,
      offer_id: offerId,
      goal_id: "goal",
      link_id: "lnk",
      webmaster_id: "wm",
      advertiser_id: DEMO.advertiser,
      click_id: "click",
      order_id: null,
      clicked_at: sale.occurred_at,
      occurred_at: sale.occurred_at,
      recorded_at: sale.occurred_at,
      currency: sale.currency,
      amount_minor: null,
      revenue_minor: 0,
      commission_minor: sale.commission_minor,
      hold_days: 0,
      validation: sale.validation as Tables["conversion"]["validation"], // drawn from them
      check_state: sale.check_state as Tables["conversion"]["check_state"], // drawn from them
      payment: "none",
      setoff: "none",
      hold_over: 0,
      available_at: null,
      approves_at: null,
      answered_at: 0,
      decided_at: sale.occurred_at + sale.decided_after_ms,
      claimable: 0,
      version: 2,
      click_facts: sale.click_facts as Tables["conversion"]["click_facts"], // drawn from them
      is_test: sale.is_test as 0 | 1, // drawn from them
    }) as Tables["conversion"]; // what CONVERSION_COLUMNS names of it

  const CONVERSION_COLUMNS = [
    ...(["id", "identity", "offer_id", "goal_id", "link_id", "webmaster_id", "advertiser_id", "click_id"] as const),
    ...(["order_id", "clicked_at", "occurred_at", "recorded_at", "currency", "amount_minor", "revenue_minor"] as const),
    ...(["commission_minor", "hold_days", "validation", "check_state", "payment", "setoff", "hold_over"] as const),
    ...(["available_at", "approves_at", "answered_at", "decided_at", "claimable", "version"] as const),
    ...(["click_facts", "is_test"] as const),
  ];

  /** It was pending, and got its state by one decision. */
  const changeRows = (offerId: string, sale: Sale, i: number): Tables["conversion_change"][] => {
    const row = {
      conversion_id: `cnv_${offerId}_${i}`,
      actor: "system:test",
      reason: null,
      reason_code: null,
      source: null,
      flag: null,
      payment: "none",
      setoff: "none",
      hold_over: 0,
      click_facts: sale.click_facts as Tables["conversion"]["click_facts"], // drawn from them
      revenue_minor: 0,
      commission_minor: sale.commission_minor,
    } as const;
    const { validation, check_state, occurred_at, decided_after_ms } = sale;
    const changed_at = occurred_at + decided_after_ms;
    return [
      { ...row, version: 1, event: "record", changed_at: occurred_at, validation: "pending", check_state: "clear" },
      { ...row, version: 2, event: "decide", changed_at, validation, check_state },
    ];
  };

  const CHANGE_COLUMNS = [
    ...(["conversion_id", "version", "event", "actor", "reason", "changed_at", "validation"] as const),
    ...(["check_state", "payment", "setoff", "hold_over", "click_facts", "revenue_minor", "commission_minor"] as const),
  ];
});

describe("rates that make no sense", () => {
  const losing = { code: "sale", is_default: true, currency: "USD", revenue_bps: 500, commission_bps: 600 };
  const nothing = { code: "sale", is_default: true, currency: "USD" };
  const paths = async (answer: ReturnType<Api["post"]>) =>
    (await refused(answer, 400, "invalid_input")).errors?.map(({ path }) => path);

  test("are refused at every door, by the field", async () => {
    const advertiser = await newAdvertiser();
    const draft = await ok(advertiser.api.post<Offer>("/offers", input(advertiser.id)), 201);
    const { id } = await network.newOffer({ advertiser_id: advertiser.id });
    for (const [goal, path] of [
      [losing, "goals[0].commission_bps"],
      [nothing, "goals[0]"],
    ] as const) {
      const offer = input(advertiser.id, { goals: [goal] });
      for (const api of [advertiser.api, network.operator]) {
        expect(await paths(api.post("/offers", offer))).toEqual([path]);
        expect(await paths(api.post("/offers/import", { offers: [offer] }))).toEqual([`offers[0].${path}`]);
        expect(await paths(api.patch(`/offers/${draft.id}`, { goals: [goal] }))).toEqual([path]);
      }
    }
    for (const api of [advertiser.api, network.operator])
      for (const webmaster_id of [null, DEMO.webmaster]) {
        const terms = (rates: Loose) => ({ webmaster_id, rates: [{ goal: "sale", ...rates }] });
        const propose = (rates: Loose) => paths(api.post(`/offers/${id}/terms`, terms(rates)));
        expect(await propose({ commission_bps: 9_000 })).toEqual(["rates.sale.commission_bps"]);
        expect(await propose({ commission_bps: 0, revenue_bps: 0 })).toEqual(["rates.sale"]);
      }
  });

  test("a loss is the operator's to accept", async () => {
    await liftLimits(network, "loss", "terms");
    const advertiser = await newAdvertiser();
    const offer = { ...input(advertiser.id, { goals: [losing] }), accepts_loss: true };
    await refused(advertiser.api.post("/offers", offer), 403, "forbidden");
    await refused(advertiser.api.post("/offers/import", { offers: [offer] }), 403, "forbidden");
    const { id } = await ok(network.operator.post<Offer>("/offers", offer), 201);
    const { offers } = await ok(advertiser.api.get<{ offers: Loose[] }>("/offers/export"));
    expect(offers).toMatchObject([{ accepts_loss: true }]);
    const terms = { webmaster_id: DEMO.webmaster, rates: [{ goal: "sale", commission_bps: 700 }] };
    await refused(advertiser.api.post(`/offers/${id}/terms`, { ...terms, accepts_loss: true }), 403, "forbidden");

    // A webmaster does not know the revenue, so the operator decides when accepting.
    const proposed = await ok(network.webmaster.post<Loose>(`/offers/${id}/terms`, terms), 201);
    const accept = `/offers/${id}/terms/${String(proposed["id"])}/accept`;
    await ok(advertiser.api.post(accept));
    expect(await paths(network.operator.post(accept))).toEqual(["rates.sale.commission_bps"]);
    expect(await ok(network.operator.post(accept, { accepts_loss: true }))).toMatchObject({
      status: "accepted",
    });
  });

  test("terms that lose money only together need the operator's confirmation, whichever comes last", async () => {
    const advertiser = await newAdvertiser();
    const asAdvertiser = { role: "advertiser", id: "key_test", advertiserId: advertiser.id } as const;
    const offerWithTerms = async () => {
      const { id } = await network.newOffer({ advertiser_id: advertiser.id, goals: [GOAL] });
      const propose = (api: Api, rate: Loose) =>
        ok(api.post<Terms>(`/offers/${id}/terms`, { rates: [{ goal: "sale", ...rate }] }), 201);
      const dearer = await propose(network.operator, { commission_fixed_minor: 700 });
      const cheaper = await propose(advertiser.api, { revenue_fixed_minor: 600 });
      const accept = (api: Api, terms: Terms, body: Loose = {}) =>
        api.post<Terms>(`/offers/${id}/terms/${terms.id}/accept`, body);
      return { id, dearer, cheaper, accept };
    };
    const { dearer, cheaper, accept, id } = await offerWithTerms();
    expect(await ok(accept(network.operator, cheaper))).toMatchObject({ status: "accepted" });
    await refused(accept(advertiser.api, dearer), 409, "transition_refused");
    expect(await paths(network.operator.post(`/offers/${id}/terms`, { rates: dearer.rates }))).toEqual([
      "rates.sale.commission_fixed_minor",
    ]);
    expect(await ok(accept(network.operator, dearer, { accepts_loss: true }))).toMatchObject({ status: "proposed" });
    expect(await ok(accept(advertiser.api, dearer))).toMatchObject({ status: "accepted" });

    // Also if the other terms came into force between reading and writing.
    const raced = await offerWithTerms();
    const rival = async () => void (await ok(raced.accept(network.operator, raced.cheaper)));
    const reply = { id: raced.dearer.id, answer: "accepted", reason: null } as const;
    await expect(answerTerms(overtakenBy(network.context(asAdvertiser), rival), raced.id, reply)).rejects.toMatchObject(
      {
        code: "transition_refused",
      },
    );
  });
});

test("a link that is dead at birth is refused", async () => {
  const { id } = await network.newOffer();
  const link = (body: Loose) => network.webmaster.post("/links", { offer_id: id, ...body });
  const { errors } = await refused(link({ expires_at: "2020-01-01" }), 400, "invalid_input");
  expect(errors).toEqual([{ path: "expires_at", message: "is in the past", code: "in_the_past", params: {} }]);
  await changeOffer(network.context(), id, { expiresAt: Date.now() - 1 });
  await refused(link({}), 409, "offer_not_open");
});
