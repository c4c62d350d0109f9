import { HOUR_MS } from "@waymark/contract/duration";
import { signatureOf } from "@waymark/contract/signature";
import { DEMO } from "@waymark/dev/demo";
import { insertPerson } from "@waymark/network/identity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ok,
  refused,
  type Conversion,
  type Loose,
  type Page,
  type PostbackView,
  type Problem,
} from "../harness/api.ts";
import { freshAddress, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { signedIn } from "../harness/people.ts";
import { newSender, receiptOf, signed, type Sender } from "../harness/senders.ts";

/** Longer than the edge caches a token. */
const FORGOTTEN_MS = 11_000;

let network: TestNetwork;

beforeAll(async () => {
  const edge = new URL("../harness/faulty-edge.ts", import.meta.url).pathname;
  network = await startNetwork({ entries: { edge } });
});
afterAll(() => network?.stop());

const setUp = (sender: Sender) => `/advertisers/${sender.id}/postback`;

describe.concurrent("a request in another system's form makes the right conversion", () => {
  interface Expected {
    order: string | null;
    amount: number | null;
    commission: number;
    status: string;
  }

  test.each<[string, (clickId: string, token: string) => Record<string, string>, Expected]>([
    [
      "tune",
      (transaction_id, security_token) => ({
        ...{ offer_id: "77", transaction_id, security_token, amount: "49.90", adv_sub: "T-1", adv_sub2: "x" },
      }),
      { order: "T-1", amount: 4_990, commission: 499, status: "pending" },
    ],
    [
      "tune",
      (transaction_id, security_token) => ({ offer_id: "77", goal_id: "12", transaction_id, security_token }),
      { order: null, amount: null, commission: 500, status: "pending" },
    ],
    [
      "everflow",
      (transaction_id, verification_token) => ({
        ...{ nid: "1", transaction_id, verification_token, amount: "49.90", order_id: "E-1", adv1: "x" },
        timestamp: String(Math.floor(Date.now() / 1_000)),
      }),
      { order: "E-1", amount: 4_990, commission: 499, status: "pending" },
    ],
    [
      "everflow",
      (transaction_id, verification_token) => ({ nid: "1", transaction_id, verification_token, event_id: "12" }),
      { order: null, amount: null, commission: 500, status: "pending" },
    ],
    [
      "affise",
      (clickid, secure) => ({ clickid, secure, action_id: "A-1", sum: "49.90", currency: "USD", status: "1" }),
      { order: "A-1", amount: 4_990, commission: 499, status: "approved" },
    ],
    [
      "affise",
      (clickid, secure) => ({ clickid, secure, action_id: "A-2", goal: "12", status: "5", custom_field1: "x" }),
      { order: "A-2", amount: null, commission: 500, status: "pending" },
    ],
    [
      "keitaro",
      (subid, token) => ({ subid, token, tid: "K-1", payout: "49.90", currency: "usd", status: "sale" }),
      { order: "K-1", amount: 4_990, commission: 499, status: "approved" },
    ],
    [
      "keitaro",
      (subid, token) => ({ subid, token, tid: "K-2", payout: "49.90", currency: "usd", status: "lead" }),
      { order: "K-2", amount: 4_990, commission: 499, status: "pending" },
    ],
    [
      "voluum",
      (cid, token) => ({ cid, token, payout: "49.90", txid: "V-1" }),
      { order: "V-1", amount: 4_990, commission: 499, status: "pending" },
    ],
    [
      "voluum",
      (cid, token) => ({ cid, token, txid: "V-2", et: "12" }),
      { order: "V-2", amount: null, commission: 500, status: "pending" },
    ],
    [
      "trackier",
      (click_id, security_token) => ({
        ...{ click_id, security_token, txn_id: "R-1", sale_amount: "49.90", currency: "USD", status: "approved" },
      }),
      { order: "R-1", amount: 4_990, commission: 499, status: "approved" },
    ],
    [
      "trackier",
      (click_id, security_token) => ({ click_id, security_token, txn_id: "R-2", goal_id: "12", status: "pending" }),
      { order: "R-2", amount: null, commission: 500, status: "pending" },
    ],
    [
      "admitad",
      (uid, postback_key) => ({
        ...{ campaign_code: "c0ffee", postback: "1", postback_key, uid, action_code: "12", tariff_code: "1" },
        ...{ order_id: "M-1", price: "49,90", currency_code: "USD", quantity: "1", position_id: "1" },
        ...{ position_count: "1", payment_type: "sale", response_type: "img" },
      }),
      { order: "M-1", amount: 4_990, commission: 500, status: "pending" },
    ],
    [
      "admitad",
      (admitad_uid, postback_key) => ({
        postback_key,
        admitad_uid,
        action_code: "sale",
        order_id: "M-2",
        price: "49.90",
      }),
      { order: "M-2", amount: 4_990, commission: 499, status: "pending" },
    ],
  ])("%s", async (preset, request, expected) => {
    const sender = await newSender(network, { preset });
    const clickId = await sender.click();
    const { status, reason_code } = await sender.applied(sender.send(request(clickId, sender.token)));
    expect({ status, reason_code }).toEqual({ status: "recorded", reason_code: null });
    const [conversion, ...more] = await sender.conversions(clickId);
    expect(more).toEqual([]);
    expect({
      order: conversion?.order_id,
      amount: conversion?.amount?.amount_minor ?? null,
      commission: conversion?.commission.amount_minor,
      status: conversion?.status,
    }).toEqual(expected);
  });

  test("a rejection in another system's word reverts an approval", async () => {
    const sender = await newSender(network, { preset: "affise" });
    const clickid = await sender.click();
    const request = { clickid, secure: sender.token, action_id: "A-1", sum: "10" };
    await sender.applied(sender.send({ ...request, status: "1" }));
    await sender.applied(sender.send({ ...request, status: "3" }));
    expect(await sender.conversions(clickid)).toMatchObject([{ status: "reversed" }]);
  });
});

describe.concurrent("an advertiser that moves here changes only host name and token", () => {
  const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields) });
  type Send = (sender: Sender, clickId: string) => Promise<Response>;

  test.each<[string, Send, { order_id: string | null; status: string; commission: number }, string]>([
    [
      "TUNE's /aff_lsr",
      ({ send, token }, transaction_id) =>
        send(
          { offer_id: "77", transaction_id, security_token: token, amount: "49.90", adv_sub: "T-1" },
          {},
          "/aff_lsr",
        ),
      { order_id: "T-1", status: "pending", commission: 499 },
      "/aff_lsr",
    ],
    [
      "TUNE's /aff_lsr, posted",
      ({ send, token }, transaction_id) =>
        send({}, form({ transaction_id, security_token: token, amount: "49.90", adv_sub: "T-2" }), "/aff_lsr/"),
      { order_id: "T-2", status: "pending", commission: 499 },
      "/aff_lsr",
    ],
    [
      "TUNE's /aff_goal",
      ({ send, token }, transaction_id) =>
        send({ a: "lsr", goal_id: "12", transaction_id, security_token: token }, {}, "/aff_goal"),
      { order_id: null, status: "pending", commission: 500 },
      "/aff_goal",
    ],
    [
      "Keitaro's path with the key in it",
      ({ send, token }, subid) =>
        send({ subid, status: "sale", payout: "49.90", currency: "usd", tid: "K-1" }, {}, `/${token}/postback`),
      { order_id: "K-1", status: "approved", commission: 499 },
      "/***/postback",
    ],
    [
      "Keitaro's path, posted, with a status for trash",
      ({ send, token }, subid) => send({ subid }, form({ status: "trash", payout: "49.90" }), `/${token}/postback/`),
      { order_id: null, status: "rejected", commission: 499 },
      "/***/postback",
    ],
  ])("%s", async (_, send, { commission, ...expected }, path) => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    const { status, id } = await sender.applied(send(sender, clickId));
    expect(status).toBe("recorded");
    expect(await sender.conversions(clickId)).toMatchObject([
      { ...expected, commission: { amount_minor: commission } },
    ]);

    // The token is stored nowhere, and a replay is read by the same preset.
    const shown = await ok(sender.api.get<Loose>(`/postbacks/${id}`));
    expect(shown).toMatchObject({ request: { path } });
    expect(JSON.stringify(await network.rows("DB", "SELECT * FROM postback"))).not.toContain(sender.token);
    const again = await ok(sender.api.post<Loose>(`/postbacks/${id}/replay`), 201);
    expect(again).toMatchObject({ status: "duplicate", reason_code: null, request: { path } });
    expect(network.logs.join("\n")).not.toContain(sender.token);
  });

  test("and its own parameter map takes precedence over the path's preset", async () => {
    const sender = await newSender(network, { parameters: { click_id: ["cid"] } });
    const clickId = await sender.click();
    const fields = { security_token: sender.token, cid: clickId, amount: "10" };
    expect(await sender.applied(sender.send(fields, {}, "/aff_lsr"))).toMatchObject({ status: "recorded" });
  });

  test("a missing parameter is named as in the advertiser's system", async () => {
    const tune = await newSender(network, { preset: "tune" });
    const sender = await newSender(network);
    const fields = { click_id: await sender.click(), amount: "10" };
    for (const response of [
      tune.send({ ...fields, token: tune.token }),
      sender.send({ ...fields, token: sender.token }, {}, "/aff_lsr"),
    ])
      expect(await (await response).json()).toMatchObject({
        status: 400,
        errors: [{ path: "transaction_id", message: "missing; send the click_id as transaction_id" }],
      });
  });

  test("TUNE's browser pixel is refused, and so is a path without a valid token", async () => {
    const sender = await newSender(network);
    const fields = { a: "l", goal_id: "12", transaction_id: await sender.click(), security_token: sender.token };
    expect(await (await sender.send(fields, {}, "/aff_goal")).json()).toMatchObject({
      status: 400,
      errors: [{ path: "a" }],
    });
    expect(await receiptOf(sender.send(fields, {}, "/wrong/postback"))).toMatchObject({ code: "unknown_token" });
    expect(await (await sender.send({ a: "lsr" }, {}, "/aff_goal")).json()).toMatchObject({
      code: "unknown_token",
      detail: expect.stringContaining("`security_token`") as string,
    });
    expect((await fetch(`${network.localNetwork.origins.edge}/aff_lsr`, { method: "PUT" })).status).toBe(405);
  });

  test("a signature over the path as it was sent is verified", async () => {
    const sender = await newSender(network);
    const { secret } = await ok(network.operator.post<{ secret: string }>(`${setUp(sender)}/secrets`), 201);
    await ok(sender.api.patch(setUp(sender), { requires_signature: true }));
    await network.publish();
    const { edge } = network.localNetwork.origins;
    const url = `${edge}/${sender.token}/postback?subid=${await sender.click()}&payout=5`;
    expect(await receiptOf(signed(secret, url))).toMatchObject({ status: 200 });
    expect(await receiptOf(fetch(url))).toMatchObject({ code: "signature_missing" });
  });
});

