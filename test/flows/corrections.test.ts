import { DEMO } from "@waymark/dev/demo";
import { recordClicks } from "@waymark/network/click";
import type { BookFault } from "@waymark/network/books";
import type { Context } from "@waymark/network/context";
import { recordPostbacks } from "@waymark/network/postback";
import { reviewConversion } from "@waymark/network/conversion";
import { rawStatement } from "@waymark/network/db";
import { proposeCorrection, type Correction } from "@waymark/network/correction";
import { insertLink } from "@waymark/network/link";
import { createPayoutRun, getPayoutRun, returnPayout, stepPayoutRun, type PayoutRun } from "@waymark/network/payout";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Api, type Balance, type Money, type Page, type Payout } from "../harness/api.ts";
import { expectBalancedBooks, planted, TRANSFER_COLUMNS } from "../harness/books.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type Account, type TestNetwork } from "../harness/network.ts";
import { answerFor } from "../harness/second-person.ts";
import { overtakenBy } from "../harness/rival.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

interface Line {
  kind: string;
  conversion_id: string | null;
  correction_id: string | null;
  amount: Money;
}

/** A webmaster, with what they see of their money. */
interface Earner extends Account {
  api: Api;
}

async function newEarner(minimumMinor = 0): Promise<Earner> {
  const account = await admit(network, "webmaster", { minimumMinor });
  return { ...account, api: network.api(account.key) };
}

/** A correction that is small enough to be posted at once, by an operator with an unused limit. */
const correct = (of: Earner, amountMinor: number): Promise<Correction> =>
  proposeCorrection(network.context({ role: "operator", id: unique("per") }), {
    of: { webmasterId: of.id },
    currency: "USD",
    amountMinor,
    reason: "agreed by mail",
  });

/** A sale of 100.00 that is approved immediately: 10.00 are available. Returns the conversion's id. */
async function earn(of: Earner): Promise<string> {
  const ctx = network.context({ role: "system", job: "test" });
  const slug = unique("earn");
  await ctx.db.write(
    insertLink({ id: `lnk_${slug}`, slug, offerId: DEMO.offers.demo, webmasterId: of.id, defaults: {} }, ctx.now()),
  );
  const click = clickEvent(await linkRow(network, slug));
  await recordClicks(ctx, [click]);
  const fields = { amount: "100.00", status: "approved" } as const;
  const [recorded] = await recordPostbacks(ctx, [await postbackEvent(click.clickId, { fields })]);
  return recorded?.outcome.conversionId ?? "";
}

/** Pending, on hold, available, on payment, paid; in cents. */
async function purses({ api }: Earner): Promise<number[]> {
  const [balance] = (await ok(api.get<Page<Balance>>("/balances"))).data;
  const { pending, on_hold, available, on_payment, paid } = balance ?? ({} as Balance); // has moved money
  return [pending, on_hold, available, on_payment, paid].map(({ amount_minor }) => amount_minor);
}

async function payoutsOf({ api }: Earner): Promise<(Payout & { lines: Line[] })[]> {
  const { data } = await ok(api.get<Page<Payout>>("/payouts"));
  return Promise.all(data.map(({ id }) => ok(api.get<Payout & { lines: Line[] }>(`/payouts/${id}`))));
}

/** The webmaster's payout of a run. */
const payoutOf = async (of: Earner, { id }: PayoutRun) => (await payoutsOf(of)).find(({ run_id }) => run_id === id);

/** Runs everything that is due. */
const run = (ctx: Context = network.context()) => createPayoutRun(ctx);
const runNothing = (ctx: Context = network.context()) =>
  expect(createPayoutRun(ctx)).rejects.toMatchObject({ code: "nothing_to_pay" });

async function arrive({ id }: PayoutRun) {
  for (const step of ["approved", "sent", "settled"] as const) await stepPayoutRun(network.context(), id, step);
}

/** A database that fails in the middle of the next write. */
const failing = (ctx: Context): Context => ({
  ...ctx,
  db: {
    ...ctx.db,
    write: (statements) => ctx.db.write([...statements, rawStatement("SELECT json('broken')", [])]),
  },
});

