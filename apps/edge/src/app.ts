import * as answer from "./answers.ts";
import type { Env } from "./env.ts";
import { createJournal, type Journal } from "./journal.ts";
import { targetOf, type RequestTarget } from "./request-target.ts";
import { createSnapshots } from "./snapshots.ts";
import { redirect } from "./redirect.ts";
import type { Origin } from "./visitor.ts";
import { within } from "./shared-promise.ts";

export interface EdgeParts {
  /** Where a request came from. */
  originOf: (request: Request) => Origin;
  clicks?: Journal;
  postbacks?: Journal;
}

/** Our path of postbacks, TUNE's (`/aff_lsr`, `/aff_goal`) and Keitaro's (`/{token}/postback`). */
const POSTBACK_PATH = /^\/(?:(?:[^/]+\/)?postback|aff_(?:lsr|goal))\/?$/i;

/** The edge Worker; snapshots and open batches live as long as the isolate. */
export function createEdge({ originOf, clicks = createJournal(), postbacks = createJournal() }: EdgeParts): {
  fetch: ExportedHandlerFetchHandler<Env>;
} {
  const snapshots = createSnapshots();
  return {
    fetch(request, env, ctx) {
      const target = targetOf(request.url);
      const own = answerOwnPath(target, request, env, ctx);
      if (own !== undefined) return own;
      if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed("GET, HEAD");
      return redirect(request, target, { origin: originOf(request), env, ctx, snapshots, journal: clicks });
    },
  };

  function answerOwnPath(target: RequestTarget, request: Request, env: Env, ctx: ExecutionContext) {
    if (POSTBACK_PATH.test(target.path))
      return request.method === "GET" || request.method === "POST"
        ? handlePostback(target, request, env, ctx)
        : methodNotAllowed("GET, POST");
    switch (target.path) {
      case "/pixel.gif":
        return request.method === "GET" ? handlePixel(request, env, ctx) : methodNotAllowed("GET");
      case "/health":
        return answer.json(200, { status: "ok" });
      case "/":
        return answer.text("Waymark\n");
      case "/robots.txt":
      case "/.well-known/security.txt":
        return text(target.path, env);
      case "/favicon.ico":
        return new Response(null, { status: 204, headers: { "cache-control": "max-age=86400" } });
      case "/abuse":
        return ["GET", "HEAD", "POST"].includes(request.method)
          ? abuse(request, originOf(request).address, env)
          : methodNotAllowed("GET, POST");
    }
    return undefined;
  }

  /** Loaded by the first postback, so that no visitor waits for its code (docs/decisions/0017). */
  async function handlePostback(target: RequestTarget, request: Request, env: Env, ctx: ExecutionContext) {
    const { postback } = await import("./postback.ts");
    return postback(request, target, originOf(request).address, { env, ctx, snapshots, journal: postbacks });
  }

  async function handlePixel(request: Request, env: Env, ctx: ExecutionContext) {
    const { pixel } = await import("./pixel.ts");
    return pixel(request, { env, ctx, snapshots, journal: postbacks });
  }
}

const ABUSE_MS = 5_000;

/** A report about a link. The control plane serves the page and stores the report. */
async function abuse(request: Request, address: string, env: Env) {
  const headers = new Headers(request.headers);
  headers.set("cf-connecting-ip", address);
  try {
    return await within(ABUSE_MS, env.CONTROL.fetch(new Request(request, { headers })));
  } catch (error) {
    console.error({ event: "abuse.failed", error: String(error) });
    return answer.retryLater();
  }
}

/** Loaded when a robot asks, so that no visitor waits for it. */
async function text(path: "/robots.txt" | "/.well-known/security.txt", { SECURITY_CONTACT }: Env) {
  const { robotsTxt, securityTxt } = await import("./texts.ts");
  return answer.text(path === "/robots.txt" ? robotsTxt : securityTxt(SECURITY_CONTACT, Date.now()));
}

const methodNotAllowed = (allow: string) =>
  answer.problem(405, { code: "method_not_allowed", title: "Method not allowed", detail: `Use ${allow}.` }, { allow });
