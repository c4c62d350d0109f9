import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { startNetwork, type TestNetwork } from "../harness/network.ts";

/** A new user's mistakes. Each answer says what to change: by the name of the field, or in its sentence. */

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.stop());

interface Mistake {
  method?: string;
  path: string;
  body?: unknown;
  key?: string;
  headers?: Record<string, string>;
}

interface Said {
  status: number;
  code: string;
  detail: string;
  errors?: { path: string; message: string }[];
}

async function answerTo({ method, path, body, key = DEMO.keys.operator, headers = {} }: Mistake): Promise<Said> {
  const response = await fetch(`${network.localNetwork.origins.control}/api/v1${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(key !== "" && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return (await response.json()) as Said; // a problem document, which the tests compare
}

const goal = { code: "sale", is_default: true, currency: "USD", revenue_bps: 1_000 };
const offer = (parts: object = {}) => ({
  ...{ advertiser_id: DEMO.advertiser, name: "Maps", goals: [goal], landings: [{ url: "https://shop.example/" }] },
  ...parts,
});
const of = (...goals: object[]) => ({ path: "/offers", body: offer({ goals }) });

/** What is wrong; the request; the status; the field that is named; a part of what is said about it. */
const FIELDS: [string, Mistake, string, RegExp][] = [
  // A wrong name.
  ["a misspelt parameter", { path: "/conversions?statsu=approved" }, "statsu", /did you mean status\?/],
  ["a parameter of another list", { path: "/links?colour=red" }, "colour", /known are limit, cursor/],
  ["a misspelt key", of({ ...goal, comission_bps: 5 }), "goals[0].comission_bps", /did you mean commission_bps\?/],
  ["a shortened key", of({ ...goal, commission: 500 }), "goals[0].commission", /known are .*commission_bps/],
  // A wrong type.
  [
    "a number as text",
    { path: "/offers", body: offer({ hold_days: "3" }) },
    "hold_days",
    /must be a number, not a string/,
  ],
  ["a fraction", { path: "/offers", body: offer({ hold_days: 1.5 }) }, "hold_days", /must be a whole number/],
  [
    "one thing for a list",
    { path: "/offers", body: offer({ goals: goal }) },
    "goals",
    /must be an array, not an object/,
  ],
  ["a word that is not in the list", { path: "/conversions?status=lovely" }, "status", /"approved"/],
  // A wrong currency, date, range or cursor.
  ["a currency in lower case", of({ ...goal, currency: "usd" }), "goals[0].currency", /./],
  [
    "a currency in lower case, of a report",
    { path: "/conversions", body: { reports: [{ click_id: "c", amount: { amount_minor: 1, currency: "usd" } }] } },
    "reports[0].amount.currency",
    /upper case, like USD/,
  ],
  ["a date as people write it", { path: "/stats?from=01.11.2026" }, "from", /2026-11-01T10:00:00Z/],
  ["a day that does not exist", { path: "/stats?from=2026-02-30" }, "from", /2026-11-01/],
  ["a zone that does not exist", { path: "/stats?from=2026-11-01&zone=Berlin" }, "zone", /Europe\/Berlin/],
  ["an end before its start", { path: "/stats?from=2026-11-03&to=2026-11-01" }, "to", /later than from/],
  ["a range that is too long", { path: "/stats?from=2010-01-01&to=2026-01-01" }, "from", /3660 days/],
  ["an end in the past", { path: "/offers", body: offer({ expires_at: "2020-01-01" }) }, "expires_at", /in the past/],
  ["a cursor that was made up", { path: "/offers?cursor=2" }, "cursor", /not a cursor of this list; omit it/],
  ["a page that is too long", { path: "/offers?limit=1000" }, "limit", /500/],
  [
    "a part of an hour",
    { path: "/stats?from=2026-11-01T10:30:00Z&to=2026-11-02" },
    "from",
    /beginning of an hour, like 2026-11-01T10:00:00.000Z or 2026-11-01T11/,
  ],
  [
    "a day of another zone, where clicks are counted by UTC days",
    { path: "/stats/sub-ids?from=2026-11-01&to=2026-11-02&zone=Europe/Berlin" },
    "to",
    /beginning of a UTC day, like 2026-11-02T00:00:00.000Z/,
  ],
  ["a word that no click has", { path: "/stats?device=phone" }, "device", /one of .*mobile/],
  ["an order by what is not counted", { path: "/stats?counts=conversions&sort=clicks" }, "sort", /not counted with/],
  ["a country's name, of a report", { path: "/stats?country=Germany" }, "country", /like DE/],
  ["a time without a zone", { path: "/stats?from=2026-11-01T10:00:00" }, "from", /with its zone/],
  ["a parameter given twice", { path: "/conversions?status=held&status=paid" }, "status", /one value, not several/],
  ["a misspelt word", { path: "/conversions?status=aproved" }, "status", /did you mean "approved"\?/],
  ["no value", { path: "/links", body: {}, key: DEMO.keys.webmaster }, "offer_id", /is missing; send a string/],
  ["an event that does not exist", { path: "/audit?event=login" }, "event", /session/],
  ["an event that no member has", { path: "/audit?event=member.leave" }, "event", /member\.change_role, member\.join/],
  ["a change that no conversion has", { path: "/audit?event=conversion.paid" }, "event", /conversion\.pay, /],
  [
    "a column with two meanings",
    {
      path: `/uploads?offer_id=${DEMO.offers.demo}&columns=Ref:order_id,Ref:amount`,
      body: "Ref\n1\n",
      headers: { "content-type": "text/csv" },
    },
    "columns",
    /Ref twice/,
  ],
  ["two accounts", { path: "/audit?advertiser_id=a&webmaster_id=b" }, "advertiser_id", /not together/],
  ["two accounts of keys", { path: "/api-keys?advertiser_id=a&webmaster_id=b" }, "advertiser_id", /not together/],
  [
    "a body where none is expected",
    { path: "/payout-runs/run_1/approve", body: { currency: "EUR" } },
    "currency",
    /nothing is expe/,
  ],
  ["a country that has another code", { path: "/offers?country=UK" }, "country", /GB for the United Kingdom/],
  [
    "a country's name",
    { path: "/offers", body: offer({ targeting: { country: { allow: ["Germany"] } } }) },
    "targeting.country.allow[0]",
    /like DE/,
  ],
  [
    "a device that does not exist",
    { path: "/offers", body: offer({ targeting: { device: { allow: ["phone"] } } }) },
    "targeting.device.allow[0]",
    /mobile/,
  ],
  [
    "a URL where a host is meant",
    { path: "/offers", body: offer({ deep_link_hosts: ["https://a.example"] }) },
    "deep_link_hosts[0]",
    /like shop\.example/,
  ],
  // Nonsense in substance, and a status where a verb is meant.
  ["a goal that pays nothing", of({ ...goal, revenue_bps: 0 }), "goals[0]", /pays nothing/],
  ["a commission above its revenue", of({ ...goal, commission_bps: 2_000 }), "goals[0].commission_bps", /accepts_loss/],
  ["a verb that no conversion has", { path: "/conversions/cnv_1/accept", body: {} }, "verb", /"approve", "reject"/],
  ["a verb that no payout run has", { path: "/payout-runs/run_1/pay", body: {} }, "verb", /"approve", "send"/],
  [
    "a status in a change",
    { method: "PATCH", path: "/links/lnk_demo_demo", body: { status: "paused" } },
    "status",
    /POST \/api\/v1\/links\/lnk_demo_demo\/pause/,
  ],
];

test.each(FIELDS)("%s", async (_, mistake, field, sentence) => {
  const { status, errors } = await answerTo(mistake);
  expect({ status, errors }).toEqual({
    status: 400,
    errors: expect.arrayContaining([
      expect.objectContaining({ path: field, message: expect.stringMatching(sentence) as string }) as unknown,
    ]) as unknown,
  });
});

/** What is wrong; the request; the status and code; a part of the sentence. */
const SENTENCES: [string, Mistake, number, string, RegExp][] = [
  ["an id that does not exist", { path: "/offers/off_none" }, 404, "not_found", /offer/],
  ["an id of another kind", { path: "/offers/lnk_demo_demo" }, 404, "not_found", /offer/],
  [
    "another role's act",
    { path: "/offers", body: offer(), key: DEMO.keys.webmaster },
    403,
    "forbidden",
    /Only the operator and the advertiser/,
  ],
  ["no key", { path: "/offers", key: "" }, 401, "unauthenticated", /Authorization: Bearer <key>/],
  [
    "a key without its scheme",
    { path: "/offers", key: "", headers: { authorization: DEMO.keys.operator } },
    401,
    "unauthenticated",
    /Bearer <key>/,
  ],
  ["a slash at the end", { path: "/offers/" }, 404, "not_found", /no slash at the end/],
  ["a wrong method before signing in", { path: "/auth/sign-in/email", key: "" }, 405, "method_not_allowed", /POST/],
  [
    "a verb that the state does not allow",
    { path: "/offers/off_demo/withdraw", body: {}, key: DEMO.keys.advertiser },
    409,
    "transition_refused",
    /pause, archive/,
  ],
  ["a wrong key", { path: "/offers", key: "wm_no_such_key" }, 401, "unauthenticated", /unknown/],
  ["a wrong method", { method: "PUT", path: "/offers", body: offer() }, 405, "method_not_allowed", /GET or POST/],
  ["a wrong path", { path: "/offer" }, 404, "not_found", /\/api\/v1\/offer/],
  [
    "a form instead of JSON",
    { path: "/links", body: "offer_id=off_demo", headers: { "content-type": "application/x-www-form-urlencoded" } },
    415,
    "unsupported_media_type",
    /application\/json/,
  ],
  ["half of a body", { path: "/links", body: '{"offer_id":' }, 400, "bad_request", /JSON/i],
  ["a currency that does not exist", of({ ...goal, currency: "ZZZ" }), 422, "currency_unknown", /ZZZ/],
];

test.each(SENTENCES)("%s", async (_, mistake, status, code, sentence) => {
  expect(await answerTo(mistake)).toMatchObject({ status, code, detail: expect.stringMatching(sentence) as string });
});

test("bearer may be written in any case", async () => {
  for (const scheme of ["bearer", "BEARER"]) {
    const { origins } = network.localNetwork;
    const headers = { authorization: `${scheme} ${DEMO.keys.operator}` };
    expect((await fetch(`${origins.control}/api/v1/me`, { headers })).status).toBe(200);
  }
});
