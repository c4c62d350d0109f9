import { DAY_MS, HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { DEMO } from "@waymark/dev/demo";
import { listBankFiles, makeBankFile, previewBankFile, referenceOf, voidBankFile } from "@waymark/network/bank-file";
import {
  advanceStatement,
  assignEntry,
  bookCharge,
  commitStatement,
  describeStatement,
  discardStatement,
  ignoreEntry,
  listEntries,
  listUnfinishedStatements,
  receiveStatement,
} from "@waymark/network/bank-statement";
import type { Context } from "@waymark/network/context";
import { endHolds, reviewConversion, writeChanges, changesOf } from "@waymark/network/conversion";
import { proposeCorrection } from "@waymark/network/correction";
import { getStatement, listBalances } from "@waymark/network/ledger";
import {
  advancePayoutRun,
  cancelPayoutRun,
  createPayoutRun,
  describePayoutRun,
  excludeFromRun,
  findMinimums,
  getNextPayout,
  getPayout,
  getPayoutRun,
  listLeftOut,
  listPayoutLines,
  listPayoutRequests,
  listPayouts,
  listUnfinishedRuns,
  requestPayout,
  returnPayout,
  setPayoutTerms,
  stepPayoutRun,
  withdrawPayoutRequest,
  type Payout,
} from "@waymark/network/payout";
import { addLegalEntity, disablePayerAccount, makeMainPayerAccount } from "@waymark/network/payer-account";
import {
  holdPayoutAccount,
  makeMainAccount,
  releasePayoutAccount,
  removePayoutAccount,
  type NewPayoutAccount,
} from "@waymark/network/payout-account";
import type { PayoutDetails } from "@waymark/network/payout-details";
import {
  advanceProvider,
  handOverRun,
  listSubmissions,
  noteWebhook,
  paypalPayouts,
  resolveSubmission,
} from "@waymark/network/payout-provider";
import {
  acceptDocument,
  listDocuments,
  refuseDocument,
  returnOverdue,
  uploadDocument,
  type PayoutDocument,
} from "@waymark/network/payout-document";
import { NetworkError } from "@waymark/network/errors";
import { countNetworkToDo } from "@waymark/network/stats";
import { releaseFrozen, setBlocked } from "@waymark/network/account";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RUSSIAN, SWIFT } from "../../packages/network/src/bank-file/testing.ts";
import {
  camt053,
  IBAN,
  oneC,
  PAYEE_IBAN,
  pain002,
  RUB_ACCOUNT,
  type CamtEntry,
} from "../../packages/network/src/bank-statement/testing.ts";
import { partsOf } from "../../packages/network/src/payout/parts.ts";
import { beginWith } from "../../packages/network/src/conversion/testing.ts";
import { ok, refused } from "../harness/api.ts";
import { csvStatement, newIban, ordersIn } from "../harness/bank.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { startFakePaypal, type FakePaypal, type Misbehaviour } from "../harness/fake-paypal.ts";
import { addPayer, PDF, paypalAccount, uploadedDocument, usableAccount, VAULT } from "../harness/payout-accounts.ts";
import { overtakenBy } from "../harness/rival.ts";
import { liftLimits } from "../harness/second-person.ts";
import { expectStatementsAddUp } from "../harness/statements.ts";
import { clicksOn, committed, fileOf, recently, validated } from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
  await createPayoutRun(network.context()).catch(() => undefined); // no money of others is left
});
afterAll(() => network?.stop());

const ROWS_A_BATCH = 1_000;

/** Approved conversions of these commissions, without a hold. Returns their ids. */
async function earn(
  webmasterId: string,
  commissions: readonly number[],
  { currency = "USD", at = Date.now() - DAY_MS, holdDays = 0 } = {},
): Promise<string[]> {
  const tag = unique("run");
  const changes = commissions.flatMap((commission_minor, i) => {
    const id = `cnv_${tag}${String(i).padStart(6, "0")}`;
    const begun = beginWith({
      ...{ id, identity: id, order_id: id, click_id: id, webmaster_id: webmasterId, advertiser_id: DEMO.advertiser },
      ...{ currency, commission_minor, revenue_minor: commission_minor, amount_minor: null, recorded_at: at },
      hold_days: holdDays,
    });
    return [begun, ...changesOf({ ...begun.row }, "approve", { actor: "system:test", reason: null, at })];
  });
  const { db } = network.context();
  for (let i = 0; i < changes.length; i += ROWS_A_BATCH * 3)
    await db.write(writeChanges(changes.slice(i, i + ROWS_A_BATCH * 3)));
  return commissions.map((_, i) => `cnv_${tag}${String(i).padStart(6, "0")}`);
}

const newWebmaster = async () => (await admit(network, "webmaster")).id;
const operator = (now?: () => number) => network.context({ role: "operator", id: "key_test" }, now);
const job = (now?: () => number) => network.context({ role: "system", job: "payouts" }, now);

/** The context of a webmaster, with a clock. */
const webmaster = (webmasterId: string, now?: () => number) =>
  network.context({ role: "webmaster", id: `per_of_${webmasterId}`, webmasterId }, now);

const leftOutOf = async (runId: string, webmasterId: string) =>
  (await listLeftOut(operator(), runId, { limit: 500 })).rows
    .filter(({ webmaster_id }) => webmaster_id === webmasterId)
    .map(({ currency, reason, amount_minor, payable_at }) => [currency, reason, amount_minor, payable_at]);

async function balanceOf(webmasterId: string, currency = "USD") {
  const found = (await listBalances(network.context().db, webmasterId)).find((one) => one.currency === currency);
  const { available = 0, on_payment = 0, paid = 0 } = found ?? {};
  return { available, on_payment, paid };
}

const payoutsOf = async (webmasterId: string): Promise<Payout[]> =>
  (await listPayouts(operator(), { webmasterId }, { limit: 100 })).rows;

/** What a run moves in dollars, and that the ledger has nothing beyond the payouts. */
async function expectMoved(runId: string, moved: Record<"available" | "on_payment" | "paid", number>) {
  const { moves } = await describePayoutRun(operator(), runId);
  const [{ now, without, differenceMinor } = { now: undefined, without: undefined }] = moves;
  expect(differenceMinor, "difference").toBe(0);
  expect({
    available: (now?.availableMinor ?? 0) - (without?.availableMinor ?? 0),
    on_payment: (now?.onPaymentMinor ?? 0) - (without?.onPaymentMinor ?? 0),
    paid: (now?.paidMinor ?? 0) - (without?.paidMinor ?? 0),
  }).toEqual(moved);
}

async function finish(runId: string) {
  for (const step of ["approved", "sent", "settled"] as const) await stepPayoutRun(operator(), runId, step);
  while (await advancePayoutRun(job(), runId));
}

class Death extends Error {}

/**
 * Lives that end before or right after some of their writes, as these luck numbers have it; each is two minutes later than
 * the one before, so leases expire.
 */
function mortal(actor: "operator" | "job", luck = 1) {
  let [chance, lives] = [luck, 0];
  const draw = () => {
    chance = (Math.imul(chance, 1_103_515_245) + 12_345) >>> 0;
    return (chance >>> 16) % 12;
  };
  return (): Context => {
    const later = ++lives * 2 * MINUTE_MS;
    const ctx = (actor === "operator" ? operator : job)(() => Date.now() + later);
    return {
      ...ctx,
      db: {
        ...ctx.db,
        async write(statements) {
          const way = draw();
          if (way === 0) throw new Death();
          const written = await ctx.db.write(statements);
          if (way === 1) throw new Death();
          return written;
        },
      },
    };
  };
}

/** Repeats work until it neither dies nor is refused because an earlier life did it. */
async function survive(work: () => Promise<unknown>): Promise<void> {
  for (let lives = 0; ; lives++) {
    try {
      return void (await work());
    } catch (error) {
      if (error instanceof NetworkError && lives > 0) return;
      if (!(error instanceof Death)) throw error;
    }
  }
}

async function finishJobs(workers: () => Context) {
  for (let lives = 0; lives < 500; lives++) {
    const [id] = await listUnfinishedRuns(job());
    if (id === undefined) return;
    await advancePayoutRun(workers(), id).catch((error: unknown) => {
      if (!(error instanceof Death)) throw error;
    });
  }
  throw new Error("the jobs never end");
}

/** The most that one transaction moved, and the most queries of one call. */
function counted(ctx: Context) {
  const most = { lines: 0, queries: 0 };
  const count = (queries: number) => void (most.queries += queries);
  const counting: Context = {
    ...ctx,
    db: {
      ...ctx.db,
      get query() {
        count(1);
        return ctx.db.query;
      },
      async write(statements) {
        count(statements.length);
        const before = await network.rows<{ n: number }>("DB", "SELECT count(*) AS n FROM conversion_change");
        const written = await ctx.db.write(statements);
        const after = await network.rows<{ n: number }>("DB", "SELECT count(*) AS n FROM conversion_change");
        most.lines = Math.max(most.lines, (after[0]?.n ?? 0) - (before[0]?.n ?? 0));
        return written;
      },
    },
  };
  return { ctx: counting, most };
}

describe("a run of any size", () => {
  test("pays a payout of 4,100 conversions and many small ones, in steps of at most 2,000 and 900 queries", async () => {
    const big = await newWebmaster();
    const ids = await earn(big, Array<number>(4_100).fill(7));
    const small = await Promise.all([1, 2, 3].map(newWebmaster));
    for (const id of small) await earn(id, [40, 60]);
    const calls: { lines: number; queries: number }[] = [];
    const call = async <T>(of: Context, work: (ctx: Context) => Promise<T>): Promise<T> => {
      const { ctx, most } = counted(of);
      calls.push(most);
      return work(ctx);
    };
    const { id } = await call(operator(), (ctx) => createPayoutRun(ctx));
    expect((await describePayoutRun(operator(), id)).totals).toMatchObject([
      { currency: "USD", status: "new", payouts: 4, lines: 4_106, amountMinor: 4_100 * 7 + 300 },
    ]);
    await expectMoved(id, { available: -29_000, on_payment: 29_000, paid: 0 });
    const [payout] = await payoutsOf(big);
    const seen: (string | null)[] = [];
    for (let cursor: string | undefined; ;) {
      const { lines, next } = await listPayoutLines(operator(), payout?.id ?? "", { cursor, limit: 1_500 });
      seen.push(...lines.map(({ conversionId }) => conversionId));
      if (next === null) break;
      cursor = next;
    }
    expect(seen, "no line is left out silently").toEqual(ids);
    for (const step of ["approved", "sent", "settled"] as const)
      await call(operator(), (ctx) => stepPayoutRun(ctx, id, step));
    expect(await balanceOf(big)).toEqual({ available: 0, on_payment: 0, paid: 28_700 });
    await expectMoved(id, { available: -29_000, on_payment: 0, paid: 29_000 });
    await call(operator(), (ctx) =>
      returnPayout(ctx, payout?.id ?? "", { reason: "no such account", charge: { currency: "USD", amountMinor: 150 } }),
    );
    expect(await balanceOf(big)).toEqual({ available: 28_700, on_payment: 0, paid: 0 });
    await expectMoved(id, { available: -300, on_payment: 0, paid: 300 });
    for (const { lines, queries } of calls) {
      expect(lines).toBeLessThanOrEqual(2_000);
      expect(queries).toBeLessThanOrEqual(900);
    }
    await expectBalancedBooks(network);
    const again = await createPayoutRun(operator());
    await finish(again.id);
    expect(await balanceOf(big)).toEqual({ available: 0, on_payment: 0, paid: 28_700 });
    await expectBalancedBooks(network);
  }, 60_000);

  test("that dies before and after each of its writes pays everything once", async () => {
    const [big, small] = [await newWebmaster(), await newWebmaster()];
    await earn(big, Array<number>(2_050).fill(3));
    await earn(small, [500]);
    const [operators, workers] = [mortal("operator"), mortal("job")];
    const before = new Set((await network.rows<{ id: string }>("DB", "SELECT id FROM payout_run")).map(({ id }) => id));
    const date = "2026-11-16";
    await survive(() => createPayoutRun(operators(), { date, cutOffAt: Date.now() }));
    const made = await network.rows<{ id: string }>("DB", "SELECT id FROM payout_run");
    const [{ id } = { id: "" }, ...more] = made.filter((run) => !before.has(run.id));
    expect(more, "a date has one run").toEqual([]);
    await finishJobs(workers);
    for (const step of ["approved", "sent", "settled"] as const) {
      await survive(() => stepPayoutRun(operators(), id, step));
      await finishJobs(workers);
    }
    expect(await getPayoutRun(operator(), id)).toMatchObject({ status: "settled", job: null, date });
    expect([await balanceOf(big), await balanceOf(small)]).toEqual([
      { available: 0, on_payment: 0, paid: 6_150 },
      { available: 0, on_payment: 0, paid: 500 },
    ]);
    await expectBalancedBooks(network);
    const [payout] = await payoutsOf(big);
    await survive(() => returnPayout(operators(), payout?.id ?? "", { reason: "the account is closed" }));
    await finishJobs(workers);
    expect(await balanceOf(big)).toEqual({ available: 6_150, on_payment: 0, paid: 0 });
    await expectBalancedBooks(network);
    const second = await createPayoutRun(operator());
    await survive(() => cancelPayoutRun(operators(), second.id, "a wrong cut-off"));
    await finishJobs(workers);
    expect(await getPayoutRun(operator(), second.id)).toMatchObject({ status: "cancelled", job: null });
    expect(await balanceOf(big)).toEqual({ available: 6_150, on_payment: 0, paid: 0 });
    await expectBalancedBooks(network);
  }, 60_000);

  test("goes on by the queue", async () => {
    const big = await newWebmaster();
    await earn(big, Array<number>(2_001).fill(1));
    const { id } = await createPayoutRun(operator());
    await network.rows("DB", "UPDATE payout_run SET job = 'cancel', job_by = 'system:test' WHERE id = ?", id);
    await network.rows(
      ...([
        "DB",
        "UPDATE payout SET job = 'return', job_by = 'system:test', version = version + 1 WHERE run_id = ?",
      ] as const),
      id,
    );
    await network.localNetwork.deliver("payouts", [{ id: "1", body: id }]);
    expect(await getPayoutRun(operator(), id)).toMatchObject({ status: "cancelled", job: null });
  }, 30_000);
});

describe("one date", () => {
  test("has one run, also of two at once, until it is cancelled", async () => {
    const anna = await newWebmaster();
    await earn(anna, [100]);
    const date = "2026-12-16";
    let first: string | undefined;
    const late = createPayoutRun(
      overtakenBy(operator(), async () => (first = (await createPayoutRun(operator(), { date })).id)),
      { date },
    );
    await expect(late).rejects.toMatchObject({ code: "already_exists" });
    await refused(network.operator.post("/payout-runs", { date }), 409, "already_exists");
    await ok(network.operator.post(`/payout-runs/${first}/cancel`, { reason: "a wrong cut-off" }));
    expect(await ok(network.operator.post("/payout-runs", { date }), 201)).toMatchObject({ date, status: "draft" });
  });

  test("takes no cut-off in the future", () =>
    refused(network.operator.post("/payout-runs", { cut_off_at: "2999-01-01T00:00:00Z" }), 400, "invalid_input"));

  test("leaves to the next run what is available after its cut-off", async () => {
    const anna = await newWebmaster();
    await earn(anna, [300], { at: Date.now() - 2 * DAY_MS });
    await earn(anna, [500], { at: Date.now() - MINUTE_MS });
    const run = await createPayoutRun(operator(), { cutOffAt: Date.now() - DAY_MS });
    expect((await payoutsOf(anna)).map(({ amount_minor }) => amount_minor)).toEqual([300]);
    expect((await listLeftOut(operator(), run.id, { limit: 100 })).rows).toMatchObject([
      { webmaster_id: anna, reason: "after_cut_off", amount_minor: 500 },
    ]);
    await finish(run.id);
    await finish((await createPayoutRun(operator())).id);
    expect(await balanceOf(anna)).toEqual({ available: 0, on_payment: 0, paid: 800 });
  });
});

