import type { PostbackEvent } from "@waymark/contract/postback-event";
import { DEMO } from "@waymark/dev/demo";
import { proposeCorrection } from "@waymark/network/correction";
import { endHolds, listConversions, reviewConversion, reviewConversions } from "@waymark/network/conversion";
import { PARTY_MINOR_MAX } from "@waymark/network/ledger";
import { insertLink, type LinkRow } from "@waymark/network/link";
import { AMOUNT_MINOR_MAX } from "@waymark/network/money";
import { createPayoutRun, stepPayoutRun } from "@waymark/network/payout";
import { recordPostbacks } from "@waymark/network/postback";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ok } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, clickMessage, postbackEvent } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { clicksOn, committed, fileOf, recently, validated } from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());
afterEach(() => expectBalancedBooks(network));

interface Seller {
  offerId: string;
  webmasterId: string;
  link: LinkRow;
}

/** A new webmaster with a link to an offer whose goal pays these rates in this currency. */
async function sellerOf(
  currency: string,
  rates = { revenue_bps: 10_000, commission_bps: 10_000 },
  terms: Record<string, unknown> = {},
): Promise<Seller> {
  const goals = [{ code: "sale", is_default: true, currency, ...rates }];
  const { id: offerId } = await network.newOffer({ goals, ...terms });
  const { id: webmasterId } = await admit(network, "webmaster", { minimumMinor: 0 });
  const slug = unique("big");
  const { db, now } = network.context();
  await db.write(insertLink({ id: `lnk_${slug}`, slug, offerId, webmasterId, defaults: {} }, now()));
  return { offerId, webmasterId, link: await linkRow(network, slug) };
}

/** Postbacks with these amounts, each for a new, stored click. */
async function sold({ link }: Seller, amounts: readonly number[], status: "approved" | "pending" | "rejected") {
  const clicks = amounts.map(() => clickEvent(link));
  await network.localNetwork.deliver("clicks", [clickMessage(clicks)]);
  const events: PostbackEvent[] = [];
  const acceptedAt = Date.now() - clicks.length;
  for (const [i, { clickId }] of clicks.entries()) {
    const fields = { amount: decimalOf(amounts[i] ?? 0), status };
    events.push(await postbackEvent(clickId, { fields, acceptedAt: acceptedAt + i }));
  }
  return recordPostbacks(network.context({ role: "system", job: "test" }), events);
}

/** For a currency with two decimal places. */
const decimalOf = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;

/** The balances of these parties together, in minor units. */
async function sumsOf(currency: string, party: string): Promise<bigint> {
  const [row] = await network.rows<{ minor: string | null }>(
    "DB",
    "SELECT CAST(sum(balance_minor) AS TEXT) AS minor FROM balance WHERE currency = ? AND account LIKE ?",
    currency,
    `${party}:%`,
  );
  return BigInt(row?.minor ?? 0);
}

