import {
  estimateMaturation,
  type ConversionHistory,
  type DecisionState,
  type PaymentState,
  type Transitions,
} from "@waymark/forecast/maturation";
import { DAY_MS } from "@waymark/contract/duration";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { APPROVED, COUNTED, PENDING, STATUS, type Status } from "../conversion/index.ts";
import { ENDED, findProgress, inJson, rawStatement, saveProgress, type Db, type Statement } from "../db/index.ts";
import { OPERATOR_OR_JOB, requireRole } from "../role.ts";

/** Whose conversions a curve was learnt from, from the narrowest to the widest. */
export type Scope = `goal:${string}` | `advertiser:${string}` | "network";

/** How conversions are decided, and reversed afterwards, weighted by their money. */
export interface Curves {
  scope: Scope;
  decisions: number;
  decided: Transitions<DecisionState>;
  reversed: Transitions<PaymentState>;
}

/** The decisions of the last days, as the estimator reads them. */
const WINDOW_DAYS = 90;
/** Older conversions are not read. */
const AGE_DAYS_MAX = 400;
/** A scope with fewer decisions has no curves of its own: its conversions follow those of a wider one. */
const DECISIONS_MIN = 30;
/** Of a scope with more conversions, every second, third and so on is read. */
const CONVERSIONS_MAX = 15_000;

/** What one step may learn: its queries are twice the scopes. */
const SCOPES_MAX = 100;
const ROWS_MAX = 150_000;

/**
 * Learns the curves of every scope that had enough decisions, as far as one invocation may. Returns whether more is to
 * be done.
 */
export async function learnCurves(ctx: Context): Promise<boolean> {
  requireRole(ctx, OPERATOR_OR_JOB, "learn how conversions are decided");
  const { db } = ctx;
  const now = ctx.now();
  const progress = await findProgress(db, "maturation");
  const last = progress?.position ?? ENDED;
  const scopes = (await listScopes(db, now)).filter((scope) => last === ENDED || scope > last);
  let rows = 0;
  let learnt = 0;
  for (const scope of scopes.slice(0, SCOPES_MAX)) {
    if (rows > ROWS_MAX) break;
    const conversions = await readHistories(db, scope, now);
    rows += conversions.length;
    learnt++;
    await db.write([
      ...storeCurves(scope, conversions, now),
      saveProgress("maturation", { position: scope, changedAt: now }),
    ]);
  }
  if (learnt < scopes.length) return true;
  // Of scopes that no longer have enough decisions, nothing is known.
  await db.write([
    rawStatement("DELETE FROM maturation WHERE learnt_at < ?", [now - 2 * DAY_MS]),
    saveProgress("maturation", { position: ENDED, changedAt: now }),
  ]);
  return false;
}

/** The scopes with enough decisions in the window, in the order of their names. */
async function listScopes({ query }: Db, now: number): Promise<Scope[]> {
  const { rows } = await sql<{ goal_id: string; advertiser_id: string; decisions: number }>`
    SELECT goal_id, advertiser_id, count(*) AS decisions FROM conversion
    WHERE changed_at >= ${now - WINDOW_DAYS * DAY_MS} AND ${COUNTED} AND NOT ${PENDING}
    GROUP BY goal_id, advertiser_id`.execute(query);
  const sums = new Map<Scope, number>();
  for (const { goal_id, advertiser_id, decisions } of rows)
    for (const scope of [`goal:${goal_id}`, `advertiser:${advertiser_id}`, "network"] as const)
      sums.set(scope, (sums.get(scope) ?? 0) + decisions);
  return [...sums].flatMap(([scope, decisions]) => (decisions >= DECISIONS_MIN ? [scope] : [])).sort();
}

const APPROVES_ITSELF = "system:approve";

