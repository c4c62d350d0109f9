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
  getLegalEntity,
  listLegalEntities,
  type LegalEntity,
  type LegalEntityFields,
} from "./entities.ts";
export { findPayers, getPayer, resealPayerAccounts, type PayerKey } from "./payer.ts";
