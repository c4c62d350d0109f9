import type { ClickEvent } from "@waymark/contract/click-event";
import { MINUTE_MS } from "@waymark/contract/duration";
import type { PostbackFields } from "@waymark/contract/postback-event";
import { DEMO } from "@waymark/dev/demo";
import { recordClicks } from "@waymark/network/click";
import type { Actor } from "@waymark/network/context";
import { listConversions, reviewConversion } from "@waymark/network/conversion";
import { listBalances } from "@waymark/network/ledger";
import { insertLink } from "@waymark/network/link";
import { createPayoutRun, stepPayoutRun } from "@waymark/network/payout";
import { recordPostbacks, resolvePostback, type Postback } from "@waymark/network/postback";
import { getClickLife } from "@waymark/network/stats";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Loose, type Page } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { overtakenBy } from "../harness/rival.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());
afterEach(() => expectBalancedBooks(network));

const ADVERTISER: Actor = { role: "advertiser", id: "key_a", advertiserId: DEMO.advertiser };
const REASON = { reason: "agreed on the phone" };
const system = () => network.context({ role: "system", job: "test" });

/** A webmaster with a link to an offer (the demo one: 10 % of the amount, no hold days) and a stored click on it. */
async function newClick(offerId: string = DEMO.offers.demo) {
  const { id: webmasterId } = await admit(network, "webmaster");
  const { db, now } = network.context();
  const slug = unique("parked");
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId, webmasterId, defaults: {} }, now()));
  const click = clickEvent(await linkRow(network, slug));
  await recordClicks(system(), [click]);
  const purse = async () => (await listBalances(network.context().db, webmasterId))[0];
  return { click, webmasterId, purse };
}

/** Records a postback with these fields; returns its receipt and outcome. */
async function send({ clickId }: ClickEvent, fields: PostbackFields, acceptedAt = Date.now()) {
  const parameters = Object.entries({ click_id: clickId, ...fields });
  const event = await postbackEvent(clickId, {
    ...{ fields, acceptedAt, request: { method: "GET", contentType: "", parameters } },
  });
  const [recorded] = await recordPostbacks(system(), [event]);
  return { receipt: event.receipt, ...recorded?.outcome };
}

/** A visitor's browser reports a conversion of this click. */
async function sendPixel({ clickId }: ClickEvent) {
  const event = await postbackEvent(clickId, {
    fields: {},
    request: { method: "GET", contentType: "", parameters: [], isPixel: true },
  });
  await recordPostbacks(system(), [event]);
}

/** An offer that allows the pixel, with a goal of 5.00. */
const pixelOffer = (goal: Loose = {}) => {
  const lead = {
    code: "lead",
    is_default: true,
    currency: "USD",
    revenue_fixed_minor: 900,
    commission_fixed_minor: 500,
  };
  return network.newOffer({ goals: [{ ...lead, ...goal }], allows_pixel: true, hold_days: 0 });
};

const conversionOf = async ({ clickId }: ClickEvent) =>
  (await listConversions(network.context(), { clickId }, { limit: 10 })).rows[0];

const parkedReceipts = async () =>
  (await ok(network.advertiser.get<Page<{ id: string }>>("/postbacks?status=parked&limit=500"))).data.map(
    ({ id }) => id,
  );

const toDo = async () =>
  (await ok(network.operator.get<{ parked_postbacks: { count: number; oldest_at: string | null } }>("/ops/to-do")))
    .parked_postbacks;

const resolve = (receipt: string, verb: string, body: Loose = REASON, api = network.operator) =>
  api.post<Loose>(`/postbacks/${receipt}/${verb}`, body);

/** An order of 100.00, approved, and a postback that gives it another amount. */
async function otherAmount(amount: string, more: PostbackFields = {}) {
  const side = await newClick();
  const order_id = unique("order");
  await send(side.click, { order_id, amount: "100", status: "approved" });
  const { receipt, outcome } = await send(side.click, { order_id, amount, ...more });
  expect(outcome).toBe("parked");
  return { ...side, receipt };
}

/** An order that was recorded for one click, and a postback of another click that claims it. */
async function otherClick(status = "approved") {
  const [first, second] = [await newClick(), await newClick()];
  const order_id = unique("order");
  await send(first.click, { order_id, amount: "100", status });
  const { receipt, outcome } = await send(second.click, { order_id, amount: "120", status: "approved" });
  expect(outcome).toBe("parked");
  return { first, second, receipt, order_id };
}

