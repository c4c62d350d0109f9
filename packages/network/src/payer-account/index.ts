export {
  addPayerAccount,
  disablePayerAccount,
  getPayerAccount,
  listPayerAccounts,
  makeMainPayerAccount,
  type PayerAccount,
} from "./accounts.ts";
export { findDocumentNumbers, numberDocuments, type DocumentNumber } from "./documents.ts";
export {
  addLegalEntity,
  changeLegalEntity,
  listLegalEntities,
  type LegalEntity,
  type LegalEntityFields,
} from "./entities.ts";
export { getPayer, resealPayerAccounts, type Payer } from "./payer.ts";