test("what is left out is listed with its reason, and when it can be paid", async () => {
  const [payee, poor, frozen, owing, waiting] = await Promise.all([1, 2, 3, 4, 5].map(newWebmaster));
  await earn(payee ?? "", [900]);
  await ok(
    network.operator.patch(`/webmasters/${poor}/payout-minimums`, {
      ...{ minimums: [{ amount_minor: 5_000, currency: "USD" }], reason: "the bank's fee" },
    }),
  );
  await earn(poor ?? "", [4_999]);
  await earn(frozen ?? "", [700]);
  await ok(network.operator.post(`/webmasters/${frozen}/block`, { reason: "bought clicks", reason_code: "fraud" }));
  const [sold = ""] = await earn(owing ?? "", [800]);
  await finish((await createPayoutRun(operator())).id);
  await reviewConversion(operator(), { id: sold, event: "reverse", reason: "returned" });
  await earn(payee ?? "", [100]);
  const at = Date.now() - DAY_MS;
  await earn(waiting ?? "", [250], { at, holdDays: 10 });
  const [odd = ""] = await earn(waiting ?? "", [350]);
  await reviewConversion(operator(), { id: odd, event: "hold", reason: "odd" });
  const run = await createPayoutRun(operator());
  const { rows } = await listLeftOut(operator(), run.id, { limit: 100 });
  const of = (id?: string) =>
    rows
      .filter(({ webmaster_id }) => webmaster_id === id)
      .map(({ reason, amount_minor, payable_at }) => [reason, amount_minor, payable_at]);
  expect({ poor: of(poor), frozen: of(frozen), owing: of(owing), waiting: of(waiting), payee: of(payee) }).toEqual({
    poor: [["below_minimum", 4_999, null]],
    frozen: [["frozen", 700, null]],
    owing: [["owed", -800, null]],
    waiting: [
      ["held", 350, null],
      ["on_hold", 250, at + 10 * DAY_MS],
    ],
    payee: [],
  });
  const paged: string[] = [];
  for (let cursor: string | undefined; ;) {
    const { rows: some, next } = await listLeftOut(operator(), run.id, { cursor, limit: 2 });
    paged.push(...some.map(({ webmaster_id, reason }) => `${webmaster_id} ${reason}`));
    if (next === null) break;
    cursor = next;
  }
  expect(paged).toEqual(rows.map(({ webmaster_id, reason }) => `${webmaster_id} ${reason}`));
  const { leftOut } = await describePayoutRun(operator(), run.id);
  expect(leftOut.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(
    rows.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
  );
  for (const { reason, webmasters } of leftOut.filter(({ currency }) => currency === "USD")) {
    const { rows: some } = await listLeftOut(operator(), run.id, { reason, limit: 100 });
    expect(some.filter(({ currency }) => currency === "USD")).toHaveLength(webmasters);
    expect(new Set(some.map((row) => row.reason))).toEqual(new Set([reason]));
  }
  await cancelPayoutRun(operator(), run.id, "only a look");
});

describe("before a run is sent", () => {
  test.each(["draft", "approved"] as const)(
    "a reversal takes its line out of a run that is %s, and nothing is set off later",
    async (status) => {
      const anna = await newWebmaster();
      const [sold = ""] = await earn(anna, [400, 600]);
      const run = await createPayoutRun(operator());
      if (status === "approved") await stepPayoutRun(operator(), run.id, "approved");
      await reviewConversion(operator(), { id: sold, event: "reverse", reason: "returned" });
      expect(await getPayoutRun(operator(), run.id), "an approval is void").toMatchObject({ status: "draft" });
      expect(await payoutsOf(anna)).toMatchObject([{ amount_minor: 600, line_count: 1, status: "new" }]);
      await expect(stepPayoutRun(operator(), run.id, "sent")).rejects.toMatchObject({ code: "run_step_refused" });
      await finish(run.id);
      expect(await balanceOf(anna)).toEqual({ available: 0, on_payment: 0, paid: 600 });
    },
  );

  test("a reversal that leaves less than the minimum cancels the payout, and the rest waits", async () => {
    const anna = await newWebmaster();
    const [sold = ""] = await earn(anna, [2_000, 1_500]);
    const { id } = await createPayoutRun(operator());
    await network.rows("DB", "UPDATE payout SET minimum_minor = 3000 WHERE run_id = ?", id);
    await reviewConversion(operator(), { id: sold, event: "reverse", reason: "returned" });
    await finishJobs(() => job());
    expect(await payoutsOf(anna)).toMatchObject([{ status: "cancelled", amount_minor: 1_500 }]);
    expect(await balanceOf(anna)).toEqual({ available: 1_500, on_payment: 0, paid: 0 });
    await cancelPayoutRun(operator(), id, "nothing is left");
  });

  test("a reversal after that is set off by the next payout", async () => {
    const anna = await newWebmaster();
    const [sold = ""] = await earn(anna, [400, 600]);
    const run = await createPayoutRun(operator());
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(operator(), run.id, step);
    await reviewConversion(operator(), { id: sold, event: "reverse", reason: "returned" });
    await stepPayoutRun(operator(), run.id, "settled");
    expect(await balanceOf(anna)).toEqual({ available: -400, on_payment: 0, paid: 1_000 });
    await earn(anna, [1_000]);
    await finish((await createPayoutRun(operator())).id);
    expect(await balanceOf(anna)).toEqual({ available: 0, on_payment: 0, paid: 1_600 });
  });

  test("a payout that comes back after the next run set off its reversals is paid again, less these", async () => {
    const anna = await newWebmaster();
    const [sold = ""] = await earn(anna, [400, 600]);
    await finish((await createPayoutRun(operator())).id);
    await reviewConversion(operator(), { id: sold, event: "reverse", reason: "returned" });
    await earn(anna, [1_000]);
    await finish((await createPayoutRun(operator())).id);
    const payouts = await payoutsOf(anna);
    const [first, second] = payouts.toSorted((a, b) => b.amount_minor - a.amount_minor);
    expect([first?.amount_minor, second?.amount_minor]).toEqual([1_000, 600]);
    await returnPayout(operator(), first?.id ?? "", { reason: "the account is closed" });
    expect(await balanceOf(anna), "600 and 1,000 are due, and 600 are paid").toEqual({
      ...{ available: 1_000, on_payment: 0, paid: 600 },
    });
    await finish((await createPayoutRun(operator())).id);
    expect(await balanceOf(anna)).toEqual({ available: 0, on_payment: 0, paid: 1_600 });
    await expectBalancedBooks(network);
  });

  test.each([
    ["draft", "cancelled", { available: 900, on_payment: 0, paid: 0 }],
    ["approved", "cancelled", { available: 900, on_payment: 0, paid: 0 }],
    ["sent", "paid", { available: 0, on_payment: 0, paid: 900 }],
  ] as const)("a block while the run is %s leaves a payout that is %s", async (status, becomes, balance) => {
    await liftLimits(network, "frozen");
    const [anna, boris] = [await newWebmaster(), await newWebmaster()];
    for (const id of [anna, boris]) await earn(id, [900]);
    const { id } = await createPayoutRun(operator());
    for (const step of ["approved", "sent"] as const)
      if (status === "sent" || status === step) await stepPayoutRun(operator(), id, step);
    const block = { event: "block", reason: "bought clicks", reasonCode: "fraud" } as const;
    await setBlocked(operator(), { kind: "webmaster", id: anna }, block);
    await finishJobs(() => job());
    expect((await getPayoutRun(operator(), id)).status, "an approval is void").toBe(
      status === "sent" ? "sent" : "draft",
    );
    if (status === "sent") await stepPayoutRun(operator(), id, "settled");
    else await finish(id);
    expect(await payoutsOf(anna)).toMatchObject([{ status: becomes }]);
    expect([await balanceOf(anna), await balanceOf(boris)]).toMatchObject([balance, { paid: 900 }]);
    await releaseFrozen(operator(), { webmasterId: anna, reason: "a mistake" });
    await createPayoutRun(operator()).then((run) => finish(run.id), refusal);
    expect(await balanceOf(anna), "once").toEqual({ available: 0, on_payment: 0, paid: 900 });
    await expectBalancedBooks(network);
  });

  test("of two approvals at once, one is given", async () => {
    const anna = await newWebmaster();
    await earn(anna, [900]);
    const { id } = await createPayoutRun(operator());
    const second = network.context({ role: "operator", id: "per_second" });
    const approve = (ctx: Context) => stepPayoutRun(ctx, id, "approved");
    const late = approve(overtakenBy(operator(), () => approve(second)));
    await expect(late).rejects.toMatchObject({ code: "run_step_refused" });
    const { steps } = await describePayoutRun(operator(), id);
    expect(steps.map(({ status, actor }) => [status, actor])).toEqual([
      ["draft", "operator:key_test"],
      ["approved", "operator:per_second"],
    ]);
    await cancelPayoutRun(operator(), id, "only a look");
  });

  test("an approval that is overtaken by a reversal is not given", async () => {
    const anna = await newWebmaster();
    const [sold = ""] = await earn(anna, [400, 600]);
    const { id } = await createPayoutRun(operator());
    const reverse = () => reviewConversion(operator(), { id: sold, event: "reverse", reason: "returned" });
    await stepPayoutRun(operator(), id, "approved");
    const late = stepPayoutRun(overtakenBy(operator(), reverse), id, "sent");
    await expect(late).rejects.toMatchObject({ code: "run_step_refused" });
    expect(await getPayoutRun(operator(), id)).toMatchObject({ status: "draft" });
    expect((await describePayoutRun(operator(), id)).steps.map(({ status }) => status)).toEqual([
      "draft",
      "approved",
      "draft",
    ]);
    await finish(id);
    expect(await balanceOf(anna)).toMatchObject({ paid: 600 });
  });

  test("withholds the tax that is set for a webmaster, but not from self-employed people", async () => {
    const withhold = (id: string, rate_bps: number) =>
      ok(
        network.operator.patch<{ rate_bps: number }>(`/webmasters/${id}/payout-withholding`, {
          rate_bps,
          reason: "resident",
        }),
      );
    const [anna, boris, carla] = [await newWebmaster(), await newWebmaster(), await newWebmaster()];
    await usableAccount(network, anna);
    await usableAccount(network, carla, {
      ...paypalAccount(),
      tax: { kind: "self_employed", rateBps: null, taxId: "500100732259" },
    });
    for (const id of [anna, boris, carla]) {
      expect(await withhold(id, 1_300)).toMatchObject({ rate_bps: 1_300, reason: "resident" });
      await earn(id, [10_001]);
    }
    const { id } = await createPayoutRun(operator());
    await finish(id);
    for (const one of [anna, boris])
      expect(await payoutsOf(one)).toMatchObject([{ amount_minor: 10_001, withheld_minor: 1_300, net_minor: 8_701 }]);
    expect(await payoutsOf(carla)).toMatchObject([{ withheld_minor: 0, net_minor: 10_001 }]);
    expect(await withhold(anna, 0)).toEqual({ rate_bps: 0, reason: null, set_at: null });
  });

  test.each([
    [5_001, 400],
    [-1, 400],
    [12.5, 400],
    ["1300", 400],
  ])("no tax of %j basis points is withheld", async (rate_bps, status) => {
    const answer = await network.operator.patch(`/webmasters/${await newWebmaster()}/payout-withholding`, {
      ...{ rate_bps, reason: "resident" },
    });
    expect(answer.status).toBe(status);
  });

  describe("an account of its payouts", () => {
    const olga = () => network.context({ role: "operator", id: "per_olga" });
    const vat = { ...paypalAccount(), tax: { kind: "rate", rateBps: 2_000, taxId: null } as const };
    const approveAs = (ctx: Context, id: string) => stepPayoutRun(ctx, id, "approved");

    test("makes who changed it no approver: another operator must approve", async () => {
      const anna = await newWebmaster();
      const account = await usableAccount(network, anna, vat);
      await releasePayoutAccount(olga(), account, "registered for VAT");
      await earn(anna, [900]);
      const { id } = await createPayoutRun(olga());
      await expect(approveAs(olga(), id)).rejects.toMatchObject({
        ...{ code: "second_person_required", message: expect.stringContaining("@people.example") as unknown },
      });
      expect(await getPayoutRun(operator(), id)).toMatchObject({ status: "draft" });
      await finish(id);
      expect(await payoutsOf(anna)).toMatchObject([{ amount_minor: 900, vat_minor: 180, status: "paid" }]);
    });

    test("and one that they are paid from, the same", async () => {
      const anna = await newWebmaster();
      await usableAccount(network, anna);
      await earn(anna, [900]);
      const payer = await addPayer(network);
      const { id } = await createPayoutRun(operator());
      const changer = network.context({ role: "operator", id: "per_payer" });
      await expect(approveAs(changer, id)).rejects.toMatchObject({ code: "second_person_required" });
      await approveAs(operator(), id);
      // What is approved is what is sent: another payer makes the approval void.
      await makeMainPayerAccount(olga(), (await addPayer(network)).id);
      await expect(stepPayoutRun(operator(), id, "sent")).rejects.toMatchObject({ code: "run_step_refused" });
      await expect(approveAs(olga(), id)).rejects.toMatchObject({ code: "second_person_required" });
      await disablePayerAccount(olga(), payer.id, "closed");
      await finish(id);
      expect(await balanceOf(anna)).toMatchObject({ paid: 900 });
    });

    test.each<[string, (anna: string, account: string) => Promise<unknown>]>([
      [
        "another main one",
        async (anna) => makeMainAccount(webmaster(anna), await usableAccount(network, anna, paypalAccount())),
      ],
      ["a hold", (_, account) => holdPayoutAccount(olga(), account, "the name differs")],
      ["its removal", (_, account) => removePayoutAccount(olga(), account, "not theirs")],
      ["another payer", async () => makeMainPayerAccount(olga(), (await addPayer(network)).id)],
    ])("that changes between the check and the sending voids the approval: %s", async (_, change) => {
      const anna = await newWebmaster();
      const account = await usableAccount(network, anna);
      await earn(anna, [900]);
      const { id } = await createPayoutRun(operator());
      await approveAs(operator(), id);
      const late = stepPayoutRun(
        overtakenBy(operator(), () => change(anna, account)),
        id,
        "sent",
      );
      await expect(late).rejects.toMatchObject({ code: "run_step_refused" });
      expect(await getPayoutRun(operator(), id)).toMatchObject({ status: "draft" });
      expect(await balanceOf(anna), "nothing was sent").toMatchObject({ on_payment: 900, paid: 0 });
      await cancelPayoutRun(operator(), id, "only a look");
    });
  });

  test("a webmaster is excluded with a reason, and the next run pays them", async () => {
    const [anna, boris] = [await newWebmaster(), await newWebmaster()];
    for (const id of [anna, boris]) await earn(id, [900]);
    const { id } = await createPayoutRun(operator());
    await stepPayoutRun(operator(), id, "approved");
    const exclusion = { webmaster_id: anna, reason: "the contract is missing" };
    expect(await ok(network.operator.post(`/payout-runs/${id}/exclude`, exclusion))).toMatchObject({ status: "draft" });
    expect((await listLeftOut(operator(), id, { limit: 100 })).rows).toContainEqual(
      expect.objectContaining({ webmaster_id: anna, reason: "excluded", amount_minor: 900 }),
    );
    await expect(excludeFromRun(operator(), id, { webmasterId: anna, reason: "again" })).rejects.toMatchObject({
      code: "not_found",
    });
    await finish(id);
    expect([await balanceOf(anna), await balanceOf(boris)]).toMatchObject([{ available: 900 }, { paid: 900 }]);
    await finish((await createPayoutRun(operator())).id);
    expect(await balanceOf(anna)).toMatchObject({ paid: 900 });
  });
});

test.each([
  ["USD", 10_001],
  ["JPY", 333],
  ["KWD", 12_345],
  ["USD", 1],
])(
  "amount + VAT = net + fee + withheld tax, in %s and for %d minor units, and the books agree",
  async (currency, minor) => {
    const anna = await newWebmaster();
    await ok(
      network.operator.patch(`/webmasters/${anna}/payout-minimums`, {
        ...{ minimums: [{ amount_minor: 0, currency }], reason: "agreed" },
      }),
    );
    await earn(anna, [minor], { currency });
    const { id } = await createPayoutRun(operator());
    await network.rows(
      ...([
        "DB",
        "UPDATE payout SET vat_bps = 1900, withheld_bps = 1333, fee_bps = 150, fee_fixed_minor = 2 WHERE run_id = ?",
      ] as const),
      id,
    );
    await finish(id);
    const [payout] = await payoutsOf(anna);
    const { amount_minor = 0, vat_minor = 0, net_minor = 0, fee_minor = 0, withheld_minor = 0 } = payout ?? {};
    const share = (bps: number) => Number((BigInt(minor) * BigInt(bps) + 5_000n) / 10_000n);
    expect({ amount_minor, vat_minor, withheld_minor }).toEqual({
      ...{ amount_minor: minor, vat_minor: share(1_900), withheld_minor: share(1_333) },
    });
    expect(fee_minor).toBe(Math.min(minor - withheld_minor, 2 + share(150)));
    expect(amount_minor + vat_minor).toBe(net_minor + fee_minor + withheld_minor);
    const charge = { currency, amountMinor: 7 };
    await refused(
      network.operator.post(`/payouts/${payout?.id}/return`, {
        ...{ reason: "no such account", bank_charge: { amount_minor: 7, currency: "SEK" } },
      }),
      ...([400, "invalid_input"] as const),
    );
    const cash = async () => {
      const rows = await network.rows<{ account: string; balance_minor: number }>(
        ...([
          "DB",
          "SELECT account, balance_minor FROM balance WHERE account LIKE 'network:%' AND currency = ?",
        ] as const),
        currency,
      );
      return Object.fromEntries(rows.map(({ account, balance_minor }) => [account, balance_minor]));
    };
    const before = await cash();
    await returnPayout(operator(), payout?.id ?? "", { reason: "no such account", charge });
    const after = await cash();
    const back = (account: string) => (after[account] ?? 0) - (before[account] ?? 0);
    expect({
      cash: back("network:cash"),
      charges: back("network:bank_charges"),
      vat: back("network:input_vat"),
    }).toEqual({
      ...{ cash: 7 - net_minor, charges: -7, vat: vat_minor },
    });
    await statementsAddUp(anna, currency);
    const period = new Date().toISOString().slice(0, 4);
    const { paid, returned, movements } = await getStatement(operator(), { webmasterId: anna, currency, period });
    const parts = { amount: amount_minor, vat: vat_minor, withheld: withheld_minor, fee: fee_minor, net: net_minor };
    const exact = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, BigInt(part)]));
    expect({ paid, returned }, "the year's totals").toMatchObject({ paid: [exact], returned: [exact] });
    expect(movements).toMatchObject({ paid: -BigInt(amount_minor), returned: BigInt(amount_minor) });
  },
);

