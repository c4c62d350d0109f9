import { DAY_MS, MINUTE_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, type Conversion, type Page, type PayoutRun } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";
import {
  committed,
  conversionsByOrder,
  conversionsOf,
  endPeriodOf,
  fileOf,
  newUploadSide,
  putJson,
  rowsOf,
  soldOn,
  standing,
  validated,
  type UploadSide,
  type UploadView,
} from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

/** An offer with an upload term in days, whose current period the test ends. */
async function newTermSide(missing: "reject" | "keep" | "approve", terms: Record<string, unknown> = {}) {
  const side = await newUploadSide(network, terms);
  const every = { kind: "days", days: 1, from: "2026-01-01" };
  await putJson(network, `/offers/${side.offer.id}/upload-schedule`, { zone: "UTC", every, missing });
  const yesterday = Date.now() - DAY_MS; // also a minute after midnight
  await network.rows("DB", "UPDATE upload_period SET starts_at = ? WHERE offer_id = ?", yesterday, side.offer.id);
  return side;
}

const review = (id: string | undefined, event: string) =>
  ok(network.operator.post(`/conversions/${id}/${event}`, { reason: "looked at by hand" }));

const orderIds = async (offerId: string) =>
  Object.fromEntries(Object.entries(await conversionsByOrder(network, offerId)).map(([order, row]) => [order, row.id]));

const COMPLETE = { is_complete: "true" };

test.each(["reject", "approve", "keep"] as const)(
  "under the policy %s, what was approved or paid before is shown as missing with its money, and stays",
  async (policy) => {
    const side = await newTermSide(policy, { hold_days: 0 });
    const { id } = side.offer;
    await soldOn(network, side, ["NAMED", "PENDING", "APPROVED", "PAID", "HELD", "REJECTED"]);
    const ids = await orderIds(id);
    await review(ids["PAID"], "approve");
    await network.localNetwork.tick(); // ends the hold of no days
    const run = await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
    for (const step of ["approve", "send", "settle"]) await ok(network.operator.post(`/payout-runs/${run.id}/${step}`));
    for (const order of ["APPROVED", "HELD"]) await review(ids[order], "approve");
    await review(ids["HELD"], "hold");
    await review(ids["REJECTED"], "reject");
    await endPeriodOf(network, id);
    const before = await conversionsByOrder(network, id);
    expect(before).toMatchObject({ PAID: { status: "paid" }, HELD: { status: "held" } });

    const shown = await validated(network, id, fileOf(",NAMED,100,USD,approved,,"), COMPLETE);
    expect(shown.missing_total).toMatchObject([
      {
        ...{ webmasters: 1, rows: 4, approved_rows: 3 },
        ...{ pending: { amount_minor: 2_000 }, approved: { amount_minor: 2_000, currency: "USD" } },
      },
    ]);
    expect(shown.missing).toMatchObject([{ webmaster_id: DEMO.webmaster, rows: 4, approved_rows: 3 }]);
    const rows = await rowsOf(network, shown.id, "&is_missing=true");
    const outcomes = Object.fromEntries(
      rows.map((row) => [Object.keys(ids).find((order) => ids[order] === row.conversion_id), row]),
    );
    const unchanged = { row: 0, outcome: "unchanged", validation_before: "approved", validation_after: "approved" };
    expect(outcomes).toMatchObject({
      PENDING: { row: 0, outcome: policy === "keep" ? "unchanged" : policy, validation_before: "pending" },
      APPROVED: { ...unchanged, outcome_code: "missing_approved", counts_before: "approved" },
      HELD: { ...unchanged, outcome_code: "missing_approved", counts_before: "pending" },
      PAID: { ...unchanged, outcome_code: "missing_paid", counts_before: "approved" },
    });
    expect(rows).toHaveLength(4);
    expect(await rowsOf(network, shown.id, "&is_missing=false")).toMatchObject([{ row: 1 }]);
    expect(await rowsOf(network, shown.id, "&is_missing=true&outcome=error")).toEqual([]);

    expect(await committed(network, shown.id)).toMatchObject({ status: "committed", changed_rows: 0 });
    const after = await conversionsByOrder(network, id);
    for (const order of ["APPROVED", "PAID", "HELD", "REJECTED"]) expect(after[order], order).toEqual(before[order]);
    const pending = { reject: "rejected", approve: "approved", keep: "pending" }[policy];
    expect(after).toMatchObject({ NAMED: { status: "approved" }, PENDING: { status: pending } });
    const own = await ok(network.webmaster.get<UploadView>(`/uploads/${shown.id}`));
    expect(own, "the advertiser's").not.toHaveProperty("missing");
    expect(own).not.toHaveProperty("missing_total");
    await expectBalancedBooks(network);
  },
);

