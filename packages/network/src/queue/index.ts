export {
  countDeadLetters,
  keepDeadLetters,
  listDeadLetters,
  listUnlisted,
  readDeadLetter,
  settleDeadLetters,
  type DeadLetter,
  type DeadLetterRange,
  type DeadLetterRow,
} from "./dead-letters.ts";
export { listQueues, reportQueue } from "./state.ts";
