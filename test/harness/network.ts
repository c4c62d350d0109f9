import { insertMinimums } from "@waymark/network/payout";
import { drainOutbox } from "@waymark/network/publishing";
import { type LinkRow } from "@waymark/network/link";
import {
  createAdvertiser,
  insertApiKey,
  createPostbackToken,
  createWebmaster,
  sha256Hex,
} from "@waymark/network/identity";
import { openShards, openDatabase, type ClickTables, type Tables } from "@waymark/network/db";
import { type ClickRow } from "@waymark/network/click";
import { UNCALLED, type Actor, type Context } from "@waymark/network/context";
import { readVault } from "@waymark/network/vault";
import { mintPostbackToken, TOKEN_RANDOM_BYTES } from "@waymark/contract/postback-token";
import { createClient, type Client } from "@waymark/client";
import { DEMO } from "@waymark/dev/demo";
import {
  LOCAL_SECRETS,
  startLocalNetwork,
  type ShardBinding,
  type LocalNetwork,
  type LocalNetworkOptions,
} from "@waymark/dev/local-network";
import { expect } from "vitest";
import { openApi, type Api, type Link, type Offer } from "./api.ts";
import { databaseBehindDoor } from "./door.ts";
import { CACHE, newState } from "./template.ts";
import { freshAddress, unique } from "./unique.ts";
import { until } from "./until.ts";

export { freshAddress, unique };

/** A running network with the demo accounts, and helpers for tests. */
export interface TestNetwork {
  localNetwork: LocalNetwork;
  /** Every line that a Worker logged. */
  logs: string[];
  operator: Api;
  advertiser: Api;
  webmaster: Api;
  /** The API with another key, or with none. */
  api(key?: string): Api;
  /** The typed client with a key, for requests that must succeed. */
  client(key: string): Client;
  /** A context for the domain's verbs, called directly on the network's databases. */
  context(actor?: Actor, now?: () => number): Context;
  rows<T>(database: "DB" | ShardBinding, query: string, ...parameters: unknown[]): Promise<T[]>;
  /** Stored clicks of all shards and months by click_ID, e.g. those `where("link_id = ?", id)`. */
  stored(where?: string, ...parameters: unknown[]): Promise<ClickRow[]>;
  /** The edge's answer to a new visitor at this path. */
  visit(path: string, init?: VisitInit): Promise<Response>;
  /** Where a new visitor is led by what is published now: the edge forgets its copies, which expire after ten seconds. */
  destination(path: string): Promise<string | null>;
  /** The click_ID of a visit that must lead to a landing. */
  click(path?: string, init?: VisitInit): Promise<string>;
  postback(fields: Record<string, string>, init?: RequestInit): Promise<Response>;
  /** The receipt of a postback that must be accepted. */
  sell(fields: Record<string, string>): Promise<string>;
  newOffer(terms?: Record<string, unknown>): Promise<Offer>;
  newLink(offerId?: string, slug?: string): Promise<Link>;
  /** Publishes every change to KV now. */
  publish(): Promise<void>;
  stop(): Promise<void>;
}

export interface VisitInit {
  method?: string;
  headers?: Record<string, string>;
}

/** A new account with its API key. */
export interface Account {
  id: string;
  key: string;
  /** Advertisers only. */
  token: string;
}

const OWN_TRAFFIC_KEYS = {
  vault: readVault(LOCAL_SECRETS.VAULT_KEYS),
  visitorSecret: LOCAL_SECRETS.VISITOR_SECRET,
};

/** Deployed queues wait a second for more messages, and so would every test that waits for a click or a postback. */
const BATCH_SECONDS = 0.1;

