import { hexOf } from "@waymark/contract/bytes";
import { sql } from "kysely";
import { audit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import {
  ConcurrentWriteError,
  equal,
  filteredList,
  insertRows,
  rawStatement,
  readListPage,
  searchable,
  writeWithinRowLimit,
  type ListPage,
  type ListRequest,
  type ListRules,
  type RowLimit,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { OPERATOR_OR_JOB, ownAccountOf, requireRole, visibleTo } from "../role.ts";
import { ADDRESS_FAULTS, readPublicAddress, type AddressFault } from "./address.ts";
import { MINUTE_MS } from "@waymark/contract/duration";

type SourceRow = Tables["traffic_source"];

/** A source as an actor may see it. */
export type SeenSource = Omit<SourceRow, "proof"> & {
  /**
   * The text to publish; null for a channel, undefined for all but the webmaster: with it, a party that controls the
   * site for a day could pose as its owner.
   */
  proof: string | null | undefined;
};

const seenBy = ({ actor }: Context, row: SourceRow): SeenSource => ({
  ...row,
  proof: visibleTo(actor, ["webmaster"], row.kind === "site" ? row.proof : null),
});

/** The name of the DNS record under the site's host, or of the file, that holds the proof. */
export const PROOF_NAME = "_waymark";
export const PROOF_PATH = "/.well-known/waymark.txt";
const PROOF_PREFIX = "waymark-verification=";

/** Per webmaster. */
const SOURCES_MAX = 100;
/** Per minute; each check calls a server of another party. */
const CHECKS_MAX = 20;
/** A check that has not finished after this time may be started again. */
const CHECK_MS = 2 * MINUTE_MS;
const PAUSE_MS = 30_000;

/** Why a check failed. Closed, and documented in docs/webmasters.md. */
export const CHECK_FAULTS = [
  ...(["record_missing", "file_missing", "file_differs", "unreachable"] as const),
  ...ADDRESS_FAULTS,
] as const;

export type CheckFault = (typeof CHECK_FAULTS)[number];

/** Requests to servers outside, made only by jobs and within limits (apps/control/src/outside.ts). */
export interface Outside {
  /** The TXT records of a name. Throws if the look-up fails. */
  txt(name: string): Promise<string[]>;
  /** The beginning of a file; null if there is none (any status but 200). Throws if its server does not answer. */
  file(url: string): Promise<string | null>;
}

const WEBMASTER = ["webmaster"] as const;

const FAULTS: Record<AddressFault, string> = {
  malformed: "not an address",
  not_https: "must begin with https://",
  has_credentials: "must not contain a user name",
  has_port: "must not contain a port",
  is_ip_address: "must be a domain name, not an IP address",
  not_public: "not in a public domain",
  is_ours: "belongs to the network itself",
};

/** The sources that an actor may see: webmasters see their own, advertisers those of webmasters who applied to them. */
function ownSources({ db, actor }: Context) {
  const rows = db.query.selectFrom("traffic_source").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("webmaster_id", "=", actor.webmasterId);
    case "advertiser":
      return rows.where("webmaster_id", "in", (eb) =>
        eb.selectFrom("application").select("webmaster_id").where("advertiser_id", "=", actor.advertiserId),
      );
    case "operator":
    case "system":
      return rows;
  }
}

/** Omitted fields ask for nothing. */
export interface SourceFilter {
  /** A part of the address. */
  search?: string | undefined;
  kind?: SourceRow["kind"] | undefined;
  status?: SourceRow["status"] | undefined;
  webmasterId?: string | undefined;
}

const SOURCE_LIST: ListRules<keyof SourceFilter | "advertiserId"> = {
  table: "traffic_source",
  idPrefix: "src",
  conditions: {
    // An address is ASCII.
    search: (text: string) => sql`instr(lower(url), ${searchable(text)}) > 0`,
    kind: equal("kind"),
    status: equal("status"),
    webmasterId: equal("webmaster_id"),
    // Of an advertiser: those of webmasters who applied to them.
    advertiserId: (id: string) =>
      sql`webmaster_id IN (SELECT webmaster_id FROM application WHERE advertiser_id = ${id})`,
  },
  orderedBy: ["id"],
  // Of UNIQUE in the table's definition. It is not in the list's order, but a webmaster has few.
  indexes: [{ name: "webmasterId", index: "sqlite_autoindex_traffic_source_2" }],
  wholeIndex: null,
};

/** Newest first. Throws `invalid_input`. */
export async function listSources(
  ctx: Context,
  filter: SourceFilter,
  request: ListRequest,
): Promise<ListPage<SeenSource>> {
  const list = filteredList(SOURCE_LIST, { own: ownAccountOf(ctx.actor), asked: filter, range: [] });
  const { rows, next } = await readListPage<SourceRow>(ctx.db, list, request);
  return { rows: rows.map((row) => seenBy(ctx, row)), next };
}

/** Throws `not_found`. */
export const getSource = async (ctx: Context, id: string): Promise<SeenSource> => seenBy(ctx, await getRow(ctx, id));

async function getRow(ctx: Context, id: string): Promise<SourceRow> {
  const row = await ownSources(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("traffic source");
  return row;
}

/** Adds a traffic source of a webmaster. Throws `forbidden`, `source_refused`, `already_exists`, `limit_reached`. */
export async function addSource(
  ctx: Context,
  input: { kind: SourceRow["kind"]; url: string; name: string },
): Promise<SeenSource> {
  requireRole(ctx, WEBMASTER, "add a traffic source");
  const id = newId(ctx, "src");
  const source = await createOnce(
    ctx,
    () => ownSources(ctx).where("id", "=", id).executeTakeFirst(),
    () => addNewSource(ctx, { id, ...input }),
  );
  return seenBy(ctx, source);
}

async function addNewSource(
  ctx: Context,
  input: { id: string; kind: SourceRow["kind"]; url: string; name: string },
): Promise<SourceRow> {
  const actor = requireRole(ctx, WEBMASTER, "add a traffic source");
  const address = readPublicAddress(input.url, ctx.ownHosts);
  if (address.kind === "refused")
    throw new NetworkError("source_refused", "This address can't be a source", [
      { path: "url", message: FAULTS[address.fault] },
    ]);
  const digits = crypto.getRandomValues(new Uint8Array(16));
  const row: SourceRow = {
    id: input.id,
    webmaster_id: actor.webmasterId,
    kind: input.kind,
    url: address.url,
    name: input.name,
    proof: PROOF_PREFIX + hexOf(digits),
    status: "unverified",
    method: null,
    reason: null,
    created_at: ctx.now(),
    check_at: null,
    checked_at: null,
  };
  const columns = ["id", "webmaster_id", "kind", "url", "name", "proof", "status", "created_at"] as const;
  const statements = [
    ...insertRows("traffic_source", columns, [row]),
    ...audit(ctx, {
      ...{ event: "traffic_source.add", subject: row.id, account: row.webmaster_id },
      after: { kind: row.kind, url: row.url, name: row.name },
    }),
  ];
  try {
    await writeWithinRowLimit(ctx.db, sourceLimit(actor.webmasterId), statements);
  } catch (error) {
    if (!(error instanceof ConcurrentWriteError)) throw error;
    throw new NetworkError("already_exists", "You already have this source");
  }
  return row;
}

const sourceLimit = (webmasterId: string): RowLimit => ({
  count: sql`(SELECT count(*) FROM traffic_source WHERE webmaster_id = ${webmasterId})`,
  max: SOURCES_MAX,
  refusal: () => new NetworkError("limit_reached", `There are ${SOURCES_MAX} sources; remove one first`),
});

/** Removes a source. Throws `not_found`, `forbidden`. */
export async function removeSource(ctx: Context, id: string): Promise<SeenSource> {
  requireRole(ctx, ["webmaster"], "remove a traffic source");
  const row = await getSource(ctx, id);
  await ctx.db.write([
    rawStatement("DELETE FROM traffic_source WHERE id = ?", [id]),
    ...audit(ctx, {
      ...{ event: "traffic_source.remove", subject: id, account: row.webmaster_id },
      before: { kind: row.kind, url: row.url, name: row.name, status: row.status },
    }),
  ]);
  return row;
}

/**
 * Requests a check of a site by its DNS record or its file; a job runs it within a minute. The operator may confirm any
 * source without a check. Throws `not_found`, `forbidden`, `source_refused` for a channel, `too_many_requests`.
 */
export async function verifySource(
  ctx: Context,
  id: string,
  method: NonNullable<SourceRow["method"]>,
): Promise<SeenSource> {
  if (method === "operator") requireRole(ctx, ["operator"], "verify a source without a check");
  else requireRole(ctx, ["webmaster"], "have a source checked");
  const row = await getSource(ctx, id);
  if (method === "operator") {
    await ctx.db.write([
      rawStatement(
        `UPDATE traffic_source SET status = 'verified', method = 'operator', reason = NULL, check_at = NULL,
           checked_at = ? WHERE id = ?`,
        [ctx.now(), id],
      ),
      ...audit(ctx, {
        ...{ event: "traffic_source.verify", subject: id, account: row.webmaster_id },
        ...{ before: { status: row.status }, after: { status: "verified" } },
      }),
    ]);
    return getSource(ctx, id);
  }
  if (row.kind === "channel")
    throw new NetworkError("source_refused", "A channel can't be checked; ask the operator to confirm it");
  if (row.checked_at !== null && row.checked_at > ctx.now() - PAUSE_MS)
    throw new NetworkError("too_many_requests", "The source was checked just now; try again in half a minute");
  await ctx.db.write([
    rawStatement(
      "UPDATE traffic_source SET status = 'checking', method = ?, reason = NULL, check_at = ? WHERE id = ?",
      [method, ctx.now(), id],
    ),
  ]);
  return getSource(ctx, id);
}

/** Checks the sources that are due. One that fails does not stop the others. Returns how many were checked. */
export async function checkSources(ctx: Context, outside: Outside): Promise<number> {
  requireRole(ctx, OPERATOR_OR_JOB, "check due sources");
  const due = await ctx.db.query
    .selectFrom("traffic_source")
    .selectAll()
    .where("check_at", "<=", ctx.now())
    .orderBy(sql`row_number() OVER (PARTITION BY webmaster_id ORDER BY check_at)`) // one of each webmaster first
    .orderBy("check_at")
    .limit(CHECKS_MAX)
    .execute();
  let checked = 0;
  for (const row of due) {
    const claimed = ctx.now() + CHECK_MS;
    const { rowsWritten } = await ctx.db.write([
      rawStatement("UPDATE traffic_source SET check_at = ? WHERE id = ? AND check_at = ?", [
        ...[claimed, row.id, row.check_at],
      ]),
    ]);
    if (rowsWritten === 0) continue;
    const fault = await check(ctx, row, outside);
    await ctx.db.write([
      rawStatement(
        `UPDATE traffic_source SET status = ?, reason = ?, check_at = NULL, checked_at = ?
         WHERE id = ? AND check_at = ?`,
        [fault === null ? "verified" : "failed", fault, ctx.now(), row.id, claimed],
      ),
    ]);
    checked += 1;
  }
  return checked;
}

/** Null if the proof is found. The address is validated again, since the rules may have changed. */
async function check(
  { ownHosts }: Context,
  { url, method, proof }: SourceRow,
  outside: Outside,
): Promise<CheckFault | null> {
  const address = readPublicAddress(url, ownHosts);
  if (address.kind === "refused") return address.fault;
  try {
    if (method === "dns") {
      const texts = await outside.txt(`${PROOF_NAME}.${address.host}`);
      return texts.some((text) => text.trim() === proof) ? null : "record_missing";
    }
    const file = await outside.file(`https://${address.host}${PROOF_PATH}`);
    if (file === null) return "file_missing";
    return file.trim() === proof ? null : "file_differs";
  } catch (error) {
    console.warn({ event: "source.unreachable", host: address.host, error: String(error) });
    return "unreachable";
  }
}