describe("a bank's files", () => {
  const IBANS = [PAYEE_IBAN, "FR1420041010050500013M02606", "NL91ABNA0417164300", "AT611904300234573201"];
  const terms = { executeOn: "2026-12-01", subject: "Commissions", isInstant: false, columns: [] };
  const request = { format: "pain.001", method: "sepa", currency: "EUR", part: 1, terms } as const;
  const sepa = (iban: string, holder: string, bic: string | null = null) => ({
    currency: "EUR",
    details: { method: "sepa" as const, holder, iban, bic },
  });
  let payer: string;
  let number = 0;

  beforeAll(async () => {
    payer = (await addPayer(network, undefined, sepa(IBAN, "Waymark Test Ltd"))).id;
  });

  /** A sent run that pays webmasters these euros to accounts with SEPA, in this order. */
  async function sentRun(amounts: readonly number[]) {
    await createPayoutRun(operator()).catch(refusal); // what came back before is not in this one
    const webmasters: string[] = [];
    for (const [i, amount] of amounts.entries()) {
      const webmaster = await newWebmaster();
      const account = { ...sepa(IBANS[i] ?? "", `Jörg Payee ${++number}`), tax: NO_TAX };
      await usableAccount(network, webmaster, account);
      // Others have the same account.
      await network.rows("DB", "UPDATE payout_account_hold SET ended_at = 0 WHERE ended_at IS NULL");
      await earn(webmaster, [amount], { currency: "EUR" });
      webmasters.push(webmaster);
    }
    const run = await createPayoutRun(operator());
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(operator(), run.id, step);
    const payouts = await Promise.all(webmasters.map(async (one) => (await payoutsOf(one))[0]?.id ?? ""));
    return { id: run.id, webmasters, payouts };
  }

  const NO_TAX = { kind: "none" as const, rateBps: null, taxId: null };
  let bookings = 0;
  const booked = (payout: string, amount: string, more: Partial<CamtEntry> = {}): CamtEntry => ({
    ...{ amount, endToEndId: referenceOf(payout), reference: `BANK${++bookings}` },
    ...more,
  });
  const upload = (entries: readonly CamtEntry[], options?: Parameters<typeof camt053>[1]) =>
    receive("camt.053", camt053(entries, options));
  const receive = (format: "camt.053" | "pain.002", text: string) =>
    receiveStatement(operator(), VAULT, { payerAccountId: payer, format, bytes: new TextEncoder().encode(text) });
  const outcomes = async (id: string) =>
    (await listEntries(operator(), id, { limit: 100 })).rows.map((row) => row.unmatched_reason ?? row.outcome);
  const statusOf = async (id: string) =>
    (await network.rows<{ status: string }>("DB", "SELECT status FROM payout WHERE id = ?", id))[0]?.status;
  const difference = async (id: string) => {
    const { cash } = await describeStatement(operator(), id);
    return cash.ledgerMinor - cash.statementsMinor;
  };

  const NOTHING = { payouts: 0, netMinor: 0 };
  const hold = (payout: string) =>
    network.rows(
      ...([
        "DB",
        "INSERT INTO payout_account_hold (account_id, reason, opened_at, opened_by) SELECT account_id, 'operator', 5, 'test' FROM payout WHERE id = ?",
        payout,
      ] as const),
    );

  test("are made of a sent run, with control sums beside the run's, and what is left out with its reason", async () => {
    const { id, webmasters, payouts } = await sentRun([1_234, 5_000]);
    const held = await sentRun([700]); // another run: not in this file
    await hold(payouts[1] ?? "");
    const preview = await previewBankFile(operator(), VAULT, id, request);
    expect(preview).toMatchObject({
      ...{ parts: 1, repeats: null },
      sums: {
        ...{ file: { payouts: 1, netMinor: 1_234 }, leftOut: { payouts: 1, netMinor: 5_000 } },
        ...{ elsewhere: NOTHING, others: NOTHING, run: { payouts: 2, netMinor: 6_234 } },
      },
      refused: [{ payoutId: payouts[1], webmasterId: webmasters[1], reason: "The account is on hold" }],
    });
    await expect(makeBankFile(operator(), VAULT, id, { ...request, leftOut: 0 })).rejects.toMatchObject({
      code: "conflict",
    });
    const first = await makeBankFile(operator(), VAULT, id, { ...request, leftOut: 1 });
    const again = await makeBankFile(
      operator(() => Date.now() + DAY_MS),
      VAULT,
      id,
      { ...request, leftOut: 1 },
    );
    expect(again.messageId).toBe(first.messageId);
    const text = Buffer.concat([...first.pieces]).toString();
    expect(text).toContain(`<EndToEndId>${referenceOf(payouts[0] ?? "")}</EndToEndId>`);
    expect(text).toContain("<CtrlSum>12.34</CtrlSum>");
    expect(text).toMatch(/<Nm>Jorg Payee \d+<\/Nm>/);
    const { rows: made } = await listBankFiles(operator(), id, { limit: 10 });
    expect(made.map(({ message_id }) => message_id)).toEqual([first.messageId, first.messageId]);
    const audited = await network.rows<{ after: string }>(
      ...(["DB", "SELECT after FROM audit WHERE event = 'bank_file.make' AND subject = ?", id] as const),
    );
    expect(audited.map(({ after }) => JSON.parse(after) as unknown)).toMatchObject([
      { message_id: first.messageId, payments: 1, amount_minor: 1_234, currency: "EUR" },
      { message_id: first.messageId },
    ]);
    for (const runId of [id, held.id]) await stepPayoutRun(operator(), runId, "settled");
    await expect(previewBankFile(operator(), VAULT, id, request)).rejects.toMatchObject({ code: "run_step_refused" });
  });

  test("pay a payout in one file: another file of it is refused, the same file can be made again", async () => {
    const { id, payouts } = await sentRun([1_000, 2_000, 3_000, 4_000]);
    const [first = "", second = "", third = "", fourth = ""] = payouts;
    await hold(third);
    await expect(makeBankFile(operator(), VAULT, id, { ...request, leftOut: 1, elsewhere: 1 })).rejects.toMatchObject({
      code: "conflict",
    });
    const { messageId } = await makeBankFile(operator(), VAULT, id, { ...request, leftOut: 1 });
    expect(await previewBankFile(operator(), VAULT, id, request)).toMatchObject({ repeats: messageId, elsewhere: [] });

    // Other terms, another format, or after a statement has settled a part: another message id each time.
    const names = (ids: readonly string[]) =>
      ids.toSorted().map((one) => ({
        path: "paid_elsewhere",
        message: `${one} is already paid by the file ${messageId}`,
      }));
    const columns = [{ header: "To", field: "account" as const }];
    const later = { ...request, terms: { ...terms, executeOn: "2026-12-02" } };
    const csv = { ...request, format: "csv" as const, terms: { ...terms, columns } };
    for (const other of [later, csv])
      for (const elsewhere of [0, 3]) {
        const refusal = { code: "paid_elsewhere", errors: names([first, second, fourth]) };
        await expect(makeBankFile(operator(), VAULT, id, { ...other, leftOut: 1, elsewhere })).rejects.toMatchObject(
          refusal,
        );
      }
    const statement = await upload([booked(first, "-10.00", { iban: IBANS[0] ?? "" })]);
    await commitStatement(operator(), statement.id);
    await expect(makeBankFile(operator(), VAULT, id, { ...request, leftOut: 1 })).rejects.toMatchObject({
      ...{ code: "paid_elsewhere", errors: names([second, fourth]) },
    });

    // One that was left out is paid by a second file, once the caller says that the others are paid elsewhere.
    await network.rows("DB", "UPDATE payout_account_hold SET ended_at = 0 WHERE ended_at IS NULL");
    const preview = await previewBankFile(operator(), VAULT, id, request);
    expect(preview).toMatchObject({
      sums: { file: { payouts: 1, netMinor: 3_000 }, elsewhere: { payouts: 2, netMinor: 6_000 }, others: NOTHING },
      ...{
        repeats: null,
        elsewhere: [second, fourth].toSorted().map((payoutId) => ({ payoutId, reference: messageId })),
      },
    });
    await expect(makeBankFile(operator(), VAULT, id, { ...request, leftOut: 0 })).rejects.toMatchObject({
      code: "paid_elsewhere",
    });
    const rest = await makeBankFile(operator(), VAULT, id, { ...request, leftOut: 0, elsewhere: 2 });
    expect(rest.file).toEqual({ payouts: 1, netMinor: 3_000 });
    const again = await makeBankFile(operator(), VAULT, id, { ...request, leftOut: 0, elsewhere: 2 });
    expect(again.messageId).toBe(rest.messageId);
    const { toPay } = await describePayoutRun(operator(), id);
    expect(toPay).toEqual([
      {
        ...{ method: "sepa", currency: "EUR", payouts: 3, netMinor: 9_000 },
        ...{ instructedPayouts: 3, instructedMinor: 9_000 },
      },
    ]);
  });

  test("can be void, with a reason, if the bank never got them, and another file then pays", async () => {
    const { id, payouts } = await sentRun([1_000, 2_000]);
    const [first = "", second = ""] = payouts;
    const later = { ...request, terms: { ...terms, executeOn: "2026-12-03" } };
    const make = (which: typeof later | typeof request) =>
      makeBankFile(operator(), VAULT, id, { ...which, leftOut: 0 });
    const { messageId } = await make(request);
    const voiding = (message: string) =>
      voidBankFile(operator(), id, { messageId: message, reason: "the bank was down" });
    await expect(voiding("WMNONE")).rejects.toMatchObject({ code: "not_found" });
    expect(await voiding(messageId)).toBe(2);
    await expect(voiding(messageId)).rejects.toMatchObject({ code: "transition_refused" });
    const another = await make(later);
    expect(another.messageId).not.toBe(messageId);
    await expect(make(request)).rejects.toMatchObject({ code: "paid_elsewhere" });
    const { rows } = await listBankFiles(operator(), id, { limit: 10 }); // of one second: in any order
    expect(rows.toSorted((a, b) => Number(a.voided_at) - Number(b.voided_at))).toMatchObject([
      { message_id: another.messageId, voided_at: null },
      { message_id: messageId, void_reason: "the bank was down", voided_by: "operator:key_test" },
    ]);
    const audited = await network.rows<{ reason: string; after: string }>(
      ...(["DB", "SELECT reason, after FROM audit WHERE event = 'bank_file.void' AND subject = ?", id] as const),
    );
    expect(audited).toEqual([
      { reason: "the bank was down", after: JSON.stringify({ message_id: messageId, payouts: 2 }) },
    ]);
    expect(await voiding(another.messageId)).toBe(2);

    // The bank has answered, if only in a draft: it has the file.
    await make(request);
    const report = await receive(
      ...(["pain.002", pain002(messageId, [{ endToEndId: referenceOf(first), status: "ACSC" }])] as const),
    );
    await expect(voiding(messageId)).rejects.toMatchObject({
      ...{ code: "transition_refused", message: expect.stringContaining(report.id) as unknown },
    });
    await discardStatement(operator(), report.id, "of another run");
    await upload([booked(second, "-20.00", { iban: IBANS[1] ?? "" })]);
    await expect(voiding(messageId)).rejects.toMatchObject({ code: "transition_refused" });
  });

  test("of two that are made at once, one pays", async () => {
    const { id, payouts } = await sentRun([1_000, 2_000]);
    const later = { ...request, terms: { ...terms, executeOn: "2026-12-02" } };
    const rival = () => makeBankFile(operator(), VAULT, id, { ...later, leftOut: 0 });
    const late = makeBankFile(overtakenBy(operator(), rival), VAULT, id, { ...request, leftOut: 0 });
    await expect(late).rejects.toMatchObject({ code: "paid_elsewhere" });
    const { rows } = await listBankFiles(operator(), id, { limit: 10 });
    expect(rows).toHaveLength(1);
    await voidBankFile(operator(), id, { messageId: rows[0]?.message_id ?? "", reason: "refused" });

    // A payout that is returned at the same time is not in the file.
    const back = () => returnPayout(operator(), payouts[1] ?? "", { reason: "a mistake" });
    const made = await makeBankFile(overtakenBy(operator(), back), VAULT, id, { ...request, leftOut: 0 });
    expect(made.file).toEqual({ payouts: 1, netMinor: 1_000 });
  });

  test("come back: payouts are paid one by one, rejected or returned with the bank's reason, and the run is settled with the last", async () => {
    const { id, webmasters, payouts } = await sentRun([1_000, 2_000, 3_000]);
    const [first = "", second = "", third = ""] = payouts;
    const { messageId } = await makeBankFile(operator(), VAULT, id, { ...request, leftOut: 0 });
    const report = await receive(
      ...([
        "pain.002",
        pain002(messageId, [
          { endToEndId: referenceOf(third), status: "RJCT", reason: "AC01" },
          { endToEndId: referenceOf(first), status: "ACSC" },
        ]),
      ] as const),
    );
    await commitStatement(operator(), report.id);
    expect(await outcomes(report.id)).toEqual(["returned", "noted"]);
    expect(await payoutsOf(webmasters[2] ?? "")).toMatchObject([
      { status: "returned", status_reason: "The bank refused it: the account number is wrong (AC01)" },
    ]);
    expect(await statusOf(first)).toBe("on_payment"); // accepted is not arrived
    const day = [
      booked(first, "-10.00", { iban: IBANS[0] ?? "" }),
      booked(second, "-20.00", { iban: IBANS[1] ?? "" }),
      booked("", "-1.50", { code: "CHRG" }),
      { amount: "500.00", reference: `BANK${++bookings}`, text: "top-up" },
    ];
    const draft = await upload(day);
    expect(await outcomes(draft.id)).toEqual(["paid", "paid", "charge", "no_reference"]);
    expect(await statusOf(first)).toBe("on_payment"); // a draft changes nothing
    const before = await difference(draft.id);
    expect((await upload(day)).id).toBe(draft.id);
    expect((await commitStatement(operator(), draft.id)).status).toBe("committed");
    expect(await difference(draft.id)).toBe(before);
    expect((await getPayoutRun(operator(), id)).status).toBe("settled");
    expect(await balanceOf(webmasters[0] ?? "", "EUR")).toEqual({ available: 0, on_payment: 0, paid: 1_000 });
    await ignoreEntry(operator(), { statementId: draft.id, number: 4 }, "own money");
    expect(await outcomes(draft.id)).toEqual(["paid", "paid", "charge", "ignored"]);

    // The next day has the first entry again, and the second payout comes back less a charge.
    const next = await upload(
      [day[0] ?? booked(first, "-10.00"), booked(second, "17.50", { returned: "AC04", charge: "2.50" })],
      { opening: "2000.00" },
    );
    await commitStatement(operator(), next.id);
    expect(await outcomes(next.id)).toEqual(["repeated", "returned"]);
    expect(await payoutsOf(webmasters[1] ?? "")).toMatchObject([
      { status: "returned", status_reason: "The bank returned it: the account is closed (AC04)", charge_minor: 250 },
    ]);
    expect(await balanceOf(webmasters[1] ?? "", "EUR")).toEqual({ available: 2_000, on_payment: 0, paid: 0 });
    expect(await difference(next.id)).toBe(before);

    // The bank paid what it had refused: the money is available again, so a person must look.
    const late = await upload([booked(third, "-30.00")], { opening: "1500.00" });
    await commitStatement(operator(), late.id);
    expect(await outcomes(late.id)).toEqual(["already_returned"]);
    await expectBalancedBooks(network);
  });

  test("of what was settled and returned by hand agree with the books, once a person says which payment it was", async () => {
    const { id, payouts } = await sentRun([1_000]);
    const [payout = ""] = payouts;
    await stepPayoutRun(operator(), id, "settled");
    const charge = { currency: "EUR", amountMinor: 200 };
    await returnPayout(operator(), payout, { reason: "the account is closed", charge });
    const statement = await upload([booked(payout, "-10.00"), booked(payout, "8.00", { returned: "AC04" })]);
    const before = await difference(statement.id);
    await commitStatement(operator(), statement.id);
    expect(await outcomes(statement.id)).toEqual(["already_returned", "returned"]);
    const place = { statementId: statement.id, number: 1 };
    await assignEntry(operator(), place, { payoutId: payout, reason: "its return is in the same statement" });
    expect(await difference(statement.id), "the payment and the return were in the books").toBe(before + 200);
    expect(await statusOf(payout)).toBe("returned");
    await expectBalancedBooks(network);
  });

  test("wait for a person where amount, account or number of payments don't fit, and the person decides", async () => {
    const { id, payouts } = await sentRun([1_000, 2_000, 3_000]);
    const [first = "", second = "", third = ""] = payouts;
    const { id: statementId } = await upload([
      booked(first, "-10.00"),
      booked(first, "-10.00"),
      booked(second, "-19.99"),
      booked(third, "-30.00", { iban: IBAN }),
      booked(`pay_${"0".repeat(24)}`, "-1.00"),
      { amount: "-20.00", reference: `BANK${++bookings}` },
      { amount: "29.00", reference: `BANK${++bookings}`, text: "back" },
      { amount: "-0.70", reference: `BANK${++bookings}` },
    ]);
    await expect(ignoreEntry(operator(), { statementId, number: 2 }, "x")).rejects.toMatchObject({
      code: "transition_refused",
    });
    await commitStatement(operator(), statementId);
    expect(await outcomes(statementId)).toEqual([
      ...["paid", "paid_twice", "amount_differs", "account_differs", "payout_unknown"],
      ...["no_reference", "no_reference", "no_reference"],
    ]);
    const { count } = (await countNetworkToDo(operator())).unmatched_entries;
    expect(count).toBeGreaterThanOrEqual(7);
    const at = (place: number) => ({ statementId, number: place });
    const reason = "checked with the bank";
    const refusedFor = (place: number, payoutId: string) =>
      expect(assignEntry(operator(), at(place), { payoutId, reason })).rejects;
    await refusedFor(2, first).toMatchObject({
      errors: [{ path: "payout_id", message: "another entry is its payment" }],
    });
    await refusedFor(3, second).toMatchObject({ errors: [{ message: "has a larger amount" }] });
    await refusedFor(1, first).toMatchObject({ code: "transition_refused" });
    await assignEntry(operator(), at(6), { payoutId: second, reason });
    expect((await countNetworkToDo(operator())).unmatched_entries.count).toBe(count - 1);
    expect(await statusOf(second)).toBe("paid");
    // The third never was in a statement of payments: its return pays it first.
    await assignEntry(operator(), at(7), { payoutId: third, reason });
    expect(await statusOf(third)).toBe("returned");
    await bookCharge(operator(), at(8), reason);
    for (const place of [2, 3, 4, 5]) await ignoreEntry(operator(), at(place), reason);
    expect(await outcomes(statementId)).toEqual([
      ...["paid", "ignored", "ignored", "ignored", "ignored", "paid", "returned", "charge"],
    ]);
    expect((await getPayoutRun(operator(), id)).status).toBe("settled");
    await expectBalancedBooks(network);
  });

  test("of another account, of no file that was made here, or discarded change nothing", async () => {
    await expect(upload([], { iban: PAYEE_IBAN })).rejects.toMatchObject({
      ...{
        code: "file_refused",
        message: "The statement is of the account ••••3000, not of the payer account DE••••6199",
      },
    });
    await expect(receive("pain.002", pain002("WMUNKNOWN", []))).rejects.toMatchObject({ code: "file_refused" });
    const { payouts } = await sentRun([1_000]);
    const entries = [booked(payouts[0] ?? "", "-10.00")];
    const { id } = await upload(entries);
    await discardStatement(operator(), id, "the wrong day");
    await expect(commitStatement(operator(), id)).rejects.toMatchObject({ code: "transition_refused" });
    expect(await statusOf(payouts[0] ?? "")).toBe("on_payment");
    const again = await upload(entries);
    expect(again.id).not.toBe(id);
    await commitStatement(operator(), again.id);
    expect(await statusOf(payouts[0] ?? "")).toBe("paid");
  });

  test("take effect once, though workers die between any two writes", async () => {
    for (const luck of [3, 77, 4_242]) {
      const { id, webmasters, payouts } = await sentRun([1_000, 2_000, 3_000, 4_000]);
      const [first = "", second = "", third = "", fourth = ""] = payouts;
      const statement = await upload([
        booked(second, "20.00", { returned: "MS03" }), // before its payment
        booked(first, "-10.00"),
        booked(second, "-20.00"),
        booked(third, "-30.00"),
        booked("", "-0.30", { code: "CHRG" }),
        booked(fourth, "-40.00"),
        booked(third, "30.00", { returned: "AC06" }),
      ]);
      const before = await difference(statement.id);
      const [operators, workers] = [mortal("operator", luck), mortal("job", luck + 1)];
      await survive(() => commitStatement(operators(), statement.id));
      for (let lives = 0; (await listUnfinishedStatements(job())).length > 0; lives++) {
        expect(lives).toBeLessThan(200);
        await advanceStatement(workers(), statement.id).catch((error: unknown) => {
          if (!(error instanceof Death)) throw error;
        });
        await finishJobs(workers);
      }
      expect(await outcomes(statement.id)).toEqual(["returned", "paid", "paid", "paid", "charge", "paid", "returned"]);
      const sums = await Promise.all(webmasters.map((webmaster) => balanceOf(webmaster, "EUR")));
      expect(sums.map(({ available, paid }) => [available, paid])).toEqual([
        ...[
          [0, 1_000],
          [2_000, 0],
          [3_000, 0],
          [0, 4_000],
        ],
      ]);
      expect(await difference(statement.id)).toBe(before);
      expect((await getPayoutRun(operator(), id)).status).toBe("settled");
    }
    await expectBalancedBooks(network);
  });

  test("have charges within payments, which the bank states or a person confirms", async () => {
    const { payouts } = await sentRun([1_000, 2_000]);
    const [first = "", second = ""] = payouts;
    const statement = await upload([booked(first, "-10.50", { charge: "0.50" }), booked(second, "-20.75")]);
    const before = await difference(statement.id);
    await commitStatement(operator(), statement.id);
    expect(await outcomes(statement.id)).toEqual(["paid", "amount_differs"]);
    const place = { statementId: statement.id, number: 2 };
    await assignEntry(operator(), place, { payoutId: second, reason: "0.75 are the bank's charge, by telephone" });
    const { rows } = await listEntries(operator(), statement.id, { limit: 9 });
    expect(rows.map(({ outcome, charge_minor }) => [outcome, charge_minor])).toEqual([
      ["paid", 50],
      ["paid", 75],
    ]);
    expect(await Promise.all(payouts.map(statusOf))).toEqual(["paid", "paid"]);
    expect(await difference(statement.id)).toBe(before);
    await expectBalancedBooks(network);
  });

  test("refuse a file as a whole: all its payouts come back with the reason, once a person has committed that", async () => {
    const { id, webmasters, payouts } = await sentRun([1_000, 2_000]);
    const { messageId } = await makeBankFile(operator(), VAULT, id, { ...request, leftOut: 0 });
    const refuses = (of: string, reason: string) => receive("pain.002", pain002(of, [], { status: "RJCT", reason }));
    const twice = await refuses(messageId, "DU01");
    await commitStatement(operator(), twice.id);
    expect(await outcomes(twice.id), "what came first may be paid").toEqual(["duplicate_order", "duplicate_order"]);
    const report = await refuses(messageId, "AC06");
    expect(await outcomes(report.id)).toEqual(["returned", "returned"]);
    expect(await Promise.all(payouts.map(statusOf)), "a draft changes nothing").toEqual(["on_payment", "on_payment"]);
    await commitStatement(operator(), report.id);
    for (const [i, webmasterId] of webmasters.entries()) {
      expect(await payoutsOf(webmasterId)).toMatchObject([
        { status: "returned", status_reason: "The bank refused it: the account is blocked (AC06)" },
      ]);
      expect(await balanceOf(webmasterId, "EUR")).toEqual({ available: (i + 1) * 1_000, on_payment: 0, paid: 0 });
    }
    expect((await getPayoutRun(operator(), id)).status).toBe("settled");
    await expectBalancedBooks(network);
  });

  test("that refuse a void file leave its payouts to the file that pays them now", async () => {
    const { id, payouts } = await sentRun([1_000]);
    const { messageId } = await makeBankFile(operator(), VAULT, id, { ...request, leftOut: 0 });
    await voidBankFile(operator(), id, { messageId, reason: "the bank refused it by telephone" });
    const later = { ...request, terms: { ...terms, executeOn: "2026-12-03" } };
    await makeBankFile(operator(), VAULT, id, { ...later, leftOut: 0 });
    const report = await receive("pain.002", pain002(messageId, [], { status: "RJCT" }));
    await commitStatement(operator(), report.id);
    expect(await outcomes(report.id)).toEqual(["noted"]);
    expect(await statusOf(payouts[0] ?? "")).toBe("on_payment");
    await stepPayoutRun(operator(), id, "settled");
  });

  test("have several statements in one file, each for its own account of the network", async () => {
    const { payouts } = await sentRun([1_000]);
    const otherIban = newIban();
    const other = await addPayer(network, undefined, sepa(otherIban, "Waymark Test Ltd"));
    const statementOf = (text: string) => /<Stmt>.*<\/Stmt>/.exec(text)?.[0] ?? "";
    const whole = camt053([booked(payouts[0] ?? "", "-10.00")]);
    const charge = camt053([{ amount: "-2.00", code: "CHRG", reference: `BANK${++bookings}` }], { iban: otherIban });
    const file = (more: string) => whole.replace("</Stmt>", `</Stmt>${more}`);
    await expect(receive("camt.053", file(statementOf(charge).replace(otherIban, newIban())))).rejects.toMatchObject({
      code: "file_refused",
    });
    const { id, statementIds } = await receive("camt.053", file(statementOf(charge)));
    expect(statementIds).toEqual([id, expect.stringMatching(/^bst_/)]);
    const [, second = ""] = statementIds;
    expect((await describeStatement(operator(), second)).statement.payer_account_id).toBe(other.id);
    const before = await difference(id);
    for (const one of statementIds) await commitStatement(operator(), one);
    expect([await outcomes(id), await outcomes(second)]).toEqual([["paid"], ["charge"]]);
    expect(await difference(id)).toBe(before);
    expect((await receive("camt.053", file(statementOf(charge)))).statementIds, "the same file").toEqual(statementIds);
    // The same account also pays by SWIFT: what it was charged is booked once.
    const bySwift = { ...SWIFT, holder: "Waymark Test Ltd", account: otherIban, bic: "COBADEFF", country: "DE" };
    const { id: payerAccountId } = await addPayer(network, undefined, { currency: "EUR", details: bySwift });
    const again = { payerAccountId, format: "camt.053" as const, bytes: new TextEncoder().encode(charge) };
    const repeated = await receiveStatement(operator(), VAULT, again);
    expect(repeated.payer_account_id).toBe(payerAccountId);
    await commitStatement(operator(), repeated.id);
    expect(await outcomes(repeated.id)).toEqual(["repeated"]);
    await expectBalancedBooks(network);
  });

  test("settle a run with its last payout, though the worker dies just before that", async () => {
    const { id, payouts } = await sentRun([1_000]);
    const { id: statementId } = await upload([booked(payouts[0] ?? "", "-10.00")]);
    const { db, ...rest } = operator();
    const dying: Context = {
      ...rest,
      db: {
        ...db,
        write: (statements) =>
          statements.some(({ sql }) => sql.includes("UPDATE payout_run SET status = 'settled'"))
            ? Promise.reject(new Death())
            : db.write(statements),
      },
    };
    await expect(commitStatement(dying, statementId)).rejects.toThrow(Death);
    await commitStatement(
      operator(() => Date.now() + 2 * MINUTE_MS),
      statementId,
    );
    expect(await statusOf(payouts[0] ?? "")).toBe("paid");
    expect(await listUnfinishedRuns(job()), "the cron finds it").toContain(id);
    await finishJobs(() => job());
    expect((await getPayoutRun(operator(), id)).status).toBe("settled");
  });

  describe("of four methods in three currencies", () => {
    const RATE = { kind: "rate", rateBps: 2_000, taxId: null } as const;
    const METHODS = [
      { format: "pain.001", method: "sepa", currency: "EUR" },
      { format: "1c", method: "russian_bank", currency: "RUB" },
      { format: "paypal_csv", method: "paypal", currency: "USD" },
      { format: "csv", method: "other", currency: "USD" },
    ] as const;
    const columns = (["reference", "amount", "account"] as const).map((field) => ({ header: field, field }));
    const other = () => ({ method: "other" as const, service: "Payoneer", account: unique("payee") });
    const fee = { minimum_minor: 0, fee_fixed_minor: 25, fee_bps: 150, fee_bearer: "webmaster" };
    const setFee = (change: object = {}) =>
      ok(
        network.operator.patch("/payout-terms", {
          ...{ terms: [{ method: "paypal", currency: "USD", ...fee, ...change }], reason: "PayPal's fee" },
        }),
      );
    afterAll(() => setFee({ fee_fixed_minor: 0, fee_bps: 0 }));

    /** Accounts of the network at a Russian bank and at a service. */
    async function addPayers() {
      const entity = await addLegalEntity(network.context({ role: "operator", id: "per_payer" }), {
        ...{ name: "ООО «Сеть №1»", country: "RU", town: "Москва", postcode: "101000", addressLines: ["ул. Мира, 1"] },
        ...{ taxNumber: RUSSIAN.inn, kpp: "770701001", vatNumber: null },
      });
      await addPayer(network, entity.id, { currency: "RUB", details: { ...RUSSIAN, account: RUB_ACCOUNT } });
      await addPayer(network);
      await addPayer(network, undefined, { currency: "USD", details: other() });
    }

    /** 25.00 USD of commission for a webmaster, by a conversion that only an advertiser's file has. */
    async function earnByUpload(key: string) {
      const offer = await network.newOffer({ validation_method: "upload" });
      const link = await network.client(key).call("createLink", { body: { offer_id: offer.id, slug: unique("s") } });
      const [click = ""] = await clicksOn(network, await linkRow(network, link.slug), 1);
      const { id } = await validated(network, offer.id, fileOf(`${click},O1,250.00,USD,approved,${recently()},`));
      expect(await committed(network, id)).toMatchObject({ applied_rows: 1 });
    }

    async function payees() {
      const webmasters = await Promise.all([1, 2, 3, 4, 5].map(() => admit(network, "webmaster")));
      const [jorg = "", zoe = "", vera = "", pavel = "", olga = ""] = webmasters.map(({ id }) => id);
      const account = (id: string, details: PayoutDetails, tax: NewPayoutAccount["tax"] = NO_TAX) =>
        usableAccount(network, id, {
          currency: METHODS.find(({ method }) => method === details.method)?.currency ?? "",
          details,
          tax,
        });
      await account(jorg, { method: "sepa", holder: "Jörg O’Neill-Šimić", iban: newIban(), bic: null }, RATE);
      await account(zoe, { method: "sepa", holder: "Zoë Müller-Weiß", iban: newIban(), bic: null });
      await account(vera, RUSSIAN, RATE);
      await account(pavel, { method: "paypal", email: `${unique("payee")}@people.example` });
      await account(olga, other());
      await network.rows("DB", "UPDATE payout_account_hold SET ended_at = 0 WHERE ended_at IS NULL");
      await earn(jorg, [1_234, 5_001], { currency: "EUR" });
      await earn(zoe, [20_000], { currency: "EUR" });
      await earn(vera, [100_033], { currency: "RUB" });
      await earn(pavel, [12_345]);
      await earnByUpload(webmasters[3]?.key ?? "");
      await earn(olga, [7_777]);
      return { jorg, zoe, vera, pavel, olga };
    }

    /** Makes the file of a method, and what its bank reads in it, by the payee's webmaster. */
    async function send(runId: string, { format, method, currency }: (typeof METHODS)[number]) {
      const terms = { executeOn: "2026-12-01", subject: "Commissions", isInstant: false, columns };
      const asked = { format, method, currency, part: 1, terms };
      const preview = await previewBankFile(operator(), VAULT, runId, asked);
      const { pieces, file } = await makeBankFile(operator(), VAULT, runId, { ...asked, leftOut: 0 });
      const orders = ordersIn(format, pieces);
      const minor = orders.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
      expect({ payouts: orders.length, netMinor: minor }, "the control sum").toEqual(file);
      return { preview, orders, payerAccountId: preview.payer.accountId };
    }

    const bytesOf = (text: string) => new TextEncoder().encode(text);

    test("agree to the cent with every balance, webmaster's statement, file and book", async () => {
      await createPayoutRun(operator()).catch(refusal); // what came back before is not in this one
      await addPayers();
      await setFee();
      const { jorg, zoe, vera, pavel, olga } = await payees();
      const run = await createPayoutRun(operator());
      for (const step of ["approved", "sent"] as const) await stepPayoutRun(operator(), run.id, step);
      const [sepa, russian, paypal, service] = await Promise.all(METHODS.map((one) => send(run.id, one)));
      if (sepa === undefined || russian === undefined || paypal === undefined || service === undefined) return;
      expect(sepa.orders.map(({ holder }) => holder).toSorted()).toEqual(["Jorg O'Neill-Simic", "Zoe Muller-Weis"]);
      expect(russian.orders.map(({ holder, purpose }) => [holder, purpose])).toEqual([
        [RUSSIAN.holder, expect.stringMatching(/В том числе НДС 20% - 200\.07/)],
      ]);
      expect(paypal.orders.map(({ amount }) => amount)).toEqual(["145.97"]);
      const { totals } = await describePayoutRun(operator(), run.id);
      for (const { currency, netMinor } of totals) {
        const files = [sepa, russian, paypal, service].filter(({ preview }) => preview.currency === currency);
        expect(
          files.reduce((sum, { preview }) => sum + preview.sums.file.netMinor, 0),
          currency,
        ).toBe(netMinor);
        for (const { preview } of files) expect(preview.sums.run.netMinor, currency).toBe(netMinor);
      }

      const orderOf = (holder: string) => sepa.orders.find((one) => one.holder === holder) ?? sepa.orders[0];
      const [first, second] = [orderOf("Jorg O'Neill-Simic"), orderOf("Zoe Muller-Weis")];
      const entry = (order = first, change: Partial<CamtEntry> = {}): CamtEntry => ({
        ...{ amount: `-${order?.amount}`, endToEndId: order?.reference ?? "", iban: order?.account ?? "" },
        ...{ reference: `BANK${++bookings}`, ...change },
      });
      const camt = camt053([
        entry(first),
        entry(second),
        entry(second, { amount: "197.50", returned: "AC04", charge: "2.50" }),
        { amount: "-1.50", code: "CHRG", reference: `BANK${++bookings}` },
        { amount: "75.00", text: "who knows", reference: `BANK${++bookings}` },
      ]);
      const [rouble] = russian.orders;
      const statement1c = oneC([
        {
          amount: `-${rouble?.amount}`,
          number: rouble?.number ?? 0,
          purpose: rouble?.purpose ?? "",
          account: rouble?.account ?? "",
        },
        { amount: "-25.00", purpose: "Комиссия за ведение счета", account: "70601810000000000001" },
      ]);
      const dollars = ({ orders: [order] }: typeof paypal) =>
        csvStatement("USD", [
          {
            kind: "payment",
            minor: -Math.round(Number(order?.amount) * 100),
            reference: order?.reference ?? "",
            bankReference: `BANK${++bookings}`,
          },
        ]);
      const files = [
        [sepa, "camt.053", camt],
        [russian, "1c", statement1c.map((line) => `${line}\r\n`).join("")],
        [paypal, "csv", dollars(paypal)],
        [service, "csv", dollars(service)],
      ] as const;
      const statements: { id: string; before: number }[] = [];
      for (const [{ payerAccountId }, format, text] of files) {
        const { id } = await receiveStatement(operator(), VAULT, { payerAccountId, format, bytes: bytesOf(text) });
        statements.push({ id, before: await difference(id) });
        await commitStatement(operator(), id);
      }
      const results = await Promise.all(statements.map(({ id }) => outcomes(id)));
      expect(results).toEqual([
        ["paid", "paid", "returned", "charge", "no_reference"],
        ...[["paid", "charge"], ["paid"], ["paid"]],
      ]);
      // What the books and the banks say differs by nothing: two statements of dollars are one difference.
      const afterwards = await Promise.all(statements.map(({ id }) => difference(id)));
      const [euros = 0, roubles = 0, , dollarsLeft = 0] = statements.map(
        ({ before }, i) => (afterwards[i] ?? 0) - before,
      );
      expect([euros, roubles, dollarsLeft]).toEqual([0, 0, 0]);
      expect((await getPayoutRun(operator(), run.id)).status).toBe("settled");
      expect((await listEntries(operator(), statements[0]?.id ?? "", { limit: 9 })).rows[2]).toMatchObject({
        ...{ outcome: "returned", charge_minor: 250, bank_reason: "AC04" },
      });

      const due = [
        [jorg, "EUR", 6_235, 7_482],
        [zoe, "EUR", 20_000, 20_000],
        [vera, "RUB", 100_033, 120_040],
        [pavel, "USD", 14_845, 14_597],
        [olga, "USD", 7_777, 7_777],
      ] as const;
      for (const [webmasterId, currency, amount, net] of due) {
        const isBack = webmasterId === zoe;
        expect(await balanceOf(webmasterId, currency)).toEqual({
          ...{ available: isBack ? amount : 0, on_payment: 0, paid: isBack ? 0 : amount },
        });
        const period = new Date().toISOString().slice(0, 4);
        const { closing, paid, returned } = await getStatement(operator(), { webmasterId, currency, period });
        expect(closing.balance).toBe(isBack ? BigInt(amount) : 0n);
        expect(paid.map((one) => [one.amount, one.net])).toEqual([[BigInt(amount), BigInt(net)]]);
        expect(returned).toHaveLength(isBack ? 1 : 0);
        await statementsAddUp(webmasterId, currency);
      }
      await expectBalancedBooks(network);

      // What came back is paid by the next run, and nothing else is.
      const next = await createPayoutRun(operator());
      const paidAgain = (await payoutsOf(zoe)).filter(({ run_id }) => run_id === next.id);
      expect(paidAgain).toMatchObject([{ amount_minor: 20_000 }]);
      expect((await describePayoutRun(operator(), next.id)).totals).toMatchObject([{ currency: "EUR", payouts: 1 }]);
      await finish(next.id);
      expect(await balanceOf(zoe, "EUR")).toEqual({ available: 0, on_payment: 0, paid: 20_000 });
      await expectBalancedBooks(network);
    }, 60_000);
  });
});

