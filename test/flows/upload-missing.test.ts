import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok, type PayoutRun } from "../harness/api.ts";
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
  validated,
  type UploadView,
} from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

/** An offer with a term of days, whose running period the test ends. */
async function newTermSide(missing: "reject" | "keep" | "approve", terms: Record<string, unknown> = {}) {
  const side = await newUploadSide(network, terms);
  const every = { kind: "days", days: 1, from: "2026-01-01" };
  await putJson(network, `/offers/${side.offer.id}/upload-schedule`, { zone: "UTC", every, missing });
  return side;
}

const review = (id: string | undefined, event: string) =>
  ok(network.operator.post(`/conversions/${id}/review`, { event }));

const orderIds = async (offerId: string) =>
  Object.fromEntries(Object.entries(await conversionsByOrder(network, offerId)).map(([order, row]) => [order, row.id]));

const COMPLETE = { complete: "true" };

test.each(["reject", "approve", "keep"] as const)(
  "under the policy %s, what was approved or paid before is shown as missing with its money, and stays",
  async (policy) => {
    const side = await newTermSide(policy, { hold_days: 0 });
    const { id } = side.offer;
    await soldOn(network, side, ["NAMED", "PENDING", "APPROVED", "PAID", "HELD", "REJECTED"]);
    const ids = await orderIds(id);
    await review(ids["PAID"], "approve");
    await network.world.tick(); // ends the hold of no days
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
    const rows = await rowsOf(network, shown.id, "&missing=true");
    const said = Object.fromEntries(
      rows.map((row) => [Object.keys(ids).find((order) => ids[order] === row.conversion_id), row]),
    );
    const unchanged = { row: 0, outcome: "unchanged", validation_before: "approved", validation_after: "approved" };
    expect(said).toMatchObject({
      PENDING: { row: 0, outcome: policy === "keep" ? "unchanged" : policy, validation_before: "pending" },
      APPROVED: { ...unchanged, code: "missing_approved", counts_before: "approved" },
      HELD: { ...unchanged, code: "missing_approved", counts_before: "pending" },
      PAID: { ...unchanged, code: "missing_paid", counts_before: "approved" },
    });
    expect(rows).toHaveLength(4);
    expect(await rowsOf(network, shown.id, "&missing=false")).toMatchObject([{ row: 1 }]);
    expect(await rowsOf(network, shown.id, "&missing=true&outcome=error")).toEqual([]);

    expect(await committed(network, shown.id)).toMatchObject({ status: "committed", changed_rows: 0 });
    const after = await conversionsByOrder(network, id);
    for (const order of ["APPROVED", "PAID", "HELD", "REJECTED"]) expect(after[order], order).toEqual(before[order]);
    const pending = { reject: "rejected", approve: "approved", keep: "pending" }[policy];
    expect(after).toMatchObject({ NAMED: { status: "approved" }, PENDING: { status: pending } });
    const own = await ok(network.webmaster.get<UploadView>(`/uploads/${shown.id}`));
    expect({ missing: own.missing, total: own.missing_total }, "the advertiser's").toEqual({ missing: [], total: [] });
    await expectBalancedBooks(network);
  },
);

test("where a goal pays once a click, a row names its conversion by the click too, whatever the order", async () => {
  const goals = [{ code: "sale", is_default: true, currency: "USD", commission_bps: 1_000, repeats: "never" }];
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