describe("a payout run", () => {
  afterEach(() => expectBalancedBooks(network));

  test("pays a correction once, and shows it to its webmaster as a line with its reason", async () => {
    const [anna, boris] = [await newEarner(), await newEarner()];
    const { id } = await correct(anna, 2_500);
    expect(await purses(anna)).toEqual([0, 0, 2_500, 0, 0]);
    const made = await run();
    expect(await purses(anna)).toEqual([0, 0, 0, 2_500, 0]);
    await runNothing();
    await arrive(made);
    expect(await purses(anna)).toEqual([0, 0, 0, 0, 2_500]);
    await runNothing();

    const lines = [
      { kind: "correction", conversion_id: null, correction_id: id, amount: { amount_minor: 2_500, currency: "USD" } },
    ];
    const [payout, ...others] = await payoutsOf(anna);
    expect({ payout, others }).toMatchObject({ payout: { run_id: made.id, status: "paid", lines }, others: [] });
    expect(await ok(network.operator.get(`/payouts/${payout?.id}`))).toMatchObject({ lines });
    expect(await ok(anna.api.get(`/ledger/corrections/${id}`))).toMatchObject({
      payment: "paid",
      reason: "agreed by mail",
    });
    await refused(boris.api.get(`/payouts/${payout?.id}`), 404, "not_found");
    await refused(network.advertiser.get(`/payouts/${payout?.id}`), 403, "forbidden");
    const { data } = await ok(
      anna.api.get<Page<{ correction_id: string; payout_id: string | null }>>("/ledger/transfers"),
    );
    expect(data.map(({ correction_id, payout_id }) => [correction_id, payout_id])).toEqual([
      [id, payout?.id],
      [id, payout?.id],
      [id, null],
    ]);
  });

  test("sets a negative correction off against later earnings, and never pays a negative amount", async () => {
    const anna = await newEarner();
    const { id } = await correct(anna, -1_500);
    await runNothing();
    const first = await earn(anna);
    await runNothing(); // 10.00 less 15.00
    expect(await purses(anna)).toEqual([0, 0, -500, 0, 0]);
    const zero = await correct(anna, 500);
    await runNothing(); // of nothing neither
    const second = await earn(anna);
    await arrive(await run());
    expect(await purses(anna)).toEqual([0, 0, 0, 0, 1_000]);
    const [payout] = await payoutsOf(anna);
    expect(payout?.amount.amount_minor).toBe(1_000);
    const shown = payout?.lines.map(({ kind, conversion_id, correction_id, amount }) => [
      kind,
      conversion_id ?? correction_id,
      amount.amount_minor,
    ]);
    expect(new Set(shown)).toEqual(
      new Set([
        ["commission", first, 1_000],
        ["commission", second, 1_000],
        ["correction", id, -1_500],
        ["correction", zero.id, 500],
      ]),
    );
  });

  test("sets off a reversal after payment together with a correction", async () => {
    const anna = await newEarner();
    const sold = await earn(anna);
    await arrive(await run());
    await reviewConversion(network.context(), { id: sold, event: "reverse", reason: "returned" });
    await correct(anna, -200);
    await correct(anna, 1_500);
    expect(await purses(anna)).toEqual([0, 0, 300, 0, 1_000]);
    await arrive(await run());
    expect(await purses(anna)).toEqual([0, 0, 0, 0, 1_300]);
  });

  test("waits until corrections and commissions together reach the minimum, each currency by itself", async () => {
    const anna = await newEarner(1_200);
    await correct(anna, 1_199);
    await proposeCorrection(network.context({ role: "operator", id: unique("per") }), {
      of: { webmasterId: anna.id },
      currency: "EUR",
      amountMinor: 5_000,
      reason: "agreed",
    });
    await run();
    expect((await payoutsOf(anna)).map(({ amount }) => amount)).toEqual([{ amount_minor: 5_000, currency: "EUR" }]);
    await runNothing();
    await correct(anna, 1);
    expect((await payoutOf(anna, await run()))?.amount).toEqual({ amount_minor: 1_200, currency: "USD" });
  });

  test("ignores corrections that are proposed, declined, or of advertisers", async () => {
    const anna = await newEarner();
    await correct(anna, 900_000);
    const { id } = await correct(anna, 800_000);
    await answerFor(network.context(), id, "refuse");
    const { id: advertiserId } = await admit(network, "advertiser");
    const owed = await proposeCorrection(network.context({ role: "operator", id: unique("per") }), {
      ...{ of: { advertiserId }, currency: "USD", amountMinor: 700, reason: "agreed" },
    });
    await runNothing();
    expect(await ok(network.operator.get(`/ledger/corrections/${owed.id}`))).toMatchObject({ payment: null });
  });

  test("and another at once: only one of them pays the correction, the other finds nothing", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    let rival: PayoutRun | undefined;
    await runNothing(overtakenBy(network.context(), async () => (rival = await run())));
    const payouts = await payoutsOf(anna);
    expect(payouts).toMatchObject([{ run_id: rival?.id, amount: { amount_minor: 700 } }]);
    expect(await purses(anna)).toEqual([0, 0, 0, 700, 0]);
  });

  test("gets no more payouts once it is approved, even while it is made", async () => {
    const [anna, boris] = [await newEarner(), await newEarner()];
    await correct(anna, 700);
    const approve = async () => {
      await correct(boris, 700);
      const [payout] = await payoutsOf(anna);
      await stepPayoutRun(network.context(), payout?.run_id ?? "", "approved");
    };
    const made = await run(overtakenBy(network.context(), approve, 2));
    expect(made.status).toBe("approved");
    expect([await payoutOf(anna, made), await payoutOf(boris, made)]).toMatchObject([{ status: "new" }, undefined]);
    const next = await run();
    expect([await payoutOf(anna, next), await payoutOf(boris, next)]).toMatchObject([undefined, { status: "new" }]);
  });

  test("leaves what came after its cut-off to the next run", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    let late: Correction | undefined;
    const overtaken = overtakenBy(network.context(), async () => {
      await run();
      late = await correct(anna, 50);
    });
    await runNothing({
      ...overtaken,
      now: (
        (at) => () =>
          at
      )(Date.now()),
    });
    const payout = await payoutOf(anna, await run());
    expect(payout?.lines).toMatchObject([{ correction_id: late?.id, amount: { amount_minor: 50 } }]);
    expect(await purses(anna)).toEqual([0, 0, 0, 750, 0]);
  });

  test("during which a correction is confirmed pays it as well", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    const { id, status } = await correct(anna, 5_000_000);
    expect(status).toBe("proposed");
    await run(overtakenBy(network.context(), () => answerFor(network.context(), id, "confirm")));
    expect((await payoutsOf(anna)).map(({ amount }) => amount.amount_minor)).toEqual([5_000_700]);
    expect(await purses(anna)).toEqual([0, 0, 0, 5_000_700, 0]);
  });

  test("during which a negative correction is confirmed pays nothing that has to be set off later", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    const { id } = await correct(anna, -20_000);
    await runNothing(overtakenBy(network.context(), () => answerFor(network.context(), id, "confirm")));
    expect([await payoutsOf(anna), await purses(anna)]).toEqual([[], [0, 0, -19_300, 0, 0]]);
  });

  test("whose database fails after the lines were written has paid nothing, and the next run pays all", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    await correct(anna, -100);
    await expect(run(failing(network.context()))).rejects.toThrow(/JSON/i);
    expect([await payoutsOf(anna), await purses(anna)]).toEqual([[], [0, 0, 600, 0, 0]]);
    const made = await run();
    expect(await purses(anna)).toEqual([0, 0, 0, 600, 0]);
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(network.context(), made.id, step);
    await expect(stepPayoutRun(failing(network.context()), made.id, "settled")).rejects.toThrow(/JSON/i);
    expect(await purses(anna)).toEqual([0, 0, 0, 600, 0]);
    await stepPayoutRun(network.context(), made.id, "settled");
    expect(await purses(anna)).toEqual([0, 0, 0, 0, 600]);
  });

  test("is settled once, even if it pays only corrections", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    const { id } = await run();
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(network.context(), id, step);
    const settle = (ctx = network.context()) => stepPayoutRun(ctx, id, "settled");
    await expect(settle(overtakenBy(network.context(), () => settle()))).rejects.toMatchObject({
      code: "run_step_refused",
    });
    expect(await purses(anna)).toEqual([0, 0, 0, 0, 700]);
  });
});

