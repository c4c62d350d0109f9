import { snapshotKeys } from "@waymark/contract/snapshot";
import { actorName, type Context } from "../context.ts";
import { beginAccessStops, beginStop, endAccessStops, endStop, endUnlistedStops, setExpiry } from "../stop/index.ts";
import {
  inJson,
  insertRows,
  publish,
  publishSelected,
  rawStatement,
  retryOnConcurrentWrite,
  type Statement,
} from "../db/index.ts";
import { changesNothing } from "../empty-change.ts";
import { NetworkError } from "../errors.ts";
import { requireActiveAdvertiser } from "./advertiser.ts";
import { writeGuarded, type Confirmation } from "../guard/index.ts";
import { checkGoals, checkOffer, CLAIM_DAYS, insertGoals, listWebmasters } from "./insert.ts";
import { checkDestinations, destinationsIn, fieldsIn, pick, valueIn, withoutFields } from "./destinations.ts";
import { changeLandings, planLandings } from "./landings.ts";
import { moveOf, statusAfter, verbsFrom, type OfferVerb } from "./lifecycle.ts";
import { lossOfGoals, openingMove } from "./opening.ts";
import { presentationColumns } from "./presentation.ts";
import { ADVERTISER_OR_OPERATOR, OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { requireReasonForOthers } from "../revocation.ts";
import { findOffer, type FullOffer, type OfferRow } from "./queries.ts";
import { requireRightToLose } from "./rates.ts";
import { DESTINATION_FIELDS, type OfferStatus } from "../words.ts";
import { changedPolicy } from "./click-policy.ts";
import { conflictOf, fieldsOf, isChangedUnread } from "./history.ts";
import { inputOf, mergedOffer, type MergedOffer } from "./merge.ts";
import { APPROVED_FIELDS, type Changing, type OfferChange } from "./offer-change.ts";
import { refuseRevoked } from "./hosts.ts";
import { approveHosts, closeChanges, findUnseen, insertChanges, recordApproval } from "./unseen.ts";

/** The statuses in which landings may be changed: not while the offer waits for the operator or is archived. */
const TAKES_LANDINGS: ReadonlySet<OfferStatus> = new Set(["draft", "active", "paused"]);

/**
 * Changes an offer and publishes it. Of two concurrent edits of one version, the later gets a conflict with the fields
 * that the other set.
 * Throws `not_found`, `forbidden`, `account_blocked`, `transition_refused`, `conflict`, `invalid_input`,
 * `landing_refused`, `currency_unknown`.
 */
export async function changeOffer(ctx: Context, id: string, change: OfferChange): Promise<FullOffer> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "change offers");
  return writeOffer(ctx, id, change, () => Promise.resolve(changesNothing(change) ? undefined : change));
}

/** Why an offer changes its status, and the version that the caller saw; each may be absent. */
export interface OfferStep {
  reason?: string | undefined;
  version?: number | undefined;
}

/**
 * Changes the status of an offer and publishes it. Where the verb leads already, the offer stays as it is. Each side
 * pauses and resumes for itself: the offer is active when neither pauses it.
 * An offer at a loss opens within the operator's limit, or when a second person confirms it.
 * Throws `not_found`, `forbidden`, `scope_missing`, `account_blocked`, `transition_refused`, `conflict`, `invalid_input`,
 * `WaitsForSecondPerson`.
 */
export async function moveOffer(ctx: Context, id: string, verb: OfferVerb, step: OfferStep = {}): Promise<FullOffer> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, `${verb} offers`);
  return writeOffer(ctx, id, step, ({ offer }) => move(ctx, offer, verb, step));
}

/**
 * Opens an offer at a loss that a second person confirms, in the version for which they were asked. Throws `conflict` if
 * it has changed since.
 */
export async function confirmOpening(ctx: Context, confirms: Confirmation): Promise<void> {
  requireRole(ctx, OPERATOR, "open an offer at a loss");
  const { subject, reason, input } = confirms.request;
  const { version } = input as { version: number }; // written by `openingMove`
  const step = { version, ...(reason !== null && { reason }) };
  await writeOffer(ctx, subject, step, ({ offer }) => move(ctx, offer, "approve", step), confirms);
}