describe("the fee and the smallest payout of a method", () => {
  const terms = (change: object) => ({
    ...{ method: "paypal", currency: "USD", minimum_minor: 0, fee_fixed_minor: 0, fee_bps: 0, fee_bearer: "webmaster" },
    ...change,
  });
  const set = (...all: object[]) =>
    ok(network.operator.patch("/payout-terms", { terms: all.map(terms), reason: "as agreed with the bank" }));
  afterAll(() => set({}, { method: null }, { currency: "JPY" }, { currency: "KWD", method: "other" }));

  const account = (method: "paypal" | "other", currency: string) => ({
    ...{ currency, tax: { kind: "none", rateBps: null, taxId: null } as const },
    details:
      method === "paypal"
        ? ({ method, email: `${unique("payee")}@people.example` } as const)
        : ({ method, service: "Payoneer", account: unique("payee") } as const),
  });
  async function payee(method: "paypal" | "other", currency: string, minor: number) {
    const id = await newWebmaster();
    const accountId = await usableAccount(network, id, account(method, currency));
    await network.rows("DB", "UPDATE payout_account_hold SET ended_at = 1 WHERE account_id = ?", accountId);
    await ok(
      network.operator.patch(`/webmasters/${id}/payout-minimums`, {
        ...{ minimums: [{ amount_minor: 0, currency }], reason: "agreed" },
      }),
    );
    await earn(id, [minor], { currency });
    return id;
  }

  test.each([
    // A fixed fee and a share of the amount, rounded half up once for the payout.
    ["paypal", "USD", 12_345, { fee_fixed_minor: 25, fee_bps: 150 }, 210],
    ["paypal", "JPY", 1_050, { fee_bps: 100 }, 11],
    ["other", "KWD", 12_345, { fee_fixed_minor: 250, fee_bps: 150 }, 435],
    ["paypal", "USD", 12_345, { fee_fixed_minor: 25, fee_bps: 150, fee_bearer: "network" }, 0],
  ] as const)("%s in %s deducts from %d by %j: %d", async (method, currency, minor, fee, deducted) => {
    await set({ method, currency, ...fee });
    const anna = await payee(method, currency, minor);
    const { id } = await createPayoutRun(operator());
    await finish(id);
    expect(await payoutsOf(anna)).toMatchObject([
      { amount_minor: minor, fee_minor: deducted, net_minor: minor - deducted, status: "paid" },
    ]);
    await expectBalancedBooks(network);
  });

  test("leaves out what it would take whole, and pays from a unit more on", async () => {
    await set({ fee_fixed_minor: 500 });
    const [poor, rich] = [await payee("paypal", "USD", 500), await payee("paypal", "USD", 501)];
    const { id } = await createPayoutRun(operator());
    expect(await leftOutOf(id, poor)).toEqual([["USD", "below_fee", 500, null]]);
    await finish(id);
    expect(await payoutsOf(rich)).toMatchObject([{ fee_minor: 500, net_minor: 1 }]);
  });

  test("cancels a payout that a reversal leaves with nothing but its fee", async () => {
    await set({ fee_fixed_minor: 500 });
    const anna = await payee("paypal", "USD", 400);
    const [sold = ""] = await earn(anna, [300]);
    const { id } = await createPayoutRun(operator());
    await reviewConversion(operator(), { id: sold, event: "reverse", reason: "returned" });
    await finishJobs(() => job());
    expect(await payoutsOf(anna)).toMatchObject([{ status: "cancelled", amount_minor: 400 }]);
    await cancelPayoutRun(operator(), id, "nothing is left");
  });

  test("counts if it is larger than the network's and the webmaster's, and each of these if it is", async () => {
    const anna = await payee("paypal", "USD", 1_500);
    const left = async () => {
      const { id } = await createPayoutRun(operator());
      const { rows } = await listLeftOut(operator(), id, { limit: 100 });
      await cancelPayoutRun(operator(), id, "only a look");
      return rows.filter(({ webmaster_id }) => webmaster_id === anna).map(({ reason }) => reason);
    };
    const other = await newWebmaster();
    await earn(other, [10_000]);
    const minimum = async () => (await findMinimums(operator().db, anna))("USD");
    await set({ minimum_minor: 2_000 });
    expect([await left(), await minimum()]).toEqual([["below_minimum"], 2_000]);
    await set({ minimum_minor: 1_000 }, { method: null, minimum_minor: 1_501 });
    expect([await left(), await minimum()]).toEqual([["below_minimum"], 1_501]);
    await set({ minimum_minor: 1_500 }, { method: null, minimum_minor: 1_000 });
    expect([await left(), await minimum()]).toEqual([[], 1_500]);
    await set({}, { method: null });
  });

  test.each([
    ["a fee of every method", { method: null, fee_bps: 100 }, "terms[0].method"],
    ["a currency that the method does not pay", { method: "sepa" }, "terms[0].currency"],
    ["a currency that does not exist", { currency: "XQX" }, "terms[0].currency"],
    ["a fee above a half", { fee_bps: 5_001 }, "terms[0].fee_bps"],
  ])("refuses %s", async (_, change, path) => {
    const { errors } = await refused(
      network.operator.patch("/payout-terms", { terms: [terms(change)], reason: "a slip" }),
      ...([400, "invalid_input"] as const),
    );
    expect(errors).toMatchObject([{ path }]);
  });
});

