import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  equal,
  filteredList,
  findNames,
  idsAround,
  inRange,
  PAGE_CHARS_MAX,
  rangeOrNone,
  readListPage,
  type ListPage,
  type ListRequest,
  type ListRules,
  type TimeRange,
} from "../db/index.ts";
import { notFound } from "../errors.ts";
import { ownAccountOf } from "../role.ts";
import { mergeSummaries, readSummary, totalOf, type MoneyLine, type Summary } from "./apply.ts";
import type { Notation } from "./cells.ts";
import { FILE_FAULTS, type FileFault } from "./faults.ts";
import { columnHints, type KeptSetting } from "./kept.ts";
import { chunksOfUploads, type ChunkSummary, type UploadRow } from "./queries.ts";

/** An upload as the API shows it. Times are Unix ms. */
export interface Upload {
  id: string;
  offerId: string;
  offerName: string;
  advertiserId: string;
  status: UploadRow["status"];
  createdAt: number;
  periodStartsAt: number | null;
  /** Rows of the file; for a webmaster those of their conversions. */
  rows: number;
  appliedRows: number;
  /** The change of commissions by webmaster; a webmaster sees only their own. */
  money: SeenMoneyLine[];
  /** The lines of a currency together. */
  total: (Omit<SeenMoneyLine, "webmasterId" | "appliedRows"> & { webmasters: number })[];
  /** What only the advertiser and the operator see. */
  file: UploadedFile | undefined;
  validatedAt: number | null;
  committedAt: number | null;
  undoneAt: number | null;
  undoReason: string | null;
}

/** The file of an upload and all of its outcomes: the advertiser's own. */
export interface UploadedFile {
  name: string;
  sha256: string;
  bytes: number;
  /** Rows without any text: skipped, and not part of `rows`. */
  emptyRows: number;
  columns: { name: string; field: string | null }[];
  /** How the file is read. */
  notation: Notation;
  /** Settings by which the file is read although the upload does not name them. */
  kept: KeptSetting[];
  /** Why the file can't be read, with the row (1 is the first below the header) where that was seen. */
  fault: { code: FileFault; row: number | null; sentence: string } | null;
  /** When the file and the outcomes of its rows were deleted, because the upload was not applied; null: they are there. */
  deletedAt: number | null;
  /** Chunks of the current phase. */
  progress: { chunksDone: number; chunks: number };
  summary: Summary;
}

/** A line without the revenue where it is hidden from the actor. */
type SeenMoneyLine = Omit<MoneyLine, "revenuePendingMinor" | "revenueApprovedMinor"> & {
  revenuePendingMinor: bigint | undefined;
  revenueApprovedMinor: bigint | undefined;
};

/** The uploads that an actor may see: a webmaster sees those applied to their conversions. */
function ownUploads({ db, actor }: Context) {
  const rows = db.query.selectFrom("upload").selectAll();
  switch (actor.role) {
    case "webmaster":
      return rows.where("id", "in", (eb) =>
        eb.selectFrom("upload_webmaster").select("upload_id").where("webmaster_id", "=", actor.webmasterId),
      );
    case "advertiser":
      return rows.where("advertiser_id", "=", actor.advertiserId);
    case "operator":
    case "system":
      return rows;
  }
}

/** Omitted fields ask for nothing. */
export interface UploadFilter extends TimeRange {
  offerId?: string | undefined;
  advertiserId?: string | undefined;
  status?: UploadRow["status"] | undefined;
}

const UPLOAD_LIST: ListRules<Exclude<keyof UploadFilter, keyof TimeRange> | "webmasterId" | "created"> = {
  table: "upload",
  idPrefix: "upl",
  conditions: {
    webmasterId: (id: string) => sql`id IN (SELECT upload_id FROM upload_webmaster WHERE webmaster_id = ${id})`,
    offerId: equal("offer_id"),
    advertiserId: equal("advertiser_id"),
    status: equal("status"),
    created: inRange("created_at"),
  },
  orderedBy: ["id"],
  indexes: [
    { name: "offerId", index: "upload_by_offer" },
    { name: "advertiserId", index: "upload_by_advertiser" },
  ],
  wholeIndex: null,
};

