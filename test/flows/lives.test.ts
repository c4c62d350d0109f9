import { DAY_MS, HOUR_MS } from "@waymark/contract/duration";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClickEvent } from "@waymark/contract/click-event";
import type { PostbackEvent } from "@waymark/contract/postback-event";
import type { Actor } from "@waymark/network/context";
import { recordClicks } from "@waymark/network/click";
import {
  adjustConversion,
  approveDue,
  attachClicks,
  attachDue,
  endHolds,
  listConversions,
  reviewConversion,
  type ReviewEvent,
} from "@waymark/network/conversion";
import { recordPostbacks } from "@waymark/network/postback";
import { NetworkError } from "@waymark/network/errors";
import { releaseFrozen, setBlocked } from "@waymark/network/account";
import { proposeCorrection } from "@waymark/network/correction";
import { answerFor, confirmedBy } from "../harness/second-person.ts";
import { listBalances, type Holding } from "@waymark/network/ledger";
import { insertLink, type LinkRow } from "@waymark/network/link";
import {
  createPayoutRun,
  getPayout,
  getPayoutRun,
  listPayouts,
  returnPayout,
  stepPayoutRun,
} from "@waymark/network/payout";
import { getReport, type Dimension } from "@waymark/network/stats";
import { DEMO } from "@waymark/dev/demo";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { liftLimits } from "../harness/second-person.ts";
import { overtakenBy } from "../harness/rival.ts";
import { expectStatementsAddUp } from "../harness/statements.ts";

/**
 * Random lives of conversions and payouts through the real verbs on a real database, beside a plain model that knows
 * nothing of states and transfers: it only records the answers to each sale, and in which balance its commission is.
 */
const RUNS = 8;
const STEPS_MAX = 36;
const TIME_MS = 100_000;
const HOLD_DAYS = 14;

let network: TestNetwork;
/** An offer whose conversions are approved automatically after ten days. */
let selfApproving: string;

beforeAll(async () => {
  network = await startNetwork();
  await liftLimits(network, "frozen"); // one operator releases what many lives froze
  selfApproving = (await network.newOffer({ validation_days: 10 })).id;
});
afterAll(() => network?.stop());

type Answer = "pending" | "approved" | "rejected" | "reversed";
type PaymentState = "none" | "on_payment" | "paid";

/** A sale as the model sees it. */
interface Sale {
  id: string;
  postback: PostbackEvent;
  commission: number;
  holdDays: number;
  approvesAt: number | null;
  /** The click while it is not stored; null once its facts are known or it counts as missing. */
  awaited: ClickEvent | null;
  recordedAt: number;
  answer: Answer;
  check: "clear" | "held" | "refused";
  availableAt: number;
  holdOver: boolean;
  /** The payment of the commission, and the set-off of one that was reversed after its payment had begun. */
  payment: PaymentState;
  setoff: PaymentState;
}

/** A correction by hand as the model sees it; it moves nothing until it is posted. */
interface Correction {
  id: string;
  amount: number;
  isPosted: boolean;
  payment: PaymentState;
}

const isVoid = ({ answer, check }: Sale) => answer === "rejected" || answer === "reversed" || check === "refused";
const isWaiting = ({ answer, check, awaited }: Sale) => answer === "pending" || check === "held" || awaited !== null;
/** Includes a sale whose set-off was paid although the payout of its commission was returned. */
const isPayable = (sale: Sale) =>
  sale.payment === "none" &&
  (isVoid(sale) ? sale.setoff !== "none" : !isWaiting(sale) && sale.holdOver && sale.setoff === "none");
const isOwedBack = (sale: Sale) => isVoid(sale) && sale.payment !== "none" && sale.setoff === "none";