export async function startNetwork(options: LocalNetworkOptions = {}): Promise<TestNetwork> {
  const logs: string[] = [];
  const control = new URL("control-with-door.ts", import.meta.url).pathname;
  const edge = new URL("forgetful-edge.ts", import.meta.url).pathname;
  const entries = { control, edge, ...options.entries };
  // Runtimes that are apart share their state in a form of its own.
  const own =
    options.state === undefined && options.isApart !== true ? await newState({ ...options, entries }) : undefined;
  // A template has the demo network, whose offers lead to the shop of another run.
  const needsSeed = own === undefined || options.vars?.shop !== undefined;
  const localNetwork = await startLocalNetwork({
    batchSeconds: BATCH_SECONDS,
    bundles: CACHE,
    ...(own !== undefined && { state: own.folder, isComplete: !needsSeed }),
    ...options,
    entries,
    onLog: (line) => logs.push(line),
  });
  if (needsSeed) await localNetwork.seed();
  const behindDoor = (binding: string) => databaseBehindDoor(localNetwork.origins.control, binding);
  const files = openedWhenUsed(() => localNetwork.bucket("FILES"));
  const archive = openedWhenUsed(() => localNetwork.bucket("ARCHIVE"));
  const db = openDatabase<Tables>(behindDoor("DB"));
  const clicks = openShards(
    localNetwork.shards.map((binding) => openDatabase<ClickTables>(behindDoor(binding))),
    [{ since: "2026-01-01", shards: localNetwork.shards.length }],
  );
  const api = (key?: string) => openApi(localNetwork.origins.control, key);
  const client = (key: string) => createClient({ origin: localNetwork.origins.control, key });

  const network: TestNetwork = {
    localNetwork,
    logs,
    operator: api(DEMO.keys.operator),
    webmaster: api(DEMO.keys.webmaster),
    advertiser: api(DEMO.keys.advertiser),
    api,
    context: (actor = { role: "operator", id: "key_test" }, now = Date.now) => ({
      db,
      clicks,
      files,
      archive,
      actor,
      now,
      ...UNCALLED,
      ownTrafficKeys: () => OWN_TRAFFIC_KEYS,
    }),
    async rows<T>(database: "DB" | ShardBinding, query: string, ...parameters: unknown[]) {
      const { results } = await behindDoor(database)
        .prepare(query)
        .bind(...parameters)
        .all<T>();
      return results;
    },
    async stored(where = "true", ...parameters) {
      const found: ClickRow[] = [];
      for (const shard of localNetwork.shards) {
        const months = await network.rows<{ name: string }>(
          shard,
          "SELECT name FROM click_month WHERE dropped_at IS NULL ORDER BY since",
        );
        for (const { name } of months)
          found.push(
            ...(await network.rows<ClickRow>(shard, `SELECT * FROM click_${name} WHERE ${where}`, ...parameters)),
          );
      }
      return found.sort((a, b) => (a.click_id < b.click_id ? -1 : 1));
    },
    visit: (path, { method = "GET", headers = {} } = {}) =>
      fetch(localNetwork.origins.edge + path, {
        method,
        headers: { "user-agent": PERSON, "x-dev-ip": freshAddress(), ...headers },
        redirect: "manual",
      }),
    destination: async (path) => (await network.visit(path, { headers: { "x-forget": "1" } })).headers.get("location"),
    async click(path = `/${DEMO.slugs.demo}`, init) {
      const response = await network.visit(path, init);
      expect(response.status).toBe(302);
      return clickIdOf(response);
    },
    postback: (fields, init) =>
      fetch(
        `${localNetwork.origins.edge}/postback?${new URLSearchParams({ token: DEMO.postbackToken, ...fields }).toString()}`,
        init,
      ),
    async sell(fields) {
      const response = await network.postback(fields);
      const body = (await response.json()) as { id: string; status: string }; // expected next
      expect({ code: response.status, ...body }).toEqual({
        code: 200,
        status: "accepted",
        id: expect.stringMatching(/^rcp_[0-9a-hjkmnp-tv-z]{24}$/) as string,
      });
      return body.id;
    },
    client,
    async newOffer(terms = {}) {
      const body = { ...OFFER, name: unique("Offer"), ...terms };
      const offer = await client(DEMO.keys.operator).call("createOffer", { body });
      if ("act" in offer) throw new Error(`the offer waits: ${offer.description}`);
      return offer;
    },
    newLink: (offerId = DEMO.offers.demo, slug = unique("s")) =>
      client(DEMO.keys.webmaster).call("createLink", { body: { offer_id: offerId, slug } }),
    async publish() {
      const ctx = network.context({ role: "system", job: "test" });
      const kv = await localNetwork.kv();
      await until("the outbox is empty", async () => {
        await drainOutbox(ctx, kv);
        return (await network.rows("DB", "SELECT key FROM outbox")).length === 0;
      });
    },
    async stop() {
      await localNetwork.stop();
      await own?.remove();
    },
  };
  return network;
}

