import { actorName, type Actor, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  inJson,
  insertRows,
  rawStatement,
  retryOnConcurrentWrite,
  writeIfFirst,
  type Statement,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound, type Fault } from "../errors.ts";
import { requireMoneyScope, writeGuarded, type Confirmation, type MoneyMove } from "../guard/index.ts";
import { createOnce, newId } from "../ids.ts";
import { ADVERTISER_AND_OPERATOR, ANY_PARTY, OPERATOR, requireRole, visibleTo } from "../role.ts";
import { faultsInForce } from "./loss.ts";
import { compareTerms, findAgreedTerms, findOffer, getOffer, type GoalRow } from "./queries.ts";
import { requireRightToLose, weightOfRates } from "./rates.ts";
import type { TermsChange } from "./terms.ts";
import type { Role } from "../words.ts";

type TermsRow = Tables["terms"];
type Answer = Tables["terms_answer"]["answer"];

/** An amendment to an offer's terms, with the answer of each side. Times are Unix ms. */
export interface ProposedTerms {
  row: TermsRow;
  change: TermsChange;
  answers: Tables["terms_answer"][];
}

export interface Proposal {
  /** Null: for everyone. */
  webmasterId: string | null;
  /** Unix ms; undefined: as soon as all have accepted. */
  startsAt: number | undefined;
  /** Unix ms, exclusive; null: until other terms replace them. */
  endsAt: number | null;
  change: TermsChange;
  /** The operator confirms that a commission is above its revenue. */
  acceptsLoss?: boolean | undefined;
}

/** The maximum of amendments of an offer, so that the history can be read at once. */
const AMENDMENTS_MAX = 200;

/** The sides that must accept terms: the advertiser and the operator, and for a webmaster's own terms the webmaster. */
const sidesOf = (webmasterId: string | null): readonly Role[] =>
  webmasterId === null ? ["advertiser", "operator"] : ["advertiser", "operator", "webmaster"];

/** Scopes an offer's terms: webmasters see their own, and the agreed terms for everyone. */
function ownTerms({ db, actor }: Context, offerId: string) {
  const rows = db.query.selectFrom("terms").selectAll().where("offer_id", "=", offerId);
  if (actor.role !== "webmaster") return rows;
  return rows.where(({ eb, or, and }) =>
    or([
      eb("webmaster_id", "=", actor.webmasterId),
      and([eb("webmaster_id", "is", null), eb("status", "=", "accepted")]),
    ]),
  );
}

/** Newest first; `before` is the id of the last one seen. Throws `not_found`. */
export async function listTerms(
  ctx: Context,
  offerId: string,
  page: { before?: string | undefined; limit: number },
): Promise<ProposedTerms[]> {
  await getOffer(ctx, offerId);
  let rows = ownTerms(ctx, offerId).orderBy("id", "desc").limit(page.limit);
  if (page.before !== undefined) rows = rows.where("id", "<", page.before);
  return withAnswers(ctx, await rows.execute());
}

/**
 * Proposes other terms; the proposer's acceptance is included. Terms can't start in the past, so existing conversions
 * are unchanged. Throws `not_found`, `forbidden`, `invalid_input`, `transition_refused`.
 */
export async function proposeTerms(ctx: Context, offerId: string, proposal: Proposal): Promise<ProposedTerms> {
  requireRole(ctx, ANY_PARTY, "propose terms");
  const id = newId(ctx, "trm");
  return createOnce(
    ctx,
    () => findTerms(ctx, offerId, id),
    () => proposeNewTerms(ctx, offerId, { id, ...proposal }),
  );
}

async function proposeNewTerms(
  ctx: Context,
  offerId: string,
  proposal: Proposal & { id: string },
): Promise<ProposedTerms> {
  const { offer, goals } = await findOffer(ctx, offerId);
  const now = ctx.now();
  const side = await sideOf(ctx, proposal);
  if (offer.status !== "active" && offer.status !== "paused")
    throw new NetworkError(
      "transition_refused",
      `The offer is ${offer.status}: change its terms with the offer itself`,
    );
  requireRightToLose(ctx, proposal.acceptsLoss);
  const errors = [
    ...faultsOf(proposal, { isByUpload: offer.validation === "upload", goals, side, now }),
    // A webmaster does not know the revenue. The operator confirms a loss when accepting such terms.
    ...(await faultsTogether(ctx, offerId, proposal, proposal.acceptsLoss === true || side === "webmaster")).faults,
  ];
  if (errors.length > 0) throw new NetworkError("invalid_input", "These terms can't be proposed", errors);
  await refuseTooMany(ctx, offerId, proposal.webmasterId);
  if (side === "operator") requireMoneyScope(ctx);
  const row: TermsRow = {
    id: proposal.id,
    offer_id: offerId,
    webmaster_id: proposal.webmasterId,
    says: JSON.stringify(proposal.change),
    starts_at: proposal.startsAt ?? now,
    ends_at: proposal.endsAt,
    status: "proposed",
    in_force_from: null,
    proposed_by: actorName(ctx.actor),
    proposed_at: now,
  };
  const inserted = insertRows(
    "terms",
    [
      ...(["id", "offer_id", "webmaster_id", "says", "starts_at", "ends_at", "status", "in_force_from"] as const),
      ...(["proposed_by", "proposed_at"] as const),
    ],
    [row],
  );
  const acceptsLoss = proposal.acceptsLoss === true;
  const statements = [...inserted, insertAnswer(ctx, row.id, { side, answer: "accepted", reason: null, acceptsLoss })];
  if (side !== "operator") await ctx.db.write(statements);
  else await writeGuarded(ctx, await acceptance(ctx, row, acceptsLoss), { statements, waiting: inserted });
  return getTerms(ctx, offerId, row.id);
}

