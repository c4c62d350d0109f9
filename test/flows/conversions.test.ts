import { SIGNALS } from "@waymark/contract/signals";
import type { ClickEvent } from "@waymark/contract/click-event";
import { HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { PostbackEvent, PostbackFields } from "@waymark/contract/postback-event";
import { DEMO } from "@waymark/dev/demo";
import { findClicks, recordClicks } from "@waymark/network/click";
import type { Actor } from "@waymark/network/context";
import {
  adjustOf,
  attachClicks,
  attachDue,
  begin,
  changesOf,
  endHolds,
  getConversion,
  listChanges,
  listConversions,
  reviewConversion,
  reviewConversions,
  worthOf,
  writeChanges,
  type Cause,
  type ReviewEvent,
  type Worth,
} from "@waymark/network/conversion";
import { recordPostbacks } from "@waymark/network/postback";
import { listBalances } from "@waymark/network/ledger";
import { type LinkRow, insertLink } from "@waymark/network/link";
import { createPayoutRun } from "@waymark/network/payout";
import { getClickLife, getReport, type ReportQuery } from "@waymark/network/stats";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ok, type Conversion, type Loose } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, clickMessage, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { overtakenBy } from "../harness/rival.ts";

let network: TestNetwork;
let link: LinkRow;

beforeAll(async () => {
  network = await startNetwork();
  link = await linkRow(network);
});
afterAll(() => network?.stop());
afterEach(() => expectBalancedBooks(network));

const SYSTEM: Actor = { role: "system", job: "test" };
const ADVERTISER: Actor = { role: "advertiser", id: "key_a", advertiserId: DEMO.advertiser };
const system = (now: () => number = Date.now) => network.context(SYSTEM, now);
const nowhere = () => Promise.resolve(new Map());

const store = (click: ClickEvent) => recordClicks(system(), [click]);
const arrive = (click: ClickEvent) => network.localNetwork.deliver("clicks", [clickMessage([click])]);
const tell = async (click: ClickEvent, fields: PostbackFields = {}, about: Partial<PostbackEvent> = {}) => {
  const event = await postbackEvent(click.clickId, {
    fields: { amount: "100", ...fields },
    advertiserId: click.advertiserId,
    ...about,
  });
  return (await recordPostbacks(system(), [event]))[0]?.outcome;
};
const the = async (click: ClickEvent) => {
  const [conversion] = (await listConversions(network.context(), { clickId: click.clickId }, { limit: 10 })).rows;
  if (conversion === undefined) throw new Error("no conversion");
  return conversion;
};
const review = async (click: ClickEvent, event: ReviewEvent, actor?: Actor) => {
  const reason = actor?.role === "advertiser" ? null : "looked at by hand";
  return reviewConversion(network.context(actor), { id: (await the(click)).id, event, reason });
};
const eventsOf = async (click: ClickEvent) =>
  (await listChanges(network.context(), (await the(click)).id)).map(({ event }) => event);

/** A new webmaster with a link to this offer, whose balances only this test changes. */
async function newcomer(offerId: string = DEMO.offers.demo) {
  const { id: webmasterId } = await admit(network, "webmaster");
  const { db, now } = network.context();
  const slug = unique("way");
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId, webmasterId, defaults: {} }, now()));
  const row = await linkRow(network, slug);
  const purses = async () => (await listBalances(db, webmasterId))[0];
  const counts = async () => {
    const now = Date.now();
    const actor: Actor = { role: "webmaster", id: "key_w", webmasterId };
    const query: ReportQuery = {
      ...({ groupBy: [], filters: new Map(), zone: "UTC", counts: "all", date: "conversion" } as const),
      ...{ hasMedians: false, sort: undefined, from: now - (now % HOUR_MS) - HOUR_MS, to: now + HOUR_MS },
    };
    return (await getReport(network.context(actor), query, { seen: undefined, limit: 1 })).totals;
  };
  return { webmasterId, link: row, purses, counts };
}

