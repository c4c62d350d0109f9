import type { Context } from "../context.ts";

export type Kind = "commission" | "revenue";

/** The account of the whole network's money. */
export const NETWORK = "network";

/** How expectations of the last months turned out, in one currency and horizon. They overlap. */
export interface Accuracy {
  currency: string;
  horizonDays: number;
  /** Expectations whose days are over. */
  count: number;
  /** Their sums, in minor units. */
  expected: number;
  came: number;
  /** Of four in five expectations, what came was between these shares of what was expected; null with less than 8. */
  range80: { low: number; high: number } | null;
}

const RANGE_MIN = 8;

/** The accuracy of what the actor's account was told; the operator sees that of the whole network. */
export async function readAccuracy({ db, actor }: Context, kind: Kind): Promise<Accuracy[]> {
  const account =
    actor.role === "webmaster" ? actor.webmasterId : actor.role === "advertiser" ? actor.advertiserId : NETWORK;
  const rows = await db.query
    .selectFrom("expected_money")
    .select(["currency", "horizon_days", "expected_minor", "came_minor"])
    .where("kind", "=", kind)
    .where("account", "=", account)
    .where("came_minor", "is not", null)
    .execute();
  const groups = Map.groupBy(rows, ({ currency, horizon_days }) => `${currency} ${horizon_days}`);
  return [...groups.values()].map((group) => {
    const [{ currency, horizon_days: horizonDays }] = group as [(typeof rows)[number]]; // a group has a row
    const ratios = group
      .filter(({ expected_minor }) => expected_minor > 0)
      .map(({ expected_minor, came_minor }) => (came_minor ?? 0) / expected_minor)
      .sort((a, b) => a - b);
    const tail = Math.floor(ratios.length / 10);
    return {
      ...{ currency, horizonDays, count: group.length },
      expected: group.reduce((sum, { expected_minor }) => sum + expected_minor, 0),
      came: group.reduce((sum, { came_minor }) => sum + (came_minor ?? 0), 0),
      range80: ratios.length < RANGE_MIN ? null : { low: ratios[tail] ?? 0, high: ratios.at(-1 - tail) ?? 0 }, // of these
    };
  });
}
