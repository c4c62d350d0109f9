import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The control Worker puts a nonce of its own in its place, in every answer (apps/control/src/cabinet.ts). */
const NONCE_PLACE = "__CSP_NONCE__";

/** What draws charts: recharts and all that it needs. */
const CHARTS =
  /node_modules\/(recharts|victory-vendor|d3-[a-z]+|internmap|decimal\.js-light|es-toolkit|eventemitter3|@reduxjs\/toolkit|react-redux|redux|redux-thunk|reselect|immer)\//;

/**
 * Libraries are apart from our code, so that browsers keep them when a page changes. Libraries of the first load are
 * together; others are together with those that the same pages need, unless that would be a very small file. What draws
 * charts is apart from all: no other page waits for it.
 */
const GROUPS = [
  { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 4 },
  { name: "libraries", test: /node_modules\//, tags: ["$initial" as const], priority: 3 },
  { name: "charts", test: CHARTS, priority: 2 },
  { name: "library", test: /node_modules\//, entriesAware: true, entriesAwareMergeThreshold: 10_000, priority: 1 },
];

/** Without the names of all pages that need a library, which rolldown appends to its name. */
const fileNameOf = ({ name }: { name: string }) => `assets/${name.split("~")[0]}-[hash].js`;

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: NONCE_PLACE },
  build: {
    target: "es2022",
    manifest: true,
    // A file in the text of a script or style would need `data:` in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS }, chunkFileNames: fileNameOf } },
  },
});