test("an unreadable row counts as a mention of what it names, and replaces no other row", async () => {
  const side = await newTermSide("reject");
  const { id } = side.offer;
  const [, , , , clickOfLost] = await soldOn(network, side, ["RAGGED", "QUOTED", "TWICE", "MISSING", "12345"]);
  await endPeriodOf(network, id);
  const rows = [
    ",RAGGED,100,50,USD,approved,,x",
    ',QUOTED,1"0,USD,approved,,',
    ",TWICE,100,USD,approved,,",
    ",TWICE,100,,,,,x,y",
    `${clickOfLost},1.2345E+04,100,USD,rejected,,`,
  ];
  const shown = await validated(network, id, fileOf(...rows), COMPLETE);
  expect((await rowsOf(network, shown.id)).map(({ outcome, outcome_code }) => `${outcome} ${outcome_code}`)).toEqual([
    ...["error ragged_row", "error bad_quotes", "approve null", "error ragged_row", "error digits_lost"],
    "reject missing",
  ]);
  await committed(network, shown.id);
  expect(await conversionsByOrder(network, id)).toMatchObject({
    ...{ RAGGED: { status: "pending" }, QUOTED: { status: "pending" } },
    ...{ TWICE: { status: "approved" }, MISSING: { status: "rejected" }, "12345": { status: "pending" } },
  });
});

test("a row with an unknown goal, and a line that is not flat JSON, count as mentions too", async () => {
  const goals = [
    { code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000, commission_bps: 1_000 },
    { code: "lead", is_default: false, currency: "USD", revenue_fixed_minor: 500, commission_fixed_minor: 500 },
  ];
  const side = await newTermSide("reject", { goals });
  const { id } = side.offer;
  await soldOn(network, side, ["TYPO", "LIST", "MISSING"]);
  const [click_id = ""] = await side.clicks(1);
  await network.sell({ click_id, goal: "lead" });
  await until("the lead", async () => (await conversionsOf(network, id)).length === 4);
  await endPeriodOf(network, id);
  const lines = [
    { order_id: "TYPO", goal: "sales", status: "approved" },
    { order_id: "LIST", status: "approved", items: ["a", "b"] },
    { click_id, goal: "leads", status: "approved" },
  ];
  const shown = await validated(network, id, lines.map((line) => JSON.stringify(line)).join("\n"), COMPLETE);
  expect((await rowsOf(network, shown.id)).map((row) => `${row.outcome} ${row.outcome_code}`)).toEqual([
    ...["error unknown_goal", "error bad_json", "error unknown_goal", "reject missing"],
  ]);
  await committed(network, shown.id);
  const statuses = (await conversionsOf(network, id)).map(({ order_id, status }) => [order_id ?? "lead", status]);
  expect(Object.fromEntries(statuses)).toEqual({
    ...{ TYPO: "pending", LIST: "pending", lead: "pending", MISSING: "rejected" },
  });
});

test("if a goal pays once a click, a row also names its conversion by the click, with any order", async () => {
  const goals = [
    { code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000, commission_bps: 1_000, repeats: "never" },
  ];
  const side = await newTermSide("reject", { goals });
  const { id } = side.offer;
  const [a = "", b = ""] = await side.clicks(2);
  await network.sell({ click_id: a, amount: "100.00", currency: "USD" });
  await network.sell({ click_id: b, order_id: "B", amount: "100.00", currency: "USD" });
  await until("both conversions", async () => (await conversionsOf(network, id)).length === 2);
  await endPeriodOf(network, id);
  const shown = await validated(network, id, fileOf(`${a},A,,USD,pending,,`, `${b},,,USD,pending,,`), COMPLETE);
  expect(shown).toMatchObject({ outcomes: { unchanged: 2 }, missing_total: [] });
  await committed(network, shown.id);
  expect(await conversionsOf(network, id)).toMatchObject([{ status: "pending" }, { status: "pending" }]);
});

/** The events in the histories of conversions. */
const eventsOf = async (id: string | undefined) =>
  (
    await network.rows<{ event: string }>(
      "DB",
      "SELECT event FROM conversion_change WHERE conversion_id = ? ORDER BY version",
      id,
    )
  ).map(({ event }) => event);

/** A sale of the period that has already ended, reported only now. */
async function toldLate({ offer, clicks }: UploadSide, order: string, status?: string) {
  const [click = ""] = await clicks(1);
  const occurredAt = new Date(Date.now() - MINUTE_MS).toISOString();
  await network.sell({
    ...{ click_id: click, order_id: order, amount: "100.00", currency: "USD", occurred_at: occurredAt },
    ...(status !== undefined && { status }),
  });
  await until("its conversion", async () => (await conversionsByOrder(network, offer.id))[order] !== undefined);
}