describe("a payout that does not arrive", () => {
  afterEach(() => expectBalancedBooks(network));

  /** A payout of a commission of 10.00 and corrections of 7.00 and -1.00. */
  async function paidTo(anna: Earner) {
    const conversion = await earn(anna);
    const [more, less] = [await correct(anna, 700), await correct(anna, -100)];
    const made = await run();
    const payout = await payoutOf(anna, made);
    return { made, payout: payout?.id ?? "", causes: [conversion, more.id, less.id].toSorted() };
  }

  const back = (id: string, ctx = network.context()) => returnPayout(ctx, id, { reason: "the account is closed" });

  test.each([
    ["before it is sent", 0, "cancelled"],
    ["when it is sent", 2, "returned"],
    ["after it was settled", 3, "returned"],
  ] as const)("%s is returned, and all its lines are paid again", async (_, steps, status) => {
    const anna = await newEarner();
    const { made, payout, causes } = await paidTo(anna);
    const way = ["approved", "sent", "settled"] as const;
    for (const step of way.slice(0, steps)) await stepPayoutRun(network.context(), made.id, step);
    const reason = "the account is closed";
    expect(await ok(network.operator.post(`/payouts/${payout}/return`, { reason }))).toMatchObject({ status, reason });
    expect(await purses(anna)).toEqual([0, 0, 1_600, 0, 0]);
    await refused(network.operator.post(`/payouts/${payout}/return`, { reason }), 409, "transition_refused");
    const audited = await ok(network.operator.get<Page<object>>(`/audit?event=payout.return&subject_id=${payout}`));
    expect(audited.data).toMatchObject([{ side: "operator", reason }]);
    const conversion = causes.find((id) => id.startsWith("cnv_"));
    const seenBy = async (api: Api) =>
      JSON.stringify(await ok(api.get(`/audit?event=conversion&subject_id=${conversion}`)));
    expect(await seenBy(anna.api)).toContain(reason);
    expect(await seenBy(network.advertiser), "the advertiser is no party of the payment").not.toContain(reason);
    expect(await seenBy(network.advertiser)).toContain("conversion.approve");
    // With its last payout a sent run is settled by itself.
    const statusOf = async () => (await getPayoutRun(network.context(), made.id)).status;
    for (const step of way.slice(steps))
      if ((await statusOf()) !== "settled") await stepPayoutRun(network.context(), made.id, step);
    expect(await statusOf()).toBe("settled");
    expect(await purses(anna), "its run goes on without it").toEqual([0, 0, 1_600, 0, 0]);

    const second = await run();
    await arrive(second);
    const [again, before] = [await payoutOf(anna, second), await payoutOf(anna, made)];
    expect([again?.status, before?.status]).toEqual(["paid", status]);
    for (const lines of [again?.lines, before?.lines])
      expect(lines?.map(({ conversion_id, correction_id }) => conversion_id ?? correction_id).toSorted()).toEqual(
        causes,
      );
    expect(await purses(anna)).toEqual([0, 0, 0, 0, 1_600]);
    await runNothing();
  });

  test("is returned once by two concurrent calls, even if it pays only corrections", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    await run();
    const [payout] = await payoutsOf(anna);
    const slow = overtakenBy(network.context(), () => back(payout?.id ?? ""));
    await expect(back(payout?.id ?? "", slow)).rejects.toMatchObject({ code: "transition_refused" });
    expect(await purses(anna)).toEqual([0, 0, 700, 0, 0]);
  });

  test("is returned while its run settles: the other payouts are paid, this one is not", async () => {
    const [anna, boris] = [await newEarner(), await newEarner()];
    await correct(boris, 900);
    const { made, payout } = await paidTo(anna);
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(network.context(), made.id, step);
    await stepPayoutRun(
      overtakenBy(network.context(), () => back(payout)),
      made.id,
      "settled",
    );
    expect([await purses(anna), await purses(boris)]).toEqual([
      [0, 0, 1_600, 0, 0],
      [0, 0, 0, 0, 900],
    ]);
    await run();
  });

  test("is settled while it is returned: its money comes back from paid", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    const made = await run();
    const [payout] = await payoutsOf(anna);
    await back(
      payout?.id ?? "",
      overtakenBy(network.context(), () => arrive(made)),
    );
    expect(await purses(anna)).toEqual([0, 0, 700, 0, 0]);
    expect((await payoutsOf(anna))[0]?.status).toBe("returned");
    await run();
  });

  test("is sent while it is returned: its status is returned, not cancelled", async () => {
    const anna = await newEarner();
    const { made, payout } = await paidTo(anna);
    const send = async () => {
      for (const step of ["approved", "sent"] as const) await stepPayoutRun(network.context(), made.id, step);
    };
    expect(await back(payout, overtakenBy(network.context(), send))).toMatchObject({ status: "returned" });
    await run();
  });

  test("is returned completely or not at all if the database fails", async () => {
    const anna = await newEarner();
    const { payout } = await paidTo(anna);
    await expect(back(payout, failing(network.context()))).rejects.toThrow(/JSON/i);
    expect(await purses(anna)).toEqual([0, 0, 0, 1_600, 0]);
  });

  test.each<[string, unknown]>([
    ["without a reason", {}],
    ["with a reason of blanks", { reason: "  " }],
    ["with a reason without end", { reason: "x".repeat(2_001) }],
    ["with something unknown", { reason: "why", amount: 5 }],
  ])("%s is not returned", async (_, body) => {
    await refused(network.operator.post("/payouts/pay_none/return", body), 400, "invalid_input");
  });
});

