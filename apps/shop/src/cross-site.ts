/**
 * True if a browser says that another site, or another port of this host, made it send the request. A client that sends
 * no such header is not a browser, so it can't abuse a visitor's cookies.
 */
export function isCrossSite(
  request: { secFetchSite: string | undefined; origin: string | undefined },
  ownOrigin: string,
) {
  if (request.secFetchSite !== undefined) return !["same-origin", "none"].includes(request.secFetchSite);
  return request.origin !== undefined && request.origin !== ownOrigin;
}
