import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { me, queryClient, settings } from "./api/index.ts";
import { router } from "./router.ts";
import { startTexts } from "./text/index.ts";
import { theme, variables } from "./theme/index.ts";

const RELOADED_AT = "waymark.reloaded";
const RELOAD_AGAIN_MS = 60_000;

// After a deployment the chunks of an open tab may be gone. A reload gets the new ones; a second one would not help.
window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem(RELOADED_AT) ?? 0);
  if (Date.now() - last < RELOAD_AGAIN_MS) return;
  sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  // The router reloads once by itself too, unless it has already done so for this error.
  sessionStorage.setItem(`tanstack_router_reload:${event.payload.message}`, "1");
  event.preventDefault();
  location.reload();
});

/** The nonce of this answer. Styles that scripts add need it: Mantine's, and those of its scroll lock. */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
setNonce(nonce);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// Asked for while texts and the page load.
void queryClient.prefetchQuery(me);
void queryClient.prefetchQuery(settings);
await startTexts();
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
      deduplicateCssVariables={false}
    >
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
