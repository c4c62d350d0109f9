/**
 * `pnpm run first-operator EMAIL [--remote]`: invites the first operators, whom no operator can invite or vouch for. With
 * the address of an operator it vouches for them.
 * With `--remote` the invitation is written to the deployed database; otherwise its SQL is printed.
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { operatorInvitation } from "./operator-invitation.ts";
import { readWorker } from "./workers.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { remote: { type: "boolean" } } });
const [email] = positionals;
if (email === undefined || positionals.length > 1 || !/^[^\s@]+@[^\s@]+$/.test(email)) {
  console.error("State the operator's address: pnpm run first-operator EMAIL [--remote]");
  process.exit(2);
}

const ROOT = new URL("..", import.meta.url).pathname;
/** Found relative to the package's entry point, the only path that the package exports. */
const WRANGLER = new URL("../bin/wrangler.js", import.meta.resolve("wrangler")).pathname;
const DATABASE = "waymark";

const { sql, token } = await operatorInvitation(email, Date.now());
if (values.remote === true)
  execFileSync(
    process.execPath,
    [WRANGLER, "d1", "execute", DATABASE, "--env", "control", "--remote", "--yes", "--command", sql],
    { cwd: ROOT, stdio: ["inherit", "ignore", "inherit"] },
  );
else console.log(`${sql}\n`);

const { CONTROL_ORIGIN } = (await readWorker("control")).options.bindings as { CONTROL_ORIGIN: string }; // wrangler.toml has it
console.log(`${values.remote === true ? "Invited" : "Once this is run, invited"}: ${email}, for a week. Open this link, shown only here, and choose a name and a password:

  ${CONTROL_ORIGIN}/invitation?token=${token}

Then sign in and set up a second factor, without which an operator can do nothing.`);
