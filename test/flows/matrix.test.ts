import { MEMBER_ROLES, ROLES, type Role } from "@waymark/network/words";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cabinetPages } from "../harness/cabinet-pages.ts";
import { operations, routesOfApp } from "../harness/openapi.ts";
import { inTurns } from "../harness/in-turns.ts";
import { freshAddress, startNetwork, type TestNetwork } from "../harness/network.ts";
import { requestTo } from "../harness/requests.ts";
import { observeAnswers } from "../harness/observed.ts";
import { plantValues, type Planted } from "../harness/planted.ts";
import { CALLERS, insertScopedKeys, makeSides, type Caller, type Records, type Sides } from "../harness/sides.ts";

let network: TestNetwork;
let sides: Sides;
let planted: Record<"A" | "B", Planted>;
let observed: ReturnType<typeof observeAnswers>;

beforeAll(async () => {
  network = await startNetwork();
  sides = await makeSides(network);
  planted = await plantValues(network, sides);
  observed = observeAnswers([...planted.A.values, ...planted.B.values]);
});
afterAll(() => network?.stop());

/** Routes that are pages and files, and no part of the API's document. */
const PAGES = ["GET /health", "GET /dev/mail", "GET /dev/mail.json", "POST /mcp", "POST /webhooks/paypal"];