test("recorded sums are exact, and a report beyond a party's limit is rejected without delaying others", async () => {
  const currencies = ["EUR", "GBP"];
  const batch = fc.record({
    status: fc.constantFrom("approved" as const, "pending" as const),
    amounts: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: AMOUNT_MINOR_MAX - 1_000, max: AMOUNT_MINOR_MAX - 100 }) },
        fc.integer({ min: 1, max: 10_000 }),
      ),
      { minLength: 15, maxLength: 30 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 3, maxLength: 3 }), async (batches) => {
      const currency = currencies.pop();
      if (currency === undefined) return;
      const seller = await sellerOf(currency);
      let expected = 0n;
      for (const { status, amounts } of batches) {
        const outcomes = (await sold(seller, amounts, status)).map(({ outcome }) => outcome.reason ?? outcome.outcome);
        for (const [i, amount] of amounts.entries()) {
          const fits = expected + BigInt(amount) <= BigInt(PARTY_MINOR_MAX);
          expect(outcomes[i]).toBe(fits ? "recorded" : "sum_too_large");
          if (fits) expected += BigInt(amount);
        }
        expect(await sumsOf(currency, `webmaster:${seller.webmasterId}`)).toBe(expected);
        expect(await sumsOf(currency, `advertiser:${DEMO.advertiser}`)).toBe(-expected);
      }
      await expectBalancedBooks(network);
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

test("a party at its limit is still paid what it has", async () => {
  const seller = await sellerOf("USD");
  const most = AMOUNT_MINOR_MAX - 1;
  const count = (recorded: Awaited<ReturnType<typeof sold>>) =>
    recorded.filter(({ outcome }) => outcome.outcome === "recorded").length;
  const [rejected] = await sold(seller, [most], "rejected");
  expect(count(await sold(seller, Array<number>(22).fill(most), "approved"))).toBe(22);
  expect(count(await sold(seller, Array<number>(44).fill(most), "pending"))).toBe(23);

  const review = { event: "approve", reasonCode: null, reason: null } as const;
  const approval = reviewConversion(network.context(), { ...review, id: rejected?.outcome.conversionId ?? "" });
  await expect(approval).rejects.toMatchObject({ code: "sum_too_large" });
  const { rows: conversions } = await listConversions(network.context(), { offerId: seller.offerId }, { limit: 500 });
  const pending = conversions.filter(({ status }) => status === "pending");
  await reviewConversions(
    network.context(),
    pending.map(({ id }) => ({ ...review, id })),
  );
  while ((await endHolds(network.context({ role: "system", job: "test" }))) > 0);
  const run = await createPayoutRun(network.context());
  for (const step of ["approved", "sent", "settled"] as const) await stepPayoutRun(network.context(), run.id, step);
  const paid = { amount_minor: 45 * most, currency: "USD" }; // below 2^53
  expect(await ok(network.operator.get(`/balances?webmaster_id=${seller.webmasterId}`))).toMatchObject({
    data: [{ paid, available: { amount_minor: 0 } }],
  });
  const next = proposeCorrection(network.context(), {
    ...{ of: { webmasterId: seller.webmasterId }, currency: "USD", amountMinor: 10_000, reason: "agreed" },
  });
  await expect(next).resolves.toMatchObject({ status: "posted" });
});

test("a file of 999 rows of the largest amount shows the exact sum, and applies what fits the limit", async () => {
  const rates = { revenue_bps: 1_300, commission_bps: 1_000 };
  const { offerId, webmasterId, link } = await sellerOf("CZK", rates, { validation_method: "upload" });
  const [amount, commission, revenue] = ["999999999999.90", 9_999_999_999_999, 12_999_999_999_999];
  const at = recently();
  const rows = (await clicksOn(network, link, 999)).map((id, i) => `${id},BIG-${i},${amount},CZK,approved,${at},`);
  const { id } = await validated(network, offerId, fileOf(...rows));
  const text = await (
    await fetch(`${network.localNetwork.origins.control}/api/v1/uploads/${id}`, {
      headers: { authorization: `Bearer ${DEMO.keys.advertiser}` },
    })
  ).text();
  expect(text).toContain(`"approved":{"amount_minor":${999n * BigInt(commission)},"currency":"CZK"}`);
  expect(text).toContain(`"revenue_approved":{"amount_minor":${999n * BigInt(revenue)},"currency":"CZK"}`);

  const fitting = Math.floor(PARTY_MINOR_MAX / revenue); // the advertiser comes to its limit first
  const upload = await committed(network, id);
  expect(upload).toMatchObject({ applied_rows: fitting, errors: { sum_too_large: 999 - fitting } });
  expect(await sumsOf("CZK", `webmaster:${webmasterId}`)).toBe(BigInt(fitting) * BigInt(commission));
  expect(await sumsOf("CZK", `advertiser:${DEMO.advertiser}`)).toBe(BigInt(-fitting) * BigInt(revenue));
});
