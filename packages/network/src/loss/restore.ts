import { clickBatchOf, readClickBatch, type ClickEvent } from "@waymark/contract/click-event";
import { verifyClickId, type ClickKeys } from "@waymark/contract/click-id";
import { verifyUnsent } from "@waymark/contract/unsent";
import { CLICK_REFUSALS, recordClicks } from "../click/index.ts";
import type { Context } from "../context.ts";
import { inJson } from "../db/index.ts";
import { OPERATOR, requireRole } from "../role.ts";
import { noteProofs } from "./proofs.ts";

/**
 * Stores the clicks of `click.unsent` lines that an edge of this network wrote, each once. Link, offer, webmaster and
 * advertiser are those of the click_ID, also if a line names others. Returns the faults of the lines that were left out.
 * Throws `forbidden`.
 */
export async function restoreClicks(
  ctx: Context,
  keys: ClickKeys,
  lines: readonly Record<string, unknown>[],
): Promise<{ stored: number; faults: string[] }> {
  requireRole(ctx, OPERATOR, "restore clicks");
  const faults: string[] = [];
  const ours = lines.flatMap((line) => {
    const click = verifyUnsent(keys, line);
    if (click === undefined) faults.push("not a log line of this network's edge");
    return click ?? [];
  });
  const { events: read, anonymous, malformed } = readClickBatch(clickBatchOf(ours.map((one) => JSON.stringify(one))));
  faults.push(...malformed.map(({ reason }) => reason));
  const { events, faults: unknown } = await withFacts(ctx, keys, read);
  const { refused } = await recordClicks(ctx, events, anonymous);
  const lost = new Set(refused.map(({ id }) => id));
  await noteProofs(
    ctx,
    "unsent",
    events.flatMap(({ clickId }) => (lost.has(clickId) ? [] : [[clickId, true] as const])),
  );
  return {
    stored: events.length + anonymous.length - refused.length,
    faults: [...faults, ...unknown, ...refused.map(({ reason }) => CLICK_REFUSALS[reason])],
  };
}

/** The clicks with what their click_IDs say. */
async function withFacts(ctx: Context, keys: ClickKeys, read: readonly ClickEvent[]) {
  const faults: string[] = [];
  const verified = read.flatMap((event) => {
    const reading = verifyClickId(keys, event.clickId);
    if (reading.kind === "verified") return { event, number: reading.parts.linkNumber, clickId: reading.clickId };
    faults.push("clickId was not minted by this network");
    return [];
  });
  const rows = await ctx.db.query
    .selectFrom("link")
    .select(["number", "id", "offer_id", "webmaster_id", "advertiser_id"])
    .where("number", "in", inJson([...new Set(verified.map(({ number }) => number))]))
    .execute();
  const links = new Map(rows.map((row) => [row.number, row]));
  const events = verified.flatMap(({ event, number, clickId }): ClickEvent[] => {
    const link = links.get(number);
    if (link === undefined) faults.push("clickId names a link that does not exist");
    return link === undefined
      ? []
      : [
          {
            ...event,
            ...{ clickId, linkId: link.id, offerId: link.offer_id },
            ...{ webmasterId: link.webmaster_id, advertiserId: link.advertiser_id },
          },
        ];
  });
  return { events, faults };
}
