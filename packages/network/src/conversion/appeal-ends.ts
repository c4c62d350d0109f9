import type { ConversionRow, Tables } from "../db/index.ts";
import type { AppealStatus } from "../words.ts";
import { isVoid } from "./state.ts";

/** How a change of a conversion ends the appeal that is open for it. */
export interface AppealEnd {
  conversionId: string;
  status: Exclude<AppealStatus, "open" | "withdrawn">;
  /** Unix ms. */
  at: number;
  /** Who decided, as `actorName` writes it. */
  by: string;
  /** Of the conversion. */
  version: number;
  reasonCode: string | null;
  reason: string | null;
}

type History = Tables["conversion_change"];

/** A conversion after a change. */
type Checked = Pick<ConversionRow, "check_code" | "check_reason">;

/**
 * How changes that are written together end the appeals of their conversions, at most one end each. A release accepts it,
 * and a refusal declines it. Where the advertiser rejects what the check stops, the check no longer matters. What is
 * released and at once held for another reason is still held, so its appeal stays open. `after` has the row that each of
 * the histories leaves.
 */
export function appealEndsOf(histories: readonly History[], after: (i: number) => Checked | undefined): AppealEnd[] {
  const ends = new Map<string, AppealEnd>();
  const fresh = new Set<string>();
  for (const [i, history] of histories.entries()) {
    const id = history.conversion_id;
    if (history.version === 1) fresh.add(id);
    if (fresh.has(id)) continue; // it could not be appealed against before it is recorded
    if (ends.get(id)?.status === "accepted" && history.check_state !== "clear" && !isVoid(history)) ends.delete(id);
    const status = ends.has(id) ? undefined : statusAfter(history);
    if (status === undefined) continue;
    // A refusal without a reason of its own has that of the hold.
    const checked = status === "declined" ? after(i) : undefined;
    ends.set(id, {
      ...{ conversionId: id, status, at: history.changed_at, by: history.actor, version: history.version },
      reasonCode: checked === undefined ? history.reason_code : checked.check_code,
      reason: checked === undefined ? history.reason : checked.check_reason,
    });
  }
  return [...ends.values()];
}

function statusAfter({ event, check_state }: History): AppealEnd["status"] | undefined {
  switch (event) {
    case "release":
      return "accepted";
    case "refuse":
      return "declined";
    case "reject":
    case "reverse":
      return check_state === "clear" ? undefined : "moot";
  }
  return undefined;
}