/**
 * Marks the cap of an offer as reached, so that its visitors go to the fallback, or ends that. Where it is so already,
 * the offer stays as it is. Throws `not_found`, `forbidden`, `conflict`, and `invalid_input` for a cap that an operator
 * sets without a reason.
 */
export async function changeCap(
  ctx: Context,
  id: string,
  { isCapped, ...step }: OfferStep & { isCapped: boolean },
): Promise<FullOffer> {
  requireRole(ctx, OPERATOR_OR_JOB, "say whether a cap is reached");
  requireReasonForOthers(ctx.actor.role === "operator" && isCapped, step.reason ?? null);
  return writeOffer(ctx, id, step, ({ offer }) =>
    Promise.resolve((offer.capped_at !== null) === isCapped ? undefined : { ...step, isCapped }),
  );
}

/** Of concurrent editors, one that named a version is refused in the next try. */
export async function writeOffer(
  ctx: Context,
  id: string,
  given: Changing,
  changeFor: (known: FullOffer) => Promise<Changing | undefined>,
  confirms?: Confirmation,
): Promise<FullOffer> {
  await retryOnConcurrentWrite(
    async () => {
      const known = await findOffer(ctx, id);
      if (given.version !== undefined && given.version !== known.offer.version)
        throw await conflictOf(ctx, known.offer, given);
      const change = await changeFor(known);
      if (change === undefined) return;
      const statements = await changes(ctx, known, change);
      const loss = change.status === "active" && NEW.has(known.offer.status) ? lossOfGoals(inputOf(known).goals) : [];
      if (loss.length === 0 && confirms === undefined) await ctx.db.write(statements);
      else {
        const opening = openingMove(known.offer, loss, change.reason ?? null);
        await writeGuarded(ctx, opening, { statements, confirms });
      }
    },
    { triesMax: 10 },
  );
  return findOffer(ctx, id);
}

function refusalOf(verb: OfferVerb, status: OfferRow["status"], by: "advertiser" | "operator") {
  const possible = verbsFrom(status, by);
  const hint = possible.length === 0 ? "you can't change its status" : `possible now: ${possible.join(", ")}`;
  return `An offer that is ${status} can't be changed by ${verb}; ${hint}`;
}

/** The change that a verb makes; undefined if it makes none. */
async function move(
  ctx: Context,
  offer: OfferRow,
  verb: OfferVerb,
  { reason, version }: OfferStep,
): Promise<Changing | undefined> {
  const by: Mover = ctx.actor.role === "advertiser" ? "advertiser" : "operator";
  const status = statusAfter(verb);
  const isStoppedByOperator = offer.stopped_by === "operator";
  const outcome = moveOf(verb, offer.status, by);
  if (outcome === "forbidden") throw new NetworkError("forbidden", FORBIDDEN_TO[by]);
  if (outcome === "refused") throw new NetworkError("transition_refused", refusalOf(verb, offer.status, by));
  requireReasonForOthers(ctx.actor.role === "operator" && NEEDS_REASON.has(verb), reason ?? null);
  if (outcome === "stays") {
    if (verb === "pause") return pauseAlso(offer, by, reason);
    if (by === "advertiser" || !STOPPED.has(status)) return undefined;
  }
  if (verb === "resume") return resumption(offer, by, { reason, version });
  if (verb === "approve" && version === undefined && (await isChangedUnread(ctx, offer)))
    throw new NetworkError(
      "conflict",
      `The advertiser may have changed this offer since you read it; its version is now ${offer.version}`,
      [{ path: "version", message: "required: name the version that you have read" }],
    );
  if (OPENED.has(status) && NEW.has(offer.status)) await requireActiveAdvertiser(ctx, offer.advertiser_id);
  const keepsStop = STOPPED.has(status) && isStoppedByOperator;
  return {
    ...{ status, reason, version },
    stoppedBy: keepsStop ? "operator" : STOPPED.has(status) ? by : null,
    ...(verb === "pause" && by === "advertiser" && ownPause(reason)),
    statusReason: keepsStop && by === "advertiser" ? offer.status_reason : (reason ?? null),
  };
}

