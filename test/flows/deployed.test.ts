import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/world";
import { bundleWorker, readWorker } from "@waymark/dev/workers";
import { refused } from "../harness/api.ts";
import { admit, startNetwork, type TestNetwork } from "../harness/network.ts";

const BUNDLE_BYTES_MAX = 20_000;

describe("the edge as it is deployed", () => {
  const bundle = (minify: boolean) => bundleWorker(readWorker("edge").main, { minify });

  test("holds nothing of local development", async () => {
    const script = await bundle(false);
    expect(script).toContain("CLICKS_QUEUE");
    expect(script).toContain("cf-connecting-ip");
    const foreign = [
      "x-dev-",
      LOCAL_SECRETS.VISITOR_SECRET,
      LOCAL_SECRETS.CLICK_KEYS,
      DEMO.postbackToken,
      DEMO.webmaster,
      DEMO.advertiser,
      ...Object.values(DEMO.keys),
    ];
    expect(foreign.filter((text) => script.includes(text))).toEqual([]);
  });

  test("is small", async () => {
    const script = await bundle(true);
    expect(Buffer.byteLength(script)).toBeLessThanOrEqual(BUNDLE_BYTES_MAX);
    expect(script, "no database and no framework").not.toMatch(/kysely|hono/i);
  });
});

test("the control plane as it is deployed holds no credentials of the demo network", async () => {
  const script = await bundleWorker(readWorker("control").main);
  expect([DEMO.postbackToken, ...Object.values(DEMO.keys)].filter((text) => script.includes(text))).toEqual([]);
});

test("wrangler.toml deploys for production, with no secret in it", () => {
  expect(readWorker("control").options.bindings).toMatchObject({ ENVIRONMENT: "production" });
  for (const name of ["edge", "control"] as const)
    expect(Object.keys(readWorker(name).options.bindings ?? {}).join()).not.toMatch(/SECRET|CLICK_KEYS/);
});

describe("a control plane in production", () => {
  let network: TestNetwork;

  beforeAll(async () => void (network = await startNetwork({ vars: { control: { ENVIRONMENT: "production" } } })));
  afterAll(() => network?.stop());

  test.each(Object.values(DEMO.keys))("refuses %s, though it is in the database", async (key) => {
    await refused(network.api(key).get("/links"), 401, "unauthenticated");
  });

  test("takes the keys that were made for it", async () => {
    const { key } = await admit(network, "webmaster");
    expect((await network.api(key).get("/links")).status).toBe(200);
  });
});