describe("a schedule of a webmaster's own", () => {
  const TUESDAY = "2027-03-16";
  const at = (date: string, hour = 12) => Date.parse(`${date}T00:00:00Z`) + hour * HOUR_MS;
  const schedule = (id: string, change: object) =>
    ok(network.operator.patch(`/webmasters/${id}/payout-schedule`, { ...change, reason: "as agreed" }));
  const run = (date: string) =>
    createPayoutRun(
      operator(() => at(date)),
      { date },
    );

  test("takes the webmaster out of the runs of other days, which say when they are paid", async () => {
    const [usual, weekly] = [await newWebmaster(), await newWebmaster()];
    await schedule(weekly, { schedule: { kind: "week", weekday: 3 } });
    for (const id of [usual, weekly]) await earn(id, [900]);
    const { id } = await run(TUESDAY);
    expect(await leftOutOf(id, weekly)).toEqual([["USD", "not_scheduled", 900, at("2027-03-17", 0)]]);
    expect([await payoutsOf(usual), await payoutsOf(weekly)]).toMatchObject([[{ amount_minor: 900 }], []]);
    await earn(usual, [100]);
    const { id: next } = await run("2027-03-17");
    expect(await leftOutOf(next, usual)).toEqual([["USD", "not_scheduled", 100, at("2027-04-01", 0)]]);
    expect(await payoutsOf(weekly)).toMatchObject([{ amount_minor: 900 }]);
    for (const one of [id, next]) await cancelPayoutRun(operator(), one, "only a look");
    // Back to the network's days; and a run besides the schedule pays everyone.
    await schedule(weekly, { schedule: null });
    expect(await ok(network.operator.get(`/webmasters/${weekly}/payout-schedule`))).toEqual({
      ...{ schedule: { kind: "half_month" }, is_own: false, hold_days: 0 },
    });
    await schedule(weekly, { schedule: { kind: "week", weekday: 3 } });
    const besides = await createPayoutRun(operator(() => at(TUESDAY)));
    const paid = (await payoutsOf(weekly)).filter(({ run_id }) => run_id === besides.id);
    expect(paid).toMatchObject([{ amount_minor: 900 }]);
    await cancelPayoutRun(operator(), besides.id, "only a look");
  });

  test("on request pays what was asked for, on the next bank day, and again if it did not arrive", async () => {
    const anna = await newWebmaster();
    const ask = (now = at(TUESDAY)) =>
      requestPayout(
        webmaster(anna, () => now),
        "USD",
      );
    await expect(ask()).rejects.toMatchObject({ code: "transition_refused" });
    await schedule(anna, { schedule: { kind: "request" } });
    await expect(ask()).rejects.toMatchObject({ code: "nothing_to_pay" });
    await earn(anna, [700]);
    await earn(await newWebmaster(), [1]);
    const { id: tooEarly } = await run(TUESDAY);
    expect(await leftOutOf(tooEarly, anna)).toEqual([["USD", "not_scheduled", 700, null]]);
    await cancelPayoutRun(operator(), tooEarly, "only a look");
    const asked = await ask();
    expect(asked).toMatchObject({ status: "open", dueOn: "2027-03-17", payoutId: null });
    await expect(ask()).rejects.toMatchObject({ code: "already_exists" });
    expect(
      await getNextPayout(
        webmaster(anna, () => at(TUESDAY)),
        undefined,
      ),
    ).toMatchObject({
      ...{ date: "2027-03-17", isOnRequest: true },
      accounts: [{ currency: "USD", payment: { amountMinor: 700, netMinor: 700, conversions: 1 }, leftOut: [] }],
    });
    const { id } = await run("2027-03-17");
    const status = async () => {
      const { rows } = await listPayoutRequests(webmaster(anna), {}, { limit: 5 });
      return rows.map((one) => one.status);
    };
    expect([await status(), await balanceOf(anna)]).toMatchObject([["taken"], { on_payment: 700 }]);
    await expect(withdrawPayoutRequest(webmaster(anna), asked.id)).rejects.toMatchObject({
      code: "transition_refused",
    });
    // A payout that is cancelled gives the request back, and the next run pays it.
    await cancelPayoutRun(operator(), id, "a wrong cut-off");
    expect(await status()).toEqual(["open"]);
    const again = await run("2027-03-18");
    await finish(again.id);
    expect([await status(), await balanceOf(anna)]).toMatchObject([["taken"], { paid: 700 }]);
    await earn(anna, [300]);
    const second = await ask(at("2027-03-20")); // a Saturday; no calendar holds what is paid by agreement
    expect(second.dueOn).toBe("2027-03-21");
    await withdrawPayoutRequest(webmaster(anna), second.id);
    expect(await status()).toEqual(["withdrawn", "taken"]);
  });

  test("on request is due on a bank day of the account, and only for enough", async () => {
    const anna = await newWebmaster();
    await schedule(anna, { schedule: { kind: "request" } });
    const iban = "DE75512108001245126199"; // no other webmaster's
    await usableAccount(network, anna, {
      ...{ currency: "EUR", tax: { kind: "none", rateBps: null, taxId: null } },
      details: { method: "sepa", holder: "Anna Petrova", iban, bic: null },
    });
    await earn(anna, [700], { currency: "EUR" });
    const ask = () =>
      requestPayout(
        webmaster(anna, () => at("2027-03-25")),
        "EUR",
      );
    await ok(
      network.operator.patch(`/webmasters/${anna}/payout-minimums`, {
        ...{ minimums: [{ amount_minor: 701, currency: "EUR" }], reason: "the bank's fee" },
      }),
    );
    await expect(ask()).rejects.toMatchObject({
      ...{ code: "nothing_to_pay", message: expect.stringContaining("smallest payout") as unknown },
    });
    await earn(anna, [1], { currency: "EUR" });
    // Good Friday to Easter Monday.
    expect(await ask()).toMatchObject({ dueOn: "2027-03-30" });
  });
});

