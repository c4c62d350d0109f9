import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/harness/longest-first.ts";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/.wrangler/**"],
    // A flow starts workerd with every Worker, queue and database. It waits a third of its time: three fill two cores.
    maxWorkers: 3,
    // A process runs many files: importing everything for each of them took a third of the processors' time.
    isolate: false,
    globalSetup: "test/harness/setup.ts",
    // Benchmarks need isolates as small as deployed (docs/decisions/0064). Tests start faster with larger ones.
    env: { MINIFLARE_WORKERD_V8_FLAGS: "--min-semi-space-size=8 --max-semi-space-size=16" },
    setupFiles: "test/harness/each-file.ts", // before each file
    sequence: { sequencer: LongestFirst },
    // They end what hangs. A busy machine is several times slower than one that only tests.
    testTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 180_000,
  },
});