type Mover = "advertiser" | "operator";

const ownPause = (reason: string | undefined) => ({
  isPausedByAdvertiser: true,
  advertiserPauseReason: reason ?? null,
});

/** A pause of a side, of an offer that is paused already; undefined if this side has paused it. */
function pauseAlso(offer: OfferRow, by: Mover, reason: string | undefined): Changing | undefined {
  if (by === "operator") {
    const isNews = offer.stopped_by !== "operator" || (reason !== undefined && reason !== offer.status_reason);
    return isNews ? { stoppedBy: "operator", statusReason: reason ?? null, reason } : undefined;
  }
  return offer.is_paused_by_advertiser === 1 ? undefined : { ...ownPause(reason), reason };
}

/** The end of a side's own pause. The offer is active unless the other side pauses it too. Throws `forbidden`. */
function resumption(offer: OfferRow, by: Mover, { reason, version }: OfferStep): Changing {
  const [isOperators, isAdvertisers] = [offer.stopped_by === "operator", offer.is_paused_by_advertiser === 1];
  if (by === "operator" && !isOperators) throw stoppedByAdvertiser(offer);
  if (by === "advertiser" && !isAdvertisers) throw stoppedByOperator(offer, "resume it");
  const ended = by === "advertiser" ? { isPausedByAdvertiser: false, advertiserPauseReason: null } : {};
  if (isOperators && by === "advertiser") return { ...ended, reason, version };
  if (isAdvertisers && by === "operator")
    return { stoppedBy: "advertiser", statusReason: offer.advertiser_pause_reason, reason, version };
  return { ...ended, status: "active", stoppedBy: null, statusReason: reason ?? null, reason, version };
}

/** Verbs that an operator uses against the advertiser. */
const NEEDS_REASON: ReadonlySet<OfferVerb> = new Set(["return", "pause", "archive"]);

const FORBIDDEN_TO = {
  advertiser: "Only the operator can approve or return an offer",
  operator: "Only the advertiser can withdraw an offer; return it with a reason",
} as const;

/** Statuses of an offer that webmasters have not seen, and statuses that need an advertiser that is not blocked. */
const NEW: ReadonlySet<OfferStatus> = new Set(["draft", "submitted"]);
const OPENED: ReadonlySet<OfferStatus> = new Set(["submitted", "active"]);
const STOPPED: ReadonlySet<OfferStatus> = new Set(["paused", "archived"]);

/** A stop belongs to its side: the advertiser can neither end the operator's nor redirect its visitors. */
const stoppedByOperator = ({ status_reason: reason }: OfferRow, act: string) =>
  new NetworkError(
    "forbidden",
    `The operator stopped this offer${reason === null ? "" : ` (${reason})`}; only the operator can ${act}`,
  );

const stoppedByAdvertiser = ({ advertiser_pause_reason: reason }: OfferRow) =>
  new NetworkError(
    "forbidden",
    `The advertiser paused this offer${reason === null ? "" : ` (${reason})`}; only the advertiser can resume it`,
  );

/** The statements of a change. Destinations at hosts that the operator has not seen wait, and everything else applies. */
async function changes(ctx: Context, known: FullOffer, wanted: Changing): Promise<Statement[]> {
  const { offer } = known;
  const given = destinationsIn(wanted);
  checkChange(ctx, offer, wanted);
  checkDestinations(ctx, given);
  const complete = mergedOffer(known, wanted);
  const isApproved = wanted.status === "active" && NEW.has(offer.status);
  await refuseRevoked(ctx, offer.advertiser_id, isApproved ? destinationsIn(complete) : given);
  if (changesMore(wanted)) checkOffer(complete, complete.routing, complete.presentation);
  // Landings that wait must be possible too.
  if (wanted.landings !== undefined) planLandings(known.landings, wanted.landings);
  if (wanted.webmasterIds !== undefined) await checkWebmasters(ctx, wanted.webmasterIds);
  const wantedDestinations = pick(destinationsIn(complete), fieldsIn(given));
  const unseen = await findUnseen(ctx, offer, {
    served: destinationsIn(inputOf(known)),
    wanted: wantedDestinations,
  });
  const change = withoutFields(wanted, [...unseen.keys()]);
  const waiting = Object.fromEntries([...unseen.keys()].map((field) => [field, valueIn(wantedDestinations, field)]));
  return [
    ...recordChange(ctx, offer, { ...fieldsOf(change), ...(unseen.size > 0 && { waiting }) }),
    ...(wanted.approves === undefined ? [] : recordApproval(ctx, offer, wanted.approves)),
    ...closeChanges(ctx, offer.id, wanted.status === "archived" ? DESTINATION_FIELDS : fieldsIn(given)),
    ...insertChanges(ctx, offer, { wanted: wantedDestinations, unseen }),
    ...approveHosts(ctx, offer.advertiser_id, isApproved ? destinationsIn(complete) : wantedDestinations),
    ...applyChange(ctx, known, change),
  ];
}

