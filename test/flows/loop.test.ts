import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import {
  ok,
  type Balance,
  type Conversion,
  type Life,
  type Page,
  type Payout,
  type PayoutRun,
  type StatsRow,
} from "../harness/api.ts";
import { expectBalancedBooks, expectHonestRollups } from "../harness/books.ts";
import { freePort } from "../harness/free-port.ts";
import { clickIdOf, startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => {
  const port = await freePort(); // the shop needs the edge's address before it starts
  const edge = `http://127.0.0.1:${port}`;
  network = await startNetwork({
    ports: { edge: port },
    vars: { shop: { EDGE_ORIGIN: edge }, control: { EDGE_ORIGIN: edge } },
  });
});
afterAll(() => network?.stop());

const only = <T>(rows: readonly T[]): T => {
  expect(rows).toHaveLength(1);
  return rows[0] as T; // just counted
};

const balance = async () => {
  const { data } = await ok(network.webmaster.get<{ data: Balance[] }>("/balances"));
  const usd = data.find(({ currency }) => currency === "USD");
  return (["pending", "on_hold", "available", "on_payment", "paid"] as const).map(
    (holding) => usd?.[holding].amount_minor ?? 0,
  );
};

test("a visitor's click becomes a sale, a commission and a payment, and its id shows all of it", async () => {
  // The visitor: a partner link, and the shop behind it.
  const answer = await network.visit("/demo?sub1=a", { headers: { "x-dev-cf": '{"country":"KZ"}' } });
  expect(answer.status).toBe(302);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const location = answer.headers.get("location") ?? "";
  expect(new URL(location).origin).toBe(network.localNetwork.origins.shop);
  const clickId = clickIdOf(answer);

  const landing = await fetch(location);
  expect(landing.status).toBe(200);
  const cookie = landing.headers.getSetCookie().find((text) => text.includes(clickId));
  expect(cookie, "the shop keeps the click_id in a cookie of its own").toMatch(/HttpOnly/i);

  const bought = await fetch(`${network.localNetwork.origins.shop}/buy`, {
    method: "POST",
    headers: { cookie: cookie?.split(";")[0] ?? "", "content-type": "application/x-www-form-urlencoded" },
    body: "product=compass&quantity=1",
    redirect: "manual",
  });
  expect(bought.status).toBe(303);
  const orderPath = bought.headers.get("location") ?? "";
  expect(orderPath).toMatch(/^\/orders\//);
  expect((await fetch(network.localNetwork.origins.shop + orderPath)).status).toBe(200);

  // The webmaster: 10 % of 49.00 USD, pending.
  const conversion = await until("the conversion of the sale", async () => {
    const { data } = await ok(network.webmaster.get<Page<Conversion>>(`/conversions?click_id=${clickId}`));
    return data.find(({ click_facts }) => click_facts === "known");
  });
  expect(conversion).toMatchObject({
    status: "pending",
    offer_id: DEMO.offers.demo,
    webmaster_id: DEMO.webmaster,
    click_id: clickId,
    order_id: orderPath.slice("/orders/".length),
    amount: { amount_minor: 4_900, currency: "USD" },
    commission: { amount_minor: 490, currency: "USD" },
  });
  expect(conversion).not.toHaveProperty("revenue");
  expect(await balance()).toEqual([490, 0, 0, 0, 0]);

  // The operator: approves, and pays what that makes available.
  const reviewed = await ok(network.operator.post<Conversion>(`/conversions/${conversion.id}/approve`));
  expect(reviewed.status).toBe("approved");
  expect(await balance()).toEqual([0, 0, 490, 0, 0]);

  const run = await ok(network.operator.post<PayoutRun>("/payout-runs"), 201);
  expect(run.status).toBe("draft");
  expect(await balance()).toEqual([0, 0, 0, 490, 0]);
  for (const [step, status] of [
    ["approve", "approved"],
    ["send", "sent"],
    ["settle", "settled"],
  ])
    expect(await ok(network.operator.post<PayoutRun>(`/payout-runs/${run.id}/${step}`))).toMatchObject({ status });
  expect(await balance()).toEqual([0, 0, 0, 0, 490]);

  const payout = only((await ok(network.webmaster.get<Page<Payout>>("/payouts"))).data);
  expect(payout).toMatchObject({
    run_id: run.id,
    status: "paid",
    amount: { amount_minor: 490, currency: "USD" },
  });
  expect(await ok(network.webmaster.get(`/payouts/${payout.id}`))).toMatchObject({
    lines: [{ conversion_id: conversion.id, kind: "commission", amount: { amount_minor: 490 } }],
  });
  expect(await ok(network.webmaster.get(`/conversions/${conversion.id}`))).toMatchObject({
    status: "paid",
    payment: "paid",
  });

  // The id shows everything that happened to the click, to those who may see it.
  const life = await until("the click is stored", async () => {
    const known = await ok(network.operator.get<Life>(`/clicks/${clickId}`));
    return known.click !== null && known;
  });
  expect(life).toMatchObject({
    click_id: clickId,
    offer_id: DEMO.offers.demo,
    webmaster_id: DEMO.webmaster,
    click: {
      ...{ decision: "landing", verdict: "valid", country: "KZ", subs: { sub1: "a" } },
      landing_host: new URL(network.localNetwork.origins.shop).host,
    },
    postbacks: [{ status: "recorded", request: { path: "/postback" } }],
  });
  const lifeOfSale = only(life.conversions);
  expect(lifeOfSale.conversion).toMatchObject({ id: conversion.id, status: "paid" });
  // The report and the click come by queues of their own: the click may have been stored after the sale.
  const verbs = lifeOfSale.changes.map(({ verb }) => verb).filter((verb) => verb !== "click_known");
  expect(verbs).toEqual(["record", "approve", "end_hold", "pay", "settle"]);
  expect(lifeOfSale.payouts).toMatchObject([{ payout_id: payout.id, kind: "commission", status: "paid" }]);
  const paid = lifeOfSale.transfers.filter(({ credit }) => credit === `webmaster:${DEMO.webmaster}:paid`);
  expect(only(paid).amount).toEqual({ amount_minor: 490, currency: "USD" });

  const webmasters = await ok(network.webmaster.get<Life>(`/clicks/${clickId}`));
  const accounts = only(webmasters.conversions).transfers.flatMap(({ debit, credit }) => [debit, credit]);
  expect(
    accounts.filter((account) => account !== undefined && !account.startsWith(`webmaster:${DEMO.webmaster}:`)),
    "a webmaster sees only their own accounts",
  ).toEqual([]);

  // Each part names the request that answers with it, and each role can send those that it sees.
  for (const role of ["operator", "webmaster", "advertiser"] as const) {
    const text = JSON.stringify(await ok(network[role].get(`/clicks/${clickId}`)));
    const paths = [...text.matchAll(/api_path":"\/api\/v1([^"]+)"/g)].map(([, path = ""]) => path);
    expect(paths.length).toBeGreaterThanOrEqual(4);
    for (const path of paths) expect((await network[role].get(path)).status, `${role} ${path}`).toBe(200);
  }

  // The statistics: one click, one conversion, on this day, offer and link.
  const { data } = await ok(network.webmaster.get<{ data: StatsRow[] }>("/stats?group_by=day,offer,link"));
  expect(only(data)).toMatchObject({
    day: new Date().toISOString().slice(0, 10),
    offer_id: DEMO.offers.demo,
    link_id: conversion.link_id,
    clicks: 1,
    uniques: 1,
    conversions: 1,
    approved: 1,
    commission: [{ amount_minor: 490, currency: "USD" }],
  });
  expect(only(data)).not.toHaveProperty("revenue");
  await expectHonestRollups(network);
  await expectBalancedBooks(network);
});

test("a webmaster's test goes through the edge and the judge, and is in no figure", async () => {
  const { data: links } = await ok(network.webmaster.get<Page<{ id: string; slug: string }>>("/links"));
  const link = links.find(({ slug }) => slug === "demo");
  // What leads from a row to the lists behind it ends at the time of the request.
  const figures = async () =>
    (await ok(network.webmaster.get<{ data: StatsRow[] }>("/stats"))).data.map((row) => ({
      ...row,
      ...{ clicks_api_path: null, conversions_api_path: null },
    }));
  const before = [await figures(), await balance()];
  const test = await ok(
    network.webmaster.post<{ click_id: string; url: string }>(`/links/${link?.id}/test-click`),
    201,
  );
  const { pathname, search } = new URL(test.url);
  for (let visits = 0; visits < 2; visits++) {
    const answer = await network.visit(`${pathname}${search}&sub1=try`);
    expect(new URL(answer.headers.get("location") ?? "").searchParams.get("click_id")).toBe(test.click_id);
  }
  const life = await until("the test is stored", async () => {
    const { status, body } = await network.webmaster.get<Life>(`/clicks/${test.click_id}`);
    return status === 200 && body.click !== null && body;
  });
  expect(life).toMatchObject({ is_test: true, click: { decision: "landing", verdict: "test", subs: { sub1: "try" } } });

  const amount = { amount_minor: 10_000, currency: "USD" };
  const convert = () =>
    ok(
      network.webmaster.post<{ status: string; conversion_id: string }>(`/clicks/${test.click_id}/test-conversion`, {
        ...{ amount, status: "approved" },
      }),
    );
  const outcome = await convert();
  expect(outcome).toMatchObject({ status: "recorded" });
  expect(await convert()).toMatchObject({ status: "duplicate", conversion_id: outcome.conversion_id });
  expect(await ok(network.webmaster.get(`/conversions/${outcome.conversion_id}`))).toMatchObject({
    ...{ is_test: true, validation: "approved", click_id: test.click_id },
  });
  const { data: tests } = await ok(network.webmaster.get<Page<Conversion>>("/conversions?is_test=true"));
  expect(tests.map(({ id }) => id)).toContain(outcome.conversion_id);
  expect(await ok(network.webmaster.get(`/ledger/transfers?conversion_id=${outcome.conversion_id}`))).toMatchObject({
    data: [],
  });
  expect([await figures(), await balance()]).toEqual(before);

  // An advertiser's own report of the same click is a test too.
  const report = { click_id: test.click_id, order_id: "tried-in-the-shop", amount };
  const { data: reported } = await ok(
    network.advertiser.post<{ data: { conversion_id: string }[] }>("/conversions", { reports: [report] }),
  );
  expect(await ok(network.operator.get(`/conversions/${only(reported).conversion_id}`))).toMatchObject({
    is_test: true,
  });
  expect(await balance()).toEqual(before[1]);

  // An id of another link, of no test or of long ago makes an ordinary click.
  const ordinary = await network.click();
  for (const id of [ordinary, test.click_id.replace(/^./, "5"), "x"]) {
    const answer = await network.visit(`/demo?test_click=${id}`);
    const marked = new URL(answer.headers.get("location") ?? "").searchParams.get("click_id");
    expect(marked).not.toBe(id);
    expect(marked).toMatch(/^[23]/);
  }
  await expectHonestRollups(network);
  await expectBalancedBooks(network);
});

test("a shop that repeats itself, answers out of order and changes its mind still makes one conversion", async () => {
  const shop = network.localNetwork.origins.shop;
  const form = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(shop + path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body,
      redirect: "manual",
    });
  const saved = await form("/settings", "repeat=2&lateSeconds=0&answers=change_mind&isShuffled=true");
  expect(saved.status).toBe(303);
  const clickId = await network.click();
  const bought = await form("/buy", "product=compass&quantity=1", { cookie: `click_id=${clickId}` });
  expect(bought.status).toBe(303);
  const countReports = async () =>
    (await network.rows<{ outcome: string }>("DB", "SELECT outcome FROM postback WHERE click_id = ?", clickId)).length;
  // Four reports, each sent three times.
  await until("the shop has sent all reports", async () => (await countReports()) === 12, 30_000);
  const conversion = only((await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`))).data);
  // The reports arrive in reverse order: the sale itself is last, and the first approval just before it.
  expect(conversion).toMatchObject({ validation: "approved" });
  await expectBalancedBooks(network);
  await form("/settings", "repeat=0");
});
