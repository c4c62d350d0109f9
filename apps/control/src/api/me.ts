import { z } from "@hono/zod-openapi";
import { findNames } from "@waymark/network/db";
import { changeOwnProfile, scopesOfRights } from "@waymark/network/identity";
import { LANGUAGES } from "@waymark/network/mail";
import { isBlocked } from "@waymark/network/role";
import { acceptTerms, termsOf } from "@waymark/network/settings";
import { countToDo, TO_DO_COUNT_MAX, TO_DO_DAYS } from "@waymark/network/stats";
import { countUnread } from "@waymark/network/support";
import { MEMBER_ROLES, RIGHTS, ROLES, SCOPES } from "@waymark/network/words";
import type { Context as HonoContext } from "hono";
import { forgetAccess, needsSecondFactor, requireSession } from "../auth.ts";
import type { Access, App } from "../http.ts";
import { PersonName } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import {
  body,
  createApi,
  CurrencyName,
  json,
  NOT_WEBMASTERS,
  onlyFor,
  problems,
  security,
  sessionOnly,
  Time,
  timeOrNull,
} from "./schema.ts";
import { ZoneName } from "./time-input.ts";

const Language = z.enum(LANGUAGES);

const Me = z
  .object({
    role: z.enum(ROLES),
    advertiser_id: z.string().nullable(),
    webmaster_id: z.string().nullable(),
    account_name: z.string().nullable().openapi({ description: "Name of the account; null for the operator" }),
    is_blocked: z.boolean().openapi({ description: "Whether the operator has blocked the account" }),
    block_reason: z.string().nullable().openapi({ description: "Why the account is blocked; null if it is not" }),
    scopes: z.array(z.enum(SCOPES)),
    rights: z.array(z.enum(RIGHTS)).openapi({
      description: "The scopes and, for owners in a session, `account`: manage the members and the account's name",
    }),
    requires_second_factor: z.boolean().openapi({
      description: "Most operations are refused until the person sets up a second factor",
    }),
    member: z
      .object({
        id: z.string(),
        name: z.string(),
        email: z.string(),
        has_second_factor: z.boolean(),
        member_role: z.enum(MEMBER_ROLES),
        language: Language.nullable().openapi({ description: "Language of mails and pages; null: not chosen" }),
        zone: z.string().nullable().openapi({ description: "IANA zone of times that are shown; null: the network's" }),
        currency: z.string().nullable().openapi({
          description: "Currency in which sums are shown besides their own; null: the network's. Converts no money",
        }),
        terms_version: z
          .number()
          .int()
          .nullable()
          .openapi({ description: "The newest version of the terms of use that the person accepted; null: none" }),
        terms_accepted_at: Time.nullable().openapi({ description: "When the person accepted it; null: never" }),
        pending_terms_version: z
          .number()
          .int()
          .nullable()
          .openapi({ description: "The version of the terms of use that waits to be accepted; null: none" }),
      })
      .nullable()
      .openapi({ description: "Null for an API key" }),
  })
  .openapi("Me");

const tags = ["people"];

const getRoute = defineRoute({
  scope: "read",
  beforeSecondFactor: true,
  method: "get",
  path: "/",
  operationId: "getMe",
  summary: "Get the caller's identity",
  tags,
  security,
  responses: { 200: json(Me, "The caller"), ...problems },
});
const changeRoute = defineRoute({
  // Members with any role change what is theirs.
  scope: "read",
  beforeSecondFactor: true,
  method: "patch",
  path: "/",
  operationId: "changeMe",
  summary: "Change the caller's name, language, zone or currency for display. Needs a session",
  tags,
  security: sessionOnly,
  request: body(
    z
      .strictObject({
        name: PersonName.optional(),
        language: Language.nullable().optional().openapi({ description: "Null: not chosen" }),
        zone: ZoneName.nullable().optional().openapi({ description: "Null: the network's" }),
        currency: CurrencyName.nullable().optional().openapi({ description: "Null: the network's" }),
      })
      .openapi("MeChange"),
  ),
  responses: { 200: json(Me, "The caller"), ...problems },
});

const acceptRoute = defineRoute({
  // Members with any role accept for themselves.
  scope: "read",
  beforeSecondFactor: true,
  method: "post",
  path: "/accept-terms",
  operationId: "acceptTerms",
  summary: "Accept the terms of use in force, by their version. Needs a session",
  tags,
  security: sessionOnly,
  request: body(
    z
      .strictObject({
        version: z.number().int().min(1).max(1e9).openapi({ description: "The version that the person has read" }),
      })
      .openapi("TermsAcceptance"),
  ),
  responses: { 200: json(Me, "The caller"), ...problems },
});

const Unread = z
  .object({
    threads: z.number().int().openapi({ description: "Threads with unread messages" }),
    messages: z.number().int().openapi({ description: "Unread messages in them" }),
  })
  .openapi({ description: "`GET /api/v1/support/threads?is_unread=true` lists the threads" });

const ForWebmaster = (description: string) => onlyFor(["webmaster"], z.number().int(), description);

const ForAdvertiser = (description: string) => onlyFor(["advertiser"], z.number().int(), description);

