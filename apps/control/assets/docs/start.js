// The renderer (Scalar) is served from here, and asks no other site for anything.
/* global Scalar */
Scalar.createApiReference("#reference", {
  url: "/api/v1/openapi.json",
  agent: { disabled: true },
  defaultOpenAllTags: false,
  hideClientButton: true,
  mcp: { disabled: true },
  persistAuth: false,
  showDeveloperTools: "never",
  telemetry: false,
  withDefaultFonts: false,
});
