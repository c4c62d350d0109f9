import { snapshotKeys } from "@waymark/contract/snapshot";
import type { SubName } from "@waymark/contract/sub-id";
import { audit } from "../audit/index.ts";
import { isStopped } from "../application/index.ts";
import type { Context } from "../context.ts";
import { beginStop, endPause, setExpiry } from "../stop/index.ts";
import { answerIfFirst, publish, rawStatement, writeIfFirst, type Statement } from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { getOffer } from "../offer/index.ts";
import {
  checkFallback,
  auditCreation,
  findLandings,
  insertLink,
  ownLinks,
  randomSlug,
  SLUG_TRIES_MAX,
  voidIfPrivate,
  type Link,
  type NewLink,
} from "./insert.ts";
import { requireRoom, voidWithoutRoom } from "../quota/index.ts";
import { requireRole, WEBMASTER_OR_OPERATOR } from "../role.ts";
import { IS_PAUSED_BY_LIMIT, IS_PAUSING, liftPauseOf, takePauseOver } from "../source-limit/index.ts";

export {
  ABUSE_REASONS,
  closeAbuseReport,
  listAbuseReports,
  ABUSE_TEXT_MAX,
  readAbuseReport,
  reportAbuse,
  type AbuseReason,
  type AbuseReportRow,
} from "./abuse.ts";

export { createLinks, LINKS_MAX } from "./bulk.ts";
export { insertLink, type Link, type LinkRow, type NewLink } from "./insert.ts";
export { listLinks, type LinkFilter } from "./list.ts";
export { createTestClick } from "./own-click.ts";

/** The fields of a link that may be changed. Omitted fields are unchanged. */
export interface LinkChange {
  /** The version that the editor saw; omit it to change the current version. */
  version?: number | undefined;
  landingId?: string | null | undefined;
  fallbackUrl?: string | null | undefined;
  /** Unix ms. */
  expiresAt?: number | null | undefined;
  defaults?: Partial<Record<SubName, string>> | undefined;
}

