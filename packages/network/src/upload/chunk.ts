import { verifyClickId, type ClickKeys } from "@waymark/contract/click-id";
import type { Context } from "../context.ts";
import { findClicks, type ClickRow } from "../click/index.ts";
import { findByIdentity, treatmentOf, type ReasonCode } from "../conversion/index.ts";
import { identityFor, onceFor } from "../report/index.ts";
import type { ConversionRow, Tables } from "../db/index.ts";
import { firstTerms, readClickPolicy, readTerms, type ClickPolicy } from "../offer/index.ts";
import type { Entry } from "./apply.ts";
import { readRow, type CellFault, type Notation, type Row } from "./cells.ts";
import type { Mapping } from "./columns.ts";
import {
  acts,
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
import type { Dialect } from "./dialect.ts";
import { textOf } from "./file.ts";
import { findBlocks, findConversions, findLinks, type ChunkRow, type UploadRow } from "./queries.ts";
import { readRecords } from "./records.ts";
import { readBytes } from "./store.ts";
import type { MissingPolicy } from "../words.ts";

/** An upload with all that its work needs, read once a run. */
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
  policy: ClickPolicy;
}

/** A decision with what applying it needs. */
export interface Decided {
  row: number;
  decision: Decision;
  known: ConversionRow | undefined;
  goal: Tables["goal"] | undefined;
  orderId: string | null;
  owner: ClickOwner | undefined;
  /** Of a conversion to be made, where it is stored. */
  click: ClickRow | undefined;
  terms: RowTerms | undefined;
  /** Of the answer: what the row says, or why the network answers in its place. */
  reason: string | null;
  reasonCode: ReasonCode | null;
}

/** Reads all that the work on an upload needs. Throws where its offer is gone. */
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
    policy: readClickPolicy(offer.click_policy),
    dialect: JSON.parse(upload.dialect) as Dialect, // these four are written by receiveUpload and cutFile
    notation: JSON.parse(upload.notation) as Notation,
    columns: JSON.parse(upload.columns) as string[],
    mapping: JSON.parse(upload.mapping) as Mapping,
  };
}

export const defaultGoalOf = ({ goals }: Job) => goals.find(({ is_default }) => is_default === 1)?.code ?? "";

/** Decides the rows of a chunk by the current state of the database, which is read once for the whole chunk. */
export async function decideChunk(job: Job, chunk: ChunkRow): Promise<Decided[]> {
  const { upload, ctx } = job;
  const bytes = await readBytes(ctx.files, upload.id, chunk);
  const records = readRecords(textOf(bytes, chunk.first_row), job.dialect, job.columns);
  const rows = records.map((record) => readRow(record, job.mapping, job.notation));
  const later = new Map(JSON.parse(chunk.superseded) as [number, number][]); // written by cutFile
  const readings = rows.map((row) => (typeof row === "string" ? undefined : row.clickId));
  const clicks = await findOwners(job, readings);
  const goals = new Map(job.goals.map((goal) => [goal.code, goal]));
  const defaultGoal = defaultGoalOf(job);
  const goalOf = (row: Row) => goals.get(row.goal ?? defaultGoal);

  const names = rows.map((row) => {
    const goal = typeof row === "string" ? undefined : goalOf(row);
    if (typeof row === "string" || goal === undefined) return [];
    const identity = identityFor(goal, { clickId: row.clickId ?? "", orderId: row.orderId });
    return [identity, ...(row.clickId === null ? [] : [onceFor(goal, row.clickId) ?? identity])];
  });
  const byName = new Map<string, ConversionRow>();
  for (const row of await findByIdentity(ctx.db, [...new Set(names.flat())])) {
    byName.set(row.identity, row);
    if (row.once !== null) byName.set(row.once, row);
  }
  const known = names.map(([identity = "", once = ""]) => byName.get(identity) ?? byName.get(once));
  const [termsOf, stored] = await Promise.all([
    findTerms(job, rows, clicks, known),
    findClicks(
      ctx,
      clicks.flatMap((click, i) => (click?.kind === "click" && known[i] === undefined ? [click.owner.clickId] : [])),
    ),
  ]);
  const decided = rows.map((row, i): Decided => {
    const at = chunk.first_row + i;
    if (later.has(at)) return plain(at, superseded);
    if (typeof row === "string") return plain(at, errorOf(row));
    const goal = goalOf(row);
    const owner = clicks[i]?.kind === "click" ? clicks[i].owner : undefined;
    const click = owner && stored.get(owner.clickId);
    const facts: RowFacts = {
      click: clicks[i] ?? null,
      goalId: goal?.id,
      needsOrder: goal?.repeats === "always",
      known: known[i],
      terms: termsOf[i],
      treatment: treatmentOf(click, job.policy),
      uploadedAt: upload.created_at,
    };
    return {
      row: at,
      decision: decideRow(row, facts),
      known: facts.known,
      goal,
      orderId: row.orderId,
      owner,
      click,
      terms: facts.terms,
      reason: row.reason,
      reasonCode: row.reasonCode,
    };
  });
  return withoutRepeats(decided);
}

