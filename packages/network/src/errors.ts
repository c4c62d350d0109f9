/**
 * Every error code of the API, with its HTTP status and its title, which never changes. Codes are stable, for programs
 * to branch on; docs/api.md lists them.
 */
export const ERRORS = {
  bad_request: { status: 400, title: "The request is malformed" },
  invalid_input: { status: 400, title: "The input is invalid" },
  unauthenticated: { status: 401, title: "Authentication is required" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "The method is not allowed" },
  conflict: { status: 409, title: "Changed by another request; retry" },
  already_exists: { status: 409, title: "Already exists" },
  limit_reached: { status: 409, title: "A limit is reached" },
  precondition_failed: { status: 412, title: "The stated version is stale" },
  slug_taken: { status: 409, title: "The slug is taken" },
  slug_reserved: { status: 422, title: "The slug is reserved" },
  offer_not_open: { status: 409, title: "The offer is not open" },
  application_needed: { status: 403, title: "An application is needed" },
  application_not_needed: { status: 409, title: "No application is needed" },
  application_exists: { status: 409, title: "An application exists" },
  account_blocked: { status: 403, title: "The account is blocked" },
  file_refused: { status: 422, title: "The file is refused" },
  report_refused: { status: 422, title: "The report can't be answered" },
  source_refused: { status: 422, title: "The traffic source is refused" },
  transition_refused: { status: 409, title: "The state does not allow this" },
  click_facts_awaited: { status: 409, title: "The click is not stored yet" },
  not_stopped: { status: 409, title: "The network does not stop it" },
  rejected_by_advertiser: { status: 409, title: "The advertiser has rejected it" },
  appeal_answered: { status: 409, title: "The appeal is answered" },
  addresses_unknown: { status: 409, title: "Addresses can't be compared" },
  claim_overdue: { status: 409, title: "The claim waits for the operator" },
  claim_refused: { status: 409, title: "The claim can't be accepted" },
  reattribution_needed: { status: 409, title: "The order is recorded for another webmaster" },
  request_answered: { status: 409, title: "The request is answered" },
  sum_too_large: { status: 422, title: "The sum is too large" },
  last_owner: { status: 409, title: "The last owner stays" },
  second_person_required: { status: 403, title: "A second person is required" },
  payment_begun: { status: 409, title: "The payment has begun" },
  run_step_refused: { status: 409, title: "The payout run does not allow this step" },
  nothing_to_pay: { status: 409, title: "Nothing to pay" },
  paid_elsewhere: { status: 409, title: "Another file or service already pays" },
  payer_missing: { status: 409, title: "A payer account is missing" },
  request_forgotten: { status: 409, title: "The request is no longer kept" },
  same_file: { status: 409, title: "The file was uploaded before" },
  upload_step_refused: { status: 409, title: "The upload does not allow this step" },
  period_unknown: { status: 409, title: "The period is unknown" },
  period_received: { status: 409, title: "The period has its file" },
  landing_refused: { status: 422, title: "The landing is refused" },
  creative_refused: { status: 422, title: "The creative is refused" },
  currency_unknown: { status: 422, title: "The currency is unknown" },
  too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The media type is not supported" },
  cross_site: { status: 403, title: "Cross-site request refused" },
  scope_missing: { status: 403, title: "A scope is missing" },
  session_required: { status: 403, title: "A session is required" },
  fresh_sign_in_required: { status: 403, title: "A fresh sign-in is required" },
  second_factor_required: { status: 403, title: "A second factor is required" },
  credentials_refused: { status: 401, title: "The credentials are refused" },
  code_refused: { status: 401, title: "The code is refused" },
  token_refused: { status: 400, title: "The token is refused" },
  password_refused: { status: 400, title: "The password is refused" },
  idempotency_mismatch: { status: 422, title: "The Idempotency-Key was used for another request" },
  in_progress: { status: 409, title: "The first request is in progress" },
  too_many_requests: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Internal error" },
} as const;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]; // its keys are closed

/** A fault of one field; in a conflict also the values of both sides. */
export interface Fault {
  path: string;
  message: string;
  theirs?: unknown;
  yours?: unknown;
}

/** An expected refusal. Any other thrown error is a bug. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly code: ErrorCode;
  readonly errors: readonly Fault[];

  constructor(code: ErrorCode, message: string, errors: readonly Fault[] = []) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** 404 for both "missing" and "not visible to this actor". */
export const notFound = (what: string) => new NetworkError("not_found", `No such ${what}`);

/** An act on money that is recorded, and waits until a second person confirms the request. The API answers 202. */
export class WaitsForSecondPerson extends Error {
  override readonly name = "WaitsForSecondPerson";
  readonly requestId: string;

  constructor(requestId: string) {
    super(`${requestId} waits for a second person`);
    this.requestId = requestId;
  }
}