describe.concurrent("one order has one identity, however it is reported", () => {
  const json = (body: string | Uint8Array<ArrayBuffer>): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const formOf = (body: string | Uint8Array<ArrayBuffer>): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  });
  const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

  test("by query, form and JSON, with padding, in other Unicode forms and, where case is ignored, in any case", async () => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    const { token } = sender;
    const same = [
      sender.send({ token, click_id: clickId, order_id: "Café 77", amount: "20.00", goal: "sale", currency: "USD" }),
      sender.send({ token, click_id: ` ${clickId.toUpperCase()}\n`, order_id: "Café 77 ", amount: " 20.00" }),
      sender.send({ token, click_id: clickId, order_id: "\u200bCafe\u0301 77\u00a0", amount: "20", goal: "Sale " }),
      sender.send({ token }, formOf(`click_id=${clickId}&order_id=Caf%C3%A9+77%E2%80%8B&amount=20&currency=usd+`)),
      sender.send({ token }, json(`{"click_id":"${clickId}","order_id":"Caf\\u00e9 77 ","amount":20.0,"goal":"SALE"}`)),
    ];
    const states: string[] = [];
    for (const response of same) states.push((await sender.applied(response)).status);
    expect(states.toSorted()).toEqual(["duplicate", "duplicate", "duplicate", "duplicate", "recorded"]);
    expect(await sender.conversions(clickId)).toMatchObject([{ order_id: "Café 77", amount: { amount_minor: 2_000 } }]);
  });

  test("with every digit that a JSON number is written with", async () => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    for (const orderId of ["8800000000000000001", "8800000000000000002"]) {
      const body = json(`{"click_id":"${clickId}","order_id":${orderId},"amount":5}`);
      expect(await sender.applied(sender.send({ token: sender.token }, body))).toMatchObject({ status: "recorded" });
    }
    const orders = (await sender.conversions(clickId)).map(({ order_id }) => order_id);
    expect(new Set(orders)).toEqual(new Set(["8800000000000000001", "8800000000000000002"]));
  });

  test("and a blank one is absent", async () => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    await sender.applied(sender.send({ token: sender.token, click_id: clickId, order_id: " \u00a0 ", amount: "5" }));
    expect(await sender.conversions(clickId)).toMatchObject([{ order_id: null }]);
  });

  test.each<[string, string, RequestInit?]>([
    ["order_id", "order_id={order_id}"],
    ["order_id", "order_id=%257Border_id%257D"],
    ["order_id", "order_id=undefined"],
    ["order_id", "order_id=null"],
    ["goal", "goal=[goal]"],
    ["click_id", "click_id={click_id}"],
    ["order_id", "order_id=4.68769E%2B17"],
    ["order_id", "order_id=%CF%F0%E8%E2%E5%F2"],
    ["order_id", "", formOf("order_id=%CF%F0%E8%E2%E5%F2")],
    ["", "", formOf(latin("order_id=\u00cf\u00f0\u00e8"))],
    ["", "", json(latin('{"order_id":"\u00cf\u00f0\u00e8"}'))],
    ["order_id", "", json('{"order_id":4.68769E17}')],
    ["order_id", "", json('{"order_id":"A","order_id":"B"}')],
    ["order_id", "", json('{"order_id":false}')],
    ["order_id", "order_id=A%E2%80%8B77"],
    ["test", "test=perhaps"],
  ])("but %j of %j is a 400 that names the field, or the body", async (path, query, init) => {
    const sender = await newSender(network);
    const clickId = query.includes("click_id=") ? "" : `click_id=${await sender.click()}&`;
    const url = `${network.localNetwork.origins.edge}/postback?token=${sender.token}&${clickId}amount=5&${query}`;
    const response = await fetch(url, init);
    const problem = (await response.json()) as { code: string; errors: { path: string }[] }; // compared next
    expect({ status: response.status, code: problem.code, paths: problem.errors.map((error) => error.path) }).toEqual({
      ...{ status: 400, code: "malformed" },
      paths: [path],
    });
  });

  test("a JSON number has one meaning regardless of the number format, even in a replay", async () => {
    const sender = await newSender(network, { decimal_separator: "comma" });
    const send = async (amount: string) => {
      const clickId = await sender.click();
      const body = json(`{"click_id":"${clickId}","amount":${amount}}`);
      return sender.applied(sender.send({ token: sender.token }, body));
    };
    expect(await send("49.9")).toMatchObject({ status: "recorded" });
    expect(await send('"0.500"')).toMatchObject({ status: "rejected", reason_code: "amount_unreadable" });
    const inexact = await send("0.125");
    expect(inexact).toMatchObject({ status: "rejected", reason_code: "amount_inexact" });
    const replayed = await ok(sender.api.post<PostbackView>(`/postbacks/${inexact.id}/replay`), 201);
    expect(replayed).toMatchObject({ status: "rejected", reason_code: "amount_inexact" });
    const { data } = await ok(sender.api.get<Page<Conversion>>("/conversions"));
    expect(data).toMatchObject([{ amount: { amount_minor: 4_990 } }]);
  });

  test.each([
    ["KWD", "12.345", 12_345],
    ["JPY", "1,234", 1_234],
  ])("in %s the amount %s can only be %i minor units", async (currency, amount, minor) => {
    const goals = [{ code: "sale", is_default: true, currency, revenue_bps: 1_300, commission_bps: 1_000 }];
    const sender = await newSender(network, {}, { goals });
    const clickId = await sender.click();
    await sender.applied(sender.send({ token: sender.token, click_id: clickId, amount }));
    expect(await sender.conversions(clickId)).toMatchObject([{ amount: { amount_minor: minor, currency } }]);
  });

  test("test=true is a trial, regardless of its status", async () => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    const fields = { token: sender.token, click_id: clickId, amount: "10", status: "approved" };
    await sender.applied(sender.send({ ...fields, test: "true" }));
    expect(await network.rows("DB", "SELECT is_test FROM conversion WHERE click_id = ?", clickId)).toEqual([
      { is_test: 1 },
    ]);
    expect(await sender.applied(sender.send({ ...fields, test: "No" }))).toMatchObject({ status: "recorded" });
  });
});

