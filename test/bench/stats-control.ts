/**
 * The control plane for the benchmark of reports. `/fill` gives made-up clicks to the consumer's own code, `/close` counts
 * the days that are over, `/bare` runs one query on the same database, and `/counted` tells how many rows D1 read since
 * `/counting`. Timed from outside: the clock stands here.
 */
import type { ClickEvent } from "@waymark/contract/click-event";
import { mintClickId } from "@waymark/contract/click-id";
import { CLICK_KEYS } from "@waymark/contract/testing";
import { closeDays, recordClicks } from "@waymark/network/click";
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";
import { contextOf } from "../../apps/control/src/context.ts";

export { EdgePort, SignInGuard };

type Env = Parameters<typeof control.queue>[1];

/** A link with its records. */
export interface BenchLink {
  id: string;
  number: number;
  offerId: string;
  webmasterId: string;
  landingId: string | null;
}

export interface FillRequest {
  clicks: number;
  /** Unix ms. */
  since: number;
  until: number;
}

export interface BareRequest {
  binding: string;
  sql: string;
  parameters: unknown[];
}

let links: BenchLink[] = [];
let rowsRead = 0;
let isCounting = false;
let watched: Env | undefined;

export default {
  ...control,
  async fetch(request: Request, env: Env, ctx: ExecutionContext) {
    switch (new URL(request.url).pathname) {
      case "/links":
        links = await request.json<BenchLink[]>();
        return new Response(null, { status: 204 });
      case "/fill":
        return Response.json(await fill(env, await request.json<FillRequest>()));
      case "/close":
        return Response.json(await closeDays(contextOf(env, JOB)));
      case "/bare": {
        const { binding, sql, parameters } = await request.json<BareRequest>();
        const database = env[binding as "DB"]; // one of D1's
        const rows = await database
          .prepare(sql)
          .bind(...parameters)
          .raw();
        return Response.json({ rows: rows.length });
      }
      case "/counting":
        [isCounting, rowsRead] = [true, 0];
        return new Response(null, { status: 204 });
      case "/counted":
        isCounting = false;
        return Response.json(rowsRead);
      default:
        watched ??= watchAll(env);
        return control.fetch(request, watched, ctx);
    }
  },
};

const JOB = { role: "system", job: "bench" } as const;

async function fill(env: Env, { clicks, since, until }: FillRequest) {
  // Clicks of the past are stored as they were then.
  const ctx = { ...contextOf(env, JOB), now: () => until };
  const events = Array.from({ length: clicks }, (_, i) => clickAt(since + Math.floor(((until - since) * i) / clicks)));
  const { refused } = await recordClicks(ctx, events);
  return { refused: refused.length };
}

/** 60 countries and 24 agents, each with a weight of 1 by its rank, like the links. */
const COUNTRIES = Array.from({ length: 60 }, (_, i) => String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26)));
const SYSTEMS = ["Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64"];
const PHONES = [
  "iPhone; CPU iPhone OS 19_1 like Mac OS X",
  "Linux; Android 15; Pixel 9",
  "Linux; Android 14; SM-S918B",
];
const BROWSERS = [
  "Chrome/142.0.0.0",
  "Firefox/145.0",
  "Chrome/142.0.0.0 YaBrowser/25.10",
  "Chrome/142.0.0.0 OPR/120.0",
] as const;
const AGENTS = [...SYSTEMS, ...PHONES].flatMap((system, i) =>
  BROWSERS.map(
    (browser) => `Mozilla/5.0 (${system}) AppleWebKit/537.36 ${browser}${i < 3 ? "" : " Mobile"} Safari/537.36`,
  ),
);

/** Zipf's distribution: the n-th of them has a weight of 1/n, nearly. */
const pick = <Item>(items: readonly Item[]): Item =>
  items[Math.min(items.length, Math.floor((items.length + 1) ** Math.random())) - 1] as Item; // never empty

function clickAt(clickedAt: number): ClickEvent {
  const link = pick(links);
  const visitor = crypto.getRandomValues(new Uint8Array(16));
  return {
    clickId: mintClickId(CLICK_KEYS, {
      ...{ clickedAt, bucket: visitor[0] ?? 0, linkNumber: link.number },
      random: crypto.getRandomValues(new Uint8Array(5)),
    }),
    ...{ linkId: link.id, offerId: link.offerId, webmasterId: link.webmasterId, landingId: link.landingId },
    ...{ advertiserId: "adv_demo", decision: "landing", reason: null },
    visitor: btoa(String.fromCharCode(...visitor)),
    ...{ country: pick(COUNTRIES), region: "", city: "", asn: 3320, language: "en-us" },
    userAgent: pick(AGENTS),
    ...{ sub1: "", sub2: "", sub3: "", sub4: "", sub5: "", source: "", cut: false },
    ...{ isolate: "bench", sequence: 1 },
  };
}

/** All databases, counting what is read from them while that is asked for. */
function watchAll(env: Env): Env {
  const shards = Object.keys(env).filter((name) => /^CLICKS_\d+$/.test(name)) as "CLICKS_0"[]; // each is a shard
  const all = Object.fromEntries(shards.map((name) => [name, counting(env[name] as D1Database)]));
  return { ...env, DB: counting(env.DB), ...all };
}

const counting = (database: D1Database): D1Database =>
  new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "prepare") return (sql: string) => countingStatement(target.prepare(sql));
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });

const countingStatement = (statement: D1PreparedStatement): D1PreparedStatement =>
  new Proxy(statement, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "bind") return (...values: unknown[]) => countingStatement(target.bind(...values));
      if (name === "raw" || name === "all")
        return async () => {
          // Lists of values come without the bill, so they are read twice.
          if (isCounting) rowsRead += (await target.all()).meta.rows_read;
          return target[name]();
        };
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
