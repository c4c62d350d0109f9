import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ok,
  type Balance,
  type Conversion,
  type Life,
  type Page,
  type Payout,
  type PayoutRun,
} from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { freePort } from "../harness/free-port.ts";
import { clickIdOf, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => {
  // The shop needs their addresses before it starts.
  const [edgePort, controlPort] = [await freePort(), await freePort()];
  const [edge, control] = [`http://127.0.0.1:${edgePort}`, `http://127.0.0.1:${controlPort}`];
  network = await startNetwork({
    ports: { edge: edgePort, control: controlPort },
    vars: { shop: { EDGE_ORIGIN: edge, CONTROL_ORIGIN: control }, control: { EDGE_ORIGIN: edge } },
  });
});
afterAll(() => network?.stop());

const OFFER = DEMO.offers.upload;

interface Schedule {
  periods: { starts_at: string; due_at: string; status: string; received_at: string | null }[];
}

const form = (path: string, body: string, cookie = "") =>
  fetch(network.localNetwork.origins.shop + path, {
    method: "POST",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body,
    redirect: "manual",
  });

const seen = async () => (await ok(network.webmaster.get<Page<Conversion>>(`/conversions?offer_id=${OFFER}`))).data;

/** What is promised to a webmaster for the current period, and what they see of earlier ones. */
const schedule = () => ok(network.webmaster.get<Schedule>(`/offers/${OFFER}/upload-schedule`));

test("a shop that validates by upload sends no postbacks, uploads its period, and its webmaster is paid as promised", async () => {
  const answer = await fetch(`${network.localNetwork.origins.control}/api/v1/offers/${OFFER}/upload-schedule`, {
    method: "PUT",
    headers: { authorization: `Bearer ${DEMO.keys.operator}`, "content-type": "application/json" },
    body: JSON.stringify({ zone: "Europe/Berlin", every: { kind: "month", day: 5 }, grace_days: 3, missing: "reject" }),
  });
  expect(answer.status).toBe(200);
  expect((await form("/settings/reporting", "reporting=upload")).status).toBe(303);

  // The visitor buys; the shop reports nothing.
  const visit = await network.visit(`/${DEMO.slugs.upload}`);
  const clickId = clickIdOf(visit);
  const landing = await fetch(visit.headers.get("location") ?? "");
  const cookie =
    landing.headers
      .getSetCookie()
      .find((text) => text.includes(clickId))
      ?.split(";")[0] ?? "";
  const bought = await form("/buy", "product=compass&quantity=1", cookie);
  expect(bought.status).toBe(303);
  const orderId = (bought.headers.get("location") ?? "").slice("/orders/".length);
  await network.localNetwork.tick();
  expect(await seen(), "nothing is seen before the period has ended").toEqual([]);
  const [running] = (await schedule()).periods;
  expect(running).toMatchObject({ status: "open" });
  await until("the click is stored", async () => {
    const { status, body } = await network.operator.get<Life>(`/clicks/${clickId}`);
    return status === 200 && body.click !== null;
  });

  // The period ends.
  await network.rows("DB", "UPDATE upload_period SET ends_at = ? WHERE offer_id = ?", Date.now(), OFFER);
  const received = await until("the file is handed over and applied", async () => {
    await network.localNetwork.tick();
    return (await schedule()).periods.find(({ status }) => status === "received");
  });
  expect(received.due_at, "the promise stays what it was").toBe(running?.due_at);
  expect(Date.parse(received.received_at ?? ""), "not later than promised").toBeLessThanOrEqual(
    Date.parse(received.due_at),
  );

  const [conversion] = await seen();
  expect(conversion).toMatchObject({
    click_id: clickId,
    order_id: orderId,
    status: "approved",
    amount: { amount_minor: 4_900, currency: "USD" },
    commission: { amount_minor: 490, currency: "USD" },
  });

  // The offer's hold ends, and the operator pays.
  await network.rows("DB", "UPDATE conversion SET available_at = ? WHERE id = ?", Date.now(), conversion?.id);
  await network.localNetwork.tick();
  const run = await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
  for (const step of ["approve", "send", "settle"]) await ok(network.operator.post(`/payout-runs/${run.id}/${step}`));
  const { data: payouts } = await ok(network.webmaster.get<Page<Payout>>("/payouts"));
  expect(payouts).toMatchObject([{ status: "paid", amount: { amount_minor: 490, currency: "USD" } }]);
  const { data } = await ok(network.webmaster.get<{ data: Balance[] }>("/balances"));
  expect(data.find(({ currency }) => currency === "USD")?.paid.amount_minor).toBe(490);
  await expectBalancedBooks(network);

  await network.localNetwork.tick();
  expect(await seen(), "a file that was handed over is not handed over again").toHaveLength(1);
});
