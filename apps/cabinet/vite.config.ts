import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The control Worker puts a nonce of its own in its place, in every answer (apps/control/src/cabinet.ts). */
const NONCE_PLACE = "__CSP_NONCE__";

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: NONCE_PLACE },
  build: {
    target: "es2022",
    manifest: true,
    // A file in the text of a script or style would need `data:` in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
});
