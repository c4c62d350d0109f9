/** `pnpm dev`: the whole network on this machine, until Ctrl-C. */
import { MINUTE_MS } from "@waymark/contract/duration";
import { createServer } from "node:net";
import { ASSETS, buildAssets } from "./assets.ts";
import { readable } from "./log.ts";
import { DEMO } from "./demo.ts";
import { watchLaunchers } from "./launchers.ts";
import { startLocalNetwork, type LocalNetwork } from "./local-network.ts";
import type { WorkerName } from "./workers.ts";

const CRON_MS = MINUTE_MS;

const PORTS = { edge: ["EDGE_PORT", 8787], control: ["CONTROL_PORT", 8788], shop: ["SHOP_PORT", 8789] } as const;

const portOf = (name: WorkerName) => {
  const [variable, fallback] = PORTS[name];
  const port = Number(process.env[variable] ?? fallback);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) stop(`${variable} is not a port: ${process.env[variable]}`);
  return port;
};

const ports = { edge: portOf("edge"), control: portOf("control"), shop: portOf("shop") };
for (const name of ["edge", "control", "shop"] as const)
  if (!(await isFree(ports[name])))
    stop(`Port ${ports[name]} is taken. Stop the process that uses it, or set ${PORTS[name][0]} to another port.`);

const origins = {
  edge: `http://localhost:${ports.edge}`,
  control: `http://localhost:${ports.control}`,
  shop: `http://localhost:${ports.shop}`,
};

/** Ends all processes of the network, also while it starts. */
let ending = false;
let cron: NodeJS.Timeout | undefined;
const end = () => {
  if (ending) return;
  ending = true;
  clearInterval(cron);
  void starting.then((started) => started.stop()).finally(() => process.exit(0));
};

console.log("Waymark starts: edge, control plane and sample shop, in workerd …");
const starting = startLocalNetwork({
  state: process.env["WAYMARK_STATE"] ?? ".wrangler/state",
  assets: await buildAssets(ASSETS),
  ports,
  entries: { edge: new URL("talking-edge.ts", import.meta.url).pathname },
  vars: {
    edge: { FALLBACK_URL: `${origins.shop}/` },
    control: { EDGE_ORIGIN: origins.edge, CONTROL_ORIGIN: origins.control },
    shop: { EDGE_ORIGIN: origins.edge, CONTROL_ORIGIN: origins.control, POSTBACK_TOKEN: DEMO.postbackToken },
  },
  onLog: (line, level) => {
    const text = readable(line, level);
    if (text !== undefined) console.log(text);
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
watchLaunchers(end);

try {
  await makeReady(await starting);
} catch (error) {
  if (!ending) throw error;
}

async function makeReady(localNetwork: LocalNetwork) {
  if (await localNetwork.seed({ history: true, shopOrigin: origins.shop }))
    console.log("The demo network was created, with 30 days of history.");
  cron = setInterval(() => void localNetwork.tick(), CRON_MS);
  await Promise.all(Object.values(localNetwork.origins).map((origin) => fetch(`${origin}/health`)));
  console.log(`
  A partner link      ${origins.edge}/${DEMO.slugs.demo}?sub1=newsletter
  The cabinet         ${origins.control}          (${Object.values(DEMO.emails).join(", ")}; password ${DEMO.password})
  The API             ${origins.control}/api/v1   (keys ${Object.values(DEMO.keys).join(", ")})
  Mails               ${origins.control}/dev/mail
  The API reference   ${origins.control}/docs
  The sample shop     ${origins.shop}
`);
  console.log(`ready: edge ${origins.edge}  control ${origins.control}  shop ${origins.shop}  (Ctrl-C stops all)`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}