/** The webmaster's balances of these sales and corrections. */
function pursesOf(sales: readonly Sale[], corrections: readonly Correction[] = []): Record<Holding, number> {
  const purses = { pending: 0, on_hold: 0, available: 0, on_payment: 0, paid: 0 };
  for (const { isPosted, payment, amount } of corrections)
    if (isPosted) purses[payment === "none" ? "available" : payment] += amount;
  for (const sale of sales) {
    if (sale.payment !== "none") purses[sale.payment] += sale.commission;
    else if (!isVoid(sale))
      purses[isWaiting(sale) ? "pending" : sale.holdOver ? "available" : "on_hold"] += sale.commission;
    if (sale.setoff !== "none") purses[sale.setoff] -= sale.commission;
    if (isOwedBack(sale)) purses.available -= sale.commission;
    if (isVoid(sale) && isPayable(sale)) purses.available += sale.commission;
  }
  return purses;
}

/** The allowed transitions, written out independently of the code. */
const NEXT: Record<Answer, Partial<Record<string, Answer>>> = {
  pending: { approve: "approved", reject: "rejected" },
  approved: { reverse: "reversed", reopen: "pending" },
  rejected: { approve: "approved", reopen: "pending" },
  reversed: { approve: "approved", reopen: "pending" },
};
const NEXT_CHECK: Record<Sale["check"], Partial<Record<string, Sale["check"]>>> = {
  clear: { hold: "held" },
  held: { release: "clear", refuse: "refused" },
  refused: { release: "clear" },
};

/** Applies an answer to a sale; false if it must be refused. */
function applyAnswer(sale: Sale, event: string, now: number): boolean {
  const begun = sale.payment !== "none" || sale.setoff !== "none";
  if (begun && event !== "reverse") return false;
  const answer = NEXT[sale.answer][event];
  const check = NEXT_CHECK[sale.check][event];
  if (answer === undefined && check === undefined) return false;
  if (check !== undefined) sale.check = check;
  if (answer !== undefined) {
    sale.answer = answer;
    sale.holdOver = false;
    if (answer === "approved") sale.availableAt = now + sale.holdDays * DAY_MS;
  }
  endHold(sale, now);
  return true;
}

function endHold(sale: Sale, now: number) {
  const isKnown = sale.awaited === null;
  const runs = sale.answer === "approved" && sale.check === "clear" && sale.payment === "none" && isKnown;
  if (runs && sale.availableAt <= now) sale.holdOver = true;
}

type Step =
  | { kind: "sale"; offer: number; amount: number; status: "approved" | "rejected" | undefined; clickIsLate?: boolean }
  /** A late click is stored; it may be a bot's. */
  | { kind: "click"; sale: number; isBot: boolean }
  | { kind: "adjust"; sale: number; amount: number }
  | { kind: "answer"; sale: number; status: "approved" | "rejected" | "pending" }
  | { kind: "review"; sale: number; event: ReviewEvent; byAdvertiser: boolean }
  | { kind: "days"; days: number }
  | { kind: "clock" }
  | { kind: "run"; rival: boolean }
  | { kind: "step"; run: number; toTheEnd: boolean }
  /** The money did not arrive. */
  | { kind: "return"; run: number; rival: boolean }
  | { kind: "correct"; amount: number }
  /** A second person's answer to a waiting correction. */
  | { kind: "confirm"; correction: number; isPosted: boolean }
  /** A block freezes the money, and ends at once; or the money is released. */
  | { kind: "freeze" };

const sale = fc.record({
  kind: fc.constant("sale" as const),
  offer: fc.nat(2),
  amount: fc.integer({ min: 1, max: 99_999_99 }),
  status: fc.constantFrom(undefined, "approved" as const, "approved" as const, "rejected" as const),
  clickIsLate: fc.constantFrom(false, false, true),
});
const click = fc.record({ kind: fc.constant("click" as const), sale: fc.nat(7), isBot: fc.boolean() });
const adjust = fc.record({
  kind: fc.constant("adjust" as const),
  sale: fc.nat(7),
  amount: fc.integer({ min: 0, max: 99_999_99 }),
});
const answer = fc.record({
  kind: fc.constant("answer" as const),
  sale: fc.nat(7),
  status: fc.constantFrom("approved" as const, "rejected" as const, "pending" as const),
});
/** Refused answers test little, so allowed ones are generated more often. */
const EVENTS = [
  "approve",
  "approve",
  "approve",
  "reverse",
  "reverse",
  "reject",
  "reopen",
  "hold",
  "release",
  "refuse",
] as const;
const review = fc.record({
  kind: fc.constant("review" as const),
  sale: fc.nat(7),
  event: fc.constantFrom<ReviewEvent>(...EVENTS),
  byAdvertiser: fc.boolean(),
});
const days = fc.record({ kind: fc.constant("days" as const), days: fc.constantFrom(1, 9, 15) });
const run = fc.record({ kind: fc.constant("run" as const), rival: fc.boolean() });
const step = fc.record({ kind: fc.constant("step" as const), run: fc.nat(2), toTheEnd: fc.boolean() });

