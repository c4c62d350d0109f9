import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { startNetwork, type TestNetwork } from "../harness/network.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;
let folder: string;

beforeAll(async () => {
  // The mail's link leads to CONTROL_ORIGIN, where `pnpm dev` has the control plane.
  network = await startNetwork({ vars: { control: { CONTROL_ORIGIN: "http://localhost:8788" } } });
  folder = await mkdtemp(join(tmpdir(), "waymark-readme-"));
});
afterAll(() => Promise.all([network?.stop(), folder && rm(folder, { recursive: true })]));

test("the README's commands make an account, a key and a link, and click it", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url).pathname, "utf8");
  const section = readme.split(/^## /m).find((text) => text.startsWith("Create your own account")) ?? "";
  const commands = /```sh\n([^]*?)```/.exec(section)?.[1] ?? "";
  expect(commands.match(/^\S*curl |\$\(curl /gm)?.length, "commands in the section").toBeGreaterThanOrEqual(6);

  const { edge, control } = network.localNetwork.origins;
  // Like `pnpm dev` with EDGE_PORT and CONTROL_PORT: curl commands for the default ports go to this network.
  const moved = commands
    .replaceAll("localhost:8788", new URL(control).host)
    .replaceAll("localhost:8787", new URL(edge).host);
  const curl = `curl() { command curl --connect-to "localhost:8788:${new URL(control).host}" "$@"; }`;
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", `${curl}\n${moved}`], {
    cwd: folder,
  });

  expect(stdout).toContain('{"status":"verification_sent"}{"status":"verified"}{"second_factor":false}');
  expect(stdout).toMatch(/"slug":"anna","url":"[^"]+\/anna"/);
  const [, clickId = ""] = /location: http\S+click_id=([0-9a-hjkmnp-tv-z]{40})/i.exec(stdout) ?? [];
  const [person] = await network.rows<{ webmaster_id: string }>(
    "DB",
    "SELECT webmaster_id FROM person WHERE email = 'anna@example.com' AND email_verified = 1",
  );
  const click = await until("the click is stored", async () => {
    const [row] = await network.stored("click_id = ?", clickId);
    return row;
  });
  expect(click).toMatchObject({ webmaster_id: person?.webmaster_id, offer_id: DEMO.offers.demo });
});