describe("a postback that comes before its click", () => {
  test("is pending and can't be approved, until the click arrives and its facts are copied", async () => {
    const click = clickEvent(link, { sub1: "mail", country: "PL" });
    await tell(click);
    expect(await the(click)).toMatchObject({
      status: "pending",
      clickFacts: "awaited",
      click: { sub1: "", country: "" },
    });
    await expect(review(click, "approve")).rejects.toMatchObject({ code: "click_facts_awaited" });
    await arrive(click);
    expect(await the(click)).toMatchObject({
      clickFacts: "known",
      click: { sub1: "mail", country: "PL", verdict: "valid" },
    });
    expect(await review(click, "approve")).toMatchObject({ status: "approved" });
  });

  test("gets its click's facts even if the click is stored while the conversion is being written", async () => {
    const click = clickEvent(link, { sub1: "late" });
    const event = await postbackEvent(click.clickId, { fields: { amount: "5" } });
    await recordPostbacks(
      overtakenBy(system(), async () => {
        await store(click);
        await attachClicks(system(), [click.clickId]);
      }),
      [event],
    );
    expect(await the(click)).toMatchObject({ clickFacts: "known", click: { sub1: "late" } });
  });

  test("keeps an approval, which takes effect once the click arrives", async () => {
    const { link: own, purses, counts } = await newcomer();
    const click = clickEvent(own);
    await tell(click, { status: "approved" });
    expect(await the(click)).toMatchObject({ status: "pending", validation: "approved" });
    expect(await counts(), "statistics count it as lists show it").toMatchObject({ pending: 1, approved: 0 });
    expect(await purses()).toMatchObject({ pending: 1_000, available: 0 });
    await createPayoutRun(network.context()).catch(() => undefined); // others' money may be there
    expect(await purses(), "nothing of it is paid").toMatchObject({ pending: 1_000, on_payment: 0 });
    await arrive(click);
    expect(await purses()).toMatchObject({ pending: 0, available: 1_000 });
    expect(await counts()).toMatchObject({ pending: 0, approved: 1, commission: { USD: 1_000n } });
    expect(await eventsOf(click)).toEqual(["record", "approve", "click_known", "end_hold"]);
  });

  test("is held if its click turns out to be a bot's", async () => {
    const click = clickEvent(link, { userAgent: "Googlebot/2.1" });
    await tell(click, { status: "approved" });
    await arrive(click);
    expect(await the(click)).toMatchObject({
      status: "held",
      checkReason: { code: "click_bot", side: "network" },
      validation: "approved",
    });
  });

  test("looks up its click after a minute, ten, an hour, then in the archive; after a day the operator decides", async () => {
    const recordedAt = Date.now();
    const [stored, archived, lost] = [clickEvent(link), clickEvent(link), clickEvent(link)];
    for (const click of [stored, archived, lost]) await tell(click);
    const looks: string[][] = [];
    const lookAt = async (at: number) => {
      looks.length = 0;
      await attachDue(
        system(() => at),
        (ctx, ids) => {
          looks.push([...ids].toSorted());
          return ids.includes(archived.clickId) && at >= recordedAt + HOUR_MS + MINUTE_MS
            ? findClicks(ctx, [archived.clickId])
            : nowhere();
        },
      );
    };
    await lookAt(recordedAt + MINUTE_MS / 2); // not yet
    expect(await the(stored)).toMatchObject({ clickFacts: "awaited" });
    await store(stored); // by a Worker that died before it told the conversion
    await lookAt(recordedAt + MINUTE_MS + 5_000);
    expect(await the(stored)).toMatchObject({ clickFacts: "known" });
    await lookAt(recordedAt + 10 * MINUTE_MS + 5_000);
    expect(looks, "the archive is not asked before an hour").toEqual([]);
    await lookAt(recordedAt + HOUR_MS + 5_000);
    expect(looks).toEqual([[archived.clickId, lost.clickId].toSorted()]);
    await lookAt(recordedAt + 24 * HOUR_MS - 5_000);
    expect(await the(lost)).toMatchObject({ clickFacts: "awaited" });
    await store(archived);
    await lookAt(recordedAt + 24 * HOUR_MS + 5_000);
    expect(await the(archived)).toMatchObject({ clickFacts: "known" });
    expect(await the(lost)).toMatchObject({
      status: "held",
      clickFacts: "missing",
      checkReason: { code: "click_missing", side: "network" },
    });
    const missing = await ok(network.operator.get<{ data: Conversion[] }>("/conversions?click_facts=missing"));
    expect(missing.data).toHaveLength(1);
    await review(lost, "approve");
    expect(await review(lost, "release")).toMatchObject({ status: "approved", checkReason: null });
  });
});