const back = fc.record({ kind: fc.constant("return" as const), run: fc.nat(2), rival: fc.boolean() });
const correct = fc.record({
  kind: fc.constant("correct" as const),
  amount: fc.oneof(fc.integer({ min: -9_000, max: 9_000 }), fc.integer({ min: -2_000_000, max: 2_000_000 })),
});
const confirm = fc.record({
  kind: fc.constant("confirm" as const),
  correction: fc.nat(4),
  isPosted: fc.constantFrom(true, true, true, false),
});

type Walk = Awaited<ReturnType<typeof begin>>;

/** A step of a life, after which the real balances must equal the model's. */
class Lived implements fc.AsyncCommand<Walk, TestNetwork> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  /** A step without a subject is left out, even from the counterexample. */
  check(walk: Readonly<Walk>): boolean {
    if ("run" in this.step) return walk.runs.length > 0;
    if (this.step.kind === "correct") return this.step.amount !== 0;
    if ("correction" in this.step) return walk.corrections.length > 0;
    return !("sale" in this.step) || walk.sales.length > 0;
  }

  async run(walk: Walk, real: TestNetwork): Promise<void> {
    await walk.perform(this.step);
    const [balance] = await listBalances(real.context().db, walk.webmasterId);
    const { currency: _, ...purses } = balance ?? { currency: "USD", ...pursesOf([]) };
    expect(purses, String(this)).toEqual(pursesOf(walk.sales, walk.corrections));
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

const lives = fc.commands<Walk, TestNetwork, false>(
  [
    fc
      .oneof(
        { weight: 5, arbitrary: sale },
        { weight: 2, arbitrary: answer },
        { weight: 2, arbitrary: click },
        { weight: 1, arbitrary: adjust },
        { weight: 6, arbitrary: review },
        { weight: 1, arbitrary: days },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("clock" as const) }) },
        { weight: 4, arbitrary: run },
        { weight: 5, arbitrary: step },
        { weight: 2, arbitrary: back },
        { weight: 2, arbitrary: correct },
        { weight: 2, arbitrary: confirm },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("freeze" as const) }) },
      )
      .map((step) => new Lived(step)),
  ],
  { maxCommands: STEPS_MAX, size: "max" },
);

const sold = (amount: number, offer = 0): Step => ({ kind: "sale", offer, amount, status: "approved" });
const reviewed = (at: number, event: ReviewEvent): Step => ({ kind: "review", sale: at, event, byAdvertiser: false });
const paid = (at: number): Step => ({ kind: "step", run: at, toTheEnd: true });

/** One commission is reversed on payment, another after payment, and both are set off against new ones. */
const SET_OFF = (
  [
    sold(10_000),
    sold(20_000),
    { kind: "run", rival: true },
    reviewed(0, "reverse"),
    { kind: "run", rival: false }, // too little is available
    paid(0),
    reviewed(1, "reverse"),
    reviewed(1, "approve"), // too late
    sold(20_000, 1),
    { kind: "days", days: 15 },
    { kind: "clock" },
    { kind: "run", rival: false }, // still too little
    sold(90_001),
    { kind: "run", rival: true },
    reviewed(2, "reverse"),
    paid(1),
    paid(1),
  ] satisfies Step[]
).map((step) => new Lived(step));

