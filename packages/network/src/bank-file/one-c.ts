import { createSinglebyteEncoder } from "@exodus/bytes/single-byte.js";
import { writeDecimal } from "../money.ts";
import type { PayoutDetails } from "../payout-details/index.ts";
import { firstDetailFault } from "./detail-fault.ts";
import type { BankFormat, FileContent, FileTerms, Payment } from "./payment.ts";
import { referenceOf } from "./reference.ts";

const PURPOSE_CHARS_MAX = 210;
/** Banks take at most six digits. */
const NUMBER_MAX = 999_999;

type RussianBank = Extract<PayoutDetails, { method: "russian_bank" }>;

const encodeStrictly = createSinglebyteEncoder("windows-1251", { mode: "fatal" });

/**
 * 1CClientBankExchange 1.03, "Standard of exchange with bank clients" (v8.1c.ru). In Windows-1251, with CRLF. Bank statements
 * of this format carry no end-to-end id, so the purpose holds our reference.
 */
export const ONE_C: BankFormat = {
  paymentsMax: 10_000,
  contentType: "text/plain; charset=windows-1251",
  extension: "txt",
  payerFault({ details, name }) {
    if (details.method !== "russian_bank") return "Only accounts at Russian banks pay by this format";
    return firstDetailFault(details) ?? textFault({ "The payer's name": name, "The payer's bank": details.bankName });
  },
  paymentFault(payment, terms) {
    const { details, documentNumber, currency } = payment;
    if (details.method !== "russian_bank") return "The account is not at a Russian bank";
    if (currency !== "RUB") return "Russian banks pay only roubles by this format";
    if (documentNumber === null) return "The payout has no document number";
    if (documentNumber > NUMBER_MAX) return `The document number ${documentNumber} has more than six digits`;
    const purpose = purposeOf(payment, terms);
    if (purpose.length > PURPOSE_CHARS_MAX)
      return `The purpose has ${purpose.length} characters; at most ${PURPOSE_CHARS_MAX} fit`;
    return (
      firstDetailFault(details) ??
      textFault({ "The holder's name": details.holder, "The bank's name": details.bankName, "The purpose": purpose })
    );
  },
  *write(file) {
    yield head(file);
    for (const payment of file.payments) yield order(payment, file);
    yield "КонецФайла\r\n";
  },
  encode: (text) => encodeStrictly(text),
};

/** All that Windows-1251 has and that is seen: a line break would begin another field. */
const CHARACTERS = new TextDecoder("windows-1251")
  .decode(Uint8Array.from({ length: 0x100 - 0x20 }, (_, i) => i + 0x20))
  .replaceAll(/\p{C}/gu, "");
const NOT_ONE_OF_THEM = new RegExp(`[^${CHARACTERS.replaceAll(/[\]\\^-]/g, "\\$&")}]`, "u");

/** Why these texts can't be written; undefined if they can. */
function textFault(texts: Record<string, string>): string | undefined {
  for (const [name, text] of Object.entries(texts)) {
    const character = NOT_ONE_OF_THEM.exec(text)?.[0];
    if (character !== undefined) return `${name} has “${character}”, which Windows-1251 has not`;
  }
  return undefined;
}

/** What is paid for, our reference, and the phrase on VAT that tax offices expect. */
function purposeOf({ payoutId, vatMinor, vatBps, currency }: Payment, { subject }: FileTerms): string {
  const vat =
    vatMinor === 0
      ? "НДС не облагается"
      : `В том числе НДС ${percentOf(vatBps)}% - ${writeDecimal({ amountMinor: vatMinor, currency })}`;
  return `${subject}. ${referenceOf(payoutId)}. ${vat}.`;
}

const percentOf = (bps: number) => writeDecimal({ amountMinor: bps, currency: "RUB" }).replace(/\.?0+$/, "");

function head({ payer, terms }: FileContent): string {
  const created = terms.madeAt.slice(0, 10);
  return lines([
    "1CClientBankExchange",
    "ВерсияФормата=1.03",
    "Кодировка=Windows",
    "Отправитель=Waymark",
    "Получатель=",
    `ДатаСоздания=${dayOf(created)}`,
    `ВремяСоздания=${terms.madeAt.slice(11, 19)}`,
    `ДатаНачала=${dayOf(terms.executeOn)}`,
    `ДатаКонца=${dayOf(terms.executeOn)}`,
    `РасчСчет=${russian(payer.details).account}`,
    "Документ=Платежное поручение",
  ]);
}

function order(payment: Payment, { payer, terms }: FileContent): string {
  const { documentNumber, netMinor, currency, details } = payment;
  return lines([
    "СекцияДокумент=Платежное поручение",
    `Номер=${documentNumber}`,
    `Дата=${dayOf(terms.executeOn)}`,
    `Сумма=${writeDecimal({ amountMinor: netMinor, currency })}`,
    ...party("Плательщик", russian(payer.details), payer.name),
    ...(payer.kpp === null ? [] : [`ПлательщикКПП=${payer.kpp}`]),
    ...party("Получатель", russian(details), russian(details).holder),
    "ВидОплаты=01",
    "Очередность=5",
    "Код=",
    `НазначениеПлатежа=${purposeOf(payment, terms)}`,
    "КонецДокумента",
  ]);
}

const party = (side: string, details: RussianBank, name: string): string[] => [
  `${side}Счет=${details.account}`,
  `${side}=ИНН ${details.inn} ${name}`,
  `${side}ИНН=${details.inn}`,
  `${side}1=${name}`,
  `${side}РасчСчет=${details.account}`,
  `${side}Банк1=${details.bankName}`,
  `${side}Банк2=`,
  `${side}БИК=${details.bik}`,
  `${side}Корсчет=${details.correspondentAccount}`,
];

const russian = (details: PayoutDetails) => details as RussianBank; // the faults refuse others

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\r\n`).join("");

/** 2026-12-01 as 01.12.2026. */
const dayOf = (date: string) => date.split("-").reverse().join(".");
