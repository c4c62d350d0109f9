import type { Actor, Context } from "@waymark/network/context";
import type { SignedIn } from "@waymark/network/identity";
import type { Right } from "@waymark/network/words";
import type { Env } from "./env.ts";

/** The variables of a request in every handler of the control plane. */
export interface App {
  Bindings: Env;
  Variables: {
    ctx: Context;
    access: Access;
    requestId: string;
    /** SHA-256 of the uploaded file once it was read whole (idempotency.ts). */
    fileHash?: () => string | null;
  };
}

/** Who makes a request, and what they may do. */
export interface Access {
  actor: Actor;
  rights: ReadonlySet<Right>;
  /** Null for an API key. */
  person: SignedIn["person"] | null;
}
