import type { OperationName } from "../../api/index.ts";

/** What a limit that begins or ends changes. */
export const LIMIT_CHANGES: readonly OperationName[] = [
  ...([
    "listSourceLimits",
    "getSourceScore",
    "listSourceScores",
    "getToDo",
    "getOwnToDo",
    "listLinks",
    "getLink",
  ] as const),
];
