import type { ClickEvent } from "@waymark/contract/click-event";
import { readClickKeys } from "@waymark/contract/click-id";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import type { PostbackFields } from "@waymark/contract/postback-event";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { setBlocked } from "@waymark/network/account";
import { openAppeal } from "@waymark/network/appeal";
import { listAudit } from "@waymark/network/audit";
import {
  answerClaim,
  answerClaims,
  fileClaims,
  getClaim,
  listClaims,
  withdrawClaim,
  type NewClaim,
} from "@waymark/network/claim";
import { recordClicks } from "@waymark/network/click";
import type { Actor, Context } from "@waymark/network/context";
import {
  attachClicks,
  getConversion,
  listChanges,
  listConversions,
  reviewConversion,
} from "@waymark/network/conversion";
import { NetworkError } from "@waymark/network/errors";
import { listBalances } from "@waymark/network/ledger";
import { insertLink } from "@waymark/network/link";
import { createPayoutRun, stepPayoutRun } from "@waymark/network/payout";
import { recordPostbacks } from "@waymark/network/postback";
import { setQuota } from "@waymark/network/quota";
import { writtenMoney } from "@waymark/network/report";
import { countNetworkToDo, countToDo } from "@waymark/network/stats";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Loose, type Page } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { overtakenBy } from "../harness/rival.ts";
import { answerFor } from "../harness/second-person.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());
afterEach(() => expectBalancedBooks(network));

const KEYS = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
const ADVERTISER: Actor = { role: "advertiser", id: "key_a", advertiserId: DEMO.advertiser };
const advertiser = (now?: () => number) => network.context(ADVERTISER, now);
const operator = (now?: () => number, id = "key_test") => network.context({ role: "operator", id }, now);
const system = () => network.context({ role: "system", job: "test" });

/** A new webmaster with a link to the demo offer: 10 % of the amount, and no hold. */
async function newcomer(offerId: string = DEMO.offers.demo) {
  const { id: webmasterId, key } = await admit(network, "webmaster");
  const { db, now } = network.context();
  const slug = unique("claim");
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId, webmasterId, defaults: {} }, now()));
  const link = await linkRow(network, slug);
  const as = (at?: () => number): Context => network.context({ role: "webmaster", id: "per_w", webmasterId }, at);
  return {
    ...{ webmasterId, link, as, api: network.api(key) },
    /** A stored click of an hour ago, unless it says otherwise. */
    async click(about: Parameters<typeof clickEvent>[1] = {}): Promise<ClickEvent> {
      const click = clickEvent(link, { clickedAt: Date.now() - HOUR_MS, ...about });
      await recordClicks(system(), [click]);
      return click;
    },
    purse: async () => (await listBalances(db, webmasterId))[0],
    conversions: async () => (await listConversions(network.context(), { webmasterId }, { limit: 100 })).rows,
  };
}

type Webmaster = Awaited<ReturnType<typeof newcomer>>;

/** An order that the advertiser reports; returns the outcome and the conversion's id. */
async function report({ clickId }: Pick<ClickEvent, "clickId">, fields: PostbackFields) {
  const parameters = Object.entries({ click_id: clickId, ...fields });
  const request = { method: "GET", contentType: "", parameters };
  const [recorded] = await recordPostbacks(system(), [await postbackEvent(clickId, { fields, request })]);
  return { ...recorded?.outcome, id: recorded?.outcome.conversionId ?? "" };
}

const usd = (amountMinor: number) => ({
  amount: writtenMoney({ amountMinor, currency: "USD" }),
  currency: "USD",
});

const NOTHING: NewClaim = {
  ...{ kind: "untracked", conversionId: null, clickId: null, orderId: null, goal: null, occurred: null },
  ...{ amount: null, currency: null, comment: null },
};

/** A claim of an order of 100.00 that was made half an hour after this click. */
function untracked({ clickId }: Pick<ClickEvent, "clickId">, about: Partial<NewClaim> = {}): NewClaim {
  const at = Date.now() - 30 * MINUTE_MS;
  return { ...NOTHING, clickId, orderId: unique("order"), occurred: { from: at, until: at }, ...usd(10_000), ...about };
}

const own = (kind: "wrong" | "declined", conversionId: string, about: Partial<NewClaim> = {}): NewClaim => ({
  ...NOTHING,
  ...{ kind, conversionId },
  ...about,
});

/** The outcome of one claim. */
async function file(webmaster: Webmaster, claim: NewClaim, now?: () => number) {
  const [filed] = await fileClaims(webmaster.as(now), KEYS, [claim]);
  if (filed === undefined) throw new Error("each claim has an outcome");
  return filed;
}

/** The id of a claim that must be filed. */
async function filed(webmaster: Webmaster, claim: NewClaim, now?: () => number): Promise<string> {
  const { claim: made, reason } = await file(webmaster, claim, now);
  expect(reason).toBeNull();
  return made?.id ?? "";
}

const accept = (id: string, about: Loose = {}, ctx = advertiser()) =>
  answerClaim(ctx, { id, verb: "accept", reason: null, reasonCode: null, reversesCompeting: false, ...about });

const decline = (id: string, ctx = advertiser()) =>
  answerClaim(ctx, {
    id,
    verb: "decline",
    reason: "no such order",
    reasonCode: "order_unknown",
    reversesCompeting: false,
  });

/** An order that is recorded and approved for one webmaster, and claimed by another one. */
async function contested(status = "approved") {
  const [holder, claimant] = [await newcomer(), await newcomer()];
  const [first, second] = [await holder.click(), await claimant.click()];
  const orderId = unique("order");
  const { id: taken } = await report(first, { order_id: orderId, amount: "100", status });
  const id = await filed(claimant, untracked(second, { orderId }));
  return { holder, claimant, first, second, orderId, taken, id };
}

