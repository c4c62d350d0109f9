export { answerTerms, listTerms, proposeTerms, type ProposedTerms } from "./amend.ts";
export { listOffers, MODELS, type CatalogueFilter } from "./catalogue.ts";
export { changeOffer, inputOf, type OfferChange } from "./change.ts";
export { CREATIVE_TYPES } from "./content.ts";
export { createOffer, importOffers, IMPORT_OFFERS_MAX, type ImportedOffer } from "./create.ts";
export {
  addCreative,
  CREATIVE_BYTES_MAX,
  listCreatives,
  readCreative,
  removeCreative,
  type Creative,
} from "./creatives.ts";
export { insertOffer, type NewOffer } from "./insert.ts";
export { readPresentation, TRAFFIC_KINDS, type Presentation } from "./presentation.ts";
export {
  FIGURES_DAYS,
  getOffer,
  readTerms,
  type GoalRow,
  type LandingRow,
  type Offer,
  type OfferRow,
  type TermsQuestion,
} from "./queries.ts";
export { compileRouting, LIST_VALUES_MAX, readRouting, type Routing } from "./routing.ts";
export { firstTerms, type Rates, type Said, type Terms } from "./terms.ts";
