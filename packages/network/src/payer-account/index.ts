export {
  addPayerAccount,
  disablePayerAccount,
  getPayerAccount,
  listPayerAccounts,
  makeMainPayerAccount,
  type PayerAccount,
} from "./accounts.ts";
export { findDocumentNumbers, numberDocuments } from "./documents.ts";
export {
  addLegalEntity,
  changeLegalEntity,
  listLegalEntities,
  type LegalEntity,
  type LegalEntityFields,
} from "./entities.ts";
export { getPayer, resealPayerAccounts } from "./payer.ts";
