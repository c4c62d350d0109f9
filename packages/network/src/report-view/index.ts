import { sql } from "kysely";
import type { Context } from "../context.ts";
import {
  ConcurrentWriteError,
  insertRows,
  rawStatement,
  writeWithinRowLimit,
  type RowLimit,
  type Tables,
} from "../db/index.ts";
import { NetworkError, notFound } from "../errors.ts";
import { createOnce, newId } from "../ids.ts";
import { ANY_PARTY, EVEN_IF_BLOCKED, requireRole } from "../role.ts";

/** A report that a person keeps under a name. No other person sees it, not even the operator. */
export type ReportView = Tables["report_view"];

/** Of one person. */
export const VIEWS_MAX = 100;
export const VIEW_NAME_MAX = 100;
/** Characters of the part of the address that has the question. */
export const VIEW_QUERY_MAX = 4_000;

/** The actor's own views by name. */
export async function listReportViews(ctx: Context): Promise<ReportView[]> {
  return ownViews(ctx).orderBy("name").orderBy("id").limit(VIEWS_MAX).execute();
}

/** Keeps a report under a name. Throws `already_exists` for a name of another view, `limit_reached`. */
export async function saveReportView(ctx: Context, view: { name: string; query: string }): Promise<ReportView> {
  const { db, now } = ctx;
  const person = personOf(ctx);
  const id = newId(ctx, "rvw");
  return createOnce(
    ctx,
    () => findView(ctx, id),
    async () => {
      await requireFreeName(ctx, view.name, id);
      const [at, version] = [now(), 1];
      const row: ReportView = { id, person_id: person, ...view, version, created_at: at, changed_at: at };
      await whileNameIsFree(ctx, view.name, id, () =>
        writeWithinRowLimit(db, viewLimit(person), insertRows("report_view", COLUMNS, [row])),
      );
      return row;
    },
  );
}

/** Changes a view; omitted fields are unchanged. Throws `conflict` if it no longer has the version. */
export async function changeReportView(
  ctx: Context,
  id: string,
  { version, ...change }: { name?: string | undefined; query?: string | undefined; version?: number | undefined },
): Promise<ReportView> {
  const view = await getView(ctx, id);
  if (version !== undefined && version !== view.version) throw changedConcurrently(view.version);
  const next = { name: change.name ?? view.name, query: change.query ?? view.query };
  if (next.name === view.name && next.query === view.query) return view;
  await requireFreeName(ctx, next.name, id);
  await whileNameIsFree(ctx, next.name, id, () =>
    ctx.db.write([
      rawStatement(
        "UPDATE report_view SET name = ?, query = ?, version = version + 1, changed_at = ? WHERE id = ? AND version = ?",
        [next.name, next.query, ctx.now(), id, view.version],
      ),
    ]),
  );
  const changed = await getView(ctx, id);
  // Another request was first, and this one has changed nothing.
  if (changed.name !== next.name || changed.query !== next.query) throw changedConcurrently(changed.version);
  return changed;
}

/** Forgets a view, and returns it as it was. */
export async function removeReportView(ctx: Context, id: string): Promise<ReportView> {
  const view = await getView(ctx, id);
  await ctx.db.write([rawStatement("DELETE FROM report_view WHERE id = ?", [id])]);
  return view;
}

const COLUMNS = ["id", "person_id", "name", "query", "version", "created_at", "changed_at"] as const;

const personOf = (ctx: Context): string => requireRole(ctx, ANY_PARTY, "keep reports", EVEN_IF_BLOCKED).id;

const ownViews = (ctx: Context) =>
  ctx.db.query.selectFrom("report_view").selectAll().where("person_id", "=", personOf(ctx));

const findView = (ctx: Context, id: string) => ownViews(ctx).where("id", "=", id).executeTakeFirst();

async function getView(ctx: Context, id: string): Promise<ReportView> {
  const view = await findView(ctx, id);
  if (view === undefined) throw notFound("saved report");
  return view;
}

async function requireFreeName(ctx: Context, name: string, id: string): Promise<void> {
  const other = await ownViews(ctx).where("name", "=", name).where("id", "<>", id).executeTakeFirst();
  if (other !== undefined)
    throw new NetworkError("already_exists", "Another saved report has this name", [
      { path: "name", message: "is the name of another saved report" },
    ]);
}

/** A concurrent request may have taken the name: then the database refuses the write. */
async function whileNameIsFree(ctx: Context, name: string, id: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof ConcurrentWriteError) await requireFreeName(ctx, name, id);
    throw error;
  }
}

const viewLimit = (person: string): RowLimit => ({
  count: sql<number>`(SELECT count(*) FROM report_view WHERE person_id = ${person})`,
  max: VIEWS_MAX,
  refusal: () => new NetworkError("limit_reached", `A person keeps at most ${VIEWS_MAX} reports; delete one first`),
});

const changedConcurrently = (version: number) =>
  new NetworkError("conflict", `The saved report was changed by another request; its version is now ${version}`);
