import { ApiError, createClient } from "@waymark/client";

/** A Worker that calls the API with the client: reads a list in small pages, then sends what is refused. */
export default {
  async fetch(request) {
    const { origin, key } = await request.json<{ origin: string; key: string }>();
    const client = createClient({ origin, key });
    const ids: string[] = [];
    for await (const { id } of client.all("listLinks", { query: { limit: 2 } })) ids.push(id);
    const refusal = await client.call("getLink", { path: { id: "lnk_none" } }).catch((error: unknown) => error);
    return Response.json({ ids, code: refusal instanceof ApiError ? refusal.code : String(refusal) });
  },
} satisfies ExportedHandler;
