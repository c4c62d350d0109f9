import fc from "fast-check";
import { toBase58checkSync } from "@exodus/bytes/base58check.js";
import { composeIBAN, getCountrySpecifications, isValidBBAN } from "ibantools";
import { describe, expect, test } from "vitest";
import { currencyFault, detailFaults, identityOf, maskOf, normalise, taxFaults } from "./index.ts";
import { SEPA_COUNTRIES } from "./iban.ts";
import type { DetailsOf, PayoutDetails, TaxProfile } from "./details.ts";

const SEPA: DetailsOf<"sepa"> = {
  method: "sepa",
  holder: "Jörg O'Neill-Šimić",
  iban: "DE89370400440532013000",
  bic: "COBADEFFXXX",
};
/** The examples of the Bank of Russia's order, with the account of the bank that has the same BIK. */
const RUSSIAN: DetailsOf<"russian_bank"> = {
  ...{ method: "russian_bank", holder: "ИП Петрова Анна Ивановна", bankName: "ПАО Сбербанк г. Москва" },
  ...{ bik: "044525225", account: "40817810738000000007", correspondentAccount: "30101810400000000225" },
  inn: "7707083893",
};
const SWIFT: DetailsOf<"swift"> = {
  ...{ method: "swift", holder: "Aida Bekova", account: "KZ86125KZT5004100100", bic: "KZKOKZKX" },
  ...{ country: "KZ", town: "Almaty" },
};
const PAYPAL: DetailsOf<"paypal"> = { method: "paypal", email: "anna@people.example" };
const USDT: DetailsOf<"usdt_trc20"> = { method: "usdt_trc20", address: "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" };
const OTHER: DetailsOf<"other"> = { method: "other", service: "Payoneer", account: "anna@people.example" };
const ALL: PayoutDetails[] = [SEPA, RUSSIAN, SWIFT, PAYPAL, USDT, OTHER];

const faults = (details: PayoutDetails) => detailFaults(normalise(details));

const keyed = (prefix: string, account: string) => {
  for (let key = 0; key < 10; key++) {
    const tried = account.slice(0, 8) + String(key) + account.slice(9);
    const sum = Array.from(prefix + tried).reduce(
      (total, digit, i) => total + ((Number(digit) * [7, 1, 3][i % 3]!) % 10),
      0,
    ); // three weights
    if (sum % 10 === 0) return tried;
  }
  return account;
};
RUSSIAN.account = keyed("225", RUSSIAN.account);

describe("what a bank or service takes", () => {
  test.each(ALL.map((details) => [details.method, details] as const))(
    "%s: good details have no fault",
    (_, details) => {
      expect(faults(details)).toEqual([]);
    },
  );

  test.each([
    ["an IBAN with a wrong digit", { ...SEPA, iban: "DE89370400440532013001" }, "details.iban", "check digits"],
    ["a short IBAN", { ...SEPA, iban: "DE8937040044053201300" }, "details.iban", "wrong length"],
    ["no IBAN", { ...SEPA, iban: "12345678" }, "details.iban", "two letters of a country"],
    ["an IBAN outside SEPA", { ...SEPA, iban: "KZ86125KZT5004100100" }, "details.iban", "Add an account with SWIFT"],
    ["a holder in Cyrillic", { ...SEPA, holder: "Анна Петрова" }, "details.holder", "Latin letters"],
    ["one Cyrillic letter among Latin ones", { ...SEPA, holder: "Аnna Petrova" }, "details.holder", "Latin letters"],
    ["a holder of 71 letters", { ...SEPA, holder: "a".repeat(71) }, "details.holder", "at most 70"],
    ["a holder of digits", { ...SEPA, holder: "12" }, "details.holder", "must have letters"],
    ["a BIC of 9", { ...SEPA, bic: "COBADEFFX" }, "details.bic", "8 or 11"],
    ["a BIK of another country", { ...RUSSIAN, bik: "144525225" }, "details.bik", "begin with 04"],
    ["a dollar account", { ...RUSSIAN, account: "40817840738000000007" }, "details.account", "rouble account"],
    ["an account of 19 digits", { ...RUSSIAN, account: RUSSIAN.account.slice(1) }, "details.account", "20 digits"],
    [
      "a correspondent account of another bank",
      { ...RUSSIAN, correspondentAccount: "30101810800000000746" },
      "details.correspondent_account",
      "last three digits of the BIK",
    ],
    ["an INN with a wrong digit", { ...RUSSIAN, inn: "7707083894" }, "details.inn", "check digits"],
    ["an INN of 11 digits", { ...RUSSIAN, inn: "77070838930" }, "details.inn", "10 digits (a company) or 12"],
    ["a name that Windows-1251 lacks", { ...RUSSIAN, holder: "Қайрат" }, "details.holder", "Russian or Latin"],
    ["a SWIFT account that is a wrong IBAN", { ...SWIFT, account: "KZ86125KZT5004100101" }, "details.account", "check"],
    ["a country that does not exist", { ...SWIFT, country: "ZZ" }, "details.country", "ISO 3166-1"],
    ["an address without a domain", { ...PAYPAL, email: "anna@people" }, "details.email", "e-mail address"],
    [
      "a TRON address with a wrong letter",
      { ...USDT, address: USDT.address.replace("7", "8") },
      "details.address",
      "check sum",
    ],
    [
      "a Bitcoin address",
      { ...USDT, address: "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2" },
      "details.address",
      "begin with T",
    ],
    ["no service", { ...OTHER, service: " " }, "details.service", "name the service"],
  ] as [string, PayoutDetails, string, string][])(
    "%s is a fault of its field, which says what to do",
    (_, details, path, message) => {
      expect(faults(details)).toContainEqual({ path, message: expect.stringContaining(message) as unknown });
    },
  );

  test("the examples of the Bank of Russia's order 515", () => {
    const client = { ...RUSSIAN, bik: "049805746", account: "40602810700000000025" };
    expect(faults(client).map(({ path }) => path)).not.toContain("details.account");
    const bank = { ...RUSSIAN, bik: "049805746", correspondentAccount: "30101810800000000746" };
    // Its settlement centre has the number 05, which stands in the bank's BIK too.
    expect(faults(bank).map(({ path }) => path)).not.toContain("details.correspondent_account");
  });

  test("SEPA has 41 countries, and Gibraltar with IBANs of its own", () => expect(SEPA_COUNTRIES.size).toBe(42));
});

