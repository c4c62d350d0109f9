import { afterAll, afterEach, beforeAll } from "vitest";
import { cabinet, useCabinet } from "./shared.ts";

beforeAll(useCabinet);
afterAll(() => cabinet?.stop());
afterEach(() => cabinet.closePages());

// Each registers its tests. They share one network and one browser, whose start takes as long as several tests. The
// frame's tests are last: they change the network's name and publish terms that everyone is asked to accept.
await import("./webmaster.ts");
await import("./journey.ts");
await import("./traffic-check.ts");
await import("./claims.ts");
await import("./source-quality.ts");
await import("./pages.ts");
await import("./frame.ts");