describe("frozen money", () => {
  afterEach(() => expectBalancedBooks(network));

  type Block = { reason: string; reason_code?: string; money?: string };
  const block = (of: Earner, body: Block) => ok(network.operator.post(`/webmasters/${of.id}/block`, body));
  const decide = (of: Earner, verb: "release" | "refuse") =>
    network.operator.post<{ remaining: number }>(`/webmasters/${of.id}/${verb}-frozen`, {
      reason: "looked at by hand",
    });
  const fraud = { reason: "bought clicks", reason_code: "fraud" };
  interface Shown {
    data: Record<"available" | "frozen" | "payout_minimum", Money>[];
    freeze: { reason: string } | null;
  }
  /** Available and frozen in cents, and why. */
  async function shown({ api }: Earner) {
    const { data, freeze } = await ok(api.get<Shown>("/balances"));
    return [data[0]?.available.amount_minor, data[0]?.frozen.amount_minor, freeze?.reason ?? null];
  }

  test("is in no run until it is released, and its webmaster sees it and why", async () => {
    const anna = await newEarner();
    await earn(anna);
    await correct(anna, 500);
    expect(await block(anna, fraud)).toMatchObject({
      consequences: expect.arrayContaining([expect.objectContaining({ code: "money_frozen" })]) as unknown,
    });
    expect(await shown(anna)).toEqual([0, 1_500, "bought clicks"]);
    await runNothing();
    await ok(network.operator.post(`/webmasters/${anna.id}/unblock`, { reason: "a mistake" }));
    await runNothing();
    expect(await shown(anna), "the end of a block releases nothing").toEqual([0, 1_500, "bought clicks"]);
    await ok(decide(anna, "release"));
    expect(await shown(anna)).toEqual([1_500, 0, null]);
    await refused(decide(anna, "release"), 409, "transition_refused");
    expect((await payoutOf(anna, await run()))?.amount.amount_minor).toBe(1_500);
  });

  test("can be frozen after a block that has kept it, and released again, with reasons", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    const freeze = (reason?: string) => network.operator.post(`/webmasters/${anna.id}/freeze`, { reason });
    await refused(freeze("bought clicks"), 409, "transition_refused");
    await block(anna, { ...fraud, money: "keep" });
    const made = await run();
    await refused(freeze(), 400, "invalid_input");
    await refused(anna.api.post(`/webmasters/${anna.id}/freeze`, { reason: "mine" }), 403, "account_blocked");
    await ok(freeze("bought clicks"));
    expect(await shown(anna)).toEqual([0, 700, "bought clicks"]);
    expect((await payoutOf(anna, made))?.status).toBe("cancelled");
    await refused(freeze("again"), 409, "transition_refused");
    await runNothing();
    await ok(decide(anna, "release"));
    expect(await shown(anna)).toEqual([700, 0, null]);
    const events = await ok(network.operator.get<Page<{ event: string; reason: string | null }>>(`/audit?limit=20`));
    expect(events.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: "account.money_freeze", subject_id: anna.id, reason: "bought clicks" }),
        expect.objectContaining({ event: "account.money_release", subject_id: anna.id, reason: "looked at by hand" }),
      ]) as unknown,
    );
    expect((await payoutOf(anna, await run()))?.amount.amount_minor).toBe(700);
  });

  test.each<[string, Block, boolean]>([
    ["for fraud", fraud, true],
    ["for fraud, with the money kept", { ...fraud, money: "keep" }, false],
    ["for another reason", { reason: "asked for it", reason_code: "request" }, false],
    ["for another reason, with the money frozen", { reason: "unclear", money: "freeze" }, true],
    ["without a code", { reason: "fraud?" }, false],
  ])("follows from a block %s as the block says", async (_, body, isFrozen) => {
    const anna = await newEarner();
    await earn(anna);
    await block(anna, body);
    expect(await shown(anna)).toEqual(isFrozen ? [0, 1_000, body.reason] : [1_000, 0, null]);
    if (!isFrozen) await run();
  });

  test("is refused with its conversions, which the advertiser does not owe then", async () => {
    const anna = await newEarner();
    const sold = await earn(anna);
    await correct(anna, 700);
    await block(anna, fraud);
    expect(await ok(decide(anna, "refuse"))).toEqual({ refused: 1, remaining: 0 });
    expect(await shown(anna)).toEqual([0, 0, null]);
    expect(await ok(anna.api.get(`/conversions/${sold}`))).toMatchObject({ status: "rejected", check: "refused" });
    await runNothing();
    await refused(decide(anna, "refuse"), 409, "transition_refused");
  });

  test("leaves payouts that are not sent; those that are sent arrive", async () => {
    const [anna, boris] = [await newEarner(), await newEarner()];
    await correct(anna, 700);
    await correct(boris, 700);
    const first = await run();
    await block(anna, fraud);
    expect(await shown(anna)).toEqual([0, 700, "bought clicks"]);
    expect((await payoutOf(anna, first))?.status).toBe("cancelled");
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(network.context(), first.id, step);
    await block(boris, fraud);
    await stepPayoutRun(network.context(), first.id, "settled");
    expect(await purses(boris)).toEqual([0, 0, 0, 0, 700]);
  });

  test("that is frozen while a run is made is not in it", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    await runNothing(overtakenBy(network.context(), () => block(anna, fraud)));
    expect(await payoutsOf(anna)).toEqual([]);
    expect(await shown(anna)).toEqual([0, 700, "bought clicks"]);
  });

  test("is decided by who may move money, of the operator only", async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    await block(anna, fraud);
    for (const verb of ["release", "refuse"]) {
      const path = `/webmasters/${anna.id}/${verb}-frozen`;
      await refused(anna.api.post(path, { reason: "please" }), 403, "account_blocked");
      await refused(network.advertiser.post(path, { reason: "please" }), 403, "forbidden");
      await refused(network.operator.post(path, {}), 400, "invalid_input");
    }
    await refused(
      network.operator.post(`/advertisers/${DEMO.advertiser}/block`, { reason: "x", money: "freeze" }),
      400,
      "invalid_input",
    );
    await ok(decide(anna, "release"));
    await run();
  });

  const ACTS = ["freeze", "keep", "freeze later", "unblock", "release", "refuse", "earn", "correct", "run"] as const;
  type Act = (typeof ACTS)[number];

  test("is never paid, in any order of what happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom<Act>(...ACTS), { minLength: 4, maxLength: 10 }), async (acts) => {
        const anna = await newEarner();
        const now = { isBlocked: false, isFrozen: false, minor: 0, unsent: 0 };
        for (const act of acts) {
          const mayBlock = !now.isBlocked;
          switch (act) {
            case "freeze":
            case "keep": {
              const { status } = await network.operator.post(`/webmasters/${anna.id}/block`, {
                reason: act,
                money: act,
              });
              expect(status).toBe(mayBlock ? 200 : 409);
              if (mayBlock) Object.assign(now, { isBlocked: true, isFrozen: now.isFrozen || act === "freeze" });
              // What no run has sent is taken out of the runs.
              if (mayBlock && act === "freeze") Object.assign(now, { minor: now.minor + now.unsent, unsent: 0 });
              break;
            }
            case "freeze later": {
              const mayFreeze = now.isBlocked && !now.isFrozen;
              const { status } = await network.operator.post(`/webmasters/${anna.id}/freeze`, { reason: act });
              expect(status).toBe(mayFreeze ? 200 : 409);
              if (mayFreeze) Object.assign(now, { isFrozen: true, minor: now.minor + now.unsent, unsent: 0 });
              break;
            }
            case "unblock": {
              const { status } = await network.operator.post(`/webmasters/${anna.id}/unblock`, { reason: act });
              expect(status).toBe(now.isBlocked ? 200 : 409);
              now.isBlocked = false;
              break;
            }
            case "release":
            case "refuse": {
              expect((await decide(anna, act)).status).toBe(now.isFrozen ? 200 : 409);
              if (now.isFrozen && act === "refuse") now.minor = 0;
              now.isFrozen = false;
              break;
            }
            case "earn":
              if (now.isBlocked) break; // it would be held
              await earn(anna);
              now.minor += 1_000;
              break;
            case "correct":
              await correct(anna, 300);
              now.minor += 300;
              break;
            case "run":
              if (now.isFrozen || now.minor === 0) await runNothing();
              else {
                expect((await payoutOf(anna, await run()))?.amount.amount_minor).toBe(now.minor);
                Object.assign(now, { minor: 0, unsent: now.unsent + now.minor });
              }
          }
          const [available = 0, frozen = 0] = await shown(anna);
          expect([available, frozen], act).toEqual(now.isFrozen ? [0, now.minor] : [now.minor, 0]);
        }
        if (now.isFrozen) await ok(decide(anna, "release"));
        if (now.minor > 0) await run();
      }),
      {
        numRuns: 8,
        examples: [
          [["earn", "freeze", "run", "refuse", "run"]],
          [["correct", "run", "freeze", "release", "run"]],
          [["correct", "keep", "run", "freeze later", "release", "run"]],
        ],
      },
    );
  });
});

