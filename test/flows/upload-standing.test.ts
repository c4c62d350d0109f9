import { readClickKeys } from "@waymark/click/click-id";
import { LOCAL_SECRETS } from "@waymark/dev/world";
import type { Context } from "@waymark/network/context";
import { advanceUpload } from "@waymark/network/upload";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ok } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, clickMessage } from "../harness/events.ts";
import { startNetwork, type TestNetwork } from "../harness/network.ts";
import {
  committed,
  conversionsByOrder,
  conversionsOf,
  fileOf,
  newUploadSide,
  recently,
  rowsOf,
  soldOn,
  standing,
  validated,
} from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

const HOUR_MS = 3_600_000;

test("what the network holds or refuses is shown as that, in its sentence and in the money", async () => {
  const side = await newUploadSide(network, { click_policy: { duplicate: "refuse", bot: "hold" } });
  const { offer, link } = side;
  const clickedAt = Date.now() - HOUR_MS;
  const [plain = ""] = await side.clicks(1);
  const odd = [
    clickEvent(link, { clickedAt, userAgent: "Googlebot/2.1" }),
    ...[1, 2].map(() => clickEvent(link, { clickedAt, visitor: "the0same0visitor" })),
  ];
  await network.world.deliver("clicks", [clickMessage(odd)]);
  await soldOn(network, side, ["S"]);
  const { S } = await conversionsByOrder(network, offer.id);
  await ok(network.operator.post(`/conversions/${S?.id}/review`, { event: "hold", reason: "looks odd" }));
  const rows = [plain, ...odd.map(({ clickId }) => clickId)].map(
    (id, i) => `${id},O${i},100,USD,approved,${recently()},`,
  );

  const shown = await validated(network, offer.id, fileOf(...rows, ",S,100,USD,approved,,"));
  expect(shown.total, "two of five count as approved, one more as pending").toMatchObject([
    { rows: 5, approved: { amount_minor: 2_000 }, pending: { amount_minor: 1_000 } },
  ]);
  const said = await rowsOf(network, shown.id);
  const refused = said.find(({ code }) => code === "click_refused");
  expect(refused).toMatchObject({ outcome: "create", validation_after: "approved", counts_after: "none" });
  expect(refused?.sentence).toContain("of which nothing is owed");
  expect(said[1]).toMatchObject({ outcome: "create", code: "click_held", counts_after: "pending" });
  expect(said[4]).toMatchObject({ outcome: "approve", code: "still_held", counts_after: "pending" });
  expect(said.filter(({ code }) => code === null)).toHaveLength(2);

  await committed(network, shown.id);
  const statuses = (await conversionsOf(network, offer.id)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual(["approved", "approved", "held", "held", "rejected"]);
  await expectBalancedBooks(network);
});

test("a click that is stored after its row was shown has the row shown again, not applied otherwise", async () => {
  const { offer, link } = await newUploadSide(network, { click_policy: { bot: "refuse" } });
  const late = clickEvent(link, { clickedAt: Date.now() - HOUR_MS, userAgent: "Googlebot/2.1" });
  const shown = await validated(network, offer.id, fileOf(`${late.clickId},A,100,USD,approved,${recently()},`));
  expect(await rowsOf(network, shown.id)).toMatchObject([{ code: "click_awaited", counts_after: "pending" }]);
  await network.world.deliver("clicks", [clickMessage([late])]);
  expect(await committed(network, shown.id)).toMatchObject({ status: "validated", applied_rows: 0, changed_rows: 1 });
  expect(await rowsOf(network, shown.id)).toMatchObject([{ code: "click_refused", counts_after: "none" }]);
  expect(await committed(network, shown.id)).toMatchObject({ status: "committed", applied_rows: 1 });
  expect(await conversionsOf(network, offer.id)).toMatchObject([{ status: "rejected", validation: "approved" }]);
});

test("while clicks can't be read, a file waits rather than be applied otherwise than shown", async () => {
  const side = await newUploadSide(network);
  const [click = ""] = await side.clicks(1);
  const shown = await validated(network, side.offer.id, fileOf(`${click},A,100,USD,approved,${recently()},`));
  await network.rows("DB", "UPDATE upload SET status = 'committing', round = 1 WHERE id = ?", shown.id);
  const ctx = network.context({ role: "system", job: "test" });
  const clicks: Context["clicks"] = {
    ...ctx.clicks,
    shardOf: () => {
      throw new Error("the shard is down");
    },
  };
  const keys = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);
  await expect(advanceUpload({ ...ctx, clicks }, keys, shown.id)).rejects.toThrow("the shard is down");
  expect(await conversionsOf(network, side.offer.id)).toEqual([]);
  await advanceUpload(ctx, keys, shown.id);
  expect(await standing(network, shown.id, "committed")).toMatchObject({ applied_rows: 1, changed_rows: 0 });
});
