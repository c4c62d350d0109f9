import { snapshotKeys } from "@waymark/contract/snapshot";
import type { Context } from "../context.ts";
import { ENDED, findProgress, publish, saveProgress } from "../db/index.ts";
import { snapshotOf } from "./snapshot.ts";

/** Where snapshots are published, as far as it can be read; Cloudflare KV has this form. */
export interface ReadableStore {
  get(key: string): Promise<string | null>;
  list(options: { limit: number; cursor?: string }): Promise<{
    keys: { name: string }[];
    list_complete: boolean;
    cursor?: string;
  }>;
}

/** How far a reconcile has come, and what it found. */
export interface Reconciled {
  checked: number;
  /** Keys whose value was not what it should be; they are in the outbox now. */
  mended: string[];
  /** Every key has been compared since the reconcile began. */
  isComplete: boolean;
}

/** Queries and reads a run at most, which a Worker's invocation bounds. */
const KEYS_MAX = 100;

/** The kinds of keys in the order in which they are gone through; what stands in the store comes last. */
const KINDS = ["link", "link-number", "offer", "webmaster", "token", "stored"] as const;

type Kind = (typeof KINDS)[number];

interface Position {
  kind: Kind;
  after: string;
}

const START: Position = { kind: "link", after: "" };

/**
 * Compares up to a hundred keys with what the store should hold, in both directions, and has the outbox publish those
 * that differ: what was lost, what a failure left behind, what has come nearer in time. The next call goes on.
 */
export async function reconcile(ctx: Context, store: ReadableStore): Promise<Reconciled> {
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

/** The keys from a position on, and the position behind them; none behind the last. */
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
