import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/.wrangler/**"],
    // A flow starts workerd with every Worker, queue and database. It waits a third of its time: three fill two cores.
    maxWorkers: 3,
    globalSetup: "test/harness/setup.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
