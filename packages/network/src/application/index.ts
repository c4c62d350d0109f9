import { DAY_MS } from "@waymark/contract/duration";
import { snapshotKeys } from "@waymark/contract/snapshot";
import { actorName, type Context } from "../context.ts";
import { accessOf, beginStop, endStop } from "../stop/index.ts";
import { insertRows, publish, rawStatement, writeIfFirst, type Statement, type Tables } from "../db/index.ts";
import { mailTo, noticeTo } from "../mail/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { getOffer, type OfferRow } from "../offer/index.ts";
import { isStopped, requireActive } from "./access.ts";
import { readJoining, type Joining } from "./joining.ts";
import { answersOf, faultsOfAnswers, type Answer } from "./questions.ts";
import { EVENTS, nextStatus, type ApplicationEvent } from "./state.ts";
import { applicationMail, decisionMail } from "./texts.ts";
import type { ApplicationStatus, ApplicationVerb } from "../words.ts";
import { ADVERTISER_OR_OPERATOR, requireRole } from "../role.ts";

export { isStopped, requireAccess, standingOf, type Standing } from "./access.ts";
export { changeJoining, getJoining, insertJoining, type SeenJoining } from "./joining.ts";
export type { Answer } from "./questions.ts";
export type { ApplicationEvent } from "./state.ts";

export type ApplicationRow = Tables["application"];
export type ApplicationChange = Tables["application_change"];

export const APPLICATION_EVENTS = ["approve", "refuse", "withdraw", "revoke"] as const satisfies ApplicationEvent[];

/** How many applications a webmaster may make for one offer in `AGAIN_DAYS`. */
const AGAIN_MAX = 5;
const AGAIN_DAYS = 30;

