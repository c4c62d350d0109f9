import { snapshotKeys } from "@waymark/contract/snapshot";
import { actorName, type Context } from "../context.ts";
import { beginAccessStops, beginStop, endAccessStops, endStop, setExpiry } from "../stop/index.ts";
import { inJson, insertRows, publish, rawStatement, retryOnConcurrentWrite, type Statement } from "../db/index.ts";
import { NetworkError, type Fault } from "../errors.ts";
import { requireActiveAdvertiser } from "./advertiser.ts";
import { checkGoals, checkOffer, insertGoals, listWebmasters, type NewOffer } from "./insert.ts";
import { checkDestinations, destinationsIn } from "./destinations.ts";
import { changeLandings, planLandings, type LandingChange } from "./landings.ts";
import { ratesOf } from "./terms.ts";
import { moveOf, statusAfter, type OfferVerb, verbsFrom } from "./lifecycle.ts";
import { presentationColumns, readPresentation, type Presentation } from "./presentation.ts";
import { ADVERTISER_OR_OPERATOR, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { findOffer, type FullOffer, type OfferRow } from "./queries.ts";
import { canLose, requireRightToLose } from "./rates.ts";
import type { PartialClickPolicy } from "./click-policy.ts";
import { normalised, readRouting, type Routing } from "./routing.ts";
import type { OfferStatus } from "../words.ts";

/** The fields that the operator approves. They can be changed only in a draft; later changes are amendments. */
const APPROVED_FIELDS = [
  "validation",
  "validationDays",
  "holdDays",
  "attributionDays",
  "clickParameter",
  "goals",
] as const satisfies readonly (keyof NewOffer)[];

type ApprovedField = (typeof APPROVED_FIELDS)[number];

/** The statuses in which landings may be changed: not while the offer waits for the operator or is archived. */
const TAKES_LANDINGS: ReadonlySet<OfferStatus> = new Set(["draft", "active", "paused"]);

/** The fields of an offer that may be changed. Omitted fields are unchanged. */
export type OfferChange = { [Field in ApprovedField]?: NewOffer[Field] | undefined } & {
  /** The version that the editor saw; omit it to change the current version. */
  version?: number | undefined;
  /** Set by the control plane, which counts, or by the operator. */
  isCapped?: boolean | undefined;
  name?: string | undefined;
  fallbackUrl?: string | null | undefined;
  /** Unix ms. */
  expiresAt?: number | null | undefined;
  routing?: Partial<Routing>;
  /** The treatment of new conversions, by kind of click. */
  clickPolicy?: PartialClickPolicy | undefined;
  presentation?: Partial<Presentation>;
  webmasterIds?: readonly string[] | undefined;
  /** The operator confirms that a commission of `goals` is above its revenue. */
  acceptsLoss?: boolean | undefined;
  /** All landings, including unchanged ones. */
  landings?: readonly LandingChange[] | undefined;
};

/**
 * Changes an offer and publishes it. Of two concurrent edits of one version, the later gets a conflict with the fields
 * that the other set.
 * Throws `not_found`, `forbidden`, `account_blocked`, `transition_refused`, `conflict`, `invalid_input`,
 * `landing_refused`, `currency_unknown`.
 */
export async function changeOffer(ctx: Context, id: string, change: OfferChange): Promise<FullOffer> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "change offers");
  if (change.isCapped !== undefined) requireRole(ctx, OPERATOR_OR_JOB, "set whether a cap is reached");
  return writeOffer(ctx, id, change, () => Promise.resolve(change));
}

/** Why an offer changes its status, and the version that the caller saw; each may be absent. */
export interface OfferStep {
  reason?: string | undefined;
  version?: number | undefined;
}

/**
 * Changes the status of an offer and publishes it. Where the verb leads already, the offer stays as it is, except that
 * the operator's pause takes precedence over the advertiser's.
 * Throws `not_found`, `forbidden`, `account_blocked`, `transition_refused`, `conflict`, `invalid_input`.
 */
export async function moveOffer(ctx: Context, id: string, verb: OfferVerb, step: OfferStep = {}): Promise<FullOffer> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, `${verb} offers`);
  return writeOffer(ctx, id, step, ({ offer }) => move(ctx, offer, verb, step));
}

type Changing = OfferChange & {
  status?: OfferStatus;
  reason?: string | undefined;
  stoppedBy?: OfferRow["stopped_by"];
  statusReason?: string | null;
};

/** Of concurrent editors, one that named a version is refused in the next try. */
async function writeOffer(
  ctx: Context,
  id: string,
  given: Changing,
  changeFor: (known: FullOffer) => Promise<Changing | undefined>,
): Promise<FullOffer> {
  await retryOnConcurrentWrite(
    async () => {
      const known = await findOffer(ctx, id);
      if (given.version !== undefined && given.version !== known.offer.version)
        throw await conflictOf(ctx, known.offer, given);
      const change = await changeFor(known);
      if (change !== undefined) await ctx.db.write(await changes(ctx, known, change));
    },
    { triesMax: 10 },
  );
  return findOffer(ctx, id);
}