describe("one wrong digit is always found", () => {
  /** Another digit or letter of the same kind at a place. */
  const change = (text: string, at: number, by: number) => {
    const digit = Number(text[at]);
    return text.slice(0, at) + String((digit + by) % 10) + text.slice(at + 1);
  };
  const by = fc.integer({ min: 1, max: 9 });

  test("in an IBAN of any SEPA country", () => {
    const specs = getCountrySpecifications();
    const numeric = [...SEPA_COUNTRIES].filter((country) => specs[country]?.bban_regexp?.match(/^\^\[0-9\]\{\d+\}\$$/));
    expect(numeric.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(
        fc.constantFrom(...numeric),
        fc.array(fc.nat(9), { minLength: 40, maxLength: 40 }),
        fc.nat(100),
        by,
        (countryCode, digits, place, step) => {
          const length = (specs[countryCode]?.chars ?? 4) - 4;
          const bban = digits.slice(0, length).join("");
          fc.pre(isValidBBAN(bban, countryCode)); // some countries have check digits of their own inside
          const iban = composeIBAN({ countryCode, bban });
          expect(faults({ ...SEPA, iban: iban ?? "" })).toEqual([]);
          expect(faults({ ...SEPA, iban: change(iban ?? "", 4 + (place % length), step) })).not.toEqual([]);
        },
      ),
    );
  });

  test("in a Russian account and its bank's number", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{3}$/),
        fc.stringMatching(/^\d{11}$/),
        fc.nat(18),
        by,
        (bank, rest, place, step) => {
          const bik = `044525${bank}`;
          const account = keyed(bank, `408178100${rest}`);
          const correspondentAccount = keyed("025", `301018100${"0".repeat(8)}${bank}`);
          const right = { ...RUSSIAN, bik, account, correspondentAccount };
          expect(faults(right)).toEqual([]);
          expect(faults({ ...right, account: change(account, place, step) })).not.toEqual([]);
          expect(faults({ ...right, correspondentAccount: change(correspondentAccount, place, step) })).not.toEqual([]);
        },
      ),
    );
  });

  test("or letter in a TRON address", () => {
    const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.integer({ min: 1, max: 33 }),
        fc.constantFrom(...alphabet),
        (bytes, place, letter) => {
          const address = toBase58checkSync(Uint8Array.from([0x41, ...bytes]));
          expect(faults({ ...USDT, address })).toEqual([]);
          fc.pre(address[place] !== letter);
          expect(faults({ ...USDT, address: address.slice(0, place) + letter + address.slice(place + 1) })).not.toEqual(
            [],
          );
        },
      ),
    );
  });
});

