import type { Context } from "@waymark/network/context";
import { WaitsForSecondPerson } from "@waymark/network/errors";
import { listMoneyRequests, type MoneyRequest } from "@waymark/network/guard";
import type { MoneyAct } from "@waymark/network/words";
import type { TestNetwork } from "./network.ts";
import { confirmMoneyRequest, refuseMoneyRequest } from "@waymark/network/money-request";

/** Confirms or refuses the newest request for a second person about this. */
export async function answerFor(ctx: Context, subject: string, verb: "confirm" | "refuse"): Promise<MoneyRequest> {
  const requests = await listMoneyRequests(ctx, { limit: 1_000 });
  const id = requests.find((request) => request.subject === subject)?.id ?? "";
  return verb === "confirm" ? confirmMoneyRequest(ctx, id, null) : refuseMoneyRequest(ctx, id, "not agreed");
}

/** The result of an act on money; what waits for a second person is confirmed by one. */
export async function confirmedBy<T>(second: Context, act: Promise<T>): Promise<T | MoneyRequest> {
  try {
    return await act;
  } catch (error) {
    if (!(error instanceof WaitsForSecondPerson)) throw error;
    return confirmMoneyRequest(second, error.requestId, null);
  }
}

/** Lifts the limits of what one operator may do alone, in dollars and euros. */
export const liftLimits = (network: TestNetwork, ...acts: MoneyAct[]) =>
  network.rows(
    "DB",
    `INSERT INTO money_limit SELECT act.value, currency.value, NULL, 0, 'test'
     FROM json_each(?) act, json_each('["USD", "EUR"]') currency WHERE true ON CONFLICT DO NOTHING`,
    JSON.stringify(acts),
  );
