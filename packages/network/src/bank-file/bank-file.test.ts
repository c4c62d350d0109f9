import { readFileSync } from "node:fs";
import fc from "fast-check";
import { memoryPages, validateXML } from "xmllint-wasm";
import { describe, expect, test } from "vitest";
import type { BankFileFormat } from "../words.ts";
import { epcText } from "./epc-text.ts";
import { checkPayments, FORMATS, payoutOfReference, payoutsNamedIn, referenceOf, writeBankFile } from "./index.ts";
import type { FileTerms, Payer, Payment } from "./payment.ts";
import { OTHER, PAYPAL, payerOf, paymentOf, payoutId, RUSSIAN, SEPA, SEPA_PAYER, SWIFT, TERMS } from "./testing.ts";

const SCHEMA = readFileSync(new URL("pain.001.001.09.epc-sct-2023.xsd", import.meta.url).pathname, "utf8");

const schemaFaults = async (xml: string) =>
  (
    await validateXML({
      xml: [{ fileName: "pain.xml", contents: xml }],
      schema: [SCHEMA],
      maxMemoryPages: memoryPages.GiB,
    })
  ).errors.map(({ message }) => message);

interface Case {
  payer?: Payer;
  payments: Payment[];
  terms?: Partial<FileTerms>;
}

function make(format: BankFileFormat, { payer = SEPA_PAYER, payments, terms: changes }: Case) {
  const terms = { ...TERMS, ...changes };
  const checked = checkPayments(format, { payer, payments, terms });
  const bytes = [...writeBankFile(format, { payer, checked, terms })];
  const encoding = format === "1c" ? "windows-1251" : "utf-8";
  const text = bytes.map((piece) => new TextDecoder(encoding).decode(piece)).join("");
  return { text, ...checked, payerFault: FORMATS[format].payerFault(payer, terms) };
}

const reasonOf = (format: BankFileFormat, one: Payment, payer?: Payer) =>
  checkPayments(format, { payer: payer ?? SEPA_PAYER, payments: [one], terms: TERMS }).refused[0]?.reason;