describe.concurrent("an advertiser's settings", () => {
  test("are a preset plus the given values, and show their version", async () => {
    const sender = await newSender(network);
    const before = await ok(sender.api.get(setUp(sender)));
    expect(before).toMatchObject({ version: 0, parameters: {}, statuses: {}, requires_signature: false });
    const change = { preset: "keitaro", parameters: { goal: ["event"] }, statuses: { Paid: "approved" }, version: 0 };
    expect(await ok(sender.api.patch(setUp(sender), change))).toMatchObject({
      version: 1,
      parameters: { click_id: ["subid"], goal: ["event"] },
      statuses: { lead: "pending", sale: "approved", paid: "approved" },
    });
    await refused(sender.api.patch(setUp(sender), change), 409, "conflict");
    expect(await ok(sender.api.patch(setUp(sender), { decimal_separator: "comma" }))).toMatchObject({
      version: 2,
      parameters: { click_id: ["subid"], goal: ["event"] },
      decimal_separator: "comma",
    });
  });

  test.each<[string, Loose, string[]]>([
    ["the token's name for a field", { parameters: { goal: ["security_token"] } }, ["parameters.goal[0]"]],
    ["one name for two fields", { parameters: { goal: ["x"], adv1: ["x"] } }, ["parameters.adv1[0]"]],
    [
      "a name that a preset gives to another field",
      { preset: "tune", parameters: { goal: ["transaction_id"] } },
      ["parameters.goal[0]"],
    ],
    ["a map without a name for the click_id", { parameters: { goal: ["click_id"] } }, ["parameters.goal[0]"]],
    ["what is no network", { addresses: ["::1", "10.0.0.0/33"] }, ["addresses[1]"]],
    ["a signature without a secret", { requires_signature: true }, ["requires_signature"]],
    ["a status that is none of ours", { statuses: { paid: "sold" } }, ["statuses.paid"]],
    ["one word with two meanings", { statuses: { Paid: "approved", "paid ": "rejected" } }, ["statuses.paid "]],
    ["a field that is none", { parameters: { price: ["x"] } }, ["parameters.price"]],
    ["an unknown preset", { preset: "unknown" }, ["preset"]],
  ])("may not be %s", async (_, change, paths) => {
    const sender = await newSender(network);
    const { errors } = await refused(sender.api.patch(setUp(sender), change), 400, "invalid_input");
    expect(errors?.map(({ path }) => path)).toEqual(paths);
    expect(await ok(sender.api.get(setUp(sender)))).toMatchObject({ version: 0 });
  });

  test.each([
    [{ decimal_separator: "point" }, "1,234", 123_400],
    [{ decimal_separator: "comma" }, "1.234", 123_400],
    [{}, "1 234,50", 123_450],
    [{}, "1,234.50", 123_450],
    [{}, "0", 0],
  ])("with %j the amount %s is %i cents", async (settings, amount, cents) => {
    const sender = await newSender(network, settings);
    const clickId = await sender.click();
    await sender.applied(sender.send({ token: sender.token, click_id: clickId, amount }));
    expect(await sender.conversions(clickId)).toMatchObject([
      { amount: { amount_minor: cents }, commission: { amount_minor: Math.round(cents / 10) } },
    ]);
  });

  test.each([
    [{}, "1,234", "amount_ambiguous"],
    [{}, "1.234", "amount_ambiguous"],
    [{ decimal_separator: "comma" }, "1,234.50", "amount_unreadable"],
    [{}, "1000000000000000", "amount_too_large"],
    [{}, "0.00001", "amount_inexact"],
  ])("with %j the amount %s is accepted, kept and rejected: %s", async (settings, amount, reason) => {
    const sender = await newSender(network, settings);
    const clickId = await sender.click();
    const applied = await sender.applied(sender.send({ token: sender.token, click_id: clickId, amount }));
    expect(applied).toMatchObject({ status: "rejected", reason_code: reason });
    expect(await sender.conversions(clickId)).toEqual([]);
  });
});

