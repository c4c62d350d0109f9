import { z } from "@hono/zod-openapi";
import { effectsOfRevoking } from "@waymark/network/account";
import {
  apply,
  APPLICATION_EVENTS,
  changeJoining,
  getApplicationHistory,
  getJoining,
  listApplications,
  reviewApplication,
  type Answer,
  type ApplicationChange,
  type ApplicationRow,
  type SeenJoining,
} from "@waymark/network/application";
import { EffectsView, showEffects } from "./effects.ts";
import {
  body,
  createApi,
  IdParam,
  json,
  NOT_WEBMASTERS,
  onlyFor,
  OptionalId,
  page,
  PageQuery,
  pageOf,
  problems,
  security,
  Time,
  time,
  ReasonText,
} from "./schema.ts";
import { line } from "../person-schema.ts";
import { defineRoute } from "./route.ts";
import { APPLICATION_STATUSES, APPROVALS, OFFER_ACCESS } from "@waymark/network/words";

const Code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const Status = z.enum(APPLICATION_STATUSES);

const QuestionShape = z.strictObject({
  code: Code,
  text: z.string().trim().min(1).max(500),
  options: z.array(z.string().trim().min(1).max(200)).max(50).default([]).openapi({ description: "None: any text" }),
  is_required: z.boolean().default(false),
});

const ContactShape = z.strictObject({
  name: line(200, 0).default(""),
  email: z.union([z.email().max(254), z.literal("")]).default(""),
  other: z.string().trim().max(500).default("").openapi({ description: "A messenger, a telephone, a page" }),
});

const APPROVAL = "Which webmasters are approved automatically: none, all, or those with a verified traffic source";
const Approval = z.enum(APPROVALS).openapi({ description: APPROVAL });

const JoiningView = z
  .object({
    offer_id: z.string(),
    access: z.enum(OFFER_ACCESS),
    questions: z.array(
      z.object({ code: z.string(), text: z.string(), options: z.array(z.string()), is_required: z.boolean() }),
    ),
    approval: onlyFor(NOT_WEBMASTERS, Approval, APPROVAL),
    contact: z.object({ name: z.string(), email: z.string(), other: z.string() }).nullable(),
    version: z.number().int(),
  })
  .openapi("Joining");

const JoiningChange = z
  .strictObject({
    questions: z.array(QuestionShape).max(30).optional(),
    approval: Approval.optional(),
    contact: ContactShape.nullable().optional(),
    version: z
      .number()
      .int()
      .min(0)
      .max(1e9)
      .optional()
      .openapi({ description: "The version that you saw; 409 if it is no longer current" }),
  })
  .openapi("JoiningChange");

const ApplicationView = z
  .object({
    id: z.string(),
    offer_id: z.string(),
    advertiser_id: z.string(),
    webmaster_id: z.string(),
    status: Status,
    answers: z.array(z.object({ code: z.string(), question: z.string(), answer: z.string() })),
    reason: z.string().nullable(),
    applied_at: Time,
    changed_at: Time,
    version: z.number().int(),
  })
  .openapi("Application");

const HistoryView = ApplicationView.extend({
  changes: z.array(
    z.object({
      version: z.number().int(),
      verb: z.string(),
      status: Status,
      reason: z.string().nullable(),
      changed_at: Time,
    }),
  ),
}).openapi("ApplicationHistory");

const Filter = PageQuery.extend({
  status: Status.optional(),
  offer_id: OptionalId,
  webmaster_id: OptionalId,
});

const getJoiningRoute = defineRoute({
  scope: "read",
  versioned: true,
  method: "get",
  path: "/{id}/joining",
  operationId: "getJoining",
  summary: "Get the joining settings of an offer: questions, approval policy, contact",
  tags: ["applications"],
  security,
  request: { params: IdParam },
  responses: { 200: json(JoiningView, "The joining settings"), ...problems },
});

const changeJoiningRoute = defineRoute({
  scope: "write",
  versioned: true,
  sendsMail: true,
  method: "patch",
  path: "/{id}/joining",
  operationId: "changeJoining",
  summary: "Change the joining settings of an offer. Omitted fields are unchanged",
  tags: ["applications"],
  security,
  request: { params: IdParam, ...body(JoiningChange) },
  responses: { 200: json(JoiningView, "The joining settings"), ...problems },
});

const ofOfferRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/applications",
  operationId: "listOfferApplications",
  summary: "List the applications for an offer that the caller may see, newest first",
  tags: ["applications"],
  security,
  request: { params: IdParam, query: PageQuery.extend({ status: Status.optional() }) },
  responses: { 200: json(pageOf(ApplicationView), "Applications"), ...problems },
});

const applyRoute = defineRoute({
  scope: "write",
  sendsMail: true,
  method: "post",
  path: "/{id}/applications",
  operationId: "apply",
  summary: "Apply for an offer. The offer's policy may approve automatically. Webmasters only",
  tags: ["applications"],
  security,
  request: {
    params: IdParam,
    ...body(
      z
        .strictObject({
          answers: z
            .record(Code, z.string().max(4_000))
            .default({})
            .openapi({ description: "Answers by the codes of the offer's questions" }),
        })
        .openapi("NewApplication"),
    ),
  },
  responses: { 201: json(ApplicationView, "The application"), ...problems },
});

