import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sumMinor } from "../money.ts";
import { postTransfers, transferIdFor, type Transfer } from "./index.ts";

const accounts = fc.constantFrom(
  "webmaster:web_1:pending",
  "webmaster:web_1:on_hold",
  "advertiser:adv_1:expected",
  "network:revenue",
);

const transfers: fc.Arbitrary<Transfer[]> = fc
  .array(
    fc
      .record({
        debit: accounts,
        credit: accounts,
        currency: fc.constantFrom("EUR", "USD", "JPY"),
        amountMinor: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        conversionId: fc.constantFrom("cnv_1", "cnv_2"),
        payoutId: fc.constantFrom(null, "pay_1"),
        postedAt: fc.nat(),
      })
      .filter(({ debit, credit }) => debit !== credit),
  )
  .map((list) =>
    list.map((transfer, i) => ({ id: transferIdFor(transfer.conversionId, i + 1, "commission"), ...transfer })),
  );

/** The rows that the statements for these transfers bind: the transfers, and the changes of balances. */
function written(list: readonly Transfer[]) {
  const rowsOf = (table: string) =>
    postTransfers(list)
      .filter(({ sql }) => sql.startsWith(`INSERT INTO ${table} `))
      .flatMap(({ parameters }) => parameters.flatMap((json) => JSON.parse(json as string) as unknown[][])); // bound as JSON
  return { inserted: rowsOf("transfer"), balances: rowsOf("balance") };
}

describe("postTransfers", () => {
  test("writes each transfer once, unchanged", () =>
    fc.assert(
      fc.property(transfers, (list) => {
        expect(written(list).inserted).toEqual(
          list.map((t) => [
            t.id,
            t.debit,
            t.credit,
            t.currency,
            t.amountMinor,
            t.conversionId,
            t.payoutId,
            t.postedAt,
            null,
            null,
          ]),
        );
      }),
    ));

  test("changes each balance by credits less debits of its account, in each currency", () =>
    fc.assert(
      fc.property(transfers, (list) => {
        for (const [account, currency, minor] of written(list).balances) {
          const ours = list.filter((transfer) => transfer.currency === currency);
          const credits = ours.filter(({ credit }) => credit === account).map(({ amountMinor }) => amountMinor);
          const debits = ours.filter(({ debit }) => debit === account).map(({ amountMinor }) => -amountMinor);
          expect(minor).toBe(String(sumMinor([...credits, ...debits])));
        }
      }),
    ));

  test("updates each account of the transfers once for each currency", () =>
    fc.assert(
      fc.property(transfers, (list) => {
        const touched = written(list).balances.map(([account, currency]) => [currency, account].join(" "));
        const named = list.flatMap(({ debit, credit, currency }) => [`${currency} ${debit}`, `${currency} ${credit}`]);
        expect(touched.toSorted()).toEqual([...new Set(named)].toSorted());
      }),
    ));

  test("keeps the sum of all balances of a currency", () =>
    fc.assert(
      fc.property(transfers, (list) => {
        for (const currency of ["EUR", "USD", "JPY"]) {
          const changes = written(list).balances.filter((row) => row[1] === currency);
          expect(changes.reduce((sum, row) => sum + BigInt(row[2] as string), 0n)).toBe(0n); // written as text
        }
      }),
    ));

  test("writes nothing for no transfers", () => {
    expect(postTransfers([])).toEqual([]);
  });
});

test("ids of a conversion's transfers sort in the order of its changes", () => {
  const versions = Array.from({ length: 9_999 }, (_, i) => transferIdFor("cnv_1", i + 1, "claim"));
  expect(versions.toSorted()).toEqual(versions);
});