/** The operator's acceptance of terms, as an act on money. */
async function acceptance({ db, now }: Context, row: TermsRow, acceptsLoss: boolean): Promise<MoneyMove> {
  const change = JSON.parse(row.says) as TermsChange; // written by proposeTerms
  const compared = await compareTerms(db, {
    offerId: row.offer_id,
    webmasterId: row.webmaster_id,
    inForceFrom: Math.max(row.starts_at, now()),
    endsAt: row.ends_at,
    change,
  });
  // Of the webmasters whom a change of a goal concerns, the one whom it brings most counts.
  const weights = [...Map.groupBy(compared, ({ goalId }) => goalId).values()].map((same) => ({
    currency: same[0]?.currency ?? "",
    amountMinor: Math.max(...same.map(({ before, after, currency }) => weightOfRates(before, after, currency))),
  }));
  return {
    ...{ act: "terms", subject: row.id, amounts: weights, input: { offerId: row.offer_id, acceptsLoss }, reason: null },
    description: `Terms of the offer ${row.offer_id} for ${row.webmaster_id ?? "everyone"}: ${JSON.stringify(change)}`,
  };
}

/** Accepts terms for the operator as a second person confirms. */
export async function confirmTerms(ctx: Context, confirms: Confirmation): Promise<void> {
  requireRole(ctx, OPERATOR, "confirm terms");
  const { offerId, acceptsLoss } = confirms.request.input as { offerId: string; acceptsLoss: boolean }; // of `acceptance`
  const reply = { id: confirms.request.subject, answer: "accepted", reason: null, acceptsLoss } as const;
  await answerOnce(ctx, offerId, reply, confirms);
}

/** The side for which the actor acts. Throws if the actor has no say in these terms. */
async function sideOf(ctx: Context, { webmasterId }: Pick<Proposal, "webmasterId">): Promise<Role> {
  const { db } = ctx;
  const actor = requireRole(ctx, ANY_PARTY, "agree terms");
  if (actor.role === "webmaster" && webmasterId !== actor.webmasterId)
    throw new NetworkError("forbidden", "Webmasters can only propose and answer their own terms");
  if (webmasterId === null) return actor.role;
  const known = await db.query.selectFrom("webmaster").select("id").where("id", "=", webmasterId).executeTakeFirst();
  if (known === undefined) throw notFound("webmaster");
  return actor.role;
}

function faultsOf(
  { startsAt, endsAt, change }: Proposal,
  { isByUpload, goals, side, now }: { isByUpload: boolean; goals: readonly GoalRow[]; side: Role; now: number },
) {
  const errors: { path: string; message: string }[] = [];
  const fault = (path: string, message: string) => void errors.push({ path, message });
  if (startsAt !== undefined && startsAt < now) fault("starts_at", "must not be in the past");
  if (endsAt !== null && endsAt <= Math.max(startsAt ?? now, now)) fault("ends_at", "must be after the start");
  const { rates = {}, ...days } = change;
  const rated = Object.entries(rates);
  if (rated.length === 0 && Object.values(days).every((value) => value === undefined))
    fault("", "the terms change nothing");
  if (isByUpload && typeof change.validationDays === "number")
    fault("validation_days", "must be null for an offer that validates by upload");
  for (const [code, rate] of rated) {
    const goal = goals.find((one) => one.code === code);
    if (goal === undefined) fault(`rates.${code}`, "the offer has no such goal");
    if (side === "webmaster" && (rate.revenueBps !== undefined || rate.revenueFixedMinor !== undefined))
      fault(`rates.${code}`, "only the advertiser and the operator set the revenue");
  }
  return errors;
}

