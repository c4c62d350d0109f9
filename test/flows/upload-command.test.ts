import { MINUTE_MS } from "@waymark/contract/duration";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEMO } from "@waymark/dev/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkRow, startNetwork, type TestNetwork } from "../harness/network.ts";
import { clicksOn } from "../harness/uploads.ts";

let network: TestNetwork;
let folder: string;

beforeAll(async () => {
  network = await startNetwork();
  folder = await mkdtemp(join(tmpdir(), "waymark-"));
});
afterAll(async () => {
  await network?.stop();
  await rm(folder, { recursive: true, force: true });
});

const COMMAND = new URL("../../dev/waymark.ts", import.meta.url).pathname;

/** Runs `pnpm waymark upload` on a file of these lines. */
async function run(lines: string[], ...options: string[]): Promise<{ code: number; text: string }> {
  const file = join(folder, "orders.csv");
  await writeFile(file, lines.join("\n"));
  const env = {
    ...process.env,
    WAYMARK_CONTROL: network.localNetwork.origins.control,
    WAYMARK_KEY: DEMO.keys.advertiser,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, "upload", file, ...options], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, text: stdout + stderr }),
    );
  });
}

test("the command shows the money, applies a file, and exits non-zero if a row or the file has an error", async () => {
  const offer = ["--offer", DEMO.offers.upload];
  const clicks = await clicksOn(network, await linkRow(network, DEMO.slugs.upload), 2);
  const header = "click_id,order_id,amount,status,occurred_at";
  const rows = clicks.map((id, i) => `${id},C${i},100,approved,${new Date(Date.now() - MINUTE_MS).toISOString()}`);

  expect(await run([header, ...rows], ...offer)).toMatchObject({
    code: 0,
    text: expect.stringContaining("approved +20.00 USD") as string,
  });
  expect(await network.rows("DB", "SELECT id FROM conversion")).toEqual([]);
  expect(await run([header, ...rows], ...offer, "--commit")).toMatchObject({
    code: 0,
    text: expect.stringContaining("is applied") as string,
  });
  expect(await run([header, ...rows], ...offer, "--commit"), "a second time changes nothing").toMatchObject({
    code: 0,
    text: expect.stringContaining("was applied before") as string,
  });
  expect(await network.rows("DB", "SELECT id FROM conversion")).toHaveLength(2);
  expect(await run([header, "nonsense,1,1,approved,"], ...offer)).toMatchObject({
    code: 1,
    text: expect.stringContaining("row 1: unknown_click_id") as string,
  });
  expect(await run([""], ...offer)).toMatchObject({ code: 2, text: expect.stringContaining("empty") as string });
  expect(await run([header, ...rows], "--offer", "off_none")).toMatchObject({ code: 2 });
  expect(await run([header])).toMatchObject({ code: 2, text: expect.stringContaining("Usage") as string });
});

test("the command shows sums to the cent, also beyond what a double holds", async () => {
  const clicks = await clicksOn(network, await linkRow(network, DEMO.slugs.upload), 921);
  const at = new Date(Date.now() - MINUTE_MS).toISOString();
  const rows = clicks.map((id, i) => `${id},BIG${i},999999999999.90,approved,${at}`);
  const { text } = await run(["click_id,order_id,amount,status,occurred_at", ...rows], "--offer", DEMO.offers.upload);
  expect(text).toContain("approved +92099999999990.79 USD"); // 921 × 99,999,999,999.99
});