/** Frozen in a run that is not sent, then while one is on its way. */
const FROZEN = (
  [
    sold(10_000),
    { kind: "run", rival: true },
    { kind: "freeze" },
    { kind: "run", rival: false }, // nothing is paid
    paid(0),
    { kind: "freeze" },
    { kind: "run", rival: true },
    { kind: "step", run: 1, toTheEnd: false },
    { kind: "step", run: 1, toTheEnd: false },
    { kind: "freeze" },
    paid(1), // it was sent before
    reviewed(0, "reverse"),
    { kind: "freeze" },
  ] satisfies Step[]
).map((step) => new Lived(step));

/** Corrections alone, then set off against a sale, then both in a payout that does not arrive. */
const CORRECTED = (
  [
    { kind: "correct", amount: -3_000 },
    { kind: "run", rival: false }, // nothing is paid of less than nothing
    { kind: "correct", amount: 5_000 },
    { kind: "correct", amount: 500_000 },
    { kind: "run", rival: true }, // the large one waits
    { kind: "confirm", correction: 2, isPosted: true },
    sold(70_000),
    { kind: "run", rival: true },
    { kind: "return", run: 1, rival: true },
    reviewed(0, "reverse"),
    { kind: "run", rival: false },
    paid(2),
    paid(0),
    { kind: "return", run: 0, rival: false }, // it came back from the bank
    { kind: "return", run: 0, rival: false },
    { kind: "run", rival: false },
  ] satisfies Step[]
).map((step) => new Lived(step));

test("a webmaster is owed exactly the approved commissions and the corrections", async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const walk = await begin();
      await fc.asyncModelRun(() => ({ model: walk, real: network }), life);
      // What is owed equals what is approved, regardless of what happened in between.
      const owed = Object.values(pursesOf(walk.sales, walk.corrections)).reduce((sum, minor) => sum + minor, 0);
      const standing = walk.sales.filter((sale) => !isVoid(sale)).reduce((sum, { commission }) => sum + commission, 0);
      const corrected = walk.corrections.filter(({ isPosted }) => isPosted);
      expect(owed).toBe(corrected.reduce((sum, { amount }) => sum + amount, standing));
      await expectBalancedBooks(network);
      const { webmasterId, since, now } = walk;
      await expectStatementsAddUp(network.context(), {
        webmasterId,
        currency: "USD",
        from: since,
        to: now(),
        parts: 4,
      });
      await expectAgreement(walk);
    }),
    // A failing life is shrunk for as long as there is time.
    {
      numRuns: RUNS,
      examples: [[SET_OFF], [CORRECTED], [FROZEN]],
      interruptAfterTimeLimit: TIME_MS,
      markInterruptAsFailure: true,
    },
  );
}, 120_000);

/** Reports on any date, the list of conversions and the balances say the same of a webmaster's money. */
async function expectAgreement({ webmasterId, corrections, now }: Walk): Promise<void> {
  const ctx = network.context({ role: "webmaster", id: "key_test", webmasterId }, now);
  const [balance] = await listBalances(ctx.db, webmasterId);
  const { rows } = await listConversions(ctx, {}, { limit: 500 });
  const commissionOf = (...statuses: string[]) =>
    rows.filter(({ status }) => statuses.includes(status)).reduce((sum, row) => sum + row.commissionMinor, 0);
  const countOf = (...statuses: string[]) => rows.filter(({ status }) => statuses.includes(status)).length;
  const { pending = 0, on_hold = 0, available = 0, on_payment = 0, paid = 0 } = balance ?? {};
  const corrected = corrections.filter(({ isPosted }) => isPosted).reduce((sum, { amount }) => sum + amount, 0);
  expect(pending).toBe(commissionOf("pending", "held"));
  // A set-off takes back a commission that was paid and then reversed, so both together are nothing.
  expect(on_hold + available + on_payment + paid).toBe(commissionOf("approved", "paid") + corrected);
  const to = Math.ceil((now() + 1) / HOUR_MS) * HOUR_MS;
  const range = { from: to - 400 * DAY_MS, to, zone: "UTC", filters: new Map(), sort: undefined, hasMedians: false };
  for (const date of ["click", "conversion", "decision"] as const) {
    const query = { ...range, date, groupBy: ["status"] as Dimension[], counts: "conversions" as const };
    const report = await getReport(ctx, query, { seen: undefined, limit: 100 });
    for (const { dimensions, figures } of report.rows)
      expect(figures.conversions, date).toBe(countOf(String(dimensions["status"])));
    const {
      commission_on_hold: held,
      commission_pending: waits,
      commission,
      commission_rejected: lost,
    } = report.totals;
    const minor = (sums: Record<string, bigint> | undefined) => Number(sums?.["USD"] ?? 0n);
    expect({
      ...{ conversions: report.totals.conversions, approved: report.totals.approved, on_hold: minor(held) },
      ...{ pending: minor(waits), commission: minor(commission), rejected: minor(lost) },
    }).toEqual({
      ...{ conversions: rows.length, approved: countOf("approved", "paid"), on_hold, pending },
      ...{ commission: commissionOf("approved", "paid"), rejected: commissionOf("rejected", "reversed") },
    });
  }
}

