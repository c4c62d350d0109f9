import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/.wrangler/**"],
    // A flow starts workerd with every Worker, queue and database: two of them fill two cores.
    maxWorkers: 2,
    globalSetup: "test/harness/setup.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
