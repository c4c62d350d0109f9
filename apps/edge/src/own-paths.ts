import { retryLater } from "./answers.ts";
import type { Env } from "./env.ts";
import type { OwnPath } from "./app.ts";
import type { PostbackPorts } from "./postback.ts";
import { within } from "./shared-promise.ts";
import { json, methodNotAllowed, text } from "./text-answers.ts";

/** The answer of a path that is no link. Loaded by the first request to one, so that no visitor waits for its code. */
export async function answerOwnPath(
  path: OwnPath,
  request: Request,
  address: string,
  ports: PostbackPorts,
): Promise<Response> {
  const { env } = ports;
  switch (path) {
    case "/pixel.gif": {
      if (request.method !== "GET") return methodNotAllowed("GET");
      const { pixel } = await import("./pixel.ts");
      return pixel(request, ports);
    }
    case "/health":
      return json(200, { status: "ok" });
    case "/":
      return text("Waymark\n");
    case "/robots.txt":
    case "/.well-known/security.txt": {
      const { robotsTxt, securityTxt } = await import("./texts.ts");
      return text(path === "/robots.txt" ? robotsTxt : securityTxt(env.SECURITY_CONTACT, Date.now()));
    }
    case "/favicon.ico":
      return new Response(null, { status: 204, headers: { "cache-control": "max-age=86400" } });
    case "/abuse":
      return ["GET", "HEAD", "POST"].includes(request.method)
        ? abuse(request, address, env)
        : methodNotAllowed("GET, POST");
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
    return retryLater();
  }
}