describe("payout minimums", () => {
  test("name a currency, are set by the operator and shown to the webmaster", async () => {
    const anna = await newEarner(1_000);
    await correct(anna, 1_500);
    const path = `/webmasters/${anna.id}/payout-minimums`;
    const set = (minimums: Money[]) => network.operator.patch(path, { minimums, reason: "the bank's fee" });
    await ok(
      set([
        { amount_minor: 1_501, currency: "USD" },
        { amount_minor: 5, currency: "SEK" },
      ]),
    );
    type Minimums = { data: (Money & { payout_minimum: Money })[] };
    const { data } = await ok(anna.api.get<Minimums>(path));
    expect(data).toEqual(expect.arrayContaining([{ amount_minor: 1_501, currency: "USD" }]));
    expect(data).toEqual(expect.arrayContaining([{ amount_minor: 1_000, currency: "EUR" }]));
    const balances = await ok(anna.api.get<Minimums>("/balances"));
    expect(balances.data).toMatchObject([{ payout_minimum: { amount_minor: 1_501, currency: "USD" } }]);
    await runNothing();
    await refused(set([{ amount_minor: 1, currency: "XXQ" }]), 422, "currency_unknown");
    await refused(
      anna.api.patch(path, { minimums: [{ amount_minor: 0, currency: "USD" }], reason: "mine" }),
      403,
      "forbidden",
    );
    await ok(set([{ amount_minor: 1_500, currency: "USD" }]));
    expect((await payoutOf(anna, await run()))?.amount.amount_minor).toBe(1_500);
  });

  test("are 30 of a currency where none is set", async () => {
    const anna = await newEarner();
    await network.rows("DB", "DELETE FROM payout_minimum WHERE webmaster_id = ?", anna.id);
    await correct(anna, 2_999);
    await runNothing();
    await correct(anna, 1);
    await run();
  });
});