describe("the next payout", () => {
  const sale = fc.record({
    minor: fc.integer({ min: 1, max: 9_000 }),
    currency: fc.constantFrom("USD", "JPY", "KWD"),
    holdDays: fc.constantFrom(0, 0, 1, 3, 20, 40),
    fate: fc.constantFrom("kept", "kept", "kept", "held", "reversed"),
  });
  const life = fc.record({
    sales: fc.array(sale, { minLength: 1, maxLength: 8 }),
    corrections: fc.array(fc.integer({ min: -300, max: 300 }), { maxLength: 2 }),
    minimumMinor: fc.constantFrom(0, 0, 3_000),
    fee: fc.record({ fee_fixed_minor: fc.constantFrom(0, 30), fee_bps: fc.constantFrom(0, 150) }),
    kind: fc.constantFrom({ kind: "half_month" }, { kind: "week", weekday: 2 }, { kind: "month", day: 31 }),
    hasAccount: fc.boolean(),
  });

  const inOrder = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();

  test("is what the run of its date pays and leaves out, to the unit, over random lives", async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ sales, corrections, minimumMinor, fee, kind, hasAccount }) => {
        const anna = await newWebmaster();
        const currencies = ["USD", "JPY", "KWD"];
        await ok(
          network.operator.patch(`/webmasters/${anna}/payout-minimums`, {
            ...{ minimums: currencies.map((currency) => ({ amount_minor: minimumMinor, currency })), reason: "agreed" },
          }),
        );
        await ok(
          network.operator.patch(`/webmasters/${anna}/payout-schedule`, { ...{ schedule: kind, reason: "agreed" } }),
        );
        if (hasAccount) {
          await usableAccount(network, anna);
          const terms = { method: "paypal", currency: "USD", minimum_minor: 0, ...fee, fee_bearer: "webmaster" };
          await ok(network.operator.patch("/payout-terms", { terms: [terms], reason: "the bank's" }));
        }
        for (const { minor, currency, holdDays, fate } of sales) {
          const [id = ""] = await earn(anna, [minor], { currency, holdDays });
          if (fate === "held") await reviewConversion(operator(), { id, event: "hold", reason: "odd" });
          if (fate === "reversed") await reviewConversion(operator(), { id, event: "reverse", reason: "returned" });
        }
        for (const amountMinor of corrections.filter((minor) => minor !== 0))
          await proposeCorrection(operator(), {
            ...{ of: { webmasterId: anna }, currency: "USD", amountMinor, reason: "agreed" },
          });
        const { date, at, accounts } = await getNextPayout(webmaster(anna), undefined);
        const then = at;
        while ((await endHolds(job(() => then))) > 0);
        // Another one is paid in any case, so that there is a run.
        const other = await newWebmaster();
        await ok(
          network.operator.patch(`/webmasters/${other}/payout-schedule`, { ...{ schedule: kind, reason: "agreed" } }),
        );
        await earn(other, [100]);
        const run = await createPayoutRun(
          operator(() => then),
          { date },
        );
        while (
          await advancePayoutRun(
            job(() => then),
            run.id,
          )
        );
        const foreseen = accounts.flatMap(({ currency, payment }) =>
          payment === null
            ? []
            : [[currency, payment.amountMinor, payment.feeMinor, payment.netMinor, payment.conversions]],
        );
        const paid = (await payoutsOf(anna)).map((one) => [
          ...[one.currency, one.amount_minor, one.fee_minor, one.net_minor, one.line_count],
        ]);
        expect(inOrder(paid)).toEqual(inOrder(foreseen));
        const left = accounts.flatMap(({ leftOut }) =>
          leftOut.map(({ currency, reason, amountMinor, payableAt }) => [currency, reason, amountMinor, payableAt]),
        );
        expect(inOrder(await leftOutOf(run.id, anna))).toEqual(inOrder(left));
        // Once its run is made, the next one is later.
        expect((await getNextPayout(webmaster(anna), undefined)).date > date).toBe(true);
        await cancelPayoutRun(
          operator(() => then),
          run.id,
          "only a look",
        );
        while (
          await advancePayoutRun(
            job(() => then),
            run.id,
          )
        );
      }),
      { numRuns: 5 },
    );
    await expectBalancedBooks(network);
  }, 120_000);
});

test("parts of payouts in SQL are those of the plan", async () => {
  const rows = Array.from({ length: 200 }, (_, i) => ({
    ...{ amount: (i * 7_919) % 100_003, vat: (i * 31) % 5_000, withheld: (i * 17) % 4_000, fee: (i * 13) % 5_000 },
    fixed: i % 3 === 0 ? (i * 101) % 2_000 : 0,
  }));
  const run = unique("run_parts");
  await network.rows(
    "DB",
    "INSERT INTO payout_run (id, status, job, cut_off_at, created_at, created_by) VALUES (?, 'draft', 'draft', 0, 0, 't')",
    run,
  );
  const stored = await network.rows<{
    vat_minor: number;
    withheld_minor: number;
    fee_minor: number;
    net_minor: number;
  }>(
    "DB",
    `INSERT INTO payout (id, run_id, webmaster_id, currency, amount_minor, vat_bps, withheld_bps, fee_bps, fee_fixed_minor, status, created_at)
     SELECT ?2 || format('%04d', key), ?2, 'wm_none', 'EUR', value ->> 'amount', value ->> 'vat', value ->> 'withheld', value ->> 'fee',
       value ->> 'fixed', 'cancelled', 0 FROM json_each(?1) RETURNING vat_minor, withheld_minor, fee_minor, net_minor`,
    ...[JSON.stringify(rows), run],
  );
  await network.rows("DB", "DELETE FROM payout WHERE run_id = ?", run);
  await network.rows("DB", "DELETE FROM payout_run WHERE id = ?", run);
  expect(
    stored.map(({ vat_minor, withheld_minor, fee_minor, net_minor }) => ({
      ...{ vatMinor: vat_minor, withheldMinor: withheld_minor, feeMinor: fee_minor, netMinor: net_minor },
    })),
  ).toEqual(
    rows.map(({ amount, vat, withheld, fee, fixed }) =>
      partsOf(amount, { vatBps: vat, withheldBps: withheld, feeBps: fee, feeFixedMinor: fixed }),
    ),
  );
});

/** What becomes of a payout by a statement: nothing yet, it is paid, or it comes back after that. */
const fate = fc.constantFrom("waits", "paid", "paid", "paid", "returned");
const fault = fc.constantFrom("none", "none", "reordered", "late", "cut", "doubled", "foreign");
const who = fc.nat(2);

const deeds = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("earn" as const),
        who,
        amounts: fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 5 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("reverse" as const), sale: fc.nat(20) }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom("run", "step", "step", "step") }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("cancel", "twice") }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("exclude", "block", "account"), who }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("return" as const), who, payout: fc.nat(3) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        ...{ kind: fc.constant("statement" as const), fault },
        fates: fc.array(fate, { minLength: 3, maxLength: 6 }),
      }),
    },
  ),
  { minLength: 10, maxLength: 20 },
);
type Deed = typeof deeds extends fc.Arbitrary<(infer One)[]> ? One : never;

