import { CLICK_ID_LENGTH, verifyClickId, type ClickKeys } from "@waymark/contract/click-id";
import { TEST_CLICK_PARAMETER } from "@waymark/contract/test-click";

/** Redirects follow each other faster. A person who returns later is a visitor. */
const LOOP_MS = 10_000;
/** Each costs a signature. */
const IDS_MAX = 3;

/** A test's own parameter brings no visitor back. */
const CLICK_ID_PATTERN = new RegExp(`(?<!${TEST_CLICK_PARAMETER})=([0-9a-z]{${CLICK_ID_LENGTH}})(?![0-9a-z])`, "gi");

/**
 * Whether a visit to this link comes from this link: its query holds a click_ID that the link got within the last
 * seconds, so a landing has sent the visitor back.
 */
export function isReturning(
  query: string,
  { keys, linkNumber, now }: { keys: ClickKeys; linkNumber: number; now: number },
): boolean {
  const ids = Array.from(query.matchAll(CLICK_ID_PATTERN), ([, id = ""]) => id);
  return ids.slice(0, IDS_MAX).some((id) => {
    const reading = verifyClickId(keys, id);
    if (reading.kind === "refused" || reading.parts.linkNumber !== linkNumber) return false;
    return Math.abs(now - reading.parts.clickedAt) < LOOP_MS;
  });
}

/** A browser follows 20 redirects. */
const FALLBACKS_MAX = 5;
const COUNTED_MAX = 1_000;

let countedSince = 0;
const fallbacks = new Map<string, number>();

/**
 * Counts a visitor's fallbacks of a link. True if there are more within seconds than a person makes: the fallback sends
 * the visitor back. It gets no click_ID, so `isReturning` can't recognise these visits.
 */
export function isCircling(visitor: string, linkNumber: number, now: number): boolean {
  if (Math.abs(now - countedSince) >= LOOP_MS || fallbacks.size >= COUNTED_MAX) {
    fallbacks.clear();
    countedSince = now;
  }
  const key = `${linkNumber} ${visitor}`;
  const count = (fallbacks.get(key) ?? 0) + 1;
  fallbacks.set(key, count);
  return count > FALLBACKS_MAX;
}
