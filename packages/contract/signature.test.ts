import { DAY_MS, MINUTE_MS } from "./duration.ts";
import { describe, expect, test } from "vitest";
import { readSignature, signatureOf, signingSecretOf } from "./signature.ts";
import { CLICKED_AT } from "./testing.ts";

const SECRET = signingSecretOf("worker's secret", "adv_1", "sgn_1");
const REQUEST = { method: "POST", target: "/postback?click_id=a", body: "amount=1" };
const AT = CLICKED_AT / 1_000;

const read = (header: string, request = REQUEST, secrets = [SECRET], now = CLICKED_AT) =>
  readSignature(header, request, secrets, now);

describe("the secret of an advertiser", () => {
  test("follows from the worker's, the advertiser and its own id, and is the same wherever it is worked out", () => {
    expect(SECRET).toMatch(/^[0-9a-f]{64}$/);
    expect(signingSecretOf("worker's secret", "adv_1", "sgn_1")).toBe(SECRET);
    const others = [
      signingSecretOf("another", "adv_1", "sgn_1"),
      signingSecretOf("worker's secret", "adv_2", "sgn_1"),
      signingSecretOf("worker's secret", "adv_1", "sgn_2"),
    ];
    expect(new Set([SECRET, ...others]).size).toBe(4);
  });
});

describe("a signature", () => {
  const good = signatureOf(SECRET, AT, REQUEST);

  test("is taken by any of the secrets in force", () => {
    expect(read(good)).toMatchObject({ signedAt: CLICKED_AT });
    expect(read(good, REQUEST, ["another", SECRET])).toMatchObject({ signedAt: CLICKED_AT });
    expect(read(good, REQUEST, ["another"])).toBeUndefined();
    expect(read(good, REQUEST, [])).toBeUndefined();
  });

  test("is made as the documentation says", async () => {
    const key = await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(SECRET),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const text = new TextEncoder().encode(`${AT}\nPOST\n/postback?click_id=a\namount=1`);
    const mac = Buffer.from(await crypto.subtle.sign("HMAC", key, text)).toString("hex");
    expect(good).toBe(`t=${AT},v1=${mac}`);
  });

  test.each([
    ["the method", { ...REQUEST, method: "GET" }],
    ["the query", { ...REQUEST, target: "/postback?click_id=b" }],
    ["the body", { ...REQUEST, body: "amount=2" }],
  ])("is none where %s was changed", (_, request) => {
    expect(read(good, request)).toBeUndefined();
  });

  test.each([
    [-5 * MINUTE_MS, true],
    [5 * MINUTE_MS, true],
    [-301_000, false],
    [301_000, false],
    [DAY_MS, false],
  ])("that is %i ms old is taken: %s", (age, isTaken) => {
    expect(read(good, REQUEST, [SECRET], CLICKED_AT + age) !== undefined).toBe(isTaken);
  });

  test.each([
    "",
    "t=,v1=",
    good.toUpperCase(),
    good.replace("t=1", "t=2"),
    `${good} `,
    good.slice(0, -1),
    `${good.slice(0, -1)}é`,
    good.slice(good.indexOf("v1=")),
  ])("%j is none", (header) => {
    expect(read(header)).toBeUndefined();
  });
});
