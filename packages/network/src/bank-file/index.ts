export { DEFAULT_COLUMNS } from "./csv.ts";
export { checkPayments, FORMATS, writeBankFile } from "./make.ts";
export { listBankFiles, voidBankFile, type BankFileRecord } from "./made-files.ts";
export { CSV_FIELDS, type Payer, type Payment } from "./payment.ts";
export { payoutOfReference, payoutsNamedIn, referenceOf } from "./reference.ts";
export { makeBankFile, previewBankFile, type FilePreview } from "./run-file.ts";
