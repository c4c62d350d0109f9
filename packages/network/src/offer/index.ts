export { advertiserBlocked } from "./advertiser.ts";
export { answerTerms, confirmTerms, listTerms, proposeTerms, type ProposedTerms } from "./amend.ts";
export { findOffersByName, listOffers, MODELS } from "./catalogue.ts";
export { changeCap, changeOffer, confirmOpening, moveOffer } from "./change.ts";
export { OFFER_VERBS, type OfferVerb } from "./lifecycle.ts";
export {
  approveDestinationChange,
  getDestinationChange,
  listDestinationChanges,
  refuseDestinationChange,
  wantedIn,
} from "./destination-changes.ts";
export { exportOffers } from "./export.ts";
export { listHosts, restoreHost, revokeHost, type HostRow } from "./hosts.ts";
export { findRevoked, revocationOf } from "./revoked.ts";
export { CLICK_TREATMENTS, clickPolicyAt, readClickPolicy, type ClickKind, type ClickPolicy } from "./click-policy.ts";
export { CREATIVE_TYPES } from "./content.ts";
export { createOffer, importOffers, IMPORT_OFFERS_MAX, IMPORT_STATUSES } from "./create.ts";
export {
  addCreative,
  CREATIVE_BYTES_MAX,
  listCreatives,
  readCreative,
  removeCreative,
  type Creative,
} from "./creatives.ts";
export { CLAIM_DAYS, insertOffer, type NewOffer } from "./insert.ts";
export { readPresentation, TRAFFIC_KINDS, type Presentation } from "./presentation.ts";
export {
  FIGURES_DAYS,
  findLongestWindow,
  findOffersAndGoals,
  getOffer,
  offersWithLandings,
  readTerms,
  type DestinationChangeRow,
  type Offer,
  type OfferRow,
} from "./queries.ts";
export { compileRouting, LIST_VALUES_MAX, readRouting, type Routing } from "./routing.ts";
export { firstTerms, type Rates, type TermsChange, type Terms } from "./terms.ts";
