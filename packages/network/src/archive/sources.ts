import { DAY_MS } from "@waymark/contract/duration";
import { sortedId } from "@waymark/contract/sorted-id";
import { askShards, type Db, type Tables } from "../db/index.ts";
import { countMonth, dropMonth, listMonths, mayDrop, readMonth } from "../click/index.ts";
import type { Context } from "../context.ts";
import type { ArchivedRow } from "./format.ts";

/** Archives are made by month. */
export type SourceName = Pick<Tables["archive"], "kind" | "shard" | "month">;

/** The rows of a month that can get no new ones. */
export interface Source {
  name: SourceName;
  isDropped: boolean;
  /** Rows after the id `after`, in the order of their ids. */
  read(page: { after: string; rowsMax: number }): Promise<ArchivedRow[]>;
  count(): Promise<number>;
  /** Drops the archived rows. */
  drop(): Promise<void>;
}

/** `clicks-0-202611` */
export const archiveIdOf = ({ kind, shard, month }: SourceName): string => `${kind}-${shard}-${month}`;

/** The column by which rows of a kind are sorted and found. */
const ID_COLUMN: Record<SourceName["kind"], string> = { clicks: "click_id", postbacks: "receipt" };

export const idOf =
  (kind: SourceName["kind"]) =>
  (row: ArchivedRow): string =>
    String(row[ID_COLUMN[kind]]);

/** A queue keeps a message for at most two weeks, so by then all postbacks of a month have arrived. */
const POSTBACKS_LANDING_MS = 15 * DAY_MS;
/** The network's own database. */
const NO_SHARD = -1;

/**
 * The months to which no row can be added any more: for clicks, those past their retention. A shard that is down is
 * reported in `failures`.
 */
export async function listDueSources(ctx: Context): Promise<{ due: SourceName[]; failures: unknown[] }> {
  const { answers, failures } = await askShards(ctx.clicks.all, async (db, shard) => {
    const months = await listMonths(db);
    return months
      .filter((month) => month.droppedAt === null && mayDrop(month, ctx.now(), ctx.clicks.limits.retentionDays))
      .map(({ name }): SourceName => ({ kind: "clicks", shard, month: name }));
  });
  return { due: [...answers.flat(), ...(await listPostbackMonths(ctx))], failures };
}

/** Throws if the source does not exist: its shard or month is missing. */
export function openSource(ctx: Context, { kind, shard, month }: SourceName): Promise<Source> {
  const name = { kind, shard, month };
  switch (kind) {
    case "clicks":
      return openClicks(ctx, name);
    case "postbacks":
      return Promise.resolve(openPostbacks(ctx.db, name));
  }
}

async function openClicks(ctx: Context, name: SourceName): Promise<Source> {
  const shard = ctx.clicks.all[name.shard];
  const month = shard && (await listMonths(shard)).find((known) => known.name === name.month);
  if (shard === undefined || month === undefined) throw new Error(`there is no ${archiveIdOf(name)}`);
  return {
    name,
    isDropped: month.droppedAt !== null,
    read: (page) => readMonth(shard, month, page) as Promise<unknown[]> as Promise<ArchivedRow[]>, // rows are records
    count: () => countMonth(shard, month),
    drop: () => dropMonth(shard, month, ctx.now()),
  };
}

/**
 * The outcome of a postback stays in its row permanently. Its raw request is deleted later, after its own retention.
 */
function openPostbacks(db: Db, name: SourceName): Source {
  const [low, high] = [receiptAt(startOf(name.month)), receiptAt(startOf(following(name.month)))];
  const rows = db.query.selectFrom("postback").where("receipt", ">=", low).where("receipt", "<", high);
  return {
    name,
    isDropped: false,
    read: ({ after, rowsMax }) =>
      rows.selectAll().where("receipt", ">", after).orderBy("receipt").limit(rowsMax).execute(),
    async count() {
      const { n } = await rows.select(({ fn }) => fn.countAll<number>().as("n")).executeTakeFirstOrThrow();
      return n;
    },
    drop: () => Promise.resolve(),
  };
}

/** From the month after the last archived one, or that of the first postback, to the last month that is over. */
async function listPostbackMonths({ db, now }: Context): Promise<SourceName[]> {
  const last = await db.query
    .selectFrom("archive")
    .select("month")
    .where("kind", "=", "postbacks")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const first = await db.query
    .selectFrom("postback")
    .select("accepted_at")
    .orderBy("receipt")
    .limit(1)
    .executeTakeFirst();
  if (first === undefined) return [];
  const months: SourceName[] = [];
  let month = last === undefined ? monthOf(first.accepted_at) : following(last.month);
  for (; startOf(following(month)) + POSTBACKS_LANDING_MS <= now(); month = following(month))
    months.push({ kind: "postbacks", shard: NO_SHARD, month });
  return months;
}

/** Sorts before every receipt of this time or later. */
const receiptAt = (time: number) => sortedId("rcp", time, new Uint8Array(10));

const startOf = (month: string) => Date.UTC(Number(month.slice(0, 4)), Number(month.slice(4)) - 1);

const monthOf = (time: number) => new Date(time).toISOString().slice(0, 7).replace("-", "");

const following = (month: string) => monthOf(startOf(month) + 31 * DAY_MS);
