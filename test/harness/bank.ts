import type { BankFileFormat } from "@waymark/network/words";

/** A payment that a bank, or a service, reads in a file of ours. */
export interface Order {
  reference: string;
  /** Decimal. */
  amount: string;
  account: string;
  holder: string;
  /** Of the payment document; 0 where the format has none. */
  number: number;
  purpose: string;
}

/** What the other side reads in a file, by simple means of its own. The columns of a CSV are reference, amount, account. */
export function ordersIn(format: BankFileFormat, pieces: Iterable<Uint8Array>): Order[] {
  const text = new TextDecoder(format === "1c" ? "windows-1251" : "utf-8").decode(Buffer.concat([...pieces]));
  switch (format) {
    case "pain.001":
      return [...text.matchAll(/<CdtTrfTxInf>.*?<\/CdtTrfTxInf>/gs)].map(([one]) => ({
        reference: between(one, "<EndToEndId>", "</EndToEndId>"),
        amount: between(one, '<InstdAmt Ccy="EUR">', "</InstdAmt>"),
        account: between(one, "<IBAN>", "</IBAN>"),
        holder: between(one, "<Cdtr><Nm>", "</Nm>"),
        ...{ number: 0, purpose: between(one, "<Ustrd>", "</Ustrd>") },
      }));
    case "1c":
      return text
        .split("СекцияДокумент=")
        .slice(1)
        .map((one) => ({
          reference: /PAY-[0-9A-Z]{24}/.exec(one)?.[0] ?? "",
          amount: between(one, "Сумма=", "\r\n"),
          account: between(one, "ПолучательСчет=", "\r\n"),
          holder: between(one, "Получатель1=", "\r\n"),
          ...{ number: Number(between(one, "Номер=", "\r\n")), purpose: between(one, "НазначениеПлатежа=", "\r\n") },
        }));
    case "paypal_csv":
      return rowsOf(text).map(([account = "", amount = "", , reference = "", purpose = ""]) => ({
        ...{ reference, amount, account, holder: "", number: 0, purpose },
      }));
    case "csv":
      return rowsOf(text)
        .slice(1)
        .map(([reference = "", amount = "", account = ""]) => ({
          ...{ reference, amount, account, holder: "", number: 0, purpose: "" },
        }));
  }
}

const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));

function between(text: string, before: string, after: string): string {
  const from = text.indexOf(before);
  if (from < 0) throw new Error(`${before} is missing`);
  return text.slice(from + before.length, text.indexOf(after, from + before.length));
}

/** A statement as CSV in a currency, from an opening balance of 0. Amounts are in minor units of two decimals. */
export function csvStatement(
  currency: string,
  entries: readonly { kind: string; minor: number; reference?: string; bankReference: string }[],
): string {
  const decimal = (minor: number) => (minor / 100).toFixed(2);
  const sum = entries.reduce((total, { minor }) => total + minor, 0);
  return [
    "kind,booked_on,amount,currency,reference,bank_reference,text",
    `opening,2026-12-02,0.00,${currency},,,`,
    ...entries.map(
      ({ kind, minor, reference = "", bankReference }) =>
        `${kind},2026-12-02,${decimal(minor)},${currency},${reference},${bankReference},`,
    ),
    `closing,2026-12-02,${decimal(sum)},${currency},,,`,
  ]
    .map((line) => `${line}\r\n`)
    .join("");
}

let ibans = 0;

/** A German IBAN that no other account of this process has. */
export function newIban(): string {
  const bban = `37040044${String(++ibans).padStart(10, "0")}`;
  const rest = Number(BigInt(`${bban}131400`) % 97n); // D is 13, E is 14
  return `DE${String(98 - rest).padStart(2, "0")}${bban}`;
}