/** How many live conversions an order has. */
async function live(orderId: string): Promise<number> {
  const { rows } = await listConversions(network.context(), { orderId }, { limit: 100 });
  return rows.filter(({ validation }) => validation === "pending" || validation === "approved").length;
}

describe("an order that was not recorded", () => {
  test("is claimed with an own click, and its acceptance records it as approved", async () => {
    const webmaster = await newcomer();
    const click = await webmaster.click();
    const at = Date.now();
    const claim = untracked(click, { comment: "the customer sent me the confirmation" });
    const id = await filed(webmaster, claim, () => at);
    expect(await getClaim(webmaster.as(), id)).toMatchObject({
      ...{ kind: "untracked", status: "open", waitsFor: "advertiser", orderId: claim.orderId, goal: "sale" },
      ...{ amountMinor: 10_000, currency: "USD", filedAt: at, dueAt: at + 14 * DAY_MS, answer: null, resultId: null },
      ...{ conversionId: null, filedById: "per_w", comment: claim.comment },
    });
    const accepted = await accept(id, { reason: "found it" });
    expect(accepted).toMatchObject({
      ...{ status: "accepted", waitsFor: null, answer: { side: "advertiser", text: "found it" } },
      filedById: undefined,
    });
    expect(await getConversion(webmaster.as(), accepted.resultId ?? "")).toMatchObject({
      ...{ channel: "claim", status: "approved", orderId: claim.orderId, clickId: click.clickId, amountMinor: 10_000 },
      ...{ occurredAt: claim.occurred?.from, validationReason: { side: "advertiser", text: "found it" } },
    });
    expect(await webmaster.purse()).toMatchObject({ available: 1_000 });
    await expect(accept(id)).rejects.toMatchObject({ code: "transition_refused" });
    await expect(decline(id)).rejects.toMatchObject({ code: "transition_refused" });
    await expect(withdrawClaim(webmaster.as(), id)).rejects.toMatchObject({ code: "transition_refused" });
  });

  test("is not claimed with another's, a forged or a test click, too late, before the click or after the window", async () => {
    const [webmaster, stranger] = [await newcomer(), await newcomer()];
    const click = await webmaster.click();
    const old = await webmaster.click({ clickedAt: Date.now() - 60 * DAY_MS });
    const day = (daysAgo: number) => {
      const at = Date.now() - daysAgo * DAY_MS;
      return { from: at, until: at };
    };
    const cases: [NewClaim, string][] = [
      [untracked(await stranger.click()), "not_own_click"],
      [
        untracked({ clickId: `${click.clickId.slice(0, -1)}${click.clickId.endsWith("0") ? "1" : "0"}` as never }),
        "not_own_click",
      ],
      [untracked({ clickId: "nonsense" as never }), "not_own_click"],
      [untracked(click, { occurred: day(2) }), "before_click"],
      [untracked(click, { occurred: day(-1) }), "in_future"],
      [untracked(old, { occurred: day(1) }), "window_passed"],
      [untracked(click, { amount: null, currency: null }), "amount_missing"],
      [untracked(click, { currency: "EUR" }), "currency_differs"],
      [untracked(click, { goal: "unknown" }), "unknown_goal"],
      [untracked(click, { orderId: "{order_id}" }), "placeholder"],
      [untracked(click, { orderId: null }), "incomplete"],
    ];
    const outcomes = await fileClaims(
      webmaster.as(),
      KEYS,
      cases.map(([claim]) => claim),
    );
    expect(outcomes.map(({ reason }) => reason)).toEqual(cases.map(([, reason]) => reason));
    const late = untracked(old, { occurred: day(59) });
    expect(await file(webmaster, late, () => Date.now() + 40 * DAY_MS)).toMatchObject({ reason: "claim_late" });
    expect((await listClaims(webmaster.as(), {}, { limit: 10 })).rows).toEqual([]);
  });

  test("that is recorded for the same webmaster is refused with the conversion's id", async () => {
    const webmaster = await newcomer();
    const click = await webmaster.click();
    const orderId = unique("order");
    const { id } = await report(click, { order_id: orderId, amount: "100" });
    expect(await file(webmaster, untracked(click, { orderId }))).toMatchObject({
      ...{ claim: null, reason: "already_recorded", conversionId: id },
    });
  });

  test("is claimed once at a time, and a declined claim is final", async () => {
    const webmaster = await newcomer();
    const claim = untracked(await webmaster.click());
    const [first, second] = await fileClaims(webmaster.as(), KEYS, [claim, claim]);
    const id = first?.claim?.id ?? "";
    expect(second).toMatchObject({ claim: null, reason: "already_claimed", openClaimId: id });
    expect(await file(webmaster, claim)).toMatchObject({ reason: "already_claimed", openClaimId: id });
    await withdrawClaim(webmaster.as(), id);
    const again = await filed(webmaster, claim);
    expect(await decline(again)).toMatchObject({
      ...{ status: "declined", answer: { side: "advertiser", code: "order_unknown", text: "no such order" } },
    });
    expect(await file(webmaster, claim)).toMatchObject({ reason: "claim_answered" });
  });

  test("two requests at the same moment file it once", async () => {
    const webmaster = await newcomer();
    const claim = untracked(await webmaster.click());
    const slow = overtakenBy(webmaster.as(), () => filed(webmaster, claim));
    expect(await fileClaims(slow, KEYS, [claim])).toMatchObject([{ reason: "already_claimed" }]);
  });

  test("is held like any other: by a block, and until its click is stored", async () => {
    const [blocked, early] = [await newcomer(), await newcomer()];
    const first = await filed(blocked, untracked(await blocked.click()));
    const of = { kind: "webmaster", id: blocked.webmasterId } as const;
    await setBlocked(operator(), of, { event: "block", reason: "bought clicks", money: "freeze" });
    const held = await accept(first);
    expect(await getConversion(operator(), held.resultId ?? "")).toMatchObject({ status: "held" });
    const { webmasterId } = blocked;
    const stopped = network.context({ role: "webmaster", id: "per_w", webmasterId, isBlocked: true });
    await expect(fileClaims(stopped, KEYS, [untracked(await blocked.click())])).rejects.toMatchObject({
      code: "account_blocked",
    });
    const click = clickEvent(early.link, { clickedAt: Date.now() - HOUR_MS });
    const { resultId } = await accept(await filed(early, untracked(click)));
    expect(await getConversion(operator(), resultId ?? "")).toMatchObject({ status: "pending", clickFacts: "awaited" });
    await recordClicks(system(), [click]);
    await attachClicks(system(), [click.clickId]);
    expect(await early.purse()).toMatchObject({ available: 1_000 });
  });

  test("is accepted as its report that came in between says", async () => {
    const webmaster = await newcomer();
    const click = await webmaster.click();
    const orderId = unique("order");
    const id = await filed(webmaster, untracked(click, { orderId }));
    const { id: recorded } = await report(click, { order_id: orderId, amount: "80" });
    expect(await accept(id)).toMatchObject({ status: "accepted", resultId: recorded });
    expect(await webmaster.conversions()).toMatchObject([{ id: recorded, status: "approved", amountMinor: 10_000 }]);
  });
});

