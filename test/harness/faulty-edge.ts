/**
 * The edge with planted faults. A request names those that it meets in `x-fault`, by commas; `x-clock-ms` puts the
 * isolate's clock forward from this request on, so that what it remembers grows old. Clicks share batches with others
 * in flight, so a request with a fault is sent alone, or with others that have the same fault.
 */
import edge from "@waymark/dev/edge";
import type { ControlPort, Env } from "@waymark/edge/env";

/** Each binding fails immediately, or hangs longer than any visitor waits. */
const FAULTS = {
  queue: (env) => ({ ...env, CLICKS_QUEUE: queueThat(refuse) }),
  /** Accepts it, but late: the test is what happens until then. */
  "queue-slow": (env) => ({ ...env, CLICKS_QUEUE: slow(env.CLICKS_QUEUE) }),
  "queue-hangs-once": (env) => ({ ...env, CLICKS_QUEUE: hangingOnce(env.CLICKS_QUEUE) }),
  "queue-hangs": (env) => ({ ...env, CLICKS_QUEUE: queueThat(hang) }),
  postbacks: (env) => ({ ...env, POSTBACKS_QUEUE: queueThat(refuse) }),
  kv: (env) => ({ ...env, LINKS: kvThat(refuse) }),
  /** Answers late, and logs the keys. */
  "kv-slow": (env) => ({ ...env, LINKS: slowKv(env.LINKS) }),
  /** Values of an unknown version. */
  "kv-odd": (env) => ({ ...env, LINKS: kvThat(odd) }),
  "control-odd": (env) => ({ ...env, CONTROL: controlThat(odd) }),
  /** Two queues of clicks that log what they accept. */
  "two-queues": (env) => ({
    ...env,
    CLICKS_QUEUE: logged(env.CLICKS_QUEUE, 0),
    CLICKS_QUEUE_1: logged(env.CLICKS_QUEUE, 1),
  }),
  "one-of-two-queues": (env) => ({ ...env, CLICKS_QUEUE: queueThat(refuse), CLICKS_QUEUE_1: env.CLICKS_QUEUE }),
  "other-of-two-queues": (env) => ({ ...env, CLICKS_QUEUE_1: queueThat(refuse) }),
  "no-queue-of-two": (env) => ({ ...env, CLICKS_QUEUE: queueThat(refuse), CLICKS_QUEUE_1: queueThat(refuse) }),
  "kv-hangs": (env) => ({ ...env, LINKS: kvThat(hang) }),
  control: (env) => ({ ...env, CONTROL: controlThat(refuse) }),
  "control-hangs": (env) => ({ ...env, CONTROL: controlThat(hang) }),
} satisfies Record<string, (env: Env) => Env>;

/** `no-wait-until`: what a request leaves behind dies with its visitor's connection. */
export type Fault = keyof typeof FAULTS | "no-wait-until";

/** Longer than a test waits for an answer; bounded, so that the Worker can end. */
const HANG_MS = 20_000;
/** So short that no caller times out. */
const SLOW_MS = 400;

const now = Date.now;
let clockAheadMs = 0;
Date.now = () => now() + clockAheadMs;

export default {
  fetch(request, env, ctx) {
    clockAheadMs += Number(request.headers.get("x-clock-ms") ?? 0);
    const faults = (request.headers.get("x-fault") ?? "").split(",").filter((name) => name !== "") as Fault[]; // written by a test
    const forgetful = { ...ctx, waitUntil: () => {} } as unknown as ExecutionContext; // all that the edge calls
    return edge.fetch(
      request,
      faults.reduce((broken, fault) => (fault === "no-wait-until" ? broken : FAULTS[fault](broken)), env),
      faults.includes("no-wait-until") ? forgetful : ctx,
    );
  },
} satisfies ExportedHandler<Env>;

const refuse = () => Promise.reject(new Error("planted fault"));
const odd = () => Promise.resolve('{"v":99,"status":"active"}');
const hang = () =>
  new Promise<never>((_, reject) => setTimeout(() => reject(new Error("planted fault, after a while")), HANG_MS));

const queueThat = (send: () => Promise<never>) => ({ send }) as unknown as Queue; // all that the edge calls
const kvThat = (get: () => Promise<string>) => ({ get }) as unknown as KVNamespace; // all that the edge calls
const controlThat = (answer: () => Promise<string>): ControlPort => ({
  findSnapshot: answer,
  storeClicks: async () => void (await answer()),
  fetch: async () => new Response(await answer()),
});

const slow = (queue: Queue) =>
  ({
    async send(body: string, options: QueueSendOptions) {
      console.log({ event: "fault.sending", clicks: body.split('"clickId"').length - 1 });
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      return queue.send(body, options);
    },
  }) as unknown as Queue; // all that the edge calls

const slowKv = (kv: KVNamespace) =>
  ({
    async get(key: string, options: { type: "text" }) {
      console.log({ event: "fault.kv-read", key });
      await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      return kv.get(key, options);
    },
  }) as unknown as KVNamespace; // all that the edge calls

const logged = (queue: Queue, number: number) =>
  ({
    send(body: string, options: QueueSendOptions) {
      console.log({ event: "fault.queue", number });
      return queue.send(body, options);
    },
  }) as unknown as Queue; // all that the edge calls

let hung = false;

const hangingOnce = (queue: Queue) =>
  ({
    send(body: string, options: QueueSendOptions) {
      if (hung) return queue.send(body, options);
      hung = true;
      return hang();
    },
  }) as unknown as Queue; // all that the edge calls
