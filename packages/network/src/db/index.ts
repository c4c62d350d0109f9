export {
  inJson,
  insertRows,
  jsonChunks,
  openDatabase,
  rawStatement,
  RivalError,
  type ClickDb,
  type Db,
  type Statement,
} from "./database.ts";
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
export {
  dropIdempotencyKey,
  forgetIdempotentAnswers,
  keepIdempotentAnswer,
  takeIdempotencyKey,
} from "./idempotency.ts";
export { mailTo, sendMails, type MailText } from "./mail.ts";
export { publish } from "./outbox.ts";
export { listQueues, reportQueue } from "./queue-state.ts";
export { accessOf, beginAccessStops, beginStop, endAccessStops, endStop, setExpiry, type StopReason } from "./stop.ts";
export type { ClickTables, ConversionRow, Tables } from "./tables.ts";
export type { ClickFacts } from "./tables-conversion.ts";
