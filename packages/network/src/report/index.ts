export { readAmount, type AmountFault } from "./amount.ts";
export {
  type LinkFacts,
  type PostbackOutcome,
  decidePostback,
  goalOf,
  identityFor,
  identityOf,
  onceFor,
  onceOf,
  rejected,
} from "./decide.ts";
export { REASONS, type Reason } from "./reasons.ts";
export { readStatusWords } from "./words.ts";
export type { WrittenAmount } from "./report.ts";