/** The conversions of a scope that were undecided or unpaid in the window, with their states. */
async function readHistories(db: Db, scope: Scope, now: number): Promise<ConversionHistory[]> {
  const [kind, id = ""] = scope.split(":", 2);
  const own =
    kind === "goal"
      ? sql`goal_id = ${id} AND offer_id = (SELECT offer_id FROM goal WHERE id = ${id})`
      : kind === "advertiser"
        ? sql`advertiser_id = ${id}`
        : sql`true`;
  const read = sql`
    WITH seen AS (
      SELECT id, goal_id, currency, commission_minor FROM conversion
      WHERE ${own} AND ${COUNTED} AND occurred_at >= ${now - AGE_DAYS_MAX * DAY_MS}
        AND (changed_at >= ${now - WINDOW_DAYS * DAY_MS} OR ${PENDING} OR (${APPROVED} AND payment = 'none'))
    ), numbered AS (
      SELECT *, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS total,
        avg(commission_minor) OVER (PARTITION BY goal_id, currency) AS mean
      FROM seen
    )
    SELECT n.id, iif(n.mean > 0, n.commission_minor / n.mean, 1), c.changed_at, ${STATUS}, c.actor
    FROM numbered n JOIN conversion_change c ON c.conversion_id = n.id
    WHERE n.place % max(1, (n.total + ${CONVERSIONS_MAX - 1}) / ${CONVERSIONS_MAX}) = 0
    ORDER BY n.id, c.version`;
  const rows = (await db.values(read.compile(db.query))) as [string, number, number, Status, string][]; // selected above
  const conversions: (ConversionHistory & { changes: ConversionHistory["changes"][number][] })[] = [];
  let last: string | undefined;
  for (const [conversion, amount, at, state, actor] of rows) {
    // An amount of nothing has no weight.
    if (amount <= 0) continue;
    if (conversion !== last) conversions.push({ amount, changes: [] });
    last = conversion;
    const changes = conversions.at(-1)?.changes ?? [];
    if (changes.at(-1)?.state === state) continue;
    changes.push({ state, at, isAutomatic: actor === APPROVES_ITSELF });
  }
  return conversions;
}

function storeCurves(scope: Scope, conversions: readonly ConversionHistory[], now: number): Statement[] {
  const result = estimateMaturation([{ name: scope, conversions }], now);
  if (result.kind !== "maturation") return [rawStatement("DELETE FROM maturation WHERE scope = ?", [scope])];
  const { decisions, decided, reversed } = result.maturation;
  return [
    rawStatement("INSERT OR REPLACE INTO maturation (scope, decisions, curves, learnt_at) VALUES (?, ?, ?, ?)", [
      ...[scope, decisions, JSON.stringify({ decided: pack(decided.byMoney), reversed: pack(reversed.byMoney) }), now],
    ]),
  ];
}

/** Curves as JSON: ages in hours, which they have; final states are known for ever, which JSON has no number for. */
interface Packed<State extends string> {
  states: readonly State[];
  moves: (readonly [hours: number, from: number, to: number, share: number])[];
  knownUntilHours: (number | null)[];
}

const HOURS_A_DAY = 24;

const pack = <State extends string>({ states, moves, knownUntilAge }: Transitions<State>): Packed<State> => ({
  states,
  moves: moves
    .filter(({ from, to }) => from !== to)
    .map(({ age, from, to, share }) => [Math.round(age * HOURS_A_DAY), from, to, Number(share.toPrecision(6))]),
  knownUntilHours: knownUntilAge.map((age) => (age === Infinity ? null : Math.round(age * HOURS_A_DAY))),
});

const unpack = <State extends string>({ states, moves, knownUntilHours }: Packed<State>): Transitions<State> => ({
  states,
  moves: moves.map(([hours, from, to, share]) => ({ age: hours / HOURS_A_DAY, from, to, share })),
  knownUntilAge: knownUntilHours.map((hours) => (hours === null ? Infinity : hours / HOURS_A_DAY)),
});

/** The curves of these scopes, of those that have some. */
export async function findCurves({ query }: Db, scopes: readonly Scope[]): Promise<Map<string, Curves>> {
  const rows = await query
    .selectFrom("maturation")
    .select(["scope", "decisions", "curves"])
    .where("scope", "in", inJson(scopes))
    .execute();
  return new Map(
    rows.map(({ scope, decisions, curves }) => {
      const packed = JSON.parse(curves) as { decided: Packed<DecisionState>; reversed: Packed<PaymentState> }; // written by storeCurves
      const decided = unpack(packed.decided);
      return [scope, { scope: scope as Scope, decisions, decided, reversed: unpack(packed.reversed) }]; // as stored
    }),
  );
}
