import { WorkerEntrypoint } from "cloudflare:workers";
import { readClickBatch } from "@waymark/click/click-event";
import { lettersOf, recordClicks } from "@waymark/network/click";
import type { Actor } from "@waymark/network/context";
import { keepDeadLetters } from "@waymark/network/db";
import { snapshotOf } from "@waymark/network/link";
import { abusePage } from "./abuse.ts";
import { contextOf } from "./context.ts";
import type { Env } from "./env.ts";

/** What the edge may ask over its service binding; not reachable by HTTP. */
export class EdgePort extends WorkerEntrypoint<Env> {
  /** The snapshot of a key that KV does not have (yet), or null. */
  async findSnapshot(key: string): Promise<string | null> {
    return snapshotOf(contextOf(this.env, EDGE), key);
  }

  /** Stores a message of clicks that no queue took. Throws where the database fails too. */
  async storeClicks(message: string): Promise<void> {
    const ctx = contextOf(this.env, EDGE);
    const { events, anonymous, malformed } = readClickBatch(message);
    const { refused } = await recordClicks(ctx, events, anonymous);
    const letters = malformed.map(({ reason, event }) => ({
      id: crypto.randomUUID(),
      queue: "clicks",
      reason,
      body: JSON.stringify(event),
    }));
    await keepDeadLetters(ctx.db, [...letters, ...lettersOf(refused)], ctx.now());
  }

  /** The page on which somebody tells of a link. */
  override async fetch(request: Request): Promise<Response> {
    return abusePage(request, contextOf(this.env, EDGE));
  }
}

const EDGE: Actor = { role: "system", job: "edge" };