describe("accept sets the postback's amount as the order's amount", () => {
  test.each([
    ["less, by the advertiser", "80", "advertiser", 8_000],
    ["more, by the operator", "130", "operator", 13_000],
  ] as const)("%s", async (_, amount, side, amountMinor) => {
    const { click, receipt, purse } = await otherAmount(amount);
    const answer = await ok(resolve(receipt, "accept", REASON, network[side]));
    const conversion = await conversionOf(click);
    expect(answer).toMatchObject({
      status: "parked",
      resolution: { verb: "accept", side, reason: REASON.reason, conversion_id: conversion?.id },
    });
    expect(conversion).toMatchObject({ amountMinor, status: "approved" });
    expect(await purse()).toMatchObject({ available: amountMinor / 10 });
  });

  test("and applies the postback's status", async () => {
    const { click, purse } = await newClick();
    const order_id = unique("order");
    await send(click, { order_id, amount: "100" });
    const { receipt } = await send(click, { order_id, amount: "80", status: "approved", reason_code: "other" });
    await ok(resolve(receipt, "accept"));
    expect(await conversionOf(click)).toMatchObject({
      ...{ amountMinor: 8_000, status: "approved" },
      validationReason: { side: "advertiser", code: "other" },
    });
    expect(await purse()).toMatchObject({ pending: 0, available: 800 });
  });

  test("or the amount that is sent with it, such as the sum of an order's positions", async () => {
    const { click, receipt } = await otherAmount("50");
    await ok(resolve(receipt, "accept", { ...REASON, amount: { amount_minor: 15_000, currency: "USD" } }));
    expect(await conversionOf(click)).toMatchObject({ amountMinor: 15_000 });
  });

  test("of another currency needs an amount, even if nothing was recorded", async () => {
    const { click, purse } = await newClick();
    const { receipt } = await send(click, { amount: "90", currency: "EUR", status: "approved" });
    const { errors } = await refused(resolve(receipt, "accept"), 400, "invalid_input");
    expect(errors).toMatchObject([{ path: "amount" }]);
    const inEuro = { ...REASON, amount: { amount_minor: 9_000, currency: "EUR" } };
    await refused(resolve(receipt, "accept", inEuro), 400, "invalid_input");
    await ok(resolve(receipt, "accept", { ...REASON, amount: { amount_minor: 9_900, currency: "USD" } }));
    expect(await conversionOf(click)).toMatchObject({ amountMinor: 9_900, status: "approved" });
    expect(await purse()).toMatchObject({ available: 990 });
  });

  test("of a sale that a visitor's browser had reported", async () => {
    const { id } = await pixelOffer();
    // Pixels report goals of fixed amounts; this one pays a share later.
    const { click, purse } = await newClick(id);
    await sendPixel(click);
    await network.rows("DB", "UPDATE goal SET commission_bps = 1000, revenue_bps = 1300 WHERE offer_id = ?", id);
    const { receipt, outcome } = await send(click, {
      order_id: "PX",
      amount: "90",
      currency: "EUR",
      status: "approved",
    });
    expect(outcome).toBe("parked");
    await ok(resolve(receipt, "accept", { ...REASON, amount: { amount_minor: 10_000, currency: "USD" } }));
    expect(await conversionOf(click)).toMatchObject({ orderId: "PX", amountMinor: 10_000, status: "approved" });
    expect(await purse()).toMatchObject({ pending: 0, available: 1_500 });
  });

  test("is refused once the payment has begun; then the postback can be dismissed", async () => {
    const { receipt, purse } = await otherAmount("80");
    const run = await createPayoutRun(network.context());
    await stepPayoutRun(network.context(), run.id, "approved");
    await refused(resolve(receipt, "accept"), 409, "payment_begun");
    expect(await parkedReceipts()).toContain(receipt);
    await ok(resolve(receipt, "dismiss"));
    expect(await purse()).toMatchObject({ on_payment: 1_000 });
  });
});

