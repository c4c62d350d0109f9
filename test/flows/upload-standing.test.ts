import { readClickKeys } from "@waymark/contract/click-id";
import { HOUR_MS, MINUTE_MS } from "@waymark/contract/duration";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import type { Context } from "@waymark/network/context";
import { advanceUpload, commitUpload, receiveUpload } from "@waymark/network/upload";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liftLimits } from "../harness/second-person.ts";
import { ok } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, clickMessage } from "../harness/events.ts";
import { startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";
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
  type UploadSide,
  type UploadView,
} from "../harness/uploads.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

test("rows that the network holds or refuses say so, in their sentence and in the money", async () => {
  const side = await newUploadSide(network, { click_policy: { duplicate: "refuse", bot: "hold" } });
  const { offer, link } = side;
  const clickedAt = Date.now() - HOUR_MS;
  const [plain = ""] = await side.clicks(1);
  const odd = [
    clickEvent(link, { clickedAt, userAgent: "Googlebot/2.1" }),
    ...[1, 2].map(() => clickEvent(link, { clickedAt, visitor: "the0same0visitor" })),
  ];
  await network.localNetwork.deliver("clicks", [clickMessage(odd)]);
  await soldOn(network, side, ["S"]);
  const { S } = await conversionsByOrder(network, offer.id);
  await ok(network.operator.post(`/conversions/${S?.id}/hold`, { reason: "looks odd" }));
  const rows = [plain, ...odd.map(({ clickId }) => clickId)].map(
    (id, i) => `${id},O${i},100,USD,approved,${recently()},`,
  );

  const shown = await validated(network, offer.id, fileOf(...rows, ",S,100,USD,approved,,"));
  expect(shown.total, "two of five count as approved, one more as pending").toMatchObject([
    { rows: 5, approved: { amount_minor: 2_000 }, pending: { amount_minor: 1_000 } },
  ]);
  const views = await rowsOf(network, shown.id);
  const refused = views.find(({ outcome_code }) => outcome_code === "click_refused");
  expect(refused).toMatchObject({ outcome: "create", validation_after: "approved", counts_after: "none" });
  expect(refused?.outcome_sentence).toContain("of which nothing is owed");
  expect(views[1]).toMatchObject({ outcome: "create", outcome_code: "click_held", counts_after: "pending" });
  expect(views[4]).toMatchObject({ outcome: "approve", outcome_code: "still_held", counts_after: "pending" });
  expect(views.filter(({ outcome_code }) => outcome_code === null)).toHaveLength(2);

  await committed(network, shown.id);
  const statuses = (await conversionsOf(network, offer.id)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual(["approved", "approved", "held", "held", "rejected"]);
  await expectBalancedBooks(network);
});

test("if a click is stored after its row was shown, the row is shown again instead of applied differently", async () => {
  const { offer, link } = await newUploadSide(network, { click_policy: { bot: "refuse" } });
  const late = clickEvent(link, { clickedAt: Date.now() - HOUR_MS, userAgent: "Googlebot/2.1" });
  const shown = await validated(network, offer.id, fileOf(`${late.clickId},A,100,USD,approved,${recently()},`));
  expect(await rowsOf(network, shown.id)).toMatchObject([{ outcome_code: "click_awaited", counts_after: "pending" }]);
  await network.localNetwork.deliver("clicks", [clickMessage([late])]);
  expect(await committed(network, shown.id)).toMatchObject({ status: "validated", applied_rows: 0, changed_rows: 1 });
  expect(await rowsOf(network, shown.id)).toMatchObject([{ outcome_code: "click_refused", counts_after: "none" }]);
  expect(await committed(network, shown.id)).toMatchObject({ status: "committed", applied_rows: 1 });
  expect(await conversionsOf(network, offer.id)).toMatchObject([{ status: "rejected", validation: "approved" }]);
});

test("while clicks can't be read, a file waits instead of being applied differently than shown", async () => {
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

test("a row follows what was in force when it occurred: rates, attribution window, the webmaster's block", async () => {
  const side = await newUploadSide(network);
  const { id } = side.offer;
  await liftLimits(network, "terms");
  const minutesAgo = (minutes: number) => Date.now() - minutes * MINUTE_MS;
  const terms = await ok(
    network.operator.post<{ id: string }>(`/offers/${id}/terms`, {
      rates: [{ goal: "sale", commission_bps: 2_000 }],
      accepts_loss: true,
    }),
    201,
  );
  await ok(network.advertiser.post(`/offers/${id}/terms/${terms.id}/accept`));
  await network.rows(
    "DB",
    "UPDATE terms SET starts_at = ?1, in_force_from = ?1, ends_at = ?2 WHERE id = ?3",
    minutesAgo(40),
    minutesAgo(30),
    terms.id,
  );
  await network.rows(
    "DB",
    "INSERT INTO stop (subject, reason, since, until) VALUES (?, 'webmaster_blocked', ?, ?)",
    `webmaster:${side.link.webmaster_id}`,
    minutesAgo(20),
    minutesAgo(10),
  );
  const clicks = await side.clicks(4);
  const rows = [50, 35, 15, 5].map(
    (minutes, i) => `${clicks[i]},T${minutes},100,USD,approved,${new Date(minutesAgo(minutes)).toISOString()},`,
  );
  const shown = await validated(network, id, fileOf(...rows));
  const commission = (amount_minor: number) => ({ commission_after: { amount_minor } });
  expect(await rowsOf(network, shown.id)).toMatchObject([
    { outcome_code: null, ...commission(1_000) },
    { outcome_code: null, ...commission(2_000) },
    { outcome_code: "held", counts_after: "pending", ...commission(1_000) },
    { outcome_code: null, counts_after: "approved", ...commission(1_000) },
  ]);
  await committed(network, shown.id);
  expect(await conversionsByOrder(network, id)).toMatchObject({
    ...{ T50: { status: "approved" }, T35: { commission: { amount_minor: 2_000 } } },
    ...{ T15: { status: "held" }, T5: { status: "approved" } },
  });
  await network.rows("DB", "DELETE FROM stop WHERE subject = ?", `webmaster:${side.link.webmaster_id}`);
});

test("if a goal counts every repeat of a click, a row without an order is refused instead of counted again", async () => {
  const goals = [
    {
      code: "lead",
      is_default: true,
      currency: "USD",
      revenue_fixed_minor: 500,
      commission_fixed_minor: 500,
      repeats: "always",
    },
  ];
  const side = await newUploadSide(network, { goals });
  const [click = ""] = await side.clicks(1);
  await network.sell({ click_id: click });
  await until("its conversion", async () => (await conversionsOf(network, side.offer.id)).length === 1);
  const file = fileOf(`${click},,,USD,approved,${recently()},`, `${click},L,,USD,approved,${recently()},`);
  const shown = await validated(network, side.offer.id, file);
  expect(await rowsOf(network, shown.id)).toMatchObject([{ outcome_code: "order_missing" }, { outcome: "create" }]);
});

describe("a postback for an order of the file, at the same time as", () => {
  const keys = readClickKeys(LOCAL_SECRETS.CLICK_KEYS);

  /** A file of a known order and a new one, which no other worker processes. */
  async function overtaken(
    phase: "validating" | "committing",
    rival: (side: UploadSide, fresh: string) => Promise<void>,
  ) {
    const side = await newUploadSide(network);
    await soldOn(network, side, ["KNOWN"]);
    const [fresh = ""] = await side.clicks(1);
    const advertiser = network.context({ role: "advertiser", id: "key_test", advertiserId: DEMO.advertiser });
    const system = network.context({ role: "system", job: "test" });
    const file = fileOf(",KNOWN,100,USD,rejected,,", `${fresh},FRESH,100,USD,approved,${recently()},`);
    const { id } = await receiveUpload(advertiser, {
      ...{ offerId: side.offer.id, name: "", isComplete: false, periodStartsAt: () => null, delimiter: null },
      notation: { decimal: null, dates: null, zone: "UTC", status: "approved", statuses: {}, columns: {} },
      body: new Blob([file]).stream(),
    });
    const go = async (isOvertaken: boolean) => {
      let wasOvertaken = false;
      const ctx: Context = {
        ...system,
        db: {
          ...system.db,
          async write(statements) {
            if (
              isOvertaken &&
              !wasOvertaken &&
              statements.some(({ sql }) => sql.startsWith("UPDATE upload_chunk SET state"))
            ) {
              wasOvertaken = true;
              await rival(side, fresh);
            }
            return system.db.write(statements);
          },
        },
      };
      while (await advanceUpload(ctx, keys, id)); // to the end of the phase
      expect(wasOvertaken).toBe(isOvertaken);
    };
    await go(phase === "validating");
    await commitUpload(advertiser, id);
    await go(phase === "committing");
    return { side, id };
  }

  const report = async (side: UploadSide, fresh: string) => {
    await network.sell({ click_id: fresh, order_id: "FRESH", amount: "100", currency: "USD" });
    await until("it is recorded", async () => (await conversionsOf(network, side.offer.id)).length === 2);
    const { KNOWN } = await conversionsByOrder(network, side.offer.id);
    await network.sell({
      click_id: KNOWN?.click_id ?? "",
      order_id: "KNOWN",
      amount: "100",
      currency: "USD",
      status: "approved",
    });
    await until(
      "it is approved",
      async () => (await conversionsByOrder(network, side.offer.id))["KNOWN"]?.validation === "approved",
    );
  };

  test.each(["validating", "committing"] as const)(
    "%s it has both rows shown again, and nothing done twice",
    async (phase) => {
      const { side, id } = await overtaken(phase, report);
      const shown = await ok(network.operator.get<UploadView>(`/uploads/${id}`));
      expect(shown).toMatchObject({ status: "validated", applied_rows: 0, open_rows: 2, changed_rows: 2 });
      expect(await rowsOf(network, id)).toMatchObject([
        { outcome: "reject", status: "changed", validation_before: "approved", validation_after: "reversed" },
        { outcome: "approve", status: "changed", validation_before: "pending" },
      ]);
      await committed(network, id);
      expect(await conversionsByOrder(network, side.offer.id)).toMatchObject({
        ...{ KNOWN: { status: "reversed" }, FRESH: { status: "approved" } },
      });
      expect(await conversionsOf(network, side.offer.id)).toHaveLength(2);
      await expectBalancedBooks(network);
    },
  );
});