describe.concurrent("who may send", () => {
  test("is limited to the addresses and networks that are set", async () => {
    const sender = await newSender(network, { addresses: ["192.0.2.0/24", "2001:db8:1::/48", "198.51.100.7"] });
    const fields = { token: sender.token, amount: "1" };
    const from = async (address: string) =>
      receiptOf(sender.send({ ...fields, click_id: await sender.click() }, { headers: { "x-dev-ip": address } }));
    for (const address of ["192.0.2.1", "192.0.2.255", "::ffff:192.0.2.9", "2001:db8:1:2::3", "198.51.100.7"])
      expect(await from(address), address).toMatchObject({ status: 200 });
    for (const address of ["192.0.3.1", "198.51.100.8", "2001:db8:2::1", "::c000:201", "", "nonsense"])
      expect(await from(address), address).toMatchObject({ status: 403, code: "address_refused" });
  });

  test("reveals nothing to a caller without a token", async () => {
    const sender = await newSender(network, { addresses: ["192.0.2.1"] });
    const fields = { token: "no such token", click_id: await sender.click() };
    expect(await receiptOf(sender.send(fields))).toMatchObject({ status: 401, code: "unknown_token" });
  });

  test("is proven by a signature if one is required", async () => {
    const sender = await newSender(network);
    const { secret } = await ok(network.operator.post<{ secret: string }>(`${setUp(sender)}/secrets`), 201);
    await ok(sender.api.patch(setUp(sender), { requires_signature: true }));
    await network.publish();
    const origin = `${network.localNetwork.origins.edge}/postback`;
    const query = async () =>
      `${origin}?token=${sender.token}&click_id=${await sender.click()}&amount=1%2c50&adv1=%D0%B9+x`;
    const form = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" } };

    const refusal = async (response: Promise<Response>) => {
      const { status, code, detail } = (await (await response).json()) as Problem; // compared next
      return { status, code, detail };
    };
    expect(await refusal(fetch(await query()))).toMatchObject({ status: 403, code: "signature_missing" });
    expect(await refusal(signed("0".repeat(64), await query()))).toMatchObject({
      status: 403,
      code: "signature_wrong",
      detail: expect.stringContaining("(here GET)") as string,
    });
    expect(await refusal(signed(secret, await query(), {}, Date.now() - 400_000))).toMatchObject({
      status: 403,
      code: "signature_expired",
      detail: expect.stringMatching(/^The signature was made 40\d seconds before the time of our clock/) as string,
    });
    expect(await refusal(signed(secret, await query(), {}, Date.now() + 400_000))).toMatchObject({
      code: "signature_expired",
      detail: expect.stringMatching(
        /^The signature was made (?:39\d|400) seconds after the time of our clock/,
      ) as string,
    });
    const odd = { headers: { "x-waymark-signature": `t=${Date.now()},v1=${"0".repeat(64)}` } };
    expect(await refusal(fetch(await query(), odd))).toMatchObject({
      code: "signature_wrong",
      detail: expect.stringContaining("Unix seconds, 10 digits") as string,
    });
    expect(await receiptOf(signed(secret, await query()))).toMatchObject({ status: 200 });
    const body = `click_id=${await sender.click()}&amount=2,50&adv1=й`;
    const url = `${origin}?token=${sender.token}`;
    expect(await receiptOf(signed(secret, url, { ...form, body }))).toMatchObject({ status: 200 });
    const at = Math.floor(Date.now() / 1_000);
    const stolen = signatureOf(secret, at, { method: "POST", target: url.slice(url.indexOf("/postback")), body });
    const headers = { ...form.headers, "x-waymark-signature": stolen };
    const altered = fetch(url, { ...form, headers, body: body.replace("2,50", "9,50") });
    expect(await refusal(altered)).toMatchObject({ status: 403, code: "signature_wrong" });
  });

  test("is proven by the body's bytes as sent", async () => {
    const sender = await newSender(network);
    const { secret } = await ok(network.operator.post<{ secret: string }>(`${setUp(sender)}/secrets`), 201);
    await ok(sender.api.patch(setUp(sender), { requires_signature: true }));
    await network.publish();
    const url = `${network.localNetwork.origins.edge}/postback/?token=${sender.token}`;
    const json = { method: "POST", headers: { "content-type": "application/json" } };
    const body = Buffer.from(`\uFEFF{"click_id":"${await sender.click()}","amount":"1"}`);
    expect(await receiptOf(signed(secret, url, { ...json, body }))).toMatchObject({ status: 200 });

    // Bytes that decode to the same text do not have the same signature.
    const form = { method: "POST", headers: { "content-type": "multipart/form-data; boundary=x" } };
    const multipart = Buffer.concat([
      Buffer.from('--x\r\nContent-Disposition: form-data; name="adv1"\r\n\r\n'),
      Uint8Array.of(0xe7),
      Buffer.from("\r\n--x--\r\n"),
    ]);
    expect(await receiptOf(signed(secret, url, { ...form, body: multipart }))).toMatchObject({ code: "malformed" });
    const withoutMark = body.subarray(3);
    const at = Math.floor(Date.now() / 1_000);
    const target = url.slice(url.indexOf("/postback"));
    const headers = {
      ...json.headers,
      "x-waymark-signature": signatureOf(secret, at, { method: "POST", target, body }),
    };
    expect(await receiptOf(fetch(url, { ...json, headers, body: withoutMark }))).toMatchObject({
      code: "signature_wrong",
    });
  });

  test("a signed request sent again is not a newer answer: it has the same receipt", async () => {
    const sender = await newSender(network);
    const { secret } = await ok(network.operator.post<{ secret: string }>(`${setUp(sender)}/secrets`), 201);
    await ok(sender.api.patch(setUp(sender), { requires_signature: true }));
    await network.publish();
    const clickId = await sender.click();
    const url = (status: string) =>
      `${network.localNetwork.origins.edge}/postback?token=${sender.token}&click_id=${clickId}&amount=5&status=${status}`;
    const at = Date.now();
    const first = await receiptOf(signed(secret, url("approved"), {}, at));
    await sender.applied(signed(secret, url("rejected")));
    const again = await receiptOf(signed(secret, url("approved"), {}, at));
    expect(again).toEqual(first);
    await sender.applied(signed(secret, url("rejected"), {}, Date.now() + 1_000));
    expect(await sender.conversions(clickId)).toMatchObject([{ status: "reversed" }]);
    const rows = await network.rows("DB", "SELECT receipt FROM postback WHERE click_id = ?", clickId);
    expect(rows).toHaveLength(3);
  });

  test("the last secret can't be revoked while signatures are required; others can", async () => {
    const sender = await newSender(network);
    const first = await ok(network.operator.post<Loose>(`${setUp(sender)}/secrets`), 201);
    await ok(sender.api.patch(setUp(sender), { requires_signature: true }));
    const revoke = `${setUp(sender)}/secrets/${String(first["id"])}/revoke`;
    const reason = "it leaked";
    await refused(network.operator.post(revoke, { reason }), 409, "transition_refused");
    await ok(network.operator.post(`${setUp(sender)}/secrets`), 201);
    expect(await ok(network.operator.post(revoke, { reason }))).toMatchObject({
      ...{ revoked_by: "operator", revoked_reason: reason },
    });
    expect(await ok(network.operator.post(revoke, {}))).toMatchObject({ revoked_reason: reason });
  });

  test("a secret is in no database and no snapshot", async () => {
    const sender = await newSender(network);
    const { secret } = await ok(network.operator.post<{ secret: string }>(`${setUp(sender)}/secrets`), 201);
    await ok(sender.api.patch(setUp(sender), { requires_signature: true }));
    await network.publish();
    const kv = await network.localNetwork.kv();
    const keys = (await kv.list()).keys.filter(({ name }) => name.startsWith("token:"));
    const snapshots = await Promise.all(keys.map(({ name }) => kv.get(name)));
    expect(snapshots.join()).toContain('"signing":["sgn_');
    expect(snapshots.join()).not.toContain(secret);
    expect(JSON.stringify(await network.rows("DB", "SELECT * FROM postback_secret"))).not.toContain(secret);
  });
});