describe("an own conversion", () => {
  test("with a wrong amount gets the claimed one", async () => {
    const webmaster = await newcomer();
    const { id } = await report(await webmaster.click(), {
      order_id: unique("order"),
      amount: "100",
      status: "approved",
    });
    expect(await file(webmaster, own("wrong", id, usd(10_000)))).toMatchObject({ reason: "same_amount" });
    expect(await file(webmaster, own("wrong", id, { ...usd(1), currency: "EUR" }))).toMatchObject({
      reason: "currency_differs",
    });
    const claim = await filed(webmaster, own("wrong", id, usd(25_000)));
    expect(await accept(claim)).toMatchObject({ status: "accepted", resultId: id });
    expect(await getConversion(webmaster.as(), id)).toMatchObject({ amountMinor: 25_000, status: "approved" });
    expect(await webmaster.purse()).toMatchObject({ available: 2_500 });
  });

  test.each(["rejected", "reversed"])("that was %s is approved", async (status) => {
    const webmaster = await newcomer();
    const sale = { order_id: unique("order"), amount: "100" };
    const { id } = await report(await webmaster.click(), {
      ...sale,
      status: status === "rejected" ? "rejected" : "approved",
    });
    if (status === "reversed") await reviewConversion(advertiser(), { id, event: "reverse", reason: "returned" });
    const claim = await filed(webmaster, own("declined", id, { comment: "it was delivered" }));
    expect(await accept(claim, { reason: "you are right" })).toMatchObject({ status: "accepted", resultId: id });
    expect(await getConversion(webmaster.as(), id)).toMatchObject({ status: "approved" });
    expect(await webmaster.purse()).toMatchObject({ available: 1_000 });
  });

  test("that the network's check stops is appealed against, and the other way round", async () => {
    const webmaster = await newcomer();
    const { id: stopped } = await report(await webmaster.click(), { order_id: unique("order"), amount: "100" });
    expect(await file(webmaster, own("declined", stopped))).toMatchObject({
      reason: "not_declined",
      conversionId: stopped,
    });
    await reviewConversion(operator(), { id: stopped, event: "hold", reason: "looked at" });
    expect(await file(webmaster, own("declined", stopped))).toMatchObject({ reason: "stopped_by_network" });
    await reviewConversion(advertiser(), { id: stopped, event: "reject", reason: "returned" });
    await expect(openAppeal(webmaster.as(), { conversionId: stopped, comment: "why?" })).rejects.toMatchObject({
      ...{ code: "rejected_by_advertiser", message: expect.stringContaining("claim") as string },
    });
    expect(await file(webmaster, own("wrong", stopped, usd(1)))).toMatchObject({ reason: "is_declined" });
    expect(await file(webmaster, own("declined", stopped))).toMatchObject({ reason: null });
  });

  test("of another webmaster is as unknown as none; a declined claim is final until it is decided anew", async () => {
    const [webmaster, stranger] = [await newcomer(), await newcomer()];
    const { id } = await report(await webmaster.click(), {
      order_id: unique("order"),
      amount: "1",
      status: "rejected",
    });
    const [foreign, missing] = await fileClaims(stranger.as(), KEYS, [
      own("declined", id),
      own("declined", "cnv_none"),
    ]);
    expect(foreign).toEqual(missing);
    expect(foreign).toMatchObject({ reason: "unknown_conversion" });
    await decline(await filed(webmaster, own("declined", id)));
    expect(await file(webmaster, own("declined", id))).toMatchObject({ reason: "claim_answered", conversionId: id });
    await reviewConversion(advertiser(), { id, event: "approve", reason: null });
    await reviewConversion(advertiser(), { id, event: "reverse", reason: "returned" });
    expect(await file(webmaster, own("declined", id))).toMatchObject({ reason: null });
  });

  test("whose payment has begun refuses the acceptance, and the claim stays open", async () => {
    const webmaster = await newcomer();
    const { id } = await report(await webmaster.click(), {
      order_id: unique("order"),
      amount: "500",
      status: "approved",
    });
    const claim = await filed(webmaster, own("wrong", id, usd(60_000)));
    await pay();
    await expect(accept(claim)).rejects.toMatchObject({ code: "payment_begun" });
    expect(await getClaim(webmaster.as(), claim)).toMatchObject({ status: "open" });
    expect(await file(webmaster, own("wrong", id, usd(70_000)))).toMatchObject({ reason: "payment_begun" });
  });
});

