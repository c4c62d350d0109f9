import { createSinglebyteEncoder } from "@exodus/bytes/single-byte.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NetworkError } from "../errors.ts";
import type { StatementFormat } from "../words.ts";
import { readStatements } from "./read.ts";
import type { ReadStatement } from "./statement.ts";
import {
  BIK,
  camt053,
  camtDetails,
  camtEntry,
  IBAN,
  oneC,
  pain002,
  PAYEE_ACCOUNT,
  PAYEE_IBAN,
  RUB_ACCOUNT,
  type CamtEntry,
} from "./testing.ts";

const payout = (number: number) => `pay_${String(number).padStart(24, "0")}`;
const reference = (number: number) => `PAY-${String(number).padStart(24, "0")}`;
const windows1251 = createSinglebyteEncoder("windows-1251", { mode: "fatal" });

const bytesOf = (text: string, format: StatementFormat) =>
  format === "1c" ? windows1251(text) : new TextEncoder().encode(text);

const NAMED = "pra_named";

/** Every account is its own payer account. */
const readAll = (bytes: Uint8Array, format: StatementFormat, currency: string) =>
  readStatements(bytes, {
    ...{ format, named: { payerAccountId: NAMED, currency } },
    payerOf: (account) => ({ payerAccountId: account, currency }),
  });

function read(text: string, format: StatementFormat, currency = format === "1c" ? "RUB" : "EUR"): ReadStatement {
  const [statement, ...more] = readAll(bytesOf(text, format), format, currency);
  if (statement === undefined || more.length > 0) throw new Error(`${more.length + 1} statements`);
  return statement;
}

const refusal = (text: string, format: StatementFormat, currency?: string) => {
  try {
    read(text, format, currency);
  } catch (error) {
    if (error instanceof NetworkError && error.code === "file_refused") return error.message;
    throw error;
  }
  return "nothing is refused";
};

const PAYMENT: CamtEntry = { amount: "-12.34", endToEndId: reference(1), iban: PAYEE_IBAN, reference: "B1" };
const RETURN: CamtEntry = {
  amount: "12.34",
  endToEndId: reference(2),
  iban: PAYEE_IBAN,
  reference: "B2",
  returned: "AC04",
};
const CHARGE: CamtEntry = { amount: "-1.50", reference: "B3", code: "CHRG", text: "Fees of November" };