/** Newest first. Throws `invalid_input`. */
export async function listUploads(
  ctx: Context,
  { from, to, ...asked }: UploadFilter,
  request: ListRequest,
): Promise<ListPage<Upload>> {
  const list = filteredList(UPLOAD_LIST, {
    // Of a webmaster: those that were applied to their conversions.
    own: ownAccountOf(ctx.actor),
    asked: { ...asked, created: rangeOrNone({ from, to }) },
    range: idsAround("id", "upl", { from, to }),
  });
  const { rows, next } = await readListPage<UploadRow>(ctx.db, list, request);
  const names = await findNames(
    ctx.db,
    "offer",
    rows.map(({ offer_id }) => offer_id),
  );
  // In parts, because an upload for many webmasters has a line of money for each.
  const linesMax = Math.floor((request.charsMax ?? PAGE_CHARS_MAX) / LINE_CHARS);
  const views: Upload[] = [];
  let lines = 0;
  for (let i = 0; i < rows.length; i += UPLOADS_A_READ) {
    const part = rows.slice(i, i + UPLOADS_A_READ);
    const chunks = await chunksOfUploads(
      ctx.db,
      part.map(({ id }) => id),
    );
    for (const row of part) {
      const view = viewOf(ctx, row, names, chunks.get(row.id) ?? []);
      lines += view.money.length + (view.file?.columns.length ?? 0);
      if (lines > linesMax && views.length > 0) return { rows: views, next: views.at(-1)?.id ?? null };
      views.push(view);
    }
  }
  return { rows: views, next };
}

/** About the length of a line of money, or of a column, in an answer. */
const LINE_CHARS = 300;

/** An upload has about a hundred chunks at most, and D1's answers are bounded. */
const UPLOADS_A_READ = 20;

/** Throws `not_found`, also if the actor may not see the upload. */
export async function getUpload(ctx: Context, id: string): Promise<Upload> {
  const row = await getRow(ctx, id);
  const chunks = await chunksOfUploads(ctx.db, [row.id]);
  return viewOf(ctx, row, await findNames(ctx.db, "offer", [row.offer_id]), chunks.get(row.id) ?? []);
}

/** Throws `not_found`, also if the actor may not see the upload. */
export async function getRow(ctx: Context, id: string): Promise<UploadRow> {
  const row = await ownUploads(ctx).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("upload");
  return row;
}

function viewOf(
  { actor }: Context,
  row: UploadRow,
  names: ReadonlyMap<string, string>,
  chunks: readonly ChunkSummary[],
): Upload {
  const summary = mergeSummaries(chunks.map((chunk) => readSummary(chunk.summary)));
  const upload = {
    id: row.id,
    offerId: row.offer_id,
    offerName: names.get(row.offer_id) ?? "",
    advertiserId: row.advertiser_id,
    status: row.status,
    createdAt: row.created_at,
    periodStartsAt: row.period_starts_at,
    validatedAt: row.validated_at,
    committedAt: row.committed_at,
    undoneAt: row.undone_at,
    undoReason: row.undo_reason,
  };
  if (actor.role !== "webmaster")
    return {
      ...upload,
      ...{ rows: row.rows, appliedRows: summary.applied, money: summary.money, total: totalsOf(summary.money) },
      file: fileOf(row, chunks, summary),
    };
  const own = summary.money.filter(({ webmasterId }) => webmasterId === actor.webmasterId);
  const hidden = { revenuePendingMinor: undefined, revenueApprovedMinor: undefined };
  return {
    ...upload,
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    appliedRows: own.reduce((sum, { appliedRows }) => sum + appliedRows, 0),
    money: own.map((line) => ({ ...line, ...hidden })),
    total: totalsOf(own).map((line) => ({ ...line, ...hidden })),
    file: undefined,
  };
}

const totalsOf = (money: readonly MoneyLine[]) =>
  [...Map.groupBy(money, ({ currency }) => currency)].map(([currency, lines]) => ({
    ...totalOf(currency, lines),
    webmasters: lines.length,
  }));

function fileOf(row: UploadRow, chunks: readonly ChunkSummary[], summary: Summary): UploadedFile {
  const mapping = Object.entries(JSON.parse(row.mapping) as Record<string, number>);
  return {
    name: row.name,
    sha256: row.sha256,
    bytes: row.bytes,
    emptyRows: row.empty_rows,
    columns: (JSON.parse(row.columns) as string[]).map((name, i) => ({
      name,
      field: mapping.find(([, index]) => index === i)?.[0] ?? null,
    })),
    notation: JSON.parse(row.notation) as Notation, // written by receiveUpload
    kept: keptOf(row),
    fault: faultOf(row),
    deletedAt: row.file_deleted_at,
    progress: { chunksDone: chunks.filter((chunk) => isDone(row, chunk)).length, chunks: chunks.length },
    summary,
  };
}

function isDone({ status, round }: UploadRow, chunk: ChunkSummary): boolean {
  if (status === "undoing") return chunk.state === "undone";
  if (status === "committing") return chunk.state === "committed" || chunk.round >= round;
  return chunk.state !== "cut";
}

/** The settings kept from earlier with which an upload is read. */
export const keptOf = ({ kept }: UploadRow) => JSON.parse(kept) as KeptSetting[]; // written by receiveUpload and cutFile

function faultOf(row: UploadRow): UploadedFile["fault"] {
  const code = row.fault as FileFault | null; // written by cutFile
  if (code === null) return null;
  const hints = code === "column_twice" || code === "no_columns" ? columnHints(keptOf(row)) : [];
  return { code, row: row.fault_row, sentence: [FILE_FAULTS[code], ...hints].join(" ") };
}
