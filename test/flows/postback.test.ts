import { DAY_MS } from "@waymark/contract/duration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLICK_ID_LENGTH } from "@waymark/contract/click-id";
import { DEMO } from "@waymark/dev/demo";
import { createPostbackToken, sha256Hex } from "@waymark/network/identity";
import { ok, type Conversion, type Life, type Page, type PostbackView, type Problem } from "../harness/api.ts";
import { expectBalancedBooks } from "../harness/books.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "../harness/events.ts";
import { admit, linkRow, startNetwork, unique, type TestNetwork } from "../harness/network.ts";
import { announceTooMuch } from "../harness/too-much.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;

beforeAll(async () => void (network = await startNetwork()));
afterAll(() => network?.stop());

/** The outcome of an accepted postback. */
const outcome = (receipt: string) =>
  until(`the postback ${receipt} is applied`, async () => {
    const { status, body } = await network.advertiser.get<PostbackView>(`/postbacks/${receipt}`);
    return status === 200 && body;
  });

const conversionsOf = async (clickId: string) =>
  (await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${clickId}`))).data;

const url = () => `${network.localNetwork.origins.edge}/postback`;

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  return (await response.json()) as Problem; // compared by the caller
}

describe.concurrent("every format of a postback makes the same conversion", () => {
  const FIELDS = { token: DEMO.postbackToken, amount: "49.90", currency: "USD" };
  const form = (fields: Record<string, string>) => ({
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const asJson = (fields: Record<string, unknown>) => ({
    body: JSON.stringify(fields),
    headers: { "content-type": "application/json; charset=utf-8" },
  });

  test.each([
    ["GET", (click_id: string) => fetch(`${url()}?${new URLSearchParams({ ...FIELDS, click_id }).toString()}`)],
    ["POST, a form", (click_id: string) => fetch(url(), { method: "POST", ...form({ ...FIELDS, click_id }) })],
    [
      "POST, JSON",
      (click_id: string) => fetch(url(), { method: "POST", ...asJson({ ...FIELDS, amount: 49.9, click_id }) }),
    ],
    [
      "POST, the token in the query and the rest in a form",
      (click_id: string) =>
        fetch(`${url()}?token=${DEMO.postbackToken}`, {
          method: "POST",
          ...form({ amount: "49.90", currency: "usd", click_id }),
        }),
    ],
    [
      "POST, JSON with a byte order mark",
      (click_id: string) => {
        const { body, headers } = asJson({ ...FIELDS, click_id });
        return fetch(url(), { method: "POST", headers, body: `\uFEFF${body}` });
      },
    ],
    [
      "POST, a multipart form",
      (click_id: string) => {
        const body = new FormData();
        for (const [name, value] of Object.entries({ ...FIELDS, click_id })) body.append(name, value);
        return fetch(url(), { method: "POST", body });
      },
    ],
    [
      "a path with a slash at its end",
      (click_id: string) => fetch(`${url()}/?${new URLSearchParams({ ...FIELDS, click_id }).toString()}`),
    ],
    ["an upper-case click_id", (click_id: string) => network.postback({ ...FIELDS, click_id: click_id.toUpperCase() })],
  ])("%s", async (_, send) => {
    const clickId = await network.click();
    const response = await send(clickId);
    expect(response.status).toBe(200);
    const { id, status } = (await response.json()) as { id: string; status: string }; // checked next
    expect(status).toBe("accepted");
    const applied = await outcome(id);
    expect(applied).toMatchObject({ status: "recorded", reason_code: null, click_id: clickId });
    expect(await conversionsOf(clickId)).toMatchObject([
      {
        id: applied.conversion_id,
        amount: { amount_minor: 4_990, currency: "USD" },
        commission: { amount_minor: 499, currency: "USD" },
        revenue: { amount_minor: 649, currency: "USD" },
        status: "pending",
      },
    ]);
  });

  test("a status approves at once", async () => {
    const clickId = await network.click();
    await outcome(await network.sell({ click_id: clickId, amount: "10", status: "Approved" }));
    expect(await conversionsOf(clickId)).toMatchObject([{ validation: "approved" }]);
  });

  test("each goal makes its own conversion", async () => {
    const clickId = await network.click();
    const [lead, sale] = [
      await network.sell({ click_id: clickId, goal: "lead" }),
      await network.sell({ click_id: clickId, amount: "10" }),
    ];
    await Promise.all([outcome(lead), outcome(sale)]);
    const commissions = (await conversionsOf(clickId)).map(({ commission }) => commission.amount_minor);
    expect(commissions.toSorted((a, b) => a - b)).toEqual([100, 500]);
  });
});

describe("what the edge refuses", () => {
  test.each([
    ["wrong", "This token is unknown, was revoked or has expired."],
    ["", "The request has no token."],
  ])("the token %j gets a 401 that says what to do", async (token, detail) => {
    const response = await network.postback({ token, click_id: await network.click() });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({
      code: "unknown_token",
      detail: expect.stringMatching(`^${detail} Send `) as string,
    });
  });

  test.each([
    ["no click_id", "amount=1", ["click_id"]],
    ["an amount that is none", "click_id=$&amount=NaN", ["amount"]],
    ["an exponent", "click_id=$&amount=1e3", ["amount"]],
    ["a negative amount", "click_id=$&amount=-1", ["amount"]],
    ["a currency that is none", "click_id=$&amount=1&currency=dollars", ["currency"]],
    ["a time without a zone", "click_id=$&amount=1&occurred_at=2026-11-01T10:00:00", ["occurred_at"]],
    ["a name given twice", "click_id=$&amount=1&amount=2", ["amount"]],
    ["a value that is too long", `click_id=$&amount=1&order_id=${"x".repeat(256)}`, ["order_id"]],
    ["a day that no month has", "click_id=$&amount=1&occurred_at=2026-02-30T10:00:00Z", ["occurred_at"]],
    ["several faults at once", "amount=x&currency=y", ["amount", "currency", "click_id"]],
  ])("%s is a 400 that names the fields", async (_, query, paths) => {
    const response = await fetch(`${url()}?token=${DEMO.postbackToken}&${query.replace("$", await network.click())}`);
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem.code).toBe("malformed");
    expect(problem.errors?.map(({ path }) => path)).toEqual(paths);
  });

  const post = (headers: Record<string, string>, body: string | FormData | Uint8Array) =>
    fetch(`${url()}?token=${DEMO.postbackToken}`, { method: "POST", headers, body });
  const FORM = "application/x-www-form-urlencoded";

  test.each([
    ["application/json", "click_id=x", ""],
    ["application/json", '["click_id"]', ""],
    ["application/json", '{"click_id":{"deep":1}}', "click_id"],
    ["multipart/form-data; boundary=x", "click_id=x", ""],
  ])("a body of type %j saying %j is a 400", async (type, body, path) => {
    const response = await post({ "content-type": type }, body);
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem.code).toBe("malformed");
    expect(problem.errors?.map((error) => error.path)).toEqual([path]);
  });

  test("a file in a multipart form is a 400 that names it, and bytes that are not UTF-8 are a 400", async () => {
    const form = new FormData();
    form.append("click_id", await network.click());
    form.append("orders", new Blob(["id;sum"]), "orders.csv");
    expect((await problemOf(await post({}, form))).errors).toEqual([
      { path: "orders", message: "a file; send it as a text field" },
    ]);
    const cp1251 = Uint8Array.of(...Buffer.from("adv1="), 0xe7, 0xe0);
    expect((await problemOf(await post({ "content-type": FORM }, cp1251))).errors).toEqual([
      { path: "", message: "the body is not UTF-8; send it in UTF-8" },
    ]);
  });

  test.each([
    [{ "content-type": "text/plain" }, "text/plain"],
    [{ "content-type": "" }, "no Content-Type"],
    [{ "content-type": `${FORM}; charset=windows-1251` }, "windows-1251"],
    [{ "content-type": FORM, "content-encoding": "gzip" }, "gzip"],
  ])("a body with %j is a 415 that names %s", async (headers, named) => {
    const response = await post(headers, new TextEncoder().encode("click_id=x"));
    expect(response.status).toBe(415);
    expect(await problemOf(response)).toMatchObject({
      code: "unsupported_media_type",
      detail: expect.stringContaining(named) as string,
    });
  });

  test.each([["application/x-www-form-urlencoded"], ["multipart/form-data"]])(
    "a name given twice in a body of %s is a 400",
    async (type) => {
      const click_id = await network.click();
      const [form, text] = [new FormData(), new URLSearchParams()];
      for (const body of [form, text])
        for (const [name, value] of Object.entries({ click_id, amount: "1" })) body.append(name, value);
      for (const body of [form, text]) body.append("amount", "2");
      const body = type === "multipart/form-data" ? form : text;
      const response = await fetch(`${url()}?token=${DEMO.postbackToken}`, { method: "POST", body });
      expect(response.status).toBe(400);
      expect((await problemOf(response)).code).toBe("malformed");
      expect(await conversionsOf(click_id)).toEqual([]);
    },
  );

  test.each([17_000, 1_000_000])("a body of %i bytes is a 413 by its Content-Length", async (bytes) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const declared = await announceTooMuch(url(), "POST", headers, bytes);
    expect(declared.status).toBe(413);
    expect((await problemOf(declared)).code).toBe("too_large");
  });

  test("a body without a length is a 413 once it is too large", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = new Blob([`click_id=${"x".repeat(17_000)}`]).stream();
    const streamed = { method: "POST", headers, body, duplex: "half" };
    expect((await fetch(url(), streamed as RequestInit)).status).toBe(413); // the types know no `duplex`
  });

  test.each(["PUT", "DELETE", "HEAD"])("%s is a 405", async (method) => {
    expect((await fetch(url(), { method })).status).toBe(405);
  });

  test("a forged click_id and one of another advertiser's offer get the same answer, and leave no row", async () => {
    const advertiser = await admit(network, "advertiser");
    const foreignOffer = await network.newOffer({ advertiser_id: advertiser.id });
    const foreign = await network.click(`/${(await network.newLink(foreignOffer.id)).slug}`);
    const good = await network.click();
    const before = await network.rows("DB", "SELECT receipt FROM postback");

    const altered = [1, 8, 12, 16, 20, 25, 30, CLICK_ID_LENGTH - 1].map((at) => {
      const digit = good[at] === "5" ? "6" : "5";
      return good.slice(0, at) + digit + good.slice(at + 1);
    });
    const bodies = new Set<string>();
    for (const click_id of [
      ...altered,
      "x",
      "0".repeat(40),
      `${good}0`,
      good.slice(1),
      `${good.slice(0, 39)}!`,
      foreign,
    ]) {
      const response = await network.postback({ click_id, amount: "10" });
      expect(response.status, click_id).toBe(404);
      bodies.add(await response.text());
    }
    expect([...bodies]).toHaveLength(1);
    expect(JSON.parse([...bodies][0] ?? "")).toMatchObject({ status: 404, code: "unknown_click_id" });

    // The same ids work with the right token; the refused postbacks left nothing.
    const right = await outcome(await network.sell({ click_id: good, amount: "10" }));
    const owners = await network.postback({ token: advertiser.token, click_id: foreign, amount: "10" });
    expect(owners.status).toBe(200);
    await until("the owner's postback is applied", async () => (await conversionsOf(foreign)).length === 1);
    const after = await network.rows("DB", "SELECT receipt FROM postback");
    expect(after.length - before.length).toBe(2);
    expect(await conversionsOf(good)).toMatchObject([{ id: right.conversion_id }]);
  });
});

describe.concurrent("the outcome of an accepted postback", () => {
  test("the same postback twice makes one conversion", async () => {
    const fields = { click_id: await network.click(), order_id: unique("order"), amount: "20.00" };
    const [first, second] = [await network.sell(fields), await network.sell(fields)];
    const outcomes = [await outcome(first), await outcome(second)];
    expect(outcomes.map(({ status }) => status)).toEqual(["recorded", "duplicate"]);
    expect(outcomes[1]?.conversion_id).toBe(outcomes[0]?.conversion_id);
    expect(await conversionsOf(fields.click_id)).toHaveLength(1);
  });

  test("a postback that arrives before its click is attributed to it", async () => {
    const click = clickEvent(await linkRow(network), { sub1: "late" });
    const postback = await postbackEvent(click.clickId);
    await network.localNetwork.deliver("postbacks", [postbackMessage([postback])]);
    const [conversion] = await conversionsOf(click.clickId);
    expect(conversion).toMatchObject({ link_id: click.linkId, webmaster_id: DEMO.webmaster, status: "pending" });
    const early = await ok(network.operator.get<Life>(`/clicks/${click.clickId}`));
    expect(early).toMatchObject({ click: null, postbacks: [{ id: postback.receipt, status: "recorded" }] });

    await network.localNetwork.deliver("clicks", [clickMessage([click])]);
    const life = await ok(network.operator.get<Life>(`/clicks/${click.clickId}`));
    expect(life.click).toMatchObject({ verdict: "valid", subs: { sub1: "late" } });
    expect(life.conversions).toMatchObject([{ conversion: { id: conversion?.id } }]);
  });

  test("answers apply in the order in which the edge accepted them, and an older one is stale", async () => {
    const click = clickEvent(await linkRow(network));
    const { clickId } = click;
    await network.localNetwork.deliver("clicks", [clickMessage([click])]);
    const at = Date.now();
    const tell = async (acceptedAt: number, status?: "approved" | "rejected") =>
      postbackEvent(clickId, { acceptedAt, fields: { amount: "30", ...(status && { status }) } });
    const [sale, approval, rejection] = [
      await tell(at),
      await tell(at + 2, "approved"),
      await tell(at + 1, "rejected"),
    ];
    await network.localNetwork.deliver("postbacks", [postbackMessage([approval, sale])]);
    await network.localNetwork.deliver("postbacks", [postbackMessage([rejection])]);
    const states = [await outcome(sale.receipt), await outcome(approval.receipt), await outcome(rejection.receipt)];
    expect(states.map(({ status }) => status)).toEqual(["recorded", "updated", "stale"]);
    expect(await conversionsOf(clickId)).toMatchObject([{ status: "approved" }]);
  });

  test("an order that was recorded for another click or amount waits for the operator", async () => {
    const order_id = unique("order");
    const first = await network.click();
    await outcome(await network.sell({ click_id: first, order_id, amount: "10" }));
    const other = await network.sell({ click_id: await network.click(), order_id, amount: "10" });
    const dearer = await network.sell({ click_id: first, order_id, amount: "11" });
    expect(await outcome(other)).toMatchObject({ status: "parked", reason_code: "order_of_another_click" });
    expect(await outcome(dearer)).toMatchObject({ status: "parked", reason_code: "amount_differs" });
    expect(await ok(network.operator.get<Page<Conversion>>(`/conversions?order_id=${order_id}`))).toMatchObject({
      data: [{ click_id: first, amount: { amount_minor: 1_000 } }],
    });
  });

  test.each([
    ["an unknown goal", { goal: "nothing", amount: "1" }, "unknown_goal"],
    ["no amount for a share", {}, "amount_missing"],
    ["an amount finer than its currency", { amount: "1.0001" }, "amount_inexact"],
    ["a time to come", { amount: "1", occurred_at: "2125-01-01T00:00:00Z" }, "in_future"],
    ["a time before the click", { amount: "1", occurred_at: "2020-01-01T00:00:00Z" }, "before_click"],
  ])("%s is refused with its reason", async (_, fields, reason) => {
    const clickId = await network.click();
    const receipt = await network.sell({ click_id: clickId, ...(fields as Record<string, string>) }); // undefined is nowhere in it
    expect(await outcome(receipt)).toMatchObject({ status: "rejected", reason_code: reason });
    expect(await conversionsOf(clickId)).toEqual([]);
  });

  test("a conversion after the attribution window is refused", async () => {
    const { clickId } = clickEvent(await linkRow(network), { clickedAt: Date.now() - 31 * DAY_MS });
    const receipt = await network.sell({ click_id: clickId, amount: "10" });
    expect(await outcome(receipt)).toMatchObject({ status: "rejected", reason_code: "window_passed" });
  });

  test("a postback whose token was revoked after its acceptance is refused by the consumer", async () => {
    const { db, now } = network.context();
    const token = unique("revoked");
    await db.write(
      createPostbackToken({
        id: `ptk_${token}`,
        sha256: await sha256Hex(token),
        advertiser_id: DEMO.advertiser,
        created_at: now(),
        revoked_at: now(),
      }),
    );
    const { clickId } = clickEvent(await linkRow(network));
    const event = await postbackEvent(clickId, { token });
    await network.localNetwork.deliver("postbacks", [postbackMessage([event])]);
    expect(await outcome(event.receipt)).toMatchObject({ status: "rejected", reason_code: "token_revoked" });
    expect(await conversionsOf(clickId)).toEqual([]);
  });
});

describe.concurrent("the token is stored nowhere", () => {
  const requestOf = async (receipt: string) => {
    await outcome(receipt);
    const [row] = await network.rows<{ request: string }>(
      "DB",
      "SELECT request FROM postback WHERE receipt = ?",
      receipt,
    );
    return row?.request ?? "";
  };
  const send = async (address: string, init?: RequestInit) => {
    const response = await fetch(address, init);
    expect(response.status).toBe(200);
    return ((await response.json()) as { id: string }).id; // a 200 has one
  };
  const percent = (text: string) => [...text].map((char) => `%${char.charCodeAt(0).toString(16)}`).join("");
  const form = (body: string): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  });
  const asJson = (body: string): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });

  test.each<[string, string, (clickId: string) => Promise<string>]>([
    ["in the query", DEMO.postbackToken, (id) => send(`${url()}?token=${DEMO.postbackToken}&click_id=${id}&amount=1`)],
    ["in a form", DEMO.postbackToken, (id) => send(url(), form(`token=${DEMO.postbackToken}&click_id=${id}&amount=1`))],
    [
      "in JSON",
      DEMO.postbackToken,
      (id) => send(url(), asJson(JSON.stringify({ token: DEMO.postbackToken, click_id: id, amount: "1" }))),
    ],
    [
      "percent-encoded in the query",
      percent(DEMO.postbackToken),
      (id) => send(`${url()}?token=${percent(DEMO.postbackToken)}&click_id=${id}&amount=1`),
    ],
    [
      "with encoded hyphens in a form, as strict encoders write it",
      DEMO.postbackToken.replaceAll("-", "%2D"),
      (id) => send(url(), form(`token=${DEMO.postbackToken.replaceAll("-", "%2D")}&click_id=${id}&amount=1`)),
    ],
    [
      "with an escape in JSON",
      DEMO.postbackToken.slice(1),
      (id) => send(url(), asJson(`{"token":"\\u0064${DEMO.postbackToken.slice(1)}","click_id":"${id}","amount":"1"}`)),
    ],
  ])("%s", async (_, spelling, sent) => {
    const clickId = await network.click();
    const request = await requestOf(await sent(clickId));
    expect(request).toContain(clickId);
    expect(request).not.toContain(spelling);
  });
});

test("the books balance after all tests", () => expectBalancedBooks(network));
