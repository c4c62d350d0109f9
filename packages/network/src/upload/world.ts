import { verifyClickId, type ClickKeys } from "@waymark/click/click-id";
import type { Context } from "../context.ts";
import { findByIdentity, identityFor } from "../conversion/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import type { Notation, Row, CellFault } from "./cells.ts";
import { readRow } from "./cells.ts";
import type { Mapping } from "./columns.ts";
import {
  decideMissing,
  decideRow,
  errorOf,
  occurredAtOf,
  superseded,
  type ClickOwner,
  type Decision,
  type RowFacts,
  type RowTerms,
} from "./decide.ts";
import { readRecords, textOf, type Dialect } from "./file.ts";
import { findBlocks, findConversions, findLinks, type ChunkRow, type UploadRow } from "./queries.ts";
import type { MissingPolicy } from "./schedule.ts";
import { readBytes } from "./store.ts";

/** An upload with what its work needs, read once a run. */
export interface Job {
  ctx: Context;
  clickKeys: ClickKeys;
  upload: UploadRow;
  dialect: Dialect;
  notation: Notation;
  columns: string[];
  mapping: Mapping;
  offer: Tables["offer"];
  goals: Tables["goal"][];
}

/** A decision with what applying it needs. */
export interface Decided {
  row: number;
  decision: Decision;
  known: ConversionRow | undefined;
  goalId: string | null;
  orderId: string | null;
  owner: ClickOwner | undefined;
  terms: RowTerms | undefined;
  reason: string | null;
}

/** Reads an upload's work. Throws where it or its offer is gone. */
export async function openJob(ctx: Context, clickKeys: ClickKeys, upload: UploadRow): Promise<Job> {
  const { query } = ctx.db;
  const [offer, goals] = await Promise.all([
    query.selectFrom("offer").selectAll().where("id", "=", upload.offer_id).executeTakeFirstOrThrow(),
    query.selectFrom("goal").selectAll().where("offer_id", "=", upload.offer_id).execute(),
  ]);
  return {
    ctx,
    clickKeys,
    upload,
    offer,
    goals,
    dialect: JSON.parse(upload.dialect) as Dialect, // these four are written by receive.ts and work.ts
    notation: JSON.parse(upload.notation) as Notation,
    columns: JSON.parse(upload.columns) as string[],
    mapping: JSON.parse(upload.mapping) as Mapping,
  };
}

export const defaultGoalOf = ({ goals }: Job) => goals.find(({ is_default }) => is_default === 1)?.code ?? "";

/** The decisions of a chunk of rows, by the world as it is now: one read of all that it concerns. */
export async function decideChunk(job: Job, chunk: ChunkRow): Promise<Decided[]> {
  const { upload, ctx } = job;
  const bytes = await readBytes(ctx.files, upload.id, chunk);
  const records = readRecords(textOf(bytes, chunk.first_row), job.dialect, job.columns);
  const rows = records.map((record) => readRow(record, job.mapping, job.notation));
  const later = new Map(JSON.parse(chunk.superseded) as [number, number][]); // written by work.ts
  const readings = rows.map((row) => (typeof row === "string" ? undefined : row.clickId));
  const clicks = await findOwners(job, readings);
  const goals = new Map(job.goals.map((goal) => [goal.code, goal]));
  const defaultGoal = defaultGoalOf(job);
  const goalOf = (row: Row) => goals.get(row.goal ?? defaultGoal);

  const identities = rows.map((row) => {
    if (typeof row === "string") return undefined;
    const goal = goalOf(row);
    return goal && identityFor(upload.offer_id, goal.id, { clickId: row.clickId ?? "", orderId: row.orderId });
  });
  const known = new Map(
    (await findByIdentity(ctx.db, identities.filter((identity) => identity !== undefined))).map((row) => [
      row.identity,
      row,
    ]),
  );
  const termsOf = await findTerms(job, rows, clicks, known, identities);
  return rows.map((row, i): Decided => {
    const at = chunk.first_row + i;
    if (later.has(at)) return plain(at, superseded);
    if (typeof row === "string") return plain(at, errorOf(row));
    const goal = goalOf(row);
    const facts: RowFacts = {
      click: clicks[i] ?? null,
      goalId: goal?.id,
      known: known.get(identities[i] ?? ""),
      terms: termsOf[i],
      uploadedAt: upload.created_at,
      decimal: job.notation.decimal,
    };
    return {
      row: at,
      decision: decideRow(row, facts),
      known: facts.known,
      goalId: goal?.id ?? null,
      orderId: row.orderId,
      owner: facts.click?.kind === "click" ? facts.click.owner : undefined,
      terms: facts.terms,
      reason: row.reason,
    };
  });
}

