import { payoutOfReference, payoutsNamedIn } from "../bank-file/index.ts";
import { readDecimal } from "../money.ts";
import type { EntryKind } from "../words.ts";
import {
  ENTRIES_MAX,
  refuse,
  shortText,
  type Payer,
  type PayerOf,
  type ReadEntry,
  type ReadStatement,
} from "./statement.ts";
import { find, findAll, readXml, textAt, type XmlNode } from "./xml.ts";

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-9]|1[0-3])$/;
const STATEMENT = "BkToCstmrStmt/Stmt";
const DETAILS = `${STATEMENT}/Ntry/NtryDtls/TxDtls`;
const PARTS = ["Id", "Acct", "Bal", "FrToDt", "TxsSummry", "Ntry"].map((part) => `${STATEMENT}/${part}`);

/** Sub-families of ISO 20022's bank transaction codes for what a bank charges. */
const CHARGES: ReadonlySet<string> = new Set(["CHRG", "COMM", "COME", "COMI", "COMT", "FEES"]);

/** A statement that is being read: its account comes first, as the schema has it. */
class Reading {
  readonly statement: ReadStatement;
  /** Entries that were read, and that the bank announces. */
  entries = 0;
  stated: number | undefined;
  details: Detail[] = [];

  constructor(name: string) {
    this.statement = {
      ...{ payerAccountId: "", currency: "", format: "camt.053", originalMessageId: null, ofFile: null, name },
      ...{ fromDay: null, toDay: null, openingMinor: null, closingMinor: null, entries: [] },
    };
  }

  get currency(): string {
    return this.statement.currency === "" ? refuse("The statement names no account") : this.statement.currency;
  }

  finished(): ReadStatement {
    const { statement, stated, entries } = this;
    if (this.currency !== "" && statement.openingMinor === null) refuse("The statement has no opening balance");
    if (statement.closingMinor === null) refuse("The statement has no closing balance: it is cut, or not final yet");
    if (stated !== undefined && !Number.isNaN(stated) && stated !== entries)
      refuse(`The statement announces ${stated} entries and has ${entries}`);
    return statement;
  }
}

/**
 * camt.053 of any version from 2 on: a bank's statements, each of one account and some days. Throws `file_refused`, also if a
 * statement is there twice.
 */
export function readCamt053(bytes: Uint8Array, payerOf: PayerOf): ReadStatement[] {
  const readings: Reading[] = [];
  let entries = 0;
  const onNode = (path: string, node: XmlNode) => {
    const part = path.split("/").at(-1) ?? "";
    if (part === "Id") return void readings.push(new Reading(shortText(node.text)));
    const reading = readings.at(-1) ?? refuse("The statement has no id");
    const { statement } = reading;
    switch (part) {
      case "Acct":
        Object.assign(statement, ownerOf(node, payerOf));
        break;
      case "FrToDt":
        statement.fromDay = dayOf(node, "FrDtTm");
        statement.toDay = dayOf(node, "ToDtTm");
        break;
      case "Bal":
        readBalance(statement, node, reading.currency);
        break;
      case "TxsSummry":
        reading.stated = Number(textAt(node, "TtlNtries/NbOfNtries") ?? NaN);
        break;
      case "TxDtls":
        reading.details.push(detailOf(node, reading.currency));
        break;
      case "Ntry": {
        const found = entriesOf(node, reading.details, reading.currency);
        reading.entries++;
        reading.details = [];
        statement.entries.push(...found);
        if ((entries += found.length) > ENTRIES_MAX) refuse(`The file has more than ${ENTRIES_MAX} entries`);
        break;
      }
    }
  };
  readXml(bytes, { namespace: NAMESPACE, keep: [...PARTS, DETAILS], onNode });
  if (readings.length === 0) refuse("The file has no statement");
  const statements = readings.map((reading) => reading.finished());
  requireDifferent(statements);
  return statements;
}

function requireDifferent(statements: readonly ReadStatement[]): void {
  const seen = new Set<string>();
  for (const { payerAccountId, name } of statements) {
    const key = `${payerAccountId} ${name}`;
    if (seen.has(key)) refuse(`The statement ${name} is there twice`);
    seen.add(key);
  }
}

function ownerOf(node: XmlNode, payerOf: PayerOf): Payer {
  const account = accountOf(node, textAt(node, "Svcr/FinInstnId/BICFI")) ?? refuse("The statement names no account");
  const stated = textAt(node, "Ccy");
  const payer = payerOf(account, stated);
  requireCurrency(stated, payer.currency);
  return payer;
}

const requireCurrency = (stated: string | undefined, currency: string) => {
  if (stated !== undefined && stated !== currency)
    refuse(`The statement is in ${stated}; the account is in ${currency}`);
};

const dayOf = (node: XmlNode, path: string) => textAt(node, path)?.slice(0, 10) ?? null;

/** An account as `identityOf` writes it. */
function accountOf(node: XmlNode | undefined, bic?: string): string | null {
  const iban = textAt(node, "Id/IBAN");
  if (iban !== undefined) return `iban:${iban.toUpperCase()}`;
  const other = textAt(node, "Id/Othr/Id");
  return other === undefined ? null : `swift:${bic?.slice(0, 8) ?? ""}:${other.toUpperCase()}`;
}

function readBalance(statement: ReadStatement, node: XmlNode, currency: string): void {
  const code = textAt(node, "Tp/CdOrPrtry/Cd");
  const minor = signedAmount(node, currency);
  // PRCD is the closing balance of the statement before.
  if (code === "OPBD" || (code === "PRCD" && statement.openingMinor === null)) statement.openingMinor = minor;
  if (code === "CLBD") statement.closingMinor = minor;
}

