export { ConcurrentWriteError, retryOnConcurrentWrite } from "./concurrent-write.ts";
export {
  answerIfFirst,
  inJson,
  insertRows,
  jsonChunks,
  MoneyLimitError,
  openDatabase,
  rawStatement,
  sumText,
  sumTooLarge,
  valuesIn,
  writeIfFirst,
  type ClickDb,
  type Db,
  type Statement,
} from "./database.ts";
export {
  claimIdempotencyKey,
  forgetIdempotentAnswers,
  keepIdempotentAnswer,
  releaseIdempotencyKey,
} from "./idempotency.ts";
export { hasTexts, joinedTexts, markedText, NOT_NULL_MARK, splitTexts, textsOf, unmarked } from "./joined-row.ts";
export { releaseLease, takeLease, withLease, type Holding } from "./lease.ts";
export { ENDED, findProgress, saveProgress, type Progress, type ProgressName } from "./progress.ts";
export { requireRowLimit, voidIf, withinRowLimit, writeWithinRowLimit, type RowLimit } from "./row-limit.ts";
export { findNames } from "./names.ts";
export { findEntityIds, findLinkIds, findLinkNumbers, findNumbers, type NumberOf } from "./numbers.ts";
export { PAGE_CHARS_MAX, partsWithinWeight, weightOfRow, withinWeight } from "./weight.ts";
export { publish, publishSelected } from "./outbox.ts";
export {
  NOT_A_CURSOR,
  between,
  equal,
  filteredList,
  idsAround,
  idsBetween,
  inRange,
  rangeOrNone,
  readListPage,
  selectedColumns,
  type Condition,
  type FilteredList,
  type ListPage,
  type ListRequest,
  type ListRules,
  type RowReader,
  type TimeRange,
} from "./filtered-list.ts";
export type { CheckAnswer, CheckVerdict, RuleSetStatus } from "./tables-check.ts";
export type { ClickTables, ConversionRow, StopReason, Tables } from "./tables.ts";
export type { ClickFacts, ReasonColumns } from "./tables-conversion.ts";
export { type ArchiveTables } from "./tables-archive.ts";
export { contains, searchable } from "./search.ts";
export { BEYOND, ORDER_BY, SORTS, type Sort } from "./sort.ts";
export { askShards, openShards, SHARD_FILLING, type ClickShards, type ShardEra } from "./shards.ts";