/** Three webmasters, their money, and the banks of the network; each act dies by its luck, and is taken up again. */
async function beginLife(luck: number, number: number) {
  const webmasters = [await newWebmaster(), await newWebmaster(), await newWebmaster()];
  const [operators, workers] = [mortal("operator", luck), mortal("job", luck + 1)];
  const sales: { id: string; webmaster: string; minor: number; isReversed: boolean }[] = [];
  const frozen = new Set<string>();
  const late: string[] = [];
  const iban = newIban();
  const payer = await addPayer(network, undefined, {
    ...{ currency: "EUR", details: { method: "sepa", holder: "Waymark Test Ltd", iban, bic: null } },
  });
  const newAccount = (id: string) =>
    usableAccount(network, id, {
      ...{ currency: "EUR", tax: { kind: "none", rateBps: null, taxId: null } },
      details: { method: "sepa", holder: "Anna Petrova", iban: newIban(), bic: null },
    });
  for (const id of webmasters) await newAccount(id);
  const die = (work: () => Promise<unknown>) => survive(work).catch(refusal);
  const open = async () => {
    const rows = await network.rows<{ id: string; status: string }>(
      ...([
        "DB",
        "SELECT id, status FROM payout_run WHERE status IN ('draft', 'approved', 'sent') ORDER BY id DESC LIMIT 1",
      ] as const),
    );
    return rows[0];
  };

  async function release(webmasterId: string) {
    await releaseFrozen(operator(), { webmasterId, reason: "looked at by hand" });
    frozen.delete(webmasterId);
  }

  async function block(webmasterId: string) {
    if (frozen.has(webmasterId)) return release(webmasterId);
    const target = { kind: "webmaster", id: webmasterId } as const;
    await setBlocked(operator(), target, { event: "block", reason: "bought clicks", reasonCode: "fraud" });
    await setBlocked(operator(), target, { event: "unblock", reason: "a mistake" });
    frozen.add(webmasterId);
  }

  async function commit(id: string) {
    await survive(() => commitStatement(operators(), id));
    for (let lives = 0; (await listUnfinishedStatements(job())).length > 0; lives++) {
      expect(lives, "a statement ends").toBeLessThan(200);
      await advanceStatement(workers(), id).catch((error: unknown) => {
        if (!(error instanceof Death)) throw error;
      });
      await finishJobs(workers);
    }
  }

  /** What the bank says of the payouts that are on payment now. A statement with a fault changes nothing. */
  async function statement({ fates, fault: wrong }: Extract<Deed, { kind: "statement" }>) {
    const payouts = await network.rows<{ id: string; net_minor: number }>(
      ...([
        "DB",
        `SELECT id, net_minor FROM payout WHERE status = 'on_payment' AND job IS NULL AND currency = 'EUR'
           AND webmaster_id IN (SELECT value FROM json_each(?)) ORDER BY id`,
        JSON.stringify(webmasters),
      ] as const),
    );
    const entries = payouts.flatMap(({ id, net_minor }, i): CamtEntry[] => {
      const amount = (net_minor / 100).toFixed(2);
      const one = (change: Partial<CamtEntry>) => ({
        ...{ amount, endToEndId: referenceOf(id), reference: unique("BANK"), ...change },
      });
      const ends = fates[i % fates.length];
      if (ends === "waits") return [];
      return [one({ amount: `-${amount}` }), ...(ends === "returned" ? [one({ returned: "AC04" })] : [])];
    });
    entries.push({ amount: "-0.30", code: "CHRG", reference: unique("BANK") });
    if (wrong === "reordered") entries.reverse();
    const whole = camt053(entries, { opening: "100000.00", iban: wrong === "foreign" ? newIban() : iban });
    const text = wrong === "cut" ? whole.slice(0, -60) : wrong === "doubled" ? whole + whole : whole;
    const bytes = new TextEncoder().encode(text);
    const receive = () => receiveStatement(operator(), VAULT, { payerAccountId: payer.id, format: "camt.053", bytes });
    if (wrong === "cut" || wrong === "doubled" || wrong === "foreign")
      return expect(receive()).rejects.toMatchObject({ code: "file_refused" });
    const { id } = await receive();
    if (wrong === "late") return void late.push(id);
    await commit(id);
    expect((await receive()).id, "the same file again").toBe(id);
  }

  async function live(deed: Deed) {
    const run = await open();
    const next = ({ draft: "approved", approved: "sent", sent: "settled" } as const)[run?.status ?? ""];
    const one = webmasters["who" in deed ? deed.who : 0] ?? "";
    switch (deed.kind) {
      case "earn": {
        const ids = await earn(one, deed.amounts, { currency: "EUR" });
        sales.push(...ids.map((id, i) => ({ id, webmaster: one, minor: deed.amounts[i] ?? 0, isReversed: false })));
        return;
      }
      case "reverse": {
        const sale = sales[deed.sale % Math.max(sales.length, 1)];
        if (sale === undefined || sale.isReversed) return;
        await reviewConversion(operator(), { id: sale.id, event: "reverse", reason: "returned" });
        sale.isReversed = true;
        return;
      }
      case "run":
        return die(() => createPayoutRun(operators()));
      case "twice": {
        const dated = { date: `${2100 + number}-03-16`, cutOffAt: Date.now() };
        const rival = () => createPayoutRun(operator(), dated).catch(refusal);
        return die(() => createPayoutRun(overtakenBy(operators(), rival), dated));
      }
      case "step":
        if (run !== undefined && next !== undefined) await die(() => stepPayoutRun(operators(), run.id, next));
        return;
      case "cancel":
        if (run !== undefined) await die(() => cancelPayoutRun(operators(), run.id, "a mistake"));
        return;
      case "exclude":
        if (run !== undefined)
          await die(() => excludeFromRun(operators(), run.id, { webmasterId: one, reason: "no contract" }));
        return;
      case "block":
        return block(one);
      case "account":
        return void (await makeMainAccount(webmaster(one), await newAccount(one)));
      case "return": {
        const all = await payoutsOf(one);
        const payout = all[deed.payout % Math.max(all.length, 1)];
        if (payout !== undefined) await die(() => returnPayout(operators(), payout.id, { reason: "closed" }));
        return;
      }
      case "statement":
        return statement(deed);
    }
  }

  /** Nothing dies any more: what is open ends, and one more run pays what is left. */
  async function end() {
    await finishJobs(workers);
    for (const id of late) await commit(id);
    await finishJobs(workers);
    for (const id of [...frozen]) await release(id);
    for (let run = await open(); run !== undefined; run = await open())
      if (run.status === "sent") await stepPayoutRun(operator(), run.id, "settled");
      else await cancelPayoutRun(operator(), run.id, "the end");
    await createPayoutRun(operator()).then(({ id }) => finish(id), refusal);
    expect(await open()).toBeUndefined();
  }

  return { webmasters, sales, live, end };
}

test("in random lives with random deaths, all that is due is paid, once", async () => {
  await liftLimits(network, "frozen");
  let number = 0;
  await fc.assert(
    fc.asyncProperty(deeds, fc.nat(9_999), async (life: Deed[], luck) => {
      const { webmasters, sales, live, end } = await beginLife(luck, ++number);
      for (const deed of life) await live(deed);
      await end();
      for (const webmasterId of webmasters) {
        const due = sales
          .filter((sale) => sale.webmaster === webmasterId && !sale.isReversed)
          .reduce((sum, { minor }) => sum + minor, 0);
        const { available, on_payment, paid } = await balanceOf(webmasterId, "EUR");
        expect(available, "at most what is owed back").toBeLessThanOrEqual(0);
        expect({ on_payment, total: available + paid }).toEqual({ on_payment: 0, total: due });
        await statementsAddUp(webmasterId, "EUR");
      }
      await expectBalancedBooks(network);
      const runs = await network.rows<{ id: string }>("DB", "SELECT id FROM payout_run");
      for (const { id } of runs)
        for (const { differenceMinor } of (await describePayoutRun(operator(), id)).moves)
          expect(differenceMinor, `difference of ${id}`).toBe(0);
    }),
    { numRuns: 3 },
  );
}, 120_000);

/** What was earned since the day before yesterday, and by workers that are up to a day later. */
const statementsAddUp = (webmasterId: string, currency = "USD") =>
  expectStatementsAddUp(network.context(), {
    ...{ webmasterId, currency, parts: 2 },
    ...{ from: Date.now() - 2 * DAY_MS, to: Date.now() + DAY_MS },
  });

function refusal(error: unknown) {
  if (!(error instanceof NetworkError)) throw error;
}