/** Begins to pay what is available to everyone, as far as these steps. */
async function pay(steps: readonly ("approved" | "sent" | "settled")[] = ["approved"]): Promise<void> {
  const run = await createPayoutRun(operator());
  for (const step of steps) await stepPayoutRun(operator(undefined, "key_second"), run.id, step);
}

describe("silence brings a claim to the operator", () => {
  test("from its due date on, and the advertiser can only accept it then", async () => {
    const webmaster = await newcomer();
    const [first, second] = [
      await filed(webmaster, untracked(await webmaster.click())),
      await filed(webmaster, untracked(await webmaster.click())),
    ];
    const { dueAt } = await getClaim(webmaster.as(), first);
    const ids = async (who: "advertiser" | "operator", at: number) => {
      const { rows } = await listClaims(
        operator(() => at),
        { waitsFor: who, webmasterId: webmaster.webmasterId },
        { limit: 10 },
      );
      return rows.map(({ id }) => id).toSorted();
    };
    const both = [first, second].toSorted();
    expect(await ids("advertiser", dueAt - 1)).toEqual(both);
    expect(await ids("operator", dueAt - 1)).toEqual([]);
    const after = dueAt + MINUTE_MS;
    expect(await ids("operator", after)).toEqual(both);
    expect(await ids("advertiser", after)).toEqual([]);
    const before = [await countToDo(advertiser()), await countNetworkToDo(operator())] as const;
    const later = [await countToDo(advertiser(() => after)), await countNetworkToDo(operator(() => after))] as const;
    expect(before[0].claimsToAnswer).toBeGreaterThanOrEqual(2);
    expect(later[0].claimsToAnswer).toBe(0);
    expect(later[1].claims_to_decide.count).toBe((before[0].claimsToAnswer ?? 0) + before[1].claims_to_decide.count);
    await expect(
      decline(
        first,
        advertiser(() => after),
      ),
    ).rejects.toMatchObject({ code: "claim_overdue" });
    expect(
      await decline(
        first,
        operator(() => after),
      ),
    ).toMatchObject({ status: "declined", answer: { side: "operator" } });
    expect(
      await accept(
        second,
        {},
        advertiser(() => after),
      ),
    ).toMatchObject({ status: "accepted" });
    expect(await countToDo(webmaster.as(() => after))).toMatchObject({ claimsAnswered: 2 });
  });

  test("the date is the offer's, as its terms were when it was claimed", async () => {
    const offer = await network.newOffer({ claim_days: 3 });
    expect(offer.claim_days).toBe(3);
    const webmaster = await newcomer(offer.id);
    const at = Date.now();
    const dueAt = async () => (await file(webmaster, untracked(await webmaster.click()), () => at)).claim?.dueAt;
    expect(await dueAt()).toBe(at + 3 * DAY_MS);
    const terms = await ok(
      network.advertiser.post<{ id: string }>(`/offers/${offer.id}/terms`, { claim_days: 30 }),
      201,
    );
    await ok(network.operator.post(`/offers/${offer.id}/terms/${terms.id}/accept`, {}));
    const later = Date.now() + HOUR_MS;
    const next = await file(webmaster, untracked(await webmaster.click()), () => later);
    expect(next.claim?.dueAt).toBe(later + 30 * DAY_MS);
    await refused(network.advertiser.post(`/offers/${offer.id}/terms`, { claim_days: 61 }), 400, "invalid_input");
    await refused(network.advertiser.post(`/offers/${offer.id}/terms`, { claim_days: 0 }), 400, "invalid_input");
  });
});