function amountOf(node: XmlNode | undefined, currency: string): number {
  requireCurrency(node?.attributes["Ccy"], currency);
  const text = node?.text.trim() ?? "";
  return readDecimal(text, currency) ?? refuse(`“${shortText(text)}” is not an amount in ${currency}`);
}

/** Positive for a credit. */
function signedAmount(node: XmlNode, currency: string): number {
  const minor = amountOf(find(node, "Amt"), currency);
  const side = textAt(node, "CdtDbtInd");
  if (side !== "CRDT" && side !== "DBIT") refuse("An entry is neither a credit nor a debit");
  return side === "CRDT" || minor === 0 ? minor : -minor;
}

/** One transaction of an entry. */
interface Detail extends Pick<ReadEntry, "payoutId" | "accounts" | "chargeMinor" | "reasonCode" | "text"> {
  /** Null: the entry's. */
  amountMinor: number | null;
  isReturn: boolean;
  reference: string | null;
}

function detailOf(node: XmlNode, currency: string): Detail {
  const amount = find(node, "Amt") ?? find(node, "AmtDtls/TxAmt/Amt");
  const texts = [
    ...findAll(find(node, "RmtInf"), "Ustrd").map(({ text }) => text),
    textAt(node, "AddtlTxInf") ?? "",
    textAt(node, "RtrInf/AddtlInf") ?? "",
  ];
  const named = [textAt(node, "Refs/EndToEndId"), textAt(node, "Refs/InstrId")].map((id) =>
    payoutOfReference(id ?? ""),
  );
  const inText = payoutsNamedIn(texts.join(" "));
  const sides = (["Cdtr", "Dbtr"] as const).flatMap(
    (side) =>
      accountOf(find(node, `RltdPties/${side}Acct`), textAt(node, `RltdAgts/${side}Agt/FinInstnId/BICFI`)) ?? [],
  );
  return {
    amountMinor: amount === undefined || amount.attributes["Ccy"] !== currency ? null : amountOf(amount, currency),
    payoutId: named.find((id) => id !== undefined) ?? (inText.length === 1 ? (inText[0] ?? null) : null),
    accounts: sides,
    chargeMinor: chargesOf(node, currency),
    reasonCode: textAt(node, "RtrInf/Rsn/Cd") ?? textAt(node, "RtrInf/Rsn/Prtry") ?? null,
    isReturn: find(node, "RtrInf") !== undefined,
    reference: textAt(node, "Refs/AcctSvcrRef") ?? null,
    text: shortText(texts.join(" ")),
  };
}

function chargesOf(node: XmlNode, currency: string): number {
  const records = findAll(find(node, "Chrgs"), "Rcrd").filter((record) => textAt(record, "CdtDbtInd") !== "CRDT");
  return records.reduce((sum, record) => {
    const amount = find(record, "Amt");
    return amount?.attributes["Ccy"] === currency ? sum + amountOf(amount, currency) : sum;
  }, 0);
}

/** The transactions of an entry; a batch whose transactions don't make its amount is one entry for a person. */
function entriesOf(node: XmlNode, details: readonly Detail[], currency: string): ReadEntry[] {
  if ((textAt(node, "Sts/Cd") ?? textAt(node, "Sts")) !== "BOOK") return []; // announced, not booked
  const minor = signedAmount(node, currency);
  const code = textAt(node, "BkTxCd/Domn/Fmly/SubFmlyCd") ?? "";
  const whole = {
    bookedOn: textAt(node, "BookgDt/Dt") ?? textAt(node, "BookgDt/DtTm")?.slice(0, 10) ?? null,
    bankReference: textAt(node, "AcctSvcrRef") ?? textAt(node, "NtryRef") ?? null,
    documentNumber: null,
  };
  const text = shortText(textAt(node, "AddtlNtryInf") ?? "");
  const one = details.length === 1 ? details[0] : undefined;
  const parts = one === undefined ? details : [{ ...one, amountMinor: Math.abs(minor) }];
  const isComplete = parts.reduce((sum, { amountMinor }) => sum + (amountMinor ?? NaN), 0) === Math.abs(minor);
  if (parts.length === 0 || !isComplete) {
    const kind: EntryKind = minor < 0 && CHARGES.has(code) ? "charge" : "other";
    const named = payoutsNamedIn(text);
    const payoutId = parts.length === 0 && named.length === 1 ? (named[0] ?? null) : null;
    return [
      {
        ...{ ...whole, amountMinor: minor, accounts: [], chargeMinor: 0, reasonCode: null, text, payoutId },
        kind: payoutId === null ? kind : minor < 0 ? "payment" : "return",
      },
    ];
  }
  // Transactions of a batch that have no reference of their own share the batch's, each with its place.
  const placed = (i: number) => (parts.length === 1 ? whole.bankReference : `${whole.bankReference}/${i + 1}`);
  return parts.map(({ amountMinor, isReturn, reference, ...part }, i) => ({
    ...whole,
    ...part,
    bankReference: reference ?? (whole.bankReference === null ? null : placed(i)),
    amountMinor: minor < 0 ? -(amountMinor ?? 0) : (amountMinor ?? 0),
    kind: kindOf({ isDebit: minor < 0, isReturn, isOurs: part.payoutId !== null, code }),
    text: part.text === "" ? text : part.text,
  }));
}

function kindOf({
  isDebit,
  isReturn,
  isOurs,
  code,
}: {
  isDebit: boolean;
  isReturn: boolean;
  isOurs: boolean;
  code: string;
}): EntryKind {
  if (isDebit) return isOurs && !CHARGES.has(code) ? "payment" : CHARGES.has(code) ? "charge" : "other";
  return isOurs || isReturn ? "return" : "other";
}
