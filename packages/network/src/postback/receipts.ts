import type { ClickId } from "@waymark/contract/click-id";
import { DAY_MS } from "@waymark/contract/duration";
import {
  PIXEL_NAMES,
  readParameters,
  type PostbackEvent,
  type PostbackRequest,
} from "@waymark/contract/postback-event";
import { namesOf } from "@waymark/contract/postback-preset";
import { sortedId } from "@waymark/contract/sorted-id";
import { sql, type Selectable } from "kysely";
import { findArchivedPostback } from "../archive/index.ts";
import { actorName, type Context } from "../context.ts";
import {
  ConcurrentWriteError,
  equal,
  filteredList,
  findProgress,
  idsBetween,
  rawStatement,
  readListPage,
  saveProgress,
  type Db,
  type ListPage,
  type ListRequest,
  type ListRules,
  type Tables,
  type TimeRange,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { NO_SETTINGS, settingsFor, type PostbackSettings } from "./settings.ts";
import { findPostbackSettings } from "./queries.ts";
import { SENTENCES, type Note, type Reason } from "../report/index.ts";
import { ADVERTISER_OR_OPERATOR, EVEN_IF_BLOCKED, OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { recordPostbacks } from "./record.ts";
import { findResolutions, writeReplayed, type Resolution } from "./resolution.ts";

/** An accepted postback with its outcome. */
export interface Postback {
  receipt: string;
  advertiserId: string;
  clickId: string;
  /** Unix ms. */
  acceptedAt: number;
  outcome: Tables["postback"]["outcome"];
  reason: Reason | Note | null;
  /** The reason as a sentence. */
  sentence: string | null;
  conversionId: string | null;
  /** The receipt whose request this one applied again. */
  replayOf: string | null;
  /** How it was resolved, if it was parked; null while it waits. */
  resolution: Resolution | null;
  /**
   * The request as it was received, with the token masked. After the retention it is null in lists; a single read finds
   * it in the archive.
   */
  request: PostbackRequest | null;
}

/** Omitted fields ask for nothing; `from` and `to` are about the time of the receipt. */
export interface PostbackFilter extends TimeRange {
  outcome?: Tables["postback"]["outcome"] | undefined;
  reason?: Reason | Note | undefined;
  clickId?: string | undefined;
  conversionId?: string | undefined;
  advertiserId?: string | undefined;
  /**
   * True: parked and resolved. False: parked and not resolved. Without it, `outcome: "parked"` means those not
   * resolved.
   */
  isResolved?: boolean | undefined;
}

const WAITING = sql`outcome = 'parked' AND resolved_at IS NULL`;

const POSTBACK_LIST: ListRules<Exclude<keyof PostbackFilter, keyof TimeRange | "isResolved"> | "waits" | "isResolved"> =
  {
    table: "postback",
    idPrefix: "rcp",
    conditions: {
      outcome: equal("outcome"),
      reason: equal("reason"),
      clickId: equal("click_id"),
      conversionId: equal("conversion_id"),
      advertiserId: equal("advertiser_id"),
      waits: () => WAITING,
      isResolved: () => sql`resolved_at IS NOT NULL`,
    },
    orderedBy: ["receipt"],
    indexes: [
      { name: "clickId", index: "postback_by_click" },
      { name: "waits", index: "postback_parked" },
      { name: "advertiserId", index: "postback_by_advertiser" },
    ],
    wholeIndex: null,
  };

type PostbackRow = Selectable<Tables["postback"]>;

/** The receipts that an actor may see. Every read of one starts here. */
function ownPostbacks(ctx: Context) {
  const { db } = ctx;
  const actor = requireRole(ctx, ADVERTISER_OR_OPERATOR, "read postbacks", EVEN_IF_BLOCKED);
  const rows = db.query.selectFrom("postback").selectAll();
  switch (actor.role) {
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/**
 * Finds a postback by its receipt. After the retention its request is read from the archive. Throws `not_found`, also
 * for another advertiser's, and for one that is not processed yet.
 */
export async function getPostback(ctx: Context, receipt: string): Promise<Postback> {
  const row = await getRow(ctx, receipt);
  const resolution = (await findResolutions(ctx.db, ctx.actor, [receipt])).get(receipt) ?? null;
  if (row.request !== "") return postbackOf(row, resolution);
  const archived = await findArchivedPostback(ctx, receipt);
  return postbackOf({ ...row, request: archived === undefined ? "" : String(archived["request"]) }, resolution);
}

/** Newest first. Throws `forbidden` for a webmaster, `invalid_input`. */
export async function listPostbacks(
  ctx: Context,
  { from, to, isResolved, ...asked }: PostbackFilter,
  request: ListRequest,
): Promise<ListPage<Postback>> {
  const { db } = ctx;
  const actor = requireRole(ctx, ADVERTISER_OR_OPERATOR, "read postbacks", EVEN_IF_BLOCKED);
  const waits = isResolved === false || (isResolved === undefined && asked.outcome === "parked");
  const list = filteredList(POSTBACK_LIST, {
    own: actor.role === "advertiser" ? { advertiserId: actor.advertiserId } : {},
    asked: { ...asked, ...(waits && { waits }), ...(isResolved === true && { isResolved }) },
    range: idsBetween("receipt", "rcp", { from, to }),
  });
  const { rows, next } = await readListPage<PostbackRow>(db, list, request);
  const resolved = rows.filter(({ resolved_at }) => resolved_at !== null).map(({ receipt }) => receipt);
  const resolutions = await findResolutions(db, actor, resolved);
  return { rows: rows.map((row) => postbackOf(row, resolutions.get(row.receipt) ?? null)), next };
}

/**
 * Applies a kept request again, as the advertiser's settings read it now, under a new receipt. Click and time of
 * acceptance stay the same, so it never replaces a newer answer. Throws `not_found`, also for another advertiser's;
 * `request_forgotten` after the retention; `invalid_input` if the settings can't read it any more; `conflict` if the
 * settings would now make another conversion of it than the first time.
 */
export async function replayPostback(ctx: Context, receipt: string): Promise<Postback> {
  requireRole(ctx, ADVERTISER_OR_OPERATOR, "replay a postback", EVEN_IF_BLOCKED);
  const replayedAs = newId(ctx, "rcp");
  return createOnce(
    ctx,
    async () => {
      const known = await ownPostbacks(ctx).where("receipt", "=", replayedAs).executeTakeFirst();
      return known && postbackOf(known, null);
    },
    () => replayAs(ctx, receipt, replayedAs),
  );
}

async function replayAs(ctx: Context, receipt: string, replayedAs: string): Promise<Postback> {
  const row = await getRow(ctx, receipt);
  const settings = (await findPostbackSettings(ctx.db, [row.advertiser_id])).get(row.advertiser_id) ?? NO_SETTINGS;
  const event = readKeptEvent(postbackOf(row, null), settings, replayedAs);
  const replayed = { receipt, replayedAs, actor: actorName(ctx.actor), at: ctx.now() };
  try {
    await recordPostbacks(ctx, [event], { of: row.replay_of ?? row.receipt, statements: writeReplayed(replayed) });
  } catch (error) {
    if (error instanceof ConcurrentWriteError)
      throw new NetworkError(
        "conflict",
        "With the present settings this request would be another conversion than the one that it created",
      );
    throw error;
  }
  return getPostback(ctx, event.receipt);
}

/**
 * A kept request as the settings read it now, under this receipt. Throws `request_forgotten` after the retention,
 * `invalid_input` if the settings can't read it.
 */
export function readKeptEvent(postback: Postback, settings: PostbackSettings, receipt: string): PostbackEvent {
  const { request } = postback;
  if (request === null)
    throw new NetworkError("request_forgotten", "The request is too old to be replayed; send it again");
  const names = request.isPixel === true ? PIXEL_NAMES : namesOf(settingsFor(settings, request).parameters);
  const { values, jsonNumbers, errors } = readParameters(request.parameters, names);
  if (errors.length > 0) throw new NetworkError("invalid_input", "Your settings can't read this request", errors);
  const { click_id: _, ...fields } = values;
  return {
    receipt,
    acceptedAt: postback.acceptedAt,
    advertiserId: postback.advertiserId,
    tokenHash: "",
    clickId: postback.clickId as ClickId, // verified by the edge
    fields,
    ...(jsonNumbers.length > 0 && { jsonNumbers }),
    request,
  };
}

/** How long requests are kept for replay. After that only the archive has them. */
const REQUEST_DAYS = 90;
const FORGOTTEN_MAX = 1_000;

/**
 * Deletes requests that are past their retention and in a finished archive. Returns how many; call again while it is
 * not 0.
 */
export async function forgetRequests(ctx: Context): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "delete old requests");
  const { db, now } = ctx;
  const until = Math.min(now() - REQUEST_DAYS * DAY_MS, await archivedUntil(db));
  const forgotten = (await findProgress(db, "postback-requests"))?.position ?? "";
  const due = await db.query
    .selectFrom("postback")
    .select("receipt")
    .where("receipt", ">", forgotten)
    .where("receipt", "<", sortedId("rcp", until, new Uint8Array(10)))
    .orderBy("receipt")
    .limit(FORGOTTEN_MAX)
    .execute();
  const last = due.at(-1);
  if (last === undefined) return 0;
  await db.write([
    rawStatement("UPDATE postback SET request = '' WHERE receipt > ? AND receipt <= ?", [forgotten, last.receipt]),
    saveProgress("postback-requests", { position: last.receipt, changedAt: now() }),
  ]);
  return due.length;
}

/** Unix ms: all postbacks accepted before are archived; 0 if none are. */
async function archivedUntil({ query }: Db): Promise<number> {
  const months = await query
    .selectFrom("archive")
    .select(["month", "status"])
    .where("kind", "=", "postbacks")
    .orderBy("month")
    .execute();
  const startOf = (month: string, following = 0) =>
    Date.UTC(Number(month.slice(0, 4)), Number(month.slice(4)) - 1 + following);
  const open = months.find(({ status }) => status !== "done");
  if (open !== undefined) return startOf(open.month);
  const last = months.at(-1);
  return last === undefined ? 0 : startOf(last.month, 1);
}

async function getRow(ctx: Context, receipt: string) {
  const row = await ownPostbacks(ctx).where("receipt", "=", receipt).executeTakeFirst();
  if (row === undefined) throw notFound("postback");
  return row;
}

function postbackOf(row: PostbackRow, resolution: Resolution | null): Postback {
  const reason = row.reason as Reason | Note | null; // written by recordPostbacks
  return {
    receipt: row.receipt,
    advertiserId: row.advertiser_id,
    clickId: row.click_id,
    acceptedAt: row.accepted_at,
    outcome: row.outcome,
    reason,
    sentence: reason === null ? null : SENTENCES[reason],
    conversionId: row.conversion_id,
    replayOf: row.replay_of,
    resolution,
    request: requestOf(row.request),
  };
}

/** A request as a row keeps it; null after the retention. */
export const requestOf = (stored: string): PostbackRequest | null =>
  stored === "" ? null : (JSON.parse(stored) as PostbackRequest); // written by recordPostbacks