/** Throws `not_found`. */
export async function getLink(ctx: Context, id: string): Promise<Link> {
  const row = await ownLinks(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("link");
  return row;
}

/**
 * Throws `forbidden`, `not_found`, `offer_not_open`, `account_blocked`, `application_needed`, `slug_reserved`,
 * `slug_taken`, `limit_reached`. An approval that ends concurrently stops this link too: the stop covers all of the
 * webmaster's links to the offer.
 */
export async function createLink(ctx: Context, input: NewLink): Promise<Link> {
  requireRole(ctx, ["webmaster"], "create links");
  const id = newId(ctx, "lnk");
  return createOnce(
    ctx,
    () => ownLinks(ctx).where("id", "=", id).executeTakeFirst(),
    () => createNewLink(ctx, id, input),
  );
}

async function createNewLink(ctx: Context, id: string, input: NewLink): Promise<Link> {
  const actor = requireRole(ctx, ["webmaster"], "create links");
  checkFallback(ctx, input.fallbackUrl);
  const account = { webmasterId: actor.webmasterId };
  const findOwnLandings = async () => (await findLandings(ctx, actor.webmasterId, [input.offerId]))(input.offerId);
  const landings = await findOwnLandings();
  if (input.landingId !== undefined && !landings.includes(input.landingId)) throw notFound("landing");
  for (let tries = 1; ; tries++) {
    const slug = input.slug?.toLowerCase() ?? randomSlug();
    const link = { ...input, id, slug, webmasterId: actor.webmasterId };
    const answer = await answerIfFirst(ctx.db, [
      voidWithoutRoom(ctx, { account, name: "links", more: 1 }),
      voidIfPrivate([link]),
      ...insertLink(link, ctx.now()),
      ...auditCreation(ctx, [link]),
      ownLinks(ctx).where("id", "=", id).compile(),
    ]);
    if (answer !== undefined) return answer[0] as Link; // just inserted
    await findOwnLandings(); // concurrent requests may have closed the offer
    await requireRoom(ctx, account, "links", 1);
    if (input.slug !== undefined || tries === SLUG_TRIES_MAX)
      throw new NetworkError("slug_taken", `The slug ${slug}, or one that looks like it, is taken`);
  }
}

/** Null if the landing was removed from its offer since: then the offer chooses. */
const LANDING_IF_THERE = "(SELECT id FROM landing WHERE id = ?)";

/**
 * Changes fields of a link and publishes it. A webmaster can't change the fallback of a link that the operator paused,
 * or whose offer they may no longer run. Throws `not_found`, `forbidden`, `application_needed`, `conflict`.
 */
export async function changeLink(ctx: Context, id: string, change: LinkChange): Promise<Link> {
  const link = await getOwnLink(ctx, id);
  const { version, landingId, fallbackUrl, expiresAt, defaults } = change;
  if (typeof landingId === "string") {
    const { landings } = await getOffer(ctx, link.offer_id);
    if (!landings.some((landing) => landing.id === landingId)) throw notFound("landing");
  }
  checkFallback(ctx, fallbackUrl);
  const redirects = ctx.actor.role === "webmaster" && fallbackUrl !== undefined && fallbackUrl !== link.fallback_url;
  if (redirects && (await isStopped(ctx.db, link.offer_id, link.webmaster_id)))
    throw new NetworkError(
      "application_needed",
      "Your access to this offer has ended, and its links lead to the offer's fallback. Apply again to change theirs",
    );
  // Writes only the changed fields, because another request may have changed the others since.
  const set = (assignment: string, value: string | number | null | undefined) =>
    value === undefined ? [] : [rawStatement(`UPDATE link SET ${assignment} WHERE id = ?`, [value, id])];
  const statements = [
    ...set(`landing_id = ${LANDING_IF_THERE}`, landingId),
    ...set("fallback_url = ?", fallbackUrl),
    ...set("expires_at = ?", expiresAt),
    ...set("defaults = ?", defaults && JSON.stringify(defaults)),
  ];
  const isChange = statements.length > 0;
  return writeLink(ctx, link, version, [
    ...(redirects ? [voidIf(id, "paused_by = 'operator'")] : []),
    ...statements,
    ...(isChange ? [rawStatement("UPDATE link SET version = version + 1 WHERE id = ?", [id])] : []),
    ...(expiresAt === undefined ? [] : setExpiry(`link:${id}`, expiresAt, ctx.now())),
    ...auditChange(ctx, link, change),
  ]);
}

/** Why a link is paused or resumed, and the version that the caller saw; each may be absent. */
export interface LinkStep {
  reason?: string | undefined;
  version?: number | undefined;
}

/** Only the fields that the change names. */
function auditChange(ctx: Context, link: Link, { landingId, fallbackUrl, expiresAt, defaults }: LinkChange) {
  const fields = [
    ["landing_id", link.landing_id, landingId],
    ["fallback_url", link.fallback_url, fallbackUrl],
    ["expires_at", link.expires_at, expiresAt],
    ["defaults", JSON.parse(link.defaults) as Record<string, string>, defaults as Record<string, string> | undefined], // texts
  ] as const;
  const changed = fields.filter(
    ([, before, after]) => after !== undefined && JSON.stringify(after) !== JSON.stringify(before),
  );
  if (changed.length === 0) return [];
  return audit(ctx, {
    ...{ event: "link.change", subject: link.id, account: link.webmaster_id },
    before: Object.fromEntries(changed.map(([name, before]) => [name, before])),
    after: Object.fromEntries(changed.map(([name, , after]) => [name, after ?? null])),
  });
}

/**
 * Pauses a link for the caller's side. Each side ends only its own pause; the operator must state a reason. A link that
 * this side has paused already stays as it is; a limit's pause becomes the operator's own, with their reason. Throws `not_found`, `forbidden`, `invalid_input`, `conflict`.
 */
export async function pauseLink(ctx: Context, id: string, { reason, version }: LinkStep = {}): Promise<Link> {
  const link = await getOwnLink(ctx, id);
  const side = sideOf(ctx);
  if (side === "operator" && reason === undefined)
    throw new NetworkError("invalid_input", "The webmaster is told why", [
      { path: "reason", message: "is required when the operator pauses a link" },
    ]);
  return writeLink(ctx, link, version, [
    ...(side === "operator" ? takeOver(ctx, link, reason ?? null) : []),
    rawStatement(PAUSES[side], [reason ?? null, id]),
    beginStop(`link:${id}`, "paused", ctx.now()),
    ...(isPausedBy(link, side) ? [] : auditStatus(ctx, link, { event: "link.pause", after: "paused", reason })),
  ]);
}

/** The webmaster reads the operator's reason from then on. */
const takeOver = (ctx: Context, { id, webmaster_id: webmasterId }: Link, reason: string | null): Statement[] => [
  rawStatement(
    `UPDATE link SET paused_reason = ?2, version = version + 1
     WHERE id = ?1 AND paused_by = 'operator' AND ${IS_PAUSED_BY_LIMIT}`,
    [id, reason],
  ),
  ...takePauseOver(ctx, { id, webmasterId, reason }),
];

type PausingSide = NonNullable<Link["paused_by"]>;

const sideOf = ({ actor }: Context): PausingSide => (actor.role === "webmaster" ? "webmaster" : "operator");

const OTHER: Record<PausingSide, PausingSide> = { operator: "webmaster", webmaster: "operator" };

const isPausedBy = (link: Link, side: PausingSide): boolean =>
  side === "operator" ? link.paused_by === "operator" : link.is_paused_by_webmaster === 1;

/** The operator's pause takes precedence in what a link shows, and leaves the webmaster's below it. */
const PAUSES: Record<PausingSide, string> = {
  operator: `UPDATE link SET status = 'paused', paused_by = 'operator', paused_reason = ?1, version = version + 1
    WHERE id = ?2 AND paused_by IS NOT 'operator'`,
  webmaster: `UPDATE link SET status = 'paused', is_paused_by_webmaster = 1, webmaster_pause_reason = ?1,
      paused_by = coalesce(paused_by, 'webmaster'), paused_reason = CASE WHEN paused_by IS NULL THEN ?1 ELSE paused_reason END,
      version = version + 1
    WHERE id = ?2 AND is_paused_by_webmaster = 0`,
};

const RESUMPTIONS: Record<PausingSide, string> = {
  operator: `UPDATE link SET status = CASE is_paused_by_webmaster WHEN 1 THEN 'paused' ELSE 'active' END,
      paused_by = CASE is_paused_by_webmaster WHEN 1 THEN 'webmaster' END, paused_reason = webmaster_pause_reason,
      version = version + 1
    WHERE id = ? AND paused_by = 'operator'`,
  webmaster: `UPDATE link SET status = CASE paused_by WHEN 'operator' THEN 'paused' ELSE 'active' END,
      paused_by = nullif(paused_by, 'webmaster'), paused_reason = CASE paused_by WHEN 'operator' THEN paused_reason END,
      is_paused_by_webmaster = 0, webmaster_pause_reason = NULL, version = version + 1
    WHERE id = ? AND is_paused_by_webmaster = 1`,
};

/** The links of which a side can't end the only pause. */
const OTHERS_PAUSE: Record<PausingSide, string> = {
  operator: "paused_by = 'webmaster'",
  webmaster: "paused_by = 'operator' AND is_paused_by_webmaster = 0",
};

/**
 * Ends the pause of the caller's side: the link is active unless the other side pauses it too. An active link stays as it
 * is. Throws `not_found`, `conflict`, and `forbidden` if only the other side pauses it, even concurrently.
 */
export async function resumeLink(ctx: Context, id: string, { reason, version }: LinkStep = {}): Promise<Link> {
  const link = await getOwnLink(ctx, id);
  const side = sideOf(ctx);
  return writeLink(ctx, link, version, [
    voidIf(id, OTHERS_PAUSE[side]),
    ...(side === "operator" ? liftPauseOf(ctx, { id, webmasterId: link.webmaster_id, reason: reason ?? null }) : []),
    rawStatement(RESUMPTIONS[side], [id]),
    endPause("link", id, ctx.now()),
    ...(isPausedBy(link, side)
      ? auditStatus(ctx, link, {
          event: "link.resume",
          after: isPausedBy(link, OTHER[side]) ? "paused" : "active",
          reason,
        })
      : []),
  ]);
}

/** The network pauses a link because of a limit. Belongs behind the limit's row. */
export const pauseByLimit = ({ id, slug }: Pick<Link, "id" | "slug">, reason: string, now: number): Statement[] => [
  rawStatement(PAUSES.operator, [reason, id]),
  beginStop(`link:${id}`, "paused", now),
  publish([snapshotKeys.link(slug)], now),
];

/** Ends the pause of a limit, unless it is the operator's own by now; the webmaster's stays. Belongs before the limit's end. */
export const resumeAfterLimit = (
  { id, slug }: Pick<Link, "id" | "slug">,
  limitId: string,
  now: number,
): Statement[] => [
  rawStatement(`${RESUMPTIONS.operator} AND ${IS_PAUSING}`, [id, limitId]),
  endPause("link", id, now),
  publish([snapshotKeys.link(slug)], now),
];

const auditStatus = (
  ctx: Context,
  link: Link,
  { event, after, reason }: { event: "link.pause" | "link.resume"; after: Link["status"]; reason: string | undefined },
) =>
  audit(ctx, {
    ...{ event, subject: link.id, account: link.webmaster_id, reason: reason ?? null },
    ...{ before: { status: link.status }, after: { status: after } },
  });

/** A link that the actor may change. Throws `not_found`, `forbidden`. */
async function getOwnLink(ctx: Context, id: string): Promise<Link> {
  requireRole(ctx, WEBMASTER_OR_OPERATOR, "change a link");
  return getLink(ctx, id);
}

/** Voids the whole batch if the condition holds for the link: its id exists already. */
const voidIf = (id: string, condition: string, ...values: number[]): Statement =>
  rawStatement(
    `INSERT INTO link (id, slug, offer_id, webmaster_id, created_at)
     SELECT id, slug, offer_id, webmaster_id, created_at FROM link WHERE id = ? AND ${condition}`,
    [id, ...values],
  );

/** Writes a change of a link if it still has the version, and publishes it. Throws `conflict`, `forbidden`. */
async function writeLink(
  ctx: Context,
  { id, slug }: Link,
  version: number | undefined,
  statements: readonly Statement[],
): Promise<Link> {
  const isWritten = await writeIfFirst(ctx.db, [
    ...(version === undefined ? [] : [voidIf(id, "version <> ?", version)]),
    ...statements,
    publish([snapshotKeys.link(slug)], ctx.now()),
  ]);
  const link = await getLink(ctx, id);
  if (isWritten) return link;
  if (version !== undefined && link.version !== version)
    throw new NetworkError("conflict", `The link was changed by another request; its version is now ${link.version}`);
  throw pausedByOther(ctx, link);
}

function pausedByOther(ctx: Context, { paused_reason: reason }: Link): NetworkError {
  const why = reason === null ? "" : ` (${reason})`;
  return new NetworkError(
    "forbidden",
    sideOf(ctx) === "webmaster"
      ? `The operator paused this link${why}; only the operator can resume it or change its fallback`
      : `The webmaster paused this link${why}; only the webmaster can resume it`,
  );
}
