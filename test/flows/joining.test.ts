import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clickBatchOf } from "@waymark/contract/click-event";
import { DEMO } from "@waymark/dev/demo";
import { checkSources, setBlocked } from "@waymark/network/account";
import { apply, changeJoining, reviewApplication } from "@waymark/network/application";
import type { Actor, Context } from "@waymark/network/context";
import { sendMails, type Sending } from "@waymark/network/mail";
import { createLink } from "@waymark/network/link";
import { forgetUnsent, openThread, writeMessage } from "@waymark/network/support";
import { ok, refused, type Api, type Conversion, type Link, type Offer, type Page } from "../harness/api.ts";
import { clickEvent, postbackEvent, postbackMessage, clickMessage } from "../harness/events.ts";
import { admit, clickIdOf, linkRow, startNetwork, unique, type Account, type TestNetwork } from "../harness/network.ts";
import { mailTo, openBrowser, signedIn } from "../harness/people.ts";
import { announceTooMuch } from "../harness/too-much.ts";
import { until } from "../harness/until.ts";
import { committed, validated } from "../harness/uploads.ts";

/** Fake servers of other parties: their answers by URL, and the requests that they received. */
const outside = { answers: new Map<string, () => Response>(), asked: [] as string[] };

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({
    services: {
      control: {
        OUTSIDE(request) {
          outside.asked.push(request.url);
          return outside.answers.get(request.url)?.() ?? new Response("nothing", { status: 404 });
        },
      },
    },
  });
});
afterAll(() => network?.stop());

const FALLBACK = "https://fallback.example/offer";
const NETWORK_FALLBACK = "https://example.com/";

interface Application {
  id: string;
  status: string;
  reason: string | null;
  answers: { code: string; question: string; answer: string }[];
  version: number;
}

interface Effects {
  verb: string;
  status: string;
  links: number;
  pending_applications: number;
  money: Record<string, { amount_minor: number } | string>[];
  consequences: { code: string; sentence: string }[];
}

interface Thread {
  id: string;
  unread: number;
  messages: number;
  advertiser_id: string | null;
  webmaster_id: string | null;
}

interface Attachment {
  id: string;
  type: string;
  size_bytes: number;
}

const webmasterActor = (id: string): Actor => ({ role: "webmaster", id: `key_${id}`, webmasterId: id });

/** An offer by application, with its questions. */
async function offerByApplication(joining: Record<string, unknown> = {}) {
  const offer = await network.newOffer({ access: "application", fallback_url: FALLBACK });
  if (Object.keys(joining).length > 0) await ok(network.advertiser.patch(`/offers/${offer.id}/joining`, joining));
  return offer;
}

async function newWebmaster(): Promise<Account & { api: Api }> {
  const account = await admit(network, "webmaster");
  return { ...account, api: network.api(account.key) };
}

const applyFor = (api: Api, offer: Offer, answers: Record<string, string> = {}) =>
  api.post<Application>(`/offers/${offer.id}/applications`, { answers });

const review = (api: Api, { id }: { id: string }, event: string, reason: string | null = null) =>
  api.post<Application>(`/applications/${id}/${event}`, { reason });

const makeLink = (api: Api, offer: Offer) => api.post<Link>("/links", { offer_id: offer.id, slug: unique("j") });

/** A webmaster with an approved application and a published link. */
async function joined(offer: Offer) {
  const webmaster = await newWebmaster();
  const application = await ok(applyFor(webmaster.api, offer), 201);
  await ok(review(network.advertiser, application, "approve"));
  const link = await ok(makeLink(webmaster.api, offer), 201);
  await network.publish();
  return { webmaster, application, link };
}