describe("many claims", () => {
  test("of one request, and of a CSV, each have their own outcome", async () => {
    const webmaster = await newcomer();
    const [click, other] = [await webmaster.click(), await webmaster.click()];
    const { id } = await report(other, { order_id: unique("order"), amount: "100", status: "rejected" });
    const text = [
      "Click ID;Order ID;Date;Amount;Comment;Conversion ID",
      `${click.clickId};A-${unique("csv")};${new Date(Date.now() - 30 * MINUTE_MS).toISOString()};1 234,50;said so;`,
      `${click.clickId};;2026-01-01;1;;`,
      `;;;;wrongly;${id}`,
      `${click.clickId};B-1;no date;1;;`,
      `;;;;;cnv_none`,
    ].join("\r\n");
    const { data } = await ok(webmaster.api.post<Page<Loose>>("/claims/csv", { text, zone: "Europe/Berlin" }));
    expect(data).toMatchObject([
      { claim: { kind: "untracked", amount: { amount_minor: 123_450, currency: "USD" }, comment: "said so" } },
      { claim: null, reason_code: "incomplete" },
      { claim: { kind: "declined", conversion_id: id, comment: "wrongly" } },
      { claim: null, reason_code: "bad_date" },
      { claim: null, reason_code: "unknown_conversion" },
    ]);
    await refused(webmaster.api.post("/claims/csv", { text: "Click ID;Order ID\n" }), 422, "file_refused");
    const [first, , third] = data.map((one) => one["claim"] as { id: string } | null); // as the document says
    const answers = [
      { id: first?.id, verb: "accept" },
      { id: third?.id, verb: "decline", reason_code: "returned" },
      { id: "clm_none", verb: "decline", reason_code: "other" },
    ];
    expect((await ok(network.advertiser.post<Page<Loose>>("/claims/answers", { answers }))).data).toMatchObject([
      { claim: { status: "accepted" }, error: null },
      { claim: { status: "declined", answer: { side: "advertiser", code: "returned" } } },
      { claim: null, error: { code: "not_found" } },
    ]);
    expect(await webmaster.purse()).toMatchObject({ available: 12_345 });
  });

  test("beyond the quota are refused together", async () => {
    const webmaster = await newcomer();
    const { webmasterId } = webmaster;
    await setQuota(operator(), { webmasterId }, { name: "open_claims", max: 1, reason: "for the test" });
    const click = await webmaster.click();
    const two = [untracked(click), untracked(click)];
    await expect(fileClaims(webmaster.as(), KEYS, two)).rejects.toMatchObject({ code: "limit_reached" });
    await withdrawClaim(webmaster.as(), await filed(webmaster, untracked(click)));
    await filed(webmaster, untracked(click));
    await expect(file(webmaster, untracked(click))).rejects.toMatchObject({ code: "limit_reached" });
  });

  test("a thousand are filed and accepted", async () => {
    const webmaster = await newcomer();
    const click = await webmaster.click();
    const made = await fileClaims(
      webmaster.as(),
      KEYS,
      Array.from({ length: 1_000 }, () => untracked(click, usd(100))),
    );
    const answers = made.flatMap(({ claim }) =>
      claim === null
        ? []
        : { id: claim.id, verb: "accept" as const, reason: null, reasonCode: null, reversesCompeting: false },
    );
    expect(answers).toHaveLength(1_000);
    const outcomes = await answerClaims(advertiser(), answers);
    expect(outcomes.filter((outcome) => outcome instanceof Error)).toEqual([]);
    expect(await webmaster.purse()).toMatchObject({ available: 10_000 });
  }, 60_000);
});

describe("what an operator accepts is an act on money", () => {
  test("beyond their limit it waits for a second person, and many are refused", async () => {
    const webmaster = await newcomer();
    const claim = async () => filed(webmaster, untracked(await webmaster.click(), usd(200_000)));
    const [first, second] = [await claim(), await claim()];
    const answer = {
      verb: "accept" as const,
      reason: "the advertiser is silent",
      reasonCode: null,
      reversesCompeting: false,
    };
    await expect(answerClaims(operator(), [{ id: first, ...answer }])).rejects.toMatchObject({
      code: "second_person_required",
    });
    await expect(answerClaim(operator(), { id: first, ...answer })).rejects.toMatchObject({
      name: "WaitsForSecondPerson",
    });
    expect(await getClaim(webmaster.as(), first)).toMatchObject({ status: "open" });
    expect(await webmaster.purse()).toBeUndefined();
    await expect(answerFor(operator(), first, "confirm")).rejects.toMatchObject({ code: "second_person_required" });
    await answerFor(operator(undefined, "key_second"), first, "confirm");
    expect(await getClaim(webmaster.as(), first)).toMatchObject({
      ...{ status: "accepted", answer: { side: "operator", text: "the advertiser is silent" } },
    });
    expect(await webmaster.purse()).toMatchObject({ available: 20_000 });
    const keyOnly = { ...operator(), rights: new Set(["read", "write"] as const) };
    await expect(answerClaim(keyOnly, { id: second, ...answer })).rejects.toMatchObject({ code: "scope_missing" });
    expect(await accept(second)).toMatchObject({ status: "accepted" }); // the advertiser's own money
  });
});

test("a second person confirms from whom an order is taken: if another has it by then, the request is void", async () => {
  const [holder, claimant, third] = [await newcomer(), await newcomer(), await newcomer()];
  const orderId = unique("order");
  await report(await holder.click(), { order_id: orderId, amount: "100", status: "approved" });
  const id = await filed(claimant, untracked(await claimant.click(), { orderId, ...usd(200_000) }));
  const theirs = await filed(third, untracked(await third.click(), { orderId }));
  await expect(accept(id, { reversesCompeting: true, reason: "silence" }, operator())).rejects.toMatchObject({
    name: "WaitsForSecondPerson",
  });
  await accept(theirs, { reversesCompeting: true });
  await expect(answerFor(operator(undefined, "key_second"), id, "confirm")).rejects.toMatchObject({ code: "conflict" });
  expect(await getClaim(claimant.as(), id)).toMatchObject({ status: "open" });
  expect(await live(orderId)).toBe(1);
});