/** Where two rows act on one conversion, as where a goal pays once a click, only the first is applied. */
function withoutRepeats(decided: readonly Decided[]): Decided[] {
  const acted = new Set<string>();
  return decided.map((one) => {
    const { decision, goal, owner } = one;
    if (!acts(decision)) return one;
    const name = decision.conversionId ?? (goal && owner && onceFor(goal, owner.clickId));
    if (name === null || name === undefined) return one;
    if (acted.has(name)) return plain(one.row, errorOf("repeat_refused"));
    acted.add(name);
    return one;
  });
}

/** Decides conversions that the file does not mention by the current state of the database. */
export async function decideUnmentioned(job: Job, ids: readonly string[], policy: MissingPolicy): Promise<Decided[]> {
  const known = new Map((await findConversions(job.ctx.db, ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = known.get(id);
    return row === undefined
      ? []
      : [{ ...plain(0, decideMissing(row, policy)), known: row, reasonCode: "missing_in_upload" }];
  });
}

const plain = (row: number, decision: Decision): Decided => ({
  row,
  decision,
  known: undefined,
  goal: undefined,
  orderId: null,
  owner: undefined,
  click: undefined,
  terms: undefined,
  reason: null,
  reasonCode: null,
});

/** The owners of clicks; null where a row names none. A forged click_ID and another advertiser's get one error. */
async function findOwners(job: Job, texts: readonly (string | null | undefined)[]): Promise<RowFacts["click"][]> {
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

/** The terms of each row that needs them, at the time of its conversion. */
async function findTerms(
  job: Job,
  rows: readonly (Row | CellFault)[],
  clicks: readonly RowFacts["click"][],
  known: readonly (ConversionRow | undefined)[],
): Promise<(RowTerms | undefined)[]> {
  const queries = rows.map((row, i) => {
    if (typeof row === "string") return undefined;
    const goal = job.goals.find(({ code }) => code === (row.goal ?? defaultGoalOf(job)));
    const conversion = known[i];
    const click = clicks[i];
    const owner = click?.kind === "click" ? click.owner : undefined;
    const webmasterId = conversion?.webmaster_id ?? owner?.webmasterId;
    const at = conversion?.occurred_at ?? (owner && occurredAtOf(row, owner.clickedAt));
    return goal === undefined || webmasterId === undefined || at === undefined
      ? undefined
      : { goal, webmasterId, at, holdDays: owner?.holdDays ?? 0 };
  });
  const webmasterIds = [...new Set(queries.flatMap((one) => (one === undefined ? [] : [one.webmasterId])))];
  const offerId = job.offer.id;
  const [termsOf, stops] = await Promise.all([
    readTerms(job.ctx.db, { offerIds: [offerId], webmasterIds }),
    findBlocks(job.ctx.db, webmasterIds),
  ]);
  const blocks = Map.groupBy(stops, ({ subject }) => subject);
  return queries.map((one) => {
    if (one === undefined) return undefined;
    const { goal, webmasterId, at, holdDays } = one;
    const terms = termsOf({ offerId, goalId: goal.id, webmasterId, at }) ?? firstTerms(job.offer, goal);
    return {
      ...terms,
      holdDays: Math.max(terms.holdDays, holdDays),
      currency: goal.currency,
      isHeld: (blocks.get(`webmaster:${webmasterId}`) ?? []).some(
        ({ since, until }) => since <= at && (until === null || at < until),
      ),
    };
  });
}

/** The entry of a decision; `changed` where it differs from the validated one, or there was none. */
export const entryOf = ({ row, decision, reason, reasonCode }: Decided, changed = false): Entry => ({
  ...decision,
  row,
  reason,
  reasonCode,
  changed: changed && acts(decision),
  applied: false,
  undone: null,
});
