import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { ok, refused, type Conversion, type Page } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";
import { balances, committed, handOver, mintClick, rowsOf, standing, validated } from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

const HOUR_MS = 3_600_000;
const at = (ms: number) => new Date(ms).toISOString();
const HEADER = "click_id,order_id,amount,currency,status,occurred_at,reason";

/** An offer of the demo advertiser's with a link of the demo webmaster's. */
async function newSide(terms: Record<string, unknown> = {}) {
  const offer = await network.newOffer({ validation: "upload", ...terms });
  const link = await network.newLink(offer.id);
  const { number } = await linkRow(network, link.slug);
  return { offer, link, number, click: (clickedAt?: number) => mintClick(number, clickedAt) };
}

const conversions = async (offerId: string) =>
  (await ok(network.operator.get<Page<Conversion>>(`/conversions?offer_id=${offerId}&limit=500`))).data;

test("a file creates, confirms, rejects and changes conversions, shows the money first, and can be undone", async () => {
  const { offer, click } = await newSide();
  const before = await balances(network);
  const [a, b, c, d] = [click(), click(), click(), click()];
  for (const [clickId, order] of [
    [a, "A"],
    [b, "B"],
    [c, "C"],
  ] as const)
    await network.sell({ click_id: clickId, order_id: order, amount: "100.00", currency: "USD" });
  await until("three conversions", async () => (await conversions(offer.id)).length === 3);
  const pending = await balances(network);

  const file = [
    HEADER,
    `${a},A,100.00,USD,approved,,`,
    `,B,100.00,USD,rejected,,returned`,
    `,C,"1,250.00",USD,pending,,`,
    `${d.toUpperCase()},D,20,USD,approved,${at(Date.now() - 60_000)},`,
    `,E,20,USD,approved,,`,
  ].join("\n");
  const shown = await validated(network, offer.id, file);
  expect(shown).toMatchObject({
    status: "validated",
    rows: 5,
    outcomes: { approve: 1, reject: 1, adjust: 1, create: 1, error: 1 },
    errors: { unknown_order: 1 },
    open_rows: 4,
    total: [{ webmasters: 1, rows: 4, pending: { amount_minor: 9_500 }, approved: { amount_minor: 1_200 } }],
  });
  expect(await balances(network), "nothing changes before commit").toEqual(pending);

  const done = await committed(network, shown.id);
  expect(done).toMatchObject({ status: "committed", applied_rows: 4, open_rows: 0 });
  const byOrder = new Map((await conversions(offer.id)).map((row) => [row.order_id, row]));
  expect(byOrder.get("A")).toMatchObject({ status: "approved" });
  expect(byOrder.get("B")).toMatchObject({ status: "rejected" });
  expect(byOrder.get("C")).toMatchObject({ status: "pending", commission: { amount_minor: 12_500 } });
  expect(byOrder.get("D")).toMatchObject({ status: "approved", commission: { amount_minor: 200 }, click_id: d });
  await expectBalancedBooks(network);

  await refused(network.advertiser.post(`/uploads/${shown.id}/commit`), 409, "upload_step_refused");
  await ok(network.advertiser.post(`/uploads/${shown.id}/undo`, {}));
  expect(await standing(network, shown.id, "undone")).toMatchObject({ undone_rows: 4, kept_paid_rows: 0 });
  expect(await balances(network), "an undo leaves every balance as it was").toEqual(pending);
  expect(before).toBeDefined();
  await expectBalancedBooks(network);
});