describe("an order that is recorded for another webmaster", () => {
  test("gets the answers of an unknown one, byte for byte", async () => {
    const [holder, claimant] = [await newcomer(), await newcomer()];
    const [first, second] = [await holder.click(), await claimant.click()];
    const [known, unknown] = ["order-known-0001", "order-nowhere-02"];
    await report(first, { order_id: known, amount: "100", status: "approved" });
    const made = async (orderId: string) => {
      const claim = {
        ...{
          kind: "untracked",
          click_id: second.clickId,
          order_id: orderId,
          occurred_at: new Date(Date.now() - MINUTE_MS),
        },
        ...{ amount: { amount_minor: 10_000, currency: "USD" }, comment: "mine" },
      };
      const filing = await ok(claimant.api.post<Page<{ claim: { id: string } }>>("/claims", { claims: [claim] }));
      const id = filing.data[0]?.claim.id ?? "";
      const read = async () => [await ok(claimant.api.get(`/claims/${id}`)), await ok(claimant.api.get("/claims"))];
      const open = await read();
      await ok(network.advertiser.post(`/claims/${id}/decline`, { reason_code: "order_unknown" }));
      const again = await ok(claimant.api.post("/claims", { claims: [claim] }));
      const audit = await listAudit(claimant.as(), { subject: id, limit: 10 });
      const listed = await read();
      // Each order is the only one in the lists while it is looked at.
      await network.rows("DB", "DELETE FROM claim WHERE id = ?", id);
      const text = JSON.stringify([filing, open, again, listed, audit]);
      return text
        .replaceAll(id, "ID")
        .replaceAll(orderId, "ORDER")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
        .replaceAll(/(?<=[":,])1\d{12}(?=[",}\]])/g, "MS")
        .replaceAll(/(?<=")1\d{12}(?=-ID)/g, "MS");
    };
    expect(await made(known)).toBe(await made(unknown));
  });

  test("is shown to the advertiser and the operator with its claim, and is taken only on their express word", async () => {
    const { holder, claimant, second, orderId, taken, id } = await contested();
    const competing = { conversionId: taken, webmasterId: holder.webmasterId, validation: "approved" };
    expect(await getClaim(advertiser(), id)).toMatchObject({ competing });
    expect(await getClaim(operator(), id)).toMatchObject({ competing });
    expect(await getClaim(claimant.as(), id)).not.toHaveProperty("competing", expect.anything());
    await expect(accept(id)).rejects.toMatchObject({ code: "reattribution_needed" });
    const { resultId } = await accept(id, { reversesCompeting: true, reason: `this was ${claimant.webmasterId}` });
    expect(await getConversion(claimant.as(), resultId ?? "")).toMatchObject({
      status: "approved",
      clickId: second.clickId,
    });
    const lost = await getConversion(holder.as(), taken);
    expect(lost).toMatchObject({
      ...{ status: "reversed", validationReason: { side: "advertiser", code: "reattributed", text: null } },
    });
    const seen = JSON.stringify([
      lost,
      await listChanges(holder.as(), taken),
      await listAudit(holder.as(), { limit: 50 }),
    ]);
    expect(seen).not.toContain(claimant.webmasterId);
    expect(seen).not.toContain(id);
    expect([await holder.purse(), await claimant.purse()]).toMatchObject([{ available: 0 }, { available: 1_000 }]);
    expect(await live(orderId)).toBe(1);
    expect(await getClaim(advertiser(), id)).toMatchObject({ competing: null });
  });

  test.each([
    ["pending", "rejected"],
    ["rejected", "rejected"],
  ])("and was %s there, is %s there", async (status, after) => {
    const { holder, orderId, taken, id } = await contested(status);
    await accept(id, { reversesCompeting: true });
    expect(await getConversion(holder.as(), taken)).toMatchObject({ status: after });
    expect(await live(orderId)).toBe(1);
  });

  test.each([
    ["on payment", ["approved"], 0],
    ["paid", ["approved", "sent", "settled"], -1_000],
  ] as const)("and is %s already, is taken out of the payout or set off there", async (_, steps, available) => {
    const { holder, claimant, orderId, taken, id } = await contested();
    await pay(steps);
    expect((await getConversion(holder.as(), taken)).payment).not.toBe("none");
    await accept(id, { reversesCompeting: true });
    expect(await getConversion(holder.as(), taken)).toMatchObject({ status: "reversed" });
    expect(await live(orderId)).toBe(1);
    expect([await holder.purse(), await claimant.purse()]).toMatchObject([{ available }, { available: 1_000 }]);
    const back = await file(holder, own("declined", taken));
    if (available === 0) expect(back).toMatchObject({ reason: null });
    else expect(back).toMatchObject({ reason: "payment_begun", conversionId: taken });
  });

  test("is not brought back by a later report of the old click", async () => {
    const { holder, first, orderId, taken, id } = await contested();
    const { resultId } = await accept(id, { reversesCompeting: true });
    for (const status of ["approved", "rejected", "pending"])
      expect(await report(first, { order_id: orderId, amount: "100", status })).toMatchObject({
        ...{ outcome: "parked", reason: "order_of_another_click" },
      });
    const body = { reports: [{ click_id: first.clickId, order_id: orderId, status: "approved" }] };
    expect((await ok(network.advertiser.post<Page<Loose>>("/conversions", body))).data).toMatchObject([
      { status: "rejected", reason_code: "order_of_another_click" },
    ]);
    for (const event of ["approve", "reopen"] as const)
      await expect(reviewConversion(operator(), { id: taken, event, reason: "theirs" })).rejects.toMatchObject({
        code: "transition_refused",
      });
    expect(await getConversion(holder.as(), taken)).toMatchObject({ status: "reversed" });
    expect(await getConversion(operator(), resultId ?? "")).toMatchObject({ status: "approved" });
    expect(await live(orderId)).toBe(1);
  });

  test("goes back to the first webmaster by their claim, and each time only on a person's word", async () => {
    const { holder, claimant, orderId, taken, id } = await contested();
    const { resultId } = await accept(id, { reversesCompeting: true });
    const back = await filed(holder, own("declined", taken, { comment: "it was mine" }));
    expect(await getClaim(advertiser(), back)).toMatchObject({
      competing: { conversionId: resultId, webmasterId: claimant.webmasterId },
    });
    await expect(accept(back)).rejects.toMatchObject({ code: "reattribution_needed" });
    expect(await accept(back, { reversesCompeting: true })).toMatchObject({ resultId: taken });
    expect(await getConversion(holder.as(), taken)).toMatchObject({ status: "approved" });
    expect(await getConversion(claimant.as(), resultId ?? "")).toMatchObject({
      ...{ status: "reversed", validationReason: { code: "reattributed" } },
    });
    expect([await holder.purse(), await claimant.purse()]).toMatchObject([{ available: 1_000 }, { available: 0 }]);
    const third = await filed(claimant, own("declined", resultId ?? ""));
    await decline(third);
    expect(await file(claimant, own("declined", resultId ?? ""))).toMatchObject({ reason: "claim_answered" });
    expect(await live(orderId)).toBe(1);
  });

  test("is taken by one of two answers in a request, and of two at the same moment", async () => {
    const { orderId, id } = await contested();
    const other = await newcomer();
    const second = await filed(other, untracked(await other.click(), { orderId }));
    const answer = { verb: "accept" as const, reason: null, reasonCode: null, reversesCompeting: true };
    const outcomes = await answerClaims(advertiser(), [
      { id, ...answer },
      { id: second, ...answer },
    ]);
    expect(outcomes).toMatchObject([{ status: "accepted" }, { code: "conflict" }]);
    expect(await live(orderId)).toBe(1);
    const fresh = await newcomer();
    const third = await filed(fresh, untracked(await fresh.click(), { orderId }));
    const slow = overtakenBy(advertiser(), () => accept(second, { reversesCompeting: true }));
    expect(await accept(third, { reversesCompeting: true }, slow)).toMatchObject({ status: "accepted" });
    expect(await live(orderId)).toBe(1);
  });

  test("and is recorded between the look and the answer, is not taken silently", async () => {
    const [holder, claimant] = [await newcomer(), await newcomer()];
    const [first, second] = [await holder.click(), await claimant.click()];
    const orderId = unique("order");
    const id = await filed(claimant, untracked(second, { orderId }));
    const slow = overtakenBy(advertiser(), () => report(first, { order_id: orderId, amount: "100" }));
    await expect(accept(id, {}, slow)).rejects.toMatchObject({ code: "reattribution_needed" });
    expect(await live(orderId)).toBe(1);
  });
});

