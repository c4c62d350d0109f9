import type { BankFileRecord, PayoutAccount } from "@waymark/client";
import type { OperationName } from "../../api/index.ts";

type Format = BankFileRecord["format"];

/** What banks and services call the formats. */
export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  "pain.001": "pain.001.001.09",
  "1c": "1CClientBankExchange 1.03",
  paypal_csv: "PayPal Payouts CSV",
  csv: "CSV",
};

/** The formats that pay accounts of a method; the first is the usual one. */
export const FORMATS_OF: Readonly<Record<PayoutAccount["method"], readonly [Format, ...Format[]]>> = {
  sepa: ["pain.001", "csv"],
  russian_bank: ["1c", "csv"],
  swift: ["pain.001", "csv"],
  paypal: ["paypal_csv", "csv"],
  usdt_trc20: ["csv"],
  other: ["csv"],
};

/** What the making of a file, or its end, changes. */
export const FILE_CHANGES: readonly OperationName[] = ["getPayoutRun", "listBankFiles", "previewBankFile"];
