import type { ClickId } from "@waymark/contract/click-id";
import { DAY_MS } from "@waymark/contract/duration";
import { archiveDue } from "@waymark/network/archive";
import { forgetRequests } from "@waymark/network/postback";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Loose } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, postbackEvent, postbackMessage } from "../harness/events.ts";
import { linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { newSender, type Sender } from "../harness/senders.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;
let sender: Sender;

beforeAll(async () => {
  network = await startNetwork();
  sender = await newSender(network, {}, { allows_pixel: true });
});
afterAll(() => network?.stop());

const call = (fields: Record<string, string>, init?: RequestInit) =>
  fetch(`${network.localNetwork.origins.edge}/pixel.gif?${new URLSearchParams(fields).toString()}`, init);

const converted = (clickId: string) =>
  until("the pixel's conversion is there", async () => {
    const conversions = await sender.conversions(clickId);
    return conversions.length > 0 && conversions;
  });

describe("the pixel", () => {
  test("makes a held conversion from click and goal, and reads nothing else", async () => {
    const click_id = await sender.click();
    const response = await call({
      ...{ click_id, goal: "12", amount: "900", currency: "EUR", status: "approved", order_id: "P-1" },
      ...{ occurred_at: "2020-01-01T00:00:00Z", token: sender.token, adv1: "x" },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/gif");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const image = Buffer.from(await response.arrayBuffer());
    expect(image.subarray(0, 10).toString("latin1")).toBe("GIF89a\u0001\u0000\u0001\u0000");
    expect(await converted(click_id)).toMatchObject([
      { status: "held", validation: "pending", order_id: null, amount: null, commission: { amount_minor: 500 } },
    ]);
    const { data } = await ok(network.operator.get<{ data: Loose[] }>(`/postbacks?click_id=${click_id}`));
    const kept = await ok(network.operator.get(`/postbacks/${String(data[0]?.["id"])}`));
    expect(kept["request"]).toEqual({
      method: "GET",
      path: "/pixel.gif",
      content_type: "",
      parameters: [
        { name: "click_id", value: click_id },
        { name: "goal", value: "12" },
      ],
      is_pixel: true,
    });
  });

  test("called a thousand times by one visitor makes one conversion and few receipts", async () => {
    const click_id = await sender.click();
    const statuses = new Map<number, number>();
    for (let i = 0; i < 50; i++)
      for (const { status } of await Promise.all(
        Array.from({ length: 20 }, () =>
          call({ click_id: i % 2 === 0 ? click_id : click_id.toUpperCase(), goal: "12" }),
        ),
      ))
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const accepted = statuses.get(200) ?? 0;
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThanOrEqual(20); // ten a minute, and a minute may end during the test
    expect(statuses.get(429)).toBe(1_000 - accepted);
    await until("all that was accepted is applied", async () => {
      const rows = await network.rows("DB", "SELECT outcome FROM postback WHERE click_id = ?", click_id);
      return rows.length === accepted;
    });
    expect(await sender.conversions(click_id)).toHaveLength(1);
  });

  test("gets the same answer for a forged id and for an offer that allows no pixel", async () => {
    const other = await newSender(network);
    const click = await other.click();
    const answers = await Promise.all(
      [click, "x", "", `${click.slice(0, -1)}${click.endsWith("0") ? "1" : "0"}`].map(async (click_id) => {
        const response = await call({ click_id, goal: "12" });
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 .*unknown_click_id/);
  });

  test("can't bypass the offer's setting: the consumer checks it again", async () => {
    const other = await newSender(network);
    const clickId = await other.click();
    const event = await postbackEvent(clickId as ClickId, {
      advertiserId: other.id,
      fields: { goal: "12" },
      request: { method: "GET", contentType: "", parameters: [], isPixel: true },
    });
    await network.localNetwork.deliver("postbacks", [postbackMessage([event])]);
    expect(await ok(other.api.get(`/postbacks/${event.receipt}`))).toMatchObject({
      status: "rejected",
      reason_code: "pixel_not_allowed",
    });
    expect(await other.conversions(clickId)).toEqual([]);
  });

  test("followed by a postback: the conversion gets its order and amount, and is released", async () => {
    const click_id = await sender.click();
    await call({ click_id, goal: "12" });
    const [reported] = await converted(click_id);
    const postbackFields = { token: sender.token, click_id, goal: "12", status: "approved", amount: "900" };
    expect(await sender.applied(sender.send({ ...postbackFields, order_id: "P-2" }))).toMatchObject({
      status: "updated",
      reason_code: "completes_pixel",
      conversion_id: reported?.id,
    });
    const completed = { id: reported?.id, status: "approved", order_id: "P-2", amount: { amount_minor: 90_000 } };
    expect(await sender.conversions(click_id)).toMatchObject([completed]);
    expect(await sender.applied(sender.send({ ...postbackFields, order_id: "P-2" }))).toMatchObject({
      status: "duplicate",
    });
    expect(await sender.applied(sender.send({ ...postbackFields, order_id: "P-3" })), "another order").toMatchObject({
      status: "recorded",
    });
    await call({ click_id, goal: "12" });
    await until("the pixel's call is applied", async () => {
      const rows = await network.rows(
        "DB",
        "SELECT 1 FROM postback WHERE click_id = ? AND outcome = 'duplicate'",
        click_id,
      );
      return rows.length === 2;
    });
    expect(await sender.conversions(click_id), "the pixel adds nothing to what is known").toHaveLength(2);
  });

  test("that the operator has refused stays refused, even when a postback reports it", async () => {
    const click_id = await sender.click();
    await call({ click_id, goal: "12" });
    const [reported] = await converted(click_id);
    await ok(network.operator.post(`/conversions/${reported?.id}/refuse`, { reason: "made up" }));
    const approval = sender.send({ token: sender.token, click_id, goal: "12", status: "approved" });
    expect(await sender.applied(approval)).toMatchObject({ status: "updated", reason_code: "still_refused" });
    expect(await sender.conversions(click_id)).toMatchObject([{ status: "rejected", validation: "approved" }]);
  });

  test("is refused for a goal that pays a share, since it has no amount", async () => {
    const click_id = await sender.click();
    await call({ click_id });
    const reason = await until("the pixel's call is applied", async () => {
      const [row] = await network.rows<{ reason: string }>(
        "DB",
        "SELECT reason FROM postback WHERE click_id = ?",
        click_id,
      );
      return row?.reason;
    });
    expect(reason).toBe("amount_missing");
  });

  test.each(["POST", "HEAD", "PUT"])("takes no %s", async (method) => {
    expect((await call({ click_id: await sender.click() }, { method })).status).toBe(405);
  });
});

test("nothing reveals the owner of another advertiser's click_ID: not the edge, the consumer, nor a replay", async () => {
  const [mine, theirs] = [await newSender(network), await newSender(network)];
  const foreign = await theirs.click();
  const forged = clickEvent(await linkRow(network)).clickId.replace(/.$/, "0");
  const refusals = await Promise.all(
    [foreign, forged].map(async (click_id) => {
      const response = await mine.send({ token: mine.token, click_id, amount: "1" });
      return `${response.status} ${await response.text()}`;
    }),
  );
  expect(refusals[0]).toBe(refusals[1]);
  // As if the edge had known an older owner of the link.
  const event = await postbackEvent(foreign as ClickId, { advertiserId: mine.id, token: mine.token });
  await network.localNetwork.deliver("postbacks", [postbackMessage([event])]);
  const kept = await ok(mine.api.get(`/postbacks/${event.receipt}`));
  const replayed = await ok(mine.api.post<Loose>(`/postbacks/${event.receipt}/replay`), 201);
  for (const shown of [kept, replayed]) {
    expect(shown).toMatchObject({ status: "rejected", reason_code: "unknown_click_id", conversion_id: null });
    expect(JSON.stringify(shown)).not.toContain(theirs.id);
    expect(JSON.stringify(shown)).not.toContain(theirs.offerId);
  }
  expect(await theirs.conversions(foreign)).toEqual([]);
  const life = await until("their click is stored", async () => {
    const answer = await theirs.api.get<Loose>(`/clicks/${foreign}`);
    return answer.status === 200 && answer.body["click"] !== null && answer.body;
  });
  expect(life["postbacks"], "postbacks of another advertiser").toEqual([]);
});

test("archived requests are deleted after ninety days, and are still found by their owner", async () => {
  const click_id = await sender.click();
  const { id: receipt } = await sender.applied(sender.send({ token: sender.token, click_id, amount: "1" }));
  const after = (days: number) => network.context({ role: "system", job: "test" }, () => Date.now() + days * DAY_MS);
  expect(await forgetRequests(after(91)), "not archived").toBe(0);
  await archiveDue(after(89));
  await network.rows("DB", "UPDATE archive SET status = 'verifying' WHERE kind = 'postbacks'");
  expect(await forgetRequests(after(91)), "not done").toBe(0);
  await archiveDue(after(89));
  expect(await forgetRequests(after(89)), "too young").toBe(0);
  const kept = await ok(sender.api.get<{ request: Loose }>(`/postbacks/${receipt}`));
  expect(kept.request).toMatchObject({ method: "GET" });
  expect(await forgetRequests(after(91))).toBeGreaterThan(0);
  expect(await forgetRequests(after(91))).toBe(0);
  const [emptied] = await network.rows("DB", "SELECT request FROM postback WHERE receipt = ?", receipt);
  expect(emptied).toEqual({ request: "" });
  expect(await ok(sender.api.get(`/postbacks/${receipt}`)), "out of the archive").toEqual(kept);
  expect(await ok(network.operator.get(`/postbacks/${receipt}`))).toEqual(kept);
  await refused(network.advertiser.get(`/postbacks/${receipt}`), 404, "not_found");
  await refused(sender.api.post(`/postbacks/${receipt}/replay`), 409, "request_forgotten");
});

test("the books balance after all tests", () => expectBalancedBooks(network));
