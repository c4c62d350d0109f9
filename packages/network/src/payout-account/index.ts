export { getPayoutAccount, listPayoutAccounts, type PayoutAccount } from "./accounts.ts";
export { addPayoutAccount, makeMainAccount, removePayoutAccount, WAIT_MS, type NewPayoutAccount } from "./change.ts";
export { findAccountChangers, type AccountChanger } from "./changers.ts";
export { holdPayoutAccount, releasePayoutAccount, revealPayoutAccount, openDetails } from "./holds.ts";
export { resealAccounts, screenAccounts, type Screening, type ScreeningAnswer } from "./jobs.ts";
export { findPayableAccounts, type PayableAccount, type Payee } from "./payable.ts";
export { getWithholding, setWithholding, WITHHOLDING_BPS_MAX, type Withholding } from "./withholding.ts";
