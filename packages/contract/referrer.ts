const HOST_LENGTH_MAX = 100;

/** Browsers send no user information. The scheme may be an app's (`android-app://com.example/`). */
const HOST = /^[a-z-]+:\/\/([\w.-]+|\[[\da-f:]+])(?=(:\d+)?([/?#]|$))/i;

/** The host of a `Referer`, in lower case; empty if there is none, or none that can be read. Nothing else is kept. */
export const referrerHost = (referrer: string | null): string =>
  HOST.exec(referrer ?? "")?.[1]
    ?.toLowerCase()
    .slice(0, HOST_LENGTH_MAX) ?? "";