async function ask(route: string, of: Records, headers: Record<string, string>, caller?: Caller) {
  const { method, path, body, type } = requestTo(route, of);
  const response = await fetch(network.localNetwork.origins.control + path, {
    method,
    // Another address each time, so that the sign-in guard never blocks.
    headers: {
      "cf-connecting-ip": freshAddress(),
      ...headers,
      ...(body !== undefined && { "content-type": type }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  expect(response.headers.get("cache-control"), route).toBe("no-store");
  const text = await response.text();
  const answerType = response.headers.get("content-type") ?? "";
  if (caller !== undefined) observed.note(route, caller, { status: response.status, text, type: answerType });
  const isProblem = !response.ok && !answerType.startsWith("text/html");
  const problem = isProblem ? (JSON.parse(text) as { code: string; detail: string }) : undefined; // a problem document
  return { status: response.status, code: problem?.code, detail: problem?.detail };
}

/** These end sessions, or put others in their place. */
const ENDING = [
  "/auth/sign-out",
  "/auth/revoke-sessions",
  "/auth/change-password",
  "/auth/two-factor/disable",
  "/sessions/revoke-others",
];

/** The owner of the record: side A, side B, none; "-" if the route names no record. */
type Whose = "-" | "A" | "B" | "missing";

/**
 * The status that each caller gets, in the order of CALLERS; the keys of one scope are the operator's. `~` is /api/v1.
 * Offers are public, so every webmaster sees them. 409: access is allowed, but not in the present state.
 */
const MATRIX = readMatrix(`
  //                                             whose    none webm.   adv.     oper. read,write,pay sessions
  GET /health                                    -        200  200 200  200 200  200  200 200 200  200 200
  GET /dev/mail                                  -        200  200 200  200 200  200  200 200 200  200 200
  POST /mcp                                      -        401  200 200  200 200  200  200 403 403  401 401
  // PayPal is not connected.
  POST /webhooks/paypal                          -        404  404 404  404 404  404  404 404 404  404 404
  GET /dev/mail.json                             -        200  200 200  200 200  200  200 200 200  200 200
  // Callers without an account yet, or without access to it, are anonymous.
  POST ~/auth/sign-up/email                      -        200  200 200  200 200  200  200 200 200  200 200
  POST ~/auth/sign-in/email                      -        200  200 200  200 200  200  200 200 200  200 200
  POST ~/auth/send-verification-email            -        200  200 200  200 200  200  200 200 200  200 200
  POST ~/auth/verify-email                       missing  400  400 400  400 400  400  400 400 400  400 400
  POST ~/auth/request-password-reset             missing  200  200 200  200 200  200  200 200 200  200 200
  POST ~/auth/reset-password                     missing  400  400 400  400 400  400  400 400 400  400 400
  POST ~/invitations/accept                      missing  404  404 404  404 404  404  404 404 404  404 404
  // What people do with their own session; keys have none. Only a person who has begun a second factor can send a wrong code.
  POST ~/auth/sign-out                           -        200  200 200  200 200  200  200 200 200  200 200
  POST ~/auth/revoke-sessions                    -        401  401 401  401 401  401  401 401 401  200 200
  POST ~/auth/change-password                    -        401  401 401  401 401  401  401 401 401  200 200
  POST ~/auth/confirm-identity                   -        401  401 401  401 401  401  401 401 401  200 200
  POST ~/auth/two-factor/enable                  -        401  401 401  401 401  401  401 401 401  200 200
  POST ~/auth/two-factor/disable                 -        401  401 401  401 401  401  401 401 401  200 200
  POST ~/auth/two-factor/verify-totp             -        401  401 401  401 401  401  401 401 401  401 401
  POST ~/auth/two-factor/verify-backup-code      -        401  401 401  401 401  401  401 401 401  401 401
  GET ~/me                                       -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/me/to-do                                 -        401  200 200  200 200  200  200 403 403  200 200
  PATCH ~/me                                     -        401  403 403  403 403  403  403 403 403  200 200
  // There is no logo and, so far, no text.
  GET ~/settings                                 -        200  200 200  200 200  200  200 200 200  200 200
  PATCH ~/settings                               -        401  403 403  403 403  200  403 200 403  403 200
  GET ~/settings/logo                            -        404  404 404  404 404  404  404 404 404  404 404
  PUT ~/settings/logo                            -        401  403 403  403 403  422  403 422 403  403 422
  DELETE ~/settings/logo                         -        401  403 403  403 403  200  403 200 403  403 200
  GET ~/settings/legal-texts/{kind}              A        404  404 404  404 404  404  404 404 404  404 404
  GET ~/settings/legal-texts/{kind}              B        404  404 404  404 404  404  404 404 404  404 404
  GET ~/settings/legal-texts/{kind}              missing  404  404 404  404 404  404  404 404 404  404 404
  POST ~/me/accept-terms                         -        401  403 403  403 403  403  403 403 403  404 404
  PUT ~/settings/legal-texts/{kind}              A        401  403 403  403 403  200  403 200 403  403 200
  PUT ~/settings/legal-texts/{kind}              B        401  403 403  403 403  200  403 200 403  403 200
  PUT ~/settings/legal-texts/{kind}              missing  401  403 403  403 403  200  403 200 403  403 200
  // A report belongs to the person who has it mailed. Keys have none.
  POST ~/reports/unsubscribe                     missing  400  400 400  400 400  400  400 400 400  400 400
  GET ~/reports                                  -        401  403 403  403 403  403  403 403 403  200 200
  POST ~/reports                                 -        401  403 403  403 403  403  403 403 403  201 201
  GET ~/reports/{id}                             A        401  403 403  403 403  403  403 403 403  200 404
  GET ~/reports/{id}                             B        401  403 403  403 403  403  403 403 403  404 404
  GET ~/reports/{id}                             missing  401  403 403  403 403  403  403 403 403  404 404
  PATCH ~/reports/{id}                           A        401  403 403  403 403  403  403 403 403  200 404
  PATCH ~/reports/{id}                           B        401  403 403  403 403  403  403 403 403  404 404
  PATCH ~/reports/{id}                           missing  401  403 403  403 403  403  403 403 403  404 404
  POST ~/reports/{id}/pause                      A        401  403 403  403 403  403  403 403 403  200 404
  POST ~/reports/{id}/pause                      B        401  403 403  403 403  403  403 403 403  404 404
  POST ~/reports/{id}/pause                      missing  401  403 403  403 403  403  403 403 403  404 404
  POST ~/reports/{id}/resume                     A        401  403 403  403 403  403  403 403 403  200 404
  POST ~/reports/{id}/resume                     B        401  403 403  403 403  403  403 403 403  404 404
  POST ~/reports/{id}/resume                     missing  401  403 403  403 403  403  403 403 403  404 404
  DELETE ~/reports/{id}                          A        401  403 403  403 403  403  403 403 403  200 404
  DELETE ~/reports/{id}                          B        401  403 403  403 403  403  403 403 403  404 404
  DELETE ~/reports/{id}                          missing  401  403 403  403 403  403  403 403 403  404 404
  GET ~/sessions                                 -        401  403 403  403 403  403  403 403 403  200 200
  POST ~/sessions/{id}/revoke                    A        401  403 403  403 403  403  403 403 403  200 404
  POST ~/sessions/{id}/revoke                    B        401  403 403  403 403  403  403 403 403  404 404
  POST ~/sessions/{id}/revoke                    missing  401  403 403  403 403  403  403 403 403  404 404
  POST ~/sessions/revoke-others                  -        401  403 403  403 403  403  403 403 403  200 200
  // A person's own, as their sessions are.
  GET ~/report-views                             -        401  403 403  403 403  403  403 403 403  200 200
  POST ~/report-views                            -        401  403 403  403 403  403  403 403 403  201 201
  PATCH ~/report-views/{id}                      A        401  403 403  403 403  403  403 403 403  200 404
  PATCH ~/report-views/{id}                      B        401  403 403  403 403  403  403 403 403  404 404
  PATCH ~/report-views/{id}                      missing  401  403 403  403 403  403  403 403 403  404 404
  DELETE ~/report-views/{id}                     A        401  403 403  403 403  403  403 403 403  200 404
  DELETE ~/report-views/{id}                     B        401  403 403  403 403  403  403 403 403  404 404
  DELETE ~/report-views/{id}                     missing  401  403 403  403 403  403  403 403 403  404 404
  GET ~/api-keys                                 -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/api-keys                                -        401  403 403  403 403  403  403 403 403  201 201
  // An operator ends any key, with a reason.
  POST ~/api-keys/{id}/revoke                    A        401  403 403  403 403  403  403 403 403  200 200
  POST ~/api-keys/{id}/revoke                    B        401  403 403  403 403  403  403 403 403  404 200
  POST ~/api-keys/{id}/revoke                    missing  401  403 403  403 403  403  403 403 403  404 404
  GET ~/members                                  -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/members/{id}                             A        401  200 404  404 404  200  200 403 403  200 200
  GET ~/members/{id}                             B        401  404 200  404 404  200  200 403 403  404 200
  GET ~/members/{id}                             missing  401  404 404  404 404  404  404 403 403  404 404
  POST ~/members/{id}/vouch                      A        401  403 403  403 403  403  403 403 403  403 200
  POST ~/members/{id}/vouch                      B        401  403 403  403 403  403  403 403 403  403 200
  POST ~/members/{id}/vouch                      missing  401  403 403  403 403  403  403 403 403  403 404
  POST ~/members/{id}/change-role                A        401  403 403  403 403  403  403 403 403  200 200
  POST ~/members/{id}/change-role                B        401  403 403  403 403  403  403 403 403  404 200
  POST ~/members/{id}/change-role                missing  401  403 403  403 403  403  403 403 403  404 404
  GET ~/search                                   -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/audit                                    -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/quotas                                   -        401  200 200  200 200  200  200 403 403  200 200
  PUT ~/quotas                                   A        401  403 403  403 403  200  403 200 403  403 200
  PUT ~/quotas                                   B        401  403 403  403 403  200  403 200 403  403 200
  PUT ~/quotas                                   missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/members/{id}/remove                     A        401  403 403  403 403  403  403 403 403  200 200
  POST ~/members/{id}/remove                     B        401  403 403  403 403  403  403 403 403  404 200
  POST ~/members/{id}/remove                     missing  401  403 403  403 403  403  403 403 403  404 404
  GET ~/invitations                              -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/invitations                             A        401  403 403  403 403  403  403 403 403  201 201
  POST ~/invitations                             B        401  403 403  403 403  403  403 403 403  404 201
  POST ~/invitations                             missing  401  403 403  403 403  403  403 403 403  404 404
  POST ~/invitations/{id}/revoke                 A        401  403 403  403 403  403  403 403 403  200 200
  POST ~/invitations/{id}/revoke                 B        401  403 403  403 403  403  403 403 403  404 200
  POST ~/invitations/{id}/revoke                 missing  401  403 403  403 403  403  403 403 403  404 404
  GET ~/offers                                   -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/offers                                  A        401  403 403  201 404  201  403 201 403  403 201
  POST ~/offers                                  B        401  403 403  404 201  201  403 201 403  403 201
  POST ~/offers                                  missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/offers/{id}                              A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/offers/{id}                              B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/offers/{id}                              missing  401  404 404  404 404  404  404 403 403  404 404
  PATCH ~/offers/{id}                            A        401  403 403  200 404  200  403 200 403  403 200
  PATCH ~/offers/{id}                            B        401  403 403  404 200  200  403 200 403  403 200
  PATCH ~/offers/{id}                            missing  401  403 403  404 404  404  403 404 403  403 404
  // The offer is active; paused before its pause, and archived before it is archived.
  POST ~/offers/{id}/submit                      A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/offers/{id}/submit                      B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/offers/{id}/submit                      missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/offers/{id}/withdraw                    A        401  403 403  409 404  403  403 403 403  403 403
  POST ~/offers/{id}/withdraw                    B        401  403 403  404 409  403  403 403 403  403 403
  POST ~/offers/{id}/withdraw                    missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/offers/{id}/return                      A        401  403 403  403 404  409  403 409 403  403 409
  POST ~/offers/{id}/return                      B        401  403 403  404 403  409  403 409 403  403 409
  POST ~/offers/{id}/return                      missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/offers/{id}/approve                     A        401  403 403  403 404  200  403 200 403  403 200
  POST ~/offers/{id}/approve                     B        401  403 403  404 403  200  403 200 403  403 200
  POST ~/offers/{id}/approve                     missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/offers/{id}/pause                       A        401  403 403  200 404  200  403 200 403  403 200
  POST ~/offers/{id}/pause                       B        401  403 403  404 200  200  403 200 403  403 200
  POST ~/offers/{id}/pause                       missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/offers/{id}/resume                      A        401  403 403  200 404  200  403 200 403  403 200
  POST ~/offers/{id}/resume                      B        401  403 403  404 200  200  403 200 403  403 200
  POST ~/offers/{id}/resume                      missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/offers/{id}/archive                     A        401  403 403  200 404  200  403 200 403  403 200
  POST ~/offers/{id}/archive                     B        401  403 403  404 200  200  403 200 403  403 200
  POST ~/offers/{id}/archive                     missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/offers/{id}/reach-cap                  A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/offers/{id}/reach-cap                  B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/offers/{id}/reach-cap                  missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/offers/{id}/reset-cap                  A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/offers/{id}/reset-cap                  B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/offers/{id}/reset-cap                  missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/offers/export                            -        401  403 403  200 200  200  200 403 403  403 200
  POST ~/offers/import                           A        401  403 403  201 404  201  403 201 403  403 201
  POST ~/offers/import                           B        401  403 403  404 201  201  403 201 403  403 201
  POST ~/offers/import                           missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/offers/{id}/terms                        A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/offers/{id}/terms                        B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/offers/{id}/terms                        missing  401  404 404  404 404  404  404 403 403  404 404
  // Everyone except the webmaster of the terms. A party that has accepted may accept again.
  POST ~/offers/{id}/terms                       A        401  201 403  201 404  201  403 403 403  201 201
  POST ~/offers/{id}/terms                       B        401  403 201  404 201  201  403 403 403  403 201
  POST ~/offers/{id}/terms                       missing  401  404 404  404 404  404  403 404 403  404 404
  POST ~/offers/{id}/terms/{terms_id}/{verb}     A        401  200 404  200 404  200  403 403 403  200 200
  POST ~/offers/{id}/terms/{terms_id}/{verb}     B        401  404 200  404 200  200  403 403 403  404 200
  POST ~/offers/{id}/terms/{terms_id}/{verb}     missing  401  404 404  404 404  404  403 403 403  404 404
  GET ~/offers/{id}/creatives                    A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/offers/{id}/creatives                    B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/offers/{id}/creatives                    missing  401  404 404  404 404  404  404 403 403  404 404
  // 422: access is allowed, but there is no file.
  POST ~/offers/{id}/creatives                   A        401  403 403  422 404  422  403 422 403  403 422
  POST ~/offers/{id}/creatives                   B        401  403 403  404 422  422  403 422 403  403 422
  POST ~/offers/{id}/creatives                   missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/offers/{id}/creatives/{creative_id}      A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/offers/{id}/creatives/{creative_id}      B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/offers/{id}/creatives/{creative_id}      missing  401  404 404  404 404  404  404 403 403  404 404
  DELETE ~/offers/{id}/creatives/{creative_id}   A        401  403 403  200 404  200  403 200 403  403 200
  DELETE ~/offers/{id}/creatives/{creative_id}   B        401  403 403  404 200  200  403 200 403  403 200
  DELETE ~/offers/{id}/creatives/{creative_id}   missing  401  403 403  404 404  404  403 404 403  403 404
  // Each side's change is refused already.
  GET ~/destination-changes                      -        401  403 403  200 200  200  200 403 403  403 200
  GET ~/destination-changes/{id}                 A        401  403 403  200 404  200  200 403 403  403 200
  GET ~/destination-changes/{id}                 B        401  403 403  404 200  200  200 403 403  403 200
  GET ~/destination-changes/{id}                 missing  401  403 403  404 404  404  404 403 403  403 404
  POST ~/destination-changes/{id}/approve        A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/destination-changes/{id}/approve        B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/destination-changes/{id}/approve        missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/destination-changes/{id}/refuse         A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/destination-changes/{id}/refuse         B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/destination-changes/{id}/refuse         missing  401  403 403  403 403  404  403 404 403  403 404
  // Sides have an approved application each; A applies for an offer that needs none.
  GET ~/offers/{id}/joining                      A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/offers/{id}/joining                      B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/offers/{id}/joining                      missing  401  404 404  404 404  404  404 403 403  404 404
  PATCH ~/offers/{id}/joining                    A        401  403 403  200 404  200  403 200 403  403 200
  PATCH ~/offers/{id}/joining                    B        401  403 403  404 200  200  403 200 403  403 200
  PATCH ~/offers/{id}/joining                    missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/offers/{id}/applications                 A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/offers/{id}/applications                 B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/offers/{id}/applications                 missing  401  404 404  404 404  404  404 403 403  404 404
  POST ~/offers/{id}/applications                A        401  409 409  403 403  403  403 403 403  409 403
  POST ~/offers/{id}/applications                B        401  409 409  403 403  403  403 403 403  409 403
  POST ~/offers/{id}/applications                missing  401  404 404  403 403  403  403 403 403  404 403
  GET ~/applications                             -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/applications/{id}                        A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/applications/{id}                        B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/applications/{id}                        missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/applications/{id}/effects                A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/applications/{id}/effects                B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/applications/{id}/effects                missing  401  404 404  404 404  404  404 403 403  404 404
  POST ~/applications/{id}/{verb}                A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/applications/{id}/{verb}                B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/applications/{id}/{verb}                missing  401  403 403  404 404  404  403 404 403  403 404
  // An advertiser with an open offer is seen by all webmasters; a webmaster by advertisers of offers that they applied for.
  GET ~/advertisers                              -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/advertisers/{id}                         A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/advertisers/{id}                         B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/advertisers/{id}                         missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/advertisers/{id}/hosts                   A        401  403 403  200 404  200  200 403 403  403 200
  GET ~/advertisers/{id}/hosts                   B        401  403 403  404 200  200  200 403 403  403 200
  GET ~/advertisers/{id}/hosts                   missing  401  403 403  404 404  404  404 403 403  403 404
  POST ~/advertisers/{id}/hosts/revoke           A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/advertisers/{id}/hosts/revoke           B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/advertisers/{id}/hosts/revoke           missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/advertisers/{id}/hosts/restore          A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/advertisers/{id}/hosts/restore          B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/advertisers/{id}/hosts/restore          missing  401  403 403  403 403  404  403 404 403  403 404
  PATCH ~/advertisers/{id}                       A        401  403 403  200 404  200  403 200 403  403 200
  PATCH ~/advertisers/{id}                       B        401  403 403  404 200  200  403 200 403  403 200
  PATCH ~/advertisers/{id}                       missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/advertisers/{id}/block-effects           A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/advertisers/{id}/block-effects           B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/advertisers/{id}/block-effects           missing  401  403 403  403 403  404  404 403 403  403 404
  // A blocked account can't be blocked again, and an active one can't be unblocked.
  POST ~/advertisers/{id}/block                  A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/advertisers/{id}/block                  B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/advertisers/{id}/block                  missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/advertisers/{id}/unblock                A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/advertisers/{id}/unblock                B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/advertisers/{id}/unblock                missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/webmasters/{id}/block                   A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/block                   B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/block                   missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/webmasters/{id}/unblock                 A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/unblock                 B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/unblock                 missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/webmasters                               -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/webmasters/{id}                          A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/webmasters/{id}                          B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/webmasters/{id}                          missing  401  404 404  404 404  404  404 403 403  404 404
  PATCH ~/webmasters/{id}                        A        401  200 404  403 403  200  403 200 403  200 200
  PATCH ~/webmasters/{id}                        B        401  404 200  403 403  200  403 200 403  404 200
  PATCH ~/webmasters/{id}                        missing  401  404 404  403 403  404  403 404 403  404 404
  POST ~/webmasters/{id}/release-held            A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/webmasters/{id}/release-held            B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/webmasters/{id}/release-held            missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/webmasters/{id}/freeze                  A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/freeze                  B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/freeze                  missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/webmasters/{id}/release-frozen          A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/webmasters/{id}/release-frozen          B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/webmasters/{id}/release-frozen          missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/webmasters/{id}/refuse-frozen           A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/webmasters/{id}/refuse-frozen           B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/webmasters/{id}/refuse-frozen           missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/webmasters/{id}/payout-minimums          A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/webmasters/{id}/payout-minimums          B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/webmasters/{id}/payout-minimums          missing  401  404 404  403 403  404  404 403 403  404 404
  PATCH ~/webmasters/{id}/payout-minimums        A        401  403 403  403 403  200  403 403 200  403 200
  PATCH ~/webmasters/{id}/payout-minimums        B        401  403 403  403 403  200  403 403 200  403 200
  PATCH ~/webmasters/{id}/payout-minimums        missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/webmasters/{id}/payout-withholding              A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/webmasters/{id}/payout-withholding              B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/webmasters/{id}/payout-withholding              missing  401  404 404  403 403  404  404 403 403  404 404
  PATCH ~/webmasters/{id}/payout-withholding            A        401  403 403  403 403  200  403 403 200  403 200
  PATCH ~/webmasters/{id}/payout-withholding            B        401  403 403  403 403  200  403 403 200  403 200
  PATCH ~/webmasters/{id}/payout-withholding            missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/webmasters/{id}/block-effects            A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/webmasters/{id}/block-effects            B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/webmasters/{id}/block-effects            missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/traffic-sources                          -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/traffic-sources                         -        401  201 201  403 403  403  403 403 403  201 403
  GET ~/traffic-sources/{id}                     A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/traffic-sources/{id}                     B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/traffic-sources/{id}                     missing  401  404 404  404 404  404  404 403 403  404 404
  DELETE ~/traffic-sources/{id}                  A        401  200 404  403 403  403  403 403 403  200 403
  DELETE ~/traffic-sources/{id}                  B        401  404 200  403 403  403  403 403 403  404 403
  DELETE ~/traffic-sources/{id}                  missing  401  404 404  403 403  403  403 403 403  404 403
  POST ~/traffic-sources/{id}/verify             A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/traffic-sources/{id}/verify             B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/traffic-sources/{id}/verify             missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/support/unread                           -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/support/threads                          -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/support/threads                         A        401  201 201  201 404  201  403 201 403  201 201
  POST ~/support/threads                         B        401  201 201  404 201  201  403 201 403  201 201
  POST ~/support/threads                         missing  401  404 404  404 404  404  403 404 403  404 404
  GET ~/support/threads/{id}                     A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/support/threads/{id}                     B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/support/threads/{id}                     missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/support/threads/{id}/messages            A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/support/threads/{id}/messages            B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/support/threads/{id}/messages            missing  401  404 404  404 404  404  404 403 403  404 404
  POST ~/support/threads/{id}/messages           A        401  201 404  201 404  201  403 201 403  201 201
  POST ~/support/threads/{id}/messages           B        401  404 201  404 201  201  403 201 403  404 201
  POST ~/support/threads/{id}/messages           missing  401  404 404  404 404  404  403 404 403  404 404
  POST ~/support/threads/{id}/close              A        401  200 404  200 404  200  403 200 403  200 200
  POST ~/support/threads/{id}/close              B        401  404 200  404 200  200  403 200 403  404 200
  POST ~/support/threads/{id}/close              missing  401  404 404  404 404  404  403 404 403  404 404
  POST ~/support/threads/{id}/read               A        401  200 404  200 404  200  403 200 403  200 200
  POST ~/support/threads/{id}/read               B        401  404 200  404 200  200  403 200 403  404 200
  POST ~/support/threads/{id}/read               missing  401  404 404  404 404  404  403 404 403  404 404
  // Access is allowed, but the file is empty.
  POST ~/support/threads/{id}/attachments        A        401  422 404  422 404  422  403 422 403  422 422
  POST ~/support/threads/{id}/attachments        B        401  404 422  404 422  422  403 422 403  404 422
  POST ~/support/threads/{id}/attachments        missing  401  404 404  404 404  404  403 404 403  404 404
  GET ~/support/attachments/{id}                 A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/support/attachments/{id}                 B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/support/attachments/{id}                 missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/links                                    -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/links/export                             -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/links                                   A        401  201 201  403 403  403  403 403 403  201 403
  POST ~/links                                   B        401  201 201  403 403  403  403 403 403  201 403
  POST ~/links                                   missing  401  404 404  403 403  403  403 403 403  404 403
  // Each link has its own outcome.
  POST ~/links/bulk                              -        401  200 200  403 403  403  403 403 403  200 403
  GET ~/links/{id}                               A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/links/{id}                               B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/links/{id}                               missing  401  404 404  404 404  404  404 403 403  404 404
  PATCH ~/links/{id}                             A        401  200 404  403 403  200  403 200 403  200 200
  PATCH ~/links/{id}                             B        401  404 200  403 403  200  403 200 403  404 200
  PATCH ~/links/{id}                             missing  401  404 404  403 403  404  403 404 403  404 404
  // The link is active, and paused before its pause.
  POST ~/links/{id}/pause                        A        401  200 404  403 403  200  403 200 403  200 200
  POST ~/links/{id}/pause                        B        401  404 200  403 403  200  403 200 403  404 200
  POST ~/links/{id}/pause                        missing  401  404 404  403 403  404  403 404 403  404 404
  POST ~/links/{id}/resume                       A        401  200 404  403 403  200  403 200 403  200 200
  POST ~/links/{id}/resume                       B        401  404 200  403 403  200  403 200 403  404 200
  POST ~/links/{id}/resume                       missing  401  404 404  403 403  404  403 404 403  404 404
  POST ~/links/{id}/test-click                   A        401  201 404  403 403  403  403 403 403  201 403
  POST ~/links/{id}/test-click                   B        401  404 201  403 403  403  403 403 403  404 403
  POST ~/links/{id}/test-click                   missing  401  404 404  403 403  403  403 403 403  404 403
  // The sides' clicks are real; so is the missing one, which is of a link of A.
  POST ~/clicks/{click_id}/test-conversion       A        401  409 404  403 403  403  403 403 403  409 403
  POST ~/clicks/{click_id}/test-conversion       B        401  404 409  403 403  403  403 403 403  404 403
  POST ~/clicks/{click_id}/test-conversion       missing  401  409 404  403 403  403  403 403 403  409 403
  GET ~/clicks                                   -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/clicks/export                            -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/clicks/{click_id}                        A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/clicks/{click_id}                        B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/clicks/{click_id}                        missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/conversions                              -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/conversions                             A        401  403 403  200 404  200  403 200 403  403 200
  POST ~/conversions                             B        401  403 403  404 200  200  403 200 403  403 200
  POST ~/conversions                             missing  401  403 403  404 404  404  403 404 403  403 404
  // Each review has its own outcome.
  POST ~/conversions/review                      -        401  403 403  200 200  200  403 200 403  403 200
  GET ~/conversions/export                       -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/conversions/{id}                         A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/conversions/{id}                         B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/conversions/{id}                         missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/conversions/{id}/changes                 A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/conversions/{id}/changes                 B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/conversions/{id}/changes                 missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/conversions/{id}/judgments               A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/conversions/{id}/judgments               B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/conversions/{id}/judgments               missing  401  404 404  404 404  404  404 403 403  404 404
  POST ~/conversions/{id}/{verb}                 A        401  403 403  200 404  200  403 200 403  403 200
  POST ~/conversions/{id}/{verb}                 B        401  403 403  404 200  200  403 200 403  403 200
  POST ~/conversions/{id}/{verb}                 missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/postbacks                                -        401  403 403  200 200  200  200 403 403  403 200
  GET ~/postbacks/export                         -        401  403 403  200 200  200  200 403 403  403 200
  // The sides' sale already has the requested amount: nothing changes, whether paid or not.
  // The conversion is not held, so nothing can be said against it, and nothing decided.
  GET ~/appeals                                  -        401  200 200  403 403  200  200 403 403  200 200
  POST ~/appeals                                 A        401  409 404  403 403  403  403 403 403  409 403
  POST ~/appeals                                 B        401  404 409  403 403  403  403 403 403  404 403
  POST ~/appeals                                 missing  401  404 404  403 403  403  403 403 403  404 403
  POST ~/appeals/answers                         -        401  403 403  403 403  200  403 200 403  403 200
  GET ~/appeals/{id}                             A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/appeals/{id}                             B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/appeals/{id}                             missing  401  404 404  403 403  404  404 403 403  404 404
  POST ~/appeals/{id}/{verb}                     A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/appeals/{id}/{verb}                     B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/appeals/{id}/{verb}                     missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/appeals/{id}/withdraw                   A        401  200 404  403 403  403  403 403 403  200 403
  POST ~/appeals/{id}/withdraw                   B        401  404 200  403 403  403  403 403 403  404 403
  POST ~/appeals/{id}/withdraw                   missing  401  404 404  403 403  403  403 403 403  404 403
  // Each claim has its own outcome. The sides' claim can't be accepted: its order is older than its click.
  GET ~/claims                                   -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/claims                                  -        401  200 200  403 403  403  403 403 403  200 403
  POST ~/claims/csv                              -        401  200 200  403 403  403  403 403 403  200 403
  POST ~/claims/answers                          -        401  403 403  200 200  200  403 200 403  403 200
  GET ~/claims/{id}                              A        401  200 404  200 404  200  200 403 403  200 200
  GET ~/claims/{id}                              B        401  404 200  404 200  200  200 403 403  404 200
  GET ~/claims/{id}                              missing  401  404 404  404 404  404  404 403 403  404 404
  POST ~/claims/{id}/{verb}                      A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/claims/{id}/{verb}                      B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/claims/{id}/{verb}                      missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/claims/{id}/withdraw                    A        401  200 404  403 403  403  403 403 403  200 403
  POST ~/claims/{id}/withdraw                    B        401  404 200  403 403  403  403 403 403  404 403
  POST ~/claims/{id}/withdraw                    missing  401  404 404  403 403  403  403 403 403  404 403
  POST ~/conversions/{id}/adjust                 A        401  403 403  403 403  200  403 403 200  403 200
  POST ~/conversions/{id}/adjust                 B        401  403 403  403 403  200  403 403 200  403 200
  POST ~/conversions/{id}/adjust                 missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/postbacks/{id}                           A        401  403 403  200 404  200  200 403 403  403 200
  GET ~/postbacks/{id}                           B        401  403 403  404 200  200  200 403 403  403 200
  GET ~/postbacks/{id}                           missing  401  403 403  404 404  404  404 403 403  403 404
  POST ~/postbacks/{id}/replay                   A        401  403 403  201 404  201  403 201 403  403 201
  POST ~/postbacks/{id}/replay                   B        401  403 403  404 201  201  403 201 403  403 201
  POST ~/postbacks/{id}/replay                   missing  401  403 403  404 404  404  403 404 403  403 404
  // The sides' postbacks were recorded: there is nothing to resolve.
  POST ~/postbacks/{id}/accept                  A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/postbacks/{id}/accept                  B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/postbacks/{id}/accept                  missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/postbacks/{id}/attribute               A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/postbacks/{id}/attribute               B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/postbacks/{id}/attribute               missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/postbacks/{id}/dismiss                 A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/postbacks/{id}/dismiss                 B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/postbacks/{id}/dismiss                 missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/advertisers/{id}/postback                A        401  403 403  200 404  200  200 403 403  403 200
  GET ~/advertisers/{id}/postback                B        401  403 403  404 200  200  200 403 403  403 200
  GET ~/advertisers/{id}/postback                missing  401  403 403  404 404  404  404 403 403  403 404
  PATCH ~/advertisers/{id}/postback              A        401  403 403  200 404  200  403 200 403  403 200
  PATCH ~/advertisers/{id}/postback              B        401  403 403  404 200  200  403 200 403  403 200
  PATCH ~/advertisers/{id}/postback              missing  401  403 403  404 404  404  403 404 403  403 404
  // A leaked key must not create others, nor lock its owner out; the operator's keys may.
  POST ~/advertisers/{id}/postback/tokens        A        401  403 403  403 403  201  403 403 403  403 201
  POST ~/advertisers/{id}/postback/tokens        B        401  403 403  403 403  201  403 403 403  403 201
  POST ~/advertisers/{id}/postback/tokens        missing  401  403 403  403 403  404  403 403 403  403 404
  POST ~/advertisers/{id}/postback/tokens/{token_id}/revoke    A       401 403 403 403 403 200 403 200 403 403 200
  POST ~/advertisers/{id}/postback/tokens/{token_id}/revoke    B       401 403 403 403 403 200 403 200 403 403 200
  POST ~/advertisers/{id}/postback/tokens/{token_id}/revoke    missing 401 403 403 403 403 404 403 404 403 403 404
  POST ~/advertisers/{id}/postback/secrets       A        401  403 403  403 403  201  403 201 403  403 201
  POST ~/advertisers/{id}/postback/secrets       B        401  403 403  403 403  201  403 201 403  403 201
  POST ~/advertisers/{id}/postback/secrets       missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/advertisers/{id}/postback/secrets/{secret_id}/revoke  A       401 403 403 403 403 200 403 200 403 403 200
  POST ~/advertisers/{id}/postback/secrets/{secret_id}/revoke  B       401 403 403 403 403 200 403 200 403 403 200
  POST ~/advertisers/{id}/postback/secrets/{secret_id}/revoke  missing 401 403 403 403 403 404 403 404 403 403 404
  GET ~/stats/export                             -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/stats                                    -        401  200 200  200 200  200  200 403 403  200 200
  // An upload that is not read yet can't be committed. A webmaster sees those that changed their conversions.
  GET ~/uploads                                  -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/uploads/export                           -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/uploads                                 A        401  403 403  202 404  202  403 202 403  403 202
  POST ~/uploads                                 B        401  403 403  404 202  202  403 202 403  403 202
  POST ~/uploads                                 missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/uploads/{id}                             A        401  404 404  200 404  200  200 403 403  404 200
  GET ~/uploads/{id}                             B        401  404 404  404 200  200  200 403 403  404 200
  GET ~/uploads/{id}                             missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/uploads/{id}/rows                        A        401  404 404  200 404  200  200 403 403  404 200
  GET ~/uploads/{id}/rows                        B        401  404 404  404 200  200  200 403 403  404 200
  GET ~/uploads/{id}/rows                        missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/uploads/{id}/results                     A        401  404 404  200 404  200  200 403 403  404 200
  GET ~/uploads/{id}/results                     B        401  404 404  404 200  200  200 403 403  404 200
  GET ~/uploads/{id}/results                     missing  401  404 404  404 404  404  404 403 403  404 404
  POST ~/uploads/{id}/commit                     A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/uploads/{id}/commit                     B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/uploads/{id}/commit                     missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/uploads/{id}/cancel                     A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/uploads/{id}/cancel                     B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/uploads/{id}/cancel                     missing  401  403 403  404 404  404  403 404 403  403 404
  POST ~/uploads/{id}/undo                       A        401  403 403  409 404  409  403 409 403  403 409
  POST ~/uploads/{id}/undo                       B        401  403 403  404 409  409  403 409 403  403 409
  POST ~/uploads/{id}/undo                       missing  401  403 403  404 404  404  403 404 403  403 404
  GET ~/offers/{id}/upload-schedule              A        401  200 200  200 404  200  200 403 403  200 200
  GET ~/offers/{id}/upload-schedule              B        401  200 200  404 200  200  200 403 403  200 200
  GET ~/offers/{id}/upload-schedule              missing  401  404 404  404 404  404  404 403 403  404 404
  // These offers validate in real time.
  PUT ~/offers/{id}/upload-schedule              A        401  403 403  403 403  409  403 409 403  403 409
  PUT ~/offers/{id}/upload-schedule              B        401  403 403  403 403  409  403 409 403  403 409
  PUT ~/offers/{id}/upload-schedule              missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/notices                                  -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/notices/count                            -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/notices/{id}/acknowledge                A        401  200 404  404 404  404  403 404 403  200 404
  POST ~/notices/{id}/acknowledge                B        401  404 200  404 404  404  403 404 403  404 404
  POST ~/notices/{id}/acknowledge                missing  401  404 404  404 404  404  403 404 403  404 404
  GET ~/stats/forecast                           -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/stats/expected-money                     -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/stats/sub-ids                            -        401  200 200  200 200  200  200 403 403  200 200
  // The operator may name any webmaster: an unknown one has no balances.
  GET ~/balances                                 A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/balances                                 B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/balances                                 missing  401  404 404  403 403  200  200 403 403  404 200
  GET ~/balances/statement                       A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/balances/statement                       B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/balances/statement                       missing  401  404 404  403 403  404  404 403 403  404 404
  GET ~/balances/statement/export                A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/balances/statement/export                B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/balances/statement/export                missing  401  404 404  403 403  404  404 403 403  404 404
  GET ~/payouts/next                             A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/payouts/next                             B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/payouts/next                             missing  401  404 404  403 403  404  404 403 403  404 404
  // Runs are the network's and belong to neither side; payouts to their webmasters.
  // Only people in a fresh session; holds are the operator's.
  GET ~/payout-accounts                          -        401  200 200  403 403  200  200 403 403  200 200
  POST ~/payout-accounts                         -        401  403 403  403 403  403  403 403 403  201 403
  GET ~/payout-accounts/{id}                     A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/payout-accounts/{id}                     B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/payout-accounts/{id}                     missing  401  404 404  403 403  404  404 403 403  404 404
  POST ~/payout-accounts/{id}/make-main          A        401  403 403  403 403  403  403 403 403  200 403
  POST ~/payout-accounts/{id}/make-main          B        401  403 403  403 403  403  403 403 403  404 403
  POST ~/payout-accounts/{id}/make-main          missing  401  403 403  403 403  403  403 403 403  404 403
  POST ~/payout-accounts/{id}/remove             A        401  403 403  403 403  403  403 403 403  200 200
  POST ~/payout-accounts/{id}/remove             B        401  403 403  403 403  403  403 403 403  404 200
  POST ~/payout-accounts/{id}/remove             missing  401  403 403  403 403  403  403 403 403  404 404
  POST ~/payout-accounts/{id}/hold               A        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payout-accounts/{id}/hold               B        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payout-accounts/{id}/hold               missing  401  403 403  403 403  403  403 403 403  403 404
  POST ~/payout-accounts/{id}/release            A        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payout-accounts/{id}/release            B        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payout-accounts/{id}/release            missing  401  403 403  403 403  403  403 403 403  403 404
  POST ~/payout-accounts/{id}/reveal             A        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payout-accounts/{id}/reveal             B        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payout-accounts/{id}/reveal             missing  401  403 403  403 403  403  403 403 403  403 404
  // Neither webmaster is paid on request; the requests are their own.
  GET ~/payout-documents                         -        401  200 200  403 403  200  200 403 403  200 200
  GET ~/payout-documents/{id}                    A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/payout-documents/{id}                    B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/payout-documents/{id}                    missing  401  404 404  403 403  404  404 403 403  404 404
  GET ~/payout-documents/{id}/file               A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/payout-documents/{id}/file               B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/payout-documents/{id}/file               missing  401  404 404  403 403  404  404 403 403  404 404
  GET ~/payout-documents/{id}/paper              A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/payout-documents/{id}/paper              B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/payout-documents/{id}/paper              missing  401  404 404  403 403  404  404 403 403  404 404
  POST ~/payout-documents/{id}/file              A        401  422 404  403 403  403  403 403 403  422 403
  POST ~/payout-documents/{id}/file              B        401  404 422  403 403  403  403 403 403  404 403
  POST ~/payout-documents/{id}/file              missing  401  404 404  403 403  403  403 403 403  404 403
  // Another file than the one that was looked at.
  POST ~/payout-documents/{id}/accept            A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-documents/{id}/accept            B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-documents/{id}/accept            missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/payout-documents/{id}/refuse            A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-documents/{id}/refuse            B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-documents/{id}/refuse            missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/payout-requests                          -        401  200 200  403 403  200  200 403 403  200 200
  POST ~/payout-requests                         -        401  409 409  403 403  403  403 403 403  409 403
  POST ~/payout-requests/{id}/withdraw           A        401  200 404  403 403  403  403 403 403  200 403
  POST ~/payout-requests/{id}/withdraw           B        401  404 200  403 403  403  403 403 403  404 403
  POST ~/payout-requests/{id}/withdraw           missing  401  404 404  403 403  403  403 403 403  404 403
  GET ~/webmasters/{id}/payout-schedule          A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/webmasters/{id}/payout-schedule          B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/webmasters/{id}/payout-schedule          missing  401  404 404  403 403  404  404 403 403  404 404
  PATCH ~/webmasters/{id}/payout-schedule        A        401  403 403  403 403  200  403 403 200  403 200
  PATCH ~/webmasters/{id}/payout-schedule        B        401  403 403  403 403  200  403 403 200  403 200
  PATCH ~/webmasters/{id}/payout-schedule        missing  401  403 403  403 403  404  403 403 404  403 404
  // The rules of the traffic check are the operator's. Nothing waits, and too few approvals are there to try rules on.
  GET ~/traffic-check/summary                    -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/traffic-check/questions                  -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/traffic-check/rechecks                  A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/traffic-check/rechecks                  B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/traffic-check/rechecks                  missing  401  403 403  403 403  200  403 200 403  403 200
  POST ~/webmasters/{id}/hold-waiting            A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/hold-waiting            B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/hold-waiting            missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/webmasters/{id}/release-waiting         A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/release-waiting         B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/webmasters/{id}/release-waiting         missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/source-scores                            -        401  200 200  403 403  200  200 403 403  200 200
  GET ~/source-scores/{id}                       A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/source-scores/{id}                       B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/source-scores/{id}                       missing  401  404 404  403 403  404  404 403 403  404 404
  GET ~/quality-policies                         -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/quality-policies                        -        401  403 403  403 403  201  403 201 403  403 201
  GET ~/quality-policies/{id}                    A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/quality-policies/{id}                    B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/quality-policies/{id}                    missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/quality-policies/{id}/outcome            A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/quality-policies/{id}/outcome            B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/quality-policies/{id}/outcome            missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/quality-policies/{id}/activate          A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/quality-policies/{id}/activate          B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/quality-policies/{id}/activate          missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/quality-policies/{id}/retire            A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/quality-policies/{id}/retire            B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/quality-policies/{id}/retire            missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/source-limits                            -        401  200 200  403 403  200  200 403 403  200 200
  POST ~/source-limits                           A        401  403 403  403 403  201  403 409 403  403 409
  POST ~/source-limits                           B        401  403 403  403 403  201  403 409 403  403 409
  POST ~/source-limits                           missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/source-limits/{id}                       A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/source-limits/{id}                       B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/source-limits/{id}                       missing  401  404 404  403 403  404  404 403 403  404 404
  POST ~/source-limits/{id}/lift                 A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/source-limits/{id}/lift                 B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/source-limits/{id}/lift                 missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/own-traffic                              -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/own-traffic                             -        401  403 403  403 403  201  403 201 403  403 201
  POST ~/own-traffic/try                         -        401  403 403  403 403  200  403 200 403  403 200
  POST ~/own-traffic/{id}/end                    A        401  403 403  403 403  200  403 409 403  403 409
  POST ~/own-traffic/{id}/end                    B        401  403 403  403 403  200  403 409 403  403 409
  POST ~/own-traffic/{id}/end                    missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/rule-sets                                -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/rule-sets                               -        401  403 403  403 403  201  403 201 403  403 201
  GET ~/rule-sets/{id}                           A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/rule-sets/{id}                           B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/rule-sets/{id}                           missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/rule-sets/{id}/activate                 A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/rule-sets/{id}/activate                 B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/rule-sets/{id}/activate                 missing  401  403 403  403 403  404  403 404 403  403 404
  POST ~/rule-sets/{id}/retire                   A        401  403 403  403 403  200  403 200 403  403 200
  POST ~/rule-sets/{id}/retire                   B        401  403 403  403 403  200  403 200 403  403 200
  POST ~/rule-sets/{id}/retire                   missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/rule-sets/{id}/trials                    A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/rule-sets/{id}/trials                    B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/rule-sets/{id}/trials                    missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/rule-sets/{id}/trials                   A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/rule-sets/{id}/trials                   B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/rule-sets/{id}/trials                   missing  401  403 403  403 403  404  403 404 403  403 404
  GET ~/rule-sets/{id}/trials/{trial_id}         A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/rule-sets/{id}/trials/{trial_id}         B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/rule-sets/{id}/trials/{trial_id}         missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/payout-terms                             -        401  200 200  403 403  200  200 403 403  200 200
  PATCH ~/payout-terms                           -        401  403 403  403 403  200  403 403 200  403 200
  // The legal entities of the network and their accounts; only people change them, in a fresh session.
  GET ~/legal-entities                           -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/legal-entities                          -        401  403 403  403 403  403  403 403 403  403 201
  PATCH ~/legal-entities/{id}                    A        401  403 403  403 403  403  403 403 403  403 200
  PATCH ~/legal-entities/{id}                    B        401  403 403  403 403  403  403 403 403  403 200
  PATCH ~/legal-entities/{id}                    missing  401  403 403  403 403  403  403 403 403  403 404
  GET ~/payer-accounts                           -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/payer-accounts                          -        401  403 403  403 403  403  403 403 403  403 201
  GET ~/payer-accounts/{id}                      A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payer-accounts/{id}                      B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payer-accounts/{id}                      missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/payer-accounts/{id}/make-main           A        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payer-accounts/{id}/make-main           B        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payer-accounts/{id}/make-main           missing  401  403 403  403 403  403  403 403 403  403 404
  POST ~/payer-accounts/{id}/disable             A        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payer-accounts/{id}/disable             B        401  403 403  403 403  403  403 403 403  403 200
  POST ~/payer-accounts/{id}/disable             missing  401  403 403  403 403  403  403 403 403  403 404
  // Files for banks, of a run that is settled, and what comes back. Only people get files, in a fresh session.
  GET ~/payout-runs/{id}/bank-file               A        401  403 403  403 403  409  403 403 409  403 409
  GET ~/payout-runs/{id}/bank-file               B        401  403 403  403 403  409  403 403 409  403 409
  GET ~/payout-runs/{id}/bank-file               missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/payout-runs/{id}/bank-file              A        401  403 403  403 403  403  403 403 403  403 409
  POST ~/payout-runs/{id}/bank-file              B        401  403 403  403 403  403  403 403 403  403 409
  POST ~/payout-runs/{id}/bank-file              missing  401  403 403  403 403  403  403 403 403  403 404
  GET ~/payout-runs/{id}/bank-files              A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}/bank-files              B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}/bank-files              missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/payout-runs/{id}/void-file              A        401  403 403  403 403  403  403 403 403  403 409
  POST ~/payout-runs/{id}/void-file              B        401  403 403  403 403  403  403 403 403  403 409
  POST ~/payout-runs/{id}/void-file              missing  401  403 403  403 403  403  403 403 403  403 404
  GET ~/bank-statements                          -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/bank-statements                         -        401  403 403  403 403  201  403 403 201  403 201
  GET ~/bank-statements/{id}                     A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/bank-statements/{id}                     B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/bank-statements/{id}                     missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/bank-statements/{id}/entries             A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/bank-statements/{id}/entries             B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/bank-statements/{id}/entries             missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/bank-statements/{id}/commit             A        401  403 403  403 403  200  403 403 200  403 200
  POST ~/bank-statements/{id}/commit             B        401  403 403  403 403  200  403 403 200  403 200
  POST ~/bank-statements/{id}/commit             missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/bank-statements/{id}/discard            A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/discard            B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/discard            missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/bank-statements/{id}/entries/{number}/assign A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/entries/{number}/assign B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/entries/{number}/assign missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/bank-statements/{id}/entries/{number}/book-charge A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/entries/{number}/book-charge B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/entries/{number}/book-charge missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/bank-statements/{id}/entries/{number}/ignore A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/entries/{number}/ignore B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/bank-statements/{id}/entries/{number}/ignore missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/payout-runs                              -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/payout-runs                             -        401  403 403  403 403  409  403 403 409  403 409
  GET ~/payout-runs/{id}                         A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}                         B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}                         missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/payout-runs/{id}/left-out                A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}/left-out                B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}/left-out                missing  401  403 403  403 403  404  404 403 403  403 404
  // PayPal is not connected.
  POST ~/payout-runs/{id}/hand-over            A        401  403 403  403 403  403  403 403 403  403 409
  POST ~/payout-runs/{id}/hand-over            B        401  403 403  403 403  403  403 403 403  403 409
  POST ~/payout-runs/{id}/hand-over            missing  401  403 403  403 403  403  403 403 403  403 404
  GET ~/payout-runs/{id}/submissions           A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}/submissions           B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/payout-runs/{id}/submissions           missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/payout-runs/{id}/cancel                 A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-runs/{id}/cancel                 B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-runs/{id}/cancel                 missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/payout-runs/{id}/exclude                A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-runs/{id}/exclude                B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-runs/{id}/exclude                missing  401  403 403  403 403  404  403 403 404  403 404
  POST ~/payout-runs/{id}/{verb}                 A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-runs/{id}/{verb}                 B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payout-runs/{id}/{verb}                 missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/ledger/transfers                         -        401  200 200  200 200  200  200 403 403  200 200
  GET ~/ledger/books                             -        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ledger/corrections                       -        401  200 200  200 200  200  200 403 403  200 200
  POST ~/ledger/corrections                      A        401  403 403  403 403  201  403 403 201  403 201
  POST ~/ledger/corrections                      B        401  403 403  403 403  201  403 403 201  403 201
  POST ~/ledger/corrections                      missing  401  403 403  403 403  404  403 403 404  403 404
  // The sides' corrections are small ones of their webmasters, and posted: no answer is needed.
  GET ~/ledger/corrections/{id}                  A        401  200 404  404 404  200  200 403 403  200 200
  GET ~/ledger/corrections/{id}                  B        401  404 200  404 404  200  200 403 403  404 200
  GET ~/ledger/corrections/{id}                  missing  401  404 404  404 404  404  404 403 403  404 404
  GET ~/money-requests                           -        401  403 403  403 403  200  200 403 403  403 200
  GET ~/money-requests/{id}                      A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/money-requests/{id}                      B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/money-requests/{id}                      missing  401  403 403  403 403  404  404 403 403  403 404
  POST ~/money-requests/{id}/{verb}              A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/money-requests/{id}/{verb}              B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/money-requests/{id}/{verb}              missing  401  403 403  403 403  404  403 403 404  403 404
  GET ~/money-guard                              -        401  403 403  403 403  200  200 403 403  403 200
  PATCH ~/money-guard                            -        401  403 403  403 403  200  403 403 200  403 200
  GET ~/ops/abuse-reports                        -        401  403 403  403 403  200  200 403 403  403 200
  // The sides' reports are closed.
  POST ~/ops/abuse-reports/{id}/close            A        401  403 403  403 403  409  403 409 403  403 409
  POST ~/ops/abuse-reports/{id}/close            B        401  403 403  403 403  409  403 409 403  403 409
  POST ~/ops/abuse-reports/{id}/close            missing  401  403 403  403 403  404  403 404 403  403 404
  // Archives are the network's and belong to neither side.
  GET ~/ops/health                               -        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/to-do                                -        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives                             -        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives/{id}                        A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives/{id}                        B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives/{id}                        missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/ops/archives/{id}/rows                   A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives/{id}/rows                   B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives/{id}/rows                   missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/ops/archives/{id}/chunks/{number}        A        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives/{id}/chunks/{number}        B        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/archives/{id}/chunks/{number}        missing  401  403 403  403 403  404  404 403 403  403 404
  GET ~/ops/clicks                               -        401  403 403  403 403  200  200 403 403  403 200
  GET ~/ops/dead-letters                         -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/ops/dead-letters/replay                 -        401  403 403  403 403  200  403 200 403  403 200
  GET ~/ops/queues                               -        401  403 403  403 403  200  200 403 403  403 200
  POST ~/ops/clicks/restore                      -        401  403 403  403 403  200  403 403 403  403 200
  GET ~/payouts                                  -        401  200 200  403 403  200  200 403 403  200 200
  GET ~/payouts/export                           -        401  200 200  403 403  200  200 403 403  200 200
  GET ~/payouts/{id}                             A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/payouts/{id}                             B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/payouts/{id}                             missing  401  404 404  403 403  404  404 403 403  404 404
  GET ~/payouts/{id}/lines                       A        401  200 404  403 403  200  200 403 403  200 200
  GET ~/payouts/{id}/lines                       B        401  404 200  403 403  200  200 403 403  404 200
  GET ~/payouts/{id}/lines                       missing  401  404 404  403 403  404  404 403 403  404 404
  // They were not handed over.
  POST ~/payouts/{id}/resolve                  A        401  403 403  403 403  404  403 403 404  403 404
  POST ~/payouts/{id}/resolve                  B        401  403 403  403 403  404  403 403 404  403 404
  POST ~/payouts/{id}/resolve                  missing  401  403 403  403 403  404  403 403 404  403 404
  // The sides' payouts are already returned.
  POST ~/payouts/{id}/return                     A        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payouts/{id}/return                     B        401  403 403  403 403  409  403 403 409  403 409
  POST ~/payouts/{id}/return                     missing  401  403 403  403 403  404  403 403 404  403 404
`);

function readMatrix(text: string): [route: string, whose: Whose, expected: number[]][] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//"));
  return lines.map((line) => {
    const [method = "", path = "", whose = "", ...expected] = line.trim().split(/\s+/);
    return [`${method} ${path.replace("~", "/api/v1")}`, whose as Whose, expected.map(Number)]; // written above
  });
}

test("every route of the app is in the API's document or a page, and has its lines in the matrix", () => {
  const described = operations.map(({ name }) => name);
  expect(routesOfApp.toSorted()).toEqual([...PAGES, ...described].toSorted());
  expect([...new Set(MATRIX.map(([route]) => route))].toSorted()).toEqual(routesOfApp.toSorted());
  for (const route of described.filter((name) => name.includes("{")))
    expect(whoseOf(route), route).toEqual(["A", "B", "missing"]);
});

const whoseOf = (route: string) => MATRIX.filter(([name]) => name === route).map(([, whose]) => whose);

const tried = { routes: new Set<string>(), answers: 0 };

test.each(MATRIX)("%s, %s", async (route, whose, expected) => {
  const of = whose === "missing" ? sides.missing : sides[whose === "B" ? "B" : "A"].records;
  // A review changes a conversion, and a removal takes a source away, so each caller gets a new one.
  const isReview = route.endsWith("/conversions/{id}/{verb}") && (whose === "A" || whose === "B");
  const isRemoval = route === "DELETE /api/v1/traffic-sources/{id}" && (whose === "A" || whose === "B");
  const sources = isRemoval ? await sides[whose].sources(CALLERS.length) : [];
  const isOfMember = route.includes("/members/{id}/") && (whose === "A" || whose === "B");
  const members = isOfMember ? await sides[whose].members(CALLERS.length) : [];
  const conversions = isReview ? await sides[whose].conversions(CALLERS.length) : [];
  const answers = await Promise.all(
    CALLERS.map(async (caller, i) => {
      const isEnding = ENDING.some((path) => route.endsWith(path));
      const headers = isEnding ? await sides.throwaway(caller) : sides.headers[caller];
      return ask(
        route,
        {
          ...of,
          conversion: conversions[i] ?? of.conversion,
          source: sources[i] ?? of.source,
          member: members[i] ?? of.member,
        },
        headers,
        caller,
      );
    }),
  );
  const shown = (statuses: readonly (number | undefined)[]) =>
    Object.fromEntries(CALLERS.map((caller, i) => [caller, statuses[i]]));
  expect(shown(answers.map(({ status }) => status))).toEqual(shown(expected));
  for (const { status, code } of answers)
    if (code !== undefined) expect(CODES[status], `${route}: ${status} ${code}`).toContain(code);
  for (const [i, scope] of [
    [6, "read"],
    [7, "write"],
    [8, "payouts"],
  ] as const)
    // the keys of one scope
    if (route.includes("/api/v1/") && !isOpen(route) && scope !== neededFor(route))
      expect(answers[i], scope).toMatchObject({ status: 403, code: "scope_missing" });
  tried.routes.add(route);
  tried.answers += answers.length;
});

/** Why a caller may be refused here. */
const CODES: Record<number, string[]> = {
  400: ["token_refused", "bad_request"],
  401: ["unauthenticated", "code_refused"],
  403: ["forbidden", "scope_missing", "session_required"],
  404: ["not_found"],
  409: [
    ...[
      "nothing_to_pay",
      "already_exists",
      "claim_refused",
      "not_stopped",
      "payment_begun",
      "run_step_refused",
      "application_not_needed",
      "transition_refused",
      "request_answered",
    ],
    ...["upload_step_refused", "conflict"],
  ],
  422: ["creative_refused", "file_refused"],
};

const isOpen = (route: string) =>
  !operations.some(({ name, security }) => name === route && security.some((way) => "apiKey" in way));

const neededFor = (route: string) =>
  // Every member may leave the account. A preview of a bank's file needs what the file needs.
  (route.startsWith("GET ") && !route.endsWith("/bank-file")) || route.endsWith("/members/{id}/remove")
    ? "read"
    : /\/(payout|bank-|ledger\/|money-)|\/adjust$|-frozen$/.test(route)
      ? "payouts"
      : route.endsWith("/clicks/restore")
        ? "restore"
        : "write";

test("all of it was tried", () => {
  console.log(
    `matrix: ${tried.routes.size} routes × ${CALLERS.length} callers × own, foreign and missing records: ${tried.answers} answers`,
  );
  expect(tried).toEqual({ routes: new Set(routesOfApp), answers: MATRIX.length * CALLERS.length });
});

/** One caller of each party: above, the others have asked for the sides' own records. */
const PARTIES = ["anonymous", "webmaster A", "webmaster B", "advertiser A", "advertiser B", "operator"] as const;

describe("what answers show", () => {
  test.each(["A", "B"] as const)("each party reads the planted values of side %s that are its own", async (side) => {
    const of = { ...sides[side].records, ...planted[side].records };
    const reads = operations.filter(({ method, security }) => method === "GET" && isByKey(security));
    await inTurns(
      reads.flatMap(({ name }) => PARTIES.map((caller) => ({ name, caller }))),
      ({ name, caller }) => ask(name, of, sides.headers[caller], caller),
    );
  });

  test("no answer holds a value of another party", () => expect([...observed.leaks]).toEqual([]));

  test("each planted value was seen by its own parties", () => expect(observed.unseen()).toEqual([]));

  test("each role gets exactly the fields that the document says", () => expect([...observed.faults]).toEqual([]));

  test("each hidden field had an answer of each role that could show it", () =>
    expect(observed.unobserved()).toEqual([]));
});

const isByKey = (security: readonly object[]) => security.some((way) => "apiKey" in way);

test("a key of any role without the scope of an operation gets a 403 that names it", async () => {
  const keys = await insertScopedKeys(network, sides.A.records);
  const wanted: string[] = [];
  const got: string[] = [];
  await inTurns(
    operations.filter(({ security }) => isByKey(security)).flatMap(({ name }) => keys.map((key) => ({ name, key }))),
    async ({ name, key: { headers, role, scope } }) => {
      const needed = neededFor(name);
      if (scope === needed) return;
      const { status, code, detail } = await ask(name, sides.A.records, headers);
      wanted.push(`${name} ${role} ${scope}: 403 scope_missing ${needed}`);
      got.push(`${name} ${role} ${scope}: ${status} ${code} ${detail?.includes(needed) === true ? needed : detail}`);
    },
  );
  expect(got.toSorted()).toEqual(wanted.toSorted());
});

/** What the people of a blocked account can still do besides reading. Its keys can only read. */
const OPEN_TO_BLOCKED: Record<"webmaster" | "advertiser", string[]> = {
  webmaster: [
    ...["openThread", "writeMessage", "closeThread", "readThread", "attachFile"],
    ...["revokeApiKey", "revokeInvitation", "removeMember", "changeMe", "acceptTerms", "revokeSession"],
    ...["pauseReport", "deleteReport", "saveReportView", "changeReportView", "removeReportView"],
    ...["openAppeal", "withdrawAppeal", "withdrawClaim"],
  ],
  advertiser: [
    ...["openThread", "writeMessage", "closeThread", "readThread", "attachFile"],
    ...["revokeApiKey", "revokeInvitation", "removeMember", "revokePostbackToken", "revokePostbackSecret"],
    ...["changeMe", "acceptTerms", "revokeSession", "pauseReport", "deleteReport"],
    ...["saveReportView", "changeReportView", "removeReportView"],
    ...["reviewConversion", "reviewConversions", "reportConversions", "answerClaim", "answerClaims"],
    ...["createUpload", "commitUpload", "cancelUpload", "undoUpload"],
    ...["replayPostback", "acceptPostback", "dismissPostback"],
  ],
};

test.each(["webmaster", "advertiser"] as const)(
  "a blocked %s reads, and does nothing that is not listed",
  async (role) => {
    const { key, session } = await sides.blocked(role);
    const open: string[] = [];
    await inTurns(
      operations.filter(({ security }) => isByKey(security) || "session" in (security[0] ?? {})),
      async ({ name, operationId, method, security }) => {
        if (method !== "GET" && isByKey(security))
          expect(await ask(name, sides.A.records, key), name).toMatchObject({ status: 403, code: "account_blocked" });
        if (ENDING.some((path) => name.endsWith(path)) || name.includes("/auth/")) return;
        const { code } = await ask(name, sides.A.records, session);
        if (method === "GET") expect(code, name).not.toBe("account_blocked");
        else if (code !== "account_blocked" && code !== "forbidden") open.push(operationId);
      },
    );
    expect(open.toSorted()).toEqual(OPEN_TO_BLOCKED[role].toSorted());
  },
);

describe("what the cabinet hides from a person, the API refuses as well:", () => {
  const pages = cabinetPages();
  const operationOf = (id: string) => operations.find(({ operationId }) => operationId === id);

  /**
   * What the API does for a role that has no page for it in the cabinet: it concerns the role's own records. Operators
   * read everything.
   */
  const OWN_PART: Record<Role, readonly string[]> = {
    webmaster: [],
    advertiser: [
      ...["listOffers", "getJoining", "listCreatives", "listApplications", "reviewApplication", "getLink"],
      ...["listTerms", "proposeTerms", "answerTerms", "listTransfers"],
      ...["listUploads", "getUpload", "listUploadRows", "listTrafficSources", "getTrafficSource"],
      "reviewConversions",
    ],
    operator: [
      ...["changeLink", "pauseLink", "resumeLink", "reviewApplication", "proposeTerms", "answerTerms"],
      ...["verifyTrafficSource", "removePayoutAccount"],
    ],
  };

  test.each(ROLES)("the pages of others, for the session of this role: %s", async (role) => {
    const headers = await sides.member(role, "owner");
    const answered: string[] = [];
    const others = sides.B.records;
    for (const id of pages.hiddenFrom(role)) {
      const operation = operationOf(id);
      if (operation === undefined) throw new Error(`the cabinet asks for ${id}, which no operation is`);
      const { status } = await ask(operation.name, sides.A.records, headers);
      const mayRead = role === "operator" && operation.method === "GET";
      if (status !== 403 && status !== 404 && !mayRead && !OWN_PART[role].includes(id)) answered.push(id);
      const namesRecord = requestTo(operation.name, sides.A.records).path !== requestTo(operation.name, others).path;
      if (role !== "operator" && namesRecord)
        expect([403, 404], `${id} of another account`).toContain((await ask(operation.name, others, headers)).status);
    }
    expect(answered).toEqual([]);
  });

  test("the buttons of owners, for the sessions of other members", async () => {
    const owners = pages.of("members").filter((id) => operationOf(id)?.method !== "GET");
    expect(owners).toContain("invite");
    for (const memberRole of MEMBER_ROLES.filter((one) => one !== "owner")) {
      const headers = await sides.member("webmaster", memberRole);
      for (const id of owners)
        expect(await ask(operationOf(id)?.name ?? id, sides.A.records, headers), `${memberRole} ${id}`).toMatchObject({
          status: 403,
        });
    }
  });
});
