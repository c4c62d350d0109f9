import { describe, expect, test } from "vitest";
import { readSignature, signatureOf, signingSecretOf, type SignedRequest } from "./signature.ts";
import { CLICKED_AT } from "./testing.ts";

const SECRET = signingSecretOf("worker's secret", "adv_1", "sgn_1");
const REQUEST = { method: "POST", target: "/postback?click_id=a", body: "amount=1" };
const AT = CLICKED_AT / 1_000;

const read = (header: string | null, request: SignedRequest = REQUEST, secrets = [SECRET], now = CLICKED_AT) =>
  readSignature(header, request, secrets, now);

describe("the secret of an advertiser", () => {
  test("derives from the Worker's secret, the advertiser and its own id, with the same result everywhere", () => {
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

  test("verifies with any of the secrets in force", () => {
    const mac = Buffer.from(good.slice(-64), "hex");
    expect(read(good)).toEqual({ kind: "signed", signedAt: CLICKED_AT, mac });
    expect(read(good, REQUEST, ["another", SECRET])).toMatchObject({ kind: "signed" });
    expect(read(good, REQUEST, ["another"])).toEqual({ kind: "wrong" });
    expect(read(good, REQUEST, [])).toEqual({ kind: "wrong" });
  });

  test("is computed as documented", async () => {
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

  test("covers the bytes of the body, for any text encoding", () => {
    const bytes = [
      Uint8Array.of(0xef, 0xf0, 0xe8),
      Uint8Array.of(0xff, 0xfe, 0xfd),
      Uint8Array.of(0xef, 0xbb, 0xbf, 0x61),
    ];
    const signatures = bytes.map((body) => signatureOf(SECRET, AT, { ...REQUEST, body }));
    for (const [i, body] of bytes.entries())
      expect(signatures.map((header) => read(header, { ...REQUEST, body }).kind === "signed")).toEqual(
        bytes.map((_, j) => i === j),
      );
    const text = { ...REQUEST, body: "adv1=й" };
    expect(signatureOf(SECRET, AT, text)).toBe(signatureOf(SECRET, AT, { ...text, body: Buffer.from(text.body) }));
  });

  test.each([
    ["the method", { ...REQUEST, method: "GET" }],
    ["the query", { ...REQUEST, target: "/postback?click_id=b" }],
    ["the body", { ...REQUEST, body: "amount=2" }],
  ])("is wrong if %s was changed", (_, request) => {
    expect(read(good, request)).toEqual({ kind: "wrong" });
  });

  test.each([
    [-300_000, { kind: "signed" }],
    [300_000, { kind: "signed" }],
    [-301_000, { kind: "expired", seconds: 301, side: "after" }],
    [301_000, { kind: "expired", seconds: 301, side: "before" }],
    [300_001, { kind: "expired", seconds: 301, side: "before" }],
    [86_400_000, { kind: "expired", seconds: 86_400, side: "before" }],
  ])("that is %i ms old reads as %j", (age, reading) => {
    expect(read(good, REQUEST, [SECRET], CLICKED_AT + age)).toMatchObject(reading);
  });

  test("that is wrong and old is wrong, since its time is not proven", () => {
    expect(read(good, { ...REQUEST, body: "" }, [SECRET], CLICKED_AT + 301_000)).toEqual({ kind: "wrong" });
  });

  test.each([[null], [""]])("is missing if the header is %j", (header) => {
    expect(read(header)).toEqual({ kind: "missing" });
  });

  test.each([
    "t=,v1=",
    good.toUpperCase(),
    `${good} `,
    good.slice(0, -1),
    `${good.slice(0, -1)}é`,
    good.slice(good.indexOf("v1=")),
    good.replace(",v1=", "000,v1="), // milliseconds
  ])("%j is malformed", (header) => {
    expect(read(header)).toEqual({ kind: "malformed" });
  });

  test("over another time is wrong", () => {
    expect(read(good.replace("t=1", "t=2"))).toEqual({ kind: "wrong" });
  });
});