describe("camt.053", () => {
  test("has payments, returns with reasons, charges and others, and its balances", () => {
    const statement = read(camt053([PAYMENT, RETURN, CHARGE, { amount: "500.00", text: "top-up" }]), "camt.053");
    expect(statement).toMatchObject({
      ...{ payerAccountId: `iban:${IBAN}`, name: "S-2026-12-02", fromDay: "2026-12-02", toDay: "2026-12-02" },
      ...{ openingMinor: 100_000, closingMinor: 149_850 },
    });
    expect(statement.entries).toMatchObject([
      {
        kind: "payment",
        amountMinor: -1_234,
        payoutId: payout(1),
        accounts: [`iban:${PAYEE_IBAN}`],
        bookedOn: "2026-12-02",
      },
      { kind: "return", amountMinor: 1_234, payoutId: payout(2), reasonCode: "AC04", bankReference: "B2" },
      { kind: "charge", amountMinor: -150, payoutId: null, text: "Fees of November" },
      { kind: "other", amountMinor: 50_000, payoutId: null, accounts: [] },
    ]);
  });

  test("takes a batch apart if its transactions make its amount, and leaves it whole if not", () => {
    const parts = [
      { ...PAYMENT, amount: "-10.00", reference: "T1" },
      { ...PAYMENT, amount: "-2.34", endToEndId: reference(3), reference: "T2" },
    ];
    const details = parts.map((part) => camtDetails(part, true)).join("");
    const batch = (amount: string) => camtEntry({ amount, reference: "B" }, details);
    const whole = (amount: string) =>
      read(camt053([batch(amount)], { closing: (1_000 + Number(amount)).toFixed(2) }), "camt.053").entries;
    expect(whole("-12.34").map(({ payoutId, amountMinor }) => [payoutId, amountMinor])).toEqual([
      [payout(1), -1_000],
      [payout(3), -234],
    ]);
    expect(whole("-12.35")).toMatchObject([{ kind: "other", amountMinor: -1_235, payoutId: null }]);
  });

  test("keeps apart transactions of a batch that have only the reference of the batch", () => {
    const parts = ["-10.00", "-10.00", "-2.34"].map((amount) => camtDetails({ amount }, true));
    const batch = camt053([camtEntry({ amount: "-22.34", reference: "B" }, parts.join(""))], { closing: "977.66" });
    const { entries } = read(batch, "camt.053");
    expect(entries.map(({ bankReference }) => bankReference)).toEqual(["B/1", "B/2", "B/3"]);
  });

  test("finds the reference in the text, in any case, and none if there are two", () => {
    const of = (text: string) => read(camt053([{ amount: "-1.00", text }]), "camt.053").entries[0]?.payoutId;
    expect(of(`Commissions ${reference(4).toLowerCase()}`)).toBe(payout(4));
    expect(of(`${reference(4)} ${reference(5)}`)).toBeNull();
  });

  test("leaves out what is announced and not booked", () => {
    expect(read(camt053([{ ...PAYMENT, status: "PDNG" }]), "camt.053").entries).toEqual([]);
  });

  const whole = camt053([PAYMENT, CHARGE]);
  const other = camt053([{ amount: "500.00" }], { iban: PAYEE_IBAN, opening: "7.00" });
  const second = /<Stmt>.*<\/Stmt>/.exec(other)?.[0] ?? "";

  test("has statements of several accounts and days in one file, each with its own entries and balances", () => {
    const nextDay = second.replaceAll(PAYEE_IBAN, IBAN).replace("S-2026-12-02", "S-2026-12-03");
    const bytes = bytesOf(whole.replace("</Stmt>", `</Stmt>${second}${nextDay}`), "camt.053");
    const statements = readAll(bytes, "camt.053", "EUR");
    expect(
      statements.map(({ payerAccountId, name, openingMinor, closingMinor, entries }) => [
        ...[payerAccountId, name, openingMinor, closingMinor, entries.length],
      ]),
    ).toEqual([
      [`iban:${IBAN}`, "S-2026-12-02", 100_000, 98_616, 2],
      [`iban:${PAYEE_IBAN}`, "S-2026-12-02", 700, 50_700, 1],
      [`iban:${IBAN}`, "S-2026-12-03", 700, 50_700, 1],
    ]);
  });

  test.each([
    ["cut in the middle", whole.slice(0, -200), /not whole XML/],
    ["without a closing balance", camt053([PAYMENT], { closing: null }), /no closing balance: it is cut/],
    ["doubled", whole + whole.replace(/^<\?xml.*\?>\n/, ""), /not whole XML/],
    ["with an entry twice", camt053([PAYMENT, PAYMENT]), /The entry B1 is there twice/],
    [
      "with an entry too many",
      camt053([PAYMENT, CHARGE], { closing: "987.66" }),
      /don't add up.*986\.16 EUR.*987\.66 EUR/,
    ],
    ["with an entry too few", whole.replace(camtEntry(CHARGE), ""), /Entries are missing/],
    [
      "with a second one that names no account",
      whole.replace("</Stmt>", "</Stmt><Stmt><Id>S2</Id></Stmt>"),
      /no account/,
    ],
    ["with a statement twice", whole.replace(/<Stmt>.*<\/Stmt>/, "$&$&"), /The statement S-2026-12-02 is there twice/],
    [
      "whose second statement does not add up",
      whole.replace("</Stmt>", `</Stmt>${second.replace("500.00", "501.00")}`),
      /don't add up/,
    ],
    ["in another currency", whole.replaceAll("EUR", "USD"), /is in USD/],
    ["with a DOCTYPE", whole.replace("<Document", '<!DOCTYPE d [<!ENTITY e "x">]><Document'), /DOCTYPE/],
    ["with an unknown entity", whole.replace("S-2026", "&e;"), /not whole XML/],
    ["of another message", whole.replace("camt.053.001.08", "camt.052.001.08"), /camt\.052/],
    ["in another charset", whole.replace("UTF-8", "windows-1252"), /only UTF-8/],
    ["with an amount of three decimals", whole.replace("12.34", "12.345"), /not an amount in EUR/],
    ["that is empty", "", /empty/],
    ["that is not XML", "kind,amount", /not whole XML/],
  ])("refuses one %s", (_, text, reason) => {
    expect(refusal(text, "camt.053")).toMatch(reason);
  });

  test("another order of entries says the same", () => {
    const others = [{ amount: "500.00" }, { amount: "-7.00", reference: "B9" }];
    fc.assert(
      fc.property(fc.shuffledSubarray([PAYMENT, RETURN, CHARGE, ...others], { minLength: 5 }), (entries) => {
        const { entries: found, closingMinor } = read(camt053(entries), "camt.053");
        expect(closingMinor).toBe(149_150);
        expect(found.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`).toSorted()).toEqual(
          ["charge -150", "other -700", "other 50000", "payment -1234", "return 1234"].toSorted(),
        );
      }),
    );
  });

  test("any prefix of a statement is refused", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(refusal(whole.slice(0, length), "camt.053")).not.toBe("nothing is refused");
      }),
    );
  });
});

describe("pain.002", () => {
  test("has rejections with reasons, and acceptances that say nothing of arrival", () => {
    const answers = [
      { endToEndId: reference(1), status: "RJCT", reason: "AC01" },
      { endToEndId: reference(2), status: "ACSC" },
    ];
    const { originalMessageId, entries } = read(pain002("WM1", answers), "pain.002");
    expect(originalMessageId).toBe("WM1");
    expect(entries).toMatchObject([
      { kind: "rejection", payoutId: payout(1), reasonCode: "AC01", amountMinor: 0 },
      { kind: "acceptance", payoutId: payout(2), reasonCode: null },
    ]);
  });

  test("has what the bank says of the whole file: of the group, or of its payments", () => {
    const file = (status: string, payments = "") =>
      pain002("WM1", [], { status, reason: "AC06" }).replace("</OrgnlPmtInfId>", `</OrgnlPmtInfId>${payments}`);
    expect(read(file("RJCT"), "pain.002").ofFile).toEqual({ kind: "rejection", reasonCode: "AC06", text: "RJCT" });
    expect(read(file("ACCP"), "pain.002").ofFile).toMatchObject({ kind: "acceptance" });
    expect(read(file("PART"), "pain.002").ofFile).toBeNull();
    const payments = "<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>DT01</Cd></Rsn></StsRsnInf>";
    expect(read(file("PART", payments), "pain.002").ofFile).toMatchObject({ kind: "rejection", reasonCode: "DT01" });
    expect(refusal(file("HUH?"), "pain.002")).toMatch(/“HUH\?”/);
  });

  test("refuses an unknown status, and a report that answers no file", () => {
    expect(refusal(pain002("WM1", [{ endToEndId: reference(1), status: "HUH?" }]), "pain.002")).toMatch(/“HUH\?”/);
    expect(refusal(pain002("", []), "pain.002")).toMatch(/which file it answers/);
  });
});

describe("1C", () => {
  const paid = { amount: "-12.34", number: 7, purpose: `Вознаграждение. ${reference(1)}. НДС не облагается.` };
  const back = { amount: "12.34", purpose: `Возврат. ${reference(2)}` };
  const charge = { amount: "-25.00", purpose: "Комиссия за ведение счета", account: "70601810000000000001" };
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join("");

  test("has payments by the reference in the purpose, returns, charges and others", () => {
    const other = { amount: "100.00", purpose: "Пополнение" };
    const { entries, ...statement } = read(text(oneC([paid, back, charge, other])), "1c");
    expect(statement).toMatchObject({
      ...{ payerAccountId: `russian_bank:${BIK}:${RUB_ACCOUNT}`, fromDay: "2026-12-02" },
      ...{ openingMinor: 500_000, closingMinor: 507_500 },
    });
    expect(entries).toMatchObject([
      { kind: "payment", amountMinor: -1_234, payoutId: payout(1), documentNumber: 7, bookedOn: "2026-12-02" },
      { kind: "return", amountMinor: 1_234, payoutId: payout(2) },
      { kind: "charge", amountMinor: -2_500, payoutId: null },
      { kind: "other", amountMinor: 10_000, payoutId: null },
    ]);
    expect(entries[0]?.accounts).toEqual([`russian_bank:${BIK}:${PAYEE_ACCOUNT}`]);
  });

  const lines = oneC([paid, charge]);
  test.each([
    ["without its end", lines.slice(0, -1), /cut: its last line must be КонецФайла/],
    ["that ends within a document", [...lines.slice(0, -2), "КонецФайла"], /КонецДокумента would close/],
    ["doubled", [...lines, ...lines], /there twice/],
    ["with a document twice", oneC([paid, paid], { closing: "4987.66" }), /don't add up/],
    ["without a closing balance", lines.filter((line) => !line.startsWith("КонечныйОстаток")), /no closing balance/],
    [
      "with another turnover",
      lines.map((line) => line.replace("ВсегоСписано=37.34", "ВсегоСписано=12.34")),
      /ВсегоСписано/,
    ],
    ["of two accounts", [...lines.slice(0, 17), ...lines.slice(8)], /several accounts/],
    [
      "with a document of another account",
      lines.map((line) => line.replace(`ПлательщикСчет=${RUB_ACCOUNT}`, "ПлательщикСчет=1")),
      /not of the account/,
    ],
    ["without its first line", lines.slice(1), /does not begin/],
    [
      "with an amount in letters",
      lines.map((line) => line.replace("Сумма=12.34", "Сумма=двенадцать")),
      /not an amount/,
    ],
  ])("refuses one %s", (_, changed, reason) => {
    expect(refusal(text(changed), "1c")).toMatch(reason);
  });

  test("is read in UTF-8 too", () => {
    const bytes = new TextEncoder().encode(text(lines).replace("Кодировка=Windows", "Кодировка=UTF-8"));
    expect(readAll(bytes, "1c", "RUB")[0]?.entries).toHaveLength(2);
  });
});

describe("CSV", () => {
  const HEADER = "kind,booked_on,amount,currency,reference,bank_reference,text";
  const csv = (...rows: string[]) => [HEADER, ...rows].map((row) => `${row}\r\n`).join("");
  const opening = "opening,2026-12-01,1000,JPY,,,";
  const paid = `payment,2026-12-02,-1234,JPY,${reference(1)},X1,`;
  const closing = (amount: string) => `closing,2026-12-03,${amount},JPY,,,`;

  test("has signed amounts between an opening and a closing balance", () => {
    const charge = "charge,2026-12-02,-6,JPY,,X2,fee";
    const { entries, openingMinor, closingMinor } = read(csv(opening, paid, charge, closing("-240")), "csv", "JPY");
    expect([openingMinor, closingMinor]).toEqual([1_000, -240]);
    expect(entries).toMatchObject([
      { kind: "payment", amountMinor: -1_234, payoutId: payout(1), bankReference: "X1" },
      { kind: "charge", amountMinor: -6, text: "fee" },
    ]);
  });

  test.each([
    ["without its end", csv(opening, paid), /last row must be the closing balance/],
    ["without its begin", csv(paid, closing("-234")), /first row must be the opening balance/],
    ["doubled", csv(opening, paid, closing("-234"), opening, paid, closing("-234")), /there twice/],
    ["that does not add up", csv(opening, paid, closing("-233")), /don't add up/],
    [
      "with an unknown kind",
      csv(opening, paid.replace("payment", "paid"), closing("-234")),
      /Row 3: kind must be one of/,
    ],
    [
      "with decimals of yen",
      csv(opening, paid.replace("-1234", "-12.34"), closing("-234")),
      /Row 3: “-12\.34” is not an amount in JPY/,
    ],
    [
      "with another currency",
      csv(opening, paid.replace("JPY", "USD"), closing("-234")),
      /Row 3: the currency must be JPY/,
    ],
    ["with a column that is not known", `${HEADER},iban\r\n`, /column iban, which is not known/],
    ["without a column", "kind,amount\r\n", /no column booked_on/],
  ])("refuses one %s", (_, text, reason) => {
    expect(refusal(text, "csv", "JPY")).toMatch(reason);
  });
});
