import { DEMO } from "@waymark/dev/demo";
import { startLocalNetwork, type LocalNetwork } from "@waymark/dev/local-network";
import { benchBulk, published } from "./api-bulk.ts";
import { benchExports } from "./exports.ts";
import { figure, median, type Figure } from "./figure.ts";
import { run, type LoadRequest, type LoadResult } from "./load.ts";

const BENCH = "api";
const ROUNDS = 7;
const ROUND_SECONDS = 1;
const WARM_UP_SECONDS = 1;

/** Many short rounds, so that other load on the machine affects all subjects equally. */
const LATENCY_ROUNDS = 20;
const LATENCY_ROUND_SECONDS = 0.5;
const CONNECTIONS = 8;

/** Far below saturation, so that latency is measured without queueing. */
const RATE_PER_SECOND = 50;
const LINKS = 100;

/** How long the authentication caches a key. */
const KEY_REMEMBERED_MS = 5_000;

const HERE = new URL(".", import.meta.url).pathname;

interface Subject {
  name: string;
  request: (n: number) => LoadRequest;
  status: number;
  /** Its rounds last until KV has what it wrote. */
  isPublished: boolean;
  rounds: LoadResult[];
}

/**
 * List, get and create through the whole stack, each against a bare Hono handler in the same Worker that does the same
 * single read or insert on the same D1, in turn; what a look-up of a key or session costs; creation in bulk; exports.
 */
export async function benchApi(): Promise<Figure[]> {
  return [...(await benchRequests()), ...(await benchExports())];
}

async function benchRequests(): Promise<Figure[]> {
  const localNetwork = await startLocalNetwork({ entries: { control: `${HERE}counted-control.ts` } });
  try {
    await localNetwork.seed();
    const link = await makeLinks(localNetwork);
    const subjects = subjectsOf(link, await signIn(localNetwork));
    const figures = [
      ...(await lookUps(localNetwork, subjects)),
      ...(await latencies(localNetwork, subjects)),
      ...(await throughputs(localNetwork, subjects)),
      ...(await benchBulk(localNetwork)),
    ];
    const wrong = Object.values(subjects).map(({ rounds, status }) =>
      rounds.reduce((sum, { statuses, requests }) => sum + requests - (statuses.get(status) ?? 0), 0),
    );
    return [
      ...figures,
      figure(
        BENCH,
        "answers of another status",
        wrong.reduce((a, b) => a + b, 0),
        "answers",
        "=0",
      ),
    ];
  } finally {
    await localNetwork.stop();
  }
}

type Subjects = ReturnType<typeof subjectsOf>;

function subjectsOf(link: string, cookie: string) {
  const key = { authorization: `Bearer ${DEMO.keys.webmaster}` };
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ offer_id: DEMO.offers.demo });
  const subject = (name: string, request: LoadRequest, status = 200): Subject => ({
    name,
    request: () => request,
    status,
    isPublished: name === "create",
    rounds: [],
  });
  return {
    bareList: subject("bare list", { path: "/bare/links", headers: {} }),
    list: subject("list", { path: "/api/v1/links", headers: key }),
    bareGet: subject("bare get", { path: `/bare/links/${link}`, headers: {} }),
    get: subject("get", { path: `/api/v1/links/${link}`, headers: key }),
    sessionGet: subject("get by session", { path: `/api/v1/links/${link}`, headers: { cookie } }),
    bareCreate: subject("bare create", { path: "/bare/links", headers: json, body }, 201),
    create: subject("create", { path: "/api/v1/links", headers: { ...json, ...key }, body }, 201),
  };
}

/** Reads of a look-up, counted by statement: with a key that is not cached, and with a cached one. */
async function lookUps(localNetwork: LocalNetwork, { get, sessionGet }: Subjects): Promise<Figure[]> {
  const { control } = localNetwork.origins;
  const reads = async ({ request }: Subject) => {
    const { path, headers } = request(0);
    await fetch(`${control}/counted`);
    const response = await fetch(control + path, { headers });
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
    await response.body?.cancel();
    const { statements } = (await (await fetch(`${control}/counted`)).json()) as { statements: string[] };
    return statements.filter((sql) => /^select .*from "(api_key|session)"/is.test(sql)).length;
  };
  const fresh = await reads(get);
  const remembered = await reads(get);
  const session = await reads(sessionGet);
  // While the key is in use, it is looked up again each time its cache entry has expired.
  await fetch(`${control}/counted`);
  const began = performance.now();
  await run({
    origin: control,
    connections: 1,
    seconds: (KEY_REMEMBERED_MS + 1_500) / 1_000,
    request: get.request,
    rate: 20,
  });
  const { statements } = (await (await fetch(`${control}/counted`)).json()) as { statements: string[] };
  const again = statements.filter((sql) => /from "api_key"/i.test(sql)).length;
  return [
    figure(BENCH, "key look-up: D1 reads, first request", fresh, "reads", "<=1"),
    figure(BENCH, "key look-up: D1 reads, remembered", remembered, "reads", "=0"),
    figure(BENCH, "key look-up: remembered for at most", (performance.now() - began) / 1_000 / again, "s", "<=10"),
    figure(BENCH, "session look-up: D1 reads a request", session, "reads", "<=1"),
  ];
}

