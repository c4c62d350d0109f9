import { snapshotKeys } from "@waymark/contract/snapshot";
import type { Context } from "../context.ts";
import { ENDED, findProgress, publish, saveProgress } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";
import { snapshotOf } from "./snapshot.ts";

/** The reading side of the store of snapshots; Cloudflare KV has this form. */
export interface ReadableStore {
  get(key: string): Promise<string | null>;
  list(options: { limit: number; cursor?: string }): Promise<{
    keys: { name: string }[];
    list_complete: boolean;
    cursor?: string;
  }>;
}

/** The progress and the findings of a reconcile. */
export interface Reconciled {
  checked: number;
  /** Keys with a wrong value; they are now in the outbox. */
  mended: string[];
  /** Every key has been compared since the reconcile began. */
  isComplete: boolean;
}

/** The maximum of keys a run, since a Worker's invocation limits queries and reads. */
const KEYS_MAX = 100;

/** The kinds of keys in the order of the comparison; the keys of the store come last. */
const KINDS = ["link", "link-number", "offer", "webmaster", "token", "stored"] as const;

type Kind = (typeof KINDS)[number];

interface Position {
  kind: Kind;
  after: string;
}

const START: Position = { kind: "link", after: "" };

/**
 * Compares up to a hundred keys of the database and the store, in both directions, and adds those that differ to the
 * outbox: lost keys, leftovers of failures, and time zone offsets that are now near enough. The next call continues.
 */
export async function reconcile(ctx: Context, store: ReadableStore): Promise<Reconciled> {
  requireRole(ctx, OPERATOR_OR_JOB, "reconcile snapshots");
  const position = await positionOf(ctx);
  const { keys, next } = await page(ctx, store, position);
  const mended: string[] = [];
  for (const key of keys) if ((await snapshotOf(ctx, key)) !== (await store.get(key))) mended.push(key);
  await ctx.db.write([
    ...(mended.length === 0 ? [] : [publish(mended, ctx.now())]),
    saveProgress("reconcile", { position: next === undefined ? ENDED : JSON.stringify(next), changedAt: ctx.now() }),
  ]);
  if (mended.length > 0)
    console.warn({ event: "reconcile.mended", count: mended.length, some: mended.slice(0, 10).join(" ") });
  return { checked: keys.length, mended, isComplete: next === undefined };
}

async function positionOf({ db }: Context): Promise<Position> {
  const earlier = await findProgress(db, "reconcile");
  return earlier === undefined || earlier.position === ENDED ? START : (JSON.parse(earlier.position) as Position); // written by reconcile
}

/** The keys from a position on, and the next position; none after the last. */
async function page(ctx: Context, store: ReadableStore, { kind, after }: Position) {
  if (kind === "stored") {
    const listed = await store.list({ limit: KEYS_MAX, ...(after !== "" && { cursor: after }) });
    const next: Position | undefined =
      listed.list_complete || listed.cursor === undefined ? undefined : { kind, after: listed.cursor };
    return { keys: listed.keys.map(({ name }) => name), next };
  }
  const names = await namesOf(ctx, kind, after);
  const last = names.at(-1);
  const next: Position =
    last === undefined || names.length < KEYS_MAX
      ? { kind: KINDS[KINDS.indexOf(kind) + 1] ?? "stored", after: "" }
      : { kind, after: last };
  return { keys: names.map(KEY_OF[kind]), next };
}

const KEY_OF: Record<Exclude<Kind, "stored">, (name: string) => string> = {
  link: (slug) => snapshotKeys.link(slug),
  "link-number": (number) => snapshotKeys.linkNumber(Number(number)),
  offer: snapshotKeys.offer,
  webmaster: snapshotKeys.webmaster,
  token: snapshotKeys.token,
};

async function namesOf({ db: { query } }: Context, kind: Exclude<Kind, "stored">, after: string): Promise<string[]> {
  switch (kind) {
    case "link": {
      const rows = await query
        .selectFrom("link")
        .select("slug")
        .where("slug", ">", after)
        .orderBy("slug")
        .limit(KEYS_MAX)
        .execute();
      return rows.map(({ slug }) => slug);
    }
    case "link-number": {
      const rows = await query
        .selectFrom("link")
        .select("number")
        .where("number", ">", Number(after))
        .orderBy("number")
        .limit(KEYS_MAX)
        .execute();
      return rows.map(({ number }) => String(number));
    }
    case "offer":
    case "webmaster": {
      const rows = await query
        .selectFrom(kind)
        .select("id")
        .where("id", ">", after)
        .orderBy("id")
        .limit(KEYS_MAX)
        .execute();
      return rows.map(({ id }) => id);
    }
    case "token": {
      const rows = await query
        .selectFrom("postback_token")
        .select("sha256")
        .where("sha256", ">", after)
        .orderBy("sha256")
        .limit(KEYS_MAX)
        .execute();
      return rows.map(({ sha256 }) => sha256);
    }
  }
}
