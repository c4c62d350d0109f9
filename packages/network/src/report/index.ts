export { readAmount, type AmountFault } from "./amount.ts";
export {
  type LinkFacts,
  POSTBACK_REASONS,
  type PostbackOutcome,
  type PostbackReason,
  decidePostback,
  goalOf,
  identityFor,
  identityOf,
  onceFor,
  onceOf,
  rejected,
} from "./decide.ts";
