export {
  callOnce,
  isFreshSignInRequired,
  isUnauthenticated,
  type AnswerOf,
  type InputOf,
  type OperationName,
} from "./client.ts";
export { useProblem, type Problem } from "./problem.ts";
export {
  forgetPerson,
  list,
  listPages,
  me,
  queryClient,
  read,
  rememberPerson,
  settings,
  useAct,
  type Listing,
  type PageOf,
  type RowOf,
} from "./queries.ts";
export { endWait, isWaiting, subscribe } from "./session.ts";
