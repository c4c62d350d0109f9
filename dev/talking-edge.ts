/** The edge of `pnpm dev`: edge.ts, and a line for each answer to a visitor or an advertiser. */
import type { Env } from "@waymark/edge/env";
import edge from "./edge.ts";

export default {
  async fetch(request, env, ctx) {
    const response = await edge.fetch(request, env, ctx);
    const { pathname } = new URL(request.url);
    const location = response.headers.get("location");
    if (location !== null) console.log({ event: "dev.click", slug: pathname.slice(1), location });
    if (pathname === "/postback") console.log({ event: "dev.postback", status: response.status });
    return response;
  },
} satisfies ExportedHandler<Env>;
