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
    setupFiles: "test/harness/each-file.ts", // before each file
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