describe("tokens", () => {
  const revoke = (sender: Sender, id: string) =>
    network.operator.post(`${setUp(sender)}/tokens/${id}/revoke`, { reason: "it leaked" });
  const newToken = (sender: Sender, body: Loose = {}) =>
    ok(network.operator.post<{ id: string; secret: string }>(`${setUp(sender)}/tokens`, body), 201);

  test("several are valid at once, and a revoked one stops working once caches have expired", async () => {
    const sender = await newSender(network);
    const second = await newToken(sender, { name: "next" });
    await network.publish();
    const send = async (token: string, headers: Record<string, string> = {}) =>
      (await sender.send({ token, click_id: await sender.click(), amount: "1" }, { headers })).status;
    expect([await send(sender.token), await send(second.secret)]).toEqual([200, 200]);
    const { tokens } = await ok(sender.api.get<{ tokens: { id: string; name: string }[] }>(setUp(sender)));
    const first = tokens.find(({ id }) => id !== second.id)?.id ?? "";
    await refused(network.operator.post(`${setUp(sender)}/tokens/${first}/revoke`, {}), 400, "invalid_input");
    await ok(revoke(sender, first));
    const setup = await ok(sender.api.get<{ tokens: Loose[] }>(setUp(sender)));
    expect(setup.tokens.find((token) => token["id"] === first)).toMatchObject({ revoked_reason: "it leaked" });
    await network.publish();
    expect(await send(sender.token, { "x-clock-ms": String(FORGOTTEN_MS) })).toBe(401);
    expect(await send(second.secret)).toBe(200);
  });

  test("an expiring one is valid until it expires", async () => {
    const sender = await newSender(network);
    const { secret: token } = await newToken(sender, { expires_at: new Date(Date.now() + HOUR_MS).toISOString() });
    await network.publish();
    const send = async (headers: Record<string, string> = {}) =>
      (await sender.send({ token, click_id: await sender.click(), amount: "1" }, { headers })).status;
    expect(await send()).toBe(200);
    expect(await send({ "x-clock-ms": "3600000" })).toBe(401);
    const past = { expires_at: new Date(Date.now() - 1_000).toISOString() };
    await refused(network.operator.post(`${setUp(sender)}/tokens`, past), 400, "invalid_input");
  });

  test("are created in a session, not with a key; neither tokens nor secrets are stored", async () => {
    const sender = await newSender(network);
    for (const path of ["tokens", "secrets"])
      await refused(sender.api.post(`${setUp(sender)}/${path}`, {}), 403, "session_required");
    const { db, now } = network.context();
    const [known] = await network.rows<{ password: string }>("DB", "SELECT password FROM credential LIMIT 1");
    const email = `${unique("sender")}@people.example`;
    const person = { id: unique("per"), name: "Anna", email, role: "advertiser", webmaster_id: null } as const;
    await db.write(insertPerson({ ...person, advertiser_id: sender.id }, known?.password ?? "", now()));
    const browser = await signedIn(network, email, DEMO.password);
    const once = { "idempotency-key": unique("once") };
    const { status, body } = await browser.post<{ secret: string }>(`/api/v1${setUp(sender)}/tokens`, {}, once);
    expect(status).toBe(201);
    await network.publish();
    expect(
      await receiptOf(sender.send({ token: body.secret, click_id: await sender.click(), amount: "1" })),
    ).toMatchObject({ status: 200 });
    for (const table of ["idempotency", "postback_token"])
      expect(JSON.stringify(await network.rows("DB", `SELECT * FROM ${table}`))).not.toContain(body.secret);
    const other = await newSender(network);
    expect((await browser.post(`/api/v1${setUp(other)}/tokens`, {})).status).toBe(404);
  });

  test("are at most twenty at once", async () => {
    const sender = await newSender(network);
    for (let i = 1; i < 20; i++) await newToken(sender);
    await refused(network.operator.post(`${setUp(sender)}/tokens`, {}), 409, "limit_reached");
  });
});

