export { DEFAULT_COLUMNS } from "./csv.ts";
export { checkPayments, FORMATS, writeBankFile } from "./make.ts";
export type { Payer, Payment } from "./payment.ts";
export { payoutOfReference, payoutsNamedIn, referenceOf } from "./reference.ts";
