/** The cookie that remembers which click brought the visitor, and for how long. */
export const CLICK_COOKIE = "click_id";
export const CLICK_COOKIE_SECONDS = 30 * 24 * 3_600;

/** The click_ID in a query or a cookie; undefined if the text can't be one. */
export const readClickId = (text: string | undefined) =>
  text !== undefined && /^[0-9a-z]{40}$/.test(text) ? text : undefined;
