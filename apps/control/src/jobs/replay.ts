import type { Context } from "@waymark/network/context";
import {
  listDeadLetters,
  readDeadLetter,
  settleDeadLetters,
  type DeadLetterRange,
  type DeadLetterRow,
} from "@waymark/network/queue";
import { messageOf, ingest, type Delivered } from "./intake.ts";

/** The outcome of the letters of a range, and the last of them. */
export interface Replayed {
  replayed: number;
  refused: { id: string; reason: string }[];
  last: DeadLetterRow | undefined;
}

/**
 * Delivers the waiting letters of a range to their consumers again, in the order in which they were kept. Events count
 * once, so a replay that failed halfway can be repeated. Throws if a database fails.
 */
export async function replayDeadLetters(
  ctx: Context,
  range: Omit<DeadLetterRange, "isReplayed">,
  page: { seen?: { at: number; id: string } | undefined; limit: number },
): Promise<Replayed> {
  const rows = await listDeadLetters(ctx, { ...range, isReplayed: false }, { ...page, sort: "oldest" });
  const reasons = new Map<string, string>();
  for (const [queue, letters] of Map.groupBy(rows, (row) => row.queue)) {
    const messages: Delivered[] = [];
    for (const row of letters)
      messages.push({ id: row.id, body: messageOf({ queue, body: await readDeadLetter(ctx, row) }) });
    // One event of a message that is refused again keeps the letter waiting; the others have landed.
    for (const { messageId, letter } of await ingest(ctx, queue, messages)) reasons.set(messageId, letter.reason);
  }
  const refused = [...reasons].map(([id, reason]) => ({ id, reason }));
  await settleDeadLetters(ctx, {
    replayed: rows.filter(({ id }) => !reasons.has(id)).map(({ id }) => id),
    refused,
  });
  return { replayed: rows.length - refused.length, refused, last: rows.at(-1) };
}