/** The bucket that `open` returns. The first handle of a network's bindings costs half a second, and few tests need it. */
function openedWhenUsed(open: () => Promise<R2Bucket>): R2Bucket {
  let opening: Promise<R2Bucket> | undefined;
  const call =
    (name: string | symbol) =>
    async (...args: unknown[]) => {
      const bucket = await (opening ??= open());
      return (Reflect.get(bucket, name) as (...args: unknown[]) => unknown).apply(bucket, args); // R2's own
    };
  return new Proxy({} as R2Bucket, { get: (_, name) => (name === "then" ? undefined : call(name)) }); // each method that is called is asynchronous
}

/** A real browser's user agent. */
export const PERSON =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";

/** Default fields of a test's offer: the demo offer's terms. */
const OFFER = {
  advertiser_id: DEMO.advertiser,
  goals: [{ code: "sale", is_default: true, currency: "USD", revenue_bps: 1_300, commission_bps: 1_000 }],
  landings: [{ url: "https://shop.example/?click_id={click_id}" }],
};

export function clickIdOf(response: Response): string {
  const clickId = new URL(response.headers.get("location") ?? "").searchParams.get("click_id") ?? "";
  expect(clickId).toMatch(/^[0-9a-hjkmnp-tv-z]{40}$/);
  return clickId;
}

/** Currencies in which tests pay. */
const PAID_CURRENCIES = ["USD", "EUR", "GBP", "CHF", "NOK", "JPY", "KWD", "RUB", "KZT", "PLN"];

/** A new active advertiser or webmaster with an API key; an advertiser also has a postback token. */
export async function admit(
  network: TestNetwork,
  role: "advertiser" | "webmaster",
  terms: { holdDays?: number; minimumMinor?: number } = {},
): Promise<Account> {
  const { db, now } = network.context();
  const id = unique(role === "advertiser" ? "adv" : "wm").replace("-", "_");
  const random = crypto.getRandomValues(new Uint8Array(TOKEN_RANDOM_BYTES));
  const token = mintPostbackToken(LOCAL_SECRETS.POSTBACK_SECRET, random);
  const account: Account = { id, key: `key-of-${id}`, token };
  const row = { id, name: id, status: "active", created_at: now() } as const;
  await db.write([
    ...(role === "advertiser"
      ? [
          ...createAdvertiser(row),
          ...createPostbackToken({
            id: `ptk_${id}`,
            sha256: await sha256Hex(account.token),
            advertiser_id: id,
            created_at: now(),
            revoked_at: null,
          }),
        ]
      : [
          ...createWebmaster({ ...row, hold_days: terms.holdDays ?? 0 }),
          ...insertMinimums(
            id,
            PAID_CURRENCIES.map((currency) => ({ currency, amountMinor: terms.minimumMinor ?? 0 })),
          ),
        ]),
    ...insertApiKey({
      sha256: await sha256Hex(account.key),
      id: `key_${id}`,
      name: "test",
      role,
      advertiser_id: role === "advertiser" ? id : null,
      webmaster_id: role === "webmaster" ? id : null,
      created_at: now(),
      revoked_at: null,
    }),
  ]);
  return account;
}

/** The row of a link, with the number in its click_IDs. */
export async function linkRow(network: TestNetwork, slug: string = DEMO.slugs.demo): Promise<LinkRow> {
  const [row] = await network.rows<LinkRow>("DB", "SELECT * FROM link WHERE slug = ?", slug);
  if (row === undefined) throw new Error(`no link ${slug}`);
  return row;
}
