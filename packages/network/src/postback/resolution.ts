import { sideOfName, type Actor } from "../context.ts";
import { CHANGE_REASONS, type ReasonCode } from "../conversion/index.ts";
import { inJson, insertRows, rawStatement, type Db, type Statement, type Tables } from "../db/index.ts";
import { ADVERTISER_AND_OPERATOR, visibleTo, visibleToSide } from "../role.ts";
import type { Side } from "../words.ts";

type ResolutionRow = Tables["postback_resolution"];

/** How a parked postback was resolved, as an actor may see it. */
export interface Resolution {
  /** `replay`: its request was applied again; the new receipt has the outcome. */
  verb: ResolutionRow["verb"];
  side: Side;
  /** The person or key; undefined for the other sides. The operator sees everyone. */
  actor: string | undefined;
  reasonCode: ReasonCode | null;
  reasonSentence: string | null;
  reason: string | null;
  /** The conversion that it changed or made. This and the next two are undefined for webmasters, as receipts are. */
  conversionId: string | null | undefined;
  /** The conversion that gave up the order. */
  otherConversionId: string | null | undefined;
  /** The receipt of the replay. */
  replayedAs: string | null | undefined;
  /** Unix ms. */
  resolvedAt: number;
}

/** The resolutions of these postbacks, by receipt. */
export async function findResolutions(
  { query }: Db,
  actor: Actor,
  receipts: readonly string[],
): Promise<Map<string, Resolution>> {
  if (receipts.length === 0) return new Map();
  const rows = await query
    .selectFrom("postback_resolution")
    .selectAll()
    .where("receipt", "in", inJson(receipts))
    .execute();
  return new Map(rows.map((row) => [row.receipt, resolutionSeenBy(actor, row)]));
}

function resolutionSeenBy(actor: Actor, row: ResolutionRow): Resolution {
  const side = sideOfName(row.actor);
  const code = row.reason_code as ReasonCode | null; // written by resolvePostback
  const hide = <T>(value: T) => visibleTo(actor, ADVERTISER_AND_OPERATOR, value);
  return {
    verb: row.verb,
    side,
    actor: visibleToSide(actor, side, row.actor),
    reasonCode: code,
    reasonSentence: code === null ? null : CHANGE_REASONS[code],
    reason: row.reason,
    conversionId: hide(row.conversion_id),
    otherConversionId: hide(row.other_conversion_id),
    replayedAs: hide(row.replayed_as),
    resolvedAt: row.resolved_at,
  };
}

/**
 * Writes a resolution and removes its postback from the waiting ones. Of two for one receipt, the second voids its
 * batch.
 */
export const writeResolution = (row: ResolutionRow): Statement[] => [
  ...insertRows(
    "postback_resolution",
    [
      ...(["receipt", "verb", "actor", "reason_code", "reason"] as const),
      ...(["conversion_id", "other_conversion_id", "replayed_as", "resolved_at"] as const),
    ],
    [row],
  ),
  rawStatement("UPDATE postback SET resolved_at = ? WHERE receipt = ?", [row.resolved_at, row.receipt]),
];

/** A replay resolves a parked postback that still waits. One that is already resolved stays as it is. */
export const writeReplayed = (of: { receipt: string; replayedAs: string; actor: string; at: number }): Statement[] => [
  rawStatement(
    `INSERT INTO postback_resolution (receipt, verb, actor, replayed_as, resolved_at)
     SELECT receipt, 'replay', ?, ?, ? FROM postback WHERE receipt = ? AND outcome = 'parked' AND resolved_at IS NULL`,
    [of.actor, of.replayedAs, of.at, of.receipt],
  ),
  rawStatement("UPDATE postback SET resolved_at = ? WHERE receipt = ? AND outcome = 'parked' AND resolved_at IS NULL", [
    of.at,
    of.receipt,
  ]),
];
