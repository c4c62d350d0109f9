/**
 * The control plane for the benchmark of the consumer. `/prepare` makes the messages of a batch, `/take` gives them to
 * the consumer and tells what D1 billed, `/bare` inserts the very rows of the last batch, and nothing else, into
 * another database; `/forget` lets go of it. `/kept` closes all days and tells how many bytes stay for ever. Timed from outside: the clock stands here.
 */
import { clickBatchOf, type ClickEvent } from "@waymark/contract/click-event";
import { mintClickId } from "@waymark/contract/click-id";
import { CLICK_KEYS } from "@waymark/contract/testing";
import { closeDays, DAY_TABLES } from "@waymark/network/click";
import { contextOf } from "../../apps/control/src/context.ts";
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

type Env = Parameters<typeof control.queue>[1];

export interface PrepareRequest {
  mix: IngestMix;
  messages: number;
  /** Unix ms of the batch's first click. */
  since: number;
  /** Clicks so far: visitors are numbered on. */
  from: number;
  /** Duration of a batch. */
  spanMs: number;
}

/** One hot link with a different `sub2` for each visitor, or a thousand links that share the clicks. */
export type IngestMix = "hot" | "thousand";

export interface TakeAnswer {
  clicks: number;
  rowsWritten: number;
  rowsRead: number;
  sizeBytes: number;
  statements: number;
}

const CLICKS_A_MESSAGE = 100;
const LINKS: Record<IngestMix, number> = { hot: 1, thousand: 1_000 };

let prepared: string[] = [];
/** The inserts of raw clicks of the last batch. */
let inserted: { sql: string; values: unknown[] }[] = [];
let bill = { rowsWritten: 0, rowsRead: 0, sizeBytes: 0, statements: 0 };
let watched: Env | undefined;

export default {
  ...control,
  async fetch(request: Request, env: Env, ctx: ExecutionContext) {
    switch (new URL(request.url).pathname) {
      case "/prepare":
        await numberRecords(env);
        prepared = messagesOf(await request.json<PrepareRequest>());
        return new Response(null, { status: 204 });
      case "/take":
        return Response.json(await take(env));
      case "/forget":
        prepared = [];
        inserted = [];
        return new Response(null, { status: 204 });
      case "/bare":
        return Response.json(await insertBare(env));
      case "/kept":
        return Response.json(await keptBytes(env));
      default:
        return control.fetch(request, env, ctx);
    }
  },
};

/** Gives the records of the clicks their numbers, as new records get them. */
async function numberRecords({ DB }: Env): Promise<void> {
  const ids = Array.from({ length: LINKS.thousand }, (_, link) => {
    const { offerId, webmasterId, landingId } = recordsOf(link);
    return [offerId, webmasterId, landingId];
  });
  await DB.prepare("INSERT INTO entity_number (id) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING")
    .bind(JSON.stringify([...new Set(ids.flat())]))
    .run();
}

async function take(env: Env): Promise<TakeAnswer> {
  watched ??= { ...env, CLICKS_0: watch(env.CLICKS_0) };
  bill = { rowsWritten: 0, rowsRead: 0, sizeBytes: 0, statements: 0 };
  inserted = [];
  const messages = prepared.map((body) => ({
    ...{ id: crypto.randomUUID(), body, attempts: 1, timestamp: new Date() },
    ack: () => undefined,
    retry: () => undefined,
  }));
  let isRetried = false;
  await control.queue(
    {
      ...{ queue: "clicks", messages, ackAll: () => undefined },
      retryAll: () => void (isRetried = true),
    } as unknown as MessageBatch, // all that the consumer uses
    watched,
  );
  if (isRetried) throw new Error("the consumer failed");
  return { clicks: prepared.length * CLICKS_A_MESSAGE, ...bill };
}

async function insertBare({ CLICKS_1: d1 }: Env): Promise<{ rowsWritten: number }> {
  if (d1 === undefined || inserted.length === 0) throw new Error("nothing to insert");
  const results = await d1.batch(
    inserted.map(({ sql, values }) => d1.prepare(sql.replace("jsonb_each", "json_each")).bind(...values)),
  );
  return { rowsWritten: results.reduce((sum, { meta }) => sum + meta.rows_written, 0) };
}

/** The bytes of what is never dropped: raw clicks and hours are. Measured by a copy of these tables alone. */
async function keptBytes(env: Env): Promise<number> {
  while (await closeDays(contextOf(env, { role: "system", job: "bench" })));
  const d1 = env.CLICKS_0;
  if (d1 === undefined) throw new Error("no click shard");
  const sizeNow = async () => (await d1.prepare("SELECT 1").run()).meta.size_after;
  const before = await sizeNow();
  for (const name of [...Object.keys(DAY_TABLES), "day_size", "sub_day"]) {
    const sql = await d1.prepare("SELECT sql FROM sqlite_master WHERE name = ?").bind(name).first<string>("sql");
    await d1.prepare((sql ?? "").replace(name, `kept_${name}`)).run();
    await d1.prepare(`INSERT INTO kept_${name} SELECT * FROM ${name}`).run();
  }
  return (await sizeNow()) - before;
}

