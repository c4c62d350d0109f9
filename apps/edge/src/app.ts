import type { Env } from "./env.ts";
import { createJournal, type Journal } from "./journal.ts";
import { targetOf, type RequestTarget } from "./request-target.ts";
import { createSnapshots } from "./snapshots.ts";
import { redirect } from "./redirect.ts";
import type { Origin } from "./visitor.ts";

export interface EdgeParts {
  /** Where a request came from. */
  originOf: (request: Request) => Origin;
  clicks?: Journal;
  postbacks?: Journal;
}

/** Our path of postbacks, TUNE's (`/aff_lsr`, `/aff_goal`) and Keitaro's (`/{token}/postback`). */
const POSTBACK_PATH = /^\/(?:(?:[^/]+\/)?postback|aff_(?:lsr|goal))\/?$/i;

/** Other paths that are no links. */
const OWN_PATHS = [
  "/",
  "/pixel.gif",
  "/health",
  "/robots.txt",
  "/.well-known/security.txt",
  "/favicon.ico",
  "/abuse",
] as const;

export type OwnPath = (typeof OWN_PATHS)[number];

/** The edge Worker; snapshots and open batches live as long as the isolate. */
export function createEdge({ originOf, clicks = createJournal(), postbacks = createJournal() }: EdgeParts): {
  fetch: ExportedHandlerFetchHandler<Env>;
} {
  const snapshots = createSnapshots();
  return {
    fetch(request, env, ctx) {
      const target = targetOf(request.url);
      if (POSTBACK_PATH.test(target.path)) return handlePostback(target, request, env, ctx);
      const ownPath = OWN_PATHS.find((path) => path === target.path);
      if (ownPath !== undefined) return handleOwnPath(ownPath, request, env, ctx);
      if (request.method !== "GET" && request.method !== "HEAD") return refuseMethod("GET, HEAD");
      return redirect(request, target, { origin: originOf(request), env, ctx, snapshots, journal: clicks });
    },
  };

  /** Loaded by the first postback, so that no visitor waits for its code (docs/decisions/0017). */
  async function handlePostback(target: RequestTarget, request: Request, env: Env, ctx: ExecutionContext) {
    if (request.method !== "GET" && request.method !== "POST") return refuseMethod("GET, POST");
    const { postback } = await import("./postback.ts");
    return postback(request, target, originOf(request).address, { env, ctx, snapshots, journal: postbacks });
  }

  async function handleOwnPath(path: OwnPath, request: Request, env: Env, ctx: ExecutionContext) {
    const { answerOwnPath } = await import("./own-paths.ts");
    return answerOwnPath(path, request, originOf(request).address, { env, ctx, snapshots, journal: postbacks });
  }
}

async function refuseMethod(allow: string) {
  const { methodNotAllowed } = await import("./text-answers.ts");
  return methodNotAllowed(allow);
}