/** What belongs to one offer: /offers/{id}/…. */
export const joining = createApi()
  .openapi(getJoiningRoute, async (c) => c.json(showJoining(await getJoining(c.var.ctx, c.req.valid("param").id)), 200))
  .openapi(changeJoiningRoute, async (c) => {
    const { questions, approval, contact, version } = c.req.valid("json");
    const changed = await changeJoining(c.var.ctx, c.req.valid("param").id, {
      questions: questions?.map(({ is_required, ...question }) => ({ ...question, isRequired: is_required })),
      approval,
      contact,
      version,
    });
    return c.json(showJoining(changed), 200);
  })
  .openapi(ofOfferRoute, async (c) => {
    const { limit, cursor, status } = c.req.valid("query");
    const { offerId } = await getJoining(c.var.ctx, c.req.valid("param").id);
    return c.json(
      page(await listApplications(c.var.ctx, { offerId, status, before: cursor, limit }), limit, show),
      200,
    );
  })
  .openapi(applyRoute, async (c) => {
    const { answers } = c.req.valid("json");
    return c.json(show(await apply(c.var.ctx, { offerId: c.req.valid("param").id, answers })), 201);
  });

const listRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/",
  operationId: "listApplications",
  summary: "List the applications that the caller may see, newest first",
  tags: ["applications"],
  security,
  request: { query: Filter },
  responses: { 200: json(pageOf(ApplicationView), "Applications"), ...problems },
});

const getRoute = defineRoute({
  scope: "read",
  versioned: true,
  method: "get",
  path: "/{id}",
  operationId: "getApplication",
  summary: "Get an application with its history",
  tags: ["applications"],
  security,
  request: { params: IdParam },
  responses: { 200: json(HistoryView, "The application"), ...problems },
});

const effectsRoute = defineRoute({
  scope: "read",
  method: "get",
  path: "/{id}/effects",
  operationId: "getApplicationEffects",
  summary: "Preview the effects of revoking the approval",
  tags: ["applications"],
  security,
  request: { params: IdParam },
  responses: { 200: json(EffectsView, "The effects"), ...problems },
});

const reviewRoute = defineRoute({
  scope: "write",
  versioned: true,
  sendsMail: true,
  method: "post",
  path: "/{id}/{verb}",
  operationId: "reviewApplication",
  summary: "Approve, refuse or revoke an application (advertiser, operator), or withdraw it (webmaster)",
  tags: ["applications"],
  security,
  request: {
    params: IdParam.extend({
      verb: z.enum(APPLICATION_EVENTS).openapi({ description: "What to do with the application" }),
    }),
    ...body(
      z
        .strictObject({
          reason: ReasonText.nullable().default(null),
          version: z.number().int().min(1).max(1e9).optional(),
        })
        .openapi("ApplicationReview"),
    ),
  },
  responses: { 200: json(ApplicationView, "The application"), ...problems },
});

export const applications = createApi()
  .openapi(listRoute, async (c) => {
    const { limit, cursor, status, offer_id, webmaster_id } = c.req.valid("query");
    const filter = { offerId: offer_id, webmasterId: webmaster_id, status, before: cursor, limit };
    return c.json(page(await listApplications(c.var.ctx, filter), limit, show), 200);
  })
  .openapi(getRoute, async (c) => {
    const { application, changes } = await getApplicationHistory(c.var.ctx, c.req.valid("param").id);
    return c.json({ ...show(application), changes: changes.map(showChange) }, 200);
  })
  .openapi(effectsRoute, async (c) =>
    c.json(showEffects(await effectsOfRevoking(c.var.ctx, c.req.valid("param").id)), 200),
  )
  .openapi(reviewRoute, async (c) => {
    const { id, verb: event } = c.req.valid("param");
    const application = await reviewApplication(c.var.ctx, { id, event, ...c.req.valid("json") });
    return c.json(show(application), 200);
  });

const showJoining = (of: SeenJoining): z.infer<typeof JoiningView> => ({
  offer_id: of.offerId,
  access: of.access,
  questions: of.questions.map(({ code, text, options, isRequired }) => ({
    ...{ code, text, options: [...options], is_required: isRequired },
  })),
  approval: of.approval,
  contact: of.contact,
  version: of.version,
});

const show = (row: ApplicationRow): z.infer<typeof ApplicationView> => ({
  id: row.id,
  offer_id: row.offer_id,
  advertiser_id: row.advertiser_id,
  webmaster_id: row.webmaster_id,
  status: row.status,
  answers: JSON.parse(row.answers) as Answer[], // written by apply
  reason: row.reason,
  applied_at: time(row.applied_at),
  changed_at: time(row.changed_at),
  version: row.version,
});

const showChange = (row: ApplicationChange) => ({
  version: row.version,
  verb: row.event,
  status: row.status as z.infer<typeof Status>, // written by insertChange
  reason: row.reason,
  changed_at: time(row.changed_at),
});
