import { DEMO } from "@waymark/dev/demo";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import type { LinkRow } from "@waymark/network/link";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { figure, median, type Figure } from "./figure.ts";

const BENCH = "postback";
/** A queue delivers up to 20 messages (wrangler.toml), and the edge closes one at about this many postbacks. */
const MESSAGES = 20;
const POSTBACKS = 50;
const BATCHES = 12;
const WARM_UP_BATCHES = 2;

const HERE = new URL(".", import.meta.url).pathname;

/**
 * What the consumer processes in a second: postbacks of stored clicks into conversions, histories, transfers and
 * balances. Every second one is approved at once, the others are pending; every one is an order of its own.
 */
export async function benchPostbackConsumer(): Promise<Figure[]> {
  const localNetwork = await startLocalNetwork({ entries: { control: `${HERE}rows-control.ts` } });
  try {
    await localNetwork.seed();
    const database = await localNetwork.database("control", "DB");
    const link = await database.prepare("SELECT * FROM link WHERE slug = ?").bind(DEMO.slugs.demo).first<LinkRow>();
    if (link === null) throw new Error("the demo network has no link");
    const perSecond: number[] = [];
    for (let batch = 0; batch < WARM_UP_BATCHES + BATCHES; batch++) {
      const messages = await soldOn(localNetwork, link);
      if (batch === WARM_UP_BATCHES) await rowsOf(localNetwork);
      const since = performance.now();
      const { outcome, retryBatch } = await localNetwork.deliver("postbacks", messages);
      const seconds = (performance.now() - since) / 1_000;
      if (outcome !== "ok" || retryBatch.retry) throw new Error("the consumer did not take the batch");
      if (batch >= WARM_UP_BATCHES) perSecond.push((MESSAGES * POSTBACKS) / seconds);
    }
    const { rows, statements } = await rowsOf(localNetwork);
    const conversions = BATCHES * MESSAGES * POSTBACKS;
    const stored = (await database.prepare("SELECT count(*) AS n FROM conversion").first<number>("n")) ?? 0;
    const transfers = (await database.prepare("SELECT count(*) AS n FROM transfer").first<number>("n")) ?? 0;
    const missing = (WARM_UP_BATCHES + BATCHES) * MESSAGES * POSTBACKS - stored;
    return [
      figure(BENCH, "consumer: conversions", median(perSecond), "1/s", ">=1500"),
      figure(BENCH, "consumer: rows written a conversion", rows / conversions, "rows"),
      figure(BENCH, "consumer: transfers a conversion", transfers / stored, "rows"),
      figure(BENCH, "consumer: statements a thousand conversions", (statements / conversions) * 1_000, "statements"),
      figure(BENCH, "consumer: conversions missing", missing, "conversions", "=0"),
    ];
  } finally {
    await localNetwork.stop();
  }
}

/** A batch of postbacks whose clicks are stored. */
async function soldOn(localNetwork: LocalNetwork, link: LinkRow) {
  const clicks = Array.from({ length: MESSAGES * POSTBACKS }, () => clickEvent(link));
  await localNetwork.deliver("clicks", [clickMessage(clicks)]);
  const postbacks = await Promise.all(
    clicks.map(({ clickId }, i) =>
      postbackEvent(clickId, {
        fields: {
          order_id: `order-${clickId}`,
          amount: "49.90",
          currency: "USD",
          ...(i % 2 === 0 && { status: "approved" }),
        },
      }),
    ),
  );
  return Array.from({ length: MESSAGES }, (_, i) =>
    postbackMessage(postbacks.slice(i * POSTBACKS, (i + 1) * POSTBACKS)),
  );
}

async function rowsOf(localNetwork: LocalNetwork) {
  const response = await fetch(`${localNetwork.origins.control}/rows`);
  return (await response.json()) as { rows: number; statements: number }; // rows-control.ts
}
