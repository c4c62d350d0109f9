/**
 * True where a browser says that another site, or another port of this host, made it send the request. Who says
 * nothing is no browser, so nobody's cookies are abused.
 */
export function isCrossSite(
  request: { secFetchSite: string | undefined; origin: string | undefined },
  ownOrigin: string,
) {
  if (request.secFetchSite !== undefined) return !["same-origin", "none"].includes(request.secFetchSite);
  return request.origin !== undefined && request.origin !== ownOrigin;
}