describe("a conversion of the period that is reported after the comparison", () => {
  test("is shown before it is rejected, and the period closes only after that", async () => {
    const side = await newTermSide("reject");
    const { id } = side.offer;
    await soldOn(network, side, ["NAMED", "MISSING"]);
    await endPeriodOf(network, id);
    const shown = await validated(network, id, fileOf(",NAMED,100,USD,approved,,"), COMPLETE);
    expect(shown).toMatchObject({ open_rows: 2, missing_total: [{ rows: 1 }] });
    await toldLate(side, "LATE");

    const half = await committed(network, shown.id);
    expect(half).toMatchObject({ status: "validated", applied_rows: 2, open_rows: 1, changed_rows: 1 });
    expect(half.missing_total).toMatchObject([{ rows: 2 }]);
    const ids = await orderIds(id);
    expect((await rowsOf(network, shown.id)).at(-1)).toMatchObject({
      ...{ row: 0, outcome: "reject", outcome_code: "missing", status: "changed", conversion_id: ids["LATE"] },
    });
    expect(await eventsOf(ids["LATE"]), "nothing happened to it yet").not.toContain("reject");
    expect(await statusOf(id), "the period is not closed").not.toContain("received");
    await toldLate(side, "LATER");
    expect(await committed(network, shown.id)).toMatchObject({ status: "validated", applied_rows: 3, open_rows: 1 });
    expect(await committed(network, shown.id)).toMatchObject({ status: "committed", applied_rows: 4, open_rows: 0 });
    expect(await statusOf(id)).toContain("received");
    expect(await conversionsByOrder(network, id)).toMatchObject({
      ...{ NAMED: { status: "approved" }, MISSING: { status: "rejected" } },
      ...{ LATE: { status: "rejected" }, LATER: { status: "rejected" } },
    });
    await ok(network.advertiser.post(`/uploads/${shown.id}/undo`, {}));
    expect(await standing(network, shown.id, "undone")).toMatchObject({ undone_rows: 4 });
    expect(await conversionsByOrder(network, id)).toMatchObject({ LATE: { status: "pending" } });
    await expectBalancedBooks(network);
  });

  test("is only listed if the policy does not change it", async () => {
    const side = await newTermSide("reject");
    const { id } = side.offer;
    await soldOn(network, side, ["NAMED"]);
    await endPeriodOf(network, id);
    const shown = await validated(network, id, fileOf(",NAMED,100,USD,approved,,"), COMPLETE);
    expect(shown.missing_total).toEqual([]);
    await toldLate(side, "APPROVED", "approved");
    const done = await committed(network, shown.id);
    expect(done).toMatchObject({
      status: "committed",
      applied_rows: 1,
      missing_total: [{ rows: 1, approved_rows: 1 }],
    });
    expect((await rowsOf(network, shown.id)).at(-1)).toMatchObject({ row: 0, outcome_code: "missing_approved" });
    expect(await conversionsByOrder(network, id)).toMatchObject({ APPROVED: { status: "approved" } });
    expect(await eventsOf((await orderIds(id))["APPROVED"])).not.toContain("reverse");
  });

  test("and mentioned by the file is decided by its row, which is shown again", async () => {
    const side = await newTermSide("reject");
    const { id } = side.offer;
    await soldOn(network, side, ["NAMED"]);
    await endPeriodOf(network, id);
    const file = fileOf(",NAMED,100,USD,approved,,", ",LATE,100,USD,approved,,");
    const shown = await validated(network, id, file, COMPLETE);
    expect(shown.errors).toEqual({ unknown_order: 1 });
    await toldLate(side, "LATE");
    expect(await committed(network, shown.id)).toMatchObject({ status: "validated", changed_rows: 1, errors: {} });
    expect(await committed(network, shown.id)).toMatchObject({ status: "committed", missing_total: [] });
    expect(await conversionsByOrder(network, id)).toMatchObject({ LATE: { status: "approved" } });
  });

  test("once the period is closed, waits for a row of any file, without a promised date", async () => {
    const side = await newTermSide("keep");
    const { id } = side.offer;
    await soldOn(network, side, ["NAMED", "KEPT"]);
    const promised = async () => {
      const { data } = await ok(network.webmaster.get<Page<Promised>>(`/conversions?offer_id=${id}`));
      return Object.fromEntries(data.map((row) => [row.order_id, row.decision_due_at]));
    };
    await endPeriodOf(network, id);
    expect(await promised()).toMatchObject({ KEPT: expect.any(String) as string });
    const shown = await validated(network, id, fileOf(",NAMED,100,USD,approved,,"), COMPLETE);
    await committed(network, shown.id);
    await toldLate(side, "LATE");
    expect(await promised()).toMatchObject({ KEPT: null, LATE: null });
    const more = await validated(network, id, fileOf(",LATE,100,USD,approved,,"));
    await committed(network, more.id);
    expect(await conversionsByOrder(network, id)).toMatchObject({
      ...{ KEPT: { status: "pending" }, LATE: { status: "approved" } },
    });
  });
});

interface Promised extends Conversion {
  decision_due_at: string | null;
}

const statusOf = async (offerId: string) =>
  (
    await ok(network.webmaster.get<{ periods: { status: string }[] }>(`/offers/${offerId}/upload-schedule`))
  ).periods.map(({ status }) => status);