describe("the books", () => {
  let paid: { first: string; second: string };

  beforeAll(async () => {
    const anna = await newEarner();
    await correct(anna, 700);
    const first = await run();
    await arrive(first);
    await correct(anna, -100);
    await correct(anna, 900);
    const second = await run();
    const ids = await Promise.all([first, second].map(async (of) => (await payoutOf(anna, of))?.id ?? ""));
    paid = { first: ids[0] ?? "", second: ids[1] ?? "" };
  });

  const KEEP = "CREATE TABLE kept AS SELECT * FROM";
  const OF_FIRST = "correction_id = (SELECT correction_id FROM payout_correction WHERE payout_id = '{first}')";
  const LAST_STEP = `${OF_FIRST} AND version = 3`;

  test.each<[string, BookFault["code"][], string[], string[]]>([
    [
      "a correction that is paid twice",
      ["line_differs", "payout_differs"],
      [
        `UPDATE payout_correction SET released_at = 5 WHERE payout_id = '{first}'`,
        `INSERT INTO payout_correction SELECT '{second}', correction_id, amount_minor, NULL FROM payout_correction WHERE payout_id = '{first}'`,
      ],
      [
        `DELETE FROM payout_correction WHERE payout_id = '{second}' AND ${OF_FIRST}`,
        `UPDATE payout_correction SET released_at = NULL WHERE payout_id = '{first}'`,
      ],
    ],
    [
      "a correction that is paid twice in a payout that hides it",
      ["line_differs"],
      [
        `UPDATE payout_correction SET released_at = 5 WHERE payout_id = '{first}'`,
        `INSERT INTO payout_correction SELECT '{second}', correction_id, amount_minor, NULL FROM payout_correction WHERE payout_id = '{first}'`,
        `UPDATE payout SET amount_minor = amount_minor + 700 WHERE id = '{second}'`,
      ],
      [
        `UPDATE payout SET amount_minor = amount_minor - 700 WHERE id = '{second}'`,
        `DELETE FROM payout_correction WHERE payout_id = '{second}' AND ${OF_FIRST}`,
        `UPDATE payout_correction SET released_at = NULL WHERE payout_id = '{first}'`,
      ],
    ],
    [
      "a line without its transfer",
      ["transfer_missing", "balance_differs"],
      [
        `${KEEP} transfer WHERE ${OF_FIRST} AND id LIKE '%_0002_payment'`,
        "DELETE FROM transfer WHERE id IN (SELECT id FROM kept)",
      ],
      [`INSERT INTO transfer (${TRANSFER_COLUMNS}) SELECT ${TRANSFER_COLUMNS} FROM kept`, "DROP TABLE kept"],
    ],
    [
      "a transfer of another payout",
      ["transfer_differs"],
      [`UPDATE transfer SET payout_id = '{second}' WHERE ${OF_FIRST} AND id LIKE '%_payment'`],
      [`UPDATE transfer SET payout_id = '{first}' WHERE ${OF_FIRST} AND id LIKE '%_payment'`],
    ],
    [
      "a payment of a correction that goes somewhere else",
      ["transfer_differs", "balance_differs"],
      [`UPDATE transfer SET credit = credit || 'x' WHERE ${OF_FIRST} AND id LIKE '%_0003_payment'`],
      [`UPDATE transfer SET credit = rtrim(credit, 'x') WHERE ${OF_FIRST} AND id LIKE '%_0003_payment'`],
    ],
    [
      "a payment of a correction that runs twice",
      ["transfer_surplus", "balance_differs"],
      [
        `INSERT INTO transfer (${TRANSFER_COLUMNS}) SELECT replace(id, '_0003_', '_0009_'), debit, credit, currency, amount_minor, conversion_id,
          payout_id, posted_at, correction_id FROM transfer WHERE ${OF_FIRST} AND id LIKE '%_0003_payment'`,
      ],
      ["DELETE FROM transfer WHERE id LIKE 'trf_cor_%_0009_payment'"],
    ],
    [
      "a correction that is payable again although it was paid",
      ["history_differs"],
      [`UPDATE correction SET payment = 'none' WHERE ${OF_FIRST.replace("correction_id", "id")}`],
      [`UPDATE correction SET payment = 'paid' WHERE ${OF_FIRST.replace("correction_id", "id")}`],
    ],
    [
      "a payment without its step",
      ["history_differs", "transfer_surplus", "line_differs"],
      [`${KEEP} correction_change WHERE ${LAST_STEP}`, `DELETE FROM correction_change WHERE ${LAST_STEP}`],
      ["INSERT INTO correction_change SELECT * FROM kept", "DROP TABLE kept"],
    ],
    [
      "a payment without its line",
      ["line_differs", "payout_differs"],
      [
        `${KEEP} payout_correction WHERE payout_id = '{first}'`,
        "DELETE FROM payout_correction WHERE payout_id = '{first}'",
      ],
      ["INSERT INTO payout_correction SELECT * FROM kept", "DROP TABLE kept"],
    ],
    [
      "a line of another amount in a payout that hides it",
      ["line_differs", "transfer_differs"],
      [
        `UPDATE payout_correction SET amount_minor = amount_minor + 1 WHERE payout_id = '{first}'`,
        `UPDATE payout SET amount_minor = amount_minor + 1 WHERE id = '{first}'`,
      ],
      [
        `UPDATE payout_correction SET amount_minor = amount_minor - 1 WHERE payout_id = '{first}'`,
        `UPDATE payout SET amount_minor = amount_minor - 1 WHERE id = '{first}'`,
      ],
    ],
    [
      "a payout that was made while the money was frozen",
      ["frozen_paid"],
      [
        `INSERT INTO freeze SELECT webmaster_id, 1, 'freeze', 'x', 'test', created_at - 2 FROM payout WHERE id = '{first}'`,
        `INSERT INTO freeze SELECT webmaster_id, 2, 'release', 'x', 'test', created_at + 1 FROM payout WHERE id = '{first}'`,
      ],
      ["DELETE FROM freeze WHERE actor = 'test'"],
    ],
    [
      "money that is frozen without a decision",
      ["freeze_differs"],
      [`UPDATE webmaster SET frozen_at = 5 WHERE id = (SELECT webmaster_id FROM payout WHERE id = '{first}')`],
      [`UPDATE webmaster SET frozen_at = NULL WHERE id = (SELECT webmaster_id FROM payout WHERE id = '{first}')`],
    ],
    [
      "a payout that is told paid and never arrived",
      ["history_differs", "line_differs"],
      [`UPDATE payout SET status = 'paid' WHERE id = '{second}'`],
      [`UPDATE payout SET status = 'new' WHERE id = '{second}'`],
    ],
    [
      "a correction that was made dearer after it was paid",
      ["transfer_differs", "line_differs"],
      [`UPDATE correction SET amount_minor = amount_minor + 1 WHERE ${OF_FIRST.replace("correction_id", "id")}`],
      [`UPDATE correction SET amount_minor = amount_minor - 1 WHERE ${OF_FIRST.replace("correction_id", "id")}`],
    ],
  ])("find %s: %j", async (_, codes, statements, undo) => {
    const filled = (all: string[]) =>
      all.map((statement) => statement.replaceAll("{first}", paid.first).replaceAll("{second}", paid.second));
    const faults = await planted(network, filled(statements), filled(undo));
    expect([...new Set(faults.map(({ code }) => code))].toSorted()).toEqual(codes.toSorted());
    for (const { subject, detail } of faults) expect([subject, detail]).not.toContain("");
  });
});