describe("normalised details", () => {
  test("codes lose their blanks and hyphens, as a bank may print them", () => {
    const printed = { ...SEPA, iban: " de89 3704\u00a00044 0532-0130 00 ", holder: "  Jörg   O'Neill-Šimić " };
    expect(normalise(printed)).toEqual(SEPA);
  });

  test("never throw, and stay as they are", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    const details: fc.Arbitrary<PayoutDetails> = fc.oneof(
      fc.record({ method: fc.constant("sepa" as const), holder: text, iban: text, bic: fc.option(text) }),
      fc.record({
        ...{ method: fc.constant("russian_bank" as const), holder: text, account: text, bik: text },
        ...{ correspondentAccount: text, inn: text, bankName: text },
      }),
      fc.record({
        method: fc.constant("swift" as const),
        holder: text,
        account: text,
        bic: text,
        country: text,
        town: text,
      }),
      fc.record({ method: fc.constant("paypal" as const), email: text }),
      fc.record({ method: fc.constant("usdt_trc20" as const), address: text }),
      fc.record({ method: fc.constant("other" as const), service: text, account: text }),
    );
    fc.assert(
      fc.property(details, (raw) => {
        const once = normalise(raw);
        expect(normalise(once)).toEqual(once);
        detailFaults(once);
        identityOf(once);
        maskOf(once);
      }),
    );
  });

  test("name one account, whichever method it is in", () => {
    const bySwift = { ...SWIFT, account: "de89 3704 0044 0532 0130 00" };
    expect(identityOf(normalise(bySwift))).toBe(identityOf(SEPA));
    expect(identityOf(normalise({ ...SWIFT, account: "12345678", bic: "KZKOKZKX123" }))).toBe(
      identityOf(normalise({ ...SWIFT, account: "1234-5678" })),
    );
    expect(identityOf(normalise({ ...PAYPAL, email: "ANNA@people.example" }))).toBe(identityOf(PAYPAL));
  });

  test.each([
    [SEPA, "DE••••3000"],
    [RUSSIAN, "••••0007"],
    [SWIFT, "••••0100"],
    [PAYPAL, "a••••@people.example"],
    [USDT, "T••••Lj6t"],
    [OTHER, "Payoneer ••••mple"],
    [{ ...OTHER, account: "12345" }, "Payoneer ••••5"],
    [{ ...OTHER, account: "1" }, "Payoneer ••••"],
  ] as [PayoutDetails, string][])("are recognised by their owner: %j", (details, mask) =>
    expect(maskOf(details)).toBe(mask),
  );
});

test.each([
  ["sepa", "EUR", undefined],
  ["sepa", "USD", "pays only balances in EUR. For USD, add an account with another method"],
  ["russian_bank", "USD", "pays only balances in RUB"],
  ["paypal", "RUB", "pays only balances in AUD"],
  ["usdt_trc20", "EUR", "pays only balances in USD"],
  ["swift", "KWD", undefined],
  ["other", "XXX", "is not a known currency"],
] as const)("%s in %s: %s", (method, currency, fault) => {
  const found = currencyFault(method, currency);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(fault);
});

describe("a tax profile", () => {
  const person = { ...RUSSIAN, inn: "500100732259" };
  const none: TaxProfile = { kind: "none", rateBps: null, taxId: null };

  test.each([
    [none, SEPA],
    [{ kind: "rate", rateBps: 2_000, taxId: null }, SEPA],
    [{ kind: "reverse_charge", rateBps: null, taxId: "DE123456789" }, SEPA],
    [{ kind: "self_employed", rateBps: null, taxId: "500100732259" }, person],
  ] as [TaxProfile, PayoutDetails][])("%j fits", (tax, details) => expect(taxFaults(tax, details)).toEqual([]));

  test.each([
    [{ ...none, rateBps: 1 }, SEPA, "tax.rate_bps", "must be absent"],
    [{ ...none, taxId: "DE123456789" }, SEPA, "tax.tax_id", "must be absent"],
    [{ ...none, kind: "rate" }, SEPA, "tax.rate_bps", "without VAT, choose the profile none"],
    [{ ...none, kind: "rate", rateBps: 5_001 }, SEPA, "tax.rate_bps", "from 1 to 5000"],
    [{ ...none, kind: "reverse_charge" }, SEPA, "tax.tax_id", "VAT number"],
    [{ ...none, kind: "self_employed", taxId: "7707083893" }, RUSSIAN, "tax.tax_id", "12 digits"],
    [
      { ...none, kind: "self_employed", taxId: "500100732258" },
      { ...person, inn: "500100732258" },
      "tax.tax_id",
      "check digits",
    ],
    [{ ...none, kind: "self_employed", taxId: "500100732259" }, RUSSIAN, "tax.tax_id", "the account's holder"],
  ] as [TaxProfile, PayoutDetails, string, string][])("%j does not", (tax, details, path, message) => {
    expect(taxFaults(tax, details)).toEqual([{ path, message: expect.stringContaining(message) as unknown }]);
  });
});