describe("attribute assigns the order to the postback's click", () => {
  test.each([
    ["approved", "reversed"],
    ["pending", "rejected"],
    ["rejected", "rejected"],
  ])("and a conversion that was %s is %s, says why, and is never owed again", async (status, after) => {
    const { first, second, receipt } = await otherClick(status);
    const lost = await conversionOf(first.click);
    const answer = await ok(resolve(receipt, "attribute"));
    const own = await conversionOf(second.click);
    expect(answer).toMatchObject({
      resolution: { verb: "attribute", conversion_id: own?.id, other_conversion_id: lost?.id },
    });
    expect(own).toMatchObject({ status: "approved", amountMinor: 12_000, orderId: lost?.orderId });
    const now = await conversionOf(first.click);
    expect(now).toMatchObject({ status: after, ...(status !== "rejected" && { validationReason: OTHER_CLICK }) });
    expect(await first.purse()).toMatchObject({ pending: 0, available: 0 });
    expect(await second.purse()).toMatchObject({ available: 1_200 });
    const again = { id: lost?.id ?? "", event: "approve", reason: null } as const;
    await expect(reviewConversion(network.context(), again)).rejects.toMatchObject({ code: "transition_refused" });
  });

  const OTHER_CLICK = { side: "operator", code: "other_click", text: REASON.reason };

  test("and later postbacks of the order concern the new click only", async () => {
    const { first, second, receipt, order_id } = await otherClick();
    await ok(resolve(receipt, "attribute"));
    expect(await send(second.click, { order_id, status: "rejected" })).toMatchObject({ outcome: "updated" });
    expect(await send(first.click, { order_id, status: "approved" })).toMatchObject({
      ...{ outcome: "parked", reason: "order_of_another_click" },
    });
  });

  test("and completes what the visitor's browser had reported of that click", async () => {
    const { id } = await pixelOffer();
    const [first, second] = [await newClick(id), await newClick(id)];
    await send(first.click, { order_id: "MX", status: "approved" });
    await sendPixel(second.click);
    const pixel = await conversionOf(second.click);
    const { receipt, outcome } = await send(second.click, { order_id: "MX", status: "approved" });
    expect(outcome).toBe("parked");
    expect(await ok(resolve(receipt, "attribute"))).toMatchObject({ resolution: { conversion_id: pixel?.id } });
    expect(await conversionOf(second.click)).toMatchObject({ id: pixel?.id, orderId: "MX", status: "approved" });
    expect([await first.purse(), await second.purse()]).toMatchObject([{ available: 0 }, { available: 500 }]);
  });

  test("and a later approval of the other click is refused, and stops no other postback", async () => {
    const { id } = await pixelOffer({ repeats: "never" });
    const [first, second, third] = [await newClick(id), await newClick(id), await newClick(id)];
    await send(first.click, { order_id: "NX", status: "approved" });
    const { receipt } = await send(second.click, { order_id: "NX", status: "approved" });
    await ok(resolve(receipt, "attribute"));
    const fields = { status: "approved" };
    const now = Date.now(); // they are recorded in the order of their acceptance
    const events = [
      await postbackEvent(first.click.clickId, { fields, acceptedAt: now }),
      await postbackEvent(third.click.clickId, { fields, acceptedAt: now + 1 }),
    ];
    expect((await recordPostbacks(system(), events)).map(({ outcome }) => outcome)).toMatchObject([
      { outcome: "rejected", reason: "transition_refused" },
      { outcome: "recorded" },
    ]);
    expect(await first.purse()).toMatchObject({ available: 0 });
  });

  test("not while the other conversion is being paid: it must be reversed first", async () => {
    const { first, second, receipt } = await otherClick();
    const run = await createPayoutRun(network.context());
    await stepPayoutRun(network.context(), run.id, "approved");
    await refused(resolve(receipt, "attribute"), 409, "payment_begun");
    const reversal = {
      id: (await conversionOf(first.click))?.id ?? "",
      event: "reverse",
      reason: "not theirs",
    } as const;
    await reviewConversion(network.context(), reversal);
    await ok(resolve(receipt, "attribute"));
    expect(await second.purse()).toMatchObject({ available: 1_200 });
  });

  test("not by the advertiser, and not if it is the amount that differs", async () => {
    const { receipt } = await otherClick();
    await refused(resolve(receipt, "attribute", REASON, network.advertiser), 403, "forbidden");
    await refused(resolve(receipt, "accept"), 409, "transition_refused");
    await refused(resolve((await otherAmount("80")).receipt, "attribute"), 409, "transition_refused");
  });
});

