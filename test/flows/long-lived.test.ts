import { DEMO } from "@waymark/dev/demo";
import { expect, test } from "vitest";
import { run } from "../bench/load.ts";
import { startNetwork } from "../harness/network.ts";

/** From 24,000 postbacks on, an isolate used to mix up its requests, once V8 had optimised their waits. */
const POSTBACKS = 30_000;

test("an isolate that has answered thousands of postbacks still gives each its own answer", async () => {
  const control = new URL("../bench/discarding-control.ts", import.meta.url).pathname;
  const network = await startNetwork({ entries: { control } });
  try {
    const click = await network.click(`/${DEMO.slugs.demo}`);
    let answered = 0;
    while (answered < POSTBACKS) {
      const { requests, statuses } = await run({
        origin: network.localNetwork.origins.edge,
        connections: 64,
        seconds: 1,
        request: (n) => ({
          path: `/postback?token=${DEMO.postbackToken}&click_id=${click}&order_id=${answered + n}&amount=1`,
          headers: {},
        }),
      });
      expect([...statuses]).toEqual([[200, requests]]);
      answered += requests;
    }
    expect(network.logs.filter((line) => line.includes("Uncaught"))).toEqual([]);
  } finally {
    await network.stop();
  }
}, 90_000);
