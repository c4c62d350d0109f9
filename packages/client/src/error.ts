import type { ErrorCode, Problem } from "./api.generated.ts";

/** A refusal of the API, by its problem document (RFC 9457). Branch on `code`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  /** The HTTP status. */
  readonly status: number;
  /** The same for every error with this code; `message` describes this one. */
  readonly title: string;
  /** Id of the request in the operator's log. */
  readonly requestId: string;
  /** What is wrong with each field; in a conflict also its value now, and the one that was sent. */
  readonly errors: NonNullable<Problem["errors"]>;
  /** Milliseconds after which a retry makes sense, if the API says so. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, retryAfterMs: number | undefined) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.requestId = problem.request_id;
    this.errors = problem.errors ?? [];
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer of the API: the connection failed, the time limit passed, or a proxy answered. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}
