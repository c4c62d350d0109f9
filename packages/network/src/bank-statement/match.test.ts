import fc from "fast-check";
import { expect, test } from "vitest";
import { judge, reasonInWords, type EntryFacts, type PayoutFacts } from "./match.ts";

const PAYOUT: PayoutFacts = {
  ...{ status: "on_payment", netMinor: 1_000, currency: "EUR", accountFingerprint: "f1" },
  ...{ documentNumbers: [], hasPayment: false, hasReturn: false, isRejected: false, wasPaid: false, chargeMinor: 0 },
  instruction: "WM1",
};
/** Returned by hand, after it was settled. */
const BACK = { status: "returned", wasPaid: true } as const;
const PAYMENT: EntryFacts = {
  kind: "payment",
  amountMinor: -1_000,
  chargeMinor: 0,
  namesPayout: true,
  documentNumber: null,
  accounts: ["f1"],
  ...{ reasonCode: null, answersFile: null },
};
const RETURN: EntryFacts = { ...PAYMENT, kind: "return", amountMinor: 1_000 };
const REJECTION: EntryFacts = { ...PAYMENT, kind: "rejection", amountMinor: 0, accounts: [], answersFile: "WM1" };

const outcome = (entry: EntryFacts, payout: PayoutFacts | undefined, currency = "EUR") => {
  const judged = judge(entry, payout, currency);
  return judged.outcome === "unmatched" ? judged.reason : judged.outcome;
};

test.each([
  ["id, amount and account fit", PAYMENT, {}, "paid"],
  ["the bank names no account", { ...PAYMENT, accounts: [] }, {}, "paid"],
  ["the payout is paid by agreement", PAYMENT, { accountFingerprint: null }, "paid"],
  ["the run was settled as a whole before", PAYMENT, { status: "paid" }, "paid"],
  ["its return came first", PAYMENT, { ...BACK, hasReturn: true }, "paid"],
  ["another amount", { ...PAYMENT, amountMinor: -999 }, {}, "amount_differs"],
  ["the amount with the stated charge", { ...PAYMENT, amountMinor: -1_030, chargeMinor: 30 }, {}, "paid"],
  ["the amount with a charge that is booked apart", { ...PAYMENT, chargeMinor: 30 }, {}, "paid"],
  ["more than the amount", { ...PAYMENT, amountMinor: -1_030 }, {}, "amount_differs"],
  ["the number of its document", { ...PAYMENT, documentNumber: 7 }, { documentNumbers: [7, 8] }, "paid"],
  ["another number", { ...PAYMENT, documentNumber: 9 }, { documentNumbers: [7, 8] }, "number_differs"],
  ["another account", { ...PAYMENT, accounts: ["f2"] }, {}, "account_differs"],
  ["another currency", PAYMENT, { currency: "USD" }, "currency_differs"],
  ["a payout that was not sent", PAYMENT, { status: "new" }, "not_sent"],
  ["a payout that was cancelled", PAYMENT, { status: "cancelled" }, "not_sent"],
  ["a second payment", PAYMENT, { status: "paid", hasPayment: true }, "paid_twice"],
  ["a payout that was returned by hand", PAYMENT, { status: "returned" }, "already_returned"],
  ["a payout that was settled and returned by hand", PAYMENT, BACK, "already_returned"],
  [
    "a payout that was rejected",
    PAYMENT,
    { status: "returned", hasReturn: true, isRejected: true },
    "already_returned",
  ],
  [
    "a payout that was settled and rejected",
    PAYMENT,
    { ...BACK, hasReturn: true, isRejected: true },
    "already_returned",
  ],
  ["no reference", { ...PAYMENT, namesPayout: false }, {}, "no_reference"],
  ["a return of the whole", RETURN, { status: "paid", hasPayment: true }, "returned"],
  ["a return before its payment", RETURN, {}, "returned"],
  ["a return that was recorded by hand", RETURN, BACK, "returned"],
  [
    "the same less the charge that was booked",
    { ...RETURN, amountMinor: 970 },
    { ...BACK, chargeMinor: 30 },
    "returned",
  ],
  ["the same, though a charge was booked", RETURN, { ...BACK, chargeMinor: 30 }, "amount_differs"],
  ["the same of what never left the books", RETURN, { status: "returned" }, "already_returned"],
  ["a return less the stated charge", { ...RETURN, amountMinor: 970, chargeMinor: 30 }, { status: "paid" }, "returned"],
  ["a return less an unknown part", { ...RETURN, amountMinor: 970 }, { status: "paid" }, "amount_differs"],
  ["a second return", RETURN, { ...BACK, hasReturn: true }, "returned_twice"],
  [
    "a return of what was rejected",
    RETURN,
    { status: "returned", hasReturn: true, isRejected: true },
    "returned_twice",
  ],
  ["a rejection", REJECTION, {}, "returned"],
  ["a rejection of what was returned", REJECTION, { status: "returned" }, "noted"],
  ["a rejection of what a statement paid", REJECTION, { status: "paid", hasPayment: true }, "paid_before"],
  ["a rejection as a duplicate", { ...REJECTION, reasonCode: "AM05" }, {}, "duplicate_order"],
  ["a rejection of a file that something else pays", REJECTION, { instruction: "WM2" }, "noted"],
  ["a rejection of a file that was declared void", REJECTION, { instruction: null }, "noted"],
  ["an acceptance", { ...REJECTION, kind: "acceptance" }, {}, "noted"],
  ["a charge", { ...PAYMENT, kind: "charge", namesPayout: false }, {}, "charge"],
  ["anything else", { ...PAYMENT, kind: "other" }, {}, "no_reference"],
] as const)("%s: %o", (_, entry, change, expected) => {
  expect(outcome(entry, { ...PAYOUT, ...change })).toBe(expected);
});

test("a payout that does not exist is unmatched", () => {
  expect(outcome(PAYMENT, undefined)).toBe("payout_unknown");
});

test("only an entry of the payout's own amount, currency and account pays it, and only once", () => {
  fc.assert(
    fc.property(
      fc.record({
        status: fc.constantFrom("new", "on_payment", "paid", "returned", "declined", "cancelled" as const),
        netMinor: fc.integer({ min: 1, max: 3 }),
        currency: fc.constantFrom("EUR", "USD"),
        accountFingerprint: fc.constantFrom("f1", "f2", null),
        ...{ hasPayment: fc.boolean(), hasReturn: fc.boolean(), documentNumbers: fc.constant([]) },
        ...{
          isRejected: fc.boolean(),
          wasPaid: fc.boolean(),
          chargeMinor: fc.constant(0),
          instruction: fc.constant("WM1"),
        },
      }),
      fc.integer({ min: -3, max: -1 }),
      (payout, amountMinor) => {
        const judged = outcome({ ...PAYMENT, amountMinor }, payout);
        if (judged !== "paid") return;
        expect(payout).toMatchObject({ netMinor: -amountMinor, currency: "EUR", hasPayment: false });
        expect(payout.accountFingerprint).not.toBe("f2");
        // What is available again was not paid by this entry, unless its money was seen to come back.
        expect(["on_payment", "paid"].includes(payout.status) || (payout.hasReturn && !payout.isRejected)).toBe(true);
      },
    ),
  );
});

test.each([
  [{ kind: "return", reasonCode: "AC04" }, "The bank returned it: the account is closed (AC04)"],
  [{ kind: "rejection", reasonCode: "XX99" }, "The bank refused it: XX99"],
  [{ kind: "return", reasonCode: null }, "The bank returned it"],
] as const)("tells the webmaster why: %o", (entry, words) => {
  expect(reasonInWords(entry)).toBe(words);
});