function refusalOf(verb: OfferVerb, status: OfferRow["status"], by: "advertiser" | "operator") {
  const possible = verbsFrom(status, by);
  const hint = possible.length === 0 ? "it stays so" : `possible now: ${possible.join(", ")}`;
  return `An offer that is ${status} can't be changed by ${verb}; ${hint}`;
}

/** The change that a verb makes; undefined if it makes none. */
async function move(
  ctx: Context,
  offer: OfferRow,
  verb: OfferVerb,
  { reason, version }: OfferStep,
): Promise<Changing | undefined> {
  const by = ctx.actor.role === "advertiser" ? "advertiser" : "operator";
  const status = statusAfter(verb);
  const isOwnStop = offer.stopped_by !== "operator";
  switch (moveOf(verb, offer.status, by)) {
    case "forbidden":
      throw new NetworkError("forbidden", FORBIDDEN_TO[by]);
    case "refused":
      throw new NetworkError("transition_refused", refusalOf(verb, offer.status, by));
    case "stays":
      if (by === "advertiser" || !STOPPED.has(status)) return undefined;
      break;
    case "moves":
  }
  if (verb === "return" && reason === undefined)
    throw new NetworkError("invalid_input", "A reason is required", [
      { path: "reason", message: "required to return an offer" },
    ]);
  if (OPENED.has(status) && NEW.has(offer.status)) await requireActiveAdvertiser(ctx, offer.advertiser_id);
  if (by === "advertiser" && verb === "resume" && !isOwnStop) throw stoppedByOperator(offer, "resume it");
  const staysOperators = STOPPED.has(status) && !isOwnStop;
  return {
    ...{ status, reason, version },
    stoppedBy: staysOperators ? "operator" : STOPPED.has(status) ? by : null,
    statusReason: staysOperators && by === "advertiser" ? offer.status_reason : (reason ?? null),
  };
}

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

async function changes(ctx: Context, known: FullOffer, change: Changing): Promise<Statement[]> {
  const { offer } = known;
  const now = ctx.now();
  const subject = `offer:${offer.id}` as const;
  const { status, isCapped, expiresAt, webmasterIds, landings } = change;
  const isDraft = offer.status === "draft";
  if (!isDraft && APPROVED_FIELDS.some((field) => change[field] !== undefined))
    throw new NetworkError(
      "transition_refused",
      "Terms and goals can only be changed in a draft. For an approved offer, propose terms",
    );
  if (landings !== undefined && !TAKES_LANDINGS.has(offer.status))
    throw new NetworkError("transition_refused", `The landings of an offer that is ${offer.status} can't be changed`);
  const redirects = change.fallbackUrl !== undefined && change.fallbackUrl !== offer.fallback_url;
  if (redirects && offer.stopped_by === "operator" && ctx.actor.role === "advertiser")
    throw stoppedByOperator(offer, "change its fallback");
  requireRightToLose(ctx.actor, change.acceptsLoss);
  if (change.goals !== undefined) checkGoals(ctx, { goals: change.goals, acceptsLoss: change.acceptsLoss });
  checkDestinations(ctx, destinationsIn(change));
  const merged = mergedOffer(known, change);
  if (changesMore(change)) checkOffer(merged, merged.routing, merged.presentation);
  if (webmasterIds !== undefined) await checkWebmasters(ctx, webmasterIds);
  const isStopped = status !== undefined && STOPPED.has(status);
  return [
    ...insertRows(
      "offer_change",
      ["offer_id", "version", "actor", "changed_at", "fields"],
      [
        {
          offer_id: offer.id,
          version: offer.version + 1,
          actor: actorName(ctx.actor),
          changed_at: now,
          fields: JSON.stringify(fieldsOf(change)),
        },
      ],
    ),
    updateOffer(offer, change, merged, now),
    ...(isDraft ? [...updateDraft(offer.id, merged), ...replaceGoals(offer.id, change)] : []),
    ...(landings === undefined ? [] : changeLandings(offer.id, planLandings(known.landings, landings), now)),
    ...(webmasterIds === undefined ? [] : listWebmasters(offer.id, webmasterIds)),
    ...(webmasterIds === undefined || merged.presentation.access !== "private"
      ? []
      : stopUnlisted(offer.id, known.webmasterIds, webmasterIds, now)),
    ...(isStopped ? [beginStop(subject, "paused", now)] : []),
    ...(status === "active" ? [endStop(subject, "paused", now)] : []),
    ...(isCapped === undefined ? [] : [(isCapped ? beginStop : endStop)(subject, "cap", now)]),
    ...(expiresAt === undefined ? [] : setExpiry(subject, expiresAt, now)),
    publish([snapshotKeys.offer(offer.id)], now),
  ];
}

