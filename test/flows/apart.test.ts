import { snapshotKeys } from "@waymark/contract/snapshot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectBalancedBooks, expectHonestRollups } from "../harness/books.ts";
import { startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

// The edge with its queues in one workerd, the control plane with the databases in another, as benchmarks run them.
let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork({ isApart: true })));
afterAll(() => network?.stop());

const isStored = async (clickId: string) => (await network.stored("click_id = ?", clickId)).length === 1;

test("a click and its sale reach the control plane from the edge's queues", async () => {
  const clickId = await network.click();
  await until("the click is stored", () => isStored(clickId));
  await network.sell({ click_id: clickId, amount: "49.00", currency: "USD", order_id: "apart-1" });
  await until("its sale is a conversion", async () => {
    const rows = await network.rows("DB", "SELECT id FROM conversion WHERE click_id = ?", clickId);
    return rows.length === 1;
  });
  await expectHonestRollups(network);
  await expectBalancedBooks(network);
});

test("the edge asks the control plane for a link that was just created", async () => {
  const { slug } = await network.newLink();
  expect((await network.visit(`/${slug}`)).status).toBe(302);
});

test("the edge reads what the control plane published", async () => {
  const { slug } = await network.newLink();
  await network.publish();
  const kv = await network.localNetwork.kv();
  const snapshot = await kv.get(snapshotKeys.link(slug));
  await kv.put(snapshotKeys.link("in-kv-alone"), snapshot ?? "");
  expect((await network.visit("/in-kv-alone")).status).toBe(302);
});

test("a batch that the control plane can't process is delivered again, and counts once", async () => {
  await network.rows("CLICKS_0", "ALTER TABLE due_hour RENAME TO due_hour_away");
  const clickId = await network.click();
  await until("the batch was refused", () => network.logs.some((line) => line.includes("queue.retry")));
  await network.rows("CLICKS_0", "ALTER TABLE due_hour_away RENAME TO due_hour");
  await until("the click is stored", () => isStored(clickId));
  await expectHonestRollups(network);
});
