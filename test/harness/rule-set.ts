import { calibrate, DEFAULT_RULE_SET, firstFeatures, type Calibrated } from "@waymark/check";
import { MINUTE_MS } from "@waymark/contract/duration";
import { splitCuts } from "@waymark/network/check";
import { insertRows } from "@waymark/network/db";
import { mintId } from "@waymark/network/ids";
import type { TestNetwork } from "./network.ts";

const SAMPLE = 600;
const WEBMASTERS = 12;
/** Some of what is usual comes from servers, or the rule would have nothing to compare with. */
const SERVERS = 200;

/**
 * The id of a draft of the default rules, which flags more or less if told so, as if the network had 600 matured approvals: about an
 * hour after their clicks.
 */
export async function insertCalibratedRules(
  network: TestNetwork,
  version: number,
  flaggedMax = DEFAULT_RULE_SET.flaggedMax,
): Promise<string> {
  const rules = { ...DEFAULT_RULE_SET, flaggedMax };
  const cuts = calibrate(
    rules,
    Array.from({ length: SAMPLE }, (_, i) => approved(i)),
  );
  if (cuts === null) throw new Error("600 are enough");
  const { cuts: stored } = splitCuts(cuts);
  const { db, now } = network.context();
  const id = mintId("rls", now());
  await db.write(
    insertRows(
      "rule_set",
      ["version", "id", "rules", "cuts", "sample", "note", "status", "created_at", "created_by"],
      [
        {
          ...{ version, id, rules: JSON.stringify(rules), cuts: stored, sample: SAMPLE, note: null },
          ...{ status: "draft", created_at: now(), created_by: "operator:key_demo_operator" },
        },
      ],
    ),
  );
  return id;
}

const approved = (i: number): Calibrated => ({
  ...{ offerId: "off_none", webmasterId: `wm_${i % WEBMASTERS}`, second: null },
  first: firstFeatures({
    ...{ ctitMs: 60 * MINUTE_MS * 2 ** ((i % 41) / 10 - 2), signals: 0, agent: "desktop/windows/chrome" },
    ...{ network: i % SERVERS === 0 ? "hosting" : "access", amountMinor: 5_000, verdict: "valid" },
    ...{ sameVisitor: 0, sameAddress: 0, isOwnAddress: false },
  }),
});
