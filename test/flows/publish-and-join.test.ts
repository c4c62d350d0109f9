import { MINUTE_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import {
  ok,
  refused,
  type Api,
  type Conversion,
  type Link,
  type Loose,
  type Offer,
  type Page,
} from "../harness/api.ts";
import { clickEvent, clickMessage } from "../harness/events.ts";
import { admit, clickIdOf, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { codeFor, INVITATION_MAIL, newEmail, openBrowser, PASSWORD, signedIn } from "../harness/people.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

const FALLBACK = "https://fallback.example/closed";
const NETWORK_FALLBACK = "https://example.com/";
const QUESTIONS = [{ code: "how", text: "How will you bring visitors?", is_required: true }];
const CONTACT = { name: "Vera", email: "vera@people.example", other: "" };

interface Effects {
  status: string;
  links: number;
  money: Loose[];
  consequences: { code: string }[];
}

/** An advertiser that was invited by the operator and has accepted: its API and its postback token. */
async function invitedAdvertiser() {
  const { origins } = network.localNetwork;
  const email = newEmail("vera");
  const operator = await signedIn(network, DEMO.emails.operator, DEMO.password);
  const input = { email, role: "advertiser", account_name: "Vera's maps" };
  const invited = await ok(operator.post<{ advertiser_id: string }>("/api/v1/invitations", input), 201);
  const token = await codeFor(network, email, INVITATION_MAIL);
  await ok(
    openBrowser(origins.control).post("/api/v1/invitations/accept", { token, name: "Vera", password: PASSWORD }),
    201,
  );
  const vera = await signedIn(network, email);
  const scopes = { name: "shop", scopes: ["read", "write"] };
  const key = await ok(vera.post<{ secret: string }>("/api/v1/api-keys", scopes), 201);
  const id = invited.advertiser_id;
  const sender = await ok(vera.post<{ secret: string }>(`/api/v1/advertisers/${id}/postback/tokens`, {}), 201);
  return { id, api: network.api(key.secret), token: sender.secret };
}

async function newWebmaster() {
  const account = await admit(network, "webmaster");
  return { id: account.id, api: network.api(account.key) };
}

const applyFor = (api: Api, { id }: Offer, how: string) =>
  ok(api.post<{ id: string }>(`/offers/${id}/applications`, { answers: { how } }), 201);

const review = (api: Api, { id }: { id: string }, event: string, reason: string | null = null) =>
  ok(api.post<Loose>(`/applications/${id}/${event}`, { reason }));

const makeLink = (api: Api, { id }: Offer) => api.post<Link>("/links", { offer_id: id, slug: unique("join") });

/** Waits until it is published that the link leads there. */
const untilItLeads = (link: Link, to: "landing" | "fallback") =>
  until(`visitors reach the ${to}`, async () => {
    const target = (await network.destination(`/${link.slug}`)) ?? "";
    return [FALLBACK, NETWORK_FALLBACK].includes(target) === (to === "fallback");
  });

/** A stored click of a link that went to the fallback for this reason. */
const refusedClick = (link: Link, reason: string) =>
  until(`a click refused as ${reason}`, async () => {
    const rows = await network.stored("link_id = ? AND decision = 'fallback'", link.id);
    return rows.find((row) => row.reason === reason);
  });

test("a new advertiser's offer is published, found, joined, clicked and paid for, and every refusal takes effect", async () => {
  const advertiser = await invitedAdvertiser();
  const [webmaster, other] = [await newWebmaster(), await newWebmaster()];

  // Made with a contact and questions, submitted, returned with a reason, submitted again, approved.
  const offer = await ok(
    advertiser.api.post<Offer>("/offers", {
      advertiser_id: advertiser.id,
      ...{ name: "Chart room", description: "Nautical charts on paper", categories: ["sailing"] },
      ...{ access: "application", traffic_allowed: ["content"], fallback_url: FALLBACK },
      goals: [
        { code: "sale", is_default: true, currency: "USD", revenue_fixed_minor: 800, commission_fixed_minor: 500 },
      ],
      landings: [{ url: "https://charts.example/?click_id={click_id}" }],
    }),
    201,
  );
  const path = `/offers/${offer.id}`;
  await ok(advertiser.api.patch(`${path}/joining`, { contact: CONTACT, questions: QUESTIONS }));
  await ok(advertiser.api.post(`${path}/submit`));
  await refused(webmaster.api.get(path), 404, "not_found");
  await ok(network.operator.post(`${path}/return`, { reason: "A hold, please" }));
  expect(await ok(advertiser.api.get(path))).toMatchObject({ status: "draft", reason: "A hold, please" });
  await ok(advertiser.api.patch(path, { hold_days: 3 }));
  await ok(advertiser.api.post(`${path}/submit`));
  await refused(advertiser.api.post(`${path}/approve`), 403, "forbidden");
  expect(await ok(network.operator.post(`${path}/approve`))).toMatchObject({ status: "active" });

  // Webmasters find it by search, with its contact and its questions. No link before the approval.
  const found = async (query: string) =>
    (await ok(webmaster.api.get<Page<Offer>>(`/offers?${query}`))).data.map(({ id }) => id);
  expect(await found("search=nautical%20charts&category=sailing&traffic=content&goal=sale&model=fixed")).toEqual([
    offer.id,
  ]);
  expect(await found("search=nautical&category=finance")).toEqual([]);
  expect(await ok(webmaster.api.get(`${path}/joining`))).toMatchObject({ contact: CONTACT, questions: QUESTIONS });
  await refused(makeLink(webmaster.api, offer), 403, "application_needed");

  // Refused with a reason, applied again, approved, linked, clicked.
  const first = await applyFor(webmaster.api, offer, "Somehow");
  await review(advertiser.api, first, "refuse", "Say how");
  expect(await ok(webmaster.api.get(`/applications/${first.id}`))).toMatchObject({
    status: "refused",
    reason: "Say how",
  });
  await refused(makeLink(webmaster.api, offer), 403, "application_needed");
  const second = await applyFor(webmaster.api, offer, "A sailing blog");
  await review(advertiser.api, second, "approve");
  const link = await ok(makeLink(webmaster.api, offer), 201);
  await network.publish();
  const landed = await network.visit(`/${link.slug}`);
  expect(landed.status).toBe(302);
  expect(landed.headers.get("location")).toBe(`https://charts.example/?click_id=${clickIdOf(landed)}`);

  // Individual terms apply from the last acceptance on, and only on this webmaster's commission.
  const commission = async (clickId: string) => {
    await network.sell({ click_id: clickId, token: advertiser.token });
    return until("the conversion", async () => {
      const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
      return data[0]?.commission.amount_minor;
    });
  };
  expect(await commission(clickIdOf(landed))).toBe(500);
  const rates = [{ goal: "sale", revenue_fixed_minor: 1_000, commission_fixed_minor: 700 }];
  const proposal = { webmaster_id: webmaster.id, rates };
  const terms = await ok(advertiser.api.post<{ id: string }>(`${path}/terms`, proposal), 201);
  const accept = (api: Api) => ok(api.post(`${path}/terms/${terms.id}/accept`));
  expect(await accept(network.operator)).toMatchObject({ status: "proposed" });
  expect(await commission(await network.click(`/${link.slug}`))).toBe(500);
  expect(await accept(webmaster.api)).toMatchObject({ status: "accepted" });
  expect(await commission(await network.click(`/${link.slug}`))).toBe(700);

  // Revoked, the edge leads to the fallback. Clicks within the grace period count, and earnings are kept.
  const before = await ok(advertiser.api.get<Effects>(`/applications/${second.id}/effects`));
  expect(before).toMatchObject({ status: "approved", links: 1, money: [{ pending: { amount_minor: 1_700 } }] });
  await review(advertiser.api, second, "revoke", "Too many returns");
  const aMinuteLater = { advertiserId: advertiser.id, clickedAt: Date.now() + MINUTE_MS };
  const late = clickEvent(await linkRow(network, link.slug), aMinuteLater);
  await network.localNetwork.deliver("clicks", [clickMessage([late])]);
  const [kept] = await until("the late click", async () => {
    const rows = await network.stored("click_id = ?", late.clickId);
    return rows.length > 0 && rows;
  });
  expect(kept).toMatchObject({ decision: "landing", verdict: "valid", grace: 1 });
  await untilItLeads(link, "fallback");
  expect(await refusedClick(link, "not_approved")).toMatchObject({ verdict: "not_approved", landing_id: null });
  await refused(makeLink(webmaster.api, offer), 403, "application_needed");
  expect((await ok(advertiser.api.get<Effects>(`/applications/${second.id}/effects`))).money).toEqual(before.money);

  // Approved again, the same link leads to the landing.
  await review(network.operator, await applyFor(webmaster.api, offer, "A better blog"), "approve");
  await untilItLeads(link, "landing");

  // Blocked with the effects that were listed before, and unblocked.
  const account = `/webmasters/${webmaster.id}`;
  const listed = await ok(network.operator.get<Effects>(`${account}/block-effects`));
  expect(listed).toMatchObject({ status: "active", links: 1, money: before.money });
  expect(listed.consequences.map(({ code }) => code)).toEqual(expect.arrayContaining(["links_stop", "earned_stays"]));
  const blocked = await ok(network.operator.post<Effects>(`${account}/block`, { reason: "fraud" }));
  expect(blocked).toMatchObject({ status: "blocked", links: listed.links, money: listed.money });
  await untilItLeads(link, "fallback");
  expect(await refusedClick(link, "webmaster_blocked")).toMatchObject({ verdict: "webmaster_blocked" });
  await refused(makeLink(webmaster.api, offer), 403, "account_blocked");
  await ok(network.operator.post(`${account}/unblock`, { reason: "a mistake" }));
  await untilItLeads(link, "landing");
  expect(await commission(await network.click(`/${link.slug}`))).toBe(700);

  // A webmaster asks in a thread that other webmasters don't see.
  const question = { subject: { kind: "offer", id: offer.id }, title: "Returns", text: "How many are too many?" };
  const thread = await ok(webmaster.api.post<{ id: string }>("/support/threads", question), 201);
  for (const api of [webmaster.api, advertiser.api, network.operator])
    expect((await ok(api.get<Page<Loose>>(`/support/threads/${thread.id}/messages`))).data).toHaveLength(1);
  await refused(other.api.get(`/support/threads/${thread.id}`), 404, "not_found");
  await refused(other.api.get(`/support/threads/${thread.id}/messages`), 404, "not_found");
  expect((await ok(other.api.get<Page<Loose>>("/support/threads"))).data).toEqual([]);
});