describe("documents of payouts", () => {
  let later = 0;
  const clock = () => Date.now() + later;
  const boss = () => operator(clock);
  const INN = "500100732259"; // an INN with right check digits
  const documentsOf = async (webmasterId: string) =>
    (await listDocuments(operator(), { webmasterId }, { limit: 10 })).rows;
  const onlyOf = async (webmasterId: string): Promise<PayoutDocument> => {
    const [document, ...others] = await documentsOf(webmasterId);
    expect(others).toEqual([]);
    if (document === undefined) throw new Error("no document");
    return document;
  };
  const sendFile = async (webmasterId: string, id: string) =>
    (await uploadDocument(webmaster(webmasterId, clock), id, { name: "act.pdf", bytes: PDF })).file_id ?? "";
  const above = (minor: number | null) =>
    setPayoutTerms(operator(), {
      terms: [
        {
          ...{
            method: "paypal",
            currency: "USD",
            minimumMinor: 0,
            feeFixedMinor: 0,
            feeBps: 0,
            feeBearer: "webmaster",
          },
          documentAboveMinor: minor,
        },
      ],
      reason: "agreed",
    });
  const payee = async (minor: number) => {
    const id = await newWebmaster();
    await ok(
      network.operator.patch(`/webmasters/${id}/payout-minimums`, {
        ...{ minimums: [{ amount_minor: 0, currency: "USD" }], reason: "agreed" },
      }),
    );
    await usableAccount(network, id);
    await earn(id, [minor]);
    return id;
  };

  afterAll(() => above(null));

  test("keep a payout above the threshold on payment, while the others of the run are paid", async () => {
    await createPayoutRun(operator())
      .then(({ id }) => finish(id))
      .catch(() => undefined); // no money of others is left
    const payer = await addPayer(network);
    await above(10_000);
    const [small, large, slow] = [await payee(10_000), await payee(10_001), await payee(20_000)];
    const run = await createPayoutRun(boss());
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(boss(), run.id, step);
    expect(await documentsOf(small), "not above it").toEqual([]);
    const act = await onlyOf(large);
    expect(act).toMatchObject({ kind: "act", status: "required", amount_minor: 10_001, file_id: null });
    const request: Parameters<typeof previewBankFile>[3] = {
      ...{ format: "paypal_csv", method: "paypal", currency: "USD", part: 1 },
      terms: { executeOn: "2026-12-01", subject: "Payment", isInstant: false, columns: [] },
    };
    const preview = await previewBankFile(boss(), VAULT, run.id, request);
    expect([preview.sums.file.payouts, preview.sums.leftOut.payouts]).toEqual([1, 2]);
    expect(preview.refused[0]?.reason).toBe("It waits for a signed document");
    // The others are paid, and the run stays open for these two.
    expect(await stepPayoutRun(boss(), run.id, "settled")).toMatchObject({ status: "sent" });
    while (await advancePayoutRun(job(), run.id));
    expect(await Promise.all([small, large, slow].map((id) => balanceOf(id)))).toMatchObject([
      { paid: 10_000 },
      { paid: 0 },
      { paid: 0 },
    ]);
    await expect(stepPayoutRun(boss(), run.id, "settled")).rejects.toMatchObject({ code: "run_step_refused" });
    // A file is refused with the reason, another one accepted; an older one is neither.
    const first = await sendFile(large, act.id);
    await expect(refuseDocument(boss(), act.id, { fileId: "dcf_other", reason: "no" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await refuseDocument(boss(), act.id, { fileId: first, reason: "The stamp is missing" })).toMatchObject({
      ...{ status: "required", reason: "The stamp is missing" },
    });
    const second = await sendFile(large, act.id);
    const late = overtakenBy(boss(), () => sendFile(large, act.id));
    await expect(acceptDocument(late, act.id, { fileId: second })).rejects.toMatchObject({ code: "conflict" });
    const { file_id: third } = await onlyOf(large);
    expect(await acceptDocument(boss(), act.id, { fileId: third ?? "" })).toMatchObject({ status: "accepted" });
    await expect(sendFile(large, act.id)).rejects.toMatchObject({ code: "transition_refused" });
    expect((await previewBankFile(boss(), VAULT, run.id, request)).sums.file.payouts).toBe(1);
    // Without a document, the money goes back after ten days.
    later += 10 * DAY_MS - HOUR_MS;
    expect(await returnOverdue(job(clock))).toBe(0);
    later += 2 * HOUR_MS;
    expect(await returnOverdue(job(clock))).toBe(1);
    expect(await onlyOf(slow)).toMatchObject({ status: "missed" });
    expect(await balanceOf(slow)).toMatchObject({ available: 20_000, on_payment: 0 });
    await stepPayoutRun(boss(), run.id, "settled");
    expect(await getPayoutRun(operator(), run.id)).toMatchObject({ status: "settled" });
    expect(await balanceOf(large)).toMatchObject({ paid: 10_001 });
    await disablePayerAccount(boss(), payer.id, "not used any more");
    await expectBalancedBooks(network);
  }, 60_000);

  test.each([
    ["a text", "act.txt", new TextEncoder().encode("signed"), "file_refused"],
    ["a text under another name", "act.pdf", new TextEncoder().encode("signed"), "file_refused"],
    ["nothing", "act.pdf", new Uint8Array(), "file_refused"],
    ["too much", "act.pdf", new Uint8Array(5_000_001), "too_large"],
  ])("refuse %s", async (_, name, bytes, code) => {
    const id = await newWebmaster();
    const document = await uploadedDocument(network, id);
    await expect(uploadDocument(webmaster(id), document, { name, bytes })).rejects.toMatchObject({ code });
    await expect(
      uploadDocument(webmaster(await newWebmaster()), document, { name: "act.pdf", bytes: PDF }),
      "of another webmaster",
    ).rejects.toMatchObject({ code: "not_found" });
  });

  test("are the receipts of a self-employed person, without which the next payout waits", async () => {
    await above(null);
    const id = await newWebmaster();
    const account = await usableAccount(network, id, {
      ...{ currency: "RUB", tax: { kind: "self_employed", rateBps: null, taxId: INN } },
      details: {
        ...({ method: "russian_bank", holder: "Иван Петров", bankName: "ПАО Сбербанк", bik: "044525225" } as const),
        ...{ correspondentAccount: "30101810400000000225", account: "40817810238000000007", inn: INN },
      },
    });
    // Other tests pay the same account to other webmasters, which holds it.
    await network.rows("DB", "UPDATE payout_account_hold SET ended_at = 1 WHERE account_id = ?", account);
    await earn(id, [900_000], { currency: "RUB" });
    await finish((await createPayoutRun(boss())).id);
    const receipt = await onlyOf(id);
    expect(receipt).toMatchObject({ kind: "receipt", status: "required", due_at: null });
    await earn(id, [700_000], { currency: "RUB" });
    await earn(await payee(500), [1]);
    const run = await createPayoutRun(boss());
    expect(await leftOutOf(run.id, id)).toEqual([["RUB", "receipt_missing", 700_000, null]]);
    await finish(run.id);
    const fileId = await sendFile(id, receipt.id);
    await refuseDocument(boss(), receipt.id, { fileId, reason: "Of another buyer" });
    await earn(await payee(500), [1]);
    const another = await createPayoutRun(boss());
    expect(await leftOutOf(another.id, id), "it was refused").toEqual([["RUB", "receipt_missing", 700_000, null]]);
    await finish(another.id);
    // The operator's check does not keep the webmaster waiting.
    await sendFile(id, receipt.id);
    await finish((await createPayoutRun(boss())).id);
    expect(await balanceOf(id, "RUB")).toMatchObject({ available: 0, paid: 1_600_000 });
    // What came back needs no receipt.
    const [last] = await payoutsOf(id);
    await returnPayout(operator(), last?.id ?? "", { reason: "the account is closed" });
    expect((await documentsOf(id)).map(({ status }) => status)).toEqual(["not_needed", "check"]);
    await expectBalancedBooks(network);
  }, 60_000);
});

describe("PayPal, of which a fake stands in", () => {
  let paypal: FakePaypal;
  let later = 0;
  const clock = () => Date.now() + later;
  const boss = () => operator(clock);
  const worker = () => job(clock);
  const connected = () => paypalPayouts({ ...paypal, fetch, now: clock });

  beforeAll(async () => {
    paypal = await startFakePaypal(clock);
    await createPayoutRun(operator())
      .then(({ id }) => finish(id))
      .catch(() => undefined); // no money of others is left
  });
  afterAll(() => paypal.stop());

  /** A sent run with a payout for each of these amounts, handed over; returns its payouts in their order. */
  async function handedOver(amounts: readonly number[], currency = "USD") {
    const webmasters: string[] = [];
    for (const minor of amounts) {
      const id = await newWebmaster();
      await ok(
        network.operator.patch(`/webmasters/${id}/payout-minimums`, {
          ...{ minimums: [{ amount_minor: 0, currency }], reason: "agreed" },
        }),
      );
      await usableAccount(network, id, paypalAccount(currency));
      await earn(id, [minor], { currency });
      webmasters.push(id);
    }
    const run = await createPayoutRun(boss());
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(boss(), run.id, step);
    await handOverRun(boss(), run.id, connected());
    const payouts = (await Promise.all(webmasters.map(payoutsOf))).flat();
    expect(payouts).toHaveLength(amounts.length);
    return { runId: run.id, webmasters, payouts: payouts.map(({ id }) => id) };
  }

  /** Goes on until nothing is due within this time, in steps of an hour. */
  async function advance(ms: number, ctx = worker) {
    for (const end = later + ms; ; later += HOUR_MS) {
      while ((await advanceProvider(ctx(), connected(), VAULT)) > 0);
      for (const id of await listUnfinishedRuns(worker())) await advancePayoutRun(worker(), id);
      if (later >= end) return;
    }
  }

  const statusesOf = async (runId: string) => {
    const { rows } = await listSubmissions(operator(), runId, { limit: 100 });
    return new Map(rows.map(({ payout_id, status, reason }) => [payout_id, { status, reason }]));
  };
  const payoutStatus = async (id: string) => (await getPayout(operator(), id)).payout.status;

  test("is not connected unless it is configured", async () => {
    await expect(handOverRun(operator(), "run_none", undefined)).rejects.toMatchObject({ code: "not_found" });
    const { runId } = await handedOver([650]);
    await expect(handOverRun(boss(), runId, undefined)).rejects.toMatchObject({ code: "run_step_refused" });
    expect(await advanceProvider(worker(), undefined, VAULT)).toBe(0);
    await advance(2 * HOUR_MS);
    expect(
      (await fetch(`${network.localNetwork.origins.control}/webhooks/paypal`, { method: "POST", body: "{}" })).status,
    ).toBe(404);
  });

  test.each([
    ["a time-out after acceptance", ["accept_and_hang_up"]],
    ["5xx, before and after acceptance", ["answer_503", "answer_429", "accept_and_answer_503", "answer_503"]],
    ["a connection that breaks before", ["hang_up", "hang_up"]],
  ] as const)(
    "pays each payout once after %s",
    async (_, ways) => {
      paypal.misbehave(...ways);
      const { runId, webmasters, payouts } = await handedOver([1_000, 2_550]);
      await advance(8 * HOUR_MS);
      expect(payouts.map((id) => paypal.accepted.get(id))).toEqual([1, 1]);
      expect(await Promise.all(payouts.map(payoutStatus))).toEqual(["paid", "paid"]);
      expect(await getPayoutRun(operator(), runId)).toMatchObject({ status: "settled" });
      expect(await Promise.all(webmasters.map((id) => balanceOf(id)))).toMatchObject([
        { paid: 1_000 },
        { paid: 2_550 },
      ]);
      await expectBalancedBooks(network);
    },
    60_000,
  );

  test("reports every state, and a person decides what it leaves open", async () => {
    const states = [
      "SUCCESS",
      "FAILED",
      "PENDING",
      "UNCLAIMED",
      "RETURNED",
      "ONHOLD",
      "BLOCKED",
      "REFUNDED",
      "REVERSED",
    ];
    const { runId, payouts } = await handedOver([...states.map((_, i) => 1_000 + i), 3_000, 4_000]);
    const idOf = (state: string) => payouts[states.indexOf(state)] ?? "";
    const [odd = "", wrong = ""] = payouts.slice(states.length);
    paypal.statusOf = ({ sender_item_id: id }) => states[payouts.indexOf(id)] ?? (id === odd ? "VANISHED" : "SUCCESS");
    await advanceProvider(worker(), connected(), VAULT);
    while ((await advanceProvider(worker(), connected(), VAULT)) > 0);
    paypal.report(wrong, "SUCCESS", "39.99");
    await advance(2 * HOUR_MS);
    const found = await statusesOf(runId);
    expect(Object.fromEntries(states.map((state) => [state, found.get(idOf(state))?.status]))).toEqual({
      ...{ SUCCESS: "paid", FAILED: "returned", PENDING: "submitted", UNCLAIMED: "unclaimed", RETURNED: "returned" },
      ...{ ONHOLD: "on_hold", BLOCKED: "blocked", REFUNDED: "returned", REVERSED: "returned" },
    });
    expect([found.get(odd)?.status, found.get(wrong)]).toEqual([
      "unknown",
      { status: "unknown", reason: "The provider reports another amount" },
    ]);
    expect(await Promise.all(["SUCCESS", "FAILED", "PENDING", "BLOCKED"].map((of) => payoutStatus(idOf(of))))).toEqual([
      ...["paid", "returned", "on_payment", "on_payment"],
    ]);
    // What PayPal may still pay is neither taken back nor settled by hand.
    await refused(
      network.operator.post(`/payouts/${idOf("PENDING")}/return`, { reason: "no" }),
      409,
      "transition_refused",
    );
    await refused(network.operator.post(`/payout-runs/${runId}/settle`), 409, "run_step_refused");
    const resolve = (id: string, is_paid: boolean) =>
      network.operator.post(`/payouts/${id}/resolve`, { is_paid, reason: "seen at PayPal" });
    await refused(resolve(idOf("PENDING"), true), 409, "transition_refused");
    await ok(resolve(odd, true));
    await ok(resolve(idOf("BLOCKED"), false));
    expect([await payoutStatus(odd), await payoutStatus(idOf("BLOCKED"))]).toEqual(["paid", "returned"]);
    await ok(resolve(wrong, true));
    // Unclaimed money comes back, and paid money can.
    paypal.report(idOf("UNCLAIMED"), "RETURNED");
    paypal.report(idOf("SUCCESS"), "REVERSED");
    paypal.report(idOf("PENDING"), "SUCCESS");
    paypal.report(idOf("ONHOLD"), "SUCCESS");
    await advance(DAY_MS);
    expect(
      await Promise.all(["UNCLAIMED", "SUCCESS", "PENDING", "ONHOLD"].map((of) => payoutStatus(idOf(of)))),
    ).toEqual([...["returned", "returned", "paid", "paid"]]);
    // It contradicts what was resolved: nothing moves, and a person looks again.
    paypal.report(idOf("BLOCKED"), "SUCCESS");
    await noteWebhook(worker(), connected(), webhookOf(paypal.batches.at(-1)?.id ?? ""));
    await advance(HOUR_MS);
    expect((await statusesOf(runId)).get(idOf("BLOCKED"))?.status).toBe("unknown");
    expect(await payoutStatus(idOf("BLOCKED"))).toBe("returned");
    await ok(resolve(idOf("BLOCKED"), false));
    await noteWebhook(worker(), connected(), webhookOf(paypal.batches.at(-1)?.id ?? ""));
    await advance(HOUR_MS);
    expect((await statusesOf(runId)).get(idOf("BLOCKED"))?.status, "it was looked at").toBe("returned");
    paypal.statusOf = () => "SUCCESS";
    await expectBalancedBooks(network);
  }, 60_000);

  const webhookOf = (id: string, signature = "fake-signature") => ({
    headers: new Headers({
      ...{
        "paypal-auth-algo": "SHA256withRSA",
        "paypal-cert-url": "https://api.paypal.com/cert",
        "paypal-transmission-id": "t-1",
      },
      ...{ "paypal-transmission-sig": signature, "paypal-transmission-time": "2026-11-29T10:00:00Z" },
    }),
    body: JSON.stringify({ event_type: "PAYMENT.PAYOUTS-ITEM.RETURNED", resource: { payout_batch_id: id } }),
  });

  test("believes only its own messages, and looks itself even then", async () => {
    const { payouts } = await handedOver([700]);
    await advance(2 * HOUR_MS);
    const [id = ""] = payouts;
    expect(await payoutStatus(id)).toBe("paid");
    paypal.report(id, "REVERSED");
    const batch = paypal.batches.at(-1)?.id ?? "";
    expect(await noteWebhook(worker(), connected(), webhookOf(batch, "another"))).toBe("forged");
    expect(await noteWebhook(worker(), connected(), { headers: new Headers(), body: "{}" })).toBe("forged");
    await advance(HOUR_MS);
    expect(await payoutStatus(id), "a batch that is done is not asked about").toBe("paid");
    expect(await noteWebhook(worker(), connected(), webhookOf(batch))).toBe("genuine");
    await advance(0);
    expect(await payoutStatus(id)).toBe("returned");
  }, 60_000);

  test("is never asked again once it would pay twice", async () => {
    paypal.misbehave("accept_and_hang_up");
    paypal.namesDuplicates = false;
    const { runId, payouts } = await handedOver([900]);
    const [id = ""] = payouts;
    for (let days = 0; days < 32; days++) {
      await advanceProvider(worker(), connected(), VAULT);
      later += DAY_MS;
    }
    paypal.namesDuplicates = true;
    await advance(DAY_MS);
    expect(paypal.accepted.get(id)).toBe(1);
    expect((await statusesOf(runId)).get(id)?.status).toBe("unknown");
    expect(await payoutStatus(id)).toBe("on_payment");
    await resolveSubmission(boss(), id, { isPaid: true, reason: "seen at PayPal" });
    expect(await payoutStatus(id)).toBe("paid");
  }, 60_000);

  test("refuses and denies batches, and pays no fraction of a forint", async () => {
    paypal.misbehave("refuse");
    const poor = await handedOver([1_100]);
    await advance(HOUR_MS);
    expect(await statusesOf(poor.runId)).toEqual(
      new Map([
        [poor.payouts[0], { status: "refused", reason: expect.stringContaining("INSUFFICIENT_FUNDS") as unknown }],
      ]),
    );
    await resolveSubmission(boss(), poor.payouts[0] ?? "", { isPaid: false, reason: "no money there" });
    expect(await balanceOf(poor.webmasters[0] ?? "")).toMatchObject({ available: 1_100 });
    paypal.denyNext();
    const denied = await handedOver([1_200]);
    await advance(HOUR_MS);
    expect(await payoutStatus(denied.payouts[0] ?? "")).toBe("returned");
    const forint = await handedOver([50_000, 50_050], "HUF");
    await advance(HOUR_MS);
    expect(await Promise.all(forint.payouts.map(payoutStatus))).toEqual(["paid", "on_payment"]);
    expect((await statusesOf(forint.runId)).get(forint.payouts[1] ?? "")?.reason).toContain("whole amounts");
  }, 60_000);

  test("takes a refusal for an answer only if no try before it may have been accepted", async () => {
    paypal.misbehave("accept_and_hang_up", "refuse");
    const { runId, payouts } = await handedOver([1_300]);
    await advance(3 * HOUR_MS);
    expect((await statusesOf(runId)).get(payouts[0] ?? "")?.status).toBe("unknown");
    expect(paypal.accepted.get(payouts[0] ?? "")).toBe(1);
    await resolveSubmission(boss(), payouts[0] ?? "", { isPaid: true, reason: "seen at PayPal" });
  }, 60_000);

  test("leaves what stays open for 60 days to a person, and hears of it afterwards", async () => {
    paypal.statusOf = () => "PENDING";
    const { runId, payouts } = await handedOver([1_350]);
    const [id = ""] = payouts;
    await advance(HOUR_MS);
    later += 61 * DAY_MS;
    await advance(0);
    expect((await statusesOf(runId)).get(id)?.status).toBe("unknown");
    expect(await payoutStatus(id)).toBe("on_payment");
    paypal.statusOf = () => "SUCCESS";
    paypal.report(id, "SUCCESS");
    await noteWebhook(worker(), connected(), webhookOf(paypal.batches.at(-1)?.id ?? ""));
    await advance(0);
    expect(await payoutStatus(id)).toBe("paid");
  }, 60_000);

  test("and a file never pay the same payout", async () => {
    const request: Parameters<typeof previewBankFile>[3] = {
      ...{ format: "paypal_csv", method: "paypal", currency: "USD", part: 1 },
      terms: { executeOn: "2026-12-01", subject: "Payment", isInstant: false, columns: [] },
    };
    const payer = await addPayer(network);
    const { runId, payouts } = await handedOver([1_400]);
    // It is handed over, but no batch is made yet.
    const elsewhere = [{ payoutId: payouts[0], netMinor: 1_400, source: "provider", reference: "paypal" }];
    expect(await previewBankFile(boss(), VAULT, runId, request)).toMatchObject({
      sums: { file: { payouts: 0 } },
      elsewhere,
    });
    await expect(makeBankFile(boss(), VAULT, runId, { ...request, leftOut: 0, elsewhere: 1 })).rejects.toMatchObject({
      code: "paid_elsewhere",
    });
    paypal.misbehave("refuse");
    await advance(HOUR_MS);
    const { sums } = await previewBankFile(boss(), VAULT, runId, request);
    expect(sums.file.payouts, "it was refused").toBe(1);
    await resolveSubmission(boss(), payouts[0] ?? "", { isPaid: true, reason: "paid by file" });
    await earn(await webmasterWithAccount(), [1_500]);
    const { id } = await createPayoutRun(boss());
    for (const step of ["approved", "sent"] as const) await stepPayoutRun(boss(), id, step);
    const late = overtakenBy(boss(), () => makeBankFile(boss(), VAULT, id, { ...request, leftOut: 0 }));
    await expect(handOverRun(late, id, connected())).rejects.toThrow();
    await expect(handOverRun(boss(), id, connected())).rejects.toMatchObject({ code: "paid_elsewhere" });
    const { rows: made } = await listBankFiles(boss(), id, { limit: 1 });
    await voidBankFile(boss(), id, { messageId: made[0]?.message_id ?? "", reason: "PayPal refused it" });
    await handOverRun(boss(), id, connected());
    await expect(makeBankFile(boss(), VAULT, id, { ...request, leftOut: 0 })).rejects.toMatchObject({
      code: "paid_elsewhere",
    });
    await advance(2 * HOUR_MS);
    await disablePayerAccount(boss(), payer.id, "not used any more");
  }, 60_000);

  async function webmasterWithAccount() {
    const id = await newWebmaster();
    await usableAccount(network, id);
    return id;
  }

  test("in random lives with random deaths and failures, pays each payout once", async () => {
    const ways = fc.array(
      fc.constantFrom("accept_and_hang_up", "accept_and_answer_503", "answer_503", "answer_429", "hang_up"),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(ways, fc.nat(9_999), async (next, luck) => {
        paypal.misbehave(...(next as Misbehaviour[])); // constants above
        const { payouts } = await handedOver([500, 600, 700]);
        const lives = mortal("job", luck);
        const step = () => {
          const ctx = lives();
          return { ...ctx, now: () => clock() };
        };
        for (let tries = 0; tries < 60; tries++) {
          await advanceProvider(step(), connected(), VAULT).catch((error: unknown) => {
            if (!(error instanceof Death)) throw error;
          });
          later += 20 * MINUTE_MS;
        }
        await advance(8 * HOUR_MS);
        expect(payouts.map((id) => paypal.accepted.get(id))).toEqual([1, 1, 1]);
        expect(await Promise.all(payouts.map(payoutStatus))).toEqual(["paid", "paid", "paid"]);
        await expectBalancedBooks(network);
      }),
      { numRuns: 3 },
    );
  }, 90_000);
});
