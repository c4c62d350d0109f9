/**
 * The control plane for the benchmark of its API. Under /bare a bare Hono handler does the same single read or insert on
 * the same database, with nothing before or around it; /counted tells what D1 was asked since the last time.
 */
import { Hono } from "hono";
import control, { EdgePort, SignInGuard } from "../../apps/control/src/index.ts";

export { EdgePort, SignInGuard };

type Env = NonNullable<Parameters<typeof control.queue>[1]>;

const LINK = "SELECT * FROM link WHERE webmaster_id = ?";

const bare = new Hono<{ Bindings: Env }>()
  .get("/bare/links", async (c) => {
    const { results } = await c.env.DB.prepare(`${LINK} ORDER BY id LIMIT 50`).bind("wm_demo").all();
    return c.json({ data: results, next_cursor: null });
  })
  .get("/bare/links/:id", async (c) =>
    c.json(await c.env.DB.prepare(`${LINK} AND id = ?`).bind("wm_demo", c.req.param("id")).first()),
  )
  .post("/bare/links", async (c) => {
    const { offer_id } = await c.req.json<{ offer_id: string }>();
    const [id, slug] = [`lnk_${crypto.randomUUID()}`, crypto.randomUUID()];
    await c.env.DB.prepare(
      "INSERT INTO link (id, slug, offer_id, webmaster_id, defaults, created_at) VALUES (?, ?, ?, 'wm_demo', '{}', ?)",
    )
      .bind(id, slug, offer_id, Date.now())
      .run();
    return c.json({ id, slug, offer_id }, 201);
  });

const asked: string[] = [];
const counts = new Map<string, number>();
let watched: Env | undefined;

export default {
  ...control,
  fetch(request: Request, env: Env, ctx: ExecutionContext) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/bare/")) return bare.fetch(request, env, ctx);
    if (pathname === "/counted") return Response.json({ statements: asked.splice(0) });
    watched ??= watch(env);
    return control.fetch(request, watched, ctx);
  },
};

/**
 * The same bindings, where each statement is noted before it is prepared. The rate limit counts in memory, as Cloudflare's
 * does: the local one writes a row of SQLite for each request, more than the request itself costs. It refuses no request.
 */
function watch(env: Env): Env {
  const DB = new Proxy(env.DB, {
    get(database, name) {
      if (name === "prepare")
        return (sql: string) => {
          asked.push(sql);
          return database.prepare(sql);
        };
      const value: unknown = Reflect.get(database, name);
      return typeof value === "function" ? (value.bind(database) as unknown) : value;
    },
  });
  const API_LIMIT: RateLimit = {
    async limit({ key }) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return { success: true };
    },
  };
  return { ...env, DB, API_LIMIT };
}