/** A click shard that records its bill and its inserts of raw clicks. */
function watch(d1: D1Database | undefined): D1Database {
  if (d1 === undefined) throw new Error("no click shard");
  const kept = new WeakMap<D1PreparedStatement, { sql: string; values: unknown[] }>();
  return {
    prepare(sql: string) {
      const statement = d1.prepare(sql);
      return new Proxy(statement, {
        get(target, name) {
          if (name !== "bind") return Reflect.get(target, name).bind(target) as unknown;
          return (...values: unknown[]) => {
            const bound = target.bind(...values);
            kept.set(bound, { sql, values });
            return bound;
          };
        },
      });
    },
    async batch(statements: D1PreparedStatement[]) {
      const results = await d1.batch(statements);
      for (const { meta } of results) {
        bill.rowsWritten += meta.rows_written;
        bill.rowsRead += meta.rows_read;
      }
      bill.sizeBytes = results.at(-1)?.meta.size_after ?? 0;
      bill.statements += statements.length;
      for (const statement of statements) {
        const known = kept.get(statement);
        if (known !== undefined && /^INSERT INTO click_\d/.test(known.sql)) inserted.push(known);
      }
      return results;
    },
  } as unknown as D1Database; // all that the network uses
}

const PLACES = [
  { country: "DE", region: "BE", city: "Berlin", asn: 3320, language: "de-de", weight: 30 },
  { country: "PL", region: "14", city: "Warsaw", asn: 5617, language: "pl-pl", weight: 18 },
  { country: "KZ", region: "ALA", city: "Almaty", asn: 9198, language: "ru-kz", weight: 15 },
  { country: "BR", region: "SP", city: "São Paulo", asn: 28573, language: "pt-br", weight: 14 },
  { country: "US", region: "CA", city: "Los Angeles", asn: 7018, language: "en-us", weight: 13 },
  { country: "MX", region: "CMX", city: "Mexico City", asn: 8151, language: "es-mx", weight: 10 },
];

const AGENTS = [
  {
    agent: (n: number) =>
      `Mozilla/5.0 (Linux; Android 15; Pixel ${n % 40}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36`,
    weight: 42,
  },
  {
    agent: (n: number) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS 19_${n % 5} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1`,
    weight: 24,
  },
  {
    agent: (n: number) =>
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${138 + (n % 5)}.0.0.0 Safari/537.36`,
    weight: 20,
  },
  {
    agent: () =>
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15",
    weight: 7,
  },
  { agent: () => "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", weight: 4 },
  { agent: () => "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", weight: 3 },
];

const CAMPAIGNS = ["newsletter", "review", "banner", "video"];

function messagesOf({ mix, messages, since, from, spanMs }: PrepareRequest): string[] {
  const clicks = messages * CLICKS_A_MESSAGE;
  return Array.from({ length: messages }, (_, message) =>
    clickBatchOf(
      Array.from({ length: CLICKS_A_MESSAGE }, (__, i) => {
        const n = message * CLICKS_A_MESSAGE + i;
        return JSON.stringify(clickOf(mix, from + n, Math.floor(since + (n * spanMs) / clicks)));
      }),
    ),
  );
}

const recordsOf = (link: number) => ({
  offerId: `off_${String(link % 50).padStart(24, "0")}`,
  webmasterId: `wm_${String(link % 100).padStart(24, "0")}`,
  landingId: `lnd_${String(link % 50).padStart(24, "0")}`,
});

/** Every click is of a different visitor. */
function clickOf(mix: IngestMix, n: number, clickedAt: number): ClickEvent {
  const link = 1 + Math.floor(Math.random() * LINKS[mix]);
  const visitor = crypto.getRandomValues(new Uint8Array(16));
  const { weight: _, ...place } = pick(PLACES);
  return {
    clickId: mintClickId(CLICK_KEYS, {
      ...{ clickedAt, bucket: visitor[0] ?? 0, linkNumber: link },
      random: crypto.getRandomValues(new Uint8Array(5)),
    }),
    linkId: `lnk_${String(link).padStart(24, "0")}`,
    ...recordsOf(link),
    advertiserId: `adv_${String(link % 10).padStart(24, "0")}`,
    ...{ decision: "landing", reason: null },
    visitor: btoa(String.fromCharCode(...visitor)),
    ...place,
    userAgent: pick(AGENTS).agent(n),
    sub1: CAMPAIGNS[n % CAMPAIGNS.length] ?? "",
    sub2: mix === "hot" ? `visit-${n}` : "",
    ...{ sub3: "", sub4: "", sub5: "", source: "", cut: false },
    ...{ isolate: `isolate-${n % 20}`, sequence: 1 + Math.floor(n / 20) },
  };
}

function pick<Item extends { weight: number }>(items: readonly Item[]): Item {
  let left = Math.random() * items.reduce((sum, { weight }) => sum + weight, 0);
  const found = items.find(({ weight }) => (left -= weight) < 0) ?? items[0];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}