describe.concurrent("receipts", () => {
  test("show the request as received, with its token masked", async () => {
    const sender = await newSender(network, { preset: "affise" });
    const clickid = await sender.click();
    const { id: receipt } = await sender.applied(
      sender.send({ clickid, secure: sender.token, sum: "1", token: sender.token, zzz: "kept too" }),
    );
    const shown = await ok(sender.api.get<PostbackView & { request: unknown }>(`/postbacks/${receipt}`));
    expect(shown.request).toEqual({
      method: "GET",
      path: "/postback",
      content_type: "",
      parameters: [
        { name: "clickid", value: clickid },
        { name: "secure", value: "***" },
        { name: "sum", value: "1" },
        { name: "token", value: "***" },
        { name: "zzz", value: "kept too" },
      ],
      is_pixel: false,
    });
  });

  test("are listed and filtered, only the advertiser's own", async () => {
    const [sender, other] = [await newSender(network), await newSender(network)];
    const [first, second] = [await sender.click(), await sender.click()];
    const send = (of: Sender, click_id: string, more: Record<string, string> = {}) =>
      of.applied(of.send({ token: of.token, click_id, amount: "1", ...more }));
    const recorded = await send(sender, first);
    const repeated = await send(sender, first);
    const unknown = await send(sender, second, { goal: "nothing" });
    await send(other, await other.click());
    const list = async (query: string) =>
      (await ok(sender.api.get<{ data: PostbackView[] }>(`/postbacks?${query}`))).data.map(({ id }) => id);
    expect(new Set(await list(""))).toEqual(new Set([recorded, repeated, unknown].map(({ id }) => id)));
    expect(await list("status=duplicate")).toEqual([repeated.id]);
    expect(await list("reason_code=unknown_goal")).toEqual([unknown.id]);
    expect(await list(`click_id=${second.toUpperCase()}`)).toEqual([unknown.id]);
    expect(await list(`advertiser_id=${other.id}`)).toEqual([]);
    const { data, next_cursor } = await ok(
      sender.api.get<{ data: PostbackView[]; next_cursor: string }>("/postbacks?limit=2"),
    );
    expect([...data.map(({ id }) => id), ...(await list(`cursor=${next_cursor}`))]).toEqual(await list(""));
    await refused(sender.api.get("/postbacks?reason_code=bad_luck"), 400, "invalid_input");
  });

  test("of requests that the settings could not read are replayed after a correction", async () => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    const fields = { token: sender.token, click_id: clickId, order_id: "O-1", amount: "1,234", status: "paid" };
    const first = await sender.applied(sender.send(fields));
    expect(first).toMatchObject({ status: "rejected", reason_code: "status_unknown" });
    const replay = () => sender.api.post<PostbackView & Loose>(`/postbacks/${first.id}/replay`);
    await ok(sender.api.patch(setUp(sender), { statuses: { paid: "approved" } }));
    expect(await ok(replay(), 201)).toMatchObject({ status: "rejected", reason_code: "amount_ambiguous" });
    await ok(sender.api.patch(setUp(sender), { decimal_separator: "point" }));
    const mended = await ok(replay(), 201);
    expect(mended).toMatchObject({ status: "recorded", reason_code: null, replay_of_id: first.id });
    expect(await sender.conversions(clickId)).toMatchObject([
      { id: mended.conversion_id, status: "approved", order_id: "O-1", amount: { amount_minor: 123_400 } },
    ]);
    expect(await ok(replay(), 201)).toMatchObject({ status: "duplicate", conversion_id: mended.conversion_id });
    expect(await ok(sender.api.get(`/postbacks/${first.id}`))).toMatchObject({ reason_code: "status_unknown" });
    const again = `/postbacks/${String(mended.id)}/replay`;
    expect(await ok(sender.api.post(again), 201)).toMatchObject({ status: "duplicate", replay_of_id: first.id });
  });

  test("makes one conversion, even if the settings would now read it as another", async () => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    const fields = { token: sender.token, click_id: clickId, order_id: "O-1", adv1: "O-2", amount: "10" };
    const { id: receipt } = await sender.applied(sender.send(fields));
    await ok(sender.api.patch(setUp(sender), { parameters: { order_id: ["adv1"] } }));
    await refused(sender.api.post(`/postbacks/${receipt}/replay`), 409, "conflict");
    expect(await sender.conversions(clickId)).toMatchObject([{ order_id: "O-1" }]);
  });

  test("a replay never replaces a newer answer", async () => {
    const sender = await newSender(network);
    const clickId = await sender.click();
    const fields = { token: sender.token, click_id: clickId, amount: "10" };
    const approved = await sender.applied(sender.send({ ...fields, status: "approved" }));
    await sender.applied(sender.send({ ...fields, status: "rejected" }));
    const replay = await ok(sender.api.post<PostbackView>(`/postbacks/${approved.id}/replay`), 201);
    expect(replay.status).toBe("stale");
    expect(await sender.conversions(clickId)).toMatchObject([{ status: "reversed" }]);
  });

  test("another advertiser's receipt looks like one that does not exist, and can't be replayed", async () => {
    const [sender, other] = [await newSender(network), await newSender(network)];
    const { id: receipt } = await sender.applied(
      sender.send({ token: sender.token, click_id: await sender.click(), amount: "1" }),
    );
    const bodies = await Promise.all(
      [receipt, "rcp_none"].map((id) => refused(other.api.post(`/postbacks/${id}/replay`), 404, "not_found")),
    );
    expect(bodies[0]).toEqual({ ...bodies[1], request_id: expect.any(String) as string });
    await refused(other.api.get(`/postbacks/${receipt}`), 404, "not_found");
  });

  test("a replay sent twice with one Idempotency-Key happens once", async () => {
    const sender = await newSender(network);
    const { id: receipt } = await sender.applied(
      sender.send({ token: sender.token, click_id: await sender.click(), amount: "1" }),
    );
    const replay = async () => {
      const response = await fetch(`${network.localNetwork.origins.control}/api/v1/postbacks/${receipt}/replay`, {
        method: "POST",
        headers: { authorization: `Bearer ${sender.key}`, "idempotency-key": receipt },
      });
      return ((await response.json()) as PostbackView).id; // a 201 has one
    };
    expect(await replay()).toBe(await replay());
  });
});

test("an unknown path is refused before anything is read", async () => {
  const sender = await newSender(network, { addresses: ["192.0.2.1"] });
  const response = sender.send({ token: sender.token }, { headers: { "x-dev-ip": freshAddress() } });
  expect(await receiptOf(response)).toMatchObject({ status: 403, code: "address_refused" });
});
