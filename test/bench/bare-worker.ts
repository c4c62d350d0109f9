/** The baseline: a redirect without look-ups, click_ID or storage. */
export default {
  fetch: () =>
    new Response(null, { status: 302, headers: { location: "https://example.com/", "cache-control": "no-store" } }),
};