test("a rejection shows its reason and its side to the webmaster: in lists, in the changes and in the click's life", async () => {
  const { webmasterId, link: own } = await newcomer();
  const click = clickEvent(own);
  await store(click);
  await tell(click);
  const { id } = await the(click);
  await tell(click, { status: "rejected", reason: "Sent back unopened", reason_code: "Returned" });
  const its = { side: "advertiser", code: "returned", text: "Sent back unopened" };
  const webmaster: Actor = { role: "webmaster", id: "key_w", webmasterId };
  for (const actor of [undefined, ADVERTISER, webmaster])
    expect(await getConversion(network.context(actor), id)).toMatchObject({ validationReason: its, checkReason: null });
  const changesFor = async (actor?: Actor) => (await listChanges(network.context(actor), id)).at(-1);
  const written = { event: "reject", side: "advertiser", reasonCode: "returned", reason: "Sent back unopened" };
  expect(await changesFor(webmaster)).toMatchObject({ ...written, actor: undefined, source: undefined });
  const source = expect.stringMatching(/^rcp_/) as string;
  for (const actor of [undefined, ADVERTISER])
    expect(await changesFor(actor)).toMatchObject({ ...written, actor: `advertiser:${DEMO.advertiser}`, source });
  const life = JSON.stringify(await getClickLife(network.context(webmaster), click.clickId));
  expect(life).toContain("Sent back unopened");
  expect(life, "no receipt, person or key").not.toMatch(/rcp_|key_|"actor":"/);
});

describe("the offer's policy decides by the kind of click", () => {
  test.each([
    ["a fallback is held", {}, { decision: "fallback", reason: "geo", landingId: null }, "held", "click_fallback"],
    ["a bot is held", {}, { userAgent: "Googlebot/2.1" }, "held", "click_bot"],
    ["a bot is paid", { bot: "pay" }, { userAgent: "Googlebot/2.1" }, "pending", null],
    ["a bot is refused", { bot: "refuse" }, { userAgent: "Googlebot/2.1" }, "rejected", "click_bot"],
    ["an embedded one is held", {}, { signals: SIGNALS.embedded }, "held", "click_embedded"],
    ["an embedded one is paid", { embedded: "pay" }, { signals: SIGNALS.embedded }, "pending", null],
    ["a plain one is paid", { bot: "hold" }, {}, "pending", null],
  ] as const)("%s under %j", async (_, click_policy, about, status, checkReason) => {
    const offer = await network.newOffer({ click_policy });
    expect(offer).toMatchObject({ click_policy: { duplicate: "pay", embedded: "hold", ...click_policy } });
    const click = clickEvent((await newcomer(offer.id)).link, about as Partial<ClickEvent>);
    await store(click);
    await tell(click);
    expect(await the(click)).toMatchObject({ status, checkReason: checkReason && { code: checkReason } });
  });

  test("a duplicate pays normally, and is held if it was made once the offer's policy says so", async () => {
    const offer = await network.newOffer();
    const { link: own } = await newcomer(offer.id);
    const [first, second, third] = ["a", "b", "c"].map(() => clickEvent(own, { visitor: unique("visitor").repeat(2) }));
    if (first === undefined || second === undefined || third === undefined) throw new Error("three clicks");
    for (const click of [first, second, third]) await store({ ...click, visitor: first.visitor });
    await tell(second);
    expect(await the(second)).toMatchObject({ status: "pending", click: { verdict: "duplicate" } });
    await ok(network.operator.patch(`/offers/${offer.id}`, { click_policy: { duplicate: "hold" } }));
    await tell(third);
    expect(await the(third), "made before").toMatchObject({ status: "pending", click: { verdict: "duplicate" } });
    const fourth = clickEvent(own, { visitor: first.visitor });
    await store(fourth);
    await tell(fourth);
    expect(await the(fourth)).toMatchObject({
      status: "held",
      checkReason: { code: "click_duplicate", side: "network" },
    });
  });
});

describe("two at once", () => {
  const sold = async (fields: PostbackFields = {}) => {
    const click = clickEvent(link);
    await store(click);
    await tell(click, fields);
    return click;
  };

  test("the same postback makes one conversion", async () => {
    const click = clickEvent(link);
    await store(click);
    const event = await postbackEvent(click.clickId, { fields: { amount: "7", status: "approved" } });
    await recordPostbacks(
      overtakenBy(system(), () => recordPostbacks(system(), [event])),
      [event],
    );
    expect(await eventsOf(click)).toEqual(["record", "approve", "end_hold"]);
  });

  test("two postbacks of one order make one conversion, and each has its receipt", async () => {
    const click = clickEvent(link);
    await store(click);
    const [one, other] = [await postbackEvent(click.clickId), await postbackEvent(click.clickId)];
    const [late] = await recordPostbacks(
      overtakenBy(system(), () => recordPostbacks(system(), [other])),
      [one],
    );
    expect(late?.outcome).toMatchObject({ outcome: "duplicate" });
    expect((await listConversions(network.context(), { clickId: click.clickId }, { limit: 10 })).rows).toHaveLength(1);
  });

  test("two orders of one click, where the goal never repeats, make one conversion", async () => {
    const goals = [
      {
        code: "sale",
        is_default: true,
        currency: "USD",
        revenue_fixed_minor: 100,
        commission_fixed_minor: 100,
        repeats: "never",
      },
    ];
    const { link: own } = await newcomer((await network.newOffer({ goals })).id);
    const click = clickEvent(own);
    await store(click);
    const [one, other] = [
      await postbackEvent(click.clickId, { fields: { order_id: "1" } }),
      await postbackEvent(click.clickId, { fields: { order_id: "2" } }),
    ];
    const [late] = await recordPostbacks(
      overtakenBy(system(), () => recordPostbacks(system(), [other])),
      [one],
    );
    expect(late?.outcome).toMatchObject({ outcome: "rejected", reason: "repeat_refused" });
  });

  test("two reviewers: the second gets a conflict, and nothing of the second review is written", async () => {
    const click = await sold();
    const { id } = await the(click);
    const slow = overtakenBy(network.context(), () => review(click, "approve"));
    await expect(reviewConversion(slow, { id, event: "reject", reason: "returned" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await eventsOf(click)).toEqual(["record", "approve", "end_hold"]);
  });

  test("of many reviews each has its outcome: what is refused, or changed concurrently, stops no other", async () => {
    const clicks = [await sold(), await sold(), await sold({ status: "rejected" })];
    const ids = await Promise.all(clicks.map(async (click) => (await the(click)).id));
    const [first = "", second = "", third = ""] = ids;
    const reviews = [
      { id: first, event: "approve", reason: null },
      { id: second, event: "approve", reason: null },
      { id: third, event: "reverse", reason: "returned" },
      { id: "cnv_missing", event: "approve", reason: null },
      { id: first, event: "reverse", reason: "returned", version: 1 },
    ] as const;
    const rival = () => reviewConversion(network.context(), { id: second, event: "reject", reason: "returned" });
    const outcomes = await reviewConversions(overtakenBy(network.context(), rival), reviews);
    expect(outcomes).toMatchObject([
      { status: "approved" },
      { code: "conflict" },
      { code: "transition_refused" },
      { code: "not_found" },
      { code: "conflict" },
    ]);
    for (const [i, status] of ["approved", "rejected", "rejected"].entries())
      expect(await the(clicks[i] ?? clickEvent(link))).toMatchObject({ status });
    const { data } = await ok(
      network.operator.post<{ data: Loose[] }>("/conversions/review", {
        reviews: [
          { id: first, verb: "reverse", reason_code: "returned" },
          { id: second, verb: "reverse" },
        ],
      }),
    );
    expect(data).toMatchObject([
      { id: first, conversion: { status: "reversed" }, error: null },
      { id: second, conversion: null, error: { code: "transition_refused" } },
    ]);
  });

  test("an operator states why they decide against a party; an advertiser's answer may be without a reason", async () => {
    const click = await sold();
    const { id } = await the(click);
    for (const event of ["hold", "reject"] as const)
      await expect(reviewConversion(network.context(), { id, event, reason: null })).rejects.toMatchObject({
        code: "invalid_input",
        errors: [{ path: "reason" }],
      });
    await reviewConversion(network.context(), { id, event: "hold", reason: null, reasonCode: "fraud" });
    await reviewConversion(network.context(), { id, event: "refuse", reason: null });
    const own = await sold();
    const actor: Actor = { role: "advertiser", id: "key_a", advertiserId: DEMO.advertiser };
    expect(await review(own, "reject", actor)).toMatchObject({ validation: "rejected" });
  });

  test("an approval and a reversal: only one of them is applied, with its transfers", async () => {
    const click = await sold({ status: "approved" });
    const { id } = await the(click);
    const slow = overtakenBy(network.context(), () =>
      tell(click, { status: "approved" }, { acceptedAt: Date.now() + 9 }),
    );
    await expect(reviewConversion(slow, { id, event: "reverse", reason: "returned" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await the(click)).toMatchObject({ status: "approved" });
  });

  test("an advertiser's approval of a held conversion is recorded, and takes effect at the release", async () => {
    const { link: own, purses } = await newcomer();
    const click = clickEvent(own);
    await store(click);
    await tell(click);
    const { id } = await the(click);
    const slow = overtakenBy(network.context(ADVERTISER), () => review(click, "hold"));
    await expect(reviewConversion(slow, { id, event: "approve", reason: null })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await review(click, "approve", ADVERTISER)).toMatchObject({ status: "held", validation: "approved" });
    expect(await purses()).toMatchObject({ pending: 1_000, available: 0 });
    await review(click, "release");
    expect(await purses()).toMatchObject({ pending: 0, available: 1_000 });
  });

  test("a reversal and a payout run: the run pays nothing that was reversed", async () => {
    const { link: own, purses } = await newcomer();
    const click = clickEvent(own);
    await store(click);
    await tell(click, { status: "approved" });
    const slow = overtakenBy(network.context(), () => review(click, "reverse"));
    await createPayoutRun(slow).catch(() => undefined); // others' money may be there
    expect(await purses()).toMatchObject({ available: 0, on_payment: 0 });
    expect(await the(click)).toMatchObject({ status: "reversed", payment: "none" });
  });

  test("a click that arrives and a review: both count", async () => {
    const click = clickEvent(link, { sub1: "both" });
    await tell(click);
    await store(click);
    await attachClicks(
      overtakenBy(system(), () => review(click, "reject")),
      [click.clickId],
    );
    expect(await the(click)).toMatchObject({ status: "rejected", clickFacts: "known", click: { sub1: "both" } });
  });
});

test("without an order id, a click and goal make one conversion, regardless of the other fields", async () => {
  const click = clickEvent(link);
  await store(click);
  const { clickId: click_id } = click;
  expect(await tell(click)).toMatchObject({ outcome: "recorded" });
  expect(await tell(click)).toMatchObject({ outcome: "duplicate" });
  expect(await tell(click, { amount: "80" })).toMatchObject({ outcome: "parked", reason: "amount_differs" });
  expect(await tell(click, { status: "approved" })).toMatchObject({ outcome: "updated" });
  const { rows: conversions } = await listConversions(network.context(), { clickId: click_id }, { limit: 10 });
  expect(conversions).toMatchObject([{ orderId: null, amountMinor: 10_000, status: "approved" }]);
});

describe("answers apply in the order in which the edge accepted them", () => {
  const at = Date.now();

  test("pending, approved, rejected, approved: the last one counts", async () => {
    const click = clickEvent(link);
    await store(click);
    for (const [i, status] of ["pending", "approved", "rejected", "approved"].entries())
      await tell(click, { status: status as "pending" }, { acceptedAt: at + i });
    expect(await the(click)).toMatchObject({ status: "approved" });
    expect((await eventsOf(click)).filter((event) => event !== "end_hold")).toEqual([
      ...["record", "approve", "reverse", "approve"],
    ]);
  });

  test("a repeated approval makes an earlier rejection stale", async () => {
    const click = clickEvent(link);
    await store(click);
    await tell(click, { status: "approved" }, { acceptedAt: at + 1 });
    expect(await tell(click, { status: "approved" }, { acceptedAt: at + 5 })).toMatchObject({ outcome: "duplicate" });
    expect(await tell(click, { status: "rejected" }, { acceptedAt: at + 3 })).toMatchObject({ outcome: "stale" });
    expect(await the(click)).toMatchObject({ status: "approved" });
  });

  test("also if it is repeated while the rejection is being applied", async () => {
    const click = clickEvent(link);
    await store(click);
    await tell(click, { status: "approved" }, { acceptedAt: at + 1 });
    const rejection = await postbackEvent(click.clickId, {
      acceptedAt: at + 3,
      fields: { amount: "100", status: "rejected" },
    });
    const [late] = await recordPostbacks(
      overtakenBy(system(), () => tell(click, { status: "approved" }, { acceptedAt: at + 5 })),
      [rejection],
    );
    expect(late?.outcome).toMatchObject({ outcome: "stale" });
    expect(await the(click)).toMatchObject({ status: "approved" });
  });
});

describe("what changes in between", () => {
  test("an offer that was paused after the click still owes the conversion", async () => {
    const offer = await network.newOffer();
    const click = clickEvent((await newcomer(offer.id)).link);
    await store(click);
    await ok(network.operator.post(`/offers/${offer.id}/pause`, { reason: "reported" }));
    expect(await tell(click, { status: "approved" })).toMatchObject({ outcome: "recorded" });
    expect(await the(click)).toMatchObject({ status: "approved" });
  });

  test("the commission of a webmaster who was blocked after the click is held, with the reason", async () => {
    const { webmasterId, link: own } = await newcomer();
    const click = clickEvent(own);
    await store(click);
    const { database } = network.localNetwork;
    await (
      await database("control", "DB")
    )
      .prepare("UPDATE webmaster SET status = 'blocked' WHERE id = ?")
      .bind(webmasterId)
      .run();
    await tell(click, { status: "approved" });
    expect(await the(click)).toMatchObject({
      status: "held",
      checkReason: { code: "webmaster_blocked", side: "network" },
    });
  });
});

describe("goals", () => {
  const goal = {
    code: "lead",
    is_default: true,
    currency: "JPY",
    revenue_fixed_minor: 700,
    commission_fixed_minor: 500,
  };

  test("pay fixed, percentage and both, revenue and commission apart, in their own currency's units", async () => {
    const goals = [
      goal,
      { code: "part", is_default: false, currency: "JPY", revenue_bps: 1_500, commission_bps: 1_000 },
      { ...goal, code: "both", is_default: false, revenue_bps: 1_000, commission_bps: 500 },
    ];
    const { link: own } = await newcomer((await network.newOffer({ goals })).id);
    const click = clickEvent(own);
    await store(click);
    for (const { code } of goals) await tell(click, { goal: code, amount: "1000", currency: "JPY" });
    const { rows: conversions } = await listConversions(network.context(), { clickId: click.clickId }, { limit: 10 });
    const worth = conversions.map(({ goalId, revenueMinor, commissionMinor }) => [
      goalId.split("_").at(-1),
      revenueMinor,
      commissionMinor,
    ]);
    expect(new Set(worth.map(String))).toEqual(new Set(["both,800,550", "lead,700,500", "part,150,100"]));
  });

  test("that always repeat pay each postback without an order, each once", async () => {
    const { link: own, purses } = await newcomer(
      (await network.newOffer({ goals: [{ ...goal, repeats: "always" }] })).id,
    );
    const click = clickEvent(own);
    await store(click);
    const event = await postbackEvent(click.clickId, { fields: {} });
    for (let i = 0; i < 3; i++) await recordPostbacks(system(), [event]);
    await tell(click, { amount: "1" });
    expect(await purses()).toMatchObject({ currency: "JPY", pending: 1_000 });
  });

  test("park another currency, and a changed amount, which the operator may correct", async () => {
    const { link: own, purses } = await newcomer();
    const click = clickEvent(own);
    await store(click);
    await tell(click, { order_id: unique("order"), amount: "100", status: "approved" });
    const { orderId, id } = await the(click);
    expect(await tell(click, { order_id: orderId ?? "", amount: "80" })).toMatchObject({
      outcome: "parked",
      reason: "amount_differs",
    });
    expect(await tell(click, { currency: "EUR" })).toMatchObject({ outcome: "parked", reason: "currency_differs" });
    const change = {
      amount: { amount_minor: 8_000, currency: "USD" },
      reason: "a returned item",
      reason_code: "returned",
      version: 3,
    };
    const inEuro = { ...change, amount: { amount_minor: 8_000, currency: "EUR" } };
    expect(await network.operator.post(`/conversions/${id}/adjust`, inEuro)).toMatchObject({
      body: { code: "invalid_input", errors: [{ path: "amount.currency" }] },
    });
    await ok(network.operator.post(`/conversions/${id}/adjust`, change));
    expect(await purses()).toMatchObject({ available: 800 });
    expect(await network.operator.post(`/conversions/${id}/adjust`, change)).toMatchObject({ status: 409 });
    expect(await network.advertiser.post(`/conversions/${id}/adjust`, change)).toMatchObject({ status: 403 });
    expect((await listChanges(network.context(), id)).at(-1)).toMatchObject({
      ...{ event: "adjust", side: "operator", reasonCode: "returned", reason: "a returned item" },
      reasonSentence: "The customer returned the goods.",
    });
  });
});

test("a test conversion never moves money, and no statistics count it", async () => {
  const { link: own, purses, counts, webmasterId } = await newcomer();
  const click = clickEvent(own);
  await store(click);
  await tell(click, { test: "1", status: "approved" });
  expect(await counts()).toMatchObject({ conversions: 0, approved: 0 });
  expect(await the(click)).toMatchObject({ isTest: true, status: "approved" });
  await review(click, "reverse");
  expect(await purses()).toBeUndefined();
  const counted = await network.rows(
    "DB",
    "SELECT id FROM conversion WHERE webmaster_id = ? AND claimable <> 0",
    webmasterId,
  );
  expect(counted).toEqual([]);
  expect(await tell(click), "the real sale is no repetition of the test").toMatchObject({ outcome: "recorded" });
});

test("a hold starts at the approval; its end makes the commission available", async () => {
  const { link: own, purses } = await newcomer((await network.newOffer({ hold_days: 3 })).id);
  const click = clickEvent(own);
  await store(click);
  await tell(click, { status: "approved" });
  expect(await purses()).toMatchObject({ on_hold: 1_000, available: 0 });
  await endHolds(system(() => Date.now() + 73 * HOUR_MS));
  expect(await purses()).toMatchObject({ on_hold: 0, available: 1_000 });
});

test("a longer hold of a webmaster holds what comes, and moves no date that was promised", async () => {
  const { link: own, webmasterId, purses } = await newcomer((await network.newOffer({ hold_days: 3 })).id);
  const holds = async () => {
    const rows = await network.rows<{ days: number }>(
      "DB",
      "SELECT (available_at - answered_at) / 86400000 AS days FROM conversion WHERE webmaster_id = ? ORDER BY id",
      webmasterId,
    );
    return rows.map(({ days }) => days);
  };
  const sell = async () => {
    const click = clickEvent(own);
    await store(click);
    await tell(click, { status: "approved" });
  };
  const hold = (days: number) =>
    ok(
      network.operator.patch(`/webmasters/${webmasterId}/payout-schedule`, {
        ...{ hold_days: days, reason: "many returns" },
      }),
    );
  await sell();
  await hold(20);
  await sell();
  await hold(1);
  await sell();
  expect((await holds()).toSorted((a, b) => a - b)).toEqual([3, 3, 20]);
  await endHolds(system(() => Date.now() + 73 * HOUR_MS));
  expect(await purses()).toMatchObject({ on_hold: 1_000, available: 2_000 });
});

test("thousands of changes are written by set: begun, approved and corrected in a handful of statements each", async () => {
  const { link: own, webmasterId, purses } = await newcomer();
  const model = clickEvent(own);
  await store(model);
  await tell(model);
  const { db } = network.context();
  const {
    id,
    claimable: _,
    version: __,
    ...row
  } = await db.query
    .selectFrom("conversion")
    .selectAll()
    .where("webmaster_id", "=", webmasterId)
    .executeTakeFirstOrThrow();
  const goal = await db.query.selectFrom("goal").selectAll().where("id", "=", row.goal_id).executeTakeFirstOrThrow();
  const cause: Cause = { actor: "advertiser:key_upload", reason: "an upload", at: Date.now() };
  const begun = Array.from({ length: 2_000 }, (_, i) =>
    begin({ ...row, id: `${id.slice(0, -4)}${String(i).padStart(4, "0")}`, identity: `${row.identity}/${i}` }, cause),
  );
  const rates = {
    revenueFixedMinor: goal.revenue_fixed_minor,
    revenueBps: goal.revenue_bps,
    commissionFixedMinor: goal.commission_fixed_minor,
    commissionBps: goal.commission_bps,
  };
  const cheaper: Worth = worthOf(rates, 5_000);
  const written = [
    begun,
    begun.flatMap((change) => changesOf(change.row, "approve", cause)),
    begun.flatMap((change) =>
      adjustOf(changesOf(change.row, "approve", cause).at(-1)?.row ?? change.row, cheaper, {
        ...cause,
        at: Date.now(),
      }),
    ),
  ].map(writeChanges);
  for (const statements of written) {
    expect(statements.length).toBeLessThan(30);
    await db.write(statements);
  }
  expect(await purses()).toMatchObject({ pending: 1_000, available: 2_000 * 500 });
});