/** What is wrong with these terms together with all that are in force in their time; `accepted` are those so far. */
async function faultsTogether(
  ctx: Context,
  offerId: string,
  { webmasterId, startsAt, endsAt, change }: Omit<Proposal, "acceptsLoss">,
  acceptsLoss: boolean,
): Promise<{ faults: Fault[]; accepted: number }> {
  const agreed = await findAgreedTerms(ctx, offerId, webmasterId);
  const inForceFrom = Math.max(startsAt ?? 0, ctx.now());
  const added = { offerId, webmasterId, inForceFrom, endsAt, change };
  return { faults: faultsInForce(agreed, added, { acceptsLoss }), accepted: agreed.accepted };
}

async function refuseTooMany({ db }: Context, offerId: string, webmasterId: string | null) {
  const rows = await db.query
    .selectFrom("terms")
    .select("id")
    .where("offer_id", "=", offerId)
    .where("webmaster_id", webmasterId === null ? "is" : "=", webmasterId)
    .limit(AMENDMENTS_MAX)
    .execute();
  if (rows.length === AMENDMENTS_MAX)
    throw new NetworkError("transition_refused", `An offer has at most ${AMENDMENTS_MAX} amendments`);
}

interface TermsReply {
  id: string;
  answer: Answer;
  reason: string | null;
  /** The operator confirms that these terms may cost more than they bring, alone or together with others. */
  acceptsLoss?: boolean | undefined;
}

/**
 * Records a side's answer to proposed terms. With the last required acceptance they are in force, from their start or
 * from now, whichever is later. Accepting twice is a no-op. Terms that would lose money with what is then in force need
 * the operator's confirmation. Throws `not_found`, `forbidden`, `transition_refused`, `invalid_input`.
 */
export async function answerTerms(ctx: Context, offerId: string, reply: TermsReply): Promise<ProposedTerms> {
  requireRole(ctx, ANY_PARTY, "answer terms");
  requireRightToLose(ctx, reply.acceptsLoss);
  if (reply.answer === "accepted" && ctx.actor.role === "operator") requireMoneyScope(ctx);
  return retryOnConcurrentWrite(() => answerOnce(ctx, offerId, reply), { triesMax: TRIES_MAX });
}

/** So many acceptances of one offer's terms may be concurrent. */
const TRIES_MAX = 10;

async function answerOnce(
  ctx: Context,
  offerId: string,
  { id, answer, reason, acceptsLoss = false }: TermsReply,
  confirms?: Confirmation,
): Promise<ProposedTerms> {
  const terms = await getTerms(ctx, offerId, id);
  const side = await sideOf(ctx, { webmasterId: terms.row.webmaster_id });
  if (answer === "withdrawn" && !terms.row.proposed_by.startsWith(`${side}:`))
    throw new NetworkError("forbidden", "Only the proposer can withdraw terms");
  const isGiven = (of: ProposedTerms) =>
    of.answers.some(
      (known) =>
        known.side === side &&
        known.answer === answer &&
        (!acceptsLoss || known.accepts_loss === 1 || of.row.status !== "proposed"),
    );
  if (isGiven(terms)) return terms;
  const accepted = answer === "accepted" ? await refuseLoss(ctx, terms, side, acceptsLoss) : null;
  const statements = [
    insertAnswer(ctx, id, { side, answer, reason, acceptsLoss, accepted }),
    settle(ctx, terms.row, answer),
  ];
  // No-op if the same side has just given the same answer.
  if (side !== "operator" || answer !== "accepted") await writeIfFirst(ctx.db, statements);
  else await writeAcceptance(ctx, await acceptance(ctx, terms.row, acceptsLoss), { statements, confirms });
  const after = await getTerms(ctx, offerId, id);
  if (isGiven(after)) return after;
  if (after.row.status === "proposed" && (after.row.ends_at === null || after.row.ends_at > ctx.now()))
    throw new ConcurrentWriteError("other terms were accepted");
  throw new NetworkError("transition_refused", `These terms are ${after.row.status}, or have ended`);
}

async function writeAcceptance(
  ctx: Context,
  move: MoneyMove,
  { statements, confirms }: { statements: Statement[]; confirms: Confirmation | undefined },
): Promise<void> {
  try {
    await writeGuarded(ctx, move, { statements, confirms });
  } catch (error) {
    if (!(error instanceof ConcurrentWriteError) || confirms !== undefined) throw error;
  }
}

/**
 * Refuses an acceptance that would lose money without the operator's confirmation: the operator's own, and the one that
 * puts the terms in force. Returns how many terms were accepted so far, which must still hold when it is written.
 */