describe("an order of a goal that pays a click once", () => {
  /** Webmasters with links to an offer with such a goal, of whom the first has an approved order. */
  async function once(claimants: number) {
    const goal = { code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000, commission_bps: 1_000 };
    const { id: offerId } = await network.newOffer({ goals: [{ ...goal, repeats: "never" }] });
    const webmasters = [await newcomer(offerId)];
    for (let i = 0; i < claimants; i++) webmasters.push(await newcomer(offerId));
    const [holder = webmasters[0], ...others] = webmasters;
    if (holder === undefined) throw new Error("there is one");
    const click = await holder.click();
    const orderId = unique("order");
    const { id: taken } = await report(click, { order_id: orderId, amount: "100", status: "approved" });
    return { holder, others, click, orderId, taken };
  }

  test("that was taken away is not claimed anew, but by the conversion that lost it, and lives once", async () => {
    const { holder, others, click, orderId, taken } = await once(1);
    const [claimant] = others;
    if (claimant === undefined) throw new Error("there is one");
    const id = await filed(claimant, untracked(await claimant.click(), { orderId }));
    const { resultId } = await accept(id, { reversesCompeting: true });
    expect(await file(holder, untracked(click, { orderId }))).toMatchObject({
      ...{ claim: null, reason: "already_recorded", conversionId: taken },
    });
    const back = await filed(holder, own("declined", taken));
    await accept(back, { reversesCompeting: true });
    expect(await live(orderId)).toBe(1);
    const again = await filed(claimant, own("declined", resultId ?? ""));
    await expect(accept(again)).rejects.toMatchObject({ code: "reattribution_needed" });
    expect(await live(orderId)).toBe(1);
  });

  test("gets the answers of an unknown one where the claimant has another order of the click", async () => {
    const { orderId, others } = await once(1);
    const [claimant] = others;
    if (claimant === undefined) throw new Error("there is one");
    const click = await claimant.click();
    await report(click, { order_id: unique("order"), amount: "10", status: "approved" });
    const [known, unknown] = [orderId, unique("order")];
    const answers = await fileClaims(claimant.as(), KEYS, [
      untracked(click, { orderId: known }),
      untracked(click, { orderId: unknown }),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ claim: null, reason: "repeat_refused" });
  });

  test("is accepted once, though two of a click are answered in one request", async () => {
    const { others } = await once(1);
    const [claimant] = others;
    if (claimant === undefined) throw new Error("there is one");
    const click = await claimant.click();
    const ids = [await filed(claimant, untracked(click)), await filed(claimant, untracked(click))];
    const answer = { verb: "accept" as const, reason: null, reasonCode: null, reversesCompeting: false };
    const outcomes = await answerClaims(
      advertiser(),
      ids.map((id) => ({ id, ...answer })),
    );
    expect(outcomes).toMatchObject([{ status: "accepted" }, { code: "conflict" }]);
    await expect(accept(ids[1] ?? "")).rejects.toMatchObject({ code: "claim_refused" });
    expect((await claimant.conversions()).filter(({ status }) => status === "approved")).toHaveLength(1);
  });
});

test("a wrong amount of a conversion that was rejected after the claim is not accepted", async () => {
  const webmaster = await newcomer();
  const { id } = await report(await webmaster.click(), { order_id: unique("order"), amount: "50", status: "approved" });
  const claim = await filed(webmaster, own("wrong", id, usd(9_000)));
  await reviewConversion(operator(), { id, event: "reverse", reason: "returned" });
  await expect(accept(claim)).rejects.toMatchObject({ code: "claim_refused" });
  expect(await getClaim(webmaster.as(), claim)).toMatchObject({ status: "open" });
});

