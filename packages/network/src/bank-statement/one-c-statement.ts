import { payoutsNamedIn } from "../bank-file/index.ts";
import { readDecimal } from "../money.ts";
import type { EntryKind } from "../words.ts";
import { ENTRIES_MAX, refuse, shortText, type PayerOf, type ReadEntry, type ReadStatement } from "./statement.ts";

type Section = Map<string, string>;

const CURRENCY = "RUB";
/** A bank's own income and commission accounts in the Russian chart of accounts (Bank of Russia, 809-P). */
const BANK_INCOME = /^(70601|47423)/;

/**
 * A statement in 1CClientBankExchange 1.02 or 1.03. It carries no end-to-end id: the purpose has our reference. Throws
 * `file_refused`.
 */
export function readOneC(bytes: Uint8Array, payerOf: PayerOf): ReadStatement {
  const { accounts, documents } = sectionsOf(linesOf(bytes));
  if (accounts.length !== 1)
    refuse(
      accounts.length === 0
        ? "The statement has no section of an account"
        : "The statement is of several accounts, or there twice",
    );
  const [account = new Map<string, string>()] = accounts;
  const number = required(account, "РасчСчет");
  const entries = documents.map((document) => entryOf(document, number));
  if (entries.length > ENTRIES_MAX) refuse(`The statement has more than ${ENTRIES_MAX} entries`);
  const closing = account.get("КонечныйОстаток");
  if (closing === undefined || closing === "")
    refuse("The statement has no closing balance: it is cut, or not final yet");
  requireTurnover(account, entries);
  const bik = documents.map((document) => ownBik(document, number)).find((one) => one !== undefined);
  return {
    ...payerOf(`russian_bank:${bik ?? ""}:${number}`, CURRENCY),
    ...{ format: "1c", originalMessageId: null, ofFile: null, name: null, entries },
    fromDay: dayOf(account.get("ДатаНачала")),
    toDay: dayOf(account.get("ДатаКонца")),
    openingMinor: amountOf(required(account, "НачальныйОстаток")),
    closingMinor: amountOf(closing ?? ""),
  };
}

/** Banks write Windows-1251, or DOS's 866 if they say so, and some UTF-8. Russian text in one is not text in the others. */
function linesOf(bytes: Uint8Array): string[] {
  const head = new TextDecoder("ibm866").decode(bytes.subarray(0, HEAD_BYTES));
  const single = /^Кодировка=DOS\s*$/m.test(head) ? "ibm866" : "windows-1251";
  const text = decodeUtf8(bytes) ?? new TextDecoder(single).decode(bytes);
  return text.split(/\r?\n/).map((line) => line.trim());
}

const HEAD_BYTES = 2_000;

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Splits the file into its sections; each must end, and so must the file. */
function sectionsOf(lines: readonly string[]): { accounts: Section[]; documents: Section[] } {
  if (lines[0] !== "1CClientBankExchange") refuse("The file does not begin with 1CClientBankExchange");
  const [accounts, documents]: [Section[], Section[]] = [[], []];
  let open: { section: Section; end: string; into: Section[] } | undefined;
  let isEnded = false;
  for (const line of lines.slice(1)) {
    if (line === "") continue;
    if (isEnded || line === "1CClientBankExchange") refuse("The file goes on after its end: it is there twice");
    const at = line.indexOf("=");
    const [key, value] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    if (key === "КонецФайла") {
      if (open !== undefined) refuse(`The file ends within a section that ${open.end} would close`);
      isEnded = true;
    } else if (key === "СекцияРасчСчет" || key === "СекцияДокумент") {
      if (open !== undefined) refuse(`A section begins before ${open.end}`);
      const isAccount = key === "СекцияРасчСчет";
      open = {
        section: new Map([["Вид", value]]),
        end: isAccount ? "КонецРасчСчет" : "КонецДокумента",
        into: isAccount ? accounts : documents,
      };
    } else if (open !== undefined && key === open.end) {
      open.into.push(open.section);
      open = undefined;
    } else open?.section.set(key, value.trim());
  }
  if (!isEnded) refuse("The file is cut: its last line must be КонецФайла");
  return { accounts, documents };
}

const required = (section: Section, key: string): string => {
  const value = section.get(key) ?? "";
  return value === "" ? refuse(`A section has no ${key}`) : value;
};

/** Some banks write 5, 5.0 or 5,00. */
function amountOf(text: string): number {
  const match = /^(-?)(\d+)(?:[.,](\d{1,2}))?$/.exec(text);
  const minor = match === null ? undefined : readDecimal(`${match[2]}.${match[3] ?? "0"}`, CURRENCY);
  if (minor === undefined) return refuse(`“${shortText(text)}” is not an amount in roubles`);
  return match?.[1] === "-" ? -minor : minor;
}

function dayOf(text: string | undefined): string | null {
  const match = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text ?? "");
  return match === null ? null : `${match[3]}-${match[2]}-${match[1]}`;
}

const accountOf = (document: Section, side: "Плательщик" | "Получатель") =>
  document.get(`${side}РасчСчет`) || document.get(`${side}Счет`) || ""; // banks leave one of them empty

const ownBik = (document: Section, own: string) =>
  (["Плательщик", "Получатель"] as const)
    .filter((side) => accountOf(document, side) === own)
    .map((side) => document.get(`${side}БИК`))
    .find((bik) => bik !== undefined && bik !== "");

function entryOf(document: Section, own: string): ReadEntry {
  const isOut = accountOf(document, "Плательщик") === own;
  if (!isOut && accountOf(document, "Получатель") !== own)
    refuse(`Document ${document.get("Номер") ?? ""} is not of the account ••••${own.slice(-4)}`);
  const other = isOut ? "Получатель" : "Плательщик";
  const purpose = document.get("НазначениеПлатежа") ?? "";
  const named = payoutsNamedIn(purpose);
  const payoutId = named.length === 1 ? (named[0] ?? null) : null;
  const number = Number(document.get("Номер"));
  const minor = amountOf(required(document, "Сумма"));
  if (minor <= 0) refuse("A document has no amount");
  return {
    kind: kindOf({ isOut, isOurs: payoutId !== null, account: accountOf(document, other) }),
    bookedOn: dayOf(document.get(isOut ? "ДатаСписано" : "ДатаПоступило")) ?? dayOf(document.get("Дата")),
    amountMinor: isOut ? -minor : minor,
    payoutId,
    accounts: [`russian_bank:${document.get(`${other}БИК`) ?? ""}:${accountOf(document, other)}`],
    bankReference: null,
    documentNumber: Number.isSafeInteger(number) && number > 0 ? number : null,
    chargeMinor: 0,
    reasonCode: null,
    text: shortText(purpose),
  };
}

function kindOf({ isOut, isOurs, account }: { isOut: boolean; isOurs: boolean; account: string }): EntryKind {
  if (isOurs) return isOut ? "payment" : "return";
  return isOut && BANK_INCOME.test(account) ? "charge" : "other";
}

/** The turnover that the bank states, where it does. */
function requireTurnover(account: Section, entries: readonly ReadEntry[]): void {
  for (const [key, isIn] of [
    ["ВсегоПоступило", true],
    ["ВсегоСписано", false],
  ] as const) {
    const stated = account.get(key);
    if (stated === undefined || stated === "") continue;
    const sum = entries.reduce(
      (total, { amountMinor }) => (amountMinor > 0 === isIn ? total + Math.abs(amountMinor) : total),
      0,
    );
    if (sum !== amountOf(stated))
      refuse(`The documents don't come to what ${key} says: some are missing, or there twice`);
  }
}