describe("a resolution", () => {
  test("removes its postback from the waiting ones, and is listed with its reason and side", async () => {
    const { click, receipt, webmasterId } = await otherAmount("80");
    const before = await toDo();
    expect(await parkedReceipts()).toContain(receipt);
    await ok(resolve(receipt, "dismiss", { ...REASON, reason_code: "duplicate" }, network.advertiser));
    expect(await parkedReceipts()).not.toContain(receipt);
    const { data } = await ok(
      network.advertiser.get<Page<Loose>>("/postbacks?status=parked&is_resolved=true&limit=500"),
    );
    const resolution = { verb: "dismiss", side: "advertiser", reason_code: "duplicate", reason: REASON.reason };
    expect(data).toContainEqual(
      expect.objectContaining({ id: receipt, resolution: expect.objectContaining(resolution) }),
    );
    expect((await toDo()).count).toBe(before.count - 1);
    expect(await conversionOf(click)).toMatchObject({ amountMinor: 10_000, version: 3 });
    const webmaster = network.context({ role: "webmaster", id: "key_w", webmasterId });
    const { postbacks } = await getClickLife(webmaster, click.clickId);
    expect(postbacks.find(({ outcome }) => outcome === "parked")).toMatchObject({
      ...{ receipt: undefined, reason: "amount_differs" },
      resolution: {
        verb: "dismiss",
        side: "advertiser",
        actor: undefined,
        reason: REASON.reason,
        conversionId: undefined,
      },
    });
  });

  test("the count of waiting postbacks shows the oldest one's time", async () => {
    const { click } = await newClick();
    const at = Date.now() - 2 * MINUTE_MS;
    const { receipt, outcome } = await send(click, { amount: "1", currency: "EUR" }, at);
    expect(outcome).toBe("parked");
    expect(await toDo()).toMatchObject({ oldest_at: new Date(at).toISOString() });
    await ok(resolve(receipt, "dismiss"));
    expect(Date.parse((await toDo()).oldest_at ?? "")).toBeGreaterThan(at);
  });

  test("happens once: the same verb again changes nothing, another is refused", async () => {
    const { click, receipt } = await otherAmount("80");
    const first = await ok(resolve(receipt, "accept"));
    expect(await ok(resolve(receipt, "accept", { reason: "twice" }))).toEqual(first);
    await refused(resolve(receipt, "dismiss"), 409, "transition_refused");
    expect(await conversionOf(click)).toMatchObject({ amountMinor: 8_000 });
  });

  test("of two concurrent resolutions one counts, and nothing of the other is written", async () => {
    const { click, receipt, purse } = await otherAmount("80");
    const input = { receipt, ...REASON, reasonCode: null } as const;
    const rival = () => resolvePostback(network.context(ADVERTISER), { ...input, verb: "dismiss" });
    const late = resolvePostback(overtakenBy(network.context(), rival), { ...input, verb: "accept" });
    await expect(late).rejects.toMatchObject({ code: "transition_refused" });
    expect(await conversionOf(click)).toMatchObject({ amountMinor: 10_000 });
    expect(await purse()).toMatchObject({ available: 1_000 });
  });

  test("decides again if the conversion was changed while it was written", async () => {
    const { click, receipt } = await otherAmount("80");
    const { id = "" } = (await conversionOf(click)) ?? {};
    const rival = () => reviewConversion(network.context(), { id, event: "reverse", reason: "returned" });
    const input = { receipt, ...REASON, reasonCode: null, verb: "accept" } as const;
    const resolved: Postback = await resolvePostback(overtakenBy(network.context(), rival), input);
    expect(resolved.resolution?.verb).toBe("accept");
    expect(await conversionOf(click)).toMatchObject({ amountMinor: 8_000, status: "reversed" });
  });

  test("can be a replay, whose receipt then waits instead", async () => {
    const { receipt } = await otherAmount("80");
    const { count } = await toDo();
    const replay = await ok(network.advertiser.post<{ id: string }>(`/postbacks/${receipt}/replay`), 201);
    expect(replay).toMatchObject({ status: "parked", replay_of_id: receipt, resolution: null });
    expect(await ok(network.advertiser.get(`/postbacks/${receipt}`))).toMatchObject({
      resolution: { verb: "replay", side: "advertiser", reason: null, replayed_as_id: replay.id },
    });
    expect((await toDo()).count).toBe(count);
    await ok(resolve(replay.id, "accept"));
    expect((await toDo()).count).toBe(count - 1);
  });

  test("needs a reason, and a parked postback of the actor's own", async () => {
    const { receipt } = await otherAmount("80");
    for (const body of [{}, { reason: "  " }, { reason: "x".repeat(501) }, { ...REASON, amount: 5 }])
      await refused(resolve(receipt, "dismiss", body), 400, "invalid_input");
    const { click } = await newClick();
    const { receipt: recorded } = await send(click, { amount: "5" });
    await refused(resolve(recorded, "dismiss"), 409, "transition_refused");
    await refused(resolve("rcp_none", "dismiss"), 404, "not_found");
    await refused(resolve(receipt, "dismiss", REASON, network.webmaster), 403, "forbidden");
  });
});
