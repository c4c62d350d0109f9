import { DEMO } from "@waymark/dev/demo";
import type { LocalNetwork } from "@waymark/dev/local-network";
import { figure, median, type Figure } from "./figure.ts";

const BENCH = "api";
const LINKS_A_REQUEST = 1_000;
const REQUESTS = 5;
const POLL_MS = 50;

/** Links created by the thousand: until the answer, which is durable, and until KV has all of them. */
export async function benchBulk(localNetwork: LocalNetwork): Promise<Figure[]> {
  await createMany(localNetwork);
  await published(localNetwork);
  const answered: number[] = [];
  const settled: number[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const began = performance.now();
    await createMany(localNetwork);
    answered.push(perSecond(began));
    await published(localNetwork);
    settled.push(perSecond(began));
  }
  return [
    figure(BENCH, "bulk creation until the answer", median(answered), "links/s", ">=1000"),
    figure(BENCH, "bulk creation until published", median(settled), "links/s of 2000"),
  ];
}

const perSecond = (began: number) => LINKS_A_REQUEST / ((performance.now() - began) / 1_000);

async function createMany({ origins }: LocalNetwork): Promise<void> {
  const link = { offer_id: DEMO.offers.demo, defaults: { sub1: "newsletter" } };
  const response = await fetch(`${origins.control}/api/v1/links/bulk`, {
    method: "POST",
    headers: { authorization: `Bearer ${DEMO.keys.webmaster}`, "content-type": "application/json" },
    body: JSON.stringify({ links: Array.from({ length: LINKS_A_REQUEST }, () => link) }),
  });
  const { data } = (await response.json()) as { data: { error: unknown }[] }; // of our own API
  if (data.length !== LINKS_A_REQUEST || data.some(({ error }) => error !== null))
    throw new Error("links were not created");
}

/** Waits until KV has every change. */
export async function published({ database }: LocalNetwork): Promise<void> {
  const outbox = (await database("control", "DB")).prepare("SELECT 1 FROM outbox LIMIT 1");
  while ((await outbox.first()) !== null) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