describe("pain.001.001.09", () => {
  test("fits the EPC's schema, with control sums, and has names in the EPC's characters", async () => {
    const payments = [
      paymentOf(SEPA),
      paymentOf({ ...SEPA, holder: "Ærøskøbing Þórður Weiß", bic: null }, { payoutId: payoutId(2), netMinor: 5 }),
    ];
    const { text, payerFault } = make("pain.001", { payments });
    expect(await schemaFaults(text)).toEqual([]);
    expect(payerFault).toBeUndefined();
    expect(text).toContain("<NbOfTxs>2</NbOfTxs><CtrlSum>1234.61</CtrlSum>");
    expect(text).toContain("<Nm>Jorg O'Neill-Simic</Nm>");
    expect(text).toContain("<Nm>Aroskobing THordur Weis</Nm>");
    expect(text).toContain("<PstCd>50667</PstCd><TwnNm>Koln</TwnNm><Ctry>DE</Ctry>");
    expect(text).toContain(`<EndToEndId>PAY-${"0".repeat(23)}1</EndToEndId>`);
  });

  test("an instant payment and a hybrid address fit the schema too", async () => {
    const hybrid = { ...SEPA_PAYER.address, postcode: null, lines: ["Domkloster 4", "Haus 2"] };
    const payer = { ...SEPA_PAYER, address: hybrid };
    const { text } = make("pain.001", { payer, payments: [paymentOf(SEPA)], terms: { isInstant: true } });
    expect(await schemaFaults(text)).toEqual([]);
    expect(text).toContain("<LclInstrm><Cd>INST</Cd></LclInstrm>");
    expect(text).toContain("<Ctry>DE</Ctry><AdrLine>Domkloster 4</AdrLine><AdrLine>Haus 2</AdrLine>");
  });

  const edited = (from: string | RegExp, to: string) =>
    make("pain.001", { payments: [paymentOf(SEPA)] }).text.replace(from, to);

  test.each([
    ["wrong check digits", edited(SEPA.iban, "DE89370400440532013001")],
    ["a Cyrillic name", edited("Jorg O'Neill-Simic", "Анна Петрова")],
    ["an address of lines only", edited(/<PstlAdr>.*<\/PstlAdr>/, "<PstlAdr><AdrLine>Koln</AdrLine></PstlAdr>")],
    ["an IBAN of a country outside SEPA", edited(SEPA.iban, "BR1500000000000010932840814P2")],
  ])("the schema alone takes %s", async (_, xml) => {
    expect(await schemaFaults(xml)).toEqual([]);
  });

  test.each([
    ["wrong check digits", { ...SEPA, iban: "DE89370400440532013001" }, /check digits don't fit/],
    ["a Cyrillic name", { ...SEPA, holder: "Анна Петрова" }, /Latin letters/],
    ["a country outside SEPA", { ...SEPA, iban: "BR1500000000000010932840814P2" }, /SEPA does not reach/],
    ["a name of letters that EPC has not", { ...SEPA, holder: "Ǆorđe Ʒ" }, /“Ʒ”, which banks in SEPA can't take|“Ǆ”/],
    ["another method", PAYPAL, /not at a bank/],
  ])("refuses %s", (_, details, reason) => {
    expect(reasonOf("pain.001", paymentOf(details))).toMatch(reason);
  });

  test.each([
    ["no town", { town: " " }, "The payer's town is empty"],
    ["a town in Cyrillic", { town: "Москва" }, "The payer's town has “М”, which banks in SEPA can't take"],
    ["three lines", { lines: ["a", "b", "c"] }, "The payer's address has more than 2 lines"],
    ["a long line", { lines: ["a".repeat(71)] }, "A line of the payer's address has 71 characters; at most 70 fit"],
    ["no country", { country: "" }, "The payer's country is missing"],
  ])("refuses a payer's address with %s", (_, change, reason) => {
    const payer = { ...SEPA_PAYER, address: { ...SEPA_PAYER.address, ...change } };
    expect(FORMATS["pain.001"].payerFault(payer, TERMS)).toBe(reason);
  });

  test.each([
    ["JPY", 1_234, "1234"],
    ["KWD", 1_234_567, "1234.567"],
    ["USD", 5, "0.05"],
  ])("pays %s by SWIFT with the decimals of the currency", (currency, netMinor, amount) => {
    const payer = payerOf({ ...SWIFT, holder: "Waymark Demo LLP" }, currency);
    const { text } = make("pain.001", { payer, payments: [paymentOf(SWIFT, { currency, netMinor })] });
    expect(text).toContain(`<InstdAmt Ccy="${currency}">${amount}</InstdAmt>`);
    expect(text).toContain(`<CtrlSum>${amount}</CtrlSum>`);
    expect(text).toContain("<PstlAdr><TwnNm>Almaty</TwnNm><Ctry>KZ</Ctry></PstlAdr>");
  });
});

describe("1CClientBankExchange 1.03", () => {
  const payer = payerOf(RUSSIAN, "RUB");
  const rouble = (changes: Partial<Payment> = {}) => paymentOf(RUSSIAN, { currency: "RUB", ...changes });

  test("has all fields, in Windows-1251 with CRLF, and the reference and VAT in the purpose", () => {
    const { text, refused } = make("1c", {
      payer,
      payments: [rouble(), rouble({ payoutId: payoutId(2), documentNumber: 8, vatMinor: 20_576, vatBps: 2_000 })],
      terms: { subject: "Вознаграждение за ноябрь" },
    });
    expect(refused).toEqual([]);
    const lines = text.split("\r\n");
    expect(lines.slice(0, 3)).toEqual(["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows"]);
    expect(lines.at(-2)).toBe("КонецФайла");
    expect(text).not.toMatch(/[^\r]\n/);
    expect(lines).toContain("Номер=7");
    expect(lines).toContain("Дата=01.12.2026");
    expect(lines).toContain("Сумма=1234.56");
    expect(lines).toContain("ПлательщикБИК=044525225");
    expect(lines).toContain("ПолучательРасчСчет=40817810238000000007");
    const id = "0".repeat(23);
    expect(lines).toContain(`НазначениеПлатежа=Вознаграждение за ноябрь. PAY-${id}1. НДС не облагается.`);
    expect(lines).toContain(`НазначениеПлатежа=Вознаграждение за ноябрь. PAY-${id}2. В том числе НДС 20% - 205.76.`);
  });

  test.each([
    ["a rouble sign", { details: { ...RUSSIAN, bankName: "Банк ₽" } }, /Russian or Latin letters|“₽”/],
    ["a Kazakh letter", { details: { ...RUSSIAN, holder: "Қайрат" } }, /Russian or Latin letters|“Қ”/],
    ["no number", { documentNumber: null }, "The payout has no document number"],
    ["a number of seven digits", { documentNumber: 1_000_000 }, "The document number 1000000 has more than six digits"],
    ["another currency", { currency: "EUR" }, "The payer's account pays RUB, not EUR"],
    ["a wrong control digit", { details: { ...RUSSIAN, account: "40817810238000000008" } }, /control digit/],
    ["an account with SEPA", { details: SEPA }, "The account is not at a Russian bank"],
    ["nothing to pay", { netMinor: 0 }, "Nothing is left to pay"],
  ])("refuses a payment with %s", (_, changes, reason) => {
    expect(reasonOf("1c", rouble(changes), payer)).toMatch(reason);
  });

  test("names the payout and the character that a purpose can't have, and a purpose that is too long", () => {
    const check = (subject: string) =>
      checkPayments("1c", { payer, payments: [rouble()], terms: { ...TERMS, subject } }).refused;
    expect(check("Выплата 🎉")).toEqual([
      { payoutId: payoutId(1), reason: "The purpose has “🎉”, which Windows-1251 has not" },
    ]);
    expect(check("Выплата\r\nСумма=9")[0]?.reason).toContain("which Windows-1251 has not");
    expect(check("В".repeat(161))[0]?.reason).toBe("The purpose has 211 characters; at most 210 fit");
    expect(check("В".repeat(160))).toEqual([]);
  });
});

describe("CSV", () => {
  test("of PayPal has no header, one currency, and whole units where PayPal pays no others", () => {
    const payer = payerOf(PAYPAL, "JPY");
    const { text } = make("paypal_csv", { payer, payments: [paymentOf(PAYPAL, { currency: "JPY", netMinor: 1_234 })] });
    expect(text).toBe(`anna@people.example,1234,JPY,PAY-${"0".repeat(23)}1,Commissions of November,PAYPAL\r\n`);
    const forint = payerOf(PAYPAL, "HUF");
    expect(reasonOf("paypal_csv", paymentOf(PAYPAL, { currency: "HUF", netMinor: 150 }), forint)).toBe(
      "PayPal pays HUF in whole units only",
    );
    expect(reasonOf("paypal_csv", paymentOf(PAYPAL, { currency: "HUF", netMinor: 200 }), forint)).toBeUndefined();
  });

  test("names its columns as the service does, and quotes what needs it", () => {
    const { text } = make("csv", {
      payer: payerOf(OTHER, "KWD"),
      payments: [paymentOf({ ...OTHER, account: 'a, "b"' }, { currency: "KWD", netMinor: 1_234_567 })],
      terms: {
        columns: [
          { header: "Payee", field: "account" },
          { header: "Sum", field: "amount" },
        ],
      },
    });
    expect(text).toBe('Payee,Sum\r\n"a, ""b""",1234.567\r\n');
  });

  test.each(["=1+1", "@SUM(A1)", "-2+3", "+1+cmd|' /C calc'!A0", " =1", "|x"])("refuses the formula %s", (account) => {
    const payer = payerOf(OTHER, "EUR");
    expect(reasonOf("csv", paymentOf({ ...OTHER, account }), payer)).toContain("which spreadsheets take for a formula");
  });

  test("takes phone numbers", () => {
    expect(reasonOf("csv", paymentOf({ ...OTHER, account: "+7 999 1234567" }), payerOf(OTHER, "EUR"))).toBeUndefined();
  });
});

describe("ids", () => {
  test("the same content has the same message id whenever it is made, and any other content has another", () => {
    const idOf = (payments: Payment[], terms: Partial<FileTerms> = {}) =>
      make("pain.001", { payments, terms }).messageId;
    const id = idOf([paymentOf(SEPA)]);
    expect(id).toMatch(/^[A-Z0-9]{1,35}$/);
    expect(idOf([paymentOf(SEPA)], { madeAt: "2027-01-01T00:00:00Z" })).toBe(id);
    const others = [
      idOf([paymentOf(SEPA, { netMinor: 123_457 })]),
      idOf([paymentOf(SEPA, { payoutId: payoutId(2) })]),
      idOf([paymentOf({ ...SEPA, iban: "DE75512108001245126199" })]),
      idOf([paymentOf(SEPA)], { executeOn: "2026-12-02" }),
      idOf([paymentOf(SEPA)], { isInstant: true }),
    ];
    expect(new Set([id, ...others]).size).toBe(6);
  });

  test("a reference leads back to its payout, in any case and within a text", () => {
    const digits = fc.string({
      unit: fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz"),
      minLength: 24,
      maxLength: 24,
    });
    fc.assert(
      fc.property(digits, fc.boolean(), (text, isLower) => {
        const id = `pay_${text}`;
        const reference = isLower ? referenceOf(id).toLowerCase() : referenceOf(id);
        expect(reference).toMatch(/^[A-Za-z0-9-]{1,35}$/);
        expect(payoutOfReference(reference)).toBe(id);
        expect(payoutsNamedIn(`Возврат. ${reference}. НДС не облагается.`)).toEqual([id]);
      }),
    );
    expect(payoutOfReference("NOTPROVIDED")).toBeUndefined();
    expect(payoutsNamedIn(`PAY-${"0".repeat(25)}`)).toEqual([]);
  });

  test("what is written for any text has only the EPC's characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const result = epcText(text);
        if (result.kind === "text") expect(result.text).toMatch(/^[A-Za-z0-9/?:().,'+ -]*$/);
      }),
    );
  });
});