async function refuseLoss(ctx: Context, { row, answers }: ProposedTerms, side: Role, acceptsLoss: boolean) {
  const isLast = sidesOf(row.webmaster_id).every(
    (one) => one === side || answers.some((known) => known.side === one && known.answer === "accepted"),
  );
  const isConfirmed = acceptsLoss || answers.some((known) => known.accepts_loss === 1);
  const { faults, accepted } = await faultsTogether(
    ctx,
    row.offer_id,
    {
      webmasterId: row.webmaster_id,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      change: JSON.parse(row.says) as TermsChange, // with the revenue, which may be hidden from the actor; written by proposeTerms
    },
    isConfirmed,
  );
  if (faults.length === 0) return accepted;
  if (side === "operator") throw new NetworkError("invalid_input", "These terms can lose money", faults);
  if (isLast)
    throw new NetworkError(
      "transition_refused",
      "Other terms have changed what these would pay. The operator must accept them again first",
    );
  return accepted;
}

/**
 * Inserts nothing unless the terms are proposed and have not ended. With `accepted`, as many terms of the offer must
 * still be accepted: others would change what these pay. A later answer can only add the confirmation of a loss.
 */
const insertAnswer = (
  ctx: Context,
  termsId: string,
  {
    side,
    answer,
    reason,
    acceptsLoss,
    accepted = null,
  }: { side: Role; answer: Answer; reason: string | null; acceptsLoss: boolean; accepted?: number | null },
): Statement =>
  rawStatement(
    `INSERT INTO terms_answer (terms_id, side, answer, actor, reason, answered_at, accepts_loss)
     SELECT id, ?2, ?3, ?4, ?5, CAST(?6 AS INTEGER), CAST(?7 AS INTEGER) FROM terms
     WHERE id = ?1 AND status = 'proposed' AND (ends_at IS NULL OR ends_at > ?6)
       AND (?8 IS NULL OR ?8 = (SELECT count(*) FROM terms AS other
         WHERE other.offer_id = terms.offer_id AND other.in_force_from IS NOT NULL))
     ${acceptsLoss ? "ON CONFLICT (terms_id, side, answer) DO UPDATE SET accepts_loss = 1, actor = excluded.actor, answered_at = excluded.answered_at" : ""}`,
    [termsId, side, answer, actorName(ctx.actor), reason, ctx.now(), acceptsLoss ? 1 : 0, accepted],
  );

/** Decides inside the batch, so that concurrent answers see each other. */
const settle = (ctx: Context, { id, webmaster_id }: TermsRow, answer: Answer): Statement =>
  answer === "accepted"
    ? rawStatement(
        `UPDATE terms SET status = 'accepted', in_force_from = max(starts_at, CAST(?2 AS INTEGER))
         WHERE id = ?1 AND status = 'proposed' AND (ends_at IS NULL OR ends_at > ?2)
           AND (SELECT count(*) FROM terms_answer WHERE terms_id = ?1 AND answer = 'accepted') = ?3`,
        [id, ctx.now(), sidesOf(webmaster_id).length],
      )
    : rawStatement(
        `UPDATE terms SET status = ?2
         WHERE id = ?1 AND status = 'proposed' AND (ends_at IS NULL OR ends_at > ?3)`,
        [id, answer, ctx.now()],
      );

async function getTerms(ctx: Context, offerId: string, id: string): Promise<ProposedTerms> {
  await getOffer(ctx, offerId);
  const terms = await findTerms(ctx, offerId, id);
  if (terms === undefined) throw notFound("terms");
  return terms;
}

async function findTerms(ctx: Context, offerId: string, id: string): Promise<ProposedTerms | undefined> {
  const row = await ownTerms(ctx, offerId).where("id", "=", id).executeTakeFirst();
  return row && (await withAnswers(ctx, [row]))[0];
}

async function withAnswers({ db, actor }: Context, rows: readonly TermsRow[]): Promise<ProposedTerms[]> {
  const answers = await db.query
    .selectFrom("terms_answer")
    .selectAll()
    .where("terms_id", "in", inJson(rows.map(({ id }) => id)))
    .orderBy("answered_at")
    .execute();
  return rows.map((row) => ({
    row,
    change: changeSeenBy(actor, JSON.parse(row.says) as TermsChange), // written by proposeTerms
    answers: answers.filter(({ terms_id }) => terms_id === row.id),
  }));
}

/** Proposed changes without the revenue where it is hidden from the actor. */
function changeSeenBy(actor: Actor, { rates, ...change }: TermsChange): TermsChange {
  if (rates === undefined) return change;
  const hide = <T>(value: T) => visibleTo(actor, ADVERTISER_AND_OPERATOR, value);
  const seen = Object.entries(rates).map(([goal, rate]) => [
    goal,
    { ...rate, revenueFixedMinor: hide(rate.revenueFixedMinor), revenueBps: hide(rate.revenueBps) },
  ]);
  return { ...change, rates: Object.fromEntries(seen) as TermsChange["rates"] }; // the same goals
}