/** Stops webmasters at the offer if a private offer no longer lists them, and ends the stops of those it lists. */
function stopUnlisted(offerId: string, before: readonly string[], listed: readonly string[], now: number): Statement[] {
  const unlisted = before.filter((id) => !listed.includes(id));
  return [
    beginAccessStops(offerId, unlisted, now),
    endAccessStops(offerId, listed, now),
    publish([...unlisted, ...listed].map(snapshotKeys.webmaster), now),
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

type MergedOffer = NewOffer & { routing: Routing; presentation: Presentation };

/** The input that would create this offer again. */
export function inputOf({ offer, goals, landings, webmasterIds }: FullOffer): MergedOffer {
  return {
    advertiserId: offer.advertiser_id,
    name: offer.name,
    validation: offer.validation,
    validationDays: offer.validation_days,
    holdDays: offer.hold_days,
    attributionDays: offer.attribution_days,
    clickParameter: offer.click_parameter,
    fallbackUrl: offer.fallback_url,
    expiresAt: offer.expires_at,
    routing: readRouting(offer.routing),
    presentation: readPresentation(offer),
    clickPolicy: JSON.parse(offer.click_policy) as PartialClickPolicy, // written by the offer's verbs
    webmasterIds,
    goals: goals.map((goal) => ({
      code: goal.code,
      isDefault: goal.is_default === 1,
      currency: goal.currency,
      revenueFixedMinor: goal.revenue_fixed_minor,
      revenueBps: goal.revenue_bps,
      commissionFixedMinor: goal.commission_fixed_minor,
      commissionBps: goal.commission_bps,
      repeats: goal.repeats,
    })),
    landings: landings.map(({ url, weight }) => ({ url, weight })),
    acceptsLoss: goals.map(ratesOf).some(canLose),
  };
}

function mergedOffer(known: FullOffer, { routing, presentation, clickPolicy, ...change }: OfferChange): MergedOffer {
  const before = inputOf(known);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...given,
    routing: normalised({ ...before.routing, ...routing }),
    presentation: { ...before.presentation, ...presentation },
    clickPolicy: { ...before.clickPolicy, ...clickPolicy },
  };
}

function updateOffer(
  offer: OfferRow,
  { status, statusReason, stoppedBy, isCapped }: Changing,
  merged: MergedOffer,
  now: number,
) {
  const columns = {
    status: status ?? offer.status,
    status_reason: statusReason === undefined ? offer.status_reason : statusReason,
    stopped_by: stoppedBy === undefined ? offer.stopped_by : stoppedBy,
    name: merged.name,
    fallback_url: merged.fallbackUrl,
    expires_at: merged.expiresAt ?? null,
    capped_at: isCapped === undefined ? offer.capped_at : isCapped ? (offer.capped_at ?? now) : null,
    routing: JSON.stringify(merged.routing),
    click_policy: JSON.stringify(merged.clickPolicy ?? {}),
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

/** The changed fields, by the API's names. */
function fieldsOf({
  routing,
  presentation,
  isCapped,
  expiresAt,
  statusReason: _,
  ...rest
}: Changing): Record<string, unknown> {
  const all = {
    ...rest,
    version: undefined,
    ...routing,
    ...presentation,
    capReached: isCapped,
    expiresAt: typeof expiresAt === "number" ? new Date(expiresAt).toISOString() : expiresAt,
  };
  return snakeKeys(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}

function snakeKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(snakeKeys) as T; // the same, each inside
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inside]) => [
    key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    snakeKeys(inside as unknown),
  ]);
  return Object.fromEntries(entries) as T; // only its keys are spelled otherwise
}

/** A conflict that names every field that others set since, with `theirs` and, if the caller set it too, `yours`. */
async function conflictOf({ db }: Context, offer: OfferRow, change: Changing): Promise<NetworkError> {
  const rivals = await db.query
    .selectFrom("offer_change")
    .selectAll()
    .where("offer_id", "=", offer.id)
    .where("version", ">", change.version ?? 0)
    .orderBy("version")
    .execute();
  const yours = fieldsOf(change);
  const faults = new Map<string, Fault>();
  for (const { fields, version, actor } of rivals)
    for (const [path, theirs] of Object.entries(JSON.parse(fields) as Record<string, unknown>))
      // written above
      faults.set(path, {
        path,
        message: `set by the ${actor.split(":")[0]} in version ${version}`,
        theirs,
        ...(path in yours && { yours: yours[path] }),
      });
  return new NetworkError("conflict", `The offer was changed by another request; its version is now ${offer.version}`, [
    ...faults.values(),
  ]);
}
