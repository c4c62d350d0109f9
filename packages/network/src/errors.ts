/** Every refusal of the network, with the HTTP status that carries it. Codes are stable: programs read them. */
export const ERROR_STATUS = {
  bad_request: 400,
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  slug_taken: 409,
  slug_reserved: 422,
  offer_not_open: 409,
  application_needed: 403,
  application_not_needed: 409,
  application_exists: 409,
  account_blocked: 403,
  file_refused: 422,
  source_refused: 422,
  transition_refused: 409,
  click_facts_awaited: 409,
  correction_answered: 409,
  second_person_required: 403,
  payment_begun: 409,
  run_step_refused: 409,
  nothing_to_pay: 409,
  request_forgotten: 409,
  same_file: 409,
  upload_step_refused: 409,
  period_unknown: 409,
  period_received: 409,
  landing_refused: 422,
  creative_refused: 422,
  currency_unknown: 422,
  too_large: 413,
  cross_site: 403,
  scope_missing: 403,
  session_required: 403,
  second_factor_required: 403,
  credentials_refused: 401,
  code_refused: 401,
  email_not_verified: 403,
  token_refused: 400,
  password_refused: 400,
  idempotency_mismatch: 422,
  in_progress: 409,
  too_many_requests: 429,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** What is wrong with one field; of a conflict, both sides' values as well. */
export interface Fault {
  path: string;
  message: string;
  theirs?: unknown;
  yours?: unknown;
}

/** An expected refusal. What is not a NetworkError is a bug. */
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

/** One word for a row that is not there and a row that is not yours. */
export const notFound = (what: string) => new NetworkError("not_found", `No such ${what}`);