/** A new webmaster for each life, so that lives do not mix. */
async function begin() {
  const { id: webmasterId } = await admit(network, "webmaster");
  const links = await Promise.all(
    [DEMO.offers.demo, DEMO.offers.hold, selfApproving].map((offerId) => linkTo(offerId, webmasterId)),
  );
  const since = Date.now();
  let now = since;
  let isFrozen = false;
  const sales: Sale[] = [];
  const corrections: Correction[] = [];
  const runs: {
    id: string;
    payoutId: string;
    /** A run pays what earlier lives left, too. */
    paysOthers: boolean;
    status: string;
    lines: { sale: Sale; kind: string }[];
    corrections: Correction[];
    isReturned: boolean;
    /** After a reversal nothing is left to pay: the run withdraws the payout with its next step. */
    isTooSmall: boolean;
  }[] = [];
  const as = (actor: Actor) => network.context(actor, () => now);
  const operator = () => as({ role: "operator", id: "key_test" });
  /** The operator who corrects has a new limit in each life. */
  const corrector = () => as({ role: "operator", id: `per_${webmasterId}` });
  const second = () => as({ role: "operator", id: "key_second" });
  const system = () => as({ role: "system", job: "test" });

  async function perform(step: Step): Promise<void> {
    now += 1_000;
    switch (step.kind) {
      case "sale":
        return sell(step);
      case "click":
        return arrive(step);
      case "adjust":
        return adjust(step);
      case "answer":
        return answer(step);
      case "review":
        return review(step);
      case "days":
        now += step.days * DAY_MS;
        return;
      case "clock":
        return strike();
      case "run":
        return run(step.rival);
      case "step":
        for (let i = 0; i < (step.toTheEnd ? 3 : 1); i++) await stepRun(step.run);
        return;
      case "return":
        return bringBack(step);
      case "correct":
        return correct(step.amount);
      case "confirm":
        return confirm(step);
      case "freeze":
        return isFrozen ? release() : freeze();
    }
  }

  /** Payouts that are not sent yet are cancelled with it. */
  async function freeze() {
    const target = { kind: "webmaster", id: webmasterId } as const;
    await setBlocked(operator(), target, { event: "block", reason: "bought clicks", reasonCode: "fraud" });
    await setBlocked(operator(), target, { event: "unblock", reason: "a mistake" });
    isFrozen = true;
    for (const one of runs)
      if (!one.isReturned && !one.isTooSmall && (one.status === "draft" || one.status === "approved")) {
        one.isReturned = true;
        reach(one, "none");
      }
  }

  async function release() {
    await releaseFrozen(operator(), { webmasterId, reason: "looked at by hand" });
    isFrozen = false;
  }

  async function sell({ offer, amount, status, clickIsLate }: Extract<Step, { kind: "sale" }>) {
    const link = links[offer];
    if (link === undefined) return;
    const click = clickEvent(link, { clickedAt: now });
    if (clickIsLate !== true) await recordClicks(system(), [click]);
    const { clickId } = click;
    const fields = { amount: decimal(amount), currency: "USD" };
    const postback = await postbackEvent(clickId, {
      acceptedAt: now,
      fields: { ...fields, ...(status !== undefined && { status }) },
    });
    const [recorded] = await recordPostbacks(system(), [postback]);
    const sale: Sale = {
      id: recorded?.outcome.conversionId ?? "",
      postback: { ...postback, fields },
      commission: Math.round(amount / 10),
      holdDays: offer === 1 ? HOLD_DAYS : 0,
      approvesAt: offer === 2 ? now + 10 * DAY_MS : null,
      awaited: clickIsLate === true ? click : null,
      recordedAt: now,
      answer: "pending",
      check: "clear",
      availableAt: 0,
      holdOver: false,
      payment: "none",
      setoff: "none",
    };
    if (status !== undefined) applyAnswer(sale, status === "approved" ? "approve" : "reject", now);
    sales.push(sale);
  }

  async function arrive({ sale: at, isBot }: Extract<Step, { kind: "click" }>) {
    const sale = sales[at % sales.length];
    if (sale === undefined || sale.awaited === null) return;
    await recordClicks(system(), [{ ...sale.awaited, ...(isBot && { userAgent: "Googlebot/2.1" }) }]);
    await attachClicks(system(), [sale.awaited.clickId]);
    sale.awaited = null;
    if (isBot && sale.check === "clear") sale.check = "held";
    endHold(sale, now);
  }

  async function adjust({ sale: at, amount }: Extract<Step, { kind: "adjust" }>) {
    const sale = sales[at % sales.length];
    if (sale === undefined) return;
    const isBegun = sale.payment !== "none" || sale.setoff !== "none";
    const worth = Math.round(amount / 10);
    const change = { id: sale.id, amountMinor: amount, reason: "agreed" };
    const isDone = await accepted(confirmedBy(second(), adjustConversion(operator(), change)));
    if (isBegun) return; // only the same amount is no refusal
    expect(isDone).toBe(true);
    sale.commission = worth;
    const fields = { ...sale.postback.fields, amount: decimal(amount) };
    sale.postback = { ...sale.postback, fields };
  }

  /** The advertiser's system reports the sale again, with another status. */
  async function answer({ sale: at, status }: Extract<Step, { kind: "answer" }>) {
    const sale = sales[at % sales.length];
    if (sale === undefined) return;
    const { receipt } = await postbackEvent(sale.postback.clickId);
    const fields = { ...sale.postback.fields, status };
    const [recorded] = await recordPostbacks(system(), [{ ...sale.postback, receipt, acceptedAt: now, fields }]);
    if (status === "pending" || status === sale.answer || (status === "rejected" && sale.answer === "reversed")) {
      expect(recorded?.outcome.outcome).toBe("duplicate");
      return;
    }
    const event = status === "approved" ? "approve" : sale.answer === "approved" ? "reverse" : "reject";
    const isApplied = applyAnswer(sale, event, now);
    expect(recorded?.outcome.outcome).toBe(isApplied ? "updated" : "rejected");
    if (isApplied) dropReversed(sale);
  }

  async function review({ sale: at, event, byAdvertiser }: Extract<Step, { kind: "review" }>) {
    const sale = sales[at % sales.length];
    if (sale === undefined) return;
    const mayNot = byAdvertiser && !["approve", "reject", "reverse"].includes(event);
    const actor: Actor = byAdvertiser
      ? { role: "advertiser", id: "key_test", advertiserId: DEMO.advertiser }
      : { role: "operator", id: "key_test" };
    const isEarly = event === "approve" && sale.awaited !== null;
    const done = await accepted(reviewConversion(as(actor), { id: sale.id, event, reason: "looked at by hand" }));
    const isApplied = !mayNot && !isEarly && applyAnswer(sale, event, now);
    expect(done, `${event} of a sale that is ${sale.answer}, ${sale.check}, ${sale.payment}`).toBe(isApplied);
    if (isApplied) dropReversed(sale);
  }

  /** A reversal before the payout is sent takes the sale out of it, and makes an approval void. */
  function dropReversed(sale: Sale) {
    const isPaidBy = (run: (typeof runs)[number]) =>
      !run.isReturned && run.lines.some((line) => line.sale === sale && line.kind === "commission");
    const run = runs.find((one) => (one.status === "draft" || one.status === "approved") && isPaidBy(one));
    if (!isVoid(sale) || sale.payment !== "on_payment" || run === undefined || run.isTooSmall) return;
    sale.payment = "none";
    run.status = "draft";
    run.lines = run.lines.filter((line) => line.sale !== sale);
    const sum = run.lines.reduce(
      (total, { sale: of, kind }) => total + (kind === "setoff" ? -1 : 1) * of.commission,
      0,
    );
    run.isTooSmall = run.corrections.reduce((total, { amount }) => total + amount, sum) <= 0;
  }

  async function strike() {
    while ((await attachDue(system(), () => Promise.resolve(new Map()))) > 0);
    for (const sale of sales)
      if (sale.awaited !== null && sale.recordedAt + DAY_MS <= now) {
        sale.awaited = null;
        if (sale.check === "clear" && sale.payment === "none" && sale.setoff === "none") sale.check = "held";
      }
    while ((await approveDue(system())) > 0);
    for (const sale of sales)
      if (sale.approvesAt !== null && sale.approvesAt <= now && sale.answer === "pending" && sale.awaited === null)
        applyAnswer(sale, "approve", now);
    while ((await endHolds(system())) > 0);
    for (const sale of sales) endHold(sale, now);
  }

  /** Pays what is available; with `rival`, two runs do so at once and only one of them pays. */
  async function run(rival: boolean) {
    const payable = sales.filter(isPayable);
    const back = sales.filter(isOwedBack);
    const sum = (of: readonly Sale[]) => of.reduce((total, { commission }) => total + commission, 0);
    const corrected = corrections.filter(({ isPosted, payment }) => isPosted && payment === "none");
    const amount = sum(payable) - sum(back) + corrected.reduce((total, { amount: minor }) => total + minor, 0);
    const ctx = operator();
    let overtaken = !rival;
    const made = await outcomeOf(
      createPayoutRun({
        ...ctx,
        db: {
          ...ctx.db,
          async write(statements) {
            if (!overtaken) {
              overtaken = true;
              await createPayoutRun(operator());
            }
            return ctx.db.write(statements);
          },
        },
      }),
    );
    if (made instanceof NetworkError) expect(made.code).toBe("nothing_to_pay");
    const {
      rows: [payout],
    } = await listPayouts(as({ role: "webmaster", id: "key_test", webmasterId }), {}, { limit: 1 });
    const isNew = payout !== undefined && !runs.some(({ id }) => id === payout.run_id);
    expect(isNew ? payout.amount_minor : 0).toBe(isFrozen ? 0 : Math.max(amount, 0));
    if (!isNew) return;
    const { lines } = await getPayout(operator(), payout.id);
    const { rows: payouts } = await listPayouts(operator(), { runId: payout.run_id }, { limit: 2 });
    expect(
      lines.map(({ conversionId, correctionId, kind }) => `${kind} ${conversionId ?? correctionId}`).toSorted(),
    ).toEqual(
      [
        ...payable.map(({ id }) => `commission ${id}`),
        ...back.map(({ id }) => `setoff ${id}`),
        ...corrected.map(({ id }) => `correction ${id}`),
      ].toSorted(),
    );
    expect(lines.reduce((total, { amountMinor }) => total + amountMinor, 0)).toBe(amount);
    for (const sale of payable) sale.payment = "on_payment";
    for (const sale of back) sale.setoff = "on_payment";
    for (const correction of corrected) correction.payment = "on_payment";
    runs.push({
      id: payout.run_id,
      payoutId: payout.id,
      paysOthers: payouts.length > 1,
      corrections: corrected,
      isReturned: false,
      isTooSmall: false,
      status: "draft",
      lines: [
        ...payable.map((sale) => ({ sale, kind: "commission" })),
        ...back.map((sale) => ({ sale, kind: "setoff" })),
      ],
    });
  }

  async function stepRun(at: number) {
    const chosen = runs[at % runs.length];
    if (chosen === undefined) return;
    // What becomes of others' payouts, too, may make its approval void, or leave it unsettled.
    if (chosen.paysOthers) chosen.status = (await getPayoutRun(operator(), chosen.id)).status;
    const next = ({ draft: "approved", approved: "sent", sent: "settled" } as const)[chosen.status];
    if (next === undefined) {
      withdrawTooSmall(chosen);
      expect(await accepted(stepPayoutRun(operator(), chosen.id, "settled"))).toBe(false);
      return;
    }
    await stepPayoutRun(operator(), chosen.id, next);
    withdrawTooSmall(chosen);
    chosen.status = next;
    settleEmpty(chosen);
    if (next === "settled" && !chosen.isReturned) reach(chosen, "paid");
  }

  function withdrawTooSmall(run: (typeof runs)[number]) {
    if (!run.isTooSmall || run.isReturned) return;
    run.isReturned = true;
    reach(run, "none");
  }

  /** All that a run pays has come so far. */
  function reach(run: (typeof runs)[number], way: PaymentState) {
    for (const { sale, kind } of run.lines) sale[kind === "setoff" ? "setoff" : "payment"] = way;
    for (const correction of run.corrections) correction.payment = way;
  }

  /** With `rival`, two calls return it at once, and it is returned once. */
  async function bringBack({ run: at, rival }: Extract<Step, { kind: "return" }>) {
    const chosen = runs[at % runs.length];
    if (chosen === undefined) return;
    const takeBack = (ctx = operator()) =>
      accepted(returnPayout(ctx, chosen.payoutId, { reason: "the account is closed" }));
    const mayReturn = !chosen.isReturned && !chosen.isTooSmall;
    const isDone = await takeBack(rival && mayReturn ? overtakenBy(operator(), takeBack) : operator());
    expect(isDone).toBe(mayReturn && !rival);
    if (!mayReturn) return;
    chosen.isReturned = true;
    reach(chosen, "none");
    settleEmpty(chosen);
  }

  /** A sent run of which nothing is left on payment is settled by itself. */
  function settleEmpty(run: (typeof runs)[number]) {
    if (run.status === "sent" && run.isReturned && !run.paysOthers) run.status = "settled";
  }

  async function correct(amount: number) {
    const of = { webmasterId };
    const row = await proposeCorrection(corrector(), { of, currency: "USD", amountMinor: amount, reason: "agreed" });
    corrections.push({ id: row.id, amount, isPosted: row.status === "posted", payment: "none" });
  }

  async function confirm({ correction: at, isPosted }: Extract<Step, { kind: "confirm" }>) {
    const chosen = corrections[at % corrections.length];
    if (chosen === undefined) return;
    const answer = answerFor(operator(), chosen.id, isPosted ? "confirm" : "refuse");
    if (await accepted(answer)) chosen.isPosted = isPosted;
  }

  return { webmasterId, since, now: () => now, sales, corrections, runs, perform };
}

async function linkTo(offerId: string, webmasterId: string): Promise<LinkRow> {
  const { db, now } = network.context();
  const slug = unique("life");
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId, webmasterId, defaults: {} }, now()));
  return linkRow(network, slug);
}

const decimal = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;

/** The result of a verb: whether it was accepted. */
async function outcomeOf<T>(verb: Promise<T>): Promise<T | NetworkError> {
  try {
    return await verb;
  } catch (error) {
    if (error instanceof NetworkError) return error;
    throw error;
  }
}

const accepted = async (verb: Promise<unknown>) => !((await outcomeOf(verb)) instanceof NetworkError);