const OwnToDo = z
  .object({
    unread: Unread,
    appeals_answered: ForWebmaster(
      `Appeals that were accepted or declined in the last ${TO_DO_DAYS} days: \`GET /api/v1/appeals\``,
    ),
    claims_answered: ForWebmaster(
      `Claims that were accepted or declined in the last ${TO_DO_DAYS} days: \`GET /api/v1/claims\``,
    ),
    claims_to_answer: ForAdvertiser(
      "Claims of webmasters that wait for the advertiser's answer: `GET /api/v1/claims?waits_for=advertiser&sort=oldest`",
    ),
    applications_answered: ForWebmaster(
      `Applications that were approved, refused or revoked in the last ${TO_DO_DAYS} days: \`GET /api/v1/applications\``,
    ),
    applications_pending: onlyFor(
      NOT_WEBMASTERS,
      z.number().int(),
      "Applications that wait for an answer: `GET /api/v1/applications?status=pending`",
    ),
    conversions_pending: ForAdvertiser(
      "Conversions that wait for the advertiser's answer: `GET /api/v1/conversions?status=pending&is_test=false`",
    ),
    postbacks_parked: ForAdvertiser("Postbacks that wait for a person: `GET /api/v1/postbacks?status=parked`"),
    uploads_overdue: ForAdvertiser(
      "Files of orders that are overdue: `GET /api/v1/offers/{id}/upload-schedule` lists the periods of an offer",
    ),
    sources_failed: ForWebmaster("Traffic sources whose last check failed: `GET /api/v1/traffic-sources`"),
    sources_limited: ForWebmaster("Limits of your sources that are in force: `GET /api/v1/source-limits?is_open=true`"),
    terms_proposed: z.number().int().openapi({
      description: "Terms that wait for the answer of the caller's side: `GET /api/v1/offers/{id}/terms`",
    }),
    terms_changing: ForWebmaster(
      `Agreed terms of offers with links of yours that start in the next ${TO_DO_DAYS} days`,
    ),
  })
  .openapi("OwnToDo", { description: `Each count is at most ${TO_DO_COUNT_MAX}` });

const toDoRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/to-do",
  operationId: "getOwnToDo",
  summary: "Count what the caller's account should look at: unread messages, answers, terms that change",
  tags,
  security,
  responses: { 200: json(OwnToDo, "Counts"), ...problems },
});

/** The caller: the account, what they may do, and the person. */
export const me = createApi()
  .openapi(getRoute, async (c) => c.json(await showMe(c, c.var.access), 200))
  .openapi(changeRoute, async (c) => {
    const person = requireSession(c.var.access);
    const profile = await changeOwnProfile(c.var.ctx, c.req.valid("json"));
    forgetAccess();
    return c.json(await showMe(c, { ...c.var.access, person: { ...person, ...profile } }), 200);
  })
  .openapi(toDoRoute, async (c) => {
    const { ctx } = c.var;
    const [unread, toDo] = await Promise.all([countUnread(ctx), countToDo(ctx)]);
    const shown = {
      ...{ unread, appeals_answered: toDo.appealsAnswered },
      ...{ claims_answered: toDo.claimsAnswered, claims_to_answer: toDo.claimsToAnswer },
      ...{ applications_answered: toDo.applicationsAnswered, applications_pending: toDo.applicationsPending },
      ...{ conversions_pending: toDo.conversionsPending, postbacks_parked: toDo.postbacksParked },
      ...{ uploads_overdue: toDo.uploadsOverdue, sources_failed: toDo.sourcesFailed },
      sources_limited: toDo.sourcesLimited,
      ...{ terms_proposed: toDo.termsProposed, terms_changing: toDo.termsChanging },
    };
    return c.json(shown, 200);
  })
  .openapi(acceptRoute, async (c) => {
    requireSession(c.var.access);
    await acceptTerms(c.var.ctx, c.req.valid("json").version);
    return c.json(await showMe(c, c.var.access), 200);
  });

async function showMe(c: HonoContext<App>, { actor, rights, person }: Access): Promise<z.infer<typeof Me>> {
  const advertiserId = actor.role === "advertiser" ? actor.advertiserId : null;
  const webmasterId = actor.role === "webmaster" ? actor.webmasterId : null;
  const accountId = advertiserId ?? webmasterId;
  const { db } = c.var.ctx;
  const [names, terms] = await Promise.all([
    findNames(db, advertiserId === null ? "webmaster" : "advertiser", accountId === null ? [] : [accountId]),
    person && termsOf(db, person.id),
  ]);
  return {
    role: actor.role === "system" ? "operator" : actor.role, // no job comes in by HTTP
    ...{ advertiser_id: advertiserId, webmaster_id: webmasterId, account_name: names.get(accountId ?? "") ?? null },
    is_blocked: isBlocked(actor),
    block_reason: "blockReason" in actor ? (actor.blockReason ?? null) : null,
    scopes: [...scopesOfRights(rights)],
    rights: RIGHTS.filter((right) => rights.has(right)),
    requires_second_factor: needsSecondFactor(c.env, { actor, person }),
    member: person && {
      ...{ id: person.id, name: person.name, email: person.email },
      ...{ has_second_factor: person.hasSecondFactor, member_role: person.memberRole },
      ...{ language: person.language, zone: person.zone, currency: person.currency },
      terms_version: terms?.accepted?.version ?? null,
      terms_accepted_at: timeOrNull(terms?.accepted?.at ?? null),
      pending_terms_version: terms?.pendingVersion ?? null,
    },
  };
}