/** A context in which a concurrent writer acts just before this one writes. */
function overtaken(rival: () => Promise<unknown>, actor?: Actor): Context {
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

const storedClick = async (linkId: string, clickId?: string) =>
  until("the click is stored", async () =>
    (await network.stored("link_id = ?", linkId)).findLast(
      ({ click_id }) => clickId === undefined || click_id === clickId,
    ),
  );

const location = async (link: Link) => (await network.visit(`/${link.slug}`)).headers.get("location");

/** Waits until this is published. */
const untilAt = (link: Link, fallback: string) =>
  until(`visitors go to ${fallback}`, async () => (await network.destination(`/${link.slug}`)) === fallback);

const untilNotAt = (link: Link, fallback: string) =>
  until("visitors reach the landing again", async () => (await network.destination(`/${link.slug}`)) !== fallback);

describe("joining an offer, from the application to its end", () => {
  test("refused, asked again, approved, linked, clicked, revoked, stopped at the edge, and joined again", async () => {
    const offer = await offerByApplication({
      questions: [
        { code: "how", text: "How will you bring visitors?", is_required: true },
        { code: "kind", text: "Which kind of traffic?", options: ["blog", "mail"] },
      ],
    });
    const { api } = await newWebmaster();
    await refused(makeLink(api, offer), 403, "application_needed");
    const { errors } = await refused(applyFor(api, offer, { kind: "pigeons" }), 400, "invalid_input");
    expect(errors?.map(({ path }) => path)).toEqual(["answers.how", "answers.kind"]);

    const first = await ok(applyFor(api, offer, { how: "My blog", kind: "blog" }), 201);
    expect(first).toMatchObject({
      status: "pending",
      answers: [{ question: "How will you bring visitors?", answer: "My blog" }, {}],
    });
    await refused(applyFor(api, offer, { how: "Again" }), 409, "application_exists");
    await refused(makeLink(api, offer), 403, "application_needed");
    await refused(review(network.advertiser, first, "refuse"), 400, "invalid_input");
    const no = await ok(review(network.advertiser, first, "refuse", "Your blog has no readers"));
    expect(no).toMatchObject({ status: "refused", reason: "Your blog has no readers" });
    expect(await ok(api.get(`/applications/${first.id}`))).toMatchObject({ reason: "Your blog has no readers" });
    await refused(makeLink(api, offer), 403, "application_needed");

    const second = await ok(applyFor(api, offer, { how: "My blog, with readers" }), 201);
    await ok(review(network.advertiser, second, "approve"));
    const link = await ok(makeLink(api, offer), 201);
    await network.publish();
    const early = await network.click(`/${link.slug}`);
    const effects = await ok(network.advertiser.get<Effects>(`/applications/${second.id}/effects`));
    expect(effects).toMatchObject({ verb: "revoke", status: "approved", links: 1 });
    expect(effects.consequences.map(({ code }) => code)).toContain("earned_stays");

    await ok(review(network.advertiser, second, "revoke", "Too many returns"));
    // Caches of the edge still lead to the landing: the delay is ours, and the click is valid.
    const late = await network.visit(`/${link.slug}`);
    if (late.headers.get("location") !== FALLBACK)
      expect(await storedClick(link.id, clickIdOf(late))).toMatchObject({
        decision: "landing",
        verdict: "valid",
        grace: 1,
      });
    await untilAt(link, FALLBACK);
    expect(
      await until("it is stored with its reason", async () => {
        const row = await storedClick(link.id);
        return row.decision === "fallback" && row;
      }),
    ).toMatchObject({ reason: "not_approved", verdict: "not_approved" });
    expect(await storedClick(link.id, early)).toMatchObject({ verdict: "valid", grace: 0 });
    await refused(makeLink(api, offer), 403, "application_needed");

    const third = await ok(applyFor(api, offer, { how: "Better" }), 201);
    await ok(review(network.operator, third, "approve"));
    await untilNotAt(link, FALLBACK);
    const history = await ok(api.get<{ changes: { verb: string }[] }>(`/applications/${second.id}`));
    expect(history.changes.map(({ verb }) => verb)).toEqual(["apply", "approve", "revoke"]);
  });

  test("clicks after the grace period are judged by their own time, and earlier earnings are paid", async () => {
    const offer = await offerByApplication();
    const { webmaster, application, link } = await joined(offer);
    const row = await linkRow(network, link.slug);
    const sold = clickEvent(row);
    await network.localNetwork.deliver("clicks", [clickMessage([sold])]);
    await network.localNetwork.deliver("postbacks", [postbackMessage([await postbackEvent(sold.clickId)])]);
    const before = await ok(network.operator.get<Effects>(`/applications/${application.id}/effects`));
    expect(before.money).toMatchObject([
      { currency: "USD", pending: { amount_minor: 499 }, available: { amount_minor: 0 } },
    ]);
    await ok(review(network.operator, application, "revoke", "fraud"));
    const now = Date.now();
    const clicks = [now + MINUTE_MS, now + 3 * MINUTE_MS].map((clickedAt) => clickEvent(row, { clickedAt }));
    await network.localNetwork.deliver("clicks", [
      { id: "late", body: clickBatchOf(clicks.map((click) => JSON.stringify(click))) },
    ]);
    expect(await storedClick(link.id, clicks[0]?.clickId)).toMatchObject({ verdict: "valid", grace: 1 });
    expect(await storedClick(link.id, clicks[1]?.clickId)).toMatchObject({ verdict: "not_approved", grace: 0 });
    const { data } = await ok(webmaster.api.get<Page<Conversion>>(`/conversions?click_id=${sold.clickId}`));
    expect(data).toMatchObject([{ status: "pending" }]);
    const approved = await ok(network.advertiser.post(`/conversions/${data[0]?.id}/approve`));
    expect(approved).toMatchObject({ status: "approved" });
    const after = await ok(network.operator.get<Effects>(`/applications/${application.id}/effects`));
    expect(after.money).toMatchObject([{ pending: { amount_minor: 0 }, available: { amount_minor: 499 } }]);
  });

  test("the webmaster's own withdrawal ends it too, before and after the approval", async () => {
    const offer = await offerByApplication();
    const { webmaster, application, link } = await joined(offer);
    expect(await ok(review(webmaster.api, application, "withdraw"))).toMatchObject({ status: "withdrawn" });
    await refused(makeLink(webmaster.api, offer), 403, "application_needed");
    const snapshot = JSON.parse(
      await until("it is published", async () => {
        await network.publish();
        return (await (await network.localNetwork.kv()).get(`webmaster:${webmaster.id}`)) ?? undefined;
      }),
    ) as { stoppedOffers: string[] };
    expect(snapshot.stoppedOffers).toEqual([offer.id]);
    expect(link.status).toBe("active");
    const again = await ok(applyFor(webmaster.api, offer), 201);
    await ok(review(webmaster.api, again, "withdraw"));
    await refused(review(network.advertiser, again, "approve"), 409, "transition_refused");
  });

  test("links of a webmaster whom a private offer no longer lists stop, and run again once listed", async () => {
    const { id, api } = await newWebmaster();
    const offer = await network.newOffer({ access: "private", webmaster_ids: [id], fallback_url: FALLBACK });
    const links = [await ok(makeLink(api, offer), 201), await ok(makeLink(api, offer), 201)];
    const list = (webmaster_ids: string[]) => ok(network.operator.patch(`/offers/${offer.id}`, { webmaster_ids }));
    await list([DEMO.webmaster]);
    await network.publish();
    for (const link of links) expect(await location(link)).toBe(FALLBACK);
    expect(await storedClick(links[0]?.id ?? "")).toMatchObject({ reason: "not_approved" });
    await refused(makeLink(api, offer), 404, "not_found");
    await list([id]);
    for (const link of links) await untilNotAt(link, FALLBACK);
  });

  test.each([
    ["automatic", false, "approved"],
    ["verified_source", false, "pending"],
    ["verified_source", true, "approved"],
    ["by_hand", true, "pending"],
  ])("the policy %s, verified source %s → %s", async (approval, isVerified, status) => {
    const offer = await offerByApplication({ approval });
    const { api } = await newWebmaster();
    if (isVerified) {
      const source = await ok(api.post("/traffic-sources", { kind: "channel", url: "https://t.me/maps" }), 201);
      await ok(network.operator.post(`/traffic-sources/${String(source["id"])}/verify`, { method: "operator" }));
    }
    const application = await ok(applyFor(api, offer), 201);
    expect(application.status).toBe(status);
    // Only the offer's side sees the policy.
    expect(await ok(api.get(`/offers/${offer.id}/joining`))).not.toHaveProperty("approval");
    if (status === "approved") await ok(makeLink(api, offer), 201);
  });

  test("the policy does not approve a webmaster who lost an approval", async () => {
    const offer = await offerByApplication({ approval: "automatic" });
    const { api } = await newWebmaster();
    const first = await ok(applyFor(api, offer), 201);
    await ok(review(network.advertiser, first, "revoke", "bots"));
    expect(await ok(applyFor(api, offer), 201)).toMatchObject({ status: "pending" });
  });

  test("mails: the advertiser gets the application, the webmaster the answer", async () => {
    const offer = await offerByApplication();
    const application = await ok(applyFor(network.webmaster, offer), 201);
    await mailTo(network, DEMO.emails.advertiser, new RegExp(`an application.*${offer.id}|an application`));
    await ok(review(network.advertiser, application, "refuse", "Not now"));
    const { text } = await mailTo(network, DEMO.emails.webmaster, /your application/);
    expect(text).toContain("Not now");
  });
});

describe("applications that are refused", () => {
  test("for an offer that is paused, archived, private, a draft, public or unknown", async () => {
    const { api } = await newWebmaster();
    const paused = await offerByApplication();
    await ok(network.operator.post(`/offers/${paused.id}/pause`, { reason: "reported" }));
    await refused(applyFor(api, paused), 409, "offer_not_open");
    const archived = await offerByApplication();
    await ok(network.operator.post(`/offers/${archived.id}/archive`, { reason: "reported" }));
    await refused(applyFor(api, archived), 404, "not_found");
    await refused(applyFor(api, await network.newOffer({ access: "private" })), 404, "not_found");
    await refused(applyFor(api, await network.newOffer()), 409, "application_not_needed");
    await refused(applyFor(api, { ...paused, id: "off_none" }), 404, "not_found");
    for (const role of [network.advertiser, network.operator])
      await refused(applyFor(role, await offerByApplication()), 403, "forbidden");
  });

  test("too often: five in thirty days", async () => {
    const offer = await offerByApplication();
    const { api } = await newWebmaster();
    for (let i = 0; i < 5; i++)
      await ok(review(network.advertiser, await ok(applyFor(api, offer), 201), "refuse", "No"));
    await refused(applyFor(api, offer), 429, "too_many_requests");
  });

  test.each([
    [{ questions: Array.from({ length: 31 }, (_, i) => ({ code: `q${i}`, text: "?" })) }],
    [{ questions: [{ code: "Q 1", text: "?" }] }],
    [
      {
        questions: [
          { code: "a", text: "?" },
          { code: "a", text: "!" },
        ],
      },
    ],
    [{ questions: [{ code: "a", text: "?", options: ["x", "x"] }] }],
    [{ questions: [{ code: "a", text: "x".repeat(501) }] }],
    [{ contact: { email: "not an address" } }],
    [{ approval: "never" }],
  ])("an offer that asks %j is refused", async (joining) => {
    const offer = await offerByApplication();
    await refused(network.advertiser.patch(`/offers/${offer.id}/joining`, joining), 400, "invalid_input");
  });

  test("events of another role", async () => {
    const offer = await offerByApplication();
    const { api } = await newWebmaster();
    const application = await ok(applyFor(api, offer), 201);
    for (const event of ["approve", "refuse", "revoke"])
      await refused(review(api, application, event, "I say so"), 403, "forbidden");
    await refused(review(network.advertiser, application, "withdraw"), 403, "forbidden");
    await refused(review(network.advertiser, application, "revoke", "?"), 409, "transition_refused");
    const stranger = network.api((await admit(network, "advertiser")).key);
    await refused(review(stranger, application, "approve"), 404, "not_found");
    await refused((await newWebmaster()).api.get(`/applications/${application.id}`), 404, "not_found");
  });

  test("an older version", async () => {
    const offer = await offerByApplication({ approval: "by_hand" });
    const path = `/offers/${offer.id}/joining`;
    await refused(network.advertiser.patch(path, { approval: "automatic", version: 0 }), 409, "conflict");
    expect(await ok(network.advertiser.patch(path, { approval: "automatic", version: 1 }))).toMatchObject({
      version: 2,
    });
  });
});

describe("two at once", () => {
  test("decide about an application: the first counts, the other gets a conflict", async () => {
    const offer = await offerByApplication();
    const { api } = await newWebmaster();
    const { id } = await ok(applyFor(api, offer), 201);
    const approve = () => reviewApplication(network.context(), { id, event: "approve", reason: null });
    const late = reviewApplication(overtaken(approve), { id, event: "refuse", reason: "No" });
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    expect(await ok(api.get(`/applications/${id}`))).toMatchObject({ status: "approved", version: 2 });
  });

  test("apply twice: one application", async () => {
    const offer = await offerByApplication();
    const { id, api } = await newWebmaster();
    const send = (ctx: Context) => apply(ctx, { offerId: offer.id, answers: {} });
    const late = send(overtaken(() => send(network.context(webmasterActor(id))), webmasterActor(id)));
    await expect(late).rejects.toMatchObject({ code: "application_exists" });
    expect((await ok(api.get<Page<Application>>(`/applications?offer_id=${offer.id}`))).data).toHaveLength(1);
  });

  test("revoke while a link is created: the link is stopped with the others", async () => {
    const offer = await offerByApplication();
    const { webmaster, application } = await joined(offer);
    const revoke = () => reviewApplication(network.context(), { id: application.id, event: "revoke", reason: "bots" });
    const link = await createLink(overtaken(revoke, webmasterActor(webmaster.id)), { offerId: offer.id, defaults: {} });
    await network.publish();
    expect((await network.visit(`/${link.slug}`)).headers.get("location")).toBe(FALLBACK);
  });

  test("change an offer's questions: the one with a version is refused, the one without is applied", async () => {
    const offer = await offerByApplication();
    const rival = () => changeJoining(network.context(), offer.id, { approval: "automatic" });
    const named = changeJoining(overtaken(rival), offer.id, { questions: [], version: 0 });
    await expect(named).rejects.toMatchObject({ code: "conflict" });
    const contact = { name: "Clara", email: "", other: "" };
    const unnamed = await changeJoining(overtaken(rival), offer.id, { contact });
    expect(unnamed).toMatchObject({ approval: "automatic", contact, version: 3 });
  });

  test("block an account: once", async () => {
    const { id } = await admit(network, "webmaster");
    const block = (ctx: Context) => setBlocked(ctx, { kind: "webmaster", id }, { event: "block", reason: "fraud" });
    await expect(block(overtaken(() => block(network.context())))).rejects.toMatchObject({ code: "conflict" });
    const rows = await network.rows("DB", "SELECT event FROM block WHERE account_id = ?", id);
    expect(rows).toEqual([{ event: "block" }]);
  });

  test("write to a thread: both messages are stored, each with its own number", async () => {
    const ctx = network.context(webmasterActor(DEMO.webmaster));
    const subject = { kind: "offer", id: DEMO.offers.demo, webmasterId: null, advertiserId: null } as const;
    const { id } = await openThread(ctx, { subject, title: "Two", text: "One", isPrivate: false });
    const rival = () => writeMessage(network.context(), { threadId: id, text: "Two", attachmentIds: [] });
    const late = await writeMessage(overtaken(rival), { threadId: id, text: "Three", attachmentIds: [] });
    expect(late.row).toMatchObject({ number: 3, text: "Three" });
    expect(await ok(network.webmaster.get(`/support/threads/${id}`))).toMatchObject({ messages: 3, unread: 2 });
  });
});

describe("blocks", () => {
  test("of a webmaster: its effects are listed before, take place at the edge, and keep earnings", async () => {
    const offer = await network.newOffer({ fallback_url: FALLBACK });
    const { id, api } = await newWebmaster();
    const link = await ok(makeLink(api, offer), 201);
    await network.publish();
    const clickId = await network.click(`/${link.slug}`);
    await network.sell({ click_id: clickId, amount: "49.90", currency: "USD" });
    const [conversion] = await until("the conversion", async () => {
      const { data } = await ok(api.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
      return data.some(({ click_facts }) => click_facts === "known") && data;
    });
    const later = await network.click(`/${link.slug}`);

    const path = `/webmasters/${id}`;
    const effects = await ok(network.operator.get<Effects>(`${path}/block-effects`));
    expect(effects).toMatchObject({
      verb: "block",
      status: "active",
      links: 1,
      money: [{ pending: { amount_minor: 499 } }],
    });
    const codes = ({ consequences }: Effects) => consequences.map(({ code }) => code);
    expect(codes(effects)).toEqual([
      "links_stop",
      "joining_refused",
      "late_conversions_held",
      "earned_stays",
      "people_may_look",
    ]);
    await refused(network.operator.post(`${path}/unblock`, { reason: "?" }), 409, "transition_refused");
    await refused(network.operator.post(`${path}/block`, {}), 400, "invalid_input");
    const done = await ok(network.operator.post<Effects>(`${path}/block`, { reason: "fraud" }));
    expect(done).toMatchObject({ status: "blocked", links: effects.links, money: effects.money });

    // As listed: links, joining, late conversions, money.
    await untilAt(link, NETWORK_FALLBACK);
    expect(
      await until("the refused click", async () => {
        const row = await storedClick(link.id);
        return row.decision === "fallback" && row;
      }),
    ).toMatchObject({ reason: "webmaster_blocked" });
    await refused(makeLink(api, offer), 403, "account_blocked");
    await refused(applyFor(api, await offerByApplication()), 403, "account_blocked");
    await network.sell({ click_id: later, amount: "10.00", currency: "USD" });
    await until("the late conversion is held", async () => {
      const { data } = await ok(api.get<Page<Conversion>>(`/conversions?click_id=${later}`));
      return data[0]?.status === "held";
    });
    const approved = await ok(network.advertiser.post<Conversion>(`/conversions/${conversion?.id}/approve`));
    expect(approved.status).toBe("approved");
    const why = { subject: { kind: "offer", id: offer.id }, title: "Why?", text: "Why?" };
    await refused(api.post("/support/threads", why), 403, "account_blocked"); // its keys only read
    const person = { role: "webmaster", id: "per_blocked", webmasterId: id, isBlocked: true } as const;
    const subject = { kind: "offer", id: offer.id, webmasterId: null, advertiserId: null } as const;
    await openThread(network.context(person), { ...why, subject, isPrivate: false });

    const back = await ok(network.operator.get<Effects>(`${path}/block-effects`));
    expect(back).toMatchObject({
      verb: "unblock",
      status: "blocked",
      last_block: { verb: "block", reason: "fraud" },
    });
    expect(codes(back)).toContain("links_start");
    await ok(network.operator.post(`${path}/unblock`, { reason: "a mistake" }));
    await untilNotAt(link, NETWORK_FALLBACK);
    await ok(makeLink(api, offer), 201);
  });

  test("of an advertiser: its offers stop, with their own reason", async () => {
    const advertiser = await admit(network, "advertiser");
    const offer = await network.newOffer({ advertiser_id: advertiser.id, fallback_url: FALLBACK });
    const link = await network.newLink(offer.id);
    await network.publish();
    const path = `/advertisers/${advertiser.id}`;
    expect(await ok(network.operator.get(`${path}/block-effects`))).toMatchObject({
      verb: "block",
      links: 1,
      offers: 1,
    });
    await ok(network.operator.post(`${path}/block`, { reason: "does not pay" }));
    await network.publish();
    expect(await location(link)).toBe(NETWORK_FALLBACK);
    expect(await storedClick(link.id)).toMatchObject({ reason: "advertiser_blocked", verdict: "advertiser_blocked" });
    const about = { advertiserId: advertiser.id, clickedAt: Date.now() + 3 * MINUTE_MS };
    const late = clickEvent(await linkRow(network, link.slug), about);
    await network.localNetwork.deliver("clicks", [clickMessage([late])]);
    expect(await storedClick(link.id, late.clickId)).toMatchObject({ verdict: "advertiser_blocked", grace: 0 });
    await ok(network.operator.post(`${path}/unblock`, { reason: "paid" }));
    await untilNotAt(link, NETWORK_FALLBACK);
  });

  test("of an advertiser: its offers leave the catalogue and can't be joined, and it can't create new ones", async () => {
    const account = await admit(network, "advertiser");
    const advertiser = network.api(account.key);
    const terms = { advertiser_id: account.id, fallback_url: FALLBACK };
    const [open, byApplication] = [
      await network.newOffer(terms),
      await network.newOffer({ ...terms, access: "application" }),
    ];
    const draft = {
      ...{ advertiser_id: account.id, name: unique("Offer") },
      goals: [{ code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000 }],
      landings: [{ url: "https://shop.example/" }],
    };
    const { id: draftId } = await ok(advertiser.post<Offer>("/offers", draft), 201);
    const [webmaster, other] = [await newWebmaster(), await newWebmaster()];
    const application = await ok(applyFor(webmaster.api, byApplication), 201);
    const catalogue = async (api: Api) =>
      (await ok(api.get<Page<Offer>>("/offers?limit=500"))).data.map(({ id }) => id);

    const path = `/advertisers/${account.id}`;
    const effects = await ok(network.operator.post<Effects>(`${path}/block`, { reason: "does not pay" }));
    const codes = ["offers_hidden", "no_new_offers", "joining_refused"];
    expect(effects.consequences.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
    await refused(makeLink(other.api, open), 403, "account_blocked");
    await refused(applyFor(other.api, byApplication), 403, "account_blocked");
    for (const api of [advertiser, network.operator]) {
      await refused(review(api, application, "approve"), 403, "account_blocked");
      await refused(api.post("/offers", draft), 403, "account_blocked");
      await refused(api.post("/offers/import", { offers: [draft] }), 403, "account_blocked");
      await refused(api.post(`/offers/${draftId}/submit`), 403, "account_blocked");
    }
    await refused(network.operator.post(`/offers/${draftId}/approve`), 403, "account_blocked");
    expect(await catalogue(other.api)).not.toContain(open.id);
    expect(await catalogue(advertiser)).toContain(open.id);
    await ok(other.api.get(`/offers/${open.id}`));

    await ok(network.operator.post(`${path}/unblock`, { reason: "paid" }));
    expect(await catalogue(other.api)).toContain(open.id);
    await ok(makeLink(other.api, open), 201);
    await ok(review(advertiser, application, "approve"));
    await ok(advertiser.post(`/offers/${draftId}/submit`));
  });

  test("can only be made by the operator", async () => {
    for (const api of [network.webmaster, network.advertiser])
      for (const path of [`/webmasters/${DEMO.webmaster}`, `/advertisers/${DEMO.advertiser}`]) {
        await refused(api.get(`${path}/block-effects`), 403, "forbidden");
        await refused(api.post(`${path}/block`, { reason: "a rival" }), 403, "forbidden");
      }
  });
});

describe("profiles", () => {
  test("are changed by their account, and visible to the parties that work with it", async () => {
    const { id, api } = await newWebmaster();
    const path = `/webmasters/${id}`;
    await refused(network.advertiser.get(path), 404, "not_found");
    const about = { about: "I write about maps", website: "https://maps.blog/", country: "DE", contact: "@maps" };
    expect(await ok(api.patch(path, about))).toMatchObject({ ...about, version: 1 });
    await refused(api.patch(path, { about: "", version: 0 }), 409, "conflict");
    await ok(applyFor(api, await offerByApplication()), 201);
    expect(await ok(network.advertiser.get(path))).toMatchObject(about);
    await refused(network.advertiser.patch(path, { about: "hacked" }), 403, "forbidden");
    await refused(network.webmaster.get(path), 404, "not_found");
  });

  test.each([
    [{ website: "javascript:alert(1)" }],
    [{ country: "Germany" }],
    [{ about: "x".repeat(5_001) }],
    [{ status: "active" }],
    [{ name: "" }],
  ])("%j is refused", async (change) => {
    await refused(network.webmaster.patch(`/webmasters/${DEMO.webmaster}`, change), 400, "invalid_input");
  });
});

describe("traffic sources", () => {
  interface Source {
    id: string;
    status: string;
    reason_code: string | null;
    proof: { text: string; dns_name: string; file_url: string } | null;
  }

  const newSource = (api: Api, url: string, kind = "site") => api.post<Source>("/traffic-sources", { kind, url });

  /** Has a source checked by a job; returns the result. */
  async function checked(api: Api, { id }: Source, method: "dns" | "file") {
    expect(await ok(api.post(`/traffic-sources/${id}/verify`, { method }))).toMatchObject({ status: "checking" });
    await network.localNetwork.tick();
    return until("it is checked", async () => {
      const source = await ok(api.get<Source>(`/traffic-sources/${id}`));
      return source.status !== "checking" && source;
    });
  }

  const dnsQuestion = (name: string) => `https://cloudflare-dns.com/dns-query?name=${name}&type=TXT`;
  const dnsAnswer =
    (...texts: string[]) =>
    () =>
      Response.json({ Status: 0, Answer: texts.map((text) => ({ name: "x", type: 16, TTL: 60, data: text })) });

  test("by a DNS record", async () => {
    const { api } = await newWebmaster();
    const source = await ok(newSource(api, "https://maps.one.net/blog"), 201);
    const { text = "", dns_name = "" } = source.proof ?? {};
    expect(dns_name).toBe("_waymark.maps.one.net");
    outside.answers.set(
      dnsQuestion(dns_name),
      dnsAnswer('"v=spf1 -all"', `"${text.slice(0, 20)}" "${text.slice(20)}"`),
    );
    expect(await checked(api, source, "dns")).toMatchObject({ status: "verified", reason_code: null });
    // Only the webmaster sees the proof.
    expect(await ok(network.operator.get(`/traffic-sources/${source.id}`))).not.toHaveProperty("proof");
  });

  test("by a file", async () => {
    const { api } = await newWebmaster();
    const source = await ok(newSource(api, "https://maps.two.net/"), 201);
    const { text = "", file_url = "" } = source.proof ?? {};
    expect(file_url).toBe("https://maps.two.net/.well-known/waymark.txt");
    outside.answers.set(file_url, () => new Response(`${text}\n`));
    expect(await checked(api, source, "file")).toMatchObject({ status: "verified" });
  });

  test.each([
    ["dns", "no record", dnsAnswer(), "record_missing"],
    ["dns", "another webmaster's", dnsAnswer('"waymark-verification=0"'), "record_missing"],
    ["dns", "no DNS", () => new Response("busy", { status: 503 }), "unreachable"],
    ["dns", "no JSON", () => new Response("<html>"), "unreachable"],
    ["file", "no file", () => new Response("", { status: 404 }), "file_missing"],
    ["file", "another's file", () => new Response("waymark-verification=0"), "file_differs"],
    [
      "file",
      "a redirect",
      () => new Response(null, { status: 302, headers: { location: "https://else.net/" } }),
      "file_missing",
    ],
    ["file", "an endless file", () => new Response("x".repeat(1_000_000)), "file_differs"],
  ] as const)("%s, %s → %s", async (method, _, answer, reason) => {
    const { api } = await newWebmaster();
    const host = `${unique("maps")}.three.net`;
    const source = await ok(newSource(api, `https://${host}/`), 201);
    outside.answers.set(dnsQuestion(`_waymark.${host}`), answer);
    outside.answers.set(`https://${host}/.well-known/waymark.txt`, answer);
    expect(await checked(api, source, method)).toMatchObject({ status: "failed", reason_code: reason });
    await refused(api.post(`/traffic-sources/${source.id}/verify`, { method }), 429, "too_many_requests");
  });

  test.each([
    ["http://maps.four.net/"],
    ["https://127.0.0.1/"],
    ["https://2130706433/"],
    ["https://[::1]/"],
    ["https://user:password@maps.four.net/"],
    ["https://maps.four.net:8080/"],
    ["https://localhost/"],
    ["https://metadata.google.internal/"],
    ["https://waymark-control.example.workers.dev/"],
    ["https://waymark-edge.example.workers.dev/x"],
    ["https://cloudflare-dns.com/"],
    ["not an address"],
  ])("%s is refused as a source, and never requested", async (url) => {
    const before = outside.asked.length;
    await refused(newSource(network.webmaster, url), 422, "source_refused");
    await network.localNetwork.tick();
    expect(outside.asked.length).toBe(before);
  });

  test("of one webmaster, however many are due, don't delay that of another", async () => {
    const [greedy, other] = [await newWebmaster(), await newWebmaster()];
    const ids = [...Array.from({ length: 40 }, (_, n) => `src_greedy${n}`), "src_other"];
    for (const [n, id] of ids.entries())
      await network.rows(
        "DB",
        `INSERT INTO traffic_source (id, webmaster_id, kind, url, name, proof, status, method, created_at, check_at)
         VALUES (?1, ?2, 'site', 'https://' || ?3 || '.six.net/', '', 'x', 'checking', 'file', 0, ?4)`,
        ...[id, id === "src_other" ? other.id : greedy.id, `maps${n}`, n],
      );
    const asked: string[] = [];
    const file = (url: string) => {
      asked.push(url);
      return Promise.resolve(null);
    };
    await checkSources(network.context({ role: "system", job: "test" }), { file, txt: () => Promise.resolve([]) });
    expect(asked[1]).toContain("maps40.six.net");
    await network.rows("DB", "DELETE FROM traffic_source WHERE url LIKE '%.six.net/'");
  });

  test("only a job sends requests, and a source is private and unique", async () => {
    const { api } = await newWebmaster();
    const source = await ok(newSource(api, "https://maps.five.net/"), 201);
    await ok(api.post(`/traffic-sources/${source.id}/verify`, { method: "file" }));
    expect(outside.asked.filter((url) => url.includes("maps.five.net"))).toEqual([]);
    await refused(newSource(api, "https://MAPS.five.net"), 409, "already_exists");
    await refused(network.webmaster.get(`/traffic-sources/${source.id}`), 404, "not_found");
    await refused(api.post(`/traffic-sources/${source.id}/verify`, { method: "operator" }), 403, "forbidden");
    const channel = await ok(newSource(api, "https://t.me/maps", "channel"), 201);
    await refused(api.post(`/traffic-sources/${channel.id}/verify`, { method: "dns" }), 422, "source_refused");
  });
});

describe("threads", () => {
  const open = (api: Api, subject: { kind: string; id: string }, more: Record<string, unknown> = {}) =>
    api.post<Thread>("/support/threads", { subject, title: "A question", text: "How?", ...more });

  const write = (api: Api, { id }: Thread, text: string, attachment_ids: string[] = []) =>
    api.post(`/support/threads/${id}/messages`, { text, attachment_ids });

  async function upload(key: string, { id }: { id: string }, name: string, content: string | Uint8Array<ArrayBuffer>) {
    const url = `${network.localNetwork.origins.control}/api/v1/support/threads/${id}/attachments?name=${encodeURIComponent(name)}`;
    const response = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${key}` }, body: content });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Attachment }; // checked by who asks
  }

  /** The demo webmaster's sale to the demo advertiser. */
  async function sale(fields: Record<string, string> = {}) {
    const clickId = await network.click();
    await network.sell({ click_id: clickId, amount: "49.90", currency: "USD", ...fields });
    return until("the conversion, which knows its click", async () => {
      const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
      return data.find(({ click_facts }) => click_facts === "known");
    });
  }

  test("are visible to their parties and the operator only", async () => {
    const outsiders = [(await newWebmaster()).api, network.api((await admit(network, "advertiser")).key)];
    const conversion = await sale();
    const threads = [
      await ok(open(network.webmaster, { kind: "offer", id: DEMO.offers.demo }), 201),
      await ok(open(network.advertiser, { kind: "conversion", id: conversion.id }), 201),
      await ok(open(network.operator, { kind: "offer", id: DEMO.offers.demo }, { webmaster_id: DEMO.webmaster }), 201),
    ];
    for (const thread of threads) {
      expect(thread).toMatchObject({ advertiser_id: DEMO.advertiser, webmaster_id: DEMO.webmaster });
      const file = await upload(DEMO.keys.operator, thread, "note.txt", "secret");
      await ok(write(network.operator, thread, "Look", [file.body.id]), 201);
      for (const api of [network.webmaster, network.advertiser, network.operator])
        await ok(api.get(`/support/threads/${thread.id}/messages`));
      for (const api of outsiders) {
        await refused(api.get(`/support/threads/${thread.id}`), 404, "not_found");
        await refused(api.get(`/support/threads/${thread.id}/messages`), 404, "not_found");
        await refused(write(api, thread, "Let me in"), 404, "not_found");
        await refused(api.post(`/support/threads/${thread.id}/read`, { number: 1 }), 404, "not_found");
        await refused(api.get(`/support/attachments/${file.body.id}`), 404, "not_found");
        expect((await ok(api.get<Page<Thread>>("/support/threads"))).data).toEqual([]);
        expect(await ok(api.get("/support/unread"))).toEqual({ threads: 0, messages: 0 });
      }
    }
    for (const api of outsiders) await refused(open(api, { kind: "conversion", id: conversion.id }), 404, "not_found");
  });

  test("with the operator alone", async () => {
    const conversion = await sale();
    const thread = await ok(
      open(network.webmaster, { kind: "conversion", id: conversion.id }, { is_private: true }),
      201,
    );
    expect(thread).toMatchObject({ advertiser_id: null, webmaster_id: DEMO.webmaster });
    await refused(network.advertiser.get(`/support/threads/${thread.id}`), 404, "not_found");
    await ok(write(network.operator, thread, "I see"), 201);
    const other = await ok(
      open(network.advertiser, { kind: "offer", id: DEMO.offers.demo }, { is_private: true }),
      201,
    );
    expect(other).toMatchObject({ webmaster_id: null });
    await refused(network.webmaster.get(`/support/threads/${other.id}`), 404, "not_found");
  });

  test("about a payout: between its webmaster and the operator", async () => {
    const conversion = await sale();
    await ok(network.operator.post(`/conversions/${conversion.id}/approve`));
    await ok(network.operator.post("/payout-runs"), 201);
    const { data } = await ok(network.webmaster.get<Page<{ id: string }>>("/payouts"));
    const subject = { kind: "payout", id: data[0]?.id ?? "" };
    const thread = await ok(open(network.webmaster, subject), 201);
    expect(thread).toMatchObject({ advertiser_id: null, webmaster_id: DEMO.webmaster });
    await refused(open(network.advertiser, subject), 403, "forbidden");
    await refused(open((await newWebmaster()).api, subject), 404, "not_found");
  });

  test("about nothing in particular: between one account and the operator", async () => {
    const general = (api: Api, more: Record<string, unknown> = {}) =>
      api.post<{ id: string }>("/support/threads", { title: "A question", text: "How do I begin?", ...more });
    const thread = await ok(general(network.webmaster), 201);
    expect(thread).toMatchObject({ subject: null, advertiser_id: null, webmaster_id: DEMO.webmaster });
    expect(await ok(network.operator.get(`/support/threads/${thread.id}`))).toMatchObject({ subject: null, unread: 1 });
    for (const api of [network.advertiser, (await newWebmaster()).api])
      await refused(api.get(`/support/threads/${thread.id}`), 404, "not_found");
    await refused(general(network.webmaster, { advertiser_id: DEMO.advertiser }), 404, "not_found");

    await refused(general(network.operator), 400, "invalid_input");
    const both = { advertiser_id: DEMO.advertiser, webmaster_id: DEMO.webmaster };
    await refused(general(network.operator, both), 400, "invalid_input");
    await refused(general(network.operator, { webmaster_id: "wm_none" }), 404, "not_found");
    const theirs = await ok(general(network.operator, { advertiser_id: DEMO.advertiser }), 201);
    expect(await ok(network.advertiser.get(`/support/threads/${theirs.id}`))).toMatchObject({ unread: 1 });
    await refused(network.webmaster.get(`/support/threads/${theirs.id}`), 404, "not_found");
  });

  test("about an upload: its advertiser, the operator, and one of the webmasters whose conversions it changed", async () => {
    const { offer_id: offerId, order_id, webmaster_id } = await sale({ order_id: unique("order") });
    const { id } = await validated(network, offerId, `order_id,status\n${order_id},approved\n`);
    const subject = { kind: "upload", id };
    // Until it is applied, it concerns no webmaster.
    await refused(open(network.webmaster, subject), 404, "not_found");
    await refused(open(network.advertiser, subject, { webmaster_id }), 404, "not_found");
    const early = await ok(open(network.advertiser, subject), 201);
    expect(early).toMatchObject({ advertiser_id: DEMO.advertiser, webmaster_id: null });
    await committed(network, id);
    await refused(network.webmaster.get(`/support/threads/${early.id}`), 404, "not_found");
    for (const [api, more] of [
      [network.webmaster, {}],
      [network.advertiser, { webmaster_id }],
      [network.operator, { webmaster_id }],
    ] as const) {
      const thread = await ok(open(api, subject, more), 201);
      expect(thread).toMatchObject({ subject, advertiser_id: DEMO.advertiser, webmaster_id });
      for (const party of [network.webmaster, network.advertiser, network.operator])
        await ok(party.get(`/support/threads/${thread.id}/messages`));
    }
    const stranger = await newWebmaster();
    const rival = network.api((await admit(network, "advertiser")).key);
    for (const api of [stranger.api, rival]) await refused(open(api, subject), 404, "not_found");
    for (const api of [network.webmaster, network.advertiser, network.operator])
      await refused(open(api, subject, { webmaster_id: stranger.id }), 404, "not_found");
  });

  test("can't be opened with a webmaster who has nothing to do with the offer", async () => {
    const stranger = await newWebmaster();
    const subject = { kind: "offer", id: DEMO.offers.demo };
    await refused(open(network.advertiser, subject, { webmaster_id: stranger.id }), 404, "not_found");
    await refused(open(network.webmaster, subject, { webmaster_id: stranger.id }), 404, "not_found");
    const conversion = await sale();
    const about = { kind: "conversion", id: conversion.id };
    await refused(open(network.operator, about, { webmaster_id: stranger.id }), 400, "invalid_input");
  });

  test("unread messages are counted by side, and only sides that had read everything get a mail", async () => {
    const { id, api } = await newWebmaster();
    const offer = await network.newOffer();
    await ok(makeLink(api, offer), 201);
    const unread = async () => await ok(api.get<{ threads: number; messages: number }>("/support/unread"));
    const title = unique("Question");
    const thread = await ok(
      open(network.advertiser, { kind: "offer", id: offer.id }, { webmaster_id: id, title }),
      201,
    );
    await ok(write(network.advertiser, thread, "Again"), 201);
    expect(await unread()).toEqual({ threads: 1, messages: 2 });
    const operatorMails = async () => {
      const { body } = await openBrowser(network.localNetwork.origins.control).get<{
        data: { to: string; text: string }[];
      }>("/dev/mail.json");
      return body.data.filter(({ to, text }) => to === DEMO.emails.operator && text.includes(title)).length;
    };
    await until("the operator is told", async () => (await operatorMails()) === 1);
    await ok(api.post(`/support/threads/${thread.id}/read`, { number: 1 }));
    expect(await unread()).toEqual({ threads: 1, messages: 1 });
    const listed = async (isUnread: boolean) =>
      (await ok(api.get<Page<Thread>>(`/support/threads?is_unread=${isUnread}`))).data.map(({ id }) => id);
    expect([await listed(true), await listed(false)]).toEqual([[thread.id], []]);
    // Marking an earlier message, or one that does not exist yet, changes nothing.
    await ok(api.post(`/support/threads/${thread.id}/read`, { number: 0 }));
    await ok(api.post(`/support/threads/${thread.id}/read`, { number: 1_000 }));
    expect(await unread()).toEqual({ threads: 0, messages: 0 });
    await ok(write(api, thread, "So"), 201);
    expect(await ok(network.advertiser.get(`/support/threads/${thread.id}`))).toMatchObject({ unread: 1, messages: 3 });
    // A member who has not read the thread since gets no second mail.
    expect(await operatorMails()).toBe(1);
    expect([await listed(true), await listed(false)]).toEqual([[], [thread.id]]);

    const closed = async () =>
      (await ok(api.get<Page<Thread>>("/support/threads?status=closed"))).data.map(({ id }) => id);
    await refused(api.post(`/support/threads/${thread.id}/close`, {}), 400, "invalid_input");
    const reason = "It is answered.";
    expect(await ok(network.advertiser.post(`/support/threads/${thread.id}/close`, { reason }))).toMatchObject({
      ...{ status: "closed", closed_at: expect.any(String) as string, messages: 4 },
    });
    expect(await closed()).toEqual([thread.id]);
    const messages = await ok(api.get<Page<{ text: string }>>(`/support/threads/${thread.id}/messages?sort=newest`));
    expect(messages.data[0]).toMatchObject({ text: reason, side: "advertiser" });
    await ok(write(api, thread, "One more question"), 201);
    expect(await ok(api.get(`/support/threads/${thread.id}`))).toMatchObject({ status: "open", closed_at: null });
    expect(await closed()).toEqual([]);
  });

  test("a file is uploaded, sent once, and downloaded as an attachment", async () => {
    const thread = await ok(open(network.webmaster, { kind: "offer", id: DEMO.offers.demo }), 201);
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00, 0xfe]);
    const { status, body } = await upload(DEMO.keys.webmaster, thread, 'shot "é".png', png);
    expect(status).toBe(201);
    expect(body).toMatchObject({ type: "image/png", size_bytes: png.length });
    await refused(network.advertiser.get(`/support/attachments/${body.id}`), 404, "not_found");
    await refused(write(network.advertiser, thread, "Mine", [body.id]), 404, "not_found");
    await ok(write(network.webmaster, thread, "Look", [body.id]), 201);
    await refused(write(network.webmaster, thread, "Again", [body.id]), 404, "not_found");
    const response = await fetch(`${network.localNetwork.origins.control}/api/v1/support/attachments/${body.id}`, {
      headers: { authorization: `Bearer ${DEMO.keys.advertiser}` },
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment; filename*=UTF-8''shot%20%22%C3%A9%22.png",
      "content-security-policy": expect.stringMatching(/^sandbox; default-src 'none'/) as string,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  test.each([
    ["drawing.svg", "<svg onload=alert(1)>", 422, "file_refused"],
    ["page.html", "<script>alert(1)</script>", 422, "file_refused"],
    ["shot.png", "<script>alert(1)</script>", 422, "file_refused"],
    ["note.txt", "", 422, "file_refused"],
    ["note.txt\r\nx-evil: 1.txt", "Hello", 400, "invalid_input"],
    ["", "Hello", 400, "invalid_input"],
  ] as const)("the file %j is refused", async (name, content, status, code) => {
    const thread = await ok(open(network.webmaster, { kind: "offer", id: DEMO.offers.demo }), 201);
    await refused(upload(DEMO.keys.webmaster, thread, name, content), status, code);
  });

  test("a file of 5 MB is accepted, a larger one is refused", async () => {
    const thread = await ok(open(network.webmaster, { kind: "offer", id: DEMO.offers.demo }), 201);
    expect((await upload(DEMO.keys.webmaster, thread, "note.txt", "x".repeat(5_000_000))).status).toBe(201);
    const url = `${network.localNetwork.origins.control}/api/v1/support/threads/${thread.id}/attachments?name=note.txt`;
    const headers = { authorization: `Bearer ${DEMO.keys.webmaster}` };
    const response = await announceTooMuch(url, "POST", headers, 5_000_001);
    expect({ status: response.status, body: (await response.json()) as unknown }).toMatchObject({
      status: 413,
      body: { code: "too_large" },
    });
  });

  test("unsent files are limited, and deleted after a day", async () => {
    const thread = await ok(open(network.webmaster, { kind: "offer", id: DEMO.offers.demo }), 201);
    for (let i = 0; i < 10; i++) expect((await upload(DEMO.keys.webmaster, thread, "note.txt", "x")).status).toBe(201);
    await refused(upload(DEMO.keys.webmaster, thread, "note.txt", "x"), 429, "too_many_requests");
    const files = await network.localNetwork.bucket("FILES");
    const listed = async () => (await files.list({ prefix: `attachment/${thread.id}/` })).objects.length;
    expect(await listed()).toBe(10);
    await forgetUnsent(network.context(undefined, () => Date.now() + 25 * 60 * MINUTE_MS));
    expect(await listed()).toBe(0);
    await ok(network.webmaster.get(`/support/threads/${thread.id}`));
    expect((await upload(DEMO.keys.webmaster, thread, "note.txt", "x")).status).toBe(201);
  });

  test("titles are one line, texts have a limit, and unknown subjects are refused", async () => {
    const subject = { kind: "offer", id: DEMO.offers.demo };
    for (const more of [
      { title: "A\r\nBcc: all@people.example" },
      { title: "x".repeat(201) },
      { title: " " },
      { text: "" },
      { text: "x".repeat(10_001) },
    ])
      await refused(open(network.webmaster, subject, more), 400, "invalid_input");
    await refused(open(network.webmaster, { kind: "person", id: "per_demo_operator" }), 400, "invalid_input");
    for (const kind of ["offer", "conversion", "upload", "payout"])
      await refused(open(network.webmaster, { kind, id: "none" }), 404, "not_found");
  });

  test("an offer shows its contact", async () => {
    const offer = await network.newOffer();
    const contact = { name: "Clara", email: "clara@people.example", other: "@clara" };
    await ok(network.advertiser.patch(`/offers/${offer.id}/joining`, { contact }));
    expect(await ok(network.webmaster.get(`/offers/${offer.id}/joining`))).toMatchObject({ contact });
  });

  test("a person writes with a session, just as with a key", async () => {
    const browser = await signedIn(network, DEMO.emails.webmaster, DEMO.password);
    const subject = { kind: "offer", id: DEMO.offers.demo };
    const { status } = await browser.post("/api/v1/support/threads", { subject, title: "By hand", text: "Hello" });
    expect(status).toBe(201);
  });
});

test("an account sees what waits for it, and what was answered", async () => {
  const toDo = (who: "webmaster" | "advertiser") => ok(network[who].get<Record<string, number>>("/me/to-do"));
  const [before, advertisers] = [await toDo("webmaster"), await toDo("advertiser")];
  const offer = await network.newOffer({ access: "application" });
  const { id } = await ok(
    network.webmaster.post<{ id: string }>(`/offers/${offer.id}/applications`, { answers: {} }),
    201,
  );
  expect(await toDo("advertiser")).toMatchObject({
    applications_pending: (advertisers["applications_pending"] ?? 0) + 1,
  });
  await ok(network.advertiser.post(`/applications/${id}/refuse`, { reason: "another audience" }));
  const own = { webmaster_id: DEMO.webmaster, rates: [{ goal: "sale", commission_bps: 500 }] };
  await ok(network.operator.post(`/offers/${DEMO.offers.demo}/terms`, own), 201);
  expect(await toDo("webmaster")).toMatchObject({
    applications_answered: (before["applications_answered"] ?? 0) + 1,
    terms_proposed: (before["terms_proposed"] ?? 0) + 1,
  });
  expect(await toDo("webmaster")).not.toHaveProperty("applications_pending");
  expect(await toDo("advertiser")).toMatchObject({ applications_pending: advertisers["applications_pending"] });
});

describe("mails", () => {
  /** Sends as the network does, but for the last step. */
  const by = (send: Sending["send"]): Sending => ({
    ...{ origin: "https://control.example", secret: "secret", send },
    names: () => Promise.resolve({ networkName: "Waymark", senderName: null }),
    reportOf: () => Promise.resolve(undefined),
    reportEnded: () => expect.unreachable("no report is mailed"),
  });
  const pending = (id: string) =>
    network.rows<{ tries: number; due_at: number }>("DB", "SELECT * FROM outgoing_mail WHERE id LIKE ?", `${id}%`);

  test("that can't be sent are sent later, exactly once", async () => {
    const { db } = network.context();
    const now = Date.now() + 365 * DAY_MS; // no other test sends it
    const id = unique("test");
    await network.rows(
      "DB",
      "INSERT INTO outgoing_mail (id, recipient, kind, parameters, due_at) VALUES (?, 'a@b.example', 'known_address', '{}', ?)",
      id,
      now,
    );
    const sent: string[] = [];
    expect(
      await sendMails(
        db,
        now,
        by(() => Promise.reject(new Error("down"))),
      ),
    ).toBe(0);
    expect(await pending(id)).toMatchObject([{ tries: 1 }]);
    const send = by(({ to }) => Promise.resolve(void sent.push(to)));
    await sendMails(db, now, send);
    expect(sent).not.toContain("a@b.example");
    await sendMails(db, now + 2 * MINUTE_MS, send);
    await sendMails(db, now + 60 * MINUTE_MS, send);
    expect(sent.filter((to) => to === "a@b.example")).toHaveLength(1);
    expect(await pending(id)).toEqual([]);
  });

  test("that are never accepted are given up", async () => {
    const { db } = network.context();
    const id = unique("test");
    let now = Date.now() + 365 * DAY_MS;
    await network.rows(
      "DB",
      "INSERT INTO outgoing_mail (id, recipient, kind, parameters, due_at) VALUES (?, 'a@b.example', 'known_address', '{}', ?)",
      id,
      now,
    );
    for (let i = 0; i < 12; i++) {
      await sendMails(
        db,
        now,
        by(() => Promise.reject(new Error("down"))),
      );
      now = (await pending(id))[0]?.due_at ?? now;
    }
    expect(await pending(id)).toEqual([]);
  });
});