/** Throws `forbidden`, `transition_refused`, `invalid_input`. */
function checkChange(ctx: Context, offer: OfferRow, change: Changing): void {
  const isAdvertisers = ctx.actor.role === "advertiser";
  const redirects = change.fallbackUrl !== undefined && change.fallbackUrl !== offer.fallback_url;
  if (redirects && isAdvertisers && offer.stopped_by === "operator")
    throw stoppedByOperator(offer, "change its fallback");
  if (offer.status !== "draft" && APPROVED_FIELDS.some((field) => change[field] !== undefined))
    throw new NetworkError(
      "transition_refused",
      "Terms and goals can only be changed in a draft. For an approved offer, propose terms",
    );
  if (change.landings !== undefined && !TAKES_LANDINGS.has(offer.status))
    throw new NetworkError("transition_refused", `The landings of an offer that is ${offer.status} can't be changed`);
  // What the operator approves must be what the operator has read.
  if (isAdvertisers && offer.status === "submitted" && fieldsIn(destinationsIn(change)).length > 0)
    throw new NetworkError("transition_refused", "The operator is reviewing these addresses: withdraw the offer first");
  requireRightToLose(ctx, change.acceptsLoss);
  if (change.goals !== undefined) checkGoals(ctx, { goals: change.goals, acceptsLoss: change.acceptsLoss });
}

/** The row of the history, which also guards the version. */
function recordChange(ctx: Context, { id, version }: OfferRow, fields: Record<string, unknown>): Statement[] {
  const row = {
    ...{ offer_id: id, version: version + 1, actor: actorName(ctx.actor), changed_at: ctx.now() },
    fields: JSON.stringify(fields),
  };
  return insertRows("offer_change", ["offer_id", "version", "actor", "changed_at", "fields"], [row]);
}

function applyChange(ctx: Context, known: FullOffer, change: Changing): Statement[] {
  const { offer } = known;
  const now = ctx.now();
  const merged = mergedOffer(known, change);
  const subject = `offer:${offer.id}` as const;
  const { status, isCapped, expiresAt, webmasterIds, landings } = change;
  return [
    updateOffer(offer, change, merged, now),
    ...(offer.status === "draft" ? [...updateDraft(offer.id, merged), ...replaceGoals(offer.id, change)] : []),
    ...(landings === undefined ? [] : changeLandings(offer.id, planLandings(known.landings, landings), now)),
    ...(webmasterIds === undefined ? [] : listWebmasters(offer.id, webmasterIds)),
    ...changeAccess(known, { access: merged.presentation.access, listed: webmasterIds }, now),
    ...(status !== undefined && STOPPED.has(status) ? [beginStop(subject, "paused", now)] : []),
    ...(status === "active" ? [endStop(subject, "paused", now)] : []),
    ...(isCapped === undefined ? [] : [(isCapped ? beginStop : endStop)(subject, "cap", now)]),
    ...(expiresAt === undefined ? [] : setExpiry(subject, expiresAt, now)),
    publish([snapshotKeys.offer(offer.id)], now),
  ];
}

/**
 * Stops webmasters at the offer whom a private offer does not list, and ends the stops of those it lists, or of all
 * unlisted ones once it is no longer private.
 */