describe("who may do what", () => {
  test("a webmaster answers no claim, an advertiser files none and sees their own, and the audit has each end", async () => {
    const webmaster = await newcomer();
    const id = await filed(webmaster, untracked(await webmaster.click()));
    await expect(accept(id, {}, webmaster.as())).rejects.toMatchObject({ code: "forbidden" });
    await expect(fileClaims(advertiser(), KEYS, [])).rejects.toMatchObject({ code: "forbidden" });
    const stranger = network.context({ role: "advertiser", id: "key_b", advertiserId: "adv_other" });
    await expect(decline(id, stranger)).rejects.toMatchObject({ code: "not_found" });
    await expect(
      answerClaim(advertiser(), { id, verb: "decline", reason: null, reasonCode: null, reversesCompeting: false }),
    ).rejects.toMatchObject({ code: "invalid_input", errors: [{ path: "reason" }] });
    await withdrawClaim(webmaster.as(), id);
    await withdrawClaim(webmaster.as(), id); // a repeat changes nothing
    expect(await listAudit(operator(), { subject: id, limit: 10 })).toMatchObject([
      { event: "claim.end", by: "webmaster", byId: "per_w", after: { status: "withdrawn" } },
      { event: "claim.file", by: "webmaster", byId: "per_w", after: { status: "open", kind: "untracked" } },
    ]);
  });
});

/** What may happen to an order that three webmasters claim and the advertiser reports. */
type Step =
  | { kind: "file" | "declined" | "withdraw" | "decline"; of: number }
  | { kind: "accept"; of: number; reversesCompeting: boolean }
  | { kind: "report"; of: number; status: "pending" | "approved" | "rejected" }
  | { kind: "reverse" | "pay" | "silence" };

const webmasterNumber = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("file", "declined", "withdraw", "decline"), of: webmasterNumber }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("accept"), of: webmasterNumber, reversesCompeting: fc.boolean() }),
  },
  fc.record({
    ...{ kind: fc.constant("report"), of: webmasterNumber },
    status: fc.constantFrom("pending", "approved", "rejected"),
  }),
  fc.record({ kind: fc.constantFrom("reverse", "pay", "silence") }),
);

describe("through any life of an order", () => {
  test("it has at most one live conversion, each webmaster at most one open claim of it, and an ended claim stays as it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        const webmasters = [await newcomer(), await newcomer(), await newcomer()];
        const clicks = await Promise.all(webmasters.map((one) => one.click()));
        const orderId = unique("life");
        const ended = new Map<string, unknown>();
        let later = 0;
        for (const one of steps) {
          const now = () => Date.now() + later;
          await lives(one, { webmasters, clicks, orderId, now });
          if (one.kind === "silence") later += 20 * DAY_MS;
          expect(await live(orderId)).toBeLessThanOrEqual(1);
          for (const webmaster of webmasters) {
            const { rows } = await listClaims(webmaster.as(now), {}, { limit: 100 });
            const open = rows.filter(({ status }) => status === "open").map((row) => row.conversionId ?? row.orderId);
            expect(new Set(open).size).toBe(open.length);
            for (const { id, status, endedAt, answer, resultId } of rows) {
              if (status === "open") continue;
              const end = { status, endedAt, answer, resultId };
              expect(end).toEqual(ended.get(id) ?? end);
              ended.set(id, end);
              if (resultId !== null)
                expect((await getConversion(operator(), resultId)).webmasterId).toBe(webmaster.webmasterId);
              expect(answer).not.toBeNull();
            }
          }
        }
        await expectBalancedBooks(network);
      }),
      { numRuns: 12 },
    );
  }, 240_000);
});

/** Does a step where it is possible; what is refused changes nothing. */
async function lives(
  one: Step,
  {
    webmasters,
    clicks,
    orderId,
    now,
  }: { webmasters: readonly Webmaster[]; clicks: readonly ClickEvent[]; orderId: string; now: () => number },
): Promise<void> {
  const webmaster = webmasters["of" in one ? one.of : 0];
  const click = clicks["of" in one ? one.of : 0];
  if (webmaster === undefined || click === undefined) throw new Error("there are three");
  const { rows } = await listClaims(webmaster.as(now), { status: "open" }, { limit: 1 });
  const id = rows[0]?.id ?? "clm_none";
  const refusedAsExpected = (error: unknown) => expect(error).toBeInstanceOf(NetworkError);
  switch (one.kind) {
    case "file":
      return void (await file(webmaster, untracked(click, { orderId }), now));
    case "declined":
      return void (await file(webmaster, own("declined", (await webmaster.conversions())[0]?.id ?? "cnv_none"), now));
    case "withdraw":
      return void (await withdrawClaim(webmaster.as(now), id).catch(refusedAsExpected));
    case "decline":
      return void (await decline(id, advertiser(now)).catch(refusedAsExpected));
    case "accept":
      return void (await accept(id, { reversesCompeting: one.reversesCompeting }, advertiser(now)).catch(
        refusedAsExpected,
      ));
    case "report":
      return void (await report(click, { order_id: orderId, amount: "100", status: one.status }));
    case "reverse": {
      const held = await listConversions(network.context(), { orderId }, { limit: 10 });
      const live = held.rows.find(({ validation }) => validation === "approved");
      if (live !== undefined)
        await reviewConversion(advertiser(), { id: live.id, event: "reverse", reason: "returned" });
      return;
    }
    case "pay":
      return pay().catch(refusedAsExpected);
    case "silence":
      return;
  }
}
