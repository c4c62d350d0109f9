import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "@waymark/dev/demo";
import { startNetwork, type TestNetwork } from "../harness/network.ts";
import { codeFor, INVITATION_MAIL, signedIn } from "../harness/people.ts";
import { until } from "../harness/until.ts";

let network: TestNetwork;
let folder: string;

beforeAll(async () => {
  // The mail's link leads to CONTROL_ORIGIN, where `pnpm dev` has the control plane.
  network = await startNetwork({ vars: { control: { CONTROL_ORIGIN: "http://localhost:8788" } } });
  folder = await mkdtemp(join(tmpdir(), "waymark-readme-"));
});
afterAll(() => Promise.all([network?.stop(), folder && rm(folder, { recursive: true })]));

/** Runs commands as a reader would; the link in a mail leads to this network. */
async function run(commands: string): Promise<string> {
  const { host } = new URL(network.localNetwork.origins.control);
  const curl = `curl() { command curl --connect-to "localhost:8788:${host}" "$@"; }`;
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", `${curl}\n${commands}`], {
    cwd: folder,
    timeout: 60_000,
  });
  return stdout;
}

test("the README's commands make an account, a key and a link, and click it", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url).pathname, "utf8");
  const section = readme.split(/^## /m).find((text) => text.startsWith("Create your own account")) ?? "";
  const commands = /```sh\n([^]*?)```/.exec(section)?.[1] ?? "";
  expect(commands.match(/^\S*curl |\$\(curl /gm)?.length, "commands in the section").toBeGreaterThanOrEqual(6);

  const { edge, control } = network.localNetwork.origins;
  // Like `pnpm dev` with EDGE_PORT and CONTROL_PORT: curl commands for the default ports go to this network.
  const stdout = await run(
    commands.replaceAll("localhost:8788", new URL(control).host).replaceAll("localhost:8787", new URL(edge).host),
  );

  expect(stdout).toContain('{"status":"verification_sent"}{"status":"verified"}{"needs_second_factor":false}');
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

const RECEIPT = '$API/postbacks/$RECEIPT -H "Authorization: Bearer $ADVERTISER_KEY"';

/** The command, repeated until its answer holds this text. */
const polled = (args: string, text: string) => `until curl -s ${args} | grep '${text}'; do sleep 0.1; done`;

test("the commands of docs/first-steps.md lead from an invitation and a sign-up to an approved conversion", async () => {
  const email = "boris@example.com";
  const operator = await signedIn(network, DEMO.emails.operator, DEMO.password);
  await operator.post("/api/v1/invitations", { email, role: "advertiser", account_name: "Maps Ltd" });
  const code = await codeFor(network, email, INVITATION_MAIL);

  const guide = await readFile(new URL("../../docs/first-steps.md", import.meta.url).pathname, "utf8");
  const commands = [...guide.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block).join("");
  const { edge, control } = network.localNetwork.origins;
  const replaced = [
    ["https://control.example", control],
    ["https://go.example", edge],
    ["<the code from the mail>", code],
    [
      "curl -s $API/auth/verify-email",
      "until curl -s $ORIGIN/dev/mail.json | grep -o 'cnf_[0-9a-f]*' > code.txt; do sleep 0.1; done\ncurl -s $API/auth/verify-email",
    ],
    ["<the code from the mail to Clara>", "'$(head -1 code.txt)'"],
    [
      "# The operator approves the offer.",
      `curl -s -X POST $API/offers/$OFFER/approve -H 'Authorization: Bearer ${DEMO.keys.operator}'`,
    ],
    // A reader types more slowly than queues deliver.
    [
      "CONVERSION=",
      `${polled('$API/clicks/$CLICK -H "Authorization: Bearer $WEBMASTER_KEY"', '"click":{')}\nCONVERSION=`,
    ],
    [`curl -s ${RECEIPT}`, polled(RECEIPT, '"status":"recorded"')],
  ] as const;
  const stdout = await run(
    replaced.reduce((text, [from, to]) => {
      expect(text, from).toContain(from);
      return text.replace(from, () => to);
    }, commands),
  );

  expect(stdout).toContain('"status":"submitted"');
  expect(stdout).toContain('"status":"active"');
  expect(stdout).toContain('"status":"recorded"');
  expect(stdout).toMatch(/"status":"approved"/);
  expect(stdout).toMatch(/"clicks":1,[^}]*"approved":1/);
  expect(stdout).toContain('"sub1":"newsletter"');
});
