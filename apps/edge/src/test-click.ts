import { verifyClickId, type ClickId, type ClickKeys } from "@waymark/contract/click-id";
import { readQuery } from "@waymark/contract/query";
import { TEST_CLICK_MS, TEST_CLICK_PARAMETER } from "@waymark/contract/test-click";

/** The click_ID of a test in a visitor's query, if the network made it for this link a few minutes ago. */
export function readTestClick(
  query: string,
  { keys, linkNumber, now }: { keys: ClickKeys; linkNumber: number; now: number },
): ClickId | undefined {
  const reading = verifyClickId(keys, readQuery(query).get(TEST_CLICK_PARAMETER) ?? "");
  if (reading.kind === "refused") return undefined;
  const { isTest, linkNumber: number, clickedAt } = reading.parts;
  return isTest && number === linkNumber && Math.abs(now - clickedAt) < TEST_CLICK_MS ? reading.clickId : undefined;
}
