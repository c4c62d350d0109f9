export { advanceStatement, commitStatement, discardStatement, listUnfinishedStatements } from "./commit.ts";
export { CSV_COLUMNS } from "./csv-statement.ts";
export { receiveStatement } from "./receive.ts";
export { assignEntry, bookCharge, ignoreEntry } from "./resolve.ts";
export type { EntryRow, StatementRow } from "./queries.ts";
export { describeStatement, listEntries, listStatements, type StatementView } from "./view.ts";