/** The decisions about conversions that the file does not mention, by the world as it is now. */
export async function decideUnmentioned(job: Job, ids: readonly string[], policy: MissingPolicy): Promise<Decided[]> {
  const known = new Map((await findConversions(job.ctx.db, ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = known.get(id);
    return row === undefined ? [] : [{ ...plain(0, decideMissing(row, policy)), known: row }];
  });
}

const plain = (row: number, decision: Decision): Decided => ({
  row,
  decision,
  known: undefined,
  goalId: null,
  orderId: null,
  owner: undefined,
  terms: undefined,
  reason: null,
});

/** Whose clicks these are; null where a row names none. A forged click_ID and another advertiser's look the same. */
async function findOwners(job: Job, texts: readonly (string | null | undefined)[]): Promise<(RowFacts["click"])[]> {
  const readings = texts.map((text) => (typeof text === "string" ? verifyClickId(job.clickKeys, text) : undefined));
  const numbers = readings.flatMap((reading) => (reading?.kind === "verified" ? [reading.parts.linkNumber] : []));
  const links = new Map((await findLinks(job.ctx.db, [...new Set(numbers)])).map((link) => [link.number, link]));
  return readings.map((reading) => {
    if (reading === undefined) return null;
    const link = reading.kind === "verified" ? links.get(reading.parts.linkNumber) : undefined;
    if (reading.kind === "refused" || link === undefined || link.advertiser_id !== job.upload.advertiser_id)
      return { kind: "refused", error: "unknown_click_id" };
    if (link.offer_id !== job.upload.offer_id) return { kind: "refused", error: "other_offer" };
    return {
      kind: "click",
      owner: {
        clickId: reading.clickId,
        clickedAt: reading.parts.clickedAt,
        linkId: link.id,
        webmasterId: link.webmaster_id,
        holdDays: link.hold_days,
      },
    };
  });
}

/** The terms of each row that needs some: at the moment at which its conversion occurred. */
async function findTerms(
  job: Job,
  rows: readonly (Row | CellFault)[],
  clicks: readonly RowFacts["click"][],
  known: ReadonlyMap<string, ConversionRow>,
  identities: readonly (string | undefined)[],
): Promise<(RowTerms | undefined)[]> {
  const asked = rows.map((row, i) => {
    if (typeof row === "string") return undefined;
    const goal = job.goals.find(({ code }) => code === (row.goal ?? defaultGoalOf(job)));
    const conversion = known.get(identities[i] ?? "");
    const click = clicks[i];
    const owner = click?.kind === "click" ? click.owner : undefined;
    const webmasterId = conversion?.webmaster_id ?? owner?.webmasterId;
    const at = conversion?.occurred_at ?? (owner && occurredAtOf(row, owner.clickedAt));
    return goal === undefined || webmasterId === undefined || at === undefined
      ? undefined
      : { goal, webmasterId, at, holdDays: owner?.holdDays ?? 0 };
  });
  const webmasters = new Set(asked.flatMap((one) => (one === undefined ? [] : [one.webmasterId])));
  const blocks = Map.groupBy(await findBlocks(job.ctx.db, [...webmasters]), ({ subject }) => subject);
  return asked.map((one) => {
    if (one === undefined) return undefined;
    const { goal, webmasterId, at, holdDays } = one;
    return {
      attributionDays: job.offer.attribution_days,
      holdDays: Math.max(job.offer.hold_days, holdDays),
      validationDays: job.offer.validation_days,
      currency: goal.currency,
      revenueFixedMinor: goal.revenue_fixed_minor,
      revenueBps: goal.revenue_bps,
      commissionFixedMinor: goal.commission_fixed_minor,
      commissionBps: goal.commission_bps,
      isHeld: (blocks.get(`webmaster:${webmasterId}`) ?? []).some(
        ({ since, until }) => since <= at && (until === null || at < until),
      ),
    };
  });
}
