import { ConcurrentWriteError } from "@waymark/network/db";
import { ERRORS, NetworkError, WaitsForSecondPerson, type ErrorCode } from "@waymark/network/errors";
import { codeOfFault } from "@waymark/network/fault-codes";
import { getMoneyRequest } from "@waymark/network/guard";
import type { Context as HonoContext } from "hono";
import { HTTPException } from "hono/http-exception";
import type { App } from "./http.ts";
import { showMoneyRequest } from "./money-request-view.ts";

/**
 * An RFC 9457 problem document: `title` is fixed for a `code`, `detail` is the sentence of this occurrence. Headers
 * that were set before, like Retry-After, are kept.
 */
export function problem(c: HonoContext<App>, error: NetworkError): Response {
  const { status, title } = ERRORS[error.code];
  return c.body(
    JSON.stringify({
      type: "about:blank",
      status,
      code: error.code,
      title,
      detail: error.message,
      request_id: c.var.requestId,
      ...(error.errors.length > 0 && {
        errors: error.errors.map(({ path, message, ...rest }) => ({ path, message, ...codeOfFault(message), ...rest })),
      }),
    }),
    status,
    { "content-type": "application/problem+json" },
  );
}

/** Maps thrown errors to answers. What waits for a second person is 202. A bug is logged and answered as `internal`, without its text. */
export async function onError(error: unknown, c: HonoContext<App>): Promise<Response> {
  if (error instanceof NetworkError) return problem(c, error);
  if (error instanceof WaitsForSecondPerson)
    return c.json(showMoneyRequest(await getMoneyRequest(c.var.ctx, error.requestId)), 202);
  if (error instanceof ConcurrentWriteError) {
    console.warn({ event: "request.conflict", requestId: c.var.requestId, path: c.req.path, error: error.message });
    c.header("retry-after", "1");
    return problem(c, new NetworkError("conflict", "Another request changed this at the same time; try again"));
  }
  if (error instanceof HTTPException) return problem(c, refusalOf(error));
  console.error({
    event: "request.failed",
    requestId: c.var.requestId,
    path: c.req.path,
    error: String(error),
    stack: (error as Error).stack,
  });
  return problem(
    c,
    new NetworkError("internal", "An unexpected error. If it persists, report the request_id to the operator"),
  );
}

function refusalOf({ status, message }: HTTPException): NetworkError {
  if (status === 415)
    return new NetworkError(
      "unsupported_media_type",
      "Send the body with a content type that the API's document lists for this operation, usually application/json",
    );
  return new NetworkError(codeOf(status), message);
}

const codeOf = (status: number): ErrorCode => {
  if (status === 404) return "not_found";
  return status === 413 ? "too_large" : "bad_request";
};
