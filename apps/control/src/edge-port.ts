import { WorkerEntrypoint } from "cloudflare:workers";
import { networkOf } from "@waymark/contract/address";
import type { Actor } from "@waymark/network/context";
import { keepDeadLetters } from "@waymark/network/queue";
import { snapshotOf } from "@waymark/network/publishing";
import { abusePage } from "./abuse.ts";
import { contextOf } from "./context.ts";
import type { Env } from "./env.ts";
import { ingest } from "./jobs/intake.ts";

/** The methods that the edge calls over its service binding; not reachable by HTTP. */
export class EdgePort extends WorkerEntrypoint<Env> {
  /** The snapshot of a key that KV does not have (yet), or null. */
  async findSnapshot(key: string): Promise<string | null> {
    return snapshotOf(contextOf(this.env, EDGE), key);
  }

  /** Stores a message of clicks that every queue refused. Throws if the database fails too. */
  async storeClicks(message: string): Promise<void> {
    const ctx = contextOf(this.env, EDGE);
    const left = await ingest(ctx, "clicks", [{ id: crypto.randomUUID(), body: message }]);
    await keepDeadLetters(
      ctx,
      left.map(({ letter }) => letter),
    );
  }

  /** The page for reports about links. The edge names the caller's address. */
  override async fetch(request: Request): Promise<Response> {
    const network = networkOf(request.headers.get("cf-connecting-ip") ?? "");
    const mayReport = async () => (await this.env.ABUSE_LIMIT.limit({ key: network })).success;
    return abusePage(request, contextOf(this.env, EDGE), mayReport);
  }
}

const EDGE: Actor = { role: "system", job: "edge" };
