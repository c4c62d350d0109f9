import { sql } from "kysely";
import type { Condition, Tables } from "../db/index.ts";
import type { ClaimWaitsFor } from "../words.ts";

/** Whose answer a claim waits for at a moment (Unix ms): silence until its due date brings it to the operator. */
export function waitsFor({ status, due_at }: Pick<Tables["claim"], "status" | "due_at">, at: number) {
  if (status !== "open") return null;
  return at < due_at ? "advertiser" : "operator";
}

/** The same as a condition on the table. */
export const WAITS: Readonly<Record<ClaimWaitsFor, (at: number) => Condition>> = {
  advertiser: (at) => sql`(status = 'open' AND due_at > ${at})`,
  operator: (at) => sql`(status = 'open' AND due_at <= ${at})`,
};
