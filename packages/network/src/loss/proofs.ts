import { HOUR_MS } from "@waymark/contract/duration";
import { readClickId } from "@waymark/contract/click-id";
import type { Context } from "../context.ts";
import { jsonChunks, rawStatement } from "../db/index.ts";

/** Records clicks that were lost, or seemed to be: by a log line of the edge, or by a conversion without its click. */
export async function noteProofs(
  { db, now }: Context,
  kind: "unsent" | "conversion",
  clicks: readonly (readonly [clickId: string, isStored: boolean])[],
): Promise<void> {
  const rows = clicks.map(([id, isStored]) => {
    const clickedAt = readClickId(id)?.clickedAt ?? 0;
    return [id, clickedAt - (clickedAt % HOUR_MS), isStored ? 1 : 0];
  });
  await db.write(
    jsonChunks(rows).map((json) =>
      rawStatement(
        `INSERT INTO click_proof (kind, click_id, hour, is_stored, seen_at)
         SELECT ?1, value ->> 0, value ->> 1, value ->> 2, ?2 FROM json_each(?3) WHERE true
         ON CONFLICT DO UPDATE SET is_stored = excluded.is_stored, seen_at = excluded.seen_at`,
        [kind, now(), json],
      ),
    ),
  );
}