/** Scopes applications to those that the actor may see. Every scoped read starts here. */
function ownApplications({ db, actor }: Context) {
  const rows = db.query.selectFrom("application").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

export interface ApplicationFilter {
  offerId?: string | undefined;
  webmasterId?: string | undefined;
  status?: ApplicationStatus | undefined;
}

/** Newest first; `before` is the id of the last one seen. */
export async function listApplications(
  ctx: Context,
  filter: ApplicationFilter & { before?: string | undefined; limit: number },
): Promise<ApplicationRow[]> {
  let rows = ownApplications(ctx).orderBy("id", "desc").limit(filter.limit);
  if (filter.before !== undefined) rows = rows.where("id", "<", filter.before);
  if (filter.offerId !== undefined) rows = rows.where("offer_id", "=", filter.offerId);
  if (filter.webmasterId !== undefined) rows = rows.where("webmaster_id", "=", filter.webmasterId);
  if (filter.status !== undefined) rows = rows.where("status", "=", filter.status);
  return rows.execute();
}

/** Throws `not_found`. */
export async function getApplication(ctx: Context, id: string): Promise<ApplicationRow> {
  const row = await ownApplications(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("application");
  return row;
}

/** An application with its changes, the oldest first. Throws `not_found`. */
export async function getApplicationHistory(
  ctx: Context,
  id: string,
): Promise<{ application: ApplicationRow; changes: ApplicationChange[] }> {
  const application = await getApplication(ctx, id);
  const changes = await ctx.db.query
    .selectFrom("application_change")
    .selectAll()
    .where("application_id", "=", id)
    .orderBy("version")
    .execute();
  return { application, changes };
}

/**
 * A webmaster applies for an offer. The offer's policy may approve at once, unless the webmaster was refused or lost an
 * approval before. Throws `forbidden`, `not_found`, `account_blocked`, `offer_not_open`, `application_not_needed`,
 * `application_exists`, `invalid_input`, `too_many_requests`.
 */
export async function apply(
  ctx: Context,
  input: { offerId: string; answers: Readonly<Record<string, string>> },
): Promise<ApplicationRow> {
  requireRole(ctx, ["webmaster"], "apply for an offer");
  const id = newId(ctx, "apl");
  return createOnce(
    ctx,
    () => ownApplications(ctx).where("id", "=", id).executeTakeFirst(),
    () => applyAnew(ctx, { id, ...input }),
  );
}

async function applyAnew(
  ctx: Context,
  input: { id: string; offerId: string; answers: Readonly<Record<string, string>> },
): Promise<ApplicationRow> {
  const actor = requireRole(ctx, ["webmaster"], "apply for an offer");
  const { offer } = await getOffer(ctx, input.offerId);
  await requireActive(ctx, { webmasterId: actor.webmasterId, advertiserId: offer.advertiser_id });
  if (offer.status !== "active") throw new NetworkError("offer_not_open", `The offer is ${offer.status}, not active`);
  if (offer.access !== "application" && !(await isStopped(ctx.db, offer.id, actor.webmasterId)))
    throw new NetworkError("application_not_needed", "This offer needs no application: create a link");
  const earlier = await ownApplications(ctx)
    .where("offer_id", "=", offer.id)
    .orderBy("id", "desc")
    .limit(500)
    .execute();
  refuseAgain(earlier, ctx.now());
  const joining = await readJoining(ctx.db, offer);
  const faults = faultsOfAnswers(joining.questions, input.answers);
  if (faults.length > 0) throw new NetworkError("invalid_input", "The answers do not fit the questions", faults);

  const isApproved =
    !earlier.some(({ status }) => status === "refused" || status === "revoked") &&
    (await approvesItself(ctx, joining, actor.webmasterId));
  const answers = answersOf(joining.questions, input.answers);
  const first = newApplication(offer, {
    ...{ id: input.id, webmasterId: actor.webmasterId, answers, now: ctx.now() },
  });
  const statements = isApproved
    ? changeStatements(ctx, first, {
        row: { ...first, status: "approved", version: 2 },
        event: "approve",
        actor: `policy:${joining.approval}`,
      })
    : noticeTo({ role: "advertiser", advertiserId: offer.advertiser_id }, applicationMail(first, offer), ctx.now());
  if (!(await writeIfFirst(ctx.db, [...insertApplication(first, actorName(actor)), ...statements])))
    throw alreadyThere();
  return getApplication(ctx, first.id);
}

function refuseAgain(earlier: readonly ApplicationRow[], now: number) {
  if (earlier.some(({ status }) => status === "pending" || status === "approved")) throw alreadyThere();
  const recent = earlier.filter(({ applied_at }) => applied_at > now - AGAIN_DAYS * DAY_MS);
  if (recent.length >= AGAIN_MAX)
    throw new NetworkError("too_many_requests", `At most ${AGAIN_MAX} applications for an offer in ${AGAIN_DAYS} days`);
}

const alreadyThere = () =>
  new NetworkError("application_exists", "You have an application for this offer that is pending or approved");

async function approvesItself({ db }: Context, { approval }: Joining, webmasterId: string): Promise<boolean> {
  switch (approval) {
    case "by_hand":
      return false;
    case "automatic":
      return true;
    case "verified_source": {
      const source = await db.query
        .selectFrom("traffic_source")
        .select("id")
        .where("webmaster_id", "=", webmasterId)
        .where("status", "=", "verified")
        .executeTakeFirst();
      return source !== undefined;
    }
  }
}

const newApplication = (
  offer: Pick<OfferRow, "id" | "advertiser_id">,
  { id, webmasterId, answers, now }: { id: string; webmasterId: string; answers: readonly Answer[]; now: number },
): ApplicationRow => ({
  id,
  offer_id: offer.id,
  advertiser_id: offer.advertiser_id,
  webmaster_id: webmasterId,
  status: "pending",
  answers: JSON.stringify(answers),
  applied_at: now,
  reason: null,
  changed_at: now,
  version: 1,
});

const insertApplication = (row: ApplicationRow, actor: string): Statement[] => [
  ...insertRows(
    "application",
    [
      "id",
      "offer_id",
      "advertiser_id",
      "webmaster_id",
      "status",
      "answers",
      "applied_at",
      "reason",
      "changed_at",
      "version",
    ],
    [row],
  ),
  ...insertChange(row, "apply", actor),
];

/** The statements of an application that is approved from the beginning, as when another network is imported. */
export function insertApproved(
  application: Pick<ApplicationRow, "id" | "offer_id" | "advertiser_id" | "webmaster_id"> & {
    answers: readonly Answer[];
  },
  actor: string,
  now: number,
): Statement[] {
  const answers = JSON.stringify(application.answers);
  const dates = { applied_at: now, changed_at: now, reason: null };
  const first: ApplicationRow = { ...application, ...dates, answers, status: "pending", version: 1 };
  return [
    ...insertApplication(first, actor),
    ...insertDecision({ ...first, status: "approved", version: 2 }, "approve", actor),
  ];
}

const insertDecision = (row: ApplicationRow, event: ApplicationEvent, actor: string): Statement[] => [
  ...insertChange(row, event, actor),
  rawStatement("UPDATE application SET status = ?, reason = ?, changed_at = ?, version = ? WHERE id = ?", [
    ...[row.status, row.reason, row.changed_at, row.version, row.id],
  ]),
];

const insertChange = (row: ApplicationRow, event: ApplicationVerb, actor: string) =>
  insertRows(
    "application_change",
    ["application_id", "version", "event", "status", "actor", "reason", "changed_at"],
    [
      {
        application_id: row.id,
        version: row.version,
        event,
        status: row.status,
        actor,
        reason: row.reason,
        changed_at: row.changed_at,
      },
    ],
  );

/**
 * Answers or withdraws an application, or revokes its approval. Of two concurrent decisions one is refused. When an
 * approval ends, the webmaster's links to the offer lead to the fallback; earnings are kept. Throws `not_found`,
 * `forbidden`, `invalid_input`, `conflict`, `transition_refused`, `account_blocked`.
 */
export async function reviewApplication(
  ctx: Context,
  input: { id: string; event: ApplicationEvent; reason: string | null; version?: number | undefined },
): Promise<ApplicationRow> {
  const { event, reason } = input;
  requireRole(
    ctx,
    EVENTS[event].by === "webmaster" ? ["webmaster"] : ADVERTISER_OR_OPERATOR,
    `${event} an application`,
  );
  const known = await getApplication(ctx, input.id);
  if (EVENTS[event].needsReason && reason === null)
    throw new NetworkError("invalid_input", "A reason is required", [{ path: "reason", message: "missing" }]);
  if (input.version !== undefined && input.version !== known.version) throw changedConcurrently();
  const status = nextStatus(known.status, event);
  if (status === undefined)
    throw new NetworkError("transition_refused", `An application that is ${known.status} can't take "${event}"`);
  if (event === "approve")
    await requireActive(ctx, { webmasterId: known.webmaster_id, advertiserId: known.advertiser_id });
  const row = { ...known, status, reason, changed_at: ctx.now(), version: known.version + 1 };
  if (!(await writeIfFirst(ctx.db, changeStatements(ctx, known, { row, event, actor: actorName(ctx.actor) }))))
    throw changedConcurrently();
  return getApplication(ctx, known.id);
}

const changedConcurrently = () => new NetworkError("conflict", "The application was changed by another request");

function changeStatements(
  { now }: Context,
  from: ApplicationRow,
  to: { row: ApplicationRow; event: ApplicationEvent; actor: string },
): Statement[] {
  const { row, event, actor } = to;
  const access = accessOf({ webmasterId: row.webmaster_id, offerId: row.offer_id });
  const [isIn, wasIn] = [row.status === "approved", from.status === "approved"];
  return [
    ...insertDecision(row, event, actor),
    ...(isIn === wasIn
      ? []
      : [
          (isIn ? endStop : beginStop)(access, "not_approved", now()),
          publish([snapshotKeys.webmaster(row.webmaster_id)], now()),
        ]),
    ...(event === "withdraw"
      ? []
      : [mailTo({ role: "webmaster", webmasterId: row.webmaster_id }, decisionMail(row), now())]),
  ];
}