function changeAccess(
  { offer, webmasterIds: before }: FullOffer,
  { access, listed }: { access: OfferRow["access"]; listed: readonly string[] | undefined },
  now: number,
): Statement[] {
  const isPrivate = access === "private";
  if (isPrivate ? listed === undefined && offer.access === "private" : offer.access !== "private") return [];
  const stops = isPrivate
    ? [
        beginAccessStops(offer.id, { before, listed: listed ?? before }, now),
        endAccessStops(offer.id, listed ?? before, now),
      ]
    : [endUnlistedStops(offer.id, now)];
  return [
    ...stops,
    publish([...before, ...(listed ?? [])].map(snapshotKeys.webmaster), now),
    publishSelected(
      {
        text: "SELECT DISTINCT ? || webmaster_id AS key FROM link WHERE offer_id = ?",
        parameters: [snapshotKeys.webmaster(""), offer.id],
      },
      now,
    ),
  ];
}

/** Whether it changes more than the fields that must work even for an offer that today's rules would refuse. */
const changesMore = ({ routing, presentation, ...change }: OfferChange) =>
  routing !== undefined ||
  presentation !== undefined ||
  change.landings !== undefined ||
  APPROVED_FIELDS.some((field) => change[field] !== undefined);

async function checkWebmasters({ db }: Context, ids: readonly string[]) {
  const rows = await db.query.selectFrom("webmaster").select("id").where("id", "in", inJson(ids)).execute();
  const known = new Set(rows.map(({ id }) => id));
  const errors = ids.flatMap((id, i) =>
    known.has(id) ? [] : [{ path: `webmaster_ids[${i}]`, message: "no such webmaster" }],
  );
  if (errors.length > 0) throw new NetworkError("invalid_input", "The offer names unknown webmasters", errors);
}

function updateOffer(
  offer: OfferRow,
  { status, statusReason, stoppedBy, isPausedByAdvertiser, advertiserPauseReason, isCapped, reason }: Changing,
  merged: MergedOffer,
  now: number,
) {
  const columns = {
    status: status ?? offer.status,
    status_reason: statusReason === undefined ? offer.status_reason : statusReason,
    stopped_by: stoppedBy === undefined ? offer.stopped_by : stoppedBy,
    is_paused_by_advertiser:
      isPausedByAdvertiser === undefined ? offer.is_paused_by_advertiser : ((isPausedByAdvertiser ? 1 : 0) as 0 | 1), // a condition's type is number
    advertiser_pause_reason:
      advertiserPauseReason === undefined ? offer.advertiser_pause_reason : advertiserPauseReason,
    name: merged.name,
    fallback_url: merged.fallbackUrl,
    expires_at: merged.expiresAt ?? null,
    ...(isCapped !== undefined && {
      capped_at: isCapped ? now : null,
      capped_reason: isCapped ? (reason ?? null) : null,
    }),
    routing: JSON.stringify(merged.routing),
    ...changedPolicy(offer, merged.clickPolicy ?? {}, now),
    ...presentationColumns(merged.presentation),
  };
  return update(offer.id, { ...columns, version: offer.version + 1 });
}

/** Only for a draft: approved fields never change. */
const updateDraft = (id: string, merged: MergedOffer) => [
  update(id, {
    validation: merged.validation,
    validation_days: merged.validationDays,
    hold_days: merged.holdDays,
    attribution_days: merged.attributionDays,
    claim_days: merged.claimDays ?? CLAIM_DAYS,
    click_parameter: merged.clickParameter,
  }),
];

/** A draft has no conversions yet. */
const replaceGoals = (id: string, { goals }: OfferChange): Statement[] =>
  goals === undefined ? [] : [rawStatement("DELETE FROM goal WHERE offer_id = ?", [id]), ...insertGoals(id, goals)];

const update = (id: string, columns: Partial<OfferRow>): Statement =>
  rawStatement(
    `UPDATE offer SET ${Object.keys(columns)
      .map((column) => `${column} = ?`)
      .join(", ")} WHERE id = ?`,
    [...Object.values(columns), id],
  );
