/** The baseline: what a redirect costs when nothing is looked up, marked or stored. */
export default {
  fetch: () =>
    new Response(null, { status: 302, headers: { location: "https://example.com/", "cache-control": "no-store" } }),
};