/** The p50 of a GET at a fixed rate, by key and by session, against the bare one. */
async function latencies(localNetwork: LocalNetwork, { bareGet, get, sessionGet }: Subjects): Promise<Figure[]> {
  const subjects = [bareGet, get, sessionGet];
  await rounds(localNetwork, subjects, {
    count: LATENCY_ROUNDS,
    seconds: LATENCY_ROUND_SECONDS,
    rate: RATE_PER_SECOND,
  });
  const p50 = ({ rounds: results }: Subject) => median(results.map(({ p50Ms }) => p50Ms));
  const ratio = (subject: Subject) =>
    median(subject.rounds.map(({ p50Ms }, i) => p50Ms / (bareGet.rounds[i]?.p50Ms ?? NaN)));
  return [
    ...subjects.map((subject) => figure(BENCH, `${subject.name}: p50 at ${RATE_PER_SECOND}/s`, p50(subject), "ms")),
    figure(BENCH, `get by key/bare: p50 at ${RATE_PER_SECOND}/s`, ratio(get), "ratio", "<=2.5"),
    figure(BENCH, `get by session/bare: p50 at ${RATE_PER_SECOND}/s`, ratio(sessionGet), "ratio", "<=2.5"),
  ];
}

/**
 * Requests a second at saturation, against the bare handlers. Creating comes last: it makes the lists longer. A round of
 * it ends when KV has its links.
 */
async function throughputs(localNetwork: LocalNetwork, of: Subjects): Promise<Figure[]> {
  const pairs = [
    { full: of.list, bare: of.bareList, bound: ">=0.65" },
    { full: of.get, bare: of.bareGet, bound: ">=0.65" },
    { full: of.create, bare: of.bareCreate, bound: ">=0.15" },
  ];
  const figures: Figure[] = [];
  for (const { full, bare, bound } of pairs) {
    for (const subject of [bare, full]) subject.rounds = [];
    await rounds(localNetwork, [bare, full], { count: ROUNDS, seconds: ROUND_SECONDS });
    const perSecond = ({ rounds: results }: Subject) => median(results.map((result) => result.perSecond));
    const ratio = median(full.rounds.map((result, i) => result.perSecond / (bare.rounds[i]?.perSecond ?? NaN)));
    figures.push(
      figure(BENCH, `${bare.name}: throughput`, perSecond(bare), "1/s"),
      figure(BENCH, `${full.name}: throughput`, perSecond(full), "1/s"),
      figure(BENCH, `${full.name}/bare: throughput`, ratio, "ratio", bound),
    );
  }
  return figures;
}

/** Rounds of each subject in turn, after an unmeasured warm-up. */
async function rounds(
  localNetwork: LocalNetwork,
  subjects: readonly Subject[],
  { count, seconds, rate }: { count: number; seconds: number; rate?: number },
) {
  const load = ({ request }: Subject, lasting: number) =>
    run({
      origin: localNetwork.origins.control,
      connections: CONNECTIONS,
      seconds: lasting,
      request,
      ...(rate !== undefined && { rate }),
    });
  for (const subject of subjects) {
    await load(subject, WARM_UP_SECONDS);
    await published(localNetwork);
  }
  for (let round = 0; round < count; round++)
    for (const subject of subjects) {
      const began = performance.now();
      const result = await load(subject, seconds);
      if (!subject.isPublished) subject.rounds.push(result);
      else {
        await published(localNetwork);
        subject.rounds.push({ ...result, perSecond: result.requests / ((performance.now() - began) / 1_000) });
      }
    }
}

/** Creates links for the list. Returns the id of one. */
async function makeLinks({ database }: LocalNetwork): Promise<string> {
  const db = await database("control", "DB");
  await db
    .prepare(
      `INSERT INTO link (id, slug, offer_id, webmaster_id, advertiser_id, created_at)
       SELECT 'lnk_bench_' || value, 'bench-' || value, ?, ?, ?, ? FROM json_each(?)`,
    )
    .bind(
      DEMO.offers.demo,
      DEMO.webmaster,
      DEMO.advertiser,
      Date.now(),
      JSON.stringify(Array.from({ length: LINKS }, (_, i) => i)),
    )
    .run();
  return "lnk_bench_7";
}

/** The session cookie of the demo webmaster. */
async function signIn({ origins }: LocalNetwork): Promise<string> {
  const response = await fetch(`${origins.control}/api/v1/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: DEMO.emails.webmaster, password: DEMO.password }),
  });
  if (!response.ok) throw new Error(`signing in answered ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
