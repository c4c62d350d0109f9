const HOST_LENGTH_MAX = 100;

/** A host, perhaps of an app (`android-app://com.example/`). */
const HOST = /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#@]*@)?([a-z\d.-]+|\[[\da-f:.]+\])(?::\d*)?(?:[/?#]|$)/i;

/** The host of a `Referer`, in lower case; empty if there is none, or none that can be read. Nothing else is kept. */
export const referrerHost = (referrer: string | null): string =>
  referrer === null
    ? ""
    : (HOST.exec(referrer.slice(0, 4 * HOST_LENGTH_MAX))?.[1]
        ?.toLowerCase()
        .slice(0, HOST_LENGTH_MAX) ?? "");
